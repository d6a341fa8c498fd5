"""An OpenStreetMap extract (``.osm.pbf``) → venues, places, stations and outlines; WGS-84, ODbL."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import osmium
import shapely
from osmium import geom, osm

from locator.intake.sources.namesakes import Towns, told_apart
from locator.intake.sources.settlements import unit_rows
from locator.intake.sources.table import (
    PLACE_COLUMNS,
    UNIT_COLUMNS,
    VENUE_COLUMNS,
    outline_sheet,
    sheet,
    upload,
)
from locator.names.keys import name_key
from locator.problems import LocatorError, Problem, Problems, Verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from locator.intake.model import Upload
    from locator.pack.model import CityPack

LICENCE = "ODbL 1.0"
#: Towns and subdistricts in China.
_TOWN_LEVEL = "8"
_KEYS = ("amenity", "tourism", "leisure", "railway", "place", "boundary", "landuse", "highway")
#: Values of ``access`` that let everybody in, and those that do not.
_PUBLIC = frozenset({"yes", "public", "permissive"})
_NOT_PUBLIC = frozenset({"private", "no", "members", "students", "employees", "military"})
#: How far outside a building the point of the same thing may stand: 30 m in degrees of latitude.
_AROUND = 30 / 111_320
#: What says that a thing is gone or not yet there.
_LIFE = ("disused", "abandoned", "demolished", "construction", "proposed", "razed", "planned")


@dataclass(frozen=True, slots=True)
class TagRule:
    """A tag, and words of which the name must contain one (none: any name), and what they mean.

    That is a layer, or a kind of place. With one of the words ``other`` in its name a thing is
    not open to all.
    """

    key: str
    value: str
    name: tuple[str, ...]
    means: str
    other: tuple[str, ...] = ()


@dataclass
class _Found:
    venues: list[dict[str, str]] = field(default_factory=list)
    footprints: list[shapely.Geometry] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    places: list[dict[str, str]] = field(default_factory=list)
    grounds: list[shapely.Geometry] = field(default_factory=list)
    settlements: list[dict[str, str]] = field(default_factory=list)
    outlines: list[dict[str, str]] = field(default_factory=list)
    shapes: list[shapely.Geometry] = field(default_factory=list)


@cache
def rules(about: str = "layer") -> tuple[TagRule, ...]:
    """The declared rules about a ``layer`` or a ``place``, in order."""
    text = files(__package__).joinpath("osm.toml").read_text(encoding="utf-8")
    return tuple(
        TagRule(
            key, value, tuple(entry.get("name", ())), entry["means"], tuple(entry.get("other", ()))
        )
        for entry in tomllib.loads(text)[about]
        for tag in entry["tags"]
        for key, value in [tag.split("=", 1)]
    )


def rule_for(tags: Mapping[str, str], name: str, about: str = "layer") -> TagRule | None:
    """The first rule that fits, None when none does."""
    for rule in rules(about):
        if tags.get(rule.key) == rule.value and (
            not rule.name or any(word in name for word in rule.name)
        ):
            return rule
    return None


def is_public(tags: Mapping[str, str], name: str, rule: TagRule) -> bool:
    """Whether anybody may come in, as far as its tags and name tell."""
    access = tags.get("access", "")
    if access in _PUBLIC:
        return True
    return access not in _NOT_PUBLIC and not any(word in name for word in rule.other)


def fetch_osm(path: Path, pack: CityPack) -> Upload:
    """What an extract knows of a city, as an upload of up to four sheets.

    ``venues`` and ``places`` by the declared rules (areas by a point within them, a street by the
    middle of it; :func:`locator.intake.sources.namesakes.told_apart`), ``units`` (points and
    residents; :func:`locator.intake.sources.settlements.unit_rows`), ``outlines``
    (administrative areas of level 8 that have the name of a unit; a warning names the others).
    Only what lies within the city's outline is taken. The date of a record is that of its last
    edit, else that of the extract.

    Raises
    ------
    LocatorError
        The file cannot be read as an extract.
    """
    try:
        found = _read(path, _city(pack))
    except (RuntimeError, OSError, ValueError) as failure:
        raise LocatorError(
            Problem("error", "fetch.extract", str(path), params={"reason": failure})
        ) from None
    names = set(pack.units["name"])
    ours = [number for number, one in enumerate(found.outlines) if one["name"] in names]
    others = [one["name"] for one in found.outlines if one["name"] not in names]
    problems = Problems(path.name)
    if others:
        names_of = tuple(map(Verbatim, others))
        problems.warning(
            "fetch.outlines_unknown", sheet="outlines", number=len(others), names=names_of
        )
    if found.closed:
        closed = tuple(map(Verbatim, found.closed))
        problems.warning("fetch.not_public", sheet="venues", number=len(found.closed), names=closed)
    drawn = zip((one["name"] for one in found.outlines), found.shapes, strict=True)
    towns = Towns(pack, drawn)
    places, namesakes = told_apart(found.places, found.grounds, towns)
    if namesakes:
        names_of = tuple(map(Verbatim, dict.fromkeys(namesakes)))
        problems.warning("fetch.namesakes", sheet="places", number=len(namesakes), names=names_of)
    return upload(
        path.name,
        [
            sheet("venues", VENUE_COLUMNS, _single(found), "WGS-84"),
            sheet("places", PLACE_COLUMNS, places, "WGS-84"),
            sheet("units", UNIT_COLUMNS, unit_rows(found.settlements, pack, towns), "WGS-84"),
            outline_sheet(
                "outlines", [found.outlines[n] for n in ours], [found.shapes[n] for n in ours]
            ),
        ],
        problems,
    )


def _city(pack: CityPack) -> shapely.Geometry:
    """What the pack's real outlines cover: there the import can tell a record's unit."""
    real = pack.outlines[pack.outlines["quality"] != "approximate"]
    outline = shapely.union_all(real.geometry.array)
    shapely.prepare(outline)
    return outline


def _read(path: Path, city: shapely.Geometry) -> _Found:
    found = _Found()
    wkb = geom.WKBFactory()
    keys = osmium.filter.KeyFilter(*_KEYS)
    reader = osmium.FileProcessor(str(path)).with_areas(keys).with_filter(keys)
    day = extract_day(reader.header)
    for thing in reader:
        if not isinstance(thing, osm.Node | osm.Area | osm.Way):
            continue
        tags = {tag.k: tag.v for tag in thing.tags}
        if isinstance(thing, osm.Way) != ("highway" in tags and not isinstance(thing, osm.Node)):
            continue  # a way is a street; other closed ways and multipolygons come again as areas
        name = _name(tags)
        if not name or any(tag.split(":")[0] in _LIFE for tag in tags):
            continue
        shape = _shape(thing, wkb)
        if shape is None:
            continue
        point = _inside(shape)
        if city.covers(point):
            _take(found, thing, tags, name, shape, point, day)
    return found


def _shape(thing: osm.Node | osm.Area | osm.Way, wkb: geom.WKBFactory) -> shapely.Geometry | None:
    """A point, an area or a line; None for what has no position."""
    try:
        if isinstance(thing, osm.Node):
            return shapely.Point(thing.lon, thing.lat)
        if isinstance(thing, osm.Area):
            return shapely.from_wkb(wkb.create_multipolygon(thing))
        return shapely.from_wkb(wkb.create_linestring(thing))
    except RuntimeError:
        return None  # its rings do not close, or a node has no position


def _inside(shape: shapely.Geometry) -> shapely.Point:
    """A point of a thing: in an area, in the middle of a line."""
    if shape.geom_type == "LineString":
        return shape.interpolate(0.5, normalized=True)
    return shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)


def _single(found: _Found) -> list[dict[str, str]]:
    """Venues, each once: a point in or beside the building of the same name and layer is it.

    The building's record comes first, what it does not say is taken from the point.
    """
    order = sorted(range(len(found.venues)), key=lambda n: found.footprints[n].geom_type == "Point")
    kept: dict[tuple[str, str], list[tuple[dict[str, str], shapely.Geometry]]] = {}
    gone: set[int] = set()
    for number in order:
        venue, shape = found.venues[number], found.footprints[number]
        same = kept.setdefault((venue["layer"], name_key(venue["name"])), [])
        around = [
            one
            for one, other in same
            if other.geom_type != "Point" and other.distance(shape) <= _AROUND
        ]
        if around and shape.geom_type == "Point":
            around[0].update({key: text for key, text in venue.items() if not around[0][key]})
            gone.add(number)
        else:
            same.append((venue, shape))
    return [venue for number, venue in enumerate(found.venues) if number not in gone]


def extract_day(header: osmium.io.Header) -> str:
    """Day of an extract, YYYY-MM-DD."""
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    return str(stamp)[:10]


def _take(
    found: _Found,
    thing: osm.Node | osm.Area | osm.Way,
    tags: Mapping[str, str],
    name: str,
    shape: shapely.Geometry,
    point: shapely.Point,
    extract_day: str,
) -> None:
    day = f"{thing.timestamp:%Y-%m-%d}" if thing.timestamp.timestamp() > 0 else extract_day
    source = f"OpenStreetMap {_address(thing)}"
    where = {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}"}
    rule = rule_for(tags, name)
    if rule is not None and not is_public(tags, name, rule):
        found.closed.append(name)
    elif rule is not None:
        found.venues.append(
            _venue(tags, name)
            | where
            | {"layer": rule.means, "source": source, "source_date": day, "licence": LICENCE}
        )
        found.footprints.append(shape)
    place = rule_for(tags, name, "place") if rule is None else None
    if place is not None:
        dated = f"{source}（{day}，{LICENCE}）"
        aliases = ";".join(dict.fromkeys(_aliases(tags, name)))
        found.places.append(
            {"name": name, "kind": place.means, "aliases": aliases, "source": dated} | where
        )
        found.grounds.append(shape)
        if "place" in tags:
            found.settlements.append({"name": name, "source": dated} | where | _residents(tags))
    is_boundary = tags.get("boundary") == "administrative"
    if is_boundary and tags.get("admin_level") == _TOWN_LEVEL and shape.geom_type != "Point":
        found.outlines.append(
            {
                "name": name,
                "quality": "measured",
                "source": f"{source}（{day}）",
                "licence": LICENCE,
            }
        )
        found.shapes.append(shape)


def _name(tags: Mapping[str, str]) -> str:
    """The Chinese name where one is given."""
    text = tags.get("name:zh-Hans") or tags.get("name:zh") or tags.get("name", "")
    return " ".join(text.split())


def _aliases(tags: Mapping[str, str], name: str) -> Iterator[str]:
    for key in ("name", "alt_name", "old_name", "official_name", "short_name"):
        for text in tags.get(key, "").split(";"):
            if text.strip() and text.strip() != name:
                yield text.strip()


def _residents(tags: Mapping[str, str]) -> dict[str, str]:
    """How many live there and in which year; neither where the extract does not say both."""
    number, year = tags.get("population", ""), tags.get("population:date", "")[:4]
    said = number.isascii() and number.isdigit() and year.isascii() and year.isdigit()
    return {"population": number if said else "", "population_year": year if said else ""}


def _address(thing: osm.Node | osm.Area | osm.Way) -> str:
    if isinstance(thing, osm.Area):
        kind, number = ("way" if thing.from_way() else "relation"), thing.orig_id()
    else:
        kind, number = ("node" if isinstance(thing, osm.Node) else "way"), thing.id
    return f"https://www.openstreetmap.org/{kind}/{number}"


def _venue(tags: Mapping[str, str], name: str) -> dict[str, str]:
    parts = [tags.get(f"addr:{p}", "") for p in ("city", "district", "street", "housenumber")]
    english, capacity = tags.get("name:en", ""), tags.get("capacity", "")
    return {
        "name": name,
        "name_en": english,
        "address": tags.get("addr:full") or "".join(parts),
        "precision": "exact",
        "phone": tags.get("phone") or tags.get("contact:phone", ""),
        "opening_hours": tags.get("opening_hours", ""),
        "website": tags.get("website") or tags.get("contact:website", ""),
        "capacity": capacity if capacity.isascii() and capacity.isdigit() else "",
        "status": "open",
    }
