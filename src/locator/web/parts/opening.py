"""The first answer to an address of ours: Streamlit's own shell with a line to read meanwhile.

Streamlit's shell is empty until megabytes of scripts are there. Whoever waits for them is offered
the light face, without a script; frame.js takes the line away unless the browser says that it is
on a slow line.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import htpy as h
import streamlit as st
from markupsafe import Markup
from starlette.responses import HTMLResponse

from locator.folders import assets_stamp
from locator.wording.catalogue import LANGUAGES, TAGS, t

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from locator.wording.catalogue import Lang

#: Pages that the light face has too, and where.
_LIGHT = {name: f"m/{name}" for name in ("circle", "shares", "venue", "correct")}
#: Our style, kept by browsers for good, relative to any page.
_ASSETS = f"./assets/{assets_stamp()}"
_STYLE = f"{_ASSETS}/locator/page.css"
_STREAMLIT = Path(st.__file__).with_name("static")
#: What a map asks for one after the other, and finds in the browser if it was fetched meanwhile.
_SOON = (
    *(f"./static/js/{file.name}" for file in _STREAMLIT.glob("static/js/ComponentInstance.*.js")),
    f"{_ASSETS}/leaflet/leaflet.js",
    f"{_ASSETS}/locator/map_names.js",
    f"{_ASSETS}/locator/map.js",
    f"{_ASSETS}/leaflet/leaflet.css",
    f"{_ASSETS}/locator/map.css",
)

#: Where in Streamlit's shell something is said: by itself, or with what stands there in English.
_ROOT = '<div id="root"></div>'
_LANGUAGE = '<html lang="en">'
_TITLE = re.compile("<title>.*?</title>")
_NO_SCRIPT = re.compile("<noscript>.*?</noscript>", re.DOTALL)
#: The line appears only where scripts let one wait, over the page, which does not move. Streamlit's
#: own link for keyboards, which it draws in English, is not there until frame.js has named it.
_OPENING = """#ll-opening { position: fixed; z-index: 1000; inset: auto 0 0; margin: 0;
 padding: 8px 16px; display: flex; flex-wrap: wrap; gap: 0 16px;
 align-items: center; justify-content: center;
 font: 18px/1.5 PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif;
 color: #FBFAF7; background: #1F2A30; visibility: hidden; animation: ll-opening 0s 1.5s forwards; }
#ll-opening a { min-height: 44px; display: inline-flex; align-items: center; color: #8FE0D7;
 font-weight: 600; text-underline-offset: 4px; }
@keyframes ll-opening { to { visibility: visible; } }
@media print { #ll-opening { display: none; } }
[data-testid=stSkipToContent]:not([lang]) { display: none; }"""

#: Who listens to a window first hears a message first, however it listens: what maps say is heard
#: by frame.js before Streamlit's scripts, which come later than this line and earlier than that.
_FIRST = Markup('<script>addEventListener("message", (e) => window.locatorHears?.(e));</script>')


def light_way(page: str, query: str) -> str:
    """The address at which the light face answers what a page of ours is asked."""
    way = _LIGHT.get(page, "m")
    return f"{way}?{query}" if query else way


def first_page(request: Request) -> Response:
    """The shell for one address; nothing of the address but its page and language matters."""
    page = request.url.path.rstrip("/").rpartition("/")[2]
    asked = request.query_params.get("lang", "")
    lang: Lang = next((code for code in LANGUAGES if code == asked), "zh")
    way = light_way(page, request.url.query)
    text = _opened(_shell(), lang, way)
    # As Streamlit sends it: it names scripts that are others after an upgrade.
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


@cache
def _shell() -> str:
    return _STREAMLIT.joinpath("index.html").read_text(encoding="utf-8")


def _opened(shell: str, lang: Lang, way: str) -> str:
    """Streamlit's shell in a language, with the way to the light face for whoever waits.

    Our style, by its address, stands in the body: after those that Streamlit's scripts write into
    the head, so that it has the last word.
    """
    link = h.a(href=way)[t("light.switch", lang)]
    line = h.p("#ll-opening")[h.span[t("app.opening", lang)], link]
    loading = h.style["#ll-opening span { display: none; }"]
    without = h.noscript[loading, h.p[t("app.no_script", lang)]]
    own = [h.link(rel="stylesheet", href=_STYLE), *(h.link(rel="prefetch", href=a) for a in _SOON)]
    for old, new in (
        (_LANGUAGE, f'<html lang="{TAGS[lang]}">'),
        (_ROOT, f"{_ROOT}{_FIRST}{h.style[_OPENING]}{line}{h.fragment[own]}"),
    ):
        shell = shell.replace(old, new)
    title = h.title[t("app.opening_title", lang)]
    shell = _TITLE.sub(lambda _: str(title), shell)
    return _NO_SCRIPT.sub(lambda _: str(without), shell)
