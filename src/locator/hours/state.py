"""Open now? Until when? From the text a venue publishes, in the city's own time.

Text is read by :mod:`locator.hours.text` into rules, which :mod:`locator.hours.rules` works out day
by day; rare OpenStreetMap syntax is worked out by ``opening-hours-py``. All is Asia/Shanghai time.
Where hours go by the sun a ``point`` says where the house stands: (lon, lat) in degrees, WGS84;
without one only what is so anywhere in China is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from locator.clock import local, whole_day
from locator.hours.calendars import known_years, special_days
from locator.hours.days import Festival, Holiday, LunarDays, Workday
from locator.hours.sun import point_of
from locator.hours.text import ParsedHours, parse
from locator.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from locator.hours.rules import Openness
    from locator.hours.sun import Point

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
    ``syntax`` is the text where that is OpenStreetMap's; ``holidays_said``: the text says what
    holds on holidays.
    """

    text: str
    syntax: str | None
    confidence: float
    state: State
    until: datetime | None
    comment: str
    calendar: bool = True
    holidays_said: bool = False


def calendar_problems(today: date) -> list[Problem]:
    """A warning when the holiday calendar lacks the present year; next year's from December on."""
    years = {today.year} | ({today.year + 1} if today.month == 12 else set())
    missing = sorted(years - known_years())
    if not missing:
        return []
    params = {"years": ", ".join(str(year) for year in missing)}
    return [Problem("warning", "problem.calendar_missing", "calendars/cn.csv", params=params)]


def is_open(text: str, when: datetime, point: Point = None) -> bool | None:
    """Whether a venue is open at a moment; None when its hours are unknown."""
    state = state_at(text, when, point).state
    return None if state == "unknown" else state in {"open", "closing_soon", "unattended"}


def each(
    ask: Callable[[str, Point], bool | None],
    texts: Iterable[str],
    lons: Iterable[float],
    lats: Iterable[float],
) -> list[bool | None]:
    """What is said of each of many, (n,): the same text is asked once, by the sun once a point."""
    texts = list(texts)
    sunny = {text for text in set(texts) if parse(text).by_sun}
    keys: list[tuple[str, Point]] = [(text, None) for text in texts]
    if sunny:
        keys = [
            (text, point_of({"lon": lon, "lat": lat}) if text in sunny else None)
            for text, lon, lat in zip(texts, lons, lats, strict=True)
        ]
    said = {key: ask(*key) for key in set(keys)}
    return [said[key] for key in keys]


def is_open_on(text: str, day: date, point: Point = None) -> bool | None:
    """Whether a venue opens at any time of a day; None when that is unknown."""
    return is_open_in(text, *whole_day(day), point)


def is_open_in(text: str, begin: datetime, end: datetime, point: Point = None) -> bool | None:
    """Whether a venue is open at any time between two moments; None when that is unknown."""
    spans = open_spans(text, begin, end, point)
    if spans:
        return True
    return None if spans is None or unsure_spans(text, begin, end, point) else False


def state_at(text: str, when: datetime, point: Point = None) -> HoursState:
    """State of a venue with these published hours at a moment."""
    parsed, moment = parse(text), local(when)
    calendar = moment.year in known_years()
    midnight = datetime.combine(moment.date(), time())
    spans = _intervals(parsed, midnight, midnight + _HORIZON + 2 * _DAY, point)
    unknown = HoursState(text, None, 0.0, "unknown", None, parsed.comment, calendar)
    if spans is None:
        return unknown
    here = next((s for s in spans if s[0] <= moment < s[1]), None)
    if here and here[2] == "unknown":
        return unknown
    coming = next((s for s in spans if s[0] > moment), None)
    until = here[1] if here else coming[0] if coming else None
    # Neither from far away, nor where what follows is not known, is a change announced.
    doubtful = any(s[0] == until and s[2] == "unknown" for s in spans)
    if until is not None and (until - moment > _HORIZON or doubtful):
        until = None
    calendar = calendar and (until is None or until.year in known_years())
    state = _state(parsed, moment, until, point, is_open=here is not None)
    return HoursState(
        text,
        parsed.syntax,
        parsed.confidence,
        state,
        until,
        parsed.comment,
        calendar,
        parsed.holidays_said,
    )


def state_on(text: str, day: date, point: Point = None) -> HoursState:
    """State of a venue on a whole day: open when it opens at any time of it; ``until`` is None."""
    midnight = datetime.combine(day, time())
    opens = is_open_on(text, day, point)
    answer = state_at(text, midnight, point)
    state: State = "unknown" if opens is None else "open" if opens else "closed"
    if opens:
        first = (open_spans(text, midnight, midnight + _DAY, point) or [(midnight, midnight)])[0][0]
        answer = state_at(text, max(first, midnight), point)
        state = "unattended" if answer.state == "unattended" else "open"
    elif answer.state == "holiday_closed":
        state = "holiday_closed"
    return replace(answer, state=state, until=None)


def unless_shut(state: HoursState, status: str) -> HoursState:
    """A venue that is suspended, planned or gone is closed, whatever hours it publishes."""
    return state if status == "open" else replace(state, state="closed", until=None)


def open_spans(
    text: str, start: datetime, end: datetime, point: Point = None
) -> list[tuple[datetime, datetime]] | None:
    """When a venue is open between two naive local moments; None when its hours are unknown."""
    return _spans(text, start, end, point, "open")


def unsure_spans(
    text: str, start: datetime, end: datetime, point: Point = None
) -> list[tuple[datetime, datetime]] | None:
    """When the published hours leave open whether a venue is; None as in :func:`open_spans`."""
    return _spans(text, start, end, point, "unknown")


def _spans(
    text: str, start: datetime, end: datetime, point: Point, wanted: Openness
) -> list[tuple[datetime, datetime]] | None:
    spans = _intervals(parse(text), start, end, point)
    if spans is None:
        return None
    return [(max(a, start), min(b, end)) for a, b, state in spans if state == wanted]


def _intervals(
    parsed: ParsedHours, start: datetime, end: datetime, point: Point
) -> list[tuple[datetime, datetime, Openness]] | None:
    """What is open or unknown in a stretch of time, in order; None when not understood."""
    if parsed.schedule is None:
        return _rare(parsed, start, end)
    found: list[tuple[datetime, datetime, Openness]] = []
    day = start.date() - _DAY  # whose night may run into the first
    while datetime.combine(day, time()) < end:
        midnight = datetime.combine(day, time())
        for opens, closes, state in parsed.spans_of(day, point):
            _append(found, (midnight + opens * _MINUTE, midnight + closes * _MINUTE, state))
        day += _DAY
    return [span for span in found if span[0] < end and span[1] > start]


def _append(
    found: list[tuple[datetime, datetime, Openness]], span: tuple[datetime, datetime, Openness]
) -> None:
    """Put one more span behind those before it; what is known to be open outweighs a doubt."""
    begin, until, state = span
    if found and begin <= found[-1][1]:
        first, last, before = found[-1]
        if before == state:
            found[-1] = (first, max(last, until), state)
            return
        if state == "open":
            found[-1] = (first, begin, before)
            if first == begin:
                found.pop()
        else:
            begin = last
    if begin < until:
        found.append((begin, until, state))


def _rare(
    parsed: ParsedHours, start: datetime, end: datetime
) -> list[tuple[datetime, datetime, Openness]] | None:
    """The same of syntax that only the library reads."""
    if parsed.syntax is None:
        return None
    from opening_hours import OpeningHours  # noqa: PLC0415 - for rare texts only

    kinds: tuple[Openness, ...] = ("open", "unknown")
    states = {OpeningHours(f"24/7 {kind}").state()[0]: kind for kind in kinds}
    whole = OpeningHours(parsed.syntax).intervals(start - _DAY, end)
    return [(a, b, states[state]) for a, b, state, _ in whole if state in states and b > start]


def _state(
    parsed: ParsedHours, moment: datetime, until: datetime | None, point: Point, *, is_open: bool
) -> State:
    if is_open:
        if parsed.unattended:
            return "unattended"
        return "closing_soon" if until and until - moment <= CLOSING_SOON else "open"
    special = special_days().get(moment.date())
    if special is None or special.kind != "holiday" or parsed.schedule is None:
        return "closed"
    closing = any(
        _closes_for_holiday(rule.effect, kind)
        for rule in parsed.schedule.rules
        for kind in rule.days
    )
    return "holiday_closed" if closing and not parsed.spans_of(moment.date(), point) else "closed"


def _closes_for_holiday(effect: str, kind: object) -> bool:
    """Whether a rule is one that may close a venue because a day is a holiday."""
    closes = effect == "closed" and isinstance(kind, Holiday | Festival | LunarDays)
    return closes or (effect == "open" and isinstance(kind, Workday))


_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
