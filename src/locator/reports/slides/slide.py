"""The contract of a slide: what stands on it and where, independent of who draws it.

A slide is 960 x 540 points (16:9). What a listener needs is 14 points or more: 18 pixels on a
projector of 1280 x 720.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from locator.reports.drawing.canvas import COLOURS, INK, text_width, wrapped

if TYPE_CHECKING:
    from locator.pack.model import Status
    from locator.reports.content.choices import Section
    from locator.reports.content.report import Chart
    from locator.reports.figure import Figure, TableColumn

WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 40.0
#: Where the body of a slide begins and ends below title and lead.
TOP, BOTTOM = 128.0, 502.0
BODY_SIZE, SMALL_SIZE, LEAD_SIZE = 20.0, 18.0, 18.0
#: Room inside a table's cell, and the height of a line in font sizes: Chinese fonts are tall.
CELL_X, CELL_Y, LEADING = 8.0, 3.0, 1.38
#: The least that a listener can read: 18 pixels on 1280 x 720.
LEAST = 13.5
#: How much wider bold letters are than ours.
BOLD = 1.08
WIDE = WIDTH - 2 * MARGIN
#: Room after each status beside a map.
PANEL_GAP = 8.0
_PANEL_LEFT = 600.0
#: Boxes on a slide: left, top, width, height.
TITLE = (MARGIN, 26.0, WIDE, 46.0)
LEAD = (MARGIN, 75.0, WIDE, 50.0)
BODY = (MARGIN, TOP, WIDE, BOTTOM - TOP)
COVER_TITLE = (MARGIN, 130.0, WIDE, 120.0)
COVER = (MARGIN, 270.0, WIDE, 226.0)
#: Room after each line of the cover.
COVER_AFTER = 6.0
PANELS = (_PANEL_LEFT, TOP, WIDTH - MARGIN - _PANEL_LEFT, BOTTOM - TOP)
FOOT = (MARGIN, 512.0, WIDE - 50, 18.0)
TAG = (WIDTH - MARGIN - 400, 8.0, 400.0, 18.0)
#: The upper left corner of a map.
MAP = (MARGIN, 122.0)
_TITLE_SIZE, _SMALLEST_TITLE, _COVER_SIZE = 32.0, 24.0, 46.0
_SMALLEST_LEAD = 14.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """Text of a table's cell; ``status`` colours it.

    In a row's first cell ``under`` is the heading above the row, said again on the next slide.
    """

    text: str
    status: Status | Literal[""] = ""
    bold: bool = False
    under: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide: lines below the title."""

    lines: tuple[str, ...]

    @property
    def size(self) -> float:
        """The largest font size at which all lines stand above the footer."""
        _, _, width, room = COVER
        sizes = (22.0, 20.0, 18.0, 16.0, 14.0)

        def fits(size: float) -> bool:
            lines = sum(len(wrapped(line, size, width)) for line in self.lines)
            return lines * size * LEADING + len(self.lines) * COVER_AFTER <= room

        return next(filter(fits, sizes), sizes[-1])


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``heights`` are those of its rows in points, the heading's first; ``head`` is the
    font size of the heading.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    heights: tuple[float, ...]
    size: float
    head: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Units of one status beside a map, or of none where they are not on it."""

    status: Status | Literal[""]
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A map with its units named beside it, in text of a size."""

    figure: Figure
    panels: tuple[Panel, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart over the whole slide."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences, one below the other, and the room between them in points."""

    points: tuple[str, ...]
    size: float
    after: float


Body = Cover | Grid | Picture | Graph | Points


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its part of the report, title, leading sentence, body and speaker's notes."""

    section: Section | Literal["title"]
    title: str
    lead: str
    body: Body
    notes: tuple[str, ...]

    def of_title(self) -> Slide:
        """The same as the first slide, which belongs to no part."""
        return replace(self, section="title")


def title_size(slide: Slide) -> float:
    """Font size at which the title fits: smaller for a long one, on two lines on the cover."""
    if isinstance(slide.body, Cover):
        return _COVER_SIZE
    room = _TITLE_SIZE * WIDE / text_width(slide.title, _TITLE_SIZE)
    return max(_SMALLEST_TITLE, min(_TITLE_SIZE, room))


def lead_size(slide: Slide) -> float:
    """Font size at which the lead stands on two lines."""
    sizes = (LEAD_SIZE, 17.0, 16.0, 15.0, _SMALLEST_LEAD)
    return next((s for s in sizes if lead_fits(slide.lead, s)), sizes[-1])


def lead_fits(lead: str, size: float = _SMALLEST_LEAD) -> bool:
    """Whether a lead of a font size stands above the body."""
    return len(wrapped(lead, size, LEAD[2])) * size * LEADING <= LEAD[3] + 2


def panel_lines(panel: Panel, size: float) -> tuple[list[str], list[str]]:
    """Its heading and its text in lines of a font size, as wide as the panels are."""
    _, _, width, _ = PANELS
    return wrapped(panel.heading, size, width / BOLD), wrapped(panel.text, size, width)


def panel_colour(panel: Panel) -> str:
    """Colour of the heading of a panel: ink where the status is no finding."""
    return COLOURS[panel.status] if panel.status in ("met", "gap") else INK
