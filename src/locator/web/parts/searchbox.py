"""The one box: what is sought and where, kept in the session and, if it has a name, the address.

What is sure is acted upon, what is doubtful is asked about with buttons, and of the rest the box
says what it knows (:mod:`locator.venues.asking`).

A person's position lives in this session's state and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import streamlit as st

from locator.problems import QueryError
from locator.venues.listing import Origin, origin_of, own_position, point_of
from locator.web.parts import components, state
from locator.web.parts.markup import plain_label, quiet
from locator.wording.asking import remarks
from locator.wording.catalogue import t
from locator.wording.listing import place_name, suggestion
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.venues.asking import Question, What
    from locator.venues.gazetteer import Place

_SUGGESTIONS = 8
_TEXT_SHOWN = 40


def origin() -> Origin | None:
    """Where the search starts, None for the whole city."""
    return cast("Origin | None", st.session_state.get("origin"))


def start(new: Origin | None, message: str = "") -> None:
    """Take a new starting point, and tell the address if it has a name."""
    st.session_state["origin"] = new
    st.session_state["message"] = message
    st.session_state["chosen"] = ""
    st.session_state["suggest"] = ""
    state.first_page()
    if new is not None and new.token:
        st.query_params["near"] = new.token
    else:
        st.query_params.pop("near", None)


def leave() -> None:
    """Look in the whole city again."""
    start(None)


def _start(new: Origin | None, message: str) -> None:
    """The same from inside the box, which is a fragment: the whole page has to follow."""
    start(new, message)
    st.session_state["whole_page"] = True


def restore() -> None:
    """Start from the place that the address names, once."""
    token = st.query_params.get("near", "")
    old = origin()
    if token and (old is None or old.token != token):
        place = state.current_city().places.by_token(token)
        found = point_of(token) if place is None else origin_of(place)
        if found is not None:
            _start(found, "")


@st.fragment
def draw(*, seek: Callable[[What], None] | None = None) -> None:
    """The box, its suggestions and its questions; typing reruns only this.

    ``seek`` takes what a line looks for; with it the page of a venue that is chosen is asked for
    (:func:`state.go`). Without it the box asks for a starting point alone.
    """
    st.session_state["seek"] = seek
    lang, desk, session = state.language(), state.current_city(), st.session_state
    text = session.get("suggest", "")
    places = _places(text, _SUGGESTIONS)
    current = origin()
    session["offered"] = {f"{i}": place for i, place in enumerate(places)}
    suggestions = [
        suggestion(desk.pack, place, lang) | {"id": f"{i}"} for i, place in enumerate(places)
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
            "status": session.get("message", ""),
            "wanted": session.get("wanted", 0),
        },
        query=_on_query,
        chosen=_on_chosen,
        submitted=_on_submitted,
        cleared=_on_cleared,
        located=_on_located,
        failed=_on_failed,
    )
    _draw_choices(session.get("question"))
    if session.pop("whole_page", False):
        st.rerun()


def _draw_choices(question: Question | None) -> None:
    """What a line may mean, each a button."""
    if question is None or not question.choices:
        return
    lang, pack = state.language(), state.current_city().pack
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
        st.session_state["message"] = failure_text(failure, state.language())
        return []


def _on_query() -> None:
    # A trigger is None again on every other interaction.
    st.session_state["suggest"] = components.trigger("finder", "query") or ""


def _on_chosen() -> None:
    chosen = components.trigger("finder", "chosen")
    place = st.session_state.get("offered", {}).get((chosen or {}).get("id"))
    if place is not None:
        _take(place)


def _take(place: Place) -> None:
    """Start from a place; where venues are what is looked for, the venue's own page opens."""
    st.session_state["question"] = None
    if place.kind == "venue" and st.session_state["seek"]:
        state.go("venue", place.code)
        st.session_state["suggest"] = ""
        st.session_state["whole_page"] = True
    else:
        _start(origin_of(place), "")


def _on_submitted() -> None:
    session, lang = st.session_state, state.language()
    text = components.trigger("finder", "submitted") or ""
    session["message"], session["question"], session["suggest"] = "", None, ""
    try:
        question = state.current_city().asker.ask(text)
    except QueryError as failure:
        session["message"] = failure_text(failure, lang)
        return
    nowhere = question.where is None and not question.choices
    if question.certainty == "nothing" or (nowhere and not session["seek"]):
        key = "find.not_understood" if session["seek"] else "find.no_place"
        session["message"] = t(key, lang, text=text[:_TEXT_SHOWN])
    elif question.certainty == "doubtful":
        session["question"] = question
    else:
        _act(question)


def _act(question: Question) -> None:
    """Search as a line asks that is understood."""
    session, seek = st.session_state, st.session_state["seek"]
    if seek and question.what:
        seek(question.what)
    if question.where is not None and seek and not question.what and question.where.kind == "venue":
        _take(question.where)
    elif question.where is not None:
        _start(origin_of(question.where), " ".join(remarks(question, state.language())))
    else:
        if question.near_me:
            session["wanted"] = session.get("wanted", 0) + 1
        old = origin()
        here = old if old is not None and old.place.kind == "position" else None
        _start(here, " ".join(remarks(question, state.language())))
    session["question"] = question if question.choices else None


def _on_choice(question: Question, place: Place) -> None:
    if place.kind == "layer":
        what = replace(question.what, layers=(place.code,))
        _act(replace(question, what=what, where=None, choices=()))
    else:
        _act(replace(question, where=place, choices=(), former=None))


def _on_none() -> None:
    st.session_state["question"] = None
    st.session_state["message"] = t("find.none_known", state.language())


def _on_cleared() -> None:
    st.session_state["question"] = None
    if origin() is not None:
        _start(None, "")
    st.session_state["suggest"] = ""


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
        st.session_state["message"] = t(f"find.locate_{reason}", state.language())
