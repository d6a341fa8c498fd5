"""The slides of a report as a PDF, for a machine without an office suite: the same deck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.reports.drawing.canvas import (
    COLOURS,
    INK,
    MIST,
    QUIET,
    RULE,
    TINTS,
    rectangle,
    wrapped,
)
from locator.reports.drawing.pdf import PdfSheet
from locator.reports.figure import ANCHORS, Line, Shape, Text
from locator.reports.slides import slide as sheet
from locator.reports.slides.deck import deck, footer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.reports.content.region import RegionReport
    from locator.reports.content.report import Report
    from locator.reports.figure import Anchor
    from locator.reports.slides.slide import Slide

#: From the top of a line to its baseline, in font sizes.
_BASE = 1.05


def to_slides_pdf(report: Report | RegionReport) -> bytes:
    """The slides as a PDF, a page each; equal reports give equal bytes."""
    pages = PdfSheet(sheet.WIDTH, sheet.HEIGHT, report.head.title, report.head.lang)
    for number, slide in enumerate(deck(report), start=1):
        _Page(pages, report, slide).draw(number)
    return bytes(pages.output())


class _Page:
    def __init__(self, pages: PdfSheet, report: Report | RegionReport, slide: Slide) -> None:
        self.pages, self.report, self.slide = pages, report, slide
        pages.add_page()

    def draw(self, number: int) -> None:
        """Everything on the slide, in the order of the slides in PowerPoint."""
        slide, body = self.slide, self.slide.body
        self.pages.start_section(slide.title)
        if self.report.head.watermark:
            self._watermark(self.report.head.watermark)
        size = sheet.title_size(slide)
        if isinstance(body, sheet.Cover):
            lines = wrapped(slide.title, size, sheet.COVER_TITLE[2])
            top = sheet.COVER_TITLE[1] + sheet.COVER_TITLE[3] - len(lines) * size * sheet.LEADING
            self._lines(lines, sheet.COVER_TITLE[0], top, size, bold=True)
            self._paragraphs(body.lines, sheet.COVER, body.size, sheet.COVER_AFTER, QUIET)
        else:
            top = sheet.TITLE[1] + (sheet.TITLE[3] - size * sheet.LEADING) / 2
            self._lines([slide.title], sheet.TITLE[0], top, size, bold=True)
        if slide.lead:
            size = sheet.lead_size(slide)
            left, top, width, _ = sheet.LEAD
            self._lines(wrapped(slide.lead, size, width), left, top, size, QUIET)
        if isinstance(body, sheet.Grid):
            self._grid(body)
        elif isinstance(body, sheet.Picture):
            self.pages.figure(body.figure, *sheet.MAP)
            self._panels(body)
        elif isinstance(body, sheet.Graph):
            self.pages.figure(body.chart.figure, sheet.BODY[0], sheet.BODY[1])
        elif isinstance(body, sheet.Points):
            self._paragraphs(body.points, sheet.BODY, body.size, body.after, INK)
        self._text(footer(self.report), sheet.FOOT[0], sheet.FOOT[1] + 12, 11, QUIET)
        self._text(
            str(number), sheet.WIDTH - sheet.MARGIN, sheet.FOOT[1] + 12, 11, QUIET, anchor="end"
        )

    def _text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        anchor: Anchor = "start",
    ) -> None:
        self.pages.words(Text((x, y), words, size, colour, bold=bold, anchor=anchor))

    def _lines(
        self,
        lines: Iterable[str],
        left: float,
        top: float,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
    ) -> float:
        """Lines one below the other; returns where the next one would begin."""
        for line in lines:
            self._text(line, left, top + size * _BASE, size, colour, bold=bold)
            top += size * sheet.LEADING
        return top

    def _paragraphs(
        self,
        words: Iterable[str],
        box: tuple[float, float, float, float],
        size: float,
        after: float,
        colour: str,
    ) -> None:
        left, top, width, _ = box
        for text in words:
            top = self._lines(wrapped(text, size, width), left, top, size, colour) + after

    def _panels(self, picture: sheet.Picture) -> None:
        left, top, _, _ = sheet.PANELS
        for panel in picture.panels:
            colour = sheet.panel_colour(panel)
            heading, text = sheet.panel_lines(panel, picture.size)
            top = self._lines(heading, left, top, picture.size, colour, bold=True)
            top = self._lines(text, left, top, picture.size) + sheet.PANEL_GAP

    def _grid(self, grid: sheet.Grid) -> None:
        top, width = sheet.BODY[1], sum(column.width for column in grid.columns)
        heading = [(column.head, MIST, True) for column in grid.columns]
        rows = [heading] + [
            [(cell.text, TINTS[cell.status] if cell.status else "", cell.bold) for cell in row]
            for row in grid.rows
        ]
        for number, (row, height) in enumerate(zip(rows, grid.heights, strict=True)):
            size = grid.size if number else grid.head
            left = sheet.BODY[0]
            for (words, tint, bold), column in zip(row, grid.columns, strict=True):
                if tint:
                    self.pages.item(Shape((rectangle(left, top, column.width, height),), tint))
                lines = wrapped(words, size, column.width - 2 * sheet.CELL_X)
                inside = {
                    "left": sheet.CELL_X,
                    "right": column.width - sheet.CELL_X,
                    "center": column.width / 2,
                }[column.side]
                y = top + (height - len(lines) * size * sheet.LEADING) / 2 + size * _BASE
                for line in lines:
                    self._text(line, left + inside, y, size, bold=bold, anchor=ANCHORS[column.side])
                    y += size * sheet.LEADING
                left += column.width
            top += height
            self.pages.item(Line(((sheet.BODY[0], top), (sheet.BODY[0] + width, top)), RULE, 0.75))

    def _watermark(self, words: str) -> None:
        """Pale and large across the slide, small and clear above its title."""
        x, y = sheet.WIDTH / 2, sheet.HEIGHT / 2
        with self.pages.rotation(18, x, y), self.pages.local_context(fill_opacity=0.1):
            self._text(words, x, y + 20, 58, COLOURS["gap"], anchor="middle")
        self._text(
            words,
            sheet.TAG[0] + sheet.TAG[2],
            sheet.TAG[1] + 14,
            13,
            COLOURS["gap"],
            bold=True,
            anchor="end",
        )
