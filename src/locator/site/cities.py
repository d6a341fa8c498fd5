"""What a site holds of its cities: those on offer, those in memory, the last good state of each.

On offer are those of the settings and of the region; of many, those asked for last are kept, as far
as a bound allows.

A database that was deleted, emptied or replaced by an older one answers as if nothing had been
published. So what a process saw of a log is kept beside the database (:class:`Witness`), with the
changes themselves: it is compared with what the database says, and served when it cannot be read.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from locator.city import city_code
from locator.folders import written_whole
from locator.pack.change import RowChange
from locator.problems import LocatorError, Problem, QueryError
from locator.store.model import StoreBackwards

if TYPE_CHECKING:
    from locator.city import City
    from locator.pack.model import CityProfile
    from locator.settings import Settings
    from locator.store import Store

#: What a city takes with all that is derived from it, in bytes a unit or place and in bytes a
#: venue: resident memory of 13 copies of Suzhou (16 MB each) and of packs with 15 000 venues (45).
_UNIT_BYTES, _VENUE_BYTES = 5000, 2200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A log as it was: number and checksum of its last entry, and all changes up to it."""

    head: int
    digest: str
    changes: tuple[RowChange, ...]


class Witness:
    """The newest state of each city's log that was seen at a store.

    Parameters
    ----------
    folder
        Where it is written down, one file a city; made with the first one.
    store
        Address of the store, without its password: another store is another matter.
    """

    def __init__(self, folder: Path, store: str) -> None:
        self._folder, self._store = folder, store

    def file(self, city: str) -> Path:
        """Where a city's state is written down."""
        safe = "".join(c if c.isalnum() else "_" for c in city)
        return self._folder / f"{safe}.json"

    def seen(self, city: str) -> Seen | None:
        """What was seen of a city's log; None where nothing was published yet."""
        try:
            document = json.loads(self.file(city).read_text(encoding="utf-8"))
            if document["store"] != self._store:
                return None
            changes = tuple(RowChange(*row) for row in document["changes"])
            return Seen(int(document["head"]), str(document["digest"]), changes)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as failure:
            _log.warning("%s cannot be read: %s", self.file(city), type(failure).__name__)
            return None

    def keep(self, city: str, seen: Seen) -> None:
        """Write a state down, whole or not at all; a disk that takes nothing is no reason to stop.

        ``city`` and the rows are as in the log; people's contacts are no part of it.
        """
        document = {
            "store": self._store,
            "head": seen.head,
            "digest": seen.digest,
            "changes": [
                [c.file, c.key, c.before and dict(c.before), c.after and dict(c.after)]
                for c in seen.changes
            ],
        }
        try:
            with written_whole(self.file(city)) as part:
                part.write_text(json.dumps(document, ensure_ascii=True), encoding="utf-8")
        except OSError as failure:
            _log.warning("%s not written: %s", self.file(city), os.strerror(failure.errno or 0))

    def published(
        self, store: Store, code: str, known: City | None, seen: Seen | None
    ) -> tuple[int, str, tuple[RowChange, ...]]:
        """Head of a city's log, its checksum, and the changes where ``known`` does not hold them.

        Raises
        ------
        StoreBackwards
            The log has fewer or other entries than were seen.
        """
        if not code:
            return 0, "", ()
        head = store.head(code)
        before = max(seen.head if seen else 0, known.head if known else 0)
        if head < before or (seen and store.digest(code, seen.head) != seen.digest):
            params = {"head": head, "seen": before, "file": str(self.file(code))}
            raise StoreBackwards(Problem("error", "site.backwards", value=code, params=params))
        if not head or (known is not None and known.head == head):
            return head, "", ()
        return head, store.digest(code, head), store.changes(code, upto=head)


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


class CityMemory:
    """What cities in memory take, the least used first.

    Parameters
    ----------
    most_mb
        What they may take together, in MB; the one asked for last stays whatever it takes.
    """

    def __init__(self, most_mb: float) -> None:
        self._most = most_mb * 1e6
        self._lock = threading.Lock()
        self._taken: dict[Path, int] = {}

    def use(self, folder: Path, city: City) -> list[Path]:
        """A city was asked for; folders of those that are to be let go for it."""
        pack, gone = city.pack, []
        rows = len(pack.units) + len(pack.places)
        with self._lock:
            self._taken.pop(folder, None)
            self._taken[folder] = rows * _UNIT_BYTES + len(pack.venues) * _VENUE_BYTES
            while len(self._taken) > 1 and sum(self._taken.values()) > self._most:
                gone.append(next(iter(self._taken)))
                del self._taken[gone[-1]]
        return gone
