"""What is kept of a city of a region while it is not in memory: its figures, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from locator.geo.areas import APPROXIMATE
from locator.geo.datum import EARTH_RADIUS_M, unit_xyz
from locator.region.coverage import CityFigures, figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.region.cities import RegionCity

#: Outlines of a region are drawn to some 200 m: finer is not seen.
_ACCURACY_DEG = 0.002
_MEASURED = "measured"


@dataclass(frozen=True, slots=True, eq=False)
class CitySummary:
    """A city as the page and the addresses of its region need it.

    Attributes
    ----------
    head
        Number of the last published entry that it holds.
    figures
        Its verdicts, counted.
    ground, quality
        Its outline (EPSG:4326), simplified, and whether it is ``measured`` or ``approximate``;
        None where it has none.
    middle, chord
        A point on the unit sphere (x, y, z) and how far the venue farthest from it is, in earth
        radii straight through the ground; None where no venue has a position.
    checksum, data_date
        Those of its pack.
    """

    head: int
    figures: CityFigures
    ground: shapely.Geometry | None
    quality: str
    middle: NDArray[np.float64] | None
    chord: float
    checksum: str
    data_date: str

    def least_m(self, lon: float, lat: float) -> float:
        """No venue of the city is nearer than so many metres (WGS-84, degrees)."""
        if self.middle is None:
            return float("inf")
        away = float(np.linalg.norm(unit_xyz(lon, lat) - self.middle)) - self.chord
        # A chord becomes an arc: what is nearest in a straight line is so along the ground.
        return 2 * EARTH_RADIUS_M * float(np.arcsin(np.clip(away / 2, 0, 1)))


def summary(city: RegionCity) -> CitySummary:
    """Open a city and keep of it what a region needs."""
    opened = city.open()
    pack = opened.pack
    ground, quality = _ground(pack)
    placed = pack.venues[pack.venues["lon"].notna() & pack.venues["lat"].notna()]
    middle, chord = None, 0.0
    if len(placed):
        points = unit_xyz(placed["lon"].to_numpy(float), placed["lat"].to_numpy(float))
        middle = points.mean(axis=0)
        chord = float(np.linalg.norm(points - middle, axis=1).max())
    return CitySummary(
        city.head, figures(opened), ground, quality, middle, chord, pack.checksum, pack.data_date
    )


def _ground(pack: CityPack) -> tuple[shapely.Geometry | None, str]:
    """The city's outline: its own, else that of its counties, else around the points it has."""
    outlines = pack.outlines
    levels = outlines["code"].map(pack.units["level"])
    for level in ("city", "county"):
        own = outlines[levels == level]
        if len(own):
            shape = shapely.union_all(shapely.make_valid(own.geometry.to_numpy()))
            quality = APPROXIMATE if APPROXIMATE in set(own["quality"]) else _MEASURED
            return shapely.simplify(shape, _ACCURACY_DEG), quality
    units = pack.units[pack.units["lon"].notna()]
    hull = shapely.MultiPoint(units[["lon", "lat"]].to_numpy(float)).convex_hull
    return (hull, APPROXIMATE) if hull.area > 0 else (None, "")
