"""Take a template: a workbook prefilled for a county or town and the kinds of places wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.exports.template.workbook import template
from locator.publishing.rights import may_change
from locator.web.parts import state
from locator.web.parts.markup import quiet
from locator.wording.catalogue import t
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from locator.publishing.rights import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(person: Person | None) -> None:
    """Choose whom it is for and what it asks, and take it."""
    lang, city = state.language(), state.current_city()
    pack = city.pack
    counties = names_of(pack.counties, lang)
    own = next((c for c in counties if c in may_change(person, pack)), "")
    whole = {pack.units.index[pack.units["level"] == "city"][0]: t("coverage.whole_city", lang)}
    places = whole | counties
    left, right = st.columns(2)
    county = left.selectbox(
        t("desk.template_county", lang),
        list(places),
        list(places).index(own) if own else 0,
        format_func=places.__getitem__,
        key="desk_template_county",
    )
    towns = {"": t("desk.template_all_towns", lang)}
    if county in counties:
        towns |= names_of(pack.towns((county,)), lang)
    town = right.selectbox(
        t("desk.template_town", lang),
        list(towns),
        format_func=towns.__getitem__,
        disabled=county not in counties,
        key=f"desk_template_town_{county}",
    )
    layers = pack.catalogue.layers
    chosen = st.multiselect(
        t("desk.template_layers", lang),
        list(layers),
        key="desk_template_layers",
        placeholder=t("desk.template_layers_all", lang),
        format_func=lambda c: name_of(layers[c], lang),
    )
    sharing = st.checkbox(t("desk.template_sharing", lang), value=True, key="desk_template_sharing")
    unit = town or county
    st.download_button(
        t("desk.template_take", lang),
        lambda: template(pack, unit, chosen, lang, sharing=sharing, head=city.head),
        f"{t('desk.template_file', lang)}-{unit}.xlsx",
        XLSX,
        type="primary",
        on_click="ignore",
        key="desk_template_take",
    )
    quiet(t("desk.template_hint", lang))
