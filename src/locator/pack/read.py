"""Read and validate a city pack: a folder of plain files → an immutable :class:`CityPack`.

The only door by which data come in. :func:`read_pack` returns everything that is wrong at once;
:func:`load_pack` refuses a pack with errors.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import geopandas as gpd

from locator.folders import DEFAULT_PACK
from locator.geo.areas import CityShape
from locator.pack import schema
from locator.pack.checks import check_frames, check_names, check_sharing
from locator.pack.checks_city import (
    check_basemap,
    check_centre,
    check_city,
    check_codes_whole,
    check_files,
    check_inside,
    check_invented,
    check_requirements,
    check_tree,
    check_vocabulary,
)
from locator.pack.files import LAYERS_FILE, SNAPSHOTS, PackFiles, layers_path
from locator.pack.model import LEVELS, CityPack
from locator.pack.tables import read_features, read_table, read_toml
from locator.pack.toml_files import (
    CITY_FILE,
    read_city,
    read_layers,
    read_requirements,
    read_vocabularies,
    read_walk,
)
from locator.problems import PackError, Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.pack.model import LayerCatalogue


def load_pack(
    path: Path | str = DEFAULT_PACK, overlay: Mapping[str, bytes] | None = None
) -> CityPack:
    """Load a city pack; ``overlay`` as in :func:`read_pack`.

    Raises
    ------
    PackError
        The pack has errors; the exception carries every problem, warnings included.
    """
    pack, problems = read_pack(path, overlay)
    if pack is None or any(p.severity == "error" for p in problems):
        raise PackError(problems)
    return pack


def read_pack(
    path: Path | str, overlay: Mapping[str, bytes] | None = None
) -> tuple[CityPack | None, tuple[Problem, ...]]:
    """Read a city pack and everything that is wrong with it.

    Parameters
    ----------
    path
        Folder of the pack.
    overlay
        Bytes of files of the pack, by name with forward slashes, that count instead of those in
        the folder or in addition to them: the pack is read, and its checksum taken, as if the
        folder held them.

    Returns
    -------
    pack
        The pack as far as it could be read (offending cells blanked); None when the folder, its
        ``city.toml`` or its ``units.csv`` cannot be used at all.
    problems
        All problems in the order of the files.
    """
    root = Path(path).resolve()
    files, problems = PackFiles(root, overlay or {}), Problems()
    if not root.is_dir():
        problems.error("problem.folder_missing", root.name)
        return None, tuple(problems)

    catalogue = read_layers(root, problems)
    vocabularies = read_vocabularies(root, problems)
    city_file = read_toml(files, problems, CITY_FILE)
    city, walk = read_city(problems, city_file), read_walk(problems, city_file)
    units = _read_units(files, problems)
    venues = _read_venues(files, problems, catalogue)
    places = _read_optional(files, problems, "places.csv", schema.PLACES)
    indicators = _read_optional(files, problems, "indicators.csv", schema.INDICATORS)
    reporting = _read_optional(files, problems, "reporting.csv", schema.REPORTING)
    shares = _read_optional(files, problems, "shares.csv", schema.SHARES)
    needs = _read_optional(files, problems, "needs.csv", schema.NEEDS)
    circles = _read_optional(files, problems, "circles.csv", schema.CIRCLES)
    aliases = _read_optional(files, problems, "aliases.csv", schema.ALIASES)
    successors = _read_optional(files, problems, "successors.csv", schema.SUCCESSORS)
    rules, unmeasured = read_requirements(files, problems, catalogue)
    outlines = _read_outlines(files, problems)
    basemap = _read_basemap(files, problems)
    tables = {
        schema.UNITS: units,
        schema.VENUES: venues,
        schema.PLACES: places,
        schema.INDICATORS: indicators,
        schema.REPORTING: reporting,
        schema.SHARES: shares,
        schema.NEEDS: needs,
        schema.CIRCLES: circles,
        schema.SUCCESSORS: successors,
    }
    for table, frame in tables.items():
        check_codes_whole(problems, frame)
        check_vocabulary(problems, frame, table, vocabularies)
    check_tree(problems, units)
    check_frames(problems, catalogue, units, venues, places, indicators, reporting, outlines)
    check_requirements(problems, rules, units, indicators)
    check_sharing(problems, shares, needs, circles, venues=venues, places=places, units=units)
    check_names(
        problems,
        aliases,
        successors,
        units=units,
        venues=venues,
        places=places,
        layers=catalogue.layers,
    )
    if city is not None:
        shape = CityShape(outlines, units, city.metric_crs)
        check_city(problems, city, units)
        check_invented(problems, city, tables.values())
        check_centre(problems, city, shape)
        check_inside(problems, venues, shape, strict=True)
        for frame in (units, places, circles):
            check_inside(problems, frame, shape)
        check_basemap(problems, basemap, shape)
    check_files(problems, files, city)
    if city is None or walk is None or units.empty:
        return None, tuple(problems)

    units = _with_ancestors(units)
    pack = CityPack(
        path=root,
        city=city,
        walk=walk,
        catalogue=catalogue,
        units=units,
        venues=_with_units(venues, units),
        places=_plain(places),
        indicators=_plain(indicators),
        reporting=_plain(reporting),
        shares=_with_units(_placed(shares, venues), units),
        needs=_with_units(_placed(needs, venues), units),
        circles=_by_id(circles),
        aliases=_plain(aliases),
        successors=_plain(successors),
        requirements=tuple(rule for _, rule in rules.values()),
        unmeasured=unmeasured,
        outlines=outlines.drop(columns="_row").set_index("code", drop=False),
        basemap={stem: frame.drop(columns="_row") for stem, frame in basemap.items()},
        vocabularies=vocabularies,
        checksum=checksum(files),
        data_date=max(venues["source_date"], default=""),
        problems=tuple(problems),
    )
    return pack, pack.problems


def _read_units(files: PackFiles, problems: Problems) -> pd.DataFrame:
    names = ["units.csv"] + ["villages.csv"] * files.has("villages.csv")
    return read_table(files, problems, names, schema.UNITS)


def _read_optional(
    files: PackFiles, problems: Problems, file: str, table: schema.Table
) -> pd.DataFrame:
    """Rows of a table that a pack may leave out."""
    return read_table(files, problems, [file] * files.has(file), table)


def _read_venues(files: PackFiles, problems: Problems, catalogue: LayerCatalogue) -> pd.DataFrame:
    names = files.names("venues", ".csv")
    for file in names:
        layer = PurePosixPath(file).stem
        if layer not in catalogue.layers:
            problems.error("problem.layer_file", file, value=layer)
    venues = read_table(files, problems, names, schema.VENUES)
    own = venues["_file"].str.removeprefix("venues/").str.removesuffix(".csv")
    wrong = (venues["layer"] != own) & (venues["layer"] != "")
    for file, row, layer, expected in zip(
        venues.loc[wrong, "_file"],
        venues.loc[wrong, "_row"],
        venues.loc[wrong, "layer"],
        own[wrong],
        strict=True,
    ):
        problems.error("problem.layer_mismatch", file, row, "layer", layer, expected=expected)
    return venues


def _read_outlines(files: PackFiles, problems: Problems) -> gpd.GeoDataFrame:
    columns = ["code", "quality", "source", "licence"]
    file = "outlines.geojson"
    frame = (
        read_features(files, problems, file)
        if files.has(file)
        else gpd.GeoDataFrame({"_row": []}, geometry=[], crs="EPSG:4326")
    )
    for column in columns:
        if column not in frame:
            frame[column] = ""
        frame[column] = frame[column].fillna("").astype("str")
    return frame[["_row", *columns, "geometry"]]


def _read_basemap(files: PackFiles, problems: Problems) -> dict[str, gpd.GeoDataFrame]:
    return {
        PurePosixPath(file).stem: read_features(files, problems, file)
        for file in files.names("basemap", ".geojson")
    }


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


def checksum(files: PackFiles) -> str:
    """SHA-256 over names and bytes of the pack's files and of its layer catalogue.

    Snapshots are left out: they hold the checksum of the pack that they were taken of.
    """
    digest = hashlib.sha256()
    digest.update(LAYERS_FILE.encode() + b"\0" + layers_path(files.root).read_bytes())
    for file in files.all_names():
        if file != LAYERS_FILE and not file.startswith(f"{SNAPSHOTS}/"):
            digest.update(file.encode() + b"\0" + files.read(file))
    return digest.hexdigest()
