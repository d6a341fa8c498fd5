"""Maps as text: no name can become code in them, and the same answer gives the same bytes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string, _get_map_string

from locator.coverage.verdicts import evaluate_pack
from locator.geo.areas import labelled_points, town_areas
from locator.geo.datum import convert
from locator.geo.hexagons import hexagons
from locator.maps.draw import MapMaker
from locator.maps.parts import encoded
from locator.pack.read import load_pack
from locator.settings import Settings
from locator.wording.verdicts import map_areas
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    import folium

    from locator.pack.model import CityPack

NAMES = [
    "<img src=x onerror=a()>",
    "${a()}",
    "`+a()+`",
    "{{7*7}}",
    "{% raw %}",
    "{#",
    "</script>",
    "\\",
    "'\"\n\u2028",
]
OFFLINE = Settings()


def script(base: folium.Map, *groups: folium.FeatureGroup) -> str:
    """What streamlit-folium sends to the browser."""
    base.get_root().render()
    parts = [_get_map_string(base)]
    parts += [_get_feature_group_string(g, map=base, idx=i) for i, g in enumerate(groups)]
    return "\n".join(parts)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    rows = [
        venue(f"h{n}", name, "library", "990101", lon=150.25, lat=20.25 + n / 100, admission="免费")
        for n, name in enumerate(NAMES)
    ]
    return load_pack(write_pack(tmp_path_factory.mktemp("p") / "hostile", venues=[*VENUES, *rows]))


def drawn(pack: CityPack) -> str:
    maker = MapMaker(pack, OFFLINE, "zh", "light")
    located = pack.venues[pack.venues["lon"].notna()]
    return script(
        maker.base(maker.find_legend()),
        maker.venues(located, ["h1"]),
        maker.origin(150.25, 20.25, NAMES[0]),
    )


def test_no_name_is_code(hostile: CityPack) -> None:
    text = drawn(hostile)
    for name in NAMES:
        if len(name) > 2:
            assert name not in text
    assert "49" not in re.findall(r'"label": "([^"]*)"', text)
    labels = {unquote(label) for label in re.findall(r'"label": "([^"]*)"', text)}
    assert {name.strip() for name in NAMES} <= labels


def test_units_and_their_statuses_are_encoded(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p")
    for file in ("units.csv", "villages.csv"):
        path = folder / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("虚构", "{{7*7}}${a()}"), encoding="utf-8"
        )
    pack = load_pack(folder)
    maker = MapMaker(pack, OFFLINE, "zh", "light")
    verdicts = evaluate_pack(pack)
    own = verdicts[verdicts["requirement"] == verdicts["requirement"].iloc[0]]
    areas = map_areas(pack, own, pack.outlines, "zh")
    text = script(
        maker.base(maker.coverage_legend(approximate=True, hexagons=False), units=pack.outlines),
        maker.statuses(areas, ""),
    )
    assert "{{" not in text
    assert "${" not in text


@given(st.text())
def test_encoding_leaves_nothing_to_read_and_comes_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return  # lone surrogates cannot stand in a UTF-8 file
    form = encoded({"a": [text, 1, None]})
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*", form["a"][0])
    assert unquote(form["a"][0]) == text
    assert form["a"][1:] == [1, None]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_same_answer_gives_the_same_bytes(suzhou: CityPack, theme: str) -> None:
    texts = []
    for _ in range(2):
        maker = MapMaker(suzhou, OFFLINE, "zh", theme)
        located = suzhou.venues[suzhou.venues["lon"].notna()]
        texts.append(script(maker.base(maker.find_legend()), maker.venues(located, ())))
    assert texts[0] == texts[1]


def test_nothing_is_asked_of_another_host(suzhou: CityPack) -> None:
    base = MapMaker(suzhou, OFFLINE, "zh", "light").base({"title": "", "rows": [], "notes": []})
    page = base.get_root().render()
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert addresses
    assert all(a.startswith("../../assets/") for a in addresses)


def test_tiles_in_gcj02_shift_everything(suzhou: CityPack) -> None:
    settings = Settings(tiles="amap", map_approval="GS(2026)1号")
    maker = MapMaker(suzhou, settings, "zh", "light")
    lon, lat = convert(120.62, 31.31, "wgs84", "gcj02")
    assert maker.view(120.62, 31.31) == pytest.approx((float(lat), float(lon)))
    text = script(maker.base(maker.find_legend()), maker.origin(120.62, 31.31, "起点"))
    assert f"{round(float(lon), 5)}" in text
    assert "autonavi.com" in text
    assert "GS%282026%291%E5%8F%B7" in text


def test_hexagons_carry_every_town_and_county(suzhou: CityPack) -> None:
    pack = suzhou
    points = labelled_points(pack.units, pack.venues, pack.places)
    areas = town_areas(
        pack.units, pack.outlines, points, pack.basemap.get("water"), pack.city.metric_crs
    )
    hexes = hexagons(pack.units, areas, pack.outlines, pack.city.metric_crs)
    verdicts = evaluate_pack(pack)
    own = verdicts[verdicts["requirement"] == "town-senior-school"]
    maker = MapMaker(pack, OFFLINE, "zh", "light")
    drawn_areas = map_areas(pack, own, hexes.assign(quality="drawn"), "zh")
    base = maker.base(
        maker.coverage_legend(approximate=False, hexagons=True),
        units=hexes,
        ground=False,
        named=True,
    )
    text = script(base, maker.statuses(drawn_areas, "320505400"), maker.blocks(hexes))
    assert text.count('"symbol"') == 98
    assert unquote(text).count("苏州工业园区") == 1


def test_a_chosen_unit_without_area_is_no_error(suzhou: CityPack) -> None:
    areas = gpd.GeoDataFrame(
        {"status": ["met"], "text": ["甲"], "quality": ["official"]},
        geometry=[shapely.box(120, 31, 121, 32)],
        index=["320505"],
        crs="EPSG:4326",
    )
    maker = MapMaker(suzhou, OFFLINE, "en", "dark")
    base = maker.base({"title": "x", "rows": [], "notes": []})
    assert json.dumps("320505") in script(base, maker.statuses(areas, "320506"))
