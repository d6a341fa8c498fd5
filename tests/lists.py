"""Lists as people hand them in, built in code: sheets, uploads, workbooks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd

from locator.intake.model import Upload, UploadSheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = list[dict[str, str]]


def sheet(name: str, rows: Rows) -> UploadSheet:
    """A sheet from rows by header; the first row of data is row 2."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    cells = pd.DataFrame(
        [[row.get(header, "") for header in headers] for row in rows],
        columns=pd.Index(headers, dtype="str"),
        index=range(2, len(rows) + 2),
    )
    return UploadSheet(name, cells.astype("str"))


def upload(*sheets: UploadSheet, name: str = "名单.xlsx") -> Upload:
    """A file of sheets as the reader hands it on."""
    return Upload(name, "0" * 64, sheets)


def filled(workbook: bytes, cells: Mapping[str, Sequence[Mapping[str, object]]]) -> bytes:
    """A workbook with rows filled in: by sheet, the cells by header.

    A row goes to the first line of its unit that has no name yet, as a person would write it, or
    below the last line.
    """
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for name, rows in cells.items():
        table = book[name]
        headers = [str(cell.value).rstrip("*") for cell in table[1]]
        for row in rows:
            line = _line(table, headers, row)
            for header, value in row.items():
                table.cell(line, headers.index(header) + 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _line(table: object, headers: list[str], row: Mapping[str, object]) -> int:
    unit, name = headers.index("所在单位"), headers.index("名称") if "名称" in headers else None
    last = 1
    for number, cells in enumerate(table.iter_rows(min_row=2), start=2):  # type: ignore[attr-defined]
        if cells[unit].value:
            last = number
        same = row["所在单位"] in str(cells[unit].value or "")
        if same and (name is None or not cells[name].value):
            return number
    return last + 1
