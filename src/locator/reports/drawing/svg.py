"""A figure as SVG text, for pages and for whoever edits drawings further.

Everything is escaped and stands in text or quoted attributes; the drawing refers to nothing
outside itself.
"""

from __future__ import annotations

import hashlib
from html import escape
from typing import TYPE_CHECKING

from locator.reports.drawing.canvas import COLOURS, FONTS, WHITE
from locator.reports.figure import Line, Shape
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.reports.figure import Figure, Item, Point, Text

_HATCH_STEP, _HATCH_WIDTH = 5.0, 1.3
_HALO_WIDTH = 0.22
_DASH = "3 2.2"


def to_svg(figure: Figure) -> str:
    """The figure as one ``<svg>`` element with its title and its description."""
    mark = hashlib.sha256(repr(figure.items).encode()).hexdigest()[:12]
    size = f"{_n(figure.width)} {_n(figure.height)}"
    width, height = size.split()
    hatch = f'stroke="{COLOURS["unreported"]}" stroke-width="{2 * _HATCH_WIDTH}"'
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img"'
        f' aria-labelledby="t{mark} d{mark}" font-family="{escape(FONTS)}">'
        f'<title id="t{mark}">{text(figure.title)}</title>'
        f'<desc id="d{mark}">{text(figure.alt)}</desc>'
        f'<defs><pattern id="h{mark}" width="{_HATCH_STEP}" height="{_HATCH_STEP}"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V{_HATCH_STEP}" {hatch}/></pattern></defs>'
        f'<rect width="{width}" height="{height}" fill="{WHITE}"/>'
    )
    parts = [opening, *(_item(item, mark) for item in figure.items), "</svg>"]
    return "\n".join(parts)


def text(words: str) -> str:
    """Text for an element or a quoted attribute."""
    return escape(printable(words))


def _item(item: Item, mark: str) -> str:
    if isinstance(item, Shape):
        return _shape(item, mark)
    if isinstance(item, Line):
        path = "M" + "L".join(_points(item.points))
        return f'<path d="{path}" fill="none"{_stroke(item.stroke, item.width, item.dashed)}/>'
    return _text(item)


def _shape(shape: Shape, mark: str) -> str:
    path = "".join("M" + "L".join(_points(ring)) + "Z" for ring in shape.rings)
    tip = f"<title>{text(shape.tip)}</title>" if shape.tip else ""
    name = f' data-code="{text(shape.name)}"' if shape.name else ""
    fill = shape.fill or "none"
    outline = _stroke(shape.stroke, shape.width, shape.dashed)
    if not shape.pattern:
        return f'<path{name} d="{path}" fill="{fill}" fill-rule="evenodd"{outline}>{tip}</path>'
    return (
        f'<g{name}>{tip}<path d="{path}" fill="{fill}" fill-rule="evenodd"/>'
        f'<path d="{path}" fill="url(#h{mark})" fill-rule="evenodd"{outline}/></g>'
    )


def _stroke(colour: str, width: float, dashed: bool) -> str:  # noqa: FBT001 - as the items say it
    if not colour:
        return ""
    dash = f' stroke-dasharray="{_DASH}"' if dashed else ""
    return f' stroke="{colour}" stroke-width="{_n(width)}" stroke-linejoin="round"{dash}'


def _text(item: Text) -> str:
    weight = ' font-weight="bold"' if item.bold else ""
    halo = ""
    if item.halo:
        width = _n(item.size * _HALO_WIDTH)
        halo = f' stroke="{item.halo}" stroke-width="{width}" paint-order="stroke"'
    anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
    x, y = item.at
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(item.size)}" fill="{item.fill}"'
        f"{weight}{anchor}{halo}>{text(item.text)}</text>"
    )


def _points(points: Iterable[Point]) -> list[str]:
    return [f"{_n(x)} {_n(y)}" for x, y in points]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
