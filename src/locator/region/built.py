"""A region as Parquet, partitioned by city: what verdicts need, read by column and lazily.

``build`` writes, for each city that answers, a file in ``units/city=CODE/`` and so on for every
table of :data:`TABLES`, and one ``region.json`` with the clauses of each. Texts that repeat are
dictionaries in the files, and are read as categories: five million
venues are then small numbers.
Nothing is written in place: the folder is there whole or not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from locator.coverage.verdicts import evaluate, roll_up
from locator.folders import told_if_unwritable, written_whole
from locator.pack.model import CityProfile, definition, from_definition
from locator.pack.region_file import Region
from locator.problems import Problem, QueryError
from locator.region.cities import CityAnswer, Workers, ask_each
from locator.region.coverage import CityFigures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from locator.pack.model import CityPack, Requirement
    from locator.region.cities import RegionCity

#: Tables of a built region and their columns: what :mod:`locator.coverage.verdicts` reads.
TABLES = {
    "units": ["code", "name", "level", "parent", "kind", "counts", "population", "county", "town"],
    "venues": ["unit", "layer", "status", "recognition"],
    "indicators": ["unit", "indicator", "year", "value"],
    "reporting": ["unit", "layer"],
}
#: Texts that repeat from row to row.
_CODED = {"venues": ["unit", "layer", "status"], "reporting": ["unit", "layer"]}
_INDEX = "region.json"


@dataclass(frozen=True, slots=True)
class BuildQuestion:
    """Write a city into a folder; what the index says of it comes back."""

    folder: Path

    def __call__(self, city: RegionCity) -> dict[str, Any]:
        """Write one partition of each table."""
        pack = city.open().pack
        for table, columns in TABLES.items():
            frame: pd.DataFrame = getattr(pack, table)[columns]
            out = self.folder / table / f"city={pack.city.code}"
            out.mkdir(parents=True, exist_ok=True)  # a killed worker may have begun
            frame.to_parquet(out / "part.parquet", index=False)
        return _entry(city.folder.name, pack)


def _entry(name: str, pack: CityPack) -> dict[str, Any]:
    city = pack.city
    rules = [definition(rule) for rule in pack.requirements]
    profile = {
        "code": city.code, "name": city.name, "name_en": city.name_en, "center": city.center,
        "zoom": city.zoom, "metric_crs": city.metric_crs, "fictional": city.fictional,
    }  # fmt: skip # a table, a row a line
    sizes = {table: len(getattr(pack, table)) for table in TABLES}
    return {
        "pack": name, "checksum": pack.checksum, "city": profile, "rules": rules, "rows": sizes,
    }  # fmt: skip # a table, a row a line


def build(
    region: Region, cities: Sequence[RegionCity], out: Path, workers: Workers
) -> list[CityAnswer[dict[str, Any]]]:
    """Write a region into a folder that is not there yet, or is empty.

    Cities that fail are not in it; their answers say why.

    Raises
    ------
    QueryError
        The folder holds something, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise QueryError(Problem("error", "region.out_taken", value=str(out)))
    with told_if_unwritable(out), written_whole(out.resolve()) as part:
        part.mkdir()
        answers = ask_each(cities, BuildQuestion(part), workers)
        document = {
            "region": {"code": region.code, "name": region.name, "name_en": region.name_en},
            "cities": [one.value for one in answers if one.value is not None],
        }
        text = json.dumps(document, ensure_ascii=False)
        (part / _INDEX).write_text(text, encoding="utf-8")
    return answers


def read_built(folder: Path) -> tuple[Region, list[CityAnswer[CityFigures]]]:
    """Figures of every city of a built region, for :func:`locator.region.coverage.coverage_of`.

    Cities with the same clauses are judged in one pass.

    Raises
    ------
    QueryError
        The folder is no built region, or a unit is in two of its cities.
    """
    try:
        document = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        region = Region(**document["region"], folders=())
        entries: list[dict[str, Any]] = document["cities"]
        groups: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            groups.setdefault(json.dumps(entry["rules"]), []).append(entry)
        found: dict[str, CityFigures] = {}
        for group in groups.values():
            found |= _judged(folder, group)
    except (OSError, ValueError, TypeError, KeyError):
        raise QueryError(Problem("error", "region.not_built", value=str(folder))) from None
    return region, [CityAnswer(one["pack"], found[one["pack"]]) for one in entries]


def _judged(folder: Path, entries: Sequence[dict[str, Any]]) -> dict[str, CityFigures]:
    """Figures of cities that are judged by the same clauses, by pack."""
    rules: tuple[Requirement, ...] = tuple(from_definition(one) for one in entries[0]["rules"])
    tables = {name: _table(folder, name, entries) for name in TABLES}
    units = tables["units"].set_index("code", drop=False).rename_axis(None)
    if not units.index.is_unique:
        twice = str(units.index[units.index.duplicated()][0])
        raise QueryError(Problem("error", "region.unit_twice", value=twice))
    verdicts = evaluate(units, tables["venues"], rules, tables["indicators"], tables["reporting"])
    cities, counties = roll_up(verdicts, units, "city"), roll_up(verdicts, units, "county")
    of_city = dict(tuple(cities.groupby("unit", sort=False)))
    of_county = dict(tuple(counties.groupby(counties["unit"].map(units["city"]), sort=False)))
    found = {}
    for entry in entries:
        profile = CityProfile(**entry["city"] | {"center": tuple(entry["city"]["center"])})
        here = (table.get(profile.code, cities.iloc[:0]) for table in (of_city, of_county))
        found[entry["pack"]] = CityFigures(
            profile, rules, *(frame.reset_index(drop=True) for frame in here)
        )
    return found


def _table(folder: Path, name: str, entries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """A table of some cities, with ``city``: the code of each row's."""
    import pyarrow.dataset as ds  # noqa: PLC0415 - an extra

    codes = np.array([entry["city"]["code"] for entry in entries], dtype=object)
    coded = ds.ParquetReadOptions(dictionary_columns=set(_CODED.get(name, ())))
    files = [str(folder / name / f"city={code}" / "part.parquet") for code in codes]
    whole = ds.dataset(files, format=ds.ParquetFileFormat(read_options=coded))
    frame = whole.to_table(columns=TABLES[name]).unify_dictionaries().to_pandas()
    texts = [column for column in frame if frame[column].dtype == object]
    frame[texts] = frame[texts].astype("str")
    frame["city"] = np.repeat(codes, [entry["rows"][name] for entry in entries])
    return frame
