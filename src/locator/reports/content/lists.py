"""The lists of a report: scorecard, gaps, what nobody reported, evidence, sources, appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.coverage.explain import closings
from locator.coverage.questions import offices
from locator.coverage.tables import scorecard
from locator.exports.records import plain
from locator.pack.model import LEVELS, layers_asked
from locator.reports.content.annex import EvidenceLine, Indicator, Matrix, SourceUse
from locator.reports.content.report import Gap, Score, Unreported
from locator.wording.catalogue import Lang, pick, t
from locator.wording.explain import closing_text
from locator.wording.figures import date_text
from locator.wording.names import name_of, names_of, unit_name
from locator.wording.verdicts import matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack, Level
    from locator.reports.content.report import Head


def known(value: float) -> float | None:
    """A number, None for unknown."""
    return None if pd.isna(value) else float(value)


def scores(pack: CityPack, verdicts: pd.DataFrame, head: Head) -> tuple[Score, ...]:
    """One row a county; in a report on one county, or where there is none, one row a town."""
    scope, lang = head.scope_code, head.lang
    table = scorecard(pack, verdicts, head.parts, head.compared_from)
    if scope:
        table = table[table.index.map(pack.units["county"]) == scope]
    return tuple(
        Score(
            code=str(code),
            name=unit_name(pack, str(code), lang),
            population=known(row["population"]),
            population_60plus=known(row["population_60plus"]),
            share_60=known(row["share_60"]),
            venues=int(row["venues"]),
            per_10000=known(row["per_10000"]),
            met=int(row["met"]),
            gap=int(row["gap"]),
            unreported=int(row["unreported"]),
        )
        for code, row in table.iterrows()
    )


def parts_of(pack: CityPack, scope: str) -> Level:
    """The level of the units that a scope is made of; 东莞 and 中山 have no counties."""
    return "town" if scope or not (pack.units["level"] == "county").any() else "county"


def score_note(pack: CityPack, table: Sequence[Score], head: Head) -> str:
    """Of which year the population is, and what its rate means where the table has one."""
    scope, lang = head.scope_code, head.lang
    units = pack.units[pack.units["level"] == head.parts]
    years = (units[units["county"] == scope] if scope else units)["population_year"].dropna()
    if years.empty:
        return t("report.population_unknown", lang)
    rated = any(score.per_10000 is not None for score in table)
    key = "coverage.population_note" if rated else "report.population_year"
    return t(key, lang, year=f"{years.max():.0f}")


def gaps(pack: CityPack, verdicts: pd.DataFrame, lang: Lang) -> tuple[Gap, ...]:
    """Every gap, required clauses first, in the order of requirements and units."""
    lacking = verdicts[verdicts["status"] == "gap"]
    found = []
    for verdict, closing in zip(lacking.itertuples(), closings(pack, lacking), strict=True):
        rule, county = pack.requirement(verdict.requirement), pack.units.at[verdict.unit, "county"]
        found.append(
            Gap(
                code=verdict.unit,
                name=unit_name(pack, verdict.unit, lang),
                county=unit_name(pack, county, lang) if county else "",
                requirement=rule.id,
                title=pick(rule.title, rule.title_en, lang),
                clause=rule.clause,
                strength=rule.strength,
                have=known(float(verdict.have)),
                need=known(float(verdict.need)),
                short=known(float(verdict.short)),
                closing=tuple(closing_text(step, lang) for step in closing),
            )
        )
    return tuple(sorted(found, key=lambda gap: gap.strength != "required"))


def unreported(
    pack: CityPack, verdicts: pd.DataFrame, scope: str, lang: Lang
) -> tuple[Unreported, ...]:
    """What each office may be asked about, by office, then requirement, required ones first."""
    units = pack.units
    table = verdicts[["requirement", "unit", "status"]].copy()
    table["ask"] = table["unit"].map(offices(pack, scope))
    table["open"] = table["status"] == "unreported"
    rules = {rule.id: rule for rule in pack.requirements}
    names = names_of(pack.units, lang)
    found = []
    for (ask, requirement), group in table.groupby(["ask", "requirement"], sort=False):
        open_units = group.loc[group["open"], "unit"]
        if open_units.empty:
            continue
        rule = rules[str(requirement)]
        found.append(
            Unreported(
                ask=str(ask),
                ask_name=names[str(ask)],
                requirement=rule.id,
                title=pick(rule.title, rule.title_en, lang),
                level=rule.level,
                strength=rule.strength,
                count=len(open_units),
                total=len(group),
                names=tuple(names[code] for code in open_units),
            )
        )
    place = {code: number for number, code in enumerate(units.index)}
    return tuple(sorted(found, key=lambda row: (place[row.ask], row.strength != "required")))


def answers_for(pack: CityPack, verdicts: pd.DataFrame, scope: str) -> frozenset[tuple[str, str]]:
    """Office and requirement, where the office answers for a unit of which it is required."""
    asked = verdicts["unit"].map(offices(pack, scope))
    return frozenset(zip(asked, verdicts["requirement"], strict=True))


def indicators(pack: CityPack, scope: str, lang: Lang) -> tuple[Indicator, ...]:
    """All values of the scope's units, latest year first within a unit."""
    titles = {code: pick(r.title, r.title_en, lang) for code, r in pack.indicators_asked.items()}
    table = pack.indicators.sort_values("year", ascending=False, kind="stable")
    table = table[table["unit"].isin(_within(pack, scope))]
    place = {code: number for number, code in enumerate(pack.units.index)}
    names = names_of(pack.units, lang)
    rows = [
        Indicator(
            code=row["unit"],
            name=names[row["unit"]],
            indicator=row["indicator"],
            title=titles.get(row["indicator"], row["indicator"]),
            value=float(row["value"]),
            year=str(plain(row["year"])),
            source=row["source"],
        )
        for _, row in table.iterrows()
    ]
    return tuple(sorted(rows, key=lambda row: (row.indicator, place[row.code])))


def evidence(pack: CityPack, scope: str, lang: Lang) -> tuple[EvidenceLine, ...]:
    """Venues of the scope of those kinds that requirements count."""
    asked = layers_asked(pack.requirements)
    venues = pack.venues[pack.venues["layer"].isin(asked)]
    venues = venues[venues["unit"].isin(_within(pack, scope))]
    layers, names = pack.catalogue.layers, names_of(pack.units, lang)
    return tuple(
        EvidenceLine(
            id=row["id"],
            name=name_of(row, lang),
            kind=pick(layers[row["layer"]].name, layers[row["layer"]].name_en, lang),
            code=row["unit"],
            place=names[row["unit"]],
            status=_venue_status(row["status"], lang),
            recognition=row["recognition"],
            source=row["source"],
            source_date=row["source_date"],
            collected_date=row["collected_date"],
            licence=row["licence"],
        )
        for row in venues.to_dict("records")
    )


def _venue_status(status: str, lang: Lang) -> str:
    return t("report.open", lang) if status == "open" else t(f"explain.reason_{status}", lang)


def sources(pack: CityPack, scope: str, lang: Lang) -> tuple[SourceUse, ...]:
    """Where the records of the scope came from, most used first within each kind."""
    within = _within(pack, scope)
    venues = pack.venues[pack.venues["unit"].isin(within)]
    units = pack.units[pack.units["code"].isin(within)].assign(licence="", source_date="")
    outlines = pd.DataFrame(pack.outlines[["source", "licence"]]).assign(source_date="")
    values = pack.indicators[pack.indicators["unit"].isin(within)].assign(licence="")
    declared = pack.reporting[pack.reporting["unit"].isin(within)].assign(licence="")
    parts = (
        ("venues", venues),
        ("units", units),
        ("indicators", values.assign(source_date=values["year"].map(plain).astype("str"))),
        ("declarations", declared.assign(source_date=declared["as_of"])),
        ("outlines", outlines),
    )
    found: list[SourceUse] = []
    for what, table in parts:
        grouped: Any = table.groupby(["source", "licence"], sort=False)["source_date"]
        uses = [
            SourceUse(
                what=t(f"report.source_{what}", lang),
                source=source,
                licence=licence,
                records=len(dates),
                latest=date_text(max(dates), lang),
            )
            for (source, licence), dates in grouped
        ]
        found += sorted(uses, key=lambda use: -use.records)
    return tuple(found)


def appendix(pack: CityPack, verdicts: pd.DataFrame, lang: Lang) -> tuple[Matrix, ...]:
    """All units of the scope against the requirements of their level, the city first."""
    titles = {rule.id: pick(rule.title, rule.title_en, lang) for rule in pack.requirements}
    names, found = names_of(pack.units, lang), []
    for level in LEVELS:
        table = matrix(pack, verdicts, level, lang)
        if table.empty:
            continue
        ids = list(table.columns[2:])
        rows = tuple(
            (str(code), row[0], row[1], tuple(row[2:]))
            for code, row in zip(table.index, table.itertuples(index=False, name=None), strict=True)
        )
        columns = tuple((rule, titles[rule]) for rule in ids)
        town = pack.units.loc[table.index, "town"]
        towns = tuple(names[code] if code else "" for code in town)
        found.append(Matrix(level, t(f"coverage.level_{level}", lang), columns, rows, towns))
    return tuple(found)


def _within(pack: CityPack, scope: str) -> set[str]:
    """Codes of the scope's units, itself included."""
    units = pack.units
    return set(units.index[units["county"] == scope] if scope else units.index)
