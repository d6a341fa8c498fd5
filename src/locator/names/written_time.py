"""Days and hours as people write them in a sentence: 12月1日, 后天, 下周三, 晚上8点, 3 pm.

Weekdays, today and the parts of a day are words of the vocabulary; here is what needs counting.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lunardate import LunarDate

from locator import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_WEEKDAYS = "一二三四五六日天"
_SMALL = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
#: Feasts by month and day, and those of the lunar calendar.
_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1)}
_LUNAR_FEASTS = {"春节": (1, 1), "大年初一": (1, 1), "元宵": (1, 15), "端午": (5, 5),
                 "中秋": (8, 15), "重阳": (9, 9)}  # fmt: skip # a table
_DAYS = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})[日号]?"
    rf"|(?P<m>{_SMALL})月(?P<d>{_SMALL})[日号]"
    rf"|下(?:个|一)?(?:周|星期|礼拜)(?P<next>[{_WEEKDAYS}])"
    r"|(?P<far>大?后[天日])"
    rf"|(?P<feast>{'|'.join(_FEASTS | _LUNAR_FEASTS)})节?"
)
#: 一点 alone is no hour: 近一点.
_CLOCKS = re.compile(
    rf"(?<![\d.])(?P<h>{_SMALL})(?:点钟?|时)(?P<m>半|一刻|三刻|{_SMALL}分?)?"
    r"|(?<![\d:.])(?P<hour>\d{1,2})\s*(?::(?P<minute>\d\d)(?!\d))?\s*(?P<half>am|pm)?(?![a-z0-9.:])"
    r"|(?P<noon>中午|正午|noon)"
)
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_NOON, _NIGHT, _FIRST, _DUSK = 12, 24, 7, 18
_LATE = ("下午", "晚", "傍晚", "夜", "午后", "afternoon", "evening", "night")
_EARLY = ("上午", "早", "凌晨", "上昼", "morning")

#: 7点以后还开: what may still be open by then is so in the evening.
_STILL = re.compile(
    "(?:钟|多|左右|以后|之后|过后|后)*(?:还|仍然?|依然)(?:在|能|可以)?"
    "(?:开|营业|看|借|进|没关|不关|没有?关)"
)


class WrittenTime(NamedTuple):
    """Where in a text a day (``date``: YYYY-MM-DD) or an hour (``clock``: HH:MM) is written."""

    start: int
    end: int
    section: str
    value: str


def written_times(said: str) -> Iterator[WrittenTime]:
    """The days and hours of a text in lower case and half width, read from today on."""
    today = clock.today()
    for match in _DAYS.finditer(said):
        if (day := _day(match, today)) is not None:
            yield WrittenTime(*match.span(), "date", day.isoformat())
    for match in _CLOCKS.finditer(said):
        before = said[: match.start()]
        late = any(word in before for word in _LATE)
        if _STILL.match(said, match.end()) and not any(word in before for word in _EARLY):
            late = True
        if hour := _hour(match, late=late):
            yield WrittenTime(*match.span(), "clock", hour)


def number_of(text: str) -> int:
    """A number in digits or in Chinese: 30, 三十, 一百二十, 两百; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def part_of(hour: str) -> str:
    """The part of a day that an hour (HH:MM) lies in."""
    n = int(hour[:2])
    return "morning" if n < _NOON else "afternoon" if n < _DUSK else "evening"


def _day(match: re.Match[str], today: date) -> date | None:
    if match["far"]:
        return today + timedelta(days=2 + match["far"].startswith("大"))
    if match["next"]:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=min(_WEEKDAYS.index(match["next"]), 6))
    if match["feast"]:
        ahead = (_feast(match["feast"], today.year + n) for n in range(2))
        return next(day for day in ahead if day >= today)
    if match["year"]:
        return _date(*(int(match[name]) for name in ("year", "month", "day")))
    month, day = number_of(match["m"]), number_of(match["d"])
    this = _date(today.year, month, day)
    # What is over this year is meant of the next.
    return this if this is None or this >= today else _date(today.year + 1, month, day)


def _feast(name: str, year: int) -> date:
    if name in _FEASTS:
        return date(year, *_FEASTS[name])
    day: date = LunarDate(year, *_LUNAR_FEASTS[name]).to_solar_date()
    return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(match: re.Match[str], *, late: bool) -> str:
    """HH:MM, "" for what is no hour; without a word for the part of the day, one by day."""
    if match["noon"]:
        return "12:00"
    if match["hour"] and not (match["minute"] or match["half"]):
        return ""
    if match["h"] == "一" and not late:
        return ""
    hour = number_of(match["h"] or match["hour"])
    written = match["minute"] or match["m"] or "0"
    minute = _QUARTERS.get(written) or number_of(written.removesuffix("分"))
    by_day = bool(match["h"]) and 0 < hour < _FIRST
    if hour < _NOON and (match["half"] == "pm" or (late and not match["half"]) or by_day):
        hour += _NOON
    return f"{hour:02}:{minute:02}" if hour < _NIGHT and minute < 60 else ""
