"""Rows of which a list does not say whether they are open, although it does of most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.match.status import ASKS_OPEN, ENDS, state_aside
from locator.intake.recognise.cells import is_code, read_code
from locator.intake.recognise.states import says_fine, state_of_cell, state_of_title, state_said
from locator.intake.recognise.words import ignorable, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from locator.intake.model import SheetPlan
    from locator.pack.change import Cells
    from locator.pack.files import Vocabularies


def unsaid(
    plan: SheetPlan,
    lines: Sequence[tuple[int, Cells]],
    unread: Mapping[str, Mapping[int, str]],
    terms: Vocabularies,
) -> dict[int, str]:
    """Such rows, with the heading under which others say it: blank under 状态 or 是否开课, where
    they are open, or without a tick under 已建 and 在建.

    Where only what is not open is written, a blank one is as it should be, as it is in remarks and
    under 是否停办.
    """
    named = [row for row, of in lines if "name" in of]
    states = plan.headers().get("status", "")
    aside = pattern("states", "telling")
    columns = {h: of for h, of in unread.items() if not (ignorable(h) or aside.search(h))}
    ticked = {h: of for h, of in columns.items() if _ticked(h, of.values(), terms)}
    if len(ticked) > 1:
        first = next(iter(ticked))
        columns[first] = {row: "".join(of[row] for of in ticked.values()) for row in named}
    columns[states] = {row: of.get("status", "") for row, of in lines}
    found: dict[int, str] = {}
    for heading, of in columns.items() if len(named) > 1 else ():
        blank = [row for row in named if not of[row].strip()]
        texts = {of[row] for row in named} - {""}
        if not blank or len(blank) * 2 >= len(named) or ENDS.search(heading):
            continue
        asks = heading == states or heading in ticked or ASKS_OPEN.search(heading) is not None
        asks = asks or any(state_aside(heading, text, doubted=False) for text in texts)
        if asks and any(_says_open(text, terms) for text in texts):
            found |= dict.fromkeys(blank, heading)
    return found


def _ticked(heading: str, cells: Iterable[str], terms: Vocabularies) -> bool:
    """Whether a column names a state and its cells only tick it: √ under 在建."""
    named = state_of_title(heading) or state_said(heading) or _says_open(heading, terms)
    filled = [cell for cell in cells if cell]
    return bool(named and filled) and all(is_code(cell, "answer") for cell in filled)


def _says_open(text: str, terms: Vocabularies) -> bool:
    """Whether a cell of a column of states, or of one that asks for it, says open or yes."""
    for name, code in (("status", "open"), ("answer", "yes")):
        if is_code(text, name, terms):
            return read_code(text, name, terms) == code
    state = state_of_cell(text)
    return state.state == "open" if state else says_fine(text)
