"""What a walk along the streets covers, as a shape to draw.

The streets that are reached in time, and what stands beside them: the shape is that of the
streets, never of the straight line. Whatever a list has inside is inside the shape too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from locator.geo.datum import EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from locator.ways.travel import Travel

#: What stands so many metres from a street that is reached counts as reached, in the drawing.
BESIDE_M = 60.0
#: Side of the squares that the shape is put together from, and metres between points of a street.
_CELL_M, _STEP_M = 20.0, 25.0
#: Yards within blocks, up to so many square metres, are no holes.
_YARD_M2 = 40_000.0


def walked_shape(
    way: Travel, lon: float, lat: float, minutes: float, inside: NDArray[np.float64]
) -> shapely.Geometry:
    """The shape of a walk along the streets.

    Parameters
    ----------
    way
        With a network.
    lon, lat
        WGS-84 degrees of the middle.
    minutes
        How long the walk may take.
    inside
        Longitude and latitude, (n, 2) WGS-84 degrees, of what a list has inside.

    Returns
    -------
    shapely.Geometry
        Polygon or MultiPolygon in WGS-84 degrees, to the next :data:`BESIDE_M`.

    Raises
    ------
    ValueError
        The way has no network.
    """
    if way.network is None:
        raise ValueError("no streets")
    most = minutes * way.metres_per_minute
    start = np.array([lon, lat])
    streets, metres = way.network.reached(start, way.mode, way.detour, most, _STEP_M)
    # Here a plane that touches the globe is as good: a walk is a few kilometres.
    degree = np.radians(1) * EARTH_RADIUS_M
    scale = np.array([degree * np.cos(np.radians(lat)), degree])
    off_streets = _joined(np.vstack([start, inside]), streets)
    plane = (np.vstack([off_streets, streets]) - start) * scale
    left = np.concatenate([np.full(len(off_streets), np.inf), most - metres])
    low, high = plane.min(axis=0) - 2 * BESIDE_M, plane.max(axis=0) + 2 * BESIDE_M
    columns, rows = (np.ceil((high - low) / _CELL_M).astype(int) + 1).tolist()
    middle = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2)
    off, nearest = cKDTree(plane).query(
        low + (middle + 0.5) * _CELL_M, distance_upper_bound=BESIDE_M
    )
    found = np.isfinite(off)
    found[found] = off[found] * way.detour <= np.maximum(left[nearest[found]], _CELL_M)
    shape = _rounded(_squares(found.reshape(rows, columns)))
    return shapely.transform(shape, lambda xy: (low + xy * _CELL_M) / scale + start)


def _joined(positions: NDArray[np.float64], streets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions and the ways from each to the street nearest to it, (n, 2) degrees."""
    if not len(streets):
        return positions
    to = streets[cKDTree(streets).query(positions)[1]]
    share = np.linspace(0, 1, 9)[:, None, None]
    return ((1 - share) * positions + share * to).reshape(-1, 2)


def _squares(found: NDArray[np.bool_]) -> shapely.Geometry:
    """Marked squares of a grid as one shape, a square being 1 by 1."""
    edges = np.diff(np.pad(found.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, west = np.nonzero(edges == 1)
    east = np.nonzero(edges == -1)[1]
    return shapely.union_all(shapely.box(west, row, east, row + 1))


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """The same without stairs and yards."""
    smooth = shape.buffer(1.2).buffer(-2.0).buffer(0.8).simplify(0.3)
    yard = _YARD_M2 / _CELL_M**2
    parts = []
    for part in shapely.get_parts(smooth):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > yard]
        parts.append(shapely.Polygon(part.exterior, holes))
    return shapely.union_all(parts)
