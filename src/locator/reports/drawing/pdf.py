"""Figures on the pages of a PDF, with an embedded Chinese font; PNG by way of it.

The fonts are Noto Sans SC and Noto Serif SC (SIL Open Font Licence 1.1), which the package
``pylopdf-fonts-zh-cn`` brings along; only the characters used are embedded. Nothing in a file
depends on when or where it was made.
"""

from __future__ import annotations

import copy
import functools
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pylopdf_fonts_zh_cn as fonts
import pypdfium2
import shapely
from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import IntersectionRule, StrokeJoinStyle, TextMode
from fpdf.fonts import SubsetMap, TTFFont

from locator.reports.drawing.canvas import COLOURS
from locator.reports.figure import Line, Shape
from locator.reports.package import CREATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from locator.reports.figure import Figure, Item, Point, Text
    from locator.wording.catalogue import Lang

SANS = "sans"
_HATCH_STEP, _HATCH_WIDTH = 5.0, 1.3
_HALO_WIDTH, _BOLD_WIDTH = 0.22, 0.035
_DASH = (3.0, 2.2)
_MARKS = "‘’“”…"
#: Tables of a font that no document keeps; while they are there, embedding reads them.
_OF_SHAPING = {"GDEF", "GPOS", "GSUB"}
#: Dots an inch of a picture for print.
DPI = 300
_POINTS_PER_INCH = 72


class PdfSheet(FPDF):
    """A PDF in points with our sans-serif font.

    Parameters
    ----------
    width, height
        Size of a page in points.
    title
        Title of the document.
    lang
        Its language: in English quotation marks are narrow, which these fonts know of.
    """

    def __init__(self, width: float, height: float, title: str, lang: Lang = "zh") -> None:
        super().__init__(unit="pt", format=(width, height))
        self.set_lang("zh-CN" if lang == "zh" else "en-GB")
        self.add_face(SANS, fonts.sans_path())
        self.set_creation_date(CREATED)
        self.set_title(title)
        self.set_margin(0)
        self.set_auto_page_break(auto=False)

    def add_face(self, family: str, path: Path) -> None:
        """A font of a file, with the marks of the document's language."""
        read = _read_face(path)
        font = copy.copy(read.font)
        font.i, font.fontkey = len(self.fonts) + 1, family
        # Embedding leaves of a font only what was used: each document opens the file anew.
        font.ttfont = type(font.ttfont)(path, recalcTimestamp=False, lazy=True)
        for table in _OF_SHAPING & set(font.ttfont.keys()):
            del font.ttfont[table]
        font.cmap, font.cw = font.cmap.copy(), font.cw.copy()
        font.glyph_ids = font.glyph_ids.copy()
        font.missing_glyphs = []
        if self.lang != "zh-CN":
            for mark, (name, number, width) in read.narrow.items():
                font.cmap[mark], font.glyph_ids[mark], font.cw[mark] = name, number, width
        font.subset = SubsetMap(font)
        self.fonts[family] = font
        if font.is_cff and font.is_cid_keyed:
            self._set_min_pdf_version("1.6")

    def figure(self, figure: Figure, left: float, top: float, scale: float = 1) -> None:
        """Draw a figure with its upper left corner at a point, in points."""
        for item in figure.items:
            self.item(item, left, top, scale)

    def item(self, item: Item, left: float = 0, top: float = 0, scale: float = 1) -> None:
        """Draw one item of a figure, its own origin at a point."""

        def place(points: Iterable[Point]) -> list[Point]:
            return [(left + x * scale, top + y * scale) for x, y in points]

        if isinstance(item, Shape):
            self._shape(item, [place(ring) for ring in item.rings], scale)
        elif isinstance(item, Line):
            outline = _Stroke(item.stroke, item.width * scale, item.dashed)
            self._path([place(item.points)], "", outline, closed=False)
        else:
            self.words(item, left, top, scale)

    def _shape(self, shape: Shape, rings: list[list[Point]], scale: float) -> None:
        outline = _Stroke(shape.stroke, shape.width * scale, shape.dashed)
        if shape.pattern:
            self._path(rings, shape.fill, None)
            hatch = _Stroke(COLOURS["unreported"], _HATCH_WIDTH * scale)
            self._path(hatching(rings, _HATCH_STEP * scale), "", hatch, closed=False)
            self._path(rings, "", outline)
        else:
            self._path(rings, shape.fill, outline)

    def _path(
        self,
        rings: Iterable[Sequence[Point]],
        fill: str,
        outline: _Stroke | None,
        *,
        closed: bool = True,
    ) -> None:
        if not fill and not (outline and outline.colour):
            return
        path = PaintedPath()
        style = path.style
        style.fill_color = fill or None
        style.intersection_rule = IntersectionRule.EVENODD
        style.auto_close = closed
        style.stroke_join_style = StrokeJoinStyle.ROUND
        style.stroke_color = outline.colour if outline and outline.colour else None
        if outline:
            style.stroke_width = outline.width
            style.stroke_dash_pattern = _DASH if outline.dashed else None
        for ring in rings:
            path.move_to(*ring[0])
            for point in ring[1:]:
                path.line_to(*point)
            if closed:
                path.close()
        with self.drawing_context() as context:
            context.add_item(path, clone=False)  # nothing else holds it

    def words(
        self, item: Text, left: float = 0, top: float = 0, scale: float = 1, family: str = SANS
    ) -> None:
        """A line of text; bold by a thin outline, because the font has one weight."""
        size = item.size * scale
        self.set_font(family, size=size)
        self.set_text_color(item.fill)
        width = self.get_string_width(item.text)
        start = {"start": 0.0, "middle": -width / 2, "end": -width}[item.anchor]
        x, y = left + item.at[0] * scale + start, top + item.at[1] * scale
        if item.halo:
            with self.local_context(
                text_mode=TextMode.STROKE, draw_color=item.halo, line_width=_HALO_WIDTH * size
            ):
                self.text(x, y, item.text)
        if item.bold:
            with self.local_context(
                text_mode=TextMode.FILL_STROKE, draw_color=item.fill, line_width=_BOLD_WIDTH * size
            ):
                self.text(x, y, item.text)
        else:
            self.text(x, y, item.text)


class _Face(NamedTuple):
    """What is known of a font before anything is set in it."""

    font: TTFFont
    #: Marks that English sets narrow, with name, number and width of their glyphs.
    narrow: Mapping[int, tuple[str, int, int]]


@functools.cache
def _read_face(path: Path) -> _Face:
    """A font of a file, read once: its 30,000 characters take longer than most documents."""
    font = TTFFont(FPDF(), path, "", "")
    narrow = {
        mark: (name, font.ttfont.getGlyphID(name), round(font.ttfont["hmtx"][name][0] * font.scale))
        for mark, name in _proportional(font).items()
    }
    font.close()
    return _Face(font, narrow)


def _proportional(font: TTFFont) -> dict[int, str]:
    """Glyphs of the marks that Chinese sets as wide as its characters, by the font's ``pwid``."""
    table, wide = font.ttfont["GSUB"].table, font.cmap
    records = table.FeatureList.FeatureRecord
    lookups = next((r.Feature.LookupListIndex for r in records if r.FeatureTag == "pwid"), ())
    narrow: dict[str, str] = {}
    for lookup in lookups:
        for part in table.LookupList.Lookup[lookup].SubTable:
            narrow |= getattr(part, "ExtSubTable", part).mapping
    return {ord(m): narrow[wide[ord(m)]] for m in _MARKS if wide.get(ord(m)) in narrow}


@dataclass(frozen=True, slots=True)
class _Stroke:
    colour: str
    width: float
    dashed: bool = False


def hatching(rings: Sequence[Sequence[Point]], step: float) -> list[list[Point]]:
    """Diagonal lines inside an area, ``step`` apart, on one grid for the whole page."""
    area = shapely.Polygon()
    for ring in rings:
        area = shapely.symmetric_difference(area, shapely.make_valid(shapely.Polygon(ring)))
    if area.is_empty:
        return []
    west, north, east, south = area.bounds
    across = step * math.sqrt(2)
    # Lines x + y = k * across.
    first, last = math.ceil((west + north) / across), math.floor((east + south) / across)
    sums = np.arange(first, last + 1) * across
    if not len(sums):
        return []
    starts = np.column_stack([sums - north, np.full(len(sums), north)])
    ends = np.column_stack([sums - south, np.full(len(sums), south)])
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    parts = shapely.get_parts(shapely.intersection(lines, area))
    parts = parts[shapely.get_dimensions(parts) == 1]
    return [
        [(float(x), float(y)) for x, y in line.coords]
        for line in parts
        if isinstance(line, shapely.LineString) and not line.is_empty
    ]


def to_png(figure: Figure, dpi: int = DPI) -> bytes:
    """The figure as a PNG on white, at a resolution for its size in inches."""
    return to_pngs([figure], dpi)[0]


def to_pngs(figures: Sequence[Figure], dpi: int = DPI) -> list[bytes]:
    """Figures as :func:`to_png` draws them, the fonts read and cut down once for all of them."""
    if not figures:
        return []
    sheet = PdfSheet(figures[0].width, figures[0].height, figures[0].title)
    for figure in figures:
        sheet.add_page(format=(figure.width, figure.height))
        sheet.figure(figure, 0, 0)
    document = pypdfium2.PdfDocument(bytes(sheet.output()))
    pictures = []
    try:
        for page in document:
            buffer = io.BytesIO()
            page.render(scale=dpi / _POINTS_PER_INCH).to_pil().save(buffer, "PNG", dpi=(dpi, dpi))
            pictures.append(buffer.getvalue())
    finally:
        document.close()
    return pictures
