"""找学习点: what can I learn near me, is it open, how do I get there, who is it for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from locator import clock
from locator.sharing.search import registered
from locator.venues.listing import listing
from locator.venues.remedies import remedies
from locator.web.parts import address, components, markup, searchbox, session, state
from locator.web.parts.markup import quiet
from locator.web.screens.find import filters, view
from locator.web.screens.find.view import FindView
from locator.wording.catalogue import t
from locator.wording.figures import way_text
from locator.wording.listing import PAGE, headline, place_name, sections, spoken

if TYPE_CHECKING:
    from locator.venues.listing import Listing
    from locator.venues.origin import Origin

MAP_HEIGHT = 620
MAP_POINTS = 400
NEAR_ZOOM, UNIT_ZOOM, CHOSEN_ZOOM = 14, 11, 15
REMEDIES = 3


def draw() -> None:
    """The whole page."""
    lang, city = state.language(), state.current_city()
    markup.page_title(t("find.title", lang), t("find.purpose", lang))
    address.restore("find", view.fields(), FindView)
    searchbox.restore()
    origin = searchbox.origin()
    asked = (view.query(), clock.now(), view.radius(origin))
    found = listing(city.pack, city.venues, origin, *asked, city.network)
    left, right = st.columns([5, 6], gap="medium")
    # The map is the slowest to appear in the browser, so it is sent first.
    with right, st.container(key="map"):
        if searchbox.is_lost():
            draw_tapping()
        else:
            draw_map(found, origin)
    with left:
        searchbox.draw(seek=filters.take, moved=view.ask)
        if searchbox.is_lost():
            filters.draw_kinds(searchbox.leave)
        elif not searchbox.is_asking():
            filters.draw(origin, searchbox.leave, few=state.senior())
            draw_list(found, origin)
    if origin is not None and origin.located:
        quiet(way_text(city.walk, lang))
    quiet(t("find.privacy", lang) + " " + t("find.share", lang))
    searchbox.write()
    address.write("find", view.fields(), FindView)


def draw_list(found: Listing, origin: Origin | None) -> None:
    """How many were found, what hinders, and the cards."""
    lang, city = state.language(), state.current_city()
    asked, radius = view.query(), view.radius(origin)
    text = headline(city.pack, found, origin, lang)
    markup.results(text, markup.to_map(t("find.map_show", lang)))
    if not found.counted and not found.outside:
        tried = (city.pack, city.venues, origin, asked, clock.now(), radius, city.network)
        filters.draw_remedies(remedies(*tried)[:REMEDIES])
        if asked.active() or radius:
            st.button(t("find.relax_clear", lang), key="clear", on_click=view.clear)
    if shares := registered(city.pack, asked.topics, asked.text, clock.now()):
        words = {"words": asked.text} if asked.text else {}
        href = state.href("shares", **words, **({"about": asked.topics[0]} if asked.topics else {}))
        markup.link(href, t("find.in_shares", lang, n=shares), ours=True)
    listed = sections(
        city.pack, found, origin, clock.now(), lang, shown=view.cards_shown(), day=view.chosen_day()
    )
    components.venue_list(
        {
            "sections": listed,
            "speech": spoken(listed, lang) if state.senior() else "",
            "chosen": list(view.current().chosen),
            "labels": components.card_labels(lang),
            "kept": urlencode(state.kept()),
            "city": city.pack.city.code,
            "favourites": origin is None and not asked.active(),
        },
        chosen=on_card,
        more=on_more,
    )
    draw_missing()


def draw_missing() -> None:
    """Where to tell of a venue that is not in the list."""
    text = t("data.missing", state.language())
    markup.link(state.href("correct"), text, ours=True)


def draw_map(found: Listing, origin: Origin | None) -> None:
    """The map: venues of the list, the starting point, the chosen venues."""
    city, maker, lang = state.current_city(), state.map_maker(), state.language()
    if not searchbox.is_asking():
        markup.map_anchor(t("find.list_show", lang))
    chosen = view.current().chosen
    # Nothing is answered while a question waits, on the map neither.
    points = None if searchbox.is_asking() else found.located(MAP_POINTS)
    groups = [] if points is None else [maker.venues(points, chosen)]
    center, zoom = None, None
    if origin is not None and origin.place.lon is not None:
        center, zoom = maker.view(*origin.position), NEAR_ZOOM if origin.located else UNIT_ZOOM
        if origin.located:
            # A station has its name on the map already.
            name = place_name(origin.place, lang) if origin.place.kind != "station" else ""
            groups.append(maker.origin(*origin.position, name))
    seen = np.flatnonzero(np.isin(points["id"], chosen)) if points is not None and chosen else []
    if len(seen):
        at = points.pick(seen[:1])
        center, zoom = maker.view(at["lon"][0], at["lat"][0]), CHOSEN_ZOOM
    answer = st_folium(
        maker.base(maker.find_legend),
        key=f"map_{city.pack.city.code}",
        height=MAP_HEIGHT,
        use_container_width=True,
        feature_group_to_add=groups,
        center=center,
        zoom=zoom,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
    )
    on_marker(answer or {}, found)


def draw_tapping() -> None:
    """The city alone, to tap a place on: what was listed before is no answer."""
    maker = state.map_maker()
    quiet(t("find.tap_a_place", state.language()))
    answer = st_folium(
        maker.base({**maker.find_legend, "rows": []}),
        key=f"tapping_{state.current_city().pack.city.code}",
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
    )
    searchbox.take_tap(answer, session.FIND_TAP)


def on_card() -> None:
    """A card was chosen."""
    venue = components.trigger("venue_list", "chosen")
    address.change(FindView, chosen=(venue,) if venue else ())


def on_more() -> None:
    """More cards of a section were asked for."""
    view.show_more(components.trigger("venue_list", "more") or "")


def on_marker(answer: dict[str, object], found: Listing) -> None:
    """A click on a marker chooses what stands there, once a click; the list opens to its card."""
    venues = tuple(state.clicked_id(answer, session.MARKER_CLICKS).split())
    if not venues or venues == view.current().chosen:
        return
    address.change(FindView, chosen=venues)
    shown = view.cards_shown()
    for section in found.sections:
        places = [n for n, venue in enumerate(section.venues["id"], 1) if venue in venues]
        while places and shown.get(section.name, 0) < max(places):
            shown[section.name] = shown.get(section.name, 0) + PAGE
    address.change(FindView, shown=tuple(f"{name}-{n}" for name, n in shown.items()))
    st.rerun()


draw()
