"""What drawings share: the palette of light paper, the room of text, labels that don't collide."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from locator.reports.figure import Shape, Text
from locator.style import PALETTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from locator.pack.model import Status
    from locator.reports.figure import Anchor, Point

    #: Points that a text takes at a size.
    Measure = Callable[[str, float], float]

PALETTE = PALETTES["light"]
INK, QUIET, PAPER, MIST = PALETTE.ink, PALETTE.county, PALETTE.halo, "#E9ECEA"
#: Lines between the rows of a table.
RULE = "#C9D0CF"
WHITE = "#FFFFFF"
#: Colours of series that are no status, told apart by lightness too.
SERIES = ("#3F4B52", "#8A5A00", "#1B7F79", "#7A3E99")
#: Colour of a share of residents, which is no status.
SHARE = "#C9A24B"
#: Pale grounds of a status, on which text stands.
TINTS: dict[Status, str] = {"met": "#D6E9E7", "gap": "#F6DAD5", "unreported": "#ECEEEE"}
#: Chinese sans-serif fonts by name, as systems have them.
FONTS = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
COLOURS: dict[Status, str] = {
    "met": PALETTE.met,
    "gap": PALETTE.gap,
    "unreported": PALETTE.unreported,
}

#: Pieces between which a line may break: a full-width character or a run of others, each with
#: the punctuation and spaces that follow it, and with an opening bracket before it. A no-break
#: space is no space, and what it ties is one piece.
_CLOSING, _CHINESE = "，。；：、！？）〕》”’·…％", r"\u2e80-\ufaff\uff00-\uffef"
_RUN = rf"(?:[^{_CHINESE}\s]|\xa0)+(?:(?<=\xa0)万?[{_CHINESE}])?"
#: The space between a number and what it counts or the sign of an ordinal.
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d_])|(?<=第) (?=\d)")
#: Narrow marks close what wide characters say, where English quotes Chinese.
_NARROW_CLOSING = r"[)\]]*(?:[.,;:](?=\s|$))?"
#: A word in brackets behind a name says which of its kind: 专职教师（乡镇）.
_WHICH = rf"（[{_CHINESE}]{{1,4}}?）"
_PIECES = re.compile(
    rf"(?:{_WHICH}|[（〔《“‘(\[]*(?:[{_CHINESE}](?:\xa0{_RUN})?|{_RUN})?)[{_CLOSING}]*"
    rf"{_NARROW_CLOSING}[^\S\xa0]*"
)
#: Outlines that set areas of a colour off from one another.
_GAP_LINE, _MET_LINE = "#7E2417", "#BFE0DC"
#: Width of a character in ems: full-width ones fill their square, Latin ones about half of it; a
#: per cent sign nearly fills it too (0.92 in Noto Sans SC), and an encoded address is full of them.
_WIDE, _NARROW = 1.0, 0.54
_ASCENT, _DESCENT = 0.86, 0.16
#: How far below its middle a line's baseline lies, in ems.
_MIDDLE = 0.35
_CIRCLE_POINTS = 24

Box = tuple[float, float, float, float]


# Lines are measured as they grow, and the cells of a table at each size that might fit.
@functools.lru_cache(maxsize=1 << 14)
def text_width(text: str, size: float) -> float:
    """Points that a line takes, estimated on the wide side."""
    wide = sum(map(_is_wide, text))
    return size * (wide * _WIDE + (len(text) - wide) * _NARROW)


@functools.cache
def _is_wide(character: str) -> bool:
    return character == "%" or unicodedata.east_asian_width(character) in "WFA"


def tied(text: str) -> str:
    """The text with a no-break space between a number and what it counts, which no line parts."""
    return _COUNTED.sub("\xa0", text)


def wrapped(text: str, size: float, room: float, measure: Measure | None = None) -> list[str]:
    """The text in lines no wider than the room in points, as estimated or as a font measures it.

    A line breaks after any full-width character and at spaces; a Latin word that is wider than
    the room is cut. Closing punctuation never begins a line, and no number ends one that counts
    the next word.
    """
    width = measure or text_width
    if "\n" not in text and width(whole := text.rstrip(), size) <= room:
        return [whole]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for match in _PIECES.finditer(tied(paragraph)):
            piece = paragraph[slice(*match.span())]
            if not line or width(line + piece.rstrip(), size) <= room:
                line += piece
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
            while width(line.rstrip(), size) > room and len(line) > 1:
                cut = len(line) - 1
                while cut > 1 and width(line[:cut], size) > room:
                    cut -= 1
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


def longest_piece(text: str, size: float) -> float:
    """Width in points of what no line break parts: the longest word of a text."""
    return max(text_width(piece.strip(), size) for piece in _PIECES.findall(tied(text)))


def text_box(text: Text) -> Box:
    """Left, top, right, bottom of a line of text."""
    width = text_width(text.text, text.size)
    start = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    x, y = text.at[0] + start, text.at[1]
    return x, y - _ASCENT * text.size, x + width, y + _DESCENT * text.size


class Labels:
    """Labels placed one after the other, none over another, and over few symbols."""

    def __init__(self, bounds: Box, symbols: Iterable[Box] = ()) -> None:
        self.bounds = bounds
        self.symbols = list(symbols)
        self.taken: list[Box] = []

    def take(self, box: Box) -> bool:
        """Keep a place for a sign; False where something stands there already."""
        if not _inside(box, self.bounds) or any(_meet(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True

    def beside(
        self,
        text: str,
        at: Point,
        size: float,
        gap: float,
        cost: Callable[[Text], float] | None = None,
        /,
        **style: Any,
    ) -> Text | None:
        """The label next to a symbol at a point, None when there is no free place.

        Of the free places that of the least ``cost`` is taken, the first of several.
        """
        x, y = at
        level = y + size * _MIDDLE
        below, above = y + gap + size * _ASCENT, y - gap - size * _DESCENT
        places: list[tuple[Point, Anchor]] = [
            ((x, below), "middle"),
            ((x, above), "middle"),
            ((x + gap + 2, level), "start"),
            ((x - gap - 2, level), "end"),
            ((x + gap, below), "start"),
            ((x - gap, below), "end"),
            ((x + gap, above), "start"),
            ((x - gap, above), "end"),
        ]
        labels = [Text(p, text, size, anchor=a, **style) for p, a in places]
        return self._best(sorted(labels, key=cost) if cost else labels, most=0)

    def within(self, text: str, points: Iterable[Point], size: float, **style: Any) -> Text | None:
        """The label centred on that one of some points where it hides the fewest symbols."""
        return self._best(
            [
                Text((x, y + size * _MIDDLE), text, size, anchor="middle", **style)
                for x, y in points
            ],
            most=len(self.symbols),
        )

    def _best(self, labels: list[Text], most: int) -> Text | None:
        best, fewest = None, most + 1
        for label in labels:
            box = text_box(label)
            if _inside(box, self.bounds) and not any(_meet(box, other) for other in self.taken):
                hidden = sum(_meet(box, other) for other in self.symbols)
                if hidden < fewest:
                    best, fewest = label, hidden
        if best:
            self.taken.append(text_box(best))
        return best


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


def label_style(status: Status) -> dict[str, str]:
    """Colour and halo of a name that stands on an area of a status."""
    if status == "unreported":
        return {"fill": INK, "halo": PAPER}
    return {"fill": WHITE, "halo": COLOURS[status]}


def rectangle(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    """Corners of a rectangle from its top left one."""
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def status_area(
    status: Status,
    rings: tuple[tuple[Point, ...], ...],
    *,
    dashed: bool = False,
    name: str = "",
    group: str = "",
    tip: str = "",
) -> Shape:
    """An area of a status: its fill or hatching, a gap with a heavier outline."""
    return Shape(
        rings,
        fill=COLOURS[status] if status != "unreported" else TINTS["unreported"],
        pattern="hatch" if status == "unreported" else "",
        stroke={"gap": _GAP_LINE, "met": _MET_LINE, "unreported": QUIET}[status],
        width=2.4 if status == "gap" else 0.7,
        dashed=dashed,
        name=name,
        group=group,
        tip=tip,
    )
