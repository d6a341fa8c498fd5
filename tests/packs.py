"""A small invented city for tests: two counties, three towns, four villages, on open ocean."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from locator.pack import schema
from locator.settings import Settings
from locator.site import Site

if TYPE_CHECKING:
    from pathlib import Path

    from locator.coverage.snapshots import Snapshot

SOURCE = "invented for a test"

CITY = """
[city]
code = "99"
name = "测试虚构市"
name_en = "Testopolis"
center = [150.5, 20.5]
zoom = 10
metric_crs = "EPSG:32656"
fictional = true

[walk]
detour = 1.3
metres_per_minute = 65
"""

REQUIREMENTS = """
[[requirement]]
id = "town-center"
clause = "1"
title = "每个乡镇设立社区教育中心"
title_en = "A community education centre in every town"
level = "town"
strength = "required"
layers = ["community_education_center"]
min = 1

[[requirement]]
id = "town-reading"
clause = "13"
title = "乡镇阅读场所"
level = "town"
strength = "encouraged"
layers = ["library_branch", "city_book_house"]
min = 2

[[requirement]]
id = "town-quality"
clause = "2"
title = "优质老年学校"
level = "town"
strength = "required"
layers = ["senior_school"]
recognised = true

[[requirement]]
id = "village-book-room"
clause = "13"
title = "农家书屋"
level = "village"
strength = "encouraged"
layers = ["farmers_book_room"]
unit_kind = "村"

[[requirement]]
id = "county-field-school"
clause = "5"
title = "农民田间学校"
level = "county"
strength = "encouraged"
layers = ["farmers_field_school"]
has_kind = "村"

[[requirement]]
id = "county-teachers"
clause = "7"
title = "专职教师"
level = "county"
strength = "required"
indicator = "full_time_teachers"
per_10000 = 1.5

[[requirement]]
id = "town-teachers"
clause = "7"
title = "专职教师"
level = "town"
strength = "required"
indicator = "full_time_teachers"
per_10000 = 1.5


[[requirement]]
id = "city-brands"
clause = "1"
title = "品牌项目"
level = "city"
strength = "required"
indicator = "brands"
min = 20

[[requirement]]
id = "county-budget"
clause = "三"
title = "经费"
level = "county"
strength = "encouraged"
indicator = "budget"
"""


def unit(code: str, name: str, level: str, parent: str, **more: object) -> dict[str, object]:
    """One row of units.csv."""
    return {
        "code": code,
        "name": name,
        "level": level,
        "parent": parent,
        "counts": "yes",
        "source": SOURCE,
        **more,
    }


UNITS = [
    unit("99", "测试虚构市", "city", "", population=60_000, population_60plus=12_000,
         population_year=2020),
    unit("9901", "虚构甲县", "county", "99", lon=150.25, lat=20.5, population=40_000,
         population_60plus=8_000, population_year=2020),
    unit("9902", "虚构乙县", "county", "99", lon=150.75, lat=20.5),
    unit("990101", "虚构东镇", "town", "9901", kind="镇", lon=150.25, lat=20.25,
         population=20_000, population_year=2020),
    unit("990102", "虚构西镇", "town", "9901", kind="镇", lon=150.25, lat=20.75),
    unit("990201", "虚构南街道", "town", "9902", kind="街道", lon=150.75, lat=20.5),
    unit("990299", "虚构开发区", "town", "9902", kind="功能区", counts="no"),
]  # fmt: skip # a table, a row a line
VILLAGES = [
    unit("99010101", "虚构一村", "village", "990101", kind="村"),
    unit("99010102", "虚构一社区", "village", "990101", kind="社区"),
    unit("99010201", "虚构二村", "village", "990102", kind="村"),
    unit("99020101", "虚构三社区", "village", "990201", kind="社区"),
]


def venue(identifier: str, name: str, layer: str, where: str, **more: object) -> dict[str, object]:
    """One row of a venue table, known by its unit alone unless lon and lat are given."""
    return {
        "id": identifier,
        "name": name,
        "layer": layer,
        "unit": where,
        "precision": "exact" if "lon" in more else "unit",
        "status": "open",
        "source": SOURCE,
        "source_date": "2025-03-01",
        **more,
    }


VENUES = [
    venue("v1", "虚构东镇社区教育中心", "community_education_center", "990101", lon=150.25,
          lat=20.25, opening_hours="周一至周五 9:00-17:00", admission="免费"),
    venue("v2", "虚构分馆甲", "library_branch", "99010101", lon=150.251, lat=20.25),
    venue("v3", "虚构书房甲", "city_book_house", "990101", lon=150.26, lat=20.26,
          opening_hours="全年24小时"),
    venue("v4", "虚构西镇老年学校", "senior_school", "990102"),
    venue("v5", "虚构东镇老年学校", "senior_school", "990101", recognition="市级示范校"),
    venue("v6", "虚构在建中心", "community_education_center", "990102", status="planned"),
    venue("v7", "虚构县级记录", "community_education_center", "9901"),
    venue("v8", "虚构农家书屋", "farmers_book_room", "99010101"),
]  # fmt: skip # a table, a row a line
INDICATORS = [
    {"unit": "9901", "indicator": "full_time_teachers", "value": 9, "year": 2022, "source": SOURCE},
    {"unit": "9901", "indicator": "full_time_teachers", "value": 5, "year": 2023, "source": SOURCE},
    {"unit": "9902", "indicator": "full_time_teachers", "value": 8, "year": 2023, "source": SOURCE},
    {
        "unit": "990101",
        "indicator": "full_time_teachers",
        "value": 3,
        "year": 2023,
        "source": SOURCE,
    },
    {"unit": "99", "indicator": "brands", "value": 20, "year": 2024, "source": SOURCE},
    {"unit": "9901", "indicator": "budget", "value": 0.5, "year": 2024, "source": SOURCE},
    {"unit": "9902", "indicator": "budget", "value": 0, "year": 2024, "source": SOURCE},
]
REPORTING = [
    {
        "unit": "9901",
        "layer": "community_education_center",
        "as_of": "2025-01-01",
        "source": SOURCE,
    },
    {"unit": "990201", "layer": "library_branch", "as_of": "2025-01-01", "source": SOURCE},
    {"unit": "9901", "layer": "farmers_book_room", "as_of": "2025-01-01", "source": SOURCE},
]
PLACES = [
    {
        "name": "虚构广场站",
        "kind": "station",
        "lon": 150.25,
        "lat": 20.25,
        "unit": "990101",
        "aliases": "广场",
        "source": SOURCE,
    }
]


def square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """A GeoJSON rectangle."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(code: str, geometry: dict[str, object]) -> dict[str, object]:
    """One feature of outlines.geojson."""
    return {
        "type": "Feature",
        "properties": {"code": code, "quality": "official", "source": SOURCE, "licence": "CC0"},
        "geometry": geometry,
    }


OUTLINES = [
    outline("9901", square(150, 20, 150.5, 21)),
    outline("9902", square(150.5, 20, 151, 21)),
]


def write_csv(path: Path, columns: tuple[str, ...], rows: list[dict[str, object]]) -> None:
    """Write rows under a header; keys that are not given are blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


#: Tables that the invented city has only where a test gives rows.
OPTIONAL = {
    "shares": schema.SHARES,
    "needs": schema.NEEDS,
    "circles": schema.CIRCLES,
    "aliases": schema.ALIASES,
    "successors": schema.SUCCESSORS,
}


def write_pack(root: Path, **tables: object) -> Path:
    """Write the invented city, or a variation of it, as a pack in ``root``."""
    data = {
        "units": UNITS,
        "villages": VILLAGES,
        "venues": VENUES,
        "indicators": INDICATORS,
        "reporting": REPORTING,
        "places": PLACES,
        "outlines": OUTLINES,
        "requirements": REQUIREMENTS,
        "city": CITY,
    } | tables
    root.mkdir(parents=True, exist_ok=True)
    (root / "city.toml").write_text(data["city"], encoding="utf-8")
    (root / "requirements.toml").write_text(data["requirements"], encoding="utf-8")
    write_csv(root / "units.csv", schema.UNITS.names, data["units"])
    write_csv(root / "villages.csv", schema.UNITS.names, data["villages"])
    write_csv(root / "places.csv", schema.PLACES.names, data["places"])
    write_csv(root / "indicators.csv", schema.INDICATORS.names, data["indicators"])
    write_csv(root / "reporting.csv", schema.REPORTING.names, data["reporting"])
    for name, table in OPTIONAL.items():
        if name in data:
            write_csv(root / f"{name}.csv", table.names, data[name])
    for layer in {v["layer"] for v in data["venues"]}:
        rows = [v for v in data["venues"] if v["layer"] == layer]
        write_csv(root / "venues" / f"{layer}.csv", schema.VENUES.names, rows)
    collection = {"type": "FeatureCollection", "features": data["outlines"]}
    (root / "outlines.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return root


def share(identifier: str = "s1", kind: str = "room", **more: object) -> dict[str, object]:
    """One row of shares.csv or needs.csv."""
    where = {} if {"venue", "institution"} & set(more) else {"venue": "v1"}
    return {
        "id": identifier,
        "kind": kind,
        "title": "虚构教室",
        "status": "open",
        "source": SOURCE,
        "source_date": "2026-01-01",
        **where,
        **more,
    }


#: A sound row of each table of a pack, of which every cell is exchanged in turn.
SOUND_ROWS = {
    "units": UNITS[3],
    "villages": VILLAGES[0],
    "venues": VENUES[0],
    "places": PLACES[0],
    "indicators": INDICATORS[0],
    "reporting": REPORTING[0],
    "shares": share(),
    "needs": share("d1", title="求教室"),
    "circles": {"id": "c1", "name": "圈", "place": "虚构广场站", "minutes": 15, "walker": "senior",
                "source": SOURCE, "source_date": "2026-01-01"},
    "aliases": {"alias": "老东镇", "kind": "unit", "target": "990101", "source": SOURCE},
    "successors": {"code": "990199", "name": "虚构旧镇", "level": "town", "successor": "990101",
                   "date": "2020-01-01", "source": SOURCE},
}  # fmt: skip # a table, a row a line


def snapshots(folder: Path) -> tuple[Snapshot, ...]:
    """The snapshots that a pack begins with."""
    return Site.open(Settings(packs=(folder,))).snapshots.of()
