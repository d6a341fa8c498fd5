"""报告错误: what is wrong of a venue, or which one is missing, told without an account."""

from __future__ import annotations

import streamlit as st

from locator.web.parts import address, markup, state
from locator.web.screens.correct import form
from locator.wording.catalogue import t

FIELDS = {"id": address.words(40)}


def draw() -> None:
    """The whole page: about the venue of the address, or about one that is missing."""
    lang, pack = state.language(), state.current_city().pack
    address.restore("correct", FIELDS, state.VenueView)
    venue = address.view(state.VenueView).id
    known = venue in pack.venues.index
    about = "" if known else "_missing"
    st.title(t(f"correct.title{about}", lang), anchor=False)
    markup.purpose(t(f"correct.purpose{about}", lang))
    if form.was_sent():
        form.draw_thanks(venue if known else "")
    elif known:
        form.draw_correction(venue)
    else:
        form.draw_missing()
    address.write("correct", FIELDS, state.VenueView)


draw()
