"""Names of counties beside a map, each with a line to its county.

Inside the map they would lie over towns' names and signs, or hide the one town with a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from locator.maps.features import short_name
from locator.reports.drawing.canvas import INK, PAPER, rectangle, text_width
from locator.reports.drawing.ground import HEIGHT, LEGEND, MARGIN, WIDTH
from locator.reports.figure import Line, Shape, Text
from locator.wording.names import unit_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from locator.pack.model import CityPack
    from locator.reports.content.report import Head
    from locator.reports.drawing.ground import MapFrame
    from locator.reports.figure import Anchor, Item, Point

#: Sizes of names, the smaller where they are many or long; the height of a line in sizes.
_SIZES, _LINE = (15.0, 13.5, 12.0, 10.5, 9.0), 1.3
#: Height of a line of a name of two, what sets such names apart; a name wider than this many
#: points has two.
_CLOSE, _APART, _WIDEST = 1.1, 0.4, 100.0
#: Share of the drawing's width that names may take; its part above the legend.
_MOST = 0.45
_TOP, _BOTTOM = MARGIN, HEIGHT - LEGEND
#: From the map to a name, and from a name to its line; how far a line ends inside its county.
_GAP, _SPACE, _INSIDE = 14.0, 3.0, 5.0
_DOT = 1.6


@dataclass(frozen=True, slots=True)
class CountyNames:
    """Which counties are named left of the map and which right, and the room they take.

    ``left`` and ``right`` are ``{code: name}``, ``size`` is the size in which they are set.
    """

    left: Mapping[str, str]
    right: Mapping[str, str]
    size: float

    @property
    def rooms(self) -> tuple[float, float]:
        """Points left and right of the map that the names need."""
        return _room(self.left, self.size), _room(self.right, self.size)

    def draw(self, counties: gpd.GeoDataFrame, frame: MapFrame) -> list[Item]:
        """Lines with a dot at their end, and names."""
        drawn = frame.draw(counties)
        drawn = drawn[~drawn.is_empty]
        if drawn.empty:
            return []
        west, _, east, _ = drawn.total_bounds
        items: list[Item] = []
        sides: tuple[tuple[Mapping[str, str], float, Anchor], ...] = (
            (self.left, west - _GAP, "end"),
            (self.right, east + _GAP, "start"),
        )
        for names, x, anchor in sides:
            own = [code for code in names if code in drawn.index]
            heights = dict(zip(own, (drawn[code].centroid.y for code in own), strict=True))
            own.sort(key=lambda code: heights[code])
            ys = _spread([heights[code] for code in own], self.size * _height(names))
            for code, y in zip(own, ys, strict=True):
                start = (x + (_SPACE if anchor == "end" else -_SPACE), y)
                end = _inside(drawn[code], start)
                dot = rectangle(end[0] - _DOT, end[1] - _DOT, 2 * _DOT, 2 * _DOT)
                items.append(Line((start, end), INK, 0.8))
                items.append(Shape((dot,), fill=INK, stroke=PAPER, width=0.5))
                lines = names[code].splitlines()
                for n, line in enumerate(lines):
                    down = (n - (len(lines) - 1) / 2) * _CLOSE + 0.35
                    at = (x, y + self.size * down)
                    items.append(Text(at, line, self.size, bold=True, anchor=anchor))
        return items


def county_names(pack: CityPack, counties: gpd.GeoDataFrame, head: Head) -> CountyNames:
    """Names of counties (by code, EPSG:4326), the western half of them left of the map."""
    known = counties[counties.index.isin(pack.counties.index)]
    x = shapely.get_x(shapely.centroid(known.geometry.to_numpy()))
    order = [str(code) for code in known.index[np.argsort(x, kind="stable")]]
    names = {code: _broken(short_name(unit_name(pack, code, head.lang))) for code in order}
    half = len(order) // 2
    left = {code: names[code] for code in order[:half]}
    right = {code: names[code] for code in order[half:]}
    fitting = (
        size
        for size in _SIZES
        if _room(left, size) + _room(right, size) <= _MOST * WIDTH
        and len(right) * size * _height(right) <= _BOTTOM - _TOP
    )
    return CountyNames(left, right, next(fitting, _SIZES[-1]))


def _broken(name: str) -> str:
    """A long name of several words on two lines."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if not spaces or text_width(name, _SIZES[0]) <= _WIDEST:
        return name
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def _height(names: Mapping[str, str]) -> float:
    """Height of a name in sizes."""
    return _LINE + (_CLOSE + _APART) * any("\n" in name for name in names.values())


def _room(names: Mapping[str, str], size: float) -> float:
    lines = (line for name in names.values() for line in name.splitlines())
    return max((text_width(line, size) for line in lines), default=-_GAP) + _GAP


def _spread(ys: Sequence[float], step: float) -> list[float]:
    """Heights in their order, a step apart, on the drawing and near to where they were."""
    found = list(ys)
    for n in range(len(found)):
        found[n] = max(found[n], found[n - 1] + step if n else _TOP + step / 2)
    for n in reversed(range(len(found))):
        limit = _BOTTOM - step / 2 if n == len(found) - 1 else found[n + 1] - step
        found[n] = min(found[n], limit)
    return found


def _inside(county: shapely.Geometry, start: Point) -> Point:
    """Where a line from a point ends: a little inside the county, on its near side."""
    ground = shapely.make_valid(county)
    core = shapely.buffer(ground, -_INSIDE)
    way = shapely.shortest_line(shapely.Point(start), ground if core.is_empty else core)
    x, y = shapely.get_coordinates(way)[-1]
    return float(x), float(y)
