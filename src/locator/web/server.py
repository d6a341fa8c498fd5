"""What the server answers beside Streamlit's own pages, and what it says when a page fails."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
import xstatic.pkg.leaflet
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from locator.api import api, health_routes
from locator.problems import passed
from locator.web.parts import state
from locator.web.returns.routes import returns_app
from locator.wording.catalogue import t

WEB = Path(__file__).parent
SHELL = WEB / "shell.py"

_log = logging.getLogger("locator.web")


def routes() -> list[Mount | Route]:
    """``/api``, ``/returns``, how the site is, and ``/assets``: Leaflet as on PyPI, and our own."""
    site = state.site()
    return [
        Mount("/api", api(site)),
        Mount("/returns", returns_app(site)),
        *(Route(f"/{name}", one) for name, one in health_routes(site).items()),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/locator", StaticFiles(directory=WEB / "assets")),
    ]


def _says_no_values(record: logging.LogRecord) -> bool:
    """Whether Streamlit's own report of a failure may be logged: a traceback quotes values.

    Scripts that do not compile have met no visitor; of them only Streamlit speaks.
    """
    failure = record.exc_info[1] if record.exc_info else None
    return failure is None or isinstance(failure, SyntaxError)


logging.getLogger("streamlit.error_util").addFilter(_says_no_values)


def script_failed(failure: Exception) -> bool:
    """A defect of ours reached the page: a sentence for the visitor, places for the log.

    The log names the kind of failure and the lines it passed, never a message or a value: those
    may hold what a visitor typed or where they are.
    """
    _log.error("%s", passed(failure))
    st.error(t("app.unexpected", state.language()))
    return True
