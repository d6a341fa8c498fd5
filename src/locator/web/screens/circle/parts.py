"""The parts of the learning-circle page: the list by kind, what is missing, poster and link."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from locator.circles.circle import plan_layers, states
from locator.reports.poster.page import poster
from locator.venues.origin import map_point, origin_of
from locator.web.parts import markup, searchbox, state
from locator.web.parts.markup import heading, plain_label, quiet
from locator.wording.cards import short_source
from locator.wording.catalogue import t
from locator.wording.circles import venue_distance, when_text
from locator.wording.figures import date_text
from locator.wording.hours import hours_words
from locator.wording.names import name_of, unit_path

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime
    from typing import Any

    from htpy import Node

    from locator.circles.circle import Circle, CircleLayer
    from locator.venues.origin import Origin

_NAME_LENGTH = 40
#: What the hours say → how the list says it.
_STATES = {"open": "open", "closing_soon": "open", "unattended": "open", "unknown": "unknown"}


def draw_list(circle: Circle, place: str, when: datetime) -> None:
    """How many and how many of them open, then group → layer → venues."""
    lang = state.language()
    if circle.venues.empty:
        markup.results(t("circle.headline_none", lang, place=place, minutes=circle.minutes))
        _draw_nearest(circle)
        return
    kinds = sum(len(group.layers) for group in circle.groups)
    total = len(circle.venues)
    markup.results(
        t("circle.headline", lang, place=place, minutes=circle.minutes, n=total, kinds=kinds)
    )
    said = {key: _STATES.get(value, "closed") for key, value in states(circle, when).items()}
    counts = dict.fromkeys(("open", "closed", "unknown"), 0) | Counter(said.values())
    quiet(t("circle.open_count", lang, when=when_text(when, lang), **counts))
    parts = []
    for group in circle.groups:
        name = t("circle.count", lang, n=group.size, name=name_of(group.group, lang))
        layers = [_layer(part, said) for part in group.layers]
        parts.append(markup.circle_group(group.group.colour, name, layers))
    markup.circle_list(parts)


def _draw_nearest(circle: Circle) -> None:
    """Where the nearest venue is, when none is inside."""
    lang = state.language()
    for venue in circle.nearest.to_dict("records"):
        name = name_of(venue, lang)
        distance = venue_distance(venue, lang)
        quiet(t("circle.nearest", lang, name=name, distance=distance))


def _layer(part: CircleLayer, said: Mapping[str, str]) -> Node:
    lang = state.language()
    name = t("circle.count", lang, n=len(part.venues), name=name_of(part.layer, lang))
    rows = [_row(v, said[v["id"]]) for v in part.venues.to_dict("records")]
    return markup.circle_layer(part.layer.glyph, name, rows)


def _row(venue: Mapping[Hashable, Any], said: str) -> Node:
    """A venue: its name, which leads to its page, whether it is open, how far, its hours."""
    lang = state.language()
    name = name_of(venue, lang)
    hours = hours_words(venue["opening_hours"], lang)
    facts = [venue_distance(venue, lang), *([hours] if hours else [])]
    return markup.circle_row(
        (state.href("venue", id=venue["id"]), name),
        (said, t(f"circle.state_{said}", lang)),
        facts,
        (state.href("correct", id=venue["id"]), t("correct.link", lang)),
    )


def draw_unplaced(circle: Circle, origin: Origin) -> None:
    """How many venues of the place's unit have no position and may be inside."""
    lang, pack = state.language(), state.current_city().pack
    if len(circle.unplaced):
        unit = origin.place.code if origin.place.kind == "town" else origin.place.unit
        n = len(circle.unplaced)
        quiet(t("circle.unplaced", lang, n=n, place=unit_path(pack, unit, lang)))


def draw_lacking(circle: Circle) -> None:
    """The kinds that the plan names and the circle has no record of."""
    lang = state.language()
    levels = plan_layers(state.current_city().pack)
    if not levels:
        return
    heading(t("circle.lacking", lang))
    if not circle.lacking:
        quiet(t("circle.lacking_none", lang, n=len(levels)))
        return
    near = [layer for layer in circle.lacking if levels[layer.code] in {"town", "village"}]
    far = [layer for layer in circle.lacking if layer not in near]
    columns = st.columns(2, gap="medium")
    for column, key, layers in zip(columns, ("near", "far"), (near, far), strict=True):
        if layers:
            with column:
                quiet(t(f"circle.lacking_{key}", lang))
                markup.draw(markup.chips(name_of(layer, lang) for layer in layers))
    quiet(t("circle.lacking_note", lang, n=len(levels)))


def curated_row(origin: Origin | None) -> dict[str, Any] | None:
    """The row of the curated circle that a search starts from; None when it is another place."""
    circles = state.current_city().pack.circles
    if origin is None or origin.place.kind != "circle" or origin.token not in circles.index:
        return None
    return {str(name): value for name, value in circles.loc[origin.token].items()}


def draw_curated() -> None:
    """The curated circles of the city, each a button with its walk; nothing where there is none."""
    lang, pack = state.language(), state.current_city().pack
    if pack.circles.empty:
        return
    heading(t("circle.curated", lang))
    with st.container(horizontal=True, key="curated"):
        for row in pack.circles.to_dict("records"):
            label = t(
                "circle.curated_label",
                lang,
                name=name_of(row, lang),
                walker=t(f"circle.walker_{row['walker']}", lang),
                minutes=row["minutes"],
            )
            st.button(
                plain_label(label), key=f"curated_{row['id']}", on_click=go_to, args=(row["id"],)
            )


def go_to(token: str) -> None:
    """Take a place as the middle."""
    place = state.current_city().places.by_token(token)
    searchbox.start(origin_of(place) if place is not None else None)


def draw_about(origin: Origin) -> None:
    """What a curated circle is about, and who named it."""
    lang, row = state.language(), curated_row(origin)
    if row is None:
        return
    source = t(
        "find.source",
        lang,
        source=short_source(row["source"], lang, state.current_city().pack.vocabularies),
        date=date_text(row["source_date"], lang),
    )
    quiet(" ".join(text for text in (row["description"], source) if text))


def draw_share(
    circle: Circle,
    origin: Origin,
    place: str,
    when: datetime | None,
    query: Mapping[str, list[str]],
) -> None:
    """A name for it, the poster, the link and its code; only for a place that has a name.

    ``when`` is the moment for which the poster marks venues as open, ``query`` what the link
    carries beside city, language and place.
    """
    lang, pack = state.language(), state.current_city().pack
    heading(t("circle.share", lang))
    if origin.place.kind == "point":
        origin = _draw_public(origin)
    if not origin.token and origin.place.kind != "point":
        quiet(t("circle.unnamed", lang))
        return
    link = _link(origin, query) if origin.token else ""
    with st.container(border=True, key="circle_share"):
        left, right = st.columns([6, 5], gap="medium")
        with left:
            default = t("circle.name_default", lang, place=place, minutes=circle.minutes)
            if origin.place.kind == "circle":
                default = place
            name = st.text_input(
                t("circle.name", lang),
                default[:_NAME_LENGTH],
                max_chars=_NAME_LENGTH,
                key=f"circle_name_{origin.token}_{circle.minutes}_{lang}",
            )
            quiet(t("circle.name_help", lang))
            st.download_button(
                t("circle.poster", lang),
                lambda: poster(
                    circle,
                    pack,
                    place=_middle(origin, place),
                    name=(name or "").strip() or default,
                    when=when,
                    link=link,
                    approval=state.site().settings.map_approval,
                    lang=lang,
                ),
                f"circle-{pack.city.code}-{circle.minutes}-{circle.walker}.html",
                "text/html",
                type="primary",
                on_click="ignore",
            )
            quiet(t("circle.poster_hint", lang))
        if not link:
            return
        with right, st.container(horizontal=True, key="circle_link"):
            markup.qr(link, t("circle.link", lang))
            with st.container(width="stretch"):
                quiet(t("circle.link", lang))
                st.code(link, language=None, wrap_lines=True)
                quiet(t("circle.link_hint", lang))


def _middle(origin: Origin, place: str) -> str:
    """What stands in the middle: of a curated circle its place, not the circle."""
    row = curated_row(origin)
    if row is None:
        return place
    return row["place"] or t("find.point", state.language())


def _draw_public(origin: Origin) -> Origin:
    """A point of the map is written into poster code and link only when that is asked for."""
    lon, lat = origin.position
    public = st.checkbox(
        t("circle.public", state.language()), bool(origin.token), key=f"public_{lon}_{lat}"
    )
    chosen = map_point(lon, lat, public=public)
    if chosen.token != origin.token:
        searchbox.start(chosen)
    return chosen


def _link(origin: Origin, query: Mapping[str, list[str]]) -> str:
    """Absolute address of the circle, of codes alone; "" when the browser did not say its own."""
    site = state.site_url()
    if not site.startswith(("http://", "https://")):
        return ""
    frame = {key: code for key, code in state.kept().items() if key in {"city", "lang"}}
    return f"{site}m/circle?{urlencode({**frame, 'near': origin.token, **query}, doseq=True)}"
