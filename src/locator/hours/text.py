"""Chinese opening hours → OpenStreetMap's ``opening_hours`` syntax.

The text is cut into tokens (days, seasons, times, closed, holidays …) and read left to right: a
day token opens a rule, times fill it, "closed" closes the days before or after it. Words that
would change the meaning and are not understood (每月, 暑假, 农历 …) make the whole text unknown:
a wrong hour is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import opening_hours

from locator.hours.tokens import (
    DAY_KINDS,
    DAYS,
    TOKEN,
    day_set,
    days_of,
    normalised,
    overlap,
    season_of,
    spills,
    times_of,
)


@dataclass(frozen=True, slots=True)
class ParsedHours:
    """Opening hours as understood.

    ``syntax`` is OpenStreetMap syntax (``PH`` for statutory holidays) or None when not
    understood; ``workday`` the times that hold on working days, make-up Saturdays included (""
    where the text does not speak of working days); ``unattended`` marks round-the-clock
    self-service; ``comment`` what is not a time (last admission); ``confidence`` 0 to 1.
    """

    text: str
    syntax: str | None
    workday: str = ""
    unattended: bool = False
    comment: str = ""
    confidence: float = 0.0


@dataclass(slots=True)
class _Rule:
    days: str
    season: str = ""
    times: str = ""
    closed: bool = False
    default: bool = False  # the text named no days
    period: bool = False  # a span of dates that is closed

    def syntax(self) -> str:
        what = "off" if self.closed else self.times
        return " ".join(part for part in (self.season, self.days, what) if part)


@lru_cache(maxsize=4096)
def parse(text: str) -> ParsedHours:
    """Read opening hours in Chinese text or in OpenStreetMap syntax."""
    plain = normalised(text)
    if not plain:
        return ParsedHours(text, None)
    foreign = re.search("[A-Za-z]", plain) or plain == "24/7"  # bare times are no OSM syntax
    if plain.isascii() and foreign and opening_hours.validate(plain):
        return ParsedHours(text, plain, unattended=plain == "24/7", confidence=1.0)
    return _Reader(text, plain).read()


class _Reader:
    """Left-to-right reading of one text."""

    def __init__(self, text: str, plain: str) -> None:
        self.text = text
        self.plain = plain
        self.rules: list[_Rule] = []
        self.season = ""
        self.days: str | None = None
        self.comment = ""
        self.workday = ""
        self.whole = False
        self.holiday = ""  # "", "off", "open", "except"
        self.confidence = 0.95
        self.kinds: list[tuple[str, str]] = []
        self.holidays_too = False
        self.linked: set[int] = set()  # tokens joined to the one before by 、 or 和
        self.adjacent: set[int] = set()  # … or by nothing at all
        self.wrong = False  # something was understood that cannot be
        self.weekends_unsure = False

    def read(self) -> ParsedHours:
        position = 0
        while position < len(self.plain):
            token = TOKEN.match(self.plain, position)
            if token is None or token.lastgroup == "unsure":
                return ParsedHours(self.text, None)
            kind = str(token.lastgroup)
            if kind == "closed" and self.kinds and self.kinds[-1][0] == "time":
                # "12:00-13:00闭馆": no hours but a break in them.
                self.kinds[-1] = ("break", self.kinds[-1][1])
            else:
                self.kinds.append((kind, token[0]))
            position = token.end()
        self.kinds = self._joined()
        for number, (kind, word) in enumerate(self.kinds):
            self._take(kind, word, number)
        return self._result()

    def _joined(self) -> list[tuple[str, str]]:
        """The tokens that mean something, and which of them stand in one list."""
        kept: list[tuple[str, str]] = []
        between = ""
        for kind, word in self.kinds:
            if kind == "open" and kept and kept[-1][0] == "holiday" and not between:
                kept.append(("normal", word))
            elif kind in {"joint", "open", "nooning", "half"}:
                between += word
            else:
                if not between:
                    self.adjacent.add(len(kept))
                elif set(between) <= set("、和及与/ "):
                    self.linked.add(len(kept))
                kept.append((kind, word))
                between = ""
        # "法定节假日开放时间 10:00-16:00": hours follow, so the word is no statement.
        return [
            k
            for n, k in enumerate(kept)
            if not (
                k == ("normal", k[1])
                and k[1].startswith("开放")
                and n + 1 < len(kept)
                and kept[n + 1][0] == "time"
            )
        ]

    def _take(self, kind: str, word: str, number: int) -> None:
        if kind == "remark":
            self.confidence = min(self.confidence, 0.7)
        elif kind == "last":
            self.comment = word.strip("()")
        elif kind == "season":
            self.season, self.days = season_of(word), None
        elif kind == "rest":
            self.season, self.days = "", None
        elif kind == "closed" and number and self.kinds[number - 1][0] == "season":
            rule = self._rule("Mo-Su")
            rule.closed = rule.period = True
            self.season = ""
        elif kind == "whole":
            self.whole = True
            if "24" not in word:  # 全天 may also mean without a break
                self.confidence = min(self.confidence, 0.7)
            if self.days not in {None, "Mo-Su"}:
                self._rule(str(self.days)).times = "00:00-24:00"
        elif kind in {"days", "workdays", "weekend", "daily"}:
            self._take_days(kind, word, number)
        elif kind == "holiday":
            self._take_holiday(number)
            # Everyday speech counts weekends among 节假日.
            loose = not re.search("法定|国定|国家", word)
            self.weekends_unsure |= loose and self.holiday in {"off", "except"}
        elif kind in {"time", "break"}:
            (self._take_time if kind == "time" else self._take_break)(word)

    def _next(self, number: int, *skip: str) -> str:
        """Kind of the next token that is not skipped."""
        rest = [k for k, _ in self.kinds[number + 1 :] if k not in skip]
        return rest[0] if rest else ""

    def _take_days(self, kind: str, word: str, number: int) -> None:
        days = {"workdays": "Mo-Fr", "weekend": "Sa-Su", "daily": "Mo-Su"}.get(kind) or days_of(
            word
        )
        before = self.kinds[number - 1] if number else ("", "")
        joined = before[0] in {"days", "workdays", "weekend"}
        if self._closes(number, before):
            inside = self.days and day_set(days) < day_set(self.days)
            listed = joined and number in self.linked | self.adjacent
            if listed and self.days and not self._used(self.days) and not inside:
                self._rule(self.days).closed = True
            self._rule(days).closed = True
            waiting = self.days and not listed and not self._used(self.days)
            self.days = self.days if waiting else None
            return
        if self._next(number) == "normal" and any(r.times for r in self.rules):
            self._rule(days).times = next(r.times for r in reversed(self.rules) if r.times)
            return
        late = [r for r in self.rules if r.default and r.times and r.season == self.season]
        # "周一至周三周五闭馆": who knows what is closed.
        self.wrong |= number + 1 in self.adjacent and self._next(number, *DAY_KINDS) == "closed"
        if late and kind != "daily" and all(k != "time" for k, _ in self.kinds[number + 1 :]):
            late[0].days = f"{late[0].days},{days}" if joined and late[0].days != "Mo-Su" else days
            return
        if joined and self.days and not self._used(self.days):
            days = days if days == self.days else f"{self.days},{days}"
        if self.holidays_too:
            days, self.holidays_too = f"{days},PH", False
        self.days = days
        if kind == "workdays":
            self.workday = "?"

    def _closes(self, number: int, before: tuple[str, str]) -> bool:
        """Whether the days named here are days of closing."""
        if (
            self._next(number) == "except"
            or (before[0] == "except" and before[1] in {"除", "除了"})
            or self._next(number, "holiday") == "closed"
            or self._next(number, "holiday", "except") == "closed"
        ):
            return True
        if before[0] != "closed":
            return False
        # "闭馆：周一" unless that word closed something that stands before it.
        earlier = self.kinds[number - 2][0] if number > 1 else ""
        return self._next(number) == "" or earlier not in DAY_KINDS | {
            "holiday",
            "season",
            "except",
        }

    def _used(self, days: str) -> bool:
        return any(r.days == days and r.season == self.season for r in self.rules)

    def _take_holiday(self, number: int) -> None:
        after = self._next(number)
        before = self.kinds[number - 1] if number else ("", "")
        listed = number + 1 in self.linked and after in DAY_KINDS
        if listed:
            after = self._next(number, *DAY_KINDS)
        if before[0] == "except" and before[1] in {"除", "除了"}:
            self.holiday = "except"
        elif after == "closed":
            self.holiday = "off"
        elif after == "time" and listed:
            self.holidays_too = True
        elif after == "time":
            named = before[0] in {"weekend", "days"} and self.days and not self._used(self.days)
            self.days = f"{self.days},PH" if named else "PH"
        elif "except" in {after, before[0]}:
            self.holiday = "except"
        elif after in {"normal", "", "remark", "last"}:
            self.holiday = "open"
        else:
            self.wrong = True

    def _take_time(self, word: str) -> None:
        rule = self._rule(self.days or "Mo-Su")
        rule.default = self.days is None
        rule.times = f"{rule.times},{times_of(word)}" if rule.times else times_of(word)

    def _take_break(self, word: str) -> None:
        """Take a break out of the hours before it; of other hours nothing certain is left."""
        opens, closes = times_of(word).split("-")
        rule = self.rules[-1] if self.rules else _Rule("")
        left = []
        for span in rule.times.split(",") if rule.times else []:
            start, end = span.split("-")
            inside = start < opens < closes < end
            left += [f"{start}-{opens}", f"{closes}-{end}"] if inside else [span]
        broken = ",".join(left)
        self.wrong |= broken == rule.times
        rule.times = broken

    def _rule(self, days: str) -> _Rule:
        for rule in self.rules:
            if rule.days == days and rule.season == self.season:
                return rule
        self.rules.append(_Rule(days, self.season))
        return self.rules[-1]

    def _result(self) -> ParsedHours:
        timed = [r for r in self.rules if r.times and not r.closed]
        closed = [r for r in self.rules if r.closed]
        if self._contradictory(timed, closed):
            return ParsedHours(self.text, None, comment=self.comment)
        if self.whole and not timed:
            if not closed and self.holiday not in {"off", "except"}:
                return ParsedHours(
                    self.text,
                    "24/7",
                    unattended=True,
                    comment=self.comment,
                    confidence=self.confidence,
                )
            timed = [_Rule("Mo-Su", times="00:00-24:00")]
        elif not timed or (self.whole and any(r.times != "00:00-24:00" for r in timed)):
            return ParsedHours(self.text, None, comment=self.comment)
        self._close_in_every_season(closed)
        # What holds generally first, so that the particular overrides it; holidays last.
        timed.sort(key=lambda r: not (r.days == "Mo-Su" and not r.season))
        on_holidays = [r.syntax() for r in timed if r.days == "PH"]
        timed = [r for r in timed if r.days != "PH"]
        parts = [r.syntax() for r in timed]
        if self.holiday == "except":
            # Excepted from the closing days where there are any, from opening otherwise.
            self.holiday = "open" if closed else "off"
        if (
            self.workday
            and not self.holiday
            and not on_holidays
            and not any("PH" in r.days for r in timed)
        ):
            # A holiday is no working day; what is said of the weekend holds all the same.
            working = (n for n, r in enumerate(timed) if "Mo-Fr" in r.days)
            last = max(working, default=len(parts) - 1)
            parts.insert(last + 1, "PH off")
        parts += [r.syntax() for r in closed]
        if self.weekends_unsure and all(r.default for r in timed) and not closed:
            parts.append("Sa-Su unknown")
        if self.holiday == "off":
            parts.append("PH off")
        elif self.holiday == "open" and timed:
            usual = {r.season: r.times for r in reversed(timed)}
            parts += [" ".join(filter(None, (s, "PH", x))) for s, x in reversed(usual.items())]
            self.confidence = min(self.confidence, 0.85)
        syntax = "; ".join(parts + on_holidays)
        # Nights that run into a holiday on which nothing opens are beyond the evaluator.
        through = self.workday and any(spills(r.times) for r in timed)
        if through or "99:99" in syntax or not opening_hours.validate(syntax):
            return ParsedHours(self.text, None, comment=self.comment)
        workday = (
            "; ".join(f"{r.season} {r.times}".strip() for r in timed if r.days.startswith("Mo-Fr"))
            if self.workday
            else ""
        )
        return ParsedHours(self.text, syntax, workday, self.whole, self.comment, self.confidence)

    def _contradictory(self, timed: list[_Rule], closed: list[_Rule]) -> bool:
        """Whether what was understood cannot be all, so that nothing of it is certain."""
        shut = set().union(*(day_set(r.days) for r in closed if not r.season)) if closed else set()
        pending = self.days and not self.whole and not self._used(self.days)
        return (
            self.wrong
            or len(shut) == len(DAYS)
            or bool(pending and any(r.default for r in timed))
            or bool(timed and all(r.days == "PH" for r in timed))
            or any(overlap(r.times) for r in timed)
        )

    def _close_in_every_season(self, closed: list[_Rule]) -> None:
        """Closing days named once, after the last of several seasons, hold in all of them."""
        closed = [rule for rule in closed if not rule.period]
        seasons = list(dict.fromkeys(rule.season for rule in self.rules if not rule.period))
        if len(seasons) > 1 and {rule.season for rule in closed} == {seasons[-1]}:
            for rule in closed:
                rule.season = ""
