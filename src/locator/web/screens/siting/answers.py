"""The answer to one question: map, sentences, table, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from locator.exports import reach as records
from locator.exports import reach_files as files
from locator.reach.fairness import fairness
from locator.reach.reached import reach
from locator.reach.siting import site
from locator.web.parts import markup, state
from locator.web.parts.markup import quiet
from locator.web.screens.siting import view
from locator.wording.catalogue import t

if TYPE_CHECKING:
    import pandas as pd

    from locator.city import City
    from locator.exports.records import Record
    from locator.ways.network import Network
    from locator.web.screens.siting.view import SitingView

HEIGHT = 520
#: Time that the exact solver may take; the answer says how good what it found is.
_SECONDS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What is drawn: the record that every face gives, and on the map marks, venues and sites."""

    record: Record
    marks: pd.DataFrame
    venues: pd.DataFrame
    sites: pd.DataFrame | None = None


def draw(city: City, seen: SitingView) -> None:
    """The answer, the map first.

    Raises
    ------
    QueryError
        The question cannot be asked of this city; it says what to change.
    """
    maker = state.map_maker()
    network = state.site().network(state.current_name())
    found = _ask(city, seen, network)
    right, left = st.columns([3, 2], gap="medium")
    with right, st.container(key="map"):
        groups = [maker.demand(found.marks), maker.venues(found.venues, ())]
        if found.sites is not None:
            groups.append(maker.sites(found.sites))
        st_folium(
            maker.base(maker.demand_legend(seen.question), units=city.areas),
            key=f"siting_map_{city.pack.city.code}_{seen.question}",
            height=HEIGHT,
            use_container_width=True,
            feature_group_to_add=groups,
            returned_objects=[],
        )
    with left:
        answer, *basis = found.record["sentences"]
        markup.answer(answer)
        for sentence in basis:
            quiet(sentence)
    _table(found.record, seen)
    _downloads(city, found.record, seen)


def _ask(city: City, seen: SitingView, network: Network | None) -> _Answer:
    lang, pack = state.language(), city.pack
    if seen.question == "reach":
        near = reach(pack, view.query(seen), network)
        marks = near.points.assign(mark=near.points["state"])
        return _Answer(records.reached(near, pack, lang), marks, near.supply.placed)
    if seen.question == "fairness":
        fair = fairness(pack, view.query(seen), network)
        access = fair.points["access"]
        kinds = [access.isna(), access == 0, access < fair.mean]
        mark = np.select(kinds, ["unknown", "beyond", "less"], "within")
        marks = fair.points.assign(mark=mark)
        return _Answer(records.fair(fair, pack, lang), marks, fair.supply.placed)
    chosen = site(pack, view.siting_query(seen), network, seconds=_SECONDS)
    before = chosen.before
    marks = before.points.assign(mark=before.points["state"])
    return _Answer(records.sited(chosen, pack, lang), marks, before.supply.placed, chosen.sites)


def _table(record: Record, seen: SitingView) -> None:
    lang = state.language()
    tables = files.tables(record, seen.question, state.current_city().pack, lang)
    for name, table in tables.items():
        st.subheader(name, anchor=False)
        st.dataframe(table, hide_index=True, height="content" if len(table) <= 12 else 420)


def _downloads(city: City, record: Record, seen: SitingView) -> None:
    lang, pack = state.language(), city.pack
    name = f"{seen.question}-{pack.city.code}"
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.results(t("coverage.download", lang), announced=False)
        for kind, make in (
            ("xlsx", lambda: files.to_xlsx(record, seen.question, pack, lang)),
            ("geojson", lambda: files.to_geojson(record, pack, lang)),
        ):
            st.download_button(
                t(f"coverage.download_{kind}", lang),
                make,
                f"{name}.{kind}",
                on_click="ignore",
                key=f"download_{kind}",
            )
