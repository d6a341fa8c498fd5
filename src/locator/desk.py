"""A pack with everything derived from it: read once in a process, shared by pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import pandas as pd

from locator.areas import labelled_points, town_areas
from locator.coverage import evaluate_pack
from locator.hexagons import hexagons
from locator.pack import load_pack
from locator.places import PlaceIndex
from locator.search import VenueIndex

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from locator.model import CityPack

_desks: dict[Path, Desk] = {}
_reading = Lock()


@dataclass(frozen=True)
class Desk:
    """A pack and everything derived from it, each computed when first asked for."""

    pack: CityPack

    @cached_property
    def venues(self) -> VenueIndex:
        """Index for nearest search."""
        return VenueIndex(self.pack.venues)

    @cached_property
    def places(self) -> PlaceIndex:
        """Index for the search box."""
        return PlaceIndex(self.pack)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """All verdicts of the pack."""
        return evaluate_pack(self.pack)

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """Town areas, real or approximate."""
        pack = self.pack
        return town_areas(
            pack.units,
            pack.outlines,
            labelled_points(pack.units, pack.venues, pack.places),
            pack.basemap.get("water"),
            pack.city.metric_crs,
        )

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """Every unit that has an area, by code: ``quality, geometry``."""
        columns = ["quality", "geometry"]
        outlines = self.pack.outlines[columns]
        rest = outlines[~outlines.index.isin(self.areas.index)]
        return pd.concat([rest, self.areas[columns]])

    @cached_property
    def hexagons(self) -> gpd.GeoDataFrame:
        """Hexagon cartogram of the towns."""
        return hexagons(self.pack.units, self.areas, self.pack.outlines, self.pack.city.metric_crs)


def desk(path: Path) -> Desk:
    """The pack in a folder, read the first time that anybody in the process asks for it.

    Raises
    ------
    PackError
        The pack has errors; it is read again the next time.
    """
    folder = path.resolve()
    with _reading:
        if folder not in _desks:
            _desks[folder] = Desk(load_pack(folder))
        return _desks[folder]
