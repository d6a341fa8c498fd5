"""Keeping a scenario: as a file that anybody may take, or on the site by who may change data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.intake.read.grid import decode
from locator.problems import LocatorError, Problems
from locator.publishing.rights import may_change
from locator.reach.scenario_file import MOST_BYTES, read_scenario, scenario_json
from locator.web.parts import access, address, markup, planning, session, state
from locator.web.parts.markup import quiet
from locator.web.parts.uploading import uploader
from locator.web.screens.siting.view import SitingView
from locator.wording.catalogue import t
from locator.wording.figures import date_text
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.city import City
    from locator.publishing.rights import Person
    from locator.reach.scenario import Scenario

_MEGABYTES = 1


def draw(city: City) -> None:
    """Files, and what is kept on the site."""
    lang, plan = state.language(), planning.scenario(city)
    wrong, said = session.PLAN_SAID.take()
    if said:
        markup.notice("error" if wrong else "done", said)
    if plan is not None:
        st.download_button(
            t("siting.plan_save", lang),
            scenario_json(plan),
            f"scenario-{city.pack.city.code}.json",
            "application/json",
            on_click="ignore",
            key="plan_save",
        )
    uploader(
        t("siting.plan_load", lang),
        ["json", "csv"],
        megabytes=_MEGABYTES,
        key=session.PLAN_FILE.name,
        on_change=_load,
        args=(city,),
    )
    who = access.person()
    if who is not None and may_change(who, city.pack):
        _draw_kept(city, plan, who)
    else:
        quiet(t("siting.plan_sign_in", lang))


def _load(city: City) -> None:
    given = session.PLAN_FILE.get()
    if given is None:
        return
    lang, code = state.language(), city.pack.city.code
    try:
        plan = scenario_of_city(given.getvalue(), given.name, city)
    except LocatorError as failure:
        session.PLAN_SAID.put((True, failure_text(failure, lang)))
        return
    made = plan.made or clock.today().isoformat()
    date = plan.data_date or city.pack.data_date
    planning.change(replace(plan, city=code, made=made, data_date=date))
    address.change(SitingView, question="scenario")


def scenario_of_city(data: bytes, name: str, city: City) -> Scenario:
    """The scenario of an uploaded file, made for this city or for none in particular.

    Raises
    ------
    LocatorError
        It is none, is too long, or is another city's.
    """
    text = decode(Problems(name), data) if len(data) <= MOST_BYTES else ""
    return read_scenario(text, name, city.pack.city.code)


def _draw_kept(city: City, plan: Scenario | None, who: Person) -> None:
    """What is kept on the site, and the buttons that keep, open and withdraw."""
    lang, store = state.language(), state.site().store

    def keep(one: Scenario, key: str) -> None:
        try:
            store.keep_scenario(one, who.name)
        except LocatorError as failure:
            session.PLAN_SAID.put((True, failure_text(failure, lang)))
        else:
            session.PLAN_SAID.put((False, t(f"siting.plan_done_{key}", lang, name=one.name)))

    quiet(t("siting.plan_keep_hint", lang))
    if plan is not None:
        st.button(t("siting.plan_keep", lang), on_click=keep, args=(plan, "kept"), key="plan_keep")
    try:
        kept = {one.number: one for one in store.scenarios(city.pack.city.code)}
    except LocatorError as failure:
        markup.notice("error", failure_text(failure, lang))
        return
    if not kept:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            t("siting.plan_kept", lang),
            list(kept),
            format_func=lambda n: t(
                "siting.plan_kept_option",
                lang,
                name=kept[n].scenario.name,
                by=kept[n].by,
                day=date_text(str(clock.day_of(kept[n].at)), lang),
            ),
            key="plan_kept",
        )
        chosen = kept[number].scenario
        st.button(
            t("siting.plan_open", lang), on_click=planning.change, args=(chosen,), key="plan_open"
        )
        st.button(
            t("siting.plan_withdraw", lang),
            on_click=keep,
            args=(replace(chosen, actions=()), "withdrawn"),
            key="plan_withdraw",
        )
