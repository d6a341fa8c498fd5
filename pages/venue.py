"""场所详情: everything known of one venue, its week, what is near, and how to pass it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from locator import clock
from locator.hours.calendars import known_years
from locator.hours.sun import point_of
from locator.venues.nearby import nearby
from locator.web.parts import address, components, markup, state
from locator.web.parts.markup import heading, quiet
from locator.web.screens.sharing import offers as sharing
from locator.wording.cards import card_alone
from locator.wording.catalogue import t
from locator.wording.figures import distance_text
from locator.wording.names import name_of, unit_path
from locator.wording.venue_page import json_ld, week

if TYPE_CHECKING:
    from collections.abc import Mapping

MAP_HEIGHT, ZOOM, NEAREST = 340, 15, 6
FIELDS = {"id": address.words(40)}


def draw() -> None:
    """The whole page."""
    lang, pack = state.language(), state.current_city().pack
    address.restore("venue", FIELDS, state.VenueView)
    asked = address.view(state.VenueView).id
    back, title = state.way_back()
    markup.back(back, t("venue.back_to", lang, page=t(title, lang)))
    address.write("venue", FIELDS, state.VenueView)
    if asked not in pack.venues.index:
        st.title(t("venue.title", lang), anchor=False)
        st.info(t("venue.missing", lang, id=asked))
        return
    row = pack.venues.loc[asked].to_dict()
    st.title(name_of(row, lang), anchor=False)
    left, right = st.columns([6, 5], gap="large")
    with left:
        draw_card(row)
        draw_week(row)
        sharing.draw_venue(asked)
        draw_neighbours(asked)
    with right:
        with st.container(key="venue_map"):
            draw_map(row)
        with st.container(key="venue_share"):
            draw_share(row)
        draw_correction(row)


def draw_card(row: Mapping[str, Any]) -> None:
    """The card that the list shows, with its evidence unfolded."""
    lang, city = state.language(), state.current_city()
    card = card_alone(city, row, clock.now(), lang)
    components.venue_card(card, city.pack.city.code, urlencode(state.kept()), lang)


def draw_week(row: Mapping[str, Any]) -> None:
    """Seven days from today, today marked."""
    lang = state.language()
    heading(t("venue.week", lang))
    days = week(row["opening_hours"], clock.today(), lang, point_of(row))
    if days is None:
        quiet(t("venue.no_week", lang))
        return
    markup.week((day.weekday(lang), day.hours(lang), day.today) for day in days)
    unknown = {day.date.year for day in days} - known_years()
    if unknown:
        quiet(t("venue.no_calendar", lang, year=max(unknown)))


def draw_neighbours(venue: str) -> None:
    """What shares the place, and what is near."""
    lang, city = state.language(), state.current_city()
    here, near = nearby(city.pack, city.venues, venue, NEAREST)
    for key, rows in (("here", here), ("near", near)):
        if rows.empty:
            continue
        heading(t(f"venue.{key}", lang))
        markup.neighbours(
            neighbour(row, with_distance=key == "near") for row in rows.to_dict("records")
        )


def neighbour(other: Mapping[str, Any], *, with_distance: bool) -> tuple[str, str]:
    """The address of another venue's page, and its name, kind and how far it is."""
    lang, pack = state.language(), state.current_city().pack
    words = {
        "name": name_of(other, lang),
        "kind": name_of(pack.catalogue.layers[other["layer"]], lang),
    }
    if with_distance:
        metres = distance_text(other["distance_m"], lang)
        label = t("venue.row_distance", lang, distance=metres, **words)
    else:
        label = t("venue.row", lang, **words)
    return state.href("venue", id=other["id"]), label


def draw_map(row: Mapping[str, Any]) -> None:
    """Where it is, among its neighbours; or that this is not known."""
    lang, city, maker = state.language(), state.current_city(), state.map_maker()
    heading(t("venue.map", lang))
    if pd.isna(row["lon"]):
        quiet(t("venue.unlocated", lang, place=unit_path(city.pack, row["unit"], lang)))
        return
    near = city.venues.nearest(row["lon"], row["lat"], k=NEAREST * 3).located
    st_folium(
        maker.base(maker.find_legend, folded=True),
        key=f"venue_map_{row['id']}",
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=[maker.venues(near, [row["id"]])],
        center=maker.view(row["lon"], row["lat"]),
        zoom=ZOOM,
    )


def draw_share(row: Mapping[str, Any]) -> None:
    """The page's own address as a QR code and as text, and the print button."""
    lang, pack = state.language(), state.current_city().pack
    heading(t("venue.share", lang))
    # Whoever scans or is sent it reads the light face first.
    url = f"{state.site_url()}m/{state.href('venue', id=row['id'])}"
    with st.container(horizontal=True, vertical_alignment="center", key="share"):
        markup.qr(url, url)
        with st.container():
            quiet(t("venue.share_note", lang))
            st.code(url, language=None, wrap_lines=True)
            record = json_ld(pack, row["id"], url, clock.today())
            components.printer({"label": t("venue.print", lang), "record": record})


def draw_correction(row: Mapping[str, Any]) -> None:
    """Where to tell that something is wrong."""
    text = t("venue.wrong", state.language())
    markup.link(state.href("correct", id=row["id"]), text, ours=True)


draw()
