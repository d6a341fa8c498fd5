"""What the server answers beside Streamlit's own pages: every script and style from this host."""

from __future__ import annotations

from pathlib import Path

import xstatic.pkg.leaflet
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).parent
SHELL = WEB / "shell.py"


def routes() -> list[Mount]:
    """``/assets/leaflet`` (Leaflet as packaged on PyPI) and ``/assets/locator`` (our own)."""
    return [
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/locator", StaticFiles(directory=WEB / "assets")),
    ]
