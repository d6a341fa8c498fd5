"""What siting is asked, and what in a question contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.reach.candidates import CandidateKind
    from locator.reach.reached import ReachQuery

Objective = Literal["most", "goal", "average", "gaps"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
#: What is asked where nobody says otherwise.
SITES = 3
KINDS: tuple[CandidateKind, ...] = ("hall", "unit")


@dataclass(frozen=True, slots=True)
class SitingQuery:
    """What is asked.

    Attributes
    ----------
    reach
        For which venues, how, how long, and for whom; a new site is one of its first layer.
    objective
        ``most``: reach most people with ``sites`` new ones; ``goal``: the fewest that bring the
        share ``goal`` within reach; ``average``: the shortest average way with ``sites``;
        ``gaps``: close the gaps of the clause ``reach.requirement`` first, then as ``most``.
    sites, budget
        At most so many, at most so much money (10,000 yuan); one of them is enough.
    costs
        What a site costs by kind of candidate, where the candidate does not say.
    kinds
        What may be a candidate where no list is given.
    fixed_in, fixed_out
        Codes of candidates that are chosen in any case, and in none.
    per_town
        At most so many new ones in a town.
    """

    reach: ReachQuery
    objective: Objective = "most"
    sites: int | None = SITES
    goal: float = 0.9
    budget: float | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    kinds: tuple[CandidateKind, ...] = KINDS
    fixed_in: tuple[str, ...] = ()
    fixed_out: tuple[str, ...] = ()
    per_town: int | None = None


def check(query: SitingQuery, candidates: pd.DataFrame) -> None:
    """Refuse what contradicts itself.

    Raises
    ------
    QueryError
        Says what to change.
    """
    codes = set(candidates["code"])
    inside, out = set(query.fixed_in), set(query.fixed_out)
    number = len(codes - out)
    towns = candidates.loc[
        candidates["code"].isin(inside) & (candidates["town"] != ""), "town"
    ].value_counts()
    cost = candidates["cost"]
    wrong: list[tuple[bool, str, object, dict[str, object]]] = [
        (not number, "reach.no_candidates", None, {}),
        (query.objective == "gaps" and not query.reach.requirement, "reach.no_clause", None, {}),
        (not 0 < query.goal <= 1, "reach.goal_share", query.goal, {}),
        (
            query.objective != "goal" and query.sites is None and query.budget is None,
            "reach.no_limit", None, {},
        ),
        (query.sites is not None and query.sites < 1, "reach.sites", query.sites, {}),
        (query.per_town is not None and query.per_town < 1, "reach.per_town", query.per_town, {}),
        (query.budget is not None and query.budget < 0, "reach.budget", query.budget, {}),
        (query.budget is not None and bool(cost.isna().any()), "reach.no_costs", None, {}),
        (
            query.objective != "goal" and (query.sites or 0) > number,
            "reach.too_many_sites", query.sites, {"candidates": number},
        ),
        (bool(inside & out), "reach.fixed_both", ", ".join(sorted(inside & out)), {}),
        (
            not (inside | out) <= codes,
            "reach.fixed_unknown", ", ".join(sorted((inside | out) - codes)), {},
        ),
        (
            query.objective != "goal" and len(inside) > (query.sites or len(inside)),
            "reach.fixed_too_many", len(inside), {"sites": query.sites},
        ),
        (
            float(cost[candidates["code"].isin(inside)].sum()) > or_none(query.budget),
            "reach.fixed_too_dear", None, {"budget": query.budget},
        ),
        (
            towns.max() > or_none(query.per_town) if len(towns) else False,
            "reach.fixed_town", None, {"most": query.per_town},
        ),
    ]  # fmt: skip # a table, a row a line
    for here, key, value, params in wrong:
        if here:
            text = None if value is None else str(value)
            raise QueryError(Problem("error", key, value=text, params=params))


def or_none(limit: float | None) -> float:
    """A limit, infinite where there is none."""
    return np.inf if limit is None else limit
