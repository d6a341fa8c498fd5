"""资源共享: find what others share, see supply against need, register an offer or a need."""

from __future__ import annotations

import streamlit as st

from locator.web.parts import address, markup, searchbox, state
from locator.web.screens.sharing import balance, form, offers, view
from locator.web.screens.sharing.view import ShareView
from locator.wording.catalogue import t

VIEWS = {"find": offers.draw, "balance": balance.draw, "register": form.draw}


def draw() -> None:
    """The whole page: one view of it."""
    lang = state.language()
    markup.page_title(t("share.title", lang), t("share.purpose", lang))
    address.restore("shares", view.fields(), ShareView)
    searchbox.restore()
    views = [name for name in VIEWS if name != "balance" or not state.senior()]
    if view.current().share_view not in views:
        view.change(share_view=views[0])
    st.segmented_control(
        t("share.view", lang),
        views,
        **address.bound(ShareView, "share_view"),
        required=True,
        format_func=lambda name: t(f"share.view_{name}", lang),
        label_visibility="collapsed",
    )
    VIEWS[view.current().share_view]()
    searchbox.write()
    address.write("shares", view.fields(), ShareView)


draw()
