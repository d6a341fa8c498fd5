"""Days of the lunar calendar as texts write them: 除夕至初三, 每月农历初一, 农历逢三、八."""

from __future__ import annotations

import re

from locator.hours import days as d
from locator.hours.misread import Misread
from locator.hours.near import UntilSpring
from locator.hours.normal import number_of
from locator.hours.phrases import LUNAR_DATE, LUNAR_DAY, NUMBER, TO
from locator.hours.terms import TERMS, SolarDay


def moved(word: str, plain: str) -> tuple[d.Days, ...]:  # noqa: PLR0911 - one case a line
    """Days of lunar months, of fairs and of solar terms; none: the word is of other days."""
    if re.fullmatch(LUNAR_DATE, word):
        month, of = word[2:].removesuffix("日").split("月")
        return (d.LunarDate(number_of(month), _number(of)),)
    if word.startswith("元旦") and (until := re.split(TO, word)[1:]):
        return _until_spring(until[0])
    if re.search("初一.*(?:十五|15)", word) and not re.search(
        TO, word
    ):  # together they are those of every lunar month
        if word.startswith("初") and re.search("除夕|春节|正月|大年", plain):
            raise Misread(word)  # or of the first alone
        return (d.LunarMonthDays(frozenset({1, 15})),)
    tens = re.search(r"逢(?:[一二三四五六七八九十](?![一二三四五六七八九])|\d)", word)
    if tens and "初" not in word and not re.search(r"\d号", word):
        return _of_tens(word)
    bare = rf"(?:(?:农历|阴历)?{LUNAR_DAY}日?[、和,]?)+"
    if word[0] in "农阴" and re.fullmatch(bare, word):
        return _bare(word, plain)
    if re.search("每.*(?:农历|阴历|初|十|廿)|逢(?:农历|阴历)|历的?每月", word):
        return (_of_month(word),)
    if day := re.fullmatch(r"每逢(\d{1,2})号", word):
        return (d.MonthDays(frozenset({int(day[1])})),)
    term = re.fullmatch(
        f"({'|'.join(TERMS)})(?:[日夜]|当[天日])?(?:的?([前后])[一1]?[天日])?", word
    )
    if term and (term[1] != "清明" or term[2]):  # which is a holiday
        return (SolarDay(TERMS[term[1]], {"前": -1, "后": 1}.get(term[2], 0)),)
    return ()


def _until_spring(word: str) -> tuple[d.Days, ...]:
    """元旦至元宵; to the festival is perhaps to the end of its holiday, or not into it."""
    if "春节" in word:
        sure = 2 if "期间" in word else -4
        return UntilSpring(sure, d.new_year), d.Maybe(UntilSpring(7, d.new_year), "spring")
    end = _offset(re.sub("农历|期间|假期", "", word))
    return (UntilSpring(end, d.new_year),)


def _bare(word: str, plain: str) -> tuple[d.Days, ...]:
    """农历十五: of every month; 农历初一 of the New Year, and perhaps of all."""
    days, every = re.findall(LUNAR_DAY, word), _of_month(word)
    if re.search("除夕|春节|正月|大年|新年|年三十|腊月|元宵", plain):
        if "初" not in word:
            raise Misread(word)
        return ()
    if len(days) > 1 or "初" not in word:
        return (every,)
    day = _number(days[0]) - 1
    return (d.LunarDays(day, day), d.Maybe(every, "every month"))


def _of_tens(word: str) -> tuple[d.Days, ...]:
    """农历逢三、八; without 农历 of either calendar, as fairs go by the moon in many places."""
    digits = {number_of(n) % 10 for n in re.findall(r"[一二三四五六七八九十]|\d+", word)}
    days = frozenset(n for n in range(1, 32) if n % 10 in digits)
    if re.search("农历|阴历", word):
        return (d.LunarMonthDays(days),)
    return (
        d.Maybe(d.MonthDays(days), "by the sun"),
        d.Maybe(d.LunarMonthDays(days), "by the moon"),
    )


def _of_month(word: str) -> d.LunarMonthDays:
    """每月农历初一、十五."""
    return d.LunarMonthDays(frozenset(map(_number, re.findall(LUNAR_DAY, word))))


def lunar(word: str, plain: str) -> d.LunarDays:
    """Days around the lunar New Year; a bare 初一 only where the text speaks of it."""
    if not re.search("除夕|春节|正月|大年|年初|新年|年三十|元宵", plain):
        raise Misread(word)
    first, *last = re.split(TO, word)
    twelfth = _lunar_day(first) if "腊月" in first else 0
    ends = [_offset(part) for part in (last if twelfth else [first, *last])]
    if not ends or ends[0] > ends[-1]:
        raise Misread(word)
    return d.LunarDays(ends[0], ends[-1], twelfth)


def lunar_or_rest(word: str, plain: str) -> d.Days:
    """正月初五至腊月廿八 is all of the year but the days between."""
    first, *last = re.split(TO, word)
    if not last or "腊月" in first or not re.search("腊月|除夕|年三十", last[0]):
        return lunar(word, plain)
    again = lunar(first, plain).first
    if again < 0:
        return lunar(word, plain)
    return d.Not(d.LunarDays(0, again - 1, _lunar_day(last[0]) + 1 if "腊月" in last[0] else 0))


def _offset(word: str) -> int:
    """Days from the lunar New Year: 除夕 -1, 初三 2."""
    if re.search("除夕|年三十", word):
        return -1
    if "腊月" in word:
        raise Misread(word)
    return _lunar_day(word) - 1


def _lunar_day(word: str) -> int:
    if "元宵" in word:
        return 15
    number = re.sub("农历|阴历|新年|正月|大年|年|腊月", "", word)
    if not re.search("[十廿]", number) and number.lstrip("初") not in NUMBER:
        raise Misread(word)
    return _number(number)


def _number(day: str) -> int:
    """The number of a day of a month: 初八, 十五, 廿三, 8."""
    return number_of(day.lstrip("初").replace("廿", "二十"))
