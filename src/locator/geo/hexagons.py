"""A hexagon cartogram: every counting town one cell of the same size, roughly in its place.

Cells are a hexagonal grid over the city's ground, as many as there are towns. First every county
gets as many cells as it has towns, by the least sum of squared distances to the county's middle:
the parts of such an assignment are those of a power diagram, so they hang together. Then each
county's towns are assigned to its cells by the least sum of squared displacements. Both are linear
assignments (Hungarian method). The result depends on nothing but its input.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEIGHBOURS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
#: A county whose cells do not hang together weighs so much more in the next attempt.
_INSIST = 1.25
_ATTEMPTS = 60

Cell = tuple[int, int]


def hexagons(
    towns: pd.DataFrame, areas: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, metric_crs: str
) -> gpd.GeoDataFrame:
    """One hexagon for each town whose county has an outline.

    Parameters
    ----------
    towns
        Rows of units that are drawn: the towns that count, or what stands for them.
    areas
        Town areas, whose middle is where a town is; a town without one takes its own point, or
        free ground of its county.
    outlines
        Indexed by unit code, with the counties (EPSG:4326).
    metric_crs
        Projected CRS in metres.

    Returns
    -------
    GeoDataFrame
        Indexed by town code: ``code, county, geometry`` in EPSG:4326, drawn over the city's
        ground so that the city stays recognisable.
    """
    towns = towns[towns["county"].isin(outlines.index)]
    if towns.empty:
        return gpd.GeoDataFrame({"code": [], "county": []}, geometry=[], crs="EPSG:4326")
    counties = outlines.geometry.to_crs(metric_crs)[towns["county"].unique()]
    targets = _targets(towns, areas, counties, metric_crs)
    size, cells, centres = _grid(shapely.union_all(counties.array), len(towns))
    county = pd.Index(counties.index).get_indexer(towns["county"])
    owner = _share_out(county, targets / size, centres / size, cells)
    chosen = np.zeros(len(towns), dtype=np.int64)
    for number in range(len(counties)):
        own_towns, own_cells = np.flatnonzero(county == number), np.flatnonzero(owner == number)
        away = _squared(targets[own_towns], centres[own_cells])
        chosen[own_towns] = own_cells[_assigned(away)]
    return gpd.GeoDataFrame(
        {"code": towns["code"], "county": towns["county"]},
        geometry=[_hexagon(centres[i, 0], centres[i, 1], size) for i in chosen],
        index=towns.index,
        crs=metric_crs,
    ).to_crs("EPSG:4326")


def hexagon_counties(hexes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The counties of a cartogram: unions of their hexagons, indexed by county code."""
    return hexes[["county", "geometry"]].dissolve("county")


def _targets(
    towns: pd.DataFrame, areas: gpd.GeoDataFrame, counties: gpd.GeoSeries, metric_crs: str
) -> NDArray[np.float64]:
    """Where each town is, in metres: (n, 2)."""
    result = pd.DataFrame(np.nan, index=towns.index, columns=[0, 1])
    pointed = towns[towns["lon"].notna()]
    own = gpd.GeoSeries(gpd.points_from_xy(pointed["lon"], pointed["lat"]), crs="EPSG:4326")
    result.loc[pointed.index] = shapely.get_coordinates(own.to_crs(metric_crs).array)
    known = areas.index.intersection(towns.index)
    middles = shapely.centroid(areas.loc[known].geometry.to_crs(metric_crs).array)
    result.loc[known] = shapely.get_coordinates(middles)
    for county, group in towns.groupby("county"):
        for code in group.index[result.loc[group.index, 0].isna()]:
            taken = result.loc[group.index].dropna().to_numpy()
            result.loc[code] = _roomiest(counties[county], taken)
    return result.to_numpy()


def _roomiest(ground: shapely.Geometry, taken: NDArray[np.float64]) -> NDArray[np.float64]:
    """The point of the ground farthest from those taken, on a 24 x 24 raster."""
    west, south, east, north = ground.bounds
    raster = np.array(list(product(np.linspace(west, east, 24), np.linspace(south, north, 24))))
    inside = raster[shapely.intersects_xy(ground, raster[:, 0], raster[:, 1])]
    if not len(taken) or not len(inside):
        return shapely.get_coordinates(shapely.point_on_surface(ground))[0]
    distance = np.linalg.norm(inside[:, None, :] - taken[None, :, :], axis=2).min(axis=1)
    return inside[distance.argmax()]


def _grid(city: shapely.Geometry, wanted: int) -> tuple[float, list[Cell], NDArray[np.float64]]:
    """The largest hexagons of which at least ``wanted`` have their centre in the city.

    Returns the circumradius in metres, and axial coordinates and centres (wanted, 2) of cells.
    """
    size = float(np.sqrt(city.area / wanted / (1.5 * np.sqrt(3))))
    while True:
        cells, centres = _cells(city, size)
        inside = np.flatnonzero(shapely.intersects_xy(city, centres[:, 0], centres[:, 1]))
        if len(inside) >= wanted:
            # A few more than wanted may fit: keep those nearest to the middle of the city.
            middle = shapely.get_coordinates(shapely.centroid(city))[0]
            order = np.argsort(((centres[inside] - middle) ** 2).sum(axis=1), kind="stable")
            keep = np.sort(inside[order[:wanted]])
            return size, [cells[i] for i in keep], centres[keep]
        size *= 0.995


def _cells(city: shapely.Geometry, size: float) -> tuple[list[Cell], NDArray[np.float64]]:
    west, south, east, north = city.bounds
    rows = int((north - south) / (1.5 * size)) + 2
    columns = int((east - west) / (np.sqrt(3) * size)) + 2
    cells = [(q - r // 2, r) for r in range(rows) for q in range(columns)]
    centres = np.array(
        [(west + size * np.sqrt(3) * (q + r / 2), south + size * 1.5 * r) for q, r in cells]
    )
    return cells, centres


def _squared(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances between (n, 2) and (m, 2) points: (n, m)."""
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)


def _share_out(
    county: NDArray[np.int64],
    targets: NDArray[np.float64],
    centres: NDArray[np.float64],
    cells: list[Cell],
) -> NDArray[np.int64]:
    """Which county each cell belongs to, as many cells as it has towns, hanging together."""
    numbers = range(int(county.max()) + 1)
    middles = np.array([targets[county == number].mean(axis=0) for number in numbers])
    weight = np.ones(len(middles))
    owner = np.zeros(len(cells), dtype=np.int64)
    for _ in range(_ATTEMPTS):
        cost = weight[county][:, None] * _squared(middles[county], centres)
        owner[_assigned(cost)] = county
        apart = [
            n
            for n in numbers
            if not _hangs_together([cells[i] for i in np.flatnonzero(owner == n)])
        ]
        if not apart:
            break
        weight[apart] *= _INSIST
    return owner


def _hangs_together(cells: list[Cell]) -> bool:
    """Whether all cells can be reached from the first one by common edges."""
    rest = set(cells)
    edge = [rest.pop()] if rest else []
    while edge:
        q, r = edge.pop()
        for dq, dr in _NEIGHBOURS:
            if (q + dq, r + dr) in rest:
                rest.remove((q + dq, r + dr))
                edge.append((q + dq, r + dr))
    return not rest


def _hexagon(x: float, y: float, size: float) -> shapely.Geometry:
    """A hexagon with a point at the top, ``size`` from the centre to a corner.

    Corners are rounded to a millimetre, so that neighbours share them exactly.
    """
    angle = np.radians(30 + 60 * np.arange(6))
    corners = np.column_stack([x + size * np.cos(angle), y + size * np.sin(angle)])
    return shapely.polygons(np.round(corners, 3))


def _assigned(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Column of each row in the cheapest assignment; see :func:`scipy.optimize`."""
    # A fifth of a second to import, and only drawing a cartogram needs it.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see above

    return linear_sum_assignment(cost)[1]
