"""What a person may name and start from: the places of a pack, each with its own record's names."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.names.latin import translated
from locator.pack.model import LIST_SEPARATOR
from locator.venues.resembling import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from locator.pack.model import CityPack


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a person may mean.

    ``code`` is a unit code, or the id of a venue or curated circle, ``""`` for a gazetteer place;
    ``unit`` the unit it stands in; ``lon, lat`` WGS-84 or None when nobody recorded a position;
    ``score`` 0 to 100.
    """

    name: str
    name_en: str
    kind: str
    code: str
    unit: str
    lon: float | None = field(repr=False)
    lat: float | None = field(repr=False)
    score: float


def centres(pack: CityPack) -> pd.DataFrame:
    """The curated circles of a pack, each with the position of its middle in ``lon, lat``."""
    named = pack.places.drop_duplicates("name").set_index("name")
    circles = pack.circles
    return circles.assign(
        **{
            axis: circles["place"].map(named[axis]).where(circles["place"] != "", circles[axis])
            for axis in ("lon", "lat")
        }
    )


def entries(pack: CityPack) -> Iterator[tuple[Place, list[str]]]:
    """Every place, and the other names that its own record gives."""

    def place(
        name: str, latin: str, kind: str, code: str, unit: str, lon: float, lat: float
    ) -> Place:
        known = not math.isnan(lon)
        return Place(
            name,
            latin,
            kind,
            code,
            unit,
            float(lon) if known else None,
            float(lat) if known else None,
            EXACT,
        )

    for p in pack.places.itertuples():
        aliases = [a.strip() for a in p.aliases.split(LIST_SEPARATOR)]
        yield place(p.name, translated(p.name), p.kind, "", p.unit, p.lon, p.lat), aliases
    for c in centres(pack).itertuples():
        yield place(c.name, c.name_en, "circle", c.id, c.unit, c.lon, c.lat), []
    for u in pack.units.itertuples():
        yield place(u.name, u.name_en, u.level, u.code, u.parent, u.lon, u.lat), []
    for v in pack.venues.itertuples():
        yield place(v.name, v.name_en, "venue", v.id, v.unit, v.lon, v.lat), []
