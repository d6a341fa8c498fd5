"""The city that the page is about: as it is published, or with a scenario laid over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from locator.problems import LocatorError
from locator.reach.scenario_file import read_scenario, scenario_json
from locator.web.parts import address, markup, planning, state
from locator.web.screens.coverage import view
from locator.wording.catalogue import t
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from locator.city import City
    from locator.reach.scenario import Scenario

_FILE = "scenario"


def draw() -> bool:
    """Choose what the page is about and say so; whether it can be told.

    There is something to choose where the address brings a scenario or one is under way.
    """
    lang, city = state.language(), state.current_city()
    texts = _texts(city)
    if len(texts) == 1:
        return True
    st.segmented_control(
        t("coverage.scenario", lang),
        list(texts),
        **address.bound(view.CoverageView, "scenario"),
        required=True,
        format_func=texts.__getitem__,
    )
    text = view.current().scenario
    if not text:
        return True
    try:
        after, misfits = view.laid(text)
    except LocatorError as failure:
        markup.notice("error", failure_text(failure, lang))
        return False
    note = t("report.scenario_note", lang, name=view.scenario_name(after))
    markup.notice(
        "note", t("scenario.mark", lang), note, *(problem_text(one, lang) for one in misfits)
    )
    href = state.href("siting", question="scenario")
    markup.link(href, t("coverage.scenario_back", lang), ours=True)
    return True


def _texts(city: City) -> dict[str, str]:
    """What can be chosen: the city as it is, the scenario shown and the one under way."""
    lang = state.language()
    texts = {"": t("coverage.scenario_none", lang)}
    shown, under_way = view.current().scenario, planning.scenario(city)
    if shown:
        plan = _read(shown, city)
        texts[shown] = t("coverage.scenario_of", lang, name=plan.name if plan else "?")
        if plan is not None and under_way is None:
            # It can be worked on where scenarios are made.
            planning.change(replace(plan, city=city.pack.city.code))
            return texts
    if under_way is not None:
        name = t("coverage.scenario_of", lang, name=under_way.name)
        texts.setdefault(scenario_json(under_way), name)
    return texts


def _read(text: str, city: City) -> Scenario | None:
    try:
        return read_scenario(text, _FILE, city.pack.city.code)
    except LocatorError:
        return None  # the notice says why
