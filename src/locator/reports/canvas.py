"""What drawings share: the palette of light paper, the room of text, labels that don't collide."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

from locator.maps import PALETTES
from locator.reports.figure import Shape, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.model import Status
    from locator.reports.figure import Anchor, Point

PALETTE = PALETTES["light"]
INK, QUIET, PAPER, MIST = PALETTE.ink, PALETTE.county, PALETTE.halo, "#E9ECEA"
WHITE = "#FFFFFF"
COLOURS: dict[Status, str] = {
    "met": PALETTE.met, "gap": PALETTE.gap, "unreported": PALETTE.unreported
}  # fmt: skip

#: Ground under the hatching, and the outline that sets a gap off from its neighbours.
_PALE, _GAP_LINE = "#EDEFEF", "#8E2A1C"
#: Width of a character in ems: full-width ones fill their square, Latin ones about half of it.
_WIDE, _NARROW = 1.0, 0.56
_ASCENT, _DESCENT = 0.86, 0.16
_CIRCLE_POINTS = 24

Box = tuple[float, float, float, float]


def text_width(text: str, size: float) -> float:
    """Points that a line takes, estimated on the wide side."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text)
    return size * (wide * _WIDE + (len(text) - wide) * _NARROW)


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it would be wider than the room in points."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def text_box(text: Text) -> Box:
    """Left, top, right, bottom of a line of text."""
    width = text_width(text.text, text.size)
    start = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    x, y = text.at[0] + start, text.at[1]
    return x, y - _ASCENT * text.size, x + width, y + _DESCENT * text.size


class Labels:
    """Labels placed one after the other, each where nothing placed before it stands."""

    def __init__(self, bounds: Box, taken: Iterable[Box] = ()) -> None:
        self.bounds = bounds
        self.taken = list(taken)

    def place(self, text: str, around: Point, size: float, *, gap: float = 0, bold: bool = False,
              halo: str = PAPER, fill: str = INK) -> Text | None:  # fmt: skip
        """The label at the first free of nine places around a point, None when all are taken.

        ``gap`` keeps it off a symbol at the point; with 0 it may stand on the point itself.
        """
        middle = (around[0], around[1] + size * 0.35)
        places: list[tuple[Point, Anchor]] = [] if gap else [(middle, "middle")]
        below, above = around[1] + gap + size * _ASCENT, around[1] - gap - size * _DESCENT
        places += [
            ((around[0], below), "middle"), ((around[0], above), "middle"),
            ((around[0] + gap + 2, middle[1]), "start"), ((around[0] - gap - 2, middle[1]), "end"),
            ((around[0] + gap, below), "start"), ((around[0] - gap, below), "end"),
            ((around[0] + gap, above), "start"), ((around[0] - gap, above), "end"),
        ]  # fmt: skip
        for at, anchor in places:
            label = Text(at, text, size, fill, bold=bold, anchor=anchor, halo=halo)
            box = text_box(label)
            if _inside(box, self.bounds) and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return label
        return None


def _inside(box: Box, bounds: Box) -> bool:
    return (
        box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def symbol(status: Status, at: Point, radius: float) -> Shape:
    """The mark of a status: a full disc, a triangle, a ring; readable on the status's own fill."""
    x, y = at
    if status == "gap":
        reach = radius * 1.25
        ring = tuple(
            (x + reach * math.sin(angle), y - reach * math.cos(angle))
            for angle in (0, 2 * math.pi / 3, 4 * math.pi / 3)
        )
        return Shape((ring,), fill=WHITE, stroke=COLOURS["gap"], width=0.8)
    ring = tuple(
        (x + radius * math.sin(angle), y - radius * math.cos(angle))
        for angle in (2 * math.pi * i / _CIRCLE_POINTS for i in range(_CIRCLE_POINTS))
    )
    if status == "met":
        return Shape((ring,), fill=WHITE, stroke=COLOURS["met"], width=0.8)
    return Shape((ring,), fill="", stroke=INK, width=0.9)


def rectangle(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    """Corners of a rectangle from its top left one."""
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def status_area(
    status: Status, rings: tuple[tuple[Point, ...], ...], *, dashed: bool = False, name: str = "",
    group: str = "", tip: str = "",
) -> Shape:  # fmt: skip
    """An area of a status: its fill or hatching, a gap with a heavier outline."""
    return Shape(
        rings,
        fill=COLOURS[status] if status != "unreported" else _PALE,
        pattern="hatch" if status == "unreported" else "",
        stroke=_GAP_LINE if status == "gap" else QUIET,
        width=2.2 if status == "gap" else 0.6,
        dashed=dashed, name=name, group=group, tip=tip,
    )  # fmt: skip
