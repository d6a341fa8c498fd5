"""One running installation: its settings, its store and its cities, made once and handed around.

Every face (terminal, API, pages) is given a :class:`Site` and asks it; nothing else opens a store
or reads a pack to answer a question. A city is read in the background when it changes, so nobody
waits for the store once a city is known, and no city waits for another
(:mod:`locator.site.last_good`). A few cities are all kept; of many those asked for, and the least
used go above a bound of memory.
"""

from __future__ import annotations

from functools import cache, cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from locator.city import City, check_city, city_code, population_grids, read_city, with_population
from locator.pack.effective import check_fits
from locator.pack.kept import KeptPacks
from locator.problems import LocatorError, Problem
from locator.site.cities import CityMemory, Seen, SiteCities, Witness
from locator.site.last_good import LastGood, OfEachCity, Together
from locator.site.snapshots import SiteSnapshots
from locator.site.state import CityState, reason
from locator.site.streets import SiteStreets
from locator.store import StoreConflict, open_store
from locator.store.model import StoreBackwards, StoreBroken, StoreUnreachable
from locator.ways import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from locator.pack.change import RowChange
    from locator.pack.model import CityPack
    from locator.settings import Settings
    from locator.store import Store
    from locator.store.model import Entry, Source, Submission

T = TypeVar("T")

#: How long a process may go without asking the store whether another one published, in seconds.
NOTICE_S = 1.0
#: How long a failure is believed before it is asked again, in seconds.
AWAY_S = 5.0
#: So many cities are all kept at hand, and are looked at together.
FEW = 6
#: Folder in the data folder where the newest state of each city that was seen is kept.
SEEN = "seen"
#: Folder in the data folder where packs that were read and checked are kept.
PACKS = "packs"


class Site:
    """Settings → store and cities.

    Parameters
    ----------
    settings
        Of this installation.
    store
        Where changes are published.
    notice_s, away_s
        How long an answer of the store is taken as new, and how long a failure is believed.
    first_s
        How long who asks waits for a city of which nothing is known yet, in seconds; by default
        until it is read.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        notice_s: float = NOTICE_S,
        away_s: float = AWAY_S,
        first_s: float | None = None,
    ) -> None:
        self.settings, self.store = settings, store
        self.witness = Witness(settings.data / SEEN, store.name)
        self.packs = KeptPacks(settings.data / PACKS)
        self._notice_s, self.away_s, self.first_s = notice_s, away_s, first_s
        self._lock = Lock()
        #: What is waited for as one: all that pages ask of this store.
        self.together = Together()
        self._cities: dict[Path, LastGood[City]] = {}
        self._each: list[OfEachCity[Any]] = []
        self.offered = SiteCities(settings)
        self._memory = CityMemory(settings.cities_mb)

    @cached_property
    def snapshots(self) -> SiteSnapshots:
        """What was kept of each city to compare with later."""
        return SiteSnapshots(self)

    @cached_property
    def once(self) -> Callable[..., Any]:
        """``once(make)`` is ``make(site)``, made once: what rooms above keep of it."""
        return cache(lambda make: make(self))

    def each(
        self, ask: Callable[[Path, T | None], T], name: str, fresh_s: float = NOTICE_S
    ) -> OfEachCity[T]:
        """What is known of each city beside what is published, as the class says."""
        made = OfEachCity(self, ask, name, fresh_s)
        self._each.append(made)
        return made

    @classmethod
    def open(cls, settings: Settings, first_s: float | None = None) -> Self:
        """The site of an installation; nothing is read or created yet.

        ``first_s`` as for the class.

        Raises
        ------
        LocatorError
            The store's address is none.
        """
        return cls(settings, open_store(settings.store_address), first_s=first_s)

    # -- cities --------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the cities on offer, the default first: the folders' own."""
        return tuple(self.offered.folders)

    def folder(self, where: str | Path = "") -> Path:
        """Folder of a city, as :meth:`locator.site.cities.SiteCities.folder` has it."""
        return self.offered.folder(where)

    def city(self, where: str | Path = "") -> City:
        """A city with everything that is published, or the last good state of it.

        What this process publishes is seen at once; what another process publishes to the same
        store, within :data:`NOTICE_S`.

        Raises
        ------
        PackError
            The pack has errors.
        LocatorError
            The published changes do not fit the files, or the store does not answer, and no good
            state is known; another city has the same name.
        """
        if isinstance(where, str) and (refused := self.offered.refused.get(where or self.names[0])):
            raise refused
        folder = self.folder(where)
        city = self._kept(folder).get(self.store.generation)
        if not self.few:
            for gone in self._memory.use(folder, city):
                with self._lock:
                    self._cities.pop(gone, None)
                for one in self._each:
                    one.let_go(gone)
        return city

    @property
    def few(self) -> bool:
        """Whether all cities are kept at hand."""
        return len(self.offered.folders) <= FEW

    def at_hand(self) -> tuple[str, ...]:
        """Names of the cities that can be looked at together: all, or of many those in memory."""
        if self.few:
            return self.names
        with self._lock:
            known = set(self._cities)
        return tuple(
            name
            for number, (name, folder) in enumerate(self.offered.folders.items())
            if number == 0 or folder in known
        )

    def cities(self) -> dict[str, City]:
        """The cities at hand that can be used, by name."""
        self._begin()
        found = {}
        for name in self.at_hand():
            try:
                found[name] = self.city(name)
            except LocatorError:
                continue
        return found

    def state(self, where: str | Path = "") -> CityState:
        """How it stands with a city; asks for it, and never raises for what is wrong with it."""
        name = where if isinstance(where, str) and where else self.names[0]
        name = where.name if isinstance(where, Path) else name
        try:
            waiting = len(self.city(where).set_aside)
        except LocatorError as failure:
            return CityState(name, usable=False, reason=reason(failure), failure=failure)
        kept = self._kept(self.folder(where))
        if kept.since is None:
            return CityState(name, usable=True, set_aside=waiting)
        why = kept.failure or StoreUnreachable(())
        return CityState(
            name, usable=True, since=kept.since, reason=reason(why), failure=why, set_aside=waiting
        )

    def states(self) -> list[CityState]:
        """How it stands with every city at hand."""
        self._begin()
        return [self.state(name) for name in self.at_hand()]

    def check(self, where: str | Path) -> tuple[CityPack | None, tuple[Problem, ...]]:
        """The effective pack as far as it can be read, and everything wrong with it.

        Raises
        ------
        LocatorError
            The store does not answer.
        """
        from locator.site.beside import check_beside  # noqa: PLC0415 - few questions need it

        folder = self.folder(where)
        code = city_code(folder)
        try:
            changes = self.store.changes(code) if code else ()
        except StoreUnreachable:
            raise
        except LocatorError as failure:
            pack, problems = self.packs.read(folder)
            return pack, (*problems, *failure.problems)
        pack, problems = check_city(self.packs, folder, changes)
        return pack, (*problems, *(check_beside(pack) if pack else ()))

    @property
    def networks(self) -> Path:
        """Folder of the streets that were made from extracts."""
        return self.settings.data / NETWORKS

    @cached_property
    def streets(self) -> SiteStreets:
        """Streets of each city, to walk on and to draw under its maps."""
        return SiteStreets(self)

    # -- publishing ----------------------------------------------------------------------------

    def trusted(self, folder: Path) -> str:
        """Code of a city that the store still holds all of that was seen there.

        Raises
        ------
        LocatorError
            The store does not answer, or published changes are gone from it: what else it says is
            no more to be believed, and writing would bury them.
        """
        code = city_code(folder)
        if not code:
            # Without one the pack cannot be read, which is then said.
            return self.packs.load(folder).city.code
        self.witness.published(self.store, code, None, self.witness.seen(code))
        return code

    def history(self, where: str | Path = "") -> list[Entry]:
        """Everything that was published for a city, oldest first.

        Raises
        ------
        LocatorError
            As :meth:`trusted`.
        """
        return self.store.log(self.trusted(self.folder(where)))

    def changes(self, where: str | Path, number: int) -> tuple[RowChange, ...]:
        """The rows that one publication of a city changed."""
        return self.store.changes(city_code(self.folder(where)), number)

    def approved(self, city: City, upto: int | None = None) -> tuple[RowChange, ...]:
        """The published changes that a city holds, or held at entry ``upto``, in order."""
        head = city.head if upto is None else upto
        return self.store.changes(city.pack.city.code, upto=head)

    def publish(
        self,
        where: str | Path,
        changes: Iterable[RowChange],
        *,
        by: str,
        why: str,
        source: Source | None = None,
        head: int,
    ) -> Entry:
        """Publish changes of a city, all or none, if the pack they lead to has no errors.

        Parameters
        ----------
        where
            The city.
        changes, by, why, source, head
            As in :meth:`locator.store.Store.publish`; ``head`` is that of the :class:`City` which
            the planner saw.

        Raises
        ------
        StoreConflict
            Somebody else changed the same rows since.
        PackError
            The changed pack would have errors.
        LocatorError
            A change does not fit the files, or ``by`` or ``why`` is blank.
        """
        folder = self.folder(where)
        code = self.trusted(folder)
        check = partial(check_fits, self.packs, folder)
        try:
            entry = self.store.publish(
                code, changes, by=by, why=why, source=source, head=head, check=check
            )
        except StoreConflict as failure:
            raise StoreConflict(failure.conflicts, self.city(where).pack) from None
        self._renew(folder)
        return entry

    def undo(self, where: str | Path, number: int, *, by: str, why: str) -> Entry:
        """Take a published entry back by another one, if the pack without it has no errors.

        Raises
        ------
        PackError
            The pack would have errors.
        LocatorError
            As :meth:`locator.store.Store.undo` says.
        """
        folder = self.folder(where)
        entry = self.store.undo(
            self.trusted(folder),
            number,
            by=by,
            why=why,
            check=partial(check_fits, self.packs, folder),
        )
        self._renew(folder)
        return entry

    # -- from the public -----------------------------------------------------------------------

    def submissions(self, where: str | Path = "", state: str | None = None) -> list[Submission]:
        """What the public sent about a city, oldest first; ``state`` as the store has it."""
        return self.store.submissions(city_code(self.folder(where)), state=state)

    def contact(self, number: int) -> dict[str, str]:
        """Who sent a submission, as they gave it; empty when they gave nothing."""
        return self.store.contact(number)

    # -- inside --------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Ask for all cities at hand at once: together they are waited for as long as one is."""
        for name in self.at_hand():
            self._kept(self.offered.folders[name]).begin(self.store.generation)

    def _kept(self, folder: Path) -> LastGood[City]:
        with self._lock:
            if folder not in self._cities:
                self._cities[folder] = LastGood(
                    lambda known: self._read(folder, known),
                    f"city {folder.name}",
                    self._notice_s,
                    self.away_s,
                    self.first_s,
                    self.together,
                )
            return self._cities[folder]

    def _read(self, folder: Path, known: City | None) -> City:
        """The newest state of a city; ``known`` where nothing was published since."""
        code = city_code(folder) or (known.pack.city.code if known else "")
        seen = self.witness.seen(code) if code else None
        try:
            head, digest, changes = self.witness.published(self.store, code, known, seen)
        except (StoreBroken, StoreUnreachable, StoreBackwards) as failure:
            if known is None and seen is not None:
                # Never the files alone, as if nothing had been published.
                old = read_city(self.packs, folder, seen.changes, seen.head, self.networks)
                self._kept(folder).recall(old, failure)
            raise
        grids = population_grids(self.settings.data, code)
        if known is not None and known.head == head:
            return with_population(known, grids)
        found = read_city(self.packs, folder, changes, head, self.networks)
        found = with_population(found, grids)
        if head and (seen is None or seen.head != head):
            self.witness.keep(code, Seen(head, digest, changes))
        return found

    def _renew(self, folder: Path) -> None:
        self._kept(folder).renew(self.store.generation)
