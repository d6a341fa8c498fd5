"""Snapshots of the cities of a site: those in the files of a pack, and those kept in the store."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from locator import clock
from locator.city import city_code
from locator.pack.files import SNAPSHOTS
from locator.problems import Problem, QueryError
from locator.site.cities import LastGood

if TYPE_CHECKING:
    from pathlib import Path

    from locator.coverage.snapshots import Snapshot

if TYPE_CHECKING:
    from locator.site.site import Site

#: How long snapshots that another process took go unnoticed, in seconds.
SNAPSHOTS_S = 60.0


class SiteSnapshots:
    """What was kept of each city to compare with later.

    Parameters
    ----------
    site
        Whose cities.
    away_s, first_s
        As :class:`locator.site.Site` has them.
    """

    def __init__(self, site: Site, away_s: float, first_s: float | None) -> None:
        self._site, self._away_s, self._first_s = site, away_s, first_s
        self._lock = Lock()
        self._kept: dict[Path, LastGood[tuple[Snapshot, ...]]] = {}

    def of(self, where: str | Path = "") -> tuple[Snapshot, ...]:
        """All snapshots of a city, oldest first: the files of its pack and those in the store.

        Raises
        ------
        LocatorError
            A file is no snapshot, or one in the store was altered.
        """
        return self._last(self._site.folder(where)).get(self._site.store.generation)

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
        last = self._last(self._site.folder(where))
        taken = {s.name for s in last.renew(store.generation)}  # by other processes too
        number = 1
        while (name := day if number == 1 else f"{day}-{number}") in taken:
            number += 1
        new = city.snapshot(name, clock.stamp(), by.strip(), note.strip())
        store.keep(new)
        last.renew(store.generation)
        return new

    def let_go(self, folder: Path) -> None:
        """Keep those of a city in memory no longer."""
        with self._lock:
            self._kept.pop(folder, None)

    def _last(self, folder: Path) -> LastGood[tuple[Snapshot, ...]]:
        with self._lock:
            if folder not in self._kept:
                self._kept[folder] = LastGood(
                    lambda _: self._read(folder),
                    f"snapshots of {folder.name}",
                    SNAPSHOTS_S,
                    self._away_s,
                    self._first_s,
                )
            return self._kept[folder]

    def _read(self, folder: Path) -> tuple[Snapshot, ...]:
        from locator.coverage.snapshots import from_json  # noqa: PLC0415 - few questions need it

        files = sorted((folder / SNAPSHOTS).glob("*.json"))
        seeds = [
            from_json(file.read_text(encoding="utf-8"), f"{SNAPSHOTS}/{file.name}")
            for file in files
        ]
        code = city_code(folder)
        # Another city's, left over in the folder, is a problem of the check, not of a comparison.
        seeds = [seed for seed in seeds if seed.city == code]
        taken = self._site.store.snapshots(code)
        return tuple(sorted([*seeds, *taken], key=lambda s: (s.at, s.name)))
