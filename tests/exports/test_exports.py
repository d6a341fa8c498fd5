"""Files that people take away: exactly the verdicts, safe in a spreadsheet, the same every time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from locator.coverage.verdicts import evaluate_pack
from locator.exports.cell import safe_cell
from locator.exports.files import about, to_csv, to_geojson, to_xlsx, verdict_table
from locator.geo.areas import labelled_points, town_areas
from locator.wording.catalogue import LANGUAGES, Lang, t

if TYPE_CHECKING:
    import geopandas as gpd

    from locator.pack.model import CityPack

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
#: What a spreadsheet would run, or follow, if it were not text.
TRICKS = ("=1+1", "+x", "-x", "@x", "\tx", '=HYPERLINK("http://x")', "http://x")
WATERMARK = "虚构示例 FICTIONAL DEMO"


def areas_of(pack: CityPack) -> gpd.GeoDataFrame:
    points = labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    return town_areas(
        pack.counting("town"),
        pack.outlines,
        points,
        pack.basemap.get("water"),
        pack.city.metric_crs,
    )


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel reads Chinese as GBK
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets(data: bytes) -> list[list[list[Any]]]:
    """Rows of both sheets: str for text, float for a number, None for an empty cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = [
            "".join(part.text or "" for part in item.iterfind(".//m:t", MAIN))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
        ]
        result = []
        for number in (1, 2):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own
            assert sheet.find(".//m:f", MAIN) is None  # no formula anywhere
            assert sheet.find(".//m:hyperlink", MAIN) is None
            result.append([dense(row, strings) for row in sheet.iterfind(".//m:row", MAIN)])
    return result


def dense(row: ET.Element, strings: list[str]) -> list[Any]:
    """Cells by their column letter: empty ones are not in the file."""
    cells = {ord(cell.attrib["r"][0]) - ord("A"): cell_value(cell, strings) for cell in row}
    return [cells.get(column) for column in range(max(cells) + 1)]


def cell_value(cell: ET.Element, strings: list[str]) -> str | float | None:
    value = cell.find("m:v", MAIN)
    if value is None or value.text is None:
        return None
    return strings[int(value.text)] if cell.get("t") == "s" else float(value.text)


def same(cell: str | float | None, value: str | float) -> bool:
    """Whether a cell holds a value of the table; unknown is an empty cell."""
    return cell in {None, ""} if pd.isna(value) or value == "" else cell == value


@pytest.fixture
def tricky(invented: CityPack) -> CityPack:
    """The invented city with unit names that look like formulas."""
    units = invented.units.copy()
    for code, name in zip(units.index[1:], TRICKS, strict=False):
        units.loc[code, "name"] = name
    return replace(invented, units=units)


def test_rows_by_hand(invented: CityPack) -> None:
    verdicts = evaluate_pack(invented)
    rows = read_csv(to_csv(verdicts, invented, "zh"))
    mark = WATERMARK
    assert rows[0] == [
        mark,
        "要求编号",
        "要求",
        "条款",
        "约束力",
        "单位代码",
        "单位",
        "县（市、区）",
        "状态",
        "已知",
        "应有",
        "还差",
    ]
    # The second verdict of the invented city: see test_coverage.
    assert rows[2] == [
        mark,
        "town-center",
        "每个乡镇设立社区教育中心",
        "1",
        "必须",
        "990102",
        "虚构西镇",
        "虚构甲县",
        "缺口",
        "0.0",
        "1.0",
        "1.0",
    ]
    assert len(rows) == 1 + 20
    english = read_csv(to_csv(verdicts, invented, "en"))
    assert english[2][2:5] == ["A community education centre in every town", "1", "Required"]
    assert english[2][8] == "Gap"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["invented", "suzhou", "demo"])
def test_every_file_holds_exactly_the_verdicts(
    name: str, lang: Lang, request: pytest.FixtureRequest
) -> None:
    pack: CityPack = request.getfixturevalue(name)
    verdicts = evaluate_pack(pack)
    verdicts = verdicts[verdicts["status"] != "unreported"]  # what a filter leaves
    table = verdict_table(verdicts, pack, lang)
    assert len(table) == len(verdicts) > 0

    marks = int(pack.city.fictional)
    for row, expected in zip(
        read_csv(to_csv(verdicts, pack, lang))[1:], table.itertuples(index=False), strict=True
    ):
        assert row[marks:] == ["" if pd.isna(v) else str(v) for v in expected]

    cells, _ = sheets(to_xlsx(verdicts, pack, "…", lang))
    assert cells[0] == [t(f"coverage.column_{c}", lang) for c in table.columns]
    for row, expected in zip(cells[1:], table.itertuples(index=False), strict=True):
        full = row + [None] * (len(table.columns) - len(row))
        assert all(same(c, v) for c, v in zip(full, expected, strict=True))

    features = json.loads(to_geojson(verdicts, areas_of(pack), pack, "…", lang))["features"]
    for feature, verdict in zip(features, verdicts.itertuples(), strict=True):
        properties = feature["properties"]
        for column in ("requirement", "unit", "status", "have", "need", "short"):
            value = getattr(verdict, column)
            assert properties[column] == (None if pd.isna(value) else value)


def test_a_filter_that_leaves_nothing(demo: CityPack) -> None:
    none = evaluate_pack(demo).iloc[:0]
    assert len(read_csv(to_csv(none, demo, "zh"))) == 1
    assert len(sheets(to_xlsx(none, demo, "全市", "zh"))[0]) == 1
    assert json.loads(to_geojson(none, areas_of(demo), demo, "全市", "zh"))["features"] == []


def test_a_name_like_a_formula_is_text(tricky: CityPack) -> None:
    verdicts = evaluate_pack(tricky)
    names = set(verdicts["name"]) & set(TRICKS)
    assert len(names) >= 5
    cells, _ = sheets(to_xlsx(verdicts, tricky, "=1+1", "zh"))
    assert [row[5] for row in cells[1:]] == list(verdicts["name"])  # as it stands, no apostrophe
    rows = read_csv(to_csv(verdicts, tricky, "zh"))[1:]
    for row, name in zip(rows, verdicts["name"], strict=True):
        assert row[6] == ("'" + name if name in TRICKS[:-1] else name)
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_the_scope_is_text_too(tricky: CityPack) -> None:
    _, note = sheets(to_xlsx(evaluate_pack(tricky), tricky, "=1+1", "zh"))
    assert ["范围", "=1+1"] in note


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_each_formula_sign_is_guarded(sign: str) -> None:
    assert safe_cell(sign + "x") == "'" + sign + "x"
    assert safe_cell("x" + sign) == "x" + sign


def test_numbers_are_not_guarded() -> None:
    assert safe_cell(-1.5) == -1.5
    assert safe_cell("平江路") == "平江路"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_watermark_is_in_every_file_of_the_fictional_city(demo: CityPack, lang: Lang) -> None:
    verdicts = evaluate_pack(demo)
    rows = read_csv(to_csv(verdicts, demo, lang))
    assert {row[0] for row in rows} == {WATERMARK}  # the header and every row
    book = to_xlsx(verdicts, demo, "…", lang)
    assert sheets(book)[1][0] == [WATERMARK, t("app.watermark_note", lang)]
    with zipfile.ZipFile(io.BytesIO(book)) as files:
        assert WATERMARK in files.read("xl/worksheets/sheet1.xml").decode()  # on printed pages
    document = json.loads(to_geojson(verdicts, areas_of(demo), demo, "…", lang))
    assert WATERMARK in document["metadata"]


def test_every_file_of_a_scenario_says_so(suzhou: CityPack) -> None:
    verdicts, mark = evaluate_pack(suzhou).head(3), t("scenario.mark", "zh")
    rows = read_csv(to_csv(verdicts, suzhou, "zh", "甲案"))
    assert [row[0] for row in rows] == [mark, "甲案", "甲案", "甲案"]
    book = to_xlsx(verdicts, suzhou, "全市", "zh", "甲案")
    note = [mark, t("report.scenario_note", "zh", name="甲案")]
    assert sheets(book)[1][0] == note
    with zipfile.ZipFile(io.BytesIO(book)) as files:
        assert mark in files.read("xl/worksheets/sheet1.xml").decode()
    document = json.loads(to_geojson(verdicts, areas_of(suzhou), suzhou, "全市", "zh", "甲案"))
    assert document["metadata"][mark] == note[1]
    assert mark not in to_csv(verdicts, suzhou, "zh").decode()


def test_the_real_city_has_no_watermark(suzhou: CityPack) -> None:
    verdicts = evaluate_pack(suzhou)
    assert WATERMARK not in to_csv(verdicts, suzhou, "zh").decode()
    assert WATERMARK not in dict(about(suzhou, "全市", "zh"))
    assert WATERMARK.encode() not in to_geojson(verdicts, areas_of(suzhou), suzhou, "全市", "zh")


def test_what_a_file_says_of_itself(suzhou: CityPack, demo: CityPack) -> None:
    rows = about(suzhou, "姑苏区", "zh")
    assert rows[:4] == [
        ("城市", "苏州市"),
        ("范围", "姑苏区"),
        ("数据日期", suzhou.data_date),
        ("数据包校验码", suzhou.checksum),
    ]
    assert rows[4] == ("状态含义", t("coverage.meaning", "zh"))
    assert about(demo, "…", "en")[0] == (WATERMARK, t("app.watermark_note", "en"))
    assert about(demo, "…", "en")[1] == ("City", demo.city.name_en)
    _, note = sheets(to_xlsx(evaluate_pack(suzhou), suzhou, "姑苏区", "zh"))
    assert note == [list(row) for row in rows]
    document = json.loads(
        to_geojson(evaluate_pack(suzhou), areas_of(suzhou), suzhou, "姑苏区", "zh")
    )
    assert document["metadata"] == {**dict(rows), "note": t("map.approximate", "zh")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_verdicts_give_the_same_bytes(demo: CityPack, lang: Lang) -> None:
    verdicts, areas = evaluate_pack(demo), areas_of(demo)
    assert to_csv(verdicts, demo, lang) == to_csv(verdicts.copy(), demo, lang)
    book = to_xlsx(verdicts, demo, "…", lang)
    assert book == to_xlsx(verdicts.copy(), demo, "…", lang)
    assert to_geojson(verdicts, areas, demo, "…", lang) == to_geojson(
        verdicts.copy(), areas.copy(), demo, "…", lang
    )
    with zipfile.ZipFile(io.BytesIO(book)) as files:  # no clock in it, tomorrow's is the same
        assert {info.date_time for info in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = files.read("docProps/core.xml").decode()
    assert core.count("2024-06-26T00:00:00Z") == 2  # created and modified


def test_shapes_of_the_geojson(suzhou: CityPack) -> None:
    verdicts, areas = evaluate_pack(suzhou), areas_of(suzhou)
    document = json.loads(to_geojson(verdicts, areas, suzhou, "全市", "zh"))
    assert document["type"] == "FeatureCollection"
    nowhere = set()
    for feature in document["features"]:
        code, shape = feature["properties"]["unit"], feature["geometry"]
        assert feature["type"] == "Feature"
        assert (shape is not None) == (code in areas.index)
        assert feature["properties"]["outline"] == (areas["quality"].get(code))
        if shape is None:
            nowhere.add(code)
        else:
            assert shape["type"] in {"Polygon", "MultiPolygon"}
    assert {"320500", "320508"} <= nowhere  # only areas of towns were given
    assert any(suzhou.units.at[code, "level"] == "town" for code in nowhere)
