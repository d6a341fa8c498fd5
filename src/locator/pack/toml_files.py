"""The TOML files of a pack: its city, the clauses of the plan.

``city.toml`` says who the city is, how its map opens, how walking is estimated, what it cites;
``requirements.toml`` has the measurable clauses.
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from locator.names.keys import name_key
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.files import PackFiles
from locator.pack.model import (
    LEVELS,
    STRENGTHS,
    CityProfile,
    IndicatorRule,
    Plan,
    Requirement,
    Unmeasured,
    VenueRule,
    Walk,
)
from locator.pack.tables import read_toml
from locator.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from locator.pack.model import LayerCatalogue


CITY_FILE = "city.toml"
_TEXT, _NUMBER = (str,), (int, float)
Types = dict[str, tuple[type, ...]]
#: Tables of the file, their keys and the types that a value may have.
_TABLES: dict[str, Types] = {
    "city": {
        "code": _TEXT,
        "name": _TEXT,
        "name_en": _TEXT,
        "center": (list,),
        "zoom": (int,),
        "metric_crs": _TEXT,
        "fictional": (bool,),
    },
    "walk": {"detour": _NUMBER, "metres_per_minute": _NUMBER},
    "plan": dict.fromkeys(("name", "name_en", "number", "sources", "sources_en"), _TEXT),
    "examples": dict.fromkeys(("share", "share_en"), _TEXT),
}
_CITY_MUST = ("code", "name", "name_en", "center", "zoom", "metric_crs")
#: Zooms of web maps at which a city can be seen.
_ZOOM = (3, 18)
#: Width in pixels that a city shall fill when its map opens, and tiles of how many there are.
_MAP_WIDTH, _TILE = 700, 256
#: A way is no shorter than the straight line; nobody walks slower or faster than this.
_WALK = {"detour": (1, 5), "metres_per_minute": (10, 200)}
_RULE_KEYS: Mapping[str, tuple[type, ...]] = {
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
_UNMEASURED_KEYS = dict.fromkeys(("clause", "why", "why_en"), _TEXT)
_RULE_MUST = ("id", "clause", "title", "level", "strength")


def read_city(problems: Problems, document: Mapping[str, Any]) -> CityProfile | None:
    """Identity and frame of the city; None when something of it cannot be used."""
    for table in document:
        if table not in _TABLES or not isinstance(document[table], dict):
            unknown_key(problems, CITY_FILE, None, table, _TABLES)
    entry = _table(document, "city")
    fits = _keys(problems, "city", entry, _CITY_MUST)
    others = [_keys(problems, table, _table(document, table)) for table in ("plan", "examples")]
    if not fits or not all(others):
        return None
    center = _centre(problems, entry["center"])
    zoomed = _zoom(problems, entry["zoom"])
    if not _crs(problems, entry["metric_crs"], center) or center is None or not zoomed:
        return None
    return CityProfile(
        **{key: entry[key] for key in _CITY_MUST if key != "center"},
        center=center,
        fictional=entry.get("fictional", False),
        plan=Plan(**_table(document, "plan")),
        examples=_table(document, "examples"),
    )


def read_profile(folder: Path) -> CityProfile | None:
    """Who the city of a pack is, by the one file that says it; None where it does not."""
    problems = Problems(CITY_FILE)
    document = read_toml(PackFiles(folder), problems, CITY_FILE)
    return read_city(problems, document) if document else None


def read_walk(problems: Problems, document: Mapping[str, Any]) -> Walk | None:
    """How straight-line metres become minutes; None when it is missing or not above 0."""
    entry, keys = _table(document, "walk"), tuple(_TABLES["walk"])
    if not _keys(problems, "walk", entry, keys):
        return None
    for key in keys:
        low, high = _WALK[key]
        if not low <= entry[key] <= high:
            problems.error("problem.toml_value", CITY_FILE, None, f"walk.{key}", entry[key])
            return None
    return Walk(*(float(entry[key]) for key in keys))


def _table(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name, {})
    return found if isinstance(found, dict) else {}


def _keys(
    problems: Problems, table: str, entry: Mapping[str, Any], must: Iterable[str] = ()
) -> bool:
    prefix = f"{table}."
    unknown = [key for key in entry if key not in _TABLES[table]]
    for key in unknown:
        unknown_key(problems, CITY_FILE, None, key, _TABLES[table], prefix)
    fits = keys_fit(problems, CITY_FILE, None, entry, _TABLES[table], must, prefix)
    # An unknown key of these tables would be an unknown argument.
    return fits and not (unknown and table in {"plan", "examples"})


def _centre(problems: Problems, center: list[object]) -> tuple[float, float] | None:
    fits = len(center) == 2 and all(
        isinstance(x, _NUMBER) and not isinstance(x, bool) for x in center
    )
    if fits:
        lon, lat = (float(str(x)) for x in center)
        if -180 <= lon <= 180 and -90 <= lat <= 90:
            return lon, lat
    problems.error("problem.city_center", CITY_FILE, None, "city.center", center)
    return None


def _zoom(problems: Problems, zoom: int) -> bool:
    low, high = _ZOOM
    if low <= zoom <= high:
        return True
    problems.error("problem.city_zoom", CITY_FILE, None, "city.zoom", zoom, low=low, high=high)
    return False


def _crs(problems: Problems, text: str, center: tuple[float, float] | None) -> bool:
    """A projected system in metres whose area of use holds the centre."""
    column, zone = "city.metric_crs", utm(*center) if center else "—"
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        problems.error("problem.crs_unknown", CITY_FILE, None, column, text, zone=zone)
        return False
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        problems.error("problem.crs_degrees", CITY_FILE, None, column, text, zone=zone)
        return False
    area = crs.area_of_use
    if center and area is not None:
        (lon, lat), margin = center, 3.0
        across = (lon - area.west) % 360 <= (area.east - area.west) % 360 + margin
        within = across or (area.west - lon) % 360 <= margin
        if not within or not area.south - margin <= lat <= area.north + margin:
            problems.error("problem.crs_far", CITY_FILE, None, column, text, zone=zone)
            return False
    return True


def utm(lon: float, lat: float) -> str:
    """The zone of WGS 84 / UTM in which a point lies: EPSG:326xx north, EPSG:327xx south."""
    zone = min(60, int((lon + 180) // 6) + 1)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def fitting_zoom(west: float, south: float, east: float, north: float) -> int:
    """The web-map zoom at which the longer side of a box fills :data:`_MAP_WIDTH` pixels."""
    degrees = max(east - west, (north - south) / math.cos(math.radians((south + north) / 2)))
    return max(3, min(14, int(math.log2(360 * _MAP_WIDTH / _TILE / max(degrees, 1e-6)))))


def unknown_key(
    problems: Problems, file: str, row: int | None, key: str, known: Iterable[str], prefix: str = ""
) -> None:
    """Report a key that nothing reads; one that is probably misspelt is an error."""
    names = list(known)
    close = get_close_matches(key, names, 1, 0.75)
    record = problems.error if close else problems.warning
    record("problem.toml_unread", file, row, prefix + key, keys=", ".join(close or names))


def keys_fit(
    problems: Problems,
    file: str,
    row: int | None,
    entry: Mapping[str, Any],
    types: Mapping[str, tuple[type, ...]],
    must: Iterable[str],
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


def read_requirements(
    files: PackFiles, problems: Problems, catalogue: LayerCatalogue
) -> tuple[dict[str, tuple[int, Requirement]], tuple[Unmeasured, ...]]:
    """The rules by id in their order, each with the line on which it begins.

    Beside them the clauses that the plan has and no rule measures.
    """
    file = REQUIREMENTS_FILE
    if not files.has(file):
        return {}, ()
    document = read_toml(files, problems, file)
    for key in document:
        if key not in {"requirement", "unmeasured"}:
            problems.error("problem.requirements_form", file, None, key)
    raw = files.read(file)
    rules = _rules(problems, _tables(problems, document, "requirement"), raw, catalogue)
    return rules, _unmeasured(problems, _tables(problems, document, "unmeasured"), raw)


def _tables(problems: Problems, document: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """The tables of one name, none where they are something else."""
    found = document.get(table, [])
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    problems.error("problem.requirements_form", REQUIREMENTS_FILE, None, table)
    return []


def _unmeasured(
    problems: Problems, tables: list[dict[str, Any]], raw: bytes
) -> tuple[Unmeasured, ...]:
    found, file = [], REQUIREMENTS_FILE
    for entry, row in zip(tables, table_rows(raw, "unmeasured"), strict=False):
        before = len(problems)
        keys_fit(problems, file, row, entry, _UNMEASURED_KEYS, ("clause", "why"))
        for key in entry.keys() - _UNMEASURED_KEYS:
            known = ", ".join(_UNMEASURED_KEYS)
            problems.error("problem.toml_unknown", file, row, key, keys=known)
        if len(problems) == before:
            found.append(Unmeasured(**entry))
    return tuple(found)


def _rules(
    problems: Problems, tables: list[dict[str, Any]], raw: bytes, catalogue: LayerCatalogue
) -> dict[str, tuple[int, Requirement]]:
    file, rows = REQUIREMENTS_FILE, table_rows(raw, "requirement")
    found: dict[str, tuple[int, Requirement]] = {}
    for entry, row in zip(tables, rows, strict=False):
        requirement = _requirement(problems, file, row, entry, catalogue)
        if requirement is None:
            continue
        alike = next((i for i in found if name_key(i) == name_key(requirement.id)), "")
        if alike and alike != requirement.id:
            problems.warning("problem.code_alike", file, row, "id", requirement.id, other=alike)
        if requirement.id in found:
            problems.error("problem.requirement_twice", file, row, "id", requirement.id)
        else:
            found[requirement.id] = (row, requirement)
    return found


def table_rows(raw: bytes, table: str) -> list[int]:
    """Line of every header of a table (``[[requirement]]``); tomllib does not keep positions."""
    text = raw.decode("utf-8-sig", errors="replace")
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)
    ]


def _requirement(
    problems: Problems, file: str, row: int, entry: dict[str, Any], catalogue: LayerCatalogue
) -> Requirement | None:
    before = len(problems)
    keys_fit(problems, file, row, entry, _RULE_KEYS, _RULE_MUST)
    _check_rule_keys(problems, file, row, entry)
    _check_rule_values(problems, file, row, entry, catalogue)
    if len(problems) > before:
        return None
    layers = entry.get("layers")
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


def _check_rule_keys(problems: Problems, file: str, row: int, entry: Mapping[str, Any]) -> None:
    """Keys that no rule has, or that mean nothing in a rule of this kind."""
    for key in entry:
        if key not in _RULE_KEYS:
            problems.error("problem.toml_unknown", file, row, key, keys=", ".join(_RULE_KEYS))
    if bool(entry.get("layers")) == bool(entry.get("indicator")):
        problems.error("problem.requirement_rule", file, row)
    for key in ("per_10000",) if entry.get("layers") else ("recognised",):
        if key in entry:
            problems.error("problem.key_idle", file, row, key)
    if not entry.get("layers") and {"min", "per_10000"} <= entry.keys():
        problems.error("problem.two_measures", file, row, "per_10000", entry["per_10000"])


def _check_rule_values(
    problems: Problems, file: str, row: int, entry: Mapping[str, Any], catalogue: LayerCatalogue
) -> None:
    for key, choices in (("level", LEVELS), ("strength", STRENGTHS)):
        if key in entry and entry[key] not in choices:
            problems.error(
                "problem.not_choice", file, row, key, entry[key], choices=", ".join(choices)
            )
    layers = entry.get("layers", [])
    for layer in layers if isinstance(layers, list) else []:
        if not isinstance(layer, str):
            problems.error("problem.toml_value", file, row, "layers", layer)
        elif layer not in catalogue.layers:
            problems.error("problem.unknown_layer", file, row, "layers", layer)
    for key in ("min", "per_10000"):
        value = entry.get(key)
        if isinstance(value, (int, float)) and not 0 < value < float("inf"):
            problems.error("problem.toml_value", file, row, key, value)
        elif key == "min" and layers and isinstance(value, float) and not value.is_integer():
            problems.error("problem.min_whole", file, row, "min", value)
