"""The map of one clause over the cities of a region: geography or a hexagon each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from locator.geo.areas import APPROXIMATE
from locator.maps.draw import MapMaker
from locator.web.parts import address, markup, session, state
from locator.web.screens.region import view
from locator.web.screens.region.view import DRAWINGS, RegionView
from locator.wording.catalogue import Lang, pick, t
from locator.wording.region import city_areas, clause_sentence

if TYPE_CHECKING:
    import geopandas as gpd

    from locator.pack.model import Requirement
    from locator.region.served import RegionAnswer

HEIGHT = 520


def draw(answer: RegionAnswer, rule: Requirement) -> None:
    """Heading, choice of drawing, map, and what was clicked with the way to its own page."""
    lang = state.language()
    total = answer.coverage.total.set_index("requirement").loc[rule.id]
    title = pick(rule.title, rule.title_en, lang)
    with st.container(horizontal=True, vertical_alignment="center", key="map_head"):
        markup.heading(title, "ll-map-title")
        st.segmented_control(
            t("coverage.map_kind", lang),
            DRAWINGS,
            **address.bound(RegionView, "drawing"),
            required=True,
            format_func=lambda kind: t(f"coverage.map_{kind}", lang),
            label_visibility="collapsed",
        )
    markup.quiet(clause_sentence(rule, total, lang))
    shown = view.current()
    hexes = shown.drawing == "hexagons"
    ground = answer.hexagons if hexes else answer.shapes
    maker = answer.once(_maker, lang, state.theme())
    areas = answer.once(_areas, rule.id, hexes, lang)
    shapes = maker.shapes(ground)
    approximate = not hexes and APPROXIMATE in set(ground["quality"])
    legend = maker.coverage_legend(approximate=approximate, hexagons=False)
    notes = [t("region.map_note", lang)]
    if hexes:
        notes.append(t("region.map_hexagons", lang))
    legend = {**legend, "notes": [*legend["notes"], *notes]}
    clicked = st_folium(
        maker.base(legend, units=ground, ground=not hexes, named=True, files=[shapes]),
        key=f"region_map_{answer.checksum[:12]}_{shown.drawing}",
        height=HEIGHT,
        use_container_width=True,
        feature_group_to_add=[maker.statuses(areas, shown.at, shapes)],
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
    )
    city = state.clicked_id(clicked or {}, session.REGION_CLICKS)
    if city and city != shown.at:
        view.choose(at=city)
        st.rerun()
    _draw_city(answer, rule, lang)


def _draw_city(answer: RegionAnswer, rule: Requirement, lang: Lang) -> None:
    """What the city that was clicked says, and the way to its Coverage page."""
    areas = city_areas(answer, rule.id, lang)
    code = view.current().at
    if code not in areas.index:
        markup.quiet(t("region.map_hint", lang))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.answer(areas.at[code, "text"])
        link = view.city_link(answer, code, rule.id)
        if link:
            markup.link(link, t("region.open_city", lang), ours=True)


def _maker(answer: RegionAnswer, lang: Lang, theme: str) -> MapMaker:
    return MapMaker(answer.pack, state.site().settings, lang, theme)


def _areas(answer: RegionAnswer, requirement: str, hexes: bool, lang: Lang) -> gpd.GeoDataFrame:  # noqa: FBT001 - a key of once is by place
    """What a map of one clause colours."""
    ground = answer.hexagons if hexes else answer.shapes
    shown = city_areas(answer, requirement, lang)
    known = ground.loc[ground.index.intersection(shown.index), ["geometry"]]
    return known.assign(**{name: shown.loc[known.index, name] for name in ("status", "text")})
