"""Hours of a day as Chinese writes them → minutes since midnight."""

from __future__ import annotations

import re
from itertools import pairwise

from locator.hours.misread import Misread
from locator.hours.phrases import CLOCK, HALF, TO
from locator.hours.rules import DAY, Span
from locator.hours.sun import SunTime, in_the_night

_SUN = {"日出": SunTime("sunrise"), "日落": SunTime("sunset")}


def times_of(word: str) -> tuple[Span, ...]:
    """A span of hours: 下午2点-4点半 → 14:00 to 16:30."""
    if re.search("日出|日落", word):
        parts = re.split(TO, re.sub("次日|翌日|第二天", "", word))
        first, last = (_SUN.get(part) or times_of_clock(part) for part in parts)
        return ((first, in_the_night(last) if last <= first else last, "open"),)
    if not re.search(rf"\d{TO}|[:点时分半]{TO}", word):
        return ((0, DAY, "open"),)
    start, end = re.split(TO, word, maxsplit=1)
    later = re.sub("次日|翌日|第二天", "", end)
    next_day = later != end
    half_of_start, half_of_end = (m[0] if (m := re.match(HALF, x)) else "" for x in (start, later))
    opens = _minutes(start, half_of_start)
    closes = _minutes(later, half_of_end or (half_of_start if _late(half_of_start) else ""))
    if next_day or half_of_end == "凌晨":
        closes = _minutes(later, half_of_end) + DAY
    elif closes < opens and opens >= 16 * 60 and closes <= 6 * 60 and not half_of_end:
        closes += DAY  # 18:00-2:00
    elif closes <= opens and opens >= 16 * 60 and not half_of_end and _minutes(later, "") <= 8 * 60:
        closes = _minutes(later, "") + DAY  # 夜间22:00-6:00
    elif 7 * 60 <= opens < 16 * 60 and re.match("[4-6]点", end) and closes < opens:
        closes += DAY // 2  # 九点到五点, as is said; in digits it may be a misprint
    if not opens < closes <= 2 * DAY or opens >= DAY or closes - opens > DAY:
        raise Misread(word)  # 9:00-5:00: the afternoon, or the night
    return ((opens, closes, "open"),)


def _late(half: str) -> bool:
    return half in {"下午", "午后", "傍晚", "晚上", "晚间", "夜间", "夜场", "夜市", "晚", "中午"}


def _minutes(clock: str, half: str) -> int:
    match = re.search(r"(\d{1,2})(?:[:点时](\d{2}|半)?)?", clock)
    hour, minute = match.groups() if match else ("99", None)
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    afternoon = _late(half) and hours < 12 and not (half == "中午" and hours > 8)
    hours += 12 if afternoon else 0
    if half in {"晚", "晚上", "晚间", "夜间"} and int(hour) == 12:
        hours = 24
    if minutes >= 60 or hours * 60 + minutes > DAY:
        raise Misread(clock)
    return hours * 60 + minutes


def times_of_clock(word: str) -> int:
    """Minutes since midnight of the first clock in a word."""
    match = re.search(rf"({HALF})?({CLOCK})", word)
    if match is None:
        raise Misread(word)
    return _minutes(match[2], match[1] or "")


def latest(word: str) -> int:
    """A closing hour, which lies in the afternoon."""
    clock = times_of_clock(word)
    if clock < 12 * 60:
        raise Misread(word)
    return clock


def in_order(spans: tuple[Span, ...]) -> bool:
    """Whether each span begins when the one before has ended."""
    return all(last <= start for (_, last, _), (start, _, _) in pairwise(spans))
