"""The filters of the Find page, each with how many venues the list would count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import streamlit as st

from locator import clock
from locator.hours.windows import ChosenTime
from locator.venues.listing import listing, option_counts
from locator.web.parts import address, session, state
from locator.web.parts.markup import plain_label, quiet
from locator.web.screens.find.view import (
    AGAIN,
    CONDITIONS,
    RADII,
    TEXT_LENGTH,
    FindView,
    ask,
    clear,
    current,
    days,
    query,
    radius,
)
from locator.wording.asking import time_words
from locator.wording.catalogue import t
from locator.wording.figures import metres_text, month_day
from locator.wording.labels import label, vocabulary
from locator.wording.listing import layers_text, place_name, remedy_text
from locator.wording.names import name_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from locator.venues.origin import Origin
    from locator.venues.question import Question

_HALF_HOUR = 1800
_AFTERNOON = time(15)
#: How the first two days are called.
_NEAR = ("today", "tomorrow")
#: What the row of chips itself sets; the rest lies folded away.
_IN_THE_ROW = {"group", "on"}
#: Field of a view → of a query, for what a typed line looks for.
_SOUGHT = {"layer": "layers", "topic": "topics", "for_": "audiences"}
#: Field of a query → those of a view that set it.
_REMEDIES = {
    "layers": ("group", "layer"),
    "counties": ("county",),
    "units": ("town",),
    "audiences": ("for_",),
    "topics": ("topic",),
    "free_only": ("free",),
    "open_at": ("open", "at"),
    "open_in": ("on", "part"),
    "precisions": ("exact",),
    "text": ("name",),
    "radius_m": ("within",),
}


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the options are counted against: where the search starts, and how it stands."""

    origin: Origin | None

    def counts(
        self, column: str, field: str, group_of: Mapping[str, str] | None = None
    ) -> dict[str, int]:
        city, asked, reach = state.current_city(), query(), radius(self.origin)
        return option_counts(
            city.pack, city.venues, self.origin, asked, column, field, reach, group_of, city.network
        )

    def remaining(self, **changed: Any) -> int:
        city, asked = state.current_city(), replace(query(), **changed)
        return listing(
            city.pack,
            city.venues,
            self.origin,
            asked,
            clock.now(),
            radius(self.origin),
            city.network,
        ).counted


def draw(origin: Origin | None, leave: Callable[[], None], *, few: bool) -> None:
    """One row of what is sought and may be, and the other filters where they were unfolded.

    With ``few`` the others are offered only where one is in force.
    """
    lang, seen, offer = state.language(), current(), _Offer(origin)
    active = sum(
        getattr(seen, name) != getattr(FindView(), name)
        for name in CONDITIONS
        if name not in _IN_THE_ROW
    )
    with st.container(horizontal=True, key="chips_row"):
        _draw_understood(origin, leave)
        _draw_groups(offer)
        _draw_days()
        if not few or active:
            key = "find.filters_active" if active else "find.filters"
            st.button(
                t(key, lang, n=active),
                key="more_filters",
                on_click=_fold,
                icon=":material/expand_less:" if seen.unfolded else ":material/tune:",
            )
    # Folded away, they are not even drawn: counting and drawing them is most of the page.
    if seen.unfolded and (not few or active):
        with st.container(border=True, key="filters"):
            _draw_lists(offer)
            _draw_radius(origin)
            _draw_flags(offer)


def _fold() -> None:
    address.change(FindView, unfolded=not current().unfolded)


def _bound(name: str) -> dict[str, Any]:
    return address.bound(FindView, name, **AGAIN)


def _draw_groups(offer: _Offer) -> None:
    lang, catalogue = state.language(), state.current_city().pack.catalogue
    # Of all groups in one count: a listing a group was half of the page.
    group_of = {code: layer.group for code, layer in catalogue.layers.items()}
    totals = offer.counts("layer", "layers", group_of)
    st.pills(
        t("find.filter_group", lang),
        [g for g in catalogue.groups if totals.get(g) or g in current().group],
        **_bound("group"),
        selection_mode="multi",
        label_visibility="collapsed",
        format_func=lambda g: t(
            "find.option", lang, n=totals.get(g, 0), name=name_of(catalogue.groups[g], lang)
        ),
    )


def draw_kinds(leave: Callable[[], None]) -> None:
    """What there is to look for, where a line said nothing that is known."""
    lang, groups = state.language(), state.current_city().pack.catalogue.groups
    quiet(t("light.try", lang))
    with st.container(horizontal=True, key="remedies"):
        for code, group in groups.items():
            name = plain_label(name_of(group, lang))
            st.button(name, key=f"kind_{code}", on_click=_begin, args=(code, leave))


def _begin(group: str, leave: Callable[[], None]) -> None:
    """Look for a kind in the whole city, and for nothing else that was chosen."""
    leave()
    clear()
    ask(group=(group,))


def _day_name(code: str) -> str:
    """What a day to come is called."""
    lang, coming = state.language(), days()
    if code not in coming:
        return time_words(ChosenTime(code), clock.now(), lang)["on"]
    day = coming[code]
    ahead = (day - clock.today()).days
    if ahead < len(_NEAR):
        return t(f"find.{_NEAR[ahead]}", lang)
    weekday = t(f"hours.weekday_{day.weekday()}", lang)
    return t("venue.day", lang, weekday=weekday, date=month_day(day, lang))


def _draw_days() -> None:
    """On which of the next days it should be open."""
    coming, chosen = days(), current().on
    st.pills(
        t("find.filter_on", state.language()),
        [*coming, *([chosen] if chosen and chosen not in coming else [])],
        **_bound("on"),
        label_visibility="collapsed",
        format_func=_day_name,
    )


def take(question: Question) -> None:
    """Look for what a typed line says, and for nothing that was chosen before in its place."""
    asked: dict[str, Any] = {}
    what = question.what
    if what:
        asked = {key: tuple(getattr(what, name)) for key, name in _SOUGHT.items()}
        asked |= {"group": (), "name": what.text[:TEXT_LENGTH]}
    if question.when:
        asked |= question.when.chosen(clock.now())._asdict()
    if question.free:
        asked["free"] = True
    ask(**asked)


def _draw_understood(origin: Origin | None, leave: Callable[[], None]) -> None:
    """What is sought and where, each part a button that takes it away."""
    lang, pack, seen = state.language(), state.current_city().pack, current()
    words = {
        "layer": {c: name_of(y, lang) for c, y in pack.catalogue.layers.items()},
        "topic": {c: label("topic", c, lang) for c in vocabulary("topic")},
        "for_": {c: label("audience", c, lang) for c in vocabulary("audience")},
    }
    chips = [
        (key, code, words[key].get(code, ""))
        for key in _SOUGHT
        if key != "layer"
        for code in getattr(seen, key)
    ]
    if seen.layer:
        chips.insert(0, ("layer", "", layers_text([words["layer"][c] for c in seen.layer], lang)))
    if seen.name:
        chips.append(("name", "", f"“{seen.name}”"))
    chosen = ChosenTime(seen.on, seen.part, seen.at, seen.open)
    said = time_words(chosen, clock.now(), lang)
    if seen.free:
        said["free"] = t("find.free", lang)
    chips += [(key, "", text) for key, text in said.items()]
    if not chips:
        return
    with st.container(horizontal=True, key="chips", width="content"):
        if origin is not None:
            where = place_name(origin.place, lang)
            st.button(
                plain_label(t("find.chip", lang, name=where)), key="chip_where", on_click=leave
            )
        for key, code, text in chips:
            st.button(
                plain_label(t("find.chip", lang, name=text)),
                key=f"chip_{key}_{code}",
                on_click=_drop,
                args=(key, code),
            )


def _drop(key: str, code: str) -> None:
    own = getattr(current() if code else FindView(), key)
    ask(**{key: tuple(c for c in own if c != code) if code else own})


def draw_remedies(remedies: Iterable[tuple[str, int]]) -> None:
    """What to give up so that something is found, each a button that does it."""
    lang = state.language()
    with st.container(horizontal=True, key="remedies"):
        for name, n in remedies:
            text = remedy_text(name, n, lang)
            st.button(text, key=f"relax_{name}", on_click=_give_up, args=(name,))


def _give_up(name: str) -> None:
    given_up = {field: getattr(FindView(), field) for field in _REMEDIES[name]}
    ask(**given_up)


def _draw_lists(offer: _Offer) -> None:
    lang, pack, seen = state.language(), state.current_city().pack, current()
    layers = {
        c: name_of(y, lang)
        for c, y in pack.catalogue.layers.items()
        if not seen.group or y.group in seen.group
    }
    _choices("layers", "layer", offer.counts("layer", "layers"), layers)
    first, second = st.columns(2)
    with first:
        counties = names_of(pack.counties, lang)
        _choices("county", "county", offer.counts("county", "counties"), counties)
        audiences = {c: label("audience", c, lang) for c in vocabulary("audience")}
        _choices("audience", "for_", offer.counts("audience", "audiences"), audiences)
    with second:
        towns = names_of(pack.towns(seen.county), lang)
        _choices("town", "town", offer.counts("town", "units"), towns)
        topics = {c: label("topic", c, lang) for c in vocabulary("topic")}
        _choices("topics", "topic", offer.counts("topics", "topics"), topics)


def _choices(text: str, name: str, counts: Mapping[str, int], names: Mapping[str, str]) -> None:
    """One list to choose several from; what would find nothing is not offered."""
    lang = state.language()
    chosen = tuple(code for code in getattr(current(), name) if code in names)
    if chosen != getattr(current(), name):
        # A town falls with its county.
        address.change(FindView, **{name: chosen})
    options = [c for c in names if c in counts or c in chosen]
    if options:
        st.multiselect(
            t(f"find.filter_{text}", lang),
            options,
            **_bound(name),
            placeholder=t("find.any", lang),
            format_func=lambda c: t("find.option", lang, name=names[c], n=counts.get(c, 0)),
        )


def _draw_radius(origin: Origin | None) -> None:
    lang = state.language()
    located = origin is not None and origin.located
    st.segmented_control(
        t("find.filter_within", lang),
        RADII,
        **_bound("within"),
        disabled=not located,
        help=None if located else t("find.within_needs", lang),
        format_func=lambda metres: metres_text(metres, lang),
    )


def _draw_flags(offer: _Offer) -> None:
    lang, seen = state.language(), current()
    flags: dict[str, dict[str, Any]] = {
        "free": {"free_only": True},
        "open": {"open_at": clock.now()},
        "exact": {"precisions": ("exact",)},
    }
    for key, changed in flags.items():
        st.checkbox(t(f"find.filter_{key}", lang, n=offer.remaining(**changed)), **_bound(key))
    # One value of the view stands for the tick and both boxes: it holds from the first tick on.
    session.AT_GIVEN.put(seen.at is not None)
    st.checkbox(t("find.filter_open_at", lang), key=session.AT_GIVEN.name, on_change=_on_moment)
    if seen.at is not None:
        session.AT_DAY.put(seen.at.date())
        session.AT_TIME.put(seen.at.time())
        day, hour = st.columns(2)
        day.date_input(
            t("find.filter_open_date", lang),
            key=session.AT_DAY.name,
            format="YYYY-MM-DD",
            on_change=_on_moment,
        )
        hour.time_input(
            t("find.filter_open_time", lang),
            key=session.AT_TIME.name,
            step=_HALF_HOUR,
            on_change=_on_moment,
        )
    st.text_input(t("find.filter_text", lang), **_bound("name"), max_chars=TEXT_LENGTH)


def _on_moment() -> None:
    day = session.AT_DAY.get() or clock.today()
    hour = session.AT_TIME.get() or _AFTERNOON
    if session.AT_GIVEN.written():
        ask(at=datetime.combine(day, hour) if session.AT_GIVEN.get() else None)
