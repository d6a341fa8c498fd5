"""Chinese, English or OpenStreetMap opening hours → rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.audience import own_alone, without_everybody
from locator.hours.english import in_chinese, tells_more, without_english
from locator.hours.groups import apart
from locator.hours.misread import Misread
from locator.hours.normal import normalised
from locator.hours.osm import read_osm
from locator.hours.phrases import EXTRA_HOURS
from locator.hours.reader import LAST
from locator.hours.rules import DAY, Rule, day_spans
from locator.hours.sentences import read as read_sentences
from locator.hours.tokens import named_in, tokens_of
from locator.names.keys import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from locator.hours.rules import Schedule, Span
    from locator.hours.sun import Point

    Named = tuple[tuple[d.Days, ...], d.Days | None]

#: A text longer than this is no opening hours.
LONGEST = 500


@dataclass(frozen=True, slots=True)
class ParsedHours:
    """Opening hours as understood.

    ``schedule`` holds the rules, ``syntax`` instead what only ``opening-hours-py`` can work out;
    both None when the text is not understood. ``unattended`` marks round-the-clock self-service;
    ``comment`` is what is no time (last admission); ``confidence`` 0 to 1.
    """

    text: str
    schedule: Schedule | None = None
    syntax: str | None = None
    unattended: bool = False
    comment: str = ""
    confidence: float = 0.0

    @property
    def understood(self) -> bool:
        """Whether anything can be said."""
        return self.schedule is not None or self.syntax is not None

    @property
    def tells(self) -> bool:
        """Whether there is any time of which more can be said than a remark."""
        if self.schedule is None:
            return self.syntax is not None
        return any(
            state != "unknown" for rule in self.schedule.rules for *_, state in rule.spans
        ) or any(rule.effect != "open" for rule in self.schedule.rules)

    def spans_of(self, day: date, point: Point) -> tuple[Span, ...]:
        """The hours of one day by its rules, at a point."""
        if self.schedule is None:
            return ()
        return day_spans(self.schedule, day, point if self.by_sun else None)

    @property
    def by_sun(self) -> bool:
        """Whether its hours depend on where the house stands."""
        return self.schedule is not None and self.schedule.by_sun

    @property
    def holidays_said(self) -> bool:
        """Whether the text says what holds on statutory holidays."""
        if self.schedule is None:
            return "PH" in str(self.syntax)
        kinds = (d.Holiday, d.Workday, d.Festival, d.LunarDays)
        named = [x for r in self.schedule.rules for x in r.days]
        return any(isinstance(x.days if isinstance(x, d.Maybe) else x, kinds) for x in named)


@lru_cache(maxsize=4096)
def parse(text: str) -> ParsedHours:
    """Read opening hours in Chinese text or in OpenStreetMap syntax; never raises."""
    if not text.strip() or len(text) > LONGEST:
        return ParsedHours(text)
    return _said_twice(text) or _parse(text)


def _parse(text: str) -> ParsedHours:
    plain = normalised(text)
    bare = re.sub('"[^"]*"', "", plain)  # a remark may be in any language
    if bare.isascii() and (
        re.search(r"[A-Za-z]|\d\+", plain if plain.isascii() else bare) or bare == "24/7"
    ):
        osm = read_osm(text.strip().strip(";").strip())
        if osm is not None:
            schedule, syntax, comment = osm
            return ParsedHours(text, schedule, syntax, plain == "24/7", comment, 1.0)
        chinese = in_chinese(text)
        if chinese is None and tells_more(text):
            return ParsedHours(text)
        plain = normalised(chinese or text)
    elif (said := without_english(text)) is None:
        return ParsedHours(text)
    elif said != text:
        plain = normalised(said)
    plain, confidence = _unconfirmed(plain)
    plain, some = own_alone(without_everybody(plain))
    plain, of_some = apart(plain)
    of_some += [Rule("ask")] if some else []
    for left, (days, season), beside in _readings(plain):
        try:
            tokens, remarks = tokens_of(left)
            read = read_sentences(tokens, "；".join([*remarks, *beside]), confidence)
            if beside:
                read.doubt(days, season)
            if _extra_only(left):
                read.rules.append((LAST, Rule("otherwise", spans=((0, DAY, "unknown"),))))
            read.rules += [(LAST, rule) for rule in of_some]
            schedule = read.schedule()
        except Misread:
            continue
        return ParsedHours(text, schedule, None, read.unattended, read.comment, read.confidence)
    return ParsedHours(text)


def _said_twice(text: str) -> ParsedHours | None:
    """周二至周日 Tue-Sun 9:00-17:00: the Chinese alone, where the English alone says the same."""
    words = r"[A-Za-z]{2}[A-Za-z.'’]*"
    chinese = re.sub(rf"{words}(?:[\s&–-]+{words})*", " ", text)
    english = re.sub(r"[^\x00-\x7f–]+", " ", half_width(text))
    if chinese == text or not (re.search("[一-龥]", text) and re.search(r"\d:\d\d", english)):
        return None
    one, other = parse(chinese), parse(english)
    same = one.schedule is not None and one.schedule == other.schedule
    return replace(one, text=text) if same else None


def _extra_only(plain: str) -> bool:
    """错时延时开放：每周五晚18:00-20:30: of the usual hours nothing is said."""
    first = re.match(r"(?:[^,;\d]*[,;])*?[^,;\d]*\d[^,;]*", plain)
    return bool(first and re.search(EXTRA_HOURS, first[0]))


def _unconfirmed(plain: str) -> tuple[str, float]:
    """Without remarks in brackets on where the hours come from, which make them less sure."""
    days = "节|假|[周期][一二三四五六日]|[夏冬]"  # a bracket that names days says more
    whence = r"数据集|以馆方|以.{0,6}公告|截至|\d{4}-\d{2}(?:-\d{2})?"
    source = rf"\((?![^()]*(?:{days}))[^()]*(?:{whence})[^()]*\)"
    left = re.sub(source, "", plain)
    return left, 0.95 if left == plain else 0.7


#: A piece of a text: a bracket, or what stands between semicolons or commas.
_PIECES = (r"\([^()]*\)", r"(?:^|;)[^;()]*(?:\([^()]*\)[^;()]*)*", r"(?:^|[,;])[^,;()]+")
#: What may concern other days than those that are named, or all that follow.
_WIDE = re.compile(
    "[仅只除余均都全同按照改现已暂停搬起]|其[他它]|以?外|每[天日]|平[时常日]|恢复|调整|预计"
)


def _readings(plain: str) -> Iterator[tuple[str, Named, list[str]]]:
    """A text as a whole; then less one piece, with the days of which that piece says something.

    A piece that is not understood makes no more than the days that it names unknown.
    """
    yield plain, ((), None), []
    for pattern in _PIECES:
        for match in re.finditer(pattern, plain):
            piece, after = match[0].strip(",;()"), plain[match.end() :].lstrip(",;()")
            if not piece or piece == plain or _WIDE.search(piece):
                continue
            follows = named_in(after[:12], at_start=True)
            named = named_in(piece)
            if named and (follows or not after):
                yield plain[: match.start()] + ";" + plain[match.end() :], named, [piece]
