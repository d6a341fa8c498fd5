"""An OpenStreetMap extract (``.osm.pbf``) → one file of vector tiles of a city; ODbL.

Roads, water, green, buildings and names. The tiles are GDAL's, a layer at a time; the layers of a
tile are joined by writing one after the other, which the format allows.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmium
import shapely
from osmium import osm

from locator.folders import written_whole
from locator.geo.tile_file import MOST_ZOOM
from locator.intake.sources.osm import LICENCE, extract_day
from locator.intake.sources.streets import city_box
from locator.problems import DataName, LocatorError, Problem
from locator.ways.network import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from locator.pack.model import CityPack

#: A file is at most so large; above, buildings are left out.
MOST_BYTES = 60_000_000
_SOURCE = "OpenStreetMap"
#: Layer of the tiles → the zoom from which it is there.
LAYERS = {
    "green": 9, "water": 8, "stream": 12, "building": MOST_ZOOM, "path": MOST_ZOOM, "minor": 13,
    "middle": 10, "major": 8, "town": 10, "village": 12, "hamlet": 13,
}  # fmt: skip # a table
_ROADS = {
    "motorway": "major", "trunk": "major", "primary": "major", "secondary": "middle",
    "tertiary": "middle", "unclassified": "minor", "residential": "minor",
    "living_street": "minor", "pedestrian": "minor", "road": "minor", "service": "path",
    "footway": "path", "path": "path", "cycleway": "path", "steps": "path", "track": "path",
}  # fmt: skip # a table
_PLACES = {
    "town": "town", "suburb": "village", "village": "village", "quarter": "hamlet",
    "neighbourhood": "hamlet", "hamlet": "hamlet",
}  # fmt: skip # a table
_GREEN = frozenset(
    {"park", "garden", "nature_reserve", "golf_course", "forest", "grass", "meadow", "orchard",
     "village_green", "recreation_ground", "cemetery", "wood", "scrub", "wetland"}
)  # fmt: skip # a table
_KEYS = ("highway", "natural", "waterway", "landuse", "leisure", "building", "place")


@dataclass(frozen=True, slots=True)
class MadeTiles:
    """What a file of tiles holds: how many tiles and bytes, its day, whether with buildings."""

    tiles: int
    bytes: int
    date: str
    buildings: bool


def layer_of(tags: Mapping[str, str], *, area: bool) -> str:
    """The layer that something is drawn in, "" for none.

    Parameters
    ----------
    tags
        As in OpenStreetMap.
    area
        Whether it is an area; else it is a line.
    """
    landuse = tags.get("landuse", "")
    if not area:
        if tags.get("waterway") in {"river", "canal", "stream"}:
            return "stream"
        return _ROADS.get(tags.get("highway", "").removesuffix("_link"), "")
    if tags.get("natural") == "water" or landuse in {"reservoir", "basin"}:
        return "water"
    if tags.get("waterway") == "riverbank":
        return "water"
    if {landuse, tags.get("leisure", ""), tags.get("natural", "")} & _GREEN:
        return "green"
    return "building" if tags.get("building", "no") != "no" else ""


def make_tiles(extract: Path, pack: CityPack, target: Path) -> MadeTiles:
    """Write the tiles of a city to a file, whole or not at all.

    Raises
    ------
    LocatorError
        The file cannot be read as an extract, or has nothing of the city.
    OSError
        The file cannot be written.
    """
    box = tuple(degrees * SCALE for degrees in city_box(pack))
    day, found = _read(extract, box)
    if not found:
        params = {"city": DataName(pack.city.name, pack.city.name_en)}
        raise LocatorError(Problem("error", "map.tiles_elsewhere", str(extract), params=params))
    frames = {name: _frame(found[name], box) for name in LAYERS if name in found}
    for layers in (frames, {name: f for name, f in frames.items() if name != "building"}):
        with TemporaryDirectory() as folder, written_whole(target) as part:
            tiles = _write(layers, folder, part, day)
            made = MadeTiles(tiles, part.stat().st_size, day, "building" in layers)
            if made.bytes <= MOST_BYTES or not made.buildings:
                return made
            part.unlink()
    raise AssertionError


def _read(extract: Path, box: tuple[float, ...]) -> tuple[str, dict[str, list[Any]]]:
    """Day of an extract, and (geometry, names) of what is drawn in the box, by layer."""
    found: dict[str, list[Any]] = defaultdict(list)
    wkb = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*_KEYS)
    try:
        reader = osmium.FileProcessor(str(extract)).with_areas(wanted).with_filter(wanted)
        day = extract_day(reader.header)
        for one in reader:
            tags = {tag.k: tag.v for tag in one.tags}
            make: Any
            if isinstance(one, osm.Node):
                layer = _PLACES.get(tags.get("place", ""), "") if "name" in tags else ""
                make = wkb.create_point
            elif isinstance(one, osm.Way):
                layer, make = layer_of(tags, area=False), wkb.create_linestring
            elif isinstance(one, osm.Area):
                layer, make = layer_of(tags, area=True), wkb.create_multipolygon
            else:
                continue
            if layer and (shape := _shape(make, one)) is not None and _meets(shape, box):
                found[layer].append((shape, tags.get("name", ""), tags.get("name:en", "")))
    except (RuntimeError, OSError, ValueError) as failure:
        raise LocatorError(
            Problem("error", "fetch.extract", str(extract), params={"reason": failure})
        ) from None
    return day, found


def _shape(make: Any, one: Any) -> shapely.Geometry | None:
    """The geometry of an object; None where nodes of it are missing."""
    try:
        return shapely.from_wkb(make(one))
    except RuntimeError:  # what osmium says of a location that the extract has not
        return None


def _meets(shape: shapely.Geometry, box: tuple[float, ...]) -> bool:
    west, south, east, north = shape.bounds
    return west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1]


def _frame(rows: list[Any], box: tuple[float, ...]) -> gpd.GeoDataFrame:
    shapes, names, english = zip(*rows, strict=True)
    clipped = shapely.clip_by_rect(list(shapes), *box)
    frame = gpd.GeoDataFrame({"name": names, "name_en": english}, geometry=clipped, crs=4326)
    return frame[~frame.geometry.is_empty]


def _write(frames: Mapping[str, gpd.GeoDataFrame], folder: str, part: Path, day: str) -> int:
    digest, count = hashlib.sha256(), 0
    with closing(sqlite3.connect(f"{folder}/raw")) as raw, closing(sqlite3.connect(part)) as file:
        raw.execute("CREATE TABLE raw (z, x, y, layer, data)")
        for number, (name, frame) in enumerate(frames.items()):
            rows = ((*tile, number, data) for *tile, data in _layer_tiles(name, frame, folder))
            raw.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?)", rows)
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer,"
            " tile_data blob, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID"
        )
        ordered = raw.execute("SELECT z, x, y, data FROM raw ORDER BY z, x, y, layer")
        for tile, parts in groupby(ordered, lambda row: row[:3]):
            data = gzip.compress(b"".join(row[3] for row in parts), mtime=0)
            digest.update(repr(tile).encode() + data)
            file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (*tile, data))
            count += 1
        said = {
            "name": _SOURCE, "format": "pbf", "maxzoom": str(MOST_ZOOM), "source": _SOURCE,
            "date": day, "licence": LICENCE, "attribution": "© OpenStreetMap contributors",
            "mark": digest.hexdigest()[:12],
        }  # fmt: skip # a table
        file.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        file.commit()
    return count


def _layer_tiles(
    name: str, frame: gpd.GeoDataFrame, folder: str
) -> Iterator[tuple[int, int, int, bytes]]:
    """Tiles of one layer: zoom, column, row from the south, and its bytes."""
    path = f"{folder}/{name}.mbtiles"
    columns = ["geometry"] if name in {"building", "path"} else ["name", "name_en", "geometry"]
    frame[columns].to_file(
        path,
        layer=name,
        driver="MVT",
        engine="pyogrio",
        dataset_options={
            "FORMAT": "MBTILES",
            "MINZOOM": str(LAYERS[name]),
            "MAXZOOM": str(MOST_ZOOM),
            "SIMPLIFICATION": "2",
            "SIMPLIFICATION_MAX_ZOOM": "1",
        },
    )
    with closing(sqlite3.connect(path)) as file:
        rows: Iterable[Any] = file.execute(
            "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"
        )
        for z, x, y, data in rows:
            yield z, x, y, gzip.decompress(data)
