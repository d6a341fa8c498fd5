"""Notes below a table: which of its rows they say may not be open.

A note speaks of the rows that bear its mark, of those that it names, or of all. One that names a
place of which there is no row speaks of none: that is told once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.intake.recognise.states import (
    CLAUSE,
    state_hinted,
    state_of_title,
    state_said,
    state_unclear,
)
from locator.intake.recognise.words import compact, is_title, no_name, pattern
from locator.names.keys import half_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from locator.pack.change import Cells

#: Marks by which a note speaks of some of the rows: 带*的为在建.
_STARS = re.compile("[*★☆※▲△●◎#]")
#: A note that speaks of the rows above it.
_ABOVE = re.compile("以上|上[述列]|本表|[各两几]校")
#: States that a note tells of rows; of works it tells as of something that was.
_GONE = frozenset({"planned", "closed"})
#: A note that may speak of more rows than it names.
_WIDE = re.compile(
    "其余|其[他它]|另外?|以[上下]|上[述列]|本表(?!截[至止]|由|数据|统计)|各|所有|全部|部分|除|个别|[两几]校|之外"
)
_SENTENCE = re.compile(r"[,;。()\n]|\d+[.、](?!\d)")
_OPENING = re.compile(r"^[(\[]?(?:(?:填[表报])?说明|备注|附注|注)?[:：]?(?:\d+[.、])?")
_KIND = (
    "(?:老年|社区|农民|市民|成人|开放|职工)?(?:学校|大学|学院|学堂|教育中心|学习中心)|图书馆|分馆|书房|书屋|图书室|阅览室"
    "|文化站|文化中心|文化馆|博物馆|美术馆|纪念馆|教学点|学习点|服务点|党校|驿站|校区|党群中心"
)
#: A place that a note names: its own word or two, then what it is.
_NAMED = re.compile(
    rf"(?P<own>[\u4e00-\u9fff]{{2,10}}?)(?:{_KIND})(?:[\u4e00-\u9fff]{{1,8}}?(?:{_KIND}))*"
)
_AND = re.compile("[、和与及]|以及")
#: 平望镇学校 may be all schools of a town, 村级学校 those of villages.
_MANY = re.compile("[镇乡村区县市级所些]$|街道$|社区|[一二两三四五六七八九十几多\\d]个?$|有的")
_LEVEL = re.compile("(?<=[\u4e00-\u9fff]{2})(?:[镇乡县市区村]|街道|社区)")
#: So much of a name tells a place: 平望 of 吴江平望.
_OWN = 2


#: What lists are called: such a line is the title of all rows, whatever place it names.
_OF_LIST = re.compile(
    "[表册账单]$|[表册账单][(\\[（]|一览|名[录单]|情况|汇总|方案|计划|规划|布点|目录|清单|统计|公示"
)


@dataclass(frozen=True, slots=True)
class Foot:
    """A note by which rows may not be open: those with its marks, those of ``rows``, else all."""

    note: str
    marks: frozenset[str]
    rows: frozenset[int] | None

    def concerns(self, row: int, said: str) -> bool:
        """Whether it speaks of a row in whose cells this is said."""
        if self.rows is not None:
            return row in self.rows
        return not self.marks or any(mark in said for mark in self.marks)


def foot_doubts(
    notes: Iterable[str],
    below: Iterable[str],
    lines: Sequence[tuple[int, Cells]],
    is_unit: Callable[[str], bool],
) -> list[Foot]:
    """Notes, not titles, and lines ``below`` the rows by which rows may not be open.

    ``is_unit`` tells whether a word means a unit, or one of several.
    """
    found: list[Foot] = []
    lone = tuple(below)
    lines = [(row, of) for row, of in lines if of.get("name") not in lone]
    for note in dict.fromkeys([*(n for n in notes if not heads_list(n)), *lone]):
        if no_name(note):
            continue  # 3所: a sum
        marks = frozenset(_STARS.findall(note))
        strict = bool(marks) or note in lone or _ABOVE.match(note) is not None
        rows, by_name = (None, False) if marks else _rows_named(note, lines, is_unit)
        if any(
            not pattern("states", "feet").search(clause)
            and (
                state_of_title(clause)
                or ((s := state_said(clause)) and (by_name or s.state in _GONE))
                or ((strict or by_name) and state_hinted(clause))
                or (strict and state_unclear(clause))
            )
            for clause in CLAUSE.split(_OPENING.sub("", half_width(note)))
        ):
            found.append(Foot(note, marks, rows))
    return found


def tells_of_state(line: str) -> bool:
    """Whether a line tells of a state, not in brackets as a venue's name does: 某校正在选址."""
    return _telling(re.sub(r"[(（].*?[)）]", "", line))


def heads_list(note: str) -> bool:
    """Whether a line may be the title of a list: no note, nor a sentence on a place of its own."""
    if _ABOVE.match(note) or not is_title(note):
        return False
    if _OF_LIST.search(note) or not _places(note):
        return True
    return not any(map(_telling, _SENTENCE.split(_plain(note))))


def _rows_named(
    note: str, lines: Sequence[tuple[int, Cells]], is_unit: Callable[[str], bool]
) -> tuple[frozenset[int] | None, bool]:
    """The rows of the places that a note names, None where it may speak of others; and whether it
    has the name of a row.
    """
    places, seen = _places(note), _plain(note)
    if not places:
        return None, False
    first = next(filter(_telling, _SENTENCE.split(seen)), "")
    if first and seen.find(first) < seen.find(places[0][0]):
        return None, False  # what is told before any place is named is of all
    rows: set[int] = set()
    by_name = False
    for place in places:
        whole, own = _LEVEL.sub("", place[0]), place["own"]
        names = {row: _LEVEL.sub("", compact(of.get("name", ""))) for row, of in lines}
        same = {row for row, name in names.items() if name and (whole in name or name in whole)}
        if not same and (own == "新建" or not is_unit(own)):
            return None, False  # 公办学校均在筹建: these may be any
        by_name |= bool(same)
        # 平望分馆 is a library of 平望镇 that may be called otherwise.
        rows |= same or {row for row, of in lines if own[-_OWN:] in "".join(of.values())}
    return frozenset(rows), by_name


def _plain(note: str) -> str:
    return _OPENING.sub("", compact(half_width(note)))


def _places(note: str) -> list[re.Match[str]]:
    """The places that a note names, if it speaks of no others."""
    seen = _plain(note)
    parts = [part for clause in _SENTENCE.split(seen) for part in _AND.split(clause)]
    found = [place for part in parts if (place := _NAMED.match(_OPENING.sub("", part)))]
    if _WIDE.search(seen) or any(_MANY.search(place["own"]) for place in found):
        return []
    return found


def _telling(clause: str) -> bool:
    """Whether a clause tells of a state."""
    return bool(state_of_title(clause) or state_said(clause) or state_hinted(clause))
