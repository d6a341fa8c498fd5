"""ASGI entry: ``streamlit run app.py`` serves the shell, the map's scripts and our own assets.

``st.App`` is called here by name because Streamlit recognises an ASGI script by that call.
"""

import sys
from pathlib import Path

import streamlit as st

# A checkout runs its own files whether or not it is installed; a wheel has no src/ beside this.
if (src := Path(__file__).parent / "src").is_dir():
    sys.path.insert(0, str(src))

from locator.web.server import SHELL, lifespan, middleware, routes, script_failed

app = st.App(
    SHELL,
    routes=routes(),
    middleware=middleware(),
    lifespan=lifespan,
    on_script_error=script_failed,
)
