"""What the siting page answers, as a meeting hears it: too far, the next ones, what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from locator.problems import LocatorError
from locator.reach.reached import REACH_STATES, reach
from locator.reach.scenario import outcome
from locator.reach.siting import site
from locator.reports.content.lists import known
from locator.reports.content.report import PlanningSlide
from locator.reports.drawing.demand import demand_map
from locator.wording.catalogue import pick, t
from locator.wording.figures import known_share, number, percent
from locator.wording.problems import failure_text
from locator.wording.reach import counted, declared_text, reach_sentences, siting_sentences
from locator.wording.scenario import outcome_rows, outcome_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from locator.city import City
    from locator.pack.model import CityPack
    from locator.reach.reached import Reached, ReachQuery
    from locator.reach.scenario import Scenario
    from locator.reach.siting import Siting
    from locator.reports.content.choices import Choices
    from locator.reports.content.report import Head
    from locator.ways.network import Network
    from locator.wording.catalogue import Lang

#: Time that the exact solver may take; the answer says how good what it found is.
_SECONDS = 3.0


def planning_slides(
    city: City, choices: Choices, head: Head, network: Network | None = None
) -> tuple[PlanningSlide, ...]:
    """The answers to the question that was taken into the meeting, of the whole city.

    What cannot be answered says what to change in place of an answer. A scenario needs no question:
    it changes verdicts as well.
    """
    pack, lang, plan = city.pack, head.lang, choices.scenario
    question = choices.planning if choices.planning and choices.planning.of else None
    makers: dict[Literal["reach", "sites", "scenario"], Callable[[], PlanningSlide]] = {}
    if question is not None:
        asked = question
        makers["reach"] = lambda: _too_far(reach(pack, asked.reach, network), pack, head)
        makers["sites"] = lambda: _next_ones(
            site(pack, asked.siting, network, asked.listed(pack), seconds=_SECONDS), pack, head
        )
    if plan is not None:
        query = question.reach if question else None
        laid = plan
        makers["scenario"] = lambda: _before_after(city, laid, query, head, network)
    name = plan.name if plan else ""

    def made() -> Iterator[PlanningSlide]:
        for section, make in makers.items():
            try:
                yield make()
            except LocatorError as failure:
                title = t(f"report.section_{section}", lang, name=name)
                said = failure_text(failure, lang)
                yield PlanningSlide(section, title, "", said, (), None, (), (), ())

    return tuple(made())


def _too_far(reached: Reached, pack: CityPack, head: Head) -> PlanningSlide:
    lang = head.lang
    answer, *basis = reach_sentences(reached, pack, lang)
    columns = ("name", *REACH_STATES, "total", "share")
    return PlanningSlide(
        section="reach",
        title=t("report.section_reach", lang),
        mark="",
        answer=answer,
        basis=tuple(basis),
        figure=demand_map(
            pack, reached.points, None, head, t("report.section_reach", lang), answer
        ),
        named=(*_states(reached, lang), *_on_record(reached, lang)),
        heads=tuple(t(f"siting.column_{name}", lang) for name in columns),
        rows=tuple(
            (
                pick(row.name, row.name_en, lang),
                *(number(float(getattr(row, state)), lang) for state in (*REACH_STATES, "total")),
                known_share(known(row.share)),
            )
            for row in reached.tables["county"].itertuples(index=False)
        ),
    )


def _states(reached: Reached, lang: Lang) -> tuple[tuple[str, str], ...]:
    total = reached.demand.total
    return tuple(
        (
            f"{t(f'siting.mark_reach_{state}', lang)} {percent(reached.city[state] / total)}",
            counted(reached.demand, float(reached.city[state]), lang),
        )
        for state in ("beyond", "within", "unknown")
    )


def _on_record(reached: Reached, lang: Lang) -> tuple[tuple[str, str], ...]:
    """What a slide says of places that nobody reported: its title alone would deny them."""
    said = declared_text(reached, lang)
    return ((t("report.site_on_record", lang), said),) if said else ()


def _next_ones(siting: Siting, pack: CityPack, head: Head) -> PlanningSlide:
    lang, title = head.lang, t("report.section_sites", head.lang)
    answer, *basis = siting_sentences(siting, pack, lang)
    before, demand = siting.before, siting.before.demand
    columns = ("number", "name", "kind_name", "alone", "gain", "share")
    sites: pd.DataFrame = siting.sites
    named = tuple(
        (
            f"{one.number} {pick(one.name, one.name_en, lang)}",
            t("report.site_adds", lang, gain=counted(demand, one.gain, lang),
              share=percent(one.share)),
        )
        for one in sites.itertuples(index=False)
    )  # fmt: skip # a pair a site
    if siting.no_choice:
        # No place is drawn or named as a better one: an order would be made up.
        sites, named = sites.iloc[:0], ((t("report.site_no_order", lang), basis[0]),)
    left = t("report.site_unknown", lang), percent(siting.unknown)
    return PlanningSlide(
        section="sites",
        title=title,
        mark="",
        answer=answer,
        basis=tuple(basis),
        figure=demand_map(pack, before.points, sites, head, title, answer),
        named=(*named, left, *_on_record(before, lang)),
        heads=tuple(t(f"siting.column_{name}", lang) for name in columns),
        rows=tuple(
            (
                str(one.number),
                pick(one.name, one.name_en, lang),
                t(f"reach.kind_{one.kind}", lang),
                number(one.alone, lang),
                number(one.gain, lang),
                percent(one.share),
            )
            for one in sites.itertuples(index=False)
        ),
    )


def _before_after(
    city: City, plan: Scenario, query: ReachQuery | None, head: Head, network: Network | None
) -> PlanningSlide:
    lang = head.lang
    after, misfits = city.what_if(plan)
    found = outcome(plan, misfits, city, after, query, network)
    mark, answer, *basis = outcome_sentences(found, city.pack, lang)
    return PlanningSlide(
        section="scenario",
        title=t("report.section_scenario", lang, name=plan.name),
        mark=mark,
        answer=answer,
        basis=tuple(basis),
        figure=None,
        named=(),
        heads=tuple(t(f"siting.column_{name}", lang) for name in ("name", "before", "after")),
        rows=tuple(outcome_rows(found, lang)),
    )
