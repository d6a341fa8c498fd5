"""Open now? Until when? From the text a venue publishes, in the city's own time.

Text is read by :mod:`locator.hours.text` and evaluated by ``opening-hours-py`` in Asia/Shanghai.
That library's Chinese holidays lack most days and all make-up working days (调休), so ``PH`` is
replaced by the explicit dates of the State Council's calendar before evaluation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from locator.clock import local
from locator.hours.calendars import known_years, special_days
from locator.hours.text import ParsedHours, parse
from locator.hours.tokens import MONTHS
from locator.problems import Problem
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

State = Literal["open", "closing_soon", "unattended", "closed", "holiday_closed", "unknown"]

#: From so long before closing a visitor is told that it closes soon.
CLOSING_SOON = timedelta(minutes=30)
#: A next opening farther away than this is not announced.
_HORIZON = timedelta(days=14)
#: Below this confidence the sentence says that the venue has not confirmed the hours.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class HoursState:
    """What the published hours say about a moment.

    ``until`` is when the present state ends (closing time when open, next opening when closed),
    naive in Asia/Shanghai; None when it does not end or is too far away to say. ``calendar`` is
    False when the holiday calendar does not know the year, so holidays were not considered.
    """

    text: str
    syntax: str | None
    confidence: float
    state: State
    until: datetime | None
    comment: str
    calendar: bool = True


def calendar_problems(today: date) -> list[Problem]:
    """A warning when the holiday calendar lacks the present year; next year's from December on."""
    years = {today.year} | ({today.year + 1} if today.month == 12 else set())
    missing = sorted(years - known_years())
    if not missing:
        return []
    params = {"years": ", ".join(str(year) for year in missing)}
    return [Problem("warning", "problem.calendar_missing", "calendars/cn.csv", params=params)]


def is_open(text: str, when: datetime) -> bool | None:
    """Whether a venue is open at a moment; None when its hours are unknown."""
    state = state_at(text, when).state
    return None if state == "unknown" else state in {"open", "closing_soon", "unattended"}


def is_open_on(text: str, day: date) -> bool | None:
    """Whether a venue opens at any time of a day; None when that is unknown."""
    begin = datetime.combine(day, datetime.min.time())
    end = begin + timedelta(days=1)
    spans = open_spans(text, begin, end)
    if spans:
        return True
    return None if spans is None or unsure_spans(text, begin, end) else False


def state_at(text: str, when: datetime) -> HoursState:
    """State of a venue with these published hours at a moment."""
    parsed, moment = parse(text), local(when)
    calendar = moment.year in known_years()
    if parsed.syntax is None:
        return HoursState(text, None, 0.0, "unknown", None, parsed.comment, calendar)
    try:
        hours = _evaluator(parsed)
    except ParserError:  # valid syntax whose PH cannot be written out
        return HoursState(text, None, 0.0, "unknown", None, parsed.comment, calendar)
    if hours.is_unknown(moment):
        return HoursState(text, None, 0.0, "unknown", None, parsed.comment, calendar)
    until = hours.next_change(moment)
    # Neither from far away, nor where what follows is not known, is a change announced.
    if until is not None and (until - moment > _HORIZON or hours.is_unknown(until)):
        until = None
    calendar = calendar and (until is None or until.year in known_years())
    state = _state(parsed, hours, moment, until)
    return HoursState(
        text, parsed.syntax, parsed.confidence, state, until, parsed.comment, calendar
    )


def open_spans(text: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]] | None:
    """When a venue is open between two naive local moments; None when its hours are unknown."""
    return _spans(text, start, end, _OPEN)


def unsure_spans(
    text: str, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]] | None:
    """When the published hours leave open whether a venue is; None as in :func:`open_spans`."""
    return _spans(text, start, end, _UNSURE)


def _spans(
    text: str, start: datetime, end: datetime, wanted: object
) -> list[tuple[datetime, datetime]] | None:
    parsed = parse(text)
    if parsed.syntax is None:
        return None
    intervals = _evaluator(parsed).intervals(start, end)
    return [(begin, until) for begin, until, state, _ in intervals if state == wanted]


def _state(
    parsed: ParsedHours, hours: OpeningHours, moment: datetime, until: datetime | None
) -> State:
    if hours.is_open(moment):
        if parsed.unattended:
            return "unattended"
        return "closing_soon" if until and until - moment <= CLOSING_SOON else "open"
    special = special_days().get(moment.date())
    holiday = special is not None and special.kind == "holiday"
    midnight = datetime.combine(moment.date(), datetime.min.time())
    if holiday and _HOLIDAYS_OFF.search(str(parsed.syntax)):
        # The night before may run into the holiday; only what begins on it counts.
        spans = open_spans(parsed.text, midnight, midnight + timedelta(days=1)) or []
        if all(start == midnight and hours.is_open(midnight - _MINUTE) for start, _ in spans):
            return "holiday_closed"
    return "closed"


_OPEN, _UNSURE = (OpeningHours(syntax).state()[0] for syntax in ("24/7", "24/7 unknown"))
_MINUTE = timedelta(minutes=1)
_HOLIDAYS_OFF = re.compile(r"\bPH\b[^;]*\b(?:off|closed)\b")
#: A rule of OpenStreetMap's syntax whose days include PH: season, days, what holds.
_HOLIDAY_RULE = re.compile(
    r"(?P<season>[A-Z][a-z]{2}(?: \d\d)?-[A-Z][a-z]{2}(?: \d\d)? )?"
    r"(?P<days>(?:[\w-]+,)*PH(?:,[\w-]+)*)(?P<what> .*)?"
)


@lru_cache(maxsize=4096)
def _evaluator(parsed: ParsedHours) -> OpeningHours:
    """The syntax with the calendar's dates written out; later rules override earlier ones."""
    rules, last = [], []
    for part in str(parsed.syntax).split(";"):
        rule = part.strip()
        match = _HOLIDAY_RULE.fullmatch(rule)
        if match is None:
            rules.append(rule)
            continue
        season, what = match["season"] or "", match["what"] or ""
        holidays = _dates(_special("holiday", season)) + what
        others = ",".join(day for day in match["days"].split(",") if day != "PH")
        if others:
            # "Sa-Su,PH 9-20": the weekdays keep their rule, the holidays get their dates.
            rules.append(f"{season}{others}{what}")
            last.append(holidays)
        elif _special("holiday", season):
            rules.append(holidays)
    rules += last
    for part in parsed.workday.split("; ") if parsed.workday else []:
        season, _, times = part.rpartition(" ")
        rules.append(f"{_dates(_special('workday', season))} {times}")
    return OpeningHours("; ".join(rules))


def _special(kind: str, season: str) -> list[date]:
    """Days of a kind in the calendar, those within a season where one is given."""
    days = [d for d, day in special_days().items() if day.kind == kind]
    if not season:
        return days
    within = OpeningHours(f"{season.strip()} 00:00-24:00")
    return [d for d in days if within.is_open(datetime.combine(d, datetime.min.time()))]


def _dates(days: Iterable[date]) -> str:
    return ",".join(f"{d.year} {MONTHS[d.month - 1]} {d.day:02d}" for d in days)


def describe(state: HoursState, lang: Lang, when: datetime) -> str:
    """One sentence for a visitor; the published hours themselves stand beside it."""
    moment = local(when)
    params = {"when": _when(state.until, moment, lang)} if state.until else {}
    key: str = state.state
    if key == "open" and not state.until:
        key = "open_always"
    elif key in {"closed", "holiday_closed"} and state.until:
        key = f"{key}_until"
    elif key == "unknown" and state.text:
        key = "not_understood"
    sentence = t(f"hours.{key}", lang, **params)
    if state.comment and state.state in {"open", "closing_soon"}:
        sentence += t("hours.comment", lang, comment=state.comment)
    if state.syntax and state.confidence < SURE:
        sentence += t("hours.unsure", lang)
    today = special_days().get(moment.date())
    if state.state in {"open", "closing_soon"} and today and today.kind == "holiday":
        # The text may not have had holidays in mind.
        sentence += "" if "PH" in str(state.syntax) else t("hours.holiday_unsaid", lang)
    if not state.calendar and state.state != "unknown":
        year = moment.year if moment.year not in known_years() else moment.year + 1
        sentence += t("hours.no_calendar", lang, year=year)
    return sentence


def _when(until: datetime | None, moment: datetime, lang: Lang) -> str:
    """A time as people say it: 17:00 today, 明天 9:00, 周三 9:00, 12月1日 9:00."""
    if until is None:
        return ""
    clock = f"{until.hour}:{until.minute:02d}"
    days = (until.date() - moment.date()).days
    if days == 0 or (days == 1 and until.hour == 0 and until.minute == 0):
        return "24:00" if days else clock
    if days == 1:
        return t("hours.tomorrow", lang, clock=clock)
    if days < 7:
        weekday = t(f"hours.weekday_{until.weekday()}", lang)
        return t("hours.weekday", lang, weekday=weekday, clock=clock)
    return t("hours.date", lang, month=until.month, day=until.day, clock=clock)
