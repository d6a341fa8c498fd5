"""What must hold of the city as a whole: its code and centre, nothing far away, no leftovers.

Like :mod:`locator.pack.checks`: every finding is a problem, nothing is dropped.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import shapely

from locator.pack.city_file import CITY_FILE
from locator.pack.schema import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from locator.geo.areas import CityShape
    from locator.pack.files import PackFiles
    from locator.pack.model import CityProfile
    from locator.problems import Problems

#: Codes of provinces begin with 11 to 82 (GB/T 2260); those that begin with 99 are nobody's.
_INVENTED_CODE = re.compile(r"99\d{4}")
_INVENTED_SOURCE = re.compile("虚构|fictional", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: Files that a pack may hold and no table is read from.
_BESIDE = re.compile(
    r"(?i)(.*/)?(\.[^/]*|(readme|licen[cs]es?|changelog)[^/]*|[^/]*\.md|datapackage\.json)"
)
_FOLDERS = {"venues": ".csv", "basemap": ".geojson", "snapshots": ".json"}
_FILES = (
    *(name for name in KEYS if name != "venues"),
    CITY_FILE,
    "requirements.toml",
    "layers.toml",
    "vocabularies.toml",
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


def check_invented(problems: Problems, city: CityProfile, frames: Iterable[pd.DataFrame]) -> None:
    """Rows that call themselves invented belong to an invented city only."""
    for frame in () if city.fictional else frames:
        rows = frame[frame["source"].str.contains(_INVENTED_SOURCE)]
        for file, row, value in zip(rows["_file"], rows["_row"], rows["source"], strict=True):
            problems.error("problem.row_invented", file, row, "source", value)


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
            "problem.center_outside", CITY_FILE, None, "city.center", [lon, lat], metres=_m(there)
        )


def check_inside(
    problems: Problems, frame: pd.DataFrame, shape: CityShape, *, strict: bool = False
) -> None:
    """Points that lie outside of the city; ``strict``: beyond the doubtful margin is an error."""
    points = frame[frame["lon"].notna() & frame["lat"].notna()]
    metres = shape.distances(points["lon"], points["lat"])
    for file, row, lon, lat, distance in zip(
        points["_file"], points["_row"], points["lon"], points["lat"], metres, strict=True
    ):
        far = distance > shape.doubt
        if not distance or (not strict and not far) or (not shape.measured and not far):
            continue
        record = problems.error if strict and far and shape.measured else problems.warning
        record(
            "problem.outside" if far else "problem.near_outline",
            file,
            row,
            "lon",
            f"{lon},{lat}",
            metres=_m(distance),
        )


def _m(metres: float) -> str:
    return f"{metres:.0f}" if np.isfinite(metres) else "∞"


def check_basemap(
    problems: Problems, basemap: Mapping[str, gpd.GeoDataFrame], shape: CityShape
) -> None:
    """Lines have a colour; nothing of a base map is of another city."""
    for stem, frame in basemap.items():
        file = f"basemap/{stem}.geojson"
        lines = frame.geom_type.isin({"LineString", "MultiLineString"})
        colours = frame["colour"] if "colour" in frame else frame.geometry.map(lambda _: None)
        for row, colour, line in zip(frame["_row"], colours, lines, strict=True):
            given = colour if isinstance(colour, str) else ""
            if (line or given) and not _COLOUR.fullmatch(given):
                problems.warning("problem.colour", file, row, "colour", given)
        if frame.empty or shape.shape.is_empty:
            continue
        if not shapely.intersects(shapely.box(*frame.total_bounds), shape.shape):
            west, south, east, north = frame.total_bounds
            middle = shape.distances([(west + east) / 2], [(south + north) / 2])[0]
            problems.warning("problem.basemap_elsewhere", file, metres=_m(middle))


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
