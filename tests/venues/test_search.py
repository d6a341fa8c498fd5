"""Nearest search and its filters: by hand on a tiny table, by property against plain haversine."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given

from locator.clock import whole_day
from locator.pack import schema
from locator.problems import QueryError
from locator.venues import search
from locator.venues.rows import VenueRows
from locator.venues.search import VenueIndex, VenueQuery, mask, when_open
from locator.venues.unsaid import conditions_given_up, silent
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack

# One degree of a great circle: pi * 6 371 008.8 m / 180.
DEGREE = 111_195.0802
EVERYTHING = VenueQuery(statuses=())


def table(*rows: dict[str, object]) -> pd.DataFrame:
    """A venue table as a pack holds it; what is not given is unknown."""
    columns = [*schema.VENUES.names, "county", "town", "village"]
    unknown = dict.fromkeys(columns, "") | {"lon": math.nan, "lat": math.nan}
    plain = {"layer": "museum", "precision": "exact", "status": "open"}
    kinds = {column: "float64" if column in {"lon", "lat"} else "str" for column in columns}
    frame = pd.DataFrame([unknown | plain | row for row in rows], columns=columns).astype(kinds)
    return frame.set_index("id", drop=False).rename_axis(None)


# On the equator and the Greenwich meridian, degrees are distances.
VENUES = table(
    {"id": "c", "name": "图书馆", "lon": 3, "lat": 0, "layer": "library", "county": "k1",
     "unit": "t1", "town": "t1", "audience": "seniors;children", "topics": "law",
     "admission": "免费", "opening_hours": "周一至周日 9:00-17:00"},
    {"id": "b", "name": "博物馆", "name_en": "The Museum", "lon": -1, "lat": 0, "county": "k1",
     "unit": "v1", "village": "v1", "town": "t2", "audience": "seniors", "topics": "arts; law",
     "admission": "免费，特展收费", "opening_hours": "周一至周日 18:00-20:00"},
    {"id": "a", "name": "美术馆", "lon": 1, "lat": 0, "precision": "street", "county": "k2",
     "unit": "k2", "admission": "20 元", "address": "人民路 1 号"},
    {"id": "d", "name": "在建馆", "lon": 0, "lat": 0.5, "status": "planned", "county": "k2",
     "unit": "k2", "admission": "不是免费"},
    {"id": "z", "name": "书屋二", "layer": "library", "precision": "unit", "county": "k2",
     "unit": "t9", "town": "t9", "note": "人民路附近"},
    {"id": "y", "name": "书屋一", "layer": "library", "precision": "unit", "county": "k2",
     "unit": "t3", "town": "t3", "admission": "免费"},
)  # fmt: skip # a table, a row a line
INDEX = VenueIndex(VENUES)
NOON = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the city's own time: a Tuesday


def test_nearest_first_and_ties_by_id() -> None:
    found = INDEX.nearest(0, 0)
    assert list(found.located.index) == ["a", "b", "c"]  # a and b are both one degree away
    np.testing.assert_allclose(found.located["distance_m"], [DEGREE, DEGREE, 3 * DEGREE], atol=0.01)
    assert found.matching == 5  # three with a position, two without; the planned one is not open


def test_the_planned_one_when_every_status_is_asked_for() -> None:
    found = INDEX.nearest(0, 0, k=2, filters=EVERYTHING).located
    assert list(found.index) == ["d", "a"]
    assert found["distance_m"].iloc[0] == pytest.approx(DEGREE / 2, abs=0.01)


@pytest.mark.parametrize(
    ("k", "radius_m", "expected"),
    [
        (1, None, ["a"]),  # a tie: the lower id
        (2, None, ["a", "b"]),
        (99, None, ["a", "b", "c"]),
        (None, 111_196, ["a", "b"]),
        (None, 111_195, []),
        (None, 333_586, ["a", "b", "c"]),  # 3 x 111 195.08 = 333 585.24
        (1, 111_196, ["a"]),
        (3, 111_196, ["a", "b"]),
        (None, math.inf, ["a", "b", "c"]),
    ],
)
def test_how_many_and_how_far(k: int | None, radius_m: float | None, expected: list[str]) -> None:
    found = INDEX.nearest(0, 0, k=k, radius_m=radius_m)
    assert list(found.located.index) == expected
    assert found.matching == 5


def test_radius_zero_finds_what_stands_exactly_there() -> None:
    assert list(INDEX.nearest(1, 0, radius_m=0).located.index) == ["a"]
    assert INDEX.nearest(1.000001, 0, radius_m=0).located.empty


def test_along_the_meridian_and_over_the_pole() -> None:
    index = VenueIndex(table({"id": "p", "lon": 90, "lat": 89}, {"id": "q", "lon": 180, "lat": 0}))
    found = index.nearest(-90, 89).located  # over the pole: 1 + 1 degrees; q: 90 degrees
    assert list(found.index) == ["p", "q"]
    np.testing.assert_allclose(found["distance_m"], [2 * DEGREE, 90 * DEGREE], rtol=1e-7)
    assert index.nearest(-179, 0, k=1).located["distance_m"].iloc[0] == pytest.approx(
        DEGREE, abs=0.01
    )  # across the date line


def test_known_by_unit_alone_never_has_a_distance() -> None:
    found = INDEX.nearest(0, 0)
    assert list(found.unit_only.index) == ["y", "z"]  # by unit: t3 before t9
    assert "distance_m" not in found.unit_only
    assert "distance_m" not in INDEX.all(VenueQuery()).located
    assert list(INDEX.all(VenueQuery()).located.index) == ["c", "b", "a"]  # the table's order


def test_nothing_matches() -> None:
    for found in (
        INDEX.nearest(0, 0, k=3, filters=VenueQuery(text="没有")),
        INDEX.all(VenueQuery(text="没有")),
    ):
        assert (len(found.located), len(found.unit_only), found.matching) == (0, 0, 0)
    empty = VenueIndex(VENUES.iloc[:0]).nearest(0, 0, k=1, radius_m=1)
    assert empty.located.empty
    assert empty.unit_only.empty


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (VenueQuery(), "abcyz"),
        (EVERYTHING, "abcdyz"),
        (VenueQuery(statuses=("planned",)), "d"),
        (VenueQuery(layers=("library",)), "cyz"),
        (VenueQuery(layers=("library", "museum")), "abcyz"),
        (VenueQuery(counties=("k1",)), "bc"),
        (VenueQuery(units=("v1",)), "b"),  # its own unit, a village
        (VenueQuery(units=("t2", "t3")), "by"),  # the town above, and an own unit
        (VenueQuery(units=("k2",)), "ayz"),
        (VenueQuery(audiences=("children",)), "c"),
        (VenueQuery(audiences=("children", "seniors")), "bc"),
        (VenueQuery(audiences=("senior",)), ""),  # a code is not matched by its part
        (VenueQuery(topics=("law",)), "bc"),  # also behind a blank
        (VenueQuery(free_only=True), "bcy"),  # "不是免费" and unknown are not free
        (VenueQuery(open_at=NOON), "c"),  # unknown hours are left out
        (VenueQuery(open_at=NOON.replace(hour=19)), "b"),
        (VenueQuery(precisions=("street",)), "a"),
        (VenueQuery(precisions=("exact", "unit")), "bcyz"),
        (VenueQuery(text="馆"), "abc"),
        (VenueQuery(text="museum"), "b"),  # the English name, in any case
        (VenueQuery(text="人民路"), "az"),  # an address and a note
        (VenueQuery(text="."), ""),  # no pattern
        (VenueQuery(layers=("library",), free_only=True, counties=("k2",)), "y"),
    ],
)
def test_each_filter(filters: VenueQuery, expected: str) -> None:
    assert "".join(sorted(VENUES.index[mask(VENUES, filters)])) == expected
    found = INDEX.nearest(0, 0, filters=filters)
    assert sorted([*found.located.index, *found.unit_only.index]) == sorted(expected)
    assert found.matching == len(expected)


def test_filters_know_what_is_set() -> None:
    filters = VenueQuery(text="书", free_only=True, statuses=())
    assert filters.active() == ("free_only", "statuses", "text")
    assert filters.without("statuses").active() == ("free_only", "text")
    assert filters.without("free_only").without("text").without("statuses") == VenueQuery()


@pytest.mark.parametrize(("lon", "lat"), [(180, 0), (-180, 0), (0, 90), (0, -90)])
def test_the_ends_of_the_earth_can_be_asked(lon: float, lat: float) -> None:
    assert INDEX.nearest(lon, lat, k=1).matching == 5


def test_conditions_hold_together() -> None:
    seniors = VenueQuery(audiences=("seniors",))
    assert set(VENUES.index[mask(VENUES, seniors)]) == {"b", "c"}
    libraries = VenueQuery(layers=("library",), audiences=("seniors",))
    assert list(VENUES.index[mask(VENUES, libraries)]) == ["c"]


def test_open_on_a_day() -> None:
    weekend = table(
        {"id": "always", "opening_hours": "周一至周日 9:00-17:00"},
        {"id": "workdays", "opening_hours": "周一至周五 9:00-17:00"},
        {"id": "saturday", "opening_hours": "周六 9:00-12:00"},
        {"id": "silent"},
    )
    saturday = VenueQuery(open_in=(whole_day(date(2026, 11, 28)),))
    assert list(weekend.index[mask(weekend, saturday)]) == ["always", "saturday"]
    assert unsaid(weekend, saturday) == {"no_hours": {"silent"}}
    afternoon = VenueQuery(
        open_in=(whole_day(date(2026, 11, 28)),),
        open_at=datetime(2026, 11, 27, 13),  # noqa: DTZ001 - Suzhou time
    )
    assert list(weekend.index[mask(weekend, afternoon)]) == ["always"]


def unsaid(venues: pd.DataFrame, query: VenueQuery) -> dict[str, set[str]]:
    """Which venues a query leaves out only because they do not say it."""
    index, found = VenueIndex(venues), {}
    for name, wider in conditions_given_up(query):
        numbers = np.concatenate(index.rows(wider))
        rows = VenueRows(index, numbers, {})
        found[name] = set(venues.index[numbers[silent(name, rows, query)]])
    return found


def test_what_a_record_does_not_say_is_told_apart() -> None:
    assert unsaid(VENUES, VenueQuery()) == {}
    assert unsaid(VENUES, VenueQuery(open_at=NOON)) == {"no_hours": {"a", "y", "z"}}
    found = unsaid(VENUES, VenueQuery(open_at=NOON, layers=("library",)))
    assert {name: len(ids) for name, ids in found.items()} == {"no_hours": 2}
    people = table(
        {"id": "young", "audience": "children;youth", "admission": "免费（需预约）"},
        {"id": "old", "audience": "seniors", "admission": "收费 10元"},
        {"id": "all", "audience": "everyone"},
        {"id": "nobody said"},
    )
    children = VenueQuery(audiences=("children",), free_only=True)
    # Who is there for everyone is there for children, but does not say what it takes.
    assert unsaid(people, children) == {"no_whom": set(), "no_price": {"all"}}
    either = VenueQuery(audiences=("children",))
    assert list(people.index[mask(people, either)]) == ["young", "all"]
    assert unsaid(people, either) == {"no_whom": {"nobody said"}}


@pytest.mark.parametrize(
    ("lon", "lat", "options", "key"),
    [
        (180.01, 0, {}, "query.position"),
        (-180.01, 0, {}, "query.position"),
        (0, 90.01, {}, "query.position"),
        (0, -90.01, {}, "query.position"),
        (math.nan, 0, {}, "query.position"),
        (0, math.inf, {}, "query.position"),
        (0, 0, {"k": 0}, "query.limit"),
        (0, 0, {"k": -3}, "query.limit"),
        (0, 0, {"radius_m": -1}, "query.radius"),
        (0, 0, {"radius_m": math.nan}, "query.radius"),
    ],
)
def test_questions_that_cannot_be_asked(
    lon: float, lat: float, options: dict[str, float], key: str
) -> None:
    with pytest.raises(QueryError) as failure:
        INDEX.nearest(lon, lat, **options)
    [problem] = failure.value.problems
    assert (problem.severity, problem.key) == ("error", key)
    # What was asked is said again, unless it is where somebody stands.
    assert problem.value == next(map(str, options.values()), None)
    assert failure_text(failure.value, "zh") != failure_text(failure.value, "en")
    assert "180.01" not in failure_text(failure.value, "zh")  # a person's position is not repeated


def test_nothing_is_kept_by_position() -> None:
    index = VenueIndex(VENUES)
    index.nearest(12.25, 31.5, k=2, radius_m=1e7)
    before = dict(index._prepared)
    state = sorted(vars(index))
    index.nearest(-33.75, 8.125, k=1)
    assert index._prepared == before  # the same entry, under the filters alone
    assert list(before) == [VenueQuery()]
    assert sorted(vars(index)) == state


def test_only_so_many_filter_combinations_are_kept() -> None:
    index = VenueIndex(VENUES)
    for number in range(200):
        assert index.all(VenueQuery(text=f"没有{number}")).matching == 0
    assert len(index._prepared) <= 64
    assert index.all(VenueQuery()).matching == 5


DEGREES = st.integers(-180, 180) | st.floats(-180, 180)  # whole ones meet: ties, poles, date line
POINT = st.tuples(DEGREES, DEGREES.map(lambda d: d / 2))


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres, one pair at a time."""
    x1, y1, x2, y2 = map(math.radians, (*a, *b))
    h = math.sin((y2 - y1) / 2) ** 2
    h += math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(min(1.0, h)))


@given(
    points=st.lists(POINT, max_size=25),
    here=POINT,
    k=st.none() | st.integers(1, 30),
    radius_m=st.none() | st.floats(0, 2.1e7),
)
@example(points=[(180, 0), (-180, 0), (179, 0)], here=(-179.5, 0), k=2, radius_m=None)
@example(points=[(0, 90), (90, 90), (0, -90)], here=(45, 90), k=1, radius_m=None)
def test_agrees_with_plain_haversine(
    points: list[tuple[float, float]],
    here: tuple[float, float],
    k: int | None,
    radius_m: float | None,
) -> None:
    away = {f"{i:02d}": haversine(here, point) for i, point in enumerate(points)}
    # Close to the antipodes both formulas lose digits: half a metre there.
    assume(radius_m is None or all(abs(d - radius_m) > 0.5 for d in away.values()))
    index = VenueIndex(
        table(*({"id": i, "lon": p[0], "lat": p[1]} for i, p in zip(away, points, strict=True)))
    )
    found = index.nearest(*here, k=k, radius_m=radius_m).located
    within = sorted(d for d in away.values() if radius_m is None or d <= radius_m)
    np.testing.assert_allclose(found["distance_m"], within[:k], atol=0.5)
    np.testing.assert_allclose(found["distance_m"], [away[i] for i in found.index], atol=0.5)
    order = list(zip(found["distance_m"], found.index, strict=True))
    assert order == sorted(order)


@given(
    points=st.lists(POINT, max_size=25),
    here=POINT,
    k=st.none() | st.integers(1, 30),
    radius_m=st.none() | st.floats(0, 2.1e7),
)
@example(points=[(180, 0), (-180, 0), (179, 0)], here=(-179.5, 0), k=2, radius_m=None)
@example(points=[(1, 1), (1, 1), (1, 1)], here=(1, 1), k=2, radius_m=0)
def test_a_tree_of_many_points_answers_the_same(
    points: list[tuple[float, float]],
    here: tuple[float, float],
    k: int | None,
    radius_m: float | None,
) -> None:
    rows = table(*({"id": f"{i:02d}", "lon": p[0], "lat": p[1]} for i, p in enumerate(points)))
    few = VenueIndex(rows).nearest_rows(*here, k=k, radius_m=radius_m)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_MANY", -1)
        many = VenueIndex(rows).nearest_rows(*here, k=k, radius_m=radius_m)
    for one, other in zip(few, many, strict=True):
        np.testing.assert_array_equal(one, other)


@given(here=POINT)
def test_radius_zero_at_a_venue_finds_it(here: tuple[float, float]) -> None:
    index = VenueIndex(
        table({"id": "other", "lon": 7, "lat": 7}, {"id": "here", "lon": here[0], "lat": here[1]})
    )
    assert "here" in index.nearest(*here, radius_m=0).located.index


def test_every_filter_narrows_in_suzhou(suzhou: CityPack) -> None:
    index = VenueIndex(suzhou.venues)
    found = index.nearest(*suzhou.city.center, filters=EVERYTHING)
    assert found.matching == len(suzhou.venues) == len(found.located) + len(found.unit_only)
    assert found.located["distance_m"].is_monotonic_increasing
    assert (found.unit_only["precision"] == "unit").all()


def test_a_date_without_a_clock_is_its_whole_day(invented: CityPack) -> None:
    noon = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the city's own time
    midnight = noon.replace(hour=0)
    day = when_open("2026-11-24", midnight, layers=("library",))
    assert (day.open_in, day.open_at, day.layers) == ((whole_day(noon.date()),), None, ("library",))
    assert when_open("2026-11-24T00:00", midnight).open_at == midnight
    assert when_open("2026-11-24T12:00", noon) == VenueQuery(open_at=noon)
    assert when_open("", None) == VenueQuery()
