"""Where a search starts: a place that was named, a point of the map, or a person's own position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from locator.venues.place import Place


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
#: Where a person is, typed coordinates, a point of the map: they may be anywhere on earth.
POSITION_KINDS = {"position", "coordinate", "point"}


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
