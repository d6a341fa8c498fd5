"""Which few of many, at best: integer programmes that HiGHS solves, with the gap that it proves.

Maximal covering: R. Church and C. ReVelle, Papers of the Regional Science Association 32 (1974)
101-118; p-median: S. L. Hakimi, Operations Research 12 (1964) 450-459.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, diags_array, eye_array, hstack

from locator.reach.choosing import Chosen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from locator.reach.choosing import SiteChoice

#: Relative gap at which a solution counts as the best.
_GAP = 1e-6
#: Pairs of a demand point and a candidate that is nearer than what there is, up to which the
#: shortest average way is solved exactly.
MOST_PAIRS = 400_000
_LEAST_SECONDS = 0.1


def exact_cover(
    choice: SiteChoice, seconds: float, *, gaps: bool = False, goal: float | None = None
) -> Chosen | None:
    """The best choice; None where none was found in time.

    Parameters
    ----------
    seconds
        Time limit of the solver.
    gaps
        Whether closing gaps of the plan comes before reaching people.
    goal
        People to be reached, those reached already included: the fewest candidates that do it,
        and of those the ones that reach most.
    """
    began = time.monotonic()
    cover = _Cover(choice)
    if goal is not None:
        fewest = cover.solve("fewest", seconds, goal=goal)
        if fewest is None:
            return None
        left = seconds - (time.monotonic() - began)
        fullest = cover.solve("people", left, most=len(fewest.order)) or fewest
        return Chosen(fullest.order, fewest.bound, time.monotonic() - began)
    closed = 0
    if gaps and len(choice.short):
        first = cover.solve("gaps", seconds / 2)
        if first is None:
            return None
        closed = gaps_closed(choice, first.order)
    best = cover.solve("people", seconds - (time.monotonic() - began), closed=closed)
    return best and Chosen(best.order, cover.base - best.bound, time.monotonic() - began)


def gaps_closed(choice: SiteChoice, chosen: tuple[int, ...]) -> int:
    """How many gaps of the plan some candidates close."""
    own = choice.closes[:, list(chosen)].sum(axis=1) if chosen else np.zeros(len(choice.short))
    return int((own >= choice.short).sum())


class _Cover:
    """Maximal covering as a programme of x (a candidate is chosen), y (a point is reached) and z (a
    gap is closed). Points that the same candidates reach are one; those reached already are none.
    """

    def __init__(self, choice: SiteChoice) -> None:
        self.choice, self.free = choice, np.flatnonzero(choice.fixed >= 0)
        left = ~choice.covered & (choice.weight > 0)
        near = csr_array(choice.near[left][:, self.free])
        near.sort_indices()
        group: dict[bytes, int] = {}
        ends = zip(near.indptr[:-1], near.indptr[1:], strict=True)
        which = np.array(
            [group.setdefault(near.indices[a:b].tobytes(), len(group)) for a, b in ends], np.int64
        )
        first = np.unique(which, return_index=True)[1]
        weight = np.bincount(which, choice.weight[left], minlength=len(group)).astype(np.float64)
        some = np.diff(near[first].indptr) > 0
        self.sets, self.weight = near[first][some], weight[some]
        self.base = float(choice.weight[choice.covered].sum())

    def solve(
        self,
        what: Literal["people", "fewest", "gaps"],
        seconds: float,
        *,
        most: float = np.inf,
        goal: float = 0.0,
        closed: int = 0,
    ) -> Chosen | None:
        """The best by one measure, within the limits of the choice; None: none was found."""
        choice, free = self.choice, self.free
        m, k = len(free), len(self.weight)
        g = len(choice.short) if what == "gaps" or closed else 0
        sizes = (m, k, g)
        aim = np.zeros(m + k + g)
        if what == "people":
            aim[m : m + k] = -self.weight
        elif what == "fewest":
            aim[:m] = 1.0
        else:
            aim[m + k :] = -1.0
        rules = _limits(choice, sizes, most)
        if k:
            rules.append(_rule(sizes, -np.inf, 0.0, x=-self.sets, y=eye_array(k)))
        if goal:
            people = self.weight[None] if k else np.zeros((1, 0))
            rules.append(_rule(sizes, (goal - self.base) * (1 - _GAP), np.inf, y=people))
        if g:
            lacking = diags_array(choice.short)
            rules.append(_rule(sizes, -np.inf, 0.0, x=-choice.closes[:, free], z=lacking))
            rules.append(_rule(sizes, closed, np.inf, z=np.ones((1, g))))
        whole = np.concatenate([np.ones(m), np.zeros(k), np.ones(g)])
        return _solved(choice, aim, rules, whole, seconds)


def exact_median(
    minutes: NDArray[np.float64], now: NDArray[np.float64], choice: SiteChoice, seconds: float
) -> Chosen | None:
    """The candidates that make everybody's way shortest; None: too many pairs, or no time.

    Each point is served by what there is or by one chosen candidate that is nearer. Parameters as
    for :func:`locator.reach.choosing.greedy_median`.
    """
    began = time.monotonic()
    free = np.flatnonzero(choice.fixed >= 0)
    saved = choice.weight[:, None] * np.clip(now[:, None] - minutes[:, free], 0, None)
    point, candidate = np.nonzero(saved)
    pairs = len(point)
    if not 0 < pairs <= MOST_PAIRS:
        return None
    sizes = (len(free), pairs, 0)
    each, ones = np.arange(pairs), np.ones(pairs)
    served = coo_array((ones, (each, candidate)), shape=(pairs, len(free)))
    once = coo_array((ones, (point, each)), shape=(len(now), pairs))
    rules = [
        *_limits(choice, sizes, np.inf),
        _rule(sizes, -np.inf, 0.0, x=-served, y=eye_array(pairs)),
        _rule(sizes, 0.0, 1.0, y=once),
    ]
    aim = np.concatenate([np.zeros(len(free)), -saved[point, candidate]])
    whole = np.concatenate([np.ones(len(free)), np.zeros(pairs)])
    found = _solved(choice, aim, rules, whole, seconds)
    least = float(choice.weight @ now)
    return found and Chosen(found.order, least + found.bound, time.monotonic() - began)


def _limits(choice: SiteChoice, sizes: tuple[int, int, int], most: float) -> list[LinearConstraint]:
    """At most so many, so much money, so many a town."""
    free = np.flatnonzero(choice.fixed >= 0)
    rules = []
    if np.isfinite(most := min(most, choice.most)):
        rules.append(_rule(sizes, 0.0, most, x=np.ones((1, len(free)))))
    if np.isfinite(choice.budget):
        rules.append(_rule(sizes, 0.0, choice.budget, x=choice.cost[free][None]))
    towns = np.unique(choice.town[free])
    towns = towns[towns >= 0]
    if np.isfinite(choice.per_town) and len(towns):
        own = (choice.town[free][None] == towns[:, None]).astype(np.float64)
        rules.append(_rule(sizes, 0.0, choice.per_town, x=own))
    return rules


def _rule(
    sizes: tuple[int, int, int],
    low: float,
    high: float,
    *,
    x: Any = None,
    y: Any = None,
    z: Any = None,
) -> LinearConstraint:
    """Sums of three groups of unknowns between two bounds; a group that is None has no part."""
    blocks = (x, y, z)
    rows = next(block.shape[0] for block in blocks if block is not None)
    whole = [
        csr_array((rows, size)) if block is None else csr_array(block)
        for block, size in zip(blocks, sizes, strict=True)
        if size
    ]
    return LinearConstraint(hstack(whole, format="csr"), low, high)


def _solved(
    choice: SiteChoice,
    aim: NDArray[np.float64],
    rules: list[LinearConstraint],
    whole: NDArray[np.float64],
    seconds: float,
) -> Chosen | None:
    free = np.flatnonzero(choice.fixed >= 0)
    low = np.zeros(len(aim))
    low[: len(free)] = choice.fixed[free] == 1
    found = milp(
        aim,
        constraints=rules,
        bounds=Bounds(low, np.ones(len(aim))),
        integrality=whole,
        options={"time_limit": max(seconds, _LEAST_SECONDS), "mip_rel_gap": _GAP},
    )
    if found.x is None:
        return None
    order = free[np.flatnonzero(found.x[: len(free)] > 1 / 2)]
    return Chosen(tuple(int(j) for j in order), float(found.mip_dual_bound))
