"""What a remark, a name, hours or a title say of whether a place is open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from locator import clock
from locator.intake.recognise.words import compact, listed_words, pattern, remarks
from locator.names.keys import half_width

#: What happens again and again, or at an hour: such a clause says nothing of the state.
_REGULAR = re.compile(
    r"每|周[一二三四五六日天末]|星期|礼拜|节|假|寒暑|中午|午休|夜间|晚上|\d[:点时]|例行|日常"
)
#: A day from which something is open; 起开放时间 tells of other hours.
_BEGINS = re.compile(
    r"(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2})[日号])?)?(?:[上中下]旬|[初底末中]|[上下]半年)?"
    r"(?:起|后|以后|前|正式|左右|对外|全面|开始|建成|并)*"
    r"(?:开放|开馆|启用|投用|投入使用|投入运[营行]|开班|开学|招生|建成|竣工|完工|落成|交付|运[营行]|营业)(?!时[间段]|日|情况)"
)
_CLAUSE = re.compile(r"[,;、。;()\n]")


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
    seen = compact(_without_regular(text))
    states = [s for s in ("planned", "closed", "suspended") if _said(s, seen)]
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
    return told == ["suspended"] and not (going_on or _said("suspended", left))


def state_of_title(text: str) -> bool:
    """Whether a title, a section or a heading is of places that may not be open: 拟建书房一览."""
    return pattern("titles", "states").search(compact(text)) is not None


def _without_regular(text: str) -> str:
    """A text without the clauses that tell of regular closing, like 周一闭馆."""
    clauses = _CLAUSE.split(half_width(text))
    return ",".join(
        clause
        for clause in clauses
        if not (
            _REGULAR.search(clause)
            and not _said("planned", clause)
            and not re.search("停办|撤|注销|拆|永久", clause)
        )
    )


def state_in_hours(text: str) -> StateSaid | None:
    """The state that a cell of opening hours speaks of, beside hours or instead of them.

    Beside hours nothing is sure: which of the two holds is asked.
    """
    said = state_said(text)
    if said is None:
        return None
    return StateSaid(said.state, said.sure and not re.search(r"\d\s*[:点时]", half_width(text)))


def _said(state: str, seen: str) -> bool:
    return pattern("states", "patterns", state).search(seen) is not None


def state_of_cell(text: str) -> StateSaid | None:
    """The state that a cell of the column of states means, where no listed word is that cell."""
    said = state_said(text)
    if said is not None:
        return said
    seen = compact(text)
    sure = re.search("[不未无非没否停]|大概|可能|也许|疑似|据说|有时|部分", seen) is None
    return StateSaid("open", sure) if _said("open", seen) else None


def state_in_name(name: str) -> StateSaid | None:
    """The state that a name speaks of in brackets, or anywhere in words that no name has."""
    for remark in remarks(name):
        if state := listed_words()["states"]["in_brackets"].get(remark):
            return StateSaid(state, sure=state != "moved")
        if said := state_said(remark):
            return said
    if not pattern("states", "in_names").search(compact(name)):
        return None
    found = state_said(name)
    return StateSaid(found.state if found else "moved", sure=False)
