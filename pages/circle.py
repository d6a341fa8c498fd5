"""学习圈: everything within a walk of a place, what is open there, what is missing, as a poster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.circles.circle import Circle, circle, examples
from locator.pack.model import CIRCLE_MINUTES, WALKERS
from locator.web.parts import address, markup, searchbox, session, state
from locator.web.parts.markup import plain_label, quiet
from locator.web.screens.circle import map as circle_map
from locator.web.screens.circle import parts, view
from locator.web.screens.circle.view import CircleView
from locator.wording.catalogue import t
from locator.wording.circles import choose_text, pace_text
from locator.wording.listing import place_name

if TYPE_CHECKING:
    from locator.venues.origin import Origin

HALF_HOUR = 1800


def draw() -> None:
    """The whole page."""
    lang, city = state.language(), state.current_city()
    markup.page_title(t("circle.title", lang), t("circle.purpose", lang))
    searchbox.restore()
    origin = searchbox.origin()
    address.restore("circle", view.fields(origin), CircleView)
    view.adopt(origin)
    draw_controls()
    if searchbox.is_lost():
        draw_start(None)
    elif origin is None or not origin.located:
        draw_start(origin)
    elif searchbox.is_asking():
        pass  # no circle stands beneath a question
    else:
        lon, lat = origin.position
        place, seen = origin.place, view.current()
        unit = place.code if place.kind == "town" else place.unit
        asked = (city.venues, city.pack, lon, lat, seen.minutes, seen.walker)
        draw_circle(circle(*asked, unit=unit, network=city.network), origin)
    searchbox.write()
    address.write("circle", view.fields(origin), CircleView)


def draw_controls() -> None:
    """The place, then how long a walk, whose, and when."""
    lang = state.language()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        searchbox.draw()
    with right, st.container(horizontal=True, key="circle_controls", vertical_alignment="bottom"):
        st.segmented_control(
            t("circle.minutes", lang),
            CIRCLE_MINUTES,
            **address.bound(CircleView, "minutes"),
            required=True,
            format_func=lambda n: t("circle.minutes_option", lang, n=n),
        )
        st.segmented_control(
            t("circle.walker", lang),
            WALKERS,
            **address.bound(CircleView, "walker"),
            required=True,
            format_func=lambda w: t(f"circle.walker_{w}", lang),
        )
        today = clock.today()
        day = address.bound(CircleView, session.CIRCLE_DAY.name)
        session.CIRCLE_DAY.put(view.current().day or today)
        with st.container(horizontal=True, width="content"):
            st.date_input(
                t("circle.day", lang),
                **day,
                format="YYYY-MM-DD",
                width=190,
                min_value=today - view.FAR,
                max_value=today + view.FAR,
            )
            st.time_input(
                t("circle.hour", lang),
                **address.bound(CircleView, "hour"),
                step=HALF_HOUR,
                width=110,
            )


def draw_start(origin: Origin | None) -> None:
    """Nothing chosen yet, or something too wide: curated circles, places to begin with, the map."""
    lang, city = state.language(), state.current_city()
    parts.draw_curated()
    offered = examples(city.venues, city.pack, network=city.network)
    named = place_name(origin.place, lang) if origin is not None else ""
    text = choose_text(named, lang, offered=bool(offered))
    with st.container(key="circle_start"):
        markup.results(text, announced=False)
        with st.container(horizontal=True):
            for name, n in offered.items():
                label = plain_label(t("circle.example", lang, place=name, n=n))
                st.button(label, key=f"example_{name}", on_click=parts.go_to, args=(name,))
    circle_map.draw_empty()


def draw_circle(found: Circle, origin: Origin) -> None:
    """Headline, map, list, what is missing, poster."""
    lang, when = state.language(), view.moment()
    place = place_name(origin.place, lang)
    parts.draw_about(origin)
    with st.container(key="circle_body"):
        # The map is the slowest to appear, so it is sent first; on a wide screen it stands right.
        right, left = st.columns([3, 2], gap="medium")
        with right, st.container(key="map"):
            # A station has its name on the map already.
            circle_map.draw(found, place if origin.place.kind != "station" else "")
        with left:
            parts.draw_list(found, place, when)
            parts.draw_unplaced(found, origin)
    note = pace_text(found, lang)
    if found.walker == "elderly":
        note += t("circle.pace_elderly", lang)
    quiet(note)
    parts.draw_lacking(found)
    query = address.texts(view.fields(origin), CircleView)
    parts.draw_share(found, origin, place, view.chosen_moment(), query)


draw()
