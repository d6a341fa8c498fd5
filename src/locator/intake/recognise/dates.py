"""Dates that are said so that nobody can be sure: which days they may be, to be asked.

去年, 24.6.30, 农历五月初五, 6月30日: each has an answer that a person gives at once, and a program
that guesses gives wrong now and then. Lunar dates are those of ``lunardate`` (1900 to 2099).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lunardate import LunarDate

if TYPE_CHECKING:
    from datetime import date

DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
#: A number up to 99 as people write months and days.
SMALL = r"\d{1,2}|[〇零一二三四五六七八九十廿卅]{1,3}"
_AGO = {"前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0, "当年": 0}
_YEAR = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年?"
_SAID = re.compile(
    rf"(?P<ago>{'|'.join(_AGO)})?度?(?:(?P<month>{SMALL})月份?(?:(?P<day>{SMALL})[日号]?)?|(?P<part>年?[初中底末]))?"
)
_SHORT = re.compile(r"[’']?(\d{1,2})(年|[-./])(\d{1,2})(?:(?:月|[-./])(\d{1,2})?[日号]?)?")
_SHORT_YEAR = re.compile(r"[’']?(\d{2})年?[初中底末]?")
_ENDS = re.compile(rf"({_YEAR})(?:([初中底末])|第?([一二三四1-4])季度|(上|下)半年)")
_LUNAR = re.compile(
    rf"(?P<mark>农历|阴历|旧历)?(?P<year>{_YEAR})?(?:农历|阴历|旧历)?(?P<leap>闰)?"
    rf"(?P<month>正|冬|腊|{SMALL})月(?P<day>初[一二三四五六七八九十]|{SMALL})[日号]?"
)
_WITHIN = {"初": "01", "中": "06", "底": "12", "末": "12", "上": "06", "下": "12"}
#: Of no record does anybody give an older date with its day in front.
_EARLIEST = 1990
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def small_number(text: str) -> int:
    """Number from 1 to 99 in digits or in Chinese: 6, 六, 十二, 廿六, 二十六."""
    if text.isdecimal() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(DIGITS))
    return int(tens.translate(DIGITS) or 1) * 10 + int(ones.translate(DIGITS) or 0)


def date_choices(text: str, today: date) -> tuple[str, ...]:
    """The dates (YYYY, YYYY-MM or YYYY-MM-DD) that a text without blanks may mean; likelier first.

    Parameters
    ----------
    text
        What a person wrote instead of a date, in half width.
    today
        From which 去年 and a missing year are counted.
    """
    for reading in (_lunar, _short, _end, _relative):
        found = [choice for choice in reading(text, today) if choice]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _lunar(text: str, today: date) -> list[str]:
    match = _LUNAR.fullmatch(text)
    said = match and (match["mark"] or "农历" in text or match["month"] in _MONTHS)
    if not match or not (said or "初" in match["day"]):
        return []
    month = _MONTHS.get(match["month"]) or small_number(match["month"])
    day = small_number(match["day"].replace("初", ""))
    year = (match["year"] or "").removesuffix("年").translate(DIGITS)
    years = [int(year)] if year else [today.year, today.year - 1]
    found = []
    for each in years:
        try:
            solar = LunarDate(each, month, day, bool(match["leap"])).to_solar_date()
        except ValueError:
            continue
        if year or solar <= today:
            found.append(solar.isoformat())
    return found


def _short(text: str, today: date) -> list[str]:
    """24.6.30, 24年6月: of this century; a year to come would be of the last one."""
    match, alone = _SHORT.fullmatch(text), _SHORT_YEAR.fullmatch(text)
    if not match:
        return [str(_century(int(alone[1]), today))] if alone and "年" in text else []
    first, joint, month, last = match.groups()
    found = [_iso(_century(int(first), today), month, last)]
    if joint != "年" and last and _century(int(last), today) >= _EARLIEST:
        found.append(_iso(_century(int(last), today), month, first))  # 6.7.8 with the day in front
    return found


def _century(year: int, today: date) -> int:
    return 2000 + year if 2000 + year <= today.year + 1 else 1900 + year


def _end(text: str, _today: date) -> list[str]:
    """2025年底, 2025年第一季度, 2025年上半年: the month that ends it."""
    match = _ENDS.fullmatch(text)
    if not match:
        return []
    year = match[1].removesuffix("年").translate(DIGITS)
    if match[3]:
        return [f"{year}-{small_number(match[3]) * 3:02d}", year]
    return [f"{year}-{_WITHIN[match[2] or match[4]]}", year]


def _relative(text: str, today: date) -> list[str]:
    if re.fullmatch("上个?月", text):
        year, month = divmod(today.year * 12 + today.month - 2, 12)
        return [f"{year}-{month + 1:02d}"]
    if re.fullmatch("本月|这个?月|当月|目前|现在|近期|最近|当前", text):
        return [f"{today.year}-{today.month:02d}"]
    match = _SAID.fullmatch(text)
    if not match or not text:
        return []
    if match["ago"] or match["part"]:
        years = [today.year - _AGO.get(match["ago"] or "", 0)]
    else:
        years = [today.year, today.year - 1]  # 6月30日: of this year or the last
    if match["part"]:
        return [f"{years[0]}-{_WITHIN[match['part'][-1]]}"]
    return [_iso(year, match["month"] or "", match["day"]) for year in years]


def _iso(year: int, month: str, day: str | None) -> str:
    parts = [small_number(part) for part in (month, day or "") if part]
    if (parts and not 1 <= parts[0] <= 12) or (len(parts) > 1 and not 1 <= parts[1] <= 31):
        return ""
    return "-".join([str(year), *(f"{part:02d}" for part in parts)])
