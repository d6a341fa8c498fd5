"""The one way to ask a visitor for a file: a page that asks for none is sent none.

Streamlit takes files for every session whatever its page shows. Here a session is known to have
an uploader on its page, and :mod:`locator.web.middleware` takes its files for as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

#: Sessions whose page has an uploader, and those whose run under way has drawn one.
_offered: set[str] = set()
_drawn: set[str] = set()


def uploader(
    label: str, types: str | Sequence[str], *, megabytes: int, **options: Any
) -> UploadedFile | None:
    """Ask for one file of these types and at most this size."""
    session = _session()
    _drawn.add(session)
    _offered.add(session)
    return st.file_uploader(label, types, max_upload_size=megabytes, **options)


def settle() -> None:
    """The page is drawn: without an uploader on it, no file is taken any more."""
    session = _session()
    if session not in _drawn:
        _offered.discard(session)
    _drawn.discard(session)


def offered(session: str) -> bool:
    """Whether a session has an uploader on its page."""
    return session in _offered


def forget(session: str) -> None:
    """A session has ended."""
    _offered.discard(session)
    _drawn.discard(session)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""
