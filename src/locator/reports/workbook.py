"""The report as an Excel workbook: real numbers, one table a sheet, a dictionary of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.exports.workbook import Book, SheetColumn, foot, status_word
from locator.reports.content.answers import no_gaps
from locator.reports.content.region import RegionReport
from locator.reports.region_workbook import region_workbook
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.exports.workbook import Kind, Value
    from locator.pack.model import Level
    from locator.reports.content.annex import Matrix
    from locator.reports.content.report import Clause, Gap, Report, VerdictMove
    from locator.wording.catalogue import Lang

#: Columns of each sheet: key of the message ``workbook.column_<key>``, width, what cells hold.
_CLAUSES: tuple[tuple[str, float, Kind], ...] = (
    ("requirement", 30, "text"),
    ("title", 28, "text"),
    ("clause", 46, "long"),
    ("level", 14, "text"),
    ("strength", 10, "text"),
    ("met", 9, "whole"),
    ("gap", 9, "whole"),
    ("unreported", 9, "whole"),
    ("total", 9, "whole"),
    ("share", 11, "percent"),
    ("population_met", 14, "whole"),
    ("population_share", 12, "percent"),
)
_SCORES: tuple[tuple[str, float, Kind], ...] = (
    ("unit", 14, "text"),
    ("name", 20, "text"),
    ("population", 13, "whole"),
    ("population_60plus", 13, "whole"),
    ("share_60", 11, "percent"),
    ("venues", 11, "whole"),
    ("per_10000", 11, "rate"),
    ("met", 9, "whole"),
    ("gap", 9, "whole"),
    ("unreported", 9, "whole"),
)
_GAPS: tuple[tuple[str, float, Kind], ...] = (
    ("strength", 10, "text"),
    ("title", 26, "text"),
    ("clause", 40, "long"),
    ("unit", 14, "text"),
    ("name", 24, "text"),
    ("county", 18, "text"),
    ("have", 9, "number"),
    ("need", 9, "number"),
    ("short", 9, "number"),
    ("closing", 60, "long"),
)
_UNREPORTED: tuple[tuple[str, float, Kind], ...] = (
    ("ask", 14, "text"),
    ("ask_name", 20, "text"),
    ("strength", 10, "text"),
    ("title", 28, "text"),
    ("level", 14, "text"),
    ("unreported", 9, "whole"),
    ("total", 9, "whole"),
    ("names", 90, "long"),
)
_MOVES: tuple[tuple[str, float, Kind], ...] = (
    ("unit", 14, "text"),
    ("name", 24, "text"),
    ("county", 18, "text"),
    ("title", 28, "text"),
    ("before", 12, "status"),
    ("after", 12, "status"),
    ("why", 70, "long"),
)
_EVIDENCE: tuple[tuple[str, float, Kind], ...] = (
    ("id", 22, "text"),
    ("name", 34, "text"),
    ("kind", 20, "text"),
    ("unit", 14, "text"),
    ("place", 20, "text"),
    ("venue_status", 12, "text"),
    ("recognition", 24, "text"),
    ("source", 50, "long"),
    ("source_date", 12, "text"),
    ("collected_date", 12, "text"),
    ("licence", 24, "text"),
)
_INDICATORS: tuple[tuple[str, float, Kind], ...] = (
    ("unit", 14, "text"),
    ("name", 24, "text"),
    ("indicator", 26, "text"),
    ("title", 28, "text"),
    ("value", 12, "number"),
    ("year", 8, "text"),
    ("source", 50, "long"),
)
_SOURCES: tuple[tuple[str, float, Kind], ...] = (
    ("what", 16, "text"),
    ("source", 80, "long"),
    ("licence", 40, "text"),
    ("records", 9, "whole"),
    ("latest", 16, "text"),
)
#: Columns before the requirements in a sheet of the matrix.
_PLACES: tuple[tuple[str, float, Kind], ...] = (
    ("unit", 14, "text"),
    ("county", 18, "text"),
    ("town", 18, "text"),
    ("name", 24, "text"),
)
_ABOVE: dict[Level, set[str]] = {
    "city": set(),
    "county": set(),
    "town": {"county"},
    "village": {"county", "town"},
}
#: Names of many villages would fill more than a cell of Excel can hold.
_CELL_LENGTH = 32_000


def to_xlsx(report: Report | RegionReport) -> bytes:
    """The workbook; the same report gives the same bytes."""
    if isinstance(report, RegionReport):
        return region_workbook(report)
    head, lang = report.head, report.head.lang
    margins = foot(head.scope, head.data_date, head.checksum, lang)
    writer = _ReportWriter(Book(lang, margins, head.watermark), lang)
    writer.book.facts(t("workbook.sheet_summary", lang), _summary(report))
    writer.table("clauses", _CLAUSES, map(writer.clause, report.standing), frozen=2)
    writer.table("scores", _SCORES, (
        (s.code, s.name, s.population, s.population_60plus, s.share_60, s.venues, s.per_10000,
         s.met, s.gap, s.unreported) for s in report.scorecard
    ), frozen=2)  # fmt: skip # a table, a row a line
    for matrix in report.appendix:
        writer.matrix(matrix)
    writer.table("gaps", _GAPS, map(writer.gap, report.gaps), empty=no_gaps(report))
    writer.table("unreported", _UNREPORTED, (
        (u.ask, u.ask_name, writer.strength(u.strength), u.title, writer.level(u.level), u.count,
         u.total, writer.joined(u.names)[:_CELL_LENGTH]) for u in report.unreported
    ), empty=t("document.unreported_none", lang))  # fmt: skip # a table, a row a line
    if report.changes:
        moves, summary = map(writer.move, report.changes.moves), report.changes.summary
        writer.table("moves", _MOVES, moves, empty=summary)
    writer.table("evidence", _EVIDENCE, (
        (e.id, e.name, e.kind, e.code, e.place, e.status, e.recognition, e.source, e.source_date,
         e.collected_date, e.licence) for e in report.evidence
    ), empty=t("workbook.no_evidence", lang))  # fmt: skip # a table, a row a line
    writer.table(
        "indicators",
        _INDICATORS,
        (
            (i.code, i.name, i.indicator, i.title, i.value, i.year, i.source)
            for i in report.indicators
        ),
        empty=t("workbook.no_indicators", lang),
    )
    writer.table(
        "sources",
        _SOURCES,
        ((s.what, s.source, s.licence, s.records, s.latest) for s in report.sources),
    )
    writer.dictionary()
    return writer.book.to_bytes()


def _summary(report: Report) -> Iterable[tuple[str, Value]]:
    """What the workbook says of itself and the report's leading sentences."""
    head, lang = report.head, report.head.lang
    if head.watermark:
        yield head.watermark, head.watermark_note
    yield t("coverage.about_city", lang), head.city
    yield t("coverage.about_scope", lang), head.scope
    yield t("coverage.about_date", lang), head.date_text
    yield t("coverage.about_pack", lang), head.checksum
    if report.absent_words:
        yield t("workbook.absent", lang), report.absent_words
    yield t("workbook.overview", lang), report.overview
    yield t("workbook.standing", lang), report.standing_words
    yield t("workbook.gaps", lang), len(report.gaps)
    for clause in report.required:
        yield clause.title, clause.sentence
    if report.changes:
        yield t("workbook.changes", lang), report.changes.summary
        for what in (*report.changes.units, *report.changes.incomparable):
            yield t("workbook.incomparable", lang), what
    for one in report.planning:
        yield one.title, "  ".join(filter(None, (one.mark, one.answer)))
        for sentence in one.basis:
            yield one.title, sentence
    for number, step in enumerate(report.next_steps, start=1):
        yield t("workbook.next", lang, n=number), step
    for number, sentence in enumerate(head.method, start=1):
        yield t("workbook.method", lang, n=number), sentence
    yield t("workbook.map", lang), f"{head.boundary} {head.approval}"


def _said(value: Value) -> bool:
    return value not in {None, ""}


class _ReportWriter:
    """Sheets by name, remembering their columns for the dictionary at the end."""

    def __init__(self, book: Book, lang: Lang) -> None:
        self.book = book
        self.lang = lang
        self._described: list[tuple[str, str, str]] = []

    def table(
        self,
        sheet: str,
        columns: Sequence[tuple[str, float, Kind]],
        rows: Iterable[Sequence[Value]],
        *,
        frozen: int = 0,
        empty: str = "",
    ) -> None:
        """A sheet; a column without a value in any row is left out, and the dictionary says so.

        ``empty``: why there is no row.
        """
        name = t(f"workbook.sheet_{sheet}", self.lang)
        lines = list(rows)
        full = [n for n in range(len(columns)) if not lines or any(_said(row[n]) for row in lines)]
        found = self._columns(name, columns, full)
        lines = [[row[n] for n in full] for row in lines]
        self.book.table(name, found, lines, frozen=frozen, marked=True, empty=empty)

    def matrix(self, matrix: Matrix) -> None:
        name = t(f"workbook.sheet_matrix_{matrix.level}", self.lang)
        places = [p for p in _PLACES if p[0] in {"unit", "name", *_ABOVE[matrix.level]}]
        if not any(county for _, county, *_ in matrix.rows):
            places = [p for p in places if p[0] != "county"]  # a city without counties
        columns = self._columns(name, places, range(len(places)))
        columns += [SheetColumn(title, 14, "status") for _, title in matrix.columns]
        self._described.append(
            (name, t("workbook.matrix_columns", self.lang), t("workbook.matrix_meaning", self.lang))
        )
        rows = []
        for (code, county, unit, statuses), town in zip(matrix.rows, matrix.towns, strict=True):
            values = {"unit": code, "county": county, "town": town, "name": unit}
            marks = (status_word(status, self.lang, marked=True) for status in statuses)
            rows.append([*(values[key] for key, _, _ in places), *marks])
        self.book.table(name, columns, rows, frozen=len(places), marked=True)

    def dictionary(self) -> None:
        """Every sheet and column with its meaning."""
        heads = [t(f"workbook.dictionary_{part}", self.lang) for part in ("sheet", "column", "is")]
        columns = [
            SheetColumn(head, width) for head, width in zip(heads, (20, 26, 100), strict=True)
        ]
        self.book.table(t("workbook.sheet_dictionary", self.lang), columns, self._described)

    def _columns(
        self, sheet: str, columns: Sequence[tuple[str, float, Kind]], full: Sequence[int]
    ) -> list[SheetColumn]:
        """Those of the columns that are ``full``, by number; all are described."""
        found = []
        for n, (key, width, kind) in enumerate(columns):
            head = t(f"workbook.column_{key}", self.lang)
            meaning = t(f"workbook.meaning_{key}", self.lang)
            if n in full:
                found.append(SheetColumn(head, width, kind))
            else:
                meaning = t("workbook.left_out", self.lang, meaning=meaning)
            self._described.append((sheet, head, meaning))
        return found

    def clause(self, clause: Clause) -> Sequence[Value]:
        return (
            clause.id,
            clause.title,
            clause.clause,
            self.level(clause.level),
            self.strength(clause.strength),
            clause.met,
            clause.gap,
            clause.unreported,
            clause.total,
            # Of what nobody reported no share is known.
            clause.met / clause.total if clause.unreported < clause.total else None,
            clause.population_met,
            clause.population_share,
        )

    def gap(self, gap: Gap) -> Sequence[Value]:
        return (
            self.strength(gap.strength),
            gap.title,
            gap.clause,
            gap.code,
            gap.name,
            gap.county,
            gap.have,
            gap.need,
            gap.short,
            self.sentences(gap.closing),
        )

    def move(self, move: VerdictMove) -> Sequence[Value]:
        before, after = (status_word(s, self.lang, marked=True) for s in (move.before, move.after))
        why = self.sentences(move.why)
        return move.code, move.name, move.county, move.title, before, after, why

    def strength(self, code: str) -> str:
        return t(f"coverage.strength_{code}", self.lang)

    def level(self, code: str) -> str:
        return t(f"document.level_{code}", self.lang)

    def joined(self, names: Iterable[str]) -> str:
        return t("document.name_separator", self.lang).join(names)

    def sentences(self, parts: Iterable[str]) -> str:
        return t("document.closing_separator", self.lang).join(parts)
