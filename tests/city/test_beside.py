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
