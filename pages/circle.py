"""学习圈: everything within a walk of a place, what is open there, what is missing, as a poster."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.circles.circle import Circle, circle, examples
from locator.pack.model import CIRCLE_MINUTES, WALKERS
from locator.web.parts import address, markup, searchbox, state
from locator.web.parts.markup import plain_label, quiet
from locator.web.screens.circle import map as circle_map
from locator.web.screens.circle import parts
from locator.wording.catalogue import t
from locator.wording.circles import pace_text
from locator.wording.listing import place_name

if TYPE_CHECKING:
    from locator.venues.listing import Origin

HALF_HOUR = 1800
DEFAULT_HOUR = time(15)
#: Days in an address reach this far from today.
FAR = timedelta(days=366)


def draw() -> None:
    """The whole page."""
    lang, session = state.language(), st.session_state
    st.title(t("circle.title", lang), anchor=False)
    markup.purpose(t("circle.purpose", lang))
    searchbox.restore()
    origin = searchbox.origin()
    address.restore("circle", fields())
    adopt(origin)
    draw_controls()
    if origin is None or not origin.located:
        draw_start(origin)
    else:
        lon, lat = origin.position
        place = origin.place
        found = circle(
            state.current_city().venues,
            state.current_city().pack,
            lon,
            lat,
            session["minutes"],
            session["walker"],
            unit=place.code if place.kind == "town" else place.unit,
        )
        draw_circle(found, origin)
    address.write("circle", fields())
    # The place is shared with Find, so it may be older than this page's address.
    origin = searchbox.origin()
    if origin is not None and origin.token and st.query_params.get("near") != origin.token:
        st.query_params["near"] = origin.token


def fields() -> dict[str, address.Field]:
    """What of this view its address carries beside the place; a curated circle has its own walk."""
    row = parts.curated_row(searchbox.origin())
    minutes, walker = (int(row["minutes"]), row["walker"]) if row else (15, WALKERS[0])
    return {
        "minutes": address.Field(minutes, _read_minutes, lambda n: [str(n)]),
        "walker": address.choice(WALKERS, walker),
        "day": address.Field(clock.today(), _read_day, lambda day: [day.isoformat()]),
        "hour": address.Field(DEFAULT_HOUR, _read_hour, lambda hour: [f"{hour:%H:%M}"]),
    }


def adopt(origin: Origin | None) -> None:
    """A curated circle that was just chosen brings its walk along, unless the address says."""
    session, token = st.session_state, origin.token if origin else ""
    if session.get("circle_of") == token:
        return
    session["circle_of"] = token
    if parts.curated_row(origin):
        for key in ("minutes", "walker"):
            if key not in st.query_params:
                session[key] = fields()[key].default


def _read_minutes(texts: list[str]) -> int | None:
    return next((n for n in CIRCLE_MINUTES if str(n) == texts[0]), None)


def _read_day(texts: list[str]) -> date | None:
    try:
        day = date.fromisoformat(texts[0])
    except ValueError:
        return None
    return day if abs(day - clock.today()) <= FAR else None


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
        searchbox.draw()
    with right, st.container(horizontal=True, key="circle_controls", vertical_alignment="bottom"):
        st.segmented_control(
            t("circle.minutes", lang),
            CIRCLE_MINUTES,
            key="minutes",
            required=True,
            format_func=lambda n: t("circle.minutes_option", lang, n=n),
        )
        st.segmented_control(
            t("circle.walker", lang),
            WALKERS,
            key="walker",
            required=True,
            format_func=lambda w: t(f"circle.walker_{w}", lang),
        )
        today = clock.today()
        with st.container(horizontal=True, width="content"):
            st.date_input(
                t("circle.day", lang),
                key="day",
                format="YYYY-MM-DD",
                width=190,
                min_value=today - FAR,
                max_value=today + FAR,
            )
            st.time_input(t("circle.hour", lang), key="hour", step=HALF_HOUR, width=110)


def draw_start(origin: Origin | None) -> None:
    """Nothing chosen yet, or something too wide: curated circles, places to begin with, the map."""
    lang, desk = state.language(), state.current_city()
    parts.draw_curated()
    text = t("circle.choose", lang)
    if origin is not None:
        text = t("circle.choose_precise", lang, place=place_name(origin.place, lang))
    with st.container(key="circle_start"):
        markup.results(text, announced=False)
        with st.container(horizontal=True):
            for name, n in examples(desk.venues, desk.pack).items():
                label = plain_label(t("circle.example", lang, place=name, n=n))
                st.button(label, key=f"example_{name}", on_click=parts.go_to, args=(name,))
    circle_map.draw_empty()


def draw_circle(found: Circle, origin: Origin) -> None:
    """Headline, map, list, what is missing, poster."""
    lang, session = state.language(), st.session_state
    when = datetime.combine(session["day"] or clock.today(), session["hour"] or DEFAULT_HOUR)
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
    parts.draw_share(found, origin, place, chosen_moment(when), chosen())


def chosen_moment(when: datetime) -> datetime | None:
    """The moment if one was chosen: a poster that hangs for months names no day by accident."""
    default = datetime.combine(clock.today(), DEFAULT_HOUR)
    return None if when == default else when


draw()
