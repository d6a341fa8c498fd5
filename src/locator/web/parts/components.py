"""The small browser components of our own: page frame, search box, venue list, requirement list.

Their scripts set every text from data with ``textContent``; nothing from data becomes markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

from locator.reports.slides.html import ASSETS as SLIDES
from locator.wording.catalogue import Lang, t

_ASSETS = Path(__file__).parents[1] / "assets"


def _mount(name: str, key: str, data: Mapping[str, Any], **triggers: Callable[[], None]) -> Any:
    """Mount a component, registering it with the running server the first time."""
    full_name = f"locator_{name}"
    folder = SLIDES if name == "slides" else _ASSETS
    script, style = folder / f"{name}.js", folder / f"{name}.css"
    renderer = _renderer(full_name, script, style, id(get_bidi_component_manager()))
    return renderer(
        key=key,
        data=dict(data),
        **{f"on_{trigger}_change": callback for trigger, callback in triggers.items()},
    )


@st.cache_resource(show_spinner=False)
def _renderer(name: str, script: Path, style: Path, _manager: int) -> Any:
    return st.components.v2.component(
        name,
        js=script.read_text(encoding="utf-8"),
        css=style.read_text(encoding="utf-8") if style.exists() else None,
        isolate_styles=False,
    )


def frame(data: Mapping[str, Any]) -> None:
    """Tell the page its language, title and colour scheme."""
    _mount("frame", "frame", data)


def finder(
    data: Mapping[str, Any],
    *,
    query: Callable[[], None],
    chosen: Callable[[], None],
    submitted: Callable[[], None],
    cleared: Callable[[], None],
    located: Callable[[], None],
    failed: Callable[[], None],
) -> None:
    """The search box with its suggestions and "my location"; read triggers as ``trigger``."""
    _mount(
        "finder",
        "finder",
        data,
        query=query,
        chosen=chosen,
        submitted=submitted,
        cleared=cleared,
        located=located,
        failed=failed,
    )


def venue_list(
    data: Mapping[str, Any],
    *,
    chosen: Callable[[], None],
    opened: Callable[[], None],
    details: Callable[[], None],
    wrong: Callable[[], None],
) -> None:
    """The result list in sections of cards; sections without cards ask for them when opened."""
    _mount(
        "venue_list", "venue_list", data, chosen=chosen, opened=opened, details=details, wrong=wrong
    )


def venue_card(card: Mapping[str, Any], lang: Lang) -> None:
    """One card by itself, with its evidence unfolded and nothing to choose."""
    section = {"id": "", "title": "", "note": "", "open": True, "cards": [card]}
    labels = card_labels(lang)
    _mount("venue_list", "venue", {"sections": [section], "labels": labels, "whole": True})


def card_labels(lang: Lang) -> dict[str, str]:
    """The words on every card."""
    keys = (
        "find.directions",
        "find.directions_note",
        "find.website",
        "find.speak",
        "find.speak_stop",
        "venue.details",
        "correct.link",
    )
    return {key.partition(".")[2]: t(key, lang) for key in keys}


def printer(data: Mapping[str, Any]) -> None:
    """A button that prints the page, and the page's public record for search engines."""
    _mount("printer", "printer", data)


def requirement_list(data: Mapping[str, Any], *, chosen: Callable[[], None]) -> None:
    """The requirements with their bars."""
    _mount("requirement_list", "requirement_list", data, chosen=chosen)


def sign_in(data: Mapping[str, Any]) -> None:
    """Let the browser fetch the cookie by which it is known again."""
    _mount("sign_in", "sign_in", data)


def slides(data: Mapping[str, Any]) -> None:
    """Slides small side by side, and over the whole window once the meeting begins.

    Everything after mounting happens in the browser.
    """
    _mount("slides", "slides", data)


def trigger(key: str, name: str) -> Any:
    """Value of a component's trigger, inside its callback."""
    return st.session_state[key][name]
