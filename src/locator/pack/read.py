"""Read and validate a city pack: a folder of plain files → an immutable :class:`CityPack`.

The only door by which data come in. :func:`read_pack` returns everything that is wrong at once;
:func:`load_pack` refuses a pack with errors.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from locator.folders import DEFAULT_PACK, GEODATA
from locator.pack import schema
from locator.pack.checks import check_frames
from locator.pack.checks_names import check_names
from locator.pack.checks_sharing import check_sharing
from locator.pack.files import PackFiles
from locator.pack.model import (
    LEVELS,
    STRENGTHS,
    CityPack,
    CityProfile,
    Layer,
    LayerCatalogue,
    LayerGroup,
    Walk,
)
from locator.pack.requirements import IndicatorRule, Requirement, VenueRule
from locator.pack.tables import read_features, read_table, read_toml
from locator.problems import PackError, Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

LAYERS_FILE = "layers.toml"
#: Folder of a pack with dated records of its verdicts; see :mod:`locator.store.snapshots`.
SNAPSHOTS = "snapshots"

_CITY_KEYS: Mapping[str, tuple[type, ...]] = {
    "code": (str,),
    "name": (str,),
    "name_en": (str,),
    "center": (list,),
    "zoom": (int,),
    "metric_crs": (str,),
}
_WALK_KEYS = ("detour", "metres_per_minute")
_REQUIREMENT_KEYS: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "clause": (str, int),
    "title": (str,),
    "title_en": (str,),
    "level": (str,),
    "strength": (str,),
    "layers": (list,),
    "min": (int, float),
    "recognised": (bool,),
    "unit_kind": (str,),
    "has_kind": (str,),
    "indicator": (str,),
    "per_10000": (int, float),
}
_REQUIREMENT_MUST = ("id", "clause", "title", "level", "strength")


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

    catalogue = _read_layers(root, problems)
    city_file = read_toml(files, problems, "city.toml")
    city, walk = _city(city_file, problems), _walk(city_file, problems)
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
    requirements = _read_requirements(files, problems, catalogue)
    outlines = _read_outlines(files, problems)
    basemap = _read_basemap(files, problems)
    check_frames(
        problems,
        catalogue,
        units,
        venues,
        places,
        indicators,
        reporting,
        outlines,
        city.metric_crs if city else None,
    )
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
        requirements=requirements,
        outlines=outlines.drop(columns="_row").set_index("code", drop=False),
        basemap=basemap,
        checksum=_checksum(files),
        data_date=max(venues["source_date"], default=""),
        problems=tuple(problems),
    )
    return pack, pack.problems


def _layers_path(root: Path) -> Path:
    """The pack's own catalogue, or the shared one where it brings none."""
    own = root / LAYERS_FILE
    return own if own.is_file() else GEODATA / LAYERS_FILE


def _read_layers(root: Path, problems: Problems) -> LayerCatalogue:
    path = _layers_path(root)
    document = read_toml(PackFiles(path.parent), problems, path.name)
    groups: dict[str, LayerGroup] = {}
    for code, entry in document.get("groups", {}).items():
        try:
            groups[code] = LayerGroup(code, **entry)
        except TypeError:
            problems.error("problem.layer_entry", path.name, column=f"groups.{code}")
    layers: dict[str, Layer] = {}
    for code, entry in document.get("layers", {}).items():
        try:
            layer = Layer(code, **entry | {"words": tuple(entry.get("words", ()))})
        except TypeError:
            problems.error("problem.layer_entry", path.name, column=f"layers.{code}")
            continue
        if layer.group in groups:
            layers[code] = layer
        else:
            problems.error(
                "problem.layer_group", path.name, None, f"layers.{code}.group", layer.group
            )
    return LayerCatalogue(groups, layers)


def _city(document: dict[str, Any], problems: Problems) -> CityProfile | None:
    entry = document.get("city", {})
    if not _keys_fit(problems, "city.toml", None, entry, _CITY_KEYS, tuple(_CITY_KEYS), "city."):
        return None
    center = entry["center"]
    if len(center) != 2 or not all(isinstance(x, (int, float)) for x in center):
        problems.error("problem.toml_value", "city.toml", None, "city.center", center)
        return None
    return CityProfile(
        **{key: entry[key] for key in _CITY_KEYS if key != "center"},
        center=(float(center[0]), float(center[1])),
        fictional=bool(entry.get("fictional", False)),
    )


def _walk(document: dict[str, Any], problems: Problems) -> Walk | None:
    entry = document.get("walk", {})
    keys: dict[str, tuple[type, ...]] = dict.fromkeys(_WALK_KEYS, (int, float))
    if not _keys_fit(problems, "city.toml", None, entry, keys, _WALK_KEYS, "walk."):
        return None
    for key in _WALK_KEYS:
        if entry[key] <= 0:
            problems.error("problem.toml_value", "city.toml", None, f"walk.{key}", entry[key])
            return None
    return Walk(*(float(entry[key]) for key in _WALK_KEYS))


def _keys_fit(
    problems: Problems,
    file: str,
    row: int | None,
    entry: Mapping[str, Any],
    types: Mapping[str, tuple[type, ...]],
    must: tuple[str, ...],
    prefix: str = "",
) -> bool:
    """Report keys that are missing or of the wrong type; True when none is."""
    fits = True
    for key in must:
        if key not in entry or entry[key] == "":
            problems.error("problem.toml_missing", file, row, prefix + key)
            fits = False
    for key, value in entry.items():
        if key in types and (
            not isinstance(value, types[key])
            or (isinstance(value, bool) and bool not in types[key])
        ):
            problems.error("problem.toml_value", file, row, prefix + key, value)
            fits = False
    return fits


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


def _read_requirements(
    files: PackFiles, problems: Problems, catalogue: LayerCatalogue
) -> tuple[Requirement, ...]:
    file = "requirements.toml"
    if not files.has(file):
        return ()
    entries = read_toml(files, problems, file).get("requirement", [])
    rows = _table_rows(files.read(file))
    found: dict[str, Requirement] = {}
    for entry, row in zip(entries, rows, strict=False):
        requirement = _requirement(problems, file, row, entry, catalogue)
        if requirement is None:
            continue
        if requirement.id in found:
            problems.error("problem.requirement_twice", file, row, "id", requirement.id)
        else:
            found[requirement.id] = requirement
    return tuple(found.values())


def _table_rows(raw: bytes) -> list[int]:
    """Line of every ``[[requirement]]`` header; tomllib does not keep positions."""
    text = raw.decode("utf-8-sig", errors="replace")
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\s*\[\[\s*requirement\s*\]\]", line)
    ]


def _requirement(
    problems: Problems, file: str, row: int, entry: dict[str, Any], catalogue: LayerCatalogue
) -> Requirement | None:
    fits = _keys_fit(problems, file, row, entry, _REQUIREMENT_KEYS, _REQUIREMENT_MUST)
    for key in entry:
        if key not in _REQUIREMENT_KEYS:
            problems.error(
                "problem.toml_unknown", file, row, key, keys=", ".join(_REQUIREMENT_KEYS)
            )
            fits = False
    for key, choices in (("level", LEVELS), ("strength", STRENGTHS)):
        if key in entry and entry[key] not in choices:
            problems.error(
                "problem.not_choice", file, row, key, entry[key], choices=", ".join(choices)
            )
            fits = False
    if bool(entry.get("layers")) == bool(entry.get("indicator")):
        problems.error("problem.requirement_rule", file, row)
        fits = False
    layers = entry.get("layers", [])
    for layer in layers if isinstance(layers, list) else []:
        if layer not in catalogue.layers:
            problems.error("problem.unknown_layer", file, row, "layers", layer)
            fits = False
    for key in ("min", "per_10000"):
        value = entry.get(key)
        if isinstance(value, (int, float)) and value <= 0:
            problems.error("problem.toml_value", file, row, key, value)
            fits = False
    if not fits:
        return None
    common = {
        "id": entry["id"],
        "clause": str(entry["clause"]),
        "title": entry["title"],
        "title_en": entry.get("title_en", ""),
        "level": entry["level"],
        "strength": entry["strength"],
        "unit_kind": entry.get("unit_kind", ""),
        "has_kind": entry.get("has_kind", ""),
    }
    if layers:
        return VenueRule(
            **common,
            layers=tuple(layers),
            minimum=entry.get("min", 1),
            recognised=entry.get("recognised", False),
        )
    return IndicatorRule(
        **common,
        indicator=entry["indicator"],
        minimum=entry.get("min"),
        per_10000=entry.get("per_10000"),
    )


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
        PurePosixPath(file).stem: read_features(files, problems, file).drop(
            columns="_row", errors="ignore"
        )
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


def pack_files(root: Path) -> list[str]:
    """Names of all files of a pack's folder, with forward slashes, sorted."""
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def _checksum(files: PackFiles) -> str:
    """SHA-256 over names and bytes of the pack's files and of its layer catalogue.

    Snapshots are left out: they hold the checksum of the pack that they were taken of.
    """
    digest = hashlib.sha256()
    digest.update(LAYERS_FILE.encode() + b"\0" + _layers_path(files.root).read_bytes())
    for file in sorted({*pack_files(files.root), *files.overlay}):
        if file != LAYERS_FILE and not file.startswith(f"{SNAPSHOTS}/"):
            digest.update(file.encode() + b"\0" + files.read(file))
    return digest.hexdigest()
