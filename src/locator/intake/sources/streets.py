"""An OpenStreetMap extract (``.osm.pbf``) → a city's streets for walking and cycling; ODbL.

A way may be walked unless it is a motorway or trunk road, or its tags ``access`` or ``foot`` say
no; cycled, unless it is for feet alone or ``bicycle`` says no. A tag of its own mode decides.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
import osmium
from osmium import osm

from locator.geo.datum import CityShape, great_circle
from locator.intake.sources.osm import LICENCE, extract_day
from locator.problems import DataName, LocatorError, Problem
from locator.ways.network import SCALE, Network

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from locator.pack.model import CityPack

#: How far outside of the city streets are kept, for ways that lead around, in metres.
_AROUND_M = 1000.0
#: Degrees that are certainly more.
_MARGIN = 0.05
_YES = frozenset({"yes", "designated", "permissive", "destination"})
_NO = frozenset({"no", "private", "military"})
_NEVER = frozenset(
    {"construction", "proposed", "abandoned", "razed", "raceway", "bus_guideway", "platform",
     "rest_area", "services", "elevator", "escape"}
)  # fmt: skip # a table
_CARS = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
_FEET = frozenset({"footway", "pedestrian", "steps", "corridor"})


def read_streets(path: Path, pack: CityPack) -> Network:
    """The streets of a city in an extract.

    Raises
    ------
    LocatorError
        The file cannot be read as an extract, or has no street in the city.
    """
    ways = _Ways(pack)
    try:
        reader = osmium.FileProcessor(str(path)).with_locations()
        day = extract_day(reader.header)
        for way in reader.with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(way, osm.Way):
                ways.add(way)
    except (RuntimeError, OSError, ValueError) as failure:
        raise LocatorError(
            Problem("error", "fetch.extract", str(path), params={"reason": failure})
        ) from None
    found = ways.network(day)
    if not len(found.first):
        params = {"city": DataName(pack.city.name, pack.city.name_en)}
        raise LocatorError(Problem("error", "reach.network_elsewhere", str(path), params=params))
    return found


def may(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a way may be walked, and cycled."""
    kind = tags.get("highway", "")
    if kind in _NEVER or tags.get("area") == "yes":
        return False, False
    barred = tags.get("access", "") in _NO
    foot, bicycle = tags.get("foot", ""), tags.get("bicycle", "")
    walk = foot in _YES or (not barred and kind not in _CARS and foot not in _NO)
    cycle = bicycle in _YES or (not barred and kind not in _CARS | _FEET and bicycle not in _NO)
    return walk, cycle


def city_box(pack: CityPack) -> list[int]:
    """West, south, east and north of a city and a little around it, in :data:`SCALE` degrees."""
    units, shape = pack.units, CityShape(pack.outlines, pack.units, pack.city.metric_crs).shape
    bounds = (
        shape.bounds
        if not shape.is_empty
        else (units["lon"].min(), units["lat"].min(), units["lon"].max(), units["lat"].max())
    )
    margin = np.array([-1, -1, 1, 1]) * _MARGIN
    return [int(v) for v in (np.array(bounds) + margin) / SCALE]


class _Ways:
    """Nodes and pieces of the ways near a city, as flat arrays: a province has millions."""

    def __init__(self, pack: CityPack) -> None:
        self.shape = CityShape(pack.outlines, pack.units, pack.city.metric_crs)
        self.box = city_box(pack)
        self.nodes, self.lon, self.lat = array("q"), array("i"), array("i")
        self.size, self.kind = array("i"), array("b")

    def add(self, way: osm.Way) -> None:
        walk, cycle = may({tag.k: tag.v for tag in way.tags})
        west, south, east, north = self.box
        there = [
            (node.ref, node.location.x, node.location.y)
            for node in way.nodes
            if node.location.valid()
        ]
        near = any(west <= x <= east and south <= y <= north for _, x, y in there)
        if not (walk or cycle) or not near or len(there) < 2:
            return
        refs, x, y = zip(*there, strict=True)
        self.nodes.extend(refs)
        self.lon.extend(x)
        self.lat.extend(y)
        self.size.append(len(there))
        self.kind.append(walk + 2 * cycle)

    def network(self, day: str) -> Network:
        """The pieces whose both ends are in the city or close to it."""
        nodes = np.frombuffer(self.nodes, np.int64) if self.nodes else np.zeros(0, np.int64)
        lon, lat = (np.array(values, np.int32) for values in (self.lon, self.lat))
        size, kind = np.array(self.size, np.int64), np.array(self.kind, np.int8)
        _, first, place = np.unique(nodes, return_index=True, return_inverse=True)
        east, north = (np.asarray(v[first] * SCALE, np.float64) for v in (lon, lat))
        inside = self._inside(east, north)
        # Every node but the last of its way begins a piece.
        begins = np.ones(len(nodes), bool)
        begins[np.cumsum(size) - 1] = False
        start = np.flatnonzero(begins)
        one, two = place[start], place[start + 1]
        kept = inside[one] & inside[two] & (one != two)
        one, two, kind = one[kept], two[kept], np.repeat(kind, size)[start][kept]
        used, ends = np.unique(np.concatenate([one, two]), return_inverse=True)
        metres = great_circle(east[one], north[one], east[two], north[two])
        return Network(
            lon=lon[first][used],
            lat=lat[first][used],
            first=ends[: len(one)].astype(np.int32),
            second=ends[len(one) :].astype(np.int32),
            metres=np.asarray(metres, np.float32),
            walk=(kind & 1).astype(bool),
            cycle=(kind & 2).astype(bool),
            date=day,
            source="OpenStreetMap",
            licence=LICENCE,
        )

    def _inside(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        west, south, east, north = (v * SCALE for v in self.box)
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        if inside.any():
            inside[inside] = self.shape.distances(lon[inside], lat[inside]) <= _AROUND_M
        return inside
