"""Command line: report writes what the page hands out, whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from locator.cli import main
from locator.folders import DEMO
from locator.reports.building.build import build
from locator.reports.content.choices import Choices, MapChoice, write_choices
from locator.reports.files import KINDS
from locator.settings import Settings
from locator.site import Site

if TYPE_CHECKING:
    from pathlib import Path


def run(kind: str, out: Path, *more: str) -> int:
    return main(["report", "--pack", str(DEMO), "--kind", kind, "--out", str(out), *more])


@pytest.mark.parametrize("kind", ["xlsx", "slides-pdf"])
def test_file_is_what_the_page_hands_out(kind: str, tmp_path: Path) -> None:
    choices = Choices("990102", sections=("standing", "gaps", "next"), next_steps="一")
    file = tmp_path / "choices.json"
    file.write_bytes(write_choices(choices))
    out = tmp_path / "out"
    assert run(kind, out, "--choices", str(file)) == 0
    site = Site.open(Settings(packs=(DEMO,)))
    report = build(site.city(), choices, "zh", site.settings.map_approval, site.snapshots.of())
    assert out.read_bytes() == KINDS[kind].make(report)


def test_options_outdo_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "choices.json"
    old = Choices("990102", (MapChoice("gone"),), ("standing",))
    file.write_bytes(write_choices(old))
    more = ("--choices", str(file), "--format", "json", "--scope", "990103")
    assert run("pptx", tmp_path / "a.pptx", *more) == 0
    written, said = capsys.readouterr()
    answer = json.loads(written)
    assert (answer["scope"], answer["absent"]) == ("990103", ["gone"])
    assert answer["bytes"] == (tmp_path / "a.pptx").stat().st_size
    assert "gone" in said
    # The city's own code is the whole city.
    assert run("pptx", tmp_path / "b.pptx", *more[:-1], "990100") == 0
    assert json.loads(capsys.readouterr().out)["scope"] == ""


def test_nothing_is_left_of_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "old.pptx"
    out.write_bytes(b"old")
    assert run("pptx", out, "--scope", "320505") == 2
    assert "990102" in capsys.readouterr().err  # the codes that there are
    assert run("xlsx", tmp_path / "no" / "such.xlsx", "--scope", "990102") == 2
    assert run("pptx", out, "--choices", str(tmp_path / "none.json")) == 2
    assert out.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.name != "data"] == ["old.pptx"]
