"""覆盖缺口: which units lack what the plan requires, by how much, and on what evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.pack.model import STATUSES, STRENGTHS
from locator.web.parts import address, components, markup, reading, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import (
    charts,
    evidence,
    plan,
    planned,
    status_map,
    tables,
    then_and_now,
    view,
)
from locator.web.screens.coverage.view import CoverageView
from locator.wording.catalogue import t
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import Requirement


def draw() -> None:
    """The whole page."""
    lang = state.language()
    st.title(t("coverage.title", lang), anchor=False)
    markup.purpose(t("coverage.purpose", lang))
    reading.snapshots("coverage")
    address.restore("coverage", view.fields(), CoverageView)
    if not planned.draw():
        view.tell()
        return
    city = view.city()
    shown, scope = filtered()
    verdicts = view.verdicts(city, *shown)
    if verdicts.empty:
        st.info(t("coverage.no_records", lang))
        address.write("coverage", view.fields(), CoverageView)
        return
    counts = view.once(view.counts, *shown)
    rule = chosen_requirement(counts)
    left, right = st.columns([4, 8], gap="medium")
    with left, st.container(height=status_map.HEIGHT + 76, border=False, key="requirements"):
        components.requirement_list(
            {"groups": view.once(view.groups, *shown, lang), "chosen": rule.id},
            chosen=on_requirement,
        )
    with right:
        status_map.draw(rule, shown, counts)
    with st.container(border=True, key="evidence"):
        evidence.draw(rule, verdicts[verdicts["requirement"] == rule.id])
    tables.draw_matrix(shown)
    tables.draw_scorecard()
    charts.draw(view.current().scope)
    then_and_now.draw(view.current().scope)
    plan.draw(view.current().scope)
    tables.draw_downloads(verdicts, scope)
    quiet(t("coverage.meaning", lang))
    address.write("coverage", view.fields(), CoverageView)


def filtered() -> tuple[view.Narrowed, str]:
    """Draw scope, strength and status; what they say and the scope's name."""
    lang = state.language()
    names = view.once(view.scopes, lang)
    with st.container(horizontal=True, key="coverage_filters", vertical_alignment="bottom"):
        county = st.selectbox(
            t("coverage.filter_county", lang),
            list(names),
            **address.bound(CoverageView, "scope"),
            format_func=names.__getitem__,
            width=220,
        )
        strength = st.segmented_control(
            t("coverage.filter_strength", lang),
            ["", *STRENGTHS],
            **address.bound(CoverageView, "strength"),
            required=True,
            format_func=lambda s: t(f"coverage.strength_{s}" if s else "coverage.all", lang),
        )
        status = st.segmented_control(
            t("coverage.filter_status", lang),
            ["", *STATUSES],
            **address.bound(CoverageView, "status"),
            required=True,
            format_func=lambda s: status_text(s, lang) or t("coverage.all", lang),
        )
    shown = view.Narrowed(county or "", strength or "", status or "")
    return shown, names[shown.scope]


def chosen_requirement(counts: pd.DataFrame) -> Requirement:
    """The requirement that was chosen, or the first one of the towns."""
    pack = view.city().pack
    asked = view.current().requirement
    if asked not in counts.index:
        order = [
            r
            for level in ("town", "county", "city", "village")
            for r in pack.requirements
            if r.level == level
        ]
        asked = next(r.id for r in order if r.id in counts.index)
    return pack.requirement(asked)


def on_requirement() -> None:
    """A requirement was chosen in the list."""
    chosen = components.trigger("requirement_list", "chosen")
    if chosen:
        view.choose(requirement=chosen)


draw()
