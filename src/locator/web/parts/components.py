"""The small browser components of our own: page frame, search box, venue list, requirement list.

Their scripts set every text from data with ``textContent``; nothing from data becomes markup.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

from locator.folders import ASSETS
from locator.maps.files import picture
from locator.maps.ground import ASSETS as MAP_ASSETS
from locator.wording.catalogue import Lang, t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A component's script is a file that the browser keeps, and no message holds it. It is found
#: from Streamlit's own, which knows the site's root below any path and proxy.
_LOADED = f"""const own = document.querySelector('script[type="module"][src*="static/js/"]').src;
const loaded = await import(new URL("{MAP_ASSETS}/locator/%s", own).href);
export default loaded.default;
"""


def _mount(name: str, key: str, data: Mapping[str, Any], **triggers: Callable[[], None]) -> Any:
    """Mount a component, registering it with the running server the first time."""
    renderer = _renderer(name, id(get_bidi_component_manager()))
    return renderer(
        key=key,
        data=dict(data),
        **{f"on_{trigger}_change": callback for trigger, callback in triggers.items()},
    )


@st.cache_resource(show_spinner=False)
def _renderer(name: str, _manager: int) -> Any:
    script, style = ASSETS / f"{name}.js", ASSETS / f"{name}.css"
    return st.components.v2.component(
        f"locator_{name}",
        js=_LOADED % script.name,
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
    data: Mapping[str, Any], *, chosen: Callable[[], None], more: Callable[[], None]
) -> None:
    """The result list in sections of cards; ``more`` names a section that is to show more."""
    _mount("venue_list", "venue_list", data, chosen=chosen, more=more)


def venue_card(card: Mapping[str, Any], city: str, kept: str, lang: Lang) -> None:
    """One card by itself, with its evidence below and nothing to choose.

    ``city`` is that of "my places", ``kept`` what of an address every link carries.
    """
    section = {"id": "", "title": "", "folded": False, "cards": [card], "more": ""}
    data = {"sections": [section], "labels": card_labels(lang), "city": city, "kept": kept}
    _mount("venue_list", "venue", data | {"whole": True})


def card_labels(lang: Lang) -> dict[str, str]:
    """The words on every card."""
    keys = (
        "find.directions",
        "find.directions_note",
        "find.website",
        "find.speak",
        "find.speak_stop",
        "find.share_card",
        "find.copied",
        "find.favourite",
        "find.favourites",
        "find.call_short",
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

    Everything after mounting happens in the browser. Drawings are files that it keeps: they are
    most of a deck and the same for everybody who chose the same, while words are one's own.
    """
    own = [dict(one) | {"body": _drawn_apart(one["body"])} for one in data["slides"]]
    text = json.dumps(dict(data) | {"slides": own}, ensure_ascii=False)
    packed = base64.b64encode(zlib.compress(text.encode())).decode()
    _mount("slides_page", "slides", {"deck": packed, "version": data["version"]})


def _drawn_apart(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**body, "svg": {"file": picture(body["svg"]).digest}} if "svg" in body else body


def trigger(key: str, name: str) -> Any:
    """Value of a component's trigger, inside its callback; None once the component is gone."""
    return st.session_state.get(key, {}).get(name)
