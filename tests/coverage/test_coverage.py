"""Verdicts, roll-ups and explanations, by hand on the invented city and by property."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given

from locator.coverage.explain import explain
from locator.coverage.verdicts import evaluate, evaluate_pack, roll_up
from locator.pack.model import NOT_RECOGNISED, asks_recognition, layers_of
from locator.problems import QueryError
from locator.wording.explain import closing_text, need_text
from locator.wording.problems import failure_text
from packs import UNITS, VILLAGES

if TYPE_CHECKING:
    from locator.pack.model import CityPack

NAN = math.nan
EXPECTED = [
    ("town-center", "990101", "met", 1, 1, 0),
    ("town-center", "990102", "gap", 0, 1, 1),
    ("town-center", "990201", "unreported", 0, 1, NAN),
    ("town-reading", "990101", "met", 2, 2, 0),
    ("town-reading", "990102", "unreported", 0, 2, NAN),
    ("town-reading", "990201", "unreported", 0, 2, NAN),
    ("town-quality", "990101", "met", 1, 1, 0),
    ("town-quality", "990102", "unreported", 0, 1, NAN),
    ("town-quality", "990201", "unreported", 0, 1, NAN),
    ("village-book-room", "99010101", "met", 1, 1, 0),
    ("village-book-room", "99010201", "gap", 0, 1, 1),
    ("county-field-school", "9901", "unreported", 0, 1, NAN),
    ("county-teachers", "9901", "gap", 5, 6, 1),
    ("county-teachers", "9902", "unreported", 8, NAN, NAN),
    ("town-teachers", "990101", "met", 3, 3, 0),
    ("town-teachers", "990102", "unreported", NAN, NAN, NAN),
    ("town-teachers", "990201", "unreported", NAN, NAN, NAN),
    ("city-brands", "99", "met", 20, 20, 0),
    ("county-budget", "9901", "met", 0.5, NAN, 0),
    ("county-budget", "9902", "gap", 0, NAN, NAN),
]


def test_verdicts_by_hand(invented: CityPack) -> None:
    expected = pd.DataFrame(
        EXPECTED, columns=["requirement", "unit", "status", "have", "need", "short"]
    )
    verdicts = evaluate_pack(invented)
    pd.testing.assert_frame_equal(
        verdicts.drop(columns="name"), expected, check_dtype=False, check_like=True
    )
    assert list(verdicts["name"][:2]) == ["虚构东镇", "虚构西镇"]


def test_categorical_venues_give_the_same_verdicts(invented: CityPack) -> None:
    venues = invented.venues.astype(dict.fromkeys(["unit", "layer", "status"], "category"))
    again = evaluate(
        invented.units, venues, invented.requirements, invented.indicators, invented.reporting
    )
    pd.testing.assert_frame_equal(again, evaluate_pack(invented))


def test_shortfall_is_rounded_up_but_not_by_a_rounding_error(invented: CityPack) -> None:
    rule = invented.requirement("county-teachers")
    indicators = pd.DataFrame(
        {"unit": ["9901"], "indicator": ["full_time_teachers"], "value": [4.4], "year": [2023.0]}
    )
    units = invented.units
    verdict = evaluate(units, invented.venues, [rule], indicators, invented.reporting).iloc[0]
    assert verdict["short"] == 2  # 6 - 4.4 = 1.6
    indicators["value"] = 6 - 1e-12
    verdict = evaluate(units, invented.venues, [rule], indicators, invented.reporting).iloc[0]
    assert verdict["short"] == 0


def test_roll_up_by_county_and_city(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    county = roll_up(verdicts, invented.units, "county").set_index(["requirement", "unit"])
    row = county.loc[("town-center", "9901")]
    assert (row["met"], row["gap"], row["unreported"], row["total"]) == (1, 1, 0, 2)
    assert row["share"] == 0.5
    assert row["name"] == "虚构甲县"
    assert row["population"] == 40_000
    assert row["population_met"] == 20_000
    assert county.loc[("town-center", "9902"), "population_met"] == 0
    assert math.isnan(county.loc[("village-book-room", "9901"), "population_met"])
    city = roll_up(verdicts, invented.units, "city").set_index("requirement")
    assert list(city.loc["town-center", ["met", "gap", "unreported"]]) == [1, 1, 1]
    assert city.loc["city-brands", "total"] == 1
    assert set(city["unit"]) == {"99"}
    village = roll_up(verdicts, invented.units, "village")  # only what villages have, each its own
    assert dict(zip(village["unit"], village["met"], strict=True)) == {"99010101": 1, "99010201": 0}
    assert set(village["requirement"]) == {"village-book-room"}


def test_roll_ups_add_up_to_the_verdicts(suzhou: CityPack) -> None:
    verdicts = evaluate_pack(suzhou)
    below_city = verdicts[verdicts["unit"] != suzhou.city.code]
    counties = roll_up(below_city, suzhou.units, "county")
    assert counties["total"].sum() == len(below_city)
    assert (counties[["met", "gap", "unreported"]].sum(axis=1) == counties["total"]).all()


VENUE_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from([u["code"] for u in UNITS + VILLAGES]),
            "layer": st.sampled_from(["community_education_center", "senior_school", "museum"]),
            "status": st.sampled_from(["open", "planned", "suspended", "closed"]),
            "recognition": st.sampled_from(["", "市级示范校", NOT_RECOGNISED]),
        }
    ),
    max_size=12,
)


def _venues(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "layer", "status", "recognition"], dtype="str")


@given(rows=VENUE_ROWS, extra=VENUE_ROWS)
def test_more_venues_never_make_it_worse(
    invented: CityPack, rows: list[dict[str, str]], extra: list[dict[str, str]]
) -> None:
    def verdicts(venues: list[dict[str, str]]) -> pd.DataFrame:
        return evaluate(
            invented.units,
            _venues(venues),
            invented.requirements,
            invented.indicators,
            invented.reporting,
        )

    before, after = verdicts(rows), verdicts(rows + extra)
    assert (after["have"] >= before["have"])[before["have"].notna()].all()
    assert (after["status"] == "met")[before["status"] == "met"].all()


@given(rows=VENUE_ROWS)
def test_gap_only_where_declared(invented: CityPack, rows: list[dict[str, str]]) -> None:
    nobody = invented.reporting.iloc[:0]
    rules = [r for r in invented.requirements if layers_of(r)]
    verdicts = evaluate(invented.units, _venues(rows), rules, invented.indicators, nobody)
    assert "gap" not in set(verdicts["status"])
    everybody = pd.DataFrame(
        [{"unit": "99", "layer": layer} for rule in rules for layer in layers_of(rule)]
    )
    verdicts = evaluate(invented.units, _venues(rows), rules, invented.indicators, everybody)
    # A blank recognition may only be unasked: it proves no gap in recognised places.
    asked = {rule.id for rule in rules if asks_recognition(rule)}
    assert "unreported" not in set(verdicts.loc[~verdicts["requirement"].isin(asked), "status"])
    # One that is said not to be recognised proves it, and still counts where that is not asked.
    said = [row | {"recognition": row["recognition"] or NOT_RECOGNISED} for row in rows]
    after = evaluate(invented.units, _venues(said), rules, invented.indicators, everybody)
    assert "unreported" not in set(after["status"])
    assert (after["have"] == verdicts["have"]).all()


@given(rows=VENUE_ROWS)
def test_counts_agree_with_a_plain_loop(invented: CityPack, rows: list[dict[str, str]]) -> None:
    rule = invented.requirement("town-center")
    verdicts = evaluate(
        invented.units, _venues(rows), [rule], invented.indicators, invented.reporting
    ).set_index("unit")
    parents = {u["code"]: u["parent"] for u in UNITS + VILLAGES}

    def lies_in(unit: str, ancestor: str) -> bool:
        while unit and unit != ancestor:
            unit = parents[unit]
        return unit == ancestor

    for town in verdicts.index:
        have = sum(
            r["status"] == "open" and r["layer"] in layers_of(rule) and lies_in(r["unit"], town)
            for r in rows
        )
        assert verdicts.loc[town, "have"] == have


def test_explanation_of_a_gap(invented: CityPack) -> None:
    answer = explain(invented, evaluate_pack(invented), "990102", "town-center")
    assert (answer.status, answer.have, answer.need, answer.short) == ("gap", 0, 1, 1)
    assert answer.counted.empty
    reasons = dict(zip(answer.not_counted["id"], answer.not_counted["reason"], strict=True))
    assert reasons == {"v6": "planned", "v7": "above"}
    assert list(answer.declarations["unit"]) == ["9901"]
    assert answer.undeclared == ()
    assert [c.key for c in answer.closing] == ["explain.close_venues", "explain.close_above"]


def test_explanation_of_what_nobody_reported(invented: CityPack) -> None:
    answer = explain(invented, evaluate_pack(invented), "990201", "town-reading")
    assert [layer.code for layer in answer.undeclared] == ["city_book_house"]
    assert [c.key for c in answer.closing] == ["explain.close_venues", "explain.close_declare"]
    assert "2" in closing_text(answer.closing[0], "zh")


def test_explanation_of_recognition(invented: CityPack) -> None:
    answer = explain(invented, evaluate_pack(invented), "990102", "town-quality")
    assert dict(zip(answer.not_counted["id"], answer.not_counted["reason"], strict=True)) == {
        "v4": "not_recognised"
    }
    assert answer.closing[0].key == "explain.close_recognised"


def test_explanation_of_a_met_requirement_counts_what_lies_below(invented: CityPack) -> None:
    answer = explain(invented, evaluate_pack(invented), "990101", "town-reading")
    assert set(answer.counted["id"]) == {"v2", "v3"}
    assert answer.closing == ()


def test_explanation_of_an_indicator(invented: CityPack) -> None:
    answer = explain(invented, evaluate_pack(invented), "9901", "county-teachers")
    assert list(answer.values["year"]) == [2023, 2022]
    assert "6.0" in need_text(answer, invented, "en")
    unknown = explain(invented, evaluate_pack(invented), "9902", "county-teachers")
    assert [c.key for c in unknown.closing] == ["explain.close_population"]
    assert need_text(unknown, invented, "zh").startswith("每 1 万常住人口 1.5")


@pytest.mark.parametrize(
    ("unit", "requirement", "key"),
    [
        ("nowhere", "town-center", "explain.no_unit"),
        ("990101", "nothing", "explain.no_requirement"),
        ("990299", "town-center", "explain.not_applicable"),
        ("9901", "town-center", "explain.not_applicable"),
    ],
)
def test_questions_without_an_answer(
    invented: CityPack, unit: str, requirement: str, key: str
) -> None:
    with pytest.raises(QueryError) as failure:
        explain(invented, evaluate_pack(invented), unit, requirement)
    assert failure.value.problems[0].key == key
    assert failure_text(failure.value, "zh")


@pytest.mark.parametrize("name", ["suzhou", "demo", "invented"])
def test_every_verdict_can_be_explained_by_its_records(
    name: str, request: pytest.FixtureRequest
) -> None:
    pack: CityPack = request.getfixturevalue(name)
    verdicts = evaluate_pack(pack).drop_duplicates(["requirement", "status"])
    for row in verdicts.itertuples():
        answer = explain(pack, evaluate_pack(pack), row.unit, row.requirement)
        assert answer.status == row.status
        if layers_of(answer.requirement):
            assert len(answer.counted) == row.have
        assert bool(answer.closing) == (row.status != "met")
