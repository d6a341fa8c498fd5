"""What if: laid over a city as changes are, told apart from what is published, kept as a file."""

from __future__ import annotations

import dataclasses
import io
import json

import pandas as pd
import pytest
from openpyxl import load_workbook

from lines import TOWNS, line
from locator.city import City
from locator.cli import main
from locator.exports import reach as records
from locator.exports import reach_files
from locator.folders import DEMO
from locator.pack import schema
from locator.pack.overlay import overlay
from locator.pack.read import load_pack
from locator.problems import LocatorError
from locator.reach import siting
from locator.reach.reached import ReachQuery, reach
from locator.reach.scenario import Action, Scenario, lay, outcome, scenario_of
from locator.reach.scenario_file import read_scenario, scenario_json
from locator.reach.siting_query import SitingQuery
from locator.wording.problems import failure_text
from locator.wording.scenario import action_text, outcome_rows, outcome_sentences
from packs import write_pack

MARK = "情景推演 / SCENARIO"
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
#: The same as a table, as a spreadsheet saves it.
TABLE = """\
kind,target,name,layer,unit,lon,lat,value,cost
open,,,senior_school,990201,150.75,20.5,60,9
close,v1,,,,,,,
recognise,v4,,,,,,示范,
move,v2,,,,150.252,20.25,,
hours,v3,,,,,,每天 9:00-17:00,
capacity,v2,,,,,,30,
merge,v8,,,,,,v2,
staff,990102,,,,,,2,
"""


class Lined(City):
    """A city whose rows are those of a pack that stands in no folder."""

    def rows(self, file):
        held = self.pack.venues[
            self.pack.venues["layer"] == file.split("/")[1].removesuffix(".csv")
        ]
        names = list(schema.VENUES.names)
        return {
            row["id"]: {name: "" if pd.isna(row[name]) else str(row[name]) for name in names}
            for row in held[names].to_dict("records")
        }


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


def test_new_sites_become_a_scenario_that_does_the_same(invented):
    said = invented.reporting.iloc[:1].assign(unit="9901", layer="community_education_center")
    pack = line(invented, [(0, 90), (9000, 10), (12_000, 40)], towns=TOWNS)
    city = Lined(dataclasses.replace(pack, reporting=said))
    asked = ReachQuery(requirement="town-center")
    found = siting.site(city.pack, SitingQuery(asked, "gaps", sites=2), seconds=0)
    plan = scenario_of(found, city.pack, "两处", "2026-01-01")
    assert [(one.target, one.name, one.unit) for one in plan.actions] == [
        (f"scenario-{n:03}", name, unit)
        for n, name, unit in found.sites[["number", "name", "unit"]].itertuples(index=False)
    ]
    after, misfits = city.what_if(plan)
    assert misfits == ()
    told = outcome(plan, misfits, city, after, asked)
    assert told.reach[1].city["within"] == found.within
    assert told.reach[1].city["unknown"] == found.unknown * found.before.demand.total
    moved = found.verdicts.sort_values(["requirement", "unit"], ignore_index=True)
    assert told.verdicts.sort_values(["requirement", "unit"], ignore_index=True).equals(moved)
    # What is opened keeps its id when one before it goes.
    assert plan.without(1).opened == {"scenario-002": found.sites["name"][1]}
    assert plan.without(1).free == "scenario-001"


def test_actions_on_different_venues_may_be_done_in_any_order(city):
    some = EVERY.actions[1:5]
    verdicts = city.what_if(Scenario("", some))[0].verdicts
    for turned in (some[::-1], some[2:] + some[:2]):
        assert city.what_if(Scenario("", turned))[0].verdicts.equals(verdicts)


def test_a_new_place_never_lowers_reach(invented):
    pack = line(invented, [(0, 90), (700, 10), (9000, 40)], [(0, "990101")], towns=TOWNS)
    city, asked = Lined(pack), ReachQuery(layers=("senior_school",), minutes=10)
    shares = [reach(pack, asked).city["within"]]
    plan = Scenario("", (), "99")
    for code in ("990102001", "990201002", "990101000"):
        row = pack.units.loc[code]
        new = Action(
            "open", plan.free, layer="senior_school", unit=code, lon=row["lon"], lat=row["lat"]
        )
        plan = plan.branch("", new)
        shares.append(reach(city.what_if(plan)[0].pack, asked).city["within"])
    assert shares == sorted(shares)
    assert shares[-1] > shares[0]


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
    table = read_scenario(TABLE, "每样一个.csv")
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


def test_every_question_of_the_terminal_can_be_asked_of_one_and_says_so(capsys, tmp_path, site):
    pack = str(site.folder())
    plan = tmp_path / "plan.json"
    plan.write_text(
        scenario_json(Scenario("关一处", (Action("close", "v1"),), "99")), encoding="utf-8"
    )

    def asked(*words):
        assert main([*words, "--pack", pack, "--format", "json"], site) == 0
        return json.loads(capsys.readouterr().out)

    before = asked("explain", "990101", "town-center")
    assert asked("scenario", str(plan), "--keep", "规划科")["name"] == "关一处"
    assert [(one.by, one.scenario.name) for one in site.store.scenarios("99")] == [
        ("规划科", "关一处")
    ]
    for named in (str(plan), "关一处"):
        after = asked("explain", "990101", "town-center", "--scenario", named)
        assert (before["status"], after["status"], after["mark"]) == ("met", "gap", MARK)
    rows = asked("coverage", "--requirement", "town-center", "--scenario", "关一处")
    assert {row["mark"] for row in rows} == {MARK}
    assert all(
        asked(what, "--layer", "library", "--scenario", "关一处")["mark"] == MARK
        for what in ("reach", "fairness")
    )
    assert "mark" not in asked("explain", "990101", "town-center")
    assert main(["coverage", "--pack", pack, "--scenario", "没有"], site) == 2
    assert "关一处" in capsys.readouterr().err


def test_what_is_taken_away_is_what_is_seen_and_marked(city):
    after, misfits = city.what_if(EVERY)
    found = outcome(EVERY, misfits, city, after, ReachQuery(layers=("senior_school",)))
    record = records.scenario(found, city.pack, "zh")
    shapes = json.loads(reach_files.to_geojson(record, city.pack, "zh"))
    assert shapes["metadata"]["mark"] == MARK
    points = record["reach"]["after"]["points"]
    assert len(shapes["features"]) == len(points) + len(EVERY.actions)
    states = [one["properties"]["state"] for one in shapes["features"][: len(points)]]
    assert states == [one["state"] for one in points]
    book = load_workbook(io.BytesIO(reach_files.to_xlsx(record, "scenario", city.pack, "zh")))
    assert [MARK in (sheet.oddHeader.center.text or "") for sheet in book] == [True] * len(
        book.sheetnames
    )
    compared = [tuple(map(str, row)) for row in book.worksheets[0].values][1:]
    assert compared == outcome_rows(found, "zh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,cost\nopn,\n", ("“a.csv”第 2 行", "“kind”", "opn", "请改为")),
        ("kind,layer,unit,cost\n\nopen,library,1,x\n", ("第 3 行", "“cost”", "“x”", "请")),
        ("kind,target\nclose,\n", ("第 2 行", "target", "请补填")),
        ("kind,target,lon,lat\nmove,a,31,121\n", ("第 2 行", "lon、lat", "请核对")),
        ("name,target\na,b\n", ("第 1 行", "kind", "请加上")),
        ('{"actions": [{"kind": "close"}]}', ("第 1 个做法", "target", "请补填")),
    ],
)
def test_what_is_wrong_names_file_line_column_and_remedy(text: str, said: tuple[str, ...]) -> None:
    with pytest.raises(LocatorError) as failure:
        read_scenario(text, "a.csv")
    words = failure_text(failure.value, "zh")
    assert all(part in words for part in said)


def test_what_is_opened_is_named_in_the_readers_language(demo):
    town = demo.units.loc["990102001"]
    named = Action("open", name=town["name"], layer="senior_school", unit="990102001", cost=2)
    nameless = dataclasses.replace(named, name="")
    plan = Scenario("两处", (named, nameless), city="990100")

    def said(action, lang):
        return action_text(action, plan, demo, lang)

    assert said(named, "zh") == "在纸船街道新设乡镇（街道）老年学校“纸船街道”，花费 2 万元"
    assert said(named, "en").startswith("Open Town senior school “Paper Boat Subdistrict” in Paper")
    assert said(nameless, "zh") == "在纸船街道新设乡镇（街道）老年学校，花费 2 万元"
    assert "“" not in said(nameless, "en")
    names = {c.after["name_en"] for c in lay(plan, demo, lambda _: {}).changes}
    assert names == {"Paper Boat Subdistrict", ""}
