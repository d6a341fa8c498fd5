"""What a page goes on without while it is first read, and is drawn with as soon as it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from locator.problems import LocatorError
from locator.site.state import reason
from locator.web.parts import address, session, state
from locator.web.parts.markup import notice
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: How often a page that went on without something looks whether it was read, in seconds.
_AGAIN_S = 2
#: Session key: the page that the last run drew without its snapshots.


def answer(message: str, ask: Callable[[], T]) -> T | None:
    """An answer; None while it is first read: that is said, and the page drawn anew after it.

    Raises
    ------
    LocatorError
        Something else stands in its way.
    """
    try:
        return ask()
    except LocatorError as failure:
        if reason(failure) != "reading":
            raise
    notice("note", t(message, state.language()))
    _draw_when_read(ask)
    return None


def snapshots(page: str) -> None:
    """Say that the chosen city's snapshots are being read; the page has those of the files so long.

    Call it before the address is restored: what a link asked for and nobody knew is then read.
    """
    site, name = state.site(), state.current_name()
    try:
        known = answer("coverage.snapshots_reading", lambda: site.snapshots.of(name))
    except LocatorError:
        return  # the frame says that the store is away
    if known is None:
        session.WITHOUT.put(page)
    elif session.WITHOUT.take() == page:
        address.arrive_again(page)


@st.fragment(run_every=_AGAIN_S)
def _draw_when_read(ask: Callable[[], object]) -> None:
    try:
        ask()
    except LocatorError as failure:
        if reason(failure) == "reading":
            return
    st.rerun()
