"""The base map that needs no tile service: lakes and the Yangtze, metro lines.

Water: GSHHG 2.3.7 full resolution (LGPL-3.0). Metro: straight lines through the stations in
order; their positions are facts, the drawing is ours.
"""

from __future__ import annotations

from itertools import groupby

import shapely
from common import COLLECTED, PACK, read_features, read_rows, write_features

SURROUNDINGS = (119.7, 30.6, 121.6, 32.2)
"""West, south, east, north in degrees: the city and a margin of about 20 km."""

TOLERANCE = 0.0003
"""Simplification of shores in degrees, about 30 m: below a pixel up to zoom 12."""


def build() -> None:
    """Write basemap/water.geojson and basemap/metro.geojson."""
    water = []
    for properties, shape in read_features(COLLECTED / "water.geojson"):
        clipped = shapely.make_valid(shapely.clip_by_rect(shape, *SURROUNDINGS))
        simple = shapely.simplify(clipped, TOLERANCE, preserve_topology=True)
        entry = {"name": properties["name"], "name_en": properties["name_en"]}
        entry |= {"source": "GSHHG 2.3.7 full resolution", "licence": "LGPL-3.0"}
        water.append((entry, simple))
    write_features(PACK / "basemap" / "water.geojson", water)

    stations = sorted(read_rows("metro_stations.csv"), key=lambda row: _line_number(row["line"]))
    lines = []
    for name, group in groupby(stations, key=lambda row: row["line"]):
        stops = sorted(group, key=lambda row: int(row["order"]))
        entry = {
            "name": f"轨道交通{name}",
            "name_en": f"Metro Line {_line_number(name)}",
            "colour": stops[0]["colour"],
            "source": "站点位置（2026），站间以直线相连",
        }
        points = [(float(row["lon"]), float(row["lat"])) for row in stops]
        lines.append((entry, shapely.LineString(points)))
    write_features(PACK / "basemap" / "metro.geojson", lines)


def _line_number(name: str) -> int:
    return int(name.removesuffix("号线"))
