"""The map of one requirement as a figure: geography or equal hexagons, coloured by status."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

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
    Labels,
    label_style,
    rectangle,
    status_area,
    symbol,
    text_box,
    text_width,
    wrapped,
)
from locator.reports.drawing.county_names import county_names
from locator.reports.drawing.ground import (
    HEIGHT,
    LEGEND,
    LEGEND_SIZE,
    MARGIN,
    NOTE_SIZE,
    TOWN_SIZE,
    WIDTH,
    around,
    county_lines,
    filled,
    foot_notes,
    frame_of,
    rings_of,
    scale_bar,
    water,
)
from locator.reports.figure import Figure, Line, Shape, Text
from locator.wording.catalogue import t
from locator.wording.names import unit_name
from locator.wording.verdicts import map_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from locator.pack.model import CityPack
    from locator.reports.content.choices import Drawing
    from locator.reports.content.report import Clause, Head
    from locator.reports.drawing.canvas import Box
    from locator.reports.drawing.ground import MapFrame
    from locator.reports.figure import Item, Point

#: Up to so many units carry their own names on a geographic map.
_NAMED = 30
#: Share of a name over coloured areas from which it is white.
_MOSTLY = 0.9
#: Rows and columns of places tried for the sign of a unit.
_SIGNS = 9
_COLUMNS = ("unit", "county", "name", "status")


class Drawn(Protocol):
    """What a map is drawn of: a city, or a region whose units are its cities."""

    @property
    def pack(self) -> CityPack:
        """Units and outlines, with their projection."""

    @property
    def shapes(self) -> gpd.GeoDataFrame:
        """Every unit that has an area, by code: ``quality, geometry``."""

    @property
    def hexagons(self) -> gpd.GeoDataFrame:
        """A hexagon for each of the smallest units drawn: ``county, geometry``."""


def status_map(
    city: Drawn, shown: pd.DataFrame, clause: Clause, drawing: Drawing, head: Head
) -> Figure:
    """The map of one requirement.

    Parameters
    ----------
    city
        Pack, town areas and hexagons.
    shown
        ``status, text`` of what this requirement colours in the report's scope, by unit code
        (:func:`locator.wording.verdicts.by_area`).
    clause
        The requirement and its counts.
    drawing
        Hexagons are for towns; requirements on counties or the city are drawn as geography.
    head
        Scope, language and notes of the report.
    """
    pack, lang = city.pack, head.lang
    of_towns = clause.level in {"town", "village"}
    hexes = drawing == "hexagons" and of_towns
    ground = city.hexagons.assign(quality="drawn") if hexes else city.shapes
    own = ground.loc[ground.index.intersection(shown.index), ["quality", "geometry"]]
    own = own.loc[[code for code in shown.index if code in own.index]]
    land = around(pack, head.scope_code)
    counties = hexagon_counties(own.join(city.hexagons["county"])) if hexes else land
    # Names of counties stand beside: inside they lie over signs, lines and each other.
    outer = clause.level != "city" and not head.scope_code
    beside = county_names(pack, counties if outer else land[:0], head)
    if hexes:
        frame = frame_of(own, pack.city.metric_crs, beside.rooms)
        items = [*_areas(pack, own, shown, frame), *_blocks(counties, frame)]
    else:
        frame = frame_of(land if len(land) else own, pack.city.metric_crs, beside.rooms)
        lakes = water(pack, land, frame)
        items = [
            *filled(frame.draw(land), PALETTE.ground),
            *filled(lakes, PALETTE.water),
            *_areas(pack, own, shown, frame, None if of_towns else shapely.union_all(lakes)),
            *county_lines(land, frame),
        ]
    outside = beside.draw(counties, frame)
    items += [*outside, *_marks(pack, own, shown, frame, head, outside)]
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


def _areas(
    pack: CityPack,
    own: gpd.GeoDataFrame,
    shown: pd.DataFrame,
    frame: MapFrame,
    wet: shapely.Geometry | None = None,
) -> list[Item]:
    """One shape a unit without its water, gaps last: no neighbour covers their heavier outline."""
    drawn = frame.draw(own)
    if wet is not None:
        dry = shapely.difference(shapely.make_valid(drawn.to_numpy()), wet)
        drawn = gpd.GeoSeries(dry, own.index)
    order = sorted(drawn.index, key=lambda code: shown.at[code, "status"] == "gap")
    return [
        status_area(
            shown.at[code, "status"],
            rings_of(drawn[code]),
            dashed=own.at[code, "quality"] == APPROXIMATE,
            name=code,
            group=pack.units.at[code, "county"] or code,
            tip=shown.at[code, "text"],
        )
        for code in order
        if rings_of(drawn[code])
    ]


def _blocks(counties: gpd.GeoDataFrame, frame: MapFrame) -> list[Item]:
    """Outlines of the cartogram's counties."""
    return [
        Line((*ring, ring[0]), INK, 2.0)
        for shape in frame.draw(counties)
        for ring in rings_of(shape)
    ]


def _marks(
    pack: CityPack,
    own: gpd.GeoDataFrame,
    shown: pd.DataFrame,
    frame: MapFrame,
    head: Head,
    outside: Sequence[Item],
) -> list[Item]:
    """A sign in every unit that has the room, and names where they are few.

    None of them lies on another, or on the names ``outside``; a name stands on one of their lines
    only where it has no other place. A sign that would moves inside its unit, or is left out:
    colour, pattern and outline tell the status too.
    """
    drawn = frame.draw(own)
    drawn = gpd.GeoSeries(shapely.make_valid(drawn.to_numpy()), drawn.index)
    # Gaps first: their sign is the last that may be missing.
    order = sorted(drawn.index, key=lambda code: shown.at[code, "status"] != "gap")
    places = {code: _points_in(drawn[code], _SIGNS) for code in order if not drawn[code].is_empty}
    few = len(places) <= _NAMED
    radius = 6.0 if few else 3.0
    labels = Labels((2.0, 2.0, WIDTH - 2, HEIGHT - LEGEND))
    labels.taken = [text_box(item) for item in outside if isinstance(item, Text)]
    signs = {}
    for code, points in places.items():
        boxes = ((at, _around_point(at, radius)) for at in points)
        at = next((at for at, box in boxes if labels.take(box)), None)
        if at is not None:
            signs[code] = at
    items: list[Item] = [symbol(shown.at[code, "status"], at, radius) for code, at in signs.items()]
    if few:
        coloured = [code for code in drawn.index if shown.at[code, "status"] != "unreported"]
        dark = shapely.union_all(drawn[coloured].to_numpy())
        lines = [shapely.LineString(item.points) for item in outside if isinstance(item, Line)]
        crossed = shapely.union_all(lines)
        for code, at in signs.items():
            if outside and code in pack.counties.index:
                continue  # its name stands outside
            status = shown.at[code, "status"]
            style = label_style("met" if status == "unreported" else status)
            label = labels.beside(
                _label(pack, code, head),
                at,
                TOWN_SIZE,
                radius * 1.25 + 1,
                partial(_unreadable, drawn[code], crossed),
                **style,
            )
            if label:
                items += _readable(label, dark)
    return items


def _unreadable(area: shapely.Geometry, lines: shapely.Geometry, label: Text) -> float:
    """How hard a label is to read: tenths of it outside its area, where no one colour is readable.

    One that a line goes through is worse than any of them.
    """
    box = shapely.box(*text_box(label))
    outside = round(1 - shapely.intersection(area, box).area / box.area, 1)
    return outside + 2 * shapely.intersects(box, lines)


def _around_point(at: Point, radius: float) -> Box:
    """The room that a sign takes, its outline included."""
    reach = radius * 1.25 + 0.5
    return at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach


def _readable(label: Text, dark: shapely.Geometry) -> list[Item]:
    """The label, in ink where it stands on pale ground, and on paper of its own where on both.

    Not every reader draws halos.
    """
    left, top, right, bottom = text_box(label)
    box = shapely.box(left, top, right, bottom)
    over = shapely.intersection(dark, box).area / box.area
    if over > _MOSTLY:
        return [label]
    inked = replace(label, fill=INK, halo=PAPER)
    paper = Shape((rectangle(left, top, right - left, bottom - top),), fill=PAPER)
    return [paper, inked] if over > 1 - _MOSTLY else [inked]


def _label(pack: CityPack, code: str, head: Head) -> str:
    return short_name(unit_name(pack, code, head.lang))


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


def _legend(
    shown: pd.DataFrame, frame: MapFrame, head: Head, notes: list[str], *, scale: bool
) -> list[Item]:
    """Statuses with their counts, scale bar, and what the drawing is not."""
    lang, y = head.lang, HEIGHT - LEGEND + 20
    items: list[Item] = []
    x = MARGIN
    for status in STATUSES:
        items.append(status_area(status, (rectangle(x, y - 12, 24, 16),)))
        items.append(symbol(status, (x + 12, y - 4), 4.2))
        text = f"{t(f'coverage.status_{status}', lang)} {int((shown['status'] == status).sum())}"
        items.append(Text((x + 30, y + 1), text, LEGEND_SIZE))
        x += 30 + text_width(text, LEGEND_SIZE) + 22
    if scale:
        items += scale_bar(frame, head)
    return [*items, *foot_notes(notes)]


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
    date = head.as_of
    lines = [t("report.note_gap", lang).join([first, date]), head.approval]
    if clause.level == "village":
        lines.insert(0, t("coverage.map_village_note", lang))
    if missing:
        lines.insert(0, t("report.map_missing", lang, n=missing))
    room = WIDTH - 2 * MARGIN
    return [part for line in lines for part in wrapped(line, NOTE_SIZE, room)]
