"""What may not be taken in silence: other cities, states in remarks, small kinds, mobiles, dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lists import sheet, upload
from locator.intake.model import CellError, Terms
from locator.intake.read import read_upload
from locator.intake.recognise.cells import names_in, read_hours, read_phone, without_mobiles
from locator.intake.recognise.dates import date_choices
from locator.intake.recognise.figures import read_number
from locator.intake.recognise.states import StateSaid, state_said
from locator.intake.recognise.units import UnitFinder
from locator.intake.recognise.words import is_placeholder, says_unrecognised
from locator.intake.upload import understand
from locator.pack import schema
from locator.pack.model import NOT_RECOGNISED
from locator.wording.problems import problem_text

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
        ("2021年装修完成", None),
        ("装修已完成", StateSaid("suspended", sure=False)),
        ("2021年起装修", StateSaid("suspended", sure=False)),
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
    for heading in ("人均经费（角）", "面积（平方米）", "经费（万美元）", "课程（课时）"):
        with pytest.raises(CellError):  # a measure of something else
            read_number("7", column, heading)


def test_placeholders() -> None:
    for text in ("待定", "——", "详见附件", "无", "/"):
        assert is_placeholder(text)
    for text in ("无锡路1号", "待定路", "测试路1号"):
        assert not is_placeholder(text)


def test_many_rows_of_one_cause_are_one_question(suzhou: CityPack) -> None:
    rows = [{"名称": f"测试{n}号活动点", "所在镇": "盛泽镇"} for n in range(12)]
    [problem] = [p for p in read(suzhou, *rows).problems if p.key == "intake.layer_blank"]
    assert problem.rows == tuple(range(2, 14))


def test_rows_whose_unit_is_asked_do_not_stop_the_others(suzhou: CityPack) -> None:
    school = {"类型": "老年学校"}
    rows = [
        {"名称": f"测试{n}老年学校", "所在单位": unit, **school}
        for n, unit in enumerate(["盛泽镇", "没有这个镇", "新区", "宜兴市丁蜀镇", "昆山市巴城"])
    ]
    wrong_county = {"名称": "测试五老年学校", "所在单位": "平江街道", "区县": "吴江区", **school}
    result = read(suzhou, *rows, wrong_county)
    assert {"unit_unknown", "unit_ambiguous", "unit_foreign", "unit_elsewhere"} <= keys(result)
    assert [row.name for row in result.difference.new] == ["测试0老年学校"]
    assert result.publishable
    [said] = [p for p in result.problems if p.key == "intake.unit_unknown"]
    assert problem_text(said, "zh").endswith("改好之前这一行不导入，其余各行照常。")


def test_a_list_with_an_asked_row_is_not_complete(suzhou: CityPack) -> None:
    told = {"名单是否完整": "是", "截至日期": "2026-10-31"}
    result = read(suzhou, SCHOOL | told, {"名称": "测试寅老年学校", "类型": "老年学校"})
    assert {"unit_blank", "declaration_waits"} <= keys(result)
    assert "reporting.csv" not in {row.file for row in result.difference.new}


@pytest.mark.parametrize(
    ("said", "choices"),
    [
        ("去年", ("2025",)),
        ("24.6.30", ("2024-06-30",)),
        ("98年", ("1998",)),
        ("6.7.8", ("2006-07-08", "2008-07-06")),
        # The Dragon Boat Festival of 2024 was on 10 June.
        ("农历二〇二四年五月初五", ("2024-06-10",)),
        ("6月30日", ("2026-06-30", "2025-06-30")),
        ("2025年底", ("2025-12", "2025")),
        ("2025年第三季度", ("2025-09", "2025")),
        ("上月", ("2026-10",)),
        ("前年5月", ("2024-05",)),
        ("13月5日", ()),
        ("近日已报", ()),
    ],
)
def test_dates_in_words_have_choices(said: str, choices: tuple[str, ...]) -> None:
    assert date_choices(said, date(2026, 11, 25)) == choices


def test_figures_that_cannot_be_true_are_told(suzhou: CityPack) -> None:
    teachers = [
        {"单位": "吴江区", "指标": "专任教师", "数值": "1600000", "年份": "2025"},
        {"单位": "昆山市", "指标": "专任教师", "数值": "300", "年份": "2025"},
    ]
    people = [{"单位": "盛泽镇", "常住人口": "4300000", "年份": "2025"}]
    for rows, key, row in ((teachers, "absurd_residents", 2), (people, "absurd_size", 2)):
        result = read(suzhou, *rows)
        told = [(p.key, p.row) for p in result.problems if "absurd" in p.key]
        assert told == [(f"intake.{key}", row)]
        assert result.publishable


def test_what_a_person_is_known_by_is_not_published() -> None:
    assert without_mobiles("身份证110101199003070000") == ("", True)
    assert without_mobiles("统一代码12320500466955330X") == ("统一代码12320500466955330X", False)


def test_a_state_that_nobody_knows_and_a_title_taken_back(suzhou: CityPack) -> None:
    assert "state_asked" in keys(read(suzhou, SCHOOL | {"状态": "不详"}))
    taken = read(suzhou, SCHOOL | {"认定情况": "已摘牌"}).difference.new[0]
    assert "recognition" not in {column for column, *_ in taken.fields}
    said = read(suzhou, SCHOOL | {"认定情况": "尚未认定"}).difference.new[0]
    assert ("recognition", "", NOT_RECOGNISED) in said.fields


def test_no_recognition_is_not_a_recognition_that_is_awaited() -> None:
    outright = ("未认定", "没有认定", "未获评定", "否", "Not recognised")
    assert all(map(says_unrecognised, outright))
    awaited = ("", "无", "待评", "申报中", "已摘牌", "未认定，2026年申报", "市级示范校", "是")
    assert not any(map(says_unrecognised, awaited))


@pytest.mark.parametrize(("said", "key"), [("共2所", "sum"), ("合计：3所", "sum_differs")])
def test_a_sum_below_a_list_is_counted(said: str, key: str) -> None:
    text = f"名称,所在单位,类型\n甲校,盛泽镇,老年学校\n乙校,平望镇,老年学校\n{said},,\n"
    read_again = read_upload("名单.csv", text.encode())
    assert [(p.key, p.row) for p in read_again.problems] == [(f"upload.{key}", 4)]
    assert len(read_again.sheets[0].cells) == 2


@pytest.mark.parametrize(
    "text", ["计划明年开学", "拟于年底挂牌", "预计下半年启用", "明年春季对外开放", "未正式开放"]
)
def test_what_is_to_come_is_not_open(text: str) -> None:
    said = state_said(text)
    assert said is not None
    assert said.state == "planned"


@pytest.mark.parametrize("text", ["计划明年新开班5个", "每年3月开班", "2019年底建成"])
def test_courses_to_come_are_not_taken_for_a_place_to_come(text: str) -> None:
    said = state_said(text)
    assert said is None or not said.sure


def test_a_column_that_is_not_read_and_names_the_town_is_asked(suzhou: CityPack) -> None:
    row = {"名称": "测试卯老年学校", "类型": "老年学校", "区县": "昆山市", "责任片": "巴城镇"}
    result = read(suzhou, row)
    assert "unit_finer" in keys(result)
    assert not result.difference.new


@pytest.mark.parametrize("bare", ["太湖", "阳澄湖"])
def test_the_bare_word_of_a_town_and_of_zones_is_asked(finder: UnitFinder, bare: str) -> None:
    assert finder.find(bare).key == "unit_ambiguous"
    assert finder.find(bare, level="town").code


def test_a_sheet_that_several_towns_are_called_by_is_asked(suzhou: CityPack) -> None:
    row = {"名称": "测试辰老年学校", "类型": "老年学校"}
    assert "unit_ambiguous" in keys(read(suzhou, row, name="虞山"))
    settled = read(suzhou, row | {"所在镇": "虞山街道"}, name="虞山")
    assert [change.unit for change in settled.difference.new] == ["320581001"]


def test_a_list_headed_by_its_kind_alone(suzhou: CityPack) -> None:
    [row] = read(suzhou, {"学校": "测试巳老年学校", "所在镇": "盛泽镇"}).difference.new
    assert row.name == "测试巳老年学校"
    # Two kinds side by side are marks or several venues a row: none is the name.
    assert not read(suzhou, {"老年学校": "甲", "农家书屋": "乙", "镇": "盛泽镇"}).difference.new


def test_where_house_numbers_stand_the_column_is_an_address(suzhou: CityPack) -> None:
    row = {"教学点名称": "测试午老年学校", "所在镇": "盛泽镇", "教学点所在地": "测试路1号"}
    [new] = read(suzhou, row).changes
    assert new.after is not None
    assert new.after["address"] == "测试路1号"


def test_a_culture_centre_in_a_town_may_be_the_countys(suzhou: CityPack) -> None:
    row = {"类型": "文化中心", "所在镇": "盛泽镇"}
    assert "kind_smaller" in keys(read(suzhou, row | {"名称": "测试文化中心"}))
    [new] = read(suzhou, row | {"名称": "盛泽镇综合文化服务中心"}).difference.new
    assert new.file == "venues/culture_service_center.csv"


def test_a_state_that_is_no_word_elsewhere(suzhou: CityPack) -> None:
    [change] = read(suzhou, SCHOOL | {"运行状态": "待建"}).changes
    assert change.after is not None
    assert change.after["status"] == "planned"


def test_what_a_spreadsheet_makes_of_names_and_telephones() -> None:
    told = "名称,类型,所在镇\nErr:508,老年学校,盛泽镇\n".encode()
    [listed] = read_upload("名单.csv", told).sheets
    assert list(listed.faults.values()) == ["Err:508"]
    with pytest.raises(CellError, match="cell_became_date"):
        read_phone("2026-05-08")
    assert names_in("测试甲书房、测试乙书房等") == 2
