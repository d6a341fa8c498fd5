"""Then and now: what a snapshot keeps, what moved and why, what cannot be compared, lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from locator.cli import main
from locator.coverage.compare import compare
from locator.coverage.snapshots import Snapshot, from_json, take, to_json
from locator.coverage.trends import trends
from locator.coverage.verdicts import evaluate_pack
from locator.pack.change import RowChange
from locator.pack.model import NOT_RECOGNISED
from locator.pack.read import load_pack
from locator.problems import LocatorError, QueryError
from locator.site import Site
from locator.store import open_store
from locator.wording.changes import cause_text, comparison_record, definition_text
from locator.wording.problems import failure_text
from packs import (
    INDICATORS,
    REPORTING,
    REQUIREMENTS,
    SOURCE,
    UNITS,
    VENUES,
    snapshots,
    venue,
    write_pack,
)

if TYPE_CHECKING:
    from locator.pack.model import CityPack

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"


def snap(pack: CityPack, day: str) -> Snapshot:
    return take(pack, evaluate_pack(pack), name=day, at=f"{day}T00:00:00Z", by="b", note="n")


def at(folder: Path, day: str, **tables: object) -> Snapshot:
    """A snapshot of the invented city, or a variation of it."""
    return snap(load_pack(write_pack(folder / day, **tables)), day)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return at(tmp_path_factory.mktemp("first"), "2025-01-01")


# -- what is kept ------------------------------------------------------------------------------


def test_a_snapshot_keeps_what_was_known(first: Snapshot) -> None:
    assert (first.city, first.fictional, first.by, first.note) == ("99", True, "b", "n")
    assert first.statuses["town-center"] == {
        "990101": "met",
        "990102": "gap",
        "990201": "unreported",
    }
    assert "990299" not in first.statuses["town-center"]  # does not count
    assert first.statuses["county-teachers"] == {"9901": "gap", "9902": "unreported"}
    assert first.venues["v6"] == (
        "虚构在建中心",
        "community_education_center",
        "990102",
        "planned",
        None,
    )
    assert first.venues["v5"].recognised
    assert first.indicators["9901", "full_time_teachers"] == (5, 2023)  # the latest
    assert first.population == {"99": 60000, "9901": 40000, "990101": 20000}
    assert first.counts["venues"] == 8
    assert first.ancestors("99010101") == ["99010101", "990101", "9901", "99"]
    assert (first.county("99010101"), first.county("99")) == ("9901", "")


def test_a_snapshot_is_a_file_and_back(first: Snapshot) -> None:
    text = to_json(first)
    assert from_json(text, "x") == first
    assert to_json(from_json(text, "x")) == text
    document = json.loads(text)
    assert document["watermark"] == "虚构示例 FICTIONAL DEMO"
    # A letter a unit in the order of ``units``.
    assert document["units"]["town 9901"] == ["990101 虚构东镇", "990102 虚构西镇"]
    assert document["statuses"]["town-center"] == {"9901": "mg", "9902": "u-"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"snapshot":1', '"snapshot":2'),
        ('"mg"', '"mgm"'),
        ('"mg"', '"mx"'),
        ('"city"', '"town"'),
        ("{", "["),
    ],
)
def test_what_is_no_snapshot_is_refused(first: Snapshot, old: str, new: str) -> None:
    with pytest.raises(LocatorError) as raised:
        from_json(to_json(first).replace(old, new), "snapshots/x.json")
    assert "snapshots/x.json" in failure_text(raised.value, "zh")


# -- what moved, and why -----------------------------------------------------------------------


def test_nothing_moves_between_the_same(first: Snapshot) -> None:
    same = compare(first, first)
    assert (same.moves, same.definitions, same.new_venues, same.indicators) == ((), (), (), ())
    assert all(total.before == total.after for total in same.totals)


def test_moves_and_their_causes(first: Snapshot, tmp_path: Path) -> None:
    venues = [row | {"status": "open"} if row["id"] == "v6" else row for row in VENUES]
    venues = [row for row in venues if row["id"] != "v3"]
    venues = [row | {"recognition": ""} if row["id"] == "v5" else row for row in venues]
    venues.append(venue("n1", "虚构南中心", "community_education_center", "990201"))
    indicators = [*INDICATORS, INDICATORS[0] | {"value": 7, "year": 2024}]
    units = [
        row | {"population": 30_000, "population_year": 2020} if row["code"] == "9902" else row
        for row in UNITS
    ]
    reporting = [
        *REPORTING[:1],  # 9901 no longer says that its book rooms are complete
        {"unit": "99", "layer": "senior_school", "as_of": "2025-02-01", "source": SOURCE},
    ]
    second = at(
        tmp_path,
        "2025-06-01",
        venues=venues,
        indicators=indicators,
        units=units,
        reporting=reporting,
    )
    found = compare(second, first)  # whichever is given first
    assert (found.older, found.newer) == (first, second)
    moves = {(m.requirement, m.unit): m for m in found.moves}
    causes = {
        key: (m.before, m.after, [(c.kind, c.code, c.fields) for c in m.causes])
        for key, m in moves.items()
    }
    assert causes == {
        ("town-center", "990102"): (
            "gap", "met", [("venue_changed", "v6", (("status", "planned", "open"),))],
        ),
        ("town-center", "990201"): ("unreported", "met", [("venue_new", "n1", ())]),
        ("town-reading", "990101"): ("met", "unreported", [("venue_gone", "v3", ())]),
        ("town-quality", "990101"): (
            "met", "unreported", [("venue_changed", "v5", (("recognised", "yes", ""),))],
        ),
        ("town-quality", "990201"): ("unreported", "gap", [("declared", "senior_school", ())]),
        ("village-book-room", "99010201"): (
            "gap", "unreported", [("withdrawn", "farmers_book_room", ())],
        ),
        ("county-teachers", "9901"): (
            "gap", "met", [("indicator", "full_time_teachers", (("value", "5 (2023)", "7 (2024)"),))],
        ),
        ("county-teachers", "9902"): (
            "unreported", "met", [("population", "9902", (("value", "", "30000"),))],
        ),
    }  # fmt: skip # a table, a row a line
    assert moves["town-center", "990201"].county == "9902"
    assert [v.id for v in found.new_venues] == ["n1"]
    assert [v.id for v in found.lost_venues] == ["v3"]
    assert [v.id for v in found.changed_venues] == ["v6", "v5"]
    assert [(i.unit, i.before, i.after) for i in found.indicators] == [
        ("9901", (5, 2023), (7, 2024))
    ]
    [total] = [total for total in found.totals if total.requirement == "town-center"]
    assert total.before == {"met": 1, "gap": 1, "unreported": 1}
    assert total.after == {"met": 3, "gap": 0, "unreported": 0}
    pack = load_pack(tmp_path / "2025-06-01")
    for lang in ("zh", "en"):
        said = [cause_text(c, pack, lang) for m in found.moves for c in m.causes]
        assert all(text.endswith(("。", ".")) for text in said)
        assert not any("_" in text for text in said)  # names, no codes
    assert cause_text(moves["town-center", "990102"].causes[0], pack, "zh") == (
        "“虚构在建中心”：状态由“筹建中”变为“开放”。"
    )
    json.dumps(comparison_record(found, pack, "zh"), allow_nan=False)


def test_a_school_that_is_said_not_to_be_recognised_makes_a_gap(tmp_path: Path) -> None:
    whole = {"unit": "9901", "layer": "senior_school", "as_of": "2025-01-01", "source": SOURCE}
    said = [r | {"recognition": NOT_RECOGNISED} if r["id"] == "v4" else r for r in VENUES]
    before = at(tmp_path, "2025-01-01", reporting=[whole])
    after = at(tmp_path, "2025-06-01", reporting=[whole], venues=said)
    kept = from_json(to_json(after), "snapshots/x.json")
    assert kept == after
    [move] = compare(before, kept).moves
    assert (move.requirement, move.unit, move.before, move.after) == (
        "town-quality", "990102", "unreported", "gap",
    )  # fmt: skip # a row of a table
    [cause] = move.causes
    assert (cause.code, cause.fields) == ("v4", (("recognised", "", "no"),))
    assert "否" in cause_text(cause, load_pack(tmp_path / "2025-06-01"), "zh")


def test_only_the_comparable_is_compared(first: Snapshot, tmp_path: Path) -> None:
    rules = REQUIREMENTS.replace("min = 20", "min = 25")  # another threshold
    rules = rules.replace('title = "每个乡镇设立社区教育中心"', 'title = "社区教育中心"')
    rules = rules.replace('id = "town-reading"', 'id = "town-books"')
    venues = [row for row in VENUES if row["id"] != "v1"]
    second = at(tmp_path, "2025-06-01", requirements=rules, venues=venues)
    found = compare(first, second)
    said = {d.requirement: (d.kind, d.comparable, d.fields) for d in found.definitions}
    assert said == {
        "town-center": ("changed", True, (("title", "每个乡镇设立社区教育中心", "社区教育中心"),)),
        "city-brands": ("changed", False, (("minimum", "20", "25"),)),
        "town-books": ("added", False, ()),
        "town-reading": ("removed", False, ()),
    }
    assert second.statuses["city-brands"] != first.statuses["city-brands"]
    assert {m.requirement for m in found.moves} == {"town-center"}  # of the same rule
    compared = {total.requirement for total in found.totals}
    assert not compared & {"city-brands", "town-books", "town-reading"}
    english = {d.requirement: d.title_en for d in found.definitions if d.kind == "removed"}
    assert english == {r.id: r.title_en for r in first.requirements if r.id == "town-reading"}
    pack = load_pack(tmp_path / "2025-06-01")
    texts = [definition_text(d, pack, "zh") for d in found.definitions]
    assert "要求“品牌项目”的规则变了（至少由“20”变为“25”），前后不可比，不作比较。" in texts


def test_a_venue_recorded_anew_is_the_same_venue(tmp_path: Path) -> None:
    before = at(tmp_path, "2025-01-01")
    own = next(row for row in VENUES if row["id"] == "v1")
    anew = [own | {"id": "new"} if row["id"] == "v1" else row for row in VENUES]
    found = compare(before, at(tmp_path, "2025-06-01", venues=anew))
    assert (found.new_venues, found.lost_venues, found.changed_venues) == ((), (), ())
    # What moved is said of the venue, not as one that went and another that came.
    shut = [row | {"status": "closed"} if row["id"] == "new" else row for row in anew]
    found = compare(before, at(tmp_path, "2025-07-01", venues=shut))
    assert [(v.id, v.fields) for v in found.changed_venues] == [
        ("new", (("status", own["status"], "closed"),))
    ]
    causes = {c.kind for move in found.moves for c in move.causes}
    assert causes == {"venue_changed"}
    # Of two of one name nobody knows which is which.
    two = [row for row in anew if row["id"] != "new"]
    two += [own | {"id": "new"}, own | {"id": "new2"}]
    found = compare(before, at(tmp_path, "2025-08-01", venues=two))
    assert ([v.id for v in found.new_venues], [v.id for v in found.lost_venues]) == (
        ["new", "new2"],
        ["v1"],
    )


def test_units_that_came_or_went_are_said_and_not_counted(first: Snapshot, tmp_path: Path) -> None:
    units = [row | {"counts": "no"} if row["code"] == "990102" else row for row in UNITS]
    units.append(UNITS[3] | {"code": "990103", "name": "虚构新镇"})
    second = at(tmp_path, "2025-06-01", units=units)
    found = compare(first, second)
    assert (found.new_units, found.lost_units) == (("990103",), ())
    [total] = [total for total in found.totals if total.requirement == "town-center"]
    assert sum(total.after.values()) == 2  # the new one and the one left out count in neither
    assert [m for m in found.moves if m.unit in {"990102", "990103"}] == []
    other = at(tmp_path, "2025-07-01", units=[row for row in units if row["code"] != "x"])
    with pytest.raises(QueryError) as failure:
        compare(first, from_json(to_json(other).replace('"code":"99"', '"code":"98"'), "x"))
    [problem] = failure.value.problems
    assert (problem.value, problem.params) == (first.city_name, {"other": other.city_name})


def test_lines_need_three_points_of_one_rule(first: Snapshot, tmp_path: Path) -> None:
    venues = [row | {"status": "open"} for row in VENUES]
    second = at(tmp_path, "2025-06-01", venues=venues)
    rules = REQUIREMENTS.replace("min = 2\n", "min = 3\n")
    third = at(tmp_path, "2025-12-01", venues=venues, requirements=rules)
    assert trends([first, second]) == ()
    lines = {
        (line.requirement, line.county): line.points for line in trends([third, first, second])
    }
    assert lines["town-center", ""] == (
        ("2025-01-01", 1, 1, 1),
        ("2025-06-01", 2, 0, 1),
        ("2025-12-01", 2, 0, 1),
    )
    assert lines["town-center", "9902"][0] == ("2025-01-01", 0, 0, 1)
    assert not [key for key in lines if key[0] == "town-reading"]  # its threshold changed
    assert ("city-brands", "") in lines
    assert ("city-brands", "9901") not in lines


# -- where they are ----------------------------------------------------------------------------


def ask(capsys: pytest.CaptureFixture[str], site: Site, *arguments: str, status: int = 0) -> object:
    given = ["snapshot", *arguments, "--pack", str(site.folder()), "--format", "json"]
    assert main(given, site) == status
    out = capsys.readouterr().out
    return json.loads(out) if out else None


def test_from_the_command_line(capsys: pytest.CaptureFixture[str], site: Site) -> None:
    assert ask(capsys, site, "list") == []
    one = ask(capsys, site, "create", "--by", "张三", "--note", "例会")
    row = venue("n1", "虚构中心", "community_education_center", "990102")
    new = RowChange(
        "venues/community_education_center.csv",
        "n1",
        None,
        {name: str(value) for name, value in row.items()},
    )
    site.publish("", [new], by="张三", why="试", head=0)
    two = ask(capsys, site, "create", "--by", "张三")
    assert two["name"] == f"{one['name']}-2"  # the second of a day
    assert one["checksum"] != two["checksum"]
    assert [s["name"] for s in ask(capsys, site, "list")] == [one["name"], two["name"]]
    found = ask(capsys, site, "compare", one["name"], two["name"])
    [move] = found["moves"]
    assert (move["requirement"], move["unit"], move["before"], move["after"]) == (
        "town-center",
        "990102",
        "gap",
        "met",
    )
    assert [c["text"] for c in move["causes"]] == ["新收录“虚构中心”。"]
    ask(capsys, site, "compare", one["name"], "2020-01-01", status=2)
    assert (
        main(["snapshot", "compare", one["name"], two["name"], "--pack", str(site.folder())], site)
        == 0
    )
    assert "缺口" in capsys.readouterr().out


def test_kept_for_good(site: Site) -> None:
    taken = site.snapshots.take("", by="张三")
    store = site.store
    with pytest.raises(LocatorError) as raised:
        store.keep(taken)
    assert raised.value.problems[0].key == "store.snapshot_known"
    assert store.snapshots("99") == [taken]
    with store.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE store_snapshot SET document = replace(document, 'mg', 'mm')"
        )
    assert [p.key for p in store.verify()] == ["store.verify_snapshot"]
    with pytest.raises(LocatorError):
        store.snapshots("99")


# -- those the packs begin with ----------------------------------------------------------------


def test_two_processes_take_snapshots_on_one_day(site: Site) -> None:
    other = Site(site.settings, open_store(site.settings.store_address))
    assert (len(site.snapshots.of()), len(other.snapshots.of())) == (0, 0)
    first, second = (one.snapshots.take("", by="x") for one in (site, other))
    assert second.name == f"{first.name}-2"


def test_the_packs_begin_with_snapshots() -> None:
    found = {name: snapshots(GEODATA / name) for name in ("suzhou", "demo")}
    assert [s.name for s in found["suzhou"]] == ["2026-11-25"]
    assert not found["suzhou"][0].fictional
    demo = found["demo"]
    assert [s.name for s in demo] == ["2025-12-31", "2026-03-31", "2026-06-30"]
    assert all(s.fictional and "虚构" in s.by for s in demo)
    for path in GEODATA.glob("*/snapshots/*.json"):
        assert len(path.read_bytes()) < 150_000
        text = path.read_text(encoding="utf-8")
        assert to_json(from_json(text, path.name)) == text
        assert ("虚构示例 FICTIONAL DEMO" in text) == (path.parts[-3] == "demo")
    assert [d.requirement for d in compare(*demo[:2]).definitions] == ["county-budget-line"]
    met = {s.name: list(s.statuses["town-senior-school"].values()).count("met") for s in demo}
    assert list(met.values()) == sorted(met.values())
    assert len({line.requirement for line in trends(demo)}) == 29


def test_the_last_invented_snapshot_is_the_pack(demo: CityPack) -> None:
    last = snapshots(GEODATA / "demo")[-1]
    assert last.checksum == demo.checksum
    assert last.statuses == snap(demo, "2026-06-30").statuses
