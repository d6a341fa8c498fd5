"""``store`` on the command line: log, undo, export, verify, restore, and bytes that agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from locator.city import open_city, publish
from locator.cli import main
from locator.pack.read import load_pack, pack_files
from locator.store import open_store
from locator.store.model import RowChange, Source
from packs import write_pack

CENTERS = "venues/community_education_center.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with one publication: a unit renamed, a venue in a new file, a venue gone."""
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    folder = write_pack(tmp_path / "geodata" / "invented")
    unit = open_city(folder).rows("units.csv")["990101"]
    gone = open_city(folder).rows(CENTERS)["v6"]
    new = gone | {"id": "n1", "layer": "museum", "name": "虚构博物馆", "status": "open"}
    changes = [
        RowChange("units.csv", "990101", unit, unit | {"note": "=1+1"}),
        RowChange("venues/museum.csv", "n1", None, new),
        RowChange(CENTERS, "v6", gone, None),
    ]
    source = Source("名单.xlsx", "ab" * 32)
    publish(folder, changes, by="张三", why="核对", source=source, head=0)
    return folder


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: object, status: int = 0
) -> object:
    given = ["store", *map(str, arguments), "--pack", str(folder), "--format", "json"]
    try:
        found = main(given)
    except SystemExit as leaving:
        found = int(leaving.code or 0)
    out, err = capsys.readouterr()
    assert found == status, err
    return json.loads(out) if out else err


def content(folder: Path) -> dict[str, bytes]:
    return {file: (folder / file).read_bytes() for file in pack_files(folder)}


def test_log_and_undo(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    [entry] = run(capsys, folder, "log")
    assert entry.pop("at")
    assert entry == {
        "number": 1,
        "kind": "publish",
        "by": "张三",
        "why": "核对",
        "source": "名单.xlsx",
        "sha256": "ab" * 32,
        "undoes": None,
        "rows": 3,
    }
    cells = run(capsys, folder, "log", "--entry", "1")
    assert cells[0] == {
        "file": "units.csv",
        "key": "990101",
        "column": "note",
        "before": "",
        "after": "=1+1",
    }
    assert {c["key"]: (c["before"], c["after"]) for c in cells if c["column"] == "id"} == {
        "n1": ("", "n1"),
        "v6": ("v6", ""),
    }
    run(capsys, folder, "log", "--entry", "2", status=2)
    run(capsys, folder, "undo", "1", status=2)  # who, and why?
    undone = run(capsys, folder, "undo", "1", "--by", "李四", "--why", "错了")
    assert (undone["number"], undone["undoes"], undone["by"]) == (2, 1, "李四")
    assert "1" in run(capsys, folder, "undo", "1", "--by", "李四", "--why", "错了", status=1)
    assert main(["store", "log", "--pack", str(folder), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("1,publish,")


def test_every_question_sees_the_effective_pack(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    def ask(*arguments: str) -> str:
        main([*arguments, "--pack", str(folder), "--format", "json"])
        return capsys.readouterr().out

    assert json.loads(ask("check"))["counts"]["venues"] == 8
    assert any(p["name"] == "虚构博物馆" for p in json.loads(ask("place", "虚构博物馆")))
    assert "n1" in ask("near", "--lon", "150.2", "--lat", "20.2")
    assert "v6" not in ask("explain", "990102", "town-center")


def test_the_export_is_the_effective_pack_to_the_byte(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once, again, elsewhere = (tmp_path / "geodata" / name for name in ("a", "b", "c"))
    done = run(capsys, folder, "export", "--out", once)
    assert done["head"] == 1
    assert done["checksum"] == open_city(folder).pack.checksum == load_pack(once).checksum
    assert done["files"] == len(content(once))
    run(capsys, folder, "export", "--out", again)
    assert content(once) == content(again)
    before = content(folder)
    assert {f for f, raw in content(once).items() if before.get(f) != raw} == {
        "units.csv",
        "venues/museum.csv",
        CENTERS,
    }
    # The export with the store it came from, and with an empty one.
    assert open_city(once).pack.checksum == done["checksum"]
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "empty"))
    elsewhere.mkdir()  # an empty folder will do
    run(capsys, once, "export", "--out", elsewhere)
    assert content(once) == content(elsewhere)
    assert sorted(p.name for p in (tmp_path / "geodata").iterdir()) == ["a", "b", "c", "invented"]


def test_export_overwrites_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    run(capsys, folder, "export", "--out", tmp_path / "full", status=1)
    assert (tmp_path / "full" / "x").read_text() == "x"
    run(capsys, folder, "export", "--log", tmp_path / "full" / "x", status=1)
    run(capsys, folder, "export", "--out", folder / "inside", status=1)
    run(capsys, folder, "export", status=2)
    (tmp_path / "file").write_text("x")
    run(capsys, folder, "export", "--out", tmp_path / "file" / "below", status=1)


def test_an_export_that_fails_leaves_nothing_half_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write_bytes = Path.write_bytes

    def fail(path: Path, raw: bytes) -> int:
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(path.name)
        return write_bytes(path, raw)

    monkeypatch.setattr(Path, "write_bytes", fail)
    out = tmp_path / "outside" / "export"
    assert main(["store", "export", "--out", str(out), "--pack", str(folder)]) == 1
    assert list(out.parent.iterdir()) == []


def test_backup_and_restore(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_store()
    store.submit("error", "99", {"new": "开放"}, {"phone": "0000-SECRET"})
    store.decide(1, "accepted", by="张三", entry=1)
    backup, second = tmp_path / "log.jsonl", tmp_path / "again.jsonl"
    run(capsys, folder, "export", "--log", backup)
    assert "SECRET" not in backup.read_text(encoding="utf-8")
    run(capsys, folder, "restore", backup, status=1)  # not empty
    log, changes, digests = store.log("99"), store.changes("99"), store.digests()
    checksum = open_city(folder).pack.checksum

    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "new"))
    done = run(capsys, folder, "restore", backup)
    assert done["rows"] == len(backup.read_text(encoding="utf-8").splitlines()) - 1
    restored = open_store()
    assert (restored.log("99"), restored.changes("99")) == (log, changes)
    assert restored.submissions("99") == store.submissions("99")
    assert restored.contact(1) == {}
    assert open_city(folder).pack.checksum == checksum
    run(capsys, folder, "export", "--log", second)
    assert second.read_bytes() == backup.read_bytes()
    verified = run(capsys, folder, "verify")
    assert verified == {"problems": [], "digests": digests}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("核对", "篡改"),
        ('"number":1', '"number":2'),
        ('"table":"store_change"', '"table":"store_contact"'),
        ('{"store":1}', '{"store":2}'),
        ('{"store":1}', "name,id"),
        ('"key":"n1"', '"key":n1'),
    ],
)
def test_a_backup_that_was_altered_is_not_restored(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    new: str,
) -> None:
    backup = tmp_path / "log.jsonl"
    run(capsys, folder, "export", "--log", backup)
    text = backup.read_text(encoding="utf-8")
    assert old in text
    backup.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "new"))
    run(capsys, folder, "restore", backup, status=1)
    assert open_store().log("99") == []
    run(capsys, folder, "restore", tmp_path / "none", status=1)


def test_verify_finds_what_does_not_fit(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "units.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("虚构东镇", "改了"), encoding="utf-8")
    monkeypatch.setattr("locator.city._cities", {})
    found = run(capsys, folder, "verify", status=1)
    assert [(p["file"], p["column"], p["value"]) for p in found["problems"]] == [
        ("units.csv", "name", "改了")
    ]
