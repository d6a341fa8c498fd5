"""A pack with everything derived from it: read once in a process, shared by pages and API alike.

The pack is the *effective* one: the files of a folder with every change that was published for
its city laid over them, in order. Pages, API and command line all ask here, so they cannot differ.
"""

from __future__ import annotations

import logging
import time
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import pandas as pd

from locator.coverage.verdicts import evaluate_pack
from locator.geo.areas import labelled_points, town_areas
from locator.geo.hexagons import hexagons
from locator.pack.overlay import overlay, pack_rows
from locator.pack.read import load_pack, read_pack
from locator.problems import LocatorError, Problem, passed
from locator.store import StoreUnreachable, open_store
from locator.venues.asking import Asker
from locator.venues.gazetteer import PlaceIndex
from locator.venues.search import VenueIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from locator.pack.model import CityPack
    from locator.store import Store
    from locator.store.log import Check
    from locator.store.model import Cells, Entry, RowChange, Source

#: How long a process may go without asking the store whether another one published, in seconds.
NOTICE_S = 1.0
#: How long it goes without asking a store that did not answer, in seconds.
AWAY_S = 15.0

_log = logging.getLogger(__name__)
_cities: dict[Path, _KeptCity] = {}
_reading = Lock()


@dataclass(frozen=True)
class City:
    """A pack and everything derived from it, each computed when first asked for.

    Attributes
    ----------
    pack
        The effective pack.
    head
        Number of the last published entry that it holds, 0 for the files alone.
    laid
        Bytes of the files that published changes alter, by name.
    """

    pack: CityPack
    head: int = 0
    laid: Mapping[str, bytes] = field(default_factory=dict)

    def rows(self, file: str) -> dict[str, Cells]:
        """Rows of a file of the effective pack by key, as text: what a change was ``before``.

        Raises
        ------
        LocatorError
            A pack has no such file, or none with rows.
        """
        return pack_rows(self.pack.path, file, self.laid)

    @cached_property
    def venues(self) -> VenueIndex:
        """Index for nearest search."""
        return VenueIndex(self.pack.venues)

    @cached_property
    def places(self) -> PlaceIndex:
        """Index for the search box."""
        return PlaceIndex(self.pack)

    @cached_property
    def asker(self) -> Asker:
        """Reads what people type into the one box."""
        return Asker(self.pack, self.places)

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


@dataclass
class _KeptCity:
    """A desk in memory, and when the store was last asked whether it is still the latest."""

    desk: City
    asked: float
    store: str
    generation: int


def open_city(path: Path) -> City:
    """The effective pack in a folder, read again when somebody published.

    What this process publishes is seen at once; what another process publishes to the same store,
    within :data:`NOTICE_S`. While the store does not answer, the last known pack is served and
    the store asked every :data:`AWAY_S`.

    Raises
    ------
    PackError
        The pack has errors; it is read again the next time.
    LocatorError
        The published changes do not fit the files, or the store does not answer and the pack is
        not known yet.
    """
    folder, store = path.resolve(), open_store()
    kept = _cities.get(folder)
    if kept is not None and kept.store == store.name:
        since = time.monotonic() - kept.asked
        if since < NOTICE_S and kept.generation == store.generation:
            return kept.desk
        # One thread asks; the others go on with what is known meanwhile.
        kept.asked = time.monotonic()
    with _reading:
        return _latest(folder, store).desk


def _latest(folder: Path, store: Store) -> _KeptCity:
    """Ask the store, and read the pack again if it moved on."""
    kept, generation = _cities.get(folder), store.generation
    if kept is not None and kept.store != store.name:
        kept = None
    try:
        head = _head(folder, store)
        if kept is None or kept.desk.head != head:
            desk = _load(folder, store, head)
            kept = _cities[folder] = _KeptCity(desk, time.monotonic(), store.name, generation)
        kept.asked, kept.generation = time.monotonic(), generation
    except StoreUnreachable as failure:
        if kept is None:
            raise
        _log.warning("store unreachable, serving what is known: %s", passed(failure))
        # A server that is down answers late: not every visitor shall wait for it.
        kept.asked, kept.generation = time.monotonic() + AWAY_S, generation
    return kept


def check(path: Path) -> tuple[CityPack | None, tuple[Problem, ...]]:
    """The effective pack in a folder as far as it can be read, and everything wrong with it.

    Raises
    ------
    LocatorError
        The store does not answer.
    """
    folder, store = path.resolve(), open_store()
    code = city_code(folder)
    try:
        laid = overlay(folder, store.changes(code)) if code else {}
    except StoreUnreachable:
        raise
    except LocatorError as failure:
        pack, problems = read_pack(folder)
        return pack, (*problems, *failure.problems)
    return read_pack(folder, laid)


def publish(
    path: Path,
    changes: Iterable[RowChange],
    *,
    by: str,
    why: str,
    source: Source | None = None,
    head: int,
) -> Entry:
    """Publish changes of a pack, all or none, if the pack they lead to has no errors.

    Parameters
    ----------
    path
        Folder of the pack.
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
    folder = path.resolve()
    return open_store().publish(
        _code(folder), changes, by=by, why=why, source=source, head=head, check=_check(folder)
    )


def undo(path: Path, number: int, *, by: str, why: str) -> Entry:
    """Take a published entry back by another one, if the pack without it has no errors.

    Raises
    ------
    PackError
        The pack would have errors.
    LocatorError
        As :meth:`locator.store.Store.undo` says.
    """
    folder = path.resolve()
    return open_store().undo(_code(folder), number, by=by, why=why, check=_check(folder))


def city_code(folder: Path) -> str:
    """Code of the city of a pack, by which the store knows it; ``""`` where it says none."""
    try:
        city = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8-sig")).get("city")
    except (OSError, ValueError):
        return ""
    code = city.get("code") if isinstance(city, dict) else None
    return code if isinstance(code, str) else ""


def _code(folder: Path) -> str:
    """Code of the city of a pack; without one the pack cannot be read, which is then said."""
    return city_code(folder) or load_pack(folder).city.code


def _head(folder: Path, store: Store) -> int:
    code = city_code(folder)
    return store.head(code) if code else 0


def _load(folder: Path, store: Store, head: int) -> City:
    changes = store.changes(city_code(folder), upto=head) if head else ()
    laid = overlay(folder, changes)
    return City(load_pack(folder, laid), head, laid)


def _check(folder: Path) -> Check:
    def fits(changes: Sequence[RowChange]) -> None:
        load_pack(folder, overlay(folder, changes))

    return fits
