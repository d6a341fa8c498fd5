"""A spot tapped on the drawing of a unit, without a script: a form button that is a picture.

The browser sends where in the picture was tapped; the frame that was shown goes with it, so that a
second tap, on a drawing of the surroundings of the first, is nearer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h

from locator.light.map import drawn, sketch_of
from locator.returns.rows import TAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from htpy import Node

    from locator.city import City
    from locator.light.map import Sketch
    from locator.web.returns.office import Office

#: Width in CSS pixels: what a narrow phone has left within two frames.
WIDTH = 290
_TAP, _FRAME = "tap", "frame"


def spot_field(office: Office, begin: str, shown: Mapping[str, str]) -> Node:
    """The drawing to tap, with a mark where was tapped before."""
    at = shown["position"] if shown["datum"] == TAPPED and spot_of(shown["position"]) else ""
    sketch = _sketch(office.city, office.unit, at)
    query = {"at": at} if at else {}
    spot = spot_of(at)
    mark = None
    if spot is not None:
        x, y = sketch.pixels(*spot)
        mark = h.span(".spot", style=f"left:{x:.0f}px;top:{y:.0f}px", aria_hidden="true")
    return h.div[
        h.p(".small")[office.say("spot_again" if at else "spot_about")],
        h.input(type="hidden", name=f"{begin}{_FRAME}", value=at),
        h.div(".map")[
            h.input(
                type="image",
                name=f"{begin}{_TAP}",
                src=office.address("map.svg", **query),
                style=f"width:{sketch.width}px;height:{sketch.height}px",
                alt=office.say("spot_alt"),
            ),
            mark,
        ],
    ]


def with_spots(city: City, unit: str, form: Mapping[str, str]) -> dict[str, str]:
    """A form in which a tap is the position of its place; one that tapped nothing as it is."""
    found = dict(form)
    for name in form:
        begin, ending, _ = name.rpartition(f"{_TAP}.x")
        if not ending:
            continue
        try:
            x, y = float(form[name]), float(form.get(f"{begin}{_TAP}.y", ""))
        except ValueError:
            continue
        sketch = _sketch(city, unit, form.get(begin + _FRAME, ""))
        # The Enter key presses the first button of a form, and so the picture's corner.
        if not (0 < x <= sketch.width and 0 < y <= sketch.height):
            continue
        lon, lat = sketch.degrees(x, y)
        found |= {f"{begin}position": f"{lon:.5f}, {lat:.5f}", f"{begin}datum": TAPPED, "more": "1"}
    return found


def spot_picture(city: City, unit: str, at: str, office: Office) -> str:
    """The drawing of a unit, or of the surroundings of a spot in it, as SVG."""
    return drawn(city, unit, _sketch(city, unit, at), office.lang)


def spot_of(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of a position as it is written here."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) < 90 else None


def _sketch(city: City, unit: str, at: str) -> Sketch:
    return sketch_of(city, unit, spot_of(at), WIDTH)
