"""Who has a venue within so many minutes, who has none on record, and of whom nobody can say.

Only open venues count. A demand point without a position, and one that no known venue is near but
in whose unit stands an open venue without a position, is *unknown*: neither within nor beyond.
*Beyond* means that no venue on record is near; only a declared list says that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from locator.coverage.verdicts import counts, is_recognised
from locator.pack.model import MEASURED, asks_recognition, layers_of
from locator.problems import Problem, QueryError
from locator.reach.demand import demand
from locator.ways.travel import travel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from locator.pack.model import CityPack, Level, Walker
    from locator.reach.demand import Demand, People
    from locator.ways.network import Network
    from locator.ways.travel import Mode, Travel

#: The 15-minute community life circle of the planning guideline TD/T 1062-2021.
CIRCLE_MINUTES = 15
#: Minutes of the curve of share against time.
CURVE = tuple(range(5, 65, 5))
#: Longest way that can be asked about.
MOST_MINUTES = 180
ReachState = Literal["within", "beyond", "unknown"]
REACH_STATES: tuple[ReachState, ...] = get_args(ReachState)
REACH_LEVELS: tuple[Level, ...] = ("city", "county", "town")
_FARTHEST = 10
#: Begins the id and the source of every venue that a scenario opens.
NEW = "scenario-"
#: Minutes by which rounding may miss the limit.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class ReachQuery:
    """What reach is asked of.

    Attributes
    ----------
    layers
        Kinds of venue, any of which will do; of none, those of ``requirement``.
    requirement
        Id of a clause that counts venues; its layers, and whether only recognised ones count.
    mode, walker, minutes, people
        How, at whose pace, how long one way, and who is counted.
    """

    layers: tuple[str, ...] = ()
    requirement: str = ""
    mode: Mode = "walk"
    walker: Walker = "adult"
    minutes: float = CIRCLE_MINUTES
    people: People = "residents"


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Open venues that answer a question.

    Attributes
    ----------
    layers
        The layers that count.
    recognised
        Whether only recognised venues do.
    placed, unplaced
        Rows of the venue table with a position that is known, and without; sorted by id.
    """

    layers: tuple[str, ...]
    recognised: bool
    placed: pd.DataFrame = field(repr=False)
    unplaced: pd.DataFrame = field(repr=False)

    @property
    def positions(self) -> NDArray[np.float64]:
        """Longitude and latitude of the venues that have them, (m, 2) WGS-84 degrees."""
        return self.placed[["lon", "lat"]].to_numpy(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """The answer.

    Attributes
    ----------
    points
        The demand points with ``minutes`` (NaN without a position, inf where no venue can be
        reached), ``venue`` (id of none: ``""``) and ``state``, one of :data:`REACH_STATES`.
    tables
        City, county and town → ``unit, name, name_en, within, beyond, unknown, total, share,
        points, weightless``; the first four numbers in what a point counts for, ``share`` =
        within / total (NaN where nobody is counted).
    curve
        ``minutes, within, beyond, unknown``: shares of everybody counted.
    farthest
        Points beyond reach, the farthest first; at most ten.
    declared
        Share of the demand whose unit, or one above it, has declared its list of these layers
        complete; elsewhere *beyond* only means beyond what is on record.
    """

    query: ReachQuery
    demand: Demand = field(repr=False)
    travel: Travel
    supply: Supply = field(repr=False)
    points: pd.DataFrame = field(repr=False)
    tables: Mapping[Level, pd.DataFrame] = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    farthest: pd.DataFrame = field(repr=False)
    declared: float

    @property
    def city(self) -> pd.Series[float]:
        """The city's row."""
        return self.tables["city"].iloc[0]


def supply(pack: CityPack, layers: tuple[str, ...] = (), requirement: str = "") -> Supply:
    """Open venues of some layers, or of those that a clause counts.

    Raises
    ------
    QueryError
        No such layer or clause, a clause that asks for a figure, or neither is given.
    """
    recognised = False
    if requirement and not layers:
        known = {rule.id: rule for rule in pack.requirements}
        if requirement not in known:
            params = {"known": ", ".join(known)}
            raise QueryError(
                Problem("error", "explain.no_requirement", value=requirement, params=params)
            )
        layers, recognised = layers_of(known[requirement]), asks_recognition(known[requirement])
    if not layers:
        raise QueryError(Problem("error", "reach.no_layers", value=requirement))
    for layer in layers:
        if layer not in pack.catalogue.layers:
            params = {"known": ", ".join(pack.catalogue.layers)}
            raise QueryError(Problem("error", "query.layer", value=layer, params=params))
    venues = pack.venues[pack.venues["layer"].isin(layers)].sort_index()
    venues = venues[
        counts(venues["status"], is_recognised(venues["recognition"]), recognised_only=recognised)
    ]
    placed = venues["lon"].notna() & venues["precision"].isin(MEASURED)
    return Supply(layers, recognised, venues[placed], venues[~placed])


def reach(pack: CityPack, query: ReachQuery, network: Network | None = None) -> Reached:
    """Who has a venue within so many minutes.

    Raises
    ------
    QueryError
        As :func:`supply` and :func:`locator.reach.demand.demand` say, or minutes out of range.
    """
    if not 0 <= query.minutes <= MOST_MINUTES:
        raise QueryError(
            Problem(
                "error", "reach.minutes", value=f"{query.minutes:g}", params={"most": MOST_MINUTES}
            )
        )
    offered = supply(pack, query.layers, query.requirement)
    people = demand(pack, query.people)
    way = travel(pack, query.mode, query.walker, network)
    complete = _complete(pack, people, offered.layers)
    points = people.points.assign(minutes=np.nan, perhaps=_perhaps(people, offered, complete))
    points.loc[people.located, "minutes"] = way.nearest(people.positions, offered.positions)
    points["state"] = states(points, query.minutes)
    beyond = points[points["state"] == "beyond"]
    far = beyond[np.isfinite(beyond["minutes"])].sort_values(
        ["minutes", "code"], ascending=[False, True], kind="stable"
    )
    return Reached(
        query=query,
        demand=people,
        travel=way,
        supply=offered,
        points=points,
        tables={level: table(pack, points, level) for level in REACH_LEVELS},
        curve=_curve(points),
        farthest=far.head(_FARTHEST),
        declared=float(people.weight[complete.to_numpy(bool)].sum()) / people.total,
    )


def _perhaps(people: Demand, offered: Supply, complete: pd.Series[bool]) -> pd.Series[bool]:
    """Points in whose unit, or one above, stands an open venue that has no position.

    Where no venue has one, nothing can be measured: so is every point without a declared list. What
    a scenario opens makes nothing known of what there is.
    """
    points, unplaced = people.points, offered.unplaced
    near = points[["code", "town", "county"]].isin(set(unplaced["unit"])).any(axis=1)
    # Of a square only the county may be known: the venue may be near.
    near |= points["town"].eq("") & points["county"].isin(set(unplaced["county"]) - {""})
    if unplaced["county"].eq("").any():  # the city's own may stand anywhere in it
        near |= True
    measured = ~offered.placed["source"].str.startswith(NEW)
    return near if measured.any() else near | ~complete


def states(points: pd.DataFrame, minutes: float) -> pd.Series[str]:
    """State of each point for a way of so many minutes."""
    within = points["minutes"].to_numpy(np.float64) <= minutes + _HAIR
    unknown = (~points["located"] | points["perhaps"]).to_numpy(bool)
    kind = np.where(within, 0, np.where(unknown, 2, 1))  # as REACH_STATES
    return pd.Series(np.array(REACH_STATES, object)[kind], index=points.index, dtype="str")


def table(pack: CityPack, points: pd.DataFrame, level: Level) -> pd.DataFrame:
    """The states of points added up for every unit of a level, in the units' order."""
    units = pack.counting(level)
    place, codes = np.zeros(len(points), np.int64), pd.Index([pack.city.code])
    if level != "city":
        place, codes = pd.factorize(points[level], use_na_sentinel=False)
    known = points["weight"].notna().to_numpy(bool)
    state, present = pd.factorize(points["state"])
    kind = np.array([REACH_STATES.index(one) for one in present])[state]
    n, k = len(codes), len(REACH_STATES)
    weight = np.where(known, points["weight"], 0.0)
    summed = np.bincount(place * k + kind, weight, minlength=n * k).reshape(n, k)
    # Where nobody is counted, nobody is known to be anywhere: no number, not nought.
    summed[np.bincount(place, known, minlength=n) == 0] = np.nan
    found = pd.DataFrame(summed, codes, columns=list(REACH_STATES)).reindex(units.index)
    total = found.sum(axis=1, min_count=1)
    numbers = {"points": np.bincount(place, minlength=n), "weightless": np.bincount(place, ~known)}
    counted = pd.DataFrame(numbers, codes).reindex(units.index, fill_value=0).astype("int64")
    names = units[["code", "name", "name_en"]].rename(columns={"code": "unit"})
    share = found["within"] / total.where(total > 0)
    return names.join(found).assign(total=total, share=share).join(counted)


def _curve(points: pd.DataFrame) -> pd.DataFrame:
    weight = np.nan_to_num(points["weight"].to_numpy(np.float64))
    perhaps = (~points["located"] | points["perhaps"]).to_numpy(bool)
    # The first of the minutes that is enough, behind the last one where none is.
    enough = np.searchsorted(np.array(CURVE) + _HAIR, points["minutes"].to_numpy(np.float64))
    n = len(CURVE) + 1
    summed = np.bincount(perhaps * n + enough, weight, minlength=2 * n).reshape(2, n) / weight.sum()
    later = summed[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    shares = (summed.sum(axis=0).cumsum()[:-1], *later)
    return pd.DataFrame({"minutes": CURVE} | dict(zip(REACH_STATES, shares, strict=True)))


def _complete(pack: CityPack, people: Demand, layers: tuple[str, ...]) -> pd.Series[bool]:
    """Points whose unit, or one above it, declared its list of every layer complete."""
    points = people.points
    complete = pd.Series(data=True, index=points.index)
    for layer in layers:
        units = set(pack.reporting.loc[pack.reporting["layer"] == layer, "unit"])
        line = points[["code", "town", "county"]].isin(units).any(axis=1)
        complete &= line | (pack.city.code in units)
    return complete
