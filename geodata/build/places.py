"""places.csv of the Suzhou pack: stations, and landmarks that everybody knows.

``collected/landmarks.csv`` holds Baidu's points (BD-09) as the TravelEval data set has them;
``collected/places_more.csv`` lakes, streets, parks, campuses and railway stations, converted
already, each with its licence; ``collected/places_aliases.csv`` everyday names of stations.
"""

from __future__ import annotations

import re

import shapely
from common import PACK, published, read_features, read_rows, write_table

from locator.geo.datum import convert
from locator.pack.schema import PLACES

SOURCE = "轨道交通站点位置（高德 2026，GCJ-02 转 WGS-84）"
LANDMARKS = (
    "TravelEval 景点数据集 (github.com/onlycwy11/TravelEval)，"
    "百度点位，BD-09 转 WGS-84，2026-11 采集"
)
ONE_STATION = {"唯亭(花桥)": "唯亭", "唯亭(苏州新区火车站)": "唯亭"}
"""One station that a list of lines names by the direction of the train → its name."""
_DECIMALS = 6


def build() -> None:
    """Write places.csv; a station is named ``…站``.

    Its unit is the county it stands in, or the town where a source names the town.
    """
    stations: dict[str, dict[str, str]] = {}
    lines: dict[str, list[str]] = {}
    for row in read_rows("metro_stations.csv"):
        name = ONE_STATION.get(row["station"], row["station"])
        stations.setdefault(name, row)
        lines.setdefault(name, []).append(row["line"])
    everyday = _everyday_names()
    outlines = [
        (properties["code"], shape)
        for properties, shape in read_features(PACK / "outlines.geojson")
        if not properties["code"].endswith("00")
    ]
    towns = _station_towns()
    rows = []
    for name, row in sorted(stations.items()):
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        county = _county(outlines, point)
        full = name if name.endswith("站") else f"{name}站"
        aliases = [name, f"{name}地铁站", *(f"{line}{name}" for line in lines[name])]
        aliases += everyday.get(full, [])
        rows.append(
            {
                "name": full,
                "kind": "station",
                "lon": row["lon"],
                "lat": row["lat"],
                "unit": towns.get(name, county),
                "aliases": ";".join(dict.fromkeys(a for a in aliases if a != full)),
                "source": SOURCE + "；" + "、".join(lines[name]),
            }
        )
    rows += _landmarks(outlines) + _more(outlines)
    write_table(PACK / "places.csv", PLACES, rows)


def _landmarks(outlines: list[tuple[str, shapely.Geometry]]) -> list[dict[str, str]]:
    rows = []
    for row in read_rows("landmarks.csv"):
        lon, lat = (
            float(v) for v in convert(float(row["lon"]), float(row["lat"]), "bd09", "wgs84")
        )
        rows.append(
            {
                "name": row["name"],
                "kind": "landmark",
                "lon": f"{lon:.{_DECIMALS}f}",
                "lat": f"{lat:.{_DECIMALS}f}",
                "unit": _county(outlines, shapely.Point(lon, lat)),
                "aliases": row["aliases"],
                "source": LANDMARKS,
            }
        )
    return rows


def _more(outlines: list[tuple[str, shapely.Geometry]]) -> list[dict[str, str]]:
    """Places whose unit is the county they stand in; railway stations are stations."""
    return [
        {
            "name": row["name"],
            "kind": "station" if row["kind"] == "railway" else row["kind"],
            "lon": row["lon"],
            "lat": row["lat"],
            "unit": _county(outlines, shapely.Point(float(row["lon"]), float(row["lat"])))
            or row["unit"],
            "aliases": row["aliases"],
            "source": f"{published(row['source'])}，{row['source_date']}；{row['licence']}",
        }
        for row in read_rows("places_more.csv")
    ]


def _everyday_names() -> dict[str, list[str]]:
    """Station as the pack names it → what people call it."""
    found: dict[str, list[str]] = {}
    for row in read_rows("places_aliases.csv"):
        name = row["existing_name"].removesuffix("站")
        full = f"{ONE_STATION.get(name, name)}站"
        found.setdefault(full, []).extend(row["add_aliases"].split(";"))
    return found


def _county(outlines: list[tuple[str, shapely.Geometry]], point: shapely.Point) -> str:
    """Code of the county that a point stands in, "" outside all of them."""
    return next((code for code, shape in outlines if shape.intersects(point)), "")


def _station_towns() -> dict[str, str]:
    """Town code of the stations whose town is known by name."""
    found = {}
    for row in read_rows("anchors.csv"):
        station = re.match(r"metro station (\S+)", row["source"])
        if station:
            found[station[1]] = row["town_code"]
    return found
