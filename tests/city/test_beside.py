"""What a check says of hours, and of files that only the questions' rooms read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.read import load_pack
from locator.site.beside import check_beside
from packs import venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def test_hours_candidates_and_streets_are_read_as_they_will_be(tmp_path: Path) -> None:
    hours = ["周二至周日 9:00-17:00", "天亮开门，天黑关门", "以当日公告为准", "周二至周日开放", ""]
    rows = [
        venue(f"m{n}", f"虚构{n}", "museum", "99", opening_hours=text)
        for n, text in enumerate(hours)
    ]
    root = write_pack(tmp_path / "p", venues=rows)
    (root / "candidates.csv").write_text("name,lon,lat\n虚构点,x,20.5\n", encoding="utf-8")
    (root / "streets.npz").write_bytes(b"no network")
    found = [(p.severity, p.key, p.file, p.row, p.column) for p in check_beside(load_pack(root))]
    assert found == [
        ("warning", "problem.hours_unread", "venues/museum.csv", 3, "opening_hours"),
        ("error", "reach.list_number", "candidates.csv", 2, "lon"),
        ("error", "reach.network_file", "streets.npz", None, None),
    ]


def test_what_was_torn_off_is_said(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p")
    text = "name,lon,lat,cost\n虚构点,150.2,20.2,-5\n虚构二,150.2\n"
    (root / "candidates.csv").write_text(text, encoding="utf-8")
    (root / "streets.npz").write_bytes(b"")
    (root / "snapshots").mkdir()
    (root / "snapshots" / "2026-01-01.json").write_text('{"city":{"code":"99"}}', encoding="utf-8")
    found = [(p.key, p.file, p.row, p.column) for p in check_beside(load_pack(root))]
    assert found == [
        ("store.snapshot_broken", "snapshots/2026-01-01.json", None, None),
        ("reach.list_number", "candidates.csv", 2, "cost"),
        ("problem.cell_count", "candidates.csv", 3, None),
        ("reach.network_file", "streets.npz", None, None),
    ]


def test_a_candidate_of_another_city_is_doubted(tmp_path: Path) -> None:
    root = write_pack(tmp_path / "p")
    text = "name,lon,lat\n虚构点,150.2,20.2\n别处,120.6,31.3\n"
    (root / "candidates.csv").write_text(text, encoding="utf-8")
    found = [(p.severity, p.key, p.value) for p in check_beside(load_pack(root))]
    assert found == [("warning", "reach.list_outside", "别处")]
