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
from locator.reports.drawing.figure import Line, Shape, Text
from locator.reports.drawing.pdf import PdfSheet
from locator.reports.slides.deck import deck, footer
from locator.reports.slides.slide import (
    BODY,
    BODY_SIZE,
    CELL_X,
    COVER,
    COVER_TITLE,
    FOOT,
    HEIGHT,
    LEAD,
    LEAD_SIZE,
    LEADING,
    MAP,
    MARGIN,
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
    title_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.reports.content.report import Report
    from locator.reports.drawing.figure import Anchor
    from locator.reports.slides.slide import Align, Slide

_ANCHORS: dict[Align, Anchor] = {"left": "start", "right": "end", "center": "middle"}
#: From the top of a line to its baseline, in font sizes.
_BASE = 1.05


def to_slides_pdf(report: Report) -> bytes:
    """The slides as a PDF, a page each; equal reports give equal bytes."""
    sheet = PdfSheet(WIDTH, HEIGHT, report.head.title)
    sheet.set_lang("zh-CN" if report.head.lang == "zh" else "en-GB")
    for number, slide in enumerate(deck(report), start=1):
        _Page(sheet, report, slide).draw(number)
    return bytes(sheet.output())


class _Page:
    def __init__(self, sheet: PdfSheet, report: Report, slide: Slide) -> None:
        self.sheet, self.report, self.slide = sheet, report, slide
        sheet.add_page()

    def draw(self, number: int) -> None:
        """Everything on the slide, in the order of the slides in PowerPoint."""
        slide, body = self.slide, self.slide.body
        self.sheet.start_section(slide.title)
        if self.report.head.watermark:
            self._watermark(self.report.head.watermark)
        size = title_size(slide)
        if isinstance(body, Cover):
            lines = wrapped(slide.title, size, COVER_TITLE[2])
            top = COVER_TITLE[1] + COVER_TITLE[3] - len(lines) * size * LEADING
            self._lines(lines, COVER_TITLE[0], top, size, bold=True)
            self._paragraphs(body.lines, COVER, BODY_SIZE + 2, 6, QUIET)
        else:
            top = TITLE[1] + (TITLE[3] - size * LEADING) / 2
            self._lines([slide.title], TITLE[0], top, size, bold=True)
        if slide.lead:
            self._lines(wrapped(slide.lead, LEAD_SIZE, LEAD[2]), LEAD[0], LEAD[1], LEAD_SIZE, QUIET)
        if isinstance(body, Grid):
            self._grid(body)
        elif isinstance(body, Picture):
            self.sheet.figure(body.figure, *MAP)
            self._panels(body)
        elif isinstance(body, Graph):
            self.sheet.figure(body.chart.figure, BODY[0], BODY[1])
        elif isinstance(body, Points):
            self._paragraphs(body.points, BODY, body.size, body.size / 2, INK)
        self._text(footer(self.report), FOOT[0], FOOT[1] + 12, 11, QUIET)
        self._text(str(number), WIDTH - MARGIN, FOOT[1] + 12, 11, QUIET, anchor="end")

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
        self.sheet.words(Text((x, y), words, size, colour, bold=bold, anchor=anchor))

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
            top += size * LEADING
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

    def _panels(self, picture: Picture) -> None:
        left, top, width, _ = PANELS
        for panel in picture.panels:
            colour = INK if panel.status == "unreported" else COLOURS[panel.status]
            top = self._lines([panel.heading], left, top, picture.size, colour, bold=True)
            lines = wrapped(panel.text, picture.size, width)
            top = self._lines(lines, left, top, picture.size) + PANEL_GAP

    def _grid(self, grid: Grid) -> None:
        top, width = BODY[1], sum(column.width for column in grid.columns)
        heading = [(column.title, MIST, True) for column in grid.columns]
        rows = [heading] + [
            [(cell.text, TINTS[cell.status] if cell.status else "", cell.bold) for cell in row]
            for row in grid.rows
        ]
        for number, (row, height) in enumerate(zip(rows, grid.heights, strict=True)):
            size = grid.size if number else grid.size - 2
            left = BODY[0]
            for (words, tint, bold), column in zip(row, grid.columns, strict=True):
                if tint:
                    self.sheet.item(Shape((rectangle(left, top, column.width, height),), tint))
                lines = wrapped(words, size, column.width - 2 * CELL_X)
                inside = {
                    "left": CELL_X,
                    "right": column.width - CELL_X,
                    "center": column.width / 2,
                }[column.align]
                y = top + (height - len(lines) * size * LEADING) / 2 + size * _BASE
                for line in lines:
                    self._text(
                        line, left + inside, y, size, bold=bold, anchor=_ANCHORS[column.align]
                    )
                    y += size * LEADING
                left += column.width
            top += height
            self.sheet.item(Line(((BODY[0], top), (BODY[0] + width, top)), RULE, 0.75))

    def _watermark(self, words: str) -> None:
        """Pale and large across the slide, small and clear above its title."""
        x, y = WIDTH / 2, HEIGHT / 2
        with self.sheet.rotation(18, x, y), self.sheet.local_context(fill_opacity=0.1):
            self._text(words, x, y + 20, 58, COLOURS["gap"], anchor="middle")
        self._text(words, TAG[0] + TAG[2], TAG[1] + 14, 13, COLOURS["gap"], bold=True, anchor="end")
