"""Which venues match a query around an origin, what was measured of them, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from locator.geo.datum import great_circle
from locator.hours.state import each, is_open
from locator.venues.origin import UNIT_KINDS, Origin
from locator.venues.rows import VenueRows
from locator.ways.travel import LONGEST_WALK, travel

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.venues.place import Place
    from locator.venues.search import VenueIndex, VenueQuery
    from locator.ways.network import Network

#: What is near, in minutes on foot or by bicycle.
NEAR_MINUTES = 15
#: What most people look for stands first where no place orders the list.
_FIRST = ("library", "city_senior_university", "county_senior_university", "senior_school",
          "library_branch")  # fmt: skip # a table, a row a line


def matching(
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
    unit = unit_asked(pack, origin)
    if start is None and is_small(pack, unit):
        start = known_position(pack, unit)[0]
    located, unplaced = index.rows(query)
    measured = {}
    if start is not None:
        located, metres = index.nearest_rows(*start, filters=query)
        measured["distance_m"] = np.append(metres, np.full(len(unplaced), np.nan))
    rows = VenueRows(index, np.append(located, unplaced), measured)
    if start is not None:
        rows = travelled(pack, rows, start, network)
    whole = start is not None or is_small(pack, unit)
    return rows if whole else rows.pick(in_unit(pack, rows, unit))


def from_point(origin: Origin, radius_m: float | None) -> bool:
    """Whether what is near a point is asked for; who names a town means the town."""
    return origin.located and (origin.place.kind != "town" or radius_m is not None)


def unit_asked(pack: CityPack, origin: Origin | None) -> str:
    """The unit whose venues are asked for: the origin's own, that it stands in, or the city."""
    if origin is None or (origin.located and origin.place.kind != "town"):
        return pack.city.code
    code = origin.place.code if origin.place.kind in UNIT_KINDS else origin.place.unit
    return code if code in pack.units.index else pack.city.code


def is_small(pack: CityPack, unit: str) -> bool:
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


def own_units_first(pack: CityPack, rows: VenueRows, place: Place) -> VenueRows:
    """Rows of a place's own town, then of its county, then the others."""
    code = place.code if place.kind in UNIT_KINDS else place.unit
    known = code in pack.units.index
    above = {level: pack.units.at[code, level] if known else "" for level in ("town", "county")}
    own = [(rows[level] == of) & (of != "") for level, of in above.items()]
    return rows.pick(np.argsort(np.select(own, [0, 1], 2), kind="stable"))


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


def in_unit(pack: CityPack, rows: VenueRows, code: str) -> NDArray[np.bool_]:
    """Which rows stand in a unit; of a village, those of its town count."""
    if code == pack.city.code:
        return np.ones(len(rows), dtype=bool)
    wide = pack.units.at[code, "town"] or code
    inside = [rows[column] == wide for column in ("unit", "town", "county")]
    return np.logical_or.reduce(inside).astype(bool)


def by_interest(
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
