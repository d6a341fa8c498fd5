"""What is at the same place as a venue, what is near it, and the station one walks from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from locator.geo.datum import great_circle

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from locator.pack.model import CityPack
    from locator.venues.search import VenueIndex
    from locator.ways.travel import Travel

#: Venues nearer to each other than this share a roof or a gate.
SAME_PLACE_M = 30.0
#: A station farther away than this, in minutes on foot, is no way to get there.
STATION_MINUTES = 30.0


def nearby(
    pack: CityPack, index: VenueIndex, venue: str, n: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Other open venues: those at the same place, and the ``n`` nearest of the rest.

    Same place: within :data:`SAME_PLACE_M`, or with the same address in the same county. Both
    frames carry ``distance_m``; the first has NaN where a position is missing.
    """
    row = pack.venues.loc[venue]
    others = pack.venues[(pack.venues.index != venue) & (pack.venues["status"] == "open")]
    same = pd.Series(data=False, index=others.index)
    if row["address"]:
        same |= (others["address"] == row["address"]) & (others["county"] == row["county"])
    distance = pd.Series(float("nan"), index=others.index)
    located = not pd.isna(row["lon"])
    if located:
        metres = great_circle(row["lon"], row["lat"], others["lon"], others["lat"])
        distance = pd.Series(metres, index=others.index)
        same |= distance <= SAME_PLACE_M
    here = others[same].assign(distance_m=distance[same])
    if not located:
        return here, here.iloc[:0]
    near = index.nearest(row["lon"], row["lat"], k=n + len(here) + 1).located
    return here, near[~near.index.isin([venue, *here.index])].head(n)


def from_station(
    pack: CityPack, venue: Mapping[Hashable, Any], way: Travel
) -> tuple[str, dict[Hashable, Any]] | None:
    """The nearest station's name, and ``distance_m`` and ``walk_min`` of a venue from there.

    None of a venue without a position, and where no station is within :data:`STATION_MINUTES`.
    """
    stations = pack.places[pack.places["kind"] == "station"]
    if pd.isna(venue["lon"]) or stations.empty:
        return None
    lon, lat = float(venue["lon"]), float(venue["lat"])
    metres = great_circle(lon, lat, stations["lon"].to_numpy(), stations["lat"].to_numpy())
    nearest = stations.iloc[int(np.argmin(metres))]
    goal = np.array([[lon, lat]])
    minutes = way.from_one(float(nearest["lon"]), float(nearest["lat"]), goal, STATION_MINUTES)
    if not minutes[0] <= STATION_MINUTES:
        return None
    return str(nearest["name"]), {"distance_m": float(metres.min()), "walk_min": float(minutes[0])}
