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

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_NUMBER = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "七": 6}

_DAY = r"(?:每逢|逢|每)?(?:周|星期|礼拜)[一二三四五六日天]"
_RANGE = r"(?:-|至|到)"
_HALF = r"(?:上午|早上|早|中午|下午|晚上|晚|凌晨)?"
_CLOCK = r"(?:上午|中午|下午|晚上)?\d{1,2}[:点时](?:\d{2}|半)?分?"
_SHUT = "闭馆|闭园|休馆|休息|关闭|不开放|不对外开放|停止开放|停开|店休|公休"
_DATE = r"\d{1,2}月(?:\d{1,2}日)?"
_ENTRY = r"(?:入馆|入场|入园|进馆|进场|检票)"
_PATTERNS = (
    ("remark", r"\([^()]*(?:数据集|以馆方|以.{0,6}公告|截至|\d{4}-\d{2}(?:-\d{2})?)[^()]*\)"),
    (
        "last",
        (
            rf"\(?(?:(?:停止|最晚|最后){_ENTRY}(?:时间)?[::]?{_CLOCK}"
            rf"|(?:{_CLOCK}|(?:闭馆)?(?:提)?前(?:\d{{1,3}}分钟|半小时|1小时|一小时))(?:后)?"
            rf"(?:停止|谢绝|禁止)(?:{_ENTRY}|参观|售票))\)?"
        ),
    ),
    ("season", rf"{_DATE}{_RANGE}(?:次年|翌年)?{_DATE}"),
    (
        "whole",
        (
            rf"(?:全年)?(?:每[天日])?(?:24小时|全天候|全天)(?!{_SHUT})(?:自助)?"
            r"(?:图书馆|书房|阅览室)?(?:开放|服务|营业)?|24/7"
        ),
    ),
    (
        "time",
        (
            rf"{_HALF}\d{{1,2}}(?:[:点时](?:\d{{2}}|半)?分?|(?=-)){_RANGE}(?:次日|翌日|第二天)?"
            rf"{_HALF}\d{{1,2}}[:点时](?:\d{{2}}|半)?分?"
        ),
    ),
    (
        "days",
        (
            rf"{_DAY}{_RANGE}(?:{_DAY}|[一二三四五六日天](?![月年号]))"
            rf"|{_DAY}(?:[、,和及]?(?:周|星期|礼拜)?[一二三四五六日天](?![月年号]))*"
        ),
    ),
    ("workdays", r"工作日|平日"),
    ("weekend", r"周末|双休日"),
    ("daily", r"每[天日]|全年无休|全年开放|天天|全周|日常"),
    ("holiday", r"(?:国家|国定)?法定节假日|(?:国定)?节假日|法定假日|法定节日"),
    ("except", r"除外|例外|除了?(?!夕)"),
    ("closed", _SHUT),
    ("normal", r"(?:照常|正常)(?:开放|营业)?"),
    ("open", r"开放(?:时间)?|营业(?:时间)?|服务时间|开馆(?:时间)?|对外"),
    (
        "unsure",
        (
            r"每月|每季|每周[^一二三四五六日天]|单周|双周|第[一二三四]|寒假|暑假|寒暑假|农历|除夕|春节"
            r"|冬季|夏季|冬令|夏令|预约|活动期间|另行|以.{0,8}为准|不定|约|左右|部分"
        ),
    ),
    ("rest", r"其余时间|其他时间|其余"),
    ("joint", r"[\s,;。.、:()\"'/及和与]|以?外|为|时间|的|全天"),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_AFTERNOON = ("下午", "晚上", "晚")
_MORNING = ("凌晨", "早", "上午")
_NOON_HOUR = 12
_DAY_KINDS = frozenset({"days", "workdays", "weekend", "daily"})


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
    plain = _normalised(text)
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

    def read(self) -> ParsedHours:
        position = 0
        while position < len(self.plain):
            token = _TOKEN.match(self.plain, position)
            if token is None or token.lastgroup == "unsure":
                return ParsedHours(self.text, None)
            self.kinds.append((str(token.lastgroup), token[0]))
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
            elif kind in {"joint", "open"}:
                between += word
            else:
                if between and set(between) <= set("、和及与/ "):
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
            self.season, self.days = _season(word), None
        elif kind == "rest":
            self.season, self.days = "", None
        elif kind == "closed" and number and self.kinds[number - 1][0] == "season":
            rule = self._rule("Mo-Su")
            rule.closed = rule.period = True
            self.season = ""
        elif kind == "whole":
            self.whole = True
            if self.days not in {None, "Mo-Su"}:
                self._rule(str(self.days)).times = "00:00-24:00"
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
        before = self.kinds[number - 1] if number else ("", "")
        joined = before[0] in {"days", "workdays", "weekend"}
        if self._closes(number, before):
            inside = self.days and _day_set(days) < _day_set(self.days)
            if joined and self.days and not self._used(self.days) and not inside:
                self._rule(self.days).closed = True
            self._rule(days).closed = True
            self.days = self.days if inside and not self._used(str(self.days)) else None
            return
        if self._next(number) == "normal" and any(r.times for r in self.rules):
            self._rule(days).times = next(r.times for r in reversed(self.rules) if r.times)
            return
        late = [r for r in self.rules if r.default and r.times and r.season == self.season]
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
        return self._next(number) == "" or earlier not in _DAY_KINDS | {
            "holiday",
            "season",
            "except",
        }

    def _used(self, days: str) -> bool:
        return any(r.days == days and r.season == self.season for r in self.rules)

    def _take_holiday(self, number: int) -> None:
        after = self._next(number)
        before = self.kinds[number - 1] if number else ("", "")
        listed = number + 1 in self.linked and after in _DAY_KINDS
        if listed:
            after = self._next(number, *_DAY_KINDS)
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

    def _take_time(self, word: str) -> None:
        rule = self._rule(self.days or "Mo-Su")
        rule.default = self.days is None
        rule.times = f"{rule.times},{_times(word)}" if rule.times else _times(word)

    def _rule(self, days: str) -> _Rule:
        for rule in self.rules:
            if rule.days == days and rule.season == self.season:
                return rule
        self.rules.append(_Rule(days, self.season))
        return self.rules[-1]

    def _result(self) -> ParsedHours:
        timed = [r for r in self.rules if r.times and not r.closed]
        closed = [r for r in self.rules if r.closed]
        if self.whole and not timed:
            if not closed and self.holiday not in {"off", "except"}:
                return ParsedHours(self.text, "24/7", unattended=True, comment=self.comment,
                                   confidence=self.confidence)  # fmt: skip
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
        if self.workday and not self.holiday and not on_holidays and not any(
            "PH" in r.days for r in timed
        ):  # fmt: skip
            # A holiday is no working day; what is said of the weekend holds all the same.
            working = (n for n, r in enumerate(timed) if "Mo-Fr" in r.days)
            last = max(working, default=len(parts) - 1)
            parts.insert(last + 1, "PH off")
        parts += [r.syntax() for r in closed]
        if self.holiday == "off":
            parts.append("PH off")
        elif self.holiday == "open" and timed:
            usual = {r.season: r.times for r in reversed(timed)}
            parts += [" ".join(filter(None, (s, "PH", x))) for s, x in reversed(usual.items())]
            self.confidence = min(self.confidence, 0.85)
        syntax = "; ".join(parts + on_holidays)
        # Nights that run into a holiday on which nothing opens are beyond the evaluator.
        spills = self.workday and any(_spills(r.times) for r in timed)
        if spills or "99:99" in syntax or not opening_hours.validate(syntax):
            return ParsedHours(self.text, None, comment=self.comment)
        workday = (
            "; ".join(f"{r.season} {r.times}".strip() for r in timed if r.days.startswith("Mo-Fr"))
            if self.workday
            else ""
        )
        return ParsedHours(self.text, syntax, workday, self.whole, self.comment, self.confidence)

    def _close_in_every_season(self, closed: list[_Rule]) -> None:
        """Closing days named once, after the last of several seasons, hold in all of them."""
        closed = [rule for rule in closed if not rule.period]
        seasons = list(dict.fromkeys(rule.season for rule in self.rules if not rule.period))
        if len(seasons) > 1 and {rule.season for rule in closed} == {seasons[-1]}:
            for rule in closed:
                rule.season = ""


def _spills(times: str) -> bool:
    """Whether hours run past midnight."""
    return any(start > end for start, end in (s.split("-") for s in times.split(",")))


def _normalised(text: str) -> str:
    table = str.maketrans(
        "（）：；，～〜~—–－﹣　【】０１２３４５６７８９", "():;,------- ()0123456789"
    )
    plain = text.translate(table).strip("。; ").strip()
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(r"(?<=[\d点半分])\s*(?:-|~|至|到)\s*(?=[\d上早中下晚凌次翌第])", "-", plain)
    plain = re.sub(r"\s*、\s*", "、", plain)
    plain = re.sub(r"(上午|早上|中午|下午|晚上|凌晨)\s+(?=\d)", r"\1", plain)
    plain = re.sub(r"(?<=[一二三四五六日天])\s*(-|至|到)\s*(?=周|星期|礼拜)", r"\1", plain)
    return re.sub(r"(?<=\d)\s*:\s*(?=\d)", ":", plain)


def _day_set(days: str) -> set[int]:
    """Numbers of the weekdays in a selector, ``Mo-We,Su`` → {0, 1, 2, 6}."""
    found: set[int] = set()
    for span in days.replace(",PH", "").split(","):
        first, _, last = span.partition("-")
        if first in DAYS:
            start, end = DAYS.index(first), DAYS.index(last or first)
            found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return found


def _days(word: str) -> str:
    numbers = [_DAY_NUMBER[c] for c in re.findall(r"[一二三四五六日天]", word)]
    if re.search(_RANGE, word) and len(numbers) == 2:  # noqa: PLR2004 - from, to
        return f"{DAYS[numbers[0]]}-{DAYS[numbers[1]]}"
    return ",".join(DAYS[n] for n in sorted(set(numbers)))


def _season(word: str) -> str:
    ends = []
    for month, day in re.findall(r"(\d{1,2})月(?:(\d{1,2})日)?", word):
        if not 1 <= int(month) <= len(MONTHS):
            return "99:99"  # no such month: the whole is not valid
        name = MONTHS[int(month) - 1]
        ends.append(f"{name} {int(day):02d}" if day else name)
    return "-".join(ends)


def _times(word: str) -> str:
    start, end = re.split(_RANGE, word, maxsplit=1)
    later = re.sub(r"次日|翌日|第二天", "", end)
    opens, closes = _minutes(start), _minutes(later)
    own = later != end or later.startswith((*_MORNING, "中午", *_AFTERNOON))
    if not own and start.startswith((*_AFTERNOON, "中午")):
        closes = _minutes("下午" + later)
    evening = start.startswith("晚") if not own else later.startswith("晚")
    if evening and closes == _NOON_HOUR * 60:
        closes = 24 * 60  # 晚上12点
    if max(opens, closes) > 24 * 60:
        return "99:99"
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def _minutes(clock: str) -> int:
    """Minutes since midnight; beyond a day when there is no such time."""
    hour, minute = re.search(r"(\d{1,2})(?:[:点时](\d{2}|半)?)?", clock).groups()  # type: ignore[union-attr]
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    after_noon = clock.startswith("中午") and hours <= 3  # noqa: PLR2004 - 中午1点
    if (clock.startswith(_AFTERNOON) or after_noon) and hours < _NOON_HOUR:
        hours += _NOON_HOUR
    return hours * 60 + minutes if minutes < 60 else 99 * 60  # noqa: PLR2004
