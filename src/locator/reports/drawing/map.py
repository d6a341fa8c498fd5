"""The map of one requirement as a figure: geography or equal hexagons, coloured by status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from locator.geo.areas import APPROXIMATE
from locator.geo.hexagons import hexagon_counties
from locator.maps.features import short_name
from locator.pack.model import STATUSES
from locator.reports.drawing.canvas import (
    INK,
    PALETTE,
    PAPER,
    QUIET,
    Labels,
    label_style,
    rectangle,
    status_area,
    symbol,
    text_box,
    text_width,
    wrapped,
)
from locator.reports.figure import Figure, Line, Shape, Text
from locator.wording.catalogue import t
from locator.wording.figures import metres_text
from locator.wording.names import unit_name
from locator.wording.verdicts import by_area, map_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from locator.city import City
    from locator.pack.model import CityPack
    from locator.reports.content.choices import Drawing
    from locator.reports.content.report import Clause, Head
    from locator.reports.drawing.canvas import Box
    from locator.reports.figure import Item, Point

#: Size of a map in points; the legend takes the lower part.
WIDTH, HEIGHT = 540.0, 386.0
_MARGIN, _LEGEND = 8.0, 84.0
#: Outlines are drawn to this accuracy in points: finer is not seen.
_ACCURACY = 0.35
#: Up to so many units carry their own names on a geographic map.
_NAMED = 30
_COUNTY_SIZE, _TOWN_SIZE, _LEGEND_SIZE, _NOTE_SIZE, _NOTE_LINE = 15.0, 13.5, 15.0, 10.5, 15.0
#: Share of a name over coloured areas from which it is white.
_MOSTLY = 0.6
#: Rows and columns of places tried for a county's name, and for the sign of a unit.
_RASTER, _SIGNS = 16, 9
_COLUMNS = ("unit", "county", "name", "status")
#: Lengths that a scale bar may have, in metres.
_ROUND = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)


@dataclass(frozen=True, slots=True)
class _Frame:
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


def _frame(ground: gpd.GeoDataFrame, crs: str) -> _Frame:
    # Without an outline there is nothing to draw but the legend, whose scale needs some ground.
    bounds = ground.geometry.to_crs(crs).total_bounds if len(ground) else (0.0, 0.0, 1e4, 1e4)
    west, south, east, north = bounds
    room_x, room_y = WIDTH - 2 * _MARGIN, HEIGHT - _LEGEND - 2 * _MARGIN
    scale = min(room_x / max(east - west, 1), room_y / max(north - south, 1))
    left = _MARGIN + (room_x - (east - west) * scale) / 2
    return _Frame(crs, scale, west, north, left, _MARGIN)


def status_map(
    desk: City, verdicts: pd.DataFrame, clause: Clause, drawing: Drawing, head: Head
) -> Figure:
    """The map of one requirement.

    Parameters
    ----------
    desk
        Pack, town areas and hexagons.
    verdicts
        Of this requirement in the report's scope.
    clause
        The requirement and its counts.
    drawing
        Hexagons are for towns; requirements on counties or the city are drawn as geography.
    head
        Scope, language and notes of the report.
    """
    pack, lang = desk.pack, head.lang
    shown = by_area(pack, verdicts, lang)
    of_towns = clause.level in {"town", "village"}
    hexes = drawing == "hexagons" and of_towns
    ground = desk.hexagons.assign(quality="drawn") if hexes else desk.shapes
    own = ground.loc[ground.index.intersection(shown.index), ["quality", "geometry"]]
    own = own.loc[[code for code in shown.index if code in own.index]]
    if hexes:
        frame = _frame(own, pack.city.metric_crs)
        items = [*_areas(pack, own, shown, frame), *_blocks(desk, own, frame)]
    else:
        around = _around(pack, head.scope_code)
        frame = _frame(around if len(around) else own, pack.city.metric_crs)
        lakes = _water(pack, around, frame)
        items = [
            *_filled(frame.draw(around), PALETTE.ground),
            *_filled(lakes, PALETTE.water),
            *_areas(pack, own, shown, frame, None if of_towns else shapely.union_all(lakes)),
            *_county_lines(around, frame),
        ]
    items += _marks(pack, own, shown, frame, clause, head)
    approximate = APPROXIMATE in set(own["quality"])
    missing = len(shown.index.difference(own.index))
    notes = _notes(clause, head, missing, hexes=hexes, approximate=approximate)
    items += _legend(shown, frame, head, notes, scale=not hexes)
    title = map_title(clause.title, clause.figure, clause.unreported, lang)
    return Figure(
        WIDTH,
        HEIGHT,
        tuple(items),
        title,
        t("report.map_alt", lang, title=clause.title, scope=head.scope, sentence=clause.sentence),
        columns=tuple(t(f"coverage.column_{name}", lang) for name in _COLUMNS),
        rows=tuple(_row(pack, code, shown.at[code, "status"], head) for code in shown.index),
    )


def _row(pack: CityPack, code: str, status: str, head: Head) -> tuple[str, ...]:
    county = pack.units.at[code, "county"]
    name = unit_name(pack, county, head.lang) if county else ""
    own = unit_name(pack, code, head.lang)
    return code, name, own, t(f"coverage.status_{status}", head.lang)


def _around(pack: CityPack, scope: str) -> gpd.GeoDataFrame:
    """Outlines of the scope's counties: the ground on which its units lie."""
    outlines = pack.outlines
    if scope:
        return outlines.loc[outlines.index.intersection([scope]), ["geometry"]]
    level = outlines["code"].map(pack.units["level"])
    # A city without counties is its own ground.
    ground = level == ("county" if (level == "county").any() else "city")
    return outlines.loc[ground, ["geometry"]]


def _water(pack: CityPack, around: gpd.GeoDataFrame, frame: _Frame) -> list[shapely.Geometry]:
    """Lakes and rivers in points, cut to the counties drawn."""
    water = pack.basemap.get("water")
    if water is None or around.empty:
        return []
    land = shapely.union_all(shapely.make_valid(frame.draw(around).to_numpy()))
    return list(shapely.intersection(shapely.make_valid(frame.draw(water).to_numpy()), land))


def _filled(shapes: Iterable[shapely.Geometry], colour: str) -> list[Item]:
    return [Shape(rings, fill=colour) for shape in shapes if (rings := _rings(shape))]


def _areas(
    pack: CityPack,
    own: gpd.GeoDataFrame,
    shown: pd.DataFrame,
    frame: _Frame,
    water: shapely.Geometry | None = None,
) -> list[Item]:
    """One shape a unit without its water, gaps last: no neighbour covers their heavier outline."""
    drawn = frame.draw(own)
    if water is not None:
        dry = shapely.difference(shapely.make_valid(drawn.to_numpy()), water)
        drawn = gpd.GeoSeries(dry, own.index)
    order = sorted(drawn.index, key=lambda code: shown.at[code, "status"] == "gap")
    return [
        status_area(
            shown.at[code, "status"],
            _rings(drawn[code]),
            dashed=own.at[code, "quality"] == APPROXIMATE,
            name=code,
            group=pack.units.at[code, "county"] or code,
            tip=shown.at[code, "text"],
        )
        for code in order
        if _rings(drawn[code])
    ]


def _county_lines(around: gpd.GeoDataFrame, frame: _Frame) -> list[Item]:
    return [
        Line((*ring, ring[0]), QUIET, 1.4) for shape in frame.draw(around) for ring in _rings(shape)
    ]


def _blocks(desk: City, own: gpd.GeoDataFrame, frame: _Frame) -> list[Item]:
    """Outlines of the cartogram's counties."""
    counties = hexagon_counties(desk.hexagons.loc[own.index])
    return [
        Line((*ring, ring[0]), INK, 2.0) for shape in frame.draw(counties) for ring in _rings(shape)
    ]


def _marks(
    pack: CityPack,
    own: gpd.GeoDataFrame,
    shown: pd.DataFrame,
    frame: _Frame,
    clause: Clause,
    head: Head,
) -> list[Item]:
    """A sign in every unit that has the room, and names; none of them lies on another.

    Counties' names come first. A sign that would lie under one moves inside its unit, or is left
    out: colour, pattern and outline tell the status too.
    """
    drawn = frame.draw(own)
    # Gaps first: their sign is the last that may be missing.
    order = sorted(drawn.index, key=lambda code: shown.at[code, "status"] != "gap")
    places = {code: _points_in(drawn[code], _SIGNS) for code in order if not drawn[code].is_empty}
    few = len(places) <= _NAMED
    radius = 6.0 if few else 3.0
    labels = Labels(
        (2.0, 2.0, WIDTH - 2, HEIGHT - _LEGEND),
        [_around_point(points[0], radius) for points in places.values()],
    )
    names: list[Text] = []
    if not head.scope_code and clause.level in {"town", "village"}:
        of_counties = _county_places(pack, own, drawn, shown, head)
        for county, points in of_counties.items():
            words = _label(pack, county, head)
            tries = (
                labels.within(words, points, size, bold=True, halo=PAPER)
                for size in (_COUNTY_SIZE, _TOWN_SIZE)
            )
            names += [label for label in [next(filter(None, tries), None)] if label]
    signs = {}
    for code, points in places.items():
        boxes = ((at, _around_point(at, radius)) for at in points)
        at = next((at for at, box in boxes if labels.take(box)), None)
        if at is not None:
            signs[code] = at
    items: list[Item] = [symbol(shown.at[code, "status"], at, radius) for code, at in signs.items()]
    if few:
        labels.symbols = []  # they are taken like names now
        coloured = [code for code in drawn.index if shown.at[code, "status"] != "unreported"]
        dark = shapely.union_all(shapely.make_valid(drawn[coloured].to_numpy()))
        for code, at in signs.items():
            status = shown.at[code, "status"]
            style = label_style("met" if status == "unreported" else status)
            label = labels.beside(
                _label(pack, code, head), at, _TOWN_SIZE, radius * 1.25 + 1, **style
            )
            if label:
                names.append(_readable(label, dark))
    return [*items, *names]


def _around_point(at: Point, radius: float) -> Box:
    """The room that a sign takes, its outline included."""
    reach = radius * 1.25 + 0.5
    return at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach


def _readable(label: Text, dark: shapely.Geometry) -> Text:
    """The label, in ink where it stands on pale ground: not every reader draws halos."""
    box = shapely.box(*text_box(label))
    on_dark = shapely.intersection(dark, box).area > _MOSTLY * box.area
    return label if on_dark else replace(label, fill=INK, halo=PAPER)


def _label(pack: CityPack, code: str, head: Head) -> str:
    return short_name(unit_name(pack, code, head.lang))


def _county_places(
    pack: CityPack, own: gpd.GeoDataFrame, drawn: gpd.GeoSeries, shown: pd.DataFrame, head: Head
) -> dict[str, list[Point]]:
    """Points inside each county where its name may be centred, the middle first.

    Where little is known, a name over one of the few units with a finding would hide it: points
    clear of those come before the others.
    """
    county = pack.units.loc[own.index, "county"]
    valid = gpd.GeoSeries(shapely.make_valid(drawn.to_numpy()), drawn.index)
    finding = shapely.union_all(valid[shown.loc[own.index, "status"] != "unreported"].to_numpy())
    shapely.prepare(finding)
    places = {}
    for code, part in county.groupby(county, sort=False):
        points = _points_in(shapely.union_all(valid[part.index].to_numpy()), _RASTER)
        x, y = np.array(points).T
        half = text_width(_label(pack, str(code), head), _COUNTY_SIZE) / 2
        hides = shapely.intersects(finding, shapely.box(x - half, y - 8, x + half, y + 8))
        places[str(code)] = [points[n] for n in np.argsort(hides, kind="stable")]
    return places


def _points_in(ground: shapely.Geometry, raster: int) -> list[Point]:
    """The middle of an area, then points of a raster inside it, those near the middle first."""
    west, north, east, south = ground.bounds
    steps = np.linspace(0, 1, raster)
    grid = [(west + (east - west) * i, north + (south - north) * j) for j in steps for i in steps]
    inside = shapely.intersects_xy(ground, *np.array(grid).T)
    point = shapely.get_coordinates(shapely.point_on_surface(ground))[0]
    middle = float(point[0]), float(point[1])
    near = sorted(
        (p for p, within in zip(grid, inside, strict=True) if within),
        key=lambda p: (p[0] - middle[0]) ** 2 + (p[1] - middle[1]) ** 2,
    )
    return [middle, *((float(x), float(y)) for x, y in near)]


def _rings(shape: shapely.Geometry) -> tuple[tuple[Point, ...], ...]:
    """All rings of the areas of a shape, outsides first each with its holes, to a tenth point."""
    rings = []
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                xy = np.round(np.asarray(ring.coords), 2)[:-1]
                rings.append(tuple((float(x), float(y)) for x, y in xy))
    return tuple(rings)


def _legend(
    shown: pd.DataFrame, frame: _Frame, head: Head, notes: list[str], *, scale: bool
) -> list[Item]:
    """Statuses with their counts, scale bar, and what the drawing is not."""
    lang, y = head.lang, HEIGHT - _LEGEND + 20
    items: list[Item] = []
    x = _MARGIN
    for status in STATUSES:
        items.append(status_area(status, (rectangle(x, y - 12, 24, 16),)))
        items.append(symbol(status, (x + 12, y - 4), 4.2))
        text = f"{t(f'coverage.status_{status}', lang)} {int((shown['status'] == status).sum())}"
        items.append(Text((x + 30, y + 1), text, _LEGEND_SIZE))
        x += 30 + text_width(text, _LEGEND_SIZE) + 22
    if scale:
        items += _scale_bar(frame, head)
    for line, words in enumerate(reversed(notes)):
        items.append(Text((_MARGIN, HEIGHT - 8 - _NOTE_LINE * line), words, _NOTE_SIZE, QUIET))
    return items


def _notes(
    clause: Clause, head: Head, missing: int, *, hexes: bool, approximate: bool
) -> list[str]:
    """What the drawing is not, its date and its approval, and who is not on it, a line each."""
    lang = head.lang
    first = head.boundary
    if hexes:
        first = t("map.hexagons", lang)
    elif approximate:
        first = t("report.approximate", lang)
    date = t("report.map_source", lang, date=head.date_text)
    lines = [t("report.note_gap", lang).join([first, date]), head.approval]
    if clause.level == "village":
        lines.insert(0, t("coverage.map_village_note", lang))
    if missing:
        lines.insert(0, t("report.map_missing", lang, n=missing))
    room = WIDTH - 2 * _MARGIN
    return [part for line in lines for part in wrapped(line, _NOTE_SIZE, room)]


def _scale_bar(frame: _Frame, head: Head) -> list[Item]:
    metres = max((m for m in _ROUND if m * frame.scale <= WIDTH / 5), default=_ROUND[0])
    text = metres_text(metres, head.lang)
    right, y = WIDTH - _MARGIN - text_width(text, _TOWN_SIZE) - 4, HEIGHT - _LEGEND + 20
    length = metres * frame.scale
    return [
        Line(((right - length, y - 8), (right - length, y), (right, y), (right, y - 8)), INK, 1.2),
        Text((right + 4, y + 1), text, _TOWN_SIZE, INK),
    ]
