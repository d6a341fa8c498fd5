"""What closes a house: days, parts of days, breaks, works, and closing days that move.

Each function takes the :class:`~locator.hours.reader.HoursReader` and the tokens of one sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.joining import perhaps_whole
from locator.hours.misread import Misread
from locator.hours.phrases import NUMBER
from locator.hours.reader import CLOSING, LAST, WORKS, HoursReader, days_of, level_of
from locator.hours.rules import Rule

if TYPE_CHECKING:
    from locator.hours.tokens import Token


#: A house that opens in the first month may have been closed for so many days before New Year.
_SINCE = 20


def _one_cause(said: list[Token]) -> None:
    """Works that close a house are no upkeep of certain days."""
    if any(t.letter == "Y" and not re.match("暂停|暂时|临时|停", t.word) for t in said):
        raise Misread("two causes")


def closes(r: HoursReader, said: list[Token]) -> None:
    """Days or a season that are closed."""
    _one_cause(said)
    days, season = days_of(said), r.season_of(said)
    if not days and not season:
        if r.suspended:
            return
        raise Misread("closed, but when")
    if any("!" in token.word for token in said):
        raise Misread("周一至周三周五闭馆: who knows what is closed")
    if any(re.search(r"[一两二三四五六七八九十\d]天$", t.word) for t in said if t.letter == "C"):
        days = perhaps_whole(days)  # 春节放假3天
    if any(re.search("半[天日]$", t.word) for t in said):
        days = tuple(d.Maybe(kind, "which half") for kind in days)
    before = len(r.rules)
    r.add("closed", days, season, CLOSING if days else 35)
    whole = r.apart or any(re.search("[均都]|全部|全馆|全园", t.word) for t in said)
    if whole and r.parts and not r.season:  # the rooms before are closed as well
        for part in r.parts:
            part.extend(r.rules[before:])
    if r.season and not season:
        r.closings += [(rule, r.season) for _, rule in r.rules[before:]]
    r.days, r.last, r.dated_closing = days, "closed", season is not None


def closes_but(r: HoursReader, said: list[Token]) -> None:
    """除法定节假日外，周一闭馆."""
    first, second = (t.value for t in said if t.letter == "D")
    r.add("closed", second, bonus=CLOSING)
    r.exempts(first)
    r.last = "closed"


def closes_but_on_holidays(r: HoursReader, said: list[Token]) -> None:
    """非节假日周一闭馆."""
    closes(r, [t for t in said if t.letter != "H"])
    r.add("usual", (d.Holiday(),), bonus=1)


def closes_at_noon(r: HoursReader, _said: list[Token]) -> None:
    """中午闭馆: what hours with a gap at noon say already; else nobody knows from when."""
    if not any(rule.effect == "open" and len(rule.spans) > 1 for _, rule in r.rules):
        r.rules.append((LAST, Rule("doubt", spans=((690, 870, "open"),))))


def closes_part(r: HoursReader, said: list[Token]) -> None:
    """A part of the day, of the days named here or just before."""
    _one_cause(said)
    parts = {
        ("morning" if t.word[0] in "上早" else "afternoon" if t.word[0] == "下" else "evening")
        for t in said
        if t.letter == "P"
    }
    part = "_".join(sorted(parts))
    if part not in {"morning", "afternoon", "evening", "afternoon_evening"}:
        raise Misread(part)
    days = days_of(said) or (() if r.season_of(said) else r.days)
    listed = re.search("[一二三四五六日天][、和及与](?:周|星期)", said[0].word)
    if "evening" not in part and (listed or len(days_of(said)) > 1):
        *whole, _ = _days_apart(days_of(said))  # 周一、周四下午闭馆: perhaps the whole of Monday
        r.add("closed", tuple(d.Maybe(k, "whole day") for k in whole), None, CLOSING)
    r.add("part", days, r.season_of(said), CLOSING + 1, part=part)
    r.last = "part"


def _days_apart(days: tuple[d.Days, ...]) -> list[d.Days]:
    """The kinds of days in order, days of the week each on its own."""
    found: list[d.Days] = []
    for kind in days:
        if isinstance(kind, d.Weekdays):
            found += [d.Weekdays(frozenset({n})) for n in sorted(kind.numbers)]
        else:
            found.append(kind)
    return found


def closes_whole_and_part(r: HoursReader, said: list[Token]) -> None:
    """周一全天、周二上午闭馆."""
    closes(r, said[:1])
    closes_part(r, said[2:])


def closes_each(r: HoursReader, said: list[Token]) -> None:
    """周六下午及周日闭馆: each day wholly, or its own part."""
    groups: list[list[Token]] = []
    for token in said:
        if token.letter == "D":
            groups.append([])
        if token.letter in "DP":
            groups[-1].append(token)
    for group in groups:
        (closes_part if "P" in {t.letter for t in group} else closes)(r, group)


def breaks(r: HoursReader, said: list[Token]) -> None:
    """A break in the hours of the days named here, or just before."""
    _one_cause(said)
    times = next(t.value for t in said if t.letter == "T")
    days = days_of(said) or r.days
    level = max((level_of(kind) for kind in days), default=0)
    opened = [rule for _, rule in r.rules if rule.effect == "open"]
    inside = any(a < times[0][0] and times[-1][1] < b for rule in opened for a, b, _ in rule.spans)
    gaps = [[(b, c) for (_, b, _), (c, *_) in pairwise(rule.spans)] for rule in opened]
    if opened and all(any(b <= times[0][0] and times[-1][1] <= c for b, c in g) for g in gaps):
        return  # 9:00-12:00，13:00-17:00（午休12:00-13:00）: the hours have said so
    if not days_of(said) and (not inside or level > CLOSING):
        raise Misread("a break in nothing")
    r.add("break", days, r.season, 2, spans=times)
    r.last = "break"


def breaks_named(r: HoursReader, said: list[Token]) -> None:
    """闭馆维护时间：周一8:00-12:00."""
    if not said[0].word.endswith(("时间", "维护", "检修", "消毒", "整理")):
        raise Misread("closed these days, or open these hours")
    breaks(r, said[1:])


def suspends(r: HoursReader, said: list[Token]) -> None:
    """Closed for works: for the time stated, or until further notice."""
    season, days = r.season_of(said), days_of(said)
    bare = not season and re.match("暂停|暂时|临时|停", said[-1].word)
    if bare and r.last in {"closed", "part"} and not r.suspended:
        raise Misread("closed then, or for good")
    if days:  # 周一闭馆检修
        closes(r, said)
    elif isinstance(season, d.Period):
        r.rules.append((WORKS, Rule("closed", (), season)))
        r.suspended, r.dated_closing = season.last is None, season.last is not None
    elif season:  # of which year nobody says
        r.rules.append((WORKS, Rule("closed", (d.Maybe(season, "works"),))))
    else:
        r.rules.append((WORKS, Rule("closed")))
        r.suspended = True
    r.last = "closed"


def reopens(r: HoursReader, said: list[Token]) -> None:
    """After a closure the day of opening is said; from then on nothing is certain."""
    if r.last == "closed" and not r.suspended and r.dated_closing:
        works = [x.season for n, x in r.rules if n == WORKS and isinstance(x.season, d.Period)]
        if works and isinstance(said[0].value, tuple):
            after = (works[-1].last or date.min) + timedelta(days=1)
            if said[0].value[1:] != (after.month, after.day):
                raise Misread("reopening on another day")
        return  # the dates of the closure have said so
    if isinstance(said[0].value, d.LunarDays):  # 除夕至初二闭馆，初三起开放: said already
        begins = said[0].value.first
        kinds = [k for _, rule in r.rules if rule.effect in {"closed", "part"} for k in rule.days]
        lunar = [k for k in kinds if isinstance(k, d.LunarDays)]
        if begins > 0 and not any(isinstance(k, d.LunarDays | d.Festival) for k in kinds):
            # 正月初八起开放: closed from New Year on, and before it nobody knows since when
            r.add("closed", (d.LunarDays(0, begins - 1),), bonus=CLOSING)
            before = d.Maybe(d.LunarDays(-_SINCE, -1), "closed since")
            r.add("closed", (before,), bonus=CLOSING)
            return
        if not lunar or max(k.last for k in lunar) != begins - 1 or d.Festival("春节") in kinds:
            raise Misread("reopening")
        return
    year, month, day = said[0].value or (None, 0, 0)
    if r.suspended and not year:
        return  # when, nobody says
    if not year or (not r.suspended and re.match("预计|计划|拟|将", said[0].word)):
        raise Misread("reopening")
    again = date(year, month, day or 1)
    if not r.suspended:  # what was before nobody says
        r.rules.append((WORKS + 1, Rule("unknown", (), d.Period(None, again - timedelta(days=1)))))
        return
    first = d.Period(again, None)
    r.rules.append((WORKS + 1, Rule("unknown", (), first)))


def postpones(r: HoursReader, said: list[Token]) -> None:
    """A closing day on a holiday moves to the day after."""
    holidays = days_of(said)
    of_month = [k for k in r.days if isinstance(k, d.MonthDays)]
    if of_month and r.last == "open" and not any("闭" in t.word for t in said):
        off = tuple(d.Holiday() if isinstance(k, d.Holiday) else k for k in holidays)
        off = off or (d.Holiday(),)
        r.add("closed", off, bonus=CLOSING)  # 每月10日（遇节假日顺延）
        r.add("unknown", tuple(d.Postponed(k, d.AnyOf(off)) for k in of_month), bonus=CLOSING)
        return
    if of_month and r.last == "closed" and holidays and len(r.days) == 1:
        _postpones_of_month(r, of_month[0], d.AnyOf(holidays))
        return
    closing = [
        kind
        for _, rule in r.rules
        if rule.effect == "closed"
        for kind in rule.days
        if isinstance(kind, d.Weekdays)
    ]
    if (
        len(closing) != 1
        or len(holidays) > 1
        or not all(isinstance(k, d.Holiday) for k in holidays)
    ):
        raise Misread("what is postponed")
    word = "".join(t.word for t in said if t.letter == "G")
    to = re.search("(?:周|星期)([一二三四五六日天])", word)
    if to and closing[0].numbers != {(NUMBER[to[1]] - 2) % 7}:
        raise Misread("postponed, but not to the day after")
    holiday = d.Holiday()
    r.add("usual", (holiday,), bonus=1)
    after = d.AfterHoliday("工作日" in word) if re.search("节.*后.*(?:首|第一)", word) else None
    r.add("closed", (d.Postponed(closing[0], holiday, after),), bonus=2)
    r.last = "closed"


def _postpones_of_month(r: HoursReader, closing: d.MonthDays, free: d.AnyOf) -> None:
    """每月15日闭馆（遇双休日、节假日顺延）: to the first day that is none of these."""
    r.rules = [
        (level, replace(rule, season=d.Not(free)) if rule.days == (closing,) else rule)
        for level, rule in r.rules
    ]
    r.add("closed", (d.Postponed(closing, free),), bonus=2)
