"""What is known of a region → the one report that every file shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from locator.coverage.tables import reported_share
from locator.pack.model import STATUSES
from locator.reports.building.head import head_by
from locator.reports.content.region import CitiesMap, CityLine, RegionReport
from locator.reports.content.report import Clause, Head, Series
from locator.reports.drawing import chart as draw_chart
from locator.reports.drawing import map as draw_map
from locator.settings import COMPARED_FROM
from locator.wording.catalogue import Lang, pick, t
from locator.wording.figures import percent
from locator.wording.names import listed, name_of
from locator.wording.region import (
    city_areas,
    clause_sentence,
    compared_sentence,
    invented_note,
    lead,
)
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import Requirement
    from locator.region.coverage import RegionCoverage
    from locator.region.served import RegionAnswer

#: Maps of a deck: of the clauses on towns of which most is known.
_MAPS = 2
#: Cities that a bar chart holds, and that a sentence names.
_BARS, _NAMED = 14, 6


def build_region(
    answer: RegionAnswer, lang: Lang, approval: str = "", compared_from: float = COMPARED_FROM
) -> RegionReport:
    """The report on a region.

    Parameters
    ----------
    answer
        What is known of it.
    lang, approval, compared_from
        As in :func:`locator.reports.building.build.build`.
    """
    found = answer.coverage
    about = _head(answer, lang, approval, compared_from)
    total = found.total.set_index("requirement")
    rules = [rule for rule in found.rules if rule.id in total.index]
    clauses = tuple(_clause(rule, total.loc[rule.id], lang) for rule in rules)
    required = {rule.id for rule in rules if rule.strength == "required"}
    lines = tuple(_lines(found, lang))
    cities = tuple(_cities(found, required, lang))
    reported = _reported(cities, about)
    known = sorted(
        (c for c in clauses if c.level == "town" and c.strength == "required" and c.met + c.gap),
        key=lambda c: c.unreported / c.total,
    )
    failed = [
        t("region.city_failed", lang, pack=pack, reason=t("site.reason_pack", lang))
        for pack in found.failures
    ]
    return RegionReport(
        head=about,
        lead=lead(found, lang),
        clauses=clauses,
        cities=cities,
        lines=lines,
        reported=reported,
        chart=_chart(cities, reported, about),
        maps=tuple(_map(answer, clause, about) for clause in known[:_MAPS]),
        failed=tuple(failed),
        asks=tuple(_asks(cities, clauses, lang)),
    )


def _head(answer: RegionAnswer, lang: Lang, approval: str, compared_from: float) -> Head:
    method = [t("coverage.meaning", lang), t("report.method_count", lang)]
    method += [t("region.map_note", lang), t("report.method_record", lang)]
    about = head_by(answer.pack, "", method, lang, approval, compared_from)
    return replace(about, watermark_note=invented_note(answer.coverage, lang))


def _clause(rule: Requirement, row: Any, lang: Lang) -> Clause:
    n: dict[Any, int] = {status: int(row[status]) for status in STATUSES}
    total = int(row["total"])
    return Clause(
        id=rule.id,
        clause=rule.clause,
        title=pick(rule.title, rule.title_en, lang),
        level=rule.level,
        strength=rule.strength,
        **n,
        total=total,
        figure=t(f"coverage.of_{rule.level}", lang, n=f"{n['met']:,}", total=f"{total:,}"),
        words=t("coverage.words", lang, **{s: f"{count:,}" for s, count in n.items()}),
        sentence=clause_sentence(rule, row, lang),
        population_met=None,
        population_share=None,
    )


def _lines(coverage: RegionCoverage, lang: Lang) -> list[CityLine]:
    names = {one.code: name_of(one, lang) for one in coverage.names.values()}
    titles = {rule.id: pick(rule.title, rule.title_en, lang) for rule in coverage.rules}
    return [
        CityLine(row.unit, names[row.unit], titles[row.requirement],
                 row.met, row.gap, row.unreported, row.total, row.reported)
        for row in coverage.cities.itertuples()
    ]  # fmt: skip # a record a line


def _cities(coverage: RegionCoverage, required: set[str], lang: Lang) -> list[CityLine]:
    """The binding clauses of each city summed up, in the region's order."""
    own = coverage.cities[coverage.cities["requirement"].isin(required)]
    sums = own.groupby("unit")[[*STATUSES, "total"]].sum()
    cities = [one for one in coverage.names.values() if one.code in sums.index]
    lines = []
    for one in cities:
        met, gap, unreported, total = (int(n) for n in sums.loc[one.code])
        share = reported_share(met, gap, unreported)
        lines.append(CityLine(one.code, name_of(one, lang), "", met, gap, unreported, total, share))
    return lines


def _reported(cities: tuple[CityLine, ...], head: Head) -> str:
    """What share the cities have reported of the binding clauses."""
    if not cities:
        return t("region.compared_none", head.lang)
    low = min(cities, key=lambda one: one.reported)
    high = max(cities, key=lambda one: one.reported)
    ends = {k: f"{one.name} {percent(one.reported)}" for k, one in (("low", low), ("high", high))}
    text = t("region.compared_reported", head.lang, n=len(cities), **ends)
    if low.reported >= head.compared_from:
        return text
    return text + t("region.compared_unranked", head.lang, least=f"{head.compared_from:.0%}")


def _chart(cities: tuple[CityLine, ...], reported: str, head: Head) -> Any:
    lang, shown = head.lang, cities[:_BARS]
    series = tuple(
        Series(status_text(s, lang), tuple(float(one.count(s)) for one in shown), s)
        for s in STATUSES
    )
    if len(cities) > len(shown):
        reported += t("report.chart_bars", lang, n=len(shown))
    caption = draw_chart.Caption("cities", t("region.chart", lang), reported)
    return draw_chart.stacked(caption, tuple(one.name for one in shown), series, head)


def _map(answer: RegionAnswer, clause: Clause, head: Head) -> CitiesMap:
    lang = head.lang
    shown = city_areas(answer, clause.id, lang)
    names = {one.code: name_of(one, lang) for one in answer.coverage.names.values()}
    # Cities are drawn as the counties of a city are.
    figure = draw_map.status_map(answer, shown, replace(clause, level="county"), "geography", head)
    order: tuple[Any, ...] = ("gap", "met", "unreported")
    named = [(s, tuple(names[c] for c in shown.index[shown["status"] == s])) for s in order]
    return CitiesMap(
        clause,
        figure,
        compared_sentence(answer.coverage, clause.id, lang, head.compared_from),
        tuple((status, cities) for status, cities in named if cities),
    )


def _asks(cities: tuple[CityLine, ...], clauses: tuple[Clause, ...], lang: Lang) -> list[str]:
    """What the data ask for: known gaps to be closed, and who reports what nobody knows."""
    found = []
    short = [c for c in clauses if c.strength == "required" and c.gap]
    if short:
        titles = _first([c.title for c in short], lang)
        n = f"{sum(c.gap for c in short):,}"
        found.append(t("region.ask_gaps", lang, n=n, m=len(short), titles=titles))
    owing = sorted((one for one in cities if one.unreported), key=lambda one: -one.unreported)
    if owing:
        names = _first([f"{one.name} {one.unreported:,}" for one in owing], lang)
        total = f"{sum(one.unreported for one in owing):,}"
        found.append(t("region.ask_report", lang, n=len(owing), total=total, names=names))
    return found


def _first(names: Sequence[str], lang: Lang) -> str:
    """Names in a row, the first of many."""
    row = listed(names[:_NAMED], lang)
    return t("report.change_names_more", lang, names=row) if len(names) > _NAMED else row
