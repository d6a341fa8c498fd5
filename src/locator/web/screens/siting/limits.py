"""What limits the next ones: money, a town's share, what is fixed; and a planner's own list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.geo.datum import DATUMS
from locator.intake.read.grid import decode
from locator.pack.model import cells
from locator.problems import LocatorError, Problems
from locator.reach.candidates import LIST_COLUMNS, LIST_FILE, candidates, read_candidates
from locator.reach.demand import unit_level
from locator.reach.question import MOST_MONEY, MOST_SITES
from locator.reach.reached import supply
from locator.web.parts import address, markup, session, state
from locator.web.parts.markup import quiet
from locator.web.parts.uploading import uploader
from locator.web.screens.siting.view import MOST_FIXED, SitingView
from locator.wording.catalogue import pick, t
from locator.wording.names import unit_name
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.pack.model import CityPack

#: Session key: what is wrong with the list that was given last, said once.
_MEGABYTES = 1


def draw(pack: CityPack, seen: SitingView) -> None:
    """A planner's list where one is asked for, and the limits; closed, for the map comes first."""
    lang = state.language()
    if seen.candidates == "list":
        _draw_list(pack, seen)
    part = st.expander(t("siting.limits", lang), key="siting_limits", on_change="rerun")
    if part.open:
        with part:
            _draw_limits(pack, seen)
        return
    limited = sum(map(bool, (seen.per_town, seen.budget, seen.fixed_in, seen.fixed_out)))
    if limited:
        quiet(t("siting.limits_set", lang, n=limited))


def _draw_limits(pack: CityPack, seen: SitingView) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number("per_town", 0, MOST_SITES)
        if seen.objective != "goal":
            number("budget", 0, MOST_MONEY)
        if seen.budget and seen.candidates in {"all", "hall"}:
            number("cost_hall", 0, MOST_MONEY)
        if seen.budget and seen.candidates in {"all", "unit"}:
            number("cost_unit", 0, MOST_MONEY)
    lang, names = state.language(), _names(pack, seen)
    for name in ("fixed_in", "fixed_out"):
        options = {code: code for code in getattr(seen, name)} | names
        st.multiselect(
            t(f"siting.{name}", lang),
            list(options),
            **address.bound(SitingView, name),
            format_func=options.__getitem__,
            max_selections=MOST_FIXED,
            placeholder=t("siting.fixed_none", lang),
        )


def number(name: str, least: int, most: int, step: int = 1) -> None:
    """A whole number of the question."""
    st.number_input(
        t(f"siting.{name}", state.language()),
        least,
        most,
        step=step,
        width=170 if name in {"sites", "goal"} else 240,
        **address.bound(SitingView, name),
    )


def _names(pack: CityPack, seen: SitingView) -> dict[str, str]:
    """Candidates by code, with their towns; none where the question cannot be asked."""
    try:
        found = seen.listed(pack)
        if found is None:
            offered = supply(pack, seen.reach.layers, seen.reach.requirement)
            found = candidates(pack, offered, unit_level(pack), seen.siting.kinds)
    except LocatorError:
        return {}  # the answer says why
    lang = state.language()
    named = cells(found, "code", "name", "name_en", "town")
    return {
        code: pick(name, name_en, lang) + (f" · {unit_name(pack, town, lang)}" if town else "")
        for code, name, name_en, town in named
    }


def _draw_list(pack: CityPack, seen: SitingView) -> None:
    lang = state.language()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("siting.list_datum", lang),
            DATUMS,
            format_func=lambda one: t(f"intake.datum_{one}", lang),
            key=session.SITING_DATUM.name,
            width=260,
        )
        if seen.brought:
            st.button(
                t("siting.list_drop", lang),
                on_click=lambda: address.change(SitingView, brought=""),
                key="list_drop",
            )
    uploader(
        t("siting.list_load", lang, columns=", ".join(LIST_COLUMNS)),
        "csv",
        megabytes=_MEGABYTES,
        key=session.SITING_LIST.name,
        on_change=_take,
        args=(pack,),
    )
    wrong = session.LIST_WRONG.take()
    if wrong:
        markup.notice("error", wrong)
    try:
        found = seen.listed(pack)
    except LocatorError:
        return  # the answer says why
    if found is not None:
        key = "siting.list_taken" if seen.brought else "siting.list_own"
        quiet(t(key, lang, n=len(found), file=LIST_FILE))


def _take(pack: CityPack) -> None:
    """The list that was given, in WGS-84, so that the meeting and a file of choices hold it."""
    given, datum = session.SITING_LIST.get(), session.SITING_DATUM.get()
    if given is None or datum is None:
        return
    try:
        text = decode(Problems(given.name), given.getvalue())
        found = read_candidates(pack, text, given.name, datum)
    except LocatorError as failure:
        session.LIST_WRONG.put(failure_text(failure, state.language()))
        return
    address.change(SitingView, brought=found[list(LIST_COLUMNS)].to_csv(index=False))
