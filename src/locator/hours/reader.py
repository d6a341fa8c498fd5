"""The rules read so far of one text, and the order in which they override one another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from locator.hours import days as d
from locator.hours.misread import Misread
from locator.hours.near import WeekOfMonth
from locator.hours.rules import DAY, Rule, Schedule

if TYPE_CHECKING:
    from locator.hours.rules import Effect, Span
    from locator.hours.tokens import Token


def is_weekly(kind: d.Days) -> bool:
    """Whether days come back every week."""
    return isinstance(kind, d.Weekdays | d.Workday)


def is_special(kind: d.Days) -> bool:
    """Whether days are holidays, for certain or perhaps."""
    days = kind.days if isinstance(kind, d.Maybe) else kind
    return isinstance(days, d.Holiday | d.Festival | d.LunarDays)


#: Later overrides earlier: what holds always, seasons, days, dates, holidays, festivals, works.
def level_of(kind: d.Days | None) -> int:  # noqa: PLR0911 - one row a kind
    """How late a rule of these days is applied."""
    match kind:
        case d.Maybe():
            return level_of(kind.days)
        case None | d.EVERY_DAY:
            return 0
        case d.Weekdays():
            return 10
        case d.Workday(instead=True):
            return 30
        case d.Workday():
            return 11
        case d.NthWeekday() | d.MonthDays() | d.LunarMonthDays() | d.MonthWorkday() | d.Vacation():
            return OF_MONTH
        case WeekOfMonth():
            return OF_MONTH
        case d.Holiday() | d.Postponed():
            return 30
        case d.Festival() | d.LunarDays():
            return 45
        case _:
            return 40


def _short(season: d.Days | None) -> bool:
    """Whether dates are those of an occasion, which no weekly closing day concerns."""
    if not isinstance(season, d.Period) or season.first is None or season.last is None:
        return False
    return (season.last - season.first).days < 14


#: Places of closing days, of works, and of what limits all the rest.
MORNING_ENDS = 13 * 60
OF_MONTH = 20
CLOSING = 15  # a closing day beats opening hours of its own kind
WORKS = 60
LAST = 70
#: How sure hours are of which a piece was not understood.
_IN_PART = 0.7


@dataclass(slots=True)
class HoursReader:
    """The rules read so far of one text, and what the next sentence leans on."""

    tokens: list[Token]
    dated: dict[bool, d.Days]  # summer, winter by their dates
    comment: str
    confidence: float
    rules: list[tuple[int, Rule]] = field(default_factory=list)
    parts: list[list[tuple[int, Rule]]] = field(default_factory=list)
    season: d.Days | None = None  # holds for the sentences that follow
    outer: list[d.Days | None] = field(default_factory=list)  # seasons outside the brackets
    days: tuple[d.Days, ...] = ()  # the last days that were named
    waiting: tuple[d.Days, ...] = ()  # days whose hours are still to come
    served: bool = False  # hours came for them; others may, of other seasons
    dated_closing: bool = False  # the last closing was one of dates
    last: str = ""  # what the last sentence did
    apart: bool = False  # this sentence stands on its own, after a semicolon
    closings: list[tuple[Rule, d.Days]] = field(default_factory=list)
    #: Days whose hours are those of other days, which may be named later.
    alike: list[tuple[tuple[d.Days, ...], tuple[d.Days, ...]]] = field(default_factory=list)
    labelled: bool = False
    one_floor: bool = False  # the room is a floor or a hall, surely not the whole house
    only: bool = False  # all other days are closed
    suspended: bool = False
    unattended: bool = False

    def season_of(self, said: list[Token]) -> d.Days | None:
        """The season that tokens name."""
        seasons = [token.value for token in said if token.letter == "S"]
        if len(seasons) > 1:
            raise Misread("two seasons")
        if not seasons or not isinstance(seasons[0], d.HalfYear):
            return seasons[0] if seasons else None
        other = self.dated.get(not seasons[0].summer)
        return self.dated.get(seasons[0].summer) or (d.Not(other) if other else seasons[0])

    def add(
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
            levels.setdefault(level_of(kind), []).append(kind)
        for level, kinds in levels.items() or [(40 if _short(season) else 0, [])]:
            own = () if kinds == [d.EVERY_DAY] else tuple(kinds)
            between = isinstance(season, d.Maybe)  # 春秋季, where it is neither summer nor winter
            place = level + (5 if season and level == 0 else 0) + between + bonus
            self.rules.append((place, Rule(effect, own, season, **more)))  # type: ignore[arg-type]

    def frees(self, season: d.Days | None) -> None:
        """周一闭馆；7、8月每天开放: in a season the closing days of the week are none."""
        closed = [rule for _, rule in self.rules if rule.effect == "closed" and not rule.season]
        for kind in (k for rule in closed if season for k in rule.days if is_weekly(k)):
            place = level_of(kind) + CLOSING + 1
            self.rules.append((place, Rule("usual", (kind,), season)))

    def exempts(self, days: tuple[d.Days, ...]) -> None:
        """Days that are no closing days; those of a month come after those of the week."""
        for kind in days:
            self.add("usual", (kind,), bonus=CLOSING + 1 if level_of(kind) == OF_MONTH else 1)

    def doubt(self, days: tuple[d.Days, ...], season: d.Days | None) -> None:
        """Of these days something is said that is not understood."""
        doubtful = [(LAST, Rule("unknown", days))] if days else []
        doubtful += [(LAST, Rule("unknown", (), season))] if season else []
        for rules in (*self.parts, self.rules):
            rules.extend(doubtful)
        self.confidence = min(self.confidence, _IN_PART)

    def unseasoned_days(self) -> tuple[d.Days, ...]:
        """The days of the hours said so far without a season: 周一至周五9-17，夏季9-18."""
        named = {rule.days for _, rule in self.rules if rule.effect == "open" and not rule.season}
        if len(named) > 1:
            raise Misread("of which days")
        return named.pop() if named else ()

    def days_of_other_season(self, times: tuple[Span, ...]) -> tuple[d.Days, ...]:
        """夏季周二至周日9:00-18:00，冬季9:00-17:00: of those days; perhaps of others as well."""
        opened = [rule for _, rule in self.rules if rule.effect == "open" and rule.season]
        days = tuple(k for o in opened if o.season == opened[-1].season for k in o.days)
        if not days or not all(map(is_weekly, days)):
            return ()
        self.add("open", (d.Maybe(d.EVERY_DAY, "other season"),), self.season, spans=times)
        return days

    def doubt_beside(self, days: tuple[d.Days, ...], times: tuple[Span, ...]) -> None:
        """周二至周日9:00-17:00，周五18:00-20:30: on Fridays those hours, and perhaps the others."""
        for n, rule in tuple(self.rules):
            shared = _numbers(days) & _numbers(rule.days)
            apart = all(b <= c or e <= a for a, b, _ in times for c, e, _ in rule.spans)
            weekly = all(map(is_weekly, (*days, *rule.days)))
            if rule.effect != "open" or n < 0 or rule.season != self.season or not apart:
                continue
            if weekly and shared and rule.days != days:
                own, wide = times, rule.spans
                if len(_numbers(days)) > len(shared):
                    own, wide = wide, own
                doubts: list[Span] = [(a, b, "unknown") for a, b, _ in wide]
                spans = tuple(sorted([*own, *doubts]))
                both = (d.Weekdays(shared),)
                self.rules.append((CLOSING - 2, Rule("open", both, self.season, spans)))

    def _strict(self, kind: d.Days) -> d.Days:
        """节假日 are statutory holidays where the text says elsewhere what weekends are."""
        named = [k for t in self.tokens if t.letter == "D" for k in t.value]
        weekend = any(
            isinstance(k, d.Weekdays) and k != d.EVERY_DAY and k.numbers & {5, 6} for k in named
        )
        return d.Holiday() if isinstance(kind, d.Holiday) and weekend else kind

    def schedule(self) -> Schedule:
        """The rules in the order in which they override one another."""
        if self.waiting and not self.served:
            if any(token.letter in "TtUFL" for token in self.tokens):
                raise Misread("days without hours")
            self.add("open", self.waiting, self.season, spans=((0, DAY, "unknown"),))
        self._open_alike()
        self._close_in_each_season()
        self._share_hours()
        rooms = [self._ordered(rules, only=self.only) for rules in (*self.parts, self.rules)]
        if not any(r.effect == "open" for r in rooms[0]):
            rooms[0].insert(0, Rule("unknown"))
        return Schedule(tuple(rooms[0]), tuple(tuple(room) for room in rooms[1:]))

    def _share_hours(self) -> None:
        """成人部周一闭馆，少儿部周二闭馆，9:00-18:00: hours after closing days alone are of all."""
        common = [entry for entry in self.rules if entry[1].effect == "open"]
        nothing = ((0, DAY, "unknown"),)  # 一楼每天开放: of hours nothing
        silent = [
            part
            for part in self.parts
            if all(r.effect in {"closed", "usual"} or r.spans == nothing for _, r in part)
        ]
        if common and len(silent) == len(self.parts) and not any(r.days for _, r in common):
            for part in silent:
                part.extend(common)

    def days_of_mornings(self, times: tuple[Span, ...]) -> tuple[d.Days, ...]:
        """周六上午开放，8:30-11:00: hours of a morning are those of the mornings named before."""
        if self.last != "open mornings" or times[-1][1] > MORNING_ENDS:
            raise Misread("hours of these days, or of all")
        return self.days

    def beside_sessions(self, times: tuple[Span, ...]) -> tuple[Span, ...]:
        """8:30-11:30，14:00-17:00（冬季13:30-16:30）: of the other session nobody says anything."""
        before = next((r.spans for _, r in reversed(self.rules) if r.effect == "open"), ())
        if len(times) >= len(before):
            return times
        others = [(a, b) for a, b, _ in before if all(b <= c or e <= a for c, e, _ in times)]
        doubts: list[Span] = [(a, b, "unknown") for a, b in others]
        return tuple(sorted([*times, *doubts]))

    def _open_alike(self) -> None:
        """节假日同周末: the hours of the days that are named as an example."""
        for own, others in self.alike:
            found = [
                rule
                for _, rule in self.rules
                if rule.effect == "open" and covers(rule.days, others)
            ]
            if self.parts or not found or len({rule.season for rule in found}) < len(found):
                raise Misread("the hours of which days")
            for rule in found:
                self.add("open", own, rule.season, spans=rule.spans)

    def _close_in_each_season(self) -> None:
        """Closing days named beside several seasons hold in each; named once they hold in all."""
        if len({season for _, season in self.closings}) > 1:
            own = {id(rule): replace(rule, season=season) for rule, season in self.closings}
            self.rules = [(level, own.get(id(rule), rule)) for level, rule in self.rules]

    @staticmethod
    def _ordered(levelled: list[tuple[int, Rule]], *, only: bool) -> list[Rule]:
        rules = [rule for _, rule in sorted(levelled, key=lambda entry: entry[0])]
        opened = [rule for rule in rules if rule.effect == "open"]
        special = d.Holiday | d.Festival | d.LunarDays
        if not opened and not any(rule.effect == "closed" for rule in rules):
            raise Misread("no hours")
        if opened and all(r.days and all(map(is_special, r.days)) for r in opened):
            worked = any(r.effect == "closed" and d.Workday() in r.days for r in rules)
            if not (only or worked):
                raise Misread("hours of holidays only")
            if not only:  # 节假日9:00-16:00，工作日不开放: of weekends nothing
                rules.insert(0, Rule("unknown", (d.WEEKEND,)))
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


def _numbers(days: tuple[d.Days, ...]) -> frozenset[int]:
    """The days of the week among days, Monday = 0; no days are all."""
    workdays = frozenset(range(5))
    found = [k.numbers if isinstance(k, d.Weekdays) else workdays for k in days if is_weekly(k)]
    return frozenset[int]().union(*found) if days else d.EVERY_DAY.numbers


def covers(days: tuple[d.Days, ...], others: tuple[d.Days, ...]) -> bool:
    """Whether days hold certain other days: Friday to Sunday the weekend."""
    week = d.Weekdays(frozenset(range(5)))
    others = tuple(week if k == d.Workday() and k not in days else k for k in others)
    numbers = frozenset[int]().union(*(k.numbers for k in days if isinstance(k, d.Weekdays)))
    return all(k.numbers <= numbers if isinstance(k, d.Weekdays) else k in days for k in others)


def days_of(said: list[Token]) -> tuple[d.Days, ...]:
    """The days that tokens name."""
    return tuple(kind for token in said if token.letter == "D" for kind in token.value)
