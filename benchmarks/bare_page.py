"""The peer of the Find map: Streamlit, streamlit-folium, the same points, one filter.

No base map, no list, no search. Leaflet comes from our own server, as in our pages; the points
go in as one ``feature_group_to_add``, so that this page too keeps its map when the filter changes.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from locator.maps.ground import ASSETS
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack

_MAP_POINTS = 400
_HEIGHT = 620

folium.Map.default_js = [("leaflet", f"{ASSETS}/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"{ASSETS}/leaflet/leaflet.css")]


@st.cache_resource(show_spinner=False)
def pack() -> CityPack:
    found = load_pack()
    if os.environ.get("BARE_FROZEN"):
        # What lasts as long as the process is then left out of the collection after every run.
        gc.collect()
        gc.freeze()
    return found


def main() -> None:
    st.set_page_config(layout="wide")
    city, venues = pack().city, pack().venues
    groups = {code: layer.group for code, layer in pack().catalogue.layers.items()}
    own = venues["layer"].map(groups)
    chosen = st.pills("Group", own.unique().tolist(), selection_mode="multi", key="group")
    found = venues[venues["lon"].notna() & (own.isin(chosen) if chosen else True)]
    st.html(f'<p class="results">{len(found)}</p>')
    shown = found.head(_MAP_POINTS)
    points = gpd.GeoDataFrame(
        shown[["name"]], geometry=gpd.points_from_xy(shown["lon"], shown["lat"]), crs="EPSG:4326"
    )
    group = folium.FeatureGroup()
    if len(points):
        folium.GeoJson(
            points, marker=folium.CircleMarker(radius=6), tooltip=folium.GeoJsonTooltip(["name"])
        ).add_to(group)
    st_folium(
        folium.Map(location=city.center[::-1], zoom_start=city.zoom, tiles=None),
        key="map",
        height=_HEIGHT,
        use_container_width=True,
        feature_group_to_add=group,
        returned_objects=["last_active_drawing"],
    )


main()
