"""The search box: where a search starts, kept in the session and, if it has a name, the address.

A person's position lives in this session's state and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from locator.problems import QueryError
from locator.venues.listing import Origin, origin_of, own_position, point_of
from locator.web.parts import components, state
from locator.wording.catalogue import t
from locator.wording.listing import place_name, suggestion
from locator.wording.problems import failure_text

if TYPE_CHECKING:
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
def draw(*, venues_open: bool) -> None:
    """The box and its suggestions; typing reruns only this.

    With ``venues_open`` the page of a venue that is chosen is asked for (:func:`state.go`);
    otherwise it is a starting point like any other.
    """
    st.session_state["venues_open"] = venues_open
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
            "label": t("find.search_label", lang),
            "placeholder": t("find.search_placeholder", lang),
            "locate": t("find.locate", lang),
            "locating": t("find.locating", lang),
            "value": place_name(current.place, lang) if current else "",
            "query": text,
            "suggestions": suggestions,
            "status": session.get("message", ""),
        },
        query=_on_query,
        chosen=_on_chosen,
        submitted=_on_submitted,
        cleared=_on_cleared,
        located=_on_located,
        failed=_on_failed,
    )
    if session.pop("whole_page", False):
        st.rerun()


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
    if place.kind == "venue" and st.session_state["venues_open"]:
        state.go("venue", place.code)
        st.session_state["suggest"] = ""
        st.session_state["whole_page"] = True
    else:
        _start(origin_of(place), "")


def _on_submitted() -> None:
    text = components.trigger("finder", "submitted") or ""
    st.session_state["message"] = ""
    places = _places(text, 1)
    if places:
        _take(places[0])
    elif not st.session_state["message"]:
        message = t("find.no_place", state.language(), text=text[:_TEXT_SHOWN])
        st.session_state["message"] = message


def _on_cleared() -> None:
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
