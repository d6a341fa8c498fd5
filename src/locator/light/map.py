"""``/m/map``: choosing a place by tapping a drawing, without a script.

The drawing is the picture of an ordinary form button, whose click the browser sends as a place in
the picture: from the city to a county, to a town, to a spot in it. The spot goes in the body; an
address names units alone. Whoever cannot see the drawing chooses a name below it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import htpy as h
import shapely

from locator.light import find, markup
from locator.light.asking import codes_asked
from locator.light.visit import LightPage, Moved
from locator.reports.drawing.canvas import Labels, rectangle
from locator.reports.drawing.svg import to_svg
from locator.reports.figure import Figure, Shape
from locator.style import PALETTES
from locator.wording.catalogue import pick, t
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from htpy import Node

    from locator.city import City
    from locator.light.visit import Visit
    from locator.pack.model import CityPack
    from locator.reports.figure import Item
    from locator.wording.catalogue import Lang

#: Width in CSS pixels, fixed so that the server knows what a click means; narrow phones have it.
_WIDTH, _MOST_HEIGHT, _MARGIN = 328, 480, 0.04
#: Half of the frame about a spot, in degrees of latitude and longitude.
_NEAR_DEGREES = 0.008
_FONT, _STATION, _DOT = 12.0, 10.0, 2.0
_PALETTE = PALETTES["light"]


@dataclass(frozen=True, slots=True)
class Sketch:
    """How degrees (WGS-84) become pixels of the drawing of a unit, and back."""

    west: float
    north: float
    x_scale: float
    y_scale: float
    width: int
    height: int

    def pixels(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the upper left corner."""
        return (lon - self.west) * self.x_scale, (self.north - lat) * self.y_scale

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a pixel."""
        return self.west + x / self.x_scale, self.north - y / self.y_scale


def choose(visit: Visit) -> LightPage | Moved:
    """The drawing of a unit, or what a tap on it leads to."""
    lang, pack = visit.lang, visit.pack
    unit = _unit(visit)
    sketch, body = sketch_of(visit.city, unit), []
    if visit.sent("pick.x"):
        answer = _tapped(visit, unit, sketch)
        if answer is not None:
            return answer
        city = name_of(pack.city, lang)
        body.append(markup.notice("error", t("light.map_outside", lang, city=city)))
    place = name_of(pack.units.loc[unit], lang)
    picture = visit.to("m/map.svg", {"unit": unit})
    body += [
        markup.quiet(t("light.map_purpose", lang)),
        h.form(method="post", action=visit.to("m/map", {"unit": unit}))[
            h.input(".map", type="image", name="pick", src=picture, width=sketch.width,
                    height=sketch.height, alt=t("light.map_alt", lang, place=place))
        ],
        _names(visit, unit),
    ]  # fmt: skip # the shape of the page, a line an element
    return LightPage(t("light.map_title", lang), body, private=bool(visit.form))


def picture(visit: Visit) -> tuple[str, str]:
    """The drawing of a unit: its parts, water, what lies in it by name."""
    unit = _unit(visit)
    return drawn(visit.city, unit, sketch_of(visit.city, unit), visit.lang), "image/svg+xml"


def drawn(city: City, unit: str, sketch: Sketch, lang: Lang) -> str:
    """The drawing of a unit as SVG."""
    title = t("light.map_alt", lang, place=name_of(city.pack.units.loc[unit], lang))
    figure = Figure(
        title=title, alt=title, width=sketch.width, height=sketch.height,
        items=tuple(_items(city, unit, sketch, lang)),
    )  # fmt: skip # a figure, two lines
    return to_svg(figure)


def sketch_of(
    city: City, unit: str, around: tuple[float, float] | None = None, width: int = _WIDTH
) -> Sketch:
    """The frame of a unit's drawing: its own area, or all that is drawn of the city.

    ``around`` (lon, lat in WGS-84) frames a kilometre or so about a spot instead.
    """
    shapes = city.shapes
    own = shapes.loc[[unit]] if unit in shapes.index else shapes
    west, south, east, north = own.total_bounds
    if around is not None:
        (lon, lat), near = around, _NEAR_DEGREES
        west, south, east, north = lon - near, lat - near, lon + near, lat + near
    margin = _MARGIN * max(east - west, north - south)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(width / (east - west) / narrow, _MOST_HEIGHT / (north - south))
    across, down = round((east - west) * narrow * scale), round((north - south) * scale)
    return Sketch(west, north, scale * narrow, scale, across, down)


def _unit(visit: Visit) -> str:
    found = codes_asked(visit, "unit", visit.pack.units.index)
    return found[0] if found else visit.pack.city.code


def _parts(pack: CityPack, unit: str) -> list[str]:
    """Units within, that a drawing shows and a tap opens."""
    units = pack.units
    level = units.at[unit, "level"]
    inner = units.index[(units["parent"] == unit) & (units["level"] != "village")]
    return [] if level in {"town", "village"} else list(inner)


def _tapped(visit: Visit, unit: str, sketch: Sketch) -> LightPage | Moved | None:
    """The unit or the list that a tap leads to; None where it was outside."""
    try:
        x, y = float(visit.sent("pick.x")), float(visit.sent("pick.y"))
    except ValueError:
        x = y = math.inf
    if not (0 < x <= sketch.width and 0 < y <= sketch.height):
        return None
    lon, lat = sketch.degrees(x, y)
    shapes, point = visit.city.shapes, shapely.Point(lon, lat)
    parts = [code for code in _parts(visit.pack, unit) if code in shapes.index]
    for code in parts:
        if shapes.geometry[code].contains(point):
            return Moved(visit.to("m/map", {"unit": code}))
    if parts:
        return None
    form = {"lon": [f"{lon:.5f}"], "lat": [f"{lat:.5f}"], "kind": ["point"]}
    kept = {key: [text] for key, text in visit.kept.items()}
    asked = replace(visit, query=kept, form=form)
    return find.listing(asked, find.read(asked))


def _names(visit: Visit, unit: str) -> Node:
    """The same as links: the parts by name, the unit itself, and the way back."""
    lang, units = visit.lang, visit.pack.units
    own = [
        (visit.to("m/map", {"unit": c}), name_of(units.loc[c], lang))
        for c in _parts(visit.pack, unit)
    ]
    links = []
    if unit != visit.pack.city.code:
        place = name_of(units.loc[unit], lang)
        city = name_of(visit.pack.city, lang)
        links = [
            (visit.to("m", {"near": unit}), t("light.map_whole", lang, place=place)),
            (visit.to("m/map"), t("light.map_back", lang, city=city)),
        ]
    head = h.h2[t("light.map_places", lang)] if own else None
    return [markup.buttons(links), head, markup.buttons(own)]


def _items(city: City, unit: str, sketch: Sketch, lang: Lang) -> Iterator[Item]:
    pack = city.pack
    window = shapely.box(*sketch.degrees(0, sketch.height), *sketch.degrees(sketch.width, 0))
    drawn = [c for c in (_parts(pack, unit) or [unit]) if c in city.shapes.index]
    for code in drawn:
        rings = _rings(city.shapes.geometry[code], sketch)
        yield Shape(rings, fill=_PALETTE.ground, stroke=_PALETTE.county, width=0.8)
    water = pack.basemap.get("water")
    if water is not None:
        for shape in water.geometry[water.intersects(window)]:
            yield Shape(_rings(shape.intersection(window), sketch), fill=_PALETTE.water)
    inside = pack.places[
        pack.places["lon"].between(*sorted((sketch.west, sketch.degrees(sketch.width, 0)[0])))
        & pack.places["lat"].between(*sorted((sketch.degrees(0, sketch.height)[1], sketch.north)))
    ]
    labels = Labels((0, 0, sketch.width, sketch.height))
    style = {"fill": _PALETTE.ink, "halo": _PALETTE.halo}
    middles = {code: shapely.point_on_surface(city.shapes.geometry[code]) for code in drawn}
    for code, middle in middles.items():
        at = sketch.pixels(middle.x, middle.y)
        name = name_of(pack.units.loc[code], lang)
        if (label := labels.within(name, [at], _FONT, **style)) is not None:
            yield label
    # Stations are near enough to tell apart only where a tap means a spot.
    for place in inside.to_dict("records") if not _parts(pack, unit) else ():
        x, y = sketch.pixels(place["lon"], place["lat"])
        yield Shape((rectangle(x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT),), fill=_PALETTE.accent)
        name = pick(place["name"], "", lang)
        if (label := labels.beside(name, (x, y), _STATION, _DOT, **style)) is not None:
            yield label


def _rings(shape: shapely.Geometry, sketch: Sketch) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outlines in pixels, no finer than a phone shows."""
    simple = shapely.simplify(shape, 0.6 / sketch.y_scale)
    parts = [p for p in shapely.get_parts(simple) if p.geom_type == "Polygon" and not p.is_empty]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return tuple(
        tuple((round(x, 1), round(y, 1)) for x, y in (sketch.pixels(*c) for c in ring.coords[:-1]))
        for ring in rings
    )
