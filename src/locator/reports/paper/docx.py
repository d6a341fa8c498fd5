"""The regular community-education development report as a Word document (plan, item 9).

In the manner of Chinese official documents: see :mod:`locator.reports.paper.model` for the sheet.
What is written comes from the report model; nothing is counted here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.pack.model import STATUSES, STRENGTHS
from locator.reports.drawing.figure import TableColumn
from locator.reports.paper.model import Paper
from locator.reports.paper.writing import Marked
from locator.style import SYMBOLS
from locator.wording.catalogue import t
from locator.wording.figures import date_text, number, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from locator.pack.model import Status, Strength
    from locator.reports.content.report import Clause, Gap, Matrix, Named, Report
    from locator.reports.paper.writing import Writing

#: Offices side by side in one table; more stand in a further one.
_OFFICES = 8
#: More units than this are not named in a sentence; the attachment has them all.
_NAMED = 40
#: Names that a sentence on what changed holds.
_CHANGED = 12
#: What is attached, in order.
_ANNEXES = ("units", "plan", "sources")
#: Characters between the edge and the second annex, the signature and the day (GB/T 9704).
_UNDER, _SIGNED, _DATED = 5, 4, 4
#: Sources named one by one; the rest are summed up, the workbook has them all.
_SOURCES = 24


def to_docx(report: Report) -> bytes:
    """The document; the same report gives the same bytes."""
    paper = Paper(report.head.lang, *names(report))
    write(paper, report)
    return paper.to_bytes()


def names(report: Report) -> tuple[str, str]:
    """Title and subject of the document."""
    head = report.head
    words = {"scope": head.scope, "date": head.date_text, "checksum": head.checksum}
    return t("document.title", head.lang, **words), t("document.subject", head.lang, **words)


def write(paper: Writing, report: Report) -> None:
    """Everything that the document says, in order."""
    head = report.head
    words = {"scope": head.scope, "date": head.date_text, "checksum": head.checksum}
    paper.prepare(
        [
            *(one.figure for one in report.maps if "maps" in report.choices.sections),
            *(one.figure for one in report.charts if "charts" in report.choices.sections),
        ]
    )
    if head.watermark:
        paper.mark_pages(head.watermark)
    paper.title(names(report)[0], t("document.subtitle", head.lang, **words))
    if head.watermark:
        paper.warning(head.watermark_note)
    choices = report.choices
    if choices.addressed:
        paper.line(t("document.addressed", head.lang, to=choices.addressed), "left")
    paper.body(t("document.intro", head.lang, **words))
    paper.body(t("document.intro_meaning", head.lang))
    for section, write_section in _SECTIONS:
        if section in report.choices.sections:
            write_section(paper, report)
    if "sources" in report.choices.sections:
        _annexes(paper)
    if choices.signed:
        paper.line("", "right")
        paper.line(choices.signed, "right", _SIGNED)
    if choices.dated:
        paper.line(date_text(choices.dated, head.lang), "right", _DATED)
    if "sources" in report.choices.sections:
        _attachments(paper, report)


def _annexes(paper: Writing) -> None:
    """附件说明: what is attached, under the text."""
    lang = paper.lang
    paper.line("", "left")
    for n, name in enumerate(_ANNEXES, start=1):
        key = "document.annex_first" if n == 1 else "document.annex"
        title = t(f"document.attachment_{name}", lang)
        paper.line(t(key, lang, n=n, title=title), "left", 2 if n == 1 else _UNDER)


def _standing(paper: Writing, report: Report) -> None:
    lang = paper.lang
    paper.heading(1, t("document.overview", lang))
    paper.body(report.overview)
    paper.body(report.standing_words)
    paper.heading(1, t("document.clauses", lang))
    for strength in STRENGTHS:
        clauses = [clause for clause in report.standing if clause.strength == strength]
        if strength == "required" and not clauses:
            # A plan that only encourages has nothing binding to head.
            continue
        kind = t(f"document.{strength}", lang)
        paper.heading(2, kind)
        if not clauses:
            paper.body(t("document.encouraged_none", lang))
            continue
        if strength == "required":
            for clause in clauses:
                paper.item(
                    t(
                        "document.clause_sentence",
                        lang,
                        title=clause.title,
                        clause=clause.clause,
                        sentence=clause.sentence,
                    )
                )
        _clause_table(paper, t("document.clauses_table", lang, kind=kind), clauses)


def _clause_table(paper: Writing, caption: str, clauses: Sequence[Clause]) -> None:
    lang = paper.lang
    nothing = t("document.nothing", lang)
    columns = [
        TableColumn(t("document.column_requirement", lang), 48),
        TableColumn(t("document.column_level", lang), 20, "center"),
        *(TableColumn(_status_head(s, paper), 20, "center") for s in STATUSES),
        TableColumn(t("document.column_total", lang), 14, "center"),
        TableColumn(t("document.column_people", lang), 25, "center"),
    ]
    rows = [
        [
            clause.title,
            t(f"document.level_{clause.level}", lang),
            *(_count(clause.count(status), status) for status in STATUSES),
            f"{clause.total:,}",
            nothing if clause.population_share is None else percent(clause.population_share),
        ]
        for clause in clauses
    ]
    paper.table(caption, columns, rows)
    paper.note(t("document.people_note", lang))


def _count(n: int, status: Status) -> str | Marked:
    """A number of units, tinted where it is a gap; none is 0, for a dash says unknown."""
    return Marked(f"{n:,}", status) if n and status == "gap" else f"{n:,}"


def _status_head(status: Status, paper: Writing) -> str:
    word = t(f"coverage.status_{status}", paper.lang)
    return t("coverage.cell", paper.lang, symbol=SYMBOLS[status], status=word)


def _maps(paper: Writing, report: Report) -> None:
    if not report.maps:
        return
    lang, head = paper.lang, report.head
    paper.heading(1, t("document.maps", lang))
    paper.body(t("document.maps_intro", lang, boundary=head.boundary, approval=head.approval))
    undrawn: tuple[str, ...] = ()
    for one in report.maps:
        paper.heading(2, one.clause.title)
        paper.body(one.clause.sentence)
        for named in one.named:
            paper.body(_names(named, paper, report.head.scope))
        paper.drawing(one.figure)
        if one.undrawn and one.undrawn == undrawn:
            paper.note(t("document.undrawn_same", lang, n=len(one.undrawn)))
        elif one.undrawn:
            names_ = t("document.name_separator", lang).join(one.undrawn)
            paper.note(t("document.undrawn", lang, n=len(one.undrawn), names=names_))
        undrawn = one.undrawn or undrawn
        if one.note:
            paper.note(one.note)


def _names(named: Named, paper: Writing, scope: str) -> str:
    """Units of a status in a sentence, county by county."""
    lang = paper.lang
    if named.count > _NAMED:
        return t("document.named_many", lang, label=named.label, n=named.count)
    comma, semicolon = (t(f"document.{key}_separator", lang) for key in ("name", "named"))
    parts = [
        t("document.named_county", lang, county=county, names=comma.join(names))
        if county not in {"", scope, names[0]}
        else comma.join(names)
        for county, names in named.counties
    ]
    alone = all(county in {"", scope, names[0]} for county, names in named.counties)
    return t(
        "document.named",
        lang,
        label=named.label,
        n=named.count,
        names=(comma if alone else semicolon).join(parts),
    )


def _scorecard(paper: Writing, report: Report) -> None:
    lang = paper.lang
    key = "towns" if report.head.scope_code else "counties"
    paper.heading(1, t(f"document.{key}", lang))
    nothing = t("document.nothing", lang)

    def known(value: float | None, write: Callable[[float], str]) -> str:
        return nothing if value is None else write(value)

    rates = any(score.per_10000 is not None for score in report.scorecard)
    columns = [
        TableColumn(t("document.column_unit", lang), 30),
        TableColumn(t("document.column_people_count", lang), 27, "right"),
        TableColumn(t("document.column_seniors", lang), 24, "right"),
        TableColumn(t("document.column_share", lang), 18, "right"),
        TableColumn(t("document.column_venues", lang), 16, "right"),
        *([TableColumn(t("document.column_rate", lang), 17, "right")] if rates else []),
        *(TableColumn(_status_head(s, paper), 20, "center") for s in STATUSES),
    ]
    rows = [
        [
            score.name,
            known(score.population, "{:,.0f}".format),
            known(score.population_60plus, "{:,.0f}".format),
            known(score.share_60, percent),
            f"{score.venues:,}",
            *([known(score.per_10000, "{:.2f}".format)] if rates else []),
            *(
                _count(n, status)
                for n, status in zip(
                    (score.met, score.gap, score.unreported), STATUSES, strict=True
                )
            ),
        ]
        for score in report.scorecard
    ]
    paper.table(t("document.scorecard", lang, scope=report.head.scope), columns, rows)
    paper.note(t("document.scorecard_note", lang, note=report.scorecard_note))
    if not rates:
        paper.note(t("report.scorecard_reporting", lang))


def _charts(paper: Writing, report: Report) -> None:
    for chart in report.charts:
        paper.body(chart.answer)
        if chart.id == "ageing" and report.answers.seniors:
            paper.body(report.answers.seniors)
        paper.drawing(chart.figure)


def _gaps(paper: Writing, report: Report) -> None:
    lang = paper.lang
    paper.heading(1, t("document.gaps", lang))
    if not report.gaps:
        unknown = sum(clause.unreported for clause in report.standing)
        key = "document.gaps_none" if unknown else "document.gaps_none_met"
        paper.body(t(key, lang, n=f"{unknown:,}"))
        return
    found = {s: [gap for gap in report.gaps if gap.strength == s] for s in STRENGTHS}
    counts = {strength: len(gaps) for strength, gaps in found.items()}
    paper.body(t("document.gaps_intro", lang, n=len(report.gaps), **counts))
    if report.answers.closing:
        paper.body(report.answers.closing)
    for strength, gaps in found.items():
        if gaps:
            kind = t(f"document.{strength}", lang)
            _gap_table(paper, t("document.gaps_table", lang, kind=kind), gaps, report.head.scope)


def _gap_table(paper: Writing, caption: str, gaps: Iterable[Gap], scope: str) -> None:
    lang = paper.lang
    columns = [
        TableColumn(t("document.column_requirement", lang), 32),
        TableColumn(t("document.column_gap_unit", lang), 58),
        TableColumn(t("document.column_have", lang), 19, "center"),
        TableColumn(t("document.column_closing", lang), 51),
    ]
    comma, semicolon = (t(f"document.{key}_separator", lang) for key in ("name", "closing"))
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for gap in gaps:
        have = f"{_figure(gap.have, paper)} / {_figure(gap.need, paper)}"
        county = "" if gap.county in {gap.name, scope} else gap.county
        closing = semicolon.join(gap.closing)
        together.setdefault((gap.title, county, have, closing), []).append(gap.name)
    rows = [
        [
            title,
            t("document.named_county", lang, county=county, names=comma.join(names))
            if county
            else comma.join(names),
            have,
            closing,
        ]
        for (title, county, have, closing), names in together.items()
    ]
    paper.table(caption, columns, rows, whole=False)


def _figure(value: float | None, paper: Writing) -> str:
    return t("document.nothing", paper.lang) if value is None else number(value, paper.lang)


def _unreported(paper: Writing, report: Report) -> None:
    lang = paper.lang
    paper.heading(1, t("document.unreported", lang))
    if not report.unreported:
        paper.body(t("document.unreported_none", lang))
        return
    paper.body(t("document.unreported_intro", lang))
    if report.answers.owing:
        paper.body(report.answers.owing)
    if report.choices.deadline:
        day = date_text(report.choices.deadline, lang)
        paper.body(t("document.unreported_deadline", lang, day=day))
    for strength in STRENGTHS:
        offices = list(report.by_office)
        tables = -(-len(offices) // _OFFICES)
        size = -(-len(offices) // tables)
        for part in range(tables):
            _office_table(paper, report, strength, offices[part * size : (part + 1) * size])


def _office_table(
    paper: Writing, report: Report, strength: Strength, offices: Sequence[str]
) -> None:
    """Requirements by office: how many units are unreported, among how many if not all are."""
    lang = paper.lang
    cells = {
        (row.requirement, row.ask_name): f"{row.count}" + f"/{row.total}" * (row.count < row.total)
        for row in report.unreported
        if row.strength == strength and row.ask_name in offices
    }
    asked = [c for c in report.standing if any(c.id == requirement for requirement, _ in cells)]
    offices = [office for office in offices if any(office == ask for _, ask in cells)]
    if not asked:
        return
    width = min(116 / len(offices), 30)
    columns = [
        TableColumn(t("document.column_requirement", lang), 156 - width * len(offices)),
        *(TableColumn(office, width, "center") for office in offices),
    ]
    rows = [[c.title, *(cells.get((c.id, office), "") for office in offices)] for c in asked]
    kind = t(f"document.{strength}", lang)
    paper.table(t("document.unreported_table", lang, kind=kind), columns, rows)


def _changes(paper: Writing, report: Report) -> None:
    changes, lang = report.changes, paper.lang
    if changes is None:
        return
    paper.heading(1, t("document.changes", lang))
    paper.body(t("document.changes_span", lang, before=changes.before, after=changes.after))
    paper.body(changes.summary)
    if changes.moves:
        columns = [
            TableColumn(t("document.column_unit", lang), 34),
            TableColumn(t("document.column_requirement", lang), 32),
            TableColumn(t("document.column_before", lang), 20, "center"),
            TableColumn(t("document.column_after", lang), 20, "center"),
            TableColumn(t("document.column_why", lang), 50),
        ]
        semicolon = t("document.closing_separator", lang)
        rows: list[list[str | Marked]] = [
            [
                move.name
                if move.county in {"", move.name}
                else t("document.move_place", lang, county=move.county, name=move.name),
                move.title,
                Marked(_status_head(move.before, paper), move.before),
                Marked(_status_head(move.after, paper), move.after),
                semicolon.join(move.why),
            ]
            for move in changes.moves
        ]
        paper.table(t("document.changes_moves", lang), columns, rows, whole=False)
    comma = t("document.name_separator", lang)
    for key, names in (
        ("new", changes.new_venues),
        ("lost", changes.lost_venues),
        ("indicators", changes.indicators),
        ("units", changes.units),
        ("incomparable", changes.incomparable),
    ):
        if names:
            which = f"{key}_more" if len(names) > _CHANGED else key
            words = {"n": len(names), "names": comma.join(names[:_CHANGED])}
            paper.body(t(f"document.changes_{which}", lang, **words))


def _round(paper: Writing, report: Report) -> None:
    part, lang = report.round, paper.lang
    if part is None:
        return
    paper.heading(1, t("document.round", lang))
    paper.body(part.lead + part.changed + part.missing)
    for line in part.moves:
        paper.item(line)
    keys = ("county", "asked", "answered", "published", "missing_head")
    heads = [t(f"report.round_{key}", lang) for key in keys]
    columns = [
        TableColumn(heads[0], 34),
        *(TableColumn(head, 18, "center") for head in heads[1:4]),
        TableColumn(heads[4], 72),
    ]
    rows = [
        [one.name, f"{one.asked:,}", f"{one.answered:,}", f"{one.published:,}", one.missing]
        for one in part.counties
    ]
    paper.table(t("document.round_table", lang, title=part.title), columns, rows)


def _next(paper: Writing, report: Report) -> None:
    lines = (*report.answers.asks, *report.next_steps)
    if lines:
        paper.heading(1, t("document.next", paper.lang))
        for line in lines:
            paper.item(line)


def _sources(paper: Writing, report: Report) -> None:
    """Method and dates."""
    lang, head = paper.lang, report.head
    paper.heading(1, t("document.method", lang))
    paper.body(t("document.method_date", lang, date=head.date_text, scope=head.scope))
    for sentence in head.method:
        paper.body(sentence)
    paper.body(t("document.method_map", lang, boundary=head.boundary, approval=head.approval))
    paper.note(t("document.method_pack", lang, checksum=head.checksum))


def _attachments(paper: Writing, report: Report) -> None:
    """Units with something to say, the plan clause by clause, and the sources."""
    lang = paper.lang
    writers = {"units": _units, "plan": _plan, "sources": _source_table}
    for n, name in enumerate(_ANNEXES, start=1):
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
        told = replace(
            matrix,
            rows=tuple(row for row, one in zip(matrix.rows, known, strict=True) if one),
            towns=tuple(town for town, one in zip(matrix.towns, known, strict=True) if one),
        )
        if told.rows:
            write_table(paper, told, with_county=counted)
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
            key = "document.rest_counties" if counted else "document.rest"
            words = {"title": matrix.title, "n": f"{n:,}", "names": names_}
            paper.note(t(key, lang, **words))


def _plan(paper: Writing, report: Report) -> None:
    """方案对照: each clause with rule, state and records, then those that no rule measures."""
    lang, plan = paper.lang, report.plan
    for strength in STRENGTHS:
        columns = [
            TableColumn(t("report.plan_clause", lang), 70),
            TableColumn(t("document.column_requirement", lang), 32),
            TableColumn(t("report.plan_rule", lang), 62),
            TableColumn(t("report.plan_where", lang), 50),
            TableColumn(t("report.plan_records", lang), 16, "right"),
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
            TableColumn(t("report.plan_clause", lang), 130),
            TableColumn(t("report.plan_why", lang), 90),
        ]
        rows = [list(pair) for pair in plan.unmeasured]
        paper.table(t("report.plan_unmeasured", lang), columns, rows, whole=False)


def _unit_table(paper: Writing, matrix: Matrix, *, with_county: bool) -> None:
    lang = paper.lang
    columns = [TableColumn(t("document.column_unit", lang), 34)]
    if with_county:
        columns.insert(0, TableColumn(t("document.column_county", lang), 30))
    columns += [TableColumn(title, 15, "center") for _, title in matrix.columns]
    rows: list[list[str | Marked]] = [
        [*([county, unit] if with_county else [unit]), *map(_mark, statuses)]
        for _, county, unit, statuses in matrix.rows
    ]
    paper.table(matrix.title, columns, rows)


def _village_table(paper: Writing, matrix: Matrix, *, with_county: bool) -> None:
    """Villages of one town with the same statuses share a row."""
    lang = paper.lang
    paper.note(t("document.attachment_villages", lang))
    columns = [
        *([TableColumn(t("document.column_county", lang), 24)] if with_county else []),
        TableColumn(t("document.column_town", lang), 24),
        TableColumn(t("document.column_villages", lang), 110),
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
        TableColumn(t("document.column_what", lang), 20),
        TableColumn(t("document.column_source", lang), 64),
        TableColumn(t("document.column_licence", lang), 28),
        TableColumn(t("document.column_records", lang), 15, "right"),
        TableColumn(t("document.column_latest", lang), 32, "center"),
    ]
    most = sorted(report.sources, key=lambda use: -use.records)[:_SOURCES]
    named = [use for use in report.sources if use in most]
    rows = [[u.what, u.source, u.licence, f"{u.records:,}", u.latest] for u in named]
    paper.table(t("document.sources_table", lang), columns, rows, whole=False)
    rest = [use for use in report.sources if use not in most]
    if rest:
        records = sum(use.records for use in rest)
        paper.note(t("document.sources_rest", lang, n=len(rest), records=f"{records:,}"))


_SECTIONS = (
    ("standing", _standing),
    ("maps", _maps),
    ("scorecard", _scorecard),
    ("charts", _charts),
    ("gaps", _gaps),
    ("unreported", _unreported),
    ("changes", _changes),
    ("round", _round),
    ("next", _next),
    ("sources", _sources),
)
