"""Write the pack of an invented city: ``python geodata/build/demo.py [--out FOLDER]``.

Nothing in it exists: an island on the open North Pacific, some 700 km from the nearest land, with
towns named after unicorns and paper boats, codes that begin with 99 (no province of GB/T 2260
does) and telephone numbers that nobody can have. It holds every table, layer and verdict, so
that all of the product can be shown and tested without a claim about a real place.

The drawing is a Voronoi diagram of hand-placed towns, bent by smooth waves. Random numbers are
only ever ``Random(text).random()``, whose sequence Python guarantees, so every run writes the
same bytes. The requirements are those of the Suzhou pack, copied.
"""

from __future__ import annotations

import argparse
import math
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import demo_sharing
import demo_streets
import numpy as np
import shapely
import snapshots
from common import PACK, write_features, write_table
from demo_sharing import LICENCE, SOURCE, choose, seeded

from locator.pack.schema import (
    ALIASES,
    CIRCLES,
    INDICATORS,
    NEEDS,
    PLACES,
    REPORTING,
    SHARES,
    SUCCESSORS,
    UNITS,
    VENUES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from numpy.typing import NDArray

    Xy = NDArray[np.float64]

Row = dict[str, Any]

DEMO = PACK.parent / "demo"
REQUIREMENTS = PACK / "requirements.toml"

CITY = "990100"
CITY_NAME, CITY_EN = "浮云岛示例市", "Cloudmere (fictional)"

ORIGIN = (160.0, 20.0)
"""Longitude, latitude of the drawing's origin; the nearest land is Wake Island, 690 km away."""
KM_PER_DEGREE = (104.65, 110.71)
"""Of longitude and latitude at 20° N on WGS-84."""
VERTEX_KM = 0.6
TOWN_KM = 0.48
"""How far from its point the villages of a town lie: towns are compact, fields are between them."""
SEA_DEGREES = 4.0
"""The sea is drawn so far to every side; there is no land in that square."""

# -- names and places, all invented ------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A town: position in km east and north of the origin before bending; ``people`` is how many
    live there, as a share of what dice would have.
    """

    name: str
    name_en: str
    x: float
    y: float
    villages: int = 7
    quality: str = "official"
    people: float = 1.0


@dataclass(frozen=True)
class County:
    """A county with its towns, the first being its seat; its zones take part in nothing."""

    code: str
    name: str
    name_en: str
    kind: str
    towns: tuple[Town, ...]
    zones: tuple[Town, ...] = field(default=())
    town_outlines: bool = True


COUNTIES = (
    County(
        "990102", "示例星港区", "Starhaven Example District", "市辖区",
        (
            Town("纸船街道", "Paper Boat Subdistrict", -3.0, -5.6, 8),
            Town("水母灯街道", "Jellyfish Lantern Subdistrict", 1.6, -5.0),
            Town("树屋街道", "Treehouse Subdistrict", -7.2, -5.4),
            Town("飞鲸街道", "Flying Whale Subdistrict", -4.6, -9.8),
            Town("星星糖街道", "Star Candy Subdistrict", 0.6, -10.0),
            Town("乌有街道", "Nowhere Subdistrict", -2.4, -1.6, 6),
        ),
        zones=(Town("示例造梦园区", "Example Dream-making Park", -1.2, -7.0, 0),),
    ),
    County(
        "990103", "示例鲸歌区", "Whalesong Example District", "市辖区",
        (
            Town("双月街道", "Two Moons Subdistrict", -11.8, -4.2),
            Town("旋转木马街道", "Carousel Subdistrict", -9.0, 0.6),
            Town("唱歌石街道", "Singing Stone Subdistrict", -9.4, -10.6, 6),
            Town("倒立山镇", "Upside-down Hill Town", -5.0, -14.2),
            Town("美人鱼镇", "Mermaid Town", -16.0, -1.6, 6, "measured", people=0.5),
            Town("巨人脚印镇", "Giant Footprint Town", -14.4, 3.4, 6, people=0.5),
        ),
    ),
    County(
        "990121", "虚构萤火县", "Glowfly Imaginary County", "县",
        (
            Town("狐灯镇", "Fox Lantern Town", -5.6, 6.0),
            Town("龙打盹镇", "Napping Dragon Town", -10.8, 9.0, 6),
            Town("棉花糖镇", "Cotton Candy Town", -5.8, 12.4, 6, people=0.5),
            Town("慢蜗牛镇", "Slow Snail Town", 0.4, 14.4, 6, "measured"),
            Town("魔豆镇", "Magic Bean Town", 6.8, 13.2, 6),
            Town("踏云街道", "Cloudwalk Subdistrict", -0.4, 5.2, 7),
        ),
    ),
    County(
        "990122", "虚构雾角县", "Foghorn Imaginary County", "县",
        (
            Town("灯塔猫街道", "Lighthouse Cat Subdistrict", 8.6, -3.0, 7),
            Town("彩虹尾镇", "Rainbow End Town", 6.4, -10.4, 6),
            Town("隐身斗篷镇", "Invisible Cloak Town", 11.6, -9.0, 6),
            Town("独角兽镇", "Unicorn Town", 14.6, -2.4, 6, people=0.5),
            Town("飞鱼帆镇", "Flying Fish Sail Town", 12.6, 4.2, 6),
            Town("夏日雪人镇", "Summer Snowman Town", 7.6, 3.6, 6, people=0.5),
        ),
        zones=(Town("虚构潮汐园区", "Imaginary Tidal Park", 9.6, -6.0, 0),),
        town_outlines=False,
    ),
)  # fmt: skip # a table, a row a line

ISLET_OF = "美人鱼镇"

# -- drawing -----------------------------------------------------------------------------------


def degrees(xy: Xy) -> Xy:
    """Bend km (n, 2) by smooth waves and turn them into longitude, latitude with 5 decimals.

    The waves move a point by less than 1 km and change slowly enough that nothing folds over.
    """
    x, y = xy[:, 0], xy[:, 1]
    east = x + 0.55 * np.sin(y / 1.5 + 0.4) + 0.22 * np.sin((x + 2 * y) / 1.1)
    north = y + 0.55 * np.sin(x / 1.6 + 1.1) + 0.22 * np.sin((2 * x - y) / 1.2 + 2.0)
    scaled = np.column_stack([east, north]) / KM_PER_DEGREE
    return np.round(scaled + ORIGIN, 5)


def drawn(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape in km with vertices close enough to bend, in degrees."""
    return shapely.transform(shapely.segmentize(shape, VERTEX_KM), degrees)


def ring(x: float, y: float, radius: float, waves: Sequence[tuple[float, float]]) -> Xy:
    """A closed wavy curve around a point, (n, 2) km; a wave is amplitude (share) and phase."""
    angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    size = radius * (
        1 + sum(a * np.cos(k * angle + phase) for k, (a, phase) in enumerate(waves, start=2))
    )
    return np.column_stack([x + size * np.cos(angle), y + size * np.sin(angle)])


COAST = shapely.Polygon(
    ring(
        -0.5, -0.5, 18.4,
        [(0.07, 0.3), (0.07, 2.2), (0.05, 4.0), (0.06, 1.0), (0.03, 5.1), (0.035, 0.2),
         (0.02, 3.3), (0.025, 1.7), (0.015, 4.4), (0.015, 0.9)],
    )
)  # fmt: skip # a table, a row a line
ISLET = shapely.Polygon(ring(-20.3, 4.6, 1.0, [(0.2, 0.5), (0.1, 1.5)]))
LAKE = shapely.Polygon(ring(3.4, 9.0, 1.9, [(0.25, 0.0), (0.12, 1.0), (0.06, 2.0)]))
RIVER = ((3.2, 7.6), (3.7, 4.5), (3.0, 1.2), (4.4, -2.2), (3.3, -6.0), (2.6, -10.5), (4.2, -20.5))


def river() -> shapely.Polygon:
    """From the lake to the sea, widening from 120 m to 500 m; a polygon in degrees."""
    line = shapely.segmentize(shapely.LineString(RIVER), VERTEX_KM)
    xy = shapely.get_coordinates(line)
    along = np.gradient(xy, axis=0)
    side = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    half = np.linspace(0.06, 0.25, len(xy))[:, None]
    return shapely.Polygon(degrees(np.vstack([xy + side * half, (xy - side * half)[::-1]])))


def town_outlines(codes: dict[str, Town]) -> dict[str, shapely.Geometry]:
    """Outline of every town in degrees; neighbours share their vertices exactly.

    The lines are cut where they meet, bent and rounded first and made into areas afterwards, so
    that an edge exists only once.
    """
    seeds = {code: shapely.Point(town.x, town.y) for code, town in codes.items()}
    edges = shapely.voronoi_polygons(
        shapely.MultiPoint(list(seeds.values())), extend_to=COAST.buffer(5), only_edges=True
    )
    lines = drawn(shapely.union_all([COAST.exterior, edges]))
    areas = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    outlines = {}
    for code, seed in seeds.items():
        (area,) = areas[shapely.contains(areas, shapely.transform(seed, degrees))]
        if codes[code].name == ISLET_OF:
            area = shapely.MultiPolygon([area, drawn(ISLET)])
        outlines[code] = tidy(area)
    return outlines


def tidy(area: shapely.Geometry) -> shapely.Geometry:
    """The same area with its rings in one fixed order and direction."""
    return shapely.orient_polygons(shapely.normalize(area))


def spread(rng: Random, area: shapely.Geometry, number: int) -> list[tuple[float, float]]:
    """Points in an area, each the one of 30 throws that is farthest from those before it."""
    west, south, east, north = area.bounds
    found: list[tuple[float, float]] = []

    def throw() -> tuple[float, float]:
        lon = west + (east - west) * rng.random()
        return round(lon, 5), round(south + (north - south) * rng.random(), 5)

    def freedom(spot: tuple[float, float]) -> float:
        return min((math.dist(spot, other) for other in found), default=0)

    while len(found) < number:
        inside = [spot for spot in (throw() for _ in range(30)) if shapely.contains_xy(area, *spot)]
        if inside:
            found.append(max(inside, key=freedom))
    return found


def huddled(spots: list[tuple[float, float]], around: Xy, area: shapely.Geometry) -> list[Xy]:
    """Points drawn together around another one, the farthest to :data:`TOWN_KM` from it.

    Where that would be in the water, a point keeps more of its way until it is dry.
    """
    steps = [(np.array(spot) - around) * KM_PER_DEGREE for spot in spots]
    part = TOWN_KM / max(np.hypot(*step) for step in steps)
    found = []
    for step in steps:
        shares = np.linspace(part, 1, 50)
        ways = (np.round(around + share * step / KM_PER_DEGREE, 5) for share in shares)
        found.append(next(spot for spot in ways if shapely.contains_xy(area, *spot)))
    return found


def near(rng: Random, area: shapely.Geometry, lon: float, lat: float, km: float) -> Xy:
    """A point of the area at most ``km`` away, (2,) degrees."""
    while True:
        distance, angle = km * math.sqrt(rng.random()), 2 * math.pi * rng.random()
        step = np.array([math.cos(angle), math.sin(angle)]) * distance / KM_PER_DEGREE
        spot: Xy = np.round(np.array([lon, lat]) + step, 5)
        if shapely.contains_xy(area, *spot):
            return spot


# -- units -------------------------------------------------------------------------------------

STEMS = (
    ("独角兽", "Unicorn"), ("飞毯", "Flying Carpet"), ("魔豆", "Magic Bean"), ("星尘", "Stardust"),
    ("美人鱼", "Mermaid"), ("小飞龙", "Little Dragon"), ("隐身猫", "Invisible Cat"),
    ("纸飞机", "Paper Plane"), ("彗星尾", "Comet Tail"), ("月兔", "Moon Rabbit"),
    ("雪人", "Snowman"), ("会唱歌", "Singing"), ("倒影人", "Mirror Folk"), ("云鲸", "Cloud Whale"),
    ("糖果屋", "Candy House"), ("树精灵", "Tree Elf"), ("慢时钟", "Slow Clock"),
    ("彩虹马", "Rainbow Horse"), ("飞靴", "Flying Boot"), ("梦游熊", "Sleepwalking Bear"),
)  # fmt: skip # a table, a row a line
ENDS = (
    ("井", "Well"),
    ("灯", "Lantern"),
    ("坡", "Hill"),
    ("渡", "Ferry"),
    ("台", "Terrace"),
    ("泉", "Spring"),
    ("门", "Gate"),
    ("巷", "Lane"),
    ("桥", "Bridge"),
    ("园", "Garden"),
)
POPULATION_YEAR = 2025


@dataclass
class Land:
    """Units and drawing together: rows by code, outlines, and where one can stand dry-shod."""

    rows: dict[str, Row]
    outlines: dict[str, shapely.Geometry]
    dry: dict[str, shapely.Geometry]
    water: shapely.Geometry

    def level(self, level: str, below: str = "") -> list[Row]:
        """Units of a level that count, all or those below a unit (codes are hierarchical)."""
        prefix = "" if below == CITY else below
        return [
            row
            for row in self.rows.values()
            if row["level"] == level and row["counts"] == "yes" and row["code"].startswith(prefix)
        ]

    def code(self, name: str) -> str:
        """Code of the unit of a name; names are unique."""
        return next(code for code, row in self.rows.items() if row["name"] == name)

    def town_at(self, lon: float, lat: float) -> str:
        """Code of the town around a point."""
        point = shapely.Point(lon, lat)
        return next(c for c, area in self.outlines.items() if len(c) > 6 and area.contains(point))


def unit(code: str, name: str, name_en: str, level: str, parent: str, **more: object) -> Row:
    """One row of a table of units."""
    return {
        "code": code,
        "name": name,
        "name_en": name_en,
        "level": level,
        "parent": parent,
        "counts": "yes",
        "point_quality": "label",
        "population_year": POPULATION_YEAR,
        "source": SOURCE,
        **more,
    }


def make_land() -> Land:
    """Units of all levels with points, people and outlines."""
    towns: dict[str, Town] = {}
    for county in COUNTIES:
        for start, ending in ((1, "街道"), (100, "镇")):
            own = [town for town in county.towns if town.name.endswith(ending)]
            towns |= {f"{county.code}{start + i:03}": town for i, town in enumerate(own)}
    outlines = town_outlines(towns)
    water = shapely.union_all([drawn(LAKE), river()])
    wet = water.buffer(0.002)
    dry = {code: area.buffer(-0.003).difference(wet) for code, area in outlines.items()}
    land = Land({}, outlines, dry, water)
    land.rows[CITY] = unit(CITY, CITY_NAME, CITY_EN, "city", "", kind="地级市")
    for county in COUNTIES:
        land.rows[county.code] = unit(
            county.code, county.name, county.name_en, "county", CITY, kind=county.kind
        )
        areas = [area for code, area in outlines.items() if code.startswith(county.code)]
        outlines[county.code] = tidy(shapely.coverage_union_all(areas))
    for code, town in towns.items():
        kind = "街道" if town.name.endswith("街道") else "镇"
        land.rows[code] = unit(code, town.name, town.name_en, "town", code[:6], kind=kind)
        land.rows[code] |= point(*near(seeded(code), dry[code], *centre(town), 0.8))
    for county in COUNTIES:
        for number, zone in enumerate(county.zones, start=400):
            code = f"{county.code}{number}"
            land.rows[code] = unit(
                code,
                zone.name,
                zone.name_en,
                "town",
                county.code,
                kind="功能区",
                counts="no",
                population=0,
                population_60plus=0,
                **point(*centre(zone)),
                note="功能区，不设乡镇级政府，无常住居民，不计入乡镇（街道）",
            )
        seat = next(code for code, town in towns.items() if town is county.towns[0])
        land.rows[county.code] |= pick(land.rows[seat], "lon", "lat")
    land.rows[CITY] |= pick(land.rows[COUNTIES[0].code], "lon", "lat")
    add_villages(land, towns)
    return land


def centre(town: Town) -> Xy:
    """Where the seed of a town lies, (2,) degrees."""
    return degrees(np.array([[town.x, town.y]]))[0]


def point(lon: float, lat: float) -> Row:
    """The two cells of a position."""
    return {"lon": round(float(lon), 5), "lat": round(float(lat), 5)}


def pick(row: Row, *columns: str) -> Row:
    """Some cells of a row."""
    return {column: row[column] for column in columns}


def add_villages(land: Land, towns: dict[str, Town]) -> None:
    """Villages with points and people; the people of the units above are their sums."""
    serial = 0
    for code, town in towns.items():
        rng = seeded(f"village {code}")
        urban = town.name.endswith("街道")
        spots = spread(rng, land.dry[code], town.villages)
        around = np.array([land.rows[code]["lon"], land.rows[code]["lat"]])
        for place, spot in enumerate(huddled(spots, around, land.dry[code]) if spots else ()):
            # A town has one or two communities at its core, a subdistrict nothing else.
            kind, start = ("社区", 1) if urban or place < 1 + int(code) % 2 else ("村", 200)
            (stem, stem_en), (end, end_en) = (
                STEMS[serial % len(STEMS)],
                ENDS[(serial + serial // len(STEMS)) % len(ENDS)],
            )
            serial += 1
            people = int((2600 + 3800 * rng.random()) if urban else (1100 + 2300 * rng.random()))
            people = int(people * town.people)
            old = int(people * ((0.15 if urban else 0.24) + 0.13 * rng.random()))
            own = f"{code}{start + place:03}"
            land.rows[own] = unit(
                own,
                f"{stem}{end}{kind}",
                f"{stem_en} {end_en} {'Village' if kind == '村' else 'Community'}",
                "village",
                code,
                kind=kind,
                population=people,
                population_60plus=old,
                **point(*spot),
            )
    for level in ("town", "county", "city"):
        for row in land.level(level):
            below = [r for r in land.rows.values() if r["parent"] == row["code"]]
            for column in ("population", "population_60plus"):
                row[column] = sum(r[column] for r in below)


# -- venues ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How the venues of a layer are called and kept; ``share`` is that of the units by county."""

    names: tuple[str, ...]
    names_en: tuple[str, ...]
    level: str
    hours: str
    audience: str
    topics: str
    share: tuple[float, float, float, float] = (1, 1, 1, 1)


HOURS = {
    "hall": (
        "周二至周日 9:00-17:00（16:30停止入馆），周一闭馆", "周二至周日 9:00-20:30；周一闭馆",
        "5月1日至9月30日 9:00-17:30，10月1日至次年4月30日 9:00-16:30，周一闭馆",
        "周三至周日 10:00-18:00，周一、周二闭馆（法定节假日照常开放）",
    ),
    "office": (
        "周一至周五 8:30-11:30，13:30-17:00", "工作日 9:00-12:00；13:00-17:30",
        "周一至周五 上午8:30-11:30 下午1:30-5:00", "周一至周六 9:00-17:00，周日休息", "",
    ),
    "class": (
        "周二、周四 9:00-11:00，14:00-16:00", "周一至周五 8:30-11:30，13:30-16:30，法定节假日休息",
        "工作日 9:00-11:30", "每周二上午（寒暑假除外）", "",
    ),
    "self": ("全年24小时", "24小时自助开放", "每天 6:00-23:00", "周一至周日 8:00-22:00"),
    "evening": (
        "周一至周日 9:00-21:00", "工作日 18:00-21:00；周末 9:00-21:00", "周六、周日 9:00-16:00",
        "每天 9:00-20:00",
    ),
    "village": (
        "工作日 8:30-11:30，14:00-17:30", "周一至周五 9:00-11:30，13:30-16:30", "每天 8:00-20:00",
        "周六、周日 9:00-16:00", "以当日公告为准", "", "",
    ),
}  # fmt: skip # a table, a row a line
ADMISSION = {
    "hall": ("免费", "免费（需预约）", "收费 5元", "收费 10元（60岁以上免费）"),
    "class": ("免费", "收费 每学期60元", "免费", ""),
    "office": ("免费", "免费", ""),
    "self": ("免费",),
    "evening": ("免费", "收费 15元/小时", "免费（需预约）"),
    "village": ("免费", "免费", ""),
}

KINDS = {
    "city_senior_university": Kind(
        ("{u}老年大学（旧校区）", "{u}老年大学（新校区）"),
        ("{u} Senior University (old campus)", "{u} Senior University (new campus)"),
        "city", "class", "seniors", "arts;health;digital;leisure",
    ),
    "open_university": Kind(
        ("{u}开放大学",), ("{u} Open University",), "county", "office", "workers;youth;everyone",
        "vocational;law;digital", (1, 1, 0, 1),
    ),
    "community_college": Kind(
        ("{u}社区学院",), ("{u} Community College",), "county", "office", "everyone;workers",
        "vocational;arts;digital;leisure",
    ),
    "county_senior_university": Kind(
        ("{u}老年大学",), ("{u} Senior University",), "county", "class", "seniors",
        "arts;health;digital;fraud_prevention", (1, 1, 1, 0),
    ),
    "farmers_field_school": Kind(
        ("{u}魔豆农民田间学校",), ("{u} Magic Bean Farmers' Field School",), "county", "class",
        "farmers", "vocational;science", (0, 1, 1, 0),
    ),
    "library": Kind(("{u}图书馆",), ("{u} Library",), "county", "hall", "everyone", "arts;science"),
    "museum": Kind(
        ("{u}彗星博物馆", "{u}倒影博物馆"), ("{u} Comet Museum", "{u} Museum of Reflections"),
        "county", "hall", "everyone;children", "science;arts", (1, 1, 0, 1),
    ),
    "art_gallery": Kind(
        ("{u}看不见美术馆",), ("{u} Gallery of the Invisible",), "county", "hall", "everyone",
        "arts", (1, 0, 1, 0),
    ),
    "theatre": Kind(
        ("{u}影子剧场",), ("{u} Shadow Theatre",), "county", "evening", "everyone", "arts",
        (1, 1, 0, 0),
    ),
    "cultural_center": Kind(
        ("{u}文化馆",), ("{u} Cultural Centre",), "county", "hall", "everyone", "arts;leisure",
    ),
    "science_museum": Kind(
        ("{u}反重力科技馆",), ("{u} Antigravity Science Museum",), "county", "hall",
        "children;youth;everyone", "science;safety", (1, 0, 1, 0),
    ),
    "sports_venue": Kind(
        ("{u}骑龙体育馆", "{u}飞毯运动场"),
        ("{u} Dragon-riding Sports Hall", "{u} Flying Carpet Ground"),
        "county", "evening", "everyone;youth", "health;leisure",
    ),
    "youth_center": Kind(
        ("{u}青少年活动中心",), ("{u} Youth Centre",), "county", "evening", "youth;children",
        "science;arts", (1, 1, 0, 1),
    ),
    "women_children_center": Kind(
        ("{u}妇女儿童活动中心",), ("{u} Women and Children's Centre",), "county", "office",
        "parents;children", "family;health;law", (1, 1, 1, 0),
    ),
    "workers_palace": Kind(
        ("{u}工人文化宫",), ("{u} Workers' Cultural Palace",), "county", "evening", "workers",
        "vocational;leisure", (1, 1, 0, 0),
    ),
    "disabled_center": Kind(
        ("{u}残疾人文化活动中心",), ("{u} Disabled People's Culture Centre",), "county", "office",
        "disabled", "vocational;arts;health", (0, 1, 0, 1),
    ),
    "community_education_center": Kind(
        ("{u}社区教育中心",), ("{u} Community Education Centre",), "town", "office", "everyone",
        "vocational;family;digital;law", (1, 0.8, 0.8, 0.6),
    ),
    "senior_school": Kind(
        ("{u}老年学校",), ("{u} Senior School",), "town", "class", "seniors",
        "arts;health;digital", (1, 0.7, 0.8, 0.5),
    ),
    "library_branch": Kind(
        ("图书馆{u}分馆",), ("Library, {u} Branch",), "town", "hall", "everyone;children",
        "arts;science", (0.9, 0.8, 0.6, 0.6),
    ),
    "city_book_house": Kind(
        ("{u}星光书房",), ("{u} Starlight Book House",), "town", "self", "everyone", "leisure;arts",
        (0.9, 0.5, 0.1, 0.2),
    ),
    "workers_book_room": Kind(
        ("{u}造船厂职工书屋",), ("{u} Shipyard Staff Book Room",), "town", "evening", "workers",
        "vocational", (0.4, 0.3, 0.3, 0.3),
    ),
    "culture_service_center": Kind(
        ("{u}基层综合性文化服务中心",), ("{u} Culture Service Centre",), "town", "evening",
        "everyone", "arts;leisure;law", (0.9, 0.8, 0.6, 0.6),
    ),
    "civilization_practice_center": Kind(
        ("{u}新时代文明实践所",), ("{u} Civilisation Practice Centre",), "town", "office",
        "everyone", "morals;law;safety", (0.9, 0.6, 0.6, 0.6),
    ),
    "shared_school": Kind(
        ("{u}飞行小学（共享）",), ("{u} School of Flight (shared)",), "town", "evening",
        "everyone;parents", "science;arts", (0.5, 0.5, 0.3, 0.3),
    ),
    "experience_base": Kind(
        ("{u}梦境体验基地",), ("{u} Dream Experience Base",), "town", "hall",
        "children;everyone", "science;leisure", (0.3, 0.3, 0.4, 0.3),
    ),
    "public_space": Kind(
        ("{u}云朵会客厅",), ("{u} Cloud Parlour",), "town", "self", "everyone", "leisure",
        (0.6, 0.4, 0.3, 0.3),
    ),
    "community_learning_place": Kind(
        ("{u}学习角",), ("{u} Learning Corner",), "village", "village", "everyone",
        "law;health;leisure", (0.5, 0.3, 0.2, 0.2),
    ),
    "senior_learning_point": Kind(
        ("{u}老年学习点",), ("{u} Senior Learning Point",), "village", "class", "seniors",
        "health;fraud_prevention;digital", (0.7, 0.4, 0.3, 0.2),
    ),
    "community_reading_room": Kind(
        ("{u}阅览室",), ("{u} Reading Room",), "village", "village", "everyone", "leisure",
        (0.25, 0.2, 0.1, 0.1),
    ),
    "community_book_room": Kind(
        ("{u}邻里书屋",), ("{u} Neighbours' Book Room",), "village", "village", "everyone",
        "leisure", (0.3, 0.2, 0.1, 0.1),
    ),
    "farmers_book_room": Kind(
        ("{u}农家书屋",), ("{u} Rural Book Room",), "village", "village", "farmers;everyone",
        "vocational;science", (0, 0.7, 0.7, 0.4),
    ),
    "parents_school": Kind(
        ("{u}家长学校",), ("{u} Parents' School",), "village", "class", "parents", "family",
        (0.6, 0.4, 0.3, 0.2),
    ),
    "party_mass_center": Kind(
        ("{u}党群服务中心",), ("{u} Party-mass Service Centre",), "village", "village",
        "everyone", "law;morals", (0.8, 0.6, 0.5, 0.3),
    ),
}  # fmt: skip # a table, a row a line

CERTAIN = {
    ("community_education_center", "纸船街道"): True,
    ("community_education_center", "倒立山镇"): False,
    ("community_education_center", "龙打盹镇"): False,
    ("community_education_center", "夏日雪人镇"): False,
    ("senior_school", "纸船街道"): True,
    ("senior_school", "倒立山镇"): False,
    ("senior_school", "慢蜗牛镇"): True,
    ("library_branch", "龙打盹镇"): False,
    ("city_book_house", "龙打盹镇"): False,
    ("workers_book_room", "龙打盹镇"): False,
    ("community_education_center", "隐身斗篷镇"): True,
}
"""Layer and town that have a venue, or have none, whatever the dice say."""

FIXED = {
    ("senior_school", "纸船街道"): {
        "note": "周二书法班 9:00-11:00，周四太极班；到校报名（虚构）",
        "topics": "arts;health;digital",
        "opening_hours": "周二、周四 9:00-11:00，14:00-16:00",
        "admission": "免费",
        "recognition": "市级示范老年学校（虚构）",
    },
    ("community_college", "虚构雾角县"): {
        "status": "planned",
        "note": "计划2027年启用（虚构）",
        "phone": "",
        "opening_hours": "",
        "admission": "",
    },
    ("community_education_center", "隐身斗篷镇"): {
        "name": "虚构雾角县第二社区教育中心",
        "name_en": "Second Community Education Centre of Foghorn Imaginary County",
        "unit": "990122",
        "precision": "unit",
        "address": "",
        "lon": "",
        "lat": "",
        "note": "所在乡镇未报（虚构）",
    },
}
"""Cells that a demonstration relies on: a calligraphy class to look for, a college to come, a
centre that may lie in any town of its county."""

MEASURED_LAYERS = {"senior_school"}
"""Layers whose venues somebody went to measure, all but those of the town with an islet."""

ROADS = ("彗星路", "飞毯街", "月兔巷", "魔杖大道", "风铃路", "雪球街", "倒影路", "星尘街")
ONLY_KIND = {"farmers_book_room": "村", "community_book_room": "社区"}
RECOGNITION = {
    "senior_school": (0.35, "市级示范老年学校（虚构）"),
    "senior_learning_point": (0.15, "家门口的老年大学示范点（虚构）"),
    "community_education_center": (0.3, "省级标准化社区教育中心（虚构）"),
    "experience_base": (0.4, "市级学习体验基地（虚构）"),
    "county_senior_university": (0.5, "教育现代化老年大学（虚构）"),
}
LENT = {
    "shared_school": ("教室;操场", "阶梯教室;计算机房;师资", "图书室;教室"),
    "community_education_center": ("多功能厅;教室", "", ""),
    "public_space": ("会议室", "茶桌;会议室"),
}
CAPACITIES = {
    "community_education_center": (8, 24),
    "senior_school": (6, 20),
    "senior_learning_point": (2, 5),
    "shared_school": (4, 12),
    "public_space": (2, 6),
    "library": (20, 40),
    "library_branch": (4, 10),
}
"""Tens of people that a venue of a layer takes, from and to; the other layers do not say."""
SHARED_NOTE = "周末及假期可借，提前3天电话预约，不收场租（虚构）"
OPENING = "计划2027年启用（虚构）"
STATUS = (
    (0.90, "open", ""),
    (0.935, "planned", OPENING),
    (0.97, "suspended", "修缮，暂停开放（虚构）"),
    (1.0, "closed", "已撤并（虚构）"),
)
"""Upper bound of the dice, status, note."""
CITY_STATUS = (("suspended", "搬迁，暂停开放（虚构）"), ("planned", OPENING))


def hosts(land: Land, layer: str, kind: Kind) -> Iterator[tuple[Row, int]]:
    """Units that have a venue of a layer, each with the number of the name it takes."""
    for number, county in enumerate(COUNTIES):
        share = kind.share[number]
        if kind.level == "county":
            names = len(kind.names) if number == 0 else 1
            yield from ((land.rows[county.code], n) for n in range(names) if share)
            continue
        for row in land.level(kind.level, county.code):
            wanted = ONLY_KIND.get(layer, row["kind"])
            dice = seeded(f"{layer} {row['code']}").random() < share
            if row["kind"] == wanted and CERTAIN.get((layer, row["name"]), dice):
                yield row, 0
    if kind.level == "city":
        yield from ((land.rows[CITY], n) for n in range(len(kind.names)))


def venues(land: Land) -> dict[str, list[Row]]:
    """Rows of every layer."""
    tables: dict[str, list[Row]] = {}
    phone = 0
    for layer, kind in KINDS.items():
        rows = tables[layer] = []
        for host, name in hosts(land, layer, kind):
            phone += 1
            rows.append(venue(land, layer, host, name, len(rows) + 1, f"000-0000-{phone:04}"))
    return tables


def venue(land: Land, layer: str, host: Row, name: int, number: int, phone: str) -> Row:
    """One invented venue of a layer for a unit; what its dice say depends on its id alone."""
    kind, identifier = KINDS[layer], f"demo-{layer}-{number:03}"
    rng = seeded(identifier)
    style = kind.hours
    dice = rng.random()
    _, status, note = next(s for s in STATUS if dice < s[0])
    if kind.level == "county" or CERTAIN.get((layer, host["name"])):
        status, note = "open", ""
    elif kind.level == "city":
        status, note = CITY_STATUS[name]
    running = status in {"open", "suspended"}
    chance, recognition = RECOGNITION.get(layer, (0.0, ""))
    shares = choose(rng, LENT.get(layer, ("",)))
    year = 2021 + int(6 * rng.random())
    month = 1 + int((6 if year == 2026 else 12) * rng.random())
    row: Row = {
        "id": identifier,
        "name": kind.names[name].format(u=host["name"]),
        "name_en": kind.names_en[name].format(u=plain_english(host["name_en"])),
        "layer": layer,
        "phone": phone if running and rng.random() < 0.75 else "",
        "opening_hours": choose(rng, HOURS[style]) if status == "open" else "",
        "admission": choose(rng, ADMISSION[style]) if running else "",
        "website": f"https://{identifier.replace('_', '-')}.example.invalid/"
        if rng.random() < (0.15 if kind.level == "village" else 0.5)
        else "",
        "audience": kind.audience,
        "topics": ";".join(t for t in kind.topics.split(";") if rng.random() < 0.8),
        "shares": shares if running else "",
        "capacity": capacity(identifier, layer) if running else "",
        "recognition": recognition if status == "open" and rng.random() < chance else "",
        "status": status,
        "source": SOURCE,
        "source_date": f"{year}-{month:02}-{1 + int(28 * rng.random()):02}",
        "licence": LICENCE,
        "note": note or (SHARED_NOTE if shares and running else ""),
    }
    return row | position(land, rng, layer, host) | FIXED.get((layer, host["name"]), {})


def capacity(identifier: str, layer: str) -> int | str:
    """How many people a venue takes, in tens; one in five does not say."""
    low, high = CAPACITIES.get(layer, (0, 0))
    rng = seeded(f"capacity {identifier}")
    if not high or rng.random() < 0.2:
        return ""
    return 10 * (low + int((high - low + 1) * rng.random()))


def plain_english(name: str) -> str:
    """English name of a town or village without its generic part."""
    for ending in (" Subdistrict", " Town", " Village", " Community"):
        name = name.removesuffix(ending)
    return name


def position(land: Land, rng: Random, layer: str, host: Row) -> Row:
    """Unit, address, position and its precision of a venue of a unit.

    What a county runs stands in one of its first three towns and in one case of six is known by
    the county alone; a venue of a town or village stands in it.
    """
    level, code = host["level"], host["code"]
    by_unit, by_street = (0.17, 0.3) if level in {"city", "county"} else (0.25, 0.4)
    dice = rng.random()
    if layer in MEASURED_LAYERS:
        dice = float(host["name"] != ISLET_OF)
    if level in {"city", "county"}:
        below = COUNTIES[0].code if level == "city" else code
        town = choose(rng, land.level("town", below)[:3])
        if dice >= by_unit:
            host, code = town, town["code"]
    if dice < by_unit:
        return {"unit": code, "address": "", "precision": "unit"}
    town_code = code[:9]
    km = 0.1 if level == "village" else 0.3
    spot = near(rng, land.dry[town_code], host["lon"], host["lat"], km)
    county, town = land.rows[code[:6]], land.rows[town_code]
    where = host["name"] if level == "village" else choose(rng, ROADS)
    exact = dice >= by_street
    number = f"{1 + int(180 * rng.random())}号" if exact else ""
    return {
        "unit": code,
        "address": f"{CITY_NAME}{county['name']}{town['name']}{where}{number}",
        "precision": "exact" if exact else "street",
        **point(*spot),
    }


# -- places, figures, declarations -------------------------------------------------------------

TRAMS = (
    (
        "浮云有轨电车1号线",
        "Cloudmere Tram Line 1",
        "#C2412D",
        (
            ("美人鱼码头", "Mermaid Pier", -15.6, -2.2),
            ("双月桥", "Two Moons Bridge", -12.2, -3.6),
            ("木马转盘", "Carousel Turn", -9.2, 0.2),
            ("树屋林", "Treehouse Grove", -6.6, -4.4),
            ("纸船广场", "Paper Boat Square", -3.0, -6.1),
            ("萤灯里", "Glowlight Lane", -1.2, -5.0),
            ("水母灯河滨", "Jellyfish Riverside", 1.4, -4.6),
            ("灯塔猫", "Lighthouse Cat", 7.9, -3.4),
            ("猫尾桥", "Cat Tail Bridge", 9.4, -3.0),
            ("号角台", "Horn Terrace", 12.2, -2.8),
            ("独角兽林", "Unicorn Grove", 14.8, -2.4),
        ),
    ),
    (
        "浮云有轨电车2号线",
        "Cloudmere Tram Line 2",
        "#2F6DA8",
        (
            ("慢蜗牛广场", "Slow Snail Square", 0.6, 14.0),
            ("呵欠坡", "Yawning Hill", -0.6, 10.6),
            ("镜梦湖西", "Mirrordream Lake West", -0.2, 7.6),
            ("踏云台", "Cloudwalk Terrace", -0.7, 5.0),
            ("乌有门", "Nowhere Gate", -2.4, -1.4),
            ("纸船广场", "Paper Boat Square", -3.0, -6.1),
            ("飞鲸里", "Flying Whale Lane", -4.9, -9.5),
            ("糖星桥", "Sugar Star Bridge", -3.0, -11.4),
            ("倒立山脚", "Upside-down Hill Foot", -4.8, -13.8),
        ),
    ),
)
LANDMARKS = (
    ("示例云朵公园", "云朵公园;Cloud Park", -2.6, -5.6),
    ("虚构望鲸塔", "望鲸塔;Whale-watch Tower", -11.0, -5.4),
    ("示例镜梦湖码头", "镜梦湖;Mirrordream Lake Jetty", 0.9, 8.8),
    ("虚构雾角灯塔", "雾角灯塔;Foghorn Lighthouse", 15.6, -1.2),
    ("示例打盹龙雕像", "打盹龙;Napping Dragon Statue", -10.4, 8.4),
)

TEACHERS = {
    "990102": (28, 33, 38),
    "990103": (12, 15, 17),
    "990121": (14, 16, 18),
    "990122": (7, 8, 9),
}
"""Full-time teachers by county in 2023, 2024 and 2025; the city's figures are their sums."""
TOWN_TEACHERS = {
    "纸船街道": 7,
    "水母灯街道": 5,
    "双月街道": 6,
    "倒立山镇": 2,
    "龙打盹镇": 2,
    "魔豆镇": 3,
}
BRANDS = {2023: 12, 2024: 15, 2025: 17}
BUDGET = {"990102": 4.5, "990103": 0.0, "990121": 2.0}
"""Yuan a resident in 2025; 虚构雾角县 has reported none."""

TOWN_LISTS = (
    "community_education_center",
    "senior_school",
    "culture_service_center",
    "civilization_practice_center",
)
READING = (
    "city_book_house",
    "library_branch",
    "workers_book_room",
    "community_reading_room",
    "community_book_room",
    "farmers_book_room",
)
COMPLETE = {
    CITY_NAME: ("community_college", "county_senior_university", "library", "museum",
                "farmers_field_school"),
    "示例星港区": ("art_gallery", "cultural_center", "science_museum", "sports_venue",
              "youth_center", "women_children_center", "workers_palace", "disabled_center",
              *TOWN_LISTS, *READING, "community_learning_place", "senior_learning_point",
              "parents_school", "party_mass_center"),
    "示例鲸歌区": (*TOWN_LISTS[:3], "science_museum", "farmers_book_room",
              "senior_learning_point"),
    "虚构萤火县": ("senior_school", "workers_palace", "farmers_book_room"),
    "龙打盹镇": ("community_education_center", "party_mass_center", *READING[:5]),
    "独角兽镇": ("community_education_center", "parents_school"),
}  # fmt: skip # a table, a row a line
"""Layers whose lists a unit has declared complete; everywhere else an absence is unreported."""


def places(land: Land) -> list[Row]:
    """Stations, each once, and landmarks."""
    stops = {s[0]: (f"{s[0]}站", "station", f"{s[0]};{s[1]}", *s[2:]) for t in TRAMS for s in t[3]}
    found = [*stops.values(), *((n, "landmark", a, x, y) for n, a, x, y in LANDMARKS)]
    rows = []
    for name, kind, aliases, x, y in found:
        where = point(*degrees(np.array([[x, y]]))[0])
        rows.append(
            {
                "name": name,
                "kind": kind,
                **where,
                "unit": land.town_at(**where),
                "aliases": aliases,
                "source": SOURCE,
            }
        )
    return rows


def indicators(land: Land) -> list[Row]:
    """Figures by unit, indicator and year."""
    years = (2023, 2024, 2025)
    figures: list[tuple[str, str, float, int]] = []
    totals = tuple(map(sum, zip(*TEACHERS.values(), strict=True)))
    for code, values in {CITY: totals, **TEACHERS}.items():
        figures += [(code, "full_time_teachers", v, y) for v, y in zip(values, years, strict=True)]
    figures += [(land.code(n), "full_time_teachers", v, 2025) for n, v in TOWN_TEACHERS.items()]
    figures += [(CITY, "provincial_brand_projects", v, y) for y, v in BRANDS.items()]
    figures += [(code, "budget_per_resident", v, 2025) for code, v in BUDGET.items()]
    return [
        {"unit": unit, "indicator": name, "value": value, "year": year, "source": SOURCE}
        for unit, name, value, year in figures
    ]


def reporting(land: Land) -> list[Row]:
    """Declarations of complete lists, and one of a single village for itself."""
    lists = {land.code(name): layers for name, layers in COMPLETE.items()}
    lists[land.level("village", land.code("夏日雪人镇"))[0]["code"]] = ("parents_school",)
    return [
        {"unit": code, "layer": layer, "as_of": "2026-03-31", "source": SOURCE}
        for code, layers in lists.items()
        for layer in layers
    ]


# -- files -------------------------------------------------------------------------------------

CITY_TOML = f"""\
[city]
code = "{CITY}"
name = "{CITY_NAME}"
name_en = "{CITY_EN}"
center = [159.975, 19.978]
zoom = 11
metric_crs = "EPSG:32657" # WGS 84 / UTM zone 57N
fictional = true

[walk]
detour = 1.3
metres_per_minute = 67
"""


def write_drawing(out: Path, land: Land) -> None:
    """Outlines and base map."""
    hidden = tuple(c.code for c in COUNTIES if not c.town_outlines)
    quality = {t.name: t.quality for c in COUNTIES for t in c.towns}
    shown = [
        (
            {
                "code": code,
                "quality": quality.get(row["name"], "official"),
                "source": SOURCE,
                "licence": LICENCE,
            },
            land.outlines[code],
        )
        for code, row in land.rows.items()
        if code in land.outlines and (row["level"] == "county" or not code.startswith(hidden))
    ]
    write_features(out / "outlines.geojson", shown)

    (west, south), (east, north) = ([c + s * SEA_DEGREES for c in ORIGIN] for s in (-1, 1))
    coast = shapely.coverage_union_all([land.outlines[c.code] for c in COUNTIES])
    sea = shapely.box(west, south, east, north).difference(coast)
    bodies = (
        ("示例无垠海", "Boundless Example Sea", sea),
        ("示例镜梦湖", "Mirrordream Lake (fictional)", drawn(LAKE)),
        ("示例回声河", "Echo River (fictional)", river()),
    )
    rights = {"source": SOURCE, "licence": LICENCE}
    write_features(
        out / "basemap" / "water.geojson",
        [({"name": name, "name_en": en} | rights, tidy(shape)) for name, en, shape in bodies],
    )
    lines = []
    for name, name_en, colour, stops in TRAMS:
        properties = {"name": name, "name_en": name_en, "colour": colour} | rights
        line = shapely.LineString(degrees(np.array([stop[2:] for stop in stops])))
        lines.append((properties, line))
    write_features(out / "basemap" / "metro.geojson", lines)


ALIAS_ROWS = [
    {"alias": alias, "kind": kind, "target": target, "source": demo_sharing.SOURCE}
    for alias, kind, target in (
        ("星港", "unit", "990102"),
        ("龙镇", "unit", "990121101"),
        ("转盘", "place", "木马转盘站"),
        ("云书房", "layer", "city_book_house"),
    )
]
FORMER = [
    {
        "code": code,
        "name": name,
        "level": "county",
        "successor": successor,
        "date": date,
        "source": demo_sharing.SOURCE,
    }
    for code, name, successor, date in (
        ("990101", "旧灯塔区", "990102", "2019-05-01"),
        ("990104", "潮汐区", "990102", "2021"),
        ("990104", "潮汐区", "990103", "2021"),
    )
]


def build(out: Path = DEMO) -> None:
    """Write the whole pack into a folder."""
    land = make_land()
    rows = list(land.rows.values())
    out.mkdir(parents=True, exist_ok=True)
    (out / "city.toml").write_text(CITY_TOML, encoding="utf-8", newline="\n")
    shutil.copyfile(REQUIREMENTS, out / "requirements.toml")
    write_table(out / "units.csv", UNITS, [r for r in rows if r["level"] != "village"])
    write_table(out / "villages.csv", UNITS, [r for r in rows if r["level"] == "village"])
    write_table(out / "places.csv", PLACES, places(land))
    write_table(out / "indicators.csv", INDICATORS, indicators(land))
    write_table(out / "reporting.csv", REPORTING, reporting(land))
    tables = venues(land)
    for layer, table in tables.items():
        write_table(out / "venues" / f"{layer}.csv", VENUES, table)
    write_table(out / "shares.csv", SHARES, demo_sharing.shares(tables, land.code))
    write_table(out / "needs.csv", NEEDS, demo_sharing.needs(land.code))
    write_table(out / "circles.csv", CIRCLES, demo_sharing.circles(land.code))
    write_table(out / "aliases.csv", ALIASES, ALIAS_ROWS)
    write_table(out / "successors.csv", SUCCESSORS, FORMER)
    write_drawing(out, land)
    demo_streets.build(out, rows, land.water, drawn(LAKE))
    snapshots.build_demo(out)


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DEMO, help="folder to write the pack into")
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
