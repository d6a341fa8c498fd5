"""Slides, document and workbook of a region say what the terminal says of it."""

from __future__ import annotations

import io
import json
import tomllib
from typing import TYPE_CHECKING

import openpyxl
from docx import Document
from pptx import Presentation

from locator.cli import main
from locator.region.served import ServedRegion
from locator.reports.building.region import build_region
from locator.reports.drawing.canvas import tied
from locator.site import Site
from locator.wording.catalogue import t
from locator.wording.verdicts import status_text
from packs import REQUIREMENTS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_file_says_what_the_terminal_says(
    site: Site, region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (region / "north" / "units.csv").write_text("nonsense\n", encoding="utf-8")
    assert main(["region", "coverage", "--format", "json"], site) == 1
    said = json.loads(capsys.readouterr().out)
    files = {}
    for kind in ("pptx", "docx", "xlsx", "html"):
        out = tmp_path / f"region.{kind}"
        # A city that fails is named, and the rest is written.
        assert main(["region", "report", "--kind", kind, "--out", str(out)], site) == 1
        files[kind] = out.read_bytes()
    assert "north" in capsys.readouterr().err

    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    sheet = book[t("region.sheet_clauses", "zh")]
    columns = [cell.value for cell in sheet[1]]
    assert sheet.max_row - 1 == len(said["total"])
    at = [columns.index(status_text(s, "zh")) for s in ("met", "gap", "unreported")]
    shown = [[row[n].value for n in at] for row in sheet.iter_rows(min_row=2)]
    assert shown == [[one[s] for s in ("met", "gap", "unreported")] for one in said["total"]]

    slides = Presentation(io.BytesIO(files["pptx"])).slides
    texts = [s.text_frame.text for one in slides for s in one.shapes if s.has_text_frame]
    paper = "\n".join(p.text for p in Document(io.BytesIO(files["docx"])).paragraphs)
    rules = tomllib.loads(REQUIREMENTS)["requirement"]
    required = {rule["id"] for rule in rules if rule["strength"] == "required"}
    gaps = sum(one["gap"] for one in said["total"] if one["requirement"] in required)
    assert gaps
    for text in ("\n".join(texts), paper):
        assert "测试省" in text
        assert "north" in text
        assert tied(f"{gaps} 项次已知的缺口") in text
    assert b"http://" not in files["html"].replace(b"http://www.w3.org", b"")


def test_a_kind_that_there_is_not_is_said(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.odt"
    assert main(["region", "report", "--kind", "odt", "--out", str(out)], site) == 2
    assert "pptx, docx" in capsys.readouterr().err
    assert not out.exists()


def test_only_the_invented_cities_are_said_to_be(site: Site, region: Path) -> None:
    real = region / "west" / "city.toml"
    text = real.read_text(encoding="utf-8").replace("fictional = true", "fictional = false")
    real.write_text(text.replace("测试虚构市", "西市"), encoding="utf-8")
    answer = site.once(ServedRegion).answer()
    head = build_region(answer, "zh").head
    assert head.watermark
    assert "测试虚构市" in head.watermark_note
    assert "西市" not in head.watermark_note
    for name in ("east", "north"):
        path = region / name / "city.toml"
        text = path.read_text(encoding="utf-8").replace("fictional = true", "fictional = false")
        path.write_text(text, encoding="utf-8")
    again = Site.open(site.settings)
    head = build_region(again.once(ServedRegion).answer(), "zh").head
    assert (head.watermark, head.watermark_note) == ("", "")
