"""Streets of the invented city: ``streets.npz``, and a planner's ``candidates.csv``, for reach.

Every town is a lattice of lanes; roads join neighbouring towns, bend a little and cross the river
by bridges but not the lake. Nothing in it is anywhere on earth.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from demo_sharing import LICENCE, SOURCE, seeded
from scipy.spatial import Delaunay

from locator.geo.datum import great_circle
from locator.reach.candidates import LIST_COLUMNS
from locator.ways import OWN
from locator.ways.network import SCALE, Network

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Xy = NDArray[np.float64]

#: Degrees of about 100 m between lanes, of which a town has so many each way.
_LANE, _LANES = 0.00095, 15
#: Degrees of about 250 m between the bends of a road, and how far one bends to the side.
_BEND, _ASIDE = 0.0024, 0.0006
#: Roads longer than this, in degrees, are none.
_LONGEST = 0.075
_DATE = "2026-06-28"
_COST = (15, 60)
"""What an old school costs to open, from and to, in ten thousand yuan."""


def build(
    out: Path, rows: list[dict[str, Any]], water: shapely.Geometry, lake: shapely.Geometry
) -> None:
    """Write both files for the units of the city."""
    villages = [row for row in rows if row["level"] == "village"]
    towns = [row for row in rows if row["level"] == "town" and row["counts"] == "yes"]
    streets(towns, water, lake).save(out / OWN)
    with (out / "candidates.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*LIST_COLUMNS, "source"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(candidate(row, villages) for row in towns)


def candidate(town: dict[str, Any], villages: list[dict[str, Any]]) -> dict[str, Any]:
    """An old school in a village of a town."""
    rng = seeded(f"candidate {town['code']}")
    own = [row for row in villages if row["parent"] == town["code"]]
    village = own[int(len(own) * rng.random())]
    aside = [_LANE * (2 * rng.random() - 1) for _ in range(2)]
    return {
        "name": f"{village['name']}旧校舍（虚构）",
        "lon": round(village["lon"] + aside[0], 5),
        "lat": round(village["lat"] + aside[1], 5),
        "unit": village["code"],
        "code": f"old-school-{town['code']}",
        "cost": _COST[0] + int((_COST[1] - _COST[0]) * rng.random()),
        "source": SOURCE,
    }


def streets(
    towns: list[dict[str, Any]], water: shapely.Geometry, lake: shapely.Geometry
) -> Network:
    """The lanes of all towns and the roads between them."""
    centres = np.array([[row["lon"], row["lat"]] for row in towns])
    spots: list[Xy] = []
    pieces: list[tuple[int, int, bool]] = []
    middle = [_lanes(centre, water, spots, pieces) for centre in centres]
    for one, two in _roads(centres):
        line = shapely.LineString(centres[[one, two]])
        if line.length <= _LONGEST and not line.intersects(lake):
            _road(centres[one], centres[two], (middle[one], middle[two]), spots, pieces)
    at = np.round(np.array(spots) / SCALE).astype(np.int32)
    first, second, cycle = (np.array(column) for column in zip(*pieces, strict=True))
    lon, lat = at[:, 0] * SCALE, at[:, 1] * SCALE
    metres = great_circle(lon[first], lat[first], lon[second], lat[second])
    return Network(
        lon=at[:, 0],
        lat=at[:, 1],
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        metres=np.asarray(metres, np.float32),
        walk=np.ones(len(first), bool),
        cycle=cycle.astype(bool),
        date=_DATE,
        source=SOURCE,
        licence=LICENCE,
    )


def _lanes(
    centre: Xy, water: shapely.Geometry, spots: list[Xy], pieces: list[tuple[int, int, bool]]
) -> int:
    """A lattice of lanes around a town, every third too narrow to cycle; its middle node."""
    half = _LANES // 2
    number: dict[tuple[int, int], int] = {}
    for x in range(-half, half + 1):
        for y in range(-half, half + 1):
            spot = centre + _LANE * np.array([x, y])
            if (x, y) == (0, 0) or not shapely.contains_xy(water, *spot):
                number[x, y] = len(spots)
                spots.append(spot)
    for (x, y), node in number.items():
        pieces += [
            (node, number[beside], (x + y) % 3 != 0)
            for beside in ((x + 1, y), (x, y + 1))
            if beside in number
        ]
    return number[0, 0]


def _roads(centres: Xy) -> list[tuple[int, int]]:
    """Pairs of towns with no other in the circle between them: the Gabriel graph."""
    sides = {
        (int(min(a, b)), int(max(a, b)))
        for corners in Delaunay(centres).simplices
        for a, b in ((corners[0], corners[1]), (corners[1], corners[2]), (corners[0], corners[2]))
    }
    found = []
    for one, two in sorted(sides):
        middle = centres[[one, two]].mean(axis=0)
        near = np.hypot(*(centres - middle).T) < np.hypot(*(centres[one] - middle)) - 1e-9
        if not near.any():
            found.append((one, two))
    return found


def _road(
    start: Xy, end: Xy, ends: tuple[int, int], spots: list[Xy], pieces: list[tuple[int, int, bool]]
) -> None:
    """Nodes and pieces of a road that swings to both sides of the straight line."""
    along = end - start
    aside = np.array([-along[1], along[0]]) / np.hypot(*along)
    count = max(1, round(float(np.hypot(*along)) / _BEND))
    before = ends[0]
    for step in range(1, count):
        share = step / count
        spot = (
            start + share * along + aside * _ASIDE * np.sin(2 * np.pi * share * max(1, count // 4))
        )
        spots.append(spot)
        pieces.append((before, len(spots) - 1, True))
        before = len(spots) - 1
    pieces.append((before, ends[1], True))
