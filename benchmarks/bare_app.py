"""ASGI entry of the bare page: the same server and the same assets as ``app.py``.

``st.App`` is called here by name because Streamlit recognises an ASGI script by that call.
"""

from pathlib import Path

import streamlit as st

from locator.web.server import routes

app = st.App(Path(__file__).with_name("bare_page.py"), routes=routes())
