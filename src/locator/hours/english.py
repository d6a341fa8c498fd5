"""Opening hours written as English prose → the Chinese that :mod:`locator.hours.tokens` reads.

Only what is known word for word is put into Chinese; one word that is not, and nothing is said.
"""

from __future__ import annotations

import re

from locator.hours.phrases import FESTIVALS

WEEKDAYS = dict(
    zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "一二三四五六日", strict=True)
)
WEEKDAY = (
    r"(mon|tue|wed|thu|fri|sat|sun)(?:(?<=mon|fri|sun)day|(?<=tue)s(?:day)?"
    r"|(?<=wed)(?:nes)?day|(?<=thu)(?:rs?(?:day)?)?|(?<=sat)(?:urday)?)?s?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t(?:ember)?"
    r"|tember|ober|ember)?"
)
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?"
_HALF = r"(?:[ap]\.m\.?|[ap]m\b)"
_ORDINALS = {"first": "第一个", "1st": "第一个", "second": "第二个", "2nd": "第二个"}
_ORDINALS |= {"third": "第三个", "3rd": "第三个", "fourth": "第四个", "4th": "第四个"}
_ORDINALS |= {"last": "最后一个"}
_PARTS = {"morning": "上午", "afternoon": "下午", "evening": "晚上"}
_GROUP = (
    r"(?:(?:all|our|other|local|the|its|general|elderly|town) )*"
    r"(?:members?|students?|staff|teachers|visitors?|learners|public|residents|tourists"
    r"|non-members?|guests|every(?:one|body)|locals|citizens|readers|seniors|all)"
)
_WHOLE = r"(?:public|visitors|residents|tourists|non-members?|every(?:one|body)|citizens|all)\b"
_GROUPS = rf"(?=[a-z, &-]*{_WHOLE}){_GROUP}(?:(?:, and|,? as well as|,? or|,| and| &) {_GROUP})*"
#: The public among others, whom nobody shuts out: open to members and the public.
_TO_ALL = (
    rf"(?<!not )(?<!only )\b(?:(?:open|free|available|admission)(?: free)? (?:to|for) {_GROUPS}"
    rf"|{_GROUPS}(?: are| is)?(?: all| both| equally)? welcome)(?: alike)?(?=[,;.()]|$|:)"
)
#: What is said, in the order in which it is put into Chinese.
_WORDS: tuple[tuple[str, str], ...] = (
    (_TO_ALL, ""),
    (r"\( *\)", ""),
    (r"\b(?:last|final) (?:entry|entrance|admission)s?(?: is| time)?(?: at|:)? *", " 最后入馆"),
    (r"\bno (?:entry|admission|entrance) (?:after|from) *", " 最后入馆"),
    (r"\b(?:free (?:entry|admission|of charge)|admission (?:is )?free|free)\b", ""),
    (
        r"\b(?:first|1st) day of (?:the )?(?:(?:chinese|lunar) new year|spring festival)\b",
        "正月初一",
    ),
    (r"\b(?:(?:chinese|lunar) )?new year'?s eve\b|\bspring festival eve\b", "除夕"),
    (r"\b(?:chinese|lunar) new year\b|\bspring festival\b", "春节"),
    (r"\bnew year'?s day\b", "元旦"),
    (r"\bnational day\b", "国庆节"),
    (r"\blabou?r day\b|5月 day\b", "劳动节"),  # May Day
    (r"\b(?:tomb[- ]sweeping (?:day|festival)|qingming(?: festival)?)\b", "清明节"),
    (r"\bdragon boat(?: festival| day)?\b", "端午节"),
    (r"\bmid-?\s?autumn(?: festival| day)?\b", "中秋节"),
    (r"\bchristmas eve\b", "12月24日"),
    (r"\bchristmas day\b", "12月25日"),
    (r"\b(?:public|statutory|national|legal|bank|official) holidays?\b", "法定节假日"),
    (r"\bph\b", "法定节假日"),
    (r"\bschool holidays?\b|\bvacations?\b", "寒暑假"),
    (r"\bholidays?\b", "节假日"),
    (r"\b(?:daily|every ?day|all days|(?:seven|7) days a week|all year(?: round)?)\b", "每天"),
    (r"\bweekends?\b", "周末"),
    (r"\bschool ?days?\b", "上学日"),
    (r"\b(?:week|work|working ?)days?\b", "工作日"),
    (r"\b24 ?(?:hours?|hrs?|h)\b(?: a day)?", "24小时"),
    (r"\b(?:12 )?noon\b", "12:00"),
    (r"\b(?:12 )?midnight\b", "24:00"),
    (r"\b(?:by|on) (?:prior )?(?:appointment|reservation|booking)(?: only)?\b", "需预约"),
    (r"\b(?:members|card ?holders|staff) only\b|\bonly (?:for )?members\b", "仅限会员"),
    (
        r"\b(?:temporarily|currently) closed\b|\bclosed (?:temporarily|until further notice)\b",
        "暂停开放",
    ),
    (r"\b(?:opening|business|service|visiting|working) ?(?:hours?|times?)\b:?", "开放时间:"),
    (r"\bhours:", "开放时间:"),
    (r"\bclosed\b", "闭馆"),
    (r"\b(?:open|opens)\b", "开放"),
    (r"\bother (?:days|times)\b", "其余时间"),
    (r"\bsummer\b", "夏季"),
    (r"\bwinter\b", "冬季"),
    (r"\b(?:from|on|the|at|every|each|hours|during|is|are|we)\b", ""),
    (r"\b(?:to|till|until|through|thru)\b", "-"),
    (r"\b(?:including|incl\.?)", "含"),
    (r"\b(?:and|or)\b|&", "、"),
)

#: What closes, opens, makes an exception or sets a limit; last admission is said to visitors.
_TELLING = re.compile(
    r"(?i)clos|shut|except|exclud|\bonly\b|\b(?:not?(?!\.? ?\d)|unless|until|till|since|from|during"
    r"|after|before|if|when)\b|season|suspend|renovat|reopen|cancel|temporar|\bholiday"
)
#: What stands between Chinese characters and has a letter.
_ENGLISH = re.compile("([\t -~‘’“”–—]*[A-Za-z][\t -~‘’“”–—]*)")


def in_chinese(text: str) -> str | None:
    """English prose on opening hours in Chinese words; None where any word is not known."""
    plain = re.sub(r"[–—~]", "-", text.lower()).replace("’", "'")
    plain = re.sub(
        rf"\b({_CLOCK})\s*({_HALF})?\s*(?:-|to|until|till)\s*({_CLOCK})\s*({_HALF})", _span, plain
    )
    plain = re.sub(rf"\b({_CLOCK})\s*({_HALF})", lambda m: _clock(m[1], m[2]), plain)
    plain = re.sub(
        r"\b([ap])\.?m\.?:?\s*(?=\d)", lambda m: "上午" if m[1] == "a" else "下午", plain
    )
    nth = "|".join(_ORDINALS)
    several = rf"(?:(?:{nth})(?:, | and | & |, and ))*(?:{nth})"
    each = rf"\b({several}) {WEEKDAY} (?:of|in) (?:the|each|every) month"
    plain = re.sub(each, lambda m: f"每月{_nth(m[1])}周{WEEKDAYS[m[2]]}", plain)
    plain = re.sub(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\b", lambda m: _date(m[2], m[1]), plain)
    plain = re.sub(
        rf"\b{_MONTH}\.?(?: (\d{{1,2}})(?:st|nd|rd|th)?(?![:\d]))?\b",
        lambda m: _date(m[1], m[2]),
        plain,
    )
    plain = re.sub(r"\b(?:mo|tu|we|th|fr|sa|su)\b", _whole_day, plain)
    plain = re.sub(rf"\b{WEEKDAY}\b\.?", lambda m: f"周{WEEKDAYS[m[1]]}", plain)
    plain = re.sub(
        r"\bclosed (?:on )?(周[一二三四五六日]) (morning|afternoon|evening)s?\b",
        lambda m: m[1] + _PARTS[m[2]] + "闭馆",
        plain,
    )
    for pattern, word in _WORDS:
        plain = re.sub(pattern, word, plain)
    festivals = "|".join(("除夕", *FESTIVALS.values()))
    named = rf"(?:周[一二三四五六日末]|法定节假日|节假日|寒暑假|{festivals}|\d+月\d+日)"
    plain = re.sub(
        rf",?\s*\b(?:except|excluding|excl\.?)(?: for)?\s*((?:{named}[、,\s-]*)*{named})",
        r"(\1除外)",
        plain,
    )
    plain = re.sub(r"(?<!\d)\.\s*|\.\s+|\.$", ";", plain)
    return None if re.search("[a-z]", plain) else plain


def tells_more(text: str) -> bool:
    """Whether English words that are not understood may change what the others say."""
    return _TELLING.search(text) is not None


def without_english(text: str) -> str | None:
    """A Chinese text with its English in Chinese, as far as that may change what the rest says:
    每天9:00-17:00 (temporarily closed). None where it is not known word for word.
    """
    pieces = _ENGLISH.split(text)
    for at, piece in enumerate(pieces):
        if tells_more(piece):
            said = in_chinese(piece)
            if said is None:
                return None
            pieces[at] = said
    return "".join(pieces)


def _nth(words: str) -> str:
    """Of first and third → 第一个、第三个, as 每月第一、三个 is written."""
    return "、".join(_ORDINALS[word] for word in re.findall(r"\w+", words) if word in _ORDINALS)


def _whole_day(match: re.Match[str]) -> str:
    """Mo → mon."""
    return next(day for day in WEEKDAYS if day.startswith(match[0]))


def _date(month: str, day: str | None) -> str:
    return f"{_MONTHS.index(month) + 1}月" + (f"{int(day)}日" if day else "")


def _clock(clock: str, half: str) -> str:
    """9:30 pm → 21:30."""
    hour, _, minute = clock.replace(".", ":").partition(":")
    return f"{int(hour) % 12 + 12 * (half[0] == 'p')}:{minute or '00'}"


def _span(match: re.Match[str]) -> str:
    """9-5pm: the half named once is that of the end, and of the beginning where that is earlier."""
    first, half, last, end = match.groups()
    closes = _clock(last, end)
    if half:
        return f"{_clock(first, half)}-{closes}"
    begins = [_clock(first, h) for h in (end, "a")]
    earlier = [c for c in begins if _minutes(c) < _minutes(closes)]
    return f"{earlier[0] if earlier else begins[1]}-{closes}"


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
