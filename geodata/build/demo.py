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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import shapely
from common import PACK, write_features, write_table
from numpy.typing import NDArray

from locator.schema import INDICATORS, PLACES, REPORTING, UNITS, VENUES

Row = dict[str, Any]
Xy = NDArray[np.float64]

DEMO = PACK.parent / "demo"
REQUIREMENTS = PACK / "requirements.toml"

SOURCE = "虚构示例 / fictional demo"
LICENCE = "CC0"
CITY = "990100"
CITY_NAME, CITY_EN = "浮云岛示例市", "Cloudmere (fictional)"

ORIGIN = (160.0, 20.0)
"""Longitude, latitude of the drawing's origin; the nearest land is Wake Island, 690 km east."""
KM_PER_DEGREE = (104.65, 110.71)
"""Of longitude and latitude at 20° N on WGS-84."""
VERTEX_KM = 0.6
SEA_DEGREES = 4.0
"""The sea is drawn so far to every side; there is no land in that square."""

# -- names and places, all invented ------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A town: position in km east and north of the origin before bending."""

    name: str
    name_en: str
    x: float
    y: float
    villages: int = 7
    quality: str = "official"


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
            Town("美人鱼镇", "Mermaid Town", -16.0, -1.6, 6, "measured"),
            Town("巨人脚印镇", "Giant Footprint Town", -14.4, 3.4, 6),
        ),
    ),
    County(
        "990121", "虚构萤火县", "Glowfly Imaginary County", "县",
        (
            Town("狐灯镇", "Fox Lantern Town", -5.6, 6.0),
            Town("龙打盹镇", "Napping Dragon Town", -10.8, 9.0, 6),
            Town("棉花糖镇", "Cotton Candy Town", -5.8, 12.4, 6),
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
            Town("独角兽镇", "Unicorn Town", 14.6, -2.4, 6),
            Town("飞鱼帆镇", "Flying Fish Sail Town", 12.6, 4.2, 6),
            Town("夏日雪人镇", "Summer Snowman Town", 7.6, 3.6, 6),
        ),
        zones=(Town("虚构潮汐园区", "Imaginary Tidal Park", 9.6, -6.0, 0),),
        town_outlines=False,
    ),
)  # fmt: skip

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
)  # fmt: skip
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
    while len(found) < number:
        throws = [
            (round(west + (east - west) * rng.random(), 5), round(south + (north - south) * rng.random(), 5))
            for _ in range(30)
        ]
        inside = [p for p in throws if shapely.contains_xy(area, *p)]
        if inside:
            found.append(max(inside, key=lambda p: min((math.dist(p, q) for q in found), default=0)))
    return found


def near(rng: Random, area: shapely.Geometry, lon: float, lat: float, km: float) -> Xy:
    """A point of the area at most ``km`` away, (2,) degrees."""
    while True:
        distance, angle = km * math.sqrt(rng.random()), 2 * math.pi * rng.random()
        step = np.array([math.cos(angle), math.sin(angle)]) * distance / KM_PER_DEGREE
        point = np.round(step + (lon, lat), 5)
        if shapely.contains_xy(area, *point):
            return point


# -- units -------------------------------------------------------------------------------------

STEMS = (
    ("独角兽", "Unicorn"), ("飞毯", "Flying Carpet"), ("魔豆", "Magic Bean"), ("星尘", "Stardust"),
    ("美人鱼", "Mermaid"), ("小飞龙", "Little Dragon"), ("隐身猫", "Invisible Cat"),
    ("纸飞机", "Paper Plane"), ("彗星尾", "Comet Tail"), ("月兔", "Moon Rabbit"),
    ("雪人", "Snowman"), ("会唱歌", "Singing"), ("倒影人", "Mirror Folk"), ("云鲸", "Cloud Whale"),
    ("糖果屋", "Candy House"), ("树精灵", "Tree Elf"), ("慢时钟", "Slow Clock"),
    ("彩虹马", "Rainbow Horse"), ("飞靴", "Flying Boot"), ("梦游熊", "Sleepwalking Bear"),
)  # fmt: skip
ENDS = (
    ("井", "Well"), ("灯", "Lantern"), ("坡", "Hill"), ("渡", "Ferry"), ("台", "Terrace"),
    ("泉", "Spring"), ("门", "Gate"), ("巷", "Lane"), ("桥", "Bridge"), ("园", "Garden"),
)  # fmt: skip
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
        return next(c for c, area in self.outlines.items() if len(c) > 6 and area.contains(point))  # noqa: PLR2004


def unit(code: str, name: str, name_en: str, level: str, parent: str, **more: object) -> Row:
    """One row of a table of units."""
    return {
        "code": code, "name": name, "name_en": name_en, "level": level, "parent": parent,
        "counts": "yes", "point_quality": "label", "population_year": POPULATION_YEAR,
        "source": SOURCE, **more,
    }  # fmt: skip


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
        land.rows[code] |= point(*near(Random(code), dry[code], *centre(town), 0.8))
    for county in COUNTIES:
        for number, zone in enumerate(county.zones, start=400):
            code = f"{county.code}{number}"
            land.rows[code] = unit(
                code, zone.name, zone.name_en, "town", county.code, kind="功能区",
                counts="no", population=0, population_60plus=0,
                note="功能区，不设乡镇级政府，无常住居民，不计入乡镇（街道）", **point(*centre(zone)),
            )  # fmt: skip
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
        rng = Random(f"village {code}")
        urban = town.name.endswith("街道")
        for place, spot in enumerate(spread(rng, land.dry[code], town.villages)):
            # A town has one or two communities at its core, a subdistrict nothing else.
            kind, start = ("社区", 1) if urban or place < 1 + serial % 2 else ("村", 200)
            (stem, stem_en), (end, end_en) = (
                STEMS[serial % len(STEMS)],
                ENDS[(serial + serial // len(STEMS)) % len(ENDS)],
            )
            serial += 1
            people = int((2600 + 3800 * rng.random()) if urban else (1100 + 2300 * rng.random()))
            old = int(people * ((0.15 if urban else 0.24) + 0.13 * rng.random()))
            own = f"{code}{start + place:03}"
            land.rows[own] = unit(
                own, f"{stem}{end}{kind}",
                f"{stem_en} {end_en} {'Village' if kind == '村' else 'Community'}",
                "village", code, kind=kind, population=people, population_60plus=old,
                **point(*spot),
            )  # fmt: skip
    for level in ("town", "county", "city"):
        for row in land.level(level):
            below = [r for r in land.rows.values() if r["parent"] == row["code"]]
            for column in ("population", "population_60plus"):
                row[column] = sum(r[column] for r in below)
