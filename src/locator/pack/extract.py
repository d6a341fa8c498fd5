"""An OpenStreetMap extract (``.osm.pbf``, ``.osm``) → outlines of units and a base map; WGS-84.

The library is ``osmium`` (the extra ``osm``); the data are under the ODbL, which asks for the
words "© OpenStreetMap contributors" wherever they are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmium
import shapely
from osmium import geom, osm

from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE, LICENCE = "OpenStreetMap", "ODbL 1.0"
#: Levels of China's administrative areas: city, county, town (OSM wiki, *Tag:boundary*).
_LEVELS = frozenset({"4", "5", "6", "8"})
_LINES = frozenset({"subway", "light_rail", "monorail"})
#: Lines without a colour of their own are drawn in this.
_GREY = "#7A7A7A"
#: A named water smaller than this (square degrees, about 0.3 km²) is no landmark on a city's map,
#: and shores are drawn to about 30 m: below a pixel up to zoom 12.
_SMALLEST, _TOLERANCE = 3e-5, 0.0003
#: How far beyond the city's box the base map goes: about 20 km in degrees.
_MARGIN = 0.2


def read_extract(path: Path) -> list[tuple[dict[str, str], Any]]:
    """Tags and shape of every administrative area, water and rail line of an extract.

    Raises
    ------
    LocatorError
        The file cannot be read as an extract.
    """
    wkb = geom.WKBFactory()
    keys = osmium.filter.KeyFilter("boundary", "natural", "railway")
    found: list[tuple[dict[str, str], Any]] = []
    try:
        for thing in osmium.FileProcessor(str(path)).with_areas(keys).with_filter(keys):
            make = _maker(thing, wkb)
            if make is None:
                continue
            try:
                shape = shapely.make_valid(shapely.from_wkb(make(thing)))
            except RuntimeError:
                continue  # rings that do not close, ways whose nodes lie outside
            found.append(({tag.k: tag.v for tag in thing.tags}, shape))
    except (RuntimeError, OSError, ValueError) as failure:
        raise LocatorError(
            Problem("error", "fetch.extract", str(path), params={"reason": failure})
        ) from None
    return found


def _maker(thing: object, wkb: geom.WKBFactory) -> Callable[[Any], str] | None:
    """What draws a thing that is wanted."""
    if isinstance(thing, osm.Area):
        tags = thing.tags
        border = tags.get("boundary") == "administrative" and tags.get("admin_level") in _LEVELS
        water = tags.get("natural") == "water" and tags.get("name")
        return wkb.create_multipolygon if border or water else None
    if isinstance(thing, osm.Way) and thing.tags.get("railway") in _LINES:
        return wkb.create_linestring
    return None


def base_map(
    features: list[tuple[dict[str, str], Any]], box: tuple[float, float, float, float]
) -> dict[str, gpd.GeoDataFrame]:
    """Water and metro lines around a city, by the name of their file; empty ones left out.

    Parameters
    ----------
    features
        As :func:`read_extract` returns it.
    box
        West, south, east and north of the city in degrees.
    """
    around = shapely.buffer(shapely.box(*box), _MARGIN).bounds
    water: dict[str, list[tuple[dict[str, str], Any]]] = {}
    lines: dict[str, list[tuple[dict[str, str], Any]]] = {}
    for tags, shape in features:
        name = tags.get("name:zh") or tags.get("name", "")
        kept = shapely.clip_by_rect(shape, *around)
        if not name or kept.is_empty:
            continue
        if tags.get("natural") == "water" and kept.area >= _SMALLEST:
            water.setdefault(name, []).append((tags, kept))
        elif tags.get("railway") in _LINES:
            lines.setdefault(name, []).append((tags, kept))
    frames = {"water": _frame(water, colour=False), "metro": _frame(lines, colour=True)}
    return {name: frame for name, frame in frames.items() if len(frame)}


def _frame(named: dict[str, list[tuple[dict[str, str], Any]]], *, colour: bool) -> gpd.GeoDataFrame:
    rows = []
    for name, parts in named.items():
        shape = shapely.simplify(shapely.union_all([part for _, part in parts]), _TOLERANCE)
        english = next((tags["name:en"] for tags, _ in parts if tags.get("name:en")), "")
        own = next((tags["colour"] for tags, _ in parts if _is_colour(tags.get("colour", ""))), "")
        row = {"name": name, "name_en": english, "source": SOURCE, "licence": LICENCE}
        rows.append(row | ({"colour": own or _GREY} if colour else {}) | {"geometry": shape})
    columns = ["name", "name_en", "source", "licence", *(["colour"] if colour else []), "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326")


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text.startswith("#")
