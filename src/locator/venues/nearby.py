"""What is at the same place as a venue, and what is near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from locator.geo.datum import great_circle

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.venues.search import VenueIndex

#: Venues nearer to each other than this share a roof or a gate.
SAME_PLACE_M = 30.0


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
