"""A workbook with twenty different mistakes: exactly the twenty are found, each where it is."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack

HEADERS = ("区县", "乡镇（街道）", "名称", "地址", "电话", "开放时间", "对象", "状态", "经度", "纬度",
           "点位精度", "网址", "来源", "来源日期", "已填全", "截至日期", "编号")  # fmt: skip # a table, a row a line
RIGHT = {"区县": "吴江区", "地址": "", "状态": "开放", "来源": "某局", "来源日期": "2026年6月"}

#: What is wrong with a row, and the problem that says so: key, column, value.
MISTAKES: list[tuple[dict[str, str], tuple[str, str, str | None]]] = [
    ({"乡镇（街道）": "震择镇"}, ("intake.unit_unknown_like", "乡镇（街道）", "震择镇")),
    ({"乡镇（街道）": "无此地方呀"}, ("intake.unit_unknown", "乡镇（街道）", "无此地方呀")),
    ({"乡镇（街道）": "平江街道"}, ("intake.unit_elsewhere", "乡镇（街道）", "平江街道")),
    ({"乡镇（街道）": "3.20509E+11"}, ("intake.cell_mangled", "乡镇（街道）", "3.20509E+11")),
    ({"乡镇（街道）": "320509999"}, ("intake.unit_code", "乡镇（街道）", "320509999")),
    ({"区县": ""}, ("intake.unit_blank", "unit", None)),
    ({"名称": "", "地址": "某路1号"}, ("intake.name_blank", "名称", None)),
    ({"电话": "1.38E+10"}, ("intake.cell_mangled", "电话", "1.38E+10")),
    ({"电话": "找老王"}, ("intake.phone", "电话", "找老王")),
    ({"开放时间": "看情况"}, ("intake.hours", "开放时间", "看情况")),
    ({"对象": "老年人；外星人"}, ("intake.cell_choice", "对象", "老年人；外星人")),
    ({"状态": "大概开放"}, ("intake.cell_choice", "状态", "大概开放")),
    ({"经度": "东边", "纬度": "31.1"}, ("intake.cell_degrees", "经度", "东边")),
    ({"经度": "120.6", "点位精度": ""}, ("problem.half_point", "纬度", None)),
    (
        {"经度": "31.1", "纬度": "20.6", "点位精度": "准确"},
        ("problem.outside", "经度", "31.1,20.6"),
    ),
    ({"网址": "看公众号"}, ("intake.cell_url", "网址", "看公众号")),
    ({"来源日期": "6.7.8"}, ("intake.cell_date_choice", "来源日期", "6.7.8")),
    ({"来源日期": "2099-01-01"}, ("problem.future_date", "来源日期", "2099-01-01")),
    ({"已填全": "是"}, ("intake.as_of_blank", "截至日期", None)),
    ({"名称": "某镇社区教育中心8号"}, ("intake.row_again", "名称", "某镇社区教育中心8号")),
]


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("社区教育中心")
        sheet.write_row(0, 0, ["吴江区社区教育中心名单"])
        sheet.write_row(2, 0, HEADERS)
        for number, (wrong, _) in enumerate(MISTAKES):
            row = RIGHT | {"名称": f"某镇社区教育中心{number}号"} | wrong
            sheet.write_row(3 + number, 0, [row.get(header, "") for header in HEADERS])
        # A row that is right, after all the others.
        last = RIGHT | {"乡镇（街道）": "平望镇", "名称": "平望镇社区教育中心"}
        sheet.write_row(3 + len(MISTAKES), 0, [last.get(header, "") for header in HEADERS])
    return buffer.getvalue()


def test_twenty_mistakes_are_twenty_problems(suzhou: CityPack) -> None:
    assert len(MISTAKES) == 20
    upload = read_upload("名单.xlsx", workbook())
    result = understand(upload, suzhou, Terms(datum="wgs84", today=date(2026, 11, 25)))
    # That only the county is told, of schools that count in towns, is said once of all rows.
    coarse = [p for p in result.problems if p.key == "intake.unit_coarse"]
    assert [p.params["row"] for p in coarse] == [("11-23",)]
    found = [(p.row, p.key, p.column, p.value) for p in result.problems if p not in coarse]
    assert found == [
        # The header stands in row 3, below a title.
        (4 + number, *expected)
        for number, (_, expected) in enumerate(MISTAKES)
    ]
    assert {p.sheet for p in result.problems} == {"社区教育中心"}
    # What is doubtful waits; what is right goes on all the same, and what is only a remark.
    assert result.publishable
    assert "平望镇社区教育中心" in {row.name for row in result.difference.new}
    waiting = {p.row for p in result.problems if "waits" in p.params}
    assert not waiting & {row.row for row in result.difference.new}
    assert {"half_point", "outside"} <= {
        p.key.partition(".")[2] for p in result.problems if p.row in waiting
    }
    for problem in result.problems:
        for lang in LANGUAGES:
            message = problem_text(problem, lang)
            assert "名单.xlsx〔社区教育中心〕" in message
            assert str(problem.row) in message
            assert not problem.value or problem.value in message
