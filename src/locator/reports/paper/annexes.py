"""What is attached to the document: units, the plan clause by clause, and the sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES, STRENGTHS
from locator.reports.figure import TableColumn
from locator.reports.paper.writing import Marked, told
from locator.style import SYMBOLS
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.reports.content.annex import Matrix
    from locator.reports.content.report import Report
    from locator.reports.paper.writing import Writing
    from locator.wording.catalogue import Lang

#: What is attached, in order.
ANNEXES = ("units", "plan", "sources")
#: Characters between the edge and the second annex (GB/T 9704).
_UNDER = 5
#: Sources named one by one; the rest are summed up, the workbook has them all.
_SOURCES = 24


def list_annexes(paper: Writing) -> None:
    """附件说明: what is attached, under the text."""
    lang = paper.lang
    paper.together(1 + len(ANNEXES))
    paper.line("", "left")
    for n, name in enumerate(ANNEXES, start=1):
        key = "document.annex_first" if n == 1 else "document.annex"
        title = t(f"document.attachment_{name}", lang)
        paper.line(t(key, lang, n=n, title=title), "left", 2 if n == 1 else _UNDER)


def write_annexes(paper: Writing, report: Report) -> None:
    """Units with something to say, the plan clause by clause, and the sources."""
    lang = paper.lang
    writers = {"units": _units, "plan": _plan, "sources": _source_table}
    for n, name in enumerate(ANNEXES, start=1):
        paper.attachment(upright=name == "sources")
        paper.loose_heading(t("document.attachment", lang, n=n))
        paper.title(t(f"document.attachment_{name}", lang))
        writers[name](paper, report)


def _units(paper: Writing, report: Report) -> None:
    lang = paper.lang
    paper.note(t("document.attachment_legend", lang))
    for matrix in report.appendix:
        write_table = _village_table if matrix.level == "village" else _unit_table
        counted = matrix.level in {"town", "village"} and not report.head.scope_code
        known = [any(status in {"met", "gap"} for status in row[3]) for row in matrix.rows]
        table = replace(
            matrix,
            rows=tuple(row for row, one in zip(matrix.rows, known, strict=True) if one),
            towns=tuple(town for town, one in zip(matrix.towns, known, strict=True) if one),
        )
        # What the table leaves out is said first: alone after it, a note would take a page.
        rest: dict[str, int] = {}
        for row, one in zip(matrix.rows, known, strict=True):
            if not one:
                rest[row[1]] = rest.get(row[1], 0) + 1
        if rest:
            n = sum(rest.values())
            names_ = t("document.name_separator", lang).join(
                t("document.rest_of", lang, name=name, n=count) for name, count in rest.items()
            )
            # Below the counties the numbers of each are worth a line.
            by_county = counted and any(rest)
            if table.rows:
                key = "document.rest_counties" if by_county else "document.rest"
            else:
                key = "document.rest_counties_all" if by_county else "document.rest_all"
            words = {"title": matrix.title, "n": f"{n:,}", "names": names_}
            paper.note(t(key, lang, **words), leads=bool(table.rows))
        if table.rows:
            write_table(paper, table, with_county=counted)


def _plan(paper: Writing, report: Report) -> None:
    """方案对照: each clause with rule, state and records, then those that no rule measures."""
    lang, plan = paper.lang, report.plan
    for strength in STRENGTHS:
        columns = [
            TableColumn(t("report.plan_clause", lang), 66, once=partial(_again, lang=lang)),
            TableColumn(t("document.column_requirement", lang), 30),
            TableColumn(t("report.plan_rule", lang), 54),
            TableColumn(t("report.plan_where", lang), 60),
            TableColumn(t("report.plan_records", lang), 20, "right"),
        ]
        rows = [
            [line.clause, line.title, line.rule, line.state, f"{line.records:,}"]
            for line in plan.lines
            if line.strength == strength
        ]
        if rows:
            paper.table(t(f"document.{strength}", lang), columns, rows, whole=False)
    if plan.unmeasured:
        columns = [
            TableColumn(t("report.plan_clause", lang), 150),
            TableColumn(t("report.plan_why", lang), 80),
        ]
        rows = [list(pair) for pair in plan.unmeasured]
        paper.table(t("report.plan_unmeasured", lang), columns, rows, whole=False)


def _again(clause: str, lang: Lang) -> str:
    """A clause where it goes on: its number is enough."""
    return t("report.plan_on", lang, clause=clause.split("：“", maxsplit=1)[0])


def _unit_table(paper: Writing, matrix: Matrix, *, with_county: bool) -> None:
    """Units down and requirements across, or the other way where that is the narrower table."""
    lang = paper.lang
    if not with_county and len(matrix.columns) > len(matrix.rows):
        columns = [TableColumn(t("document.column_requirement", lang), 34)]
        columns += [TableColumn(unit, 15, "center") for _, _, unit, _ in matrix.rows]
        across = zip(*(statuses for *_, statuses in matrix.rows), strict=True)
        turned = zip(matrix.columns, across, strict=True)
        lines = [[title, *map(_mark, statuses)] for (_, title), statuses in turned]
        paper.table(matrix.title, columns, lines, whole=False)
        return
    columns = [TableColumn(t("document.column_unit", lang), 34)]
    if with_county:
        columns.insert(0, TableColumn(t("document.column_county", lang), 30))
    columns += [TableColumn(title, 15, "center") for _, title in matrix.columns]
    rows: list[list[str | Marked]] = [
        [*([county, unit] if with_county else [unit]), *map(_mark, statuses)]
        for _, county, unit, statuses in matrix.rows
    ]
    paper.table(matrix.title, columns, rows, whole=False)


def _village_table(paper: Writing, matrix: Matrix, *, with_county: bool) -> None:
    """Villages of one town with the same statuses share a row."""
    lang = paper.lang
    paper.note(t("document.attachment_villages", lang), leads=True)
    columns = [
        *([TableColumn(t("document.column_county", lang), 24)] if with_county else []),
        TableColumn(t("document.column_town", lang), 24),
        TableColumn(t("document.column_villages", lang), 110, names=True),
        *(TableColumn(title, 14, "center") for _, title in matrix.columns),
    ]
    comma = t("document.name_separator", lang)
    together: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for (_, county, unit, statuses), town in zip(matrix.rows, matrix.towns, strict=True):
        together.setdefault((county, town, statuses), []).append(unit)
    rows = [
        [*([county] if with_county else []), town, comma.join(names), *map(_mark, statuses)]
        for (county, town, statuses), names in together.items()
    ]
    paper.table(matrix.title, columns, rows, whole=False)


def _mark(status: str) -> str | Marked:
    known = next((one for one in STATUSES if one == status), None)
    return Marked(SYMBOLS[known], known) if known else ""


def _source_table(paper: Writing, report: Report) -> None:
    lang = paper.lang
    columns = [
        TableColumn(t("document.column_what", lang), 16),
        TableColumn(t("document.column_source", lang), 84),
        TableColumn(t("document.column_licence", lang), 28),
        TableColumn(t("document.column_records", lang), 13, "right"),
        TableColumn(t("document.column_latest", lang), 30, "center"),
    ]
    most = sorted(report.sources, key=lambda use: -use.records)[:_SOURCES]
    # A source under two licences is one: it is named with both, so that none is counted again.
    main = {use.source for use in most}
    named = [use for use in report.sources if use.source in main]
    rows = [[u.what, u.source, u.licence, f"{u.records:,}", u.latest] for u in named]
    rest = [use for use in report.sources if use.source not in main]
    n, records = len({use.source for use in rest}), f"{sum(use.records for use in rest):,}"
    notes = [t("document.sources_rest", lang, n=n, records=records)] if rest else []
    paper.table(t("document.sources_table", lang), *told(columns, rows), whole=False, notes=notes)
