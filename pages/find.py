"""找学习点: what can I learn near me, is it open, how do I get there, who is it for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from streamlit_folium import st_folium

from locator import clock
from locator.venues.listing import far_away, nothing_found, search
from locator.venues.search import relaxations, unknown_hours
from locator.web.parts import address, components, markup, searchbox, state
from locator.web.parts.markup import quiet
from locator.web.screens.find import filters
from locator.wording.catalogue import t
from locator.wording.listing import headline, place_name, sections, spoken
from locator.wording.names import name_of

if TYPE_CHECKING:
    from locator.venues.listing import Origin
    from locator.venues.search import VenueQuery, VenueResult

MAP_HEIGHT = 620
MAP_POINTS = 400
NEAR_ZOOM, UNIT_ZOOM, CHOSEN_ZOOM = 14, 11, 15
RELAXATIONS = 3


def draw() -> None:
    """The whole page."""
    lang = state.language()
    state.follow()
    st.title(t("find.title", lang), anchor=False)
    markup.purpose(t("find.purpose", lang))
    address.restore("find", filters.fields())
    st.session_state.setdefault("shown", state.PAGE)
    searchbox.restore()
    origin = searchbox.origin()
    wanted, radius = filters.read(origin), filters.radius(origin)
    found = search(state.current_city().venues, origin, wanted, radius)
    left, right = st.columns([5, 6], gap="medium")
    # The map is the slowest to appear in the browser, so it is sent first.
    with right, st.container(key="map"):
        draw_map(found, origin)
    with left:
        searchbox.draw(seek=filters.take)
        filters.draw_chips(origin, searchbox.leave)
        filters.draw(origin, few=state.senior())
        draw_list(found, origin, wanted, radius)
    quiet(t("find.privacy", lang) + " " + t("find.share", lang))
    address.write("find", filters.fields())


def draw_list(
    found: VenueResult, origin: Origin | None, wanted: VenueQuery, radius: float | None
) -> None:
    """How many were found, what hinders, and the cards."""
    lang, desk, session = state.language(), state.current_city(), st.session_state
    shown = session["shown"]
    if origin is not None and origin.place.kind == "position" and far_away(found):
        city = name_of(desk.pack.city, lang)
        st.info(t("find.located_outside", lang, city=city))
    markup.results(headline(found, origin, lang), markup.to_map(t("find.map_show", lang)))
    if nothing_found(found, radius):
        draw_relaxations(origin, wanted, radius)
    hidden = unknown_hours(desk.pack.venues, wanted)
    if hidden:
        quiet(t("find.unknown_hours", lang, n=hidden))
    listed = sections(
        desk.pack,
        found,
        origin,
        clock.now(),
        lang,
        shown=shown,
        opened=session.get("opened", ()),
        day=filters.chosen_day(),
    )
    components.venue_list(
        {
            "sections": listed,
            "speech": spoken(listed, lang) if state.senior() else "",
            "chosen": session.get("chosen", ""),
            "labels": components.card_labels(lang),
            "kept": urlencode(state.kept()),
        },
        chosen=on_card,
        opened=on_section,
        details=on_details,
        wrong=on_wrong,
    )
    rest = len(found.located) - shown
    if rest > 0:
        more = t("find.more", lang, n=min(rest, state.PAGE))
        st.button(more, on_click=on_more, width="stretch")
    draw_missing()


def draw_missing() -> None:
    """Where to tell of a venue that is not in the list."""
    lang = state.language()
    with st.container(key="missing"):
        st.page_link(
            st.session_state["pages"]["correct"],
            label=t("data.missing", lang),
            query_params=state.kept(),
        )


def draw_relaxations(origin: Origin | None, wanted: VenueQuery, radius: float | None) -> None:
    """What to give up so that something is found."""
    lang = state.language()
    position = origin.position if origin is not None and origin.located else None
    for name, n in relaxations(state.current_city().venues, wanted, position, radius)[:RELAXATIONS]:
        quiet(t("find.relax", lang, filter=t(f"find.relax_{name}", lang), n=n))
    st.button(t("find.relax_clear", lang), on_click=filters.clear)


def draw_map(found: VenueResult, origin: Origin | None) -> None:
    """The map: venues of the list, the starting point, the chosen venue."""
    desk, maker, session = state.current_city(), state.map_maker(), st.session_state
    lang = state.language()
    markup.map_anchor()
    chosen = session.get("chosen", "")
    points = found.located.head(MAP_POINTS)
    groups = [maker.venues(points, chosen)]
    center, zoom = None, None
    if origin is not None and origin.place.lon is not None:
        center, zoom = maker.view(*origin.position), NEAR_ZOOM if origin.located else UNIT_ZOOM
        if origin.located:
            # A station has its name on the map already.
            name = place_name(origin.place, lang) if origin.place.kind != "station" else ""
            groups.append(maker.origin(*origin.position, name))
    if chosen in points.index:
        lon, lat = points.loc[chosen, ["lon", "lat"]].astype(float)
        center, zoom = maker.view(lon, lat), CHOSEN_ZOOM
    answer = st_folium(
        maker.base(maker.find_legend()),
        key=f"map_{desk.pack.city.code}",
        height=MAP_HEIGHT,
        use_container_width=True,
        feature_group_to_add=groups,
        center=center,
        zoom=zoom,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
    )
    on_marker(answer or {}, list(points.index))


def on_card() -> None:
    """A card was chosen."""
    st.session_state["chosen"] = components.trigger("venue_list", "chosen") or ""


def on_section() -> None:
    """A folded section was opened: from now on its cards are sent along."""
    opened = components.trigger("venue_list", "opened")
    if opened:
        st.session_state["opened"] = (*st.session_state.get("opened", ()), opened)


def on_details() -> None:
    """A venue's own page was asked for; pages are switched in the run that follows."""
    state.go("venue", components.trigger("venue_list", "details") or "")


def on_wrong() -> None:
    """Something is wrong on a card."""
    state.go("correct", components.trigger("venue_list", "wrong") or "")


def on_more() -> None:
    """More cards were asked for."""
    st.session_state["shown"] += state.PAGE


def on_marker(answer: dict[str, object], ids: list[str]) -> None:
    """A click on a marker chooses its venue, once a click; the list grows down to its card."""
    venue = state.clicked_id(answer, "marker_clicks")
    if venue and venue != st.session_state.get("chosen"):
        st.session_state["chosen"] = venue
        if venue in ids:
            pages = ids.index(venue) // state.PAGE + 1
            st.session_state["shown"] = max(st.session_state["shown"], pages * state.PAGE)
        st.rerun()


draw()
