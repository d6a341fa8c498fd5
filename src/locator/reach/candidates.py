"""Where a new site could stand: halls that lend rooms, units, or a list of a planner's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from locator.geo.datum import check_position, convert
from locator.names.keys import name_key
from locator.pack.files import csv_records
from locator.pack.model import MEASURED
from locator.problems import LocatorError, Problems, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.geo.datum import Datum
    from locator.pack.model import CityPack
    from locator.reach.demand import UnitLevel
    from locator.reach.reached import Supply

CandidateKind = Literal["hall", "unit", "list"]
CANDIDATE_KINDS: tuple[CandidateKind, ...] = get_args(CandidateKind)
#: Columns of a table of candidates; ``cost`` is NaN where nobody said it.
CANDIDATE_COLUMNS = (
    "code", "name", "name_en", "kind", "unit", "town", "county", "lon", "lat", "cost",
)  # fmt: skip # a table, a row a line
#: Columns of a planner's list, of which the first three must be there.
LIST_COLUMNS = ("name", "lon", "lat", "unit", "code", "cost")
_NEEDED = LIST_COLUMNS[:3]
#: A pack's own list.
LIST_FILE = "candidates.csv"


def candidates(
    pack: CityPack,
    offered: Supply,
    level: UnitLevel,
    kinds: tuple[CandidateKind, ...] = ("hall", "unit"),
    costs: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Halls and units that have a position, halls first, each by code.

    Parameters
    ----------
    offered
        What there is already: a venue that counts is no candidate.
    level
        Of the units: villages and communities, or towns.
    kinds
        ``hall``: open venues of other layers that lend a room, where nothing need be built;
        ``unit``: units of the level.
    costs
        What a site of a kind costs.

    Returns
    -------
    DataFrame
        :data:`CANDIDATE_COLUMNS`, a plain range index.
    """
    parts = []
    if "hall" in kinds:
        rooms = pack.shares[(pack.shares["kind"] == "room") & (pack.shares["status"] == "open")]
        venues = pack.venues
        lends = (venues["shares"] != "") | venues["id"].isin(set(rooms["venue"]))
        here = lends & (venues["status"] == "open") & ~venues["layer"].isin(offered.layers)
        here &= venues["precision"].isin(MEASURED) & venues["lon"].notna()
        halls = venues[here].sort_index()
        parts.append(halls.assign(code=halls["id"], kind="hall"))
    if "unit" in kinds:
        units = pack.counting(level)
        placed = units[units["lon"].notna() & units["lat"].notna()].sort_index()
        parts.append(placed.assign(unit=placed["code"], kind="unit"))
    found = pd.concat(parts) if parts else pd.DataFrame(columns=["kind"])
    known = costs or {}
    found = found.assign(cost=found["kind"].map(known).astype("float64"))
    return found.reindex(columns=list(CANDIDATE_COLUMNS)).reset_index(drop=True)


def read_candidates(
    pack: CityPack, text: str, file: str = "", datum: Datum = "wgs84"
) -> pd.DataFrame:
    """Candidates of a planner's list, a CSV with the columns :data:`LIST_COLUMNS`.

    ``unit`` is the code of a unit, or a name that only one has; ``code`` is ``list-001`` and so on
    where it is not given.

    Raises
    ------
    LocatorError
        Every problem with its row and column.
    """
    problems = Problems(file)
    rows: list[dict[str, object]] = []
    header: list[str] = []
    for number, _, cells in csv_records(file, text):
        line = [cell.strip() for cell in cells]
        if not any(line):
            continue
        if not header:
            header = [cell.lower() for cell in line]
            missing = [name for name in _NEEDED if name not in header]
            if missing:
                raise problems.refusal(
                    "reach.list_columns", row=number, value=", ".join(missing),
                    columns=", ".join(LIST_COLUMNS),
                )  # fmt: skip # as one call
            continue
        if len(line) != len(header):
            problems.error(
                "problem.cell_count", row=number, value=",".join(line),
                found=len(line), expected=len(header),
            )  # fmt: skip # as one call
            continue
        given = dict(zip(header, line, strict=True))
        row = _candidate(pack, given, number, len(rows) + 1, datum, problems)
        if row is not None:
            rows.append(row)
    twice = pd.Series([row["code"] for row in rows], dtype="str")
    for code in twice[twice.duplicated()].unique():
        problems.error("reach.list_twice", column="code", value=code)
    if not rows and not problems:
        problems.error("reach.list_empty" if header else "problem.file_empty")
    if problems:
        raise LocatorError(problems)
    return pd.DataFrame(rows, columns=list(CANDIDATE_COLUMNS))


def _candidate(
    pack: CityPack, given: dict[str, str], number: int, count: int, datum: Datum, problems: Problems
) -> dict[str, object] | None:
    where: list[float] = []
    for column in ("lon", "lat"):
        try:
            where.append(float(given.get(column, "")))
        except ValueError:
            problems.error("reach.list_number", row=number, column=column, value=given.get(column))
    if len(where) < 2:
        return None
    lon, lat = where
    try:
        check_position(lon, lat)
    except QueryError:
        problems.error("reach.list_position", row=number, value=f"{lon:g}, {lat:g}")
        return None
    lon, lat = (float(v) for v in convert(lon, lat, datum, "wgs84"))
    try:
        cost = float(given.get("cost") or "nan")
    except ValueError:
        cost = -1.0
    if cost < 0 or cost == float("inf"):
        problems.error("reach.list_number", row=number, column="cost", value=given["cost"])
        return None
    units, unit = pack.units, given.get("unit", "")
    if unit and unit not in units.index:
        same = units.index[units["name"].map(name_key) == name_key(unit)]
        if len(same) != 1:
            problems.error("reach.list_unit", row=number, column="unit", value=unit)
            return None
        unit = str(same[0])
    return {
        "code": given.get("code") or f"list-{count:03}",
        "name": given["name"] or f"list-{count:03}",
        "name_en": "",
        "kind": "list",
        "unit": unit,
        "town": units.at[unit, "town"] if unit else "",
        "county": units.at[unit, "county"] if unit else "",
        "lon": lon,
        "lat": lat,
        "cost": cost,
    }
