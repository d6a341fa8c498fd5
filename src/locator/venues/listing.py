"""Where a search starts, what it brings back, and in which order what has no position is listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from locator.venues.gazetteer import Place

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack
    from locator.venues.search import VenueIndex, VenueQuery, VenueResult

#: A resident's own position farther than this from every venue gets no list but a sentence.
FAR_M = 60_000.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a search starts.

    ``place`` is what was chosen or typed; a person's own position has the kind ``position``.
    Only a named place has a ``token``, the text by which an address may carry it.
    """

    place: Place
    token: str

    @property
    def located(self) -> bool:
        """Whether distances can be measured from it."""
        return self.place.lon is not None and self.place.kind not in {"city", "county", "village"}

    @property
    def position(self) -> tuple[float, float]:
        """(lon, lat) in WGS-84 of an origin whose place has one."""
        return cast("tuple[float, float]", (self.place.lon, self.place.lat))

    @property
    def unit(self) -> str:
        """The unit whose venues are asked for, where it is a unit without a useful position."""
        return "" if self.located or self.place.kind not in UNIT_KINDS else self.place.code


#: How an address writes a point of the map: longitude and latitude to about ten metres.
_POINT = re.compile(r"(-?\d{1,3}\.\d{1,4}),(-?\d{1,2}\.\d{1,4})")


UNIT_KINDS = {"city", "county", "town", "village"}


def own_position(lon: float, lat: float) -> Origin:
    """A person's position; it has no name and no token, so nothing can write it down."""
    return Origin(Place("", "", "position", "", "", lon, lat, 100.0), "")


def map_point(lon: float, lat: float, *, public: bool = False) -> Origin:
    """A point chosen on the map.

    It may be somebody's home, so an address carries it only once it was declared ``public``.
    """
    place = Place("", "", "point", "", "", lon, lat, 100.0)
    return Origin(place, f"{lon:.4f},{lat:.4f}" if public else "")


def point_of(token: str) -> Origin | None:
    """The point of the map that an address names; None when it names none."""
    match = _POINT.fullmatch(token)
    if match is None:
        return None
    lon, lat = float(match[1]), float(match[2])
    # Degrees that no place has are no point.
    return map_point(lon, lat, public=True) if abs(lon) <= 180 and abs(lat) <= 90 else None


def origin_of(place: Place) -> Origin:
    """A chosen place, and how an address names it."""
    token = "" if place.kind == "coordinate" else place.code or place.name
    return Origin(place, token)


def search(
    index: VenueIndex, origin: Origin | None, filters: VenueQuery, radius_m: float | None
) -> VenueResult:
    """Venues for the page: by distance when there is a position, within a unit, or all."""
    if origin is not None and origin.located:
        return index.nearest(*origin.position, radius_m=radius_m, filters=filters)
    return index.all(filters)


def place_of(venues: pd.DataFrame) -> pd.Series[str]:
    """Under which unit a venue without a position is listed: its town, county or city."""
    return (
        venues["town"]
        .mask(venues["town"] == "", venues["county"])
        .mask((venues["town"] == "") & (venues["county"] == ""), venues["unit"])
    )


def nearest_units_first(
    pack: CityPack, unit_only: pd.DataFrame, origin: Origin | None
) -> list[str]:
    """Units of venues without position: the starting point's own town and county come first."""
    codes = list(dict.fromkeys(place_of(unit_only)))
    units = pack.units
    start = ""
    if origin is not None:
        place = origin.place
        start = place.code if place.kind in UNIT_KINDS else place.unit
    if start not in units.index:
        return codes
    town, county = units.at[start, "town"], units.at[start, "county"]

    def rank(code: str) -> tuple[int, int, str]:
        if town and code == town:
            return 0, 0, code
        own = county != "" and units.at[code, "county"] == county
        return (1 if own else 2), int(units.at[code, "level"] != "county"), code

    return sorted(codes, key=rank)


def far_away(found: VenueResult) -> bool:
    """Whether the nearest venue is too far for this city's list to be of use."""
    return bool(len(found.located)) and float(found.located["distance_m"].iloc[0]) > FAR_M


def nothing_found(found: VenueResult, radius_m: float | None) -> bool:
    """Whether there is nothing to show, or nothing within the radius that was asked for."""
    if len(found.located):
        return False
    return radius_m is not None or not len(found.unit_only)
