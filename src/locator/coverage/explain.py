"""Why a verdict is what it is: the records that counted, those that did not, what would close it.

The answer holds codes and frames; :mod:`locator.wording.explain` turns it into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.coverage.verdicts import counts, is_recognised
from locator.pack.model import IndicatorRule, asks_recognition, cells, layers_of
from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.pack.model import CityPack, Layer, Status
from locator.pack.model import Requirement


@dataclass(frozen=True, slots=True)
class Closing:
    """One thing that would change the verdict: a message key with its parameters."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The evidence behind one verdict.

    Attributes
    ----------
    verdict
        ``status, have, need, short`` as in :func:`locator.coverage.verdicts.evaluate`.
    counted
        Venues that count (rows of ``pack.venues``).
    not_counted
        Venues of the rule's layers that do not, with a column ``reason``: ``planned``,
        ``suspended``, ``closed``, ``not_recognised``, or ``above`` (known only by a unit above,
        so it may or may not lie here).
    values
        Values of the indicator for the unit, latest year first.
    declarations
        Rows of ``pack.reporting`` by the unit or one above it for layers of the rule.
    undeclared
        Layers of the rule that nobody declared complete for this unit.
    closing
        What would close the gap, or settle what is unreported; empty when met.
    """

    unit: str
    requirement: Requirement
    status: Status
    have: float
    need: float
    short: float
    counted: pd.DataFrame
    not_counted: pd.DataFrame
    values: pd.DataFrame
    declarations: pd.DataFrame
    undeclared: tuple[Layer, ...]
    closing: tuple[Closing, ...]


def explain(pack: CityPack, verdicts: pd.DataFrame, unit: str, requirement_id: str) -> Explanation:
    """Evidence for the verdict of one requirement on one unit.

    Parameters
    ----------
    verdicts
        Those of the pack, as :func:`locator.coverage.verdicts.evaluate_pack` gives them.

    Raises
    ------
    QueryError
        No such unit or requirement, or the requirement does not apply to the unit.
    """
    if unit not in pack.units.index:
        raise QueryError(Problem("error", "explain.no_unit", value=unit))
    if requirement_id not in {r.id for r in pack.requirements}:
        params = {"known": ", ".join(r.id for r in pack.requirements)}
        raise QueryError(
            Problem("error", "explain.no_requirement", value=requirement_id, params=params)
        )
    own = verdicts[(verdicts["unit"] == unit) & (verdicts["requirement"] == requirement_id)]
    if own.empty:
        params = {"requirement": requirement_id}
        raise QueryError(Problem("error", "explain.not_applicable", value=unit, params=params))
    verdict = own.iloc[0]
    rule = pack.requirement(requirement_id)
    lineage = _lineage(pack.units, unit)
    counted, not_counted = _venues(pack, rule, unit, lineage)
    declarations = pack.reporting[
        pack.reporting["unit"].isin(lineage) & pack.reporting["layer"].isin(layers_of(rule))
    ]
    undeclared = tuple(
        pack.catalogue.layers[layer]
        for layer in layers_of(rule)
        if layer not in set(declarations["layer"])
    )
    indicator = rule.indicator if isinstance(rule, IndicatorRule) else None
    values = pack.indicators[
        (pack.indicators["unit"] == unit) & (pack.indicators["indicator"] == indicator)
    ].sort_values("year", ascending=False)
    return Explanation(
        unit=unit,
        requirement=rule,
        status=verdict["status"],
        have=float(verdict["have"]),
        need=float(verdict["need"]),
        short=float(verdict["short"]),
        counted=counted,
        not_counted=not_counted,
        values=values,
        declarations=declarations,
        undeclared=undeclared,
        closing=closings(pack, own)[0],
    )


def closings(pack: CityPack, verdicts: pd.DataFrame) -> list[tuple[Closing, ...]]:
    """What would turn each verdict into *met*, as :func:`explain` says of one.

    Records and declarations are counted once a requirement, not once a verdict.
    """
    declared = set(cells(pack.reporting, "unit", "layer"))
    recorded = pack.venues.groupby(["layer", "unit"], sort=False).size().to_dict()
    found = []
    for verdict in verdicts.to_dict("records"):
        rule = pack.requirement(verdict["requirement"])
        lineage = _lineage(pack.units, verdict["unit"])
        undeclared = tuple(
            pack.catalogue.layers[layer]
            for layer in layers_of(rule)
            if not any((unit, layer) in declared for unit in lineage)
        )
        above = sum(
            recorded.get((layer, unit), 0) for layer in layers_of(rule) for unit in lineage[1:]
        )
        found.append(_closing(pack, rule, verdict, undeclared, above))
    return found


def _lineage(units: pd.DataFrame, unit: str) -> list[str]:
    """The unit and every unit above it, nearest first."""
    line = [unit]
    while parent := str(units.at[line[-1], "parent"]):
        line.append(parent)
    return line


def _venues(
    pack: CityPack, rule: Requirement, unit: str, lineage: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    venues, level = pack.venues, pack.units.at[unit, "level"]
    if level == "city":
        below = pd.Series(data=True, index=venues.index)
    else:
        below = venues[str(level) if level in {"county", "town"} else "unit"] == unit
    above = venues["unit"].isin(lineage[1:])
    # The few rows in question are taken first: a city's table is wide, and asked once a gap.
    venues = venues[venues["layer"].isin(layers_of(rule)) & (below | above)]
    ok = counts(
        venues["status"],
        is_recognised(venues["recognition"]),
        recognised_only=asks_recognition(rule),
    )
    reason = venues["status"].replace("open", "not_recognised").mask(ok, "")
    reason = reason.mask(above[venues.index], "above")
    counted = venues[reason == ""]
    not_counted = venues.assign(reason=reason)[reason != ""]
    return counted, not_counted


def _closing(
    pack: CityPack,
    rule: Requirement,
    verdict: Mapping[Any, Any],
    undeclared: tuple[Layer, ...],
    above: int,
) -> tuple[Closing, ...]:
    if verdict["status"] == "met":
        return ()
    steps: list[Closing] = []
    if isinstance(rule, IndicatorRule):
        unit = pack.units.loc[verdict["unit"]]
        if rule.per_10000 is not None and pd.isna(unit["population"]):
            steps.append(Closing("explain.close_population"))
        if pd.isna(verdict["have"]):
            steps.append(Closing("explain.close_value"))
        elif pd.isna(verdict["short"]) and not steps:
            steps.append(Closing("explain.close_any"))
        elif not steps:
            steps.append(Closing("explain.close_short", {"short": f"{verdict['short']:.0f}"}))
        return tuple(steps)
    kind = "explain.close_recognised" if rule.recognised else "explain.close_venues"
    missing = verdict["need"] - verdict["have"]
    steps.append(Closing(kind, {"short": f"{missing:.0f}"}))
    if above:
        steps.append(Closing("explain.close_above", {"n": above}))
    if undeclared:
        steps.append(Closing("explain.close_declare", {"n": len(undeclared)}))
    return tuple(steps)
