"""Tokens beside each other become one: lists of days, hours of one day, dated seasons."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.clocks import in_order
from locator.hours.misread import Misread
from locator.hours.rules import DAY
from locator.hours.tokens import Token

if TYPE_CHECKING:
    from locator.hours.rules import Span

#: Until when a morning begins, and until when hours may be those of an afternoon.
_NOON, _DAWN = 10 * 60 + 30, 6 * 60 + 30
#: No holiday of the calendar is longer.
_HOLIDAY_DAYS = 15


def joined(tokens: list[Token]) -> tuple[list[Token], dict[bool, d.Days]]:
    """Tokens with lists joined, and the summer (True) and winter half-years by their dates."""
    dated: dict[bool, d.Days] = {}
    kept = _join(_extra(_labelled(tokens)), dated)
    # 周一(节假日除外)闭馆: what a bracket says of days is read after the whole.
    letters = "".join(token.letter for token in kept)
    for match in reversed(list(re.finditer(r"(?<=D)(\([^()]*\))([&D]*,?P?[TCAX])", letters))):
        if not re.search(r"^\([SD]+\)$|T", match[1]):
            group = kept[match.start(1) : match.end(1)]
            rest = kept[match.start(2) : match.end(2)]
            kept[match.start() : match.end()] = rest + group
    return _join(kept, dated), dated


def _labelled(tokens: list[Token]) -> list[Token]:
    """（周一至周五）9:00-17:00（周六）9:00-11:00: days in brackets before the hours of each."""
    letters = "".join(token.letter for token in tokens)
    if not re.fullmatch(r"(?:\([D&]+\):?(?:[TC][,;]?)+)+(?:[;,].*)?", letters):
        return tokens
    return [
        replace(token, letter=";") if token.letter == "(" else token
        for token in tokens
        if token.letter != ")"
    ]


def _extra(tokens: list[Token]) -> list[Token]:
    """晚上7:00-9:00（仅周五）: hours with days of their own are called ``t``."""
    letters = "".join(token.letter for token in tokens)
    only = {match.start() for match in re.finditer(r"T\(oD\)", letters)}
    for match in re.finditer(r"T\(D\)", letters):  # 周一至周五8:00-18:00；晚上19:00-21:00（周三）
        late = tokens[match.start()].word[0] in "晚夜"
        if late and re.search("DT[,;]+$", letters[: match.start()]):
            only.add(match.start())
    return [replace(token, letter="t") if n in only else token for n, token in enumerate(tokens)]


def _join(tokens: list[Token], dated: dict[bool, d.Days]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        while kept and _join_last(kept, dated):  # of brackets around nothing, nothing is left
            pass
    return kept


def _join_last(kept: list[Token], dated: dict[bool, d.Days]) -> bool:
    """Whether the last tokens were joined to one."""
    letters = "".join(token.letter for token in kept[-6:])
    if letters.endswith((",(", ";(")):
        kept.pop(-2)  # "16:00停止入馆" stood between
        return True
    if letters.endswith("()"):  # 8:30-11:30（11:00停止入馆）；13:30-17:00
        del kept[-2:]
        return True
    if letters.endswith("TT"):
        return _both(kept, 2)
    if re.search("T[,;&]T$", letters):
        return _both(kept, 3)
    return _join_seasons(kept, dated, letters) or _join_days(kept, letters)


def _join_days(kept: list[Token], letters: str) -> bool:
    last = kept[-1]
    if letters.endswith("D&D"):
        kept[-3:] = [replace(kept[-3], value=(*_days_alone(kept[-3], last), *last.value))]
    elif letters.endswith(("D(hD)", "DhD")):  # 周末（含周五）
        said = kept[-5:] if letters.endswith(")") else kept[-3:]
        days = tuple(kind for token in said if token.letter == "D" for kind in token.value)
        kept[-len(said) :] = [Token("D", "".join(token.word for token in said), days)]
    elif letters.endswith("D,D") and (d.EVERY_DAY,) in {kept[-3].value, last.value}:
        kept[-3:] = [last if kept[-3].value == (d.EVERY_DAY,) else kept[-3]]
    elif letters.endswith("DD"):
        return _side_by_side(kept)
    elif letters.endswith("D(D)") and isinstance(kept[-4].value[0], d.Festival):
        kept[-4:] = [kept[-2]]
    elif letters.endswith(("D(S)", "DS")) and isinstance(
        kept[-4 if letters.endswith(")") else -2].value[-1], d.Festival
    ):
        length = 4 if letters.endswith(")") else 2
        kept[-length:] = [_dated_festival(*(t for t in kept[-length:] if t.letter in "DS"))]
    elif letters.endswith("D(D)") and _is_workdays(kept[-4], kept[-2]):
        kept[-4:] = [Token("D", kept[-4].word, (d.Workday(),))]
    elif letters.endswith("D(D)") and getattr(kept[-4].value[-1], "name", "") == "market day":
        kept[-4:] = [kept[-2]]  # 集市日（农历逢三、八）
    elif letters.endswith("D(S)") and isinstance(kept[-4].value[-1], d.Vacation):
        kept[-4:] = [kept[-2]]  # 暑假（7月1日-8月31日）
    elif letters.endswith("DS") and kept[-2].value in {(d.Vacation("summer"),), (d.Vacation(""),)}:
        kept[-2:] = [last]
    else:
        return False
    return True


def _days_alone(first: Token, last: Token) -> tuple[d.Days, ...]:
    """国庆节、春节当天: perhaps only the day itself of the festivals before, too."""
    if not last.word.endswith(("当天", "当日")):
        return first.value
    return perhaps_whole(first.value)


def perhaps_whole(days: tuple[d.Days, ...]) -> tuple[d.Days, ...]:
    """Festivals of which only the day itself is certain."""
    found: list[d.Days] = []
    for kind in days:
        if isinstance(kind, d.Festival) and not kind.dates:
            own = d.own_day(kind.name)
            found += [d.Festival(kind.name, own)] if own else []
            found.append(d.Maybe(kind, "whole"))
        elif isinstance(kind, d.Holiday):
            found += [*d.own_days(), d.Maybe(kind, "whole")]
        else:
            found.append(kind)
    return tuple(found)


def _join_seasons(kept: list[Token], dated: dict[bool, d.Days], letters: str) -> bool:
    last = kept[-1]
    if letters.endswith("ST(S)") and _named_and_dated(kept[-5], last_season=kept[-2]):
        kept[-5:] = [_with_dates(kept[-5], kept[-2], dated), kept[-4]]  # 夏季8:00-17:30（4月-10月）
    elif re.search(r"(?:(?<![TD])|(?<=ST))\(S\)T$", letters) and isinstance(
        kept[-3].value, d.HalfYear
    ):
        kept[-4:] = [kept[-3], last]
    elif letters.endswith(("S(S)", "(S)S")):
        named, dates = (kept[-4], kept[-2]) if letters.endswith("S(S)") else (kept[-3], last)
        if not isinstance(named.value, d.HalfYear):
            named, dates = dates, named
        kept[-4:] = [_with_dates(named, dates, dated)]
    elif letters.endswith(("S&S", "S,S")) and not any(
        isinstance(token.value, d.HalfYear) for token in (kept[-3], last)
    ):
        kept[-3:] = [Token("S", kept[-3].word + last.word, d.AnyOf((kept[-3].value, last.value)))]
    elif letters.endswith("SS") and kept[-2].value == d.Not(d.Vacation()):
        kept.pop(-2)  # 每学期3月至6月
    elif letters.endswith("SS"):  # in either order: 4月-10月为旺季
        pair = (kept[-2], last) if isinstance(kept[-2].value, d.HalfYear) else (last, kept[-2])
        kept[-2:] = [_with_dates(*pair, dated)]
    else:
        return False
    return True


def _named_and_dated(named: Token, last_season: Token) -> bool:
    """Whether a season by its name stands before one by its dates."""
    return isinstance(named.value, d.HalfYear) and not isinstance(last_season.value, d.HalfYear)


def _with_dates(named: Token, dates: Token, dated: dict[bool, d.Days]) -> Token:
    """夏令时（5月1日至9月30日）: the season by its dates."""
    if not isinstance(named.value, d.HalfYear) or isinstance(dates.value, d.HalfYear):
        raise Misread(named.word + dates.word)
    dated[named.value.summer] = dates.value
    return replace(dates, word=named.word)


def _dated_festival(named: Token, dates: Token) -> Token:
    """国庆（10月1日至7日）: the festival's days as the text says them."""
    spans = dates.value.days if isinstance(dates.value, d.AnyOf) else (dates.value,)
    *others, festival = named.value
    apart = all(isinstance(k, d.Festival) and k.dates for k in others)
    if not apart or not all(isinstance(s, d.Season) and _brief(s) for s in spans):
        raise Misread(named.word + dates.word)
    word = named.word + dates.word
    return Token("D", word, (*others, replace(festival, dates=dates.value)))


def _brief(season: d.Season) -> bool:
    """Whether it may be one holiday."""
    (month, day), (until, last) = season.first, season.last
    return (until - month) % 12 * 30 + last - day <= _HOLIDAY_DAYS


def _is_workdays(first: Token, second: Token) -> bool:
    """周一至周五（工作日）: the one explains the other."""
    week = d.Weekdays(frozenset(range(5)))
    return {first.value, second.value} == {(week,), (d.Workday(),)}


def _side_by_side(kept: list[Token]) -> bool:
    """Join days that stand beside each other without a word between."""
    first, second = kept[-2:]
    one, two = first.value[-1], second.value[0]
    if two == d.EVERY_DAY:
        kept.pop()
    elif one == d.EVERY_DAY:
        kept[-2:] = [second]
    elif isinstance(one, d.Vacation):
        kept[-2] = replace(first, letter="S", value=one)
        return False
    elif isinstance(one, d.Weekdays) and isinstance(two, d.Weekdays):
        mark = "!" if re.search("[-至到]", first.word) else ""
        kept[-2:] = [Token("D", first.word + mark + second.word, (*first.value, *second.value))]
    elif any(isinstance(one, k) and isinstance(two, k) for k in (d.Festival, d.LunarDays)):
        kept[-2:] = [Token("D", first.word + second.word, (*first.value, *second.value))]
    elif isinstance(one, d.Festival) and isinstance(two, d.LunarDays):
        kept[-2:] = [second]
    elif isinstance(one, d.Holiday) and two == d.WEEKEND:
        kept[-2:] = [Token("D", first.word + second.word, (*first.value, *second.value))]
    else:
        raise Misread(first.word + second.word)
    return True


def _after_noon(first: Token, second: Token) -> tuple[Span, ...]:
    """8:30-11:30，2:00-5:00: hours behind those of a morning are of the afternoon."""
    spans: tuple[Span, ...] = second.value
    begins, ends, _ = first.value[-1]
    morning = begins < _NOON and ends > _DAWN
    early = all(b <= _DAWN for _, b, _ in spans) and re.match(r"[1-5](?!\d)", second.word)
    if not (morning and early):
        return spans
    return tuple((a + DAY // 2, b + DAY // 2, state) for a, b, state in spans)


def _both(kept: list[Token], length: int) -> bool:
    """Join hours that follow each other on one day."""
    first, second = kept[-length], kept[-1]
    times = (*first.value, *_after_noon(first, second))
    if not in_order(times):
        return False
    mark = ";" if length > 2 and kept[-2].letter == ";" else ","
    kept[-length:] = [Token("T", first.word + mark + second.word, times)]
    return True
