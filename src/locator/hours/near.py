"""Days that are told by others: the one before a holiday, those around a festival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from locator.hours.days import Days

    Assume = Callable[[str], bool]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Eve:
    """The day before a holiday (节前一天).

    Certain where the first day off is the festival itself (``own``); where it is not, either day
    before may be meant.
    """

    days: Days
    own: tuple[Days, ...]

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is it."""
        next_day = day + _DAY
        off = self.days.holds(next_day, assume) and not self.days.holds(day, assume)
        festival = any(kind.holds(next_day, assume) for kind in self.own)
        return (off and festival) or ((off or festival) and assume(f"eve {day}"))


@dataclass(frozen=True, slots=True)
class NearDays:
    """Days no more than so many away from certain ones."""

    days: Days
    reach: int

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        near = range(-self.reach, self.reach + 1)
        return any(self.days.holds(day + n * _DAY, assume) for n in near)
