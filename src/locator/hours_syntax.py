"""Evaluation of OpenStreetMap's ``opening_hours`` syntax with China's own calendar.

``opening-hours-py`` 2.1.4 parses and evaluates the syntax, but its Chinese holidays lack most
days (2 October counts as ordinary) and the syntax has no word for make-up working days. So the
calendar's days are written out: for each special date the rules that hold on it are found, and
appended with that date as their selector. Nothing is written out for syntax that speaks neither
of ``PH`` nor of working days.

Two comments carry what the syntax has no word for: ``"工作日"`` marks a rule that follows working
days (make-up Saturdays included, holidays not), ``"自助"`` opening that nobody attends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError, State

from locator.calendars import special_days

WORKING_DAY = "工作日"
SELF_SERVICE = "自助"
STAFFED = "人工"

MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_WEEKDAYS = re.compile(rf"\b{_WEEKDAY}(?:[-,]{_WEEKDAY})*\b", re.IGNORECASE)
_HOLIDAY = re.compile(r"\bPH\b", re.IGNORECASE)
#: Where the selectors of a rule end: a time, a sun event, a state word or a comment.
_TIMES = re.compile(
    r'\(?(?:\d{1,2}:\d{2}|\b(?:sunrise|sunset|dawn|dusk)\b)|\b(?:off|closed|open|unknown)\b|"',
    re.IGNORECASE,
)
_PARTLY_OFF = re.compile(r"\d:\d\d.*\b(?:off|closed)\b", re.IGNORECASE)
_PIECES = re.compile(r'"[^"]*"|[;,"]|[^;,"]+')
_SELECTOR = re.compile(rf"\s*(?:{_WEEKDAY}\b|PH\b|(?:{'|'.join(MONTHS)})\b|24/7|\d{{4}}\b)", re.IGNORECASE)
#: School holidays and shifted holidays need calendars we do not have; a fallback rule cannot be
#: written out by date.
_BEYOND = re.compile(r"\bSH\b|\bPH\s*[+-]|\|\|", re.IGNORECASE)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule of an expression: which days, what holds then, and whether it adds to others."""

    selector: str
    times: str
    adds: bool

    @property
    def working(self) -> bool:
        return f'"{WORKING_DAY}"' in self.times

    def on(self, day: date, kind: str) -> bool:
        """Whether the rule holds on a day of a kind (``holiday``, ``workday`` or ``""``)."""
        selector = self.selector
        if kind == "holiday":
            if self.working:
                return False
            selector = _HOLIDAY.sub("Mo-Su", selector)
        elif kind == "workday" and self.working:
            selector = _WEEKDAYS.sub("Mo-Su", selector)
        noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - naive, local
        return bool(_opening(selector or "24/7").is_open(noon))


@lru_cache(maxsize=4096)
def _opening(syntax: str) -> OpeningHours:
    return OpeningHours(syntax)


def dates(days: list[date]) -> str:
    """Days as a date selector: ``2026 Oct 01,2026 Oct 02``."""
    return ",".join(f"{d.year} {MONTHS[d.month - 1]} {d.day:02d}" for d in days)


def understood(syntax: str) -> bool:
    """Whether syntax can be evaluated, and every rule of it says at what time.

    ``Mo-Fr`` alone is valid syntax for Monday 0:00 to Friday 24:00; in a list of venues it is
    somebody who left the times out.
    """
    if len(syntax) > _LONGEST or _BEYOND.search(syntax):
        return False
    try:
        evaluator(syntax)
    except ParserError:
        return False
    return all(
        rule.times.partition('"')[0].strip().lower() not in {"", "open"}
        or rule.selector.endswith("24/7")
        for rule in _rules(syntax)
    )


def states_holidays(syntax: str) -> bool:
    """Whether the hours on holidays are stated, or cannot differ (round the clock)."""
    speaks = _HOLIDAY.search(syntax) is not None or f'"{WORKING_DAY}"' in syntax
    return speaks or syntax.startswith("24/7")


def round_the_clock(syntax: str) -> bool:
    """Whether the expression is never closed and says nothing of who attends."""
    return str(_opening(syntax).normalize()) == "24/7"


def _rules(syntax: str) -> list[_Rule]:
    """Cut an expression into rules.

    ``;`` begins a rule; so does a comma between something that holds and a selector ("additional
    rule"), unlike the commas in lists of days and of times.
    """
    rules: list[_Rule] = []
    part, adds = "", False
    pieces = [*_PIECES.findall(syntax), ";"]
    for number, piece in enumerate(pieces):
        additional = (
            piece == "," and _TIMES.search(part) and _SELECTOR.match(pieces[number + 1])
        )
        if piece != ";" and not additional:
            part += piece
            continue
        if part.strip():
            cut = _TIMES.search(part)
            at = cut.start() if cut else len(part)
            rules.append(_Rule(part[:at].strip(), part[at:].strip(), adds))
        part, adds = "", piece == ","
    return rules


@lru_cache(maxsize=4096)
def ordinary(syntax: str) -> OpeningHours:
    """The expression as if no day were special.

    Raises
    ------
    opening_hours.ParserError
        The syntax is not valid.
    """
    return OpeningHours(syntax)


@lru_cache(maxsize=4096)
def evaluator(syntax: str) -> OpeningHours:
    """The expression with the calendar's special days written out.

    Raises
    ------
    opening_hours.ParserError
        The syntax is not valid.
    """
    plain = OpeningHours(syntax)
    rules = _rules(syntax)
    if not (_HOLIDAY.search(syntax) or any(rule.working for rule in rules)):
        return plain
    by_rules: defaultdict[str, list[date]] = defaultdict(list)
    for day, special in special_days().items():
        here = _on_date(rules, day, special.kind)
        if here != _on_date(rules, day, ""):
            by_rules[here].append(day)
    return OpeningHours("; ".join([syntax, *(t.replace("@", dates(d)) for t, d in by_rules.items())]))


def _on_date(rules: list[_Rule], day: date, kind: str) -> str:
    """The rules that hold on a day, in order, with ``@`` for its selector."""
    holding = [rule for rule in rules if rule.on(day, kind)]
    if kind == "workday" and any(rule.working for rule in holding):
        # A working Saturday is not a weekend day.
        holding = [rule for rule in holding if rule.working]
    text = "@ off"
    for rule in holding:
        times = rule.times
        if not _TIMES.match(times.partition('"')[0]):
            times = f"00:00-24:00 {times}".strip()
        if rule.adds:
            text += f", @ {times}"
        elif _PARTLY_OFF.search(times):
            text += f"; @ {times}"
        else:
            text = f"@ {times}"
    return text


def opens_on(hours: OpeningHours, day: date) -> bool:
    """Whether a day has any time that is not surely closed."""
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - naive, local
    spans = hours.intervals(start, start + timedelta(days=1))
    return any(state != State.CLOSED for _, _, state, _ in spans)
