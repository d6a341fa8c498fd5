"""What the two pages show, worked out by hand on the invented city."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.coverage.tables import comparable, levels_present, narrow, scorecard, tally
from locator.coverage.verdicts import evaluate_pack
from locator.geo.areas import labelled_points, town_areas
from locator.pack.model import Walk
from locator.venues.gazetteer import PlaceIndex
from locator.venues.listing import listing, option_counts
from locator.venues.origin import Origin, map_point, origin_of, own_position
from locator.venues.place import Place
from locator.venues.remedies import remedies
from locator.venues.search import VenueIndex, VenueQuery, near
from locator.ways.travel import travel
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
from locator.wording.listing import headline, place_name, sections, spoken, suggestion
from locator.wording.names import names_of, unit_path
from locator.wording.verdicts import figure, map_areas, matrix, requirement_groups, status_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.venues.listing import Listing

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
    assert figure(rule, counts.loc[rule.id], "zh") == "1\xa0/\xa03 个乡镇（街道）"
    assert figure(rule, counts.loc[rule.id], "en") == "1\xa0/\xa03 towns"
    city = invented.requirement("city-brands")
    assert figure(city, counts.loc[city.id], "en") == "1\xa0/\xa01 city"


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
    groups = requirement_groups(invented.requirements, tally(verdicts), "zh")
    assert [g["title"][:2] for g in groups] == ["乡镇", "县（", "市级", "村（"]
    assert groups[0]["rows"][0] == {
        "id": "town-center",
        "title": "每个乡镇设立社区教育中心",
        "figure": "1\xa0/\xa03",
        "words": "必须 · 达到\u00a01 · 缺口\u00a01 · 未上报\u00a01",
        "met": 1,
        "gap": 1,
        "unreported": 1,
    }
    towns_only = tally(narrow(verdicts, invented, "", "", "gap"))
    groups = requirement_groups(invented.requirements, towns_only, "en")
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
    points = labelled_points(
        invented.counting("town"), invented.units, invented.venues, invented.places
    )
    areas = town_areas(
        invented.counting("town"), invented.outlines, points, None, invented.city.metric_crs
    )

    def drawn(requirement: str, ground: pd.DataFrame = areas) -> pd.DataFrame:
        own = verdicts[verdicts["requirement"] == requirement]
        return map_areas(invented, own, ground, "zh")

    towns = drawn("town-center")
    assert dict(towns["status"]) == {"990101": "met", "990102": "gap", "990201": "unreported"}
    assert towns.loc["990102", "text"] == "▲ 虚构西镇：缺口\n已知 0，应有 1"
    assert set(towns["quality"]) == {"approximate"}
    # Towns without a value are unreported, and stay on the map.
    assert list(drawn("town-teachers")["status"]) == ["met", "unreported", "unreported"]
    # Villages by town: 虚构一村 met, 虚构二村 a gap; 990201 has no 村.
    villages = drawn("village-book-room")
    assert dict(villages["status"]) == {"990101": "met", "990102": "gap"}
    assert villages.loc["990101", "text"] == "● 虚构东镇\n达到 1\xa0/\xa01 个村（社区）"
    counties = drawn("county-teachers", invented.outlines)
    assert counties.loc["9901", "text"] == "▲ 虚构甲县：缺口\n已知 5，应有 6"
    assert counties.loc["9902", "text"] == "○ 虚构乙县：未上报\n已知 8，应有 未知"


def test_a_town_with_a_gap_and_without_is_a_gap(invented: CityPack) -> None:
    points = labelled_points(
        invented.counting("town"), invented.units, invented.venues, invented.places
    )
    areas = town_areas(
        invented.counting("town"), invented.outlines, points, None, invented.city.metric_crs
    )
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
    found = near(VenueIndex(invented.venues), travel(invented), *origin.position)
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
    assert card["source"] == "来源：invented for a test（2025年3月1日核对）"
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
        "walk_min": 4.0,
        "phone": "电话 0512-6522 3344 转 8",
    }
    card = venue_card(invented, street, "甲", TUESDAY, "zh")
    assert card["distance"] == "距甲约 200 米（直线，位置为大致） · 步行约 4 分钟"
    assert card["phone_href"] == "tel:051265223344"
    real = suzhou.venues[suzhou.venues["lon"].notna()].iloc[0].to_dict()
    assert len(venue_card(suzhou, real, "", TUESDAY, "zh")["directions"]) == 5
    # Without a point, map services are asked for its name, town and address.
    ways = venue_card(suzhou, real | {"lon": math.nan}, "", TUESDAY, "zh")["directions"]
    assert len(ways) == 5
    assert all(quote(real["name"]) in way["url"] and "120." not in way["url"] for way in ways)


def test_hours_say_how_to_ask_only_where_one_can(invented: CityPack) -> None:
    row = invented.venues.loc["v1"].to_dict() | {"opening_hours": ""}
    for known, words in (
        ({}, "开放时间未公布"),
        ({"phone": "0512-65223344"}, "开放时间未公布，去之前请先打电话问"),
        ({"website": "https://example.org"}, "开放时间未公布，去之前请先看它的网站"),
    ):
        assert venue_card(invented, row | known, "", TUESDAY, "zh")["hours"] == words


def test_nobody_walks_longer_than_an_hour(invented: CityPack) -> None:
    row = invented.venues.loc["v1"].to_dict() | {"distance_m": 2_990.0}
    for minutes, said in ((59.9, True), (60.1, False), (math.inf, False)):
        card = venue_card(invented, row | {"walk_min": minutes}, "甲", TUESDAY, "zh")
        assert ("步行" in card["distance"]) == said


# The list of the Find page.


def asked(pack: CityPack, token: str, **query: Any) -> tuple[Origin | None, Listing]:
    """A place of the pack, and what a search from there lists."""
    place = PlaceIndex(pack).by_token(token)
    origin = origin_of(place) if place is not None else None
    return origin, listing(pack, VenueIndex(pack.venues), origin, VenueQuery(**query), TUESDAY)


def listed_ids(listed: Listing) -> list[tuple[str, list[str]]]:
    return [(section.name, list(section.venues["id"])) for section in listed.sections]


def test_near_means_near(invented: CityPack) -> None:
    # v1 and v2 are within 104 m of the square; v3 is 0.01 degrees north-east of it, 1.5 km: beyond
    # 15 x 65 / 1.3 = 750 m on foot. v4, v5, v7, v8 have no position: the square's own town first.
    origin, listed = asked(invented, "虚构广场站")
    assert listed_ids(listed) == [
        ("near", ["v1", "v2"]),
        ("further", ["v3"]),
        ("unplaced", ["v5", "v8", "v7", "v4"]),
    ]
    assert (listed.counted, listed.reach and listed.reach.mode) == (2, "walk")
    assert headline(invented, listed, origin, "zh") == "虚构广场站附近 · 步行 15 分钟内 2 处"
    drawn = sections(invented, listed, origin, TUESDAY, "zh", shown={"unplaced": 3})
    assert [s["title"] for s in drawn] == ["", "再远一点：还有 1 处", "另有 4 处只知道在哪个镇"]
    assert [(len(s["cards"]), s["more"]) for s in drawn] == [(2, ""), (0, ""), (3, "再看 1 处")]
    assert [card["distance"] for card in drawn[2]["cards"]] == ["", "", ""]
    # Without the two, the third is within 15 minutes by bicycle: 15 x 200 / 1.3 = 2.3 km.
    museums = asked(invented, "虚构广场站", text=invented.venues.at["v3", "name"])[1]
    assert (museums.counted, museums.reach and museums.reach.mode) == (1, "bike")
    far = own_position(150.26, 20.36)  # 11 km north of v3: the next ten, of which there are three
    listed = listing(invented, VenueIndex(invented.venues), far, VenueQuery(), TUESDAY)
    assert (listed.counted, listed.reach and listed.reach.mode) == (3, "next")


def test_a_village_answers(invented: CityPack) -> None:
    # v2 and v8 stand in 虚构一村; v1, v3 and v5 elsewhere in its town, whose point is known.
    origin, listed = asked(invented, "99010101")
    found = [(name, set(ids)) for name, ids in listed_ids(listed)]
    assert found[:2] == [("own", {"v2", "v8"}), ("town", {"v1", "v3", "v5"})]
    assert listed.counted == 5
    assert headline(invented, listed, origin, "zh") == "虚构一村有 2 处，虚构东镇别处还有 3 处"
    # Its neighbour has none of its own, and no filter is blamed that nobody set.
    origin, listed = asked(invented, "99010102")
    assert [s.name for s in listed.sections][:1] == ["town"]
    assert "没有符合条件" not in headline(invented, listed, origin, "zh")
    assert remedies(invented, VenueIndex(invented.venues), origin, VenueQuery(), TUESDAY) == []


def test_without_a_place_what_is_open_comes_first(invented: CityPack) -> None:
    _, listed = asked(invented, "")
    assert [s.name for s in listed.sections] == ["open_now", "rest"]
    assert listed.counted == 7  # all that match, which is what the options count
    _, schools = asked(invented, "", layers=("senior_school",))
    assert listed_ids(schools) == [("within", ["v4", "v5"])]
    assert headline(invented, schools, None, "zh") == "共 2 处"
    _, nothing = asked(invented, "", text="没有")
    assert sections(invented, nothing, None, TUESDAY, "zh", shown={}) == []
    assert headline(invented, nothing, None, "zh") == "没有符合条件的学习点"


def test_who_may_teach_is_named_as_such_and_never_counted(invented: CityPack) -> None:
    # A centre v1 and a school v5 of town 990101, a school v4 of 990102, a centre v7 of their county;
    # no record says that it teaches 太极拳. The one with a known point and open stands first.
    index = VenueIndex(invented.venues)
    for course in ("讲座", "太极拳"):
        _, listed = asked(invented, "", text=course)
        assert listed_ids(listed) == [("may_teach", ["v1", "v4", "v5", "v7"])]
    assert (listed.counted, headline(invented, listed, None, "zh")) == (0, "没有登记开这门课的地方")
    [drawn] = sections(invented, listed, None, TUESDAY, "zh", shown={})
    assert "4 处" in drawn["title"]
    assert spoken([drawn], "zh").startswith(drawn["title"])
    # Alone it has no remedy: without it there would be everything, which answers nothing.
    assert remedies(invented, index, None, VenueQuery(text="太极拳"), TUESDAY) == []
    # Whose record says the course stands first and once; from a town its own school comes next.
    notes = ["太极拳" if v == "v3" else "" for v in invented.venues.index]
    taught = replace(invented, venues=invented.venues.assign(note=notes))
    town = str(invented.venues.at["v5", "town"])
    _, listed = asked(taught, town, text="太极拳")
    assert listed_ids(listed)[0][1] == ["v3"]
    assert listed_ids(listed)[-1] == ("may_teach", ["v1", "v5", "v7", "v4"])
    assert listed.counted == 1
    # For whom is heeded where a record says it; hours and fees are what one asks.
    known = replace(invented, venues=invented.venues.assign(audience="seniors"))
    for pack, audiences, n in (
        (invented, ("children",), 4),
        (known, ("seniors",), 4),
        (known, ("children",), 0),
    ):
        _, listed = asked(pack, "", text="太极拳", audiences=audiences, free_only=True)
        assert sum(len(s.venues) for s in listed.sections) == n
    # Who seeks nothing to learn is told of nobody.
    assert asked(invented, "", text="没有")[1].sections == ()


def test_what_does_not_say_is_listed_to_be_asked_and_never_counted(invented: CityPack) -> None:
    _, plain = asked(invented, "虚构广场站")
    everything = [i for _, ids in listed_ids(plain) for i in ids]
    # v1 alone says for whom and that it is free; v3 says that it is not.
    admission = [{"v1": "免费", "v3": "收费 5元"}.get(v, "") for v in invented.venues.index]
    audience = ["everyone" if v == "v1" else "" for v in invented.venues.index]
    pack = replace(invented, venues=invented.venues.assign(audience=audience, admission=admission))
    origin, listed = asked(pack, "虚构广场站", audiences=("children",))
    names = [name for name, _ in listed_ids(listed)]
    assert (names, listed.counted) == (["near", "no_whom"], 1)
    assert listed_ids(listed)[-1][1] == [v for v in everything if v != "v1"]  # nearest first
    shown = listed.located(9)
    assert shown is not None
    assert list(shown["id"]) == ["v1"]  # a pin would seem to answer
    near, to_ask = sections(pack, listed, origin, TUESDAY, "zh", shown={})
    assert (len(near["cards"]), to_ask["folded"], to_ask["cards"]) == (1, True, [])
    opened = sections(pack, listed, origin, TUESDAY, "zh", shown={"no_whom": 10})[1]
    assert opened["cards"][0]["distance"].startswith("距虚构广场站")
    # Where nothing is known to fit, they stand open beneath a sentence that denies nothing.
    silent = replace(pack, venues=pack.venues.assign(audience=""))
    for town, where in (("990102", "990102"), ("", "")):
        origin, listed = asked(silent, town, audiences=("children",), free_only=True)
        assert listed.counted == 0
        assert listed.section("no_price") is None, where  # for whom v2 is stands nowhere either
    origin, listed = asked(silent, "", audiences=("children",))
    [drawn] = sections(silent, listed, origin, TUESDAY, "zh", shown={})
    assert headline(silent, listed, origin, "zh") == "没有查到写明适合这些人的"
    assert len(drawn["cards"]) == len(listed.sections[0].venues) == len(everything)
    _, listed = asked(pack, "", free_only=True)
    assert [name for name, _ in listed_ids(listed)] == ["within", "no_price"]
    assert "v3" not in listed_ids(listed)[1][1]


def test_options_count_what_the_list_counts(invented: CityPack) -> None:
    index = VenueIndex(invented.venues)
    for token in ("", "虚构广场站", "990102", "99010101", "9901", "9902"):
        place = PlaceIndex(invented).by_token(token)
        origin = origin_of(place) if place is not None else None
        counts = option_counts(invented, index, origin, VenueQuery(), "layer", "layers")
        for layer, n in counts.items():
            chosen = VenueQuery(layers=(layer,))
            assert listing(invented, index, origin, chosen, TUESDAY).counted == n, (token, layer)
        audience = ["children;parents", "everyone", "seniors", "", "", "", "everyone", ""]
        people = replace(invented, venues=invented.venues.assign(audience=audience))
        who = option_counts(people, VenueIndex(people.venues), origin, VenueQuery(), "audience",
                            "audiences")  # fmt: skip # one call
        for code, n in who.items():
            chosen = VenueQuery(audiences=(code,))
            listed = listing(people, VenueIndex(people.venues), origin, chosen, TUESDAY)
            assert listed.counted == n, (token, code)
        groups = {layer: layer[0] for layer in invented.catalogue.layers}
        present = {groups[layer] for layer in counts}
        counts = option_counts(
            invented, index, origin, VenueQuery(), "layer", "layers", group_of=groups
        )
        assert set(counts) == present
        for group, n in counts.items():
            chosen = VenueQuery(layers=tuple(k for k, of in groups.items() if of == group))
            assert listing(invented, index, origin, chosen, TUESDAY).counted == n, (token, group)


def test_a_radius_that_reaches_nothing(invented: CityPack) -> None:
    index, origin = VenueIndex(invented.venues), own_position(150.3, 20.3)
    listed = listing(invented, index, origin, VenueQuery(), TUESDAY, 1_000)
    assert listed.counted == 0
    assert headline(invented, listed, origin, "zh") == "我的位置附近没有符合条件的学习点"
    assert remedies(invented, index, origin, VenueQuery(), TUESDAY, 1_000) == [("radius_m", 3)]


def test_names_of_units(invented: CityPack) -> None:
    names = {"990201": "虚构南街道", "990299": "虚构开发区"}
    assert names_of(invented.towns(["9902"]), "zh") == names
    assert list(names_of(invented.counties, "en")) == ["9901", "9902"]


def test_far_away_there_is_no_list(invented: CityPack) -> None:
    index = VenueIndex(invented.venues)
    # v3 at (150.26, 20.26): half a degree north is 55.6 km, six tenths are 66.7 km.
    near = listing(invented, index, own_position(150.26, 20.76), VenueQuery(), TUESDAY)
    away = (150.26, 20.86)
    typed = Origin(Place("", "", "coordinate", "", "", *away, 100.0), "")
    for origin in (own_position(*away), map_point(*away), typed):
        far = listing(invented, index, origin, VenueQuery(), TUESDAY)
        assert (near.outside, far.outside) == (False, True)
        assert far.sections == ()
    assert (
        headline(invented, far, typed, "zh") == "离测试虚构市较远，输入的坐标附近没有收录的学习点。"
    )


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
