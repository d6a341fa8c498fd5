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

_DAYS = "Mo Tu We Th Fr Sa Su".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DAY_NUMBER = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "七": 6}

_DAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
_RANGE = r"(?:-|至|到)"
_CLOCK = r"(?:(?:上午|早上|早|中午|下午|晚上|晚|凌晨)?\d{1,2}(?:[:点时](?:\d{2}|半)?分?|(?=-)))"
_PATTERNS = (
    ("remark", r"\([^()]*(?:数据集|以馆方|以.{0,6}公告|截至|\d{4}-\d{2}(?:-\d{2})?)[^()]*\)"),
    ("last", r"\(?(?:(?:停止|最晚|最后)(?:入馆|入场|入园|进馆|进场|检票)(?:时间)?[::]?\d{1,2}:\d{2}"
             r"|\d{1,2}:\d{2}(?:后)?(?:停止|谢绝|禁止)(?:入馆|入场|入园|进馆|进场|检票|参观|售票))\)?"),
    ("season", r"\d{1,2}月(?:\d{1,2}日)?" + _RANGE + r"(?:次年|翌年)?\d{1,2}月(?:\d{1,2}日)?"),
    ("whole", r"(?:全年)?(?:每[天日])?(?:24小时|全天候|全天)(?:自助)?(?:开放|服务|营业)?|24/7"),
    ("time", _CLOCK + _RANGE + r"(?:次日|翌日|第二天)?" + r"(?:(?:上午|早上|早|中午|下午|晚上|晚|凌晨)?"
             r"\d{1,2}[:点时](?:\d{2}|半)?分?)"),
    ("days", _DAY + _RANGE + _DAY + "|" + _DAY + r"(?:[、,和及]?(?:周|星期|礼拜)?[一二三四五六日天](?![月年号]))*"),
    ("workdays", r"工作日|平日"),
    ("weekend", r"周末|双休日"),
    ("daily", r"每[天日]|全年无休|天天|全周|日常"),
    ("holiday", r"(?:国家|国定)?法定节假日|(?:国定)?节假日|法定假日|法定节日"),
    ("except", r"除外|例外|除(?!夕)"),
    ("closed", r"闭馆|闭园|休馆|休息|关闭|不开放|不对外开放|停止开放|停开|店休|公休"),
    ("normal", r"(?:照常|正常)(?:开放|营业)?"),
    ("open", r"开放(?:时间)?|营业(?:时间)?|服务时间|开馆(?:时间)?|对外"),
    ("unsure", r"每月|每季|每周[^一二三四五六日天]|单周|双周|第[一二三四]|寒假|暑假|寒暑假|农历|除夕|春节|冬季|夏季|冬令|夏令|预约"
               r"|活动期间|另行|以.{0,8}为准|不定|约|左右|部分"),
    ("joint", r"[\s,;。.、:()\"'/及和与]|其余时间|其他时间|其余|为|时间|的"),
)  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_AFTERNOON = ("下午", "晚上", "晚")
_NOON_HOUR = 12


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

    def syntax(self) -> str:
        what = "off" if self.closed else self.times
        return " ".join(part for part in (self.season, self.days, what) if part)


@lru_cache(maxsize=4096)
def parse(text: str) -> ParsedHours:
    """Read opening hours in Chinese text or in OpenStreetMap syntax."""
    plain = _normalised(text)
    if not plain:
        return ParsedHours(text, None)
    if plain.isascii() and opening_hours.validate(plain):
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
        self.holiday = ""  # "", "off", "open"
        self.confidence = 0.95
        self.kinds: list[tuple[str, str]] = []

    def read(self) -> ParsedHours:
        position = 0
        while position < len(self.plain):
            token = _TOKEN.match(self.plain, position)
            if token is None or token.lastgroup == "unsure":
                return ParsedHours(self.text, None)
            self.kinds.append((str(token.lastgroup), token[0]))
            position = token.end()
        self.kinds = [k for k in self.kinds if k[0] not in {"joint", "open"}]
        for number, (kind, word) in enumerate(self.kinds):
            self._take(kind, word, number)
        return self._result()

    def _take(self, kind: str, word: str, number: int) -> None:
        if kind == "remark":
            self.confidence = min(self.confidence, 0.7)
        elif kind == "last":
            self.comment = word.strip("()")
        elif kind == "season":
            self.season, self.days = _season(word), None
        elif kind == "whole":
            self.whole = True
        elif kind in {"days", "workdays", "weekend", "daily"}:
            self._take_days(kind, word, number)
        elif kind == "holiday":
            self._take_holiday(number)
        elif kind == "time":
            self._take_time(word)

    def _next(self, number: int, *skip: str) -> str:
        """Kind of the next token that is not skipped."""
        rest = [k for k, _ in self.kinds[number + 1 :] if k not in skip]
        return rest[0] if rest else ""

    def _take_days(self, kind: str, word: str, number: int) -> None:
        days = {"workdays": "Mo-Fr", "weekend": "Sa-Su", "daily": "Mo-Su"}.get(kind) or _days(word)
        joined = number > 0 and self.kinds[number - 1][0] in {"days", "workdays", "weekend"}
        if self._next(number, "holiday") == "closed" or (
            number > 0 and self.kinds[number - 1][0] == "closed" and self._next(number) == ""
        ):
            if joined and self.days and not self._used(self.days):
                self._rule(self.days).closed = True
            self._rule(days).closed = True
            self.days = None
            return
        if joined and self.days and not self._used(self.days):
            days = f"{self.days},{days}"
        self.days = days
        if kind == "workdays":
            self.workday = "?"

    def _used(self, days: str) -> bool:
        return any(r.days == days and r.season == self.season for r in self.rules)

    def _take_holiday(self, number: int) -> None:
        after = self._next(number)
        before = self.kinds[number - 1][0] if number else ""
        if after == "closed":
            self.holiday = "off"
        elif after == "time":
            self.days = f"{self.days},PH" if before in {"weekend", "days"} and self.days else "PH"
        elif after in {"normal", "except", "", "remark", "last"} or before == "except":
            self.holiday = "open"

    def _take_time(self, word: str) -> None:
        rule = self._rule(self.days or "Mo-Su")
        rule.times = f"{rule.times},{_times(word)}" if rule.times else _times(word)

    def _rule(self, days: str) -> _Rule:
        for rule in self.rules:
            if rule.days == days and rule.season == self.season:
                return rule
        self.rules.append(_Rule(days, self.season))
        return self.rules[-1]

    def _result(self) -> ParsedHours:
        timed = [r for r in self.rules if r.times]
        closed = [r for r in self.rules if r.closed]
        if self.whole and not timed:
            return ParsedHours(self.text, "24/7", unattended=True, comment=self.comment,
                               confidence=self.confidence)  # fmt: skip
        if not timed or self.whole:
            return ParsedHours(self.text, None, comment=self.comment)
        parts = [r.syntax() for r in timed + closed]
        holiday_times = next((r.times for r in timed if not r.season), "")
        if self.holiday == "off" or (self.workday and not self.holiday and not any("PH" in r.days for r in timed)):
            parts.append("PH off")
        elif self.holiday == "open" and closed and holiday_times:
            parts.append(f"PH {holiday_times}")
            self.confidence = min(self.confidence, 0.85)
        syntax = "; ".join(parts)
        if not opening_hours.validate(syntax):
            return ParsedHours(self.text, None, comment=self.comment)
        workday = next((r.times for r in timed if r.days.startswith("Mo-Fr")), "") if self.workday else ""
        return ParsedHours(self.text, syntax, workday, comment=self.comment,
                           confidence=self.confidence)  # fmt: skip


def _normalised(text: str) -> str:
    table = str.maketrans("（）：；，～〜—–－﹣　【】０１２３４５６７８９", "():;,------ ()0123456789")
    plain = text.translate(table).strip().strip("。;")
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(r"(?<=[\d点半分])\s*(?:-|~|至|到)\s*(?=[\d上早中下晚凌次翌第])", "-", plain)
    return re.sub(r"(?<=\d)\s*:\s*(?=\d)", ":", plain)


def _days(word: str) -> str:
    numbers = [_DAY_NUMBER[c] for c in re.findall(r"[一二三四五六日天]", word)]
    if re.search(_RANGE, word) and len(numbers) == 2:  # noqa: PLR2004 - from, to
        return f"{_DAYS[numbers[0]]}-{_DAYS[numbers[1]]}"
    return ",".join(_DAYS[n] for n in sorted(set(numbers)))


def _season(word: str) -> str:
    ends = []
    for month, day in re.findall(r"(\d{1,2})月(?:(\d{1,2})日)?", word):
        name = _MONTHS[(int(month) - 1) % 12]
        ends.append(f"{name} {int(day):02d}" if day else name)
    return "-".join(ends)


def _times(word: str) -> str:
    start, end = re.split(_RANGE, word, maxsplit=1)
    opens = _minutes(start)
    closes = _minutes(re.sub(r"次日|翌日|第二天", "", end), afternoon=start.startswith(_AFTERNOON))
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def _minutes(clock: str, *, afternoon: bool = False) -> int:
    hour, minute = re.search(r"(\d{1,2})(?:[:点时](\d{2}|半)?)?", clock).groups()  # type: ignore[union-attr]
    hours = int(hour)
    if (clock.startswith(_AFTERNOON) or afternoon) and hours < _NOON_HOUR:
        hours += _NOON_HOUR
    return min(hours, 24) * 60 + (30 if minute == "半" else int(minute or 0))
