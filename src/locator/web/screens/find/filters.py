"""The filters of the Find page, each with how many venues would remain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from locator import clock
from locator.venues.search import VenueQuery, facet_counts, mask
from locator.web.parts import address, state
from locator.web.parts.markup import plain_label
from locator.wording.catalogue import t
from locator.wording.figures import metres_text
from locator.wording.labels import label, vocabulary
from locator.wording.listing import place_name
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from locator.venues.asking import What
    from locator.venues.listing import Origin

_RADII = (500, 1000, 2000, 5000, 10000)
_TEXT_LENGTH = 40
_HALF_HOUR = 1800
#: Days of the week that are offered by themselves, and how the first two days are called.
_WEEKEND, _NEAR = (5, 6), ("today", "tomorrow")
#: Session keys of the widgets; all but the day and hour are also names in the address.
_KEYS = ("group", "on", "layer", "county", "town", "for", "topic", "within", "free", "open",
         "exact", "name", "at")  # fmt: skip # a table, a row a line


def fields() -> dict[str, address.Field]:
    """What of the filters an address carries."""
    pack, former = state.current_city().pack, state.current_city().former
    codes = {
        level: set(pack.units.index[pack.units["level"] == level]) for level in ("county", "town")
    }
    return {
        "group": address.choices(pack.catalogue.groups),
        "on": address.choice(list(_days()), ""),
        "layer": address.choices(pack.catalogue.layers),
        "county": address.choices(codes["county"], former),
        "town": address.choices(codes["town"], former),
        "for": address.choices(vocabulary("audience")),
        "topic": address.choices(vocabulary("topic")),
        "within": address.number(_RADII),
        "free": address.flag(),
        "open": address.flag(),
        "exact": address.flag(),
        "name": address.words(_TEXT_LENGTH),
    }


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the options are counted against: venues in reach, and the filters as they stand."""

    venues: pd.DataFrame
    current: VenueQuery

    def counts(self, column: str, field: str) -> dict[str, int]:
        return facet_counts(self.venues, self.current, column, field)

    def remaining(self, **changed: Any) -> int:
        return int(mask(self.venues, replace(self.current, **changed)).sum())


def draw(origin: Origin | None, *, few: bool) -> None:
    """Draw the filters as they stand; :func:`read` and :func:`radius` say how that is.

    With ``few`` only the kinds are offered, unless others are in force already.
    """
    lang, desk, session = state.language(), state.current_city(), st.session_state
    within = radius(origin)
    venues = desk.pack.venues
    if origin is not None and within:
        lon, lat = origin.position
        venues = desk.venues.nearest(lon, lat, radius_m=within).located
    offer = _Offer(venues, read(origin))
    groups = desk.pack.catalogue.groups
    members = {
        g: [c for c, y in desk.pack.catalogue.layers.items() if y.group == g] for g in groups
    }
    counts = offer.counts("layer", "layers")
    totals = {g: sum(counts.get(c, 0) for c in codes) for g, codes in members.items()}
    names = {g: name_of(groups[g], lang) for g in members}
    st.pills(
        t("find.filter_group", lang),
        [g for g in members if totals[g] or g in (session.get("group") or [])],
        key="group",
        persist_state="session",
        selection_mode="multi",
        on_change=state.first_page,
        format_func=lambda g: t("find.option", lang, n=totals[g], name=names[g]),
    )
    _draw_days()
    active = sum(bool(session.get(key)) for key in _KEYS if key not in {"group", "on"})
    if few and not active:
        return
    title = t("find.filters_active", lang, n=active) if active else t("find.filters", lang)
    more = st.expander(title, key="more_filters", on_change="rerun")
    # Folded away, they are not even drawn: counting and drawing them is most of the page.
    if more.open:
        with more:
            _draw_lists(offer)
            _draw_radius(origin)
            _draw_flags(offer)


def _days() -> dict[str, date]:
    """Today, tomorrow and the weekend to come, by how an address writes them."""
    today = clock.today()
    ahead = [0, 1, *((day - today.weekday()) % 7 for day in _WEEKEND)]
    days = (today + timedelta(days=n) for n in sorted(set(ahead)))
    return {day.isoformat(): day for day in days}


def _day_name(day: date) -> str:
    lang, ahead = state.language(), (day - clock.today()).days
    if ahead < len(_NEAR):
        return t(f"find.{_NEAR[ahead]}", lang)
    weekday = t(f"hours.weekday_{day.weekday()}", lang)
    return t("venue.day", lang, weekday=weekday, month=day.month, day=day.day)


def _draw_days() -> None:
    """On which of the next days it should be open."""
    days = _days()
    st.pills(
        t("find.filter_on", state.language()),
        list(days),
        key="on",
        persist_state="session",
        on_change=state.first_page,
        format_func=lambda code: _day_name(days[code]),
    )


def chosen_day() -> date | None:
    """The day that was asked for."""
    return _days().get(st.session_state.get("on") or "")


def clear() -> None:
    """Give every filter up."""
    for key in _KEYS:
        st.session_state.pop(key, None)
    state.first_page()


#: Session key of each part of what a line looks for.
_SOUGHT = {"layer": "layers", "topic": "topics", "for": "audiences"}


def take(what: What) -> None:
    """Look for what a typed line says, and for nothing that was chosen before in its place."""
    session = st.session_state
    session.pop("group", None)
    for key, name in _SOUGHT.items():
        session[key] = list(getattr(what, name))
    session["name"] = what.text[:_TEXT_LENGTH]
    state.first_page()


def draw_chips(origin: Origin | None, leave: Callable[[], None]) -> None:
    """What is sought and where, each part a button that takes it away."""
    lang, session, pack = state.language(), st.session_state, state.current_city().pack
    words = {
        "layer": {c: name_of(y, lang) for c, y in pack.catalogue.layers.items()},
        "topic": {c: label("topic", c, lang) for c in vocabulary("topic")},
        "for": {c: label("audience", c, lang) for c in vocabulary("audience")},
    }
    chips = [
        (key, code, words[key].get(code, "")) for key in _SOUGHT for code in session.get(key) or ()
    ]
    if session.get("name"):
        chips.append(("name", "", f"“{session['name']}”"))
    if not chips:
        return
    with st.container(horizontal=True, key="chips"):
        for key, code, text in chips:
            st.button(
                plain_label(t("find.chip", lang, name=text)),
                key=f"chip_{key}_{code}",
                on_click=_drop,
                args=(key, code),
            )
        if origin is not None:
            where = place_name(origin.place, lang)
            st.button(
                plain_label(t("find.chip", lang, name=where)), key="chip_where", on_click=leave
            )


def _drop(key: str, code: str) -> None:
    session = st.session_state
    session[key] = [c for c in session[key] if c != code] if code else ""
    state.first_page()


def _draw_lists(offer: _Offer) -> None:
    lang, pack = state.language(), state.current_city().pack
    _choices("layers", "layer", offer.counts("layer", "layers"), _layers())
    first, second = st.columns(2)
    with first:
        counties = names_of(pack.counties, lang)
        _choices("county", "county", offer.counts("county", "counties"), counties)
        audiences = {c: label("audience", c, lang) for c in vocabulary("audience")}
        _choices("audience", "for", offer.counts("audience", "audiences"), audiences)
    with second:
        _choices("town", "town", offer.counts("town", "units"), _towns())
        topics = {c: label("topic", c, lang) for c in vocabulary("topic")}
        _choices("topics", "topic", offer.counts("topics", "topics"), topics)


def _choices(text: str, key: str, counts: Mapping[str, int], names: Mapping[str, str]) -> None:
    """One list to choose several from; what would find nothing is not offered."""
    lang = state.language()
    chosen = _kept(key, names)
    if key in st.session_state:
        st.session_state[key] = list(chosen)
    options = [c for c in names if counts.get(c) or c in chosen]
    if not options:
        return
    st.multiselect(
        t(f"find.filter_{text}", lang),
        options,
        key=key,
        persist_state="session",
        placeholder=t("find.any", lang),
        on_change=state.first_page,
        format_func=lambda c: t("find.option", lang, name=names[c], n=counts.get(c, 0)),
    )


def _kept(key: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """What was chosen and is still among what may be: a town falls with its county."""
    return tuple(code for code in st.session_state.get(key) or () if code in names)


def _layers() -> dict[str, str]:
    """Layers of the chosen groups, of all without a choice."""
    groups, catalogue = st.session_state.get("group"), state.current_city().pack.catalogue
    return {
        c: name_of(y, state.language())
        for c, y in catalogue.layers.items()
        if not groups or y.group in groups
    }


def _towns() -> dict[str, str]:
    """Towns of the chosen counties, of all without a choice."""
    counties = st.session_state.get("county") or ()
    return names_of(state.current_city().pack.towns(counties), state.language())


def _draw_radius(origin: Origin | None) -> None:
    lang = state.language()
    located = origin is not None and origin.located
    st.segmented_control(
        t("find.filter_within", lang),
        _RADII,
        key="within",
        persist_state="session",
        disabled=not located,
        on_change=state.first_page,
        help=None if located else t("find.within_needs", lang),
        format_func=lambda metres: metres_text(metres, lang),
    )


def _draw_flags(offer: _Offer) -> None:
    lang = state.language()
    flags: dict[str, dict[str, Any]] = {
        "free": {"free_only": True},
        "open": {"open_at": clock.now()},
        "exact": {"precisions": ("exact",)},
    }
    for key, changed in flags.items():
        st.checkbox(
            t(f"find.filter_{key}", lang, n=offer.remaining(**changed)),
            key=key,
            persist_state="session",
            on_change=state.first_page,
        )
    if st.checkbox(
        t("find.filter_open_at", lang),
        key="at",
        persist_state="session",
        on_change=state.first_page,
    ):
        day, hour = st.columns(2)
        day.date_input(
            t("find.filter_open_date", lang),
            "today",
            key="at_day",
            persist_state="session",
            format="YYYY-MM-DD",
        )
        hour.time_input(
            t("find.filter_open_time", lang),
            time(15),
            key="at_time",
            persist_state="session",
            step=_HALF_HOUR,
        )
    st.text_input(
        t("find.filter_text", lang),
        key="name",
        persist_state="session",
        max_chars=_TEXT_LENGTH,
        on_change=state.first_page,
    )


def radius(origin: Origin | None) -> float | None:
    """Metres from the starting point that were asked for, None for any distance."""
    within = st.session_state.get("within")
    return float(within) if within and origin is not None and origin.located else None


def read(origin: Origin | None) -> VenueQuery:
    """What a venue must be, as the session stands; needs no widget to be drawn yet."""
    session = st.session_state
    layers = _kept("layer", _layers())
    if not layers and session.get("group"):
        layers = tuple(_layers())
    open_at = clock.now() if session.get("open") else None
    if session.get("at") and session.get("at_day") and session.get("at_time"):
        open_at = datetime.combine(session["at_day"], session["at_time"])
    units = _kept("town", _towns())
    if origin is not None and origin.unit and origin.place.kind != "city" and not units:
        units = (origin.unit,)
    return VenueQuery(
        layers=layers,
        counties=tuple(session.get("county") or ()),
        units=units,
        audiences=tuple(session.get("for") or ()),
        topics=tuple(session.get("topic") or ()),
        free_only=bool(session.get("free")),
        open_at=open_at,
        open_on=chosen_day(),
        precisions=("exact",) if session.get("exact") else (),
        text=(session.get("name") or "").strip(),
    )
