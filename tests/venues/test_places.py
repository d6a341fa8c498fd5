"""The search box: names, pinyin, typos and typed coordinates, on the Suzhou pack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from locator.geo.datum import convert
from locator.names.latin import romanised
from locator.problems import QueryError
from locator.venues.gazetteer import PlaceIndex
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.venues.place import Place


@pytest.fixture(scope="session")
def index(suzhou: CityPack) -> PlaceIndex:
    return PlaceIndex(suzhou)


def names(found: list[Place]) -> list[str]:
    return [place.name for place in found]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "察院场",
            "察院场站",
            "station",
        ),  # without the generic ending; before the village of that name
        ("察院场站", "察院场站", "station"),
        ("察院场地铁站", "察院场站", "station"),
        (" 察院场 ", "察院场站", "station"),
        ("姑苏区", "姑苏区", "county"),
        ("姑苏", "姑苏区", "county"),
        ("平江", "平江街道", "town"),
        ("横塘社区", "横塘社区", "village"),
        ("Hengtang Community", "横塘社区", "village"),
        ("hengtang COMMUNITY", "横塘社区", "village"),
        ("苏州考古博物馆", "苏州考古博物馆", "venue"),
        ("苏州", "苏州市", "city"),
        ("苏州市", "苏州市", "city"),
    ],
)
def test_a_name_comes_first(index: PlaceIndex, text: str, name: str, kind: str) -> None:
    best = index.find(text)[0]
    assert (best.name, best.kind) == (name, kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("chayuanchang", "察院场站"),  # full pinyin
        ("cha yuan chang", "察院场站"),
        ("察园场", "察院场站"),  # the same sound
        ("察院长", "察院场站"),  # a typo
        ("cyc", "察院场站"),  # initials without the ending
        ("姑蘇", "姑苏区"),  # traditional characters, by their sound
        ("gusu", "姑苏区"),
        ("苏州考古博物官", "苏州考古博物馆"),
    ],
)
def test_pinyin_and_typos_come_among_the_first_three(
    index: PlaceIndex, text: str, name: str
) -> None:
    assert name in names(index.find(text, limit=3))


@pytest.mark.parametrize("text", ["gsq", "gusuqu", "姑蘇區"])
def test_pinyin_of_a_whole_name_with_its_ending(index: PlaceIndex, text: str) -> None:
    best = index.find(text)[0]
    assert (best.name, best.kind) == ("姑苏区", "county")


def test_a_part_of_a_name(index: PlaceIndex) -> None:
    found = index.find("市民中心", limit=5)
    assert len(found) == 5
    assert all("市民中心" in place.name for place in found)
    scores = [place.score for place in index.find("市民中心", limit=50)]
    assert scores == sorted(scores, reverse=True)
    assert max(scores) <= 100


def test_a_unit_without_a_position_has_none(index: PlaceIndex) -> None:
    village = index.find("横塘社区")[0]
    assert (village.lon, village.lat) == (None, None)
    assert village.unit == "320505001"
    station = index.find("察院场站")[0]
    assert station.lon == pytest.approx(120.617, abs=0.01)
    assert "120.6" not in repr(station)  # a position is never written down by accident


@pytest.mark.parametrize(
    "text",
    ["120.6,31.3", "120.6，31.3", "120.6 31.3", " +120.6 ; 31.3 ", "31.3, 120.6", "120.6；31.3"],
)
def test_typed_coordinates_in_either_order(index: PlaceIndex, text: str) -> None:
    [place] = index.find(text)
    assert (place.kind, place.name, place.code) == ("coordinate", "", "")
    assert (place.lon, place.lat) == (120.6, 31.3)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_typed_coordinates_of_a_chinese_map(index: PlaceIndex, datum: str) -> None:
    [place] = index.find("120.6,31.3", datum=datum)
    lon, lat = convert(120.6, 31.3, datum, "wgs84")
    assert (place.lon, place.lat) == (float(lon), float(lat))
    # 0.0043 and 0.0108 degrees west of where WGS-84 would be, roughly: hundreds of metres.
    assert 0.003 < 120.6 - place.lon < 0.013


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("WGS84 120.6,31.3", "wgs84"),
        ("gps: 120.6 31.3", "wgs84"),
        ("gcj02 120.6,31.3", "gcj02"),
        ("GCJ-02：120.6，31.3", "gcj02"),
        ("高德 31.3, 120.6", "gcj02"),
        ("腾讯120.6,31.3", "gcj02"),
        ("百度 120.6, 31.3", "bd09"),
        ("bd09:120.6,31.3", "bd09"),
    ],
)
def test_typed_coordinates_that_say_their_datum(index: PlaceIndex, text: str, datum: str) -> None:
    # What the text says goes before what the page assumes.
    for assumed in ("wgs84", "gcj02", "bd09"):
        assert index.find(text, datum=assumed) == index.find("120.6,31.3", datum=datum)


def test_a_word_that_is_no_datum_makes_no_coordinates(index: PlaceIndex) -> None:
    assert all(place.kind != "coordinate" for place in index.find("平江 120.6,31.3"))


def test_coordinates_elsewhere_stay_as_typed(index: PlaceIndex) -> None:
    [paris] = index.find("2.35, 48.86", datum="gcj02")
    # The other way round would be nearer to Suzhou: |48.86-120.6|+|2.35-31.3| < 118.3 + 17.5.
    assert (paris.lon, paris.lat) == (48.86, 2.35)
    [perth] = index.find("115.86, -31.95")
    assert (perth.lon, perth.lat) == (115.86, -31.95)


@pytest.mark.parametrize("text", ["500,31", "31,-500", "120,-91", "1" * 90 + ",2", "高德 500,31"])
def test_coordinates_out_of_range(index: PlaceIndex, text: str) -> None:
    with pytest.raises(QueryError) as failure:
        index.find(text)
    assert failure.value.problems[0].key == "query.position"
    assert text not in failure_text(failure.value, "zh")


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_is_at_least_one(index: PlaceIndex, limit: int) -> None:
    with pytest.raises(QueryError) as failure:
        index.find("平江", limit=limit)
    assert failure.value.problems[0].key == "query.limit"


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "·", "—"])
def test_nothing_typed_finds_nothing(index: PlaceIndex, text: str) -> None:
    assert index.find(text) == []


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "苏" * 10_000, "察院场" * 3_334, "1" * 10_000, "1 " * 5_000, "𠮷" * 10_000],
)
def test_a_very_long_text_is_answered_at_once(index: PlaceIndex, text: str) -> None:
    start = time.process_time()
    assert len(index.find(text, limit=5)) <= 5
    assert time.process_time() - start < 10  # of CPU: about 0.06 s; a catastrophe takes minutes


@given(text=st.text(max_size=40), limit=st.integers(1, 20))
def test_any_text_is_answered(index: PlaceIndex, text: str, limit: int) -> None:
    try:
        assert len(index.find(text, limit=limit)) <= limit
    except QueryError as failure:  # two numbers that are no position
        assert failure.problems[0].key == "query.position"  # noqa: PT017 - either outcome is right


@given(
    text=st.from_regex(
        r"\s*[-+]?\d{1,4}(\.\d{1,6})?[,，;；][-+]?\d{1,4}(\.\d{1,6})?", fullmatch=True
    )
)
def test_any_pair_of_numbers_is_a_position_or_refused(index: PlaceIndex, text: str) -> None:
    try:
        [place] = index.find(text)
    except QueryError as failure:
        assert failure.problems[0].key == "query.position"  # noqa: PT017 - either outcome is right
    else:
        assert np.isfinite([place.lon, place.lat]).all()


@settings(max_examples=60)
@given(data=st.data())
def test_every_name_finds_its_place(index: PlaceIndex, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(index.places)).name
    found = index.find(name, limit=10)
    assert found[0].score == 100
    assert name in names(found)


@pytest.mark.parametrize("kind", ["city", "county", "town", "village", "venue", "station"])
def test_an_address_names_every_kind_of_place(index: PlaceIndex, kind: str) -> None:
    entries = [place for place in index.places if place.kind == kind][:20]
    assert entries
    for entry in entries:
        place = index.by_token(entry.code or entry.name)
        assert place is not None
        assert (place.name, place.kind, place.code) == (entry.name, kind, entry.code)
        assert place == index.by_token(place.code or place.name)


def test_an_address_that_names_nothing(index: PlaceIndex) -> None:
    assert index.by_token("没有这个地方") is None
    assert index.by_token("平江街道") is None  # a unit is named by its code


def test_an_empty_token_names_nothing(index: PlaceIndex) -> None:
    assert index.by_token("") is None


def test_the_fictional_city_answers_in_both_languages(demo: CityPack) -> None:
    index = PlaceIndex(demo)
    for place in demo.places.itertuples():
        assert index.find(place.name)[0].name == place.name
    unit = demo.units.iloc[1]
    assert index.find(unit["name_en"])[0].code == unit["code"]


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("察院场站", "Chayuanchang Station"),
        ("观前街", "Guanqianjie"),
        ("站", "Station"),
        ("", ""),
        ("苏州图书馆（一馆）", "Suzhou Tushuguan (Yiguan)"),
        ("颜文樑纪念馆", "Yanwenliang Jinianguan"),
        ("<b>${x}</b>", "<b>${x}</b>"),
    ],
)
def test_names_are_romanised_as_on_signs(name: str, latin: str) -> None:
    assert romanised(name) == latin


def test_a_romanised_name_finds_its_place(index: PlaceIndex) -> None:
    first = index.find("Chayuanchang Station", 1)[0]
    assert (first.name, first.name_en) == ("察院场站", "Chayuanchang Station")
