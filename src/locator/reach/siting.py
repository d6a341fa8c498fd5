"""Where do the next ones go? Sites by what they add, what they change in the plan, and how sure.

The candidates are chosen one after the other at once (:mod:`locator.reach.choosing`) and at best
(:mod:`locator.reach.exact`). What is open already counts; what is gained are people who were not
known to be within reach.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from locator.coverage.verdicts import evaluate
from locator.pack.model import VenueRule
from locator.problems import Problem, QueryError
from locator.reach.candidates import candidates
from locator.reach.choosing import Chosen, SiteChoice, greedy, greedy_median, reached_by
from locator.reach.demand import unit_level
from locator.reach.exact import exact_cover, exact_median, gaps_closed
from locator.reach.reached import reach
from locator.reach.siting_query import check, or_none

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.reach.reached import Reached
    from locator.reach.siting_query import SitingQuery
    from locator.ways.network import Network

#: Most pairs of a demand point and a candidate for which ways without a limit are worked out.
_MOST_WAYS = 8_000_000
#: Up to so many sites the curve of gain against number goes.
_CURVE = 20
#: Share by which rounding may miss a goal.
_HAIR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """The answer.

    Attributes
    ----------
    before
        Reach as it is.
    sites
        The chosen candidates in the order in which they help most: their columns
        (:data:`locator.reach.candidates.CANDIDATE_COLUMNS`), ``number`` from 1, ``alone`` (people
        whom it would reach by itself), ``gain`` (whom it adds to those before it) and ``share``
        within reach with it and those before it.
    curve
        ``sites, gain, share`` of the greedy order, from no new site on.
    within
        People within reach with all sites.
    doubtful
        Of those gained, people in whose unit an open venue stands without a position: they may
        have one already.
    average
        Mean minutes to the nearest before and after, of demand points with a position; NaN where
        a way has no end.
    verdicts
        ``requirement, unit, name, before, after`` of those that change.
    gaps, closed
        Gaps of the clause that candidates could close, and how many the sites close.
    gap
        How far from the best the sites are at most (0: the best; 0.001: 0.1 % below it); NaN:
        nobody proved it.
    exact
        Whether the exact solver answered; else nobody knows how good the greedy answer is.
    candidates, equal
        How many there were to choose from, and how many of those not chosen would have done in the
        place of the last one as well, the limits a town and of money aside.
    """

    query: SitingQuery
    before: Reached = field(repr=False)
    sites: pd.DataFrame = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    within: float
    doubtful: float
    average: tuple[float, float]
    verdicts: pd.DataFrame = field(repr=False)
    gaps: int
    closed: int
    gap: float
    exact: bool
    candidates: int
    equal: int
    seconds: float = field(default=0.0, compare=False)

    @property
    def share(self) -> float:
        """Share of everybody counted that is within reach with all sites."""
        return self.within / self.before.demand.total

    @property
    def no_choice(self) -> bool:
        """Whether every place is as good as any other: an order of the sites would be made up."""
        return 0 < self.candidates - len(self.sites) <= self.equal

    @property
    def unknown(self) -> float:
        """Share of everybody counted of whom nobody can say with all sites either."""
        return (float(self.before.city["unknown"]) - self.doubtful) / self.before.demand.total


def site(
    pack: CityPack,
    query: SitingQuery,
    network: Network | None = None,
    listed: pd.DataFrame | None = None,
    *,
    seconds: float = 10.0,
) -> Siting:
    """Where the next ones go.

    Parameters
    ----------
    listed
        Candidates of a planner's list; None: those of ``query.kinds``.
    seconds
        Time limit of the exact solver; 0: the greedy answer, at once.

    Raises
    ------
    QueryError
        As :func:`locator.reach.reached.reach`; no candidates, more sites than candidates,
        contradictory fixes, a budget without costs, a goal that cannot be reached.
    """
    before = reach(pack, query.reach, network)
    level = unit_level(pack)
    found = (
        candidates(pack, before.supply, level, query.kinds, query.costs)
        if listed is None
        else listed
    )
    check(query, found)
    task = _Task(pack, query, before, found)
    first = task.greedy()
    best = task.exact(seconds) if seconds else None
    # Of equals the greedy order is taken: it can be told why.
    better = best is not None and task.value(best.order) > task.value(first.order)
    chosen = best.order if best is not None and better else first.order
    if task.goal is not None and not task.value(chosen)[0]:
        share = task.people(chosen) / before.demand.total
        params = {"share": f"{share:.1%}", "goal": f"{100 * query.goal:g}%"}
        raise QueryError(Problem("error", "reach.goal", params=params))
    return task.answer(chosen, first, best)


class _Task:
    """A question with its arrays."""

    def __init__(
        self, pack: CityPack, query: SitingQuery, before: Reached, found: pd.DataFrame
    ) -> None:
        self.pack, self.query, self.before, self.found = pack, query, before, found
        demand = before.demand
        self.spots = found[["lon", "lat"]].to_numpy(np.float64)
        pairs = before.travel.within(demand.positions, self.spots, query.reach.minutes)
        near = csr_array((np.ones(len(pairs.data)), (pairs.row, pairs.col)), shape=pairs.shape)
        covered = (before.points["state"] == "within").to_numpy(bool)[demand.located]
        self.lacking = self._lacking()
        towns = pd.Categorical(found["town"].where(found["town"] != ""))
        self.choice = SiteChoice(
            near=near,
            weight=demand.weight[demand.located],
            covered=covered,
            closes=self._closes(),
            short=self.lacking["short"].to_numpy(np.float64),
            cost=found["cost"].fillna(0.0).to_numpy(np.float64),
            town=towns.codes.astype(np.int64),
            fixed=np.select(
                [found["code"].isin(query.fixed_in), found["code"].isin(query.fixed_out)], [1, -1]
            ),
            most=or_none(query.sites if query.objective != "goal" else None),
            budget=or_none(query.budget),
            per_town=or_none(query.per_town),
        )

    # -- the plan --------------------------------------------------------------------------------

    def _rules(self) -> list[VenueRule]:
        """Clauses that a new site of the first layer counts for."""
        layer = self.before.supply.layers[0]
        return [
            rule
            for rule in self.pack.requirements
            if isinstance(rule, VenueRule) and layer in rule.layers
        ]

    def _verdicts(self, venues: pd.DataFrame) -> pd.DataFrame:
        pack = self.pack
        return evaluate(pack.units, venues, self._rules(), pack.indicators, pack.reporting)

    def _lacking(self) -> pd.DataFrame:
        """Gaps of the clause that a new site could close: its verdicts with what is short."""
        self.verdicts = self._verdicts(self.pack.venues)
        own = self.verdicts[self.verdicts["requirement"] == self.query.reach.requirement]
        # A new place is not a recognised one.
        return own[(own["status"] == "gap") & (not self.before.supply.recognised)]

    def _closes(self) -> csr_array:
        units = self.lacking["unit"].to_numpy()
        line = self.found[["unit", "town", "county"]].to_numpy()
        inside = (line[None] == units[:, None, None]).any(axis=2)
        return csr_array(inside.astype(np.float64))

    def _changes(self, sites: pd.DataFrame) -> pd.DataFrame:
        pack, placed = self.pack, sites[sites["unit"] != ""]
        new = pd.DataFrame("", index=range(len(placed)), columns=pack.venues.columns)
        new["unit"], new["layer"] = placed["unit"].to_numpy(), self.before.supply.layers[0]
        new["status"] = "open"
        columns = ["unit", "layer", "status", "recognition"]
        after = self._verdicts(pd.concat([pack.venues[columns], new[columns]]))
        moved = self.verdicts["status"].to_numpy() != after["status"].to_numpy()
        table = self.verdicts[moved].rename(columns={"status": "before"})
        table = table.assign(after=after.loc[moved, "status"])
        return table[["requirement", "unit", "name", "before", "after"]].reset_index(drop=True)

    # -- measures --------------------------------------------------------------------------------

    @cached_property
    def goal(self) -> float | None:
        """People to be reached."""
        if self.query.objective != "goal":
            return None
        return self.query.goal * self.before.demand.total

    @cached_property
    def ways(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Minutes to each candidate, and to what there is; where there is no way, the longest."""
        start, goals = self.before.demand.positions, self.spots
        if len(start) * len(goals) > _MOST_WAYS:
            params = {"points": len(start), "candidates": len(goals)}
            raise QueryError(Problem("error", "reach.too_many_ways", params=params))
        pairs = self.before.travel.within(start, goals, np.inf)
        minutes = np.full(pairs.shape, np.inf)
        minutes[pairs.row, pairs.col] = pairs.data
        now = self.before.points["minutes"].to_numpy(np.float64)[self.before.demand.located]
        longest = max(v[np.isfinite(v)].max(initial=0.0) for v in (minutes, now))
        return np.minimum(minutes, longest), np.minimum(now, longest)

    def people(self, chosen: tuple[int, ...]) -> float:
        """People within reach with some candidates."""
        return float(self.choice.weight[reached_by(self.choice, chosen)].sum())

    def value(self, chosen: tuple[int, ...]) -> tuple[float, ...]:
        """How good a choice is; what is better compares higher."""
        if self.query.objective == "average":
            minutes, now = self.ways
            best = minutes[:, list(chosen)].min(axis=1, initial=np.inf)
            return (-float(self.choice.weight @ np.minimum(now, best)),)
        people = self.people(chosen)
        if self.goal is not None:
            return (float(people >= self.goal * (1 - _HAIR)), -len(chosen), people)
        closed = gaps_closed(self.choice, chosen) if self.query.objective == "gaps" else 0
        return (closed, people)

    # -- choosing --------------------------------------------------------------------------------

    def greedy(self, most: float | None = None) -> Chosen:
        """One after the other; ``most``: with another number of sites."""
        choice = self.choice if most is None else replace(self.choice, most=most)
        if self.query.objective == "average":
            return greedy_median(*self.ways, choice)
        goal = np.inf if self.goal is None or most is not None else self.goal
        return greedy(
            choice,
            gaps=self.query.objective == "gaps",
            stop=lambda people: people >= goal * (1 - _HAIR),
        )

    def exact(self, seconds: float) -> Chosen | None:
        """At best, as far as that is found in time."""
        if self.query.objective == "average":
            return exact_median(*self.ways, self.choice, seconds)
        gaps = self.query.objective == "gaps"
        return exact_cover(self.choice, seconds, gaps=gaps, goal=self.goal)

    def _in_order(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """The chosen, each the one that helps most beside those before it."""
        order: tuple[int, ...] = ()
        left = sorted(chosen)
        while left:
            best = max(left, key=lambda j: (*self.value((*order, j)), -j))
            order = (*order, best)
            left.remove(best)
        return order

    def answer(self, chosen: tuple[int, ...], first: Chosen, best: Chosen | None) -> Siting:
        """The chosen with what they add."""
        order, demand, before = self._in_order(chosen), self.before.demand, self.before
        base = self.people(())
        upto = [self.people(order[:n]) for n in range(len(order) + 1)]
        sites = self.found.iloc[list(order)].reset_index(drop=True)
        sites = sites.assign(
            number=range(1, len(order) + 1),
            alone=[self.people((j,)) - base for j in order],
            gain=np.diff(upto),
            share=np.array(upto[1:]) / demand.total,
        )
        longer = first
        if self.query.objective in {"most", "gaps"} and self.query.budget is None:
            longer = self.greedy(max(_CURVE, len(order)))
        along = np.array([self.people(longer.order[:n]) for n in range(len(longer.order) + 1)])
        points = before.points[demand.located]
        new = reached_by(self.choice, order) & ~self.choice.covered
        minutes = points["minutes"].to_numpy(np.float64)
        shorter = np.minimum(
            minutes, before.travel.nearest(demand.positions, self.spots[list(order)])
        )
        return Siting(
            query=self.query,
            before=before,
            sites=sites,
            curve=pd.DataFrame(
                {"sites": range(len(along)), "gain": along - base, "share": along / demand.total}
            ),
            within=upto[-1],
            doubtful=float(self.choice.weight[new & points["perhaps"].to_numpy(bool)].sum()),
            average=(self._average(minutes), self._average(shorter)),
            verdicts=self._changes(sites),
            gaps=len(self.lacking),
            closed=gaps_closed(self.choice, order),
            gap=np.nan if best is None else self._gap(order, best.bound),
            exact=best is not None,
            candidates=len(self.found),
            equal=self._equal(order),
            seconds=0.0 if best is None else best.seconds,
        )

    def _gap(self, order: tuple[int, ...], bound: float) -> float:
        """How far from what nobody can do better than, as a share of it."""
        if self.query.objective == "average":
            done, best = -self.value(order)[0], bound
        elif self.goal is not None:
            # A whole number of sites: 3.2 at least are 4.
            done, best = float(len(order)), float(np.ceil(bound - _HAIR))
        else:
            done, best = self.people(order), bound
        apart = abs(done - best) / best if best else 0.0
        return apart if apart > _HAIR else 0.0

    def _equal(self, order: tuple[int, ...]) -> int:
        """Candidates that could stand in for the last of the chosen as well."""
        value, free = self.value(order), np.flatnonzero(self.choice.fixed == 0)
        others = [int(j) for j in free if order and int(j) not in order]
        return sum(self.value((*order[:-1], j)) == value for j in others)

    def _average(self, minutes: NDArray[np.float64]) -> float:
        weight = self.choice.weight
        counted = weight > 0
        mean = float(weight[counted] @ minutes[counted] / weight.sum()) if counted.any() else np.nan
        return mean if np.isfinite(mean) else float("nan")
