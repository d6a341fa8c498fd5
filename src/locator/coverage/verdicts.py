"""Requirement x unit → met, gap or unreported, and the rolled-up figures.

Pure functions of frames. A gap is claimed only where a unit has declared its list complete;
otherwise the absence of a record is *unreported* (the verdict's meaning is defined in
``geodata/README.md``). Evaluation joins by unit code and is counting, not geometry: venues are
counted once into a unit x layer matrix, which is added up along the parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from locator.pack.model import (
    LEVELS,
    NOT_RECOGNISED,
    RATE_BASE,
    STATUSES,
    CityPack,
    IndicatorRule,
    Requirement,
    VenueRule,
    layers_asked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from locator.pack.model import Level

#: Decimals kept before a shortfall is rounded up, so that 150.0000000001 does not become 151.
_SHORT_DECIMALS = 6

_MET, _GAP, _UNREPORTED = (STATUSES.index(s) for s in STATUSES)


def evaluate_pack(pack: CityPack) -> pd.DataFrame:
    """Verdicts of every requirement of a pack; see :func:`evaluate`."""
    return evaluate(pack.units, pack.venues, pack.requirements, pack.indicators, pack.reporting)


def evaluate(
    units: pd.DataFrame,
    venues: pd.DataFrame,
    requirements: Iterable[Requirement],
    indicators: pd.DataFrame,
    reporting: pd.DataFrame,
) -> pd.DataFrame:
    """Verdict of every requirement for every unit that it applies to.

    Parameters
    ----------
    units, venues, indicators, reporting
        Frames as :class:`locator.pack.model.CityPack` holds them. ``unit``, ``layer`` and
        ``status`` of ``venues`` may be categorical, which is faster on millions of rows.
    requirements
        The rules, in the order of the result.

    Returns
    -------
    DataFrame
        ``requirement, unit, name, status, have, need, short`` in the order of requirements and
        units. ``have`` is the number of venues that count, or the indicator's latest value (NaN
        when unreported). ``need`` is NaN when a rate lacks its population or the plan sets no
        number. ``short`` is need - have rounded up to a whole number, 0 when met, NaN when
        unreported: nobody knows what is missing where nobody reported.
    """
    tree = _Tree(units)
    rules = list(requirements)
    layers = sorted(layers_asked(rules))
    opened = _OpenVenues(tree, venues, layers)
    declared = _declared(tree, reporting, layers)
    latest = latest_values(indicators)

    parts = []
    for number, rule in enumerate(rules):
        where = tree.applicable(rule)
        if isinstance(rule, VenueRule):
            columns = np.array([layers.index(layer) for layer in rule.layers])
            have, unasked = opened.counted(rule, columns, where)
            need = np.full(len(where), rule.minimum, dtype=np.float64)
            # A list of places is no list of recognitions: a blank one may only be unasked.
            complete = declared[np.ix_(where, columns)].all(axis=1) & (have + unasked < need)
            status = np.where(have >= need, _MET, np.where(complete, _GAP, _UNREPORTED))
            short = np.where(status == _UNREPORTED, np.nan, np.maximum(need - have, 0))
        else:
            rows = latest[latest["indicator"] == rule.indicator]
            values = np.full(len(tree.codes) + 1, np.nan)  # the last: of units that are not there
            values[_positions(tree.codes, rows["unit"])] = rows["value"]
            have = values[where]
            need = _need(rule, tree.population[where])
            status, short = _indicator_verdict(have, need, has_threshold=rule.has_threshold)
        parts.append((np.full(len(where), number), where, status, have, need, short))
    return _assemble(tree, units, [rule.id for rule in rules], parts)


def _assemble(
    tree: _Tree,
    units: pd.DataFrame,
    ids: Sequence[str],
    parts: Sequence[tuple[NDArray[np.generic], ...]],
) -> pd.DataFrame:
    """One frame of the columns of each rule: its number, positions of units, status … short."""
    if not parts:
        parts = [tuple(np.zeros(0) for _ in range(6))]
    number, where, status, have, need, short = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    where = where.astype(np.int64)
    return pd.DataFrame(
        {
            "requirement": pd.array(ids, dtype="str").take(number.astype(np.int64)),
            "unit": tree.codes.array.take(where),
            "name": units["name"].array.take(where),
            "status": pd.array(STATUSES, dtype="str").take(status.astype(np.int64)),
            "have": have,
            "need": need,
            "short": short,
        }
    )


class _Tree:
    """Units by position: parents, levels and what a requirement applies to."""

    def __init__(self, units: pd.DataFrame) -> None:
        self.codes = pd.Index(units["code"])
        self.parent = self.codes.get_indexer(units["parent"])
        self.level = pd.Index(LEVELS).get_indexer(units["level"])
        self.counts = units["counts"].to_numpy(bool)
        self.kind = units["kind"]
        self.population = units["population"].to_numpy(np.float64)
        self._above: dict[Level, NDArray[np.int64]] = {}

    def applicable(self, rule: Requirement) -> NDArray[np.int64]:
        """Positions of the units that a requirement is about."""
        here = self.counts & (self.level == LEVELS.index(rule.level))
        if rule.unit_kind:
            here &= (self.kind == rule.unit_kind).to_numpy(bool)
        if rule.has_kind:
            of_kind = (self.kind == rule.has_kind).to_numpy(bool) & self.counts
            inside = self.above(rule.level)[of_kind]
            here &= np.bincount(inside[inside >= 0], minlength=len(here)) > 0
        return np.flatnonzero(here)

    def above(self, level: Level) -> NDArray[np.int64]:
        """For each unit the position of the one at a level that it is or lies in, or -1."""
        if level not in self._above:
            parent, levels = np.append(self.parent, -1), np.append(self.level, -1)
            at = np.arange(len(self.codes))
            for deeper in reversed(range(LEVELS.index(level) + 1, len(LEVELS))):
                at = np.where(levels[at] == deeper, parent[at], at)
            self._above[level] = np.where(levels[at] == LEVELS.index(level), at, -1)
        return self._above[level]

    def hand_down(self, matrix: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Give each unit what any unit above it has; rows (n_units, k) in, a new array out."""
        result = matrix.copy()
        for level in range(1, len(LEVELS)):
            rows = np.flatnonzero((self.level == level) & (self.parent >= 0))
            result[rows] |= result[self.parent[rows]]
        return result


def _positions(index: pd.Index[str], column: pd.Series[str]) -> NDArray[np.int32]:
    """Position of each value in the index, -1 for one that is not there."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes, column.cat.categories
    else:
        codes, values = pd.factorize(column)  # a text of many rows is looked up once
    return np.append(index.get_indexer(values), -1).astype(np.int32)[codes]


class _OpenVenues:
    """Open venues that stand in known units, sorted by layer, so that a clause takes its own.

    Those of the layer at position ``n`` stand from ``_bounds[n]`` to ``_bounds[n + 1]``; the rest
    comes before the first.
    """

    def __init__(self, tree: _Tree, venues: pd.DataFrame, layers: Sequence[str]) -> None:
        recognition = venues["recognition"]
        recognised, unasked = is_recognised(recognition), recognition == ""
        opened = counts(venues["status"], recognised, recognised_only=False)
        unit = _positions(tree.codes, venues["unit"])
        layer = _positions(pd.Index(layers, dtype="str"), venues["layer"]).astype(np.int16)
        layer[(unit < 0) | ~opened.to_numpy(bool)] = -1
        order = np.argsort(layer, kind="stable")
        self._tree, self._unit = tree, unit[order]
        self._recognised, self._unasked = (
            column.to_numpy(bool)[order] for column in (recognised, unasked)
        )
        self._bounds = np.searchsorted(layer[order], np.arange(len(layers) + 1))

    def counted(
        self, rule: VenueRule, layers: NDArray[np.int64], where: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Numbers of venues that count, and may yet count, in or below the units at positions.

        The latter are, where only recognised venues count, those of whose recognition nobody
        said anything. ``layers`` are positions in the layers that the venues are sorted by.
        """
        slices = [slice(*self._bounds[n : n + 2]) for n in layers]
        at = self._tree.above(rule.level)[np.concatenate([self._unit[one] for one in slices])]
        size = len(self._tree.codes) + 1  # the last: venues of a unit above the level

        def number(of: NDArray[np.int64]) -> NDArray[np.float64]:
            return np.bincount(of, minlength=size)[where].astype(np.float64)

        if not rule.recognised:
            return number(at % size), np.zeros(len(where))
        recognised, unasked = (
            np.concatenate([column[one] for one in slices])
            for column in (self._recognised, self._unasked)
        )
        return number(at[recognised] % size), number(at[unasked] % size)


def is_recognised(recognition: Any) -> Any:
    """Whether a venue is recognised, from its cell or a column of cells.

    A blank cell says that nobody said, :data:`locator.pack.model.NOT_RECOGNISED` that it is not.
    """
    return (recognition != "") & (recognition != NOT_RECOGNISED)


def counts(status: Any, recognised: Any, *, recognised_only: bool) -> Any:
    """Whether a venue of a clause's layers counts for it: the one place that decides.

    ``status`` and ``recognised`` are those of one venue (text, bool) or columns of many; so is
    the answer.
    """
    return (status == "open") & (recognised if recognised_only else True)


def _declared(tree: _Tree, reporting: pd.DataFrame, layers: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a unit or one above it declared its list of a layer complete."""
    own = np.zeros((len(tree.codes), len(layers)), dtype=bool)
    unit = _positions(tree.codes, reporting["unit"])
    layer = _positions(pd.Index(layers, dtype="str"), reporting["layer"])
    known = (unit >= 0) & (layer >= 0)
    own[unit[known], layer[known]] = True
    return tree.hand_down(own)


def latest_values(indicators: pd.DataFrame) -> pd.DataFrame:
    """The row of the latest year for each unit and indicator of ``pack.indicators``."""
    return indicators.sort_values("year", kind="stable").drop_duplicates(
        ["unit", "indicator"], keep="last"
    )


def _need(rule: IndicatorRule, population: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each unit needs, in the indicator's own unit; NaN where nobody can say."""
    if rule.per_10000 is not None:
        return rule.per_10000 * population / RATE_BASE
    return np.full(len(population), np.nan if rule.minimum is None else rule.minimum)


def _indicator_verdict(
    have: NDArray[np.float64], need: NDArray[np.float64], *, has_threshold: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Status and shortfall; without a threshold any value above zero meets the clause."""
    unknown = np.isnan(have) | (np.isnan(need) if has_threshold else False)
    met = have >= need if has_threshold else have > 0
    status = np.where(unknown, _UNREPORTED, np.where(met, _MET, _GAP))
    missing = np.ceil(np.round(need - have, _SHORT_DECIMALS))
    return status, np.where(unknown, np.nan, np.where(met, 0.0, missing))


def roll_up(verdicts: pd.DataFrame, units: pd.DataFrame, by: Level) -> pd.DataFrame:
    """Figures of each requirement for every unit of a level that has verdicts in or below it.

    Returns
    -------
    DataFrame
        ``requirement, unit, name, met, gap, unreported, total, share, population,
        population_met``: numbers of units by status, ``share`` = met / total, the residents of
        the rolled-up unit, and the residents of the units that meet the requirement (NaN unless
        the population of every one of them is known).
    """
    unit = _positions(units.index, verdicts["unit"])
    above = np.append(_ancestors(units, by), -1)[unit]
    here = above >= 0
    rule, rules = pd.factorize(verdicts["requirement"].array[here])
    top, tops = pd.factorize(above[here])
    status = _positions(pd.Index(STATUSES, dtype="str"), verdicts["status"])[here]
    people = units["population"].to_numpy(np.float64)
    cell, size = rule * len(tops) + top, len(rules) * len(tops)
    tally = np.bincount(cell * len(STATUSES) + status, minlength=size * len(STATUSES))
    tally = tally.reshape(size, len(STATUSES))
    met = status == _MET
    residents = people[unit[here][met]]
    unknown = np.bincount(cell[met], np.isnan(residents), size) > 0
    living = np.bincount(cell[met], np.nan_to_num(residents), size)
    total = tally.sum(axis=1)
    shown = np.flatnonzero(total)
    rows = tops[shown % max(len(tops), 1)]
    numbers: dict[str, Any] = {name: tally[shown, n] for n, name in enumerate(STATUSES)}
    return pd.DataFrame(
        {
            "requirement": rules[shown // max(len(tops), 1)],
            "unit": units["code"].array.take(rows),
            "name": units["name"].array.take(rows),
            **numbers,
            "total": total[shown],
            "share": tally[shown, _MET] / total[shown],
            "population": people[rows],
            "population_met": np.where(unknown, np.nan, living)[shown],
        }
    )


def _ancestors(units: pd.DataFrame, by: Level) -> NDArray[np.integer[Any]]:
    """For each unit, the position of itself or its ancestor at a level (-1: none)."""
    if by == "city":
        # Several where the units are those of a region.
        parent = units.index.get_indexer(units["parent"])
        top = np.arange(len(units))
        for _ in LEVELS[1:]:
            top = np.where(parent[top] >= 0, parent[top], top)
        return top
    if by == "village":
        return np.where(units["level"] == "village", np.arange(len(units)), -1)
    return _positions(units.index, units[by])
