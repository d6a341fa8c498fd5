"""Fields of the forms ↔ answers of a return."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from locator.intake.recognise.cells import without_mobiles
from locator.problems import LocatorError, Problem
from locator.returns.answers import MOST_ANSWERS, WORKBOOK
from locator.returns.cards import FigureCard, VenueCard, VillageCard
from locator.returns.rows import PLACE_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from locator.returns.answers import ReturnDraft, Value
    from locator.returns.cards import Card

#: What a place says beside its own cells.
WHERE = ("position", "datum", "landmark", "village")
#: What an office writes to empty a cell that is known.
CLEARED = "清空"
#: Bytes of a filled form, and of a filled workbook: ours for one town has 30 kB.
FORM_BYTES, WORKBOOK_BYTES = 512 * 1024, 2 * 1024 * 1024


def fields(body: bytes) -> dict[str, str]:
    """The fields of a form, each once; what cannot be read is replaced."""
    try:
        pairs = parse_qsl(
            body.decode(errors="replace"), keep_blank_values=True, max_num_fields=2 * MOST_ANSWERS
        )
    except ValueError:
        raise LocatorError(
            Problem("error", "returns.too_many", params={"n": MOST_ANSWERS})
        ) from None
    return {name: _plain(text) for name, text in pairs}


def _plain(text: str) -> str:
    """One line without what nobody sees; what it says is the answer's business."""
    return " ".join(text.replace("\0", "").split())


def answers(card: Card, form: Mapping[str, str], draft: ReturnDraft) -> dict[str, Value]:
    """Every answer of a card's form by its key.

    Raises
    ------
    LocatorError
        A telephone is a person's mobile.
    """
    if isinstance(card, VenueCard):
        found = dict(_venues(card, form, draft))
    elif isinstance(card, VillageCard):
        found = dict(_villages(card, form, draft))
    else:
        found = dict(_figures(card, form))
    private = [
        Problem("error", "returns.mobile", column=name, value=text)
        for value in found.values()
        for name, text in value.items()
        if name in {"phone", "name", "address", "opening_hours"} and without_mobiles(text)[1]
    ]
    if private:
        raise LocatorError(private)
    return found


def _venues(
    card: VenueCard, form: Mapping[str, str], draft: ReturnDraft
) -> Iterator[tuple[str, Value]]:
    own = dict(draft.value("card", card.id))
    state = form.get("state", "")
    building = {name: form.get(f"b:{name}", "") for name in ("name", "expected", "layer")}
    typed = building["name"] or building["expected"]
    was = own.get("state", "")
    if not state and (typed if not was else was == "building" and "b:name" in form):
        state = "building"  # it was typed, or cleared, and Enter or another button pressed
    if state:
        # The tick stands beside what is being built, and is about nothing else.
        only = state == "building" and form.get("complete")
        whole = "yes" if state in {"has_all", "none"} or only else ""
        own = {"state": "has" if state.startswith("has") else state, "complete": whole}
    if state == "building":
        own |= building
    if card.recognised:
        own["unrecognised"] = "yes" if form.get("unrecognised") else ""
    yield f"card|{card.id}", own
    for record in card.records:
        begin = f"v:{record['id']}:"
        if f"{begin}name" not in form:
            continue
        changed = {
            name: text or CLEARED
            for name in PLACE_CELLS
            if (text := form.get(begin + name, "")) != _plain(str(record[name]))
        }
        changed |= {name: form.get(begin + name, "") for name in WHERE}
        if not changed["position"]:
            changed["datum"] = ""
        gone = {"gone": "yes"} if form.get(f"{begin}gone") else {}
        yield f"venue|{record['id']}", gone or changed
    numbers = {
        name.split(":")[1] for name in form if name.startswith("n:") and name.count(":") == 2
    }
    for number in sorted(numbers):
        begin = f"n:{number}:"
        cells = {name: form.get(begin + name, "") for name in (*PLACE_CELLS, *WHERE, "layer")}
        said = {name for name, text in cells.items() if text} - {"datum", "layer", "village"}
        if not said or form.get(f"{begin}gone"):
            cells = {}
        yield f"new|{card.id}|{number}", cells


def _villages(
    card: VillageCard, form: Mapping[str, str], draft: ReturnDraft
) -> Iterator[tuple[str, Value]]:
    column_id, _, fill = form.get("fill", "").rpartition(":")
    for column in card.columns:
        for village in column.villages:
            key = f"c:{column.id}:{village}"
            state = form.get(key, "")
            if column.id == column_id and not state and village not in column.known:
                state = fill
            if key in form or state:
                kept = draft.value("village", column.id, village).get("name", "")
                name = form.get(f"m:{column.id}:{village}", kept)
                yield f"village|{column.id}|{village}", {"state": state, "name": name}
        if f"p:{column.id}:shown" in form:
            yield f"names|{column.id}", {"proposed": "yes" if form.get(f"p:{column.id}") else ""}


def _figures(card: FigureCard, form: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for figure in card.figures:
        begin = f"f:{figure.code}:"
        answer = {name: form.get(begin + name, "") for name in ("value", "year", "sure", "state")}
        if answer["value"]:
            answer["state"] = ""
        elif answer["state"] or form.get("state") == "unsure":
            answer = {"state": "unsure"}
        else:
            answer = {}
        yield f"figure|{figure.code}", answer


def workbook(name: str, content: bytes) -> dict[str, Value]:
    """A filled workbook as an answer.

    Raises
    ------
    LocatorError
        It is too large.
    """
    if len(content) > WORKBOOK_BYTES:
        raise LocatorError(
            Problem("error", "returns.workbook_large", params={"n": WORKBOOK_BYTES >> 20})
        )
    return {WORKBOOK: {"name": _plain(name)[-100:], "content": base64.b64encode(content).decode()}}
