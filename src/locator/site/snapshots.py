"""Snapshots of the cities of a site: those in the files of a pack, and those kept in the store."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from locator import clock
from locator.city import city_code
from locator.pack.files import SNAPSHOTS
from locator.problems import LocatorError, Problem, QueryError
from locator.site.state import reason

if TYPE_CHECKING:
    from pathlib import Path

    from locator.coverage.snapshots import Snapshot
    from locator.site.site import Site

_ORDER = attrgetter("at", "name")
#: How long snapshots that another process took go unnoticed, in seconds.
SNAPSHOTS_S = 60.0


class SiteSnapshots:
    """What was kept of each city to compare with later.

    Parameters
    ----------
    site
        Whose cities.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept = site.each(self._read, "snapshots", SNAPSHOTS_S)

    def of(self, where: str | Path = "") -> tuple[Snapshot, ...]:
        """All snapshots of a city, oldest first: the files of its pack and those in the store.

        Raises
        ------
        LocatorError
            A file is no snapshot, or one in the store was altered.
        """
        return self._kept.of(where)

    def at_hand(self, where: str | Path = "") -> tuple[Snapshot, ...]:
        """The same for a page, which goes on with those of the files while nothing else is known.

        Raises
        ------
        LocatorError
            As :meth:`of`, but not because the store does not answer.
        """
        try:
            return self.of(where)
        except LocatorError as failure:
            if reason(failure) == "pack":
                raise
            return tuple(self._seeds(self._site.folder(where)))

    def named(self, where: str | Path, name: str) -> Snapshot:
        """The snapshot of a city that has a name.

        Raises
        ------
        QueryError
            There is none.
        """
        known = self.of(where)
        for one in known:
            if one.name == name:
                return one
        params = {"known": ", ".join(s.name for s in known)}
        raise QueryError(Problem("error", "store.no_snapshot", value=name, params=params))

    def take(self, where: str | Path, *, by: str, note: str = "") -> Snapshot:
        """Take a snapshot of a city and keep it in the store.

        Raises
        ------
        LocatorError
            The pack cannot be used or the store not be written to.
        """
        store = self._site.store
        city, day = self._site.city(where), clock.today().isoformat()
        taken = {s.name for s in self._kept.renew(where)}  # by other processes too
        number = 1
        while (name := day if number == 1 else f"{day}-{number}") in taken:
            number += 1
        new = city.snapshot(name, clock.stamp(), by.strip(), note.strip())
        store.keep(new)
        self._kept.renew(where)
        return new

    def _read(self, folder: Path, _known: object) -> tuple[Snapshot, ...]:
        taken = self._site.store.snapshots(self._site.trusted(folder))
        return tuple(sorted([*self._seeds(folder), *taken], key=_ORDER))

    def _seeds(self, folder: Path) -> list[Snapshot]:
        """Those in the files of a pack, oldest first."""
        from locator.coverage.snapshots import from_json  # noqa: PLC0415 - few questions need it

        files = sorted((folder / SNAPSHOTS).glob("*.json"))
        seeds = [from_json(file.read_bytes(), f"{SNAPSHOTS}/{file.name}") for file in files]
        code = city_code(folder)
        # Another city's, left over in the folder, is a problem of the check, not of a comparison.
        return sorted((seed for seed in seeds if seed.city == code), key=_ORDER)
