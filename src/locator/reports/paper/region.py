"""What the document on a region says, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.tables import reported_share
from locator.pack.model import STATUSES
from locator.reports.figure import TableColumn
from locator.wording.catalogue import t
from locator.wording.figures import percent
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from locator.reports.content.region import CityLine, RegionReport
    from locator.reports.content.report import Clause
    from locator.reports.paper.writing import Writing


def write_region(paper: Writing, report: RegionReport) -> None:
    """Everything that the document says of a region."""
    head, lang = report.head, report.head.lang
    paper.prepare([*(one.figure for one in report.maps), report.chart.figure])
    if head.watermark:
        paper.mark_pages(head.watermark)
    paper.title(head.title, head.as_of)
    if head.watermark:
        paper.warning(head.watermark_note)
    paper.heading(1, t("document.overview", lang))
    paper.body(report.lead)
    for sentence in report.failed:
        paper.body(sentence)
    paper.heading(1, t("report.section_standing", lang))
    for clause in report.required:
        words = {"title": clause.title, "clause": clause.clause, "sentence": clause.sentence}
        paper.item(t("document.clause_sentence", lang, **words))
    first = t("coverage.column_title", lang)
    _table(paper, t("report.section_standing", lang), first, report.clauses)
    for one in report.maps:
        paper.body(one.compared)
        paper.drawing(one.figure)
    paper.heading(1, t("region.cities", lang))
    paper.body(report.reported)
    _table(paper, t("region.cities", lang), t("region.city", lang), report.cities)
    paper.drawing(report.chart.figure)
    paper.heading(1, t("report.section_next", lang))
    for sentence in report.asks:
        paper.item(sentence)
    paper.heading(1, t("report.section_sources", lang))
    for sentence in (*head.method, head.approval):
        paper.body(sentence)


def _table(
    paper: Writing, caption: str, first: str, rows: tuple[Clause, ...] | tuple[CityLine, ...]
) -> None:
    lang = paper.lang
    columns = [
        TableColumn(first, 56),
        *(TableColumn(status_text(s, lang), 22, "center") for s in STATUSES),
        TableColumn(t("report.total", lang), 18, "center"),
        TableColumn(t("region.reported", lang), 20, "center"),
    ]
    cells = [
        [
            getattr(one, "title", "") or getattr(one, "name", ""),
            *(f"{one.count(s):,}" for s in STATUSES),
            f"{one.total:,}",
            percent(reported_share(one.met, one.gap, one.unreported)),
        ]
        for one in rows
    ]
    paper.table(caption, columns, cells)
