"""Where people start from, and how many: the demand that reach, fairness and siting weigh.

Nothing is spread over units that nobody counted: where only counties have residents, each point
counts as one, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from locator.problems import DataName, Problem, QueryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from locator.pack.model import CityPack
    from locator.pack.population import PopulationGrid

People = Literal["residents", "seniors"]
PEOPLE: tuple[People, ...] = get_args(People)
#: What a demand point counts for: so many residents, so many of 60 and more, or one.
Weighed = Literal["residents", "seniors", "points"]
UnitLevel = Literal["town", "village"]
#: Squares of a population grid, else units.
DemandLevel = Literal["town", "village", "cell"]

_COLUMN = {"residents": "population", "seniors": "population_60plus"}
#: Share of the units whose number is known from which demand is weighed by it.
_KNOWN_FROM = 0.5
#: So many points are drawn at most.
DRAWN = 2_000
_HAIR = 1e-9


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
        Whether the points are squares of a population grid, villages and communities, or towns.
    weighed
        What a point counts for: ``points`` (one each) where too few units have the number.
    known_above
        The finest level whose every unit has the number where the points have not: ``county``,
        ``city`` or ``""``. It is told and never spread over the points.
    grid
        Where the points come from, if they are squares.
    """

    points: pd.DataFrame = field(repr=False)
    level: DemandLevel
    weighed: Weighed
    known_above: str = ""
    grid: PopulationGrid | None = None

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

    Points are the squares of a population grid where the operator brought one of those people, else
    villages and communities, unless a greater share of the towns has a position. Those weigh by
    ``people`` where at least half of them have the number, else one each.

    Raises
    ------
    QueryError
        No unit has a position, or nobody lives there.
    """
    if grid := pack.population.get(people):
        return _of_grid(pack, people, grid)
    level = unit_level(pack)
    units, named = pack.counting(level), {"city": DataName(pack.city.name, pack.city.name_en)}
    if not units["lon"].notna().any():
        raise QueryError(Problem("error", "reach.no_positions", params=named))
    number = units[_COLUMN[people]]
    weighed: Weighed = people if number.notna().mean() >= _KNOWN_FROM else "points"
    columns = ["code", "name", "name_en", "county", "town", "lon", "lat"]
    points = units[columns].assign(
        weight=number if weighed == people else 1.0,
        located=units["lon"].notna() & units["lat"].notna(),
    )
    found = Demand(points.sort_index(), level, weighed, _above(pack, people, weighed))
    if not found.total:
        raise QueryError(Problem("error", "reach.no_demand", params=named))
    return found


def gathered(points: pd.DataFrame, mark: str, most: int = DRAWN) -> pd.DataFrame:
    """Points with a position, at most so many: a map of a hundred thousand is a blot.

    Where there are more, those of a square stand together at the middle of their people, called
    after the largest of them, and are marked as most of their people are.

    Parameters
    ----------
    points
        ``lon, lat`` in WGS-84 degrees, NaN unknown; ``weight`` and a column ``mark``.
    """
    placed = points[points["lon"].notna()]
    if len(placed) <= most:
        return placed
    lon, lat = (placed[name].to_numpy(np.float64) for name in ("lon", "lat"))
    east = np.cos(np.radians(lat.mean()))
    width, height = np.ptp(lon) * east, np.ptp(lat)
    fine = _squares_a_degree(width, height, most)
    square = np.floor((lon - lon.min()) * east * fine) * most + np.floor((lat - lat.min()) * fine)
    weight = np.nan_to_num(placed["weight"].to_numpy(np.float64)) + _HAIR  # for who counts nobody
    squares, within = np.unique(square, return_inverse=True)
    kind, marks = pd.factorize(placed[mark], sort=True)
    n, k = len(squares), len(marks)
    people = np.bincount(within * k + kind, weight, minlength=n * k).reshape(n, k)
    most_of = k - 1 - people[:, ::-1].argmax(axis=1)  # of equals the last
    whole = people.sum(axis=1)
    by_weight = np.lexsort((weight, within))
    largest = by_weight[np.cumsum(np.bincount(within)) - 1]
    found = placed.iloc[largest].reset_index(drop=True)
    return found.assign(
        lon=np.bincount(within, lon * weight) / whole,
        lat=np.bincount(within, lat * weight) / whole,
        weight=whole,
        **{mark: marks[most_of]},
    )


def _squares_a_degree(width: float, height: float, most: int) -> float:
    """How many a degree, so that (width + 1) (height + 1) of them are at most so many."""
    area, edges = width * height, width + height
    if not edges:
        return 0.0
    if not area:
        return float((most - 1) / edges)
    return float((np.sqrt(edges**2 + 4 * area * (most - 1)) - edges) / (2 * area))


def unit_level(pack: CityPack) -> UnitLevel:
    """Villages and communities, unless a greater share of the towns has a position."""
    village, town = (_located(pack.counting(level)) for level in ("village", "town"))
    return "village" if village >= town else "town"


def _of_grid(pack: CityPack, people: People, grid: PopulationGrid) -> Demand:
    units = pack.units[pack.units["level"] != "village"]
    named = tuple(units[["code", "name", "name_en"]].itertuples(index=False, name=None))
    return Demand(_squares(grid, pack.city.code, named), "cell", people, grid=grid)


@lru_cache(maxsize=4)
def _squares(
    grid: PopulationGrid, city: str, named: tuple[tuple[str, str, str], ...]
) -> pd.DataFrame:
    """The squares as points, the same for every question: to be read only.

    A square is called after the finest unit that it is known to lie in, of those ``named``.
    """
    units = pd.DataFrame(named, columns=["code", "name", "name_en"]).set_index("code")
    county, town = pd.Series(grid.county, dtype="str"), pd.Series(grid.town, dtype="str")
    unit = town.where(town != "", county).replace("", city)
    points = pd.DataFrame(
        {
            "code": [f"cell-{number:06d}" for number in range(len(grid.people))],
            "name": unit.map(units["name"]),
            "name_en": unit.map(units["name_en"]),
            "county": county,
            "town": town,
            "lon": grid.lon,
            "lat": grid.lat,
            "weight": grid.people,
            "located": True,
        }
    )
    return points.set_index("code", drop=False).rename_axis(None)


def _located(units: pd.DataFrame) -> float:
    """Share of units with a position, 0 where there are none."""
    return float((units["lon"].notna() & units["lat"].notna()).mean()) if len(units) else 0.0


def _above(pack: CityPack, people: People, weighed: Weighed) -> str:
    if weighed != "points":
        return ""
    for level in ("county", "city"):
        units = pack.counting(level)
        if len(units) and units[_COLUMN[people]].notna().all():
            return level
    return ""
