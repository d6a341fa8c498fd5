"""Where the people of the cities of a site live: grids that an operator brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.city import city_code
from locator.pack.population import POPULATION, find_population
from locator.problems import LocatorError
from locator.site.streets import tell_damaged

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.population import PopulationGrid
    from locator.site.site import Site

#: Who may be counted, each in a file of its own.
_COUNTED = ("residents", "seniors")


class SitePopulation:
    """Files of population grids in the data folder."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def grids(self, where: str | Path = "") -> dict[str, PopulationGrid]:
        """Grids of a city by whom they count; a damaged file is none, and the log says so once."""
        found = {}
        for people in _COUNTED:
            file = self.file(people, where)
            try:
                grid = find_population(file)
            except LocatorError:
                tell_damaged(str(file), file.stat().st_mtime_ns)
                continue
            if grid is not None:
                found[people] = grid
        return found

    def file(self, people: str, where: str | Path = "") -> Path:
        """Where a grid of a city is kept."""
        code = city_code(self._site.folder(where))
        return self._site.settings.data / POPULATION / f"{code}-{people}.npz"
