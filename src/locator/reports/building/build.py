"""A pack and a person's choices → the one report that every face and file shows.

Pure: the same city, choices and language give an equal report. Every verdict comes from
:mod:`locator.coverage.verdicts`, every count from :mod:`locator.wording.verdicts`, every reason
from :mod:`locator.coverage.explain`; nothing is counted a second time here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.coverage.tables import narrow, tally
from locator.coverage.verdicts import roll_up
from locator.pack.model import STATUSES, Status
from locator.problems import Problem, QueryError
from locator.reports.building import charts, compared
from locator.reports.building.head import head, of_scenario
from locator.reports.building.planning import planning_slides
from locator.reports.content import answers, lists
from locator.reports.content.choices import Choices, MapChoice
from locator.reports.content.report import Changes, Chart, Clause, Head, MapSlide, Named, Report
from locator.reports.content.responses import round_part
from locator.reports.drawing import map as draw_map
from locator.settings import COMPARED_FROM
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import of_level, people, percent
from locator.wording.names import joined, listed, unit_name
from locator.wording.verdicts import by_area, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from locator.city import City
    from locator.coverage.snapshots import Snapshot
    from locator.pack.model import CityPack
    from locator.reports.content.annex import PlanTable
    from locator.returns.response import Response
    from locator.ways.network import Network


def build(
    city: City,
    choices: Choices,
    lang: Lang,
    approval: str = "",
    snapshots: Sequence[Snapshot] = (),
    compared_from: float = COMPARED_FROM,
    response: Response | None = None,
    network: Network | None = None,
) -> Report:
    """The report on a city or one of its counties.

    Parameters
    ----------
    city
        The pack with its verdicts and areas.
    choices
        Scope, map slides, sections and next steps. Requirements that the pack does not have, or
        not in this scope, are left out and named in :attr:`Report.absent`.
    lang
        Language of all texts; names without an English form stay Chinese.
    approval
        The map approval number (审图号) of this installation, "" for none.
    snapshots
        Those of the city (:meth:`locator.site.Site.snapshots`), for what changed and for trends.
    compared_from
        Share reported from which units are ranked, a setting of the installation.
    response
        What came of the newest round of returns.
    network
        The streets of the city, along which ways are measured where there are any.

    Raises
    ------
    QueryError
        The scope is no county of the pack.
    """
    pack = city.pack
    verdicts = _within(city, choices.scope)
    about = _head(city, choices.scope, lang, approval, compared_from)
    standing = _standing(pack, verdicts, choices.scope, lang)
    chosen = _chosen(choices, standing)
    clauses = {clause.id: clause for clause in standing}
    maps = tuple(
        _map(city, verdicts, clauses[one.requirement], one, about)
        for one in chosen
        if one.requirement in clauses
    )
    gaps = lists.gaps(pack, verdicts, lang)
    scorecard = lists.scores(pack, verdicts, about)
    unreported = lists.unreported(pack, verdicts, choices.scope, lang)
    lost = [one.requirement for one in chosen if one.requirement not in clauses]
    gone = _lost(choices, snapshots)
    return Report(
        head=about,
        choices=choices,
        overview=_overview(pack, about),
        standing=standing,
        standing_words=_sum(standing, lang),
        maps=maps,
        charts=(
            *charts.charts(pack, verdicts, about, standing, gaps, scorecard),
            *_trends(city, snapshots, about),
        ),
        scorecard=scorecard,
        scorecard_note=lists.score_note(pack, scorecard, about),
        gaps=gaps,
        unreported=unreported,
        answers_for=lists.answers_for(pack, verdicts, choices.scope),
        planning=planning_slides(city, choices, about, network),
        changes=_changes(city, snapshots, choices.since, about),
        round=round_part(pack, response, about),
        next_steps=_steps(choices),
        indicators=lists.indicators(pack, choices.scope, lang),
        evidence=lists.evidence(pack, choices.scope, lang),
        sources=lists.sources(pack, choices.scope, lang),
        appendix=lists.appendix(pack, verdicts, lang),
        plan=answers.plan(pack, standing, about),
        answers=answers.answers(
            pack, verdicts, gaps, unreported, choices.deadline, about, _undrawn(city, verdicts)
        ),
        absent=(*lost, *gone),
        absent_words=_absent(lost, gone, lang),
    )


def build_charts(
    city: City,
    scope: str,
    lang: Lang,
    snapshots: Sequence[Snapshot] = (),
    compared_from: float = COMPARED_FROM,
) -> tuple[Chart, ...]:
    """The charts of a report by themselves, see :func:`build`."""
    pack, verdicts = city.pack, _within(city, scope)
    about = _head(city, scope, lang, compared_from=compared_from)
    standing = _standing(pack, verdicts, scope, lang)
    gaps, scorecard = lists.gaps(pack, verdicts, lang), lists.scores(pack, verdicts, about)
    found = charts.charts(pack, verdicts, about, standing, gaps, scorecard)
    return (*found, *_trends(city, snapshots, about))


def build_plan(city: City, scope: str, lang: Lang) -> PlanTable:
    """The plan of a report clause by clause, by itself, see :func:`build`."""
    standing = _standing(city.pack, _within(city, scope), scope, lang)
    return answers.plan(city.pack, standing, _head(city, scope, lang))


def _head(
    city: City, scope: str, lang: Lang, approval: str = "", compared_from: float = COMPARED_FROM
) -> Head:
    """What a report on a city says of itself; of one with a scenario laid over it, that too."""
    about = head(city.pack, scope, lang, approval, compared_from)
    return about if city.scenario is None else of_scenario(about, city.scenario.name)


def _trends(city: City, snapshots: Sequence[Snapshot], about: Head) -> tuple[Chart, ...]:
    if not snapshots or city.scenario is not None:  # which is no time after the last
        return ()
    return compared.trend_charts(snapshots, city.present(), city.pack, about)


def _changes(city: City, snapshots: Sequence[Snapshot], since: str, about: Head) -> Changes | None:
    """What changed since last time, None where there was none; in a scenario nothing did."""
    if not snapshots or city.scenario is not None:
        return None
    now = city.present()
    before = compared.last_time(snapshots, now, since)
    return None if before is None else compared.changes(before, now, city.pack, about)


def _lost(choices: Choices, snapshots: Sequence[Snapshot]) -> tuple[str, ...]:
    """The snapshot to compare with, where it is not there."""
    known = {"", *(one.name for one in snapshots)}
    return () if choices.since in known else (choices.since,)


def _absent(rules: Sequence[str], times: Sequence[str], lang: Lang) -> str:
    """What was chosen and is left out, in a sentence; "" for nothing."""
    what = [t("report.absent_rule", lang, name=one) for one in rules]
    what += [t("report.absent_since", lang, name=one) for one in times]
    return t("report.absent", lang, what=listed(what, lang)) if what else ""


def _within(city: City, scope: str) -> pd.DataFrame:
    """Verdicts of the city or of one of its counties."""
    pack = city.pack
    counties = pack.counties.index
    if scope and scope not in counties:
        known = {"known": ", ".join(counties)}
        raise QueryError(Problem("error", "query.county", value=scope, params=known))
    return narrow(city.verdicts, pack, scope, "", "")


def _undrawn(city: City, verdicts: pd.DataFrame) -> int:
    """How many of the towns judged are on no map."""
    judged = city.pack.units.loc[verdicts["unit"].unique(), "level"]
    towns = judged.index[judged == "town"]
    return len(towns.difference(city.shapes.index))


def retold(report: Report, choices: Choices) -> Report:
    """The same report with other sections, length, deadline and own lines: nothing is counted.

    ``choices`` must have the report's scope, maps, snapshot, planning question and scenario.
    """
    told = replace(
        report.answers,
        asks=answers.asks(
            report.gaps,
            report.answers.closing,
            report.unreported,
            choices.deadline,
            report.head.lang,
        ),
    )
    return replace(report, choices=choices, next_steps=_steps(choices), answers=told)


def _steps(choices: Choices) -> tuple[str, ...]:
    return tuple(s for line in choices.next_steps.splitlines() if (s := line.strip()))


def _overview(pack: CityPack, head: Head) -> str:
    """Residents of the scope and what is on record there."""
    lang, units = head.lang, pack.units
    unit = units.loc[head.scope_code or pack.city.code]
    open_venues = pack.venues[pack.venues["status"] == "open"]
    if head.scope_code:
        open_venues = open_venues[open_venues["county"] == head.scope_code]
    text = t("report.overview", lang, scope=head.scope, venues=f"{len(open_venues):,}")
    residents, seniors = lists.known(unit["population"]), lists.known(unit["population_60plus"])
    if residents is None:
        return text
    share = ""
    if seniors is not None and residents:
        words = {"people": people(seniors, lang), "share": percent(seniors / residents)}
        share = t("report.overview_seniors", lang, **words)
    lead = t(
        "report.overview_people",
        lang,
        scope=head.scope,
        people=people(residents, lang),
        year=f"{unit['population_year']:.0f}",
        seniors=share,
    )
    return lead + text


def _standing(pack: CityPack, verdicts: pd.DataFrame, scope: str, lang: Lang) -> tuple[Clause, ...]:
    """All requirements that apply somewhere in the scope, in the pack's order."""
    counts = tally(verdicts)
    above = roll_up(verdicts, pack.units, "county" if scope else "city").set_index("requirement")
    found = []
    for rule in pack.requirements:
        if rule.id not in counts.index:
            continue
        row, people_of = counts.loc[rule.id], above.loc[rule.id]
        n = {status: int(row[status]) for status in STATUSES}
        known = n["met"] > 0 and people_of["population_met"] == people_of["population_met"]
        met = float(people_of["population_met"]) if known else None
        share = (
            met / float(people_of["population"]) if met and people_of["population"] > 0 else None
        )
        found.append(
            Clause(
                id=rule.id,
                clause=rule.clause,
                title=pick(rule.title, rule.title_en, lang),
                level=rule.level,
                strength=rule.strength,
                **n,
                total=int(row["total"]),
                figure=figure(rule, row, lang),
                words=t("coverage.words", lang, **{s: f"{count:,}" for s, count in n.items()}),
                sentence=_alone(pack, verdicts, rule.id, lang)
                if sum(n.values()) == 1
                else _sentence(n, of_level(rule.level, sum(n.values()), lang), met, share, lang),
                population_met=met,
                population_share=share,
            )
        )
    return tuple(found)


def _alone(pack: CityPack, verdicts: pd.DataFrame, requirement: str, lang: Lang) -> str:
    """The verdict of the only unit that a requirement is about."""
    one = verdicts[verdicts["requirement"] == requirement].iloc[0]
    name = unit_name(pack, one["unit"], lang)
    status = t(f"coverage.status_{one['status']}", lang)
    return t("report.sentence_one", lang, name=name, status=status)


def _sentence(
    n: dict[Status, int], units: str, met: float | None, share: float | None, lang: Lang
) -> str:
    counts = {status: f"{count:,}" for status, count in n.items() if count}
    parts = [t(f"report.count_{status}", lang, n=count) for status, count in counts.items()]
    text = t("report.sentence", lang, units=units, parts=joined(parts, lang))
    if met is not None and share is not None:
        text += t("report.sentence_people", lang, people=people(met, lang), share=percent(share))
    return text


def _sum(standing: tuple[Clause, ...], lang: Lang) -> str:
    """All required clauses of the scope in one sentence; all, where the plan binds to none."""
    required = [clause for clause in standing if clause.strength == "required"]
    key = "report.standing_words" if required else "report.standing_words_encouraged"
    clauses = required or standing
    n = {status: sum(clause.count(status) for clause in clauses) for status in STATUSES}
    words = {status: f"{count:,}" for status, count in n.items()}
    total = f"{sum(n.values()):,}"
    text = t(key, lang, clauses=len(clauses), total=total, **words)
    return text + t("report.standing_unknown", lang) if n["unreported"] else text


def _chosen(choices: Choices, standing: tuple[Clause, ...]) -> tuple[MapChoice, ...]:
    """The map slides asked for; by default every required clause on towns of which some is known.

    A map on which everything is unreported shows nothing that a number does not.
    """
    return choices.maps or tuple(
        MapChoice(c.id)
        for c in standing
        if c.level == "town" and c.strength == "required" and c.unreported < c.total
    )


def _map(
    city: City, verdicts: pd.DataFrame, clause: Clause, choice: MapChoice, head: Head
) -> MapSlide:
    pack, lang = city.pack, head.lang
    own = verdicts[verdicts["requirement"] == clause.id]
    shown = by_area(pack, own, lang)
    ground = city.hexagons if choice.drawing == "hexagons" else city.shapes
    named = []
    for status in STATUSES:
        codes = list(shown.index[shown["status"] == status])
        if codes:
            named.append(_named(pack, status, codes, lang))
    return MapSlide(
        clause=clause,
        drawing=choice.drawing,
        figure=draw_map.status_map(city, shown, clause, choice.drawing, head),
        named=tuple(named),
        note=t("coverage.map_village_note", lang) if clause.level == "village" else "",
        undrawn=_by_county(pack, [c for c in shown.index if c not in ground.index], lang),
    )


def _named(pack: CityPack, status: Status, codes: list[str], lang: Lang) -> Named:
    return Named(
        status=status,
        label=t(f"coverage.status_{status}", lang),
        count=len(codes),
        counties=_by_county(pack, codes, lang),
    )


def _by_county(
    pack: CityPack, codes: Iterable[str], lang: Lang
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names of units, each county's after its own name: two counties may have one alike."""
    counties: dict[str, list[str]] = {}
    for code in codes:
        counties.setdefault(pack.units.at[code, "county"], []).append(unit_name(pack, code, lang))
    return tuple(
        (unit_name(pack, county, lang) if county else "", tuple(names))
        for county, names in counties.items()
    )
