"""Which few of many, one after the other: the choice, and its greedy answer at once.

Arrays in, positions of the chosen out; nothing here knows what a village is. Ties go to the
candidate that comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class SiteChoice:
    """What may be chosen.

    Attributes
    ----------
    near
        Which candidates reach which demand point, (n, m) of ones.
    weight, covered
        People at each point, and whether it is reached already, (n,).
    closes, short
        Which candidates count for which gap of the plan, (g, m) of ones, and how many it lacks.
    cost, town
        Of each candidate; towns as whole numbers, -1 none.
    most, budget, per_town
        Limits, inf for none.
    fixed
        1 chosen in any case, -1 in none, 0 free, (m,).
    by_column
        ``near`` by candidate.
    """

    near: csr_array
    weight: NDArray[np.float64]
    covered: NDArray[np.bool_]
    closes: csr_array
    short: NDArray[np.float64]
    cost: NDArray[np.float64]
    town: NDArray[np.int64]
    fixed: NDArray[np.int64]
    most: float = np.inf
    budget: float = np.inf
    per_town: float = np.inf
    by_column: csc_array = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_column", csc_array(self.near))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Positions of the chosen, in order.

    ``bound`` is what nobody can do better than, in what was asked for (people reached, number of
    candidates, minutes of everybody together); NaN: not proven.
    """

    order: tuple[int, ...]
    bound: float = float("nan")
    seconds: float = field(default=0.0, compare=False)


def reached_by(choice: SiteChoice, chosen: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which demand points are reached with some candidates, (n,)."""
    found, columns = choice.covered.copy(), choice.by_column
    for j in chosen:
        found[columns.indices[columns.indptr[j] : columns.indptr[j + 1]]] = True
    return found


def greedy(
    choice: SiteChoice, *, gaps: bool = False, stop: Callable[[float], bool] | None = None
) -> Chosen:
    """The candidate that helps most, then the one that helps most beside it, and so on.

    Parameters
    ----------
    gaps
        Whether closing gaps of the plan comes before reaching people.
    stop
        Told the people reached so far; nothing more is chosen once it says so.
    """
    by_row = csr_array(choice.near)
    left = np.where(choice.covered, 0.0, choice.weight)
    gain = np.asarray(by_row.T @ left, np.float64)
    limits = _Limits(choice)
    lacking = choice.short.copy()

    def take(j: int) -> None:
        rows = by_column.indices[by_column.indptr[j] : by_column.indptr[j + 1]]
        rows = rows[left[rows] > 0]
        new = by_row[rows]
        gain[:] -= np.bincount(
            new.indices, np.repeat(left[rows], np.diff(new.indptr)), minlength=len(gain)
        )
        left[rows] = 0.0
        closing = choice.closes[:, [j]].nonzero()[0]
        lacking[closing] -= 1
        limits.take(j)

    by_column = choice.by_column
    for j in np.flatnonzero(choice.fixed == 1):
        take(int(j))
    whole = choice.weight.sum()
    while (free := limits.free()).any() and not (stop and stop(whole - left.sum())):
        # Rounding leaves a hair of people who were counted down; they are nobody.
        value = np.where(gain > 1e-9 * whole, gain, 0.0)
        if np.isfinite(choice.budget):
            value = value / np.maximum(choice.cost, 1e-9)
        closed = np.zeros(len(gain))
        if gaps:
            parts = np.where(lacking > 0, 1 / np.maximum(choice.short, 1), 0.0)
            closed = np.asarray(choice.closes.T @ parts, np.float64)
        best = _first_best(closed, value, free)
        if value[best] <= 0 and closed[best] <= 0:
            break
        take(best)
    return Chosen(tuple(limits.chosen))


def greedy_median(
    minutes: NDArray[np.float64], now: NDArray[np.float64], choice: SiteChoice
) -> Chosen:
    """The same, by how much shorter the way of everybody becomes.

    Parameters
    ----------
    minutes
        From each demand point to each candidate, (n, m), finite.
    now
        To what there is, (n,), finite.
    """
    limits, way = _Limits(choice), now.copy()
    for j in np.flatnonzero(choice.fixed == 1):
        way = np.minimum(way, minutes[:, j])
        limits.take(int(j))
    while (free := limits.free()).any():
        saved = choice.weight @ np.clip(way[:, None] - minutes, 0, None)
        if np.isfinite(choice.budget):
            saved = saved / np.maximum(choice.cost, 1e-9)
        best = _first_best(np.zeros(len(saved)), saved, free)
        if saved[best] <= 1e-9:
            break
        way = np.minimum(way, minutes[:, best])
        limits.take(best)
    return Chosen(tuple(limits.chosen))


class _Limits:
    """What may still be chosen."""

    def __init__(self, choice: SiteChoice) -> None:
        self.choice, self.chosen, self.spent = choice, list[int](), 0.0
        self.possible = choice.fixed >= 0
        self.in_town = np.zeros(choice.town.max(initial=-1) + 2)

    def take(self, j: int) -> None:
        self.chosen.append(j)
        self.spent += self.choice.cost[j] if np.isfinite(self.choice.budget) else 0.0
        self.possible[j] = False
        self.in_town[self.choice.town[j]] += self.choice.town[j] >= 0

    def free(self) -> NDArray[np.bool_]:
        choice = self.choice
        if len(self.chosen) >= choice.most:
            return np.zeros(len(self.possible), bool)
        free = self.possible & (self.in_town[choice.town] < choice.per_town)
        if np.isfinite(choice.budget):
            free &= self.spent + choice.cost <= choice.budget + 1e-9
        return free


def _first_best(
    first: NDArray[np.float64], second: NDArray[np.float64], free: NDArray[np.bool_]
) -> int:
    """Position of the free candidate that is best by two values, of equals the first."""
    top = np.where(free, first, -1.0)
    return int(np.argmax(np.where(top >= top.max() - 1e-12, second, -1.0) - ~free))
