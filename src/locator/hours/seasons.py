"""Times of the year as texts name them: holidays, seasons, dates, months, terms of schools."""

from __future__ import annotations

import re
from datetime import date, timedelta

from locator.hours import days as d
from locator.hours.misread import Misread
from locator.hours.near import SchoolTerm
from locator.hours.phrases import FESTIVALS, MONTH_LENGTH
from locator.hours.terms import TERMS, SolarTerms

#: Days for which something said to begin on a date of no year is taken to last.
_BEGUN = 110


def holidays_named(word: str) -> d.Days:  # noqa: PLR0911 - one case a line
    """Holidays, festivals by name, and the holidays of schools."""
    if word.startswith(("重大", "重要", "大型", "传统", "小长", "长假")):
        return d.Maybe(d.Holiday(), "great")
    if "等" in word:
        return d.Holiday(loose=not re.search("国家|法定|公", word))
    if word.endswith(("假日当天", "假日当日", "节日当天", "节日当日")):
        return d.AnyOf((*d.own_days(), d.Maybe(d.Holiday(), "which day")))
    festival = next((name for key, name in FESTIVALS.items() if word.startswith(key)), "")
    if festival and word.endswith(("当天", "当日")):
        if festival == "春节":
            return d.LunarDays(0, 0)
        if (own := d.own_day(festival)) is None:
            raise Misread(word)
        return d.Festival(festival, own)
    if festival:
        return d.Festival(festival)
    if re.search("寒|暑", word):
        return d.Vacation("" if "寒暑" in word else "winter" if "寒" in word else "summer")
    if word == "假期":  # of schools or of all
        return d.Maybe(d.AnyOf((d.Holiday(), d.Vacation())), "which holidays")
    return d.Holiday(loose=not re.search("国|法定|公", word))


def season_named(word: str) -> d.Days:
    """The times of the year that a word names."""
    if found := re.findall("|".join(TERMS), word):
        return SolarTerms(*(TERMS[term] for term in found))
    if odd := re.search("([单双奇偶])[数号]?月", word):
        months = range(1 if odd[1] in "单奇" else 2, 13, 2)
        return d.AnyOf(tuple(d.Season((n, 1), (n, MONTH_LENGTH[n - 1])) for n in months))
    if begun := re.fullmatch(r"[自从]?(20\d\d)年(?:起|开始)", word):
        return d.Period(date(int(begun[1]), 1, 1), None)
    if not re.search(r"[\d夏冬淡旺春秋学假]", word):  # 农忙时节
        return d.Maybe(d.MonthDays(frozenset(range(1, 32))), "some time")
    return _dated_season(word)


def _dated_season(word: str) -> d.Days:  # noqa: PLR0911 - one case a line
    """Of the calendar, by its name or by its dates."""
    if word[0] in "夏冬淡旺春秋" and "学期" not in word:
        return _named_season(word)
    if re.match("截?至|直到|到", word) or word.endswith("前"):
        ((year, month, day),) = dates(word)
        return d.Period(None, _end(year or 0, month, day) - timedelta(days=word[-1] == "前"))
    if re.fullmatch(r"[^-至到起]*\d[日号](?:[、和,]\d{1,2}[日号])+", word):
        return _single_days(word)
    if word[0] == "非" or re.search("学期|期间|教学周", word):
        return _of_school(word)
    if re.fullmatch(r"\d{1,2}(?:-\d{1,2}|(?:月?[、和]\d{1,2})+)月(?:份)?", word):
        months = [int(n) for n in re.findall(r"\d+", word)]
        if "-" not in word and months != list(range(months[0], months[-1] + 1)):
            return d.AnyOf(
                tuple(
                    d.Season(_month_day(m, None, last=False), _month_day(m, None, last=True))
                    for m in months
                )
            )
        return d.Season(
            _month_day(months[0], None, last=False), _month_day(months[-1], None, last=True)
        )
    ends = dates(word)
    years = [end[0] for end in ends]
    if years[0] or (len(years) > 1 and years[1]):
        if years[0] is None:
            raise Misread(word)
        later = ends[1] if len(ends) > 1 else None
        first = date(years[0], *_month_day(ends[0][1], ends[0][2], last=False))
        if later is None and not re.search("起|开始", word):
            return d.Period(first, date(years[0], *_month_day(ends[0][1], ends[0][2], last=True)))
        if later is None:
            return d.Period(first, None)
        end = (later[1], later[2]) if later[1] else (ends[0][1], later[2])
        return d.Period(first, _end(later[0] or years[0], *end))
    if len(ends) == 1 and re.search("起|开始|自|从", word):
        return _begun(word, *_month_day(ends[0][1], ends[0][2], last=False))
    last = ends[-1] if ends[-1][1] else (None, ends[0][1], ends[-1][2])
    return d.Season(
        _month_day(ends[0][1], ends[0][2], last=False), _month_day(last[1], last[2], last=True)
    )


def _of_school(word: str) -> d.Days:
    """非寒暑假, 学期内; 秋季学期 is the one half of a year of which nobody knows the holidays."""
    if word[0] == "非":
        return d.Not(holidays_named(word[1 : 3 + ("寒暑" in word)]))
    if len(set(re.findall("[春秋]", word))) != 1:
        return d.Not(d.Vacation())
    autumn = "秋" in word
    (winter, spring), (summer, fall) = d.VACATIONS.values()
    first, last = (fall, winter) if autumn else (spring, summer)
    edges = d.AnyOf((d.Season(winter, spring), d.Season(summer, fall)))
    return SchoolTerm(autumn, d.Season(first, last), edges)


def _begun(word: str, month: int, day: int) -> d.AnyOf:
    """11月1日起, of no year: certain for some months; before, and long after, only perhaps."""
    if "月" not in word or (month, day) == (2, 29):
        raise Misread(word)
    last = date(2001, month, day) + timedelta(days=_BEGUN)
    certain = d.Season((month, day), (last.month, last.day))
    return d.AnyOf((certain, d.Maybe(d.Not(certain), "begun")))


def _named_season(word: str) -> d.Days:
    """夏令时, 旺季; 春秋季 is neither summer nor winter, wherever those begin."""
    if word.startswith("春秋季"):
        return d.Maybe(d.AnyOf((d.Season((3, 1), (5, 31)), d.Season((9, 1), (11, 30)))), "between")
    return d.HalfYear(bool(re.search("夏|旺", word)), not re.search("[淡旺春秋]", word))


def _single_days(word: str) -> d.AnyOf:
    """10月1日、2日、3日."""
    (year, month, day), *others = dates(word)
    if year:
        raise Misread(word)
    each = [_month_day(month, n, last=False) for n in (day, *(o[2] for o in others))]
    return d.AnyOf(tuple(d.Season(one, one) for one in each))


def _end(year: int, month: int, day: int | None) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, day) if day else following - timedelta(days=1)


def dates(word: str) -> list[tuple[int | None, int, int | None]]:
    """Year, month, day of the dates of a word; month 0 where only a day is named."""
    found = []
    for year, month, day, bare in re.findall(
        r"(?:(\d{4})年)?(?:(\d{1,2})月(?:(\d{1,2})(?:[日号]|(?=\D|$)))?|(\d{1,2})[日号])", word
    ):
        found.append(
            (
                int(year) if year else None,
                int(month or 0),
                int(day or bare) if day or bare else None,
            )
        )
    for _, month, day in found:
        if month > len(MONTH_LENGTH) or (
            day is not None and not 1 <= day <= MONTH_LENGTH[month - 1]
        ):
            raise Misread(word)
    if not found or not found[0][1]:
        raise Misread(word)
    return found


def _month_day(month: int, day: int | None, *, last: bool) -> tuple[int, int]:
    if not 1 <= month <= len(MONTH_LENGTH):
        raise Misread(str(month))
    return month, day or (MONTH_LENGTH[month - 1] if last else 1)
