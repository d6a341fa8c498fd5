"""``store`` on the command line: log, undo, export, verify, restore, and bytes that agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from locator.cli import main
from locator.pack.change import RowChange
from locator.pack.files import PackFiles
from locator.pack.overlay import overlay, pack_rows
from locator.pack.read import load_pack
from locator.settings import Settings
from locator.site import Site
from locator.store.model import Source

CENTERS = "venues/community_education_center.csv"


@pytest.fixture
def published(site: Site) -> Site:
    """A pack with one publication: a unit renamed, a venue in a new file, a venue gone."""
    unit = site.city().rows("units.csv")["990101"]
    gone = site.city().rows(CENTERS)["v6"]
    new = gone | {"id": "n1", "layer": "museum", "name": "虚构博物馆", "status": "open"}
    changes = [
        RowChange("units.csv", "990101", unit, unit | {"note": "=1+1"}),
        RowChange("venues/museum.csv", "n1", None, new),
        RowChange(CENTERS, "v6", gone, None),
    ]
    source = Source("名单.xlsx", "ab" * 32)
    site.publish("", changes, by="张三", why="核对", source=source, head=0)
    return site


def elsewhere(site: Site, data: Path) -> Site:
    """Another installation with the same pack."""
    return Site.open(Settings(packs=site.settings.packs, data=data))


def run(
    capsys: pytest.CaptureFixture[str], site: Site, *arguments: object, status: int = 0
) -> object:
    given = ["store", *map(str, arguments), "--pack", str(site.folder()), "--format", "json"]
    try:
        found = main(given, site)
    except SystemExit as leaving:
        found = int(leaving.code or 0)
    out, err = capsys.readouterr()
    assert found == status, err
    return json.loads(out) if out else err


def content(folder: Path) -> dict[str, bytes]:
    return {file: (folder / file).read_bytes() for file in PackFiles(folder).all_names()}


def test_log_and_undo(capsys: pytest.CaptureFixture[str], published: Site) -> None:
    [entry] = run(capsys, published, "log")
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
    cells = run(capsys, published, "log", "--entry", "1")
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
    run(capsys, published, "log", "--entry", "2", status=2)
    run(capsys, published, "undo", "1", status=2)  # who, and why?
    undone = run(capsys, published, "undo", "1", "--by", "李四", "--why", "错了")
    assert (undone["number"], undone["undoes"], undone["by"]) == (2, 1, "李四")
    assert "1" in run(capsys, published, "undo", "1", "--by", "李四", "--why", "错了", status=1)
    assert (
        main(["store", "log", "--pack", str(published.folder()), "--format", "csv"], published) == 0
    )
    assert capsys.readouterr().out.splitlines()[1].startswith("1,publish,")


def test_every_question_sees_the_effective_pack(
    capsys: pytest.CaptureFixture[str], published: Site
) -> None:
    def ask(*arguments: str) -> str:
        main([*arguments, "--pack", str(published.folder()), "--format", "json"], published)
        return capsys.readouterr().out

    assert json.loads(ask("check"))["counts"]["venues"] == 8
    assert any(p["name"] == "虚构博物馆" for p in json.loads(ask("place", "虚构博物馆")))
    assert "n1" in ask("near", "--lon", "150.2", "--lat", "20.2")
    assert "v6" not in ask("explain", "990102", "town-center")


def test_the_export_is_the_effective_pack_to_the_byte(
    capsys: pytest.CaptureFixture[str], published: Site, tmp_path: Path
) -> None:
    once, again, third = (tmp_path / "geodata" / name for name in ("a", "b", "c"))
    done = run(capsys, published, "export", "--out", once)
    assert done["head"] == 1
    assert done["checksum"] == published.city().pack.checksum == load_pack(once).checksum
    assert done["files"] == len(content(once))
    run(capsys, published, "export", "--out", again)
    assert content(once) == content(again)
    before = content(published.folder())
    assert {f for f, raw in content(once).items() if before.get(f) != raw} == {
        "units.csv",
        "venues/museum.csv",
        CENTERS,
    }
    # The export with the store it came from, and with an empty one.
    assert published.city(once).pack.checksum == done["checksum"]
    empty = Site.open(Settings(packs=(once,), data=tmp_path / "empty"))
    third.mkdir()  # an empty folder will do
    run(capsys, empty, "export", "--out", third)
    assert content(once) == content(third)
    assert sorted(p.name for p in (tmp_path / "geodata").iterdir()) == ["a", "b", "c", "invented"]


def test_export_overwrites_nothing(
    capsys: pytest.CaptureFixture[str], published: Site, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    run(capsys, published, "export", "--out", tmp_path / "full", status=1)
    assert (tmp_path / "full" / "x").read_text() == "x"
    run(capsys, published, "export", "--log", tmp_path / "full" / "x", status=1)
    run(capsys, published, "export", "--out", published.folder() / "inside", status=1)
    run(capsys, published, "export", status=2)
    (tmp_path / "file").write_text("x")
    run(capsys, published, "export", "--out", tmp_path / "file" / "below", status=1)


def test_an_export_that_fails_leaves_nothing_half_written(
    published: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    assert (
        main(["store", "export", "--out", str(out), "--pack", str(published.folder())], published)
        == 1
    )
    assert list(out.parent.iterdir()) == []


def test_backup_and_restore(
    capsys: pytest.CaptureFixture[str],
    published: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = published.store
    store.submit("error", "99", {"new": "开放"}, {"phone": "0000-SECRET"})
    store.decide(1, "accepted", by="张三", entry=1)
    backup, second = tmp_path / "log.jsonl", tmp_path / "again.jsonl"
    run(capsys, published, "export", "--log", backup)
    assert "SECRET" not in backup.read_text(encoding="utf-8")
    run(capsys, published, "restore", backup, status=1)  # not empty
    log, changes, digests = store.log("99"), store.changes("99"), store.digests()
    checksum = published.city().pack.checksum

    new = elsewhere(published, tmp_path / "new")
    done = run(capsys, new, "restore", backup)
    assert done["rows"] == len(backup.read_text(encoding="utf-8").splitlines()) - 1
    restored = new.store
    assert (restored.log("99"), restored.changes("99")) == (log, changes)
    assert restored.submissions("99") == store.submissions("99")
    assert restored.contact(1) == {}
    assert new.city().pack.checksum == checksum
    run(capsys, new, "export", "--log", second)
    assert second.read_bytes() == backup.read_bytes()
    verified = run(capsys, new, "verify")
    assert verified == {"problems": [], "digests": digests}


def test_a_backup_that_was_altered_is_not_restored(
    capsys: pytest.CaptureFixture[str], published: Site, tmp_path: Path
) -> None:
    backup = tmp_path / "log.jsonl"
    run(capsys, published, "export", "--log", backup)
    text = backup.read_text(encoding="utf-8")
    new = elsewhere(published, tmp_path / "new")
    for old, other in (
        ("核对", "篡改"),
        ('"number":1', '"number":2'),
        ('"table":"store_change"', '"table":"store_contact"'),
        ('{"store":1}', '{"store":2}'),
        ('{"store":1}', "name,id"),
        ('"key":"n1"', '"key":n1'),
    ):
        assert old in text
        backup.write_text(text.replace(old, other), encoding="utf-8")
        run(capsys, new, "restore", backup, status=1)
        assert new.store.log("99") == [], other
    run(capsys, new, "restore", tmp_path / "none", status=1)


def test_verify_finds_what_does_not_fit(
    capsys: pytest.CaptureFixture[str], published: Site
) -> None:
    # A new release of the files says otherwise in a cell that was published (its note).
    folder = published.folder()
    row = pack_rows(folder, "units.csv")["990101"]
    edited = overlay(folder, [RowChange("units.csv", "990101", row, row | {"note": "新版"})])
    (folder / "units.csv").write_bytes(edited.files["units.csv"])
    again = elsewhere(published, published.settings.data)
    found = run(capsys, again, "verify", status=1)
    assert [(p["severity"], p["file"], p["column"], p["value"]) for p in found["problems"]] == [
        ("warning", "units.csv", "note", "新版")
    ]
