"""Days that the sun or the moon moves a little every year: the 24 solar terms, and Easter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.easter import easter

if TYPE_CHECKING:
    from collections.abc import Callable

    Assume = Callable[[str], bool]

#: The 24 solar terms (节气): (month, day) on which each usually begins; in no year from 1950 to
#: 2099 is it more than a day away. By the sun's longitude (GB/T 33661-2017).
TERMS = {
    "立春": (2, 4), "雨水": (2, 19), "惊蛰": (3, 5), "春分": (3, 20),
    "清明": (4, 5), "谷雨": (4, 20), "立夏": (5, 5), "小满": (5, 21),
    "芒种": (6, 5), "夏至": (6, 21), "小暑": (7, 7), "大暑": (7, 23),
    "立秋": (8, 7), "处暑": (8, 23), "白露": (9, 7), "秋分": (9, 23),
    "寒露": (10, 8), "霜降": (10, 23), "立冬": (11, 7), "小雪": (11, 22),
    "大雪": (12, 7), "冬至": (12, 22), "小寒": (1, 5), "大寒": (1, 20),
}  # fmt: skip # a table


@dataclass(frozen=True, slots=True)
class SolarTerms:
    """From one of the 24 solar terms to another: 立夏至立冬, each (month, day) as it usually falls.

    A term moves by a day from year to year, and whether the last is meant with it nobody says.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them."""
        begun, over = (self._past(day, term, assume) for term in (self.first, self.last))
        return begun and not over if self.first < self.last else begun or not over

    @staticmethod
    def _past(day: date, term: tuple[int, int], assume: Assume) -> bool:
        away = (day - date(day.year, *term)).days
        return away > 1 or (away >= -1 and assume(f"solar term {term}"))


@dataclass(frozen=True, slots=True)
class SolarDay:
    """The day of a solar term, or one days before or after it; a day of doubt on each side."""

    term: tuple[int, int]
    shift: int = 0

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is it."""
        own = day - timedelta(days=self.shift)
        return abs((own - date(own.year, *self.term)).days) <= 1 and assume(f"{self.term} is {day}")


@dataclass(frozen=True, slots=True)
class SolarDays:
    """Days around that of a solar term: certainly so many on each side, perhaps more."""

    term: tuple[int, int]
    surely: int
    perhaps: int

    def holds(self, day: date, assume: Assume) -> bool:
        """Whether a date is one of them; the term itself may be a day away."""
        away = min(
            abs((day - date(y, *self.term)).days) for y in (day.year - 1, day.year, day.year + 1)
        )
        if away < self.surely:
            return True
        return away <= self.perhaps + 1 and assume(f"{self.term} is near {day}")


@dataclass(frozen=True, slots=True)
class Easter:
    """Easter Sunday, or days before or after it."""

    shift: int = 0

    def holds(self, day: date, _assume: Assume) -> bool:
        """Whether a date is it."""
        own = day - timedelta(days=self.shift)
        return own == easter(own.year)
