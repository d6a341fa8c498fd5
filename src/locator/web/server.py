"""What the server answers beside Streamlit's own pages, and what it says when a page fails."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
import xstatic.pkg.leaflet
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from locator.api import api, health_routes
from locator.light.door import PATHS, LightFace
from locator.problems import passed
from locator.web.parts import state
from locator.web.parts.sending import hand_in
from locator.wording.catalogue import t

WEB = Path(__file__).parent
SHELL = WEB / "shell.py"

_log = logging.getLogger("locator.web")


def routes() -> list[Mount | Route]:
    """``/api``, ``/m``, how the site is, ``/assets/leaflet`` (as on PyPI), ``/assets/locator``."""
    site = state.site()
    light = LightFace(site, hand_in)
    own: list[Mount | Route] = [
        Mount("/api", api(site)),
        *(Route(path, light) for path in PATHS),
        *(Route(f"/{name}", one) for name, one in health_routes(site).items()),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/locator", StaticFiles(directory=WEB / "assets")),
    ]
    # Streamlit moves its own routes alone under a base path.
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return [Mount(f"/{base}", routes=own)] if base else own


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
