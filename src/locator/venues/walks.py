"""How long the walk to each venue takes: by the city's streets where they are known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from locator.venues.search import VenueIndex, VenueQuery, VenueResult
from locator.ways.travel import travel

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack
    from locator.ways.network import Network
    from locator.ways.travel import Travel

_ANY = VenueQuery()
#: What is near, in minutes on foot or by bicycle.
NEAR_MINUTES = 15
#: Nobody walks longer: beyond it no way along streets is sought, and no minutes are said.
LONGEST_WALK = 60


def walked(
    venues: pd.DataFrame, lon: float, lat: float, way: Travel, most: float = np.inf
) -> pd.DataFrame:
    """The same rows with ``walk_min``, and ``walk_by``: what the minutes follow from.

    Parameters
    ----------
    venues
        Rows of the venue table.
    lon, lat
        WGS-84 degrees of the start.
    way
        Who walks, and along what.
    most
        Minutes beyond which a row may have inf; without a position it has NaN.
    """
    goals = venues[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan)
    return venues.assign(walk_min=way.from_one(lon, lat, goals, most), walk_by=way.by)


def travelled(
    pack: CityPack, venues: pd.DataFrame, start: tuple[float, float], network: Network | None
) -> pd.DataFrame:
    """The same rows with ``walk_min`` and ``bike_min`` of an adult, those within a walk first.

    Minutes along streets are inf beyond :data:`LONGEST_WALK`, by bicycle beyond
    :data:`NEAR_MINUTES`; what is beyond a walk keeps its order, and without a position stays last.
    """
    rows = walked(venues, *start, travel(pack, network=network), LONGEST_WALK)
    goals = rows[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan)
    cycle = travel(pack, "cycle", network=network)
    rows = rows.assign(bike_min=cycle.from_one(*start, goals, NEAR_MINUTES))
    if network is None:
        return rows
    minutes = rows["walk_min"].to_numpy(np.float64, copy=True)
    minutes[minutes > LONGEST_WALK] = np.inf
    return rows.iloc[np.argsort(minutes, kind="stable")]


def near(
    index: VenueIndex,
    way: Travel,
    lon: float,
    lat: float,
    *,
    k: int | None = None,
    radius_m: float | None = None,
    filters: VenueQuery = _ANY,
) -> VenueResult:
    """Venues nearest to a WGS-84 position, in great-circle order, each with its walk.

    Arguments and errors are those of :meth:`VenueIndex.nearest`.
    """
    found = index.nearest(lon, lat, k=k, radius_m=radius_m, filters=filters)
    return replace(found, located=walked(found.located, lon, lat, way))
