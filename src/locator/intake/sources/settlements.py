"""Villages and towns of an extract that surely are units: their points and residents."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import dist
from typing import TYPE_CHECKING

import pandas as pd

from locator.intake.sources.namesakes import GAP
from locator.names.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locator.intake.sources.namesakes import Record, Towns
    from locator.pack.model import CityPack


def unit_rows(settlements: Sequence[Record], pack: CityPack, towns: Towns) -> list[Record]:
    """What settlements say of units that nobody said yet, a row a unit.

    A settlement is a unit's where one alone of the units around it, by their outlines, has its
    name; where two that far apart bear it, nobody knows which. Points that units have stay.

    Parameters
    ----------
    settlements
        ``name``, ``lon``, ``lat`` (WGS-84), ``source``, ``population`` and ``population_year``,
        which are empty where the extract does not say both.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for code, name, level in pack.units[["name", "level"]].itertuples():
        if level in {"town", "village"}:
            named[name_key(name)].append(str(code))
    found: dict[str, list[Record]] = defaultdict(list)
    for one in settlements:
        around = towns.at(float(one["lon"]), float(one["lat"]))
        codes = [c for c in named[name_key(one["name"])] if around in _above(pack, c)]
        if around and len(codes) == 1:
            found[codes[0]].append(one)
    rows = (_row(pack, code, ones) for code, ones in sorted(found.items()) if _is_one(ones))
    return [row for row in rows if row]


def _above(pack: CityPack, code: str) -> Iterator[str]:
    """Names of a unit and of those above it."""
    while code in pack.units.index:
        yield str(pack.units.at[code, "name"])
        code = str(pack.units.at[code, "parent"])


def _is_one(settlements: Sequence[Record]) -> bool:
    points = [(float(one["lon"]), float(one["lat"])) for one in settlements]
    return all(dist(a, b) <= GAP for a, b in combinations(points, 2))


def _row(pack: CityPack, code: str, settlements: Sequence[Record]) -> Record:
    """What is new of a unit; empty where nothing is."""
    one = max(settlements, key=lambda record: bool(record["population"]))
    unit = pack.units.loc[code]
    said: Record = {}
    if pd.isna(unit["lon"]):
        said |= {"lon": one["lon"], "lat": one["lat"], "point_quality": "label"}
    if pd.isna(unit["population"]) and one["population"]:
        said |= {key: one[key] for key in ("population", "population_year")}
    if not said:
        return said
    sources = filter(None, (str(unit["source"]), one["source"]))
    return {"code": code, "name": str(unit["name"]), "source": "；".join(sources)} | said
