"""The state of a venue by what its row says anywhere but in the column of states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from locator.intake.recognise.cells import is_code, read_code
from locator.intake.recognise.states import (
    state_in_hours,
    state_in_name,
    state_of_title,
    state_said,
)
from locator.intake.recognise.words import is_placeholder
from locator.problems import Words

if TYPE_CHECKING:
    from locator.intake.match.drafts import Drafts
    from locator.intake.model import ParsedRecord
    from locator.intake.recognise.states import StateSaid

#: Columns that hold no state, unless somebody wrote one instead.
_NO_STATE = ("address", "phone", "recognition")
_TOLD = ("note", "opening_hours", *_NO_STATE)
_NOT_YET = re.compile("建|设|成立|开办|创办|挂牌|开放|启用")
_LOCAL = re.compile(r"\d|[号路街巷弄]")
#: An introduction so long speaks of the past too.
_TOLD_AT_LENGTH = 40


def settle_state(record: ParsedRecord, drafts: Drafts) -> None:
    """The state that a note, the name or the hours tell, taken where sure and not contradicted.

    What an address, a column that is not read or a title tells is asked.
    """
    before = drafts.venue(record.match) or {}
    told = record.cells.get("status", "")
    if told and told != "open":
        return
    texts = {column: _told(record, column) for column in _TOLD}
    said: tuple[tuple[str, StateSaid | None], ...] = (
        ("note", state_said(texts["note"])),
        ("name", state_in_name(record.name)),
        ("opening_hours", state_in_hours(texts["opening_hours"])),
        *((column, _state_instead(texts[column])) for column in _NO_STATE),
    )
    for column, state in said:
        text = texts.get(column, record.name)
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
    if told:
        return
    for heading, text in record.unread.items():
        if _state_aside(heading, text):
            drafts.problems.ask("state_asked", record.plan, record.row, heading, text)
            return
    if title := next(filter(state_of_title, record.titles), ""):
        drafts.problems.ask("state_titled", record.plan, record.row, "status", title)


def _told(record: ParsedRecord, column: str) -> str:
    """A cell as it is taken; one that says that there is nothing may tell why: 待建, 尚未挂牌."""
    text = record.cells.get(column, "")
    left_out = record.as_listed.get(column, "")
    return text if text or not _NOT_YET.search(left_out) else left_out


def _state_instead(text: str) -> StateSaid | None:
    """The state that a cell speaks of that has no address or telephone: 停办."""
    return None if _LOCAL.search(text) else state_said(text)


def _state_aside(heading: str, text: str) -> bool:
    """Whether a cell of a column that is not read may tell of another state than open."""
    if is_placeholder(text) or (is_code(text, "answer") and read_code(text, "answer") == "no"):
        return False
    return state_of_title(heading) or (len(text) < _TOLD_AT_LENGTH and state_said(text) is not None)
