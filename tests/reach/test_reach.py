"""Who is within reach: hand-made villages on a line, and what must hold of any city."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lines import DEGREE, LON, TOWNS, line
from locator.problems import QueryError
from locator.reach.demand import demand, gathered
from locator.reach.fairness import ZONE_WEIGHTS, fairness, fifths, floating_catchment, lorenz
from locator.reach.reached import REACH_STATES, ReachQuery, reach
from locator.ways.travel import Travel

ASKED = ReachQuery(layers=("senior_school",))
#: 15 minutes x 65 m/min / 1.3, the invented city's walk.
WALK_M = 750

MAYBE_METRES = st.one_of(st.none(), st.integers(0, 4000))
VILLAGES = st.lists(
    st.tuples(MAYBE_METRES, st.one_of(st.none(), st.integers(1, 500))), min_size=1, max_size=9
).filter(lambda found: any(m is not None and p for m, p in found))
SCHOOLS = st.lists(
    st.tuples(MAYBE_METRES, st.sampled_from(("99", "9901", "990101", "990102"))), max_size=4
)


def test_within_beyond_and_unknown_are_three_classes(invented):
    pack = line(
        invented,
        [(0, 100), (740, 200), (760, 400), (None, 800), (5000, 1600)],
        [(0, "990101"), (None, "990102")],
    )
    found = reach(pack, ASKED)
    assert found.points["state"].tolist() == ["within", "within", "beyond", "unknown", "beyond"]
    assert found.city[["within", "beyond", "unknown", "total"]].tolist() == [300, 2000, 800, 3100]
    assert found.city["share"] == pytest.approx(300 / 3100)
    assert found.farthest.index.tolist() == ["990101004", "990101002"]
    assert found.points["minutes"].iloc[1] == pytest.approx(740 * 1.3 / 65, rel=1e-3)
    # Of a town without a point nothing is known: no number, not nought.
    assert found.tables["town"].loc["990201", [*REACH_STATES, "total", "share"]].isna().all()


def test_a_venue_without_a_position_makes_its_own_unit_unknown(invented):
    villages = [(0, 1), (5000, 1), (9000, 1)]
    by_town = reach(line(invented, villages, [(0, "990101"), (None, "990102")], towns=TOWNS), ASKED)
    assert by_town.points["state"].tolist() == ["within", "unknown", "beyond"]
    by_city = reach(line(invented, villages, [(0, "990101"), (None, "99")], towns=TOWNS), ASKED)
    assert by_city.points["state"].tolist() == ["within", "unknown", "unknown"]


def test_where_nothing_is_placed_only_a_declared_list_says_that_there_is_none(invented):
    pack = line(invented, [(0, 10), (100, 10)])
    assert set(reach(pack, ASKED).points["state"]) == {"unknown"}
    said = pack.reporting.iloc[:1].assign(unit="990101", layer="senior_school")
    declared = reach(dataclasses.replace(pack, reporting=said), ASKED)
    assert set(declared.points["state"]) == {"beyond"}
    assert declared.declared == 1


@pytest.mark.parametrize("status", ["closed", "suspended", "planned"])
def test_only_open_venues_count(invented, status):
    pack = line(invented, [(0, 10)], [(0, "990101")], status=status)
    assert reach(pack, ASKED).city["within"] == 0


def test_an_approximate_position_is_no_position(invented):
    pack = line(invented, [(0, 10)], [(0, "990101")])
    guessed = dataclasses.replace(pack, venues=pack.venues.assign(precision="estimated"))
    assert reach(guessed, ASKED).points["state"].tolist() == ["unknown"]


def test_an_elderly_walker_reaches_less_and_a_cyclist_more(invented):
    pack = line(invented, [(740, 4)], [(0, "990101")])
    seniors = dataclasses.replace(ASKED, people="seniors")
    for query, state in (
        (seniors, "within"),
        (dataclasses.replace(seniors, walker="elderly"), "beyond"),
        (dataclasses.replace(seniors, walker="elderly", mode="cycle"), "within"),
    ):
        assert reach(pack, query).points["state"].tolist() == [state]
    assert reach(pack, seniors).city["total"] == 1


def test_suzhou_weighs_towns_by_one_and_says_what_is_known_above(suzhou):
    found = demand(suzhou, "seniors")
    assert (found.level, found.weighed, found.known_above) == ("town", "points", "county")
    assert (len(found.points), found.total) == (98, 98)
    assert found.unlocated_share == pytest.approx(22 / 98)


def test_too_few_known_numbers_weigh_nothing(invented):
    assert demand(line(invented, [(0, 5), (1, None), (2, None)])).weighed == "points"
    half = demand(line(invented, [(0, 5), (1, None)]))
    assert (half.weighed, half.weightless, half.total) == ("residents", 1, 5)


def test_what_cannot_be_asked_is_said(invented):
    pack = line(invented, [(0, 5)])
    for query, key in (
        (ReachQuery(), "reach.no_layers"),
        (ReachQuery(requirement="county-teachers"), "reach.no_layers"),
        (ReachQuery(requirement="none"), "explain.no_requirement"),
        (ReachQuery(layers=("none",)), "query.layer"),
        (dataclasses.replace(ASKED, minutes=float("nan")), "reach.minutes"),
    ):
        with pytest.raises(QueryError) as failure:
            reach(pack, query)
        assert failure.value.problems[0].key == key
    with pytest.raises(QueryError, match="no_positions"):
        reach(line(invented, [(None, 5)]), ASKED)
    with pytest.raises(QueryError, match="no_demand"):
        reach(line(invented, [(0, 0)]), ASKED)


def test_a_clause_that_counts_recognised_venues_counts_those(invented):
    pack = line(invented, [(0, 5)], [(0, "990101")])
    asked = ReachQuery(requirement="town-quality")
    assert reach(pack, asked).city["within"] == 0
    known = dataclasses.replace(pack, venues=pack.venues.assign(recognition="示范"))
    assert reach(known, asked).city["within"] == 5


@settings(max_examples=10)
@given(VILLAGES, SCHOOLS, st.integers(0, 60), st.integers(0, 60), st.randoms(use_true_random=False))
def test_what_holds_of_any_city(invented, villages, schools, less, more, dice):
    less, more = sorted((less, more))
    pack = line(invented, villages, schools, towns=TOWNS)
    first, then = (
        reach(pack, dataclasses.replace(ASKED, minutes=minutes)) for minutes in (less, more)
    )
    assert first.city["within"] <= then.city["within"]  # more minutes never reach fewer
    for level in ("county", "town"):  # the parts are the whole
        parts = first.tables[level][[*REACH_STATES, "total", "points"]].sum()
        assert parts.tolist() == pytest.approx(first.city[parts.index].tolist())
    assert first.city[list(REACH_STATES)].sum() == pytest.approx(first.demand.total)
    assert first.curve[list(REACH_STATES)].sum(axis=1).tolist() == pytest.approx([1] * 12)
    assert first.curve["within"].is_monotonic_increasing
    with_one = reach(
        line(invented, villages, [*schools, (700, "990101")], towns=TOWNS), first.query
    )
    assert with_one.city["within"] >= first.city["within"]  # a new site never lowers reach
    order = list(range(len(pack.units)))
    dice.shuffle(order)
    shuffled = dataclasses.replace(
        pack, units=pack.units.iloc[order], venues=pack.venues.iloc[::-1]
    )
    again = reach(shuffled, first.query)
    assert again.points["state"].to_dict() == first.points["state"].to_dict()
    assert again.farthest.index.tolist() == first.farthest.index.tolist()


# -- fairness ----------------------------------------------------------------------------------


def plain_access(villages, schools, catchment, capacity):
    """The two steps as the paper has them, in plain Python: metres along a line."""

    def weight(metres):
        minutes = abs(metres) * 1.3 / 65
        zones = [z for z in range(3) if minutes <= catchment * (z + 1) / 3 + 1e-6]
        return ZONE_WEIGHTS[zones[0]] if zones else 0.0

    ratio = []
    for school, places in zip(schools, capacity, strict=True):
        crowd = sum(p * weight(m - school) for m, p in villages)
        ratio.append(places / crowd if crowd else 0.0)
    return [
        sum(r * weight(m - s) for r, s in zip(ratio, schools, strict=True)) for m, _ in villages
    ]


@given(VILLAGES, st.lists(st.integers(0, 4000), min_size=1, max_size=4), st.integers(3, 60))
def test_fairness_is_the_two_steps_of_the_paper(villages, schools, minutes):
    placed = [(m, p or 0) for m, p in villages if m is not None]
    way = Travel("walk", "adult", 65, 1.3)
    start, goals = (
        np.array([[LON, 20 + m / DEGREE] for m in found])
        for found in ([m for m, _ in placed], schools)
    )
    weight, capacity = np.array([float(p) for _, p in placed]), np.arange(1.0, len(schools) + 1)
    access = floating_catchment(way.within(start, goals, minutes), weight, capacity, minutes)
    expected = plain_access(placed, schools, minutes, capacity)
    assert access.tolist() == pytest.approx(expected)
    # Every place in whose catchment somebody lives is shared out, and no more.
    assert access @ weight <= capacity.sum() + 1e-9
    least, most, mean = fifths(access, weight)
    assert least <= mean + 1e-12
    assert mean <= most + 1e-12


def test_fairness_of_a_city_says_what_it_rests_on(invented):
    pack = line(invented, [(0, 100), (10_000, 100), (None, 50)], [(0, "990101"), (None, "990101")])
    found = fairness(pack, ASKED)
    assert found.points["access"].tolist()[:2] == pytest.approx([0.01, 0])
    assert np.isnan(found.points["access"].iloc[2])
    assert (found.base, found.capacity_known, len(found.supply.unplaced)) == (1000, 0, 1)
    assert (found.least, found.mean) == pytest.approx((0, 0.005))


def test_a_point_at_the_border_of_a_fifth_counts_in_part():
    # 10 people, 0 to 3 places each: a fifth are 2 people.
    least, most, mean = fifths(np.array([3.0, 0.0, 1.0]), np.array([1.0, 1.0, 8.0]))
    assert (least, most, mean) == pytest.approx((0.5, 2.0, 1.1))
    curve = lorenz(np.array([3.0, 0.0, 1.0]), np.array([1.0, 1.0, 8.0]))
    assert curve["access"].iloc[[0, 2, 10, 18, 20]].tolist() == pytest.approx(
        [0, 0, 4 / 11, 8 / 11, 1]
    )


@given(
    st.lists(
        st.tuples(
            st.floats(120, 121), st.floats(31, 32), st.integers(0, 9), st.sampled_from("abc")
        ),
        min_size=1,
        max_size=80,
    ),
    st.integers(4, 30),
)
@settings(max_examples=40)
def test_many_points_are_drawn_as_few_that_stand_for_all_of_them(rows, most):
    points = pd.DataFrame(rows, columns=["lon", "lat", "weight", "mark"])
    points = points.assign(code=[str(n) for n in range(len(points))]).set_index("code", drop=False)
    drawn = gathered(points, "mark", most)
    assert len(drawn) <= most
    assert drawn["weight"].sum() == pytest.approx(points["weight"].sum(), abs=1e-6)
    assert drawn["lon"].between(points["lon"].min() - 1e-9, points["lon"].max() + 1e-9).all()
    if len(points) <= most:
        assert drawn.equals(points)


def test_a_square_is_marked_as_most_of_its_people_are():
    rows = [(120.0, 31.0, 5, "a"), (120.0, 31.0, 3, "b"), (120.0, 31.0, 3, "b")]
    rows += [(121.0, 32.0, 1, "c")] * 2
    points = pd.DataFrame(rows, columns=["lon", "lat", "weight", "mark"]).assign(name=list("vwxyz"))
    drawn = gathered(points, "mark", 4).set_index("mark")
    assert dict(drawn["weight"].round(6)) == {"b": 11, "c": 2}
    assert drawn.at["b", "name"] == "v"
    assert (drawn.at["b", "lon"], drawn.at["c", "lat"]) == (pytest.approx(120), pytest.approx(32))
