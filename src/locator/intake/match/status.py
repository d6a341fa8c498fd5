"""The state of a venue: by its column, and by what the row says of it anywhere else.

Remarks, names, hours and titles speak of closing, moving and what is to come; what they say is
taken where it is sure and nothing contradicts it, and asked otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator import clock
from locator.intake.recognise.cells import is_code, read_code
from locator.intake.recognise.words import compact, is_placeholder, listed_words, pattern, remarks
from locator.names.keys import half_width
from locator.problems import Words

if TYPE_CHECKING:
    from locator.intake.match.drafts import Drafts
    from locator.intake.model import ParsedRecord, SheetPlan
    from locator.pack.change import Cells

#: Columns that hold no state, unless somebody wrote one instead.
_NO_STATE = ("address", "phone", "recognition")
_TOLD = ("note", "opening_hours", *_NO_STATE)
_NOT_YET = re.compile("建|设|成立|开办|创办|挂牌|开放|启用")
_LOCAL = re.compile(r"\d|[号路街巷弄]")
#: An introduction so long speaks of the past too.
_TOLD_AT_LENGTH = 40
#: What happens again and again, or at an hour: such a clause says nothing of the state.
_REGULAR = re.compile(
    r"每|周[一二三四五六日天末]|星期|礼拜|节|假|寒暑|中午|午休|夜间|晚上|\d[:点时]|例行|日常"
)
#: A day from which something is open; 起开放时间 tells of other hours.
_BEGINS = re.compile(
    r"(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2})[日号])?)?"
    r"(?:[上中下]旬|[初底末中]|[上下]半年)?(?:起|后|以后|前|正式|左右|对外|全面|开始|并)*"
    r"(?:开[放馆班学]|启用|投[用入]|招生|建成|[竣完]工|落成|交付|运[营行]|营业)(?!时[间段]|日|情况)"
)
#: Headings of a day from which a place is open, of ones that ask whether it is, and such a day.
_OPENS = re.compile("建成|建设|竣工|完工|投[用入]|启用|开[放馆学办园业]|成立|挂牌|揭牌|交付|落成")
_ASKS_OPEN = re.compile(
    "是否(?:已|正常)?(?:建成|投用|启用|开[放馆学办]|成立|挂牌|运[行营]|在用|使用|有效|保留|存[在续]|在册|上图|公[布开]|纳入|继续)|^(?:有效|保留|存[在续])$"
)
_DAY = re.compile(
    r"(?P<year>20\d\d)(?:[-./年](?P<month>\d{1,2})?)?(?:[-./月]\d{0,2})?[日号]?[初中底末前内]*(?:起|以?后|开始)*"
)
#: A minus where changes since the last list are marked.
_MINUS = re.compile("[-–—]")
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
    seen = _telling(text)
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


def state_hinted(text: str) -> bool:
    """Whether a short text has a word of ending, lacking or of what is to come that no known
    harmless phrase explains: what no pattern knows is asked, not taken for open.
    """
    seen = pattern("states", "harmless").sub("", _telling(text))
    return len(seen) < _TOLD_AT_LENGTH and pattern("states", "cues").search(seen) is not None


def _telling(text: str) -> str:
    """What of a text may tell of a state: no regular closing, nor what a house was made of."""
    return pattern("states", "built").sub("", compact(_without_regular(text)))


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
    said = StateSaid("planned", sure=False) if _to_come(text) else state_said(text)
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
        if state_hinted(remark):
            return StateSaid("moved", sure=False)
    if not pattern("states", "in_names").search(compact(name)):
        return None
    found = state_said(name)
    return StateSaid(found.state if found else "moved", sure=False)


def read_status(plan: SheetPlan, row: int, told: Cells, drafts: Drafts) -> None:
    """The column of states as a code; what nobody knows, or what a word leaves open, is asked."""
    problems, terms = drafts.problems, drafts.pack.vocabularies
    status = told.get("status", "")
    if status and is_code(status, "answer") and not is_code(status, "status", terms):
        asks_stopped = re.search("[停关撤]", plan.headers()["status"]) is not None
        if (read_code(status, "answer") == "yes") != asks_stopped:
            told["status"] = status = "open"
        else:
            problems.ask("state_asked", plan, row, "status", status)
            del told["status"]
            return
    unsaid = is_placeholder(status)
    if unsaid and is_code(status, "status", terms):
        # 待建 is nothing to say in any other column.
        told["status"] = status = read_code(status, "status", terms)
    elif unsaid and any(map(str.isalpha, status)):
        problems.ask("state_asked", plan, row, "status", status)
    if status and not unsaid and not is_code(status, "status", terms):
        state = state_of_cell(status)
        if state is not None and state.sure:
            told["status"] = state.state
        elif state is not None and state.state != "open":
            problems.ask("state_asked", plan, row, "status", status)
            del told["status"]


def settle_state(record: ParsedRecord, drafts: Drafts) -> None:
    """The state that a note, the name or the hours tell, taken where sure and not contradicted.

    What an address, a column that is not read or a title tells is asked.
    """
    before = drafts.venue(record.match) or {}
    told = record.cells.get("status", "")
    if told and told != "open":
        return
    texts = {column: _told(record, column) for column in _TOLD}
    kind = record.as_listed.get("layer", "")
    said: tuple[tuple[str, StateSaid | None], ...] = (
        ("note", state_said(texts["note"])),
        ("layer", _state_of_kind(kind)),
        ("name", state_in_name(record.name)),
        ("opening_hours", state_in_hours(texts["opening_hours"])),
        *((column, _state_instead(texts[column])) for column in _NO_STATE),
    )
    for column, state in said:
        text = kind if column == "layer" else texts.get(column, record.name)
        if state is None or (before and before.get(column) == text):
            continue
        if not state.sure or told:
            key = "state_clash" if told else "state_asked"
            drafts.problems.ask(key, record.plan, record.row, column, text)
            return
        record.cells["status"] = state.state
        if column not in {"note", "name"}:
            record.cells.pop(column, None)
        drafts.problems.warning(
            "state_taken",
            record.plan,
            record.row,
            column,
            text,
            state=Words((f"vocabulary.status_{state.state}",)),
        )
        return
    hinted = not told and before.get("note") != texts["note"] and state_hinted(texts["note"])
    aside = [("note", texts["note"])] if hinted else []
    aside += [i for i in record.unread.items() if _state_aside(*i, doubted=bool(told))]
    if aside:
        key = "state_clash" if told else "state_asked"
        drafts.problems.ask(key, record.plan, record.row, *aside[0])
        return
    if not told and (title := next(filter(state_of_title, record.titles), "")):
        drafts.problems.ask("state_titled", record.plan, record.row, "status", title)


def _told(record: ParsedRecord, column: str) -> str:
    """A cell as it is taken; one that says that there is nothing may tell why: 待建, 尚未挂牌."""
    text = record.cells.get(column, "")
    left_out = record.as_listed.get(column, "")
    return text if text or not _NOT_YET.search(left_out) else left_out


def _state_instead(text: str) -> StateSaid | None:
    """The state that a cell speaks of that has no address or telephone: 停办."""
    return None if _LOCAL.search(text) else state_said(text)


def _state_aside(heading: str, text: str, *, doubted: bool) -> bool:
    """Whether a cell of a column that is not read may tell of another state than open.

    Where the row says that it is open (``doubted``), only what is plain does: a yes under 是否停办,
    a day to come under 投用时间, or a state that is sure.
    """
    asks, seen = compact(heading), compact(text)
    changes = pattern("states", "changes", "headings").search(asks) is not None
    if pattern("absent", "headings").search(asks) and pattern("absent", "nothing").fullmatch(seen):
        return True
    if changes and pattern("states", "changes", "kept").fullmatch(seen):
        return False
    if is_placeholder(text):
        # － where another row has ＋.
        return changes and _MINUS.fullmatch(seen) is not None
    if is_code(text, "answer"):
        yes = read_code(text, "answer") == "yes"
        return state_of_title(heading) if yes else _ASKS_OPEN.search(heading) is not None
    said = state_said(text) if len(text) < _TOLD_AT_LENGTH else None
    plain = (said is not None and said.sure) or (_OPENS.search(asks) and _to_come(text))
    hinted = said is not None or changes or state_of_title(heading) or state_hinted(text)
    return bool(plain or (hinted and not doubted))


def _state_of_kind(text: str) -> StateSaid | None:
    """The state that the cell of a kind speaks of beside it, 老年学校-停办: never a sure one."""
    said = state_in_name(text) or state_said(text)
    return StateSaid(said.state, sure=False) if said else None


def _to_come(text: str) -> bool:
    """Whether a cell is nothing but a year or a day that is still to come."""
    today = clock.today()
    match = _DAY.fullmatch(compact(text))
    day = (int(match["year"]), int(match["month"] or 0)) if match else (0, 0)
    return day[0] > today.year or (day[0] == today.year and day[1] > today.month)
