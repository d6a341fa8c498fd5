"""The development report as a PDF: the same text as the Word document, on the same sheet.

Measures are those of :mod:`locator.reports.paper.sheet`; Noto Serif SC stands for 仿宋 and 楷体,
Noto Sans SC for 黑体, because only fonts that come with a package can be embedded everywhere.
Figures are vector drawings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn as fonts

from locator.reports.drawing.canvas import COLOURS, MIST, QUIET, RULE, TINTS, rectangle, wrapped
from locator.reports.drawing.pdf import SANS, PdfSheet
from locator.reports.figure import ANCHORS, Shape, Text, rows_alike
from locator.reports.paper.document import names, write
from locator.reports.paper.rows import layout
from locator.reports.paper.sheet import CHARACTERS, FIGURE, LOOKS
from locator.reports.paper.writing import HEAD_LESS, Marked, Numbering, plain
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report
    from locator.reports.drawing.canvas import Measure
    from locator.reports.figure import Anchor, Figure, Side, TableColumn
    from locator.wording.catalogue import Lang

_SERIF = "serif"
_MM = 72 / 25.4
_PAGE = (210 * _MM, 297 * _MM)
#: Margins above, right, below and left; lying down, the sheet is turned and they turn with it.
_UPRIGHT = (37 * _MM, 26 * _MM, 35 * _MM, 28 * _MM)
_LYING = (28 * _MM, 37 * _MM, 26 * _MM, 35 * _MM)
#: Page numbers stand 7 mm below the type area.
_FOOT = 7 * _MM
_NOTE, _CAPTION, _PAGE_NUMBER, _MARK = 10.5, 12.0, 14.0, 11.0
_CELL_X, _CELL_Y, _LEADING = 4.0, 3.0, 1.35
#: Lines of the body's type in which notes stand with caption, head and first row of their table.
_LED = 7
#: Share of a page that a table leaves blank at most to stand whole on the next one.
_BLANK = 0.4
#: From the top of a line to its baseline, in font sizes.
_BASE = 1.02


def to_report_pdf(report: Report | RegionReport) -> bytes:
    """The document as a PDF; the same report gives the same bytes."""
    paper = PdfPaper(report.head.lang, *names(report))
    write(paper, report)
    return paper.to_bytes()


class PdfPaper:
    """A :class:`locator.reports.paper.writing.Writing` whose pages are those of a PDF."""

    def __init__(self, lang: Lang, title: str, subject: str) -> None:
        self.lang: Lang = lang
        self._look = LOOKS[lang]
        self._numbers = Numbering(lang)
        self._sheet = PdfSheet(*_PAGE, printable(title), lang)
        self._sheet.add_face(_SERIF, fonts.serif_path())
        self._sheet.set_subject(printable(subject))
        self._mark = ""
        self._upright = True
        self._y = 0.0
        self._top, right, self._foot, self._left = _UPRIGHT
        self._width = _PAGE[0] - self._left - right
        self._end = 0.0
        self._measures = {family: self._measured(family) for family in (SANS, _SERIF)}
        self._headings: list[tuple[int, str]] = []

    def mark_pages(self, text: str) -> None:
        """A line at the head of every page, and the same pale across it."""
        self._mark = printable(text)

    def title(self, text: str, under: str = "") -> None:
        """The document's title, centred, and a line under it."""
        size = self._look.title
        if not self._end:
            self._turn()
        self._lines(text, size, size * 1.5, side="center", family=SANS, bold=True)
        if under:
            self._lines(under, _CAPTION, _CAPTION * 1.6, side="center")
        self._y += 14

    def warning(self, text: str) -> None:
        """A boxed line that nobody overlooks."""
        size = self._look.body - 2
        lines = self._wrapped(text, size, self._width - 20, SANS)
        height = len(lines) * size * 1.5 + 12
        self._room(height)
        box = (rectangle(self._left, self._y, self._width, height),)
        self._sheet.item(Shape(box, stroke=COLOURS["gap"], width=1.2))
        top = self._y + 6
        for line in lines:
            self._word(
                line,
                self._left + self._width / 2,
                top + size * 1.1,
                size,
                "middle",
                SANS,
                COLOURS["gap"],
            )
            top += size * 1.5
        self._y += height + 10

    def heading(self, level: int, text: str) -> None:
        """A numbered heading of level 1 or 2, on the page where what it heads begins."""
        self._headings.append((level, self._numbers.heading(level, text)))

    def loose_heading(self, text: str) -> None:
        """A heading without a number."""
        if not self._end:
            self._turn()
        self._lines(text, self._look.body, self._look.line, family=SANS)

    def item(self, text: str) -> None:
        """A numbered paragraph."""
        self._paragraph(self._numbers.item(text))

    def body(self, text: str) -> None:
        """A paragraph of running text."""
        self._paragraph(printable(text))

    def together(self, lines: int, paragraphs: int = 0) -> None:
        """So many lines of the body's type follow that stand on one page."""
        self._room((lines or paragraphs) * self._look.line)

    def line(self, text: str, side: Side, away: float = 0) -> None:
        """A line of the body's type at one side of the page, so many characters away from it."""
        self._lines(text, self._size, self._look.line, side=side, away=away * self._size)

    def note(self, text: str, *, leads: bool = False) -> None:
        """Small print; ``leads`` where it stands on the page of the table that follows."""
        self._room(max(self._note_height(text), _LED * self._look.line * leads))
        self._lines(text, _NOTE, _NOTE * 1.5, family=SANS, colour=QUIET)
        self._y += 6

    def _note_height(self, text: str) -> float:
        return len(self._wrapped(text, _NOTE, self._width, SANS)) * _NOTE * 1.5

    def prepare(self, figures: Sequence[Figure]) -> None:
        """Nothing: figures are drawn as they are."""

    def drawing(self, figure: Figure) -> None:
        """A figure with its caption, as wide as the type area or as high as its share."""
        scale = min(self._width / figure.width, FIGURE * (self._bottom - self._top) / figure.height)
        self._room(figure.height * scale + 30)
        left = self._left + (self._width - figure.width * scale) / 2
        self._sheet.figure(figure, left, self._y, scale)
        self._y += figure.height * scale + 4
        self._lines(
            self._numbers.figure(figure.title), _CAPTION, _CAPTION * 1.5, side="center", family=SANS
        )
        self._y += 8

    def table(
        self,
        caption: str,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[str | Marked]],
        *,
        whole: bool = True,
        notes: Sequence[str] = (),
    ) -> None:
        """A captioned table whose head stands again on every page, and what is noted under it."""
        size = self._look.table
        lay = layout(columns, rows, self._width, size)
        widths, rows, tail = lay.widths, lay.rows, lay.tail
        lines = [self._cells(row, widths) for row in rows]
        heights = [self._height(row) for row in lines]
        head = self._cells(lay.heads, widths, HEAD_LESS)
        high = self._height(head)
        noted = sum(self._note_height(note) + 6 for note in notes) + 12 * bool(notes)
        all_of_it = sum(heights) + high + 24 + noted
        left = self._bottom - self._y
        whole = whole and lay.short and left < _BLANK * (self._bottom - self._top)
        keep = all_of_it if whole else high + 24 + sum(heights[:2])
        self._room(min(keep, self._bottom - self._top))
        self._lines(
            self._numbers.table(caption), _CAPTION, _CAPTION * 1.6, side="center", family=SANS
        )
        self._row(head, columns, widths, [MIST] * len(columns), bold=True)
        page = self._bottom - self._top - high
        most = int((page - 2 * _CELL_Y) / (size * _LEADING))
        # A few rows alone would take a page, and so would a note.
        last = sum(heights[tail:]) + noted
        once = columns[0].once is not None
        spans = rows_alike(row[0] for row in rows) if once else [1] * len(rows)
        began = self._y
        for at, (row, cells, span, after) in enumerate(
            zip(rows, lines, spans, [*spans[1:], 1], strict=True)
        ):
            ends = last if 0 < at == tail and last <= page else 0.0
            tints = [TINTS[cell.status] if isinstance(cell, Marked) else "" for cell in row]
            for start in range(0, max(len(cell) for cell in cells), most):
                part = [cell[start : start + most] for cell in cells]
                said = [[], *part[1:]] if not span else part
                if self._y + max(self._height(said), ends) > self._bottom:
                    if once and self._y > began:
                        self._frame(began, widths[0])
                    self._turn()
                    self._row(head, columns, widths, [MIST] * len(columns), bold=True)
                    began, said = self._y, part
                self._row(said, columns, widths, tints, bare=once)
            if once and after:
                self._frame(began, widths[0])
                began = self._y
        self._y += 12
        for note in notes:
            self.note(note)

    def attachment(self, *, upright: bool) -> None:
        """Begin what is attached, on pages of its own."""
        self._upright = upright
        self._turn()

    def to_bytes(self) -> bytes:
        """The finished file; the same text gives the same bytes."""
        return bytes(self._sheet.output())

    # -- the sheet ----------------------------------------------------------------------------

    @property
    def _bottom(self) -> float:
        return self._end - self._foot

    def _turn(self) -> None:
        """A new page with its number and mark."""
        width, self._end = _PAGE if self._upright else _PAGE[::-1]
        self._top, right, self._foot, self._left = _UPRIGHT if self._upright else _LYING
        self._width = width - self._left - right
        self._sheet.add_page(format=(width, self._end))
        self._y = self._top
        number = self._sheet.page_no()
        odd = number % 2 == 1
        x = self._left + (self._width if odd else 0)
        self._word(
            f"— {number} —",
            x,
            self._bottom + _FOOT + _PAGE_NUMBER,
            _PAGE_NUMBER,
            "end" if odd else "start",
            _SERIF,
        )
        if self._mark:
            self._word(
                self._mark,
                self._left + self._width / 2,
                self._top - 24,
                _MARK,
                "middle",
                SANS,
                COLOURS["gap"],
            )
            x, y = width / 2, self._end / 2
            with self._sheet.rotation(45, x, y), self._sheet.local_context(fill_opacity=0.08):
                self._word(self._mark, x, y, 44, "middle", SANS, COLOURS["gap"])

    def _room(self, height: float) -> None:
        """See that so much is left on the page, below the headings that wait for it."""
        waiting, self._headings = self._headings, []
        line = self._look.line
        need = max(height, 2 * line) + len(waiting) * line if waiting else height
        if not self._end or self._y + need > self._bottom:
            self._turn()
        for level, words in waiting:
            self._sheet.start_section(words, level - 1, strict=False)
            family = SANS if level == 1 else _SERIF
            indent = self._look.indent_chars
            self._lines(words, self._look.body, line, family=family, bold=True, indent=indent)
        if self._y + height > self._bottom and waiting:
            self._turn()

    def _word(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        anchor: Anchor,
        family: str,
        colour: str = "#000000",
        *,
        bold: bool = False,
    ) -> None:
        self._sheet.words(
            Text((x, y), words, size, colour, bold=bold, anchor=anchor), family=family
        )

    def _lines(
        self,
        text: str,
        size: float,
        line: float,
        *,
        side: Side = "left",
        family: str = _SERIF,
        colour: str = "#000000",
        bold: bool = False,
        indent: int = 0,
        away: float = 0,
    ) -> None:
        """A paragraph, its first line indented by characters."""
        x = {
            "left": self._left + away,
            "center": self._left + self._width / 2,
            "right": self._left + self._width - away,
        }[side]
        # Full-width spaces are as wide as the characters by which the standard indents.
        for words in self._wrapped("　" * indent + text, size, self._width - away, family):
            self._room(line)
            y = self._y + (line - size * _LEADING) / 2 + size * _BASE
            self._word(words, x, y, size, ANCHORS[side], family, colour, bold=bold)
            self._y += line

    @property
    def _size(self) -> float:
        """Size of the body's type, so that a line of Chinese holds the standard's characters."""
        _, right, _, left = _UPRIGHT
        return min(self._look.body, (_PAGE[0] - left - right) / CHARACTERS)

    def _paragraph(self, text: str) -> None:
        self._lines(text, self._size, self._look.line, indent=self._look.indent_chars)

    def _measured(self, family: str) -> Measure:
        """Points that a text takes in a face of the document."""
        font = self._sheet.fonts[family]
        return lambda text, size: font.get_text_width(text, size, None)[1]

    def _wrapped(self, text: str, size: float, room: float, family: str) -> list[str]:
        return wrapped(printable(text), size, room, self._measures[family])

    def _frame(self, top: float, width: float) -> None:
        """Around what the first cells of some rows say once, from there to here."""
        box = (rectangle(self._left, top, width, self._y - top),)
        self._sheet.item(Shape(box, stroke=RULE, width=0.5))

    def _cells(
        self, row: Sequence[str | Marked], widths: Sequence[float], less: float = 0.0
    ) -> list[list[str]]:
        """The lines of a row's cells, whose type is smaller by ``less`` in a head."""
        return [
            self._wrapped(plain(cell), self._look.table - less, width - 2 * _CELL_X, SANS)
            for cell, width in zip(row, widths, strict=True)
        ]

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        return max(len(cell) for cell in cells) * self._look.table * _LEADING + 2 * _CELL_Y

    def _row(
        self,
        cells: Sequence[Sequence[str]],
        columns: Sequence[TableColumn],
        widths: Sequence[float],
        tints: Sequence[str],
        *,
        bold: bool = False,
        bare: bool = False,
    ) -> None:
        """A row of cells; the first has no frame of its own if ``bare``."""
        height, size, left = self._height(cells), self._look.table, self._left
        step = size * _LEADING
        for lines, column, width, tint in zip(cells, columns, widths, tints, strict=True):
            if not bare or left > self._left:
                box = (rectangle(left, self._y, width, height),)
                self._sheet.item(Shape(box, fill=tint, stroke=RULE, width=0.5))
            inside = {"left": _CELL_X, "right": width - _CELL_X, "center": width / 2}[column.side]
            y = self._y + (height - len(lines) * step) / 2 + size * _BASE
            for words in lines:
                small = size - HEAD_LESS * bold
                self._word(words, left + inside, y, small, ANCHORS[column.side], SANS, bold=bold)
                y += step
            left += width
        self._y += height
