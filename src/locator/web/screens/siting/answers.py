"""The answer to one question: map, sentences, table, files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from locator import clock
from locator.exports import reach as records
from locator.exports import reach_files as files
from locator.problems import QueryError
from locator.reach.fairness import fairness
from locator.reach.reached import reach
from locator.reach.scenario import outcome, scenario_of
from locator.reach.scenario_file import MOST_IN_ADDRESS, scenario_json
from locator.reach.siting import site
from locator.reports.building import curves
from locator.reports.building.head import head
from locator.web.parts import address, figure, markup, planning, session, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import quiet
from locator.web.screens.siting import verdicts
from locator.web.screens.siting.view import SitingView
from locator.wording.catalogue import t
from locator.wording.scenario import opened_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from locator.city import City
    from locator.exports.records import Record
    from locator.reach.scenario import Scenario
    from locator.reach.siting import Siting
    from locator.reports.content.report import Chart, Head
    from locator.ways.network import Network
    from locator.web.screens.siting.view import Question

HEIGHT = 520
#: Points that a table shows at most, those with least; files hold all.
_SHOWN = 1_000
#: Time that the exact solver may take; the answer says how good what it found is.
_SECONDS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What is drawn: the record that every face gives, and on the map marks, venues and sites.

    ``kind`` is the question that it answers: before there is a scenario, that of reach. ``chosen``
    is the answer of siting itself, ``after`` the city with the scenario laid over it, ``curve``
    what more minutes or more sites would do. ``whole`` makes the record with all its points.
    """

    kind: Question
    record: Record
    marks: pd.DataFrame
    venues: pd.DataFrame
    sites: pd.DataFrame | None = None
    chosen: Siting | None = None
    after: City | None = None
    curve: Chart | None = None
    whole: Callable[[], Record] | None = None


def draw(city: City, seen: SitingView) -> Mapping[str, Any] | None:
    """The answer, the map first; returns what was clicked on the map of a scenario.

    Raises
    ------
    QueryError
        The question cannot be asked of this city; it says what to change.
    """
    maker = state.map_maker()
    network = state.site().streets.network(state.current_name())
    found = _ask(city, seen, network)
    right, left = st.columns([3, 2], gap="medium")
    sites = 0 if found.sites is None else len(found.sites)
    with right, st.container(key="map"):
        groups = [maker.demand(found.marks), maker.venues(found.venues, ())]
        if found.sites is not None:
            groups.append(maker.sites(found.sites))
        clicked = st_folium(
            maker.base(maker.demand_legend(found.kind, len(found.marks), sites), units=city.areas),
            key=f"siting_map_{city.pack.city.code}_{seen.question}_{found.kind}",
            height=HEIGHT,
            use_container_width=True,
            feature_group_to_add=groups,
            returned_objects=["last_clicked"] if seen.question == "scenario" else [],
        )
    with left:
        sentences = found.record["sentences"]
        if "mark" in found.record:
            markup.notice("note", sentences[0], t("siting.plan_note", state.language()))
            sentences = sentences[1:]
        answer, *basis = sentences
        markup.answer(answer)
        solving = found.chosen is not None and session.SOLVED.get() is None
        if solving:
            quiet(t("siting.solving", state.language(), n=int(_SECONDS)))
        for sentence in basis:
            quiet(sentence)
        if found.chosen is not None and sites and not solving:
            _take(found.chosen, city)
        _meeting(city, seen)
    _table(found)
    if found.curve is not None:
        st.subheader(found.curve.title, anchor=False)
        markup.answer(found.curve.answer)
        after = found.after and found.after.scenario
        figure.draw(found.curve.figure, f"curve_{found.kind}", after.name if after else "")
    if found.after is not None and found.record["verdicts"]:
        verdicts.draw(found.record["verdicts"], city, found.after)
    _downloads(city, found)
    return clicked or {}


def solve(city: City, seen: SitingView) -> None:
    """Where the greedy answer stands on the page: solve exactly, and show the page anew."""
    if session.SOLVED.get() is not None or seen.question != "site":
        return
    network = state.site().streets.network(state.current_name())
    city.once(_best, seen, network)
    session.SOLVED.put((city.pack.checksum, seen, network))
    st.rerun()


def _best(city: City, seen: SitingView, network: Network | None) -> Siting:
    return site(city.pack, seen.siting, network, seen.listed(city.pack), seconds=_SECONDS)


def _sited(city: City, seen: SitingView, network: Network | None) -> Siting:
    """The greedy answer at once, the best one when it is known."""
    asked = city.pack.checksum, seen, network
    if session.SOLVED.get() != asked:
        session.SOLVED.put(asked)  # which holds where nothing can be, too
        try:
            found = site(city.pack, seen.siting, network, seen.listed(city.pack), seconds=0)
        except QueryError:
            # One after the other may miss a goal that can be reached.
            return city.once(_best, seen, network)
        session.SOLVED.put(None)
        return found
    return city.once(_best, seen, network)


def _take(siting: Siting, city: City) -> None:
    """The button that makes a scenario of the sites."""
    lang, n = state.language(), len(siting.sites)

    def take() -> None:
        name = t("siting.plan_of_sites", lang, n=n)
        planning.change(scenario_of(siting, city.pack, name, clock.today().isoformat()))
        address.change(SitingView, question="scenario")

    st.button(t("siting.plan_take", lang, n=n), on_click=take, key="plan_take", type="primary")


def _meeting(city: City, seen: SitingView) -> None:
    """The button that shows the question to the meeting, with the scenario under way."""
    lang, plan = state.language(), planning.scenario(city)
    st.button(
        t("siting.meeting_take", lang),
        on_click=planning.take,
        args=(seen.plain, plan if seen.question == "scenario" else None, city),
        key="meeting_take",
    )
    if plan is not None and seen.question == "scenario":
        text = scenario_json(plan)
        # A longer one is chosen there.
        given = {"scenario": text} if len(text) <= MOST_IN_ADDRESS else {}
        href = state.href("coverage", **given)
        markup.link(href, t("siting.plan_coverage", lang), ours=True)
    if planning.taken(city)[0] == seen.plain:
        quiet(t("siting.meeting_taken", lang))
        markup.link(state.href("meeting"), t("siting.meeting_open", lang), ours=True)


def _ask(city: City, seen: SitingView, network: Network | None) -> _Answer:
    lang, pack = state.language(), city.pack
    about, plan = head(pack, "", lang), planning.scenario(city)
    if seen.question == "scenario" and plan is not None:
        return _what_if(plan, city, seen, network, about)
    if seen.question in {"reach", "scenario"}:
        near = reach(pack, seen.reach, network)
        marks = near.points.assign(mark=near.points["state"])
        told = partial(records.reached, near, pack, lang)
        curve = curves.reach_curve(near, about)
        return _Answer("reach", told(_SHOWN), marks, near.supply.placed, curve=curve, whole=told)
    if seen.question == "fairness":
        fair = fairness(pack, seen.reach, network)
        access = fair.points["access"]
        kinds = [access.isna(), access == 0, access < fair.mean]
        mark = np.select(kinds, ["unknown", "beyond", "less"], "within")
        marks = fair.points.assign(mark=mark)
        told = partial(records.fair, fair, pack, lang)
        curve = curves.fairness_curve(fair, about)
        return _Answer("fairness", told(_SHOWN), marks, fair.supply.placed, curve=curve, whole=told)
    chosen = _sited(city, seen, network)
    before = chosen.before
    marks = before.points.assign(mark=before.points["state"])
    record = records.sited(chosen, pack, lang)
    curve = curves.siting_curve(chosen, about)
    # Where any place would do as well none is drawn: an order would be made up.
    sites = chosen.sites.iloc[:0] if chosen.no_choice else chosen.sites
    return _Answer("site", record, marks, before.supply.placed, sites, chosen, curve=curve)


def _what_if(
    plan: Scenario, city: City, seen: SitingView, network: Network | None, about: Head
) -> _Answer:
    """Before and after a scenario; on the map it is as it would be."""
    after, misfits = city.what_if(plan)
    found = outcome(plan, misfits, city, after, seen.reach, network)
    then = reach(after.pack, seen.reach, network) if found.reach is None else found.reach[1]
    lang, columns = state.language(), ["number", "name", "name_en", "lon", "lat"]
    placed = [
        (n, one.name or one.target, opened_name(one.name, city.pack, lang), one.lon, one.lat)
        for n, one in enumerate(plan.actions, start=1)
        if one.lon is not None
    ]
    told = partial(records.scenario, found, city.pack, lang)
    return _Answer(
        "scenario",
        told(_SHOWN),
        then.points.assign(mark=then.points["state"]),
        then.supply.placed,
        pd.DataFrame(placed, columns=columns),
        after=after,
        curve=curves.scenario_curve(found, about),
        whole=told,
    )


def _table(found: _Answer) -> None:
    lang = state.language()
    tables = files.tables(found.record, found.kind, state.current_city().pack, lang)
    for name, table in tables.items():
        st.subheader(name, anchor=False)
        draw_table(table)
    if found.kind == "fairness" and len(found.marks) > _SHOWN:
        quiet(t("siting.least_shown", lang, n=f"{_SHOWN:,}", total=f"{len(found.marks):,}"))


def _downloads(city: City, found: _Answer) -> None:
    lang, pack, record = state.language(), city.pack, found.record
    drawn = {}
    if found.curve is not None:
        shown = found.curve.figure
        drawn[t("siting.sheet_curve", lang)] = pd.DataFrame(shown.rows, columns=list(shown.columns))
    name = f"{found.kind}-{pack.city.code}"
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.results(t("coverage.download", lang), announced=False)
        for kind, make in (
            ("xlsx", lambda: files.to_xlsx(record, found.kind, pack, lang, drawn)),
            (
                "geojson",
                lambda: files.to_geojson(found.whole() if found.whole else record, pack, lang),
            ),
        ):
            st.download_button(
                t(f"coverage.download_{kind}", lang),
                make,
                f"{name}.{kind}",
                on_click="ignore",
                key=f"download_{kind}",
            )
