"""One effective pack for every door: what is published shows, and what does not fit is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from locator import city as cities
from locator.city import check, open_city, publish, undo
from locator.pack.change import RowChange
from locator.problems import LocatorError, PackError
from locator.store import StoreConflict, StoreUnreachable, open_store
from packs import venue, write_pack

ROOT = Path(__file__).resolve().parents[2]
FILE = "venues/community_education_center.csv"
WHO = {"by": "张三", "why": "试"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    return write_pack(tmp_path / "geodata" / "invented")


def center(identifier: str, unit: str, **more: object) -> RowChange:
    row = venue(identifier, f"虚构中心{identifier}", "community_education_center", unit, **more)
    return RowChange(FILE, identifier, None, {name: str(value) for name, value in row.items()})


def status(folder: Path, unit: str) -> str:
    verdicts = open_city(folder).verdicts
    own = (verdicts["unit"] == unit) & (verdicts["requirement"] == "town-center")
    return verdicts.loc[own, "status"].iloc[0]


def test_published_changes_show_at_once_and_undo_takes_them_back(folder: Path) -> None:
    first = open_city(folder)
    assert (first.head, first.laid, status(folder, "990102")) == (0, {}, "gap")
    assert open_city(folder) is first
    assert not (folder.parents[1] / "data").exists()
    publish(folder, [center("n1", "990102")], head=first.head, **WHO)
    assert (open_city(folder).head, status(folder, "990102")) == (1, "met")
    assert open_city(folder).rows(FILE)["n1"]["unit"] == "990102"
    assert open_city(folder) is open_city(folder)
    undo(folder, 1, **WHO)
    assert (open_city(folder).head, status(folder, "990102")) == (2, "gap")
    assert open_city(folder).pack.checksum == first.pack.checksum
    assert open_city(folder).laid == {}


def test_a_publication_that_would_break_the_pack_is_refused(folder: Path) -> None:
    with pytest.raises(PackError) as raised:
        publish(folder, [center("n1", "no such unit")], head=0, **WHO)
    assert "problem.unknown_unit" in [p.key for p in raised.value.problems]
    row = open_city(folder).rows("units.csv")["990101"]
    with pytest.raises(PackError):  # its venues and villages would hang in the air
        publish(folder, [RowChange("units.csv", "990101", row, None)], head=0, **WHO)
    with pytest.raises(LocatorError) as raised:  # the files know it, though the log does not
        publish(folder, [center("v1", "990102")], head=0, **WHO)
    assert [p.key for p in raised.value.problems] == ["store.row_there"]
    assert open_store().log("99") == []


def test_an_undo_that_would_break_the_pack_is_refused(folder: Path) -> None:
    new = open_city(folder).rows("villages.csv")["99010101"] | {
        "code": "99010109",
        "name": "虚构新村",
    }
    publish(folder, [RowChange("villages.csv", "99010109", None, new)], head=0, **WHO)
    publish(folder, [center("n1", "99010109")], head=1, **WHO)
    with pytest.raises(PackError):
        undo(folder, 1, **WHO)
    assert open_city(folder).head == 2


def test_another_process_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("locator.city.time.monotonic", lambda: clock[0])
    assert open_city(folder).head == 0
    script = (
        "from pathlib import Path; from test_desk import *;"
        f"publish(Path({str(folder)!r}), [center('n1', '990102')], head=0, **WHO)"
    )
    paths = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests", ROOT / "tests" / "city")))
    subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": paths}, check=True
    )
    assert open_city(folder).head == 0  # asked a moment ago
    clock[0] += cities.NOTICE_S
    assert open_city(folder).head == 1
    with pytest.raises(StoreConflict):
        publish(folder, [center("n1", "990101")], head=0, **WHO)


def test_files_edited_underneath(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = open_city(folder).rows("units.csv")["990101"]
    new = row | {"name": "虚构东新镇"}
    publish(folder, [RowChange("units.csv", "990101", row, new)], head=0, **WHO)
    file = folder / "units.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("虚构东镇", "改了"), encoding="utf-8")
    monkeypatch.setattr("locator.city._cities", {})
    # The city stays open, with the files' name, and says what waits for a decision.
    city = open_city(folder)
    assert city.pack.units.at["990101", "name"] == "改了"
    [waiting] = city.set_aside
    assert [(p.key, p.file, p.row, p.column, p.value) for p in waiting.doubts] == [
        ("store.aside_cell_moved", "units.csv", 5, "name", "改了")
    ]
    pack, problems = check(folder)
    assert pack is not None
    assert [p.key for p in problems] == ["store.aside_cell_moved"]
    monkeypatch.setattr("locator.city._cities", {})
    # Already as the change leaves it, as after putting an export in the place of the pack.
    file.write_text(text.replace("虚构东镇", "虚构东新镇"), encoding="utf-8")
    assert open_city(folder).pack.units.at["990101", "name"] == "虚构东新镇"


def test_the_last_known_pack_is_served_while_the_store_is_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, [center("n1", "990102")], head=0, **WHO)
    known = open_city(folder)

    def away(*_: object) -> int:
        raise StoreUnreachable(())

    monkeypatch.setattr("locator.city.NOTICE_S", 0.0)
    monkeypatch.setattr("locator.store.Store.head", away)
    assert open_city(folder) is known
    monkeypatch.setattr("locator.city._cities", {})
    with pytest.raises(StoreUnreachable):  # never the files alone, as if nothing were published
        open_city(folder)
