"""Which days: weekdays, seasons, holidays, lunar days. Each kind says whether it holds on a date.

What a text leaves open (when a school's holidays begin) is *assumed*: a kind of days asks
``assume(name)`` and the answer is worked out under every reading (:mod:`locator.hours.rules`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from lunardate import LunarDate as Lunar

from locator.hours.calendars import known_years, special_days
from locator.hours.near import Eve, NearDays, SchoolTerm, UntilSpring, WeekOfMonth
from locator.hours.terms import Easter, SolarDay, SolarDays, SolarTerms

if TYPE_CHECKING:
    from collections.abc import Callable

    Assume = Callable[[str], bool]

_SATURDAY = 5
_DAY = timedelta(days=1)
#: Days around which no school can be sure: (month, day) from which, to which.
VACATIONS = {"winter": ((1, 5), (3, 5)), "summer": ((6, 20), (9, 5))}
#: Months in which 夏令时 or 冬令时 holds wherever its bounds are drawn.
_SUMMER, _WINTER = ((6, 1), (8, 31)), ((11, 16), (2, 29))
#: Years of which lunardate knows every day, the lunar years around their ends included.
LUNAR_YEARS = range(1901, 2099)
#: Holidays of a fixed date, and those of nearly one.
FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
_LUNAR = {"端午节": (5, 5), "中秋节": (8, 15)}
_ABOUT = FIXED | {"清明节": (4, 5)}


def within(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether a date lies between two days of the year, both included, over New Year if need be."""
    own = (day.month, day.day)
    return first <= own <= last if first <= last else own >= first or own <= last


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday = 0; all seven are every day."""

    numbers: frozenset[int]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        return day.weekday() in self.numbers


@dataclass(frozen=True, slots=True)
class Workday:
    """Monday to Friday except holidays, and the weekend days worked instead (or those alone)."""

    instead: bool = False

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        special = special_days().get(day)
        if special or self.instead:
            return special is not None and special.kind == "workday"
        return day.weekday() < _SATURDAY


@dataclass(frozen=True, slots=True)
class Holiday:
    """Statutory holidays; ``loose``: everyday speech may count weekends. ``shift`` in days."""

    loose: bool = False
    shift: int = 0

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        own = day - timedelta(days=self.shift)
        if special := special_days().get(own):
            return special.kind == "holiday"
        return self.loose and own.weekday() >= _SATURDAY and assume("weekend")


@dataclass(frozen=True, slots=True)
class Festival:
    """A holiday by name, or its days where the text says them.

    The days that only the notice adds are doubtful where a year has none.
    """

    name: str
    dates: Days | None = None

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        if self.dates:
            return self.dates.holds(day, assume)
        # 国庆节、中秋节 falling together are one holiday of both names.
        if day.year in known_years():
            special = special_days().get(day)
            off = special is not None and special.kind == "holiday" and self.name in special.name
            if off or self.name != "春节":
                return off
        if self.name == "春节":
            away = (day - new_year(day.year)).days
            return -3 < away < 8 and (0 <= away < 3 or assume("春节"))
        if self.name not in _ABOUT:
            return day.month in {5, 6, 9, 10} and assume(self.name)
        away = (day - date(day.year, *_ABOUT[self.name])).days
        return -3 < away < 8 and (away == 0 or assume(self.name))


@cache
def new_year(year: int) -> date:
    """The first day of the lunar year that begins in a year."""
    return Lunar(min(max(year, LUNAR_YEARS[0]), LUNAR_YEARS[-1]), 1, 1).to_solar_date()


@dataclass(frozen=True, slots=True)
class LunarDays:
    """Days counted from the lunar New Year: 除夕 is -1, 初一 is 0, 初七 is 6.

    ``twelfth``: they begin with that day of the twelfth month (腊月), which has 29 or 30 days.
    """

    first: int
    last: int
    twelfth: int = 0

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        first, spring = self.first, new_year(day.year)
        if self.twelfth:
            length = (spring - Lunar(spring.year - 1, 12, 1).to_solar_date()).days
            first = self.twelfth - 1 - length
        return first <= (day - spring).days <= self.last


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of a lunar month that is no added one: 中秋 is (8, 15)."""

    month: int
    day: int

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is it."""
        if day.year not in LUNAR_YEARS:
            return False
        own = Lunar.from_solar_date(day.year, day.month, day.day)
        return own == Lunar(own.year, self.month, self.day)


def own_day(festival: str) -> Days | None:
    """The one day of a festival that has given the holiday its name; None where it moves."""
    if festival == "春节":
        return LunarDays(0, 0)
    if festival in _LUNAR:
        return LunarDate(*_LUNAR[festival])
    return Season(FIXED[festival], FIXED[festival]) if festival in FIXED else None


def own_days() -> tuple[Days, ...]:
    """The one day of each festival whose day is known."""
    return tuple(own for name in ("春节", *FIXED, *_LUNAR) if (own := own_day(name)))


@dataclass(frozen=True, slots=True)
class LunarMonthDays:
    """Days of every lunar month by number: 初一, 十五. None outside :data:`LUNAR_YEARS`."""

    numbers: frozenset[int]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        known = day.year in LUNAR_YEARS
        return known and Lunar.from_solar_date(day.year, day.month, day.day).day in self.numbers


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """Weekdays of a month by number, -1 for the last."""

    numbers: frozenset[int]
    weekdays: frozenset[int]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        length = monthrange(day.year, day.month)[1]
        own = {(day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
        return day.weekday() in self.weekdays and bool(own & self.numbers)


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of the month by number, -1 for the last."""

    numbers: frozenset[int]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        length = monthrange(day.year, day.month)[1]
        return bool({day.day, day.day - length - 1} & self.numbers)


@dataclass(frozen=True, slots=True)
class MonthWorkday:
    """The first or the last workday of a month."""

    last: bool

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is it."""
        step = _DAY if self.last else -_DAY
        other = day + step
        while other.month == day.month:
            if Workday().holds(other, assume):
                return False
            other += step
        return Workday().holds(day, assume)


@dataclass(frozen=True, slots=True)
class Season:
    """From one day of the year to another, both included."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        return within(day, self.first, self.last)


@dataclass(frozen=True, slots=True)
class HalfYear:
    """夏令时 or 冬令时 without dates: certain in their midst, doubtful at the edges.

    ``bounded`` is False for 旺季 and 淡季, which every house draws as it likes.
    """

    summer: bool
    bounded: bool = True

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        if self.bounded and within(day, *_SUMMER):
            return self.summer
        return (
            not self.summer
            if self.bounded and within(day, *_WINTER)
            else assume("summer") == self.summer
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Dates of certain years; an end that is not said is None."""

    first: date | None
    last: date | None

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is one of them."""
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class Vacation:
    """School holidays, ``winter``, ``summer`` or both (""): nobody says when they begin."""

    which: str = ""

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        spans = [span for name, span in VACATIONS.items() if self.which in {"", name}]
        return any(within(day, *span) for span in spans) and assume("vacation")


@dataclass(frozen=True, slots=True)
class Not:
    """The days on which another kind does not hold."""

    days: Days

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        return not self.days.holds(day, assume)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The days on which any of several kinds holds."""

    days: tuple[Days, ...]

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        return any(kind.holds(day, assume) for kind in self.days)


@dataclass(frozen=True, slots=True)
class Maybe:
    """Days of which the text does not say clearly whether they are meant."""

    days: Days
    name: str

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        return self.days.holds(day, assume) and assume(self.name)


@dataclass(frozen=True, slots=True)
class AfterHoliday:
    """The first day after each statutory holiday, or the first ``workday``."""

    workday: bool

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        return self.holiday_before(day, assume) is not None

    def holiday_before(self, day: date, assume: Assume) -> date | None:
        """The last day of the holiday after which a date is the first; None: it is not."""
        if Holiday().holds(day, assume) or (self.workday and not Workday().holds(day, assume)):
            return None
        before = day - _DAY
        while self.workday and not (
            Holiday().holds(before, assume) or Workday().holds(before, assume)
        ):
            before -= _DAY
        return before if Holiday().holds(before, assume) else None


@dataclass(frozen=True, slots=True)
class Postponed:
    """The day after a closing day that falls on a holiday (顺延).

    Within a longer holiday every day up to the first after it may be meant, unless the text says
    which day it is (``to``).
    """

    closing: Days
    holiday: Days
    to: AfterHoliday | None = None

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        if self.to:
            before = self.to.holiday_before(day, assume)
            while before and self.holiday.holds(before, assume):
                if self.closing.holds(before, assume):
                    return True
                before -= _DAY
            return False
        before, run = day - _DAY, 0
        while run < 10 and self.holiday.holds(before, assume):
            if self.closing.holds(before, assume):
                sure = run == 0 and not self.holiday.holds(day, assume)
                return sure or assume("postponed")
            before, run = before - _DAY, run + 1
        return False


Days = (
    Weekdays
    | Workday
    | Holiday
    | Festival
    | LunarDays
    | LunarDate
    | LunarMonthDays
    | NthWeekday
    | MonthDays
    | MonthWorkday
    | Season
    | SolarTerms
    | SolarDay
    | SolarDays
    | Eve
    | NearDays
    | UntilSpring
    | SchoolTerm
    | WeekOfMonth
    | Easter
    | HalfYear
    | Period
    | Vacation
    | Not
    | AnyOf
    | Maybe
    | AfterHoliday
    | Postponed
)

EVERY_DAY = Weekdays(frozenset(range(7)))
WEEKEND = Weekdays(frozenset({5, 6}))
