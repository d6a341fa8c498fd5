"""Cities on one meridian: villages and schools so many metres north of 20°, for tests of reach."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from locator.geo.datum import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.pack.model import CityPack

#: Metres of a degree of latitude.
DEGREE = np.pi / 180 * EARTH_RADIUS_M
LON = 150.25
TOWNS = ("990101", "990102", "990201")


def line(
    pack: CityPack,
    villages: Sequence[tuple[float | None, float | None]],
    schools: Sequence[tuple[float | None, str]] = (),
    *,
    status: str = "open",
    towns: Sequence[str] = TOWNS[:1],
) -> CityPack:
    """The invented city with other villages and senior schools.

    Villages are (metres north, residents), None unknown, given to the towns in turn; a quarter of
    the residents is 60 or older. Schools are (metres north or None, unit).
    """
    units = pack.units[pack.units["level"] != "village"].assign(lon=np.nan, lat=np.nan)
    rows = []
    for number, (north, people) in enumerate(villages):
        town = towns[number % len(towns)]
        code = f"{town}{number:03}"
        known = np.nan if people is None else people
        rows.append(
            {"code": code, "name": f"虚构{number}村", "level": "village", "parent": town,
             "kind": "村", "counts": True, "county": town[:4], "town": town,
             "population": known, "population_60plus": known / 4, **_where(north)}
        )  # fmt: skip # a table, a row a line
    added = _like(units, rows, "code")
    made = []
    for number, (north, where) in enumerate(schools):
        own = pack.venues.iloc[0].to_dict() | {
            "id": f"s{number:02}", "name": f"虚构{number}校", "layer": "senior_school",
            "unit": where, "status": status, "recognition": "", "shares": "",
            "precision": "unit" if north is None else "exact", "county": where[:4] if len(where) >= 4 else "",
            "town": where[:6] if len(where) >= 6 else "",
            "village": where if len(where) > 6 else "", **_where(north),
        }  # fmt: skip # a table, a row a line
        made.append(own)
    venues = _like(pack.venues, made, "id")
    return dataclasses.replace(pack, units=pd.concat([units, added]), venues=venues)


def _like(frame: pd.DataFrame, rows: list[dict[str, object]], key: str) -> pd.DataFrame:
    """Rows as a frame with the columns of another; a cell that is not given is blank."""
    blank = {column: "" if frame[column].dtype == "str" else np.nan for column in frame}
    found = pd.DataFrame([blank | row for row in rows], columns=frame.columns)
    return found.astype(frame.dtypes).set_index(key, drop=False)


def _where(north: float | None) -> dict[str, float]:
    if north is None:
        return {"lon": np.nan, "lat": np.nan}
    return {"lon": LON, "lat": 20 + north / DEGREE}
