"""Rules of opening hours and what they make of a day.

Rules are applied in order to an empty day; a later one overrides an earlier one. A text that may
be read in several ways is worked out in all of them: where they agree it is certain, elsewhere
unknown. Minutes count from the day's midnight; beyond 1440 is the night after.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from locator.hours.days import Days, Festival, Holiday, LunarDays
from locator.hours.sun import SunTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from locator.hours.sun import Point

Openness = Literal["open", "unknown", "closed"]
#: From, to (minutes since midnight, or the sun's), open or unknown.
Span = tuple[int, int, Openness]
Effect = Literal[
    "open",  # these hours
    "add",  # these hours besides those before
    "closed",
    "break",  # closed between these hours
    "part",  # closed a part of the day
    "until",  # closes at another hour
    "from",  # opens at another hour
    "usual",  # as on other days
    "unknown",
    "doubt",  # only a part of the house is open between these hours
    "ask",  # open only by appointment
    "otherwise",  # what holds where nothing else does
]
DAY = 24 * 60
#: More readings than this are too many to say anything.
_READINGS = 64
#: Part of the day: closed for certain from, to; doubtful beside it from, to.
_PARTS = {
    "morning": (0, 690, 0, 780),
    "afternoon": (780, 1020, 690, DAY),
    "evening": (1080, 2 * DAY, 1020, 2 * DAY),
    "afternoon_evening": (780, 2 * DAY, 690, 2 * DAY),
}
#: Days whose hours are nobody's usual ones.
_SPECIAL = (Holiday, Festival, LunarDays)
#: A session that ends or begins by then belongs wholly to its part of the day.
_NOON_ENDS, _NOON_BEGINS, _EVENING = 750, 720, 1050


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds on which days: any of ``days`` (none: every day) within ``season``."""

    effect: Effect
    days: tuple[Days, ...] = ()
    season: Days | None = None
    spans: tuple[Span, ...] = ()
    part: str = ""

    def holds(self, day: date, assume: Callable[[str], bool]) -> bool:
        """Whether it holds on a date."""
        if self.season and not self.season.holds(day, assume):
            return False
        return not self.days or any(days.holds(day, assume) for days in self.days)


@dataclass(frozen=True)
class Schedule:
    """The rules of a house; ``parts``: other rooms with rules of their own."""

    rules: tuple[Rule, ...]
    parts: tuple[tuple[Rule, ...], ...] = ()

    @cached_property
    def by_sun(self) -> bool:
        """Whether hours begin or end with the sun, and so depend on where the house stands."""
        rules = itertools.chain(self.rules, *self.parts)
        return any(isinstance(x, SunTime) for r in rules for span in r.spans for x in span)


class _Reading(dict[str, bool]):
    """What is assumed; a name not met before is taken as no, and noted."""

    def __init__(self, assumed: dict[str, bool]) -> None:
        super().__init__(assumed)
        self.met: list[str] = []

    def __missing__(self, name: str) -> bool:
        self[name] = False
        self.met.append(name)
        return False


@lru_cache(maxsize=65536)
def day_spans(schedule: Schedule, day: date, point: Point = None) -> tuple[Span, ...]:
    """The hours of one day at a point, in order and apart; what is not named is closed."""
    answers, waiting = [], [dict[str, bool]()]
    while waiting:
        reading = _Reading(waiting.pop())
        answers.append(_one_reading(schedule, day, reading, point))
        if len(answers) > _READINGS:
            return ((0, DAY, "unknown"),)
        for number, name in enumerate(reading.met):
            later = set(reading.met[number:])
            waiting.append({k: v for k, v in reading.items() if k not in later} | {name: True})
    return agreed(answers)


def agreed(answers: list[list[Span]]) -> tuple[Span, ...]:
    """Spans on which all answers agree; unknown where they differ."""
    if all(answer == answers[0] for answer in answers):
        return tuple(answers[0])
    cuts = sorted({cut for answer in answers for span in answer for cut in span[:2]})
    spans: list[Span] = []
    for start, end in itertools.pairwise(cuts):
        said = {_at(answer, start) for answer in answers}
        state = said.pop() if len(said) == 1 else "unknown"
        if state == "closed":
            continue
        if spans and spans[-1][1:] == (start, state):
            spans[-1] = (spans[-1][0], end, state)
        else:
            spans.append((start, end, state))
    return tuple(spans)


def _at(spans: Iterable[Span], minute: int) -> Openness:
    return next((state for start, end, state in spans if start <= minute < end), "closed")


def _one_reading(schedule: Schedule, day: date, reading: _Reading, point: Point) -> list[Span]:
    rules = schedule.rules
    for number, part in enumerate(schedule.parts):
        if reading[f"part {number}"]:
            rules = part
            break
    if schedule.by_sun:
        rules = tuple(replace(r, spans=_timed(r.spans, day, reading, point)) for r in rules)
    spans: list[Span] = []
    before_closing: list[Span] = []
    for rule in rules:
        if not rule.holds(day, reading.__getitem__):
            continue
        if rule.effect == "usual":
            spans = spans or before_closing or _usual(rules, day, reading)
        elif rule.effect in {"until", "from"} and rule.days and not spans:
            spans = _applied(rule, _usual(rules, day, reading))
        else:
            spans = _applied(rule, spans)
        if spans:
            before_closing = spans
    return sorted(spans)


def _timed(spans: tuple[Span, ...], day: date, reading: _Reading, point: Point) -> tuple[Span, ...]:
    """Spans whose moments of the sun are minutes: its first or its last possible ones."""

    def minute(moment: int) -> int:
        if not isinstance(moment, SunTime):
            return moment
        return moment.bounds(day, point)[reading[f"{moment!r} is late"]]

    timed = [(minute(start), minute(end), state) for start, end, state in spans]
    return tuple(span for span in timed if span[0] < span[1])


def _usual(rules: tuple[Rule, ...], day: date, reading: _Reading) -> list[Span]:
    """The hours of other days, where those differ any of them."""
    usual = dict.fromkeys(
        rule.spans
        for rule in rules
        if rule.effect == "open"
        and not (rule.days and all(isinstance(k, _SPECIAL) for k in rule.days))
        and replace(rule, days=()).holds(day, reading.__getitem__)
    )
    first, *others = usual or [()]
    chosen = next((s for n, s in enumerate(others) if reading[f"usual {n}"]), first)
    return list(chosen)


def _applied(rule: Rule, spans: list[Span]) -> list[Span]:  # noqa: PLR0911 - one row an effect
    """A day's hours after one more rule."""
    match rule.effect:
        case "open":
            return list(rule.spans)
        case "closed":
            return []
        case "add":
            return list(agreed([_without(spans, rule.spans) + list(rule.spans)]))
        case "break":
            return _without(spans, rule.spans)
        case "part":
            return [piece for span in spans for piece in _part(span, rule.part)]
        case "until" if spans:
            return _ended(spans, rule.spans[0][1])
        case "from" if spans:
            return _without(spans, [(0, rule.spans[0][0], "open")])
        case "unknown":
            return [(0, DAY, "unknown")]
        case "doubt":
            ((begin, until, _),) = rule.spans
            doubt: list[Span] = [
                (a, b, "unknown") for x in spans for a, b, _ in _inside(x, begin, until)
            ]
            return [*_without(spans, rule.spans), *doubt]
        case "ask":
            return [(start, end, "unknown") for start, end, _ in spans]
        case "otherwise":
            return sorted([*spans, *_without(list(rule.spans), spans)])
    return spans


def _ended(spans: list[Span], until: int) -> list[Span]:
    """Spans of which the last ends at another minute; what begins after it falls away."""
    *before, (start, end, state) = sorted(spans)
    if until > start:
        return [*before, (start, until, state)]
    return _without(spans, [(until, max(end, until), "closed")])


def _without(spans: Iterable[Span], cuts: Iterable[Span]) -> list[Span]:
    """Spans less others."""
    left = list(spans)
    for begin, until, _ in cuts:
        pieces = []
        for start, end, state in left:
            if start < min(end, begin):
                pieces.append((start, min(end, begin), state))
            if max(start, until) < end:
                pieces.append((max(start, until), end, state))
        left = pieces
    return left


def _part(span: Span, part: str) -> list[Span]:
    """A span less a part of the day; doubtful where nobody says when that part begins."""
    start, end, _ = span
    sure_from, sure_to, from_, to = _PARTS[part]
    if part == "morning" and end <= _NOON_ENDS:
        return []
    if part.startswith("afternoon") and start < _NOON_BEGINS and end <= _NOON_ENDS:
        return [span]
    if part == "afternoon" and start >= _EVENING:
        return [span]
    if part == "afternoon" and end <= _EVENING + 60:
        to = sure_to = max(end, sure_to)
    if part.startswith("afternoon") and start >= _NOON_BEGINS:
        from_ = sure_from = _NOON_BEGINS
    if part == "morning" and start >= _NOON_BEGINS:
        return [span]
    doubt = _without(_inside(span, from_, to), [(sure_from, sure_to, "open")])
    return _without([span], [(from_, to, "open")]) + [(a, b, "unknown") for a, b, _ in doubt]


def _inside(span: Span, begin: int, until: int) -> list[Span]:
    start, end, state = span
    a, b = max(start, begin), min(end, until)
    return [(a, b, state)] if a < b else []
