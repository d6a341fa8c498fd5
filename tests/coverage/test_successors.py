"""Units that were renamed, recoded, merged or divided between two snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from locator.city import City
from locator.coverage.compare import compare
from locator.coverage.successors import unit_changes
from locator.coverage.trends import trends
from locator.pack.read import load_pack
from locator.wording.changes import comparison_record, unit_text
from packs import REPORTING, SOURCE, UNITS, VENUES, unit, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import CityPack

FORMER = [
    {"code": "9899", "name": "虚构旧镇", "level": "town", "successor": "990101", "source": SOURCE},
    {"code": "9898", "name": "虚构旧乡", "level": "town", "successor": "9899", "source": SOURCE},
]


def table(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["code", "name", "level", "successor"])


@pytest.fixture
def now(tmp_path: Path) -> Snapshot:
    return City(pack=load_pack(write_pack(tmp_path / "now"))).snapshot("2025-06-01", "2025-06-01T0")


def before(folder: Path, renamed: dict[str, tuple[str, str]], **tables: object) -> Snapshot:
    """The invented city with other codes and names of units: code now → code and name then."""

    def then(row: dict[str, object]) -> dict[str, object]:
        row = {
            k: renamed.get(str(v), (v,))[0] if k in {"code", "parent", "unit"} else v
            for k, v in row.items()
        }
        names = dict(renamed.values())
        return row | ({"name": names[row["code"]]} if row.get("code") in names else {})

    units = [then(row) for row in UNITS]
    rest = {
        "villages": [],
        "venues": [then(v) for v in VENUES if len(v["unit"]) <= 6],
        "indicators": [],
        "reporting": [then(r) for r in REPORTING],
        "places": [],
    } | tables
    pack = load_pack(write_pack(folder, units=rest.pop("units", units), **rest))
    return City(pack=pack).snapshot("2025-01-01", "2025-01-01T0")


def test_a_recoded_unit_is_followed_and_nothing_moves(tmp_path: Path, now: Snapshot) -> None:
    old = before(tmp_path / "then", {"990101": ("9898", "虚构旧乡")})
    rows = table(*((f["code"], f["name"], f["level"], f["successor"]) for f in FORMER))
    found = compare(old, now, rows)  # 9898 became 9899, which became 990101
    assert [(c.kind, c.before, c.after) for c in found.units] == [
        ("recoded", (("9898", "虚构旧乡"),), (("990101", "虚构东镇"),))
    ]
    moved = {(m.requirement, m.unit) for m in found.moves}
    assert ("town-center", "990101") not in moved
    assert not [v for v in found.changed_venues if v.unit == "990101"]
    [total] = [t for t in found.totals if t.requirement == "town-center"]
    assert sum(total.after.values()) == 3
    assert "9898" not in found.lost_units
    # Without the table the unit went and another one came.
    blind = compare(old, now)
    assert blind.units == ()
    assert ("990101" in blind.new_units, "9898" in blind.lost_units) == (True, True)


def test_a_name_alone_is_followed_too(tmp_path: Path, now: Snapshot, invented: CityPack) -> None:
    old = before(tmp_path / "then", {"990101": ("9898", "虚构旧乡")})
    rows = table(("", "虚构旧乡", "town", "990101"), ("", "虚构旧乡", "county", "9902"))
    assert [c.kind for c in unit_changes(old, now, rows)] == ["recoded"]
    renamed = before(tmp_path / "named", {"990101": ("990101", "虚构老东镇")})
    [change] = unit_changes(renamed, now)
    told = unit_text(change, invented, "zh")
    assert told == "虚构老东镇改名为虚构东镇（代码 990101 不变），照常比较。"


def test_merged_units_are_said_and_not_compared(tmp_path: Path, now: Snapshot) -> None:
    extra = unit(
        "990109", "虚构并镇", "town", "9901", kind="镇", population=5_000, population_year=2020
    )
    school = venue("v9", "虚构并镇中心", "community_education_center", "990109")
    old = before(tmp_path / "then", {}, units=[*UNITS, extra], venues=[*VENUES[:1], school])
    found = compare(old, now, table(("990109", "虚构并镇", "town", "990101")))
    [change] = found.units
    assert (change.kind, change.comparable) == ("merged", False)
    assert [code for code, _ in change.before] == ["990101", "990109"]
    assert [m for m in found.moves if m.unit == "990101"] == []
    assert found.older.population["990101"] == 25_000  # 20 000 and 5 000
    assert found.older.venues["v9"].unit == "990101"
    [total] = [t for t in found.totals if t.requirement == "town-center"]
    assert sum(total.after.values()) == 2
    pack = load_pack(write_pack(tmp_path / "pack"))
    assert comparison_record(found, pack, "en")["units"][0]["text"].startswith("Xugoudong Town")


def test_a_divided_unit_is_said(tmp_path: Path, now: Snapshot) -> None:
    towns = [row for row in UNITS if row["code"] != "990102"]
    whole = [
        row | {"code": "9897", "name": "虚构大镇"} if row["code"] == "990101" else row
        for row in towns
    ]
    old = before(tmp_path / "then", {}, units=whole, venues=[], reporting=[])
    rows = table(("9897", "虚构大镇", "town", "990101"), ("9897", "虚构大镇", "town", "990102"))
    found = compare(old, now, rows)
    assert [(c.kind, len(c.after)) for c in found.units] == [("divided", 2)]
    assert not [m for m in found.moves if m.unit in {"990101", "990102"}]
    assert not {"990101", "990102"} & set(found.new_units)


def test_lines_follow_too(tmp_path: Path, now: Snapshot) -> None:
    old = before(tmp_path / "then", {"990101": ("9898", "虚构旧乡")})
    first = old
    middle = before(tmp_path / "mid", {"990101": ("9898", "虚构旧乡")})
    rows = table(("9898", "虚构旧乡", "town", "990101"))
    for known, met in ((rows, 1), (None, 1)):
        lines = trends([first, middle, now], known)
        [line] = [x for x in lines if (x.requirement, x.county) == ("town-center", "9901")]
        assert line.points[0].met == met


def test_a_circle_of_successors_ends(tmp_path: Path, now: Snapshot) -> None:
    old = before(tmp_path / "then", {"990101": ("9898", "虚构旧乡")})
    rows = table(("9898", "虚构旧乡", "town", "9896"), ("9896", "x", "town", "9898"))
    assert unit_changes(old, now, rows) == ()
