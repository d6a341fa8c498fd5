"""The controls of the siting page: what is asked, for whom, how far, and of siting how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.pack.model import WALKERS
from locator.reach.demand import PEOPLE
from locator.reach.question import CANDIDATES, MINUTES, MOST_SITES
from locator.reach.siting_query import OBJECTIVES
from locator.ways.travel import MODES
from locator.web.parts import address, planning, state
from locator.web.screens.siting import limits, view
from locator.web.screens.siting.view import QUESTIONS, SitingView
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack


def draw(pack: CityPack) -> None:
    """All of them, in the order in which one asks."""
    seen, lang = view.current(pack), state.language()
    subjects = planning.subjects(pack, lang)
    _choice("question", QUESTIONS)
    with st.container(horizontal=True, key="siting_controls", vertical_alignment="bottom"):
        st.selectbox(
            t("siting.of", lang),
            list(subjects),
            **address.bound(SitingView, "of"),
            format_func=subjects.__getitem__,
            width=300,
        )
        _choice("people", PEOPLE)
        _choice("mode", MODES)
        if seen.mode == "walk":
            _choice("walker", WALKERS)
        st.select_slider(
            t("siting.minutes", lang),
            MINUTES,
            **address.bound(SitingView, "minutes"),
            format_func=lambda n: t("siting.minutes_option", lang, n=n),
            width=260,
        )
    if seen.question == "site":
        with st.container(horizontal=True, key="siting_sites", vertical_alignment="bottom"):
            by_clause = not seen.of.startswith("layer:")
            _choice("objective", [one for one in OBJECTIVES if by_clause or one != "gaps"])
            if seen.objective == "goal":
                limits.number("goal", 5, 100, 5)
            elif not seen.budget:
                limits.number("sites", 1, MOST_SITES)
            _choice("candidates", CANDIDATES)
        limits.draw(pack, view.current(pack))


def _choice(name: str, options: Sequence[str]) -> None:
    lang = state.language()
    st.segmented_control(
        t(f"siting.{name}", lang),
        options,
        **address.bound(SitingView, name),
        required=True,
        format_func=lambda code: t(f"siting.{name}_{code}", lang),
        label_visibility="collapsed" if name == "question" else "visible",
    )
