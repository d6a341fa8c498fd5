"""Offers, needs and circles: asked in the template, understood from anybody's list."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lists import filled, sheet, upload
from locator.cli import main
from locator.exports.template.workbook import template
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.recognise.sheets import guess_plan
from locator.intake.upload import understand
from locator.pack import schema
from locator.pack.overlay import overlay
from locator.pack.read import load_pack, read_pack
from locator.wording.catalogue import LANGUAGES, Lang, t
from locator.wording.problems import problem_text
from packs import SOURCE, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from lists import Rows
    from locator.intake.model import Import
    from locator.pack.model import CityPack

TODAY = date(2026, 11, 25)
SAYS = {"来源": "东镇文教办", "来源日期": "2026-06-30"}
ROOM = {
    "id": "v-share-001",
    "kind": "room",
    "title": "舞蹈教室",
    "venue": "v1",
    "status": "open",
    "capacity": "30",
    "phone": "0512-62345678",
    "source": SOURCE,
    "source_date": "2025-03-01",
}
TEACHER = ROOM | {
    "id": "v-share-002",
    "kind": "teacher",
    "title": "反诈讲师",
    "venue": "",
    "unit": "990201",
    "institution": "虚构宣讲团",
    "topics": "fraud_prevention",
}
WANTED = {
    "id": "v-need-001",
    "kind": "room",
    "title": "合唱排练厅",
    "unit": "990102",
    "institution": "虚构合唱团",
    "capacity": "45",
    "status": "open",
    "source": SOURCE,
    "source_date": "2025-03-01",
}
CIRCLE = {
    "id": "square",
    "name": "虚构广场学习圈",
    "place": "虚构广场站",
    "minutes": "15",
    "walker": "adult",
    "unit": "990101",
    "source": SOURCE,
    "source_date": "2025-03-01",
}


@pytest.fixture(scope="module")
def sharing(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    """The invented city with two offers, a need and a circle."""
    root = tmp_path_factory.mktemp("sharing") / "pack"
    write_pack(root, shares=[ROOM, TEACHER], needs=[WANTED], circles=[CIRCLE])
    return load_pack(root)


def new_id(word: str, text: str) -> str:
    """Id of a new row: the pack's ids have no hyphen, and v3 of city_book_house.csv is first."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"v3-{word}-{digest}"


def read(pack: CityPack, rows: Rows, name: str = "共享资源", **terms: object) -> Import:
    told = Terms(today=TODAY, **terms)  # type: ignore[arg-type]
    return understand(upload(sheet(name, rows)), pack, told)


def problems(result: Import) -> list[tuple[str, int | None, str | None]]:
    return [(p.key.partition(".")[2], p.row, p.column) for p in result.problems]


def after(result: Import) -> dict[str, str]:
    """The filled cells of the only row that changes."""
    [change] = result.changes
    assert change.after is not None
    return {name: value for name, value in change.after.items() if value}


# -- the template ----------------------------------------------------------------------------------


def rows_of(workbook: bytes, name: str) -> list[dict[str, object]]:
    lines = list(openpyxl.load_workbook(io.BytesIO(workbook))[name].values)
    headers = [str(header).rstrip("*") for header in lines[0]]
    return [
        {h: cell for h, cell in zip(headers, line, strict=True) if cell is not None}
        for line in lines[1:]
    ]


@pytest.mark.parametrize("table", [schema.SHARES, schema.NEEDS], ids=lambda table: table.name)
def test_forms_ask_for_every_column(table: schema.Table) -> None:
    assert sorted(table.form) == sorted(table.names)


def test_what_is_known_is_filled_in_and_blank_rows_follow(sharing: CityPack) -> None:
    book = template(sharing, "9901", ["library"], "zh", sharing=True)
    # 9901 holds v1 (town 990101) and the town 990102; the teacher is in 9902.
    assert rows_of(book, "共享资源") == [
        {
            "县（市、区）": "虚构甲县",
            "所在单位": "虚构东镇（990101）",
            "类别": "场地",
            "名称": "舞蹈教室",
            "所在场所": "虚构东镇社区教育中心（v1）",
            "人数": 30,
            "电话": "0512-62345678",
            "状态": "可用",
            "来源": SOURCE,
            "来源日期": "2025-03-01",
            "编号": "v-share-001",
        }
    ]
    [need] = rows_of(book, "学习需求")
    assert (need["名称"], need["状态"], need["机构"]) == ("合唱排练厅", "在征集", "虚构合唱团")
    other = template(sharing, "9902", ["library"], "zh", sharing=True)
    assert rows_of(other, "学习需求") == [{"所在单位": "虚构乙县（9902）"}]


def test_they_are_asked_only_when_wanted(sharing: CityPack) -> None:
    plain = openpyxl.load_workbook(io.BytesIO(template(sharing, "99", ["library"], "zh")))
    assert not {"共享资源", "学习需求"} & set(plain.sheetnames)


@pytest.mark.parametrize(
    ("asked", "there"),
    [([], True), (["--layer", "library"], False), (["--layer", "library", "--sharing"], True)],
)
def test_the_command_asks_for_them_unless_layers_are_chosen(
    sharing: CityPack, tmp_path: Path, asked: list[str], *, there: bool
) -> None:
    out = tmp_path / "t.xlsx"
    assert (
        main(["template", "--pack", str(sharing.path), "--unit", "99", "--out", str(out), *asked])
        == 0
    )
    names = openpyxl.load_workbook(out).sheetnames
    assert ("共享资源" in names, "学习需求" in names) == (there, there)


def test_coded_columns_and_venues_are_chosen_from_a_list(sharing: CityPack) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(template(sharing, "9901", ["library"], "zh", sharing=True))
    )
    found = {}
    for name in ("共享资源", "学习需求"):
        headers = [str(cell.value).rstrip("*") for cell in book[name][1]]
        for rule in book[name].data_validations.dataValidation:
            if rule.type == "list":
                first = openpyxl.utils.cell.range_boundaries(str(rule.sqref))[0]
                area = rule.formula1.partition("!")[2].replace("$", "")
                found[name, headers[first - 1]] = [cell.value for [cell] in book["选项"][area]]
    assert found["共享资源", "类别"] == [
        "场地",
        "设备",
        "课程",
        "师资",
        "展览",
        "志愿服务",
        "学习团队",
    ]
    assert found["共享资源", "状态"] == ["可用", "暂停", "已结束"]
    assert found["学习需求", "状态"] == ["在征集", "暂停", "已解决"]
    assert {"所在单位", "对象", "学习内容", "所在场所"} < {c for n, c in found if n == "学习需求"}
    # All venues of 9901; v9 and such of the other county are not offered.
    assert sorted(found["共享资源", "所在场所"]) == sorted(
        f"{name}（{code}）"
        for code, name in sharing.venues.loc[sharing.venues["county"] == "9901", "name"].items()
    )
    heads = [cell.value for cell in book["选项"][1]]
    assert len(heads) == len(set(heads))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["demo", "suzhou", "sharing"])
def test_untouched_it_changes_nothing(
    request: pytest.FixtureRequest, name: str, lang: Lang
) -> None:
    pack: CityPack = request.getfixturevalue(name)
    made = template(pack, pack.city.code, ["library"], lang, sharing=True)
    result = understand(read_upload("填报表.xlsx", made), pack, Terms(today=TODAY))
    assert [problem_text(p, "zh") for p in result.problems] == []
    assert result.changes == ()
    tables = {plan.sheet: plan.table for plan in result.plans}
    assert tables[t("sheet.shares", lang)] == "shares"
    assert tables[t("sheet.needs", lang)] == "needs"


TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cn", "Co")), max_size=9)


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])  # each holds many rows
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=20, max_size=40), st.sampled_from(LANGUAGES))
def test_any_offers_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]], lang: Lang
) -> None:
    odd = [
        ROOM
        | {
            "id": f"s{number}",
            "title": f"名{title}",
            "hours": hours,
            "conditions": more,
            "audience": "seniors;children",
            "unit": "99010101" if number % 2 else "",
        }
        for number, (title, hours, more) in enumerate(texts)
    ]
    pack, _ = read_pack(write_pack(tmp_path_factory.mktemp("odd") / "pack", shares=odd))
    assert pack is not None
    made = template(pack, "99", ["library"], lang, sharing=True)
    result = understand(read_upload("a.xlsx", made), pack, Terms(today=TODAY))
    assert result.changes == ()


def test_filled_in_it_is_understood_without_a_question(sharing: CityPack) -> None:
    book = template(sharing, "99", ["library"], "zh", sharing=True)
    returned = filled(book, {
        "共享资源": [{"所在单位": "虚构东镇（990101）", "类别": "课程", "名称": "书法课",
                  "所在场所": "虚构东镇老年学校（v5）", "对象": "老年人；儿童", "人数": 20,
                  "有效期至": "2027年6月", "状态": "可用", **SAYS}],
        "学习需求": [{"所在单位": "虚构三社区（99020101）", "类别": "师资", "名称": "智能手机老师",
                  "机构": "虚构三社区居委会", "学习内容": "数字技能", **SAYS}],
    })  # fmt: skip # a table, a row a line
    result = understand(read_upload("a.xlsx", returned), sharing, Terms(today=TODAY))
    assert [problem_text(p, "zh") for p in result.problems] == []
    made = {change.file: change.after or {} for change in result.changes}
    offer = {name: value for name, value in made["shares.csv"].items() if value}
    need = {name: value for name, value in made["needs.csv"].items() if value}
    assert offer == {
        "id": new_id("share", "course|书法课|v5|"),
        "kind": "course",
        "title": "书法课",
        "venue": "v5",
        "audience": "seniors;children",
        "capacity": "20",
        "valid_until": "2027-06",
        "status": "open",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }
    assert need == {
        "id": new_id("need", "teacher|智能手机老师|99020101|虚构三社区居委会|"),
        "kind": "teacher",
        "title": "智能手机老师",
        "institution": "虚构三社区居委会",
        "unit": "99020101",
        "topics": "digital",
        "status": "open",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }
    pack, _ = read_pack(sharing.path, overlay(sharing.path, result.changes).files)
    assert pack is not None
    again = template(pack, "99", ["library"], "zh", sharing=True)
    told = understand(read_upload("b.xlsx", again), pack, Terms(today=TODAY), result.changes)
    assert (told.problems, told.changes) == ((), ())


# -- people's own lists ----------------------------------------------------------------------------


def test_a_list_of_ones_own(sharing: CityPack) -> None:
    rows = [{"资源类别": "教室", "资源名称": "书画室", "场所名称": "虚构西镇老年学校",
             "容纳人数": "25人", "可用时间": "周六 9:00-11:00", "联系电话": "０５１２－６２３４５６７９",
             "有效期": "2026.12.31", "备注": "一楼", **SAYS}]  # fmt: skip # a table, a row a line
    result = read(sharing, rows, "Sheet1")
    assert problems(result) == []
    assert after(result) == {
        "id": new_id("share", "room|书画室|v4|周六 9:00-11:00"),
        "kind": "room",
        "title": "书画室",
        "venue": "v4",
        "hours": "周六 9:00-11:00",
        "capacity": "25",
        "phone": "0512-62345679",
        "valid_until": "2026-12-31",
        "description": "一楼",
        "status": "open",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }
    [row] = result.difference.new
    assert (row.file, row.name, row.unit, row.row) == ("shares.csv", "书画室", "990102", 2)


@pytest.mark.parametrize(
    ("name", "rows", "table"),
    [
        ("Sheet1", [{"类型": "课程", "名称": "书法课", "单位": "虚构东镇"}], "shares"),
        ("Sheet1", [{"kind": "volunteers", "title": "Guides", "unit": "990101"}], "shares"),
        ("Needs", [{"kind": "room", "title": "Rehearsal room", "unit": "990101"}], "needs"),
        ("Sheet1", [{"需求类型": "场地", "需求名称": "排练厅", "单位": "虚构东镇"}], "needs"),
        ("资源需求", [{"类别": "讲师", "标题": "反诈", "单位": "虚构东镇"}], "needs"),
        ("共享场所名单", [{"类型": "城市书房", "名称": "甲书房", "地址": "一路"}], "venues"),
        ("社区教育中心", [{"名称": "甲中心", "地址": "一路", "共享资源": "教室"}], "venues"),
        ("学习圈", [{"名称": "甲圈", "中心": "虚构广场站", "步行分钟": "15"}], "circles"),
        ("Sheet1", [{"name": "A", "minutes": "15", "walker": "adult"}], "circles"),
    ],
)
def test_what_a_sheet_is_taken_for(sharing: CityPack, name: str, rows: Rows, table: str) -> None:
    assert guess_plan(sheet(name, rows), "名单.xlsx", sharing.catalogue).table == table


def test_a_known_offer_is_found_by_what_and_where_it_is(sharing: CityPack) -> None:
    rows = [{"类别": "场地", "名称": "舞蹈 教室", "所在场所": "v1", "人数": "40", **SAYS}]
    result = read(sharing, rows)
    assert problems(result) == []
    changed = after(result)
    assert (changed["id"], changed["capacity"]) == ("v-share-001", "40")
    assert changed["source"] == "东镇文教办"
    assert [row.key for row in result.difference.changed] == ["v-share-001"]
    # A blank cell leaves what is known; 清空 empties it.
    cleared = after(read(sharing, [{"编号": "v-share-001", "人数": "清空", **SAYS}]))
    assert "capacity" not in cleared
    assert cleared["phone"] == "0512-62345678"


def test_an_offer_that_may_be_there_already_is_doubted(sharing: CityPack) -> None:
    rows = [{"类别": "场地", "名称": "舞蹈教室A", "所在场所": "v1", **SAYS}]
    result = read(sharing, rows)
    assert problems(result) == [("possible_duplicate", 2, "名称")]
    assert [d.other for d in result.difference.possible_duplicates] == ["v-share-001"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"名称": "书画室", "所在场所": "v1"}, [("share_kind", 2, "kind")]),
        ({"类别": "场地", "所在场所": "v1"}, [("share_title", 2, "title")]),
        ({"类别": "宿舍", "名称": "书画室", "所在场所": "v1"}, [("cell_choice", 2, "类别")]),
        ({"类别": "场地", "名称": "书画室", "机构": "某团"}, [("share_where", 2, "unit")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "火星校区"}, [("venue_unknown", 2, "所在场所")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "虚构西镇老年大学"},
         [("venue_unknown_like", 2, "所在场所")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "v1", "有效期至": "下个月"},
         [("cell_date", 2, "有效期至")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "v1", "人数": "若干"},
         [("cell_count", 2, "人数")]),
        ({"类别": "场地", "名称": "书画室", "单位": "虚构东镇"}, [("share_institution", 2, "institution")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "v1", "电话": "13812345678"},
         [("share_mobile", 2, "电话")]),
        ({"类别": "场地", "名称": "书画室", "所在场所": "v1", "单位": "990201"},
         [("share_unit", 2, "单位")]),
    ],
)  # fmt: skip # a table, a row a line
def test_what_cannot_be_published_names_its_cell(
    sharing: CityPack, row: dict[str, str], expected: list[tuple[str, int, str]]
) -> None:
    assert problems(read(sharing, [row | SAYS])) == expected


def test_a_planner_changes_only_their_own_units(sharing: CityPack) -> None:
    rows = [
        {"类别": "场地", "名称": "书画室", "所在场所": "v1", **SAYS},
        {"类别": "场地", "名称": "棋室", "所在场所": "v4", **SAYS},
    ]
    # v1 stands in 990101, v4 in 990102; a row that names the other unit beside v1 is no way round.
    result = read(sharing, rows, scope=frozenset({"990102"}))
    assert problems(result) == [("outside_scope", 2, "unit")]
    assert [change.after and change.after["title"] for change in result.changes] == ["棋室"]
    around = [rows[0] | {"单位": "990102"}]
    assert problems(read(sharing, around, scope=frozenset({"990102"}))) == [
        ("outside_scope", 2, "单位")
    ]
    moved = [{"编号": "v-share-002", "单位": "990102", **SAYS}]
    assert problems(read(sharing, moved, scope=frozenset({"990102"}))) == [
        ("outside_scope", 2, "单位")
    ]


def test_a_venue_of_the_same_workbook_is_known(sharing: CityPack) -> None:
    sheets = (
        sheet("图书馆分馆", [{"名称": "虚构新分馆", "单位": "虚构西镇", **SAYS}]),
        sheet("共享资源", [{"类别": "设备", "名称": "投影仪", "所在场所": "虚构新分馆", **SAYS}]),
    )
    result = understand(upload(*sheets), sharing, Terms(today=TODAY))
    assert problems(result) == []
    venue, offer = (change.after or {} for change in result.changes)
    assert offer["venue"] == venue["id"] != ""
    assert offer["unit"] == ""


# -- circles ---------------------------------------------------------------------------------------


def test_circles(sharing: CityPack) -> None:
    rows = [
        {"名称": "虚构新圈", "中心地名": "虚构广场站", "步行分钟": "10分钟", "谁来走": "老年人", **SAYS},
        {"名称": "虚构广场学习圈", "中心地名": "虚构广场站", "步行分钟": "30", "谁来走": "成年人", **SAYS},
    ]  # fmt: skip # a table, a row a line
    result = read(sharing, rows, "学习圈")
    assert problems(result) == []
    new, changed = (change.after or {} for change in result.changes)
    assert {name: value for name, value in new.items() if value} == {
        "id": new_id("circle", "虚构新圈"),
        "name": "虚构新圈",
        "place": "虚构广场站",
        "minutes": "10",
        "walker": "elderly",
        "unit": "990101",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }
    assert changed == dict.fromkeys(schema.CIRCLES.names, "") | CIRCLE | {
        "minutes": "30",
        "source": "东镇文教办",
        "source_date": "2026-06-30",
    }


def test_what_a_circle_must_say(sharing: CityPack) -> None:
    rows = [
        {"名称": "甲圈", "中心地名": "无此站", "步行分钟": "7", "谁来走": "成年人", "经度": "", **SAYS},
        {"名称": "乙圈", "中心地名": "虚构广场站", "谁来走": "成年人", **SAYS},
        {"名称": "丙圈", "经度": "150.25", "纬度": "20.25", "步行分钟": "5", "谁来走": "成年人", **SAYS},
    ]  # fmt: skip # a table, a row a line
    found = problems(read(sharing, rows, "学习圈"))
    assert {("circle_blank", 3, "步行分钟"), ("place_datum", 4, "经度")} <= set(found)
    assert {key for key, row, _ in found if row == 2} == {"not_choice", "circle_place"}
    told = read(sharing, rows[2:], "学习圈", datum="wgs84")
    assert problems(told) == []
    # The square of 9901 (150 to 150.5 E, 20 to 21 N) holds the point.
    assert after(told)["unit"] == "9901"
