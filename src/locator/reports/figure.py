"""A drawing independent of where it is drawn: a map or a chart as plain shapes.

Slides turn it into native shapes, documents and pages into SVG, PDF or PNG; all of them show the
same because they draw the same items in the same order. Lengths are points (1/72 inch), the
origin is the top left corner, y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Point = tuple[float, float]
#: Fill of a shape: plain colour, or hatched over it as the maps do for what nobody reported.
Pattern = Literal["", "hatch"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed shape: the first ring is its outside, further rings are holes or other parts.

    ``fill`` and ``stroke`` are ``#rrggbb`` or "" for none. ``name`` (a unit's code) and ``group``
    (its county's code) let a slide name and group native shapes; ``tip`` is its text in words.
    """

    rings: tuple[tuple[Point, ...], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.5
    pattern: Pattern = ""
    dashed: bool = False
    name: str = ""
    group: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An open line."""

    points: tuple[Point, ...]
    stroke: str
    width: float = 0.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose baseline starts, is centred or ends at a point.

    ``halo`` is the colour of an outline that keeps it readable on a busy ground, "" for none.
    """

    at: Point
    text: str
    size: float
    fill: str = "#1c2a2b"
    bold: bool = False
    anchor: Anchor = "start"
    halo: str = ""


Item = Shape | Line | Text
#: On which side of a column its cells stand.
Side = Literal["left", "right", "center"]
#: Where a line of text at such a side is held.
ANCHORS: dict[Side, Anchor] = {"left": "start", "right": "end", "center": "middle"}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its head, how wide it is among the others, where its cells stand.

    The width is in points on a slide; on paper widths are shares of the type area. ``once``, of a
    first column: what rows below one another have alike is said once for all of them, and this
    tells how it is called where it goes on. ``names``: cells are lists, which may go on in a
    further row.
    """

    head: str
    width: float
    side: Side = "left"
    once: Callable[[str], str] | None = None
    names: bool = False


def rows_alike(cells: Iterable[object]) -> list[int]:
    """How many rows each cell of a column stands for, 0 where the one above stands for it."""
    spans: list[int] = []
    for _, alike in groupby(cells):
        rows = len(list(alike))
        spans += [rows, *[0] * (rows - 1)]
    return spans


@dataclass(frozen=True, slots=True)
class Figure:
    """Items in drawing order, and what a person who cannot see them is told.

    ``columns`` and ``rows`` are the data behind the drawing as a table, numbers as numbers.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    title: str
    alt: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | float | None, ...], ...] = ()
