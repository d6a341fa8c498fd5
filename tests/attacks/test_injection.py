"""What people type stays text in reports: no markup, no formula, no script, no link of theirs.

Posters are held to it in ``tests/circles``, tables in ``tests/exports``, pages in ``tests/browser``.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from locator.city import City
from locator.exports.template.workbook import template
from locator.pack.read import load_pack
from locator.reports.building.build import build
from locator.reports.content.choices import Choices, read_choices, write_choices
from locator.reports.drawing.svg import to_svg
from locator.reports.files import KINDS
from packs import share, write_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.reports.content.report import Report

#: Files that take seconds to make.
SLOW = pytest.mark.attack
#: Each would do something in one file or another; none may end a file either.
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "</a:t></a:r><a:r><a:t>&xx;",
    "<img src=x onerror=alert(1)>",
    "</svg><script>alert(1)</script>",
    "javascript:alert(1)",
    "]]><!ENTITY a SYSTEM 'file:///etc/passwd'>",
    "\x00\x0b\ufffe\u202e虚构",
    "{{7*7}} ${7*7} %s",
    "\\href{http://evil.example}{x} (/URI) >>",
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    """The invented city, every name, remark and address of it hostile, and what was sent in."""
    rows = {table: [share(f"{table}{n}") for n in range(12)] for table in ("shares", "needs")}
    sound = load_pack(write_pack(tmp_path_factory.mktemp("hostile") / "pack", **rows))

    def spoilt(frame, columns):
        frame = frame.copy()
        for name in columns:
            frame[name] = [HOSTILE[i % len(HOSTILE)] + str(i) for i in range(len(frame))]
        return frame

    places = spoilt(sound.places, ["name"])
    venues = spoilt(
        sound.venues, ["name", "address", "phone", "opening_hours", "admission", "note", "website"]
    )
    said = ["title", "title_en", "description", "institution", "conditions", "contact", "source"]
    sent = {table: spoilt(getattr(sound, table), said) for table in ("shares", "needs")}
    units = spoilt(sound.units, ["name", "name_en"])
    return replace(sound, units=units, venues=venues, places=places, **sent)


@pytest.fixture(scope="module")
def report(pack: CityPack) -> Report:
    # By way of the file in which a speaker's choices are kept.
    typed = Choices(next_steps="\n".join(HOSTILE))
    return build(City(pack), read_choices(write_choices(typed), "meeting.json"), "zh")


@pytest.mark.parametrize("kind", ["pptx", pytest.param("docx", marks=SLOW), "xlsx"])
def test_office_files_hold_text_alone(report: Report, kind: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(KINDS[kind].make(report)))
    texts = ""
    for name in archive.namelist():
        data = archive.read(name)
        if name.endswith((".xml", ".rels", ".svg")):
            assert b"<!DOCTYPE" not in data
            assert b"<!ENTITY" not in data
            root = fromstring(data)  # well formed, without entities
            tags = {str(node.tag).rpartition("}")[2] for node in root.iter()}
            assert not tags & {"img", "script", "externalLink", "ddeLink", "oleObject"}, name
            assert not (name.startswith("xl/worksheets/") and "f" in tags)
            texts += "".join(root.itertext())
        if name.endswith(".rels"):
            external = re.findall(rb'Target="([^"]*)"[^>]*TargetMode="External"', data)
            assert not [t for t in external if not t.startswith((b"http", b"mailto"))]
            assert not [t for t in external if b"evil" in t]
    assert "alert(1)" in texts  # as text


@SLOW
@pytest.mark.parametrize("kind", ["pdf", "slides-pdf"])
def test_pdf_files_do_nothing(report: Report, kind: str) -> None:
    data = KINDS[kind].make(report)
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"evil.example)"):
        assert word not in data
    document = pypdfium2.PdfDocument(data)
    assert pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) <= 0
    document.close()


def test_drawings_hold_text_alone(report: Report) -> None:
    figures = [*(one.figure for one in report.maps), *(one.figure for one in report.charts)]
    assert len(figures) > 2
    said = ""
    for figure in figures:
        root = fromstring(to_svg(figure))  # well formed, without entities
        tags = {str(node.tag).rpartition("}")[2] for node in root.iter()}
        assert not tags & {"img", "script", "foreignObject", "a", "image", "use"}
        assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
        said += "".join(root.itertext())
    assert "alert(1)" in said  # as text


def test_lists_to_fill_in_hold_text_alone(pack: CityPack) -> None:
    book = load_workbook(io.BytesIO(template(pack, "99", ["library"], "zh")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = "".join(str(cell.value) for cell in cells if cell.value)
    assert texts.count("evil.example") > 3  # as text
