"""Charts that answer a question, as on slides and in files, with their data one click away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.reports.building.build import build_charts
from locator.web.parts import address, figure, markup, session, state
from locator.web.screens.coverage import view
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.city import City
    from locator.coverage.snapshots import Snapshot
    from locator.reports.content.report import Chart
    from locator.wording.catalogue import Lang


@st.fragment
def draw(scope: str) -> None:
    """The charts on the city, or on one of its counties."""
    lang, city = state.language(), view.city()
    snapshots = state.snapshots()
    names = tuple(one.name for one in snapshots)
    least = state.site().settings.compared_from
    charts = _charts(city.pack.checksum, names, scope, lang, least, city, snapshots)
    if not charts:
        return
    st.subheader(t("coverage.charts", lang), anchor=False)
    if address.fresh("charts"):
        asked = (chart for chart in charts if chart.id == view.current().chart)
        session.CHARTS.put(next(asked, charts[0]).title)
    # What nobody looks at is not built.
    tabs = st.tabs([chart.title for chart in charts], key=session.CHARTS.name, on_change="rerun")
    for chart, tab in zip(charts, tabs, strict=True):
        if tab.open:
            view.choose(chart="" if chart is charts[0] else chart.id)
            with tab:
                markup.answer(chart.answer)
                figure.draw(chart.figure, f"chart_{chart.id}", view.scenario_name(city))
    view.tell()


@st.cache_resource(show_spinner=False, max_entries=32)
def _charts(
    checksum: str,
    names: tuple[str, ...],
    scope: str,
    lang: Lang,
    least: float,
    _city: City,
    _snapshots: tuple[Snapshot, ...],
) -> tuple[Chart, ...]:
    del checksum, names  # they only tell one state of the data from another
    return build_charts(_city, scope, lang, _snapshots, least)
