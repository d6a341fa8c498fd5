"""What must hold of the clauses of a plan: that some unit can be asked, and can meet them; and of
declarations, that the plan asks for them.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.model import LEVELS, IndicatorRule, VenueRule, cells
from locator.pack.tables import located
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from locator.pack.model import Requirement
    from locator.problems import Problems

#: More venues than any unit of the level could be asked for: a large city has 7000 villages, a
#: large county 1000, a large town 100.
_MOST_VENUES = {"city": 20_000, "county": 2_000, "town": 200, "village": 20}
#: Of so many persons ``per_10000`` counts.
_PERSONS = 10_000
#: No figure of a unit is above this, not even a province's money.
_MOST_FIGURE = 1_000_000_000_000


def check_requirements(
    problems: Problems,
    rules: Mapping[str, tuple[int | None, Requirement]],
    units: pd.DataFrame,
    indicators: pd.DataFrame,
    known: Collection[str],
) -> None:
    """Clauses about no unit, figures that no clause asks for, and such as nobody ``known`` has."""
    file = REQUIREMENTS_FILE
    own = units[units["counts"] == "yes"]
    every, counted = _kinds(units), _kinds(own)
    _check_levels(problems, rules, set(own["level"]))
    for row, rule in rules.values():
        below = LEVELS[LEVELS.index(rule.level) + 1 :]
        for column, kinds in (
            ("unit_kind", counted[rule.level]),
            ("has_kind", sorted(set().union(*(every[level] for level in below)))),
        ):
            kind = getattr(rule, column)
            if kind and kind not in kinds:
                problems.warning(
                    "problem.kind_of_none", file, row, column, kind, choices=", ".join(kinds)
                )
        _check_amounts(problems, row, rule, own)
    asked = [rule.indicator for _, rule in rules.values() if isinstance(rule, IndicatorRule)]
    for row, rule in rules.values():
        if isinstance(rule, IndicatorRule) and rule.indicator not in {
            *known, *indicators["indicator"]
        }:  # fmt: skip # as one condition
            problems.warning(
                "problem.indicator_new", file, row, "indicator", rule.indicator,
                choices=", ".join(known),
            )  # fmt: skip # as one call
    idle = ~indicators["indicator"].isin(asked) & (indicators["indicator"] != "")
    for at, row, name in located(indicators, idle, "indicator"):
        problems.warning(
            "problem.indicator_unasked",
            at,
            row,
            "indicator",
            name,
            choices=", ".join(dict.fromkeys(asked)) or "—",
        )


def check_declared(
    problems: Problems,
    reporting: pd.DataFrame,
    units: pd.DataFrame,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """Declarations by a unit below every level at which the plan asks for the layer."""
    asked: dict[str, int] = {}
    for _, rule in rules.values():
        for layer in rule.layers if isinstance(rule, VenueRule) else ():
            asked[layer] = max(asked.get(layer, 0), LEVELS.index(rule.level))
    level = dict(cells(units, "code", "level"))
    lowest = reporting["layer"].map(asked)
    own = reporting["unit"].map(level).map({name: n for n, name in enumerate(LEVELS)})
    for file, row, layer in located(reporting, own > lowest, "layer"):
        problems.warning(
            "problem.declared_below",
            file,
            row,
            "layer",
            layer,
            level=Words((f"vocabulary.kind_{LEVELS[asked[layer]]}",)),
        )


def _check_levels(
    problems: Problems, rules: Mapping[str, tuple[int | None, Requirement]], levels: set[str]
) -> None:
    """Clauses about a level of which no unit counts, said once a level."""
    for level in LEVELS:
        rows = [row or 0 for row, rule in rules.values() if rule.level == level]
        if rows and level not in levels:
            problems.warning(
                "problem.level_of_none", REQUIREMENTS_FILE, rows[0], "level", level,
                n=len(rows), lines=", ".join(map(str, rows)),
            )  # fmt: skip # as one call


def _check_amounts(
    problems: Problems, row: int | None, rule: Requirement, units: pd.DataFrame
) -> None:
    """Amounts that no unit can have, or that nothing can be divided by."""
    file = REQUIREMENTS_FILE
    if isinstance(rule, VenueRule):
        for layer in sorted({one for one in rule.layers if rule.layers.count(one) > 1}):
            problems.warning("problem.layer_again", file, row, "layers", layer)
        most = _MOST_VENUES[rule.level]
        if rule.minimum > most:
            problems.warning("problem.min_much", file, row, "min", rule.minimum, most=most)
    elif (rule.minimum or 0) > _MOST_FIGURE:
        problems.warning("problem.min_much", file, row, "min", rule.minimum, most=_MOST_FIGURE)
    elif rule.per_10000:
        asked = units[units["level"] == rule.level]
        told = rule.level in {"county", "town"}  # what a pack lacks is counted of these
        if len(asked) and not told and asked["population"].isna().all():
            problems.warning(
                "problem.per_nobody",
                file,
                row,
                "per_10000",
                rule.per_10000,
                level=Words((f"vocabulary.kind_{rule.level}",)),
            )
        if rule.per_10000 > _PERSONS:
            problems.warning(
                "problem.min_much", file, row, "per_10000", rule.per_10000, most=_PERSONS
            )


def _kinds(units: pd.DataFrame) -> dict[str, list[str]]:
    """The kinds of units of each level, sorted."""
    kinds: dict[str, list[str]] = {level: [] for level in LEVELS}
    named = units.loc[units["level"].isin(LEVELS) & (units["kind"] != ""), ["level", "kind"]]
    for level, kind in sorted(named.drop_duplicates().itertuples(index=False)):
        kinds[level].append(kind)
    return kinds
