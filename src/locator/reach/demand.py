"""Where people start from, and how many: the demand that reach, fairness and siting weigh.

Nothing is spread over units that nobody counted: where only counties have residents, each point
counts as one, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from locator.pack.model import CityPack

People = Literal["residents", "seniors"]
PEOPLE: tuple[People, ...] = get_args(People)
#: What a demand point counts for: so many residents, so many of 60 and more, or one.
Weighed = Literal["residents", "seniors", "points"]
DemandLevel = Literal["town", "village"]

_COLUMN = {"residents": "population", "seniors": "population_60plus"}
#: Share of the units whose number is known from which demand is weighed by it.
_KNOWN_FROM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Demand points of a city, sorted by code.

    Attributes
    ----------
    points
        ``code, name, name_en, county, town, lon, lat, weight, located`` of every unit of
        ``level`` that counts, indexed by ``code``; ``lon`` and ``lat`` WGS-84, NaN unknown;
        ``weight`` NaN where the number of people is unknown.
    level
        Whether the points are villages and communities, or towns.
    asked, weighed
        Whom the question is about, and what a point counts for: ``points`` (one each) where too
        few units have the number.
    known_above
        The finest level whose every unit has the number where the points have not: ``county``,
        ``city`` or ``""``. It is told and never spread over the points.
    """

    points: pd.DataFrame = field(repr=False)
    level: DemandLevel
    asked: People
    weighed: Weighed
    known_above: str = ""

    @property
    def weight(self) -> NDArray[np.float64]:
        """What each point counts for, 0 where unknown, (n,)."""
        return np.nan_to_num(self.points["weight"].to_numpy(np.float64))

    @property
    def located(self) -> NDArray[np.bool_]:
        """Which points have a position, (n,)."""
        return self.points["located"].to_numpy(bool)

    @property
    def positions(self) -> NDArray[np.float64]:
        """Longitude and latitude of the points that have a position, (k, 2) WGS-84 degrees."""
        return self.points.loc[self.located, ["lon", "lat"]].to_numpy(np.float64)

    @property
    def total(self) -> float:
        """Sum of all known weights."""
        return float(self.weight.sum())

    @property
    def unlocated_share(self) -> float:
        """Share of the demand whose position is unknown, 0 to 1."""
        return float(self.weight[~self.located].sum()) / self.total if self.total else 1.0

    @property
    def weightless(self) -> int:
        """Points of which nobody knows how many people they stand for."""
        return int(self.points["weight"].isna().sum())


def demand(pack: CityPack, people: People = "residents") -> Demand:
    """The demand of a city.

    Points are villages and communities, unless a greater share of the towns has a position. They
    weigh by ``people`` where at least half of them have the number, else one each.

    Raises
    ------
    QueryError
        No unit has a position, or nobody lives there.
    """
    village, town = (_units(pack, level) for level in ("village", "town"))
    level: DemandLevel = "village" if _located(village) >= _located(town) else "town"
    units = village if level == "village" else town
    if not units["lon"].notna().any():
        raise QueryError(Problem("error", "reach.no_positions", value=pack.city.name))
    number = units[_COLUMN[people]]
    weighed: Weighed = people if number.notna().mean() >= _KNOWN_FROM else "points"
    columns = ["code", "name", "name_en", "county", "town", "lon", "lat"]
    points = units[columns].assign(
        weight=number if weighed == people else 1.0,
        located=units["lon"].notna() & units["lat"].notna(),
    )
    found = Demand(points.sort_index(), level, people, weighed, _above(pack, people, weighed))
    if not found.total:
        raise QueryError(Problem("error", "reach.no_demand", value=pack.city.name))
    return found


def _units(pack: CityPack, level: DemandLevel) -> pd.DataFrame:
    return pack.units[(pack.units["level"] == level) & pack.units["counts"]]


def _located(units: pd.DataFrame) -> float:
    """Share of units with a position, 0 where there are none."""
    return float((units["lon"].notna() & units["lat"].notna()).mean()) if len(units) else 0.0


def _above(pack: CityPack, people: People, weighed: Weighed) -> str:
    if weighed != "points":
        return ""
    for level in ("county", "city"):
        units = pack.units[(pack.units["level"] == level) & pack.units["counts"]]
        if len(units) and units[_COLUMN[people]].notna().all():
            return level
    return ""
