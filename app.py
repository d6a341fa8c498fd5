"""ASGI entry: ``streamlit run app.py`` serves the shell, the map's scripts and our own assets.

``st.App`` is called here by name because Streamlit recognises an ASGI script by that call.
"""

import streamlit as st

from locator.web.server import SHELL, routes, script_failed

app = st.App(SHELL, routes=routes(), on_script_error=script_failed)
