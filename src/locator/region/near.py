"""What is nearest across the borders of the cities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.venues.search import VenueQuery

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import Walk
    from locator.region.cities import RegionCity


@dataclass(frozen=True, slots=True, eq=False)
class NearAnswer:
    """The nearest venues of one city (``schema.VENUES`` and ``distance_m``), and how it walks."""

    venues: pd.DataFrame
    walk: Walk


@dataclass(frozen=True, slots=True)
class NearQuestion:
    """The nearest venues to a position (WGS-84, degrees), asked of each city.

    The position is in no text of it, so that no log of a worker can hold it.
    """

    lon: float = field(repr=False)
    lat: float = field(repr=False)
    limit: int
    layers: tuple[str, ...] = ()

    def __call__(self, city: RegionCity) -> NearAnswer:
        """The nearest of one city."""
        opened = city.open()
        found = opened.venues.nearest(
            self.lon, self.lat, k=self.limit, filters=VenueQuery(layers=self.layers)
        )
        return NearAnswer(found.located, opened.pack.walk)
