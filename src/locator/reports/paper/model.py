"""The sheet a document is written on: GB/T 9704-2012 in the terms of python-docx.

Measures are those of the standard for official documents of Party and government organs: A4, a
type area of 156 x 225 mm, body text in 仿宋 三号 (16 pt), headings 一、 in 黑体 and （一） in 楷体,
title in 小标宋 二号 (22 pt), page numbers between dashes, odd ones right and even ones left. Fonts
are asked for by name; the font table names what stands in where one is missing.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from locator.reports.drawing.pdf import to_pngs
from locator.reports.package import CREATED, reproducible
from locator.reports.paper.writing import Marked, Numbering
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

    from locator.pack.model import Status
    from locator.reports.drawing.figure import Figure, Side, TableColumn
    from locator.wording.catalogue import Lang

#: Type area of an upright page, millimetres; lying down it is as wide as it was high.
WIDTH_MM, HEIGHT_MM = 156.0, 225.0
_PAGE_MM = (210.0, 297.0)
_TOP, _BOTTOM, _LEFT, _RIGHT = 37.0, 35.0, 28.0, 26.0
#: Page numbers stand 7 mm below the type area.
_FOOT = _BOTTOM - 7.0 - 5.0
_LATIN = "Times New Roman"
#: Chinese faces and, for the font table, what replaces a missing one.
_SONG_TITLE, _HEI, _KAI, _FANG, _SONG = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"
_INSTEAD = {_SONG_TITLE: _SONG, _HEI: "SimHei", _KAI: "KaiTi", _FANG: "FangSong", _SONG: "SimSun"}
_INK, _VERMILION = RGBColor(0, 0, 0), RGBColor(0x9A, 0x2E, 0x1D)
_SHADES: dict[Status, str] = {"met": "E3F0EF", "gap": "F6DAD5", "unreported": "F0F1F1"}
_HEAD_SHADE = "E9ECEA"
#: The grid of the standard: characters a line and lines a page.
CHARACTERS, LINES = 28, 22
_POINTS_PER_MM = 72 / 25.4
#: Height of a line in points, 22 of which fill the type area.
LINE = 28.95
#: Tables of so many rows stay on one page.
TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes in points that differ by language: Chinese as the standard has them."""

    body: float
    line: float
    title: float
    table: float
    indent_chars: int


#: By language.
LOOKS: dict[Lang, Look] = {
    "zh": Look(body=16, line=LINE, title=22, table=10.5, indent_chars=2),
    "en": Look(body=12, line=19, title=20, table=9.5, indent_chars=0),
}


class Paper:
    """A document being written from top to bottom; :meth:`to_bytes` closes it."""

    def __init__(self, lang: Lang, title: str, subject: str) -> None:
        self.lang = lang
        self.look = LOOKS[lang]
        self.document = Document()
        self._numbers = Numbering(lang)
        self._pictures: dict[Figure, bytes] = {}
        self._room, self._high = WIDTH_MM, HEIGHT_MM
        _strip(self.document)
        _styles(self.document, self.look)
        section = self.document.sections[0]
        _page(section, upright=True)
        if lang == "zh":
            _grid(section)
        self.document.settings.odd_and_even_pages_header_footer = True
        self._number_pages(section)
        properties = self.document.core_properties
        properties.title, properties.subject = printable(title)[:255], printable(subject)[:255]
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.keywords, properties.revision = "", 1
        properties.created = properties.modified = properties.last_printed = CREATED

    def title(self, text: str, under: str = "") -> None:
        """The document's title, centred, and a line under it."""
        self._paragraph(text, "Title")
        if under:
            self._paragraph(under, "Subtitle")

    def heading(self, level: int, text: str) -> None:
        """A numbered heading of level 1 or 2; what is below it is numbered from one again."""
        self._paragraph(self._numbers.heading(level, text), f"Heading {level}")

    def item(self, text: str) -> None:
        """A numbered paragraph."""
        self._paragraph(self._numbers.item(text), "Normal")

    def loose_heading(self, text: str) -> None:
        """A heading without a number, for what is attached."""
        self._paragraph(text, "Attached")

    def body(self, text: str) -> None:
        """A paragraph of running text."""
        self._paragraph(text, "Normal")

    def line(self, text: str, side: Side, away: float = 0) -> None:
        """A line of the body's type at one side of the page, so many characters away from it."""
        paragraph = self._paragraph(text, "Normal")
        paragraph.alignment = {"left": ALIGN.LEFT, "right": ALIGN.RIGHT, "center": ALIGN.CENTER}[
            side
        ]
        look = paragraph.paragraph_format
        look.first_line_indent = Pt(0)
        paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), "0")
        space = Pt(away * self.look.body)
        if side == "right":
            look.right_indent = space
        else:
            look.left_indent = space

    def note(self, text: str) -> None:
        """Small print under a table or figure."""
        self._paragraph(text, "Note")

    def warning(self, text: str) -> None:
        """A boxed line that nobody overlooks."""
        self._paragraph(text, "Warning")

    def table(
        self,
        caption: str,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[str | Marked]],
        *,
        whole: bool = True,
    ) -> None:
        """A captioned table whose head stands again on every page; widths fill the type area.

        A short one stays on one page if ``whole``.
        """
        self._paragraph(self._numbers.table(caption), "Table caption")
        scale = self._room / sum(column.width for column in columns)
        widths = [Mm(column.width * scale).twips for column in columns]
        table = OxmlElement("w:tbl")
        table.append(_table_look(sum(widths)))
        grid = OxmlElement("w:tblGrid")
        for width in widths:
            grid.append(_element("w:gridCol", w=width))
        table.append(grid)
        table.append(_row([c.head for c in columns], columns, widths, head=True, bound=True))
        for number, row in enumerate(rows, start=1):
            bound = whole and number < len(rows) <= TOGETHER
            table.append(_row(row, columns, widths, head=False, bound=bound))
        self._append(table)
        self._paragraph("", "After table")

    def prepare(self, figures: Sequence[Figure]) -> None:
        """Take all figures at once: together they are drawn faster."""
        self._pictures = dict(zip(figures, to_pngs(figures), strict=True))

    def drawing(self, figure: Figure) -> None:
        """A figure with its caption under it, as large as fits the type area."""
        caption = self._numbers.figure(figure.title)
        wide = min(self._room, (self._high - 40) * figure.width / figure.height)
        paragraph = self.document.add_paragraph(style="Figure")
        png = io.BytesIO(self._pictures[figure])
        shape = paragraph.add_run().add_picture(png, width=Mm(wide))
        properties = shape._inline.docPr
        properties.set("name", caption.removesuffix(printable(figure.title)).strip())
        properties.set("descr", printable(figure.alt))
        self._paragraph(caption, "Figure caption")

    def picture(self, png: bytes, side: float, alt: str) -> None:
        """A square picture of ``side`` millimetres in the middle of the page."""
        paragraph = self.document.add_paragraph(style="Figure")
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(side))
        shape._inline.docPr.set("descr", printable(alt))

    def address(self, text: str) -> None:
        """To whom a letter is: a line of its own, not indented."""
        self._paragraph(text, "Normal").paragraph_format.first_line_indent = Mm(0)

    def mark_pages(self, text: str) -> None:
        """A line at the head of every page."""
        for header in (
            self.document.sections[0].header,
            self.document.sections[0].even_page_header,
        ):
            paragraph = header.paragraphs[0]
            paragraph.style = self.document.styles["Mark"]
            paragraph.add_run(printable(text))

    def attachment(self, *, upright: bool) -> None:
        """Begin what is attached, on pages of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _page(section, upright=upright)
        self._room, self._high = (WIDTH_MM, HEIGHT_MM) if upright else (HEIGHT_MM, WIDTH_MM)

    def to_bytes(self) -> bytes:
        """The finished file; the same text gives the same bytes."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return reproducible(buffer.getvalue())

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(printable(text), style=style)

    def _append(self, element: BaseOxmlElement) -> None:
        body = self.document.element.body
        body.insert(len(body) - 1, element)  # before the section's own properties

    def _number_pages(self, section: Section) -> None:
        for footer, style in (
            (section.footer, "Page right"),
            (section.even_page_footer, "Page left"),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.style = self.document.styles[style]
            paragraph.add_run("— ")
            _field(paragraph, "PAGE")
            paragraph.add_run(" —")


def _element(tag: str, **attributes: object) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _strip(document: WordDocument) -> None:
    """Drop what the library's template brings along and set the language of its text."""
    package = document.part.package
    for key, rel in list(package.rels.items()):
        if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    unwanted = {
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.CUSTOM_XML,
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    }
    for key, rel in list(document.part.rels.items()):
        if rel.reltype in unwanted:
            document.part.drop_rel(key)
    fonts = Part(
        PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, _font_table(), package
    )
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    for tag, root in (
        ("w:themeFontLang", document.settings.element),
        ("w:lang", document.styles.element),
    ):
        for element in root.iter(qn(tag)):
            element.set(qn("w:eastAsia"), "zh-CN")


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in _INSTEAD.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _page(section: Section, *, upright: bool) -> None:
    """Margins of the standard; lying down, the sheet is turned and they turn with it."""
    short, long = _PAGE_MM
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (
        (Mm(short), Mm(long)) if upright else (Mm(long), Mm(short))
    )
    margins = (_TOP, _RIGHT, _BOTTOM, _LEFT) if upright else (_LEFT, _TOP, _RIGHT, _BOTTOM)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
        Mm, margins
    )
    section.footer_distance = Mm(_FOOT if upright else _RIGHT - 12)
    section.header_distance = Mm(_TOP - 14 if upright else _LEFT - 14)


def _grid(section: Section) -> None:
    """The grid of lines, by which the reader's program sets Chinese text.

    A grid of characters as well would have LibreOffice give each character two cells, since one
    of the standard's size is a little wider than a cell: see :func:`_close`.
    """
    old = section._sectPr.find(qn("w:docGrid"))
    if old is not None:
        section._sectPr.remove(old)
    section._sectPr.append(
        _element(
            "w:docGrid", type="lines", linePitch=round(HEIGHT_MM * _POINTS_PER_MM / LINES * 20)
        )
    )


def _styles(document: WordDocument, look: Look) -> None:
    """All styles of a document, by the names that :class:`Paper` uses."""
    small = look.table
    for name, face, size, bold in (
        ("Normal", _FANG, look.body, False),
        ("Title", _SONG_TITLE, look.title, False),
        ("Subtitle", _KAI, look.body, False),
        ("Heading 1", _HEI, look.body, False),
        ("Heading 2", _KAI, look.body, False),
        ("Attached", _HEI, look.body, False),
        ("Table caption", _HEI, small + 1.5, False),
        ("Figure caption", _HEI, small + 1.5, False),
        ("Figure", _FANG, small, False),
        ("Note", _FANG, small, False),
        ("Warning", _HEI, look.body, False),
        ("After table", _FANG, small, False),
        ("Cell", _FANG, small, False),
        ("Cell head", _HEI, small, False),
        ("Mark", _HEI, 14, True),
        ("Page right", _SONG, 14, False),
        ("Page left", _SONG, 14, False),
    ):
        known = name in {style.name for style in document.styles}
        style = (
            document.styles[name]
            if known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        _face(style, face, size, bold=bold)
        _spacing(style, name, look)


def _face(style: ParagraphStyle, face: str, size: float, *, bold: bool) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts = _element(
        "w:rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=face, cs=_LATIN, hint="eastAsia"
    )
    properties.append(fonts)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    if style.name == "Normal":
        _close(style, size)
    warned = style.name in {"Mark", "Warning"}
    style.font.color.rgb = _VERMILION if warned else _INK


def _close(style: ParagraphStyle, size: float) -> None:
    """So much between characters, in 20ths of a point, that a line holds as many as it should."""
    each = WIDTH_MM * _POINTS_PER_MM / CHARACTERS
    closer = _element("w:spacing", val=math.floor((each - size) * 20))
    style.element.rPr.find(qn("w:sz")).addprevious(closer)


def _spacing(style: ParagraphStyle, name: str, look: Look) -> None:
    paragraph = style.paragraph_format
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:  # the template underlines its title
        style.element.pPr.remove(borders)
    paragraph.space_before = paragraph.space_after = Pt(0)
    small = name in {
        "Note",
        "Cell",
        "Cell head",
        "Figure",
        "Figure caption",
        "Table caption",
        "After table",
        "Mark",
        "Page right",
        "Page left",
    }
    paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE if small else WD_LINE_SPACING.EXACTLY
    if not small:
        paragraph.line_spacing = Pt(look.line if name != "Title" else look.title * 1.6)
    paragraph.widow_control = True
    paragraph.keep_with_next = name.startswith("Heading") or name in {
        "Table caption",
        "Figure",
        "Attached",
        "Title",
    }
    centred = {
        "Title",
        "Subtitle",
        "Table caption",
        "Figure caption",
        "Figure",
        "Cell head",
        "Warning",
        "Mark",
    }
    paragraph.alignment = (
        ALIGN.CENTER
        if name in centred
        else ALIGN.RIGHT
        if name == "Page right"
        else ALIGN.JUSTIFY
        if name == "Normal" and look.indent_chars
        else ALIGN.LEFT
    )
    if name == "Normal" or name.startswith("Heading"):
        _indent(style, look)
    else:
        _indent(style, None)
    before, after = {
        "Title": (0, look.line / 2),
        "Subtitle": (0, look.line),
        "Table caption": (8, 4),
        "Figure": (8, 0),
        "Figure caption": (4, 10),
        "Note": (2, 8),
        "Warning": (0, look.line / 2),
        "Attached": (0, 8),
        "Cell": (1.5, 1.5),
        "Cell head": (2, 2),
    }.get(name, (0, 0))
    if not look.indent_chars and (name == "Normal" or name.startswith("Heading")):
        before, after = (10, 4) if name.startswith("Heading") else (0, 6)
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)


def _indent(style: ParagraphStyle, look: Look | None) -> None:
    """The first line goes in by characters, which follow the size; twips for older readers."""
    chars = look.indent_chars if look else 0
    twips = round(chars * look.body * 20) if look else 0
    properties = style.element.get_or_add_pPr()
    old = properties.find(qn("w:ind"))
    if old is not None:
        properties.remove(old)
    style.paragraph_format.first_line_indent = Pt(twips / 20)
    properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(chars * 100))


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the reader's program fills in, such as the page number."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {text} "
            run._r.append(instruction)


def _table_look(width: int) -> BaseOxmlElement:
    """Fixed widths, thin lines, narrow cell margins."""
    look = OxmlElement("w:tblPr")
    look.append(_element("w:tblW", w=width, type="dxa"))
    look.append(_element("w:jc", val="center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color="5B6870"))
    look.append(borders)
    look.append(_element("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=70, type="dxa"))
    look.append(margins)
    return look


def _row(
    cells: Sequence[str | Marked],
    columns: Sequence[TableColumn],
    widths: Sequence[int],
    *,
    head: bool,
    bound: bool,
) -> BaseOxmlElement:
    """A row that no page break splits, nor parts from the next one if ``bound``."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for cell, column, width in zip(cells, columns, widths, strict=True):
        side = "center" if head else column.side
        row.append(_cell(cell, width, side, head=head, bound=bound))
    return row


def _cell(
    cell: str | Marked, width: int, side: Side, *, head: bool, bound: bool
) -> BaseOxmlElement:
    text, shade = (cell.text, _SHADES[cell.status]) if isinstance(cell, Marked) else (cell, "")
    element, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=width, type="dxa"))
    if head or shade:
        fill = _HEAD_SHADE if head else shade
        properties.append(_element("w:shd", val="clear", color="auto", fill=fill))
    properties.append(_element("w:vAlign", val="center"))
    element.append(properties)
    paragraph, look = OxmlElement("w:p"), OxmlElement("w:pPr")
    look.append(_element("w:pStyle", val="Cellhead" if head else "Cell"))
    if bound:
        look.append(OxmlElement("w:keepNext"))
    look.append(_element("w:jc", val=side))
    paragraph.append(look)
    run, written = OxmlElement("w:r"), OxmlElement("w:t")
    if isinstance(cell, Marked) and cell.status == "gap":
        bold = OxmlElement("w:rPr")
        bold.append(OxmlElement("w:b"))
        run.append(bold)
    written.text = printable(text)
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    paragraph.append(run)
    element.append(paragraph)
    return element
