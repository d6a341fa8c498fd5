"""What the circle page shows: how long a walk, whose, and when, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from locator import clock
from locator.pack.model import CIRCLE_MINUTES, WALKERS
from locator.web.parts import address
from locator.web.screens.circle import parts

if TYPE_CHECKING:
    from locator.pack.model import Walker
    from locator.venues.origin import Origin

DEFAULT_HOUR = time(15)
_MINUTES = 15
#: Days in an address reach this far from today.
FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CircleView:
    """What of a circle can be chosen; ``day`` None is today, ``of`` the place it was chosen for."""

    minutes: int = _MINUTES
    walker: Walker = WALKERS[0]
    day: date | None = None
    hour: time = DEFAULT_HOUR
    of: str = ""


def fields(origin: Origin | None) -> dict[str, address.Field]:
    """What of a view its address carries beside the place; a curated circle has its own walk."""
    row = parts.curated_row(origin)
    minutes, walker = (int(row["minutes"]), row["walker"]) if row else (_MINUTES, WALKERS[0])
    return {
        "minutes": address.Field(minutes, _read_minutes, lambda n: [str(n)]),
        "walker": address.choice(WALKERS, walker),
        "day": address.Field(None, _read_day, _write_day),
        "hour": address.Field(DEFAULT_HOUR, _read_hour, lambda hour: [f"{hour:%H:%M}"]),
    }


def current() -> CircleView:
    """What is shown now."""
    return address.view(CircleView)


def adopt(origin: Origin | None) -> None:
    """A curated circle that was just chosen brings its walk along, unless the address says."""
    token = origin.token if origin else ""
    if current().of == token:
        return
    address.change(CircleView, of=token)
    if parts.curated_row(origin):
        own = fields(origin)
        walk = {key: own[key].default for key in ("minutes", "walker")}
        address.change(CircleView, **{k: v for k, v in walk.items() if not address.says(k)})


def moment() -> datetime:
    """For when the circle says what is open."""
    seen = current()
    return datetime.combine(seen.day or clock.today(), seen.hour)


def chosen_moment() -> datetime | None:
    """The moment if one was chosen: a poster that hangs for months names no day by accident."""
    default = datetime.combine(clock.today(), DEFAULT_HOUR)
    return None if moment() == default else moment()


def _read_minutes(texts: list[str]) -> int | None:
    return next((n for n in CIRCLE_MINUTES if str(n) == texts[0]), None)


def _read_day(texts: list[str]) -> date | None:
    try:
        day = date.fromisoformat(texts[0])
    except ValueError:
        return None
    return day if abs(day - clock.today()) <= FAR else None


def _write_day(day: date) -> list[str]:
    # Today is what a page without a day shows anyway.
    return [] if day == clock.today() else [day.isoformat()]


def _read_hour(texts: list[str]) -> time | None:
    halves = (time(n // 2, n % 2 * 30) for n in range(48))
    return next((half for half in halves if f"{half:%H:%M}" == texts[0]), None)
