"""资源共享: find what others share, see supply against need, register an offer or a need."""

from __future__ import annotations

import streamlit as st

from locator.web.parts import address, markup, searchbox, state
from locator.web.screens.sharing import balance as sharing_balance
from locator.web.screens.sharing import form as sharing_form
from locator.web.screens.sharing import offers as sharing
from locator.wording.catalogue import t

VIEWS = {"find": sharing.draw, "balance": sharing_balance.draw, "register": sharing_form.draw}


def draw() -> None:
    """The whole page: one view of it."""
    lang = state.language()
    st.title(t("share.title", lang), anchor=False)
    markup.purpose(t("share.purpose", lang))
    address.restore("shares", fields())
    searchbox.restore()
    views = [name for name in VIEWS if name != "balance" or not state.senior()]
    if st.session_state["share_view"] not in views:
        st.session_state["share_view"] = views[0]
    st.segmented_control(
        t("share.view", lang),
        views,
        key="share_view",
        required=True,
        format_func=lambda name: t(f"share.view_{name}", lang),
        label_visibility="collapsed",
    )
    VIEWS[st.session_state["share_view"]]()
    address.write("shares", fields())


def fields() -> dict[str, address.Field]:
    """What of this page its address carries beside the place."""
    return {"share_view": address.choice(VIEWS, "find")} | sharing.fields()


draw()
