"""Text → tokens: each a word of :mod:`locator.hours.vocabulary` with its letter and its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from locator.hours import days as d
from locator.hours.clocks import latest, times_of, times_of_clock
from locator.hours.lunar import lunar, lunar_or_rest, moved
from locator.hours.misread import Misread
from locator.hours.near import Eve, NearDays, WeekOfMonth
from locator.hours.normal import number_of
from locator.hours.phrases import FESTIVALS, MONTH_LENGTH, NUMBER, TO
from locator.hours.rules import DAY
from locator.hours.seasons import dates, holidays_named, season_named
from locator.hours.terms import TERMS, SolarDays
from locator.hours.vocabulary import HARMLESS_ENTRY, RISKY, TOKEN, WORDS


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its letter and meaning; ``note``: it touches the one before."""

    letter: str
    word: str
    value: Any = None


#: Words by which other days are meant than those that are named.
_RELATIVE = "-至到前后次翌第隔半末底"
#: What says which days of the week are meant.
_NAMES_DAYS = "(?:周|星期)[一二三四五六日末]|双休日|工作日"


def tokens_of(plain: str) -> tuple[list[Token], list[str]]:
    """The tokens of a normalised text, and what is said beside the hours.

    Raises
    ------
    Misread
        Something that may change the meaning is not understood.
    """
    tokens: list[Token] = []
    remarks: list[str] = []
    position = 0
    while position < len(plain):
        match = TOKEN.match(plain, position)
        if match is None:
            clause = re.compile(r"[^,;()]*").match(plain, position)
            words = clause[0] if clause else ""
            # 周一不开: what stands at days without a mark between says something of them.
            at_days = (
                bool(tokens) and tokens[-1].letter in "DSPH" and plain[position - 1] not in ",;"
            )
            if not words or at_days or RISKY.search(HARMLESS_ENTRY.sub("", words)):
                raise Misread(words)
            remarks.append(words)
            position += len(words)
            continue
        letter = WORDS[int(str(match.lastgroup)[1:])][0]
        if not letter and match[0].startswith("其中") and re.search("24小时|全天", plain):
            raise Misread(match[0])  # those of the staff, perhaps
        if re.search("^每周.*[1-6一二三四五六][天日]", match[0]) and not re.search(
            _NAMES_DAYS, plain
        ):
            raise Misread(match[0])  # which days of the week, nobody says
        if letter == "K":
            remarks.append(match[0])
        elif letter:
            tokens.append(Token(letter, match[0], _value(letter, match[0], plain)))
        position = match.end()
    return tokens, remarks


def named_in(
    piece: str, *, at_start: bool = False
) -> tuple[tuple[d.Days, ...], d.Days | None] | None:
    """The days and the season that a piece of text names, whatever else it says; None: none.

    ``at_start``: only where it begins with them.
    """
    days: list[d.Days] = []
    seasons: list[d.Days] = []
    position = 0
    while position < len(piece):
        match = TOKEN.match(piece, position)
        letter = WORDS[int(str(match.lastgroup)[1:])][0] if match else ""
        if letter == "G" or (at_start and letter not in {"", *"DSR"} and not days and not seasons):
            return None  # other days; to which day it is put off
        if match and letter in {"D", "S"}:
            try:
                value = _value(letter, match[0], piece)
            except Misread:
                return None
            days += value if letter == "D" else ()
            seasons += [value] if letter == "S" else []
        elif match and letter == "R" and at_start:
            return ((), None)
        if match is None and piece[position] in _RELATIVE:
            return None  # the day before a holiday; from a day to another that is not known
        position = match.end() if match else position + 1
    if not days and not seasons:
        return None
    season = d.AnyOf(tuple(seasons)) if seasons else None
    return tuple(days), season


def _value(letter: str, word: str, plain: str) -> Any:  # noqa: PLR0911 - a meaning per letter
    if letter == "T":
        return times_of(word)
    if letter == "D":
        return _days(word, plain)
    if letter == "S":
        return season_named(word)
    if letter == "L":
        word = re.sub("^其中:?", "", word)
        span = re.match(rf"[^,仅只]*?\d{TO}[^,仅只可需须请凭持刷自无为]*", word)
        return times_of(span[0])[0] if span else (times_of_clock(word), 2 * DAY, "open")
    if letter == "F":
        return times_of_clock(word)
    if letter == "U":
        return latest(word)
    if letter == "V":
        return _reopening(word, plain)
    return None


def _reopening(word: str, plain: str) -> d.Days | tuple[int | None, int, int | None] | None:
    """From when it opens (again): a date, lunar days from one on, or nobody knows."""
    if re.search("除夕|年三十|初[一二三四五六七八九十]|正月|腊月|元宵", word):
        return d.LunarDays(lunar(re.split("起|开始|恢复", word)[0], plain).first, 20)
    year = re.search(r"20\d\d", word)
    if "月" in word:
        return dates(word)[0]
    if not year:
        return None
    quarter = re.search("第([一二三四])季度", word)
    month = 3 * NUMBER[quarter[1]] - 2 if quarter else 7 if "下半年" in word else 1
    return int(year[0]), 12 if re.search("[底末]", word) else 6 if "中" in word else month, 1


def _days(word: str, plain: str) -> tuple[d.Days, ...]:  # noqa: C901, PLR0911, PLR0912 - one case a line
    """The kinds of days a word names."""
    if by_moon_or_sun := moved(word, plain):
        return by_moon_or_sun
    if word.endswith(("天", "日")) and re.search("后的?(?:首|第一)", word):
        return (d.AfterHoliday(word.endswith("工作日")),)
    if odd := re.search("([单双])(?:[日号]|$)", word):
        return (d.MonthDays(frozenset(range(1 if odd[1] == "单" else 2, 32, 2))),)
    if re.match("每月|每个?季|第|最后一", word) and not re.search("[隔单双]周", word):
        if word[0] in "第最" and re.search("学期|季|教学|开学|年的?(?:第|最后)", plain):
            raise Misread(word)  # of a month, or of what else
        return (_of_month(word),)
    if word in {"休息日", "公休日"}:  # of holidays some say so, some do not
        return (d.WEEKEND, d.Maybe(d.Holiday(), "day of rest"))
    if re.search(r"除夕|三十|初|正月|腊月|元宵", word):
        return (lunar_or_rest(word, plain),)
    if re.search("调休|补班|串休", word):
        return (d.Workday(instead=True),)
    if beside := re.search("前(后)?[^后]*$", word):
        return (
            _around(word[: beside.start()], word)
            if beside[1]
            else (_before(word[: beside.start()], word[-2]),)
        )
    if re.search("放学|课后|[上教]学日|(?:教学|上课)时间", word):
        return (d.Maybe(d.Workday(), "term"),)
    if word.startswith(tuple(FESTIVALS)) or re.search("假|节日|暑期", word):
        return (holidays_named(word),)
    if word.rstrip(":").endswith("时间"):  # those of an office: at weekends perhaps, too
        return (d.Workday(), d.Maybe(d.WEEKEND, "office hours"))
    if "工作日" in word or word == "平日":
        return (d.Workday(),)
    return (_of_week(word),)


def _before(named: str, number: str) -> d.Days:
    """节前一天, 春节前三天: of one festival, or of any."""
    holiday = holidays_named(named)
    own = d.own_day(holiday.name) if isinstance(holiday, d.Festival) else None
    return Eve(holiday, (own,) if own else d.own_days(), int(NUMBER.get(number) or number))


def _around(named: str, word: str) -> tuple[d.Days, ...]:
    """清明前后三天: three on each side, or three in all."""
    number = re.search(r"[一二三四五六七八九十]+|\d+", word.removeprefix(named))
    whole = number_of(number[0]) if number else 0
    each = whole if "各" in word else (whole - 1) // 2
    term = re.match("|".join(TERMS), named)
    if term:
        return (SolarDays(TERMS[term[0]], each, whole or 10),)
    festival = holidays_named(named)
    own = d.own_day(festival.name) if isinstance(festival, d.Festival) else None
    perhaps = d.Maybe(NearDays(festival, whole or 10), "around")
    return (own, perhaps) if own and number else (perhaps,)


def _of_week(word: str) -> d.Days:
    if re.search("(?:[集圩墟场街]|集市)[日天]$", word):
        return d.Maybe(d.MonthDays(frozenset(range(1, 32))), "market day")
    if re.search("周末|双休日|周六日", word):
        return d.WEEKEND
    if not re.search("周|星期|礼拜", word) or re.search("全周|[七7]天", word):
        return d.EVERY_DAY  # 每日, 日常, 全年无休
    numbers = [NUMBER[c] - 1 for c in re.findall("[一二三四五六日天]", word)]
    if re.match("(?:每月的?)?[隔单双]周", word):
        return d.Maybe(d.Weekdays(frozenset(numbers)), "fortnight")
    if re.search(TO, word) and len(numbers) == 2:
        first, last = numbers
        numbers = [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    return d.Weekdays(frozenset(numbers))


def _of_month(word: str) -> d.Days:
    if "季" in word:
        ends = ((3, 31), (6, 30), (9, 30), (12, 31))
        return d.AnyOf(tuple(d.Season(end, end) for end in ends))
    if week := re.search("(最后一|第.*)周的?(?:周|星期|礼拜)", word):
        numbers = {-1} if "最后" in week[1] else {NUMBER[c] for c in week[1] if c in NUMBER}
        return WeekOfMonth(frozenset(numbers), frozenset({NUMBER[word[-1]] - 1}))
    if word.endswith("工作日"):
        return d.MonthWorkday(last="最后" in word)
    if word.endswith(("最后一天", "最后一日")):
        return d.MonthDays(frozenset({-1}))
    if not re.search("周|星期|礼拜", word):
        return _dates_of_month(word)
    which, day = re.split("周|星期|礼拜", word)
    numbers = (
        {-1}
        if re.search("末|最后", which)
        else {1}
        if "首" in which
        else {NUMBER[c] for c in re.findall("[一二三四五]", which)}
    )
    return d.NthWeekday(frozenset(numbers), frozenset({NUMBER[day[0]] - 1}))


def _dates_of_month(word: str) -> d.MonthDays:
    """每月5日、15日; 每月1-5日; 每月上旬."""
    if "旬" in word:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}[word[-2]]
        return d.MonthDays(frozenset(range(first, last + 1)))
    numbers = [int(n) for n in re.findall(r"\d+", word)]
    if re.search(rf"\d[日号]?{TO}[次下个月的]*\d", word):
        first, last = numbers
        over = re.search("[次下]", word) is not None
        if not 1 <= min(numbers) < max(numbers) <= MONTH_LENGTH[0] or (first > last) != over:
            raise Misread(word)
        days = range(first, (MONTH_LENGTH[0] if over else last) + 1)
        numbers = [*days, *(range(1, last + 1) if over else ())]
    return d.MonthDays(frozenset(numbers))
