"""What the two pages show, worked out by hand on the invented city."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.coverage.tables import comparable, levels_present, narrow, scorecard, tally
from locator.coverage.verdicts import evaluate_pack
from locator.geo.areas import labelled_points, town_areas
from locator.pack.model import Walk
from locator.venues.gazetteer import PlaceIndex
from locator.venues.listing import far_away, nothing_found, origin_of, own_position, search
from locator.venues.search import VenueIndex, VenueQuery
from locator.wording.cards import venue_card
from locator.wording.figures import (
    apart,
    date_text,
    distance_text,
    metres_text,
    minutes_text,
    number,
)
from locator.wording.labels import label, labels
from locator.wording.listing import headline, place_name, sections, suggestion
from locator.wording.names import names_of, unit_path
from locator.wording.verdicts import figure, map_areas, matrix, requirement_groups, status_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.venues.listing import Origin

TUESDAY = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the city's own time


# Coverage: verdicts as in test_coverage.EXPECTED.


def test_tally_and_figure(invented: CityPack) -> None:
    counts = tally(evaluate_pack(invented))
    assert list(counts.columns) == ["met", "gap", "unreported", "total"]
    assert list(counts.index) == [r.id for r in invented.requirements]
    assert list(counts.loc["town-center"]) == [1, 1, 1, 3]
    assert list(counts.loc["town-reading"]) == [1, 0, 2, 3]
    assert list(counts.loc["village-book-room"]) == [1, 1, 0, 2]
    assert list(counts.loc["county-teachers"]) == [0, 1, 1, 2]
    rule = invented.requirement("town-center")
    assert figure(rule, counts.loc[rule.id], "zh") == "1 / 3 个乡镇（街道）"
    assert figure(rule, counts.loc[rule.id], "en") == "1 / 3 towns"
    city = invented.requirement("city-brands")
    assert figure(city, counts.loc[city.id], "en") == "1 / 1 city"


def test_narrowing(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    assert narrow(verdicts, invented, "", "", "").equals(verdicts)
    second = narrow(verdicts, invented, "9902", "", "")
    # Four town rules on 990201, and county-teachers and county-budget on the county itself.
    assert list(second["unit"]) == ["990201", "990201", "990201", "9902", "990201", "9902"]
    required = narrow(verdicts, invented, "9902", "required", "")
    assert set(required["requirement"]) == {
        "town-center",
        "town-quality",
        "county-teachers",
        "town-teachers",
    }
    assert list(narrow(verdicts, invented, "9902", "", "gap")["requirement"]) == ["county-budget"]
    assert narrow(verdicts, invented, "9902", "required", "met").empty
    # A tally of one status has the other columns at nought.
    assert list(tally(narrow(verdicts, invented, "", "", "gap")).loc["town-center"]) == [0, 1, 0, 1]
    assert tally(verdicts.iloc[:0]).empty


def test_requirement_list(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    groups = requirement_groups(invented, tally(verdicts), "zh")
    assert [g["title"][:2] for g in groups] == ["乡镇", "县（", "市级", "村（"]
    assert groups[0]["rows"][0] == {
        "id": "town-center",
        "title": "每个乡镇设立社区教育中心",
        "figure": "1 / 3",
        "words": "必须 · 达到 1 · 缺口 1 · 未上报 1",
        "met": 1,
        "gap": 1,
        "unreported": 1,
    }
    towns_only = tally(narrow(verdicts, invented, "", "", "gap"))
    groups = requirement_groups(invented, towns_only, "en")
    assert [row["id"] for g in groups for row in g["rows"]] == [
        "town-center",
        "county-teachers",
        "county-budget",
        "village-book-room",
    ]


def test_matrix(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    table = matrix(invented, verdicts, "town", "zh")
    assert list(table.columns) == [
        "county",
        "unit",
        "town-center",
        "town-reading",
        "town-quality",
        "town-teachers",
    ]
    assert [list(row) for row in table.itertuples()] == [
        ["990101", "虚构甲县", "虚构东镇", "met", "met", "met", "met"],
        ["990102", "虚构甲县", "虚构西镇", "gap", "unreported", "unreported", "unreported"],
        [
            "990201",
            "虚构乙县",
            "虚构南街道",
            "unreported",
            "unreported",
            "unreported",
            "unreported",
        ],
    ]
    city = matrix(invented, verdicts, "city", "zh")
    assert [list(row) for row in city.itertuples()] == [["99", "", "测试虚构市", "met"]]
    assert levels_present(invented, verdicts) == ["town", "county", "village", "city"]
    assert levels_present(invented, narrow(verdicts, invented, "9902", "", "gap")) == ["county"]


def test_scorecard(invented: CityPack) -> None:
    table = scorecard(invented, evaluate_pack(invented))
    first = table.loc["9901"]
    assert (first["population"], first["population_60plus"]) == (40_000, 8_000)
    assert first["share_60"] == 0.2
    assert first["venues"] == 7  # eight, of which one is planned
    # Required: town-center met and gap, town-quality met and unreported, county-teachers gap,
    # town-teachers met and unreported.
    assert tuple(first[["met", "gap", "unreported"]]) == (3, 2, 2)
    second = table.loc["9902"]
    assert tuple(second[["venues", "met", "gap", "unreported"]]) == (0, 0, 0, 4)
    assert math.isnan(second["per_10000"])
    assert list(scorecard(invented, evaluate_pack(invented).iloc[:0])["met"]) == [0, 0]


def test_colours_of_the_map(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    points = labelled_points(invented.units, invented.venues, invented.places)
    areas = town_areas(invented.units, invented.outlines, points, None, invented.city.metric_crs)

    def drawn(requirement: str, ground: pd.DataFrame = areas) -> pd.DataFrame:
        own = verdicts[verdicts["requirement"] == requirement]
        return map_areas(invented, own, ground, "zh")

    towns = drawn("town-center")
    assert dict(towns["status"]) == {"990101": "met", "990102": "gap", "990201": "unreported"}
    assert towns.loc["990102", "text"] == "▲ 虚构西镇：缺口\n现有 0，应有 1"
    assert set(towns["quality"]) == {"approximate"}
    # Towns without a value are unreported, and stay on the map.
    assert list(drawn("town-teachers")["status"]) == ["met", "unreported", "unreported"]
    # Villages by town: 虚构一村 met, 虚构二村 a gap; 990201 has no 村.
    villages = drawn("village-book-room")
    assert dict(villages["status"]) == {"990101": "met", "990102": "gap"}
    assert villages.loc["990101", "text"] == "● 虚构东镇\n达到 1 / 1 个村（社区）"
    counties = drawn("county-teachers", invented.outlines)
    assert counties.loc["9901", "text"] == "▲ 虚构甲县：缺口\n现有 5，应有 6"
    assert counties.loc["9902", "text"] == "○ 虚构乙县：未上报\n现有 8，应有 未知"


def test_a_town_with_a_gap_and_without_is_a_gap(invented: CityPack) -> None:
    points = labelled_points(invented.units, invented.venues, invented.places)
    areas = town_areas(invented.units, invented.outlines, points, None, invented.city.metric_crs)
    for one, other, status in (
        ("met", "gap", "gap"),
        ("met", "unreported", "unreported"),
        ("gap", "unreported", "gap"),
        ("met", "met", "met"),
    ):
        villages = pd.DataFrame({"unit": ["99010101", "99010102"], "status": [one, other]})
        assert map_areas(invented, villages, areas, "zh").loc["990101", "status"] == status


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (1912.2, "1,912.2"), (12_000.0, "12,000"), (0.5, "0.5"), (math.nan, "未知")],
)
def test_figures_as_people_read_them(value: float, text: str) -> None:
    assert number(value, "zh") == text


def test_statuses_have_a_symbol_and_a_word() -> None:
    assert [status_text(s, "zh") for s in ("met", "gap", "unreported", "")] == [
        "● 达到",
        "▲ 缺口",
        "○ 未上报",
        "",
    ]


# Cards.


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (0, "10 米"),
        (4, "10 米"),
        (81, "80 米"),
        (347, "350 米"),
        (994, "990 米"),
        (996, "1.0 公里"),
        (1_000, "1.0 公里"),
        (1_240, "1.2 公里"),
        (9_940, "9.9 公里"),
        (9_960, "10 公里"),
        (12_400, "12 公里"),
        (12_600, "13 公里"),
    ],
)
def test_distances_as_people_say_them(metres: float, text: str) -> None:
    assert distance_text(metres, "zh") == text


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (10, "步行约 1 分钟"),  # 10 x 1.3 / 67 = 0.2
        (200, "步行约 4 分钟"),  # 3.88
        (1_000, "步行约 19 分钟"),  # 19.4
        (1_031, "步行约 20 分钟"),  # 20.004: in fives from here
        (1_300, "步行约 25 分钟"),  # 25.2
        (3_600, "步行约 70 分钟"),  # 69.9
    ],
)
def test_walking_times(suzhou: CityPack, metres: float, text: str) -> None:
    assert suzhou.walk == Walk(1.3, 67)
    assert minutes_text(suzhou.walk.minutes(metres), "zh") == text


def test_a_radius_as_it_was_chosen() -> None:
    assert [metres_text(m, "zh") for m in (500, 1_000, 5_000)] == ["500 米", "1 公里", "5 公里"]


def test_dates_codes_and_paths(invented: CityPack) -> None:
    assert [date_text(d, "zh") for d in ("2026-11-03", "2026-11", "2026", "")] == [
        "2026年11月3日",
        "2026年11月",
        "2026年",
        "",
    ]
    assert date_text("2026-11-03", "en") == "2026-11-03"
    assert unit_path(invented, "99010101", "zh") == "虚构甲县 · 虚构东镇 · 虚构一村"
    assert unit_path(invented, "99", "en") == "Testopolis"
    assert labels("topic", "law; digital;", "zh") == "法律法规、数字技能"
    assert label("topic", "弹琴", "zh") == "弹琴"  # an unknown code as it stands


def near_the_square(pack: CityPack) -> Origin:
    place = PlaceIndex(pack).by_token("虚构广场站")
    assert place is not None
    return origin_of(place)


def test_a_card(invented: CityPack) -> None:
    origin = near_the_square(invented)
    found = search(VenueIndex(invented.venues), origin, VenueQuery(), None)
    rows = found.located.to_dict("records")
    assert [row["id"] for row in rows] == ["v1", "v2", "v3"]
    card = venue_card(invented, rows[0], "虚构广场站", TUESDAY, "zh")
    assert card["distance"] == "距虚构广场站 10 米（直线） · 步行约 1 分钟"
    assert (card["name"], card["located"]) == ("虚构东镇社区教育中心", True)
    assert (card["hours"], card["hours_state"]) == ("现在开放，17:00 关闭", "open")
    assert card["facts"] == [
        ["所在", "虚构甲县 · 虚构东镇"],
        ["开放时间", "周一至周五 9:00-17:00"],
        ["费用", "免费"],
    ]
    assert card["source"] == "来源：invented for a test（2025年3月1日）"
    assert (card["badges"], card["directions"], card["phone_href"]) == ([], [], "")
    # v2: 0.001 degrees of longitude at 20.25 N: 111.195 x cos 20.25 = 104.3 m; at the invented
    # city's pace 104.3 x 1.3 / 65 = 2.1 minutes.
    second = venue_card(invented, rows[1], "虚构广场站", TUESDAY, "en")
    assert second["distance"] == "100 m from 虚构广场站 (straight line) · about 2 min on foot"


def test_what_a_card_says_of_other_venues(invented: CityPack, suzhou: CityPack) -> None:
    venues = invented.venues.to_dict("index")
    planned = venue_card(invented, venues["v6"], "", TUESDAY, "zh")
    assert (planned["badges"], planned["hours"], planned["distance"]) == (["筹建中"], "", "")
    assert venue_card(invented, venues["v5"], "", TUESDAY, "zh")["badges"] == ["市级示范校"]
    assert venue_card(invented, venues["v4"], "", TUESDAY, "zh")["located"] is False
    street = venues["v1"] | {
        "precision": "street",
        "distance_m": 200.0,
        "phone": "电话 0512-6522 3344 转 8",
    }
    card = venue_card(invented, street, "甲", TUESDAY, "zh")
    assert card["distance"] == "距甲约 200 米（直线，位置为大致） · 步行约 4 分钟"
    assert card["phone_href"] == "tel:051265223344"
    real = suzhou.venues[suzhou.venues["lon"].notna()].iloc[0].to_dict()
    assert len(venue_card(suzhou, real, "", TUESDAY, "zh")["directions"]) == 5
    assert venue_card(suzhou, real | {"lon": math.nan}, "", TUESDAY, "zh")["directions"] == []


# The list of the Find page.


EVERY_UNIT = {"990101", "990102", "9901", "9902", "99"}


def test_sections_near_a_place(invented: CityPack) -> None:
    origin = near_the_square(invented)
    found = search(VenueIndex(invented.venues), origin, VenueQuery(), None)
    listed = sections(invented, found, origin, TUESDAY, "zh", shown=2, opened=EVERY_UNIT)
    # Open: three located (two shown); v4, v5, v7, v8 by unit, the square's own town first, then
    # the venue known by its county alone, then the other town of the county.
    ids = [[card["id"] for card in section["cards"]] for section in listed]
    assert ids == [["v1", "v2"], ["v5", "v8"], ["v7"], ["v4"]]
    folded = sections(invented, found, origin, TUESDAY, "zh", shown=2, opened={listed[2]["id"]})
    assert [s["open"] for s in folded] == [True, False, True, False]
    assert [len(s["cards"]) for s in folded] == [2, 0, 1, 0]
    assert listed[1]["title"] == "虚构甲县 · 虚构东镇：2 处（具体位置待核实）"
    assert listed[1]["note"].startswith("7 处中有 4 处只知道所在")
    assert [s["note"] for s in (listed[0], *listed[2:])] == ["", "", ""]
    assert headline(found, origin, "zh") == "虚构广场站附近的 3 处，由近到远"


def test_sections_near_a_town(invented: CityPack) -> None:
    place = PlaceIndex(invented).by_token("990102")
    assert place is not None
    origin = origin_of(place)
    found = search(VenueIndex(invented.venues), origin, VenueQuery(), None)
    listed = sections(invented, found, origin, TUESDAY, "zh", shown=9, opened=EVERY_UNIT)
    assert [[c["id"] for c in s["cards"]] for s in listed[1:]] == [["v4"], ["v7"], ["v5", "v8"]]


def test_sections_without_a_place(invented: CityPack) -> None:
    found = search(VenueIndex(invented.venues), None, VenueQuery(layers=("senior_school",)), None)
    listed = sections(invented, found, None, TUESDAY, "zh", shown=9, opened=EVERY_UNIT)
    assert [[c["id"] for c in s["cards"]] for s in listed] == [["v5"], ["v4"]]
    assert [s["note"] for s in listed] == ["", ""]  # nothing located: nothing to set it against
    assert headline(found, None, "zh") == "共 2 处"
    nothing = search(VenueIndex(invented.venues), None, VenueQuery(text="没有"), None)
    assert sections(invented, nothing, None, TUESDAY, "zh", shown=9, opened=()) == []
    assert headline(nothing, None, "zh") == "没有符合条件的学习点"


def test_a_radius_that_reaches_nothing(invented: CityPack) -> None:
    origin = own_position(150.3, 20.3)
    found = search(VenueIndex(invented.venues), origin, VenueQuery(), 1_000)
    assert headline(found, origin, "zh") == "没有符合条件的学习点"
    assert not far_away(found)
    assert nothing_found(found, 1_000)  # though four are known by unit
    assert not nothing_found(search(VenueIndex(invented.venues), None, VenueQuery(), None), None)


def test_names_of_units(invented: CityPack) -> None:
    names = {"990201": "虚构南街道", "990299": "虚构开发区"}
    assert names_of(invented.towns(["9902"]), "zh") == names
    assert list(names_of(invented.counties, "en")) == ["9901", "9902"]


def test_far_away(invented: CityPack) -> None:
    index = VenueIndex(invented.venues)
    # v3 at (150.26, 20.26): half a degree north is 55.6 km, six tenths are 66.7 km.
    assert not far_away(search(index, own_position(150.26, 20.76), VenueQuery(), None))
    assert far_away(search(index, own_position(150.26, 20.86), VenueQuery(), None))


def test_own_position_is_written_down_nowhere(invented: CityPack) -> None:
    origin = own_position(120.617133, 31.313517)
    assert origin.token == ""
    assert origin.located
    assert (origin.unit, origin.place.name, origin.place.code) == ("", "", "")
    assert "120.6" not in repr(origin)
    assert "31.3" not in repr(origin)
    assert place_name(origin.place, "en") == "my location"


def test_what_an_address_carries(invented: CityPack) -> None:
    index = PlaceIndex(invented)
    [typed] = index.find("150.3, 20.3")
    assert origin_of(typed).token == ""
    assert suggestion(invented, typed, "zh") == {
        "token": "",
        "name": "20.30000, 150.30000",
        "context": "坐标",
    }
    assert near_the_square(invented).token == "虚构广场站"  # noqa: S105 - a place
    assert suggestion(invented, index.find("广场")[0], "zh") == {
        "token": "虚构广场站",
        "name": "虚构广场站",
        "context": "车站 · 虚构甲县 · 虚构东镇",
    }
    for code, located, asked in (
        ("9901", False, "9901"),
        ("99", False, "99"),
        ("990102", True, ""),
        ("99010101", False, "99010101"),
        ("v1", True, ""),
    ):
        place = index.by_token(code)
        assert place is not None
        origin = origin_of(place)
        assert (origin.token, origin.located, origin.unit) == (code, located, asked)


def test_a_gap_looks_like_one() -> None:
    assert apart(5, 5.02, "zh") == ("5", "5.02")
    assert apart(5, 5.004, "en") == ("5", "5.004")
    assert apart(4.98, 5.02, "zh") == ("4.98", "5.02")
    assert apart(1_912, 1_912.2, "zh") == ("1,912", "1,912.2")
    assert apart(0, 1, "zh") == ("0", "1")
    assert apart(3, 3, "zh") == ("3", "3")


@given(have=st.floats(0, 1e5), short=st.floats(1e-4, 10))
def test_what_is_short_never_reads_as_enough(have: float, short: float) -> None:
    first, second = apart(have, have + short, "zh")
    assert first != second


def test_too_little_reported_is_not_compared(invented: CityPack) -> None:
    assert comparable((7, 1, 2))
    assert not comparable((7, 0.99, 2.01))
    assert not comparable((0, 0, 0))
    # Five of ten required verdicts are known: rates of venues would rank the reporting.
    table = scorecard(invented, evaluate_pack(invented))
    assert table["per_10000"].isna().all()
