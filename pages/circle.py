"""学习圈: everything within a walk of a place, what is open there, what is missing, as a poster."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import escape
from math import cos, log2, radians
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from locator.cards import distance_text
from locator.circles import Circle, circle, examples, pace_text
from locator.finding import place_name
from locator.hours import now
from locator.model import CIRCLE_MINUTES, WALKERS
from locator.text import t
from locator.web import address, searchbox, state
from locator.web import circle as parts
from locator.web.words import plain_label, quiet

if TYPE_CHECKING:
    from locator.finding import Origin

MAP_HEIGHT = 560
HALF_HOUR = 1800
DEFAULT_HOUR = time(15)
#: Days in an address reach this far from today.
FAR = timedelta(days=366)
#: Metres that a pixel covers at the equator at zoom 0; pixels that a circle may take, its margin.
PIXEL_M, CIRCLE_PIXELS, MARGIN = 156_543.03, 400, 1.15


def draw() -> None:
    """The whole page."""
    lang, session = state.language(), st.session_state
    st.title(t("circle.title", lang), anchor=False)
    st.html(f'<p class="ll-purpose">{escape(t("circle.purpose", lang))}</p>')
    address.restore("circle", fields())
    searchbox.restore()
    origin = searchbox.origin()
    draw_controls()
    if origin is None or not origin.located:
        draw_examples(origin)
    else:
        lon, lat = origin.position
        place = origin.place
        found = circle(
            state.current_desk().venues, state.current_desk().pack, lon, lat,
            session["minutes"], session["walker"],
            unit=place.code if place.kind == "town" else place.unit,
        )  # fmt: skip
        draw_circle(found, origin)
    address.write("circle", fields())
    # The place is shared with Find, so it may be older than this page's address.
    if origin is not None and origin.token and st.query_params.get("near") != origin.token:
        st.query_params["near"] = origin.token


def fields() -> dict[str, address.Field]:
    """What of this view its address carries beside the place."""
    return {
        "minutes": address.Field(15, _read_minutes, lambda n: [str(n)]),
        "walker": address.choice(WALKERS, WALKERS[0]),
        "day": address.Field(now().date(), _read_day, lambda day: [day.isoformat()]),
        "hour": address.Field(DEFAULT_HOUR, _read_hour, lambda hour: [f"{hour:%H:%M}"]),
    }


def _read_minutes(texts: list[str]) -> int | None:
    return next((n for n in CIRCLE_MINUTES if str(n) == texts[0]), None)


def _read_day(texts: list[str]) -> date | None:
    try:
        day = date.fromisoformat(texts[0])
    except ValueError:
        return None
    return day if abs(day - now().date()) <= FAR else None


def _read_hour(texts: list[str]) -> time | None:
    halves = (time(n // 2, n % 2 * 30) for n in range(48))
    return next((half for half in halves if f"{half:%H:%M}" == texts[0]), None)


def chosen() -> dict[str, str]:
    """What of this view differs from its default, as an address says it."""
    values = {key: (field, st.session_state.get(key)) for key, field in fields().items()}
    return {
        key: field.write(value)[0]
        for key, (field, value) in values.items()
        if value not in (field.default, None)
    }


def draw_controls() -> None:
    """The place, then how long a walk, whose, and when."""
    lang = state.language()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        searchbox.draw(venues_open=False)
    with right, st.container(horizontal=True, key="circle_controls", vertical_alignment="bottom"):
        st.segmented_control(
            t("circle.minutes", lang), CIRCLE_MINUTES, key="minutes", required=True,
            format_func=lambda n: t("circle.minutes_option", lang, n=n),
        )  # fmt: skip
        st.segmented_control(
            t("circle.walker", lang), WALKERS, key="walker", required=True,
            format_func=lambda w: t(f"circle.walker_{w}", lang),
        )  # fmt: skip
        today = now().date()
        with st.container(horizontal=True, width="content"):
            st.date_input(
                t("circle.day", lang), key="day", format="YYYY-MM-DD", width=140,
                min_value=today - FAR, max_value=today + FAR,
            )  # fmt: skip
            st.time_input(t("circle.hour", lang), key="hour", step=HALF_HOUR, width=110)


def draw_examples(origin: Origin | None) -> None:
    """Nothing chosen yet, or something too wide: three places to begin with."""
    lang, desk = state.language(), state.current_desk()
    text = t("circle.choose", lang)
    if origin is not None:
        text = t("circle.choose_precise", lang, place=place_name(origin.place, lang))
    with st.container(key="circle_start"):
        st.html(f'<p class="ll-results">{escape(text)}</p>')
        with st.container(horizontal=True):
            for name, n in examples(desk.venues, desk.pack).items():
                label = plain_label(t("circle.example", lang, place=name, n=n))
                st.button(label, key=f"example_{name}", on_click=_on_example, args=(name,))


def _on_example(name: str) -> None:
    # The search box takes its place from the address.
    st.query_params["near"] = name


def draw_circle(found: Circle, origin: Origin) -> None:
    """Headline, map, list, what is missing, poster."""
    lang, session = state.language(), st.session_state
    when = datetime.combine(session["day"] or now().date(), session["hour"] or DEFAULT_HOUR)
    place = place_name(origin.place, lang)
    with st.container(key="circle_body"):
        # The map is the slowest to appear, so it is sent first; on a wide screen it stands right.
        right, left = st.columns([3, 2], gap="medium")
        with right, st.container(key="map"):
            # A station has its name on the map already.
            draw_map(found, place if origin.place.kind != "station" else "")
        with left:
            parts.draw_list(found, place, when)
            parts.draw_unplaced(found, origin)
    note = pace_text(found, lang)
    if found.walker == "elderly":
        note += t("circle.pace_elderly", lang)
    quiet(note)
    parts.draw_lacking(found)
    parts.draw_share(found, origin, place, chosen_moment(when), chosen())


def chosen_moment(when: datetime) -> datetime | None:
    """The moment if one was chosen: a poster that hangs for months names no day by accident."""
    default = datetime.combine(now().date(), DEFAULT_HOUR)
    return None if when == default else when


def draw_map(found: Circle, place: str) -> None:
    """The circle, its middle and the venues inside."""
    lang, maker = state.language(), state.map_maker()
    label = t(
        "circle.map_reach", lang, minutes=found.minutes,
        radius=distance_text(found.radius_m, lang),
    )  # fmt: skip
    pixels = PIXEL_M * cos(radians(found.lat)) * CIRCLE_PIXELS
    st_folium(
        maker.base(maker.find_legend()),
        key=f"circle_map_{state.current_desk().pack.city.code}", height=MAP_HEIGHT,
        use_container_width=True, returned_objects=[],
        feature_group_to_add=[
            maker.reach(found.lon, found.lat, found.radius_m, label),
            maker.venues(found.venues, ""),
            maker.origin(found.lon, found.lat, place),
        ],
        center=maker.view(found.lon, found.lat),
        zoom=round(log2(pixels / (2 * MARGIN * found.radius_m)), 1),
    )  # fmt: skip


draw()
