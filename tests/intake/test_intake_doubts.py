"""What may not be taken in silence: other cities, states in remarks, small kinds, mobiles, dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lists import sheet, upload
from locator.intake.model import Terms
from locator.intake.recognise.cells import read_hours, read_number
from locator.intake.recognise.units import UnitFinder
from locator.intake.recognise.words import StateSaid, is_placeholder, state_said, without_mobiles
from locator.intake.upload import understand
from locator.pack import schema

if TYPE_CHECKING:
    from locator.intake.model import Import
    from locator.pack.model import CityPack

SCHOOL = {"名称": "测试丑老年学校", "类型": "老年学校", "所在镇": "盛泽镇"}


@pytest.fixture(scope="module")
def finder(suzhou: CityPack) -> UnitFinder:
    return UnitFinder(suzhou)


def read(pack: CityPack, *rows: dict[str, str], name: str = "名单") -> Import:
    told = Terms(today=date(2026, 11, 25), source="测试局")
    return understand(upload(sheet(name, list(rows))), pack, told)


def keys(result: Import) -> set[str]:
    return {p.key.partition(".")[2] for p in result.problems}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("无锡新吴区", "unit_foreign"),
        ("上海市青浦区", "unit_foreign"),
        ("浙江省嘉兴市", "unit_foreign"),
        ("江阴市", "unit_foreign"),
        ("新区", "unit_ambiguous"),
        ("千灯村", "unit_unknown"),
    ],
)
def test_what_is_no_unit_of_the_city(finder: UnitFinder, text: str, key: str) -> None:
    meant = finder.find(text)
    assert (meant.code, meant.key) == ("", key)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("江苏省苏州市吴江区盛泽镇", "320509105"),
        ("园区", "320571"),
        ("沧浪区", "320508"),
        ("吴江市", "320509"),
        ("虎丘区（高新区）", "320505"),
    ],
)
def test_everyday_and_former_names(finder: UnitFinder, text: str, code: str) -> None:
    assert finder.find(text).code == code


@pytest.mark.parametrize("stem", ["沧浪", "金阊", "平江"])
def test_a_word_for_a_street_and_a_former_district_is_asked(finder: UnitFinder, stem: str) -> None:
    meant = finder.find(stem)
    assert (meant.code, meant.key) == ("", "unit_ambiguous")
    assert "320508" in meant.others
    assert finder.find(stem, level="town").code == finder.find(f"{stem}街道").code
    assert finder.find(stem, level="county").code == "320508"


def test_the_date_of_a_list_that_declares_nothing_dates_its_rows(suzhou: CityPack) -> None:
    [change] = read(suzhou, SCHOOL | {"截至日期": "2024年9月"}).changes
    assert change.after is not None
    assert change.after["source_date"] == "2024-09"
    assert not read(suzhou, SCHOOL | {"截至日期": "2024/13/01"}).publishable


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"地址": "常州市武进区测试路1号"}, "other_city"),
        ({"地址": "吴中区木渎镇测试路1号"}, "address_elsewhere"),
        ({"名称": "木渎镇测试丑老年学校"}, "name_elsewhere"),
        ({"备注": "2025年搬迁至测试路9号"}, "state_asked"),
        ({"类型": "图书馆", "名称": "测试丑小学图书馆"}, "kind_smaller"),
        ({"名称": "测试丑老年学校；测试寅老年学校"}, "several_names"),
        ({"名称": "测试丑等3所老年学校"}, "several_names"),
        ({"名称": "测试丑老年学校等四个教学点"}, "several_names"),
        ({"名称": "测试丑老年学校、测试寅老年学校"}, "several_names"),
    ],
)
def test_a_question_holds_its_row_and_no_other(
    suzhou: CityPack, cells: dict[str, str], key: str
) -> None:
    result = read(suzhou, SCHOOL | cells, SCHOOL | {"名称": "测试卯老年学校"})
    assert key in keys(result)
    assert [row.name for row in result.difference.new] == ["测试卯老年学校"]
    assert result.publishable


def test_a_declaration_waits_with_its_rows(suzhou: CityPack) -> None:
    said = {"清单完整": "是", "截至日期": "2026-06-30"}
    result = read(suzhou, SCHOOL | said | {"备注": "已搬迁"})
    assert {"state_asked", "declaration_waits"} <= keys(result)
    assert result.changes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("已停办", StateSaid("closed", sure=True)),
        ("正在筹建", StateSaid("planned", sure=True)),
        ("装修闭馆", StateSaid("suspended", sure=True)),
        ("2021年装修完成", StateSaid("suspended", sure=False)),
        ("已搬迁", StateSaid("moved", sure=False)),
        ("周一闭馆", None),
        ("停车方便", None),
    ],
)
def test_states_in_remarks(text: str, said: StateSaid | None) -> None:
    assert state_said(text) == said


def test_a_mobile_is_never_published() -> None:
    for text in ("13900000009", "139 0000 0009", "139-0000-0009", "+86 13900000009"):
        assert without_mobiles(text) == ("", True)
    assert without_mobiles("0512-57470001") == ("0512-57470001", False)
    assert without_mobiles("0512-57470001、13900000009") == ("0512-57470001", True)


def test_afternoons_by_a_clock_of_twelve_hours() -> None:
    assert read_hours("8:00-11:00，1:00-4:30") == "8:00-11:00，13:00-16:30"
    assert read_hours("9:00-5:00") == "9:00-17:00"
    for text in ("9:00-17:00", "18:30-21:00", "周二至周日 9:00-12:00，13:30-17:00"):
        assert read_hours(text) == text


def test_numbers_count_in_what_their_heading_says() -> None:
    column = schema.UNITS.column("population")
    assert read_number("2.5", column, "常住人口（万人）") == "25000"
    assert read_number("3百", column) == "300"
    assert read_number("7", column, "人口（人）") == "7"


def test_placeholders() -> None:
    for text in ("待定", "——", "详见附件", "无", "/"):
        assert is_placeholder(text)
    for text in ("无锡路1号", "待定路", "测试路1号"):
        assert not is_placeholder(text)


def test_many_rows_of_one_cause_are_one_question(suzhou: CityPack) -> None:
    rows = [{"名称": f"测试{n}号活动点", "所在镇": "盛泽镇"} for n in range(12)]
    [problem] = [p for p in read(suzhou, *rows).problems if p.severity == "error"]
    assert problem.rows == tuple(range(2, 14))
