"""Figures as people write them: numbers, and what a heading or a cell says that they count in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.intake.model import CellError
from locator.intake.recognise.dates import DIGITS
from locator.intake.recognise.words import compact, pattern
from locator.names.keys import half_width
from locator.pack.schema import SHORT_CELL

if TYPE_CHECKING:
    from locator.pack.schema import Column

YEAR = r"(?P<year>\d{4}|[〇○零一二三四五六七八九]{4})"
_YEAR_SAID = re.compile(rf"{YEAR}年?[度末底]?")
#: Numbers that count in more than ones, as a heading and as a cell say it.
_TIMES = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_MANY = "|".join(sorted(_TIMES, key=len, reverse=True))
#: Measures of something else than places, people and yuan: what counts in them is asked about.
_ELSE = (
    "角|分|[美欧日港澳]元|港币|㎡|m2|平方?米|平方公里|亩|公顷|米|公里|天|周|月|[小课学]时|节|门|班"
)
_COUNTED = re.compile(
    rf"[(:/\[【]\s*(?:单位:?)?\s*(?:(?P<times>{_MANY})?[人个所名元户位家处册次座]*|(?P<share>%|‰|百分比|每.+|(?:{_MANY})?(?:{_ELSE})))\s*(?:[)\]】]|$)"
)
_NOUN = re.compile(
    rf"[(:\[【]\s*(?:单位:?\s*)?(?:{_MANY})?(?P<noun>[人个所名元户位家处册座])[次]?(?:/.)?(?=[\s)\]】]|$)"
)
_MULTIPLE = re.compile(rf"(?P<number>\d+(?:\.\d+)?)\s*(?P<times>{_MANY})[人个所名元户位]?")


def read_number(text: str, column: Column, heading: str = "") -> str:
    """A number without thousands separators, a whole one for counts and years.

    Parameters
    ----------
    heading
        Heading of the column or a note above the table, which may say in what the numbers count:
        ``常住人口（万人）``. Rounded and approximate values (约, 余) are no numbers.
    """
    if len(text) > SHORT_CELL:
        raise CellError(f"cell_{column.kind}")
    given = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", half_width(text))
    if column.kind == "year" and (said := _YEAR_SAID.fullmatch(given)):
        given = said["year"].translate(DIGITS)
    told = _COUNTED.search(half_width(heading)) if column.kind != "year" else None
    if told and told["share"]:
        raise CellError("cell_unit", unit=told["share"])
    own = _MULTIPLE.fullmatch(given)
    if own and told and told["times"]:
        raise CellError("cell_unit", unit=told["times"])
    times = own["times"] if own else told["times"] if told else ""
    given = own["number"] if own else re.sub(r"[人个所名元年]$", "", given)
    try:
        value = float(given) * _TIMES.get(times or "", 1)
    except ValueError:
        raise CellError(f"cell_{column.kind}") from None
    if times:
        value = round(value, 6)
    whole = column.kind in {"count", "year"}
    first, last = (1900, 2100) if column.kind == "year" else (0, float("inf"))
    if not (first <= value <= last and value < float("inf")) or (whole and value % 1):
        raise CellError(f"cell_{column.kind}")
    return str(int(value)) if value % 1 == 0 else repr(value)


def counted_in(heading: str) -> str:
    """How many, or of what a share, a heading counts in: 百 of （百人）, %; "" for ones."""
    told = _COUNTED.search(half_width(heading))
    return (told["times"] or told["share"] or "") if told else ""


def counted_noun(heading: str) -> str:
    """What a heading or note says that it counts, 人 of 万人 and 元 of 万元; "" for nothing."""
    told = _NOUN.search(half_width(heading))
    return told["noun"] if told else ""


def of_part(remark: str) -> bool:
    """Whether what stands behind the name of a figure says that it is a target, an estimate, of a
    part or of others: 2027年目标, 含兼职, 户籍.
    """
    seen = compact(remark)
    return any(
        pattern(*path).search(seen) for path in (("figures", "doubts"), ("residents", "others"))
    )


def says_unit(text: str) -> bool:
    """Whether a note above a table says in what its numbers count: 单位：万人."""
    return re.search(r"(?:计量|计数)?单位[:：]", half_width(text)) is not None
