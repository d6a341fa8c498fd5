"""How many places a resident can reach: the enhanced two-step floating catchment area method.

W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring
spatial accessibility to primary care physicians", Health & Place 15 (2009) 1100-1107,
doi:10.1016/j.healthplace.2009.06.002. Each venue shares its places among everybody in its
catchment, nearer people weighing more; each person adds up the shares within theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from locator.reach.demand import demand
from locator.reach.reached import ReachQuery, supply
from locator.ways.travel import travel

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import coo_array

    from locator.pack.model import CityPack
    from locator.reach.demand import Demand
    from locator.reach.reached import Supply
    from locator.ways.network import Network
    from locator.ways.travel import Travel

#: Weights of the three zones into which the catchment is cut, from near to far: those of the paper
#: (p. 1103, a Gaussian with slow decay), whose zones of 0-10, 10-20 and 20-30 minutes are thirds.
ZONE_WEIGHTS = (1.0, 0.68, 0.22)
#: Residents to which a figure refers where points count people.
BASE = 1000
_FIFTH = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Fairness:
    """How evenly what there is can be reached.

    Attributes
    ----------
    points
        Demand points with ``access``: places for each that the point counts, NaN without a
        position.
    least, most, mean
        Places for each (a resident, or a point) among the fifth with least, the fifth with most,
        and everybody who has a position; NaN where nobody has.
    curve
        ``share`` of the people, least first, and the ``access`` that they have of all, both 0 to
        1: the Lorenz curve, at every twentieth.
    capacity_known
        How many of the venues say their places; each of the others counts as one, and where any
        does, places are not seats.
    """

    query: ReachQuery
    demand: Demand = field(repr=False)
    travel: Travel
    supply: Supply = field(repr=False)
    points: pd.DataFrame = field(repr=False)
    least: float
    most: float
    mean: float
    curve: pd.DataFrame = field(repr=False)
    capacity_known: int

    @property
    def base(self) -> int:
        """By what a figure for each is multiplied to be said: 1 000 people, or one point."""
        return 1 if self.demand.weighed == "points" else BASE


def fairness(pack: CityPack, query: ReachQuery, network: Network | None = None) -> Fairness:
    """How many places each demand point can reach within a query's minutes.

    Raises
    ------
    QueryError
        As :func:`locator.reach.reached.reach`.
    """
    offered = supply(pack, query.layers, query.requirement)
    people = demand(pack, query.people)
    way = travel(pack, query.mode, query.walker, network)
    capacity, known = capacities(offered.placed)
    pairs = way.within(people.positions, offered.positions, query.minutes)
    weight = people.weight[people.located]
    access = floating_catchment(pairs, weight, capacity, query.minutes)
    points = people.points.assign(access=np.nan)
    points.loc[people.located, "access"] = access
    least, most, mean = fifths(access, weight)
    return Fairness(
        query, people, way, offered, points, least, most, mean, lorenz(access, weight), known
    )


def capacities(venues: pd.DataFrame) -> tuple[NDArray[np.float64], int]:
    """Places of each venue, one where it does not say, and how many say."""
    given = (
        venues["capacity"].to_numpy(np.float64)
        if "capacity" in venues.columns
        else np.full(len(venues), np.nan)
    )
    known = ~np.isnan(given)
    return np.where(known, given, 1.0), int(known.sum())


def zone_weight(minutes: NDArray[np.float64], catchment: float) -> NDArray[np.float64]:
    """Weight of a way of so many minutes in a catchment; 0 outside of it."""
    edges = np.array([1, 2, 3]) * catchment / 3
    zone = np.searchsorted(edges + 1e-9, minutes)
    return np.append(ZONE_WEIGHTS, 0.0)[zone]


def floating_catchment(
    pairs: coo_array, weight: NDArray[np.float64], capacity: NDArray[np.float64], catchment: float
) -> NDArray[np.float64]:
    """Places for each person at every demand point.

    Parameters
    ----------
    pairs
        Minutes of the pairs of a demand point and a venue within the catchment, (n, m).
    weight, capacity
        People at each demand point (n,), places of each venue (m,).
    catchment
        Minutes.

    Returns
    -------
    ndarray
        (n,). A venue in whose catchment nobody lives gives nothing to anybody.
    """
    near = zone_weight(pairs.data, catchment)
    crowd = np.bincount(pairs.col, near * weight[pairs.row], minlength=len(capacity))
    ratio = np.divide(capacity, crowd, out=np.zeros(len(capacity)), where=crowd > 0)
    access = np.bincount(pairs.row, near * ratio[pairs.col], minlength=len(weight))
    return access.astype(np.float64)


def fifths(access: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean access of the fifth of people with least, of the fifth with most, and of all.

    A point at the border of a fifth counts with the part of its people that belongs to it.
    """
    total = weight.sum()
    if not total:
        return np.nan, np.nan, np.nan
    order = np.lexsort((weight, access))
    upto = np.cumsum(weight[order]) / total
    before = upto - weight[order] / total
    low = np.clip(np.minimum(upto, _FIFTH) - before, 0, None)
    high = np.clip(upto - np.maximum(before, 1 - _FIFTH), 0, None)
    value = access[order]
    return (
        float(value @ low / low.sum()),
        float(value @ high / high.sum()),
        float(access @ weight / total),
    )


def lorenz(access: NDArray[np.float64], weight: NDArray[np.float64]) -> pd.DataFrame:
    """Share of the people, least access first, and what they have of all access."""
    share = np.linspace(0, 1, 21)
    order = np.lexsort((weight, access))
    people = np.concatenate([[0.0], np.cumsum(weight[order])])
    places = np.concatenate([[0.0], np.cumsum((access * weight)[order])])
    if not people[-1] or not places[-1]:
        return pd.DataFrame({"share": share, "access": np.zeros(len(share))})
    return pd.DataFrame(
        {"share": share, "access": np.interp(share, people / people[-1], places / places[-1])}
    )
