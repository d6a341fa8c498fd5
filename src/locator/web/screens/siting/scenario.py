"""A scenario on the page: its actions one by one, made by hand or on the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely
import streamlit as st

from locator import clock
from locator.problems import Problems
from locator.reach.reached import supply
from locator.reach.scenario import ACTION_KINDS, Scenario
from locator.reach.scenario_file import read_action
from locator.web.parts import address, markup, planning, session, state
from locator.web.parts.markup import quiet
from locator.web.screens.siting.view import SitingView
from locator.wording.catalogue import t
from locator.wording.names import names_of, unit_name
from locator.wording.problems import problem_text
from locator.wording.scenario import action_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.city import City

_NAME_LENGTH = 80
#: Kinds that say something of a venue, or of a unit, beside which one.
_VALUES = {"open", "recognise", "hours", "capacity", "staff"}


def draw(city: City, seen: SitingView, clicked: Mapping[str, Any] | None) -> None:
    """The actions of the scenario under way, and the fields of a further one."""
    lang, plan = state.language(), planning.scenario(city)
    _take_click(city, clicked)
    if plan is not None:
        _draw_name(plan)
        _draw_remove(plan, city)
    with st.expander(t("siting.plan_edit", lang), expanded=plan is None):
        _draw_add(plan or _new(city), city, seen)


def _new(city: City) -> Scenario:
    """An empty scenario on today's data."""
    name, today = t("siting.plan_new", state.language()), clock.today().isoformat()
    return Scenario(name, (), city.pack.city.code, today, city.pack.data_date)


def _draw_name(plan: Scenario) -> None:
    """Its name; another name makes a branch, or renames it."""
    lang = state.language()

    def branch() -> None:
        name = session.PLAN_NAME.get().strip()
        if name:
            planning.change(plan.branch(name))

    if session.PLAN_NAMED.get() != plan.name:
        session.PLAN_NAMED.put(plan.name)
        session.PLAN_NAME.put(plan.name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("siting.plan_name", lang), max_chars=_NAME_LENGTH, key=session.PLAN_NAME.name
        )
        st.button(
            t("siting.plan_branch", lang),
            on_click=branch,
            key="plan_branch",
            help=t("siting.plan_branch_hint", lang),
        )
        st.button(
            t("siting.plan_clear", lang), on_click=planning.change, args=(None,), key="plan_clear"
        )


def _draw_remove(plan: Scenario, city: City) -> None:
    """One of its actions taken out."""
    lang = state.language()
    texts = {
        n: f"{n}. {action_text(one, plan, city.pack, lang)}"
        for n, one in enumerate(plan.actions, start=1)
    }

    def remove() -> None:
        if (gone := session.PLAN_REMOVE.get()) is not None:
            planning.change(plan.without(gone) if len(texts) > 1 else None)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("siting.plan_remove", lang), list(texts), format_func=texts.__getitem__,
            key=session.PLAN_REMOVE.name,
        )  # fmt: skip # one field
        st.button(t("siting.plan_remove_do", lang), on_click=remove, key="plan_remove_do")


def _draw_add(plan: Scenario, city: City, seen: SitingView) -> None:
    """The fields that an action of a kind has, and the button that adds it."""
    lang, pack = state.language(), city.pack
    kind = st.segmented_control(
        t("siting.plan_kind", lang),
        ACTION_KINDS,
        default=ACTION_KINDS[0],
        required=True,
        format_func=lambda one: t(f"siting.plan_kind_{one}", lang),
        key="plan_kind",
    )
    given: dict[str, object] = {"kind": kind}
    # What is typed is read when the button is pressed: that comes with the last word at once.
    typed = {"cost": "plan_cost"}
    if kind in {"open", "staff"}:
        unit = _unit(city)
        given |= {"unit": unit, "target": plan.free} if kind == "open" else {"target": unit}
        if kind == "open":
            offered = supply(pack, seen.reach.layers, seen.reach.requirement)
            typed["name"] = "plan_site_name"
            st.text_input(
                t("siting.plan_site_name", lang), max_chars=_NAME_LENGTH, key=typed["name"]
            )
            given |= {"layer": offered.layers[0]} | _position(city, unit)
    else:
        venues = _venues(plan, city, seen)
        if not venues:
            return
        given["target"] = _choice("plan_venue", venues)
        if kind == "merge":
            given["value"] = _choice("plan_into", venues)
        if kind == "move":
            unit = _unit(city)
            given |= {"unit": unit} | _position(city, unit)
    if kind in _VALUES:
        typed["value"] = f"plan_value_{kind}"
        st.text_input(
            t(f"siting.plan_value_{kind}", lang), max_chars=_NAME_LENGTH, key=typed["value"]
        )
    st.number_input(t("siting.plan_cost", lang), 0.0, None, None, key=typed["cost"], width=200)

    def add() -> None:
        fields, problems = st.session_state, Problems(plan.name)
        said = {name: fields.get(key) for name, key in typed.items()}
        action = read_action(given | said, len(plan.actions) + 1, problems)
        session.PLAN_WRONG.put(tuple(problems))
        if action is not None:
            planning.change(replace(plan, actions=(*plan.actions, action)))
            # The next one has its own name, number and place.
            for key in typed.values():
                fields[key] = None if key == typed["cost"] else ""
            session.PLAN_CLICKED.take()
            address.change(SitingView, question="scenario")

    st.button(t("siting.plan_add", lang), on_click=add, key="plan_add", type="primary")
    for problem in session.PLAN_WRONG.take():
        markup.notice("error", problem_text(problem, lang))


def _choice(key: str, options: Mapping[str, str]) -> str:
    return str(
        st.selectbox(
            t(f"siting.{key}", state.language()),
            list(options),
            format_func=options.__getitem__,
            key=key,
        )
    )


def _venues(plan: Scenario, city: City, seen: SitingView) -> dict[str, str]:
    """Venues that are asked about, by id, with those that the scenario opens."""
    pack = city.pack
    layers = supply(pack, seen.reach.layers, seen.reach.requirement).layers
    known = names_of(pack.venues[pack.venues["layer"].isin(layers)], state.language())
    return plan.opened | {str(code): name for code, name in known.items()}


def _unit(city: City) -> str:
    """A town or village; the one that was clicked comes first."""
    lang, known = state.language(), city.pack.counting("town", "village")
    names = names_of(known, lang)
    towns = known["town"].map(names).fillna("")
    options = {
        str(code): name if towns[code] in {"", name} else f"{towns[code]} · {name}"
        for code, name in names.items()
    }
    _, _, clicked = session.PLAN_CLICKED.get() or (0, 0, "")
    if clicked in options:
        options = {clicked: options[clicked]} | options
    key = f"plan_unit_{clicked}"
    return str(
        st.selectbox(
            t("siting.plan_unit", lang), list(options), format_func=options.__getitem__, key=key
        )
    )


def _position(city: City, unit: str) -> dict[str, object]:
    """Where something new stands: as clicked, else at its unit's point; and that it is so."""
    lang, pack = state.language(), city.pack
    lon, lat, there = session.PLAN_CLICKED.get() or (None, None, "")
    if lon is not None:
        where = unit_name(pack, there, lang) if there else t("coverage.unknown", lang)
        quiet(t("siting.plan_clicked", lang, lon=f"{lon:.5f}", lat=f"{lat:.5f}", unit=where))
        st.button(
            t("siting.plan_click_clear", lang),
            on_click=lambda: session.PLAN_CLICKED.put(None),
            key="plan_click_clear",
        )
        return {"lon": lon, "lat": lat}
    row = pack.units.loc[unit]
    if row[["lon", "lat"]].isna().any():
        quiet(t("siting.plan_no_point", lang))
        return {}
    quiet(t("siting.plan_at_unit", lang))
    return {"lon": float(row["lon"]), "lat": float(row["lat"])}


def _take_click(city: City, clicked: Mapping[str, Any] | None) -> None:
    """Remember where the map was clicked, once a click."""
    click = (clicked or {}).get("last_clicked")
    if not click:
        return
    at = (float(click["lat"]), float(click["lng"]))
    if session.PLAN_TAP.get() == at:
        return
    session.PLAN_TAP.put(at)
    lon, lat = state.map_maker().position(*at)
    areas = city.areas
    inside = areas.index[shapely.contains_xy(areas.geometry.to_numpy(), lon, lat)]
    session.PLAN_CLICKED.put((lon, lat, str(inside[0]) if len(inside) else ""))
