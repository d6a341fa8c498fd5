"""What a site holds of its cities: those on offer, those in memory, the last good state of each.

On offer are those of the settings and of the region; of many, those asked for last are kept, as far
as a bound allows.

Something that may be slow, broken or away is asked through :class:`LastGood`. Once something is
known, whoever asks waits until :data:`PATIENCE_S` after the question was put, and not at all while
it is known not to answer: one thread asks, everybody else goes on with what was good before, and
:attr:`LastGood.since` says since when it may be out of date. While nothing is known yet, who asks
waits for it, a page no longer than :data:`FIRST_S`.

A database that was deleted, emptied or replaced by an older one answers as if nothing had been
published. So what a process saw of a log is kept beside the database (:class:`Witness`), with the
changes themselves: it is compared with what the database says, and served when it cannot be read.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from locator.city import city_code
from locator.folders import written_whole
from locator.pack.change import RowChange
from locator.problems import LocatorError, Problem, QueryError, passed

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.city import City
    from locator.pack.model import CityProfile
    from locator.settings import Settings

T = TypeVar("T")

#: How long an asker waits for news when something is known, in seconds.
PATIENCE_S = 1.0
#: How long a page waits while nothing is known yet, in seconds: to read a city takes a few.
FIRST_S = 30.0
#: Something that was asked so long ago and did not answer is away, in seconds.
SILENT_S = 5.0
#: What a city takes with all that is derived from it, in bytes a unit or place and in bytes a
#: venue: resident memory of 13 copies of Suzhou (16 MB each) and of packs with 15 000 venues (45).
_UNIT_BYTES, _VENUE_BYTES = 5000, 2200

_log = logging.getLogger(__name__)


class LastGood(Generic[T]):
    """An answer that is asked for again from time to time, and kept when that fails.

    Parameters
    ----------
    ask
        Gets the newest answer; is given the last good one (None at first). Runs in one thread at
        a time.
    name
        What the log calls it.
    fresh_s, retry_s
        How long an answer is taken as new, and how long a failure is believed, in seconds.
    first_s
        How long after the question who asks waits while nothing is known, in seconds; by default
        until there is an answer.
    """

    def __init__(
        self,
        ask: Callable[[T | None], T],
        name: str,
        fresh_s: float,
        retry_s: float,
        first_s: float | None = None,
    ) -> None:
        self._ask, self._name = ask, name
        self._fresh_s, self._retry_s, self._first_s = fresh_s, retry_s, first_s
        self._lock = threading.Lock()
        self._asking: Future[T] | None = None
        self._asked = self._due = 0.0
        self._mark: object = None
        self._known: T | None = None
        self._failure: LocatorError | None = None
        self._failed_at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """When the last good answer stopped being the newest one (UTC); None: it is."""
        with self._lock:
            if self._failed_at is None and self._asking is not None:
                silent = time.monotonic() - self._asked
                if silent > SILENT_S:
                    self._failed_at = datetime.now(tz=UTC)
            return self._failed_at

    @property
    def failure(self) -> LocatorError | None:
        """Why there is no newer answer; None while all is well."""
        return self._failure

    def get(self, mark: object = None) -> T:
        """The newest answer, or the last good one when there is no newer within the patience.

        ``mark`` is anything that changes when the answer is known to have changed.

        Raises
        ------
        LocatorError
            Nothing was ever known, or not yet.
        """
        with self._lock:
            asking = self._asking_now(mark)
            known, failing = self._known, self._failed_at is not None
            waited_s = time.monotonic() - self._asked
        if asking is not None:
            if known is None:
                return self._first(asking, waited_s)
            # However often one asks while it is silent: all together no longer than that.
            if not failing and waited_s < PATIENCE_S:
                wait([asking], timeout=PATIENCE_S - waited_s)
        if self._known is None:
            raise self._failure or LocatorError(())
        return self._known

    def _first(self, asking: Future[T], waited_s: float) -> T:
        left_s = None if self._first_s is None else max(0.0, self._first_s - waited_s)
        if wait([asking], timeout=left_s).not_done:
            raise LocatorError(Problem("error", "site.reading"))
        return asking.result()

    def begin(self, mark: object = None) -> None:
        """Ask where it is time to, and go on: several can then be waited for at once.

        What was never known is left alone: reading it takes more than asking.
        """
        with self._lock:
            if self._known is not None:
                self._asking_now(mark)

    def renew(self, mark: object = None) -> T:
        """Ask now and wait for the answer, as after a change of one's own."""
        while True:
            with self._lock:
                asking, own = self._asking, self._asking is None
                if asking is None:
                    asking = self._start(mark)
            wait([asking])
            if own:
                return self.get(mark)

    def recall(self, known: T, failure: LocatorError) -> T:
        """Take an answer of earlier times as the last good one: ``ask`` may call it."""
        with self._lock:
            self._known = known
        raise failure

    def _asking_now(self, mark: object) -> Future[T] | None:
        """The question under way, started where it is time to; None while the answer is new."""
        if self._asking is None and (time.monotonic() >= self._due or mark != self._mark):
            return self._start(mark)
        return self._asking

    def _start(self, mark: object) -> Future[T]:
        asking: Future[T] = Future()
        self._asking, self._asked, self._mark = asking, time.monotonic(), mark
        threading.Thread(target=self._run, args=(asking,), daemon=True).start()
        return asking

    def _run(self, asking: Future[T]) -> None:
        try:
            found = self._ask(self._known)
        except LocatorError as failure:
            self._end(asking, failure)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the others go on
            _log.error("%s: %s", self._name, passed(failure))
            self._end(asking, LocatorError(Problem("error", "site.unexpected")))
        else:
            with self._lock:
                if self._failed_at is not None:
                    _log.warning("%s: up to date again", self._name)
                self._known, self._failure, self._failed_at = found, None, None
                self._due, self._asking = time.monotonic() + self._fresh_s, None
            asking.set_result(found)

    def _end(self, asking: Future[T], failure: LocatorError) -> None:
        with self._lock:
            if self._failed_at is None:
                self._failed_at = datetime.now(tz=UTC)
            if self._failure is None or self._failure.problems != failure.problems:
                words = [(p.key, p.file, p.row, p.column, dict(p.params)) for p in failure.problems]
                _log.error("%s: %s %s", self._name, type(failure).__name__, words[:5])
            self._failure = failure
            known = self._known
            wait_s = self._retry_s if known is not None else min(self._retry_s, self._fresh_s)
            self._due, self._asking = time.monotonic() + wait_s, None
        if known is None:
            asking.set_exception(failure)
        else:
            asking.set_result(known)


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
