"""Opening hours in one width and one way of writing ranges, numbers, clocks and lists."""

from __future__ import annotations

import re
import unicodedata

from locator.hours.vocabulary import CLOCK, ENTRY, HALF, MONTH_LENGTH, NUMBER, NUMERAL


def normalised(text: str) -> str:
    """Text in one width and one way of writing ranges, numbers and clocks."""
    text = re.sub("[①-⑳◎●○◆■★▪•]", ";", text)
    plain = unicodedata.normalize("NFKC", text.translate(str.maketrans("︰∶", "::")))
    plain = plain.translate(
        str.maketrans(
            "~〜—–−－﹣―【】[]「」開閉館點時間國慶節週個後、，。｜",
            "--------()()()开闭馆点时间国庆节周个后、,;;",
        )
    )
    plain = re.sub(
        r"(?:周|星期|礼拜)[1-7](?:[-至到、][1-7])?(?!\d|[:点时年月日号])", _weekdays, plain
    )
    plain = re.sub(r"(?<=\d)\s+(?=\d)", ",", plain)
    plain = re.sub(r"[\n\r]+", ";", plain)
    plain = re.sub(r"\s+", "", plain).strip("。;,")
    plain = re.sub(rf"({NUMERAL})(?=[点时])", lambda m: str(number_of(m[1])), plain)
    plain = re.sub(rf"(?<=[点时])({NUMERAL})(?=分)", lambda m: str(number_of(m[1])), plain)
    plain = re.sub(
        r"(?<=[令季制时]\()(\d{1,2})\.(\d{1,2})-(\d{1,2})\.(\d{1,2})(?=\):?\d)",
        r"\1月\2日-\3月\4日",
        plain,
    )
    plain = re.sub(r"(?<![\d.])(\d{1,2})\.(\d{2})(?![\d.])", r"\1:\2", plain)
    plain = re.sub(r"-{2,}", "-", plain)
    plain = re.sub(r"([春夏秋冬])季?[、和及]([春夏秋冬])季", r"\1\2季", plain)
    plain = re.sub(r"午间(?=\d)", "中午", plain)
    plain = re.sub(r"春秋季?\(([^()]*月[^()]*)\):?", r"\1", plain)
    plain = _begun_seasons(plain)
    plain = re.sub(r"24[hH](?![A-Za-z])", "24小时", plain)
    # 周一闭馆，如周一为节假日则开放: the second naming says no more than 如遇.
    day = "(?:周|星期)[一二三四五六日天]"
    plain = re.sub(rf"[如若当遇]?{day}(?:恰?[为逢遇是]|适逢|恰为)(?=国|法定|节|公)", "遇", plain)
    plain = re.sub(rf"({HALF}):(?=\d)", r"\1", plain)
    plain = re.sub(rf"({HALF})(?:开放|场)?:?(?=\d)", r"\1", plain)
    plain = re.sub(r"(?<=\d)一(?=\d)|(?<=[周期])[-](?=[闭休不,;)])", _misprint, plain)
    plain = re.sub(r"(?:^|(?<=[;,]))\d{1,2}[,.、](?=[^\d.])", "", plain)
    plain = re.sub(
        rf"(?:开馆|开放|开门)(?:时间)?:?({HALF}?{CLOCK})[,;]?(?:闭馆|关门|闭门|打烊)(?:时间)?:?({HALF}?{CLOCK})",
        r"\1-\2",
        plain,
    )
    # "9:00开馆，17:00闭馆" is a span of hours.
    return re.sub(
        rf"({HALF}?{CLOCK})(?:开馆|开放|开门),?({HALF}?{CLOCK}(?:停止|谢绝|截止)(?:{ENTRY}),)?"
        rf"({HALF}?{CLOCK})(?:闭馆|关门|关闭)",
        r"\1-\3,\2",
        plain,
    ).strip(",")


def _begun_seasons(plain: str) -> str:
    """冬令时（10月1日起）… 夏令时（5月1日起）: each lasts until the day before the other."""
    begins = r"(?<=[令季制时]\()(?:自|从)?(\d{1,2})月(\d{1,2})日(?:起|开始)(?=\))"
    found = [(int(m[1]), int(m[2])) for m in re.finditer(begins, plain)]
    if len(found) != 2 or not all(1 <= month <= len(MONTH_LENGTH) for month, _ in found):
        return plain
    ends = iter(
        (month, day - 1) if day > 1 else ((month - 2) % 12 + 1, MONTH_LENGTH[month - 2])
        for month, day in reversed(found)
    )
    return re.sub(begins, lambda m: "{}月{}日-{}月{}日".format(m[1], m[2], *next(ends)), plain)


def _weekdays(match: re.Match[str]) -> str:
    """周1-5 → 周一-五."""
    return match[0].translate(str.maketrans("1234567", "一二三四五六日"))


def _misprint(match: re.Match[str]) -> str:
    """一 for a dash between numbers, and a dash for 一 after 周."""
    return "-" if match[0] == "一" else "一"


def number_of(word: str) -> int:
    """A Chinese number: 九, 十, 十七, 三十."""
    tens, ten, ones = word.rpartition("十")
    return (NUMBER.get(tens, 1) * 10 if ten else 0) + (NUMBER.get(ones, 0) if ones else 0)
