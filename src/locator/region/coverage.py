"""Verdicts of a region: the figures of each city, rolled up by county, city and region.

A city judges by its own pack; a clause is added up over the cities that judge it by the same rule,
and a city with another rule under the same id is named instead of being added in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from locator.coverage.tables import comparable, reported_share
from locator.coverage.verdicts import roll_up
from locator.pack.model import STATUSES, same_rule
from locator.settings import COMPARED_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.city import City
    from locator.pack.model import CityProfile, Requirement
    from locator.pack.region_file import Region
    from locator.problems import Problem
    from locator.region.cities import CityAnswer, RegionCity

#: Numbers of units, which can be added up; shares cannot.
_FIGURES = [*STATUSES, "total"]


@dataclass(frozen=True, slots=True, eq=False)
class CityFigures:
    """What a city says of its verdicts.

    ``cities`` has one row a requirement, ``counties`` one a requirement and county, as
    :func:`locator.coverage.verdicts.roll_up` makes them.
    """

    profile: CityProfile
    rules: tuple[Requirement, ...]
    cities: pd.DataFrame
    counties: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class RegionCoverage:
    """Where a region stands.

    Attributes
    ----------
    rules
        The clauses, each by the rule of the first city that has it.
    names
        Folder of each city that answered → its profile.
    total
        ``requirement, met, gap, unreported, total, share, reported, cities``: numbers of units,
        ``share`` = met / total, ``reported`` = (met + gap) / total, ``cities`` that judge so.
    cities, counties
        The same for each city and each county, with ``pack`` (the city's folder), ``unit`` and
        ``name`` instead of ``cities``.
    failures
        Folder of each city that did not answer → why.
    other_rules
        (folder, requirement) of verdicts that were left out, being by another rule.
    """

    region: Region
    rules: tuple[Requirement, ...]
    names: dict[str, CityProfile]
    total: pd.DataFrame
    cities: pd.DataFrame
    counties: pd.DataFrame
    failures: dict[str, tuple[Problem, ...]]
    other_rules: tuple[tuple[str, str], ...]


def figures(city: City) -> CityFigures:
    """Verdicts of a city as the figures that a region adds up."""
    pack = city.pack
    return CityFigures(
        pack.city,
        pack.requirements,
        roll_up(city.verdicts, pack.units, "city"),
        roll_up(city.verdicts, pack.units, "county"),
    )


def figures_of(city: RegionCity) -> CityFigures:
    """The same of a city that is still to be opened."""
    return figures(city.open())


def coverage_of(region: Region, answers: Sequence[CityAnswer[CityFigures]]) -> RegionCoverage:
    """Roll the figures of the cities up; those that did not answer are named."""
    rules: dict[str, Requirement] = {}
    other: list[tuple[str, str]] = []
    parts: dict[str, list[pd.DataFrame]] = {"cities": [], "counties": []}
    names = {one.name: one.value.profile for one in answers if one.value is not None}
    for one in answers:
        if one.value is None:
            continue
        apart = [r.id for r in one.value.rules if not same_rule(r, rules.setdefault(r.id, r))]
        other += [(one.name, rule) for rule in apart]
        for level, found in parts.items():
            frame: pd.DataFrame = getattr(one.value, level)
            found.append(frame[~frame["requirement"].isin(apart)].assign(pack=one.name))
    cities, counties = (_joined(found, rules) for found in parts.values())
    grouped = cities.groupby("requirement", sort=False, observed=True)
    total = grouped[_FIGURES].sum().assign(cities=grouped.size()).reset_index()
    shared = ["requirement", *_FIGURES, "share", "reported"]
    return RegionCoverage(
        region,
        tuple(rules.values()),
        names,
        _shares(total)[[*shared, "cities"]],
        cities[["pack", "unit", "name", *shared]],
        counties[["pack", "unit", "name", *shared]],
        {one.name: one.problems for one in answers if one.value is None},
        tuple(other),
    )


def compared(
    coverage: RegionCoverage, requirement: str, least: float = COMPARED_FROM
) -> tuple[pd.DataFrame, bool]:
    """Cities side by side on one clause, and whether they may be ranked by it.

    They may where in each of them the share ``least`` is reported
    (:func:`locator.coverage.tables.comparable`): else the order would be that of who reports.
    Ranked, the largest share comes first; else the order is that of the region, and ``rank`` is
    NaN.
    """
    rows = coverage.cities[coverage.cities["requirement"] == requirement].copy()
    fair = len(rows) > 0 and all(
        comparable(counts, least) for counts in rows[list(STATUSES)].itertuples(index=False)
    )
    rows["rank"] = rows["share"].rank(method="min", ascending=False) if fair else float("nan")
    return (rows.sort_values("rank", kind="stable") if fair else rows), fair


def _joined(parts: list[pd.DataFrame], rules: dict[str, Requirement]) -> pd.DataFrame:
    """Figures of many cities in the order of the clauses, then of the cities."""
    if not parts:
        columns = ["pack", "requirement", "unit", "name", *_FIGURES]
        return _shares(pd.DataFrame({column: [] for column in columns}))
    frame = pd.concat(parts, ignore_index=True)
    order = frame["requirement"].map({rule: number for number, rule in enumerate(rules)})
    return _shares(frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True))


def _shares(frame: pd.DataFrame) -> pd.DataFrame:
    statuses = frame[list(STATUSES)]
    reported = [reported_share(*counts) for counts in statuses.itertuples(index=False)]
    return frame.assign(share=frame["met"] / frame["total"], reported=reported)
