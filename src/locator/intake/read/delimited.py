"""CSV as Excel, WPS and databases write it: UTF-8, UTF-16, GB18030; comma, tab, semicolon, bar."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from locator.intake.read import limits
from locator.intake.read.grid import clean, tabulate
from locator.intake.read.workbook_parts import UNSAVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

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
