"""A line through a row says that somebody took it off the list: whether it holds is asked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from uploads import open_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.pack.model import CityPack

ROWS = [
    ["名称", "所在镇", "地址"],
    *([f"虚构{c}老年学校", "沙溪镇", f"虚构路{n}号"] for n, c in enumerate("甲乙丙", 1)),
]
#: Rows and columns, from 1, of what is struck through: a record, and one cell of the next.
STRUCK = {(3, 1), (3, 2), (3, 3), (4, 3)}
STYLES = {
    "ce1": '<style:text-properties style:text-line-through-style="solid"/>',
    "ce2": '<style:text-properties style:text-line-through-style="none"/>',
}


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for row, column in STRUCK:
        book.active.cell(row, column).font = Font(strike=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def runs_xlsx() -> bytes:
    """The line goes through runs of rich text, not through the cell."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for row, column in STRUCK:
        run = TextBlock(InlineFont(strike=True), ROWS[row - 1][column - 1])
        book.active.cell(row, column).value = CellRichText([run])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet, line = book.add_sheet("S"), xlwt.easyxf("font: struck_out on")
    for y, row in enumerate(ROWS, 1):
        for x, cell in enumerate(row, 1):
            styles = (line,) if (y, x) in STRUCK else ()
            sheet.write(y - 1, x - 1, cell, *styles)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(style: str = "<text:p>{1}</text:p>", at: str = ' table:style-name="{0}"') -> bytes:
    cell = f'<table:table-cell office:value-type="string"{at}>{style}</table:table-cell>'
    rows = (
        [cell.format("ce1" if (y, x) in STRUCK else "ce2", text) for x, text in enumerate(row, 1)]
        for y, row in enumerate(ROWS, 1)
    )
    return open_document(STYLES, rows)


def runs_ods() -> bytes:
    return ods('<text:p><text:span text:style-name="{0}">{1}</text:span></text:p>', "")


@pytest.mark.parametrize(
    "made", [xlsx, runs_xlsx, xls, ods, runs_ods], ids=lambda made: made.__name__
)
def test_what_is_struck_through_waits(suzhou: CityPack, made: Callable[[], bytes]) -> None:
    upload = read_upload(f"老年学校.{made.__name__.removeprefix('runs_')}", made())
    [sheet] = upload.sheets
    assert sheet.struck == {(row, ROWS[0][column - 1]) for row, column in STRUCK}
    result = understand(upload, suzhou, Terms(layer="senior_school"))
    assert {p.row for p in result.problems if p.key == "intake.row_struck"} == {3, 4}
    assert [row.name for row in result.difference.new] == ["虚构甲老年学校"]
