"""The report on a region as an Excel workbook: clauses, cities, every clause of every city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.coverage.tables import reported_share
from locator.exports.workbook import Book, SheetColumn, foot
from locator.pack.model import STATUSES
from locator.wording.catalogue import t
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.exports.workbook import Value
    from locator.reports.content.region import CityLine, RegionReport
    from locator.reports.content.report import Clause


def region_workbook(report: RegionReport) -> bytes:
    """The workbook; the same report gives the same bytes."""
    head, lang = report.head, report.head.lang
    book = Book(lang, foot(head.scope, head.data_date, head.checksum, lang), head.watermark)
    facts: list[tuple[str, Value]] = [
        (t("coverage.about_scope", lang), head.scope),
        (t("coverage.about_date", lang), head.date_text),
        (t("coverage.about_pack", lang), head.checksum),
        (t("workbook.standing", lang), report.lead),
        (t("region.reported", lang), report.reported),
        *((t("region.city", lang), sentence) for sentence in report.failed),
        *((t("workbook.next", lang, n=n), text) for n, text in enumerate(report.asks, start=1)),
        *((t("workbook.method", lang, n=n), text) for n, text in enumerate(head.method, start=1)),
        (t("workbook.map", lang), f"{head.boundary} {head.approval}"),
    ]
    if head.watermark:
        facts.insert(0, (head.watermark, head.watermark_note))
    book.facts(t("workbook.sheet_summary", lang), facts)
    figures = [
        *(SheetColumn(status_text(s, lang), 11, "whole") for s in STATUSES),
        SheetColumn(t("report.total", lang), 11, "whole"),
        SheetColumn(t("region.share", lang), 11, "percent"),
        SheetColumn(t("region.reported", lang), 11, "percent"),
    ]
    title = SheetColumn(t("coverage.column_title", lang), 30)
    city = [SheetColumn(t("region.code", lang), 12), SheetColumn(t("region.city", lang), 20)]
    clauses = [title, SheetColumn(t("report.plan_clause", lang), 46, "long"), *figures]
    rows = [(c.title, c.clause, *_figures(c)) for c in report.clauses]
    book.table(t("region.sheet_clauses", lang), clauses, rows, frozen=1)
    cities = [(one.code, one.name, *_figures(one)) for one in report.cities]
    book.table(t("region.sheet_cities", lang), [*city, *figures], cities, frozen=2)
    lines = [(one.code, one.name, one.title, *_figures(one)) for one in report.lines]
    book.table(t("region.sheet_lines", lang), [*city, title, *figures], lines, frozen=3)
    return book.to_bytes()


def _figures(one: Clause | CityLine) -> Sequence[Value]:
    reported = reported_share(one.met, one.gap, one.unreported)
    return (*(one.count(s) for s in STATUSES), one.total, one.met / one.total, reported)
