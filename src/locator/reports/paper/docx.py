"""The development report as a Word document, written from top to bottom by python-docx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from locator.reports.drawing.canvas import tied
from locator.reports.drawing.pdf import to_pngs
from locator.reports.package import CREATED, reproducible
from locator.reports.paper.document import names, write
from locator.reports.paper.docx_table import table_element
from locator.reports.paper.sheet import (
    FIGURE,
    HEIGHT_MM,
    LOOKS,
    WIDTH_MM,
    add_field,
    set_grid,
    set_page,
    set_styles,
    strip_template,
)
from locator.reports.paper.writing import Marked, Numbering
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.text.paragraph import Paragraph

    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report
    from locator.reports.figure import Figure, Side, TableColumn
    from locator.wording.catalogue import Lang


def to_docx(report: Report | RegionReport) -> bytes:
    """The document; the same report gives the same bytes."""
    paper = Paper(report.head.lang, *names(report))
    write(paper, report)
    return paper.to_bytes()


class Paper:
    """A document being written from top to bottom; :meth:`to_bytes` closes it."""

    def __init__(self, lang: Lang, title: str, subject: str) -> None:
        self.lang = lang
        self.look = LOOKS[lang]
        self.document = Document()
        self._numbers = Numbering(lang)
        self._pictures: dict[Figure, bytes] = {}
        self._room, self._high = WIDTH_MM, HEIGHT_MM
        self._bound = 0
        strip_template(self.document)
        set_styles(self.document, self.look)
        section = self.document.sections[0]
        set_page(section, upright=True)
        if lang == "zh":
            set_grid(section)
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

    def together(self, lines: int, paragraphs: int = 0) -> None:
        """So many lines of the body's type follow that stand on one page."""
        self._bound = paragraphs or lines

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

    def note(self, text: str, *, leads: bool = False) -> None:
        """Small print; ``leads`` where it stands on the page of the table that follows."""
        paragraph = self._paragraph(text, "Note")
        if leads:
            paragraph.paragraph_format.keep_with_next = True

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
        notes: Sequence[str] = (),
    ) -> None:
        """A captioned table whose head stands again on every page; widths fill the type area.

        A short one stays on one page if ``whole``, and ``notes`` with the last rows of any.
        """
        self._paragraph(self._numbers.table(caption), "Table caption")
        size = self.look.table
        bound = bool(notes)
        self._append(table_element(columns, rows, self._room, size, whole=whole, bound=bound))
        self._bound = (1 + len(notes)) * bound
        self._paragraph("", "After table")
        for text in notes:
            self.note(text)

    def prepare(self, figures: Sequence[Figure]) -> None:
        """Take all figures at once: together they are drawn faster."""
        self._pictures = dict(zip(figures, to_pngs(figures), strict=True))

    def drawing(self, figure: Figure) -> None:
        """A figure with its caption under it, as wide as the type area or as high as its share."""
        caption = self._numbers.figure(figure.title)
        wide = min(self._room, FIGURE * self._high * figure.width / figure.height)
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
        section = self.document.sections[0]
        headers = [section.header, section.even_page_header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        for header in headers:
            paragraph = header.paragraphs[0]
            paragraph.style = self.document.styles["Mark"]
            paragraph.add_run(printable(text))

    def as_letters(self) -> None:
        """Every section is a letter: no number on its first page (GB/T 9704-2012, 10.1)."""
        self.document.sections[0].different_first_page_header_footer = True

    def attachment(self, *, upright: bool) -> None:
        """Begin what is attached, on pages of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        set_page(section, upright=upright)
        self._room, self._high = (WIDTH_MM, HEIGHT_MM) if upright else (HEIGHT_MM, WIDTH_MM)

    def to_bytes(self) -> bytes:
        """The finished file; the same text gives the same bytes."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return reproducible(buffer.getvalue())

    def _paragraph(self, text: str, style: str) -> Paragraph:
        paragraph = self.document.add_paragraph(printable(tied(text)), style=style)
        self._bound -= 1
        if self._bound > 0:
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.keep_together = True
        return paragraph

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
            add_field(paragraph, "PAGE")
            paragraph.add_run(" —")
