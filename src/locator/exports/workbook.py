"""Tables → an Excel workbook that is safe, filtered, printable and the same every time.

Text is written as text: nothing from the data becomes a formula or a link. Numbers are numbers.
Every printed page carries what the workbook says of itself at its foot.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import xlsxwriter

from locator.exports.cell import width_of
from locator.pack.model import STATUSES
from locator.style import SYMBOLS
from locator.wording.catalogue import Lang, t
from locator.wording.figures import as_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The date of the work plan: no file says when it was made, so that equal content is equal bytes.
CREATED = datetime(2024, 6, 26, tzinfo=UTC)
#: What a printed page may carry at its head or foot, in characters.
_MARGIN_LENGTH = 255
#: Characters of a checksum that tell two packs apart.
_CHECKSUM = 16
_A4 = 9
#: Points of a row of one line, and of the highest row there may be.
_ROW_HEIGHT, _HIGHEST = 16, 409
#: Characters beside a cell's text, the share of a line that words fill, how much wider bold is.
_BESIDE, _FILLED, _BOLD = 2, 0.9, 1.1
#: Characters of the widest column of short texts, and of a page on which they are read.
_WIDEST, _PAGE_WIDTH = 44, 230
#: Characters that may be drawn over two columns: too wide a column hides nothing.
_WIDE = "WFA"
#: Widths of the columns of a sheet of statements.
_WHAT, _SAID = 24, 90
_FORMATS = {"whole": "#,##0", "rate": "0.00", "percent": "0.0%"}
_STATUS_FORMATS = {
    "met": {"bg_color": "#D6E9E7"},
    "gap": {"bg_color": "#F6DAD5", "bold": True},
    "unreported": {"bg_color": "#ECEEEE", "italic": True},
}

Kind = Literal["text", "long", "number", "whole", "rate", "percent", "status"]
Value = str | float | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: its head, its width in characters and what its cells hold."""

    head: str
    width: float
    kind: Kind = "text"


class Book:
    """A workbook being written sheet by sheet; :meth:`to_bytes` closes it.

    Parameters
    ----------
    lang
        Language of the words of a status, which cells of kind ``status`` are coloured by.
    foot
        What stands at the foot of every printed page, left and right.
    mark
        What stands at its head, large; "" for nothing.
    """

    def __init__(self, lang: Lang, foot: tuple[str, str] = ("", ""), mark: str = "") -> None:
        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._book.set_properties({"created": CREATED})
        self._lang: Lang = lang
        self._foot, self._mark = foot, mark
        add = self._book.add_format
        self._head = add(
            {
                "bold": True,
                "bg_color": "#E9ECEA",
                "bottom": 1,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        top = {"valign": "top"}
        self._wrapped = add({"text_wrap": True, "align": "left", **top})
        self._plain = add(top)
        self._formats = {kind: add({"num_format": text, **top}) for kind, text in _FORMATS.items()}
        self._statuses = {status: add(look) for status, look in _STATUS_FORMATS.items()}

    def table(
        self,
        name: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[Value]],
        *,
        frozen: int = 0,
        marked: bool = False,
        empty: str = "",
    ) -> None:
        """A sheet with one table: its head frozen, filtered and repeated on every page.

        ``empty`` stands under the head where there is no row: why there is none.
        ``frozen`` columns stay in view too. Cells of kind ``status`` hold the word of a status,
        with its symbol before it if ``marked``, and take its colour, also when somebody edits
        them. None and NaN leave a cell empty.
        """
        sheet = self._book.add_worksheet(name)
        cells = list(rows)
        widths = [_width(column, (row[n] for row in cells)) for n, column in enumerate(columns)]
        for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, column.head, self._head)
        heads = (_lines(c.head, w / _BOLD) for c, w in zip(columns, widths, strict=True))
        sheet.set_row(0, _ROW_HEIGHT * max(heads, default=1))
        last = len(cells)
        for at, row in enumerate(cells, start=1):
            high = 1
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._write(sheet, at, place, value, column.kind)
                if column.kind == "long" and isinstance(value, str):
                    high = max(high, _lines(value, widths[place]))
            _heighten(sheet, at, high)
        for place, column in enumerate(columns):
            if column.kind == "status":
                self._colour(sheet, place, max(last, 1), marked=marked)
        if empty and not last:
            sheet.merge_range(1, 0, 1, len(columns) - 1, "")
            sheet.write_string(1, 0, empty, self._wrapped)
            _heighten(sheet, 1, _lines(empty, sum(widths)))
        else:
            sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        if frozen:
            sheet.repeat_columns(0, frozen - 1)
        self._printed(sheet, sum(widths))

    def facts(self, name: str, rows: Iterable[tuple[str, Value]]) -> None:
        """A sheet of statements: what, and what about it."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, _WHAT, self._wrapped)
        sheet.set_column(1, 1, _SAID, self._wrapped)
        for place, (what, value) in enumerate(rows):
            high = _lines(value, _SAID) if isinstance(value, str) else 1
            _heighten(sheet, place, max(_lines(what, _WHAT), high))
            sheet.write_string(place, 0, what, self._wrapped)
            self._write(sheet, place, 1, value, "long")
        self._printed(sheet)

    def to_bytes(self) -> bytes:
        """The finished file; the same tables give the same bytes."""
        self._book.close()
        return self._buffer.getvalue()

    def _write(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: Value, kind: Kind
    ) -> None:
        look = self._wrapped if kind == "long" else self._formats.get(kind, self._plain)
        if isinstance(value, str):
            sheet.write_string(row, place, value, look)
        elif value is not None and not math.isnan(value):
            sheet.write_number(row, place, value, look)

    def _colour(
        self, sheet: xlsxwriter.worksheet.Worksheet, place: int, last: int, *, marked: bool
    ) -> None:
        for status in STATUSES:
            word = status_word(status, self._lang, marked=marked)
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self._statuses[status],
            }
            sheet.conditional_format(1, place, last, place, rule)

    def _printed(self, sheet: xlsxwriter.worksheet.Worksheet, wide: float = 0.0) -> None:
        """A4; a sheet too ``wide`` for one page to be read, in characters, on several."""
        sheet.set_paper(_A4)
        sheet.fit_to_pages(max(math.ceil(wide / _PAGE_WIDTH), 1), 0)
        left, right = (text.replace("&", "&&") for text in self._foot)
        room = _MARGIN_LENGTH - len("&L&C&P / &N&R") - len(right)
        sheet.set_footer(f"&L{left[:room]}&C&P / &N&R{right}")
        if self._mark:
            sheet.set_header("&C&24" + self._mark)
            sheet.set_margins(top=1.1)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column, as breaks at words leave some of each blank."""
    room = max(width - _BESIDE, 1.0) * _FILLED
    return sum(max(math.ceil(width_of(part, _WIDE) / room), 1) for part in text.split("\n"))


def _width(column: SheetColumn, values: Iterable[Value]) -> float:
    """Width of a column: short texts stand whole, the next cell would hide the rest of one."""
    if column.kind != "text":
        return column.width
    longest = max((width_of(value, _WIDE) for value in values if isinstance(value, str)), default=0)
    return max(column.width, min(longest + _BESIDE, _WIDEST))


def _heighten(sheet: xlsxwriter.worksheet.Worksheet, row: int, lines: int) -> None:
    """A row as high as its lines: not every program makes it so when it opens the file."""
    if lines > 1:
        sheet.set_row(row, min(_ROW_HEIGHT * lines, _HIGHEST))


def status_word(status: str, lang: Lang, *, marked: bool = False) -> str:
    """The word of a status, with its symbol before it if ``marked``; "" for none."""
    known = next((one for one in STATUSES if one == status), None)
    if known is None:
        return ""
    word = t(f"coverage.status_{known}", lang)
    return t("coverage.cell", lang, symbol=SYMBOLS[known], status=word) if marked else word


def foot(scope: str, day: str, checksum: str, lang: Lang) -> tuple[str, str]:
    """What a printed page says at its foot: of what, as of when, from which data."""
    return t("coverage.foot", lang, scope=scope, as_of=as_of_text(day, lang)), checksum[:_CHECKSUM]
