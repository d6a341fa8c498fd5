"""Colours of rows: what a legend calls open goes on, all else waits with what the legend says."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.recognise.legends import hues
from locator.intake.upload import understand
from uploads import open_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.pack.model import CityPack

HEADS = ["名称", "类型", "所在镇"]
TOWNS = ["浏河镇", "沙溪镇", "双凤镇", "璜泾镇", "浮桥镇"]
RED, GREEN, YELLOW, BLUE, GREY = "FFFF0000", "FF92D050", "FFFFFF00", "FF00B0F0", "FFBFBFBF"
KEY = {"图例": [["颜色", "含义"], ["绿", "开放"], ["红", "停办"]]}


def ground(colour: str | Color) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def listed(
    colours: list[object],
    *,
    below: str = "",
    sheets: dict[str, list[list[str]]] | None = None,
    swatches: list[tuple[str, str, str]] = (),
    conditional: bool = False,
) -> bytes:
    """A list of one school a town whose rows have these colours, a ground, letters or None."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADS)
    for number, (colour, town) in enumerate(zip(colours, TOWNS, strict=False), 2):
        sheet.append([f"虚构{'甲乙丙丁戊'[number - 2]}老年学校", "老年学校", town])
        for cell in sheet[number] if colour else ():
            if isinstance(colour, Font):
                cell.font = colour
            else:
                cell.fill = ground(colour)
    if below:
        sheet.append([below])
    for at, colour, text in swatches:
        sheet[at].fill = ground(colour)
        sheet[at] = text
    if conditional:
        sheet.conditional_formatting.add("A2:C9", FormulaRule(["1=1"], fill=ground(RED)))
    for name, rows in (sheets or {}).items():
        other = book.create_sheet(name)
        for row in rows:
            other.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def opened(suzhou: CityPack, data: bytes, ending: str = "xlsx") -> tuple[set[int | None], set[str]]:
    """Rows that are open places, and the questions that hold rows back."""
    upload = read_upload(f"名单.{ending}", data)
    result = understand(upload, suzhou, Terms(today=date(2026, 11, 25)))
    asked = {p.key.partition(".")[2] for p in result.problems if "waits" in p.params}
    rows = {row.row for row in result.difference.new if ("status", "", "open") in row.fields}
    return rows, asked


PAINTED, UNPAINTED, TITLED = "state_painted", "state_unpainted", "state_titled"


@pytest.mark.parametrize(
    ("colours", "said", "expected"),
    [
        ([GREEN, RED, None], {"sheets": KEY}, ({2}, {PAINTED, UNPAINTED})),
        ([GREEN, GREEN, YELLOW], {"sheets": KEY}, ({2, 3}, {UNPAINTED})),
        ([None, None], {"sheets": KEY}, (set(), {TITLED})),
        ([GREEN, RED], {"sheets": KEY, "conditional": True}, (set(), {TITLED})),
        ([None, RED, None], {"below": "注：标红的为已停办学校"}, ({2, 4}, {PAINTED})),
        ([None, RED, YELLOW], {"below": "标红的停办，标黄的在建"}, ({2}, {PAINTED})),
        ([None, None], {"below": "标红的停办，标黄的在建"}, (set(), {TITLED})),
        ([None, Font(color=RED)], {"below": "红色字体为已撤并"}, ({2}, {PAINTED})),
        ([BLUE, RED], {"below": "蓝色为市级示范校，红色为停办"}, ({2}, {PAINTED})),
        ([None, GREY], {"below": "停办（灰色）"}, ({2}, {PAINTED})),
        ([GREEN, None, RED], {"below": "绿=开放红=停办，其余正常"}, ({2, 3}, {PAINTED})),
        ([GREEN, None], {"below": "绿底正常运行、无底色筹建"}, ({2}, {PAINTED})),
        ([Color(theme=6), Color(theme=5, tint=0.4)], {"sheets": KEY}, ({2}, {PAINTED})),
        ([Color(indexed=11), Color(indexed=10)], {"sheets": KEY}, ({2}, {PAINTED})),
        ([GREEN, YELLOW], {"below": "黄色为2025年新增"}, ({2, 3}, set())),
        (
            [None, RED],
            {"swatches": [("E2", RED, ""), ("F2", "FFFFFFFF", "停办")]},
            ({2}, {PAINTED}),
        ),
        ([None, RED], {"swatches": [("E2", "FFFFFFFF", "红：停办")]}, ({2}, {PAINTED})),
        (
            [None, "FFAB1234"],
            {"swatches": [("A8", "FFAB1234", ""), ("B8", "FFFFFFFF", "已停办")]},
            ({2}, {PAINTED}),
        ),
        ([None, RED], {"swatches": [("B8", "FFFFFFFF", "标红的为已撤并学校")]}, ({2}, {PAINTED})),
    ],
)
def test_the_colour_of_a_row_is_read_by_the_legend(
    suzhou: CityPack,
    colours: list[object],
    said: dict[str, object],
    expected: tuple[set[int | None], set[str]],
) -> None:
    assert opened(suzhou, listed(colours, **said)) == expected


#: The second school is painted red, and the last line says what that means.
ROWS = [
    HEADS,
    ["虚构甲老年学校", "老年学校", "浏河镇"],
    ["虚构乙老年学校", "老年学校", "沙溪镇"],
    ["注：标红的为停办", "", ""],
]


def ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"{1}><text:p>{0}</text:p></table:table-cell>'
    red = ' table:style-name="ce1"'
    styles = {"ce1": '<style:table-cell-properties fo:background-color="#ff0000"/>'}
    rows = ([cell.format(t, red if y == 2 else "") for t in row] for y, row in enumerate(ROWS))
    return open_document(styles, rows)


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    red = xlwt.easyxf("pattern: pattern solid, fore_colour red")
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            sheet.write(y, x, text, *([red] if y == 2 else []))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("made", [xls, ods], ids=lambda made: made.__name__)
def test_older_forms_tell_their_colours_too(suzhou: CityPack, made: Callable[[], bytes]) -> None:
    assert opened(suzhou, made(), made.__name__) == ({2}, {PAINTED})


@pytest.mark.parametrize(
    ("rgb", "names"),
    [
        ("FF0000", "红"),
        ("C00000", "红"),
        ("FFC7CE", "红粉"),
        ("FFC000", "橙黄"),
        ("FFFF00", "黄"),
        ("92D050", "绿"),
        ("00B050", "绿"),
        ("E2EFDA", "绿"),
        ("DDEBF7", "蓝"),
        ("00B0F0", "蓝"),
        ("7030A0", "紫"),
        ("D9D9D9", "灰"),
        ("FFFFFF", ""),
        ("F2F2F2", ""),
        ("000000", "黑"),
    ],
)
def test_a_colour_goes_by_every_name_that_people_may_give_it(rgb: str, names: str) -> None:
    assert hues(rgb) == frozenset(names)
