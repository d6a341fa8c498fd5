"""CSV as Excel, WPS and databases write it: UTF-8, UTF-16 or GB18030; comma, tab or semicolon."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from locator.intake.read import limits
from locator.intake.read.grid import clean, tabulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",\t;"
#: Characters from which the delimiter is told; the most frequent of the three is it.
_HEAD = 2000
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
    """Text in UTF-8 with or without mark, UTF-16 with mark, or GB18030.

    Raises
    ------
    LocatorError
        It is none of these; the row is the line at which that shows.
    """
    for encoding in ("utf-16",) if data.startswith(_UTF16) else _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as failure:
            line = data.count(b"\n", 0, failure.start) + 1
    raise problems.refusal("upload.encoding", row=line)


def _rows(problems: Problems, text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_FIELD_BYTES)
    head = text[:_HEAD]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start, cells = 1, 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.CELLS:
                raise problems.refusal("upload.cells", limit=limits.CELLS)
            yield start, [clean(cell) for cell in row]
            start = reader.line_num + 1
    except csv.Error as failure:
        raise problems.refusal(
            "upload.csv_broken", row=max(start, reader.line_num), reason=failure
        ) from None
