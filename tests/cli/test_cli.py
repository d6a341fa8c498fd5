"""The command line's contract: what stands on standard output, exit status, formats."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from time_machine import travel

from locator.cli import main
from locator.clock import TIMEZONE
from locator.geo.datum import great_circle
from locator.settings import Settings
from locator.site import Site
from packs import write_pack

ROOT = Path(__file__).resolve().parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(arguments)
    except SystemExit as leaving:
        status = int(leaving.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    status, out, _ = run(capsys, *arguments, "--format", "json")
    assert status == 0
    return json.loads(out)


def test_check_of_a_sound_pack(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "check")
    assert found["problems"] == []
    assert found["counts"]["village"] == 2248
    assert found["counts"]["county"] == 10


def test_check_warns_of_a_year_without_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    with travel(datetime(2031, 5, 1, tzinfo=TIMEZONE)):
        status, out, err = run(capsys, "check", "--format", "json")
    assert (status, json.loads(out)["problems"]) == (0, [])
    assert "2031" in err


def test_check_lists_every_problem(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    file = folder / "units.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",town,", ",twon,"), encoding="utf-8")
    status, out, _ = run(capsys, "check", "--pack", str(folder), "--format", "json")
    assert status == 1
    problems = json.loads(out)["problems"]
    assert len(problems) > 1
    first = next(p for p in problems if p["value"] == "twon")
    assert list(first) == ["severity", "file", "row", "rows", "column", "value", "message"]
    assert (first["file"], first["column"]) == ("units.csv", "level")
    _, table, _ = run(capsys, "check", "--pack", str(folder))
    alike = sum(p["column"] == "parent" for p in problems)
    assert alike > 3
    assert f"另有 {alike - 3} 行" in table


def test_no_file_is_read_that_is_too_large(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Files of a terabyte that take no room: whoever read them whole would not come back."""
    folder, large = write_pack(tmp_path / "invented"), 2**40
    listed = tmp_path / "list.csv"
    for file in (listed, folder / "places.csv"):
        with file.open("a") as opened:
            opened.truncate(large)
    site = Site.open(Settings(packs=(write_pack(tmp_path / "sound"),), data=tmp_path / "data"))
    assert main(["import", str(listed), "--dry-run", "--format", "json"], site) == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert "20 MB" in problem["message"]
    report = ["report", "--kind", "xlsx", "--out", str(tmp_path / "x.xlsx")]
    assert main([*report, "--choices", str(listed)], site) == 2
    assert "20 MB" in capsys.readouterr().err
    status, out, _ = run(capsys, "check", "--pack", str(folder), "--format", "json")
    assert (status, [p["file"] for p in json.loads(out)["problems"]]) == (1, ["places.csv"])


def test_check_ends_with_1_for_warnings_only_if_strict(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = write_pack(tmp_path)
    (folder / "unread.csv").write_text("a\n", encoding="utf-8")
    for options, expected in ([], 0), (["--strict"], 1):
        status, out, _ = run(capsys, "check", "--pack", str(folder), "--format", "json", *options)
        assert {p["severity"] for p in json.loads(out)["problems"]} == {"warning"}
        assert status == expected


def test_check_of_no_pack(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = run(capsys, "check", "--pack", str(tmp_path / "none"), "--format", "json")
    assert status == 1
    assert json.loads(out)["counts"] == {}


def test_near_is_sorted_and_apart_from_what_has_no_position(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answer(capsys, "near", "--lon", "120.617133", "--lat", "31.313517", "--limit", "5")
    assert found["origin"] == {"lon": 120.617133, "lat": 31.313517}
    distances = [v["distance_m"] for v in found["venues"]]
    assert distances == sorted(distances)
    assert len(distances) == 5
    first = found["venues"][0]
    assert list(first) == [
        "id",
        "name",
        "layer",
        "unit",
        "distance_m",
        "walk_min",
        "walk_by",
        "lon",
        "lat",
        "precision",
    ]
    metres = float(great_circle(120.617133, 31.313517, first["lon"], first["lat"]))
    assert first["distance_m"] == pytest.approx(metres, abs=0.06)
    # 1.3 detour, 67 m a minute.
    assert first["walk_min"] == pytest.approx(metres * 1.3 / 67, abs=0.06)
    assert found["unit_only"]
    assert all("distance_m" not in v for v in found["unit_only"])


def test_near_with_datum_radius_layer_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--lon", "120.62", "--lat", "31.31")
    wgs = answer(capsys, "near", *place, "--layer", "library", "--layer", "museum")
    assert {v["layer"] for v in wgs["venues"]} <= {"library", "museum"}
    gcj = answer(capsys, "near", *place, "--datum", "gcj02")
    assert gcj["origin"]["lon"] == pytest.approx(120.6158, abs=2e-4)
    near = answer(capsys, "near", *place, "--radius", "700")
    assert near["venues"]
    assert all(v["distance_m"] <= 700 for v in near["venues"])
    night = answer(capsys, "near", *place, "--at", "2026-11-24T03:00")
    noon = answer(capsys, "near", *place, "--at", "2026-11-24T14:00")
    assert len(night["venues"]) < len(noon["venues"])


def test_place(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "place", "gsq", "--limit", "1")
    assert [list(p) for p in found] == [["name", "kind", "code", "lon", "lat", "score"]]
    assert found[0]["name"] == "姑苏区"
    assert answer(capsys, "place", "没有这个地方呀呀呀") == []


def test_coverage_filters(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "coverage", "--requirement", "town-senior-school", "--county", "320582")
    assert rows
    assert {r["requirement"] for r in rows} == {"town-senior-school"}
    assert all(r["unit"].startswith("320582") for r in rows)
    assert list(rows[0]) == ["requirement", "unit", "name", "status", "have", "need", "short"]
    met = answer(capsys, "coverage", "--status", "met", "--requirement", "town-senior-school")
    assert {r["status"] for r in met} == {"met"}
    assert answer(capsys, "coverage", "--status", "gap") == []


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "explain", "320505400", "town-community-education-center")
    assert found["status"] == "met"
    assert [v["id"] for v in found["counted"]] == ["sz-c99791a799"]
    assert found["counted"][0]["source_date"]
    status, out, _ = run(capsys, "explain", "320505400", "town-community-education-center")
    assert status == 0
    assert "counted.1.id" in out


def test_convert(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys, "convert", "--from", "wgs84", "--to", "gcj02", "121.5272106", "31.1774276"
    )
    assert found == {"lon": 121.53154186, "lat": 31.17530398}
    west = answer(capsys, "convert", "--from", "gcj02", "--to", "wgs84", "-74.0", "40.7")
    assert west == {"lon": -74.0, "lat": 40.7}


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["near", "--lon", "120.6"],
        ["near", "--lon", "x", "--lat", "31"],
        ["near", "--lon", "190", "--lat", "31"],
        ["near", "--lon", "nan", "--lat", "31"],
        ["near", "--lon", "120.6", "--lat", "31.3", "--limit", "0"],
        ["near", "--lon", "120.6", "--lat", "31.3", "--radius", "-1"],
        ["near", "--lon", "120.6", "--lat", "31.3", "--layer", "casino"],
        ["near", "--lon", "120.6", "--lat", "31.3", "--at", "teatime"],
        ["place", "x", "--limit", "0"],
        ["coverage", "--requirement", "nope"],
        ["coverage", "--county", "999999"],
        ["coverage", "--status", "fine"],
        ["explain", "999999", "town-senior-school"],
        ["explain", "320508", "town-senior-school"],
        ["convert", "--from", "mars", "--to", "wgs84", "1", "2"],
        ["convert", "--from", "wgs84", "--to", "gcj02", "120", "95"],
        ["check", "--format", "xml"],
    ],
)
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert any("\u4e00" <= c <= "\u9fff" for c in err)


def test_broken_pack_is_a_problem(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "units.csv").unlink()
    status, out, err = run(capsys, "coverage", "--pack", str(folder))
    assert (status, out) == (1, "")
    assert "units.csv" in err


def test_csv_holds_no_formula(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    venues = next((folder / "venues").glob("*.csv"))
    lines = list(csv.DictReader(io.StringIO(venues.read_text(encoding="utf-8-sig"))))
    lines[0]["name"] = '@HYPERLINK("x")'
    with venues.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    status, out, _ = run(
        capsys, "near", "--lon", "0", "--lat", "0", "--limit", "1000", "--pack", str(folder),
        "--format", "csv",
    )  # fmt: skip # a table, a row a line
    assert status == 0
    names = [row["name"] for row in csv.DictReader(io.StringIO(out))]
    assert '\'@HYPERLINK("x")' in names
    assert not any(name.startswith("@") for name in names)


def test_english_help_and_language(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "near", "--lang", "en", "--help")
    assert status == 0
    assert "longitude in degrees" in out
    _, _, err = run(capsys, "place", "x", "--limit", "0", "--lang", "en")
    assert "at least 1" in err or "1 or more" in err


def test_as_a_process_from_another_folder(tmp_path: Path) -> None:
    """Standard output is JSON alone, whatever the terminal's code page."""
    done = subprocess.run(
        [sys.executable, "-m", "locator", "place", "察院场", "--format", "json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))[0]["name"] == "察院场站"
