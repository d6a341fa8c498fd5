"""Which venues are near and match: exact great-circle order, and what is known only by its unit.

Positions become points on the unit sphere, where the straight chord orders like the great circle,
so every chord of a city is measured at once, exactly and without a projection. Of very many points
a k-d tree (:class:`scipy.spatial.cKDTree`) first says which can be near. What one combination of
filters leaves is kept for the next question with the same; nothing is kept by position.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
import pandas as pd

from locator.clock import is_date, whole_day
from locator.geo.datum import EARTH_RADIUS_M, check_position, unit_xyz
from locator.names.keys import levelled, name_key
from locator.names.vocabulary import expand
from locator.pack.model import EVERYONE, LIST_SEPARATOR
from locator.problems import Problem, QueryError
from locator.ways.travel import LONGEST_WALK

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import datetime

    from numpy.typing import NDArray
    from scipy.spatial import cKDTree

    from locator.hours.windows import Window
    from locator.ways.travel import Travel

#: An admission text that begins so is free of charge; a blank one is unknown, not free.
FREE = "免费"
#: Columns that say when a venue is open.
HOURS = ("opening_hours", "lon", "lat")
#: From so many points on a tree is worth its making, and the import of what makes it.
_MANY = 20_000
#: Filter combinations kept (the sessions of an hour use few), and what is made of rows.
_KEPT, _MADE = 64, 4096


class Conditions:
    """A frozen dataclass of conditions: a field at its default asks for nothing."""

    __slots__ = ()

    def without(self, name: str) -> Self:
        """The same with one field back at its default."""
        own = cast("Any", self)
        default = {f.name: f.default for f in fields(own)}[name]
        return cast("Self", replace(own, **{name: default}))

    def active(self) -> tuple[str, ...]:
        """Names of the fields that differ from their default."""
        own = fields(cast("Any", self))
        return tuple(f.name for f in own if getattr(self, f.name) != f.default)


@dataclass(frozen=True, slots=True)
class VenueQuery(Conditions):
    """What a venue must be; every empty field asks for nothing.

    ``units`` are codes of villages, towns or counties that the venue stands in; ``audiences`` and
    ``topics`` codes of which it must name one, and who is there for everyone is there for each;
    ``open_at`` a moment (naive: the city's time) at which its published hours say open,
    ``open_in`` stretches of time at some moment of which they do; ``text`` words that its name,
    address or note holds, each under any of its names.
    """

    layers: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    free_only: bool = False
    open_at: datetime | None = None
    open_in: tuple[Window, ...] = ()
    precisions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("open",)
    text: str = ""


def when_open(text: str, moment: datetime | None, *, layers: tuple[str, ...] = ()) -> VenueQuery:
    """Open at a moment, or at some time of its day where ``text`` is a date without a clock."""
    if moment is not None and is_date(text):
        return VenueQuery(layers=layers, open_in=(whole_day(moment.date()),))
    return VenueQuery(layers=layers, open_at=moment)


@dataclass(frozen=True, slots=True, eq=False)
class VenueResult:
    """Venues that match.

    Attributes
    ----------
    located
        Rows of the venue table with ``distance_m`` (great-circle metres), nearest first, ties by
        id; without a position asked for, no ``distance_m`` and in the table's order.
    unit_only
        Rows known only by their unit, ordered by unit and id; never with a distance.
    matching
        How many venues match the filters, with a position or not, near or far.
    """

    located: pd.DataFrame
    unit_only: pd.DataFrame
    matching: int


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """What one combination of filters leaves, independent of any position: numbers of rows."""

    rows: NDArray[np.int64]
    tree: cKDTree | None
    unit_only: NDArray[np.int64]

    @property
    def matching(self) -> int:
        return len(self.rows) + len(self.unit_only)


class VenueIndex:
    """Nearest search over a venue table (``CityPack.venues``), built once and shared.

    ``rank`` is the place of each row in the order of ids, (n,).
    """

    def __init__(self, venues: pd.DataFrame) -> None:
        self.venues = venues
        self.rank = np.argsort(np.argsort(venues.index.to_numpy(object), kind="stable"))
        self._columns: dict[str, NDArray[Any]] = {}
        self._kinds: dict[str, tuple[list[str], NDArray[np.int64]]] = {}
        self._located = (venues["lon"].notna() & venues["lat"].notna()).to_numpy(bool)
        self._xyz = unit_xyz(
            venues["lon"].to_numpy(np.float64, na_value=0.0),
            venues["lat"].to_numpy(np.float64, na_value=0.0),
        )
        self._prepared: dict[VenueQuery, _Prepared] = {}
        self._changing = Lock()

    def nearest(
        self,
        lon: float,
        lat: float,
        *,
        k: int | None = None,
        radius_m: float | None = None,
        filters: VenueQuery = VenueQuery(),
    ) -> VenueResult:
        """Venues nearest to a WGS-84 position; see :meth:`nearest_rows` for the arguments."""
        rows, metres = self.nearest_rows(lon, lat, k=k, radius_m=radius_m, filters=filters)
        prepared = self._prepare(filters)
        located = self.venues.take(rows).assign(distance_m=metres)
        unit_only = self.venues.take(prepared.unit_only)
        return VenueResult(located, unit_only, prepared.matching)

    def nearest_rows(
        self,
        lon: float,
        lat: float,
        *,
        k: int | None = None,
        radius_m: float | None = None,
        filters: VenueQuery = VenueQuery(),
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Row numbers of the nearest matching venues and their great-circle metres.

        Parameters
        ----------
        lon, lat
            WGS-84 degrees.
        k
            At most so many; None: all.
        radius_m
            Not farther than this; None: any distance.

        Raises
        ------
        QueryError
            Position out of range, ``k`` below 1 or a negative radius.
        """
        check_position(lon, lat)
        if k is not None and k < 1:
            raise QueryError(Problem("error", "query.limit", value=str(k)))
        if radius_m is not None and not radius_m >= 0:
            raise QueryError(Problem("error", "query.radius", value=str(radius_m)))
        prepared = self._prepare(filters)
        rows, here = prepared.rows, unit_xyz(lon, lat)
        hits = _within_reach(prepared, here, k, radius_m)
        chords = np.linalg.norm(self._xyz[rows[hits]] - here, axis=1)
        metres = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chords / 2, 0, 1))
        if radius_m is not None:
            hits, metres = hits[metres <= radius_m], metres[metres <= radius_m]
        if k is not None and k < len(hits):
            # Everything as near as the k-th competes, so that ties are settled by id.
            near = metres <= np.partition(metres, k - 1)[k - 1]
            hits, metres = hits[near], metres[near]
        order = np.lexsort((self.rank[rows[hits]], metres))[:k]
        return rows[hits[order]], metres[order]

    def all(self, filters: VenueQuery) -> VenueResult:
        """All venues that match, without a position to measure from."""
        prepared = self._prepare(filters)
        located, unit_only = map(self.venues.take, (prepared.rows, prepared.unit_only))
        return VenueResult(located, unit_only, prepared.matching)

    def rows(self, filters: VenueQuery) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Numbers of the rows of :meth:`all`: with a position, and known by their unit only."""
        prepared = self._prepare(filters)
        return prepared.rows, prepared.unit_only

    def column(self, name: str) -> NDArray[Any]:
        """A column by its rows' numbers, (n,): floats of ``lon`` and ``lat``, else objects."""
        if name not in self._columns:
            kind = np.float64 if name in {"lon", "lat"} else object
            self._columns[name] = self.venues[name].to_numpy(kind, na_value=np.nan)
        return self._columns[name]

    def kinds(self, name: str) -> tuple[list[str], NDArray[np.int64]]:
        """The different texts of a column, and which of them each row has, (n,)."""
        if name not in self._kinds:
            codes, texts = pd.factorize(self.column(name))
            self._kinds[name] = list(texts), codes
        return self._kinds[name]

    @cached_property
    def records(self) -> list[dict[Hashable, Any]]:
        """The rows as records, to be read only."""
        return self.venues.to_dict("records")

    @cached_property
    def once(self) -> Callable[..., Any]:
        """``once(make, *key)`` is ``make(*key)``, made once and kept, as :attr:`City.once`."""
        return lru_cache(_MADE)(lambda make, *key: make(*key))

    def _prepare(self, filters: VenueQuery) -> _Prepared:
        """What the filters leave, kept for the next question with the same ones."""
        prepared = self._prepared.get(filters)
        if prepared is None:
            matching = mask(self.venues, filters)
            rows = np.flatnonzero(matching & self._located)
            others = np.flatnonzero(matching & ~self._located)
            order = np.lexsort((self.rank[others], self.column("unit")[others]))
            tree = _tree(self._xyz[rows]) if len(rows) > _MANY else None
            prepared = _Prepared(rows, tree, others[order])
            with self._changing:
                if len(self._prepared) >= _KEPT:
                    del self._prepared[next(iter(self._prepared))]
                self._prepared[filters] = prepared
        return prepared


def _tree(xyz: NDArray[np.float64]) -> cKDTree:
    # A quarter of a second to import, which a city's few thousand points do without.
    from scipy.spatial import cKDTree  # noqa: PLC0415 - see above

    return cKDTree(xyz)


def _within_reach(
    prepared: _Prepared, here: NDArray[np.float64], k: int | None, radius_m: float | None
) -> NDArray[np.int64]:
    """Positions among the prepared rows of all that can be asked for, and perhaps a few more."""
    if prepared.tree is None:
        return np.arange(len(prepared.rows))
    reach = 2.0  # the whole sphere, as a chord
    if radius_m is not None:
        reach = 2 * np.sin(min(radius_m / EARTH_RADIUS_M, np.pi) / 2)
    if k is not None and k < len(prepared.rows):
        reach = min(reach, float(np.atleast_1d(prepared.tree.query(here, k=k)[0])[-1]))
    # Chords are rounded: reach a hair further, the distance itself cuts.
    found = prepared.tree.query_ball_point(here, reach * (1 + 1e-9) + 1e-12)
    return np.asarray(found, dtype=np.int64)


def mask(venues: pd.DataFrame, filters: VenueQuery) -> NDArray[np.bool_]:
    """Which rows of a venue table match the filters, (n,) booleans."""
    keep = np.ones(len(venues), dtype=bool)
    for column, wanted in (
        ("status", filters.statuses),
        ("layer", filters.layers),
        ("county", filters.counties),
        ("precision", filters.precisions),
    ):
        if wanted:
            keep &= venues[column].isin(wanted).to_numpy(bool)
    if filters.units:
        inside = [venues[c].isin(filters.units) for c in ("unit", "village", "town", "county")]
        keep &= np.logical_or.reduce([i.to_numpy(bool) for i in inside])
    if filters.audiences:
        keep &= _names_one(venues["audience"], {*filters.audiences, EVERYONE})
    if filters.topics:
        keep &= _names_one(venues["topics"], filters.topics)
    if filters.free_only:
        keep &= venues["admission"].str.startswith(FREE).to_numpy(bool)
    if filters.text:
        keep &= _contains(venues, filters.text)
    if filters.open_at is not None or filters.open_in:
        # Last and only on what is left: hours are the dear part.
        # What is suspended or gone is never open, whatever hours it publishes.
        keep &= (venues["status"] == "open").to_numpy(bool)
        rows = np.flatnonzero(keep)
        said = said_open(filters, *(venues[name].to_numpy()[rows] for name in HOURS))
        keep[rows] = [answer is True for answer in said]
    return keep


def said_open(filters: VenueQuery, *columns: NDArray[Any]) -> list[bool | None]:
    """Whether published hours, :data:`HOURS`, say open at the moment and in the time asked for."""
    # Their grammar takes a tenth of a second to import: for who asks for hours only.
    from locator.hours.state import each, is_open, is_open_in  # noqa: PLC0415 - see above

    def ask(text: str, point: tuple[float, float] | None) -> bool | None:
        said = []
        if filters.open_at is not None:
            said.append(is_open(text, filters.open_at, point))
        if filters.open_in:
            answers = [is_open_in(text, *window, point) for window in filters.open_in]
            said.append(True if True in answers else None if None in answers else False)
        return False if False in said else None if None in said else True

    return each(ask, *columns)


def _names_one(column: pd.Series[str], wanted: Iterable[str]) -> NDArray[np.bool_]:
    """Whether a list cell names one of the codes."""
    wanted = set(wanted)
    return column.map(
        lambda cell: not wanted.isdisjoint(c.strip() for c in cell.split(LIST_SEPARATOR))
    ).to_numpy(bool)


def _contains(venues: pd.DataFrame, text: str) -> NDArray[np.bool_]:
    """Whether a record holds every word of a text, each under any of its names."""
    keep = np.ones(len(venues), dtype=bool)
    keys = [
        "\n".join(map(_record_key, cells))
        for cells in zip(*(venues[c] for c in ("name", "name_en", "address", "note")), strict=True)
    ]
    for word in levelled(text).split():
        names = [key for key in map(name_key, expand(word)[1]) if key]
        keep &= np.array([any(name in key for name in names) for key in keys], dtype=bool)
    return keep


@lru_cache(maxsize=65536)
def _record_key(text: str) -> str:
    """A cell of a record as names are compared; never anything that a person typed."""
    return name_key(text)


def near(
    index: VenueIndex,
    way: Travel,
    lon: float,
    lat: float,
    *,
    k: int | None = None,
    radius_m: float | None = None,
    filters: VenueQuery = VenueQuery(),
) -> VenueResult:
    """Venues nearest to a WGS-84 position, in great-circle order, each with its walk, if any.

    Arguments and errors are those of :meth:`VenueIndex.nearest`.
    """
    found = index.nearest(lon, lat, k=k, radius_m=radius_m, filters=filters)
    return replace(found, located=walked(found.located, lon, lat, way, LONGEST_WALK))


def walked(venues: pd.DataFrame, lon: float, lat: float, way: Travel, most: float) -> pd.DataFrame:
    """The same rows with ``walk_min``, and ``walk_by``: what the minutes follow from.

    Parameters
    ----------
    venues
        Rows of the venue table.
    lon, lat
        WGS-84 degrees of the start.
    way
        Who walks, and along what.
    most
        Minutes beyond which a row has no walk but NaN, as without a position.
    """
    goals = venues[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan)
    minutes = way.from_one(lon, lat, goals, most)
    return venues.assign(walk_min=np.where(minutes > most, np.nan, minutes), walk_by=way.by)
