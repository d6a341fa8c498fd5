"""Rows of cells → a sheet: find the header line, name the columns, keep every row's number.

The plainest rows are read here too: CSV as Excel, WPS and databases write it, in UTF-8, UTF-16 or
GB18030, split by comma, tab, semicolon or bar.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from locator.intake.model import UploadSheet
from locator.intake.read import limits
from locator.intake.read.layout import Row, grouped, heading_lines, measures, records
from locator.intake.read.workbook_parts import UNSAVED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from locator.problems import Problems

#: Characters that nobody sees and that make two equal names differ; line breaks and tabs stay.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\u2060]")
#: What stands in a cell whose formula gave no value, or was saved without it.
_FAULT = re.compile(
    r"Err:\d{3}|#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|CONNECT!"
    r"|UNKNOWN!|GETTING_DATA)|" + re.escape(UNSAVED)
)
#: How many a line that adds up others says there are.
_COUNTED = re.compile(r"(\d+)(?:[.]0)?[所个家处条项座]")
_FAULT_STARTS = ("#", "Err:", UNSAVED)
#: The header is looked for among this many lines; above it stand titles and notes to the list.
_HEADER_WITHIN = 20
_LETTERS = 26
#: Excel shows 15 digits; more are noise of binary fractions.
_DIGITS = 15
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",\t;|，；"
_KEPT_TEXT = re.compile(r'="([^"]*)"')
#: A formula that was written out instead of its value.
_FORMULA = re.compile(r"=[$A-Z]{1,14}(?:\$?\d|\(|!)")
#: Lines, and characters of them, from which delimiter and byte order are told.
_LINES, _HEAD = 30, 20_000
#: A cell may be longer than the limit of a cell while it is read; it is reported afterwards.
_FIELD_BYTES = limits.UPLOAD_BYTES


def clean(text: str) -> str:
    """A cell without invisible characters and outer blanks, and plain line breaks."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def written(value: object) -> str:
    """A value as a person would write it: dates as ISO text, numbers without needless digits."""
    if value is None or isinstance(value, str):
        return clean(value or "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return np.format_float_positional(float(f"{value:.{_DIGITS}g}"), trim="-")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat("minutes") if isinstance(value, dt.time) else str(value)


def letter(position: int) -> str:
    """Name of a column as spreadsheets show it: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def tabulate(
    problems: Problems,
    sheet: str,
    rows: Iterable[Row],
    groups: Collection[tuple[int, int, int]] = (),
    *,
    delimited: bool = False,
) -> UploadSheet | None:
    """A sheet from its rows, blank rows left out; None when there is no row at all.

    The header is the first of the leading lines that fills more than half as many cells as the
    fullest of them: a title or a note above it fills one or two. A line of merged headings just
    above belongs to it.

    Parameters
    ----------
    rows
        Number of each row in the file, in rising order, with its cells, cleaned.
    groups
        ``(row, first column, last column)`` of cells merged over several columns; below a merged
        heading stand the columns' own names.
    delimited
        Whether the cells were split at a character: then a row longer than the header is an
        error, for a stray separator has moved its cells.

    Raises
    ------
    LocatorError
        There are more rows or columns than the limits allow.
    """
    filled = _filled(problems, sheet, rows)
    if not filled:
        problems.error("upload.no_rows", sheet=sheet)
        return None
    top, spans = _header(filled, groups)
    row = filled[top][0]
    names, lines_read = heading_lines(filled[top:], spans, groups)
    below = top + lines_read
    if below < len(filled) and (counted := measures(names, filled[below][1])):
        names = counted
        below += 1
    lines = filled[below:]
    if delimited:
        lines = [(number, _aligned(problems, number, cells, len(names))) for number, cells in lines]
    body = records(lines, names, groups)
    for number, text in body.notes:
        problems.warning("upload.note", sheet=sheet, row=number, value=text)
    for number, text, counts in body.sums:
        said = _COUNTED.search(text)
        key = "sum_differs" if said and int(said[1]) not in counts else "sum"
        problems.warning(f"upload.{key}", sheet=sheet, row=number, value=text, number=max(counts))
    width = max(len(names), max((_width(cells) for _, cells in body.rows), default=0))
    names = _named(problems, sheet, row, names + [""] * (width - len(names)), body.rows)
    kept = [position for position, name in enumerate(names) if name]
    cells = pd.DataFrame(
        [[cells[at] if at < len(cells) else "" for at in kept] for _, cells in body.rows],
        columns=pd.Index([names[position] for position in kept], dtype="str"),
        index=pd.Index([number for number, _ in body.rows], dtype="int64"),
    )
    faults = {}
    for number, record in zip(cells.index, cells.itertuples(index=False), strict=True):
        for header, text in zip(cells.columns, record, strict=True):
            if text.startswith(_FAULT_STARTS) and _FAULT.fullmatch(text):
                faults[int(number), str(header)] = text
    for number, header in faults:
        cells.at[number, header] = ""
    if not body.rows:
        problems.warning("upload.header_only", sheet=sheet)
    above = [" ".join(filter(None, cells)) for _, cells in filled[:top]]
    upper = filled[top][1]
    over = {at: upper[first] for first, last in spans for at in range(first, last + 1)}
    return UploadSheet(
        sheet,
        cells.astype("str"),
        notes=(*above, *(text for _, text in body.notes)),
        sections=body.sections,
        faults=faults,
        positions=(positions := dict(zip(kept, map(str, cells.columns), strict=True))),
        groups={header: over[at] for at, header in positions.items() if at in over},
    )


def _filled(problems: Problems, sheet: str, rows: Iterable[Row]) -> list[Row]:
    filled = []
    for count, (number, cells) in enumerate(rows, start=1):
        if count > limits.ROWS:
            raise problems.refusal("upload.rows", sheet=sheet, limit=limits.ROWS)
        width = _width(cells)
        if width > limits.COLUMNS:
            raise problems.refusal(
                "upload.columns", sheet=sheet, row=number, found=width, limit=limits.COLUMNS
            )
        if width:
            own = cells[:width]
            filled.append(
                (number, [_bounded(problems, sheet, number, *at) for at in enumerate(own)])
            )
    return filled


def _bounded(problems: Problems, sheet: str, row: int, position: int, cell: str) -> str:
    """A cell of any line, headings and titles too, that is no longer than one may be; else none."""
    if len(cell) <= limits.CELL_LENGTH:
        return cell
    column, limit = letter(position), limits.CELL_LENGTH
    problems.error(
        "upload.cell_length", sheet=sheet, row=row, column=column, value=cell, limit=limit
    )
    return ""


def _width(cells: Sequence[str]) -> int:
    return max((position for position, cell in enumerate(cells, start=1) if cell), default=0)


def _header(
    filled: list[Row], groups: Collection[tuple[int, int, int]]
) -> tuple[int, list[tuple[int, int]]]:
    """Which of the lines holds the headings, and what it groups of those in the line below it."""
    leading = [len(list(filter(None, cells))) for _, cells in filled[:_HEADER_WITHIN]]
    half = max(leading) / 2
    top = next(position for position, count in enumerate(leading) if count > half)
    merged = {at for at, _, _ in groups}
    if (
        top
        and leading[top - 1] > 1
        and (filled[top - 1][0] in merged or grouped(filled[top - 1][1], filled[top][1]))
    ):
        top -= 1
    row, upper = filled[top]
    if top + 1 == len(filled):
        return top, []
    spans = [(first, last) for at, first, last in groups if at == row]
    return top, spans or grouped(upper, filled[top + 1][1])


def _aligned(problems: Problems, row: int, cells: list[str], width: int) -> list[str]:
    if len(cells) > width:
        problems.error(
            "upload.cell_count", row=row, value=",".join(cells), found=len(cells), expected=width
        )
    return cells[:width]


def _named(
    problems: Problems, sheet: str, row: int, names: list[str], body: list[Row]
) -> list[str]:
    """Unique names; a column without a heading is named by its letter, "" if it is blank."""
    unique: list[str] = []
    kept = (" ".join(name.split())[: limits.HEADING_LENGTH] for name in names)
    for position, name in enumerate(kept):
        here = letter(position)
        if not name:
            used = any(position < len(cells) and cells[position] for _, cells in body)
            if used:
                problems.warning("upload.heading_missing", sheet=sheet, row=row, column=here)
            unique.append(here if used and here not in unique else "")
        elif name in unique:
            # Whether it matters, those know who know which columns are read.
            problems.warning("upload.heading_twice", sheet=sheet, row=row, column=name, where=here)
            unique.append(f"{name} {here}")
        else:
            unique.append(name)
    return unique


def read_csv(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The one sheet of a CSV file; the row of a cell is the line of the file.

    Raises
    ------
    LocatorError
        The text cannot be decoded or is no CSV, or a limit is passed.
    """
    text = decode(problems, data)
    sheet = tabulate(problems, "", _rows(problems, text), delimited=True)
    return [sheet] if sheet is not None else []


def decode(problems: Problems, data: bytes) -> str:
    """Text in UTF-8 or UTF-16 with or without mark, or GB18030.

    Raises
    ------
    LocatorError
        It is none of these; the row is the line at which that shows.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as failure:
            line = data.count(b"\n", 0, failure.start) + 1
    raise problems.refusal("upload.encoding", row=line)


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith(_UTF16):
        return ("utf-16",)
    order = unmarked_utf16(data)
    return (order,) if order else _ENCODINGS


def unmarked_utf16(data: bytes) -> str:
    """Byte order of UTF-16 without a mark, "" for anything else.

    Its line ends, digits and separators have a zero byte each, on the same side; 一 and a few
    other characters have theirs on the other.
    """
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(data) % 2 or even == odd:
        return ""
    order = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(order, errors="replace")
    return order if re.search("[\r\n]", text) and "\0" not in text else ""


def _delimiter(text: str) -> str:
    """What splits most of the leading lines into the same number of cells, two at least."""

    def fits(delimiter: str) -> tuple[int, int]:
        lines = io.StringIO(text[:_HEAD], newline="")
        widths: Counter[int] = Counter()
        # What cannot be split further is told when the whole is read; here the lines before count.
        with suppress(csv.Error):
            for cells in islice(csv.reader(lines, delimiter=delimiter), _LINES):
                if any(cells):
                    widths[len(cells)] += 1
        del widths[1]
        width, lines_of_it = max(
            widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0)
        )
        return lines_of_it, width

    return max(_DELIMITERS, key=fits)


def _cell(text: str) -> str:
    """A cell as a spreadsheet would show it: ``="0512-57470001"`` is how programs keep a text."""
    kept = _KEPT_TEXT.fullmatch(text)
    return kept[1] if kept else UNSAVED if _FORMULA.match(text) else text


def _rows(problems: Problems, text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_FIELD_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start, cells = 1, 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.CELLS:
                raise problems.refusal("upload.cells", limit=limits.CELLS)
            yield start, [_cell(clean(cell)) for cell in row]
            start = reader.line_num + 1
    except csv.Error as failure:
        raise problems.refusal(
            "upload.csv_broken", row=max(start, reader.line_num), reason=failure
        ) from None
