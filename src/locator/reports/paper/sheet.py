"""The sheet of an official document: GB/T 9704-2012 in the terms of python-docx.

Measures are those of the standard for official documents of Party and government organs: A4, a
type area of 156 x 225 mm, body text in 仿宋 三号 (16 pt), headings 一、 in 黑体 and （一） in 楷体,
title in 小标宋 二号 (22 pt), page numbers between dashes, odd ones right and even ones left. Fonts
are asked for by name; the font table names what stands in where one is missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from locator.reports.paper.writing import HEAD_LESS

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

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
#: The grid of the standard: characters a line and lines a page.
CHARACTERS, LINES = 28, 22
_POINTS_PER_MM = 72 / 25.4
#: Height of a line in points, 22 of which fill the type area.
LINE = 28.95
#: Height of a figure as a share of the type area's: two stand on a page with what is under them.
FIGURE = 0.38


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


def node(tag: str, **attributes: object) -> BaseOxmlElement:
    """An element of the document with its attributes, all of Word's own namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def strip_template(document: WordDocument) -> None:
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


def set_page(section: Section, *, upright: bool) -> None:
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


def set_grid(section: Section) -> None:
    """The grid of lines, by which the reader's program sets Chinese text.

    A grid of characters as well would have LibreOffice give each character two cells, since one
    of the standard's size is a little wider than a cell: see :func:`_close`.
    """
    old = section._sectPr.find(qn("w:docGrid"))
    if old is not None:
        section._sectPr.remove(old)
    section._sectPr.append(
        node("w:docGrid", type="lines", linePitch=round(HEIGHT_MM * _POINTS_PER_MM / LINES * 20))
    )


def set_styles(document: WordDocument, look: Look) -> None:
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
        ("Cell head", _HEI, small - HEAD_LESS, False),
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
        _face(style, face, size, bold=bold, chinese=bool(look.indent_chars))
        if name == "Normal" and look.indent_chars:
            _close(style, size)
        _spacing(style, name, look)


def _face(style: ParagraphStyle, face: str, size: float, *, bold: bool, chinese: bool) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts = node("w:rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=face, cs=_LATIN)
    if chinese:  # whose quotation marks are as wide as its characters
        fonts.set(qn("w:hint"), "eastAsia")
    properties.append(fonts)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    warned = style.name in {"Mark", "Warning"}
    style.font.color.rgb = _VERMILION if warned else _INK


def _close(style: ParagraphStyle, size: float) -> None:
    """So much between characters, in 20ths of a point, that a line holds as many as it should.

    Only where characters are squares: Latin letters would be torn apart.
    """
    each = WIDTH_MM * _POINTS_PER_MM / CHARACTERS
    closer = node("w:spacing", val=math.floor((each - size) * 20))
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
    if small:  # or every row of a table would be as high as a line of the body's grid
        properties = style.element.get_or_add_pPr()
        properties.find(qn("w:spacing")).addprevious(node("w:snapToGrid", val=0))
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


def add_field(paragraph: Paragraph, code: str) -> None:
    """A field that the reader's program fills in, such as the page number."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(node("w:fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {text} "
            run._r.append(instruction)
