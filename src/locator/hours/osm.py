"""OpenStreetMap's ``opening_hours`` syntax → rules.

What most venues use (seasons, weekdays, holidays, hours, remarks, fallbacks, open ends, the sun)
is read here, so that nights, holidays and remarks are judged as in Chinese texts; what is rarer is
left to ``opening-hours-py``, unless it speaks of holidays, which that library does not know.
See the wiki's *Key:opening_hours/specification*.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date

import opening_hours

from locator.hours import days as d
from locator.hours.rules import DAY, Rule, Schedule, Span
from locator.hours.sun import SunTime, in_the_night
from locator.hours.terms import Easter

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY, _MONTH = "(?:" + "|".join(DAYS) + ")", "(?:" + "|".join(MONTHS) + ")"
_DATE = rf"{_MONTH}(?: \d\d?(?!\d|:\d))?"
_DATES = rf"(?:20\d\d )?{_DATE}(?:-(?:(?:20\d\d )?{_DATE}|\d\d?))?"
_EVENT = r"(?:sunrise|sunset|dawn|dusk)"
_CLOCK = rf"(?:\d{{1,2}}:\d\d|{_EVENT}|\({_EVENT}[+-]\d\d:\d\d\))"
_TIMES = rf"{_CLOCK}(?:-{_CLOCK})?\+?(?:,\s?{_CLOCK}(?:-{_CLOCK})?\+?)*"
_SELECTOR = rf"(?:{_DAY}(?:-{_DAY})?(?:\[-?\d(?:,-?\d)*\])?|PH(?: [+-]\d days?)?|SH)"
_RULE = re.compile(
    rf"(?:(?P<season>easter(?: [+-]\d\d? days?)?|{_DATES}|20\d\d(?:-20\d\d|\+)?(?![\d:])):? ?)?"
    rf"(?:(?P<among>PH|SH) (?={_DAY}))?"
    rf"(?:(?P<days>{_SELECTOR}(?:, ?{_SELECTOR})*):? ?)?"
    rf"(?P<what>24/7|{_TIMES})?\s*(?P<state>open|off|closed|unknown)?\s*(?P<remark>\"[^\"]*\")?"
)
#: Days as English writes them: Mon, Monday.
_ENGLISH = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)[a-z]+\b")
#: Sa & PH: a list, which the syntax writes with a comma.
_AND = re.compile(rf"(?<=[a-zH]) ?& ?(?={_DAY}\b|PH\b|SH\b)")
#: Mo-Fr 09:00-17:00, PH off: a rule of its own, which follows no rule of hours otherwise.
_OFF = re.compile(r"(?<=:\d\d), ?(?=(?:PH|SH) (?:off|closed)\b)")
#: 9:00-17:00 Mo-Fr: of these days, which the syntax reads as a rule of its own.
_DAYS_AFTER = re.compile(rf":\d\d\+? +(?:{_DAY}|PH)\b")
#: Parts of a text and what joins each to the one before.
_PART = re.compile(r'((?:"[^"]*"|[^";|])*)(\|\||;|$)')
#: Mo-Sa 10:00-20:00, PH 10:00-16:00: of a holiday both hours hold, or only its own.
_ADDED = re.compile(r"(?<=:\d\d), (?=PH [^;]*\d:\d\d)")


def read_osm(text: str) -> tuple[Schedule | None, str | None, str] | None:
    """Rules or else syntax, and the remarks of a text; None when it is no such syntax."""
    text = _OFF.sub(";", _AND.sub(",", _ENGLISH.sub(r"\1", text)))
    if not opening_hours.validate(text) or _DAYS_AFTER.search(text):
        return None
    remarks = "；".join(dict.fromkeys(re.findall(r'"([^"]*)"', text)))
    rules: list[Rule] = []
    fallback = False
    for part, joint in _PART.findall(text):
        if part.strip():
            read = _added_rules(part.strip(), fallback=fallback)
            if read is None:
                bare = re.sub(r'"[^"]*"', "", text)
                doubtful = re.search(r"PH|SH|sun|dawn|dusk|\+|\|\||easter", bare) or bare != text
                return (None, None, remarks) if doubtful else (None, text, remarks)
            rules += read
        fallback = joint == "||"
    return Schedule(tuple(rules)), None, remarks


def _added_rules(part: str, *, fallback: bool) -> list[Rule] | None:
    """The rules of one part with the hours of holidays added to it by a comma."""
    rules: list[Rule] = []
    for number, piece in enumerate(_ADDED.split(part)):
        read = _rules(piece, fallback=fallback)
        if read is None:
            return None
        perhaps = [replace(r, days=tuple(d.Maybe(k, "added") for k in r.days)) for r in read]
        rules += perhaps if number else read
    return rules


def _rules(part: str, *, fallback: bool) -> list[Rule] | None:
    """The rules of one part; None when it holds what is not read here."""
    match = _RULE.fullmatch(part)
    if match is None:
        return None
    season, days = _season(match["season"]), _days(match["days"])
    if match["among"]:  # SH Mo-Fr
        if season:
            return None
        (season,) = _days(match["among"])
    if match["state"] in {"off", "closed"}:
        return None if match["what"] not in {None, "24/7"} else [Rule("closed", days, season)]
    spans = _spans(match["what"])
    if spans is None:
        return None
    # A remark alone says under what condition, and not that it is open.
    unsure = match["state"] == "unknown" or (
        match["what"] is None and match["state"] is None and match["remark"] is not None
    )
    if unsure:
        spans = tuple((start, end, "unknown") for start, end, _ in spans)
    return [Rule("otherwise" if fallback else "open", days, season, spans)]


def _spans(what: str | None) -> tuple[Span, ...] | None:
    if what in {None, "24/7"}:
        return ((0, DAY, "open"),)
    spans: list[Span] = []
    for span in re.split(r",\s?", str(what)):
        if re.search(rf"^\(?{_EVENT}|-\(?{_EVENT}", span):
            spans.append(_sun_span(span))
            continue
        clocks = [int(h) * 60 + int(m) for h, m in re.findall(r"(\d{1,2}):(\d\d)", span)]
        if not clocks or re.search("[a-z]", span):
            return None
        start, end = clocks[0], clocks[-1]
        if len(clocks) > 1:
            spans.append((start, end if end > start else end + DAY, "open"))
        elif "+" not in span:
            return None
        if span.endswith("+"):  # it stays open, who knows until when
            last = spans[-1][1] if len(clocks) > 1 else start
            spans.append((last, max(last + 1, DAY if len(clocks) == 1 else DAY + 120), "unknown"))
    return tuple(spans)


def _sun_span(span: str) -> Span:
    """Hours that begin or end with the sun: (sunrise+01:00)-18:00."""
    first, last = map(_moment, re.findall(_CLOCK, span))
    return first, in_the_night(last) if last <= first else last, "open"


def _moment(clock: str) -> int:
    """18:00, sunset or (sunset-00:30)."""
    event = re.search(_EVENT, clock)
    match = re.search(r"([+-]?)(\d{1,2}):(\d\d)", clock)
    minutes = int(match[2]) * 60 + int(match[3]) if match else 0
    shift = -minutes if match and match[1] == "-" else minutes
    return SunTime(event[0], shift) if event else minutes


def _days(text: str | None) -> tuple[d.Days, ...]:
    kinds: list[d.Days] = []
    for word in re.findall(_SELECTOR, text or ""):
        if word == "SH":
            kinds.append(d.Vacation())
        elif word.startswith("PH"):
            shift = re.search(r"[+-]\d", word)
            kinds.append(d.Holiday(shift=int(shift[0]) if shift else 0))
        else:
            first, last = (
                DAYS.index(name) for name in (word[:2], word[3:5] if word[2:3] == "-" else word[:2])
            )
            weekdays = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
            which = re.search(r"\[(.*)\]", word)
            kinds.append(
                d.NthWeekday(frozenset(map(int, which[1].split(","))), weekdays)
                if which
                else d.Weekdays(weekdays)
            )
    return tuple(kinds)


def _season(text: str | None) -> d.Days | None:
    if not text:
        return None
    if text.startswith("easter"):
        shift = re.search(r"[+-]\d+", text)
        return Easter(int(shift[0]) if shift else 0)
    if text.startswith("20"):
        return _period(text)
    first, _, last = text.partition("-")
    if last.isdigit():
        last = f"{first[:3]} {last}"
    month, day = MONTHS.index(first[:3]), first[4:]
    until, final = MONTHS.index((last or first)[:3]), (last or first)[4:]
    return d.Season((month + 1, int(day or 1)), (until + 1, int(final or _LENGTHS[until])))


def _period(text: str) -> d.Period:
    """Dates of certain years: 2026 Nov 20-2027 Jan 10; 2026-2027; 2026+."""
    begin, _, end = text.partition("-")
    year = begin[:4]
    if end.isdigit() and len(end) <= 2:
        end = f"{begin[5:8]} {end}"
    if end and not end.startswith("20"):
        end = f"{year} {end}"
    first = _day_of(begin.rstrip("+"), last=False)
    return d.Period(first, None if text.endswith("+") else _day_of(end or begin, last=True))


def _day_of(text: str, *, last: bool) -> date:
    """The first or the ``last`` day of a year, a month or a day."""
    year, month, day = [*text.split(" "), "", ""][:3]
    number = MONTHS.index(month) + 1 if month else 12 if last else 1
    length = monthrange(int(year), number)[1]
    return date(int(year), number, min(int(day or (length if last else 1)), length))
