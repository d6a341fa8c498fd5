"""What is nearest across the borders of the cities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.venues.search import VenueQuery, near

if TYPE_CHECKING:
    import pandas as pd

    from locator.city import City
    from locator.region.cities import RegionCity


@dataclass(frozen=True, slots=True, eq=False)
class NearAnswer:
    """The nearest venues of one city, as :func:`locator.venues.search.near` gives them."""

    venues: pd.DataFrame


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
        """The nearest of one city, which is opened for it."""
        return self.asked_of(city.open())

    def asked_of(self, city: City) -> NearAnswer:
        """The nearest of a city."""
        wanted = VenueQuery(layers=self.layers)
        found = near(city.venues, city.walk, self.lon, self.lat, k=self.limit, filters=wanted)
        return NearAnswer(found.located)
