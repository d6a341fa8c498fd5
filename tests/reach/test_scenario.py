"""What if: laid over a city as changes are, told apart from what is published, kept as a file."""

from __future__ import annotations

import dataclasses
import json

import pytest

from locator.city import City
from locator.cli import main
from locator.folders import DEMO
from locator.pack.overlay import overlay
from locator.pack.read import load_pack
from locator.problems import LocatorError
from locator.reach.reached import ReachQuery
from locator.reach.scenario import Action, Scenario, lay, outcome
from locator.reach.scenario_file import read_scenario, scenario_csv, scenario_json
from locator.wording.scenario import outcome_sentences
from packs import write_pack

SCHOOL = Action(
    "open", layer="senior_school", unit="990201", lon=150.75, lat=20.5, value="60", cost=9
)
EVERY = Scenario(
    "每样一个",
    (
        SCHOOL,
        Action("close", "v1"),
        Action("recognise", "v4", value="示范"),
        Action("move", "v2", lon=150.252, lat=20.25),
        Action("hours", "v3", value="每天 9:00-17:00"),
        Action("capacity", "v2", value="30"),
        Action("merge", "v8", value="v2"),
        Action("staff", "990102", value="2"),
    ),
    city="99",
)


@pytest.fixture
def city(invented) -> City:
    return City(invented)


def test_every_question_can_be_asked_of_it_and_the_city_stays(city):
    before = city.verdicts.copy()
    after, misfits = city.what_if(EVERY)
    assert misfits == ()
    assert after.scenario is EVERY
    assert after.pack.checksum != city.pack.checksum
    venues = after.pack.venues
    assert venues.loc["v1", "status"] == venues.loc["v8", "status"] == "closed"
    assert venues.loc["v2", ["lon", "capacity"]].tolist() == [150.252, 30]
    assert venues.loc["scenario-001", ["unit", "county", "capacity"]].tolist() == [
        "990201",
        "9902",
        60,
    ]
    found = outcome(EVERY, misfits, city, after, ReachQuery(layers=("senior_school",)))
    moved = {(v.requirement, v.unit): (v.before, v.after) for v in found.verdicts.itertuples()}
    assert moved == {
        ("town-center", "990101"): ("met", "gap"),
        ("town-quality", "990102"): ("unreported", "met"),
        ("village-book-room", "99010101"): ("met", "gap"),
    }
    assert found.counts.loc["gap"].tolist()[1] == found.counts.loc["gap"].tolist()[0] + 2
    assert found.reach[0].city["within"] == 0
    assert city.verdicts.equals(before)
    assert (EVERY.cost, EVERY.costless) == (9, 7)
    assert city.scenario is None


def test_what_no_longer_fits_is_said_and_left_out(city):
    scenario = Scenario("旧", (
        Action("close", "gone"),
        Action("close", "v6"),
        Action("close", "v6"),
        Action("open", layer="palace", unit="990101"),
        Action("open", layer="library", unit="nowhere"),
        Action("open", "v1", layer="library", unit="990101"),
        Action("merge", "v1", value="gone"),
        Action("staff", "990101", value="3"),
    ))  # fmt: skip # a table, a row a line
    after, misfits = city.what_if(scenario)
    assert [(p.row, p.key.removeprefix("scenario.")) for p in misfits] == [
        (1, "no_venue"), (3, "same"), (4, "no_layer"), (5, "no_unit"), (6, "there"),
        (7, "no_venue"), (8, "same"),
    ]  # fmt: skip # a table, a row a line
    assert after.pack.venues.loc["v6", "status"] == "closed"
    said = outcome_sentences(outcome(scenario, misfits, city, after), city.pack, "zh")
    assert said[0] == "情景推演 / SCENARIO"
    assert sum("不再适用" in sentence for sentence in said) == 7


def test_its_changes_are_changes_as_published_ones_are(tmp_path):
    folder = write_pack(tmp_path / "geodata" / "invented")
    city = City(load_pack(folder))
    laid = lay(EVERY, city.pack, city.rows)
    files = overlay(folder, laid.changes)
    assert files.set_aside == ()
    published = load_pack(folder, files.files)
    after, _ = city.what_if(EVERY)
    for table in ("venues", "indicators"):
        one, two = (getattr(pack, table).reset_index(drop=True) for pack in (published, after.pack))
        keys = one.columns[:4].tolist()
        one, two = (t.sort_values(keys, ignore_index=True) for t in (one, two))
        assert one.equals(two)


def test_a_former_unit_is_followed(city):
    laid = lay(
        Scenario("", (dataclasses.replace(SCHOOL, unit="old"),)),
        city.pack,
        city.rows,
        {"old": "990102"},
    )
    assert [change.after["unit"] for change in laid.changes] == ["990102"]


def test_a_file_says_the_same_again():
    assert read_scenario(scenario_json(EVERY), "other.json") == EVERY
    table = read_scenario(scenario_csv(EVERY), "每样一个.csv")
    assert table == dataclasses.replace(EVERY, city="")
    longer = EVERY.branch("再加一个", Action("close", "v3"))
    assert (longer.actions[:-1], longer.name) == (EVERY.actions, "再加一个")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{", ["no_file"]),
        ('{"actions": [3]}', ["no_file"]),
        ("", ["empty"]),
        ("a,b\n1,2\n", ["columns"]),
        ("kind,target\nbuild,v1\nclose,\n", ["kind", "needed"]),
        ("kind,target,value\ncapacity,v1,many\nstaff,u,-1\n", ["number", "number"]),
        ("kind,target,lon,lat\nmove,v1,150,\n", ["needed"]),
        ("kind,target,lon,lat\nmove,v1,150,95\n", ["position"]),
        ("kind,layer,unit,cost\nopen,library,9,inf\n", ["number"]),
    ],
)
def test_a_file_that_is_wrong_says_all_of_it(text, keys):
    with pytest.raises(LocatorError) as failure:
        read_scenario(text, "plan.csv")
    assert [problem.key.partition(".")[2] for problem in failure.value.problems] == keys


def test_the_terminal_marks_it_and_keeps_it(capsys, tmp_path, demo):
    plan, kept = tmp_path / "plan.csv", tmp_path / "kept.json"
    plan.write_text("kind,target\nclose,demo-senior_school-001\n", encoding="utf-8")
    asked = ["--pack", str(DEMO), "--format", "json"]
    assert main(["scenario", str(plan), *asked, "--out", str(kept)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["mark"] == "情景推演 / SCENARIO"
    assert {v["unit"] for v in answer["verdicts"]} == {"990102001"}
    again = read_scenario(kept.read_text(encoding="utf-8"), kept.name)
    assert (again.city, again.data_date) == ("990100", demo.data_date)
    kept.write_text(scenario_json(dataclasses.replace(again, city="320500")), encoding="utf-8")
    assert main(["scenario", str(kept), *asked]) == 1
    assert "320500" in capsys.readouterr().err
