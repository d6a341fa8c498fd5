"""Hours that begin or end with the sun, by the date and by where a house stands.

``opening-hours-py`` works the minutes out; how high the horizon is nobody knows.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from opening_hours import OpeningHours, State

from locator.clock import TIMEZONE, local, whole_day

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

#: A position: lon, lat in degrees (WGS84); None where nothing is said of it.
Point = tuple[float, float] | None

#: The sun sets earlier behind a hill, and rises earlier on one: minutes before and after.
MARGIN = 10
_OPEN = State.OPEN
#: Usual minutes, by which hours are put in order while a text is read; no answer is made of them.
_USUAL = {"dawn": 330, "sunrise": 360, "sunset": 1080, "dusk": 1110}
#: Where the sun rises and sets first and last in China: its outermost points (lon, lat, WGS84).
OUTERMOST = (
    (135.1, 48.4),  # Heixiazi
    (134.8, 47.7),
    (122.3, 53.6),  # Mohe
    (87.8, 49.2),  # Altay
    (73.5, 39.4),  # Wuqia
    (74.9, 37.2),  # Taxkorgan
    (78.7, 31.5),  # Zanda
    (97.5, 28.2),  # Zayü
    (112.3, 3.9),  # Zengmu
    (117.8, 15.1),  # Huangyan
    (124.6, 25.9),  # Chiwei
)


def point_of(row: Mapping[Hashable, Any]) -> Point:
    """The position of a record with ``lon`` and ``lat``; None where it has none on earth."""
    lon, lat = float(row["lon"]), float(row["lat"])
    on_earth = abs(lon) <= 180 and abs(lat) <= 90  # a number that is none is not, either
    return (lon, lat) if on_earth else None


class SunTime(int):
    """A moment of the day that the sun makes; as a number its usual minute.

    ``event`` is ``dawn``, ``sunrise``, ``sunset`` or ``dusk``, ``shift`` the minutes after it.
    """

    event: str
    shift: int

    def __new__(cls, event: str, shift: int = 0) -> Self:
        """Make one of an event and the minutes after it, which may be negative."""
        made = super().__new__(cls, _USUAL[event] + shift)
        made.event, made.shift = event, shift
        return made

    def __eq__(self, other: object) -> bool:
        """Whether it is the same, and not only as many minutes."""
        return isinstance(other, SunTime) and str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        """As :meth:`__eq__`, since a number has its own."""
        return not self == other

    def __hash__(self) -> int:
        """Of what makes it equal."""
        return hash(str(self))

    def __repr__(self) -> str:
        """Event and shift."""
        return f"{self.event}{self.shift:+d}"

    def bounds(self, day: date, point: Point) -> tuple[int, int]:
        """The minutes of a day between which it lies at a point, without one anywhere in China."""
        found = [_minute(self.event, day, one) for one in ([point] if point else OUTERMOST)]
        if None in found:
            return 0, 24 * 60
        known = [minute + self.shift for minute in found if minute is not None]
        return min(known) - MARGIN, max(known) + MARGIN


def in_the_night(moment: int) -> int:
    """The same moment of the day after, as minutes of this one or by its sun."""
    if isinstance(moment, SunTime):
        return SunTime(moment.event, moment.shift + 24 * 60)
    return moment + 24 * 60


@lru_cache(maxsize=65536)
def _minute(event: str, day: date, point: tuple[float, float]) -> int | None:
    """The minute of a day at which the sun makes an event; None where it does not, as at a pole."""
    midnight, end = whole_day(day)
    lon, lat = point
    light = OpeningHours(
        "dawn-dusk" if event in {"dawn", "dusk"} else "sunrise-sunset",
        timezone=TIMEZONE,
        coords=(lat, lon),
        auto_country=False,
    )
    spans = [s for s in light.intervals(midnight, end) if s[2] == _OPEN]
    if len(spans) != 1:
        return None
    moment = local(spans[0][0] if event in {"dawn", "sunrise"} else spans[0][1])
    return (moment - midnight) // timedelta(minutes=1)
