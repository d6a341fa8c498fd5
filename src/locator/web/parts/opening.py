"""The first answer to an address of ours: Streamlit's own shell with a line to read meanwhile.

Streamlit's shell is empty until megabytes of scripts are there. Whoever waits for them is offered
the light face, without a script; frame.js takes the line away unless the browser says that it is
on a slow line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.responses import HTMLResponse

from locator.folders import assets_stamp
from locator.web.parts import markup
from locator.wording.catalogue import LANGUAGES, t

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from locator.wording.catalogue import Lang

#: Pages that the light face has too, and where.
_LIGHT = {name: f"m/{name}" for name in ("circle", "shares", "venue", "correct")}
#: Our style, kept by browsers for good, relative to any page.
_ASSETS = f"./assets/{assets_stamp()}"
_STYLE = f"{_ASSETS}/locator/page.css"
#: What a map asks for one after the other, and finds in the browser if it was fetched meanwhile.
_SOON = (
    f"{_ASSETS}/leaflet/leaflet.js",
    f"{_ASSETS}/locator/map.js",
    f"{_ASSETS}/leaflet/leaflet.css",
    f"{_ASSETS}/locator/map.css",
)


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
    text = markup.opening(_shell(), lang, way, t("light.switch", lang), _STYLE, _SOON)
    # As Streamlit sends it: it names scripts that are others after an upgrade.
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


@cache
def _shell() -> str:
    return Path(st.__file__).with_name("static").joinpath("index.html").read_text(encoding="utf-8")
