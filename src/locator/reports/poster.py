"""A learning circle → one A4 page to print: a document of its own that asks nobody for anything.

Style, map and code are inside it, drawn by us; it holds no script and no address but its own link,
as text and as a QR code. Every text from the data goes through :func:`_text`. What fits on the
page is worked out here in millimetres, from the width of the letters, and what does not is
counted. The same circle gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from math import ceil, cos, radians
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width
from urllib.parse import quote, unquote

import segno
import shapely

from locator.circles.circle import plan_layers, states
from locator.geo.datum import EARTH_RADIUS_M
from locator.style import PALETTES, WATERMARK
from locator.wording.cards import short_source
from locator.wording.catalogue import Lang, printable, t
from locator.wording.circles import pace_text, reach_text, venue_distance, when_text
from locator.wording.figures import date_text, distance_text, metres_text
from locator.wording.hours import hours_words
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from locator.circles.circle import Circle
    from locator.pack.model import CityPack, LayerGroup

_PALETTE = PALETTES["light"]
_REMARK = re.compile("（[^（）]*）$")
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
#: Longer names and hours are cut, longer links get no code.
_NAME, _HOURS, _LINK = 60, 80, 1000

# Millimetres. The page without its margins is 186 x 273.
_WIDTH, _HEIGHT, _GAP = 186.0, 273.0, 4.0
_HEAD, _BAND = 37.0, 9.0
_MAP_LEAST, _MAP_MOST = 84.0, 156.0
_TITLE_ROOM, _TITLE = 146.0, 10.5
_COLUMN, _BADGE = 90.0, 7.0
_GROUP_LINE, _NAME_LINE, _FACT_LINE, _ITEM_GAP = 6.4, 4.8, 3.8, 1.2
_NAME_SIZE, _FACT_SIZE, _SMALL_SIZE, _SMALL_LINE = 3.6, 2.8, 2.6, 3.7
_TAG_ROOM = 14.0
_LINES = 2
#: More venues than this fit on no page.
_MOST = 40
#: Lines of the two paragraphs at the foot, at most.
_LACKING_LINES, _FOOT_LINES = 5, 5
_DOT, _LABEL_SIZE, _LABELS = 2.7, 2.6, 26
_SCALE_BARS = (5000, 2000, 1000, 500, 200, 100, 50)
_SCALE_ROOM = 36.0
_SOURCES = 4


@dataclass(frozen=True, slots=True)
class _Item:
    """A venue in the list: its number, its texts and how many lines its facts may take."""

    number: int
    group: LayerGroup
    lon: float
    lat: float
    name: str
    fact: str
    tag: str
    most: int

    @property
    def lines(self) -> tuple[int, int]:
        room = _COLUMN - _BADGE
        name = _lines(self.name, _NAME_SIZE, room - (_TAG_ROOM if self.tag else 0))
        return name, _lines(self.fact, _FACT_SIZE, room, self.most)

    @property
    def height(self) -> float:
        name, fact = self.lines
        return name * _NAME_LINE + fact * _FACT_LINE + _ITEM_GAP


def qr_code(link: str) -> str:
    """A link as a QR code, an inline SVG of black on white; "" for none or one too long."""
    if not link or len(link) > _LINK:
        return ""
    return segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, border=4, light="#fff"
    )


def poster(
    found: Circle,
    pack: CityPack,
    *,
    place: str,
    name: str,
    when: datetime | None,
    link: str,
    approval: str,
    lang: Lang,
) -> bytes:
    """The page as an HTML document.

    Parameters
    ----------
    place, name
        Name of the place in the middle, and what the circle is called.
    when
        The moment for which venues are marked open, None to mark none.
    link
        Absolute address of the circle, "" for no link and no code.
    approval
        The map approval number (审图号), "" for none.
    """
    lacking = _lacking(found, pack, lang)
    foot = _foot(found, pack, link, approval, lang)
    room = _HEIGHT - _HEAD - 4 * _GAP - (_BAND if pack.city.fictional else 0)
    room -= _small_height([lacking], _LACKING_LINES) + _small_height(foot, _FOOT_LINES)
    total, count, most = len(found.venues), min(len(found.venues), _MOST), _LINES
    while True:
        items = _items(found, count, when, lang, most)
        columns = _columns(items)
        height = max(map(_height, columns)) + (_NAME_LINE if count < total else 0)
        if height <= room - _MAP_LEAST or not count:
            break
        # First shorter entries, then fewer of them; names are never cut for it.
        count, most = (count, 1) if most > 1 else (count - 1, 1)
    map_height = max(_MAP_LEAST, min(_MAP_MOST, room - height))
    note = t("circle.poster_more", lang, n=total - count) if count < total else ""
    if not total:
        note = t("circle.poster_empty", lang)
    parts = [
        _head(found, place, name, when, link, lang),
        _band(lang) if pack.city.fictional else "",
        _map(found, pack, items, place, map_height, lang),
        '<div class="list">' + "".join(_column(c, lang) for c in columns) + "</div>",
        f'<p class="more">{_text(note)}</p>' if note else "",
        '<div class="end">',
        f'<p class="lacking">{_text(lacking)}</p>' if lacking else "",
        "".join(f'<p class="foot">{_text(line)}</p>' for line in foot) + "</div>",
    ]
    language = "zh-CN" if lang == "zh" else "en"
    document = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"/>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"/>"
        '<meta name="viewport" content="width=device-width"/>'
        f"<title>{_text(name)}</title><style>{_style()}</style></head>"
        f'<body><main class="sheet">{"".join(parts)}</main></body></html>\n'
    )
    return document.encode()


# -- texts ----------------------------------------------------------------------------------------


def _text(text: str) -> str:
    """A text from the data as the text of an element or attribute."""
    return escape(printable(text))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _units(text: str) -> float:
    """Width of a text in letters of the size of a Chinese character."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.58 for c in text)


def _lines(text: str, size: float, room: float, most: int = _LINES) -> int:
    """Lines that a text takes; a little is lost at the end of each."""
    return min(most, max(1, ceil(_units(text) * size * 1.06 / room)))


def _small_height(lines: Iterable[str], most: int) -> float:
    total = sum(_lines(line, _SMALL_SIZE, _WIDTH, most) for line in lines if line)
    return min(total, most + 2) * _SMALL_LINE


def _head(
    found: Circle, place: str, name: str, when: datetime | None, link: str, lang: Lang
) -> str:
    name = _cut(name, _NAME)
    size = min(_TITLE, _TITLE_ROOM / max(_units(name) * 1.03, 1))
    walker = t(f"circle.walker_{found.walker}", lang)
    lines = [
        t("circle.poster_walk", lang, walker=walker, minutes=found.minutes),
        t("circle.poster_streets", lang)
        if found.shape is not None
        else t("circle.poster_radius", lang, radius=distance_text(found.radius_m, lang)),
    ]
    centre = t("circle.poster_centre", lang, place=_cut(place, _NAME // 2))
    opened = ""
    if when is not None:
        opened = t("circle.poster_open", lang, when=when_text(when, lang))
    code = qr_code(link)
    scan = t("circle.poster_scan", lang)
    return (
        '<header><div class="words">'
        f'<h1 style="font-size:{size:.2f}mm">{_text(name)}</h1>'
        f'<p class="about">{_text(centre)} · {_text(" · ".join(lines))}</p>'
        f'<p class="figure"><b>{len(found.venues)}</b> {_text(t("circle.poster_found", lang))}'
        + (f"<span>{_text(opened)}</span>" if opened else "")
        + "</p></div>"
        + (f'<div class="code">{code}<p>{_text(scan)}</p></div>' if code else "")
        + "</header>"
    )


def _band(lang: Lang) -> str:
    mark, note = _text(WATERMARK), _text(t("app.watermark_note", lang))
    return f'<p class="band"><b>{mark}</b> {note}</p><p class="over" aria-hidden="true">{mark}</p>'


def _lacking(found: Circle, pack: CityPack, lang: Lang) -> str:
    """The kinds without a record, as many as have room; those asked for near home first."""
    level = plan_layers(pack)
    near = [layer for layer in found.lacking if level[layer.code] in {"town", "village"}]
    names = [name_of(y, lang) for y in near]
    names += [name_of(y, lang) for y in found.lacking if y not in near]
    if not names:
        return ""
    more = t("circle.poster_lacking_more", lang, n=len(names))
    head, comma = t("circle.poster_lacking", lang), t("find.comma", lang)
    for shown in range(len(names), 0, -1):
        text = head + comma.join(names[:shown]) + (more if shown < len(names) else "")
        if _lines(text, _SMALL_SIZE, _WIDTH, _LACKING_LINES + 1) <= _LACKING_LINES:
            break
    return text


def _foot(found: Circle, pack: CityPack, link: str, approval: str, lang: Lang) -> list[str]:
    """How the circle was drawn, data date and sources, what the map is, the link."""
    approved = (
        t("app.footer_approval", lang, number=approval)
        if approval
        else t("app.footer_no_approval", lang)
    )
    lines = [
        pace_text(found, lang),
        t(
            "circle.poster_data",
            lang,
            date=date_text(pack.data_date, lang),
            sources=_sources(found, pack, lang),
        ),
        t("app.footer_map", lang, approval=approved),
    ]
    if link and len(link) <= _LINK:
        readable = unquote(link)
        same = quote(readable, safe=":/?#[]@!$&'()*+,;=%~") == link
        lines.append(readable if same else link)
    return lines


def _sources(found: Circle, pack: CityPack, lang: Lang) -> str:
    """Who the records and the ground come from, the most frequent first."""
    texts = [short_source(source) for source in found.venues["source"]]
    for frame in pack.basemap.values():
        texts += [short_source(str(source)) for source in frame["source"].unique()]
    parts = [part.strip() for text in texts for part in text.split("；") if part.strip()]
    order = sorted(dict.fromkeys(parts), key=lambda part: -parts.count(part))
    names = t("find.comma", lang).join(_cut(part, _NAME) for part in order[:_SOURCES])
    if len(order) > _SOURCES:
        return t("circle.poster_sources_more", lang, sources=names, n=len(order))
    return names


# -- the list -------------------------------------------------------------------------------------


def _items(found: Circle, count: int, when: datetime | None, lang: Lang, most: int) -> list[_Item]:
    """The nearest venues by group and layer, numbered in that order."""
    listed = set(found.venues["id"].head(count))
    opened = states(found, when) if when is not None else {}
    result: list[_Item] = []
    for group in found.groups:
        for part in group.layers:
            for venue in part.venues.to_dict("records"):
                if venue["id"] not in listed:
                    continue
                kind = name_of(part.layer, lang)
                facts = [kind, venue_distance(venue, lang)]
                hours = hours_words(venue["opening_hours"], lang)
                # On one line there is no room for a remark.
                hours = _REMARK.sub("", hours) if most == 1 else hours
                if hours:
                    facts.append(_cut(hours, _HOURS))
                is_open = opened.get(venue["id"]) in {"open", "closing_soon", "unattended"}
                result.append(
                    _Item(
                        len(result) + 1,
                        group.group,
                        venue["lon"],
                        venue["lat"],
                        _cut(name_of(venue, lang), _NAME),
                        " · ".join(facts),
                        t("circle.state_open", lang) if is_open else "",
                        most,
                    )
                )
    return result


def _height(column: list[_Item]) -> float:
    groups = len({item.group.code for item in column})
    return sum(item.height for item in column) + groups * _GROUP_LINE


def _columns(items: list[_Item]) -> tuple[list[_Item], list[_Item]]:
    """The list in two columns of about the same height, the first the taller one."""
    for cut in range(len(items)):
        if _height(items[:cut]) >= _height(items[cut:]):
            return items[:cut], items[cut:]
    return items, []


def _column(items: list[_Item], lang: Lang) -> str:
    rows, group = [], ""
    for item in items:
        if item.group.code != group:
            group = item.group.code
            title = name_of(item.group, lang)
            rows.append(f'<h2 style="color:{_colour(item.group.colour)}">{_text(title)}</h2>')
        name, fact = item.lines
        tag = f'<span class="tag">{_text(item.tag)}</span>' if item.tag else ""
        rows.append(
            f'<div class="item"><i style="background:{_colour(item.group.colour)}">'
            f'{item.number}</i><div class="texts"><div class="first"><p class="name lines{name}">'
            f"<bdi>{_text(item.name)}</bdi></p>{tag}</div>"
            f'<p class="fact lines{fact}"><bdi>{_text(item.fact)}</bdi></p></div></div>'
        )
    return '<div class="column">' + "".join(rows) + "</div>"


def _colour(colour: str) -> str:
    """A colour from the data, or ink."""
    return colour if _COLOUR.fullmatch(colour) else _PALETTE.ink


# -- the map --------------------------------------------------------------------------------------

_Box = tuple[float, float, float, float]


class _Sketch:
    """Positions around a circle in millimetres of the map, and which of it is taken.

    A circle of a few kilometres is flat enough for a plane that touches the globe in its middle.
    """

    def __init__(self, found: Circle, height: float) -> None:
        self.height = height
        self.radius = height / 2 - 7
        self.scale = self.radius / found.radius_m if found.radius_m else 1.0
        self._lon, self._lat = found.lon, found.lat
        self._north = EARTH_RADIUS_M * radians(1) * self.scale
        self._east = self._north * cos(radians(found.lat))
        self.taken: list[_Box] = []

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = _WIDTH / 2 + (lon - self._lon) * self._east
        return x, self.height / 2 - (lat - self._lat) * self._north

    def clipped(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape in millimetres, cut to a little more than the map."""
        west, north = -2 - _WIDTH / 2, self.height / 2 + 2
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
        moved[:, 0] = _WIDTH / 2 + (points[:, 0] - self._lon) * self._east
        moved[:, 1] = self.height / 2 - (points[:, 1] - self._lat) * self._north
        return moved

    def take(self, box: _Box) -> bool:
        """Take a piece of the map if it is inside and free."""
        left, top, right, bottom = box
        if left < 1 or top < 1 or right > _WIDTH - 1 or bottom > self.height - 1:
            return False
        if any(left < r and x < right and top < b and y < bottom for x, y, r, b in self.taken):
            return False
        self.taken.append(box)
        return True


def _map(
    found: Circle, pack: CityPack, items: list[_Item], place: str, height: float, lang: Lang
) -> str:
    sketch = _Sketch(found, height)
    x, y, r = _WIDTH / 2, height / 2, sketch.radius
    # The corners belong to the scale bar and the arrow.
    sketch.taken += [(0, height - 12, _SCALE_ROOM + 12, height), (_WIDTH - 14, 0, _WIDTH, 16)]
    reach = reach_text(found, lang)
    half = _units(reach) * 3 / 2 + 2
    sketch.take((x - half, y - r - 3, x + half, y - r + 3))
    sketch.take((x - 2.5, y - 2.5, x + 2.5, y + 2.5))
    around = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}"'
    if found.shape is not None:
        around = f'<path d="{_path(sketch.clipped(found.shape))}" fill-rule="evenodd"'
    around += (
        f' fill="{_PALETTE.accent}" fill-opacity="0.10" stroke="{_PALETTE.accent}" '
        'stroke-width="0.7" stroke-dasharray="2.4 1.4"/>'
    )
    middle = (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2" fill="{_PALETTE.ink}" stroke="#fff" '
        'stroke-width="0.9"/>'
    )
    radius = (
        f'<rect x="{x - half:.2f}" y="{y - r - 2.6:.2f}" width="{2 * half:.2f}" height="5.2" '
        f'rx="2.6" fill="{_PALETTE.accent}"/>'
        f'<text class="reach" x="{x:.2f}" y="{y - r + 1.1:.2f}">{_text(reach)}</text>'
    )
    # Room is taken in this order: the place, the venues, then names around them.
    name = _label(sketch, x, y, _cut(place, _NAME // 2), "centre", 3.4)
    dots = _dots(sketch, items)
    names = "".join(_places(sketch, pack))
    parts = [*_ground(sketch, pack), around, names, dots, middle, name, radius]
    parts += _scale(sketch, lang)
    return (
        f'<svg class="map" viewBox="0 0 {_WIDTH:g} {height:.2f}" style="height:{height:.2f}mm" '
        f'role="img" aria-label="{_text(place)}">{"".join(parts)}</svg>'
    )


def _ground(sketch: _Sketch, pack: CityPack) -> Iterator[str]:
    """Water and lines of the pack's base map."""
    yield f'<rect width="{_WIDTH:g}" height="{sketch.height:.2f}" fill="{_PALETTE.ground}"/>'
    for name, frame in sorted(pack.basemap.items(), key=lambda layer: layer[0] != "water"):
        water = name == "water"
        colours = [_PALETTE.water] * len(frame) if water else frame["colour"]
        for shape, colour in zip(frame.geometry, colours, strict=True):
            path = _path(sketch.clipped(shape))
            if path and water:
                yield f'<path d="{path}" fill="{colour}" fill-rule="evenodd"/>'
            elif path and _COLOUR.fullmatch(colour):
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


def _dots(sketch: _Sketch, items: list[_Item]) -> str:
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
                f'<path d="M{x:.2f} {y:.2f}L{a:.2f} {b:.2f}" stroke="{_PALETTE.ink}" '
                f'stroke-width="0.3"/><circle cx="{x:.2f}" cy="{y:.2f}" r="0.6" '
                f'fill="{_PALETTE.ink}"/>'
            )
        dots.append(
            f'<circle cx="{a:.2f}" cy="{b:.2f}" r="{_DOT}" fill="{_colour(item.group.colour)}" '
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
        away = (x - _WIDTH / 2) ** 2 + (y - sketch.height / 2) ** 2
        # The one in the middle has its name there.
        if 0 < x < _WIDTH and 0 < y < sketch.height and away > 1:
            near.append((place.kind != "station", away, place.name, x, y))
    drawn = 0
    for landmark, _, name, x, y in sorted(near):
        label = _label(sketch, x, y, _cut(name, 20), "place", _LABEL_SIZE)
        if not label or drawn >= _LABELS:
            continue
        drawn += 1
        shape = (
            f'<path d="M{x:.2f} {y - 1:.2f}l1 1l-1 1l-1-1z" fill="{_PALETTE.county}"/>'
            if landmark
            else f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.9" fill="#fff" '
            f'stroke="{_PALETTE.county}" stroke-width="0.45"/>'
        )
        yield shape + label


def _label(sketch: _Sketch, x: float, y: float, text: str, kind: str, size: float) -> str:
    """A name beside its point where there is room: right, left, above or below; else ""."""
    width, high, off = _units(text) * size, size * 1.1, 2.9 if kind == "centre" else 1.6
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
                f'font-size="{size}" text-anchor="{anchor}">{_text(text)}</text>'
            )
    return ""


def _scale(sketch: _Sketch, lang: Lang) -> Iterator[str]:
    metres = next((m for m in _SCALE_BARS if m * sketch.scale <= _SCALE_ROOM), _SCALE_BARS[-1])
    width, y = metres * sketch.scale, sketch.height - 4
    yield (
        f'<path d="M4 {y - 1.6:.2f}v1.6h{width:.2f}v-1.6" fill="none" stroke="{_PALETTE.ink}" '
        f'stroke-width="0.5"/><text class="scale" x="4" y="{y - 2.6:.2f}">'
        f"{_text(metres_text(metres, lang))}</text>"
    )
    x, north = _WIDTH - 7, _text(t("circle.poster_north", lang))
    yield (
        f'<path d="M{x:.2f} 3l2.2 6.4l-2.2-1.4l-2.2 1.4z" fill="{_PALETTE.ink}"/>'
        f'<text class="north" x="{x:.2f}" y="13">{north}</text>'
    )


@cache
def _style() -> str:
    """The poster's style sheet, which goes into the document itself."""
    return files(__package__).joinpath("poster.css").read_text(encoding="utf-8")
