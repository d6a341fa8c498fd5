"""GeoJSON, shapefiles and GeoPackages: the same features out of each, read without GDAL."""

from __future__ import annotations

import sqlite3
import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import pyproj
import pytest
import shapely

from locator.intake.read import read_upload
from uploads import geojson, keys, shapefile_zip, written, zipped

if TYPE_CHECKING:
    from pathlib import Path

HOLED = shapely.box(0, 0, 5, 5) - shapely.box(1, 1, 4, 4)
ISLAND = shapely.MultiPolygon([HOLED, shapely.box(2, 2, 3, 3), shapely.box(9, 9, 10, 10)])
FRAME = gpd.GeoDataFrame(
    {"名称": ["甲", "乙" * 20, "丙"], "数": [1.5, 2.0, 3.0], "日期": ["2024-01-02", None, ""]},
    geometry=[HOLED, ISLAND, None],
    crs="EPSG:4490",
)
CELLS = {
    "columns": ["名称", "数", "日期"],
    "index": [1, 2, 3],
    "data": [["甲", "1.5", "2024-01-02"], ["乙" * 20, "2", ""], ["丙", "3", ""]],
}


def files() -> dict[str, bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on short field names
        utf8 = written(FRAME, "a.shp", encoding="UTF-8")
        gbk = written(FRAME, "a.shp", encoding="GBK")
        package = written(FRAME, "a.gpkg", layer="层")[".gpkg"]
        document = written(FRAME, "a.geojson")[".geojson"]
    unsaid = {ending: part for ending, part in gbk.items() if ending != ".cpg"}
    return {
        "utf8.zip": shapefile_zip(utf8, "文件夹/层"),
        "gbk.zip": shapefile_zip(gbk),
        "unsaid.zip": shapefile_zip(unsaid),
        "latin.zip": shapefile_zip(gbk | {".cpg": b"ISO-8859-1"}),
        "mac.zip": shapefile_zip(utf8 | {".dbf.xml": b""}),
        "a.gpkg": package,
        "a.geojson": document,
    }


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return files()


@pytest.mark.parametrize(
    "name", ["utf8.zip", "gbk.zip", "unsaid.zip", "latin.zip", "mac.zip", "a.gpkg", "a.geojson"]
)
def test_every_format_gives_the_same_features(made: dict[str, bytes], name: str) -> None:
    upload = read_upload(name, made[name])
    assert upload.problems == ()
    (sheet,) = upload.sheets
    assert sheet.name == ("" if name.endswith("json") else "层")
    assert sheet.cells.to_dict("split") == CELLS
    assert {str(kind) for kind in sheet.cells.dtypes} == {"str"}
    assert sheet.geometry is not None
    assert sheet.geometry.crs == pyproj.CRS.from_epsg(4490)
    assert sheet.geometry.index.tolist() == [1, 2, 3]
    assert sheet.geometry[1].normalize() == HOLED.normalize()
    assert sheet.geometry[2].normalize() == ISLAND.normalize()
    assert sheet.geometry[3] is None


def test_points_lose_their_height_and_single_parts_their_collection() -> None:
    points = gpd.GeoSeries.from_wkt(["POINT Z (1 2 3)", "MULTIPOINT (1 2)", "POINT EMPTY"])
    frame = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=points, crs="EPSG:4326")
    for name in ("a.gpkg", "a.geojson"):
        data = written(frame, name)["." + name[2:]]
        (sheet,) = read_upload(name, data).sheets
        assert sheet.geometry is not None
        assert sheet.geometry.to_wkt().tolist()[:2] == ["POINT (1 2)", "POINT (1 2)"]
        assert sheet.geometry[3] is None


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_properties_become_text_and_bad_shapes_are_reported() -> None:
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    words = {"type": "Point", "coordinates": ["a", 1]}
    data = geojson(
        feature(None, a=["x", 1], b={"c": "丁"}, d=True, e=12345678901234567890, f=1e-7),
        feature(line, a=" 甲 "),
        feature(words),
        "no feature",
        feature({"type": "Point", "coordinates": [1, 2]}, g=None),
    )
    upload = read_upload("a.json", data)
    (sheet,) = upload.sheets
    assert sheet.cells.loc[1].tolist() == [
        "x;1",
        '{"c": "丁"}',
        "TRUE",
        "12345678901234567890",
        "0.0000001",
        "",
    ]
    assert sheet.cells["a"].tolist() == ["x;1", "甲", "", "", ""]
    assert sheet.geometry is not None
    assert sheet.geometry.isna().tolist() == [True, True, True, True, False]
    assert sheet.geometry.crs is None  # it declares none; what it is, is found out later
    assert [(p.key, p.row) for p in upload.problems] == [
        ("upload.shape_kind", 2),
        ("upload.shape_broken", 3),
        ("upload.shape_broken", 4),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EPSG:4490", 4490),
        ("urn:ogc:def:crs:EPSG::4528", 4528),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
    ],
)
def test_declared_systems_by_name(name: str, code: int | None) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    point = {"type": "Point", "coordinates": [1, 2]}
    (sheet,) = read_upload("a.geojson", geojson(feature(point), crs=crs)).sheets
    assert sheet.geometry is not None
    assert sheet.geometry.crs is not None
    assert sheet.geometry.crs.to_epsg() == code
    assert sheet.geometry.crs.is_geographic == (code != 4528)


@pytest.mark.parametrize(
    "name", ["EPSG:99999", "/etc/passwd", "+proj=longlat +nadgrids=/x", "GCJ-02"]
)
def test_unknown_systems_are_a_doubt(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert keys("a.geojson", geojson(feature(None), crs=crs)) == ["upload.crs_unknown"]


LOCAL = pyproj.CRS.from_proj4("+proj=tmerc +lon_0=120.5833 +x_0=50805 +y_0=-3421129 +ellps=krass")
GRIDS = 'BOUNDCRS[SOURCECRS[{}],TARGETCRS[{}],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",ID["EPSG",9615]],PARAMETERFILE["Latitude and longitude difference file","/etc/passwd"]]]'


def test_prj_may_define_a_local_system_but_name_no_file(made: dict[str, bytes]) -> None:
    frame = FRAME.drop(columns=["数", "日期"]).set_crs(LOCAL, allow_override=True)
    parts = written(frame, "a.shp", encoding="UTF-8")
    (sheet,) = read_upload("a.zip", shapefile_zip(parts)).sheets
    assert sheet.geometry is not None
    assert sheet.geometry.crs is not None
    assert sheet.geometry.crs.is_projected
    wgs84 = pyproj.CRS.from_epsg(4326).to_wkt()
    grids = GRIDS.format(LOCAL.to_wkt().replace('"unknown"', '"mine"'), wgs84)
    assert pyproj.CRS.from_wkt(grids).is_bound  # PROJ itself would take it
    for prj in (grids, "what?"):
        assert keys("a.zip", shapefile_zip(parts | {".prj": prj.encode()})) == [
            "upload.crs_unknown"
        ]


def test_nothing_is_fetched() -> None:
    assert pyproj.network.is_network_enabled() is False


def test_shapefile_in_parts(made: dict[str, bytes]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = written(FRAME, "a.shp", encoding="UTF-8")
    fewer = written(FRAME.iloc[:2].drop(columns=["数", "日期"]), "a.shp", encoding="UTF-8")
    lines = gpd.GeoDataFrame(
        {"a": [1]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs="EPSG:4326"
    )
    cases = {
        "upload.no_shapefile": zipped({"a.txt": b"x"}),
        "upload.no_attributes": shapefile_zip({".shp": parts[".shp"]}),
        "upload.shapefile_parts": shapefile_zip(parts | {".dbf": fewer[".dbf"]}),
        "upload.shapefile_broken": shapefile_zip(parts | {".shp": parts[".shp"][:-7]}),
        "upload.shape_kind": shapefile_zip(written(lines, "a.shp")),
        "upload.encoding_doubt": shapefile_zip(
            parts | {".dbf": parts[".dbf"].replace("甲".encode(), b"\xff\x20\xff")}
        ),
    }
    assert {key: keys("a.zip", data) for key, data in cases.items()} == {k: [k] for k in cases}


def test_geopackage_reads_real_tables_of_its_contents_only(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    FRAME.to_file(path, layer="层")
    with sqlite3.connect(path) as database:
        database.executescript("""
            CREATE TABLE plain (name TEXT, photo BLOB);
            INSERT INTO plain VALUES (' 甲 ', x'00');
            CREATE TABLE hidden (secret TEXT);
            CREATE VIEW endless AS WITH RECURSIVE n(i) AS
                (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
            CREATE VIRTUAL TABLE words USING fts5(a);
            INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES
                ('plain', 'attributes', 'a'), ('endless', 'attributes', 'b'),
                ('words', 'attributes', 'c'), ('absent', 'attributes', 'd');
        """)
    database.close()
    upload = read_upload("a.gpkg", path.read_bytes())
    assert [sheet.name for sheet in upload.sheets] == ["层", "plain"]
    assert upload.sheets[1].cells.to_dict("list") == {"name": ["甲"], "photo": [""]}
    assert upload.sheets[1].geometry is None
    assert {(p.key, p.sheet) for p in upload.problems} == {
        ("upload.table_unsafe", name) for name in ("endless", "words", "absent")
    }
