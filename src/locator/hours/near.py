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
