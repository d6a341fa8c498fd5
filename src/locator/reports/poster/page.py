"""A learning circle → one A4 page to print: a document of its own that asks nobody for anything.

Style, map and code are inside it, drawn by us; it holds no script and no address but its own link,
as text and as a QR code. Every text from the data goes through
:func:`locator.reports.poster.text.text_of`. What fits on the
page is worked out here in millimetres, from the width of the letters, and what does not is
counted. The same circle gives the same bytes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import segno

from locator.circles.circle import plan_layers
from locator.reports.poster.sketch import draw_map
from locator.reports.poster.text import (
    LINES,
    NAME_LENGTH,
    WIDTH,
    letters_wide,
    lines_of,
    shortened,
    text_of,
)
from locator.reports.poster.venue_list import (
    NAME_LINE,
    column_html,
    list_height,
    list_items,
    two_columns,
)
from locator.style import WATERMARK
from locator.wording.cards import short_source
from locator.wording.catalogue import TAGS, Lang, t
from locator.wording.circles import pace_text, when_text
from locator.wording.figures import as_of_text, distance_text
from locator.wording.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from locator.circles.circle import Circle
    from locator.pack.model import CityPack

#: A longer link gets no code.
_LINK = 1000
# The page without its margins is 186 mm x 273 mm.
_HEIGHT, _GAP = 273.0, 4.0
_HEAD, _BAND = 37.0, 9.0
_MAP_LEAST, _MAP_MOST = 84.0, 156.0
_TITLE_ROOM, _TITLE = 146.0, 10.5
_SMALL_SIZE, _SMALL_LINE = 2.6, 3.7
#: More venues than this fit on no page.
_MOST = 40
#: Lines of the two paragraphs at the foot, at most.
_LACKING_LINES, _FOOT_LINES = 5, 5
_SOURCES = 4


def qr_code(link: str) -> str:
    """A link as a QR code, an inline SVG of black on white; "" for none or one too long."""
    if not link or len(link) > _LINK:
        return ""
    return segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, border=4, light="#fff"
    )


def poster(
    circle: Circle,
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
    lacking = _lacking(circle, pack, lang)
    foot = _foot(circle, pack, link, approval, lang)
    room = _HEIGHT - _HEAD - 4 * _GAP - (_BAND if pack.city.fictional else 0)
    room -= _small_height([lacking], _LACKING_LINES) + _small_height(foot, _FOOT_LINES)
    total, count, most = len(circle.venues), min(len(circle.venues), _MOST), LINES
    while True:
        items = list_items(circle, count, when, lang, most)
        columns = two_columns(items)
        height = max(map(list_height, columns)) + (NAME_LINE if count < total else 0)
        if height <= room - _MAP_LEAST or not count:
            break
        # First shorter entries, then fewer of them; names are never cut for it.
        count, most = (count, 1) if most > 1 else (count - 1, 1)
    map_height = max(_MAP_LEAST, min(_MAP_MOST, room - height))
    note = t("circle.poster_more", lang, n=total - count) if count < total else ""
    if not total:
        note = t("circle.poster_empty", lang)
    parts = [
        _head(circle, place, name, when, link, lang),
        _band(lang) if pack.city.fictional else "",
        draw_map(circle, pack, items, place, map_height, lang),
        '<div class="list">' + "".join(column_html(c, lang) for c in columns) + "</div>",
        f'<p class="more">{text_of(note)}</p>' if note else "",
        '<div class="end">',
        f'<p class="lacking">{text_of(lacking)}</p>' if lacking else "",
        "".join(f'<p class="foot">{text_of(line)}</p>' for line in foot) + "</div>",
    ]
    document = (
        f'<!DOCTYPE html>\n<html lang="{TAGS[lang]}"><head><meta charset="utf-8"/>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"/>"
        '<meta name="viewport" content="width=device-width"/>'
        f"<title>{text_of(name)}</title><style>{_style()}</style></head>"
        f'<body><main class="sheet">{"".join(parts)}</main></body></html>\n'
    )
    return document.encode()


def _small_height(lines: Iterable[str], most: int) -> float:
    total = sum(lines_of(line, _SMALL_SIZE, WIDTH, most) for line in lines if line)
    return min(total, most + 2) * _SMALL_LINE


def _head(
    circle: Circle, place: str, name: str, when: datetime | None, link: str, lang: Lang
) -> str:
    name = shortened(name, NAME_LENGTH)
    size = min(_TITLE, _TITLE_ROOM / max(letters_wide(name) * 1.03, 1))
    walker = t(f"circle.walker_{circle.walker}", lang)
    lines = [
        t("circle.poster_walk", lang, walker=walker, minutes=circle.minutes),
        t("circle.poster_streets", lang)
        if circle.shape is not None
        else t("circle.poster_radius", lang, radius=distance_text(circle.radius_m, lang)),
    ]
    centre = t("circle.poster_centre", lang, place=shortened(place, NAME_LENGTH // 2))
    opened = ""
    if when is not None:
        opened = t("circle.poster_open", lang, when=when_text(when, lang))
    code = qr_code(link)
    scan = t("circle.poster_scan", lang)
    return (
        '<header><div class="words">'
        f'<h1 style="font-size:{size:.2f}mm">{text_of(name)}</h1>'
        f'<p class="about">{text_of(centre)} · {text_of(" · ".join(lines))}</p>'
        f'<p class="figure"><b>{len(circle.venues)}</b> {text_of(t("circle.poster_found", lang))}'
        + (f"<span>{text_of(opened)}</span>" if opened else "")
        + "</p></div>"
        + (f'<div class="code">{code}<p>{text_of(scan)}</p></div>' if code else "")
        + "</header>"
    )


def _band(lang: Lang) -> str:
    mark, note = text_of(WATERMARK), text_of(t("app.watermark_note", lang))
    return f'<p class="band"><b>{mark}</b> {note}</p><p class="over" aria-hidden="true">{mark}</p>'


def _lacking(circle: Circle, pack: CityPack, lang: Lang) -> str:
    """The kinds without a record, as many as have room; those asked for near home first."""
    level = plan_layers(pack)
    near = [layer for layer in circle.lacking if level[layer.code] in {"town", "village"}]
    names = [name_of(y, lang) for y in near]
    names += [name_of(y, lang) for y in circle.lacking if y not in near]
    if not names:
        return ""
    more = t("circle.poster_lacking_more", lang, n=len(names))
    head, comma = t("circle.poster_lacking", lang), t("find.comma", lang)
    for shown in range(len(names), 0, -1):
        text = head + comma.join(names[:shown]) + (more if shown < len(names) else "")
        if lines_of(text, _SMALL_SIZE, WIDTH, _LACKING_LINES + 1) <= _LACKING_LINES:
            break
    return text


def _foot(circle: Circle, pack: CityPack, link: str, approval: str, lang: Lang) -> list[str]:
    """How the circle was drawn, data date and sources, what the map is, the link."""
    approved = (
        t("app.footer_approval", lang, number=approval)
        if approval
        else t("app.footer_no_approval", lang)
    )
    lines = [
        pace_text(circle, lang),
        t(
            "circle.poster_data",
            lang,
            as_of=as_of_text(pack.data_date, lang),
            sources=_sources(circle, pack, lang),
        ),
        t("app.footer_map", lang, approval=approved),
    ]
    if link and len(link) <= _LINK:
        readable = unquote(link)
        same = quote(readable, safe=":/?#[]@!$&'()*+,;=%~") == link
        lines.append(readable if same else link)
    return lines


def _sources(circle: Circle, pack: CityPack, lang: Lang) -> str:
    """Who the records and the ground come from, the most frequent first."""
    texts = [short_source(source, lang, pack.vocabularies) for source in circle.venues["source"]]
    for frame in pack.basemap.values():
        texts += [
            short_source(str(source), lang, pack.vocabularies)
            for source in frame["source"].unique()
        ]
    between = t("find.source_and", lang)
    parts = [part.strip() for text in texts for part in text.split(between) if part.strip()]
    order = sorted(dict.fromkeys(parts), key=lambda part: -parts.count(part))
    names = t("find.comma", lang).join(shortened(part, NAME_LENGTH) for part in order[:_SOURCES])
    if len(order) > _SOURCES:
        return t("circle.poster_sources_more", lang, sources=names, n=len(order))
    return names


@cache
def _style() -> str:
    """The poster's style sheet, which goes into the document itself."""
    return files(__package__).joinpath("poster.css").read_text(encoding="utf-8")
