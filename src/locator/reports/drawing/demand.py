"""The map of where people start from, by how far they have it, and of new sites by number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd

from locator.maps.features import short_name
from locator.reach.demand import DRAWN, gathered
from locator.reports.drawing.canvas import (
    INK,
    PALETTE,
    PAPER,
    QUIET,
    WHITE,
    Labels,
    rectangle,
    text_width,
)
from locator.reports.drawing.ground import (
    HEIGHT,
    LEGEND,
    LEGEND_SIZE,
    MARGIN,
    TOWN_SIZE,
    WIDTH,
    around,
    county_lines,
    filled,
    foot_notes,
    frame_of,
    scale_bar,
    water,
)
from locator.reports.figure import Figure, Shape, Text
from locator.wording.catalogue import pick, t

if TYPE_CHECKING:
    import pandas as pd

    from locator.pack.model import CityPack
    from locator.reach.reached import ReachState
    from locator.reports.content.report import Head
    from locator.reports.drawing.canvas import Box
    from locator.reports.figure import Item, Point

#: In this order: what is out of reach lies above what is unknown.
_ORDER: tuple[ReachState, ...] = ("within", "unknown", "beyond")
_MANY, _SMALL, _LARGE, _SITE = 100, 3.2, 5.0, 8.5
_CORNERS = 16


def demand_map(
    pack: CityPack,
    points: pd.DataFrame,
    sites: pd.DataFrame | None,
    head: Head,
    title: str,
    sentence: str,
) -> Figure:
    """The whole city with its demand points: disc, ring or broken ring.

    Parameters
    ----------
    points
        ``lon, lat, state``; those without a position are only counted.
    sites
        ``number, name, name_en, lon, lat`` of new ones, None for none.
    sentence
        The answer, for who cannot see the map.
    """
    lang, land = head.lang, around(pack, "")
    placed = gathered(points, "state")
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(placed["lon"], placed["lat"]), crs=4326)
    frame = frame_of(land if len(land) else spots, pack.city.metric_crs)
    radius = _SMALL if len(placed) > _MANY else _LARGE
    items: list[Item] = [
        *filled(frame.draw(land), PALETTE.ground),
        *filled(water(pack, land, frame), PALETTE.water),
        *county_lines(land, frame),
    ]
    drawn = list(zip(placed["state"], frame.draw(spots), strict=True))
    for state in _ORDER:
        items += [_dot(state, (at.x, at.y), radius) for own, at in drawn if own == state]
    if sites is not None and len(sites):
        dots = [_around(at.x, at.y, radius) for _, at in drawn]
        items += _sites(sites, frame.draw(_spots(sites)), head, dots)
    y, x = HEIGHT - LEGEND + 20, MARGIN
    for state in _ORDER:
        items.append(_dot(state, (x + 8, y - 4), _LARGE))
        words = f"{t(f'report.mark_{state}', lang)} {int((points['state'] == state).sum())}"
        items.append(Text((x + 18, y + 1), words, LEGEND_SIZE))
        x += 18 + text_width(words, LEGEND_SIZE) + 14
    items += scale_bar(frame, head)
    lost = int(points["lon"].isna().sum())
    notes = [t("report.map_no_position", lang, n=lost)] if lost else []
    notes += [t("siting.mark_gathered", lang)] if len(points) - lost > DRAWN else []
    date = head.as_of
    notes += [t("report.note_gap", lang).join([head.boundary, date]), head.approval]
    items += foot_notes(notes)
    return Figure(WIDTH, HEIGHT, tuple(items), title, sentence)


def _spots(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)


def _dot(state: ReachState, at: Point, radius: float) -> Shape:
    """A disc within reach, a heavy ring beyond it, a broken ring where nobody can say."""
    turns = (2 * math.pi * n / _CORNERS for n in range(_CORNERS))
    ring = tuple((at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in turns)
    if state == "within":
        return Shape((ring,), fill=PALETTE.met, stroke=PAPER, width=0.6)
    if state == "beyond":
        return Shape((ring,), fill=PAPER, stroke=PALETTE.gap, width=1.8)
    return Shape((ring,), fill=PAPER, stroke=QUIET, width=1.2, dashed=True)


def _around(x: float, y: float, half: float) -> Box:
    return (x - half, y - half, x + half, y + half)


def _sites(sites: pd.DataFrame, drawn: gpd.GeoSeries, head: Head, dots: list[Box]) -> list[Item]:
    """Squares with their numbers, and names where they hide no demand point."""
    spots = [(at.x, at.y) for at in drawn]
    boxes = [*dots, *(_around(x, y, _SITE) for x, y in spots)]
    labels = Labels((2.0, 2.0, WIDTH - 2, HEIGHT - LEGEND), boxes)
    items: list[Item] = []
    names: list[Item] = []
    for one, (x, y) in zip(sites.itertuples(index=False), spots, strict=True):
        square = rectangle(x - _SITE, y - _SITE, 2 * _SITE, 2 * _SITE)
        items.append(Shape((square,), fill=INK, stroke=WHITE, width=1.0))
        size = TOWN_SIZE if one.number < 10 else TOWN_SIZE - 3
        items.append(
            Text((x, y + size * 0.35), str(one.number), size, WHITE, bold=True, anchor="middle")
        )
        name = short_name(pick(one.name, one.name_en, head.lang))
        label = labels.beside(name, (x, y), TOWN_SIZE, _SITE + 2, bold=True, halo=PAPER)
        names += [label] if label else []
    return [*items, *names]
