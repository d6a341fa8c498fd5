"""Places of an extract, each once, and namesakes told apart: there is a 人民路 in every town."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from locator.pack.model import LIST_SEPARATOR, PLACE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from locator.pack.model import CityPack

Record = dict[str, str]
#: Things of one name with no wider gap than 1.5 km between them are one: the pieces of a
#: street, the parts of an estate. An import takes them for one within the same distance.
GAP = 1500 / 111_195  # in degrees of latitude


class Towns:
    """The names of the units around points, by their outlines, the smallest first."""

    def __init__(self, pack: CityPack, drawn: Iterable[tuple[str, shapely.Geometry]]) -> None:
        """``drawn``: outlines that the extract has itself, by name."""
        real = pack.outlines[pack.outlines["quality"] != "approximate"]
        own = [
            (str(pack.units["name"][code]), shape)
            for code, shape in zip(real.index, real.geometry, strict=True)
            if pack.units["level"][code] != "city"
        ]
        names = set(pack.units["name"])
        known = [(name, shape) for name, shape in drawn if name in names]
        self._units = sorted([*known, *own], key=lambda unit: unit[1].area)
        shapely.prepare([shape for _, shape in self._units])

    def at(self, lon: float, lat: float) -> str:
        """Name of the smallest of them around a point, "" where there is none."""
        return next((name for name, s in self._units if shapely.contains_xy(s, lon, lat)), "")


def told_apart(
    records: Sequence[Record], grounds: Sequence[shapely.Geometry], towns: Towns
) -> tuple[list[Record], list[str]]:
    """Each place once, with the town behind its name where it has a namesake elsewhere.

    ``grounds``: the point, line or area of each record, longitude and latitude in WGS-84.
    What lies close together is one place, say a village and the estate of its name: the record
    of the first kind that is nearest to their middle, with the other names of all. Of namesakes
    in one unit the one with most records is kept.

    Returns
    -------
    tuple
        The records, in the order of their first, and names of what was left out: a second of the
        same name in the same unit, which a list could not tell from the first.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        groups[record["name"]].append(number)
    kept: dict[int, Record] = {}
    unnamed: list[str] = []
    for name, numbers in groups.items():
        places = [
            (numbers[rows[0]], len(rows), _one([records[numbers[n]] for n in rows]))
            for rows in _clusters([grounds[n] for n in numbers])
        ]
        taken: set[str] = set()
        for first, _, place in sorted(places, key=lambda p: -p[1]):
            unit = towns.at(float(place["lon"]), float(place["lat"])) if len(places) > 1 else ""
            if unit in taken:
                unnamed.append(name)
                continue
            taken.add(unit)
            kept[first] = _named(place, unit) if unit else place
    return [kept[number] for number in sorted(kept)], unnamed


def _named(place: Record, unit: str) -> Record:
    aliases = LIST_SEPARATOR.join(filter(None, [place["name"], place["aliases"]]))
    return place | {"name": f"{place['name']}（{unit}）", "aliases": aliases}


def _clusters(grounds: Sequence[shapely.Geometry]) -> Iterator[NDArray[np.int64]]:
    if len(grounds) == 1:
        yield np.zeros(1, np.int64)
        return
    pairs = shapely.STRtree(grounds).query(grounds, predicate="dwithin", distance=GAP)
    joined = coo_array((np.ones(pairs.shape[1]), pairs), shape=(len(grounds), len(grounds)))
    count, of = connected_components(joined, directed=False)
    for number in range(count):
        yield np.flatnonzero(of == number)


def _one(records: Sequence[Record]) -> Record:
    points = np.array([[float(r["lon"]), float(r["lat"])] for r in records])
    away = np.hypot(*(points - points.mean(axis=0)).T)
    kinds = [PLACE_KINDS.index(record["kind"]) for record in records]
    middle = records[int(np.lexsort([away, kinds])[0])]
    aliases = dict.fromkeys(a for r in records for a in r["aliases"].split(LIST_SEPARATOR) if a)
    return middle | {"aliases": LIST_SEPARATOR.join(aliases)}
