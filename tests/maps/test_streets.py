"""Streets under a map: an extract becomes tiles, tiles are served and painted, or say why not."""

from __future__ import annotations

import json

import osmium
import pytest
from osmium.osm.mutable import Node, Way
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from locator.cli import main
from locator.geo.tile_file import find_tiles
from locator.intake.sources.basemap import layer_of, make_tiles
from locator.maps.draw import MapMaker
from locator.maps.ground import StreetTiles
from locator.problems import LocatorError
from locator.settings import Settings
from locator.site import Site
from locator.web.parts import state, tiles
from packs import write_pack

LON, LAT = 150.25, 20.25
NAMED = {"name": "桥<b>头", "name:en": "Bridge"}


def write_extract(path, ways, *, lon=LON):
    """Four corners of a square of some 200 m, a town beside it, and ways along the corners."""
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-11-01T20:21:00Z")
    corners = [(0, 0), (0.002, 0), (0.002, 0.002), (0, 0.002)]
    with osmium.SimpleWriter(str(path), header=header) as out:
        for number, (x, y) in enumerate(corners, start=1):
            out.add_node(Node(id=number, location=(lon + x, LAT + y)))
        out.add_node(Node(id=9, location=(lon, LAT), tags={"place": "town"} | NAMED))
        for number, (refs, tags) in enumerate(ways, start=1):
            out.add_way(Way(id=number, nodes=refs, tags=tags))
    return path


RING = [1, 2, 3, 4, 1]
WAYS = [
    ([1, 2], {"highway": "primary"} | NAMED),
    ([2, 3], {"highway": "footway"}),
    (RING, {"natural": "water"}),
    (RING, {"leisure": "park"}),
    (RING, {"building": "yes"}),
    ([3, 4], {"highway": "proposed"}),
]


@pytest.mark.parametrize(
    ("tags", "area", "expected"),
    [
        ({"highway": "motorway_link"}, False, "major"),
        ({"highway": "steps"}, False, "path"),
        ({"highway": "construction"}, False, ""),
        ({"waterway": "canal"}, False, "stream"),
        ({"landuse": "reservoir"}, True, "water"),
        ({"natural": "wood"}, True, "green"),
        ({"building": "no"}, True, ""),
        ({"building": "school"}, True, "building"),
        ({"amenity": "school"}, True, ""),
    ],
)
def test_what_is_drawn_in_which_layer(tags, area, expected):
    assert layer_of(tags, area=area) == expected


def test_an_extract_becomes_one_file_that_is_served(tmp_path, capsys, monkeypatch):
    extract = write_extract(tmp_path / "made-up.osm.pbf", WAYS)
    folder = write_pack(tmp_path / "geodata" / "invented")
    site = Site.open(Settings(data=tmp_path / "data", packs=(folder,)))
    assert site.streets.tiles() is None
    assert main(["basemap", str(extract), "--pack", str(folder)], site) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["date"] == "2026-11-01"
    assert told["buildings"]
    kept = site.streets.tiles()
    assert kept.licence == "ODbL 1.0"
    # The same extract gives the same tiles, so browsers keep theirs.
    again = make_tiles(extract, site.city().pack, tmp_path / "again.mbtiles")
    assert (find_tiles(tmp_path / "again.mbtiles").mark, again.tiles) == (kept.mark, told["tiles"])

    monkeypatch.setattr(state, "site", lambda: site)
    client = TestClient(Starlette(routes=[Route(tiles.PATH, tiles.tile)]))
    # At zoom 14 x is (150.25 + 180) / 360 x 2^14, y (1 - asinh(tan 20.25°) / pi) / 2 x 2^14.
    address = f"/ground/invented/{kept.mark}/14/15030/7250"
    got = client.get(address)
    assert (got.status_code, got.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in got.headers["cache-control"]
    for text in (NAMED["name"], "town", "major", "path", "water", "green", "building"):
        assert text.encode() in got.content
    assert client.get(address, headers={"accept-encoding": "identity"}).content == got.content
    assert client.get(f"/ground/invented/{kept.mark}/14/1/1").content == b""
    for wrong in ("invented/other/14/1/1", "elsewhere/x/14/1/1", f"invented/{kept.mark}/7/1/1"):
        assert client.get(f"/ground/{wrong}").status_code == 404
    # A damaged file costs the streets, not the map.
    kept.path.write_bytes(kept.path.read_bytes()[:50])
    assert site.streets.tiles() is None
    assert client.get(address).status_code == 404


def test_a_map_with_streets_names_their_terms_and_asks_no_other_host(invented):
    streets = StreetTiles("ground/invented/abc/{z}/{x}/{y}", "2026-11-01", "ODbL 1.0")
    legend = {"title": "t", "rows": [], "notes": []}
    drawn = MapMaker(invented, Settings(), "zh", "dark", streets).base(legend).get_root().render()
    assert "protomaps-leaflet.js" in drawn
    assert "ground%2Finvented%2Fabc" in drawn
    assert "OpenStreetMap" in drawn
    assert "ODbL" in drawn
    # A map of units names them itself: a town's name would stand there twice.
    whole = MapMaker(invented, Settings(), "zh", "dark", streets)
    of_units = whole.base(legend, units=invented.outlines).get_root().render()
    assert ['"towns": true' in text for text in (drawn, of_units)] == [True, False]
    without = MapMaker(invented, Settings(), "zh", "dark").base(legend).get_root().render()
    assert "protomaps" not in without
    service = Settings(tiles="amap", map_approval="GS(2026)1号")
    own = MapMaker(invented, service, "zh", "light", streets).base(legend).get_root().render()
    assert "protomaps" not in own  # what was configured goes first


def test_an_extract_that_is_none_or_of_elsewhere_leaves_the_old_file(tmp_path, invented):
    target = tmp_path / "99.mbtiles"
    target.write_bytes(b"old")
    extract = write_extract(tmp_path / "elsewhere.osm.pbf", WAYS, lon=10)
    with pytest.raises(LocatorError, match="tiles_elsewhere"):
        make_tiles(extract, invented, target)
    extract.write_bytes(extract.read_bytes()[:60])
    with pytest.raises(LocatorError, match=r"fetch\.extract"):
        make_tiles(extract, invented, target)
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2  # nothing half-written
