"""What the regular community-education development report says, in order (plan, item 9).

In the manner of Chinese official documents, on whatever
:class:`locator.reports.paper.writing.Writing` it is given. What is written comes from the report
model; nothing is counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import STATUSES, STRENGTHS
from locator.reports.content.region import RegionReport
from locator.reports.drawing.canvas import text_width
from locator.reports.figure import TableColumn
from locator.reports.paper.annexes import ANNEXES, list_annexes, write_annexes
from locator.reports.paper.gaps import write_gaps, write_unreported
from locator.reports.paper.region import write_region
from locator.reports.paper.writing import Marked, in_counties, told
from locator.wording.catalogue import t
from locator.wording.figures import UNKNOWN, date_text, percent
from locator.wording.verdicts import tied_status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from locator.pack.model import Status
    from locator.reports.content.choices import Choices
    from locator.reports.content.report import Clause, Named, Report
    from locator.reports.figure import Side
    from locator.reports.paper.writing import Writing

#: More units than this are not named in a sentence; the attachment has them all.
_NAMED = 40
#: Names that a sentence on what changed holds.
_CHANGED = 12
#: Width of a column of counts of a status, in which its word stands unbroken in both languages.
_STATUS = 25
#: Lines and paragraphs from the last of the method to the last that is attached.
_LAST_LINES, _LAST_PARAGRAPHS = 5 + len(ANNEXES), 3 + len(ANNEXES)
#: Characters between the edge and the signature and the day (GB/T 9704).
_SIGNED, _DATED = 4, 4
#: How a figure begins, or says that it is unknown; a column of other cells is as wide as so many
#: characters at most.
_FIGURE, _WIDEST = "0123456789+-" + UNKNOWN, 16.0


def names(report: Report | RegionReport) -> tuple[str, str]:
    """Title and subject of the document."""
    head = report.head
    words = {"scope": head.scope, "as_of": head.as_of, "checksum": head.checksum}
    return t("document.title", head.lang, **words), t("document.subject", head.lang, **words)


def write(paper: Writing, report: Report | RegionReport) -> None:
    """Everything that the document says, in order."""
    if isinstance(report, RegionReport):
        write_region(paper, report)
        return
    head = report.head
    words = {"scope": head.scope, "as_of": head.as_of, "checksum": head.checksum}
    paper.prepare(
        [
            *(one.figure for one in report.maps if "maps" in report.choices.sections),
            *(one.figure for one in report.charts if "charts" in report.choices.sections),
            *(
                one.figure
                for one in report.planning
                if one.figure is not None and one.section in report.choices.sections
            ),
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
    if report.absent_words:
        paper.body(report.absent_words)
    for section, write_section in _SECTIONS:
        if section in report.choices.sections:
            write_section(paper, report)
        if section == "charts":
            _planning(paper, report)
    if "sources" in report.choices.sections:
        list_annexes(paper)
    _sign(paper, choices)
    if "sources" in report.choices.sections:
        write_annexes(paper, report)


def _sign(paper: Writing, choices: Choices) -> None:
    if choices.signed:
        paper.together(3)
        paper.line("", "right")
        paper.line(choices.signed, "right", _SIGNED)
    if choices.dated:
        paper.line(date_text(choices.dated, paper.lang), "right", _DATED)


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
        TableColumn(t("document.column_requirement", lang), 46),
        TableColumn(t("document.column_level", lang), 18, "center"),
        *(TableColumn(tied_status(s, paper.lang), _STATUS, "center") for s in STATUSES),
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
    known = any(clause.population_share is not None for clause in clauses)
    note = t("document.people_note" if known else "document.people_unknown", lang)
    paper.table(caption, *told(columns, rows, nothing), notes=[note])


def _count(n: int, status: Status) -> str | Marked:
    """A number of units, tinted where it is a gap; none is 0, for a dash says unknown."""
    return Marked(f"{n:,}", status) if n and status == "gap" else f"{n:,}"


def _maps(paper: Writing, report: Report) -> None:
    if not report.maps:
        return
    lang, head = paper.lang, report.head
    paper.heading(1, t("document.maps", lang))
    paper.body(t("document.maps_intro", lang, boundary=head.boundary, approval=head.approval))
    for one in report.maps:
        paper.heading(2, one.clause.title)
        paper.body(one.clause.sentence)
        for named in one.named:
            paper.body(_names(named, paper, report.head.scope))
    # After all of the text: each among its own would leave the page before it half empty.
    undrawn: object = ()
    for one in report.maps:
        paper.drawing(one.figure)
        if one.undrawn and one.undrawn == undrawn:
            paper.note(t("document.undrawn_same", lang, n=one.undrawn_count))
        elif one.undrawn:
            names_ = in_counties(one.undrawn, lang, head.scope)
            paper.note(t("document.undrawn", lang, n=one.undrawn_count, names=names_))
        undrawn = one.undrawn or undrawn
        if one.note:
            paper.note(one.note)


def _names(named: Named, paper: Writing, scope: str) -> str:
    """Units of a status in a sentence, county by county."""
    lang = paper.lang
    if named.count > _NAMED:
        return t("document.named_many", lang, label=named.label, n=named.count)
    return t(
        "document.named",
        lang,
        label=named.label,
        n=named.count,
        names=in_counties(named.counties, lang, scope),
    )


def _scorecard(paper: Writing, report: Report) -> None:
    lang = paper.lang
    if not report.scorecard:
        return
    key = "towns" if report.head.parts == "town" else "counties"
    paper.heading(1, t(f"document.{key}", lang))
    nothing = t("document.nothing", lang)

    def known(value: float | None, write: Callable[[float], str]) -> str:
        return nothing if value is None else write(value)

    rates = any(score.per_10000 is not None for score in report.scorecard)
    columns = [
        TableColumn(t("document.column_unit", lang), 32),
        TableColumn(t("document.column_people_count", lang), 25, "right"),
        TableColumn(t("document.column_seniors", lang), 23, "right"),
        TableColumn(t("document.column_share", lang), 19, "right"),
        TableColumn(t("document.column_venues", lang), 23, "right"),
        *([TableColumn(t("document.column_rate", lang), 17, "right")] if rates else []),
        *(TableColumn(tied_status(s, paper.lang), _STATUS, "center") for s in STATUSES),
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
    paper.table(
        t("document.scorecard", lang, scope=report.head.scope),
        *told(columns, rows, nothing),
        notes=[
            t("document.scorecard_note", lang, note=report.scorecard_note),
            *([] if rates else [t("report.scorecard_reporting", lang)]),
        ],
    )


def _charts(paper: Writing, report: Report) -> None:
    for chart in report.charts:
        paper.body(chart.answer)
        if chart.id == "ageing" and report.answers.seniors:
            paper.body(report.answers.seniors)
    for chart in report.charts:
        paper.drawing(chart.figure)


def _changes(paper: Writing, report: Report) -> None:
    changes, lang = report.changes, paper.lang
    if changes is None:
        return
    paper.heading(1, t("document.changes", lang))
    paper.body(t("document.changes_span", lang, before=changes.before, after=changes.after))
    paper.body(changes.summary)
    semicolon = t("document.closing_separator", lang)
    if changes.moves:
        columns = [
            TableColumn(t("document.column_unit", lang), 34),
            TableColumn(t("document.column_requirement", lang), 32),
            TableColumn(t("document.column_before", lang), 20, "center"),
            TableColumn(t("document.column_after", lang), 20, "center"),
            TableColumn(t("document.column_why", lang), 50),
        ]
        rows: list[list[str | Marked]] = [
            [
                move.name
                if move.county in {"", move.name, report.head.scope}
                else t("document.move_place", lang, county=move.county, name=move.name),
                move.title,
                Marked(tied_status(move.before, paper.lang), move.before),
                Marked(tied_status(move.after, paper.lang), move.after),
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
            between = semicolon if key in {"units", "incomparable"} else comma
            words = {"n": len(names), "names": between.join(names[:_CHANGED])}
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
        [one.name, f"{one.invited:,}", f"{one.answered:,}", f"{one.published:,}", one.missing]
        for one in part.counties
    ]
    paper.table(t("document.round_table", lang, title=part.title), columns, rows)


def _planning(paper: Writing, report: Report) -> None:
    """What was taken from the planning page; a scenario says in its heading that it is one."""
    chosen = [one for one in report.planning if one.section in report.choices.sections]
    if not chosen:
        return
    lang = paper.lang
    paper.heading(1, t("siting.title", lang))
    for one in chosen:
        marked = t("report.marked", lang, mark=one.mark, title=one.title)
        paper.heading(2, marked if one.mark else one.title)
        paper.body(one.answer)
        for sentence in one.basis:
            paper.body(sentence)
        if one.figure is not None:
            paper.drawing(one.figure)
        if one.rows:
            texts = zip(*one.rows, strict=True)
            columns = [TableColumn(h, *_look(own)) for h, own in zip(one.heads, texts, strict=True)]
            paper.table(marked if one.mark else one.title, columns, one.rows)


def _look(cells: Sequence[str]) -> tuple[float, Side]:
    """How wide a column is among the others, by its longest cell, and where its cells stand."""
    figures = all(cell[:1] in _FIGURE for cell in cells)
    return min(max(text_width(cell, 1) for cell in cells), _WIDEST), "right" if figures else "left"


def _next(paper: Writing, report: Report) -> None:
    lines = (*report.answers.asks, *report.answers.lacking, *report.next_steps)
    if lines:
        paper.heading(1, t("document.next", paper.lang))
        for line in lines:
            paper.item(line)


def _sources(paper: Writing, report: Report) -> None:
    """Method and dates."""
    lang, head = paper.lang, report.head
    paper.heading(1, t("document.method", lang))
    paper.body(t("document.method_date", lang, as_of=head.as_of, scope=head.scope))
    for sentence in head.method:
        paper.body(sentence)
    # What is attached, listed below, does not stand on a page of its own.
    paper.together(_LAST_LINES, _LAST_PARAGRAPHS)
    paper.body(t("document.method_map", lang, boundary=head.boundary, approval=head.approval))
    paper.note(t("document.method_pack", lang, checksum=head.checksum))


_SECTIONS = (
    ("standing", _standing),
    ("maps", _maps),
    ("scorecard", _scorecard),
    ("charts", _charts),
    ("gaps", write_gaps),
    ("unreported", write_unreported),
    ("changes", _changes),
    ("round", _round),
    ("next", _next),
    ("sources", _sources),
)
