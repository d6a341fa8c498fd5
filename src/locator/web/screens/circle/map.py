"""The map of a learning circle; a click on it makes that point the middle."""

from __future__ import annotations

from math import cos, log2, radians
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from locator.venues.origin import origin_of
from locator.venues.search import VenueQuery
from locator.web.parts import searchbox, session, state
from locator.web.parts.markup import quiet
from locator.wording.catalogue import t
from locator.wording.circles import reach_text

if TYPE_CHECKING:
    from locator.circles.circle import Circle

_HEIGHT, _START_HEIGHT = 560, 460
#: Metres that a pixel covers at the equator at zoom 0; pixels that a circle may take, its margin.
_PIXEL_M, _CIRCLE_PIXELS, _MARGIN = 156_543.03, 400, 1.15
#: So many venues show where something is before a place is chosen.
_POINTS = 400


def draw(circle: Circle, place: str) -> None:
    """The circle, its middle and the venues inside."""
    lang, maker = state.language(), state.map_maker()
    pixels = _PIXEL_M * cos(radians(circle.lat)) * _CIRCLE_PIXELS
    answer = st_folium(
        maker.base(maker.find_legend),
        key=f"circle_map_{state.current_city().pack.city.code}",
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=[
            maker.reach(circle, reach_text(circle, lang)),
            maker.venues(circle.venues, ()),
            maker.origin(circle.lon, circle.lat, place),
        ],
        center=maker.view(circle.lon, circle.lat),
        zoom=round(log2(pixels / (2 * _MARGIN * circle.radius_m)), 1),
    )
    quiet(t("circle.click_again", lang))
    searchbox.take_tap(answer, session.CIRCLE_TAP)


def draw_empty() -> None:
    """The whole city, to choose a point on."""
    city, maker = state.current_city(), state.map_maker()
    quiet(t("circle.click", state.language()))
    answer = st_folium(
        maker.base(maker.find_legend),
        key=f"circle_start_{city.pack.city.code}",
        height=_START_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked", "last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            maker.venues(city.venues.all(VenueQuery()).located.head(_POINTS), ())
        ],
    )
    venues = state.clicked_id(answer or {}, session.CIRCLE_VENUE).split()
    # Those at one spot have one circle.
    place = city.places.by_token(venues[0]) if venues else None
    if place is not None:
        searchbox.start(origin_of(place))
        st.rerun()
    searchbox.take_tap(answer, session.CIRCLE_TAP)
