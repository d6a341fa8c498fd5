"""Ending sessions in good time: their files and descriptors are given back.

Streamlit keeps a session whose connection broke for a while, in case it comes back, and then drops
it without ending it: its event loop's three descriptors and its files stay until the garbage
collector comes by. Here it is ended just before it would be dropped.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import streamlit as st

from locator.web.parts import uploading

if TYPE_CHECKING:
    from streamlit.runtime import Runtime

#: Streamlit keeps 128 sessions that may come back and drops the oldest unasked: we end it before.
MOST_AWAY = 120
#: How much earlier than Streamlit drops it a session is ended, in seconds.
_EARLIER_S = 5.0


class Endings:
    """Ends the sessions of a runtime that went away and did not come back.

    Parameters
    ----------
    runtime
        Streamlit's.
    away_s
        How long one may come back, in seconds; by default a little less than Streamlit keeps it.
    """

    def __init__(self, runtime: Runtime, away_s: float | None = None) -> None:
        kept_s = float(st.get_option("server.disconnectedSessionTTL"))
        self._away_s = max(0.0, kept_s - _EARLIER_S) if away_s is None else away_s
        self._runtime, self._disconnect = runtime, runtime.disconnect_session
        self._away: OrderedDict[str, asyncio.TimerHandle] = OrderedDict()
        runtime.disconnect_session = self._on_disconnect  # type: ignore[method-assign]

    def __len__(self) -> int:
        return len(self._away)

    def _on_disconnect(self, session_id: str, **options: Any) -> None:
        self._disconnect(session_id, **options)
        if self._runtime.is_active_session(session_id):
            return
        self._forget(session_id)
        loop = asyncio.get_running_loop()
        self._away[session_id] = loop.call_later(self._away_s, self._end, session_id)
        while len(self._away) > MOST_AWAY:
            self._end(next(iter(self._away)))

    def _end(self, session_id: str) -> None:
        self._forget(session_id)
        if not self._runtime.is_active_session(session_id):
            self._runtime.close_session(session_id)
            uploading.forget(session_id)

    def _forget(self, session_id: str) -> None:
        if timer := self._away.pop(session_id, None):
            timer.cancel()


def held_by(runtime: Runtime) -> dict[str, int]:
    """Bytes of uploaded files that each session holds."""
    files = getattr(runtime.uploaded_file_mgr, "file_storage", {})
    return {
        session: sum(len(file.data) for file in list(own.values()))
        for session, own in list(files.items())
    }
