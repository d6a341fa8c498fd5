"""Excel workbooks: every part is weighed before the reader sees the file."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from locator.intake.read import limits
from locator.intake.read.archive import Archive
from locator.intake.read.grid import tabulate, written
from locator.intake.read.workbook_parts import Marks, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from python_calamine import CalamineSheet

    from locator.intake.model import UploadSheet
    from locator.problems import Problems

#: First and last row and column of merged cells, from 0.
Merged = tuple[tuple[int, int], tuple[int, int]]

#: What the reader raises for a broken workbook (a panic of its Rust code is no Exception).
_PANIC = "PanicException"


def read_workbook(problems: Problems, data: bytes) -> list[UploadSheet]:
    """The sheets of an xlsx workbook that hold anything, in its order.

    A value merged over several rows stands in each of them. Charts and macros are not read;
    formulas give the value that was saved with them.

    Raises
    ------
    LocatorError
        The archive or its XML is unsafe, broken or too large (see :mod:`.limits`).
    """
    archive = Archive(problems, data)
    if "[Content_Types].xml" not in archive.names:
        raise problems.refusal("upload.content", ending=".xlsx")
    if not archive.unambiguous:
        raise problems.refusal("upload.archive_broken")
    marks = weigh(problems, archive)
    try:
        sheets = list(_sheets(problems, data, marks))
    except (CalamineError, ValueError, OSError, OverflowError):
        raise problems.refusal("upload.workbook_broken") from None
    except BaseException as failure:
        if type(failure).__name__ != _PANIC:
            raise
        raise problems.refusal("upload.workbook_broken") from None
    if not sheets and not problems:
        problems.error("upload.no_rows")
    return sheets


def _sheets(problems: Problems, data: bytes, marks: dict[str, Marks]) -> Iterator[UploadSheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheet_names) > limits.SHEETS:
        raise problems.refusal(
            "upload.sheets", found=len(workbook.sheet_names), limit=limits.SHEETS
        )
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        source = workbook.get_sheet_by_index(number)
        if source.end is None:
            continue
        merged = source.merged_cell_ranges or []
        groups = {
            (top + 1, left, right)
            for (top, left), (bottom, right) in merged
            if top == bottom and left < right
        }
        mark = marks.get(about.name, Marks())
        lines = _rows(problems, source, merged, mark.texts)
        sheet = tabulate(problems, about.name, lines, groups)
        if sheet is not None:
            sheet = replace(sheet, hidden=about.visible != SheetVisibleEnum.Visible)
            yield mark.laid_on(sheet, lines)


def _rows(
    problems: Problems,
    source: CalamineSheet,
    merged: list[Merged],
    texts: dict[tuple[int, int], str],
) -> list[tuple[int, list[str]]]:
    _, left = source.start or (0, 0)  # blank rows above are given, blank columns are not
    rows = [[""] * left + [written(cell) for cell in row] for row in source.iter_rows()]
    return fill_merged(problems, rows, merged, texts)


def fill_merged(
    problems: Problems,
    rows: list[list[str]],
    merged: Iterable[Merged],
    texts: dict[tuple[int, int], str],
) -> list[tuple[int, list[str]]]:
    """Numbered rows, with the texts of marks, and a value merged over several rows in each.

    Raises
    ------
    LocatorError
        That would fill more cells than the limits allow.
    """
    for (row, at), text in texts.items():
        if row <= len(rows) and at < len(rows[row - 1]):
            rows[row - 1][at] = text
    filled = 0
    for (top, column), (bottom, _) in merged:
        last = min(bottom, len(rows) - 1)
        filled += max(last - top, 0)
        if filled > limits.CELLS:
            raise problems.refusal("upload.cells", limit=limits.CELLS)
        for row in range(top + 1, last + 1):
            if column < len(rows[row]) and not rows[row][column]:
                rows[row][column] = rows[top][column]
    return list(enumerate(rows, start=1))
