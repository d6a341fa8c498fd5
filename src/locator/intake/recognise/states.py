"""What a text says of the state of a place, and whether everything in it is understood.

Nothing that is read here decides anything by itself: :mod:`locator.intake.match.status` takes what
is sure, and asks about the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator import clock
from locator.intake.recognise.dates import DIGITS
from locator.intake.recognise.words import (
    REMARK,
    compact,
    is_placeholder,
    listed_words,
    pattern,
    remarks,
)
from locator.names.keys import half_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: An introduction so long speaks of the past too.
TOLD_AT_LENGTH = 40
#: What happens again and again, or at an hour: such a clause says nothing of the state.
_REGULAR = re.compile(
    r"每|周[一二三四五六日天末]|星期|礼拜|节|假|寒暑|中午|午休|夜间|晚上|\d[:点时]|例行|日常"
)
#: A day from which something is open; 起开放时间 tells of other hours.
_BEGINS = re.compile(
    r"(?P<year>20\d\d)年(?:[春秋]季?|(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2})[日号])?)?"
    r"(?:[上中下]旬|[初底末中]|[上下]半年)?(?:起|后|以后|前|正式|左右|对外|全面|开始|并)*"
    r"(?:开[放馆班学]|启用|投[用入]|招生|建成|[竣完]工|落成|交付|运[营行]|营业)(?!时[间段]|日|情况)"
)
_DAY = re.compile(
    r"(?P<year>20\d\d|\d\d(?=年[\d春夏秋冬初中底末]))(?:[-./年](?P<month>\d{1,2})?)?(?:[-./月]\d{0,2})?[日号]?[春夏秋冬初中底末前内季]*(?:起|以?后|开始)*"
)
#: So many years ahead two digits of a year are still one to come: 27年春.
_SOON = 20
#: The year of a title, or the last one of a span: 2027年布点, 2026—2030年.
_YEARS = re.compile(r"(?<!\d)(?:20\d\d年?[-—–~至到]+)?(?P<year>20\d\d)(?=年)")
#: What begins by telling of a change is no ordinary day's: 现堆放杂物, 已全部转走.
_CHANGED = re.compile("[现已原曾早](?![代场创生有]).{2}")
#: A word or two of which nobody knows what they mean: 冬眠, 散伙.
_BRIEF = 4
#: So much beside known words is not understood: 水管爆裂后一楼全部泡水.
_UNREAD = 11
#: A remark in a heading that says how to fill the column in, and columns of states and of when and
#: by whom they are told, whose headings may have any.
_HOW_TO = re.compile("[填请如例选]|^现用?名$")
_OF_STATES = frozenset(
    {"status", "note", "recognition", "complete", "as_of", "source", "source_date"}
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
CLAUSE = re.compile(r"[,;、。;()\n]")
#: The same, enumerations being whole.
_CLAUSE = re.compile(r"[,;。;()\n]")


@dataclass(frozen=True, slots=True)
class StateSaid:
    """A state that a text speaks of: a code of the vocabulary, or ``moved``; sure or hedged."""

    state: str
    sure: bool


def state_said(text: str) -> StateSaid | None:
    """The state of a venue that a remark speaks of, None when it speaks of none but open.

    A text that speaks of two states, or whose words may mean a part, a plan or the past, is not
    sure.
    """
    seen = _telling(text)
    states = [s for s in ("planned", "closed", "suspended") if says(s, seen)]
    if "planned" not in states and _begins_later(seen):
        states.insert(0, "planned")
    if pattern("states", "moved").search(seen):
        states.insert(0, "moved")
    if not states:
        return None
    # What is closed for good is often called suspended by the same breath: 停止开放.
    told = [s for s in states if not (s == "suspended" and len(states) > 1)]
    hedged = pattern("states", "hedged").search(seen) is not None or _past_works(told, seen)
    return StateSaid(told[0], len(told) == 1 and told[0] != "moved" and not hedged)


def state_hinted(text: str) -> bool:
    """Whether a short text has a word of ending, lacking or of what is to come that no known
    harmless phrase explains: what no pattern knows is asked, not taken for open.
    """
    if not _HAN.search(text):
        latin = pattern("states", "latin", "harmless").sub("", half_width(text))
        return pattern("states", "latin", "cues").search(latin) is not None
    seen = pattern("states", "harmless").sub("", _telling(text))
    return len(seen) < TOLD_AT_LENGTH and any(
        pattern("states", "cues").search(clause)
        or (_CHANGED.match(clause) and not pattern("states", "ordinary").search(clause))
        for clause in CLAUSE.split(seen)
    )


def state_denied(text: str) -> bool:
    """Whether a text denies that a place is open, in words that name no state: 与邻村合到一处."""
    if not _HAN.search(text):
        latin = pattern("states", "latin", "harmless").sub("", half_width(text)).casefold()
        return pattern("states", "latin", "denied").search(latin) is not None
    seen = pattern("states", "harmless").sub("", _telling(text))
    return pattern("states", "denied").search(seen) is not None


def state_unclear(text: str) -> bool:
    """Whether a clause of a short text tells of no ordinary day: nobody knows what it means for a
    place, and it may be that there is none any more. What only describes is ordinary.
    """
    seen = _without_done(compact(text))
    if is_placeholder(text) or len(seen) >= TOLD_AT_LENGTH:
        return False
    return any(
        _HAN.search(part) and not _ordinary(part, first=not at)
        for clause in _CLAUSE.split(seen)
        for at, part in enumerate(clause.split("、"))
    )


def latin_unclear(text: str) -> bool:
    """Whether a clause of a short remark in English has no word of an ordinary day, or tells of
    what happened: choir disbanded.
    """
    seen = half_width(text).casefold().strip()
    if _HAN.search(seen) or len(seen) >= 2 * TOLD_AT_LENGTH or len(re.findall("[a-z]+", seen)) < 2:
        return False
    seen = pattern("states", "latin", "harmless").sub("1", seen)
    ordinary, eventful = (pattern("states", "latin", of) for of in ("ordinary", "eventful"))
    return eventful.search(seen) is not None or any(
        " " in clause.strip() and not ordinary.search(clause)
        for clause in re.split(r"[,;()]|\. | but ", seen)
    )


def says_fine(text: str) -> bool:
    """Whether each clause of a cell of states says that all is as it should be: 常年对外."""
    clauses = [c for c in CLAUSE.split(compact(text)) if c]
    fine, seldom = pattern("states", "fine"), pattern("states", "seldom")
    return bool(clauses) and all(fine.search(c) and not seldom.search(c) for c in clauses)


def keeps_out(text: str, *, outright: bool = False) -> bool:
    """Whether a text says that only a house's own people are let in: 仅限本单位职工; ``outright``:
    that others are not.
    """
    seen = compact(text)
    found = pattern("states", "insiders").search(seen)
    return found is not None and not (outright and not pattern("states", "outright").search(seen))


def lately(text: str) -> bool:
    """Whether a cell tells of this year or the last, or of no year at all but of days: 每周三."""
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", half_width(text))]
    if years:
        return max(years) >= clock.today().year - 1
    return re.search(r"\d|[上本每这]?[周月日天]|星期|刚|今年", text) is not None


def _ordinary(clause: str, *, first: bool) -> bool:
    """Whether a clause has a word of an ordinary day, or is long enough to be understood, or goes
    on an enumeration (空调、音响), and what else stands in it tells of no change, lack, limits or
    other use.
    """
    left = clause
    for known in ("harmless", "built", "ordinary"):
        left = pattern("states", known).sub("·", left)
    understood = left != clause or len(clause) > _BRIEF or not first
    understood &= not any(pattern("states", of).search(clause) for of in ("rarely", "strange"))
    unread = len(_HAN.findall(left)) >= _UNREAD or pattern("states", "eventful").search(left)
    return understood and not unread


def title_unclear(text: str, is_unit: Callable[[str], bool]) -> bool:
    """Whether more stands in a title, a section or a sheet's name than units, kinds and what lists
    are called: nobody knows what that means for the places below it.
    """
    seen = compact(text)
    left = seen if is_unit(seen) else pattern("titles", "words").sub("", seen)
    return _HAN.search(left) is not None and not is_unit(left)


def years_to_come(text: str) -> bool:
    """Whether a text names a year to come."""
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", half_width(text))
    return any(int(year) > clock.today().year for year in years)


def _telling(text: str) -> str:
    """What of a text may tell of a state: no regular closing, nor what a house was made of, nor
    works and moves that a year gone by saw the end of.
    """
    return _without_done(pattern("states", "built").sub("", compact(_without_regular(text))))


def _without_done(seen: str) -> str:
    year = clock.today().year
    return pattern("states", "done").sub(lambda m: "" if int(m["year"]) < year else m[0], seen)


def _begins_later(seen: str) -> bool:
    """Whether a text names a day to come from which a place is open: 2027年5月1日起开放."""
    today = clock.today()
    return any(
        (int(m["year"]), int(m["month"] or 12), int(m["day"] or 31))
        > (today.year, today.month, today.day)
        for m in _BEGINS.finditer(seen)
    )


def _past_works(told: list[str], seen: str) -> bool:
    """Whether a text speaks of works only, and not as of something that goes on: 2019年装修."""
    works = pattern("states", "works")
    left = works.sub("", seen)
    going_on = not left or pattern("states", "ongoing").search(seen)
    return told == ["suspended"] and not (going_on or says("suspended", left))


def state_of_title(text: str) -> bool:
    """Whether a title, a section or a heading is of places that may not be open: 拟建书房一览."""
    seen = compact(text)
    to_come = any(int(m["year"]) > clock.today().year for m in _YEARS.finditer(seen))
    return to_come or pattern("titles", "states").search(seen) is not None


def state_of_heading(heading: str, column: str) -> bool:
    """Whether the heading of a column that is read tells of places that may not be open: 拟建学校,
    学校名称（规划）. That of states may name all of them, 状态（开放/停办）, but no 现状（2027年）.
    What tells how to fill it in says nothing: （停办的不填）.
    """
    told = [r for r in remarks(heading) if not (_HOW_TO.search(r) or is_placeholder(r))]
    if any(pattern("figures", "titles").search(compact(r)) or years_to_come(r) for r in told):
        return True
    if column in _OF_STATES:
        return False
    brackets = (state_of_title(remark) or state_in_name(f"({remark})") for remark in told)
    return state_of_title(REMARK.sub("", heading)) or any(brackets)


def latest_year(headings: Iterable[str]) -> str:
    """The heading of the latest year below which stands whether there was any, ``""``: none."""
    return max(filter(is_year, headings), key=compact, default="")


def is_year(heading: str) -> bool:
    """Whether a heading is nothing but a year."""
    return re.fullmatch(r"20\d\d年?度?", compact(heading)) is not None


def _without_regular(text: str) -> str:
    """A text without the clauses that tell of regular closing, like 周一闭馆."""
    clauses = CLAUSE.split(half_width(text))
    return ",".join(
        clause
        for clause in clauses
        if not (
            _REGULAR.search(clause)
            and not says("planned", clause)
            and not re.search("停办|撤|注销|拆|永久", clause)
        )
    )


def state_in_hours(text: str) -> StateSaid | None:
    """The state that a cell of opening hours speaks of, beside hours or instead of them.

    Beside hours nothing is sure: which of the two holds is asked.
    """
    said = StateSaid("planned", sure=False) if to_come(text) else state_said(text)
    if said is None:
        return None
    return StateSaid(said.state, said.sure and not re.search(r"\d\s*[:点时]", half_width(text)))


def says(state: str, seen: str) -> bool:
    """Whether a compact text has words of a state of the vocabulary."""
    return pattern("states", "patterns", state).search(seen) is not None


def state_of_cell(text: str) -> StateSaid | None:
    """The state that a cell of the column of states means, where no listed word is that cell."""
    said = state_said(text)
    if said is not None:
        return said
    seen = compact(text)
    sure = re.search("[不未无非没否停轮才]|大概|可能|也许|疑似|据说|有时|部分", seen) is None
    sure &= not state_hinted(text)
    return StateSaid("open", sure) if says("open", seen) else None


def state_in_name(name: str) -> StateSaid | None:
    """The state that a name speaks of in brackets, or anywhere in words that no name has."""
    for remark in remarks(name):
        if state := listed_words()["states"]["in_brackets"].get(remark):
            return StateSaid(state, sure=state != "moved")
        if years_to_come(remark):
            return StateSaid("planned", sure=False)
        if said := state_said(remark):
            return said
        if state_hinted(remark):
            return StateSaid("moved", sure=False)
    if not pattern("states", "in_names").search(compact(name)):
        return None
    found = state_said(name)
    return StateSaid(found.state if found else "moved", sure=False)


def to_come(text: str) -> bool:
    """Whether a cell is nothing but a year or a day that is still to come."""
    today = clock.today()
    match = _DAY.fullmatch(compact(text).translate(DIGITS))
    if not match:
        return False
    year, month = int(match["year"]), int(match["month"] or 0)
    if year < 100:
        # 98年 is of the last century.
        year += 2000 if year <= today.year - 2000 + _SOON else 1900
    return year > today.year or (year == today.year and month > today.month)
