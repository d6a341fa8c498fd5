"""The words of Chinese opening hours: what a token is, and what days, dates and clocks it names."""

from __future__ import annotations

import re
from itertools import pairwise

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_NUMBER = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "七": 6}

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERAL = "二?十[一二三四五六七八九]?|[零一二三四五六七八九两]"

_DAY = r"(?:每逢|逢|每)?(?:周|星期|礼拜)[一二三四五六日天]"
_RANGE = r"(?:-|至|到)"
_HALF = r"(?:上午|早上|早|中午|下午|晚上|晚|凌晨)?"
_CLOCK = r"(?:上午|中午|下午|晚上)?\d{1,2}[:点时](?:\d{2}|半)?分?"
_SHUT = "闭馆|闭园|休馆|休息|关闭|不开放|不对外开放|停止开放|停开|店休|公休"
_DATE = r"\d{1,2}月(?:\d{1,2}日)?"
_ENTRY = r"(?:入馆|入场|入园|进馆|进场|检票)"
_PATTERNS = (
    ("remark", r"\([^()]*(?:数据集|以馆方|以.{0,6}公告|截至|\d{4}-\d{2}(?:-\d{2})?)[^()]*\)"),
    (
        "last",
        (
            rf"\(?(?:(?:停止|最晚|最后){_ENTRY}(?:时间)?[::]?{_CLOCK}"
            rf"|(?:{_CLOCK}|(?:闭馆)?(?:提)?前(?:\d{{1,3}}分钟|半小时|1小时|一小时))(?:后)?"
            rf"(?:停止|谢绝|禁止)(?:{_ENTRY}|参观|售票))\)?"
        ),
    ),
    ("season", rf"{_DATE}{_RANGE}(?:次年|翌年)?{_DATE}"),
    (
        "whole",
        (
            rf"(?:全年)?(?:每[天日])?(?:24小时|全天候|全天)(?!{_SHUT})(?:自助)?"
            r"(?:图书馆|书房|阅览室)?(?:开放|服务|营业)?|24/7"
        ),
    ),
    (
        "time",
        (
            rf"{_HALF}\d{{1,2}}(?:[:点时](?:\d{{2}}|半)?分?|(?=-)){_RANGE}(?:次日|翌日|第二天)?"
            rf"{_HALF}\d{{1,2}}[:点时](?:\d{{2}}|半)?分?"
        ),
    ),
    (
        "days",
        (
            rf"{_DAY}{_RANGE}(?:{_DAY}|[一二三四五六日天](?![月年号]))"
            rf"|{_DAY}(?:[、,和及]?(?:周|星期|礼拜)?[一二三四五六日天](?![月年号]))*"
        ),
    ),
    ("workdays", r"(?:法定|政府)?工作日|平日"),
    ("weekend", r"周末|双休日"),
    ("daily", r"每[天日]|全年无休|全年开放|(?:全年)?365天|天天|全周|日常"),
    (
        "holiday",
        (
            r"(?:如?遇|逢|含|包括|包含)?"
            r"(?:(?:国家|国定)?法定(?:节假日|假日|节日)|国家节假日|国定(?:节假日|假日)|节假日)"
        ),
    ),
    ("nooning", r"(?:中午|午间)不(?:休息?|闭馆)"),
    ("half", r"(?:夏|冬)(?:令时?|季)(?:作息|开放)?(?:时间)?[:(]?(?=\d{1,2}月)"),
    ("except", r"除外|例外|除了?(?!夕)"),
    ("closed", _SHUT),
    ("normal", r"(?:照常|正常)(?:开放|营业)?"),
    ("open", r"开放(?:时间)?|营业(?:时间)?|服务时间|开馆(?:时间)?|对外"),
    (
        "unsure",
        (
            r"每月|每季|每周[^一二三四五六日天]|单周|双周|第[一二三四]|寒假|暑假|寒暑假|农历|除夕|春节"
            r"|冬季|夏季|冬令|夏令|预约|活动期间|另行|以.{0,8}为准|不定|约|左右|部分"
        ),
    ),
    ("rest", r"其余时间|其他时间|其余月份|其他月份|其余"),
    ("joint", r"[\s,;。.、:()\"'/及和与]|以?外|为|时间|的|全天"),
)
TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_AFTERNOON = ("下午", "晚上", "晚")
_MORNING = ("凌晨", "早", "上午")
_NOON_HOUR = 12
#: Hours from so late to so early, in minutes since midnight, run through the night: 18:00-2:00.
_EVENING, _SMALL_HOURS = 16 * 60, 6 * 60
DAY_KINDS = frozenset({"days", "workdays", "weekend", "daily"})


def spills(times: str) -> bool:
    """Whether hours run past midnight."""
    return any(start > end for start, end in (s.split("-") for s in times.split(",")))


def overlap(times: str) -> bool:
    """Whether some of the hours of a day lie within others."""
    spans = sorted(span.split("-") for span in times.split(","))
    return any(last > start for (_, last), (start, _) in pairwise(spans))


def normalised(text: str) -> str:
    """Text in one width and one way of writing ranges, numbers and clocks."""
    table = str.maketrans(
        "（）：；，～〜~—–－﹣　【】０１２３４５６７８９", "():;,------- ()0123456789"
    )
    plain = text.translate(table).strip("。; ").strip()
    plain = re.sub(rf"({_NUMERAL})(?=[点时])", lambda m: str(_number(m[1])), plain)
    plain = re.sub(r"(?<![\d.])(\d{1,2})\.(\d{2})(?![\d.])", r"\1:\2", plain)
    plain = re.sub(r"(上午|下午|晚上)\s*:\s*(?=\d)", r"\1", plain)
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(r"(?<=[\d点半分])\s*(?:-|~|至|到)\s*(?=[\d上早中下晚凌次翌第])", "-", plain)
    plain = re.sub(r"\s*、\s*", "、", plain)
    plain = re.sub(r"(上午|早上|中午|下午|晚上|凌晨)\s+(?=\d)", r"\1", plain)
    plain = re.sub(r"(?<=[一二三四五六日天])\s*(-|至|到)\s*(?=周|星期|礼拜)", r"\1", plain)
    return re.sub(r"(?<=\d)\s*:\s*(?=\d)", ":", plain)


def _number(word: str) -> int:
    """A Chinese number up to 24: 九, 十, 十七, 二十四."""
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def day_set(days: str) -> set[int]:
    """Numbers of the weekdays in a selector, ``Mo-We,Su`` → {0, 1, 2, 6}."""
    found: set[int] = set()
    for span in days.replace(",PH", "").split(","):
        first, _, last = span.partition("-")
        if first in DAYS:
            start, end = DAYS.index(first), DAYS.index(last or first)
            found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return found


def days_of(word: str) -> str:
    """A selector of weekdays: 周二、四 → ``Tu,Th``."""
    numbers = [_DAY_NUMBER[c] for c in re.findall(r"[一二三四五六日天]", word)]
    if re.search(_RANGE, word) and len(numbers) == 2:
        return f"{DAYS[numbers[0]]}-{DAYS[numbers[1]]}"
    return ",".join(DAYS[n] for n in sorted(set(numbers)))


def season_of(word: str) -> str:
    """A selector of dates: 5月-9月 → ``May-Sep``; what is none is valid nowhere."""
    ends = []
    for month, day in re.findall(r"(\d{1,2})月(?:(\d{1,2})日)?", word):
        if not 1 <= int(month) <= len(MONTHS):
            return "99:99"  # no such month: the whole is not valid
        name = MONTHS[int(month) - 1]
        ends.append(f"{name} {int(day):02d}" if day else name)
    return "-".join(ends)


def times_of(word: str) -> str:
    """A span of hours: 下午2点-4点半 → ``14:00-16:30``; what is none is valid nowhere."""
    start, end = re.split(_RANGE, word, maxsplit=1)
    later = re.sub(r"次日|翌日|第二天", "", end)
    opens, closes = _minutes(start), _minutes(later)
    own = later != end or later.startswith((*_MORNING, "中午", *_AFTERNOON))
    if not own and start.startswith((*_AFTERNOON, "中午")):
        closes = _minutes("下午" + later)
    evening = start.startswith("晚") if not own else later.startswith("晚")
    if evening and closes == _NOON_HOUR * 60:
        closes = 24 * 60  # 晚上12点
    if max(opens, closes) > 24 * 60 or opens == closes or _sloppy(opens, closes, own=own):
        return "99:99"
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def _sloppy(opens: int, closes: int, *, own: bool) -> bool:
    """Whether hours that run past midnight may as well mean the afternoon: 9:00-5:00, 18:30-9:00.

    ``own``: the end names its half of the day, or the next day, itself.
    """
    return not own and closes < opens and (opens < _EVENING or closes > _SMALL_HOURS)


def _minutes(clock: str) -> int:
    """Minutes since midnight; beyond a day when there is no such time."""
    hour, minute = re.search(r"(\d{1,2})(?:[:点时](\d{2}|半)?)?", clock).groups()  # type: ignore[union-attr]
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    after_noon = clock.startswith("中午") and hours <= 3
    if (clock.startswith(_AFTERNOON) or after_noon) and hours < _NOON_HOUR:
        hours += _NOON_HOUR
    return hours * 60 + minutes if minutes < 60 else 99 * 60
