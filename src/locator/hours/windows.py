"""Which stretches of time a day and a part of it mean, and when within them hours say yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from locator import clock
from locator.clock import whole_day
from locator.hours.state import open_spans, state_at
from locator.pack.tables import is_date
from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.hours.sun import Point

#: A stretch of time, naive local: from, to.
Window = tuple[datetime, datetime]

#: Days that can be asked for beside a date: weekdays are the coming ones, today included.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = ("today", "tomorrow", *WEEKDAYS, "weekend", "workdays")
#: Parts of a day as hours (from, to).
PARTS = {"morning": (8, 12), "afternoon": (13, 17), "evening": (18, 21)}
_SATURDAY, _WEEK, _HOURS, _YEAR = 5, 7, 24, 366


class ChosenTime(NamedTuple):
    """When a list's venues are to be open, as its address says it.

    ``on`` a date or a code of several days, ``part`` a code of :data:`PARTS`, ``at`` a moment,
    ``open`` at this moment.
    """

    on: str = ""
    part: str = ""
    at: datetime | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class AskedTime:
    """When a venue is to be open, as a sentence says it.

    ``day`` and ``part`` as :func:`windows_of` takes them, ``clock`` an hour (HH:MM) of the day,
    ``now`` at this moment, where nothing else is said.
    """

    day: str = ""
    part: str = ""
    clock: str = ""
    now: bool = False

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.day or self.part or self.clock or self.now)

    def chosen(self, now: datetime) -> ChosenTime:
        """What it means now; an hour without a day is the next that comes."""
        if not self.clock:
            return ChosenTime((self.day and coming_day(self.day)) or "", self.part, open=self.now)
        hour = time.fromisoformat(self.clock)
        days = dates(self.day, now) if self.day else (now.date(), now.date() + timedelta(days=1))
        coming = [datetime.combine(day, hour) for day in days]
        return ChosenTime(at=next((at for at in coming if at >= now), coming[-1]))


def dates(day: str, now: datetime) -> tuple[date, ...]:
    """The dates that a code of :data:`DAYS` means today, or the one date that it is.

    Raises
    ------
    QueryError
        It is neither.
    """
    today = now.date()
    week = [today + timedelta(days=n) for n in range(_WEEK)]
    if day == "today":
        return (today,)
    if day == "tomorrow":
        return (week[1],)
    if day in WEEKDAYS:
        return tuple(d for d in week if d.weekday() == WEEKDAYS.index(day))
    if day == "weekend":
        return tuple(d for d in week if d.weekday() >= _SATURDAY)
    if day == "workdays":
        return tuple(d for d in week if d.weekday() < _SATURDAY)
    if is_date(day) and len(day) == len("YYYY-MM-DD") and day != date.max.isoformat():
        return (date.fromisoformat(day),)
    raise _unknown("day", day, DAYS)


def coming_day(text: str) -> str | None:
    """A code of :data:`DAYS` or a date up to a year ahead, as an address holds it; None: neither.

    A weekday is its date: an address that is kept means the same day later.
    """
    now = clock.now()
    try:
        found = dates(text, now)
    except QueryError:
        return None
    if not 0 <= (found[0] - now.date()).days <= _YEAR:
        return None
    return found[0].isoformat() if len(found) == 1 else text


def only_day(day: str, now: datetime) -> date | None:
    """The one date that a day means; None where it is several, or none is asked for."""
    found = dates(day, now) if day else ()
    return found[0] if len(found) == 1 else None


def windows_of(day: str, part: str, now: datetime) -> tuple[Window, ...]:
    """The stretches of time that a day and a part of it mean; empty where neither is said.

    Parameters
    ----------
    day, part
        A code of :data:`DAYS` or a date (YYYY-MM-DD), and a code of :data:`PARTS`. A part without
        a day means the coming seven days.
    now
        What of them lies before is over and left out, unless that is all of it.

    Raises
    ------
    QueryError
        An unknown day or part.
    """
    if not day and not part:
        return ()
    if part and part not in PARTS:
        raise _unknown("part", part, PARTS)
    coming = tuple(now.date() + timedelta(days=n) for n in range(_WEEK))
    first, last = PARTS.get(part, (0, _HOURS))
    spans = tuple(
        (whole_day(one)[0] + timedelta(hours=first), whole_day(one)[0] + timedelta(hours=last))
        for one in (dates(day, now) if day else coming)
    )
    ahead = tuple((max(start, now), end) for start, end in spans if end > now)
    return ahead or spans


def slots_of(
    text: str, windows: Sequence[Window], point: Point = None
) -> tuple[Window, ...] | None:
    """When within some stretches of time hours say yes at a point; None when they are unknown."""
    found: list[Window] = []
    for start, end in windows:
        if state_at(text, start, point).state == "unknown":
            return None
        for begin, until in open_spans(text, start, end, point) or ():
            clipped = max(begin, start), min(until, end)
            if clipped[0] < clipped[1]:
                found.append(clipped)
    return tuple(found)


def _unknown(name: str, value: str, known: Iterable[str]) -> QueryError:
    params = {f"{name}s": ", ".join(known)}
    return QueryError(
        Problem("error", f"query.{name}", column=name, value=value[:20], params=params)
    )
