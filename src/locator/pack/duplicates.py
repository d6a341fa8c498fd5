"""Which venues are probably one: of one name and unit, or near each other and alike in name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator.geo.datum import EARTH_RADIUS_M, unit_xyz
from locator.names.keys import recorded_core_key, recorded_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locator.problems import Problems

#: Two venues nearer than this with similar names are probably one.
DUPLICATE_M = 100.0
#: rapidfuzz ratio (0-100) from which names without their bracketed parts are similar.
SIMILAR = 85.0
#: More on one spot (0.001°, about 100 m) are a crowd, of which each is compared with so many.
_CROWD, _BESIDE = 100, 5


def check_duplicates(problems: Problems, venues: pd.DataFrame) -> None:
    """Same name and unit, or within :data:`DUPLICATE_M` metres and a similar name."""
    named = venues[(venues["name"] != "") & (venues["unit"] != "")].reset_index(drop=True)
    pairs: dict[int, tuple[int, str]] = {}
    position = pd.Series(np.arange(len(named)))
    first = position.groupby([named["name"].map(recorded_key), named["unit"]]).transform("first")
    for later, earlier in zip(position, first, strict=True):
        if later != earlier:
            pairs[later] = (earlier, "problem.duplicate_name")
    # Estimates of two houses may well be the point of one housing estate.
    measured = named["lon"].notna() & named["lat"].notna() & (named["precision"] != "estimated")
    names = [recorded_core_key(name) for name in named["name"]]
    for earlier, later in sorted(_near(named.loc[measured, ["lon", "lat"]], names)):
        if fuzz.ratio(names[earlier], names[later], score_cutoff=SIMILAR):
            pairs.setdefault(later, (earlier, "problem.duplicate_near"))
    for later in sorted(pairs):
        earlier, key = pairs[later]
        this, other = named.iloc[later], named.iloc[earlier]
        about = {"other": other["name"], "other_file": other["_file"], "other_row": other["_row"]}
        problems.warning(key, this["_file"], this["_row"], "name", this["name"], **about)


def _near(points: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[int, int]]:
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
