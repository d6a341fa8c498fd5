"""Days that are told by others: the one before a holiday, those around a festival."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from locator.hours.days import Days

    Assume = Callable[[str], bool]

_DAY = timedelta(days=1)
#: Of a week that begins before it most lies in a month.
_MIDWEEK = 4


@dataclass(frozen=True, slots=True)
class Eve:
    """The day before a holiday (节前一天), or so ``many`` days.

    Certain where the first day off is one of the ``festivals``; where it is not, those before
    either may be meant.
    """

    days: Days
    festivals: tuple[Days, ...]
    many: int = 1

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is it."""
        off = festival = False
        for n in range(self.many):
            eve, first = day + n * _DAY, day + (n + 1) * _DAY
            off |= self.days.holds(first, assume) and not self.days.holds(eve, assume)
            festival |= any(kind.holds(first, assume) for kind in self.festivals)
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


@dataclass(frozen=True, slots=True)
class UntilSpring:
    """From New Year's Day to so many days after the lunar one, which is in the same year."""

    last: int
    spring: Callable[[int], date]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        return day <= self.spring(day.year) + self.last * _DAY


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """The spring or the autumn term of schools: certainly these days, perhaps some beside them."""

    autumn: bool
    days: Days
    edges: Days

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        if self.days.holds(day, assume):
            return True
        return self.edges.holds(day, assume) and assume(f"autumn term {self.autumn}")


@dataclass(frozen=True, slots=True)
class WeekOfMonth:
    """Weekdays in weeks of a month by number, -1 for the last: 第一、三周的周六.

    Who says so may count Saturdays, or weeks from Monday of which most lies in the month; certain
    where both come to the same.
    """

    numbers: frozenset[int]
    weekdays: frozenset[int]

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        if day.weekday() not in self.weekdays:
            return False
        last = monthrange(day.year, day.month)[1]
        begins, ends = day.replace(day=1).weekday(), day.replace(day=last).weekday()
        by_day = {(day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)}
        by_week = {
            (day.day + begins - 1) // 7 + (begins < _MIDWEEK),
            -((last - day.day + 6 - ends) // 7 + (ends >= _MIDWEEK - 1)),
        }
        sure, perhaps = bool(by_day & self.numbers), bool(by_week & self.numbers)
        return sure if sure == perhaps else assume("week of the month")
