"""Days and parts of days of opening that are said without hours of their own.

Each function takes the :class:`~locator.hours.reader.HoursReader` and the tokens of one sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.misread import Misread
from locator.hours.reader import CLOSING, MORNING_ENDS, HoursReader, days_of, is_weekly, level_of
from locator.hours.rules import Rule

if TYPE_CHECKING:
    from locator.hours.tokens import Token


def usual(r: HoursReader, said: list[Token]) -> None:
    """Open as on other days."""
    days, season = days_of(said), r.season_of(said)
    first = not r.rules
    bare = any(t.letter in "AO" and re.fullmatch("(?:对外)?(?:开放|开馆)", t.word) for t in said)
    if bare and first and any(map(is_weekly, days)):  # 双休日及节假日开放
        open_days(r, said)
        return
    # 每月第一个周一照常开放 overrides 周一闭馆, not the closing days of holidays.
    if season and not days:
        r.frees(season)
    r.add("usual", days, season, 1 if any(level_of(k) > 20 for k in days) else CLOSING + 1)
    if any(isinstance(kind, d.Holiday) for kind in days):
        r.confidence = min(r.confidence, 0.85)
    r.last = "open days" if bare and first else "usual"


def open_days(r: HoursReader, said: list[Token]) -> None:
    """Days of opening without hours: those of the hours before or to come, or as usual."""
    days, season = days_of(said), r.season_of(said)
    weekly = any(
        isinstance(kind, d.Weekdays | d.Workday | d.MonthDays | d.LunarMonthDays) for kind in days
    )
    if not weekly and said[0].letter != "o":
        usual(r, said)
        return
    if season:
        r.season = season
    plain = [n for n, (_, rule) in enumerate(r.rules) if rule.effect == "open" and not rule.days]
    if days == (d.EVERY_DAY,):
        if season:  # 周六9:00-11:00，7月每天开放: with those hours, on closing days of the week too
            place = level_of(d.Workday()) + CLOSING + 1
            r.rules.append((place, Rule("usual", (), season)))
        return
    if plain:
        _, rule = r.rules.pop(plain[-1])
        r.add("open", days, rule.season, spans=rule.spans)
        for n in reversed(plain[:-1]):  # 冬季13:00-16:00，夏季13:30-17:00，仅周三开放
            _, other = r.rules.pop(n)
            r.add("open", days, other.season, spans=other.spans)
            every = (d.Maybe(d.EVERY_DAY, "these days only"),)
            r.add("open", every, other.season, spans=other.spans)
    elif season and len(hours := {rule.spans for _, rule in r.rules if rule.effect == "open"}) == 1:
        r.add("open", days, season, spans=hours.pop())  # 周三至周日9:00-17:00，7月周二至周日开放
    elif any(rule.effect == "open" for _, rule in r.rules):
        r.add("unknown", days, season)
        r.last = "open days"  # hours that follow may be theirs
        return
    else:
        r.waiting = days
    r.last = "open"


def opens_part(r: HoursReader, said: list[Token]) -> None:
    """A part of the day in which it opens on the last of the days named."""
    if said[-2].word[0] not in "上早日白":
        raise Misread("from when is it open")
    said = [t for t in said if t.letter != "o"]
    alone = not r.rules and len(said) == 3
    plain = [rule for _, rule in r.rules if rule.effect == "open" and not rule.days]
    mornings = bool(plain) and all(rule.spans[-1][1] <= MORNING_ENDS for rule in plain)
    if len(said) > 3 or mornings:  # 8:30-11:00，周一、周三上午开放
        open_days(r, [t for t in said if t.letter in "DO"])
    r.days = days_of(said[-3:])
    r.add("usual", r.days, None, CLOSING + 1)
    day = said[-2].word[0] in "日白"
    r.add("part", r.days, None, CLOSING + 1, part="evening" if day else "afternoon_evening")
    r.last = "open mornings" if alone and not day else "part"
