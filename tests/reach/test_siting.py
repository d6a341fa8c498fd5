"""Where the next ones go: against every possible choice, and on villages along a line."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from lines import DEGREE, LON, TOWNS, line
from locator.problems import LocatorError, QueryError
from locator.reach.candidates import candidates, read_candidates
from locator.reach.choosing import SiteChoice, greedy, greedy_median, reached_by
from locator.reach.exact import exact_cover, exact_median, gaps_closed
from locator.reach.reached import ReachQuery, supply
from locator.reach.siting import site
from locator.reach.siting_query import SitingQuery

ASKED = ReachQuery(layers=("senior_school",))
SITING = SitingQuery(ASKED, sites=1)


@st.composite
def choices(draw):
    """Small choices with every kind of limit."""
    n, m = draw(st.integers(1, 8)), draw(st.integers(2, 6))
    bits = st.lists(st.booleans(), min_size=m, max_size=m)
    near = np.array(draw(st.lists(bits, min_size=n, max_size=n)), float)
    closes = np.array(draw(st.lists(bits, min_size=2, max_size=2)), float)
    whole = st.integers(0, 9)
    return SiteChoice(
        near=csr_array(near),
        weight=np.array(draw(st.lists(whole, min_size=n, max_size=n)), float),
        covered=np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))),
        closes=csr_array(closes),
        short=np.array([1.0, 2.0]),
        cost=np.array(draw(st.lists(st.integers(1, 4), min_size=m, max_size=m)), float),
        town=np.array(draw(st.lists(st.integers(-1, 2), min_size=m, max_size=m))),
        fixed=np.array(draw(st.lists(st.sampled_from((0, 0, 0, -1)), min_size=m, max_size=m))),
        most=draw(st.integers(1, 4)),
        budget=draw(st.sampled_from((np.inf, 4.0, 7.0))),
        per_town=draw(st.sampled_from((np.inf, 1.0))),
    )


def allowed(choice):
    """Every choice that keeps the limits."""
    free = np.flatnonzero(choice.fixed >= 0)
    for size in range(int(min(choice.most, len(free))) + 1):
        for some in combinations(free.tolist(), size):
            towns = [t for t in choice.town[list(some)] if t >= 0]
            most = max((towns.count(t) for t in towns), default=0)
            if choice.cost[list(some)].sum() <= choice.budget and most <= choice.per_town:
                yield some


def people(choice, some):
    return choice.weight[reached_by(choice, tuple(some))].sum()


@settings(max_examples=30)
@given(choices())
def test_the_exact_choice_is_the_best_of_all(choice):
    every = list(allowed(choice))
    best = exact_cover(choice, 10)
    first = greedy(choice)
    assert people(choice, best.order) == max(people(choice, some) for some in every)
    assert best.bound == pytest.approx(people(choice, best.order))
    for found in (best, first):
        assert tuple(sorted(found.order)) in every
    assert people(choice, best.order) >= people(choice, first.order)

    value = max((gaps_closed(choice, some), people(choice, some)) for some in every)
    closing = exact_cover(choice, 10, gaps=True).order
    assert (gaps_closed(choice, closing), people(choice, closing)) == value

    goal = max(people(choice, some) for some in every) * 0.7
    fewest = exact_cover(choice, 10, goal=goal).order
    size = min(len(some) for some in every if people(choice, some) >= goal)
    assert len(fewest) == size
    assert people(choice, fewest) == max(people(choice, s) for s in every if len(s) == size)


@settings(max_examples=20)
@given(choices(), st.data())
def test_the_shortest_average_way_is_the_best_of_all(choice, data):
    n, m = choice.near.shape
    minute = st.integers(0, 30)
    rows = st.lists(st.lists(minute, min_size=m, max_size=m), min_size=n, max_size=n)
    minutes, now = np.array(data.draw(rows), float), np.full(n, 30.0)

    def way(some):
        return choice.weight @ np.minimum(now, minutes[:, list(some)].min(axis=1, initial=30.0))

    best, first = exact_median(minutes, now, choice, 10), greedy_median(minutes, now, choice)
    least = min(way(some) for some in allowed(choice))
    assert way(first.order) >= least
    if best is not None:  # else nothing can be shortened
        assert way(best.order) == pytest.approx(least)
        assert best.bound == pytest.approx(least)


def test_greedy_takes_what_adds_most_beside_the_others(invented):
    # Two clusters and a village between; a candidate is a village, reach 750 m.
    pack = line(invented, [(0, 90), (500, 40), (1000, 80), (9000, 100), (20_000, 10)])
    found = site(pack, dataclasses.replace(SITING, sites=2), seconds=0)
    assert found.sites["code"].tolist() == ["990101001", "990101003"]
    assert found.sites["alone"].tolist() == [210, 100]
    assert found.sites["share"].tolist() == pytest.approx([210 / 320, 310 / 320])
    assert found.curve["gain"].tolist() == [0, 210, 310, 320]
    assert not found.exact
    again = site(pack, dataclasses.replace(SITING, sites=2))
    assert (again.exact, again.gap) == (True, 0)
    assert again.sites["code"].tolist() == ["990101001", "990101003"]


def test_what_is_open_already_counts_and_what_may_be_there_is_said(invented):
    villages = [(0, 90), (9000, 50), (20_000, 40)]
    pack = line(invented, villages, [(0, "990101"), (None, "990102")], towns=TOWNS)
    found = site(pack, SITING)
    assert found.sites["code"].tolist() == ["990102001"]
    assert (found.within, found.doubtful) == (140, 50)


def test_a_site_closes_a_gap_that_was_declared(invented):
    said = invented.reporting.iloc[:1].assign(unit="9901", layer="community_education_center")
    pack = line(invented, [(0, 90), (9000, 10)], towns=TOWNS)
    pack = dataclasses.replace(pack, reporting=said)
    clause = dataclasses.replace(ASKED, layers=(), requirement="town-center")
    found = site(pack, SitingQuery(clause, "gaps", sites=2))
    assert (found.gaps, found.closed) == (2, 2)
    assert found.verdicts[["unit", "before", "after"]].to_numpy().tolist() == [
        ["990101", "gap", "met"],
        ["990102", "gap", "met"],
    ]


def test_the_same_question_has_the_same_answer_in_any_order(invented):
    pack = line(invented, [(m * 400, 10) for m in range(9)], towns=TOWNS)
    turned = dataclasses.replace(pack, units=pack.units.iloc[::-1], venues=pack.venues.iloc[::-1])
    query = dataclasses.replace(SITING, sites=3)
    assert site(pack, query).sites["code"].tolist() == site(turned, query).sites["code"].tolist()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"sites": 4}, "reach.too_many_sites"),
        ({"sites": 0}, "reach.sites"),
        ({"sites": None}, "reach.no_limit"),
        ({"kinds": ()}, "reach.no_candidates"),
        ({"goal": 1.5}, "reach.goal_share"),
        ({"objective": "gaps"}, "reach.no_clause"),
        ({"budget": 5.0}, "reach.no_costs"),
        ({"fixed_in": ("990101000",), "fixed_out": ("990101000",)}, "reach.fixed_both"),
        ({"fixed_in": ("nowhere",)}, "reach.fixed_unknown"),
        ({"fixed_in": ("990101000", "990101001")}, "reach.fixed_too_many"),
        ({"objective": "goal", "goal": 1.0, "fixed_out": ("990101002",)}, "reach.goal"),
        ({"fixed_in": ("990101000", "990101001"), "sites": 2, "per_town": 1}, "reach.fixed_town"),
        (
            {"fixed_in": ("990101000",), "budget": 1.0, "costs": {"unit": 2.0}},
            "reach.fixed_too_dear",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(invented, change, key):
    pack = line(invented, [(0, 90), (5000, 40), (9000, 80)])
    with pytest.raises(QueryError) as failure:
        site(pack, dataclasses.replace(SITING, **change))
    assert failure.value.problems[0].key == key


def test_halls_that_lend_rooms_come_first(demo):
    found = candidates(demo, supply(demo, ("senior_school",)), "village")
    kinds = found["kind"].tolist()
    assert kinds == sorted(kinds)  # hall before unit
    halls = demo.venues.loc[found.loc[found["kind"] == "hall", "code"]]
    assert (halls["status"] == "open").all()
    assert not (halls["layer"] == "senior_school").any()
    assert len(found[found["kind"] == "unit"]) == 156


def test_a_list_of_candidates_is_read_or_every_line_is_told(invented):
    pack = line(invented, [(0, 90), (5000, 40)])
    text = f"name,lon,lat,unit,cost\n虚构旧校,{LON},{20 + 100 / DEGREE},虚构东镇,3\n\n空房,{LON},20.1,,\n"
    given = read_candidates(pack, text, "list.csv")
    assert given[["code", "unit", "cost"]].iloc[0].tolist() == ["list-001", "990101", 3]
    assert site(pack, SITING, listed=given).sites["code"].tolist() == ["list-001"]
    with pytest.raises(LocatorError) as failure:
        read_candidates(pack, "name,lon,lat,unit\na,x,20,\nb,1,95,\nc,1,2,nowhere\n", "list.csv")
    assert [(p.row, p.key) for p in failure.value.problems] == [
        (2, "reach.list_number"),
        (3, "reach.list_position"),
        (4, "reach.list_unit"),
    ]
    with pytest.raises(LocatorError, match="list_columns"):
        read_candidates(pack, "name,lon\n", "list.csv")
