"""Slides of cities that are made otherwise: without counties, without outlines, with one town."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from locator.cli import main
from packs import CITY, OUTLINES, REQUIREMENTS, UNITS, VENUES, outline, square, write_pack

if TYPE_CHECKING:
    from pathlib import Path

FLAT = [UNITS[0], *({**u, "parent": "99"} for u in UNITS if u["level"] == "town")]
ONE = [u for u in UNITS if u["code"] in {"99", "9901", "990101"}]
CLAUSES = REQUIREMENTS.split('\n\n[[requirement]]\nid = "town-quality"')[0]


@pytest.mark.parametrize(
    ("units", "outlines"),
    [
        (FLAT, [outline("99", square(150, 20, 151, 21))]),
        (FLAT, []),
        (UNITS, []),
        (ONE, []),
        (ONE, OUTLINES[:1]),
    ],
    ids=["no counties", "no counties, no outlines", "no outlines", "one town", "one town drawn"],
)
def test_slides_are_made(
    tmp_path: Path, units: list[dict[str, object]], outlines: list[dict[str, object]]
) -> None:
    codes = {u["code"] for u in units}
    pack = write_pack(
        tmp_path / "p", units=units, villages=[], indicators=[], reporting=[], places=[],
        outlines=outlines, requirements=CLAUSES, city=CITY,
        venues=[v for v in VENUES if v["unit"] in codes],
    )  # fmt: skip # the tables
    out = tmp_path / "x.pptx"
    assert main(["report", "--kind", "pptx", "--out", str(out), "--pack", str(pack)]) == 0
    assert out.stat().st_size > 0


def test_a_city_without_counties_is_told_by_its_towns(tmp_path: Path) -> None:
    root = write_pack(
        tmp_path / "p", units=FLAT, villages=[], indicators=[], reporting=[], places=[],
        outlines=[], requirements="", venues=VENUES[:1],
    )  # fmt: skip # the tables
    out = tmp_path / "x.docx"
    assert main(["report", "--kind", "docx", "--out", str(out), "--pack", str(root)]) == 0
    with zipfile.ZipFile(out) as parts:
        text = parts.read("word/document.xml").decode()
    assert "各乡镇（街道）情况" in text
    assert "虚构西镇" in text
    assert "各县（市、区）情况" not in text


@pytest.mark.parametrize(("kind", "words"), [("docx", "必须落实的要求</"), ("pptx", "都已上报")])
def test_a_plan_that_only_encourages_has_no_binding_part(
    tmp_path: Path, kind: str, words: str
) -> None:
    def text(name: str, requirements: str) -> str:
        pack = write_pack(tmp_path / name, requirements=requirements)
        out = tmp_path / f"{name}.{kind}"
        assert main(["report", "--kind", kind, "--out", str(out), "--pack", str(pack)]) == 0
        with zipfile.ZipFile(out) as parts:
            return "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml"))

    encouraged = text("encouraged", REQUIREMENTS.replace('"required"', '"encouraged"'))
    assert words not in encouraged
    assert "每个乡镇设立社区教育中心" in encouraged
    if kind == "docx":
        assert words in text("both", REQUIREMENTS)
