"""What a search lists: near first, then farther away, then without a point.

Pure functions of a pack, without a language: whoever shows a listing says the same counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from locator.pack.model import EVERYONE, LIST_SEPARATOR
from locator.venues.courses import is_to_learn, may_be_for, of_teachers
from locator.venues.matching import (
    NEAR_MINUTES,
    by_interest,
    from_point,
    in_unit,
    is_small,
    known_position,
    matching,
    own_units_first,
    unit_asked,
)
from locator.venues.origin import POSITION_KINDS, Origin
from locator.venues.rows import VenueRows, joined
from locator.venues.unsaid import UNSAID, conditions_given_up, silent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.venues.search import VenueIndex, VenueQuery
    from locator.ways.network import Network

Mode = Literal["walk", "bike", "next", "within"]
Part = Literal[
    "near", "further", "open_now", "rest", "within", "own", "town", "nearest", "county", "unplaced",
    "no_hours", "no_whom", "no_price", "may_teach",
]  # fmt: skip # a table
#: A position, not a place of the city, farther than this from every venue gets no list but a
#: sentence.
FAR_M = 60_000.0
#: What is near where nothing is within :data:`NEAR_MINUTES` on foot or by bike: the next few.
NEXT = 10


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
        """The first rows that a map can show, in the order of the list; None of no list.

        What is to be asked is shown only where there is nothing else: a pin would seem to answer.
        """
        told = [s for s in self.sections if s.name not in UNSAID] or self.sections
        if not told:
            return None
        rows = joined([section.venues for section in told])
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

    The last sections, which are never counted, are of venues that one has to ask: those whose
    records do not say when, for whom or at what price (:mod:`locator.venues.unsaid`), and where
    something to learn is asked for ``may_teach``, venues of kinds that give courses and whose
    records do not say which.
    """
    listed = _found(pack, index, origin, query, now, radius_m, network)
    if listed.outside:
        return listed
    sections = list(listed.sections)
    for name, wider in conditions_given_up(query):
        rows = matching(pack, index, origin, wider, network)
        rows = rows.pick(silent(name, rows, query))
        sections.append(Section(cast("Part", name), _to_ask(pack, rows, origin, now)))
    if is_to_learn(query):
        rows = _may_teach(pack, index, origin, query, now, network)
        told = [section.venues.numbers for section in sections]
        rows = rows.pick(~np.isin(rows.numbers, np.concatenate([*told, np.empty(0, np.int64)])))
        sections.append(Section("may_teach", rows))
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
    rows = matching(pack, index, origin, query, network)
    if origin is not None and from_point(origin, radius_m):
        return _around(pack, rows, origin, radius_m)
    unit = unit_asked(pack, origin)
    if is_small(pack, unit):
        return _of_unit(pack, rows, unit)
    order, is_now = by_interest(pack, rows, unit, now)
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
    rows = matching(pack, index, origin, query.without(field), network)
    cells, of = rows.kinds(column)
    naming: dict[str, list[int]] = {}
    for cell in dict.fromkeys(of.tolist()):
        codes = {code.strip() for code in cells[cell].split(LIST_SEPARATOR)} - {""}
        for code in {group_of[code] for code in codes} if group_of else codes:
            naming.setdefault(code, []).append(cell)
    for of_all in naming.get(EVERYONE, []):
        for named in naming.values():
            named.extend({of_all}.difference(named))
    metres, unit = rows["distance_m"], unit_asked(pack, origin)
    own, small = in_unit(pack, rows, unit), is_small(pack, unit)
    counts = {}
    for code, named in naming.items():
        with_it = np.isin(of, named)
        counts[code] = int(own[with_it].sum())
        if origin is not None and from_point(origin, radius_m):
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
    rows = matching(pack, index, origin, of_teachers(pack.catalogue, query), network)
    rows = rows.pick(may_be_for(rows["audience"], query.audiences))
    if origin is None:
        return rows.pick(by_interest(pack, rows, pack.city.code, now)[0])
    return own_units_first(pack, rows, origin.place)


def _to_ask(pack: CityPack, rows: VenueRows, origin: Origin | None, now: datetime) -> VenueRows:
    """Venues to be asked in the order of a list: nearest first, or one's own town's and county's.

    Around a town that is so small that what is beside it counts, those of its county only.
    """
    if origin is not None and from_point(origin, None):
        known = np.isfinite(rows["distance_m"])
        return joined([rows.pick(known), own_units_first(pack, rows.pick(~known), origin.place)])
    unit = unit_asked(pack, origin)
    if not is_small(pack, unit):
        return rows.pick(by_interest(pack, rows, unit, now)[0])
    rows = rows.pick(in_unit(pack, rows, pack.units.at[unit, "county"] or unit))
    return own_units_first(pack, rows, origin.place) if origin is not None else rows


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
        Section("unplaced", own_units_first(pack, rows.pick(~np.isfinite(metres)), origin.place)),
    ]
    return _listing(sections, int(near.sum()), reach)


def _of_unit(pack: CityPack, rows: VenueRows, code: str) -> Listing:
    """A village or a town without a point: its own, its town's, then what is nearest."""
    town = pack.units.at[code, "town"]
    own = (rows["unit"] == code) | (rows["village"] == code)
    if town == code:
        own |= rows["town"] == code
    beside = in_unit(pack, rows, code) & ~own
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


def _listing(sections: list[Section], counted: int, reach: Reach | None = None) -> Listing:
    return Listing(tuple(s for s in sections if len(s.venues)), counted, reach)
