"""Sentences of Chinese opening hours: a pattern over tokens' letters, and what it says.

The first of :data:`SENTENCES` that fits at a place is taken, so a text is read once from left to
right; what fits none makes the whole text unknown, because a wrong hour is worse than none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.clocks import in_order
from locator.hours.closings import (
    breaks,
    breaks_named,
    closes,
    closes_at_noon,
    closes_but,
    closes_but_on_holidays,
    closes_each,
    closes_part,
    closes_whole_and_part,
    postpones,
    reopens,
    suspends,
)
from locator.hours.joining import joined
from locator.hours.misread import Misread
from locator.hours.openings import open_days, opens_part, usual
from locator.hours.reader import CLOSING, LAST, HoursReader, days_of, is_weekly, level_of
from locator.hours.rooms import beside, limits, past_part, room, upkeep
from locator.hours.rules import DAY, Rule, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.hours.tokens import Token

_ALL_DAY = ((0, DAY, "open"),)
#: Hours that are over by then may be those of an afternoon.
_DAWN = 6 * 60 + 30


def read(tokens: list[Token], comment: str, confidence: float) -> HoursReader:
    """Read all sentences.

    Raises
    ------
    Misread
        Something that may change the meaning is not understood.
    """
    r = HoursReader(*joined(tokens), comment, confidence)
    letters = "".join(token.letter for token in r.tokens)
    position = 0
    while position < len(letters):
        for pattern, act in SENTENCES:
            match = pattern.match(letters, position)
            if match:
                said = r.tokens[match.start() : match.end()]
                position = match.end()
                r.apart = letters[match.start() - 1 : match.start()] == ";"
                act(r, [t for t in said if t.letter not in ",;&()"])
                break
        else:
            raise Misread(letters[position:])
        if r.last == "part of the house":
            end, r.last = past_part(letters, position), ""
            beside(r, r.tokens[position:end])
            position = end
        for bracket in match[0]:
            if bracket == "(":
                r.outer.append(r.season)
            elif bracket == ")" and r.outer:
                r.season = r.outer.pop()
    return r


def nothing(r: HoursReader, _said: list[Token]) -> None:
    """Punctuation."""


def misread(_r: HoursReader, said: list[Token]) -> None:
    """Hours in brackets behind others: of what, nobody says."""
    raise Misread(said[0].word)


def opens(r: HoursReader, said: list[Token]) -> None:
    """Hours, of the days and the season named beside them."""
    days, season = days_of(said), r.season_of(said)
    (times,) = (_by_day(r, t) for t in said if t.letter == "T")
    days, season = _first_hours(r, days, season)
    if r.last in {"open days", "open mornings"} and not days:
        days = r.days_of_mornings(times)
    if r.outer and not r.parts and (days or season):
        times = r.beside_sessions(times)
    _doubt_sessions(r, said)
    _keep_season(r, days, season)
    if r.waiting and not days:
        days = r.waiting
    elif r.last == "named" and all(map(is_weekly, days)):
        days, r.waiting = (*r.waiting, *days), ()
    elif r.waiting and not r.served:
        raise Misread("days without hours")
    else:
        r.waiting = ()
    r.served = bool(r.waiting)
    if season and not days:
        days = r.unseasoned_days() or r.days_of_other_season(times)
    own = () if days == (d.EVERY_DAY,) else days
    if any(
        rule.effect == "open" and rule.days == own and n >= 0 and rule.season == r.season
        for n, rule in r.rules
    ):
        raise Misread("hours twice")
    if times == _ALL_DAY:
        words = "".join(t.word for t in said if t.letter == "T")
        r.unattended |= not days
        r.confidence = min(r.confidence, 0.95 if "24" in words else 0.7)
    elif not in_order(times):
        raise Misread("hours that overlap")
    r.doubt_beside(days, times)
    # 周四9:00-12:00，其余工作日9:00-17:00: the rest gives way to what is named.
    r.add("open", days, r.season, -2 if r.last == "rest" and days else 0, spans=times)
    r.days, r.last = days, "open"


def _keep_season(r: HoursReader, days: tuple[d.Days, ...], season: d.Days | None) -> None:
    """The season of these hours and of those that follow."""
    if season:
        r.season = season
    elif days and all(isinstance(k, d.Festival | d.LunarDays) for k in days):
        r.season = None  # 7月1日至8月31日9:00-21:00；春节10:00-16:00: it has a time of its own
    elif r.last == "rest":  # 暑假（7月1日-8月31日）每天8:00-20:00，平时周一至周五16:00-20:00
        seasons = [rule.season for _, rule in r.rules if rule.effect == "open" and rule.season]
        r.season = d.Not(d.AnyOf(tuple(dict.fromkeys(seasons)))) if seasons else None


def opens_on(r: HoursReader, said: list[Token]) -> None:
    """Days of opening, and their hours, where others have hours of their own."""
    if any(rule.effect == "open" and not rule.days for _, rule in r.rules):
        raise Misread("hours of these days, or of all")  # 9:00-12:00，仅周三开放，14:00-17:00
    opens(r, [t for t in said if t.letter != "o"])


def _by_day(r: HoursReader, said: Token) -> tuple[Span, ...]:
    """Hours of a token; 2:30-5:30, not 02:30, are of the afternoon where such hours stand before,
    else nobody knows.
    """
    early = all(b <= _DAWN for _, b, _ in said.value)
    if not (early and re.match(r"[1-5](?!\d)", said.word)):
        return tuple(said.value)
    late = tuple((a + DAY // 2, b + DAY // 2, state) for a, b, state in said.value)
    before = r.tokens[: r.tokens.index(said)]
    if any(t.letter == "T" and re.search("下午|午后", t.word) for t in before):
        return late
    return tuple((a, b, "unknown") for a, b, _ in (*said.value, *late))


def _first_hours(
    r: HoursReader, days: tuple[d.Days, ...], season: d.Days | None
) -> tuple[tuple[d.Days, ...], d.Days | None]:
    """Days and season of a text's first hours, where they say less than they seem to."""
    if any(rule.effect == "open" for _, rule in r.rules):
        return days, season
    begun = isinstance(season, d.Period) and season.last is None
    if begun and season and not any(t.letter == "R" for t in r.tokens):
        # 2026年12月1日起9:00-16:30: of the days before nobody says anything
        season = d.AnyOf((season, d.Maybe(d.Not(season), "before")))
    of_month = bool(days) and all(isinstance(k, d.NthWeekday) for k in days)
    if of_month and any(rule.effect == "closed" for _, rule in r.rules):
        r.add("usual", days, season, CLOSING + 1)  # 双休日闭馆，每月第二个周六开放，9:00-16:00
        days = ()
    return days, season


def _doubt_sessions(r: HoursReader, said: list[Token]) -> None:
    """上午…；晚上19:00-21:00（夏季）: on other days all is closed, or the evening only."""
    for times, after in pairwise(said):
        if times.letter == "T" and after.letter in "DS" and re.search("[;晚夜]", times.word):
            doubts: tuple[Span, ...] = tuple((a, b, "unknown") for a, b, _ in times.value[:-1])
            r.rules += [(-1, Rule("open", (), None, doubts))] if doubts else []


def adds(r: HoursReader, said: list[Token]) -> None:
    """Hours of some days besides those they have: 夜间（周五、周六）18:30-21:00."""
    extra = said[0].letter == "E" and re.search("错时|延时", said[0].word)
    if extra and not any(rule.effect == "open" for _, rule in r.rules):
        opens(r, [t for t in said if t.letter != "E"])
        return
    times = next(t.value for t in said if t.letter in "Tt")
    days = days_of(said) or r.days
    if not all(map(is_weekly, days)) or times == _ALL_DAY:
        raise Misread("hours beside others")
    r.add("add", days, r.season_of(said), CLOSING - 1, spans=times)
    r.last = "add"


def names_days(r: HoursReader, said: list[Token]) -> None:
    """Days whose hours follow: 周二至周日，周一闭馆。夏季9:00-17:30，冬季9:00-17:00."""
    days = days_of(said)
    if days != (d.EVERY_DAY,):
        if r.waiting or not all(map(is_weekly, days)):
            raise Misread("days without hours")
        r.waiting, r.served, r.last = days, False, "named"


def as_others(r: HoursReader, said: list[Token]) -> None:
    """The hours of other days: 节假日同双休日."""
    own, others = (t.value for t in said if t.letter == "D")
    r.alike.append((own, others))
    r.last = "open"


def opens_from(r: HoursReader, said: list[Token]) -> None:
    """Another opening hour: 周一12:00开馆；冬季延迟至6:30开放."""
    at = next(t.value for t in said if t.letter == "F")
    r.add("from", days_of(said), r.season_of(said), 4, spans=((at, DAY, "open"),))
    r.last = "from"


def sets_season(r: HoursReader, said: list[Token]) -> None:
    """A season for what follows."""
    r.season = r.season_of(said)


def rest(r: HoursReader, said: list[Token]) -> None:
    """The other days or months."""
    r.season = None
    times = [t.value for t in said if t.letter == "T"]
    if times and r.one_floor and not r.parts:  # 二楼展厅周一闭馆，其余9:00-17:00
        closed = tuple(k for _, rule in r.rules if rule.effect == "closed" for k in rule.days)
        doubts: tuple[Span, ...] = tuple((a, b, "unknown") for a, b, _ in times[0])
        r.rules += [(LAST, Rule("otherwise", closed, None, doubts))] if closed else []
    if times:
        r.rules.append((-1, Rule("open", (), None, times[0])))
    r.last = "open" if times else "rest"


def rest_but_on_holidays(r: HoursReader, said: list[Token]) -> None:
    """Hours of all days but holidays, of which nothing is certain unless more is said of them."""
    rest(r, said)
    strict = re.search("国家|法定", said[0].word)
    r.add("unknown", (d.Holiday(loose=not strict),), bonus=-1)


def rest_closed(r: HoursReader, _said: list[Token]) -> None:
    """The other days are closed: those of the hours are all that there are."""
    r.season, r.only, r.last = None, True, "rest"


def excepts(r: HoursReader, said: list[Token]) -> None:
    """Days that are exempt: from closing where closing was said, else from opening."""
    days = days_of(said)
    closed = any(rule.effect == "closed" for _, rule in r.rules)
    # Of a free weekend a holiday is no exception that anybody would expect.
    weekend = all(isinstance(k, d.Weekdays) and k.numbers <= d.WEEKEND.numbers for k in r.days)
    if r.last == "closed" and not weekend:
        r.exempts(days)
    elif r.last == "usual":
        r.add("unknown", days, bonus=2)
    elif closed and not all(is_weekly(kind) for kind in days):
        r.add("closed", days)
        r.add("usual", tuple(d.Maybe(kind, "exempt") for kind in days), bonus=1)
    else:
        r.add("closed", days, bonus=CLOSING)
    r.last = "except"


def excepts_season(r: HoursReader, said: list[Token]) -> None:
    """A season that is exempt from closing where closing was said just before."""
    season = r.season_of(said)
    if r.last != "closed" or not r.days:
        raise Misread("exempt from what")
    r.rules.append((level_of(r.days[-1]) + CLOSING + 1, Rule("usual", r.days, season)))
    r.last = "except"


def extends(r: HoursReader, said: list[Token]) -> None:
    """Another closing hour."""
    days, season = days_of(said), r.season_of(said)
    until: int = next(t.value for t in said if t.letter == "U")
    if not days and not season:
        ends = {rule.spans[-1][1] for _, rule in r.rules if rule.effect == "open"}
        if ends == {until}:  # 9:00-17:00（16:30停止入馆，17:00闭馆）
            return
        raise Misread("extended, but when")
    if season and days == (d.EVERY_DAY,):  # 周二至周日9:00-17:00，7月每天开放至20:00
        r.rules.append((CLOSING - 2, Rule("usual", (d.Maybe(d.EVERY_DAY, "on all days"),), season)))
        days = ()
    span: tuple[Span, ...] = ((0, until, "open"),)
    if (
        r.outer and not days and r.days not in {(), (d.EVERY_DAY,)}
    ):  # 周二至周日8:30-21:00（冬季至20:00）
        days = r.days
        if any(rule.effect == "open" and rule.days != days for _, rule in r.rules):
            raise Misread("of which days")
    if days:
        r.add("until", days, season, 4, spans=span)
    else:  # after the hours of any weekday
        r.rules.append((CLOSING - 1, Rule("until", (), season, span)))
    r.last = "until"


def announces(r: HoursReader, said: list[Token]) -> None:
    """Hours of some days are announced elsewhere; those of all: nothing is certain."""
    days, season = days_of(said), r.season_of(said)
    if not days and not season:
        if r.suspended:
            return
        raise Misread("announced elsewhere")
    r.add("unknown", days, season, 2)


def asks(r: HoursReader, _said: list[Token]) -> None:
    """By appointment only: what is open may not be."""
    r.rules.append((LAST, Rule("ask")))


def asks_else(r: HoursReader, _said: list[Token]) -> None:
    """At other times by appointment: what is closed may be open."""
    r.rules.append((LAST, Rule("otherwise", spans=((0, DAY, "unknown"),))))


_ON = "(?:S,?D|D,?S|D|S)"
#: Patterns over the letters of :mod:`locator.hours.tokens`, and what they say.
SENTENCES: tuple[tuple[re.Pattern[str], Callable[[HoursReader, list[Token]], None]], ...] = tuple(
    (re.compile(pattern), act)
    for pattern, act in (
        (r"(?<=T)\(T\)", misread),  # 周六9:00-17:00（14:00-16:00）
        (r"HDC|D\(H\)C|DHC|DC\(H\)", closes_but_on_holidays),  # 非节假日周一闭馆
        ("HO?T", rest_but_on_holidays),  # 非节假日9:00-17:00
        (r"E\(?o?D\)?T|E\(?oD\)?T|t\(o?D\)|ET(?:\(o?D\))?", adds),  # 夜间（周五）18:30-21:00
        (f"{_ON},?F", opens_from),  # 周一12:00开馆
        ("xDPCX?", closes_part),  # 除周三下午闭馆外
        ("xDX?,?DC|DX,R?DC", closes_but),  # 除节假日外，周一闭馆
        ("D=DO?", as_others),  # 节假日同双休日
        ("x[SD]CX?", closes),  # 除周一闭馆外
        ("xSX?|SX", excepts_season),  # 周一闭馆（7月、8月除外）
        ("xDX?|DX", excepts),  # 除周一外；周一除外
        ("hD", usual),  # 含节假日
        ("D,?C?,?G|G", postpones),  # 遇节假日顺延
        ("D?BTX?|D?T(?:[CY]|B(?!T))|D?T,?M,?[CY]", breaks),
        ("CDT", breaks_named),  # 闭馆维护时间：周一8:00-12:00  # 午休12:00-13:00；12:00-13:00闭馆
        ("D?T,?M(?!,?[CY])", upkeep),  # 每日2:00-4:00系统维护
        (r"C[,(]?(?:SD|DS|D|S)(?=[,;()]|$)", closes),  # 闭馆：周一
        ("BC?", closes_at_noon),
        ("DP(?:&DP?)+C|xDP&DP?CX", closes_each),  # 周六下午及周日闭馆
        ("DW?&Do?PO|Do?PO", opens_part),  # 周一至周五全天、周六上午开放
        ("DW&DPC", closes_whole_and_part),  # 周一全天、周二上午闭馆
        # 周五下午闭馆；周二政治学习，下午闭馆
        ("(?:SD|DS|D|S)?P(?:&?P)?(?:M,?[CY]|M|C)|DM,?P(?:&?P)?C", closes_part),
        ("(?:SD|DS|D|S)(?:M,?[CY]|M|C)", closes),  # 周一闭馆
        ("YS,?[YC]|YS|[SD]?Y|C[,(]?SY", suspends),  # 装修闭馆；因装修自10月8日起暂停开放
        ("V", reopens),  # 预计2027年3月开放
        ("L", limits),  # 19:00后仅开放自习区
        (f"E?(?:{_ON},?)?[AO]?U", extends),  # 周五延长至20:00
        (
            rf"D\(T\)|DT\(S\)|S?,?[AO]?T\({_ON}\)|S?,?[AO]?T,?{_ON}(?:O(?=[,;)]|$)|(?=\)?(?:;|$)))",
            opens,
        ),  # 9:00-17:00（周一至周五）
        (f"(?:{_ON},?)?(?:O,|[AO])?TO?", opens),  # 周一至周五9:00-17:00
        ("R,?N", asks_else),  # 其余时间预约开放
        ("R,?C", rest_closed),  # 节假日9:00-16:00，平时闭馆
        ("R,?O?T|R[OA]?", rest),  # 其余时间9:00-17:00
        (f"{_ON},?A(?!,?Q)", usual),  # 节假日照常开放
        ("(?:oD[OA]|DO),T(?=[,;)]|$)", opens_on),  # 仅双休日开放，时间9:00-17:00
        ("oD[OA]|S?DO", open_days),  # 周一至周五开放
        (f"{_ON},?(?:A,?)?Q|Q", announces),  # 节假日另行通知
        (f"{_ON}N", announces),  # 工作日预约开放
        ("N", asks),  # 需预约
        ("I", room),  # 少儿阅览室：
        ("S,(?=[DTP])|S;(?=T)", sets_season),
        ("SO,(?=SC)", nothing),  # 单月开放，双月闭馆
        ("o(?=D)", nothing),  # 仅周末开放
        ("D(?=[,;()]|$)", names_days),
        ("C", closes),  # 因装修，即日起闭馆
        ("[,;()&OAM]", nothing),
    )
)
