"""What a commission asks, counted by hand on the invented city."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.city import City
from locator.coverage.questions import (
    closed_together,
    offices,
    records_counted,
    seniors_without,
    to_close,
)
from locator.pack.read import load_pack
from packs import UNITS, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack


def test_who_lives_where_none_is_known(invented: CityPack, tmp_path: Path) -> None:
    # 990101 has a centre, 990102 lacks one (its county declared), 990201 has not reported.
    found = seniors_without(invented, City(pack=invented).verdicts, "town-center")
    assert (found.towns, found.unknown, found.people) == (2, 2, None)
    assert (found.counties, found.county_people) == (("9902",), None)
    seniors = {"990102": 3_000, "9902": 5_000}
    units = [
        row
        | {"population": 20_000, "population_60plus": seniors[row["code"]], "population_year": 2020}
        if row["code"] in seniors
        else row
        for row in UNITS
    ]
    pack = load_pack(write_pack(tmp_path, units=units))
    found = seniors_without(pack, City(pack=pack).verdicts, "town-center")
    assert (found.towns, found.unknown, found.people) == (2, 1, 3_000)
    assert found.county_people == 5_000


def test_a_higher_threshold_takes_no_known_place_away(invented: CityPack) -> None:
    rules = tuple(
        replace(rule, minimum=2) if rule.id == "town-center" else rule
        for rule in invented.requirements
    )
    pack = replace(invented, requirements=rules)
    verdicts = City(pack=pack).verdicts
    asked = verdicts[verdicts["requirement"] == "town-center"]
    assert not (asked["status"] == "met").any()  # 990101 has one of two
    was = seniors_without(invented, City(pack=invented).verdicts, "town-center")
    assert seniors_without(pack, verdicts, "town-center") == was


def test_what_closing_all_gaps_takes(invented: CityPack) -> None:
    table = to_close(invented, City(pack=invented).verdicts)
    # One town lacks a centre; a county has 5 teachers of 6 (1.5 for each of 4 times 10 000).
    assert table.loc["town-center"].tolist() == [1, 1]
    assert table.loc["county-teachers"].tolist() == [1, 1]
    gaps = City(pack=invented).verdicts.query("status == 'gap'")
    assert table["units"].sum() == len(gaps)
    assert table["short"].sum() == gaps["short"].sum()


def test_one_place_closes_several_gaps_of_a_unit(invented: CityPack, demo: CityPack) -> None:
    # The gaps of the invented city are of places and of teachers.
    assert closed_together(invented, City(pack=invented).verdicts) == 0
    # Four towns without a senior school lack a recognised one too; four villages lack a learning
    # place, which their senior learning point would be.
    assert closed_together(demo, City(pack=demo).verdicts) == 8


def test_records_behind_verdicts(invented: CityPack) -> None:
    centre = invented.requirement("town-center")
    # v1 is open in a town; v6 is planned, v7 is known by its county alone.
    assert records_counted(invented, centre) == 1
    assert records_counted(invented, centre, "9902") == 0
    assert records_counted(invented, invented.requirement("town-quality")) == 1
    assert records_counted(invented, invented.requirement("county-teachers")) == 3


def test_whom_to_ask(invented: CityPack) -> None:
    city, county = offices(invented), offices(invented, "9901")
    assert (city["99010101"], city["9901"], city["99"]) == ("9901", "9901", "99")
    assert (county["99010101"], county["990101"], county["9901"]) == ("990101", "990101", "9901")
