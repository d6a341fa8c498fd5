"""The map of a poster: ground, circle, numbered venues and names, as one SVG drawing."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Any

import shapely

from locator.geo.datum import EARTH_RADIUS_M
from locator.reports.poster.text import (
    COLOUR,
    NAME_LENGTH,
    PALETTE,
    WIDTH,
    colour_of,
    letters_wide,
    shortened,
    text_of,
)
from locator.wording.catalogue import Lang, t
from locator.wording.circles import reach_text
from locator.wording.figures import metres_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.circles.circle import Circle
    from locator.pack.model import CityPack
    from locator.reports.poster.venue_list import PosterItem

_DOT, _LABEL_SIZE, _LABELS = 2.7, 2.6, 26
_SCALE_BARS = (5000, 2000, 1000, 500, 200, 100, 50)
_SCALE_ROOM = 36.0
_Box = tuple[float, float, float, float]


class _Sketch:
    """Positions around a circle in millimetres of the map, and which of it is taken.

    A circle of a few kilometres is flat enough for a plane that touches the globe in its middle.
    """

    def __init__(self, circle: Circle, height: float) -> None:
        self.height = height
        self.radius = height / 2 - 7
        self.scale = self.radius / circle.radius_m if circle.radius_m else 1.0
        self._lon, self._lat = circle.lon, circle.lat
        self._north = EARTH_RADIUS_M * radians(1) * self.scale
        self._east = self._north * cos(radians(circle.lat))
        self.taken: list[_Box] = []

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - self._lon) * self._east
        return x, self.height / 2 - (lat - self._lat) * self._north

    def clipped(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape in millimetres, cut to a little more than the map."""
        west, north = -2 - WIDTH / 2, self.height / 2 + 2
        cut = shapely.clip_by_rect(
            shape,
            self._lon + west / self._east,
            self._lat - north / self._north,
            self._lon - west / self._east,
            self._lat + north / self._north,
        )
        return shapely.transform(cut, self._place).simplify(0.05)

    def _place(self, points: Any) -> Any:
        moved = points.copy()
        moved[:, 0] = WIDTH / 2 + (points[:, 0] - self._lon) * self._east
        moved[:, 1] = self.height / 2 - (points[:, 1] - self._lat) * self._north
        return moved

    def take(self, box: _Box) -> bool:
        """Take a piece of the map if it is inside and free."""
        left, top, right, bottom = box
        if left < 1 or top < 1 or right > WIDTH - 1 or bottom > self.height - 1:
            return False
        if any(left < r and x < right and top < b and y < bottom for x, y, r, b in self.taken):
            return False
        self.taken.append(box)
        return True


def draw_map(
    circle: Circle, pack: CityPack, items: list[PosterItem], place: str, height: float, lang: Lang
) -> str:
    """The map of a circle ``height`` millimetres high, as an SVG element."""
    sketch = _Sketch(circle, height)
    x, y, r = WIDTH / 2, height / 2, sketch.radius
    # The corners belong to the scale bar and the arrow.
    sketch.taken += [(0, height - 12, _SCALE_ROOM + 12, height), (WIDTH - 14, 0, WIDTH, 16)]
    reach = reach_text(circle, lang)
    half = letters_wide(reach) * 3 / 2 + 2
    sketch.take((x - half, y - r - 3, x + half, y - r + 3))
    sketch.take((x - 2.5, y - 2.5, x + 2.5, y + 2.5))
    around = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}"'
    if circle.shape is not None:
        around = f'<path d="{_path(sketch.clipped(circle.shape))}" fill-rule="evenodd"'
    around += (
        f' fill="{PALETTE.accent}" fill-opacity="0.10" stroke="{PALETTE.accent}" '
        'stroke-width="0.7" stroke-dasharray="2.4 1.4"/>'
    )
    middle = (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2" fill="{PALETTE.ink}" stroke="#fff" '
        'stroke-width="0.9"/>'
    )
    radius = (
        f'<rect x="{x - half:.2f}" y="{y - r - 2.6:.2f}" width="{2 * half:.2f}" height="5.2" '
        f'rx="2.6" fill="{PALETTE.accent}"/>'
        f'<text class="reach" x="{x:.2f}" y="{y - r + 1.1:.2f}">{text_of(reach)}</text>'
    )
    # Room is taken in this order: the place, the venues, then names around them.
    name = _label(sketch, x, y, shortened(place, NAME_LENGTH // 2), "centre", 3.4)
    dots = _dots(sketch, items)
    names = "".join(_places(sketch, pack))
    parts = [*_ground(sketch, pack), around, names, dots, middle, name, radius]
    parts += _scale(sketch, lang)
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:g} {height:.2f}" style="height:{height:.2f}mm" '
        f'role="img" aria-label="{text_of(place)}">{"".join(parts)}</svg>'
    )


def _ground(sketch: _Sketch, pack: CityPack) -> Iterator[str]:
    """Water and lines of the pack's base map."""
    yield f'<rect width="{WIDTH:g}" height="{sketch.height:.2f}" fill="{PALETTE.ground}"/>'
    for name, frame in sorted(pack.basemap.items(), key=lambda layer: layer[0] != "water"):
        water = name == "water"
        colours = [PALETTE.water] * len(frame) if water else frame["colour"]
        for shape, colour in zip(frame.geometry, colours, strict=True):
            path = _path(sketch.clipped(shape))
            if path and water:
                yield f'<path d="{path}" fill="{colour}" fill-rule="evenodd"/>'
            elif path and COLOUR.fullmatch(colour):
                yield (
                    f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.1" '
                    'stroke-opacity="0.5" stroke-linejoin="round"/>'
                )


def _path(shape: shapely.Geometry) -> str:
    pieces = []
    for part in shapely.get_parts(shape):
        if part.is_empty or part.geom_type == "Point":
            continue
        area = part.geom_type == "Polygon"
        for ring in [part.exterior, *part.interiors] if area else [part]:
            points = "L".join(f"{x:.2f} {y:.2f}" for x, y in ring.coords)
            pieces.append(f"M{points}" + ("Z" if area else ""))
    return "".join(pieces)


def _dots(sketch: _Sketch, items: list[PosterItem]) -> str:
    """Numbered dots; one that would cover another steps aside, with a line to where it belongs."""
    sides = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
    steps = [(n * _DOT * x, n * _DOT * y) for n in (2, 3, 4, 6, 8) for x, y in sides]
    lines, dots = [], []
    for item in items:
        x, y = sketch.at(item.lon, item.lat)
        a, b = next(
            (
                (x + dx, y + dy)
                for dx, dy in [(0.0, 0.0), *steps]
                if sketch.take((x + dx - _DOT, y + dy - _DOT, x + dx + _DOT, y + dy + _DOT))
            ),
            (x, y),
        )
        if (a, b) != (x, y):
            lines.append(
                f'<path d="M{x:.2f} {y:.2f}L{a:.2f} {b:.2f}" stroke="{PALETTE.ink}" '
                f'stroke-width="0.3"/><circle cx="{x:.2f}" cy="{y:.2f}" r="0.6" '
                f'fill="{PALETTE.ink}"/>'
            )
        dots.append(
            f'<circle cx="{a:.2f}" cy="{b:.2f}" r="{_DOT}" fill="{colour_of(item.group.colour)}" '
            'stroke="#fff" stroke-width="0.5"/>'
            f'<text class="number" x="{a:.2f}" y="{b + 1.05:.2f}">{item.number}</text>'
        )
    return "".join(lines + dots)


def _places(sketch: _Sketch, pack: CityPack) -> Iterator[str]:
    """Stations, then landmarks, from the middle outwards, as far as there is room."""
    places = pack.places[pack.places["kind"].isin(("station", "landmark"))]
    near = []
    for place in places.itertuples():
        x, y = sketch.at(place.lon, place.lat)
        away = (x - WIDTH / 2) ** 2 + (y - sketch.height / 2) ** 2
        # The one in the middle has its name there.
        if 0 < x < WIDTH and 0 < y < sketch.height and away > 1:
            near.append((place.kind != "station", away, place.name, x, y))
    drawn = 0
    for landmark, _, name, x, y in sorted(near):
        label = _label(sketch, x, y, shortened(name, 20), "place", _LABEL_SIZE)
        if not label or drawn >= _LABELS:
            continue
        drawn += 1
        shape = (
            f'<path d="M{x:.2f} {y - 1:.2f}l1 1l-1 1l-1-1z" fill="{PALETTE.county}"/>'
            if landmark
            else f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.9" fill="#fff" '
            f'stroke="{PALETTE.county}" stroke-width="0.45"/>'
        )
        yield shape + label


def _label(sketch: _Sketch, x: float, y: float, text: str, kind: str, size: float) -> str:
    """A name beside its point where there is room: right, left, above or below; else ""."""
    width, high, off = letters_wide(text) * size, size * 1.1, 2.9 if kind == "centre" else 1.6
    aside = off + high / 2
    for anchor, shift, dx, dy in (
        ("start", 0.0, off, 0.0),
        ("end", width, -off, 0.0),
        ("middle", width / 2, 0.0, -aside),
        ("middle", width / 2, 0.0, aside),
    ):
        left = x + dx - shift
        if sketch.take((left, y + dy - high / 2, left + width, y + dy + high / 2)):
            return (
                f'<text class="{kind}" x="{x + dx:.2f}" y="{y + dy + size * 0.36:.2f}" '
                f'font-size="{size}" text-anchor="{anchor}">{text_of(text)}</text>'
            )
    return ""


def _scale(sketch: _Sketch, lang: Lang) -> Iterator[str]:
    metres = next((m for m in _SCALE_BARS if m * sketch.scale <= _SCALE_ROOM), _SCALE_BARS[-1])
    width, y = metres * sketch.scale, sketch.height - 4
    yield (
        f'<path d="M4 {y - 1.6:.2f}v1.6h{width:.2f}v-1.6" fill="none" stroke="{PALETTE.ink}" '
        f'stroke-width="0.5"/><text class="scale" x="4" y="{y - 2.6:.2f}">'
        f"{text_of(metres_text(metres, lang))}</text>"
    )
    x, north = WIDTH - 7, text_of(t("circle.poster_north", lang))
    yield (
        f'<path d="M{x:.2f} 3l2.2 6.4l-2.2-1.4l-2.2 1.4z" fill="{PALETTE.ink}"/>'
        f'<text class="north" x="{x:.2f}" y="13">{north}</text>'
    )
