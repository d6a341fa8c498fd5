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
from locator.intake.recognise.words import (
    compact,
    is_placeholder,
    is_title,
    listed_words,
    pattern,
    remarks,
)
from locator.names.keys import half_width
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

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
#: A state instead of an address or a telephone is no longer.
_BARE = 6
_TWO_WORDS = 4
#: A title that asks says nothing: 是否保留, 有没有.
_ASKS = re.compile("否|有")
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
    r"(?P<year>20\d\d)(?:[-./年](?P<month>\d{1,2})?)?(?:[-./月]\d{0,2})?[日号]?[春夏秋冬初中底末前内季]*(?:起|以?后|开始)*"
)
#: Marks by which a note below a table speaks of some of its rows: 带*的为在建.
_STARS = re.compile("[*★☆※▲△●◎#]")
#: The year of a title, or the last one of a span: 2027年布点, 2026—2030年.
_YEARS = re.compile(r"(?<!\d)(?:20\d\d年?[-—–~至到]+)?(?P<year>20\d\d)(?=年)")
#: A note that speaks of the rows above it.
_ABOVE = re.compile("以上|上[述列]|本表|[各两几]校")
#: A minus where changes since the last list are marked.
_MINUS = re.compile("[-–—]")
#: What begins by telling of a change is no ordinary day's: 现堆放杂物, 已全部转走.
_CHANGED = re.compile("[现已原曾早](?![代场创生有]).{2}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: States that a note below a table tells of rows; of works it tells as of something that was.
_GONE = frozenset({"planned", "closed"})
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
    return len(seen) < _TOLD_AT_LENGTH and any(
        pattern("states", "cues").search(clause)
        or (_CHANGED.match(clause) and not pattern("states", "ordinary").search(clause))
        for clause in _CLAUSE.split(seen)
    )


def state_unclear(text: str) -> bool:
    """Whether nothing of a short text tells of an ordinary day: nobody knows what it means for a
    place, and it may be that there is none any more.
    """
    seen = compact(text)
    known = any(pattern("states", p).search(seen) for p in ("harmless", "built", "ordinary"))
    short = _HAN.search(seen) is not None and len(seen) < _TOLD_AT_LENGTH
    return short and not known and not is_placeholder(text)


def foot_doubts(notes: Iterable[str]) -> dict[frozenset[str], str]:
    """Notes, not titles, by which rows may not be open: the first of those with the same marks, by
    these; one without speaks of all rows.
    """
    found: dict[frozenset[str], str] = {}
    for note in notes:
        above = _ABOVE.match(note) is not None
        if (above or not is_title(note)) and any(
            not pattern("states", "feet").search(clause)
            and (
                state_of_title(clause)
                or ((s := state_said(clause)) and s.state in _GONE)
                or (above and state_hinted(clause))
            )
            for clause in _CLAUSE.split(half_width(note))
        ):
            found.setdefault(frozenset(_STARS.findall(note)), note)
    return found


def _telling(text: str) -> str:
    """What of a text may tell of a state: no regular closing, nor what a house was made of, nor
    works and moves that a year gone by saw the end of.
    """
    seen = pattern("states", "built").sub("", compact(_without_regular(text)))
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
    return told == ["suspended"] and not (going_on or _said("suspended", left))


def state_of_title(text: str) -> bool:
    """Whether a title, a section or a heading is of places that may not be open: 拟建书房一览."""
    seen = compact(text)
    to_come = any(int(m["year"]) > clock.today().year for m in _YEARS.finditer(seen))
    return to_come or pattern("titles", "states").search(seen) is not None


def doubts_rows(title: str) -> bool:
    """Whether what stands above a row says that it may not be open; two words, 未开, may too."""
    short = len(title) <= _TWO_WORDS and not _ASKS.search(title)
    return state_of_title(title) or (short and state_hinted(title))


def latest_year(headings: Iterable[str]) -> str:
    """The heading of the latest year below which stands whether there was any, ``""``: none."""
    return max(filter(_is_year, headings), key=compact, default="")


def _is_year(heading: str) -> bool:
    return re.fullmatch(r"20\d\d年?度?", compact(heading)) is not None


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
        *((column, _state_instead(column, texts[column])) for column in _NO_STATE),
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
    new = before.get("note") != texts["note"]
    hinted = not told and new and state_hinted(texts["note"])
    hinted |= not told and not before and state_unclear(texts["note"])
    aside = [("note", texts["note"])] if hinted else []
    latest = latest_year(record.unread)
    unread = [i for i in record.unread.items() if i[0] == latest or not _is_year(i[0])]
    aside += [i for i in unread if _state_aside(*i, doubted=bool(told))]
    if not (before or told):
        aside += [i for i in unread if _tells(i[0]) and state_unclear(i[1])]
    if aside:
        key = "state_clash" if told else "state_asked"
        drafts.problems.ask(key, record.plan, record.row, *aside[0])
        return
    if not told and record.titled:
        drafts.problems.ask("state_titled", record.plan, record.row, "status", record.titled)


def _told(record: ParsedRecord, column: str) -> str:
    """A cell as it is taken; one that says that there is nothing may tell why: 待建, 尚未挂牌."""
    text = record.cells.get(column, "")
    left_out = record.as_listed.get(column, "")
    return text if text or not _NOT_YET.search(left_out) else left_out


def _state_instead(column: str, text: str) -> StateSaid | None:
    """The state that a cell speaks of that has no address or telephone, 停办; what it may hint at
    beside another place, 原中学（已拆）, is not sure.
    """
    said = None if _LOCAL.search(text) else state_said(text)
    if column != "address" or _LOCAL.search(text) or (said and len(text) <= _BARE):
        return said
    return StateSaid(said.state if said else "moved", sure=False) if state_hinted(text) else said


def _tells(heading: str) -> bool:
    """Whether anything may be told under a heading: 情况, 处理意见."""
    asks = compact(heading)
    ordinary = pattern("states", "ordinary").search(asks) and not re.search("用", asks)
    return pattern("states", "telling").search(asks) is not None and not ordinary


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
    if _is_year(heading):
        return not (seen or doubted) or (
            is_code(text, "answer") and read_code(text, "answer") == "no"
        )
    if is_placeholder(text):
        # － where another row has ＋.
        return changes and _MINUS.fullmatch(seen) is not None
    if is_code(text, "answer"):
        yes = read_code(text, "answer") == "yes"
        return state_of_title(heading) if yes else _ASKS_OPEN.search(heading) is not None
    said = state_said(text) if len(text) < _TOLD_AT_LENGTH else None
    plain = (said is not None and said.sure) or (_OPENS.search(asks) and _to_come(text))
    plainly = pattern("states", "plain").search(asks) is not None
    hinted = said is not None or changes or state_of_title(heading)
    hinted |= not plainly and state_hinted(text)
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
