"""Open now? Until when? From the text a venue publishes, in the city's own time.

Text is read by :mod:`locator.hours_text` and evaluated by ``opening-hours-py`` in Asia/Shanghai.
That library's Chinese holidays lack most days and all make-up working days (调休), so ``PH`` is
replaced by the explicit dates of the State Council's calendar before evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from locator.calendars import known_years, special_days
from locator.hours_text import ParsedHours, parse
from locator.text import Lang, t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

State = Literal["open", "closing_soon", "unattended", "closed", "holiday_closed", "unknown"]

TIMEZONE = ZoneInfo("Asia/Shanghai")
#: From so long before closing a visitor is told that it closes soon.
CLOSING_SOON = timedelta(minutes=30)
#: A next opening farther away than this is not announced.
_HORIZON = timedelta(days=14)
#: Below this confidence the sentence says that the venue has not confirmed the hours.
_SURE = 0.8
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


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


def local(when: datetime) -> datetime:
    """A moment as naive time in Asia/Shanghai; naive input is taken as that already."""
    return when.astimezone(TIMEZONE).replace(tzinfo=None) if when.tzinfo else when


def now() -> datetime:
    """The present moment as naive time in Asia/Shanghai, to the minute."""
    return datetime.now(tz=TIMEZONE).replace(tzinfo=None, second=0, microsecond=0)


def is_open(text: str, when: datetime) -> bool | None:
    """Whether a venue is open at a moment; None when its hours are unknown."""
    state = state_at(text, when).state
    return None if state == "unknown" else state in {"open", "closing_soon", "unattended"}


def state_at(text: str, when: datetime) -> HoursState:
    """State of a venue with these published hours at a moment."""
    parsed, moment = parse(text), local(when)
    calendar = moment.year in known_years()
    if parsed.syntax is None:
        return HoursState(text, None, 0.0, "unknown", None, parsed.comment, calendar)
    hours = _evaluator(parsed)
    until = hours.next_change(moment)
    if until is not None and until - moment > _HORIZON:
        until = None
    state = _state(parsed, hours, moment, until)
    return HoursState(
        text, parsed.syntax, parsed.confidence, state, until, parsed.comment, calendar
    )


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
    if holiday and "PH off" in str(parsed.syntax) and not any(
        state == _OPEN for _, _, state, _ in hours.intervals(midnight, midnight + timedelta(days=1))
    ):
        return "holiday_closed"
    return "closed"


_OPEN = OpeningHours("24/7").state()[0]


@lru_cache(maxsize=4096)
def _evaluator(parsed: ParsedHours) -> OpeningHours:
    """The syntax with the calendar's dates written out; later rules override earlier ones."""
    days = special_days()
    holidays = _dates(d for d, day in days.items() if day.kind == "holiday")
    rules = [
        rule.strip().replace("PH", holidays)
        for rule in str(parsed.syntax).split(";")
        if "PH" not in rule or _only_holidays(rule)
    ]
    for rule in str(parsed.syntax).split(";"):
        # "Sa-Su,PH 9-20": the weekdays keep their rule, the holidays get their dates.
        if "PH" in rule and not _only_holidays(rule):
            selector, times = rule.strip().rsplit(" ", 1)
            rest = selector.replace(",PH", "").replace("PH,", "")
            rules.append(f"{rest} {times}")
            rules.append(f"{holidays} {times}")
    if parsed.workday:
        working = _dates(d for d, day in days.items() if day.kind == "workday")
        rules.append(f"{working} {parsed.workday}")
    return OpeningHours("; ".join(rules))


def _only_holidays(rule: str) -> bool:
    return rule.strip().startswith("PH")


def _dates(days: Iterable[date]) -> str:
    return ",".join(f"{d.year} {_MONTHS[d.month - 1]} {d.day:02d}" for d in days)


def describe(state: HoursState, lang: Lang, when: datetime) -> str:
    """One sentence for a visitor; the published hours themselves stand beside it."""
    moment = local(when)
    params = {"when": _when(state.until, moment, lang)} if state.until else {}
    key = state.state
    if key == "open" and not state.until:
        key = "open_always"
    elif key in {"closed", "holiday_closed"} and state.until:
        key = f"{key}_until"
    elif key == "unknown" and state.text:
        key = "not_understood"
    sentence = t(f"hours.{key}", lang, **params)
    if state.comment and state.state in {"open", "closing_soon"}:
        sentence += t("hours.comment", lang, comment=state.comment)
    if state.syntax and state.confidence < _SURE:
        sentence += t("hours.unsure", lang)
    if not state.calendar and state.state != "unknown":
        sentence += t("hours.no_calendar", lang, year=moment.year)
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
    if days < 7:  # noqa: PLR2004 - a week
        weekday = t(f"hours.weekday_{until.weekday()}", lang)
        return t("hours.weekday", lang, weekday=weekday, clock=clock)
    return t("hours.date", lang, month=until.month, day=until.day, clock=clock)
