"""Chinese opening hours → rules, by a table of sentences.

A text becomes a row of tokens (:mod:`locator.hours.tokens`), each with a letter. What tokens say
together is the table :data:`SENTENCES`: a pattern over their letters, and what it does. The first
that fits at a place is taken, so a text is read once from left to right; what fits none makes the
whole text unknown, because a wrong hour is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.osm import read_osm
from locator.hours.rules import DAY, Rule, Schedule
from locator.hours.tokens import Misread, Token, in_order, normalised, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.hours.rules import Effect

#: A text longer than this is no opening hours.
LONGEST = 500
_ALL_DAY = ((0, DAY, "open"),)


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
    if len(text) > LONGEST:
        return ParsedHours(text)
    plain = normalised(text)
    if plain.isascii() and (re.search("[A-Za-z]", plain) or plain == "24/7"):
        osm = read_osm(text.strip().strip(";").strip())
        if osm is not None:
            schedule, syntax, comment = osm
            return ParsedHours(text, schedule, syntax, plain == "24/7", comment, 1.0)
    try:
        plain, confidence = _unconfirmed(plain)
        tokens, remarks = tokens_of(plain)
        return _Reader(text, tokens, "；".join(remarks), confidence).read()
    except Misread:
        return ParsedHours(text)


def _unconfirmed(plain: str) -> tuple[str, float]:
    """Without remarks in brackets on where the hours come from, which make them less sure."""
    source = r"\([^()]*(?:数据集|以馆方|以.{0,6}公告|截至|\d{4}-\d{2}(?:-\d{2})?)[^()]*\)"
    left = re.sub(source, "", plain)
    return left, 0.95 if left == plain else 0.7


def _weekly(kind: d.Days) -> bool:
    return isinstance(kind, d.Weekdays | d.Workday)


#: Later overrides earlier: what holds always, seasons, days, dates, holidays, festivals, works.
def _level(kind: d.Days | None) -> int:  # noqa: PLR0911 - one row a kind
    match kind:
        case d.Maybe():
            return _level(kind.days)
        case None | d.EVERY_DAY:
            return 0
        case d.Weekdays():
            return 10
        case d.Workday():
            return 11
        case d.NthWeekday() | d.MonthDays() | d.Vacation():
            return 20
        case d.Holiday() | d.Postponed():
            return 30
        case d.Festival() | d.LunarDays():
            return 45
        case _:
            return 40


_CLOSING = 15  # a closing day beats opening hours of its own kind
_WORKS = 60
_LAST = 70


@dataclass(slots=True)
class _Reader:
    """The rules read so far of one text, and what the next sentence leans on."""

    text: str
    tokens: list[Token]
    comment: str
    confidence: float
    rules: list[tuple[int, Rule]] = field(default_factory=list)
    parts: list[list[tuple[int, Rule]]] = field(default_factory=list)
    season: d.Days | None = None  # holds for the sentences that follow
    outer: list[d.Days | None] = field(default_factory=list)  # seasons outside the brackets
    days: tuple[d.Days, ...] = ()  # the last days that were named
    waiting: tuple[d.Days, ...] = ()  # days whose hours are still to come
    last: str = ""  # what the last sentence did
    closings: list[tuple[Rule, d.Days]] = field(default_factory=list)
    dated: dict[bool, d.Days] = field(default_factory=dict)  # summer, winter by their dates
    labelled: bool = False
    suspended: bool = False
    unattended: bool = False

    def read(self) -> ParsedHours:
        self._join()
        letters = "".join(token.letter for token in self.tokens)
        position = 0
        while position < len(letters):
            for pattern, act in SENTENCES:
                match = pattern.match(letters, position)
                if match:
                    said = self.tokens[match.start() : match.end()]
                    position = match.end()
                    act(self, [t for t in said if t.letter not in ",;&()"])
                    break
            else:
                raise Misread(letters[position:])
            if self.last == "part of the house":
                position, self.last = _past_part(letters, position), ""
            for bracket in match[0]:
                if bracket == "(":
                    self.outer.append(self.season)
                elif bracket == ")" and self.outer:
                    self.season = self.outer.pop()
        return self._result()

    # --- joining tokens ------------------------------------------------------------------------

    def _join(self) -> None:
        """Lists become one token; a season by name and its dates too; brackets stand after."""
        kept: list[Token] = []
        for token in self.tokens:
            kept.append(token)
            while self._joined(kept):
                pass
        self.tokens = kept
        self._order_brackets()

    def _joined(self, kept: list[Token]) -> bool:
        """Whether the last tokens were joined to one."""
        letters = "".join(token.letter for token in kept[-4:])
        last = kept[-1]
        if letters.endswith("D&D"):
            both = replace(kept[-3], value=(*kept[-3].value, *last.value))
            kept[-3:] = [both]
        elif letters.endswith("DD"):
            return _side_by_side(kept)
        elif letters.endswith("D(D)") and isinstance(kept[-4].value[0], d.Festival):
            kept[-4:] = [kept[-2]]
        elif letters.endswith(("S(S)", "(S)S")):
            named, dated = (kept[-4], kept[-2]) if letters.endswith("S(S)") else (kept[-3], last)
            if not isinstance(named.value, d.HalfYear):
                named, dated = dated, named
            kept[-4:] = [self._dated(named, dated)]
        elif letters.endswith((",(", ";(")):
            kept.pop(-2)  # "16:00停止入馆" stood between
        elif letters.endswith("SS") and isinstance(kept[-2].value, d.HalfYear):
            kept[-2:] = [self._dated(kept[-2], last)]
        elif letters.endswith("TT"):
            return _both(kept, 2)
        elif re.search("T[,;&]T$", letters):
            return _both(kept, 3)
        else:
            return False
        return True

    def _order_brackets(self) -> None:
        """``周一(节假日除外)闭馆``: what a bracket says of days is read after the whole."""
        letters = "".join(token.letter for token in self.tokens)
        for match in reversed(list(re.finditer(r"(?<=D)(\([^()]*\))([&D]*[TC])", letters))):
            if not re.search(r"^\([SD]+\)$|T", match[1]):
                group = self.tokens[match.start(1) : match.end(1)]
                rest = self.tokens[match.start(2) : match.end(2)]
                self.tokens[match.start() : match.end()] = rest + group
        kept: list[Token] = []
        for token in self.tokens:
            kept.append(token)
            while self._joined(kept):
                pass
        self.tokens = kept

    # --- what sentences do -----------------------------------------------------------------------

    def _dated(self, named: Token, dated: Token) -> Token:
        """夏令时（5月1日至9月30日）: the season by its dates."""
        if not isinstance(named.value, d.HalfYear) or isinstance(dated.value, d.HalfYear):
            raise Misread(named.word + dated.word)
        self.dated[named.value.summer] = dated.value
        return replace(dated, word=named.word)

    def _season(self, said: list[Token]) -> d.Days | None:
        seasons = [token.value for token in said if token.letter == "S"]
        if len(seasons) > 1:
            raise Misread("two seasons")
        if not seasons or not isinstance(seasons[0], d.HalfYear):
            return seasons[0] if seasons else None
        other = self.dated.get(not seasons[0].summer)
        return self.dated.get(seasons[0].summer) or (d.Not(other) if other else seasons[0])

    def _add(
        self,
        effect: Effect,
        days: tuple[d.Days, ...],
        season: d.Days | None = None,
        bonus: int = 0,
        **more: object,
    ) -> None:
        """A rule for each level its days stand at."""
        levels: dict[int, list[d.Days]] = {}
        for kind in map(self._strict, days):
            levels.setdefault(_level(kind), []).append(kind)
        for level, kinds in levels.items() or [(40 if isinstance(season, d.Period) else 0, [])]:
            own = () if kinds == [d.EVERY_DAY] else tuple(kinds)
            place = level + (5 if season and level == 0 else 0) + bonus
            self.rules.append((place, Rule(effect, own, season, **more)))  # type: ignore[arg-type]

    def _strict(self, kind: d.Days) -> d.Days:
        """节假日 are statutory holidays where the text says elsewhere what weekends are."""
        named = [k for t in self.tokens if t.letter == "D" for k in t.value]
        weekend = any(
            isinstance(k, d.Weekdays) and k != d.EVERY_DAY and k.numbers & {5, 6} for k in named
        )
        return d.Holiday() if isinstance(kind, d.Holiday) and weekend else kind

    def nothing(self, _said: list[Token]) -> None:
        """Punctuation."""

    def opens(self, said: list[Token]) -> None:
        """Hours, of the days and the season named beside them."""
        days, season = _days(said), self._season(said)
        (times,) = (t.value for t in said if t.letter == "T")
        if season:
            self.season = season
        if self.waiting and not days:
            days = self.waiting
        elif self.waiting:
            raise Misread("days without hours")
        self.waiting = ()
        if not days and any(
            r.effect == "open" and not r.days and n >= 0 and r.season == self.season
            for n, r in self.rules
        ):
            raise Misread("hours twice")
        if times == _ALL_DAY:
            words = "".join(t.word for t in said if t.letter == "T")
            self.unattended |= not days
            self.confidence = min(self.confidence, 0.95 if "24" in words else 0.7)
        elif not in_order(times):
            raise Misread("hours that overlap")
        self._add("open", days, self.season, spans=times)
        self.days, self.last = days, "open"

    def sets_season(self, said: list[Token]) -> None:
        """A season for what follows."""
        self.season = self._season(said)

    def limits(self, said: list[Token]) -> None:
        """From an hour on only a part of the house is open."""
        self.rules.append((_LAST, Rule("doubt", spans=((said[0].value, 2 * DAY, "open"),))))

    def rest(self, said: list[Token]) -> None:
        """The other days or months."""
        self.season = None
        times = [t.value for t in said if t.letter == "T"]
        if times:
            self.rules.append((-1, Rule("open", (), None, times[0])))
            self.last = "open"

    def closes(self, said: list[Token]) -> None:
        """Days or a season that are closed."""
        days, season = _days(said), self._season(said)
        if not days and not season:
            raise Misread("closed, but when")
        if any("!" in token.word for token in said):
            raise Misread("周一至周三周五闭馆: who knows what is closed")
        before = len(self.rules)
        self._add("closed", days, season, _CLOSING if days else 35)
        if self.season and not season:
            self.closings += [(rule, self.season) for _, rule in self.rules[before:]]
        self.days, self.last = days, "closed"

    def closes_but(self, said: list[Token]) -> None:
        """除法定节假日外，周一闭馆."""
        first, second = (t.value for t in said if t.letter == "D")
        self._add("closed", second, bonus=_CLOSING)
        self._add("usual", first, bonus=1)
        self.last = "closed"

    def closes_part(self, said: list[Token]) -> None:
        """A part of the day, of the days named here or just before."""
        parts = {
            ("morning" if t.word[0] in "上早" else "afternoon" if t.word[0] == "下" else "evening")
            for t in said
            if t.letter == "P"
        }
        part = "_".join(sorted(parts))
        if part not in {"morning", "afternoon", "evening", "afternoon_evening"}:
            raise Misread(part)
        self._add("part", _days(said) or self.days, self._season(said), _CLOSING + 1, part=part)
        self.last = "part"

    def breaks(self, said: list[Token]) -> None:
        """A break in the hours of the days named here, or just before."""
        times = next(t.value for t in said if t.letter == "T")
        days = _days(said) or self.days
        level = max((_level(kind) for kind in days), default=0)
        opened = [r for n, r in self.rules if r.effect == "open"]
        inside = any(a < times[0][0] and times[-1][1] < b for r in opened for a, b, _ in r.spans)
        if not inside or level > _CLOSING:
            raise Misread("a break in nothing")
        self._add("break", days, self.season, 2, spans=times)
        self.last = "break"

    def suspends(self, said: list[Token]) -> None:
        """Closed for works: for the time stated, or until further notice."""
        season, days = self._season(said), _days(said)
        if days:  # 周一闭馆检修
            self.closes(said)
        elif isinstance(season, d.Period):
            self.rules.append((_WORKS, Rule("closed", (), season)))
        elif season:  # of which year nobody says
            self.rules.append((_WORKS, Rule("closed", (d.Maybe(season, "works"),))))
        else:
            self.rules.append((_WORKS, Rule("closed")))
            self.suspended = True
        self.last = "closed"

    def reopens(self, said: list[Token]) -> None:
        """After a closure the day of opening is said; from then on nothing is certain."""
        year, month, day = said[0].value
        if not self.suspended or not year:
            raise Misread("reopening")
        first = d.Period(date(year, month, day or 1), None)
        self.rules.append((_WORKS + 1, Rule("unknown", (), first)))

    def excepts(self, said: list[Token]) -> None:
        """Days that are exempt: from closing where closing was said, else from opening."""
        days = _days(said)
        closed = any(rule.effect == "closed" for _, rule in self.rules)
        # Of a free weekend a holiday is no exception that anybody would expect.
        weekend = all(
            isinstance(k, d.Weekdays) and k.numbers <= d.WEEKEND.numbers for k in self.days
        )
        if self.last == "closed" and not weekend:
            self._add("usual", days, bonus=1)
        elif closed and not all(_weekly(kind) for kind in days):
            self._add("closed", days)
            self._add("usual", tuple(d.Maybe(kind, "exempt") for kind in days), bonus=1)
        else:
            self._add("closed", days, bonus=_CLOSING)
        self.last = "except"

    def usual(self, said: list[Token]) -> None:
        """Open as on other days."""
        days, season = _days(said), self._season(said)
        self._add("usual", days, season, 1 if any(_level(k) >= 20 for k in days) else _CLOSING + 1)
        if any(isinstance(kind, d.Holiday) for kind in days):
            self.confidence = min(self.confidence, 0.85)
        self.last = "usual"

    def open_days(self, said: list[Token]) -> None:
        """Days of opening without hours: those of the hours before or to come, or as usual."""
        days, season = _days(said), self._season(said)
        if not all(isinstance(kind, d.Weekdays | d.Workday | d.MonthDays) for kind in days):
            self.usual(said)
            return
        if season:
            self.season = season
        plain = [n for n, (_, r) in enumerate(self.rules) if r.effect == "open" and not r.days]
        if days == (d.EVERY_DAY,):
            return
        if plain:
            _, rule = self.rules.pop(plain[-1])
            self._add("open", days, rule.season, spans=rule.spans)
        elif any(r.effect == "open" for _, r in self.rules):
            self._add("unknown", days, season)
        else:
            self.waiting = days
        self.last = "open"

    def extends(self, said: list[Token]) -> None:
        """Another closing hour."""
        days, season = _days(said), self._season(said)
        until = next(t.value for t in said if t.letter == "U")
        if not days and not season:
            raise Misread("extended, but when")
        self._add("until", days, season, 4, spans=((0, until, "open"),))
        self.last = "until"

    def postpones(self, said: list[Token]) -> None:
        """A closing day on a holiday moves to the day after."""
        holidays = _days(said)
        closing = [
            kind
            for _, r in self.rules
            if r.effect == "closed"
            for kind in r.days
            if isinstance(kind, d.Weekdays)
        ]
        if (
            len(closing) != 1
            or len(holidays) > 1
            or not all(isinstance(k, d.Holiday) for k in holidays)
        ):
            raise Misread("what is postponed")
        holiday = d.Holiday()
        self._add("usual", (holiday,), bonus=1)
        self._add("closed", (d.Postponed(closing[0], holiday),), bonus=2)
        self.last = "closed"

    def announces(self, said: list[Token]) -> None:
        """Hours of some days are announced elsewhere; those of all: nothing is certain."""
        days, season = _days(said), self._season(said)
        if not days and not season:
            raise Misread("announced elsewhere")
        self._add("unknown", days, season, 2)

    def asks(self, _said: list[Token]) -> None:
        """By appointment only: what is open may not be."""
        self.rules.append((_LAST, Rule("ask")))

    def room(self, said: list[Token]) -> None:
        """The hours of a room: of the whole house where it has none of its own, else beside it."""
        word = said[0].word
        main = bool(self.rules) and not self.labelled
        if self.waiting:
            raise Misread(word)
        if main or (self.rules and word.startswith("其中")) or "人工" in word:
            # What follows concerns a part only; the house has said its own.
            self.comment = "；".join(filter(None, [self.comment, word.strip(":")]))
            self.last = "part of the house"
            return
        if self.rules:
            self.parts.append(self.rules)
            self.rules = []
        self.labelled, self.season, self.days, self.last = True, None, (), ""

    # --- the whole -------------------------------------------------------------------------------

    def _result(self) -> ParsedHours:
        """The rules in the order in which they override one another."""
        if self.waiting:
            raise Misread("days without hours")
        self._close_in_each_season()
        rooms = [self._ordered(rules) for rules in (*self.parts, self.rules)]
        if not any(r.effect == "open" for r in rooms[0]):
            rooms[0].insert(0, Rule("unknown"))
        schedule = Schedule(tuple(rooms[0]), tuple(tuple(room) for room in rooms[1:]))
        return ParsedHours(
            self.text, schedule, None, self.unattended, self.comment, self.confidence
        )

    def _close_in_each_season(self) -> None:
        """Closing days named beside several seasons hold in each; named once they hold in all."""
        if len({season for _, season in self.closings}) > 1:
            own = {id(rule): replace(rule, season=season) for rule, season in self.closings}
            self.rules = [(level, own.get(id(rule), rule)) for level, rule in self.rules]

    @staticmethod
    def _ordered(levelled: list[tuple[int, Rule]]) -> list[Rule]:
        rules = [rule for _, rule in sorted(levelled, key=lambda entry: entry[0])]
        opened = [rule for rule in rules if rule.effect == "open"]
        special = d.Holiday | d.Festival | d.LunarDays
        if not opened and not any(level == _WORKS for level, _ in levelled):
            raise Misread("no hours")
        if opened and all(r.days and all(isinstance(k, special) for k in r.days) for r in opened):
            raise Misread("hours of holidays only")
        shut = [
            k for r in rules if r.effect == "closed" for k in r.days if isinstance(k, d.Weekdays)
        ]
        if frozenset().union(*(kind.numbers for kind in shut)) == d.EVERY_DAY.numbers:
            raise Misread("closed every day")
        named = [kind for rule in rules for kind in rule.days]
        weekend = any(kind == d.WEEKEND for rule in opened for kind in rule.days)
        if weekend and d.Workday() in named and not any(isinstance(k, special) for k in named):
            # Whether a holiday from Monday to Friday is as a weekend nobody says.
            rules.append(Rule("usual", (d.Maybe(d.Holiday(), "holiday"),)))
        return rules


def _days(said: list[Token]) -> tuple[d.Days, ...]:
    return tuple(kind for token in said if token.letter == "D" for kind in token.value)


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
    elif isinstance(one, d.Festival) and isinstance(two, d.LunarDays):
        kept[-2:] = [second]
    elif isinstance(one, d.Holiday) and two == d.WEEKEND:
        kept[-2:] = [Token("D", first.word + second.word, (*first.value, *second.value))]
    else:
        raise Misread(first.word + second.word)
    return True


def _both(kept: list[Token], length: int) -> bool:
    """Join hours that follow each other on one day."""
    first, second = kept[-length], kept[-1]
    times = (*first.value, *second.value)
    if not in_order(times):
        return False
    kept[-length:] = [Token("T", first.word + second.word, times)]
    return True


def _past_part(letters: str, position: int) -> int:
    """Where what concerns a part of the house ends; it may say nothing else."""
    end = re.compile("[^;)]*").match(letters, position)
    skipped = end[0] if end else ""
    if re.search("[^SDTO,&(]", skipped):
        raise Misread(skipped)
    return position + len(skipped)


_ON = "(?:S,?D|D,?S|D|S)"
#: Patterns over the letters of :mod:`locator.hours.tokens`, and what they say.
SENTENCES: tuple[tuple[re.Pattern[str], Callable[[_Reader, list[Token]], None]], ...] = tuple(
    (re.compile(pattern), act)
    for pattern, act in (
        ("xDX?,?DC", _Reader.closes_but),  # 除节假日外，周一闭馆
        ("x[SD]CX?", _Reader.closes),  # 除周一闭馆外
        ("xDX?|DX", _Reader.excepts),  # 除周一外；周一除外
        ("hD", _Reader.usual),  # 含节假日
        ("D,?C?,?G", _Reader.postpones),  # 遇节假日顺延
        ("D?BT|D?T[CB]", _Reader.breaks),  # 午休12:00-13:00；12:00-13:00闭馆
        (r"C[,(]?(?:SD|DS|D|S)(?=[,;()]|$)", _Reader.closes),  # 闭馆：周一
        ("D?P(?:&?P)?C", _Reader.closes_part),  # 周五下午闭馆
        ("(?:SD|DS|D|S)C", _Reader.closes),  # 周一闭馆
        ("[SD]?Y", _Reader.suspends),  # 装修闭馆
        ("V", _Reader.reopens),  # 预计2027年3月开放
        ("L", _Reader.limits),  # 19:00后仅开放自习区
        (f"(?:{_ON},?)?[AO]?U", _Reader.extends),  # 周五延长至20:00
        (
            rf"S?,?[AO]?T\({_ON}\)|S?,?[AO]?T,?{_ON}(?=\)?(?:;|$))",
            _Reader.opens,
        ),  # 9:00-17:00（周一至周五）
        (f"(?:{_ON},?)?(?:[AO],?)?TO?", _Reader.opens),  # 周一至周五9:00-17:00
        ("R,?O?T", _Reader.rest),  # 其余时间9:00-17:00
        ("R[OAC]?", _Reader.rest),
        (f"{_ON},?A", _Reader.usual),  # 节假日照常开放
        ("S?DO", _Reader.open_days),  # 周一至周五开放
        (f"{_ON},?Q|Q", _Reader.announces),  # 节假日另行通知
        ("N", _Reader.asks),  # 需预约
        ("I", _Reader.room),  # 少儿阅览室：
        ("S,(?=[DTP])", _Reader.sets_season),
        ("[,;()&OA]", _Reader.nothing),
    )
)
