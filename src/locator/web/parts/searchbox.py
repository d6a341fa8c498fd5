"""The one box: what is sought and where, kept in the session and, if it has a name, the address.

What is sure is acted upon, what is doubtful is asked about with buttons, and of the rest the box
says what it knows (:mod:`locator.venues.asking`).

A person's position lives in this session's state and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from locator.problems import QueryError
from locator.venues.origin import Origin, map_point, origin_of, own_position, point_of
from locator.venues.question import Question
from locator.web.parts import address, components, session, state
from locator.web.parts.markup import plain_label, quiet
from locator.wording.asking import remarks
from locator.wording.catalogue import t
from locator.wording.listing import place_name, suggestion
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.venues.place import Place

_SUGGESTIONS = 8
_TEXT_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Box:
    """What the box remembers: what was typed, what is offered or asked, and whom to tell."""

    suggest: str = ""
    offered: tuple[Place, ...] = ()
    question: Question | None = None
    message: str = ""
    #: How often the position was asked for by a line; the browser answers each once.
    wanted: int = 0
    whole_page: bool = False
    seek: Callable[[Question], None] | None = None
    moved: Callable[[], None] | None = None


def origin() -> Origin | None:
    """Where the search starts, None for the whole city."""
    return session.ORIGIN.get()


def start(new: Origin | None, message: str = "") -> None:
    """Take a new starting point."""
    session.ORIGIN.put(new)
    address.change(Box, message=message, suggest="", question=None)
    if moved := address.view(Box).moved:
        moved()


def is_asking() -> bool:
    """Whether the last line was not sure: it has no answer, and none of before stays."""
    question = address.view(Box).question
    return question is not None and question.certainty != "sure"


def is_lost() -> bool:
    """Whether nothing of the last line was understood: then the map is there to tap a place on."""
    question = address.view(Box).question
    return question is not None and question.certainty == "nothing"


def take_tap(answer: Mapping[str, Any] | None, memory: session.Kept[session.Click]) -> None:
    """Start from a point that was just tapped on a map, which repeats its tap on every run.

    ``memory`` remembers the tap that was answered.
    """
    click = (answer or {}).get("last_clicked")
    if not click:
        return
    point = (float(click["lat"]), float(click["lng"]))
    if memory.get() != point:
        memory.put(point)
        start(map_point(*state.map_maker().position(*point)))
        st.rerun()


def leave() -> None:
    """Look in the whole city again."""
    start(None)


def _start(new: Origin | None, message: str) -> None:
    """The same from inside the box, which is a fragment: the whole page has to follow."""
    start(new, message)
    address.change(Box, whole_page=True)


def restore() -> None:
    """Start from the place that the address names, on arrival; one that is unknown is said so.

    A position without a name stays where it is: in the session.
    """
    if not address.fresh("near"):
        return
    # What was asked before the way here is asked no more: the address says what is shown.
    address.change(Box, question=None)
    token, old = address.of_arrival().get("near", [""])[-1], origin()
    if token == (old.token if old else ""):
        return
    place = state.current_city().places.by_token(token) if token else None
    found = point_of(token) if place is None else origin_of(place)
    unknown = t("find.unknown_place", state.language(), place=token[:_TEXT_SHOWN])
    start(found, unknown if token and found is None else "")


def draw_message() -> None:
    """What the box would say, where it is folded away."""
    if message := address.view(Box).message:
        quiet(message)


def write() -> None:
    """Bring the address up to date: a place with a name stands in it."""
    here = origin()
    address.put("near", [here.token] if here is not None and here.token else [])


@st.fragment
def draw(
    *, seek: Callable[[Question], None] | None = None, moved: Callable[[], None] | None = None
) -> None:
    """The box, its suggestions and its questions; typing reruns only this.

    ``seek`` takes what a line looks for; with it the page of a venue that is chosen is asked for
    (:func:`state.go`). Without it the box asks for a starting point alone. ``moved`` is told of
    every new starting point.
    """
    address.change(Box, seek=seek, moved=moved)
    lang, city, box = state.language(), state.current_city(), address.view(Box)
    text = box.suggest
    places = _places(text, _SUGGESTIONS)
    current = origin()
    address.change(Box, offered=tuple(places))
    suggestions = [
        suggestion(city.pack, place, lang) | {"id": f"{i}"} for i, place in enumerate(places)
    ]
    components.finder(
        {
            "label": t("find.ask_label" if seek else "find.search_label", lang),
            "placeholder": t("find.ask_placeholder" if seek else "find.search_placeholder", lang),
            "locate": t("find.locate", lang),
            "locating": t("find.locating", lang),
            "value": place_name(current.place, lang) if current else "",
            "query": text,
            "suggestions": suggestions,
            "status": address.view(Box).message,
            "wanted": box.wanted,
        },
        query=_on_query,
        chosen=_on_chosen,
        submitted=_on_submitted,
        cleared=_on_cleared,
        located=_on_located,
        failed=_on_failed,
    )
    _draw_choices(box.question)
    if box.whole_page:
        address.change(Box, whole_page=False)
        st.rerun()


def _draw_choices(question: Question | None) -> None:
    """What a line may mean, each a button."""
    lang, pack = state.language(), state.current_city().pack
    if is_lost():
        with st.container(horizontal=True, key="choices"):
            st.button(t("find.back_to_answer", lang), key="choice_back", on_click=_on_back)
    if question is None or not question.choices:
        return
    doubtful = question.certainty == "doubtful"
    quiet(t("find.did_you_mean" if doubtful else "find.also_called", lang))
    with st.container(horizontal=True, key="choices"):
        for number, place in enumerate(question.choices):
            words = suggestion(pack, place, lang)
            st.button(
                plain_label(" · ".join(filter(None, (words["name"], words["context"])))),
                key=f"choice_{number}",
                on_click=_on_choice,
                args=(question, place),
            )
        if doubtful:
            st.button(t("find.none_of_these", lang), key="choice_none", on_click=_on_none)


def _places(text: str, limit: int) -> list[Place]:
    """What a text may mean; why it cannot mean anything is said under the box."""
    try:
        return state.current_city().places.find(text, limit)
    except QueryError as failure:
        address.change(Box, message=failure_text(failure, state.language()))
        return []


def _on_query() -> None:
    # A trigger is None again on every other interaction.
    address.change(Box, suggest=components.trigger("finder", "query") or "")


def _on_chosen() -> None:
    chosen = components.trigger("finder", "chosen") or {}
    offered = dict(enumerate(address.view(Box).offered))
    place = offered.get(int(chosen.get("id", -1)))
    if place is not None:
        _take(place)


def _take(place: Place, page: str = "venue") -> None:
    """Start from a place; where venues are what is looked for, a page about the venue opens."""
    address.change(Box, question=None)
    if place.kind == "venue" and address.view(Box).seek:
        state.go(page, id=place.code)
        address.change(Box, suggest="", whole_page=True)
    else:
        _start(origin_of(place), "")


def _on_submitted() -> None:
    lang, seek = state.language(), address.view(Box).seek
    text = components.trigger("finder", "submitted") or ""
    # What was asked before stands under the box no more, and the list comes back.
    address.change(Box, message="", question=None, suggest="", whole_page=is_asking())
    try:
        question = state.current_city().asker.ask(text)
    except QueryError as failure:
        _lose(failure_text(failure, lang))
        return
    nowhere = question.where is None and not question.choices
    if question.certainty == "nothing" or (nowhere and not seek):
        key = "find.not_understood" if seek else "find.no_place"
        _lose(t(key, lang, text=text[:_TEXT_SHOWN]))
    elif question.certainty == "doubtful":
        address.change(Box, question=question, whole_page=True)
    else:
        _act(question)


def _lose(message: str) -> None:
    """Say why nothing is answered."""
    address.change(Box, message=message, question=Question("nothing"), whole_page=True)


def _on_back() -> None:
    address.change(Box, question=None, message="", whole_page=True)


def _act(question: Question) -> None:
    """Search as a line asks that is understood."""
    box = address.view(Box)
    seek = box.seek
    if seek and question.seeks:
        seek(question)
    venue = question.where is not None and question.where.kind == "venue"
    if question.where is not None and venue and seek and not question.what:
        _take(question.where, "correct" if question.reports else "venue")
    elif question.where is not None:
        _start(origin_of(question.where), " ".join(remarks(question, state.language())))
    else:
        if question.near_me:
            address.change(Box, wanted=box.wanted + 1)
        old = origin()
        here = old if old is not None and old.place.kind == "position" else None
        _start(here, " ".join(remarks(question, state.language())))
    address.change(Box, question=question if question.choices else None)


def _on_choice(question: Question, place: Place) -> None:
    if place.kind == "layer":
        what = replace(question.what, layers=(place.code,))
        _act(replace(question, what=what, where=None, choices=()))
    elif place.kind == "what":
        _act(replace(question, choices=()))
    else:
        _act(replace(question, where=place, choices=(), former=None))


def _on_none() -> None:
    message = t("find.none_known", state.language())
    address.change(Box, question=None, message=message, whole_page=True)


def _on_cleared() -> None:
    address.change(Box, question=None, suggest="", whole_page=is_asking())
    if origin() is not None:
        _start(None, "")


def _on_located() -> None:
    fix, lang = components.trigger("finder", "located"), state.language()
    if not fix:
        return
    accuracy = max(10, round(fix["accuracy"] / 10) * 10)
    accuracy_text = t("find.metres", lang, n=accuracy)
    _start(own_position(fix["lon"], fix["lat"]), t("find.located", lang, accuracy=accuracy_text))


def _on_failed() -> None:
    reason = components.trigger("finder", "failed")
    if reason in {"refused", "unavailable", "timeout"}:
        address.change(Box, message=t(f"find.locate_{reason}", state.language()))
