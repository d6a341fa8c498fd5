"""Names in other people's lists: units with homonyms, headers, layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.intake.model import SURE
from locator.intake.recognise.kinds import find_layer, layer_within
from locator.intake.recognise.units import UnitFinder
from locator.intake.recognise.words import columns_of, guess_columns

if TYPE_CHECKING:
    from locator.pack.model import CityPack


@pytest.fixture(scope="module")
def finder(suzhou: CityPack) -> UnitFinder:
    return UnitFinder(suzhou)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("320508018", "320508018"),
        ("平江街道（320508018）", "320508018"),
        ("320508018 别的名字", "320508018"),  # the code decides
        ("320508018000", "320508018"),  # filled up to twelve digits
        ("320500000000", "320500"),
        ("320508018-平江街道", "320508018"),
        ("320576050", "320571050"),  # the code that 娄葑街道 has in the national list
        ("320585P01", "320585P01"),
        ("平江街道", "320508018"),
        ("双塔", "320508021"),
        (" 平 江 街 道 ", "320508018"),
        ("Pingjiang Subdistrict", "320508018"),
        ("苏州市姑苏区平江街道", "320508018"),
        ("姑苏区/平江街道", "320508018"),
        ("吴江区", "320509"),
        ("盛泽镇人民政府", "320509105"),
        ("横塘社区居委会", "320505001002"),
        ("虎丘区横塘街道横塘社区居民委员会", "320505001002"),
    ],
)
def test_units(finder: UnitFinder, text: str, code: str) -> None:
    assert finder.find(text).code == code


def test_homonyms_are_settled_by_what_stands_above(finder: UnitFinder, suzhou: CityPack) -> None:
    units = suzhou.units
    twice = units[(units["level"] == "village") & (units["name"] == "东园社区")]
    assert len(twice) > 1
    meant = finder.find("东园社区")
    assert meant.key == "unit_ambiguous"
    assert meant.others == tuple(sorted(twice["code"]))
    for code, town in zip(twice["code"], twice["parent"], strict=True):
        assert finder.find("东园社区", [town]).code == code
    assert finder.find("东园社区", ["320505001"]).key == "unit_elsewhere"


@pytest.mark.parametrize(
    ("text", "key", "others"),
    [
        ("平江街倒", "unit_unknown", ("320508018",)),
        ("完全没有这个地方呀", "unit_unknown", ()),
        ("320599999", "unit_code", ()),
        # A code is whole: nothing of 320509-Z1 is the code of 吴江区, 320509.
        ("320509-Z1", "unit_code", ()),
        ("320509_1", "unit_code", ()),
        ("320509.7", "unit_code", ()),
        ("X320509", "unit_unknown", ()),
        ("320509ZZ", "unit_code", ()),
        ("吴江区（320509-Z1）", "unit_code", ()),
        ("吴江区（320999）", "unit_code", ()),
        ("3.20508E+11", "cell_mangled", ()),
    ],
)
def test_units_that_are_none(
    finder: UnitFinder, text: str, key: str, others: tuple[str, ...]
) -> None:
    meant = finder.find(text)
    assert (meant.code, meant.key) == ("", key)
    assert meant.others[:1] == others


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("苏州市吴江区盛泽镇舜新路1号", ("320509105",)),
        ("盛泽镇舜新路1号", ("320509105",)),
        ("虎丘区横塘街道横塘社区3号", ("320505001002",)),
        ("吴江区人民路", ("320509",)),
        ("人民路1号", ()),
        ("盛泽镇与震泽镇交界", ("320509105", "320509108")),
    ],
)
def test_units_in_an_address(finder: UnitFinder, text: str, codes: tuple[str, ...]) -> None:
    assert finder.texts.in_text(text) == codes


@pytest.mark.parametrize(
    ("header", "column", "sure"),
    [
        ("name", "name", True),
        ("名称", "name", True),
        ("学校名称", "name", True),
        ("名称*", "name", True),
        ("Name", "name", True),
        ("详细地址（必填）", "address", True),
        ("联系电话", "phone", True),
        ("电话（区号-号码）", "phone", True),
        ("乡镇（街道）", "town", True),
        ("县(市、区)", "county", True),
        ("区", "county", True),
        ("所在单位", "unit", True),
        ("经度", "lon", True),
        ("经度（GCJ-02）", "lon", True),
        ("高德坐标", "position", True),
        ("本单位此类清单已填全", "complete", True),
        ("截止日期", "as_of", True),
        ("办学详细地址", "address", False),
        ("负责人姓名", "", False),
        ("备  注", "note", True),
        ("序号", "", True),
    ],
)
def test_headers(header: str, column: str, *, sure: bool) -> None:
    [guess] = guess_columns([header], columns_of("venues"))
    assert (guess.column, guess.sure) == (column, sure)


def test_a_column_is_given_to_the_surest_header() -> None:
    first, second = guess_columns(["学校全称名称", "名称"], columns_of("venues"))
    assert (first.column, second.column) == ("", "name")
    assert second.confidence >= SURE > first.confidence


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("senior_school", "senior_school"),
        ("乡镇（街道）老年学校", "senior_school"),
        ("老年学校", "senior_school"),
        ("Town senior school", "senior_school"),
        ("新时代文明实践所", "civilization_practice_center"),
        ("县（市、区）老年大学", "county_senior_university"),
        ("不是场所", ""),
    ],
)
def test_layers_by_name(suzhou: CityPack, text: str, layer: str) -> None:
    assert find_layer(text, suzhou.catalogue) == layer


def test_layers_within_names(suzhou: CityPack) -> None:
    assert (
        layer_within("盛泽镇社区教育中心（盛泽成校）", suzhou.catalogue)
        == "community_education_center"
    )
    assert layer_within("2026年城市书房清单", suzhou.catalogue) == "city_book_house"
    # 图书馆分馆 holds 图书馆: the longer name is meant. Two different kinds decide nothing.
    assert layer_within("苏州图书馆分馆一览", suzhou.catalogue) == "library_branch"
    assert layer_within("博物馆、美术馆名单", suzhou.catalogue) == ""
