"""What must hold of a city itself: its units and outlines, its centre, its files.

A list of venues changes none of it. Like :mod:`locator.pack.checks`: every finding is a problem,
nothing is dropped.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import shapely

from locator.geo.datum import DOUBT_M
from locator.names.keys import name_key
from locator.names.latin import HAN
from locator.pack.checks import check_pairs, check_repeated, check_years
from locator.pack.checks_points import metres_between, metres_text
from locator.pack.clause_rows import REQUIREMENTS_FILE
from locator.pack.files import LAYERS_FILE, VOCABULARIES_FILE
from locator.pack.model import LEVELS
from locator.pack.schema import KEYS, OUTLINE_QUALITIES
from locator.pack.tables import located
from locator.pack.toml_files import CITY_FILE, fitting_zoom
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from locator.geo.datum import CityShape
    from locator.pack.files import PackFiles, Vocabularies
    from locator.pack.model import CityProfile, LayerCatalogue, Requirement
    from locator.problems import Problems


#: Codes of provinces begin with 11 to 82 (GB/T 2260); those that begin with 99 are nobody's.
_INVENTED_CODE = re.compile(r"99\d{4}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: Files that a pack may hold and no table is read from.
_BESIDE = re.compile(
    r"(?i)(.*/)?(\.[^/]*|(readme|licen[cs]es?|changelog)[^/]*|[^/]*\.md|datapackage\.json)"
)
#: Kinds of units by level, as the lists of divisions have them.
_KINDS = {
    "city": ("地级市", "直辖市", "县级市", "地区", "自治州", "盟"),
    "county": ("市辖区", "县", "县级市", "开发区", "自治县", "旗", "自治旗", "林区", "特区"),
    "town": ("街道", "镇", "乡", "功能区", "民族乡", "苏木", "民族苏木", "区公所"),
    "village": ("社区", "村", "嘎查", "其他"),
}
#: Digits of a national code by level.
_LENGTHS = {"city": 6, "county": 6, "town": 9, "village": 12}
#: More persons than any unit of the level has: 重庆 32 million, 浦东新区 6, the largest town 1.
_MOST = {"city": 50_000_000, "county": 10_000_000, "town": 2_000_000, "village": 500_000}
#: A city's map is opened at most so many zooms nearer or farther than the city fills it.
_ZOOM_OFF = 3
_FOLDERS = {"venues": ".csv", "basemap": ".geojson", "snapshots": ".json"}
_FILES = (
    *(name for name in KEYS if name != "venues"),
    CITY_FILE,
    "layers.toml",
    "vocabularies.toml",
    # a planner's own, see docs/reach.md
    "candidates.csv",
    "streets.npz",
)


def check_city(problems: Problems, city: CityProfile, units: pd.DataFrame) -> None:
    """The code and name of ``city.toml`` are those of its row; an invented city says so."""
    own = units[units["level"] == "city"]
    for column, value in (("code", city.code), ("name", city.name)):
        if len(own) and value not in set(own[column]):
            expected = own[column].iloc[0]
            record = problems.error if column == "code" else problems.warning
            record("problem.city_row", CITY_FILE, None, f"city.{column}", value, expected=expected)
    if not city.fictional and _INVENTED_CODE.fullmatch(city.code):
        problems.error("problem.city_invented", CITY_FILE, None, "city.code", city.code)


def check_english_names(
    problems: Problems,
    city: CityProfile | None,
    catalogue: LayerCatalogue,
    vocabularies: Vocabularies,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> None:
    """Chinese in what the TOML files have for readers of English."""
    for shown in _english(city, catalogue, vocabularies, rules):
        if HAN.search(shown[-1]):
            problems.warning("problem.toml_english", *shown)


def _english(
    city: CityProfile | None,
    catalogue: LayerCatalogue,
    vocabularies: Vocabularies,
    rules: Mapping[str, tuple[int | None, Requirement]],
) -> Iterator[tuple[str, int | None, str, str]]:
    """File, row, column and text of what is shown to readers of English."""
    if city:
        yield CITY_FILE, None, "city.name_en", city.name_en
        yield CITY_FILE, None, "plan.name_en", city.plan.name_en
        yield CITY_FILE, None, "plan.sources_en", city.plan.sources_en
    for code, layer in catalogue.layers.items():
        yield LAYERS_FILE, None, f"layers.{code}.name_en", layer.name_en
    for code, group in catalogue.groups.items():
        yield LAYERS_FILE, None, f"groups.{code}.name_en", group.name_en
    for table, terms in vocabularies.items():
        for code, term in terms.items():
            yield VOCABULARIES_FILE, None, f"{table}.{code}.name_en", term.name_en
    for row, rule in rules.values():
        yield REQUIREMENTS_FILE, row, "title_en", rule.title_en


def check_zoom(problems: Problems, city: CityProfile, shape: CityShape) -> None:
    """The map opens neither on a street of the city nor on half of the country."""
    if shape.shape.is_empty or not shape.measured:
        return
    fitting = fitting_zoom(*shape.shape.bounds)
    if abs(city.zoom - fitting) > _ZOOM_OFF:
        problems.warning(
            "problem.zoom_odd", CITY_FILE, None, "city.zoom", city.zoom, fitting=fitting
        )


def check_centre(problems: Problems, city: CityProfile, shape: CityShape) -> None:
    """The map opens where the city is; latitude and longitude are not swapped."""
    lon, lat = city.center
    there, swapped = shape.distances([lon, lat], [lat, lon])
    if there <= shape.doubt:
        return
    if swapped <= shape.doubt:
        problems.error("problem.city_center", CITY_FILE, None, "city.center", [lon, lat])
    else:
        problems.warning(
            "problem.center_outside",
            CITY_FILE,
            None,
            "city.center",
            [lon, lat],
            metres=metres_text(there),
        )


def check_basemap(
    problems: Problems, basemap: Mapping[str, gpd.GeoDataFrame], shape: CityShape
) -> None:
    """Lines have a colour; nothing of a base map is of another city."""
    west, south, east, north = shape.shape.bounds
    around = shapely.box(2 * west - east, 2 * south - north, 2 * east - west, 2 * north - south)
    for stem, frame in basemap.items():
        file = f"basemap/{stem}.geojson"
        lines = frame.geom_type.isin({"LineString", "MultiLineString"})
        for row, colour, line in zip(frame["_row"], frame["colour"], lines, strict=True):
            if (line or colour) and not _COLOUR.fullmatch(colour):
                problems.warning("problem.colour", file, row, "colour", colour)
        if frame.empty or shape.shape.is_empty:
            continue
        if not shapely.intersects(shapely.box(*frame.total_bounds), shape.shape):
            west, south, east, north = frame.total_bounds
            middle = shape.distances([(west + east) / 2], [(south + north) / 2])[0]
            problems.warning("problem.basemap_elsewhere", file, metres=metres_text(middle))
            continue
        away = frame.loc[~frame.intersects(around), "_row"]
        if len(away):
            row = int(away.iloc[0])
            problems.warning("problem.basemap_part", file, row, n=len(away))


def check_files(problems: Problems, files: PackFiles, city: CityProfile | None) -> None:
    """Files that nothing reads, and snapshots of another city."""
    for file in files.all_names():
        folder, ending = str(PurePosixPath(file).parent), PurePosixPath(file).suffix
        if file in _FILES or _BESIDE.fullmatch(file) or _FOLDERS.get(folder) == ending:
            continue
        problems.warning("problem.file_unread", file, remedy=_meant(file), value=file)
    for file in files.names("snapshots", ".json") if city else ():
        try:
            document = json.loads(files.read(file))
            code = document["city"]["code"]
        except (ValueError, KeyError, TypeError):
            problems.warning("problem.snapshot_broken", file)
            continue
        if city and code != city.code:
            problems.warning("problem.snapshot_elsewhere", file, value=code, expected=city.code)


def _meant(file: str) -> str:
    """The name that was probably meant; all names where none is like it."""
    path = PurePosixPath(file)
    folder, ending = str(path.parent), path.suffix
    if folder in _FOLDERS:
        return f"{folder}/{path.stem}{_FOLDERS[folder]}"
    if folder != "." and (close := get_close_matches(folder, _FOLDERS, 1)):
        return f"{close[0]}/{path.name}"
    names = _FILES if folder == "." else [f"{f}/*{e}" for f, e in _FOLDERS.items()]
    close = get_close_matches(path.name, names, 1)
    same = [name for name in names if PurePosixPath(name).stem == path.stem != ending]
    return ", ".join(same or close or [*_FILES, *(f"{f}/*{e}" for f, e in _FOLDERS.items())])


def check_tree(problems: Problems, units: pd.DataFrame) -> None:
    """Each unit stands under one of the level above, and its code begins as its parent's.

    Where a city has no counties (东莞, 中山, 儋州, 嘉峪关) its towns stand directly under it.
    """
    known = units.drop_duplicates("code").set_index("code")["level"]
    # Villages of a zone that is no town of its own (开发区, 400 and above) lie in real towns.
    zones = tuple(units.loc[(units["level"] == "town") & (units["counts"] == "no"), "code"])
    above = dict(zip(LEVELS[1:], LEVELS, strict=False))
    if len(known) and not (units["level"] == "county").any():
        above["town"] = "city"
    for file, row, code, own, parent in zip(
        units["_file"], units["_row"], units["code"], units["level"], units["parent"], strict=True
    ):
        if own == "city":
            if parent:
                problems.error("problem.city_parent", file, row, "parent", parent)
        elif not own or not code:
            continue
        elif parent not in known.index:
            problems.error("problem.unknown_parent", file, row, "parent", parent)
        elif known[parent] != above[own]:
            problems.error(
                "problem.parent_level",
                file,
                row,
                "parent",
                parent,
                level=_level(own),
                expected=_level(above[own]),
            )
        elif not code.startswith((_stem(parent), *zones)) and _is_statistical(code, parent):
            problems.warning("problem.code_elsewhere", file, row, "code", code, parent=parent)


def _is_statistical(*codes: str) -> bool:
    """Whether codes are of the national system, in which a unit's begins with its parent's."""
    return all(code.isdecimal() and len(code) in {6, 9, 12} for code in codes)


def _level(level: str) -> Words:
    return Words((f"vocabulary.kind_{level}",))


def _stem(code: str) -> str:
    """The part of a code that all below have: 3205 of 320500, 31 of 310000, 441900 its 4419."""
    return re.sub(r"(00){1,2}$", "", code) if len(code) == 6 else code


def _check_lengths(problems: Problems, units: pd.DataFrame) -> None:
    """National codes have 6, 9 or 12 digits by level: another length has lost or gained some."""
    own = units.loc[units["level"] == "city", "code"]
    if not own.str.fullmatch(r"\d{6}").any():
        return
    code = units["code"]
    length = units["level"].map(_LENGTHS)
    odd = code.str.fullmatch(r"\d+") & length.notna() & (code.str.len() != length)
    for index, value in code[odd].items():
        problems.error(
            "problem.code_length", units["_file"][index], units["_row"][index], "code", value,
            n=len(value), expected=int(length[index]),
        )  # fmt: skip # as one call


def _check_kinds(problems: Problems, units: pd.DataFrame) -> None:
    """The kind is one of its level: by it a requirement says of whom it asks."""
    for level, kinds in _KINDS.items():
        odd = (units["level"] == level) & (units["kind"] != "") & ~units["kind"].isin(kinds)
        for file, row, value in located(units, odd, "kind"):
            problems.warning(
                "problem.unit_kind", file, row, "kind", value, choices=", ".join(kinds)
            )


def check_units(problems: Problems, units: pd.DataFrame) -> None:
    """Units are told apart, one is the city, and their populations can be."""
    check_repeated(problems, units, ["code"], "problem.code_twice")
    _check_lengths(problems, units)
    check_pairs(problems, units)
    _check_kinds(problems, units)
    if (units["level"] == "city").sum() != 1:
        problems.error("problem.one_city", "units.csv", column="level")
    more = units["population_60plus"] > units["population"]
    for file, row, value in located(units, more, "population_60plus"):
        problems.error("problem.population_60plus", file, row, "population_60plus", f"{value:.0f}")
    check_years(problems, units, "population_year")
    above = units["parent"].map(units.drop_duplicates("code").set_index("code")["population"])
    above = above.astype("float64")  # of no units it would be text
    for file, row, value in located(units, units["population"] > above, "population"):
        problems.warning("problem.population_parent", file, row, "population", f"{value:.0f}")
    _check_population(problems, units)
    known = units[units["name"] != ""]
    same = known.assign(name=known["name"].map(name_key)).duplicated(["parent", "level", "name"])
    for file, row, value in located(known, same, "name"):
        problems.warning("problem.unit_twice", file, row, "name", value)
    # The towns of a city without counties are all of one level; a town may be its county's seat.
    placed = units[units["lon"].notna() & units["lat"].notna()]
    for file, row, value in located(placed, placed.duplicated(["level", "lon", "lat"]), "name"):
        problems.warning("problem.point_twice", file, row, "lon", value)
    undated = units["population"].notna() & units["population_year"].isna()
    for file, row, value in located(units, undated, "population"):
        problems.error("problem.population_year", file, row, "population_year", f"{value:.0f}")


def _check_population(problems: Problems, units: pd.DataFrame) -> None:
    """Figures that no unit of a level has, and parts that have more than the whole."""
    for level, most in _MOST.items():
        many = (units["level"] == level) & (units["population"] > most)
        for file, row, value in located(units, many, "population"):
            problems.warning(
                "problem.population_much", file, row, "population", f"{value:.0f}", most=most
            )
    counted = units[units["counts"] == "yes"]
    whole = units.drop_duplicates("code").set_index("code")[["population", "population_year"]]
    year = counted["parent"].map(whole["population_year"]).astype("float64")
    parts = counted[counted["population_year"] == year].groupby("parent")["population"]
    alone = parts.max() > whole["population"].reindex(parts.max().index)  # said at that part
    total = parts.sum()
    below = units["code"].map(total.drop(alone.index[alone])).astype("float64")  # as above
    for file, row, value in located(units, below > units["population"], "code"):
        problems.warning(
            "problem.population_parts", file, row, "population", value, total=f"{total[value]:.0f}"
        )


def check_outlines(problems: Problems, outlines: gpd.GeoDataFrame, codes: set[str]) -> None:
    """Outlines are sound shapes of units, one each, with their source."""
    file = "outlines.geojson"
    polygonal = outlines.geom_type.isin({"Polygon", "MultiPolygon"}) & outlines.is_valid
    for row, code, quality, fine, again in zip(
        outlines["_row"],
        outlines["code"],
        outlines["quality"],
        polygonal,
        outlines.duplicated("code"),
        strict=True,
    ):
        if code not in codes:
            problems.error("problem.unknown_unit", file, row, "code", code)
        if again:
            problems.error("problem.code_twice", file, row, "code", code)
        if quality not in OUTLINE_QUALITIES:
            problems.error(
                "problem.not_choice",
                file,
                row,
                "quality",
                quality,
                choices=", ".join(OUTLINE_QUALITIES),
            )
        if not fine:
            problems.error("problem.geometry_broken", file, row)
    for column in ("source", "licence"):
        for row in outlines.loc[outlines[column] == "", "_row"]:
            problems.error("problem.blank", file, row, column)


def check_shapes(
    problems: Problems, outlines: gpd.GeoDataFrame, units: pd.DataFrame, city: CityProfile
) -> None:
    """Each unit's own point lies by its outline, else one of them is another unit's."""
    placed = units[units["lon"].notna() & units["lat"].notna()].drop_duplicates("code")
    points = placed.set_index("code")[["lon", "lat"]]
    for row, code, shape in zip(outlines["_row"], outlines["code"], outlines.geometry, strict=True):
        if code not in points.index or not shape.is_valid:
            continue
        point = shapely.Point(*points.loc[code])
        away = 0.0 if shape.intersects(point) else metres_between(point, shape, city.metric_crs)
        if away > DOUBT_M:
            problems.warning(
                "problem.outline_elsewhere", "outlines.geojson", row, "code", code,
                metres=metres_text(away),
            )  # fmt: skip # as one call
