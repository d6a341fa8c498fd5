"""Read and validate a city pack: a folder of plain files → an immutable :class:`CityPack`.

The only door by which data come in. :func:`read_pack` returns everything that is wrong at once;
:func:`load_pack` refuses a pack with errors.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import geopandas as gpd

from locator.folders import DEFAULT_PACK
from locator.pack import schema
from locator.pack.checks import check_open
from locator.pack.checks_city import check_files
from locator.pack.content import TABLES, Content
from locator.pack.files import PackFiles, checksum
from locator.pack.layer_file import read_layers
from locator.pack.rows import OUTLINES
from locator.pack.tables import outline_frame, read_features, read_table, read_toml, with_texts
from locator.pack.toml_files import CITY_FILE, read_city, read_requirements, read_walk
from locator.pack.vocabulary_file import read_vocabularies
from locator.problems import PackError, Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from locator.pack.model import CityPack, LayerCatalogue


#: What drawings ask of a shape of the base map.
_DRAWN = ("colour", "source")


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
        ``city.toml``, its ``units.csv`` or the catalogue of layers cannot be used at all.
    problems
        All problems in the order of the files.
    """
    root = Path(path).resolve()
    files, problems = PackFiles(root, overlay or {}), Problems()
    if not root.is_dir():
        problems.error("problem.folder_missing", root.name)
        return None, tuple(problems)
    if not files.check_sizes(problems):
        return None, tuple(problems)

    catalogue = read_layers(root, problems)
    if not catalogue.layers:
        # Every venue and clause would be wrong for it: the cause is said, and that alone.
        return None, tuple(problems)
    vocabularies = read_vocabularies(root, problems)
    document = read_toml(files, problems, CITY_FILE)
    city, walk = read_city(problems, document), read_walk(problems, document)
    tables = {
        name: _read_table(files, problems, table, catalogue) for name, table in TABLES.items()
    }
    rules, unmeasured = read_requirements(files, problems, catalogue)
    outlines = _read_outlines(files, problems)
    basemap = _read_basemap(files, problems)
    content = Content(
        city, walk, catalogue, vocabularies, tables, rules, unmeasured, outlines, basemap
    )
    content.check(problems)
    check_open(problems, tables["venues"])  # of rows that come in the desk asks
    check_files(problems, files, city)
    found = tuple(problems)
    return content.pack(root, checksum(files), found), found


def _read_table(
    files: PackFiles, problems: Problems, table: schema.Table, catalogue: LayerCatalogue
) -> pd.DataFrame:
    """A table of the pack; all but the units may be left out."""
    if table is schema.VENUES:
        return _read_venues(files, problems, catalogue)
    own, villages = f"{table.name}.csv", "villages.csv"
    names = [own] if table is schema.UNITS or files.has(own) else []
    if table is schema.UNITS and files.has(villages):
        names.append(villages)
    return read_table(files, problems, names, table)


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
    if files.has(OUTLINES):
        return outline_frame(read_features(files, problems, OUTLINES))
    return outline_frame(gpd.GeoDataFrame({"_row": []}, geometry=[], crs="EPSG:4326"))


def _read_basemap(files: PackFiles, problems: Problems) -> dict[str, gpd.GeoDataFrame]:
    return {
        PurePosixPath(file).stem: with_texts(read_features(files, problems, file), _DRAWN)
        for file in files.names("basemap", ".geojson")
    }
