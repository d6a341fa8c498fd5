"""The state of a venue: by its column, and by what the row says of it anywhere else.

Remarks, names, hours and titles speak of closing, moving and what is to come; what they say is
taken where it is sure and nothing contradicts it, and asked otherwise.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from locator import clock
from locator.hours.text import parse
from locator.intake.model import CellError
from locator.intake.recognise.cells import choices_of, is_code, read_code, read_date
from locator.intake.recognise.states import (
    TOLD_AT_LENGTH,
    StateSaid,
    is_year,
    keeps_out,
    lately,
    latest_year,
    latin_unclear,
    says_fine,
    state_denied,
    state_hinted,
    state_in_hours,
    state_in_name,
    state_of_cell,
    state_of_heading,
    state_of_title,
    state_said,
    state_unclear,
    title_unclear,
    to_come,
    years_to_come,
)
from locator.intake.recognise.words import compact, ignorable, is_organiser, is_placeholder, pattern
from locator.problems import Words

if TYPE_CHECKING:
    from locator.intake.match.drafts import Drafts
    from locator.intake.model import ParsedRecord, SheetPlan
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.change import Cells

#: Columns that hold no state, unless somebody wrote one instead.
_NO_STATE = ("address", "phone", "recognition")
_TOLD = ("note", "opening_hours", *_NO_STATE)
_NOT_YET = re.compile("^未(?:定|确定|落实)$|建|设|成立|开办|创办|挂牌|开放|启用")
_LOCAL = re.compile(r"\d|[号路街巷弄桥坊堍浜]")
#: A state instead of an address or a telephone is no longer.
_BARE = 6
_WORKERS = "workers_book_room"
_TWO_WORDS = 4
#: A title that asks says nothing: 是否保留, 有没有.
_ASKS = re.compile("否|有")
_FIGURE = re.compile(r"[\d.]+")
#: Headings of a day from which a place is open, of ones that ask whether it is, and such a day.
_OPENS = re.compile("建成|建设|竣工|完工|投[用入]|启用|开[放馆学办园业]|成立|挂牌|揭牌|交付|落成")
#: Headings of when a place was in use, and the years between which it was.
_LASTS = re.compile("^(?!.*(?:建设|施工|工期|改造)).*(?:开[放馆学办]|办学|运[行营]|使用|存续)")
_YEARS = re.compile(
    r"(?:19|20)\d\d[^\d,;。]{0,3}(?:\d{1,2}月?)?[-—–~至到]+(?P<until>(?:19|20)\d\d)(?:年|[年./-]\d{1,2}月?)?"
)
ASKS_OPEN = re.compile(
    "(?:是|能|可)否(?:已|能|可以?|正常|对外)*(?:建成|营业|投用|启用|开[放馆学办]|成立|挂牌|运[行营]|在用|使用|有效|保留|存[在续]|在册|上图|公[布开]|纳入|继续)|^(?:是否)?对(?:外|社会|公众)(?:服务|开放|营业|办学)?$|^(?:有效|保留|存[在续])$"
)
ENDS = re.compile("停(?!车)|关[闭停张]|撤|拆|搬")
_IN_USE = re.compile("投[用入]|启用|开放|运[行营]")
#: A minus where changes since the last list are marked.
_MINUS = re.compile("[-–—]")


def doubts_rows(title: str, finder: UnitFinder | None = None) -> bool:
    """Whether what stands above a row says that it may not be open, two words, 未开, too; or, told
    the units, what nobody understands. A file's name may be anything.
    """
    short = len(title) <= _TWO_WORDS and not _ASKS.search(title)
    if state_of_title(title) or (short and state_hinted(title)):
        return True
    return finder is not None and (years_to_come(title) or title_unclear(title, finder.means_any))


def read_status(plan: SheetPlan, row: int, told: Cells, drafts: Drafts) -> None:
    """The column of states as a code; what nobody knows, or what a word leaves open, is asked."""
    problems, terms = drafts.problems, drafts.pack.vocabularies
    status, heading = told.get("status", ""), plan.headers().get("status", "")
    if status and state_of_heading(heading, "status"):
        problems.ask("state_titled", plan, row, "status", heading)
        del told["status"]
        return
    if _FIGURE.fullmatch(status) and not _ASKS.search(heading):
        # 1 below 运行状态 may be a code of anything.
        problems.ask("state_asked", plan, row, "status", status)
        del told["status"]
        return
    if status and is_code(status, "answer") and not is_code(status, "status", terms):
        asks_stopped = re.search("[停关撤]", heading) is not None
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
        _read_words(plan, row, told, drafts)


def _read_words(plan: SheetPlan, row: int, told: Cells, drafts: Drafts) -> None:
    """A cell of states in words of its own: 正常办学, 已并入镇校, 框架结构."""
    status, problems = told["status"], drafts.problems
    state = state_of_cell(status)
    shut = keeps_out(status)
    if state is not None and state.sure and not shut:
        told["status"] = state.state
    elif shut or (state is not None and state.state != "open"):
        problems.ask("state_asked", plan, row, "status", status)
        del told["status"]
    elif state is None and says_fine(status):
        told["status"] = "open"
        if any(map(str.isdecimal, status)):
            told.setdefault("opening_hours", status)
    elif _of_house(plan) and not (state or state_unclear(status) or state_hinted(status)):
        # 框架结构 under 房屋状况 tells of the house; 冬眠 under 运营状态 of nobody knows what.
        terms = drafts.pack.vocabularies
        aside = {"choices": choices_of("status", terms), "left": True}
        problems.warning("cell_choice", plan, row, "status", told.pop("status"), **aside)


def _of_house(plan: SheetPlan) -> bool:
    """Whether the heading of states is of the house, 房屋状况, not of what goes on in it."""
    heading = compact(plan.headers()["status"])
    house = pattern("states", "house").search(heading)
    return house is not None and not pattern("states", "working").search(heading)


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
    if shut := _insiders(record, before):
        drafts.problems.ask("state_asked", record.plan, record.row, *shut)
        return
    new = before.get("note") != texts["note"]
    hinted = new and (state_denied if told else state_hinted)(texts["note"])
    plain = drafts.finder.texts.without_own(texts["note"], record.unit)
    hinted |= not (told or before) and (state_unclear(plain) or latin_unclear(plain))
    aside = [("note", texts["note"])] if hinted else []
    if not (before or told):
        aside += [(c, texts[c]) for c in ("opening_hours", "phone") if _not_so(c, texts[c])]
    latest = latest_year(record.unread)
    unread = [i for i in record.unread.items() if i[0] == latest or not is_year(i[0])]
    aside += [i for i in unread if state_aside(*i, doubted=bool(told))]
    if not (before or told):
        finder = drafts.finder
        plainly = partial(finder.texts.without_own, unit=record.unit)
        aside += [(h, t) for h, t in unread if _untold(h, plainly(t)) and not finder.is_unit(t)]
    if aside:
        key = "state_clash" if told else "state_asked"
        drafts.problems.ask(key, record.plan, record.row, *aside[0])
        return
    _ask_around(record, drafts, told=bool(told))


def _ask_around(record: ParsedRecord, drafts: Drafts, *, told: bool) -> None:
    """Ask what titles, notes and colours leave open, and what only other rows say."""
    why, colour = record.coloured
    if record.unsaid and not (told or record.match):
        drafts.problems.ask("state_unsaid", record.plan, record.row, record.unsaid)
    elif record.titled and not told:
        drafts.problems.ask("state_titled", record.plan, record.row, "status", record.titled)
    elif why and (not told or why == "painted"):
        drafts.problems.ask(f"state_{why}", record.plan, record.row, "status", colour)


def _insiders(record: ParsedRecord, before: Cells) -> tuple[str, str] | None:
    """The column and cell by which a place lets in only its own people, None for none: whom a
    workers' book room is for goes without saying.
    """
    own = (*_TOLD, "audience", "admission")
    texts = [(c, record.as_listed.get(c, "")) for c in own]
    texts = [(c, t) for c, t in texts if t and before.get(c) != record.cells.get(c, t)]
    outright = record.layer == _WORKERS
    return next(
        ((c, t) for c, t in (*texts, *record.unread.items()) if keeps_out(t, outright=outright)),
        None,
    )


def _told(record: ParsedRecord, column: str) -> str:
    """A cell as it is taken; one that says that there is nothing may tell why: 待建, 尚未挂牌."""
    text = record.cells.get(column, "")
    left_out = record.as_listed.get(column, "")
    return text if text or not _NOT_YET.search(left_out) else left_out


def _state_instead(column: str, text: str) -> StateSaid | None:
    """The state that a cell speaks of that has no address or telephone, 停办; what it may hint at
    beside another place, 原中学（已拆）, is not sure.
    """
    if column == "address" and pattern("states", "sites").search(compact(text)):
        return StateSaid("planned", sure=False)
    if column == "phone" and pattern("states", "dead").search(compact(text)):
        return StateSaid("closed", sure=False)
    said = None if _LOCAL.search(text) else state_said(text)
    if column != "address" or _LOCAL.search(text) or (said and len(text) <= _BARE):
        return said
    return StateSaid(said.state if said else "moved", sure=False) if state_hinted(text) else said


def _not_so(column: str, text: str) -> bool:
    """Whether hours or a telephone are none and nobody understands what is said instead."""
    if not text:
        return False
    none = not any(map(str.isdecimal, text)) if column == "phone" else not parse(text).tells
    return none and state_unclear(text)


def _untold(heading: str, text: str) -> bool:
    """Whether a cell of a column that is not read tells what nobody understands, or of a year to
    come; under a heading of what describes a place, or of people, only where it is no such thing.
    """
    asks = compact(heading)
    if ignorable(heading):
        return bool(text)
    if is_code(text, "answer"):
        return False
    if pattern("columns", "sorts").search(asks) and pattern("columns", "others").search(text):
        return True
    term = pattern("columns", "terms").search(asks)
    if years_to_come(text) or (term and pattern("states", "lasting").search(text)):
        return term is None
    told = pattern("states", "telling").search(asks) or is_year(heading)
    if pattern("columns", "people").search(asks) and not told:
        text = pattern("columns", "persons").sub("", compact(text))
    plain = (pattern("columns", "plain").search(asks) or is_organiser(heading)) and not told
    return not plain and state_unclear(text)


def state_aside(heading: str, text: str, *, doubted: bool) -> bool:
    """Whether a cell of a column that is not read may tell of another state than open.

    Where the row says that it is open (``doubted``), only what is plain does: a yes under 是否停办,
    a day to come under 投用时间, or a state that is sure.
    """
    denied = _denied(compact(heading), text)
    return (
        _tells_aside(heading, text, doubted=doubted) if denied is None else denied and not doubted
    )


def _tells_aside(heading: str, text: str, *, doubted: bool) -> bool:
    """That of a heading of which nothing else is known."""
    asks, seen = compact(heading), compact(text)
    changes = pattern("states", "changes", "headings").search(asks) is not None
    if pattern("absent", "headings").search(asks) and pattern("absent", "nothing").fullmatch(seen):
        return True
    if changes and pattern("states", "changes", "kept").fullmatch(seen):
        return False
    if is_year(heading):
        none = is_code(text, "answer") and read_code(text, "answer") == "no"
        return none or not (doubted or seen)
    if is_placeholder(text):
        # － where another row has ＋.
        return changes and _MINUS.fullmatch(seen) is not None
    if is_code(text, "answer"):
        yes = read_code(text, "answer") == "yes"
        asked = state_of_title(heading) or (not _ASKS.search(asks) and state_said(heading))
        return bool(asked) if yes else ASKS_OPEN.search(heading) is not None
    said = state_said(text) if len(text) < TOLD_AT_LENGTH else None
    telling = pattern("states", "telling").search(asks) is not None
    lasts = _LASTS.search(asks) is not None
    begins = (lasts or _OPENS.search(asks) is not None) and to_come(text)
    plain = (said is not None and (said.sure or telling)) or begins or (lasts and _ended(seen))
    plainly = pattern("states", "plain").search(asks) is not None
    hinted = said is not None or changes or state_of_title(heading)
    hinted |= not plainly and state_hinted(text)
    if said is None and _IN_USE.search(seen) and (used := state_of_cell(text)):
        hinted &= not used.sure
    return bool(plain or (hinted and not doubted))


def _denied(asks: str, text: str) -> bool | None:
    """Whether a cell tells that a place is closed now by the heading under which it stands: of when
    it opens again, of who runs it, of a check, of its last lesson; None: under any other heading.
    """
    seen, lettered = compact(text), any(map(str.isalpha, text))
    answer = read_code(text, "answer") if is_code(text, "answer") else ""
    if pattern("states", "again").search(asks):
        if answer:
            return answer == ("no" if _ASKS.search(asks) else "yes")
        never = pattern("states", "never").fullmatch(seen)
        return bool(seen) and not (never or _gone_by(text)) and (lettered or seen.isdecimal())
    nobody = seen and is_placeholder(text) and pattern("organisers", "runs").search(asks)
    another = pattern("names", "houses").search(seen)
    if nobody or (another and pattern("organisers", "taken").search(asks)):
        return True
    if pattern("states", "checks").search(asks) and answer:
        return answer == "no"
    if pattern("states", "last").search(asks):
        return bool(seen) and (lettered or any(map(str.isdecimal, text))) and not lately(text)
    return True if is_placeholder(text) and _unsettled(asks, seen) else None


def _unsettled(asks: str, seen: str) -> bool:
    """Whether nobody knows yet when a place opens, or knows any more when or why it ended."""
    told = ["unsettled"] if _OPENS.search(asks) else []
    if state_of_title(asks) or ENDS.search(asks):
        told = ["unsettled", "unknown"]
    return any(pattern("states", of).search(seen) for of in told)


def _ended(seen: str) -> bool:
    """Whether a cell is nothing but years of which the last is over: 2009年—2021年."""
    years = _YEARS.fullmatch(seen)
    return years is not None and int(years["until"]) < clock.today().year


def _gone_by(text: str) -> bool:
    """Whether a cell is a day that has come already."""
    try:
        return read_date(text) <= clock.today().isoformat()
    except CellError:
        return False


def _state_of_kind(text: str) -> StateSaid | None:
    """The state that the cell of a kind speaks of beside it, 老年学校-停办: never a sure one."""
    said = state_in_name(text) or state_said(text)
    return StateSaid(said.state, sure=False) if said else None
