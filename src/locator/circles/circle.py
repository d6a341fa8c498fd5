"""Learning circles: everything within a walk of a place, by kind, and what has no record there.

Along the streets where they are known: its shape is then what the walk covers. Else it is drawn
with the straight line: its radius is minutes x pace / detour, so that a walk along streets that are
``detour`` times as long takes the minutes asked for. Pure functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from locator.geo.datum import great_circle
from locator.hours.state import state_at
from locator.hours.sun import point_of
from locator.pack.model import LEVELS, MEASURED, Layer, LayerGroup, Level, layers_of
from locator.venues.search import VenueQuery, near, walked
from locator.ways.travel import travel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from locator.hours.state import State
    from locator.pack.model import CityPack, Walker
    from locator.venues.search import VenueIndex
    from locator.ways.network import Network
    from locator.ways.travel import Travel

#: The walk for which examples are proposed.
_EXAMPLE_MINUTES = 15

#: Venues whose distance can be measured: an estimate neither lies within a walk nor beyond.
_MEASURED = VenueQuery(precisions=MEASURED)


@dataclass(frozen=True, slots=True, eq=False)
class CircleLayer:
    """One kind of venue in a circle: rows of the venue table with ``distance_m``, nearest first."""

    layer: Layer
    venues: pd.DataFrame


@dataclass(frozen=True, slots=True)
class CircleGroup:
    """One group of kinds in a circle, in the catalogue's order."""

    group: LayerGroup
    layers: tuple[CircleLayer, ...]

    @property
    def size(self) -> int:
        """How many venues it has."""
        return sum(len(part.venues) for part in self.layers)


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """What a walk from a place reaches.

    The centre may be a person's own position and distances would give it away, so neither is in
    ``repr``.

    Attributes
    ----------
    way
        Who walks along what: pace, detour and streets that everything here follows from.
    radius_m
        Metres of the straight line that the walk reaches nowhere beyond.
    shape
        What the walk covers, WGS-84 degrees; None: a circle of the radius.
    venues
        Open venues on record inside, with ``distance_m`` and ``walk_min``, nearest first.
    groups
        The same venues by group and layer.
    lacking
        Layers that the plan names (:func:`plan_layers`) and of which no record is inside.
    nearest
        The nearest venue on record, inside or not; empty where nothing has a position.
    unplaced
        Open venues of the place's own unit that have no position: they may be inside.
    """

    lon: float = field(repr=False)
    lat: float = field(repr=False)
    minutes: int
    walker: Walker
    way: Travel
    radius_m: float
    shape: shapely.Geometry | None = field(repr=False)
    venues: pd.DataFrame = field(repr=False)
    groups: tuple[CircleGroup, ...] = field(repr=False)
    lacking: tuple[Layer, ...] = field(repr=False)
    nearest: pd.DataFrame = field(repr=False)
    unplaced: pd.DataFrame = field(repr=False)


def circle(
    index: VenueIndex,
    pack: CityPack,
    lon: float,
    lat: float,
    minutes: int,
    walker: Walker,
    *,
    unit: str = "",
    network: Network | None = None,
) -> Circle:
    """Everything within a walk of a WGS-84 position.

    Parameters
    ----------
    unit
        Code of the unit that the place stands in, "" when unknown.
    network
        Streets that the walk follows; None: straight line x detour.

    Raises
    ------
    QueryError
        Position out of range, or negative minutes.
    """
    way = travel(pack, walker=walker, network=network)
    venues, shape = _inside(index, way, lon, lat, minutes), None
    reach = minutes * way.metres_per_minute / way.detour
    if network is not None:
        goals = venues[["lon", "lat"]].to_numpy(np.float64)
        shape, reach = _walked_shape(way, lon, lat, minutes, goals)
    present = set(venues["layer"])
    groups = []
    for group in pack.catalogue.groups.values():
        layers = tuple(
            CircleLayer(layer, venues[venues["layer"] == layer.code])
            for layer in pack.catalogue.layers.values()
            if layer.group == group.code and layer.code in present
        )
        if layers:
            groups.append(CircleGroup(group, layers))
    lacking = (pack.catalogue.layers[c] for c in plan_layers(pack) if c not in present)
    return Circle(
        lon=lon,
        lat=lat,
        minutes=minutes,
        walker=walker,
        way=way,
        radius_m=reach,
        shape=shape,
        venues=venues,
        groups=tuple(groups),
        lacking=tuple(lacking),
        nearest=near(index, way, lon, lat, k=1, filters=_MEASURED).located,
        unplaced=_unplaced(index, unit) if unit else venues[:0],
    )


def _inside(index: VenueIndex, way: Travel, lon: float, lat: float, minutes: float) -> pd.DataFrame:
    """Open venues on record within a walk, the shortest walk first."""
    # Nothing is nearer along streets than straight.
    straight = way.detour if way.network is None else 1
    reach = minutes * way.metres_per_minute / straight
    found = index.nearest(lon, lat, radius_m=reach, filters=_MEASURED).located
    rows = walked(found, lon, lat, way, minutes)
    if way.network is None:
        return rows
    return rows[rows["walk_min"] <= minutes].sort_values("walk_min", kind="stable")


def _walked_shape(
    way: Travel, lon: float, lat: float, minutes: float, goals: NDArray[np.float64]
) -> tuple[shapely.Geometry, float]:
    """What a walk along streets covers, and how far its farthest corner is."""
    # Only a walk along streets needs what it imports.
    from locator.ways.shape import walked_shape  # noqa: PLC0415 - see above

    shape = walked_shape(way, lon, lat, minutes, goals)
    corners = shapely.get_coordinates(shape)
    return shape, float(great_circle(lon, lat, *corners.T).max())


def _unplaced(index: VenueIndex, unit: str) -> pd.DataFrame:
    """Venues of a unit of which nobody knows where they stand; an estimate is no knowledge."""
    found = index.all(VenueQuery(units=(unit,)))
    about = found.located[~found.located["precision"].isin(MEASURED)]
    return pd.concat([found.unit_only, about])


def plan_layers(pack: CityPack) -> Mapping[str, Level]:
    """Layers that the plan's clauses name → the finest level at which one asks for them.

    In the catalogue's order; villages are finer than towns, towns than counties.
    """
    found: dict[str, Level] = {}
    for rule in sorted(pack.requirements, key=lambda rule: LEVELS.index(rule.level)):
        found |= dict.fromkeys(layers_of(rule), rule.level)
    return {code: found[code] for code in pack.catalogue.layers if code in found}


def states(circle: Circle, when: datetime) -> dict[str, State]:
    """Id → what the published hours of each venue inside say of a moment, in the list's order."""
    return {
        venue["id"]: state_at(venue["opening_hours"], when, point_of(venue)).state
        for venue in circle.venues.to_dict("records")
    }


def examples(
    index: VenueIndex, pack: CityPack, limit: int = 3, network: Network | None = None
) -> dict[str, int]:
    """Places that make good circles, landmarks if there are any: name → venues inside.

    The richest comes first; another with the same venues comes only when there is none without.
    """
    reach = pack.walk.radius(_EXAMPLE_MINUTES)
    landmarks = pack.places[pack.places["kind"] == "landmark"]
    places = landmarks if len(landmarks) >= limit else pack.places
    around = {
        place.name: set(
            index.nearest_rows(place.lon, place.lat, radius_m=reach, filters=_MEASURED)[0].tolist()
        )
        for place in places.drop_duplicates("name").itertuples()
    }
    richest = sorted(around, key=lambda name: -len(around[name]))
    chosen: list[str] = []
    for name in richest:
        # A second circle around the same venues is no second example.
        if all(around[name].isdisjoint(around[other]) for other in chosen):
            chosen.append(name)
    order = [*chosen, *(name for name in richest if name not in chosen)]
    if network is None:
        return {name: len(around[name]) for name in order[:limit]}
    # Which are rich the straight line says too; how many the walk passes, the streets.
    way = travel(pack, network=network)
    where = places.drop_duplicates("name").set_index("name")[["lon", "lat"]]
    spots = {name: where.loc[name].astype(float).tolist() for name in order[:limit]}
    return {
        name: len(_inside(index, way, lon, lat, _EXAMPLE_MINUTES))
        for name, (lon, lat) in spots.items()
    }
