"""数据: how complete, how recent and from where the records are, and what changed last."""

from __future__ import annotations

import streamlit as st

from locator import clock
from locator.problems import LocatorError
from locator.publishing.recent import Publications
from locator.venues.completeness import QUALITIES
from locator.web.parts import address, markup, state
from locator.web.parts.markup import heading, quiet
from locator.web.screens.data import completeness as health
from locator.wording.catalogue import t
from locator.wording.completeness import publication_line
from locator.wording.problems import visitor_text


def draw() -> None:
    """The whole page."""
    lang = state.language()
    today = clock.today()
    st.title(t("data.title", lang), anchor=False)
    markup.purpose(t("data.purpose", lang))
    fields = {"quality": address.choice(["", *QUALITIES], "")}
    address.restore("data", fields, health.DataView)
    table = state.once(health.counts, today)
    health.draw_figures(table)
    draw_missing()
    health.draw_matrix(today)
    draw_recent()
    faults = health.draw_problems()
    origins = health.draw_sources()
    health.draw_downloads(table, faults, origins, today)
    quiet(t("data.meaning", lang))
    address.write("data", fields, health.DataView)


def draw_missing() -> None:
    """Where to tell of a venue that is not on record."""
    lang = state.language()
    with st.container(horizontal=True, vertical_alignment="center", key="data_missing"):
        markup.link(state.href("correct"), t("data.missing", lang), ours=True)
        quiet(t("data.missing_hint", lang))


def draw_recent() -> None:
    """What the last publications changed."""
    lang = state.language()
    heading(t("data.recent", lang))
    try:
        found = state.site().once(Publications).of(state.current_name())
    except LocatorError as failure:
        quiet(visitor_text(failure, lang))
        return
    if not found:
        quiet(t("data.recent_none", lang))
    for one in found:
        names = t("find.comma", lang).join(one.names)
        lines = [t("data.recent_number", lang, number=one.number), publication_line(one, lang)]
        lines += [t("data.recent_names", lang, names=names)] if names else []
        quiet(" · ".join(lines))


draw()
