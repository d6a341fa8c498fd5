"""What the files of a pack hold, apart from the files: checked as a whole, made the pack in memory.

:mod:`locator.pack.read` makes it from files. :func:`with_rows` makes it from a pack with other rows
in some files, so that an import is held to the same checks without writing or reading a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
from pandas.util import hash_pandas_object

from locator.geo.datum import CityShape
from locator.pack import checks, checks_city, checks_clauses, checks_points, elsewhere, schema
from locator.pack.clause_rows import REQUIREMENTS_FILE, clause_text
from locator.pack.files import PackFiles
from locator.pack.model import LEVELS, CityPack
from locator.pack.rows import GEOMETRY, OUTLINES
from locator.pack.tables import feature_frame, outline_frame, table_frame
from locator.pack.toml_files import read_requirements, table_rows
from locator.problems import Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from locator.pack.change import Cells
    from locator.pack.files import Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue, Requirement, Unmeasured, Walk

#: Tables of a pack by name, in the order in which they are read.
TABLES = {table.name: table for table in schema.TABLES.values()}
#: Files that say what the city itself is and is asked for.
_OF_CITY = frozenset({"units.csv", "villages.csv", "indicators.csv", OUTLINES, REQUIREMENTS_FILE})
_PLACED = ("venues", "places", "circles")
_POINT = ["_file", "_row", "unit", "lon", "lat"]
#: The key of each row by its number, by file.
Keys = dict[str, dict[int, str]]


@dataclass(frozen=True)
class Content:
    """What the files of a pack hold, as far as it could be read.

    Attributes
    ----------
    tables
        By name, each as :func:`locator.pack.tables.read_table` returns it: with ``_file`` and
        ``_row``, by which problems name a row.
    rules
        By id, each with the line on which it begins.
    unmeasured
        Clauses that no rule measures.
    outlines, basemap
        With ``_row``.
    """

    city: CityProfile | None
    walk: Walk | None
    catalogue: LayerCatalogue
    vocabularies: Vocabularies
    tables: Mapping[str, pd.DataFrame]
    rules: Mapping[str, tuple[int | None, Requirement]]
    unmeasured: tuple[Unmeasured, ...]
    outlines: gpd.GeoDataFrame
    basemap: Mapping[str, gpd.GeoDataFrame]

    def check(self, problems: Problems, new: Mapping[str, pd.DataFrame] | None = None) -> None:
        """Report what must hold between the tables and of the city, and does not.

        ``new`` are the rows of each table that alone are new, in a city that is as it was (None:
        all are): a row by itself is as right as it was, and what they cannot bear on is not looked
        at again.
        """
        frames, catalogue, city = self.tables, self.catalogue, self.city
        units, venues, places = frames["units"], frames["venues"], frames["places"]
        of_city, new = new is None, frames if new is None else new
        placed = of_city or any(new[name]["lon"].notna().any() for name in _PLACED)
        self._check_cells(problems, new)
        checks.check_english(problems, new.values())
        if of_city:
            checks_city.check_english_names(
                problems, city, catalogue, self.vocabularies, self.rules
            )
            checks_city.check_tree(problems, units)
            checks_city.check_units(problems, units)
            checks_city.check_outlines(problems, self.outlines, set(units["code"]) - {""})
        checks.check_frames(problems, catalogue, frames, near=placed)
        if of_city:
            figures, known = frames["indicators"], self.vocabularies.get("indicator", {})
            checks_clauses.check_requirements(problems, self.rules, units, figures, known)
        if len(new["reporting"]):
            checks_clauses.check_declared(problems, new["reporting"], units, self.rules)
        checks.check_recognised(problems, new["venues"])
        named = {"units": units, "venues": venues, "places": places}
        sharing = (frames[name] for name in ("shares", "needs", "circles"))
        checks.check_sharing(problems, *sharing, **named)
        names = (frames[name] for name in ("aliases", "successors"))
        checks.check_names(problems, *names, **named, layers=catalogue.layers)
        checks.check_aliases(problems, frames["aliases"], unit=units, venue=venues, place=places)
        if city is None:
            return
        if of_city:
            checks_city.check_city(problems, city, units)
            elsewhere.check_own_name(problems, city, units, self.rules)
            elsewhere.check_plan(problems, city, self.rules)
            others = elsewhere.others_of(city, units)
            cited = (*frames.values(), self.outlines)
            elsewhere.check_sources(problems, cited, self.vocabularies, others)
        checks.check_invented(problems, city, new.values())
        elsewhere.check_elsewhere(problems, [new[name] for name in _PLACED], city, units)
        called = [new[name] for name in ("venues", "shares", "needs")]
        elsewhere.check_phones(problems, called, city)
        if placed:
            self._check_points(problems, city, new, of_city=of_city)

    def _check_points(
        self,
        problems: Problems,
        city: CityProfile,
        new: Mapping[str, pd.DataFrame],
        *,
        of_city: bool,
    ) -> None:
        units = self.tables["units"]
        venues, *others = (new[name] for name in _PLACED)
        shape = CityShape(self.outlines, units, city.metric_crs)
        if of_city:
            checks_city.check_shapes(problems, self.outlines, units, city)
            checks_city.check_centre(problems, city, shape)
            checks_city.check_zoom(problems, city, shape)
        checks_points.check_inside(problems, venues, shape, strict=True)
        own = [units.assign(unit=units["code"])] if of_city else []
        placed = (frame[_POINT] for frame in (venues, *others, *own))
        points = pd.concat(placed, ignore_index=True)
        checks_points.check_counties(problems, points, units, self.outlines, city.metric_crs)
        for frame in (new["units"], *others):
            checks_points.check_inside(problems, frame, shape)
        if of_city:
            checks_city.check_basemap(problems, self.basemap, shape)

    def _check_cells(self, problems: Problems, new: Mapping[str, pd.DataFrame]) -> None:
        """Check cells by themselves, and the codes of tables that have new rows."""
        for name, frame in new.items():
            checks.check_codes_whole(problems, frame)
            checks.check_lines(problems, frame)
            checks.check_vocabulary(problems, frame, TABLES[name], self.vocabularies)
            for column in {"id", "code"} & set(frame.columns) if len(frame) else ():
                checks.check_alike(problems, self.tables[name], column)

    def pack(self, path: Path, checksum: str, problems: tuple[Problem, ...]) -> CityPack | None:
        """The pack in memory; None where it has no city or no units to speak of."""
        frames = self.tables
        if self.city is None or self.walk is None or frames["units"].empty:
            return None
        units, venues = _with_ancestors(frames["units"]), frames["venues"]
        return CityPack(
            path=path,
            city=self.city,
            walk=self.walk,
            catalogue=self.catalogue,
            units=units,
            venues=_with_units(venues, units),
            places=_plain(frames["places"]),
            indicators=_plain(frames["indicators"]),
            reporting=_plain(frames["reporting"]),
            shares=_with_units(_placed(frames["shares"], venues), units),
            needs=_with_units(_placed(frames["needs"], venues), units),
            circles=_by_id(frames["circles"]),
            aliases=_plain(frames["aliases"]),
            successors=_plain(frames["successors"]),
            requirements=tuple(rule for _, rule in self.rules.values()),
            unmeasured=self.unmeasured,
            outlines=self.outlines.drop(columns="_row").set_index("code", drop=False),
            basemap={
                s: frame.drop(columns="_row", errors="ignore") for s, frame in self.basemap.items()
            },
            vocabularies=self.vocabularies,
            checksum=checksum,
            data_date=_data_date(venues),
            problems=problems,
        )


def with_rows(
    pack: CityPack, rows: Mapping[str, Mapping[str, Cells]]
) -> tuple[CityPack | None, tuple[Problem, ...], Keys]:
    """The pack with other rows in some of its files, checked as any pack is.

    What was wrong with the city itself, its base map for instance, is not said again where no row
    bears on it.

    Parameters
    ----------
    rows
        All rows that a file would hold, as text by their keys, by its name.

    Returns
    -------
    pack, problems
        As :func:`locator.pack.read.read_pack` returns them; a problem's row counts the rows of its
        file from 1.
    keys
        The key of each row by that count, by file.
    """
    problems, keys = Problems(), dict[str, dict[int, str]]()
    both = {name: _table(problems, pack, table, rows, keys) for name, table in TABLES.items()}
    tables, new = ({name: two[part] for name, two in both.items()} for part in (0, 1))
    outlines = pack.outlines
    if OUTLINES in rows:
        features = [
            {"properties": cells, "geometry": cells[GEOMETRY]} for cells in rows[OUTLINES].values()
        ]
        outlines = outline_frame(feature_frame(problems, OUTLINES, features))
        keys[OUTLINES] = dict(enumerate(rows[OUTLINES], start=1))
    else:
        outlines = outlines.reset_index(drop=True).assign(_row=range(1, len(outlines) + 1))
        keys[OUTLINES] = dict(enumerate(outlines["code"], start=1))
    content = Content(
        pack.city,
        pack.walk,
        pack.catalogue,
        pack.vocabularies,
        tables,
        _rules(problems, pack, rows.get(REQUIREMENTS_FILE), keys),
        pack.unmeasured,
        outlines,
        {stem: f.assign(_row=range(1, len(f) + 1)) for stem, f in pack.basemap.items()},
    )
    content.check(problems, new if _OF_CITY.isdisjoint(rows) else None)
    found = tuple(problems)
    return content.pack(pack.path, pack.checksum, found), found, keys


def _data_date(venues: pd.DataFrame) -> str:
    """The latest day on which a venue was checked or collected, ``""`` without any."""
    return max([*venues["source_date"], *venues["collected_date"]], default="")


def with_records(
    pack: CityPack, rows: Mapping[str, Mapping[str, Cells]]
) -> tuple[CityPack, tuple[Problem, ...]]:
    """The pack with other venues and indicators, of which only the cells are checked.

    What the rows name must be there: nothing is checked between the tables, and no other table is
    made anew, so that it takes a small part of :func:`with_rows`.

    Parameters
    ----------
    rows
        All rows of files of venues, or of indicators, as there.
    """
    problems, keys = Problems(), dict[str, dict[int, str]]()

    def table(kind: schema.Table) -> pd.DataFrame:
        return _table(problems, pack, kind, rows, keys)[0]

    new = pack
    if any(schema.family(file) == "venues" for file in rows):
        venues = _with_units(table(schema.VENUES), pack.units)
        new = replace(new, venues=venues, data_date=_data_date(venues))
    if f"{schema.INDICATORS.name}.csv" in rows:
        new = replace(new, indicators=_plain(table(schema.INDICATORS)))
    return new, tuple(problems)


def _rules(
    problems: Problems, pack: CityPack, rows: Mapping[str, Cells] | None, keys: Keys
) -> Mapping[str, tuple[int | None, Requirement]]:
    """The rules of a pack, or those of the rows that its file would hold."""
    if rows is None:
        return {rule.id: (None, rule) for rule in pack.requirements}
    raw = "\n".join(map(clause_text, rows.values())).encode()
    keys[REQUIREMENTS_FILE] = dict(zip(table_rows(raw, "requirement"), rows, strict=True))
    files = PackFiles(pack.path, {REQUIREMENTS_FILE: raw})
    return dict(read_requirements(files, problems, pack.catalogue)[0])


def _table(
    problems: Problems,
    pack: CityPack,
    table: schema.Table,
    rows: Mapping[str, Mapping[str, Cells]],
    keys: Keys,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table of a pack as it was read, with the rows of some files in place of its own, and those
    of them that it did not have just so.
    """
    own, named = _as_read(pack, table)
    mine = {f: r for f, r in rows.items() if schema.TABLES.get(schema.family(f) or "") is table}
    held = own[own["_file"].isin(mine)]
    own = own.drop(held.index)
    keys |= {name: of_rows for name, of_rows in named.items() if name not in mine}
    if not mine:
        return own, own.iloc[:0]
    records = [
        [name, number, *(cells.get(c, "").strip() for c in table.names)]
        for name, held_rows in mine.items()
        for number, cells in enumerate(held_rows.values(), start=1)
    ]
    keys |= {name: dict(enumerate(held_rows, start=1)) for name, held_rows in mine.items()}
    given = table_frame(problems, records, table)
    marks, known = (hash_pandas_object(f[list(table.names)], index=False) for f in (given, held))
    both = pd.concat([own, given]).sort_values("_file", kind="stable", ignore_index=True)
    return both, given[~marks.isin(known)]


#: Of two packs: the one that is shown, and the one that was before it.
@lru_cache(maxsize=2 * len(schema.TABLES))
def _as_read(pack: CityPack, table: schema.Table) -> tuple[pd.DataFrame, Keys]:
    """A table of a pack as it was read, and the keys of its rows; only to be looked at.

    A list is tried out again with each answer, on the same pack.
    """
    was: pd.DataFrame = getattr(pack, table.name).reset_index(drop=True)
    file = _files(was, table)
    own = was[list(table.names)].assign(_file=file, _row=file.groupby(file).cumcount() + 1)
    if table is schema.UNITS:
        own["counts"] = own["counts"].map({True: "yes", False: "no"}).astype("str")
    keys: Keys = {}
    for name, part in own.groupby("_file"):
        key = [part[c] for c in schema.KEYS[schema.family(str(name)) or str(name)]]
        columns = [(c if c.dtype == "str" else c.map(_text)).to_numpy(object) for c in key]
        found = map("|".join, zip(*columns, strict=True))
        keys[str(name)] = dict(zip(part["_row"], found, strict=True))
    return own, keys


def _files(held: pd.DataFrame, table: schema.Table) -> pd.Series[str]:
    """The file in which each row of a table stands."""
    if table is schema.VENUES:
        return "venues/" + held["layer"] + ".csv"
    named = pd.Series(f"{table.name}.csv", index=held.index, dtype="str")
    if table is schema.UNITS:
        return named.mask(held["level"] == "village", "villages.csv")
    return named


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=["_file", "_row"])


def _with_ancestors(units: pd.DataFrame) -> pd.DataFrame:
    """Index units by code and name each unit's own town and county."""
    units = _plain(units).drop_duplicates("code").set_index("code", drop=False)
    units.index.name = None
    units["counts"] = units["counts"] == "yes"
    parent, level = units["parent"], units["level"]
    for ancestor in ("town", "county"):
        climb = units["code"].where(level == ancestor, "")
        below = LEVELS[LEVELS.index(ancestor) + 1 :]
        for lower in below:
            here = level == lower
            climb = climb.mask(here, parent.map(climb).fillna(""))
        units[ancestor] = climb.astype("str")
    return units


def _with_units(venues: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Index venues, offers or needs by id and name the village, town and county they stand in."""
    venues = _by_id(venues)
    unit = venues["unit"]
    for column in ("county", "town"):
        venues[column] = unit.map(units[column]).fillna("").astype("str")
    is_village = unit.map(units["level"]) == "village"
    venues["village"] = unit.where(is_village, "").astype("str")
    return venues


def _by_id(frame: pd.DataFrame) -> pd.DataFrame:
    """Index rows by their id, the first where one is repeated."""
    frame = _plain(frame).drop_duplicates("id").set_index("id", drop=False)
    frame.index.name = None
    return frame


def _placed(rows: pd.DataFrame, venues: pd.DataFrame) -> pd.DataFrame:
    """Offers or needs with the unit of their venue where one is named."""
    unit = venues.drop_duplicates("id").set_index("id")["unit"]
    own = rows["venue"].map(unit).fillna("").astype("str")
    return rows.assign(unit=own.where(own != "", rows["unit"]))
