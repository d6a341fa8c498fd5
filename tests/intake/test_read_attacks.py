"""Files made to do harm: each ends in a message, within the limits, and nothing leaves the file."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import stat
import struct
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from locator.intake import read
from locator.intake.read import ACCEPTED, limits, read_upload
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text
from uploads import (
    MAIN,
    SHEET,
    STRINGS,
    geojson,
    keys,
    nested_wkb,
    saved,
    shapefile_zip,
    sheet_xml,
    unzipped,
    workbook,
    workbook_with,
    written,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SOUND = saved(workbook(["名称", "电话"], ["甲", 1]))


# --- archives ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../层.shp", "a/../../层.shp", "/etc/层.shp", "C:\\层.shp", "..\\层.shp", "\\\\host\\层.shp"],
)
@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_no_path_leaves_the_archive(name: str, ending: str) -> None:
    assert keys(f"a{ending}", zipped({name: b"x"})) == ["upload.archive_path"]


def test_a_member_without_a_name() -> None:
    data = zipped({"qq": b"x"}).replace(b"qq", b"\x00q")  # a name ends before its first NUL
    assert keys("a.zip", data) == ["upload.archive_broken"]


def test_no_link_in_an_archive() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("层.shp")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert keys("a.zip", stream.getvalue()) == ["upload.archive_path"]


def test_no_archive_within_an_archive() -> None:
    assert keys("a.zip", zipped({"inner.ZIP": zipped({"层.shp": b"x"})})) == [
        "upload.archive_nested"
    ]


def test_number_of_members_is_limited() -> None:
    members = {f"{number}.txt": b"" for number in range(limits.MEMBERS + 1)}
    assert keys("a.zip", zipped(members)) == ["upload.archive_members"]
    members.popitem()
    assert keys("a.zip", zipped(members)) == ["upload.no_shapefile"]


def test_unpacked_size_and_ratio_are_limited_by_the_directory() -> None:
    zeros = bytes(limits.RATIO_FROM + 1)
    assert keys("a.zip", zipped({"层.shp": zeros})) == ["upload.archive_bomb"]
    fewer = {f"{number}.txt": random_bytes(2**20) for number in range(3)}
    assert keys("a.zip", zipped(fewer)) == ["upload.no_shapefile"]


def test_all_members_together_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1000)
    assert keys("a.zip", zipped({"a.txt": random_bytes(600)})) == ["upload.no_shapefile"]
    both = {"a.txt": random_bytes(600), "b.txt": random_bytes(600)}
    assert keys("a.zip", zipped(both)) == ["upload.archive_bomb"]


def random_bytes(number: int) -> bytes:
    return random.Random(1).randbytes(number)  # noqa: S311 - cannot be compressed, that is all


def lying(data: bytes, name: str, size: int) -> bytes:
    """The archive with another unpacked size in its directory and before the member."""
    encoded = name.encode()
    directory = data.index(b"PK\x01\x02")
    at = data.index(encoded, directory) - 46 + 24
    local = data.index(encoded) - 30 + 22
    for place in (at, local):
        data = data[:place] + struct.pack("<I", size) + data[place + 4 :]
    return data


def test_the_directory_is_not_believed() -> None:
    # It says 10 bytes, the member holds a megabyte.
    data = lying(zipped({"a.dbf": bytes(10**6), "a.shp": b"x"}), "a.dbf", 10)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("a.dbf").file_size == 10
    assert keys("a.zip", data) == ["upload.archive_member_broken"]


def test_no_two_members_share_a_name() -> None:
    # Readers that find a part whatever its case would take the one that was not weighed.
    for other in ("XL/SHAREDSTRINGS.XML", "xl\\sharedStrings.xml"):
        data = workbook_with({STRINGS: strings("a"), other: strings("b")})
        assert keys("a.xlsx", data) == ["upload.archive_broken"]


def test_a_workbook_has_one_directory_only() -> None:
    other = saved(workbook(["别的"], ["乙"]))
    with_comment = bytearray(SOUND)
    with_comment[-2:] = struct.pack("<H", len(other))
    for data in (other + SOUND, bytes(with_comment) + other, SOUND + b"x"):
        assert keys("a.xlsx", data) == ["upload.archive_broken"]


@pytest.mark.parametrize("cut", [10, 100, -30])
def test_truncated_archives(cut: int) -> None:
    for name in ("a.xlsx", "a.zip"):
        assert keys(name, SOUND[:cut]) == ["upload.archive_broken"]


# --- workbooks -----------------------------------------------------------------------------------

CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'
DOCTYPES = {
    "entities": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
    "external": '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
    "dtd": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
}


@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize(
    "part", [SHEET, STRINGS, "xl/workbook.xml", "docProps/core.xml", "new.xml"]
)
def test_no_part_of_a_workbook_declares_a_document_type(kind: str, part: str) -> None:
    xml = DOCTYPES[kind] + sheet_xml(CELL.format("&c;"))
    upload = read_upload("a.xlsx", workbook_with({part: xml}))
    assert upload.sheets == ()
    (problem,) = upload.problems
    assert (problem.key, problem.value) == ("upload.xml_doctype", part)


def test_a_sheet_may_have_any_name_and_is_weighed_all_the_same() -> None:
    parts = unzipped(SOUND)
    relations = str(parts["xl/_rels/workbook.xml.rels"], "utf-8")
    for name in ("xl/media/a.png", "xl/odd", "odd/name.xml"):
        path = "/" + name
        moved = {"xl/_rels/workbook.xml.rels": relations.replace("/" + SHEET, path)}
        far = sheet_xml(CELL.format(1) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        (key,) = keys("a.xlsx", zipped(parts | moved | {name: far}))
        assert key == ("upload.cells" if name.endswith("xml") else "upload.xml_broken")


def rows(number: int, cells: str = "", start: int = 1) -> str:
    return "".join(f'<row r="{row}">{cells}</row>' for row in range(start, start + number))


def strings(*texts: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


FIRST, LAST = CELL.format(1), '<row r="{}"><c r="{}"><v>1</v></c></row>'
NUMBER = "<c><v>{}</v></c>"
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a million empty rows": ("upload.rows", lambda: workbook_with({SHEET: sheet_xml(rows(10**6))})),
    "a million formatted cells": (
        "upload.cells",
        lambda: workbook_with({SHEET: sheet_xml(rows(100_000, '<c s="1"/>' * 17))}),
    ),
    "two cells far apart": (
        "upload.cells",
        lambda: workbook_with({SHEET: sheet_xml(FIRST + LAST.format(1048576, "XFD1048576"))}),
    ),
    "one text in every cell": (
        "upload.text",
        lambda: workbook_with(
            {
                SHEET: sheet_xml(rows(20_000, '<c t="s"><v>0</v></c>' * 20)),
                STRINGS: strings("长" * 32_000),
            }
        ),
    ),
    "as large as allowed": (
        "",
        lambda: workbook_with(
            {
                SHEET: sheet_xml(
                    rows(1, "".join(f'<c t="str"><v>h{n}</v></c>' for n in range(20)))
                    + rows(29_900, '<c t="s"><v>0</v></c>' * 20, start=2)
                ),
                STRINGS: strings("长" * 25),
            }
        ),
    ),
    "a tag of many attributes": (
        "upload.xml_broken",
        lambda: workbook_with({"a.xml": "<a " + " ".join(f'a{n}=""' for n in range(10**6)) + "/>"}),
    ),
    "many merged cells": (
        "upload.cells",
        lambda: workbook_with(
            {
                SHEET: sheet_xml(
                    FIRST + LAST.format(50_000, "A50000"),
                    "<mergeCells>"
                    + "".join(f'<mergeCell ref="A{n}:A50000"/>' for n in range(1, 50_000))
                    + "</mergeCells>",
                )
            }
        ),
    ),
    "commas only": ("upload.cells", lambda: b"," * limits.UPLOAD_BYTES),
    "lines only": ("upload.rows", lambda: b"a,b" + b"\n" * (limits.UPLOAD_BYTES - 3)),
    "one cell": (
        "upload.cell_length",
        lambda: b'a,b\n"' + b"x" * (limits.UPLOAD_BYTES - 9) + b'",1',
    ),
    "brackets": ("upload.vertices", lambda: b"[" + b"[]," * 6_000_000),
    "numbers": ("upload.not_features", lambda: b"[" + b"0.5," * 5_000_000 + b"1]"),
}

#: Reads each file in a process of its own; says which problems it has, and the most memory, kB.
READER = """
import json, os, sys
from locator.intake.read import read_upload
for path in sys.argv[1:]:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        with open(path, "rb") as file:
            print(json.dumps([p.key for p in read_upload(path, file.read()).problems]), end=" ")
        sys.stdout.flush()
        os._exit(0)
    print(os.wait4(child, 0)[2].ru_maxrss)
"""


def test_no_file_takes_much_memory(tmp_path: Path) -> None:
    expected = {}
    for number, (key, make) in enumerate(BOMBS.values()):
        data = make()
        ending = "xlsx" if data.startswith(b"PK") else "json" if data.startswith(b"[") else "csv"
        path = tmp_path / f"{number}.{ending}"
        path.write_bytes(data)
        expected[str(path)] = [key] if key else []
    run = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", READER, *expected],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    lines = [line.rsplit(b" ", 1) for line in run.stdout.splitlines()]
    assert [json.loads(found) for found, _ in lines] == list(expected.values())
    assert max(int(kilobytes) for _, kilobytes in lines) < 500 * 1024


def test_macros_and_pictures_are_not_looked_at() -> None:
    extra = {
        "xl/vbaProject.bin": b"\xd0\xcf<!DOCTYPE",
        "xl/media/a.png": b"\x89PNG<!DOCTYPE",
        "xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>",
        "xl/embeddings/a.xlsx": SOUND,
    }
    (sheet,) = read_upload("a.xlsx", zipped(unzipped(SOUND) | extra)).sheets
    assert sheet.cells.to_dict("list") == {"名称": ["甲"], "电话": ["1"]}


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "xml", ["", "<a>", "a", "<a></b>", '<?xml version="1.0" encoding="x"?><a/>']
)
def test_broken_parts_are_named(part: str, xml: str) -> None:
    upload = read_upload("a.xlsx", workbook_with({part: xml}))
    assert [(p.key, p.value) for p in upload.problems] == [("upload.xml_broken", part)]


# --- shapes --------------------------------------------------------------------------------------


def test_a_geopackage_cannot_end_the_process(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[shapely.Point(1, 2)] * 2, crs="EPSG:4326")
    path = tmp_path / "a.gpkg"
    frame.to_file(path, layer="a")
    deep = b"GP\x00\x01" + struct.pack("<i", 4326) + nested_wkb(200_000)
    with sqlite3.connect(path) as database:
        for trigger in (
            "insert",
            "update1",
            "update2",
            "update3",
            "update4",
            "update6",
            "update7",
            "update5",
            "delete",
        ):
            database.execute(f"DROP TRIGGER IF EXISTS rtree_a_geom_{trigger}")
        database.execute("UPDATE a SET geom = ? WHERE fid = 1", [deep])
    database.close()
    upload = read_upload("a.gpkg", path.read_bytes())
    assert [(p.key, p.row) for p in upload.problems] == [("upload.shape_broken", 1)]
    (sheet,) = upload.sheets
    assert sheet.geometry is not None
    assert sheet.geometry[2] == shapely.Point(1, 2)


def test_deep_json_and_words_that_are_no_json() -> None:
    deep = b'{"type":"FeatureCollection","features":' + b"[" * 10**5 + b"]" * 10**5 + b"}"
    for data in (deep, b"{", b'{"type":"FeatureCollection","features":[NaN]}', b"<vrt/>"):
        assert keys("a.geojson", data) == ["upload.json_broken"]
    for data in (b"[]", b"3", b'{"type":"Topology"}', b'{"type":"FeatureCollection"}'):
        assert keys("a.geojson", data) == ["upload.not_features"]


def test_corners_and_features_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "VERTICES", 9)
    monkeypatch.setattr(limits, "FEATURES", 2)
    box = {"type": "Feature", "geometry": shapely.box(0, 0, 1, 1).__geo_interface__}
    assert keys("a.geojson", geojson(box)) == []
    assert keys("a.geojson", geojson(box, box)) == ["upload.vertices"]
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}
    assert keys("a.geojson", geojson(point, point)) == []
    assert keys("a.geojson", geojson(point, point, point)) == ["upload.rows"]
    frame = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=[shapely.Point(1, 2)] * 3, crs=4326)
    assert keys("a.zip", shapefile_zip(written(frame, "a.shp"))) == ["upload.rows"]
    assert keys("a.gpkg", written(frame, "a.gpkg")[".gpkg"]) == ["upload.rows"]


def test_an_upload_of_20_megabytes_is_the_most() -> None:
    root = Path(__file__).parents[2]
    screens = tomllib.loads((root / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert screens["server"]["maxUploadSize"] * 2**20 == limits.UPLOAD_BYTES
    assert keys("a.csv", b"a" * (limits.UPLOAD_BYTES + 1)) == ["upload.too_large"]


# --- anything at all -----------------------------------------------------------------------------

POINTS = gpd.GeoDataFrame({"a": ["x"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
AREA = gpd.GeoDataFrame(
    {"a": ["x"]}, geometry=[shapely.box(0, 0, 5, 5) - shapely.box(1, 1, 4, 4)], crs="EPSG:4326"
)
SAMPLES = {
    "a.csv": "名称,电话\n甲,1\n".encode("gb18030"),
    "a.xlsx": SOUND,
    "a.zip": shapefile_zip(written(AREA, "a.shp")),
    "a.gpkg": written(POINTS, "a.gpkg")[".gpkg"],
    "a.geojson": written(AREA, "a.geojson")[".geojson"],
}
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=5)), min_size=1, max_size=4)


def read_anything(name: str, data: bytes) -> None:
    upload = read_upload(name, data)
    assert upload.sheets or upload.problems
    # The last net at the door would hide a defect of a reader.
    assert "upload.unreadable" not in {problem.key for problem in upload.problems}
    for problem in upload.problems:
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    for sheet in upload.sheets:
        assert sheet.cells.map(lambda cell: isinstance(cell, str)).all(axis=None)
        assert sheet.cells.columns.is_unique


@given(st.sampled_from(ACCEPTED), st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_sheets_or_problems(ending: str, data: bytes) -> None:
    archives = dict.fromkeys(("xlsx", "zip", "kmz", "ods"), b"PK\x03\x04")
    start = archives | {"gpkg": b"SQLite format 3\x00"}
    for content in (data, start.get(ending, b"") + data):
        read_anything(f"a.{ending}", content)


def changed(data: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    for share, new in changes:
        at = int(share * len(data))
        data = data[:at] + new + data[at + len(new) :]
    return data


@given(st.sampled_from(sorted(SAMPLES)), CHANGES)
@settings(max_examples=200, deadline=None)
def test_any_damage_gives_sheets_or_problems(name: str, changes: list[tuple[float, bytes]]) -> None:
    read_anything(name, changed(SAMPLES[name], changes))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_within_an_archive_gives_sheets_or_problems(data: st.DataObject) -> None:
    # Damage outside the members is mostly found by the archive: here it is put inside them.
    name = data.draw(st.sampled_from(["a.xlsx", "a.zip"]))
    members = unzipped(SAMPLES[name])
    member = data.draw(st.sampled_from(sorted(members)))
    content = members[member]
    assert isinstance(content, bytes)
    damaged = changed(content, data.draw(CHANGES))
    read_anything(name, zipped(members | {member: damaged}))


def test_a_defect_of_a_reader_is_told_and_logged_without_values(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> list[object]:
        raise IndexError("0512-60000000")

    monkeypatch.setitem(read._READERS, "csv", broken)
    assert keys("a.csv", b"a,b") == ["upload.unreadable"]
    assert "IndexError" in caplog.text
    assert "0512" not in caplog.text
