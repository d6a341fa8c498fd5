"""The slides of a report on a region: few, and each says what share is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.tables import reported_share
from locator.pack.model import STATUSES
from locator.reports.slides.pages import all_grids, figure_columns, pages
from locator.reports.slides.slide import Cover, Graph, GridCell, Panel, Picture, Slide
from locator.wording.catalogue import t
from locator.wording.figures import percent
from locator.wording.names import listed
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locator.reports.content.choices import Section
    from locator.reports.content.region import CityLine, RegionReport
    from locator.reports.content.report import Clause
    from locator.reports.slides.slide import Body

_PANEL_SIZE = 18.0


def region_deck(report: RegionReport) -> tuple[Slide, ...]:
    """Cover, clauses, maps, cities, shares reported, what is asked, method."""
    head, lang = report.head, report.head.lang

    def slide(section: Section, title: str, said: str, body: Body) -> Slide:
        marks = (head.watermark, head.watermark_note)
        data = t("report.notes_data", lang, as_of=head.as_of, checksum=head.checksum)
        drawn = t("report.notes_drawn", lang, boundary=head.boundary, approval=head.approval)
        notes = (said, *report.failed, data, drawn, " ".join(filter(None, marks)))
        return Slide(section, title, said, body, tuple(filter(None, notes)))

    date = head.as_of
    lines = (report.lead, report.reported, *report.failed, date, head.watermark_note)
    cover = Cover(tuple(line for line in lines if line))
    slides = [slide("standing", head.title, "", cover).of_title()]
    slides += [
        slide("standing", t("report.section_standing", lang), report.lead, grid)
        for grid in _grids(report, t("coverage.column_title", lang), report.required)
    ]
    for one in report.maps:
        panels = [
            Panel(status, f"{status_text(status, lang)} {len(names)}", listed(names, lang))
            for status, names in one.named
        ]
        picture = Picture(one.figure, tuple(panels), _PANEL_SIZE)
        slides.append(slide("maps", one.figure.title, one.compared, picture))
    slides += [
        slide("scorecard", t("region.cities", lang), report.reported, grid)
        for grid in _grids(report, t("region.city", lang), report.cities)
    ]
    chart = report.chart
    slides.append(slide("charts", chart.title, chart.answer, Graph(chart)))
    asked = [t("report.ask_line", lang, n=n, text=text) for n, text in enumerate(report.asks, 1)]
    for section, title, words in (
        ("next", "report.section_next", asked),
        ("sources", "report.section_sources", [*head.method, head.approval]),
    ):
        slides += [
            slide("next" if section == "next" else "sources", t(title, lang), "", page)
            for page in pages(words)
        ]
    return tuple(slides)


def _grids(
    report: RegionReport, first: str, rows: tuple[Clause, ...] | tuple[CityLine, ...]
) -> Iterator[Body]:
    """Clauses or cities against statuses, with the whole and the share reported."""
    lang = report.head.lang
    if not rows:
        return
    heads = [status_text(s, lang) for s in STATUSES]
    heads += [t("report.total", lang), t("region.reported", lang)]
    cells = [
        (
            GridCell(getattr(one, "title", "") or getattr(one, "name", ""), bold=True),
            *(GridCell(f"{one.count(s):,}", s if one.count(s) else "") for s in STATUSES),
            GridCell(f"{one.total:,}"),
            GridCell(percent(reported_share(one.met, one.gap, one.unreported))),
        )
        for one in rows
    ]
    yield from all_grids(figure_columns(first, heads, cells), cells)
