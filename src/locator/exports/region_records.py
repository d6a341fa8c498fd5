"""Answers about a region as plain records, see :mod:`locator.exports.records`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.exports.records import LOCATED, Record, located, problems, rows
from locator.pack.model import STATUSES
from locator.region.coverage import compared
from locator.settings import COMPARED_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.problems import Problem
    from locator.region.cities import CityAnswer
    from locator.region.coverage import RegionCoverage
    from locator.region.near import NearAnswer
    from locator.wording.catalogue import Lang

FIGURES = (*STATUSES, "total", "share", "reported")
TOTAL = ("requirement", *FIGURES, "cities")
UNIT = ("pack", "unit", "name", "requirement", *FIGURES)
COMPARED = ("requirement", "rank", "pack", "unit", "name", *FIGURES)
NEAR = ("pack", *LOCATED)


def coverage(counted: RegionCoverage, lang: Lang) -> Record:
    """``region, clauses, total, cities, counties, failed, other_rules``.

    Numbers are units: ``share`` = met / total and ``reported`` = (met + gap) / total.
    """
    region = counted.region
    return {
        "region": {"code": region.code, "name": region.name, "name_en": region.name_en},
        "clauses": clauses(counted),
        "total": rows(counted.total, TOTAL),
        "cities": rows(counted.cities, UNIT),
        "counties": rows(counted.counties, UNIT),
        "failed": failed(counted.failures.items(), lang),
        "other_rules": other_rules(counted),
    }


def clauses(coverage: RegionCoverage) -> list[Record]:
    """``id, clause, title, level, strength`` of each clause."""
    return [
        {"id": r.id, "clause": r.clause, "title": r.title, "level": r.level, "strength": r.strength}
        for r in coverage.rules
    ]


def other_rules(coverage: RegionCoverage) -> list[Record]:
    """``pack, requirement`` of verdicts that were left out, being by another rule."""
    return [{"pack": pack, "requirement": rule} for pack, rule in coverage.other_rules]


def failed(failures: Iterable[tuple[str, tuple[Problem, ...]]], lang: Lang) -> list[Record]:
    """Cities that did not answer, each with its errors."""
    return [
        {"pack": pack, "problems": problems((p for p in found if p.severity == "error"), lang)}
        for pack, found in failures
    ]


def comparison(
    coverage: RegionCoverage, requirements: Sequence[str], least: float = COMPARED_FROM
) -> list[Record]:
    """Cities side by side on each clause; ``rank`` is None where ranking would not be fair."""
    return [
        record
        for requirement in requirements
        for record in rows(compared(coverage, requirement, least)[0], COMPARED)
    ]


def near(answers: Sequence[CityAnswer[NearAnswer]], limit: int) -> list[Record]:
    """The nearest venues of all cities, nearest first, with the city's folder as ``pack``."""
    found = [
        {"pack": one.name, **record}
        for one in answers
        if one.value is not None
        for record in located(one.value.venues)
    ]
    return sorted(found, key=lambda record: record["distance_m"])[:limit]
