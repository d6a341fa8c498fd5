"""Maps as text: no name can become code in them, and the same answer gives the same bytes."""

from __future__ import annotations

import base64
import gc
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

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
from locator.maps.files import file_in_use
from locator.maps.parts import encoded
from locator.pack.read import load_pack
from locator.settings import Settings
from locator.wording.verdicts import map_areas
from packs import VENUES, venue, write_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import folium

    from locator.maps.files import MapFile
    from locator.pack.model import CityPack
    from locator.wording.catalogue import Lang

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
LEGEND: Mapping[str, Any] = {"title": "", "rows": [], "notes": []}


def script(base: folium.Map, *groups: folium.FeatureGroup) -> str:
    """What streamlit-folium sends to the browser."""
    base.get_root().render()
    parts = [_get_map_string(base)]
    parts += [_get_feature_group_string(g, map=base, idx=i) for i, g in enumerate(groups)]
    return "\n".join(parts)


def packs_of(text: str, kind: str) -> list[dict[str, Any]]:
    """The data of parts of a map, as the browser reads them."""
    found = re.findall(rf'llMap\.{kind}\(.*"([A-Za-z0-9+/=]*)"\);', text)
    return [json.loads(base64.b64decode(data)) for data in found]


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
        maker.base(maker.find_legend),
        maker.venues(located, ["h1"]),
        maker.origin(150.25, 20.25, NAMES[0]),
    )


def test_no_name_is_code(hostile: CityPack) -> None:
    text = drawn(hostile)
    for name in NAMES:
        if len(name) > 2:
            assert name not in text
    assert "49" not in re.findall(r'"label": "([^"]*)"', text)
    [pins] = packs_of(text, "pins")
    labels = {name for row in pins["rows"] for name in row[3].split("\n")}
    assert {line for name in NAMES for line in name.strip().split("\n")} <= labels


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
        maker.statuses(areas, "", maker.shapes(pack.outlines)),
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
        texts.append(script(maker.base(maker.find_legend), maker.venues(located, ())))
    assert texts[0] == texts[1]


def test_nothing_is_asked_of_another_host(suzhou: CityPack) -> None:
    base = MapMaker(suzhou, OFFLINE, "zh", "light").base(LEGEND)
    page = base.get_root().render()
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert addresses
    assert all(a.startswith("../../assets/") for a in addresses)


def test_tiles_in_gcj02_shift_everything(suzhou: CityPack) -> None:
    settings = Settings(tiles="amap", map_approval="GS(2026)1号")
    maker = MapMaker(suzhou, settings, "zh", "light")
    lon, lat = convert(120.62, 31.31, "wgs84", "gcj02")
    assert maker.view(120.62, 31.31) == pytest.approx((float(lat), float(lon)))
    text = script(maker.base(maker.find_legend), maker.origin(120.62, 31.31, "起点"))
    assert f"{round(float(lon), 5)}" in text
    assert "autonavi.com" in text
    assert "GS%282026%291%E5%8F%B7" in text


def test_hexagons_carry_every_town_and_county(suzhou: CityPack) -> None:
    pack = suzhou
    points = labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    areas = town_areas(
        pack.counting("town"),
        pack.outlines,
        points,
        pack.basemap.get("water"),
        pack.city.metric_crs,
    )
    hexes = hexagons(pack.counting("town"), areas, pack.outlines, pack.city.metric_crs)
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
    shapes, blocks = maker.shapes(hexes), maker.blocks(hexes)
    text = script(
        base, maker.statuses(drawn_areas, "320505400", shapes), maker.block_outlines(blocks)
    )
    [units] = packs_of(text, "units")
    assert len(units["rows"]) == 98
    assert units["chosen"] == "320505400"
    assert {code for code, *_ in units["rows"]} == set(value_of(shapes))
    assert unquote(blocks.text).count("苏州工业园区") == 1


def value_of(file: MapFile) -> Any:
    """The JSON of a file."""
    return json.loads(file.text.partition(" = ")[2].removesuffix(";\n"))


def test_the_same_frame_gives_the_same_file_which_lives_as_long_as_its_maker(
    suzhou: CityPack,
) -> None:
    makers = [MapMaker(suzhou, OFFLINE, "zh", "light") for _ in range(2)]
    shapes = makers[0].shapes(suzhou.outlines)
    assert makers[0].shapes(suzhou.outlines) is shapes
    assert makers[1].shapes(suzhou.outlines) is shapes
    assert shapes.digest in makers[0].base(LEGEND, files=[shapes]).get_root().render()
    assert set(value_of(shapes)) == set(suzhou.outlines.index)
    digest = shapes.digest
    assert file_in_use(digest, "text/javascript") is shapes
    del shapes, makers
    gc.collect()
    assert file_in_use(digest, "text/javascript") is None


def test_what_lasts_is_not_in_the_map_itself(suzhou: CityPack) -> None:
    base = MapMaker(suzhou, OFFLINE, "zh", "light").base(LEGEND, units=suzhou.outlines)
    assert len(script(base)) < 5_000


def test_a_chosen_unit_without_area_is_no_error(suzhou: CityPack) -> None:
    areas = gpd.GeoDataFrame(
        {"status": ["met"], "text": ["甲"], "quality": ["official"]},
        geometry=[shapely.box(120, 31, 121, 32)],
        index=["320505"],
        crs="EPSG:4326",
    )
    maker = MapMaker(suzhou, OFFLINE, "en", "dark")
    group = maker.statuses(areas, "320506", maker.shapes(areas))
    assert [row[0] for row in packs_of(script(maker.base(LEGEND), group), "units")[0]["rows"]] == [
        "320505"
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("放大", "{n} 米", "{n} 公里")), ("en", ("Zoom in", "{n} m", "{n} km"))],
)
def test_buttons_and_scale_speak_the_map_s_language(
    demo: CityPack, lang: Lang, words: tuple[str, ...]
) -> None:
    text = script(MapMaker(demo, OFFLINE, lang, "light").base(LEGEND))
    assert all(f'"{quote(word, safe="")}"' in text for word in words)
