"""Lists as offices write them, a kind a list: which rows go on, as what, and which wait.

Every right answer was decided by hand from the list alone: what is certain is taken, what is
doubtful is asked, and no row vanishes in silence.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand

if TYPE_CHECKING:
    from locator.intake.model import Import
    from locator.pack.model import CityPack

SCHOOL = "名称,类型,所在镇,{}\n"


def bring(pack: CityPack, text: str | bytes, name: str = "名单.csv", **told: str) -> Import:
    data = text if isinstance(text, bytes) else text.encode()
    terms = Terms(today=date(2026, 11, 25), source="测试局", **told)  # type: ignore[arg-type]
    return understand(read_upload(name, data), pack, terms)


def waiting(result: Import) -> dict[int, str]:
    """The question of each row that waits."""
    return {
        row: p.key.partition(".")[2]
        for p in reversed(result.problems)
        if "waits" in p.params
        for row in (p.rows or (p.row or 0,))
    }


def taken(result: Import, column: str) -> dict[int | None, str]:
    """What is published of each row that goes on: its unit, or a cell."""
    rows = (*result.difference.new, *result.difference.changed)
    cells = {row.row: {c: after for c, _, after in row.fields} for row in rows}
    if column == "unit":
        return {row.row: row.unit for row in rows}
    return {row: of[column] for row, of in cells.items() if of.get(column)}


def schools(header: str, *rows: str) -> str:
    """A list of senior schools in towns of Kunshan that are not on record, with a column more."""
    towns = [
        "千灯镇",
        "张浦镇",
        "周市镇",
        "陆家镇",
        "花桥镇",
        "巴城镇",
        "锦溪镇",
        "周庄镇",
        "淀山湖镇",
        "玉山镇",
    ]
    lines = (
        f"测试{number}老年学校,老年学校,{towns[number]},{row}" for number, row in enumerate(rows)
    )
    return SCHOOL.format(header) + "\n".join(lines) + "\n"


def test_where_a_row_belongs(suzhou: CityPack) -> None:
    places = [
        ("张家界市", "", "unit_foreign"),
        ("南通市海门区", "", "unit_foreign"),
        ("开发区", "", "unit_ambiguous"),
        ("吴县", "", "unit_ambiguous"),
        ("木渎镇", "吴中区胥口镇孙武路1号", "address_elsewhere"),
        ("玉山镇", "无锡市锡山区玉山路3号", "other_city"),
        ("花桥镇", "安亭", "unit_unknown"),
        ("周庄镇", "练塘", "unit_unknown"),  # a village of another county, or a town of Shanghai
        ("千灯镇", "石浦", "320583108"),
        ("张浦镇", "老街", "320583106"),
        ("无此镇", "", "unit_unknown"),
        ("苏州新区", "", "320505"),
        ("昆山千灯", "", "320583108"),
        ("常熟市梅李镇人民政府", "", "320581101"),
        ("沙溪镇", "南京路88号", "320585101"),
        ("歇马桥村委会", "千灯镇", "320583108218"),
        ("Zhangpu Town", "", "320583106"),
    ]
    rows = "".join(
        f"测试{n}书屋,农家书屋,{unit},{address}\n" for n, (unit, address, _) in enumerate(places, 2)
    )
    result = bring(suzhou, "名称,类型,所在单位,地址\n" + rows)
    answers = {row: answer for row, (_, _, answer) in enumerate(places, 2)}
    assert waiting(result) | taken(result, "unit") == answers


@pytest.mark.parametrize(
    ("name", "text", "units"),
    [
        ("名单.csv", "千灯镇农家书屋一览表,\n书屋名称,书屋地址\n测试甲书屋,测试路1号\n", ["320583108"]),
        (
            "昆山市图书馆分馆名单.csv",
            "名称,地址\n测试甲分馆,测试路1号\n测试乙分馆,千灯镇测试路\n",
            ["320583", "320583108"],
        ),
        # Two towns in the title: which of them a row belongs to is not known.
        ("名单.csv", "千灯镇和张浦镇农家书屋,\n名称,地址\n测试甲农家书屋,测试路1号\n", []),
        # A blank cell of a column of units is a question, whatever the title says.
        ("昆山市名单.csv", "名称,类型,镇\n测试甲书屋,农家书屋,\n", []),
    ],
)  # fmt: skip # a list, a line
def test_titles_tell_the_unit_where_no_column_does(
    suzhou: CityPack, name: str, text: str, units: list[str]
) -> None:
    result = bring(suzhou, text, name)
    assert sorted(taken(result, "unit").values()) == units
    assert units or not result.publishable


def test_a_sheet_a_town(suzhou: CityPack) -> None:
    book = openpyxl.Workbook()
    for town, rows in (("千灯镇", [["测试甲书屋", None]]), ("张浦镇", [["测试乙书屋", "周市镇"]])):
        sheet = book.create_sheet(town)
        for row in (["书屋名称", "镇"], *rows):
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    result = bring(suzhou, buffer.getvalue(), "昆山市农家书屋.xlsx")
    assert taken(result, "unit") == {2: "320583108"}
    assert waiting(result) == {2: "unit_elsewhere"}


def test_states_in_words(suzhou: CityPack) -> None:
    result = bring(
        suzhou,
        schools("备注", "2023年起不再招生", "已并入千灯镇老年学校", "预计2027年投入使用", "周一闭馆",
                "原停办，2024年已恢复", "因装修暂停开放至2027年3月", "搬至文昌路5号", "停车方便"),
    )  # fmt: skip # a row, a text
    assert waiting(result) == {6: "state_asked", 8: "state_asked"}
    assert taken(result, "status") == {
        2: "closed", 3: "closed", 4: "planned", 5: "open", 7: "suspended", 9: "open"
    }  # fmt: skip # on one line


@pytest.mark.parametrize(
    ("header", "cells", "opened", "asked"),
    [
        ("是否开放", ("是", "否", "√"), [2, 4], [3]),
        ("是否停办", ("否", "是", ""), [2, 4], [3]),
        ("状态", ("在办", "停招", "待定", "试运行"), [2, 5], [3, 4]),
    ],
)
def test_states_by_yes_and_no(
    suzhou: CityPack, header: str, cells: tuple[str, ...], opened: list[int], asked: list[int]
) -> None:
    result = bring(suzhou, schools(header, *cells))
    assert sorted(waiting(result)) == asked
    assert [row for row, state in taken(result, "status").items() if state == "open"] == opened


def test_what_is_no_venue(suzhou: CityPack) -> None:
    result = bring(
        suzhou,
        "序号,名称,类型,所在镇,地址\n1,测试甲书屋,农家书屋,千灯镇,测试路1号\n2,无,农家书屋,张浦镇,\n"
        "3,待建,农家书屋,陆家镇,\n4,=A2,农家书屋,花桥镇,\n5,#REF!,农家书屋,巴城镇,\n"
        '6,"=""测试乙书屋""",农家书屋,周市镇,\n序号,名称,类型,所在镇,地址\n,本页小计,2,,\n'
        "填表人：张三,,,审核人：李四,\n注：截至2024年底,,,,\n",
    )  # fmt: skip # a row, a text
    assert taken(result, "name") == {2: "测试甲书屋", 7: "测试乙书屋"}
    assert waiting(result) == {5: "cell_unsaved", 6: "cell_fault"}
    told = {p.row for p in result.problems}
    assert {3, 4, 9, 10, 11} <= told


def test_figures(suzhou: CityPack) -> None:
    result = bring(
        suzhou,
        "区县,指标,数值,年份\n昆山市,专职教师,120人,二〇二四年\n太仓市,专职教师,-5,2024\n"
        "常熟市,专职教师,18.5,2024\n吴江区,专职教师,≥200,2024\n吴中区,人均社区教育经费,4.5,2024\n"
        "相城区,专职教师,90,\n姑苏区,专职教师,70,2024\n姑苏区,专职教师,80,2024\n",
    )
    assert taken(result, "value") == {2: "120", 6: "4.5"}
    assert waiting(result) == {
        3: "cell_number", 4: "cell_count", 5: "cell_number", 7: "year_blank",
        8: "row_twice", 9: "row_twice",
    }  # fmt: skip # a table


@pytest.mark.parametrize(
    ("title", "years"), [("2024年社区教育统计", {"2024"}), ("2023年与2024年社区教育统计", set())]
)
def test_the_year_of_figures(suzhou: CityPack, title: str, years: set[str]) -> None:
    result = bring(suzhou, f"{title},,\n区县,指标,数值\n昆山市,专职教师,320\n")
    assert set(taken(result, "year").values()) == years
    assert result.publishable == bool(years)


def test_money_is_not_people(suzhou: CityPack) -> None:
    table = "单位：万元,,,\n区县,指标,数值,年份\n昆山市,专职教师,0.03,2024\n"
    assert waiting(bring(suzhou, table)) == {3: "cell_unit"}


def test_residents_need_a_year_of_their_own(suzhou: CityPack) -> None:
    # The year on record is that of the census: a new figure is not of it.
    assert not bring(suzhou, "乡镇,常住人口\n千灯镇,150000\n").changes
    result = bring(suzhou, "乡镇,常住人口,统计年份\n千灯镇,15.2万,2023\n")
    assert taken(result, "population") == {2: "152000"}
    assert taken(result, "population_year") == {2: "2023"}


def test_persons_are_not_published(suzhou: CityPack) -> None:
    result = bring(
        suzhou,
        "名称,类型,所在镇,电话,备注\n测试甲老年学校（联系人：钱某13600000005）,老年学校,花桥镇,,\n"
        "测试乙老年学校,老年学校,千灯镇,57470001 / 139 0000 0003,微信13900000003\n",
    )
    assert taken(result, "name") == {2: "测试甲老年学校", 3: "测试乙老年学校"}
    assert taken(result, "phone") == {3: "57470001"}
    assert {p.row for p in result.problems if p.key == "intake.mobile"} == {2, 3}
    assert not any(ch.isdigit() for ch in taken(result, "note").get(3, ""))


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("钱某13900000003、0512-6234 5678", "0512-62345678"),
        ("13900000003 （0512）62345678转801", "0512-62345678转801"),
        ("热线12345，钱某 139 0000 0003", "12345"),
        ("办公楼2楼201 钱某13900000003", None),
    ],
)
def test_of_a_contact_the_office_s_number_is_left(
    suzhou: CityPack, told: str, kept: str | None
) -> None:
    result = bring(suzhou, f'名称,类型,所在镇,电话\n测试甲老年学校,老年学校,花桥镇,"{told}"\n')
    assert taken(result, "phone").get(2) == kept


def test_positions_by_row(suzhou: CityPack) -> None:
    header = "经度,纬度,坐标系"
    result = bring(
        suzhou,
        schools(header, "121.0034,31.265,WGS84", "120.98,,WGS84", "116.40,39.90,WGS84",
                "121.04,31.31,国家大地2000", "0,0,", "31.30,120.84,WGS84", "120.9,31.18,地方坐标系", "120.91,31.19,未知"),
    )  # fmt: skip # a row, a text
    assert waiting(result) == {3: "half_point", 4: "outside", 8: "datum_row", 9: "datum_row"}
    assert taken(result, "lon") == {2: "121.0034", 5: "121.04", 7: "120.84"}
    assert taken(result, "unit").keys() == {2, 5, 6, 7}


def test_a_list_with_a_row_that_waits_is_not_complete(suzhou: CityPack) -> None:
    # Only the check of the pack sees that the point lies outside.
    rows = ("121.0034,31.265,是,2026-06", "116.40,39.90,,")
    result = bring(suzhou, schools("经度,纬度,已填全,截至日期", *rows), datum="wgs84")
    assert waiting(result) == {3: "outside"}
    assert [change.file for change in result.changes] == ["venues/senior_school.csv"]
    assert "intake.declaration_waits" in {p.key for p in result.problems}


def test_rows_of_one_venue(suzhou: CityPack) -> None:
    result = bring(
        suzhou,
        "名称,类型,所在镇,电话,地址\n测试甲老年学校,老年学校,千灯镇,57470001,\n"
        "测试甲老年学校,老年学校,千灯镇,,测试路1号\n测试乙老年学校,老年学校,张浦镇,57470002,\n"
        "测试乙老年学校,老年学校,张浦镇,57470003,\n",
    )
    assert taken(result, "address") == {2: "测试路1号"}
    assert taken(result, "phone") == {2: "57470001"}
    assert waiting(result) == {4: "row_twice", 5: "row_twice"}


def test_what_a_whole_list_lacks_is_one_refusal(suzhou: CityPack) -> None:
    rows = "".join(f"测试{n}号,千灯镇\n" for n in range(30))
    result = bring(suzhou, "名称,所在镇\n" + rows)
    [problem] = result.problems
    assert (problem.severity, problem.key) == ("error", "intake.layer_blank")
    assert len(problem.rows) == 30


def test_an_older_list_that_says_nothing_new_changes_nothing(suzhou: CityPack) -> None:
    known = suzhou.venues.iloc[0]
    header = "编号,名称,类型,所在单位,来源日期\n"
    row = f"{known['id']},{known['name']},{known['layer']},{known['unit']},2001年\n"
    assert bring(suzhou, header + row).changes == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [("表.docx", "document"), ("表.pdf", "document"), ("表.jpg", "picture"), ("表.rar", "packed")],
)
def test_other_files_are_refused_with_the_way_out(name: str, key: str) -> None:
    [problem] = read_upload(name, b"PK\x03\x04" + b"0" * 100).problems
    assert problem.key == f"upload.{key}"


def test_what_a_name_says_against_its_kind(suzhou: CityPack) -> None:
    rows = [
        ("测试乡愁书房", "图书馆", "千灯镇", "kind_smaller"),
        ("测试陶瓷博物馆", "美术馆", "千灯镇", ""),
        ("测试陶瓷博物馆", "图书馆", "千灯镇", "kind_other"),
        ("千灯镇综合文化服务中心", "文化馆", "千灯镇", "kind_smaller"),
        ("老年学校", "老年学校", "张浦镇", "name_bare"),
        ("花桥镇", "老年学校", "花桥镇", "name_bare"),
        ("12", "老年学校", "周市镇", "name_bare"),
        ("测试书房（含东街书房、西街书房）", "图书馆分馆", "周市镇", "several_names"),
    ]
    text = "名称,类型,所在镇\n" + "".join(",".join(row[:3]) + "\n" for row in rows)
    asked = {row: key for row, (*_, key) in enumerate(rows, 2) if key}
    assert waiting(bring(suzhou, text)) == asked


def test_states_as_offices_put_them(suzhou: CityPack) -> None:
    said = [
        ("摘牌", "state_asked"),
        ("改作仓库", "closed"),
        ("长期空置", "state_asked"),
        ("与花桥小学合并", "state_asked"),
        ("已动工，明年完成", "state_asked"),
        ("拟于2027年立项", "planned"),
        ("目前没有开放", "suspended"),
        ("周末也开放", "open"),
    ]
    result = bring(suzhou, schools("情况说明", *(text for text, _ in said)))
    answers = {row: answer for row, (_, answer) in enumerate(said, 2)}
    assert waiting(result) | taken(result, "status") == answers


def test_a_county_alone_proves_no_town(suzhou: CityPack) -> None:
    text = (
        "名称,类型,所在地,地址,已填全,截至日期\n"
        "测试甲老年学校,老年学校,昆山市,,是,2026-06-30\n"
        "测试乙老年学校,老年学校,昆山市,千灯镇尚书路1号,,\n"
    )
    result = bring(suzhou, text)
    assert taken(result, "unit") == {2: "320583", 3: "320583108"}
    keys = [p.key.partition(".")[2] for p in result.problems]
    assert keys.count("unit_coarse") == 1
    assert keys.count("declaration_coarse") == 1
    assert not [c for c in result.changes if c.file == "reporting.csv"]


def test_headings_as_offices_write_them(suzhou: CityPack) -> None:
    text = "阵地全称,阵地类别,归属地,坐落,咨询热线,服务时段,服务人群\n测试甲书屋,农家书屋,千灯镇,测试路1号,0512-57470001,周一至周五9:00-17:00,老年人\n"
    result = bring(suzhou, text)
    (row,) = result.difference.new
    cells = {column: after for column, _, after in row.fields}
    assert (row.name, row.unit, cells["address"], cells["phone"], cells["audience"]) == (
        "测试甲书屋",
        "320583108",
        "测试路1号",
        "0512-57470001",
        "seniors",
    )
    assert cells["opening_hours"]


def test_a_line_of_groups_of_columns_is_no_title(suzhou: CityPack) -> None:
    text = "学校,,所在地\n名称,类型,镇\n测试甲老年学校,老年学校,千灯镇\n"
    result = bring(suzhou, text)
    assert [(row.name, row.unit) for row in result.difference.new] == [
        ("测试甲老年学校", "320583108")
    ]


def test_residents_are_all_of_them(suzhou: CityPack) -> None:
    text = "乡镇,户籍人口,其中60岁以上,年份\n千灯镇,70000,15000,2024\n"
    result = bring(suzhou, text)
    assert not [c for c in result.changes if c.after and c.after.get("population") == "70000"]


def test_what_stands_for_a_name_or_is_not_set_up_yet_waits_and_none_vanishes(
    suzhou: CityPack,
) -> None:
    rows = {
        "XX老年学校,老年学校,千灯镇,": "name_bare",
        "例：测试老年学校,老年学校,张浦镇,": "name_bare",
        "有,老年学校,周市镇,": "name_bare",
        "测试甲老年学校,老年学校,/,": "unit_blank",
        "测试乙老年学校（旧址）,老年学校,陆家镇,": "state_asked",
        "测试丙老年学校,老年学校,花桥镇,场地已移交": "state_asked",
        "测试丁小学科技馆,科技馆,昆山市,": "kind_smaller",
        "测试戊老年大学,高校老年大学,锦溪镇,": "kind_smaller",
    }
    states = {"待建": "planned", "尚未挂牌": "planned", "2099年5月起开放": "planned"}
    later = [f"测试{at}老年学校,老年学校,周庄镇,{note}" for at, note in enumerate(states)]
    result = bring(suzhou, SCHOOL.format("备注") + "\n".join([*rows, *later]) + "\n")
    assert waiting(result) == dict(enumerate(rows.values(), 2))
    assert list(taken(result, "status").values()) == list(states.values())


def test_what_was_before_is_not_published_as_what_is(suzhou: CityPack) -> None:
    result = bring(suzhou, schools("原电话,现电话,原名称", "0512-57470001,0512-57470002,"))
    assert taken(result, "phone") == {2: "0512-57470002"}
    renamed = "名称,类型,所在镇,原名称\n测试老年学校,老年学校,七都镇,七都镇老年大学\n"
    assert waiting(bring(suzhou, renamed)) == {2: "name_former"}


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_with_zero_bytes_on_both_sides(
    suzhou: CityPack, order: str
) -> None:
    result = bring(suzhou, "名称\t类型\t镇\n一测老年学校\t老年学校\t千灯镇\n".encode(order))
    assert taken(result, "unit") == {2: "320583108"}


# -- points of villages -------------------------------------------------------------------------

POINTS = "区划代码,名称,lon (WGS-84),lat (WGS-84)\n"


def test_points_of_villages_are_taken(suzhou):
    code, name = "320505001002", "横塘社区"
    result = bring(suzhou, f"{POINTS}{code},{name},120.57,31.28\n", "villages.csv")
    (change,) = result.changes
    assert (change.file, change.after["lon"], change.after["lat"]) == (
        "villages.csv", "120.57", "31.28",
    )  # fmt: skip # a table, a row a line
    assert change.after["point_quality"] == "label"
    # Of another name, of another county, or half a point: nothing is taken, and it is said.
    for row in (
        f"{code},别处村,120.57,31.28",
        f"{code},{name},121.1,31.5",
        f"{code},{name},x,31.28",
    ):
        result = bring(suzhou, f"{POINTS}{row}\n", "villages.csv")
        assert not result.changes
        assert result.problems
    # A datum that nobody said is not guessed.
    result = bring(suzhou, f"区划代码,名称,lon,lat\n{code},{name},120.57,31.28\n", "villages.csv")
    assert not result.changes
    assert [p.key for p in result.problems] == ["intake.place_datum"]
    # A list of venues of that shape stays one.
    assert bring(suzhou, f"{POINTS}{code},{name},120.57,31.28\n").plans[0].table == "venues"
