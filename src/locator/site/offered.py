"""Which cities a site offers, and by what name: those of its settings and those of its region."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from locator.city import city_code
from locator.problems import LocatorError, Problem, QueryError

if TYPE_CHECKING:
    from locator.pack.model import CityProfile
    from locator.settings import Settings

_log = logging.getLogger(__name__)


class SiteCities:
    """The packs that the settings name, then those of the region; our own without either.

    Attributes
    ----------
    folders
        By name, the default first: the folder's own, with a number where another has it.
    refused
        Names of those that cannot be served, being of a name or a city that another pack has
        already, and why.
    """

    def __init__(self, settings: Settings) -> None:
        self.folders: dict[str, Path] = {}
        self.refused: dict[str, LocatorError] = {}
        self._profiles: dict[str, CityProfile] = {}
        codes: dict[str, str] = {}
        for folder in dict.fromkeys(path.resolve() for path in _packs(settings)):
            name, number = folder.name, 1
            while name in self.folders:
                number += 1
                name = f"{folder.name}-{number}"
            self.folders[name] = folder
            code = city_code(folder)
            first = folder.name if number > 1 else codes.get(code, "")
            if first:
                problem = Problem("error", "site.twice", value=name, params={"first": first})
                self.refused[name] = LocatorError(problem)
            elif code:
                codes[code] = name

    def folder(self, where: str | Path = "") -> Path:
        """Folder of a city by name (``""``: the default); a path stands for itself.

        Raises
        ------
        QueryError
            No city is called so.
        """
        if isinstance(where, Path):
            return where.resolve()
        name = where or next(iter(self.folders))
        if name not in self.folders:
            params = {"known": ", ".join(self.folders)}
            raise QueryError(
                Problem("error", "api.no_city", column="city", value=name, params=params)
            )
        return self.folders[name]

    def profile(self, name: str) -> CityProfile | None:
        """Who a city is, by its ``city.toml`` alone; None where that cannot be used."""
        from locator.pack.toml_files import read_profile  # noqa: PLC0415 - terminals do not ask

        if name not in self._profiles and (found := read_profile(self.folders[name])):
            self._profiles[name] = found
        return self._profiles.get(name)

    def named(self, folder: Path) -> str:
        """The name under which the city of a folder is served, "" where it is not."""
        names = {path: name for name, path in self.folders.items() if name not in self.refused}
        return names.get(folder.resolve(), "")


def _packs(settings: Settings) -> tuple[Path, ...]:
    if settings.region is None:
        return settings.packs
    from locator.pack.region_file import read_region  # noqa: PLC0415 - few sites have one

    named = settings.packs if "packs" in settings.model_fields_set else ()
    try:
        return (*named, *read_region(settings.region).folders)
    except QueryError as failure:  # its page and its addresses say why; the packs are served
        _log.error("LOCATOR_REGION: %s", [(p.key, p.column, p.value) for p in failure.problems])
        return settings.packs
