"""The report as a PowerPoint file: native text, tables, charts, and maps of native shapes.

A map is one group: a group for each county, named by its code, with one freeform for each town,
named by its code and described in words; everything can be moved, recoloured and edited. Fonts
are asked for by name (:data:`FONT`), with class and character set given, so that a system without
it substitutes another Chinese sans-serif.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import xmlchemy
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from locator.reports.drawing.canvas import COLOURS, INK, MIST, PAPER, QUIET, RULE, TINTS, WHITE
from locator.reports.package import CREATED, reproducible
from locator.reports.slides.deck import deck, footer
from locator.reports.slides.native import EMU, Native, Pen, Style, describe, emu, fill, rgb
from locator.reports.slides.native_chart import chart
from locator.reports.slides.slide import (
    BODY,
    CELL_X,
    CELL_Y,
    COVER,
    COVER_AFTER,
    COVER_TITLE,
    FOOT,
    HEIGHT,
    LEAD,
    MAP,
    PANEL_GAP,
    PANELS,
    TAG,
    TITLE,
    WIDTH,
    Cover,
    Graph,
    Grid,
    Picture,
    Points,
    lead_size,
    panel_colour,
    title_size,
)
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report
    from locator.reports.slides.slide import Slide

# The library spells the same few tags out anew 300,000 times a deck, a fifth of its time.
vars(xmlchemy)["qn"] = functools.cache(qn)

#: The font that every Chinese Windows and Office has; others substitute by class and charset.
FONT = "Microsoft YaHei"
_FONT_CLASS = {"panose": "020B0503020204020204", "pitchFamily": "34", "charset": "-122"}
#: Figures and Latin letters; every system has it or one of its very widths.
LATIN_FONT = "Arial"
#: Colours of the theme by the name of its slot.
_THEME = {
    "dk1": INK,
    "lt1": WHITE,
    "dk2": QUIET,
    "lt2": PAPER,
    "accent1": COLOURS["met"],
    "accent2": COLOURS["gap"],
    "accent3": COLOURS["unreported"],
}
_TITLE_ONLY = 5
#: The table style without any lines and fills, in every Office.
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_WATERMARK = (60.0, 205.0, WIDTH - 120, 130.0)


def to_pptx(report: Report | RegionReport) -> bytes:
    """The slides of a report as a .pptx file; equal reports give equal bytes."""
    book = Presentation()
    _shape_template(book)
    maker = _Slides(book, report)
    for number, slide in enumerate(deck(report), start=1):
        maker.add(slide, number)
    about = book.core_properties
    about.title, about.subject = printable(report.head.title), printable(footer(report))
    about.author = about.last_modified_by = ""
    about.created = about.modified = CREATED
    about.revision = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return reproducible(buffer.getvalue())


def _shape_template(book: Native) -> None:
    """Sixteen to nine, our fonts and colours; placeholders of the template in proportion."""
    old = book.slide_width
    book.slide_width, book.slide_height = emu(WIDTH, HEIGHT)
    master = book.slide_master
    for layout in (master, *book.slide_layouts):
        for shape in layout.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left = shape.left * book.slide_width // old
                shape.width = shape.width * book.slide_width // old
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for kind in ("majorFont", "minorFont"):
        fonts = root.find(f".//{qn('a:' + kind)}")
        fonts.find(qn("a:latin")).set("typeface", LATIN_FONT)
        fonts.find(qn("a:ea")).attrib.update({"typeface": FONT, **_FONT_CLASS})
        for one in fonts.findall(qn("a:font")):
            if one.get("script") == "Hans":
                one.set("typeface", FONT)
    for slot, colour in _THEME.items():
        place = root.find(f".//{qn('a:' + slot)}")
        place.clear()
        etree.SubElement(place, qn("a:srgbClr"), val=colour.removeprefix("#"))
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Slides:
    def __init__(self, book: Native, report: Report | RegionReport) -> None:
        self.book = book
        self.report = report
        self.pen = Pen("zh-CN" if report.head.lang == "zh" else "en-GB")

    def add(self, slide: Slide, number: int) -> None:
        """One slide with everything on it."""
        page = self.book.slides.add_slide(self.book.slide_layouts[_TITLE_ONLY])
        shapes, body = page.shapes, slide.body
        if self.report.head.watermark:
            self._watermark(shapes, self.report.head.watermark)
        cover = isinstance(body, Cover)
        title = shapes.title
        title.left, title.top, title.width, title.height = emu(*(COVER_TITLE if cover else TITLE))
        style = Style(title_size(slide), bold=True, anchor="bottom" if cover else "middle")
        self.pen.write(title.text_frame, [slide.title], style)
        if slide.lead:
            self.pen.box(shapes, "lead", LEAD, [slide.lead], Style(lead_size(slide), QUIET))
        if isinstance(body, Cover):
            self.pen.box(
                shapes, "cover", COVER, body.lines, Style(body.size, QUIET, after=COVER_AFTER)
            )
        elif isinstance(body, Grid):
            self._grid(shapes, body, slide.title)
        elif isinstance(body, Picture):
            self.pen.figure(shapes, "map", body.figure, MAP)
            self._panels(shapes, body)
        elif isinstance(body, Graph):
            chart(shapes, body.chart, BODY, self.pen)
        elif isinstance(body, Points):
            self.pen.box(shapes, "points", BODY, body.points, Style(body.size, after=body.after))
        self._foot(shapes, number)
        page.notes_slide.notes_text_frame.text = printable("\n".join(filter(None, slide.notes)))

    def _watermark(self, shapes: Native, words: str) -> None:
        """Pale and large across the slide, small and clear above its title."""
        style = Style(58, COLOURS["gap"], bold=True, align="center", anchor="middle")
        across = self.pen.box(shapes, "watermark", _WATERMARK, [words], style)
        across.rotation = -18
        colour = across._element.find(f".//{qn('a:srgbClr')}")
        etree.SubElement(colour, qn("a:alpha"), val="10000")
        style = Style(13, COLOURS["gap"], bold=True, align="right", anchor="middle")
        self.pen.box(shapes, "watermark tag", TAG, [words], style)

    def _foot(self, shapes: Native, number: int) -> None:
        left, top, width, height = FOOT
        self.pen.box(shapes, "footer", FOOT, [footer(self.report)], Style(11, QUIET))
        place = (left + width, top, 50, height)
        self.pen.box(shapes, "page", place, [str(number)], Style(11, QUIET, align="right"))

    def _panels(self, shapes: Native, picture: Picture) -> None:
        """Units by status beside the map, in one box that staff can edit."""
        lines = [words for panel in picture.panels for words in (panel.heading, panel.text)]
        box = self.pen.box(shapes, "names", PANELS, lines, Style(picture.size))
        for number, panel in enumerate(picture.panels):
            heading, names = box.text_frame.paragraphs[2 * number : 2 * number + 2]
            font = heading.runs[0].font
            colour = panel_colour(panel)
            font.bold, font.color.rgb = True, rgb(colour)
            names.space_after = Pt(PANEL_GAP)

    def _grid(self, shapes: Native, grid: Grid, name: str) -> None:
        place = (BODY[0], BODY[1], sum(c.width for c in grid.columns), sum(grid.heights))
        frame = shapes.add_table(len(grid.rows) + 1, len(grid.columns), *emu(*place))
        frame.name = "table"
        describe(frame, name)
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
        table.horz_banding = False
        for column, wanted in zip(table.columns, grid.columns, strict=True):
            column.width = Emu(int(wanted.width * EMU))
        for row, height in zip(table.rows, grid.heights, strict=True):
            row.height = Emu(int(height * EMU))
        for number, column in enumerate(grid.columns):
            style = Style(grid.head, bold=True, align=column.side, anchor="middle")
            self._cell(table.cell(0, number), column.head, MIST, style)
            for line, row in enumerate(grid.rows, start=1):
                one = row[number]
                style = Style(grid.size, bold=one.bold, align=column.side, anchor="middle")
                tint = TINTS[one.status] if one.status else ""
                self._cell(table.cell(line, number), one.text, tint, style)

    def _cell(self, cell: Native, words: str, tint: str, style: Style) -> None:
        self.pen.write(cell.text_frame, words.split("\n"), style)
        cell.margin_left = cell.margin_right = Pt(CELL_X)
        cell.margin_top = cell.margin_bottom = Pt(CELL_Y)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        if tint:
            fill(cell.fill, tint)
        else:
            cell.fill.background()
        line = etree.Element(qn("a:lnB"), w=str(int(0.75 * EMU)))
        solid = etree.SubElement(line, qn("a:solidFill"))
        etree.SubElement(solid, qn("a:srgbClr"), val=RULE.removeprefix("#"))
        cell._tc.get_or_add_tcPr().insert(0, line)
