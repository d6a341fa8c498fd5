"""The map of one requirement: its units by status, as geography or as hexagons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from locator.geo.areas import APPROXIMATE, missing_towns
from locator.web.parts import address, markup, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import evidence, view
from locator.web.screens.coverage.view import DRAWINGS, CoverageView
from locator.wording.catalogue import pick, t
from locator.wording.names import names_of
from locator.wording.verdicts import figure, map_areas, map_title

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from locator.city import City
    from locator.pack.model import Requirement
    from locator.wording.catalogue import Lang

HEIGHT = 570


def draw(rule: Requirement, shown: view.Narrowed, counts: pd.DataFrame) -> None:
    """Heading, choice of drawing, map and what is not on it."""
    lang, city, maker = state.language(), state.current_city(), state.map_maker()
    of_towns = rule.level in {"town", "village"}
    title = pick(rule.title, rule.title_en, lang)
    own = counts.loc[rule.id]
    head = map_title(title, figure(rule, own, lang), int(own["unreported"]), lang)
    with st.container(horizontal=True, vertical_alignment="center", key="map_head"):
        markup.heading(head, "ll-map-title")
        if of_towns:
            st.segmented_control(
                t("coverage.map_kind", lang),
                DRAWINGS,
                **address.bound(CoverageView, "drawing"),
                required=True,
                format_func=lambda k: t(f"coverage.map_{k}", lang),
                label_visibility="collapsed",
            )
    kind = view.current().drawing if of_towns else DRAWINGS[0]
    hexes = kind == "hexagons"
    ground = (city.hexagons if hexes else city.areas) if of_towns else city.pack.outlines
    areas = view.once(_areas, rule, kind, *shown, lang)
    approximate = APPROXIMATE in set(areas["quality"])
    unit = view.current().unit
    files = [maker.shapes(ground)]
    groups = [maker.statuses(areas, unit, files[0])]
    if hexes:
        files.append(maker.blocks(city.hexagons))
        groups.append(maker.block_outlines(files[1]))
    legend = maker.coverage_legend(
        approximate=approximate, hexagons=hexes, scenario=view.city().scenario is not None
    )
    answer = st_folium(
        maker.base(
            legend, units=ground, ground=not hexes, named=hexes or not of_towns, files=files
        ),
        key=f"coverage_map_{city.pack.city.code}_{kind}_{approximate}",
        height=HEIGHT,
        use_container_width=True,
        feature_group_to_add=groups,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
    )
    evidence.on_map(answer or {})
    notes = [t("coverage.map_village_note", lang)] if rule.level == "village" else []
    if of_towns and not hexes:
        notes += view.once(_missing, rule, *shown, lang)
    for note in notes:
        quiet(note)


def _areas(
    city: City, rule: Requirement, kind: str, scope: str, strength: str, status: str, lang: Lang
) -> gpd.GeoDataFrame:
    """What a map of one requirement colours; a scenario moves no border."""
    drawn = state.current_city()
    if rule.level not in {"town", "village"}:
        ground = drawn.pack.outlines
    elif kind == "hexagons":
        ground = drawn.hexagons.assign(quality="drawn")
    else:
        ground = drawn.areas
    return map_areas(city.pack, _own(city, rule, scope, strength, status), ground, lang)


def _missing(
    city: City, rule: Requirement, scope: str, strength: str, status: str, lang: Lang
) -> list[str]:
    """That towns with a verdict have no area, if there are some."""
    own, drawn = _own(city, rule, scope, strength, status), state.current_city().areas
    judged = set(own["unit"].map(city.pack.units["town"]).unique())
    missing = [code for code in missing_towns(city.pack.counting("town"), drawn) if code in judged]
    if not missing:
        return []
    towns = names_of(city.pack.towns(), lang)
    names = t("find.comma", lang).join(towns[code] for code in missing)
    return [t("coverage.map_missing", lang, n=len(missing), names=names)]


def _own(city: City, rule: Requirement, *shown: str) -> pd.DataFrame:
    verdicts = view.verdicts(city, *shown)
    return verdicts[verdicts["requirement"] == rule.id]
