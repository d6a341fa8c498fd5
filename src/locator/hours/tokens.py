"""The words of Chinese opening hours: what each is called in the grammar, and what it means.

A token has a letter, by which :mod:`locator.hours.text` writes its sentences:
``D`` days, ``S`` season, ``T`` hours, ``U`` until, ``P`` part of the day, ``C`` closed, ``Y``
closed for works, ``V`` reopening, ``O`` open, ``A`` open as usual, ``x … X`` except, ``h``
including, ``R`` the rest, ``G`` postponed, ``Q`` to be announced, ``B`` break, ``N`` by
appointment, ``I`` a room, ``&`` and, punctuation itself. What is harmless has none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from lunardate import LunarDate

from locator.hours import days as d
from locator.hours.rules import DAY, Span

_NUMBER = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "日": 7, "天": 7}
_NUMERAL = "[二三]?十[一二三四五六七八九]?|[零一二三四五六七八九两]"
_TO = r"(?:-|至|到)"
_HALF = r"(?:上午|早上|早晨|清晨|早|中午|下午|午后|傍晚|晚上|晚间|夜间|晚|凌晨)"
_CLOCK = r"\d{1,2}(?:[:点时](?:\d{2}|半)?分?|整)"
_DATE = r"(?:(?:20\d\d)年)?\d{1,2}月(?:\d{1,2}(?:[日号]|(?=[-至到]\d+月)))?"
_WEEKDAY = r"(?:每个?|逢|每逢)?(?:周|星期|礼拜)[一二三四五六日天]"
_SHUT = (
    "不对外开放|停止对外开放|停止开放|暂不开放|不开放|不开馆|不营业|闭馆|闭园|闭室|休馆|休园|休息|关闭|关门|停开|店休"
    "|公休|馆休|休|放假"
)
_WORKS = "装修|改造|维修|修缮|升级|施工|搬迁|布展|换展|布馆|改陈|提升|扩建|建设|加固|大修|改建"
_ENTRY = "入馆|入场|入园|入内|进馆|进场|进入|入室|检票|售票|领票|换票|取票|参观|登记|借阅|入"
_LUNAR = (
    r"(?:农历|阴历)?(?:除夕夜?|大?年三十|(?:正月|大年|年)?初[一二三四五六七八九十]"
    r"|正月(?:十[一二三四五六七八九]?|二十[一二三四五六七八九]?)|腊月(?:二十|廿|三十)[一二三四五六七八九]?)"
)
_FESTIVALS = {
    "春节": "春节",
    "新春": "春节",
    "国庆": "国庆节",
    "十一": "国庆节",
    "五一": "劳动节",
    "劳动节": "劳动节",
    "元旦": "元旦",
    "清明": "清明节",
    "端午": "端午节",
    "中秋": "中秋节",
}
_MONTH_LENGTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: Letter, pattern; the first that fits at a place is taken. No letter: harmless.
_TABLE = (
    ("K", rf"(?:停止|最[晚后]|截止){_TO}?(?:{_ENTRY})+(?:时间)?[:为是]?{_HALF}?{_CLOCK}"),
    (
        "K",
        (
            rf"(?:{_HALF}?{_CLOCK}(?:以?后|起|开始)?|(?:闭馆|闭园|结束)?(?:提|之)?前(?:\d{{1,3}}分钟|半个?小时|[12一]个?小时))"
            rf",?(?:开始)?(?:(?:停止|谢绝|禁止|不再|最[晚后]|截止|止)(?:{_ENTRY}|发放|办理)*(?:时间)?|(?:闭馆)?(?:清场|清馆|清园))"
        ),
    ),
    ("L", rf"{_HALF}?{_CLOCK}(?:以?后|起),?(?:仅|只)(?:限|有)?[^,;()]{{0,20}}"),
    ("K", r"(?:提前)?(?:团体|集体|讲解|团队)[^,;()]{0,8}预约"),
    (
        "",
        r"(?:中午|午间|午休)(?:时间)?(?:不(?:休息?|闭馆|关门)|无休|照常开放|连续开放)|(?:无需|不需|不用|免)预约",
    ),
    ("B", r"(?:中午|午间)?(?:午休|午间休息|中午休息)(?:时间)?"),
    (
        "T",
        r"(?:全年)?(?:每[天日])?(?:24小时|全天候|全天)(?!不?(?:闭|休|停|关))(?:自助)?(?:图书馆|书房|阅览室)?(?:开放|服务|营业)?|24/7",
    ),
    (
        "T",
        rf"{_HALF}?\d{{1,2}}(?:[:点时](?:\d{{2}}|半)?分?|(?=-)){_TO}(?:次日|翌日|第二天)?{_HALF}?{_CLOCK}",
    ),
    (
        "U",
        rf"(?:(?:开放|营业|服务|闭馆)?(?:时间)?(?:延长|延时|延迟|顺延|提前)(?:开放|营业|服务|闭馆)?(?:时间)?{_TO}?){_HALF}?{_CLOCK}(?:闭馆|关闭)?",
    ),
    (
        "D",
        r"每月的?(?:(?:第[一二三四五](?:[、和](?:第)?[一二三四五])*|最后一|最末一|末|首)个?)(?:周|星期|礼拜)[一二三四五六日天]",
    ),
    ("D", r"每月\d{1,2}[日号]?(?:[、和,]\d{1,2}[日号]?)*(?<=[日号])"),
    ("D", rf"{_WEEKDAY}{_TO}(?:{_WEEKDAY}|[一二三四五六日天](?![月年号]))"),
    ("D", rf"{_WEEKDAY}(?:[、和及与]?(?:周|星期|礼拜)?[一二三四五六日天](?![月年号]))*"),
    ("D", rf"(?:农历)?{_LUNAR}(?:{_TO}(?:农历)?{_LUNAR})?"),
    (
        "S",
        rf"(?:每年|自|从|即)?(?:{_DATE}(?:起|开始)?{_TO}(?:次年|翌年|第二年|来年)?(?:{_DATE}底?|\d{{1,2}}[日号])(?:止)?)",
    ),
    ("S", r"\d{1,2}(?:-\d{1,2}|(?:月?[、和]\d{1,2})+)月(?!\d{1,2}[日号]|日)(?:份)?"),
    (
        "V",
        rf"(?:预计|计划|拟|将)?(?:于|在)?{_DATE}(?:起|底|初)?(?:恢复|重新|重启)?(?:对外)?(?:开放|开馆|营业)(?!时间)",
    ),
    ("S", rf"(?:自|从)?{_DATE}(?:份)?(?:起|开始)?"),
    ("S", r"(?:夏|冬)(?:令时?|季)(?:作息|开放)?(?:时间)?"),
    ("S", r"学期(?:内|中|间|期间)?|(?:开学|上学|教学)期间"),
    ("D", r"(?:法定|政府)?工作日|平日"),
    ("D", r"周末|双休日|周六日|周六周日"),
    ("D", r"单日|单号|双日|双号"),
    (
        "R",
        r"(?:其余|其他|其它|平常|平时|通常|非节假日)(?:时间段?|月份|日期|日子|时段|时期|各?天|日)?(?:期间)?",
    ),
    ("D", r"每[天日]|全年无休|全年开放|(?:全年)?365天|天天|全周|日常|全年"),
    (
        "D",
        r"(?:国家|国定)?(?:法定|国定|国家(?:规定的?)?|公共|公众)?(?:节假日|假日|节日|假期)|国假日|国定假",
    ),
    ("D", r"寒暑假|寒假|暑假|暑期"),
    ("D", "(?:" + "|".join(_FESTIVALS) + ")节?(?:假期|长假|小长假|黄金周)?"),
    ("h", r"含|包括|包含"),
    ("X", r"除外|例外|以外|之外|外(?![语国来借地馆])"),
    ("x", r"除了?(?!夕)"),
    (
        "G",
        r"(?:则|均)?(?:闭馆)?(?:日)?(?:相应)?(?:顺延|后延|延后|推迟)(?:一[天日])?(?:(?:至|到)?(?:次日|第二天|下一个?工作日|后一[天日]))?(?:闭馆|休馆|休息)?",
    ),
    (
        "Q",
        r"(?:时间)?(?:将|则|请)?(?:另行|另有|详见|以|见)[^,;()周星]{0,16}?(?:通知|通告|公告|公布|告示|为准|安排|规定)",
    ),
    (
        "",
        r"(?:特殊|如有|若有|遇|如遇|因)(?:特殊)?(?:情况|变动|变化|调整|变更|活动)(?:时|临时)?(?:需)?(?:调整|变动|闭馆)?,?(?:(?:将|则|请)?(?:另行|以|见)[^,;()]{0,16}?(?:通知|通告|公告|公布|为准))?",
    ),
    (
        "Y",
        rf"(?:因?(?:内部|场馆|馆舍|设施|设备|全面|整体)?(?:{_WORKS}|疫情)+(?:工程)?(?:原因|需要|期间)?,?)(?:暂停|暂时|临时)?(?:对外)?(?:{_SHUT}|开放|服务)?中?",
    ),
    (
        "Y",
        rf"因[^,;()\d周星]{{1,12}}?(?:需要|原因)?,?(?:暂停|暂时|临时)(?:对外)?(?:{_SHUT}|开放|服务)",
    ),
    (
        "Y",
        rf"(?:因故)?(?:暂停|暂时|临时)(?:对外)?(?:{_SHUT}|开放|服务|营业|接待)|停业|停办|筹建中?|(?:闭馆|休馆)(?:中|(?:进行|内部)?(?:{_WORKS})+)中?",
    ),
    (
        "P",
        r"(?:上午|下午|晚上|晚间|夜间|早上)(?=[、和及与]?(?:下午|晚上|晚间|夜间)|不|闭|休|停|关|例行|固定|对外)",
    ),
    (
        "C",
        rf"(?:例行|固定|全天|为|内部|定期)*(?:{_SHUT})(?:日|时间)?(?:内部)?(?:整理|学习|维护|消毒|盘点|培训|保洁|清洁|检修|设备|业务)*(?:一天)?",
    ),
    (
        "A",
        r"(?:照常|正常|不休馆?息?|不打烊|无休|也|均|仍|都)+(?:对外)?(?:开放|开馆|营业|接待|服务|上班|上课)?",
    ),
    ("", r"(?:对外)?(?:开放|开馆|营业|服务|参观|借阅|接待|作息)(?:时间|时段)"),
    ("O", r"(?:全面|免费|对外|向公众|实行|自助)*(?:开放|开馆|营业|上课|接待|服务|上班)"),
    ("N", r"(?:需|须|请|凭)?(?:要|提前|电话|网上|线上|实名|先)*预约(?:参观|进馆|入馆|制|开放)?"),
    ("&", r"[、/和及与]|以及|或"),
    (
        "",
        r"如?若?(?:遇|逢)(?:有|到)?|如|若|则|的|为|是|在|于|时间|期间|时段|实行|例行|对外|每年|每周(?=周|星期|[,(]|$)|本馆|我馆|当天|当日|全天|段|:|\.",
    ),
    (",", ","),
    (";", "[;。|]"),
    ("(", r"\("),
    (")", r"\)"),
    (
        "I",
        (
            r"(?:其中)?(?!不|闭|休|停|除|开)[^\d,;()、:周星每至闭休停]{0,14}?(?:图书馆|分馆|室|厅|区|部|书房|书吧|窗口|剧场|场馆|广场|中心|人工服务|服务台|楼|层|馆)"
            r"(?:(?:对外)?(?:开放|服务|营业))?(?:时间)?[:为]?(?=[\d周星每(上下早全除]|工作日)"
        ),
    ),
)
_TOKEN = re.compile("|".join(f"(?P<t{n}>{pattern})" for n, (_, pattern) in enumerate(_TABLE)))
#: A remark that holds none of these cannot change the hours.
_RISKY = re.compile(r"[\d闭休停放除节假周月日时点约暂部分视雨温调变室厅楼馆区夜晚午季限单双仅只]")
_HARMLESS_ENTRY = re.compile("入馆|进馆|入场|出入|参观时|预约码")


class Misread(Exception):  # noqa: N818 - no fault of the program: the text says nothing sure
    """The text holds something that is not understood, so nothing of it is certain."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its letter and meaning; ``note``: it touches the one before."""

    letter: str
    word: str
    value: Any = None


def normalised(text: str) -> str:
    """Text in one width and one way of writing ranges, numbers and clocks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = plain.translate(
        str.maketrans(
            "~〜—–−－﹣―【】[]「」開閉館點時間國慶節週個後、，。｜",
            "--------()()()开闭馆点时间国庆节周个后、,;;",
        )
    )
    plain = re.sub(r"(?<=\d)\s+(?=\d)", ",", plain)
    plain = re.sub(r"[\n\r]+", ";", plain)
    plain = re.sub(r"\s+", "", plain).strip("。;,")
    plain = re.sub(rf"({_NUMERAL})(?=[点时])", lambda m: str(_number(m[1])), plain)
    plain = re.sub(rf"(?<=[点时])({_NUMERAL})(?=分)", lambda m: str(_number(m[1])), plain)
    plain = re.sub(r"(?<![\d.])(\d{1,2})\.(\d{2})(?![\d.])", r"\1:\2", plain)
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(rf"({_HALF}):(?=\d)", r"\1", plain)
    # "9:00开馆，17:00闭馆" is a span of hours.
    return re.sub(
        rf"({_HALF}?{_CLOCK})(?:开馆|开放|开门),?({_HALF}?{_CLOCK})(?:闭馆|关门|关闭)",
        r"\1-\2",
        plain,
    )


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
        match = _TOKEN.match(plain, position)
        if match is None:
            clause = re.compile(r"[^,;()]*").match(plain, position)
            words = clause[0] if clause else ""
            if not words or _RISKY.search(_HARMLESS_ENTRY.sub("", words)):
                raise Misread(words)
            remarks.append(words)
            position += len(words)
            continue
        letter = _TABLE[int(str(match.lastgroup)[1:])][0]
        if letter == "K":
            remarks.append(match[0])
        elif letter:
            tokens.append(Token(letter, match[0], _value(letter, match[0], plain)))
        position = match.end()
    return tokens, remarks


def _value(letter: str, word: str, plain: str) -> Any:  # noqa: PLR0911 - a meaning per letter
    if letter == "T":
        return times_of(word)
    if letter == "D":
        return _days(word, plain)
    if letter == "S":
        return _season(word)
    if letter == "L":
        return times_of_clock(word)
    if letter == "U":
        return _until(word)
    if letter == "V":
        return _dates(word)[0]
    return None


def _number(word: str) -> int:
    """A Chinese number: 九, 十, 十七, 三十."""
    tens, ten, ones = word.rpartition("十")
    return (_NUMBER.get(tens, 1) * 10 if ten else 0) + (_NUMBER.get(ones, 0) if ones else 0)


def _days(word: str, plain: str) -> tuple[d.Days, ...]:  # noqa: PLR0911 - one case a line
    """The kinds of days a word names."""
    weekdays = [_NUMBER[c] - 1 for c in re.findall("[一二三四五六日天]", word.replace("每日", ""))]
    if word.startswith("每月"):
        return (_of_month(word),)
    if re.search(r"除夕|三十|初|正月|腊月", word):
        return (_lunar(word, plain),)
    festival = next((name for key, name in _FESTIVALS.items() if word.startswith(key)), "")
    if festival:
        return (d.Festival(festival),)
    if "假" in word or "节日" in word or word == "暑期":
        if word.startswith(("寒", "暑")):
            return (d.Vacation({"寒假": "winter", "寒暑假": ""}.get(word, "summer")),)
        if word == "假期":
            raise Misread(word)  # of schools or of all
        return (d.Holiday(loose=not re.search("国|法定|公", word)),)
    if "工作日" in word or word == "平日":
        return (d.Workday(),)
    if word in {"周末", "双休日", "周六日"}:
        return (d.WEEKEND,)
    if word[0] in "单双" and word[1] in "日号":
        return (d.MonthDays(frozenset(range(1 if word[0] == "单" else 2, 32, 2))),)
    if not weekdays or "每天" in word or "全" in word:
        return (d.EVERY_DAY,)
    if re.search(_TO, word) and len(weekdays) == 2:
        first, last = weekdays
        return (d.Weekdays(frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))),)
    return (d.Weekdays(frozenset(weekdays)),)


def _of_month(word: str) -> d.Days:
    if not re.search("周|星期|礼拜", word):
        return d.MonthDays(frozenset(int(n) for n in re.findall(r"\d+", word)))
    which, day = re.split("周|星期|礼拜", word)
    numbers = (
        {-1}
        if re.search("末|最后", which)
        else {1}
        if "首" in which
        else {_NUMBER[c] for c in re.findall("[一二三四五]", which)}
    )
    return d.NthWeekday(frozenset(numbers), frozenset({_NUMBER[day[0]] - 1}))


def _lunar(word: str, plain: str) -> d.Days:
    """Days around the lunar New Year; a bare 初一 only where the text speaks of it."""
    if not re.search("除夕|春节|正月|大年|年初|年三十", plain):
        raise Misread(word)
    ends = [_offset(part) for part in re.split(_TO, word)]
    if ends[0] > ends[-1]:
        raise Misread(word)
    return d.LunarDays(ends[0], ends[-1])


def _offset(word: str) -> int:
    """Days from the lunar New Year: 除夕 -1, 初三 2, 腊月二十八 -2 or -3."""
    if re.search("除夕|年三十", word):
        return -1
    number = re.sub("农历|阴历|正月|大年|年|初|腊月", "", word).replace("廿", "二十")
    day = _number(number) if "十" in number else _NUMBER[number]
    if not word.replace("农历", "").startswith("腊月"):
        return day - 1
    lengths = set()
    for year in range(2024, 2036):  # the twelfth month has 29 or 30 days
        lengths.add((d.new_year(year + 1) - LunarDate(year, 12, 1).to_solar_date()).days)
    if len(lengths) > 1:
        raise Misread(word)
    return day - 1 - lengths.pop()


def _season(word: str) -> d.Days:  # noqa: PLR0911 - one case a line
    if word.startswith(("夏", "冬")):
        return d.HalfYear(word.startswith("夏"))
    if re.search("学期|期间", word):
        return d.Not(d.Vacation())
    if re.fullmatch(r"\d{1,2}(?:-\d{1,2}|(?:月?[、和]\d{1,2})+)月(?:份)?", word):
        months = [int(n) for n in re.findall(r"\d+", word)]
        if "-" not in word and months != list(range(months[0], months[-1] + 1)):
            raise Misread(word)
        return d.Season(
            _month_day(months[0], None, last=False), _month_day(months[-1], None, last=True)
        )
    ends = _dates(word)
    years = [end[0] for end in ends]
    if years[0] or (len(years) > 1 and years[1]):
        if years[0] is None:
            raise Misread(word)
        later = ends[1] if len(ends) > 1 else None
        first = date(years[0], *_month_day(ends[0][1], ends[0][2], last=False))
        if later is None and not re.search("起|开始", word):
            return d.Period(first, date(years[0], *_month_day(ends[0][1], ends[0][2], last=True)))
        if later is None:
            return d.Period(first, None)
        end = (later[1], later[2]) if later[1] else (ends[0][1], later[2])
        return d.Period(first, _end(later[0] or years[0], *end))
    if len(ends) == 1 and re.search("起|开始|自|从", word):
        raise Misread(word)  # of which year
    last = ends[-1] if ends[-1][1] else (None, ends[0][1], ends[-1][2])
    return d.Season(
        _month_day(ends[0][1], ends[0][2], last=False), _month_day(last[1], last[2], last=True)
    )


def _end(year: int, month: int, day: int | None) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, day) if day else following - timedelta(days=1)


def _dates(word: str) -> list[tuple[int | None, int, int | None]]:
    """Year, month, day of the dates of a word; month 0 where only a day is named."""
    found = []
    for year, month, day, bare in re.findall(
        r"(?:(\d{4})年)?(?:(\d{1,2})月(?:(\d{1,2})(?:[日号]|(?=\D|$)))?|(\d{1,2})[日号])", word
    ):
        found.append(
            (
                int(year) if year else None,
                int(month or 0),
                int(day or bare) if day or bare else None,
            )
        )
    for _, month, day in found:
        if month > len(_MONTH_LENGTH) or (
            day is not None and not 1 <= day <= _MONTH_LENGTH[month - 1]
        ):
            raise Misread(word)
    if not found or not found[0][1]:
        raise Misread(word)
    return found


def _month_day(month: int, day: int | None, *, last: bool) -> tuple[int, int]:
    if not 1 <= month <= len(_MONTH_LENGTH):
        raise Misread(str(month))
    return month, day or (_MONTH_LENGTH[month - 1] if last else 1)


def times_of(word: str) -> tuple[Span, ...]:
    """A span of hours: 下午2点-4点半 → 14:00 to 16:30."""
    if not re.search(rf"\d{_TO}|[:点时分半]{_TO}", word):
        return ((0, DAY, "open"),)
    start, end = re.split(_TO, word, maxsplit=1)
    later = re.sub("次日|翌日|第二天", "", end)
    next_day = later != end
    half_of_start, half_of_end = (m[0] if (m := re.match(_HALF, x)) else "" for x in (start, later))
    opens = _minutes(start, half_of_start)
    closes = _minutes(later, half_of_end or (half_of_start if _late(half_of_start) else ""))
    if next_day or half_of_end == "凌晨":
        closes = _minutes(later, half_of_end) + DAY
    elif closes <= opens and half_of_start in {"晚", "晚上", "晚间"} and closes == DAY // 2:
        closes = DAY
    elif closes < opens and opens >= 16 * 60 and closes <= 6 * 60 and not half_of_end:
        closes += DAY  # 18:00-2:00
    if not opens < closes <= 2 * DAY or opens >= DAY or closes - opens > DAY:
        raise Misread(word)  # 9:00-5:00: the afternoon, or the night
    return ((opens, closes, "open"),)


def _late(half: str) -> bool:
    return half in {"下午", "午后", "傍晚", "晚上", "晚间", "夜间", "晚", "中午"}


def _minutes(clock: str, half: str) -> int:
    match = re.search(r"(\d{1,2})(?:[:点时](\d{2}|半)?)?", clock)
    hour, minute = match.groups() if match else ("99", None)
    hours, minutes = int(hour), 30 if minute == "半" else int(minute or 0)
    afternoon = _late(half) and hours < 12 and not (half == "中午" and hours > 8)
    hours += 12 if afternoon else 0
    if half in {"晚", "晚上", "晚间", "夜间"} and int(hour) == 12:
        hours = 24
    if minutes >= 60 or hours * 60 + minutes > DAY:
        raise Misread(clock)
    return hours * 60 + minutes


def times_of_clock(word: str) -> int:
    """Minutes since midnight of the first clock in a word."""
    match = re.search(rf"({_HALF})?({_CLOCK})", word)
    if match is None:
        raise Misread(word)
    return _minutes(match[2], match[1] or "")


def _until(word: str) -> int:
    clock = times_of_clock(word)
    if clock < 12 * 60:
        raise Misread(word)
    return clock


def in_order(spans: tuple[Span, ...]) -> bool:
    """Whether each span begins when the one before has ended."""
    return all(last <= start for (_, last, _), (start, _, _) in pairwise(spans))
