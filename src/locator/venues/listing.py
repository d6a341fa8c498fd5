"""What a search lists: near first, then farther away, then without a point.

Pure functions of a pack, without a language: whoever shows a listing says the same counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from locator.geo.datum import great_circle
from locator.hours.state import each, is_open
from locator.pack.model import LIST_SEPARATOR
from locator.venues.courses import is_to_learn, may_be_for, of_teachers
from locator.venues.origin import POSITION_KINDS, UNIT_KINDS, Origin
from locator.venues.rows import VenueRows, joined
from locator.ways.travel import LONGEST_WALK, travel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.venues.place import Place
    from locator.venues.search import VenueIndex, VenueQuery
    from locator.ways.network import Network

Mode = Literal["walk", "bike", "next", "within"]
Part = Literal[
    "near", "further", "open_now", "rest", "within", "own", "town", "nearest", "county", "unplaced",
    "may_teach",
]  # fmt: skip # a table
#: What is near, in minutes on foot or by bicycle.
NEAR_MINUTES = 15
#: A position, not a place of the city, farther than this from every venue gets no list but a
#: sentence.
FAR_M = 60_000.0
#: What is near where nothing is within :data:`NEAR_MINUTES` on foot or by bike: the next few.
NEXT = 10
#: What most people look for stands first where no place orders the list.
_FIRST = ("library", "city_senior_university", "county_senior_university", "senior_school",
          "library_branch")  # fmt: skip # a table, a row a line


@dataclass(frozen=True, slots=True)
class Reach:
    """What counts as near: a mode, and the straight-line metres where those were chosen."""

    mode: Mode
    metres: float = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of a listing: venues, with ``distance_m`` and ``walk_min`` where they were measured.

    ``unit`` is the code of the unit that the section is of, or that distances are measured from.
    """

    name: Part
    venues: VenueRows
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """What a search shows.

    Attributes
    ----------
    sections
        In their order, none of them empty.
    counted
        How many the headline counts: those near a position, those of a unit, or all that match.
    reach
        What counts as near; None without a position.
    outside
        Whether the start is so far from every venue that there is no list (:data:`FAR_M`).
    """

    sections: tuple[Section, ...]
    counted: int
    reach: Reach | None = None
    outside: bool = False

    def located(self, most: int) -> VenueRows | None:
        """The first rows that a map can show, in the order of the list; None of no list."""
        if not self.sections:
            return None
        rows = joined([section.venues for section in self.sections])
        return rows.pick(np.flatnonzero(np.isfinite(rows["lon"]))[:most])

    def section(self, name: Part) -> Section | None:
        """The section of this name."""
        return next((s for s in self.sections if s.name == name), None)


def listing(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    now: datetime,
    radius_m: float | None = None,
    network: Network | None = None,
) -> Listing:
    """What a search from an origin lists.

    Parameters
    ----------
    query
        What venues must be; never the origin's own unit, which is asked for here.
    now
        What is open at this moment stands first where no distance orders the list.
    radius_m
        Straight-line metres that were chosen in place of the usual reach.
    network
        Streets that walks follow; None: straight line x detour.

    Where something to learn is asked for, a last section ``may_teach``, which is never counted, has
    the venues of kinds that give courses and whose records do not say which.
    """
    listed = _found(pack, index, origin, query, now, radius_m, network)
    if listed.outside or not is_to_learn(query):
        return listed
    rows = _may_teach(pack, index, origin, query, now, network)
    told = [section.venues.numbers for section in listed.sections]
    rows = rows.pick(~np.isin(rows.numbers, np.concatenate([*told, np.empty(0, np.int64)])))
    sections = [*listed.sections, Section("may_teach", rows)]
    return _listing(sections, listed.counted, listed.reach)


def _found(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    now: datetime,
    radius_m: float | None,
    network: Network | None,
) -> Listing:
    """What is found of what a query says."""
    rows = _matching(pack, index, origin, query, network)
    if origin is not None and _from_point(origin, radius_m):
        return _around(pack, rows, origin, radius_m)
    unit = _unit_asked(pack, origin)
    if _is_small(pack, unit):
        return _of_unit(pack, rows, unit)
    order, is_now = _by_interest(pack, rows, unit, now)
    rows = rows.pick(order)
    if unit != pack.city.code or query.active():
        return _listing([Section("within", rows, unit)], len(rows))
    first = is_now & np.isfinite(rows["lon"])
    sections = [Section("open_now", rows.pick(first)), Section("rest", rows.pick(~first))]
    return _listing(sections, len(rows))


def option_counts(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    column: str,
    field: str,
    radius_m: float | None = None,
    group_of: Mapping[str, str] | None = None,
    network: Network | None = None,
) -> dict[str, int]:
    """How many a listing would count with each value of a column as its only condition of a kind.

    ``field`` is the condition that the values are chosen with, which is left out; list cells
    count for each code they name. What matches but would not be counted is there with 0. With
    ``group_of`` all values of a group count as one.
    """
    rows = _matching(pack, index, origin, query.without(field), network)
    cells, of = rows.kinds(column)
    naming: dict[str, list[int]] = {}
    for cell in dict.fromkeys(of.tolist()):
        codes = {code.strip() for code in cells[cell].split(LIST_SEPARATOR)} - {""}
        for code in {group_of[code] for code in codes} if group_of else codes:
            naming.setdefault(code, []).append(cell)
    metres, unit = rows["distance_m"], _unit_asked(pack, origin)
    own, small = _in_unit(pack, rows, unit), _is_small(pack, unit)
    counts = {}
    for code, named in naming.items():
        with_it = np.isin(of, named)
        counts[code] = int(own[with_it].sum())
        if origin is not None and _from_point(origin, radius_m):
            counts[code] = int(_near(rows.pick(with_it), radius_m)[1].sum())
        elif not counts[code] and small:
            counts[code] = min(NEXT, int((metres[with_it] <= FAR_M).sum()))
    return counts


def _may_teach(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    now: datetime,
    network: Network | None,
) -> VenueRows:
    """Venues of kinds that give courses: of one's own town first, then of one's county.

    Of what was asked for only where, which kind and for whom counts: hours, fees and courses are
    what one has to ask them. Whose record says for whom they are, and not for those, is left out.
    """
    rows = _matching(pack, index, origin, of_teachers(pack.catalogue, query), network)
    rows = rows.pick(may_be_for(rows["audience"], query.audiences))
    if origin is None:
        return rows.pick(_by_interest(pack, rows, pack.city.code, now)[0])
    return _own_units_first(pack, rows, origin.place)


def _matching(
    pack: CityPack,
    index: VenueIndex,
    origin: Origin | None,
    query: VenueQuery,
    network: Network | None,
) -> VenueRows:
    """Rows that match, with ``distance_m`` where it can be measured: nearest first, then by unit.

    What is within a walk along streets comes first, in the order of the walk. ``bike_min`` is how
    long it takes by bicycle, inf where the way along streets is beyond what is near.

    Around a unit without a point, distances are those from a wider unit's
    (:func:`known_position`).
    """
    start = origin.position if origin is not None and origin.located else None
    unit = _unit_asked(pack, origin)
    if start is None and _is_small(pack, unit):
        start = known_position(pack, unit)[0]
    located, unplaced = index.rows(query)
    measured = {}
    if start is not None:
        located, metres = index.nearest_rows(*start, filters=query)
        measured["distance_m"] = np.append(metres, np.full(len(unplaced), np.nan))
    rows = VenueRows(index, np.append(located, unplaced), measured)
    if start is not None:
        rows = travelled(pack, rows, start, network)
    whole = start is not None or _is_small(pack, unit)
    return rows if whole else rows.pick(_in_unit(pack, rows, unit))


def _from_point(origin: Origin, radius_m: float | None) -> bool:
    """Whether what is near a point is asked for; who names a town means the town."""
    return origin.located and (origin.place.kind != "town" or radius_m is not None)


def _unit_asked(pack: CityPack, origin: Origin | None) -> str:
    """The unit whose venues are asked for: the origin's own, that it stands in, or the city."""
    if origin is None or (origin.located and origin.place.kind != "town"):
        return pack.city.code
    code = origin.place.code if origin.place.kind in UNIT_KINDS else origin.place.unit
    return code if code in pack.units.index else pack.city.code


def _is_small(pack: CityPack, unit: str) -> bool:
    """Whether a unit is so small that what is beside it is asked for too."""
    return bool(pack.units.at[unit, "level"] in {"village", "town"})


def known_position(pack: CityPack, unit: str) -> tuple[tuple[float, float] | None, str]:
    """(lon, lat) of a unit or else of the town it stands in, and the code of which; None of none.

    A county's point would be no answer to what is near a village.
    """
    units = pack.units
    for code in dict.fromkeys((unit, units.at[unit, "town"])):
        if code and np.isfinite(float(units.at[code, "lon"])):
            return (float(units.at[code, "lon"]), float(units.at[code, "lat"])), code
    return None, ""


def _near(rows: VenueRows, radius_m: float | None) -> tuple[Reach, NDArray[np.bool_]]:
    """What is near of rows around a start, and which of them are."""
    metres = rows["distance_m"]
    if radius_m is not None:
        return Reach("within", radius_m), metres <= radius_m
    for mode, column in (("walk", "walk_min"), ("bike", "bike_min")):
        near = rows[column] <= NEAR_MINUTES
        if near.any():
            return Reach(cast("Mode", mode)), near
    return Reach("next"), (metres <= FAR_M) & (np.arange(len(rows)) < NEXT)


def _around(pack: CityPack, rows: VenueRows, origin: Origin, radius_m: float | None) -> Listing:
    metres = rows["distance_m"]
    known = metres[np.isfinite(metres)]
    if origin.place.kind in POSITION_KINDS and len(known) and known.min() > FAR_M:
        return Listing((), 0, outside=True)
    reach, near = _near(rows, radius_m)
    sections = [
        Section("near", rows.pick(near)),
        Section("further", rows.pick(~near & np.isfinite(metres))),
        Section("unplaced", _own_units_first(pack, rows.pick(~np.isfinite(metres)), origin.place)),
    ]
    return _listing(sections, int(near.sum()), reach)


def _own_units_first(pack: CityPack, rows: VenueRows, place: Place) -> VenueRows:
    """Rows of a place's own town, then of its county, then the others."""
    code = place.code if place.kind in UNIT_KINDS else place.unit
    known = code in pack.units.index
    above = {level: pack.units.at[code, level] if known else "" for level in ("town", "county")}
    own = [(rows[level] == of) & (of != "") for level, of in above.items()]
    return rows.pick(np.argsort(np.select(own, [0, 1], 2), kind="stable"))


def _of_unit(pack: CityPack, rows: VenueRows, code: str) -> Listing:
    """A village or a town without a point: its own, its town's, then what is nearest."""
    town = pack.units.at[code, "town"]
    own = (rows["unit"] == code) | (rows["village"] == code)
    if town == code:
        own |= rows["town"] == code
    beside = _in_unit(pack, rows, code) & ~own
    nearest = np.flatnonzero(~own & ~beside & (rows["distance_m"] <= FAR_M))[:NEXT]
    county = pack.units.at[code, "county"]
    others = (rows["county"] == county) & ~own & ~beside
    others[nearest] = False
    sections = [
        Section("own", rows.pick(own), code),
        Section("town", rows.pick(beside), town),
        Section("nearest", rows.pick(nearest), known_position(pack, code)[1]),
        Section("county", rows.pick(others), county),
    ]
    return _listing(sections, int((own | beside).sum()) or len(nearest))


def travelled(
    pack: CityPack, rows: VenueRows, start: tuple[float, float], network: Network | None
) -> VenueRows:
    """The same rows with ``walk_min`` and ``bike_min`` of an adult, those within a walk first.

    Minutes along streets are inf beyond :data:`LONGEST_WALK`, by bicycle beyond
    :data:`NEAR_MINUTES`; what is beyond a walk keeps its order, and without a position stays last.
    """
    goals = np.column_stack([rows["lon"], rows["lat"]])
    walk, cycle = (travel(pack, mode, network=network) for mode in ("walk", "cycle"))
    minutes = walk.from_one(*start, goals, LONGEST_WALK)
    by_bike = cycle.from_one(*start, goals, NEAR_MINUTES)
    rows = replace(rows, measured={**rows.measured, "walk_min": minutes, "bike_min": by_bike})
    if network is None:
        return rows
    within = np.where(minutes > LONGEST_WALK, np.inf, minutes)
    return rows.pick(np.argsort(within, kind="stable"))


def _in_unit(pack: CityPack, rows: VenueRows, code: str) -> NDArray[np.bool_]:
    """Which rows stand in a unit; of a village, those of its town count."""
    if code == pack.city.code:
        return np.ones(len(rows), dtype=bool)
    wide = pack.units.at[code, "town"] or code
    inside = [rows[column] == wide for column in ("unit", "town", "county")]
    return np.logical_or.reduce(inside).astype(bool)


def _by_interest(
    pack: CityPack, rows: VenueRows, unit: str, now: datetime
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """An order where no distance was asked for, and which of the rows so ordered are open now.

    What is open now, then libraries and senior schools, then from the middle of the unit outwards.
    """
    lon, lat = (float(pack.units.at[unit, axis]) for axis in ("lon", "lat"))
    if np.isnan(lon):
        lon, lat = pack.city.center
    away = great_circle(lon, lat, rows["lon"], rows["lat"])
    columns = (rows[name] for name in ("opening_hours", "lon", "lat"))
    said = each(lambda text, point: is_open(text, now, point), *columns)
    is_now = np.array([answer is True for answer in said], dtype=bool) & (rows["status"] == "open")
    layers, of = rows.kinds("layer")
    places = [_FIRST.index(c) if c in _FIRST else len(_FIRST) for c in layers]
    kind = np.array(places, dtype=np.int64)[of]
    order = np.lexsort((rows.index.rank[rows.numbers], away, kind, ~is_now))
    return order, is_now[order]


def _listing(sections: list[Section], counted: int, reach: Reach | None = None) -> Listing:
    return Listing(tuple(s for s in sections if len(s.venues)), counted, reach)
