"""The ground of a printed map: its frame, counties, water, scale and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from locator.reports.drawing.canvas import INK, QUIET, text_width
from locator.reports.figure import Line, Shape, Text
from locator.wording.figures import metres_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.pack.model import CityPack
    from locator.reports.content.report import Head
    from locator.reports.figure import Item, Point

#: Size of a map in points; the legend takes the lower part.
WIDTH, HEIGHT = 540.0, 386.0
MARGIN, LEGEND = 8.0, 84.0
#: Outlines are drawn to this accuracy in points: finer is not seen.
_ACCURACY = 0.35
TOWN_SIZE, LEGEND_SIZE, NOTE_SIZE = 13.5, 15.0, 10.5
_NOTE_LINE = 15.0
#: Lengths that a scale bar may have, in metres.
_ROUND = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)


@dataclass(frozen=True, slots=True)
class MapFrame:
    """How metres of the pack's projected CRS become points of the figure."""

    crs: str
    scale: float
    west: float
    north: float
    left: float
    top: float

    def draw(self, frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
        """Geometries (EPSG:4326) in points, y downwards, simplified to what is seen."""
        metric = frame.geometry.to_crs(self.crs)

        def points(xy: Any) -> Any:
            x = self.left + (xy[:, 0] - self.west) * self.scale
            y = self.top + (self.north - xy[:, 1]) * self.scale
            return np.column_stack([x, y])

        drawn = shapely.transform(metric.to_numpy(), points)
        return gpd.GeoSeries(shapely.simplify(drawn, _ACCURACY), index=frame.index)


def frame_of(
    ground: gpd.GeoDataFrame, crs: str, rooms: tuple[float, float] = (0.0, 0.0)
) -> MapFrame:
    """The frame in which some ground (EPSG:4326) fills a map above its legend.

    ``rooms`` are points left and right of it that other things need.
    """
    # Without an outline there is nothing to draw but the legend, whose scale needs some ground.
    bounds = ground.geometry.to_crs(crs).total_bounds if len(ground) else (0.0, 0.0, 1e4, 1e4)
    west, south, east, north = bounds
    room_x, room_y = WIDTH - 2 * MARGIN - sum(rooms), HEIGHT - LEGEND - 2 * MARGIN
    scale = min(room_x / max(east - west, 1), room_y / max(north - south, 1))
    left = MARGIN + rooms[0] + (room_x - (east - west) * scale) / 2
    return MapFrame(crs, scale, west, north, left, MARGIN)


def around(pack: CityPack, scope: str) -> gpd.GeoDataFrame:
    """Outlines of the scope's counties: the ground on which its units lie."""
    outlines = pack.outlines
    if scope:
        return outlines.loc[outlines.index.intersection([scope]), ["geometry"]]
    level = outlines["code"].map(pack.units["level"])
    # A city without counties is its own ground.
    ground = level == ("county" if (level == "county").any() else "city")
    return outlines.loc[ground, ["geometry"]]


def water(pack: CityPack, land: gpd.GeoDataFrame, frame: MapFrame) -> list[shapely.Geometry]:
    """Lakes and rivers in points, cut to the counties drawn."""
    wet = pack.basemap.get("water")
    if wet is None or land.empty:
        return []
    dry = shapely.union_all(shapely.make_valid(frame.draw(land).to_numpy()))
    return list(shapely.intersection(shapely.make_valid(frame.draw(wet).to_numpy()), dry))


def filled(shapes: Iterable[shapely.Geometry], colour: str) -> list[Item]:
    """Shapes in a colour, those without an area left out."""
    return [Shape(rings, fill=colour) for shape in shapes if (rings := rings_of(shape))]


def county_lines(land: gpd.GeoDataFrame, frame: MapFrame) -> list[Item]:
    """Outlines of the counties drawn."""
    return [
        Line((*ring, ring[0]), QUIET, 1.4) for shape in frame.draw(land) for ring in rings_of(shape)
    ]


def rings_of(shape: shapely.Geometry) -> tuple[tuple[Point, ...], ...]:
    """All rings of the areas of a shape, outsides first each with its holes, to a tenth point."""
    rings = []
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                xy = np.round(np.asarray(ring.coords), 2)[:-1]
                rings.append(tuple((float(x), float(y)) for x, y in xy))
    return tuple(rings)


def scale_bar(frame: MapFrame, head: Head) -> list[Item]:
    """A length of round metres, at the right of the legend."""
    metres = max((m for m in _ROUND if m * frame.scale <= WIDTH / 5), default=_ROUND[0])
    text = metres_text(metres, head.lang)
    right, y = WIDTH - MARGIN - text_width(text, TOWN_SIZE) - 4, HEIGHT - LEGEND + 20
    length = metres * frame.scale
    return [
        Line(((right - length, y - 8), (right - length, y), (right, y), (right, y - 8)), INK, 1.2),
        Text((right + 4, y + 1), text, TOWN_SIZE, INK),
    ]


def foot_notes(notes: Sequence[str]) -> list[Item]:
    """Lines at the foot of a map, from the top down."""
    return [
        Text((MARGIN, HEIGHT - 8 - _NOTE_LINE * line), words, NOTE_SIZE, QUIET)
        for line, words in enumerate(reversed(notes))
    ]
