"""What must hold of where things are: in the city, in their county, and not two on one spot.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped. What has no
coordinates is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from scipy.spatial import cKDTree
from shapely import prepare

from locator.geo.datum import DOUBT_M, EARTH_RADIUS_M, unit_xyz
from locator.pack.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    import shapely

    from locator.geo.datum import CityShape
    from locator.problems import Problems

#: Two venues nearer than this with similar names are probably one.
DUPLICATE_M = 100.0
#: More on one spot (0.001°, about 100 m) are a crowd, of which each is compared with so many.
_CROWD, _BESIDE = 100, 5


def check_inside(
    problems: Problems, frame: pd.DataFrame, shape: CityShape, *, strict: bool = False
) -> None:
    """Points that lie outside of the city; ``strict``: beyond the doubtful margin is an error."""
    points = frame[frame["lon"].notna() & frame["lat"].notna()]
    metres = shape.distances(points["lon"], points["lat"])
    for file, row, lon, lat, distance in zip(
        points["_file"], points["_row"], points["lon"], points["lat"], metres, strict=True
    ):
        far = distance > shape.doubt
        if not distance or (not strict and not far) or (not shape.measured and not far):
            continue
        record = problems.error if strict and far and shape.measured else problems.warning
        record(
            "problem.outside" if far else "problem.near_outline",
            file,
            row,
            "lon",
            f"{lon},{lat}",
            metres=metres_text(distance),
        )


def check_counties(
    problems: Problems,
    points: pd.DataFrame,
    units: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    metric_crs: str,
) -> None:
    """Points that lie in another county than their unit, more than a doubtful margin away."""
    placed = points["lon"].notna() & points["lat"].notna()
    if not placed.any():
        return
    tree = units.drop_duplicates("code").set_index("code")
    counties = outlines[outlines["code"].isin(tree.index[tree["level"] == "county"])]
    counties = counties[counties.is_valid].drop_duplicates("code").set_index("code").geometry
    level, parent = (dict(zip(tree.index, tree[c], strict=True)) for c in ("level", "parent"))
    own = points["unit"].map({u: _county(u, level, parent) for u in points["unit"].unique()})
    placed &= own.isin(counties.index)
    if not placed.any():
        return
    rows = points[placed]
    here = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), rows.index, "EPSG:4326")
    prepare(counties.to_numpy())
    within = own[placed].map(counties)
    away = ~gpd.GeoSeries(within, crs="EPSG:4326").intersects(here)
    for index in rows.index[away]:
        metres = metres_between(here[index], within[index], metric_crs)
        others = counties.index[counties.intersects(here[index])]
        if len(others) and metres > DOUBT_M:
            row = rows.loc[index]
            problems.warning(
                "problem.other_county", row["_file"], row["_row"], "lon",
                f"{row['lon']},{row['lat']}", unit=tree["name"][own[index]],
                other=tree["name"][others[0]], metres=f"{metres:.0f}",
            )  # fmt: skip # as one call


def near_pairs(points: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of rows within :data:`DUPLICATE_M`, the earlier first.

    Where more than :data:`_CROWD` stand on one spot, each is compared with those of them next to
    it by name only: the work grows with the number of rows and not with its square.
    """
    spots = points.round(3).groupby(["lon", "lat"])["lon"]
    crowded = spots.transform("size") > _CROWD
    alone = points[~crowded]
    tree = cKDTree(unit_xyz(alone["lon"], alone["lat"]))
    for i, j in tree.query_pairs(DUPLICATE_M / EARTH_RADIUS_M):
        a, b = sorted((int(alone.index[i]), int(alone.index[j])))
        yield a, b
    for _, crowd in points[crowded].groupby(spots.ngroup()[crowded]):
        alike = sorted(map(int, crowd.index), key=lambda at: (names[at], at))
        for step in range(1, _BESIDE + 1):
            for one, other in zip(alike, alike[step:], strict=False):
                yield min(one, other), max(one, other)


def metres_between(point: shapely.Point, shape: shapely.Geometry, metric_crs: str) -> float:
    """Metres from a point to a shape, both WGS-84; infinite where no projection reaches."""
    both = gpd.GeoSeries([point, shape], crs="EPSG:4326").to_crs(metric_crs)
    return float(np.nan_to_num(both.iloc[0].distance(both.iloc[1]), nan=np.inf))


def _county(code: str, level: Mapping[str, str], parent: Mapping[str, str]) -> str:
    """The county of a unit, itself included; "" where it has none."""
    for _ in LEVELS:
        if level.get(code, "county") == "county":
            return code
        code = parent[code]
    return ""


def metres_text(metres: float) -> str:
    """A distance as a problem says it; ∞ where no projection reaches."""
    return f"{metres:.0f}" if np.isfinite(metres) else "∞"
