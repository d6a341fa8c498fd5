"""Another city from published lists: three shapes of real cities, outlines drawn as squares."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from locator.cli import main
from locator.geo.datum import convert
from locator.pack.counts import missing
from locator.pack.division import english_unit, read_division
from locator.pack.new_city import make_city
from locator.pack.read import load_pack, read_pack
from locator.problems import LocatorError
from packs import square

if TYPE_CHECKING:
    from locator.pack.model import CityPack

DIVISION = Path(__file__).parent / "division"
PLAN = Path(__file__).parents[2] / "geodata" / "suzhou" / "requirements.toml"


def outlines(path: Path, *features: tuple[dict[str, object], tuple[float, ...]]) -> Path:
    rows = [{"type": "Feature", "properties": p, "geometry": square(*box)} for p, box in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


WUXI = (({"adcode": 320205}, (120.4, 31.5, 120.6, 31.7)), ({"name": "江阴市"}, (120.0, 31.7, 120.4, 32.0)),
        ({"gb": "156320211"}, (120.0, 31.3, 120.4, 31.7)), ({"name": "苏州市"}, (120.6, 31, 121, 32)))  # fmt: skip # a table, a row a line


def made(
    tmp_path: Path, code: str, *features: tuple[dict[str, object], tuple[float, ...]]
) -> CityPack:
    make_city(tmp_path / "p", code, DIVISION, outlines(tmp_path / "o.geojson", *features))
    return load_pack(tmp_path / "p")


def listed(file: str, start: str) -> int:
    with (DIVISION / file).open(encoding="utf-8") as rows:
        return sum(row["code"].startswith(start) for row in csv.DictReader(rows))


def test_a_prefecture_with_districts(tmp_path: Path) -> None:
    pack = made(tmp_path, "320200", *WUXI)
    assert pack.problems == ()
    assert (pack.city.name, pack.city.name_en, pack.city.code) == ("无锡市", "Wuxi", "320200")
    assert pack.city.metric_crs == "EPSG:32651"
    assert pack.city.center == pytest.approx((120.3, 31.65))
    # 0.6 degrees on 700 of 256 pixels a tile: log2(360 * 700 / 256 / 0.82) = 10.2, where 0.7
    # degrees of latitude are 0.82 of longitude at 31.65 N.
    assert pack.city.zoom == 10
    assert Counter(pack.units["level"])["county"] == 7 == listed("areas.csv", "3202")
    assert Counter(pack.units["level"])["town"] == listed("streets.csv", "3202")
    # Zones (400 and above) have no town's government: they do not count.
    towns = pack.towns()
    assert set(towns.loc[~towns["counts"], "kind"]) == {"功能区"}
    serial = towns["code"].str[6:].astype(int)
    assert set(towns.loc[serial < 100, "kind"]) == {"街道"}
    assert set(towns.loc[serial.between(100, 199), "kind"]) == {"镇"}
    assert set(pack.outlines.index) == {"320200", "320205", "320211", "320281"}
    assert pack.units.at["320205", "name_en"] == "Xishan District"
    # The middle of the square, within the tolerance of the search.
    assert tuple(pack.units.loc["320205", ["lon", "lat"]]) == pytest.approx((120.5, 31.6), abs=0.01)
    assert pack.requirements == ()
    # Of seven counties three have an outline; of the towns that count none has a point.
    counted = int(towns["counts"].sum())
    assert missing(pack) == {
        "outlines": 4, "points": counted, "population": 7 + counted, "places": 1, "basemap": 1,
        "plan": 1, "requirements": 1,
    }  # fmt: skip # a table


def test_a_city_without_counties(tmp_path: Path) -> None:
    pack = made(tmp_path, "441900", ({"name": "东莞市"}, (113.5, 22.6, 114.3, 23.2)))
    assert pack.problems == ()
    assert Counter(pack.units["level"])["county"] == 0
    assert set(pack.towns()["parent"]) == {"441900"}
    assert len(pack.towns()) == listed("streets.csv", "4419")


def test_a_municipality(tmp_path: Path) -> None:
    pack = made(tmp_path, "310000", ({"code": "310000"}, (120.9, 30.7, 122, 31.9)))
    assert pack.problems == ()
    assert pack.units.at["310000", "kind"] == "直辖市"
    assert dict(pack.counties["name"]) == {"310101": "黄浦区", "310151": "崇明区"}
    assert set(pack.counties["parent"]) == {"310000"}


def test_what_is_drawn_in_another_datum_is_brought_home(tmp_path: Path) -> None:
    path = outlines(tmp_path / "o.geojson", *WUXI[:1])
    make_city(tmp_path / "p", "320200", DIVISION, path, datum="gcj02")
    (west, south, *_) = load_pack(tmp_path / "p").outlines.geometry["320205"].bounds
    assert (west, south) == pytest.approx(
        tuple(map(float, convert(120.4, 31.5, "gcj02", "wgs84"))), abs=2e-3
    )


def test_the_nbs_table_is_read_too(tmp_path: Path) -> None:
    text = "统计用区划代码,名称\n320200000000,无锡市\n320205000000,锡山区\n320205001000,东亭街道\n"
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    names = {"3202": "无锡市", "320205": "锡山区", "320205001": "东亭街道"}
    assert read_division(tmp_path, "320200") == names


def test_a_copied_plan_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = outlines(tmp_path / "o.geojson", *WUXI)
    given = ["--division", str(DIVISION), "--outlines", str(path), "--plan", "copy"]
    assert main(["new-city", "320200", *given, "--out", str(tmp_path / "p")]) == 0
    assert "check --pack" in capsys.readouterr().err
    pack, problems = read_pack(tmp_path / "p")
    assert pack is not None
    plan = tomllib.loads(PLAN.read_text(encoding="utf-8"))
    assert len(pack.requirements) == len(plan["requirement"])
    assert not [p for p in problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("code", "properties", "key"),
    [("330100", {"adcode": 330100}, "problem.division_missing"),
     ("320200", {"name": "苏州市"}, "problem.outlines_none")],
)  # fmt: skip # a table, a row a line
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    tmp_path: Path, code: str, properties: dict[str, object], key: str
) -> None:
    path = outlines(tmp_path / "o.geojson", (properties, (120.0, 30, 120.1, 30.1)))
    with pytest.raises(LocatorError) as failure:
        make_city(tmp_path / "p", code, DIVISION, path)
    assert [p.key for p in failure.value.problems] == [key]
    assert not (tmp_path / "p").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(LocatorError, match="folder_used"):
        make_city(tmp_path, "320200", DIVISION, tmp_path / "none.geojson")


@pytest.mark.parametrize(
    ("name", "level", "english"),
    [("西安市", "city", "Xi'an City"), ("东亭街道", "town", "Dongting Subdistrict"),
     ("新吴区", "county", "Xinwu District"), ("浦东新区", "county", "Pudong New Area"),
     ("闵行区", "county", "Minhang District"), ("一村", "village", "Yi Village"),
     ("湖㳇镇", "town", "Hufu Town"), ("无锡锡山开发区", "town", "Wuxixishan Development Zone"),
     ("八士居委会", "village", "Bashi Community"), ("滨河居民委员", "village", "Binhejuminweiyuan")],
)  # fmt: skip # a table, a row a line
def test_english_names(name: str, level: str, english: str) -> None:
    assert english_unit(name, level) == english


def write_extract(path: Path) -> None:
    """A county, a lake, a pond and a metro line as OpenStreetMap has them."""
    numbers = iter(range(1, 1000))
    boxes = {
        "江阴市": ((120.0, 31.7, 120.4, 32.0), {"boundary": "administrative", "admin_level": "6"}),
        "测试湖": ((120.1, 31.65, 120.3, 31.75), {"natural": "water", "name:en": "Test Lake"}),
        "测试塘": ((120.1, 31.6, 120.101, 31.601), {"natural": "water"}),
        "远湖": ((110.1, 31.3, 110.3, 31.5), {"natural": "water"}),
    }
    with osmium.SimpleWriter(str(path)) as out:
        ways = []
        for name, (box, tags) in boxes.items():
            ring = [next(numbers) for _ in range(4)]
            corners = square(*box)["coordinates"][0][:4]
            for number, corner in zip(ring, corners, strict=True):
                out.add_node(Node(id=number, location=tuple(corner)))
            ways.append(Way(id=len(ways) + 1, nodes=[*ring, ring[0]], tags={**tags, "name": name}))
        ends = [next(numbers), next(numbers)]
        for number, lon in zip(ends, (120.2, 120.3), strict=True):
            out.add_node(Node(id=number, location=(lon, 31.75)))
        line = {"railway": "subway", "name": "测试地铁1号线", "colour": "#E4002B"}
        for way in [*ways, Way(id=99, nodes=ends, tags=line)]:
            out.add_way(way)


def test_an_extract_gives_outlines_and_the_base_map(tmp_path: Path) -> None:
    extract = tmp_path / "wuxi.osm.pbf"
    write_extract(extract)
    make_city(tmp_path / "p", "320200", DIVISION, extract)
    pack = load_pack(tmp_path / "p")
    assert pack.problems == ()
    outline = pack.outlines.loc["320281"]
    assert outline.geometry.bounds == pytest.approx((120.0, 31.7, 120.4, 32.0))
    assert (outline["source"], outline["licence"]) == ("OpenStreetMap", "ODbL 1.0")
    # The pond is too small for the map of a city, the other lake too far away.
    assert {k: list(v["name"]) for k, v in pack.basemap.items()} == {
        "water": ["测试湖"],
        "metro": ["测试地铁1号线"],
    }
    assert pack.basemap["metro"]["colour"].tolist() == ["#E4002B"]
    assert missing(pack).get("basemap", 0) == 0


def test_a_broken_extract_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.osm.pbf").write_bytes(b"no extract")
    with pytest.raises(LocatorError) as failure:
        make_city(tmp_path / "p", "320200", DIVISION, tmp_path / "x.osm.pbf")
    assert failure.value.problems[0].key == "fetch.extract"
    assert not (tmp_path / "p").exists()
