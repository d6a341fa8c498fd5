"""What the document says of gaps, and of who has not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.model import STRENGTHS
from locator.reports.content.answers import no_gaps
from locator.reports.figure import TableColumn
from locator.wording.catalogue import t
from locator.wording.figures import apart, date_text, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.pack.model import Strength
    from locator.reports.content.report import Gap, Report
    from locator.reports.paper.writing import Writing
    from locator.wording.catalogue import Lang

#: Offices side by side in one table; more stand in a further one.
_OFFICES = 8


def write_gaps(paper: Writing, report: Report) -> None:
    """Gaps by strength, with what each unit has and what closes it."""
    lang = paper.lang
    paper.heading(1, t("document.gaps", lang))
    if not report.gaps:
        paper.body(no_gaps(report))
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
        TableColumn(t("document.column_gap_unit", lang), 58, names=True),
        TableColumn(t("document.column_have", lang), 19, "center"),
        TableColumn(t("document.column_closing", lang), 51),
    ]
    comma, semicolon = (t(f"document.{key}_separator", lang) for key in ("name", "closing"))
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for gap in gaps:
        have = " / ".join(_figures(gap, lang))
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


def _figures(gap: Gap, lang: Lang) -> tuple[str, str]:
    """What there is and what is needed, which no rounding makes alike; there may be no number."""
    if gap.have is not None and gap.need is not None:
        return apart(gap.have, gap.need, lang)
    have = t("document.nothing", lang) if gap.have is None else number(gap.have, lang)
    return have, t("document.need_any", lang)


def write_unreported(paper: Writing, report: Report) -> None:
    """What nobody has reported yet, by clause and office."""
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
    own = [r for r in report.unreported if r.strength == strength and r.ask_name in offices]
    asked = [c for c in report.standing if any(c.id == row.requirement for row in own)]
    codes = {row.ask_name: row.ask for row in own}
    offices = [office for office in offices if office in codes]
    if not asked:
        return
    width = min(116 / len(offices), 30)
    columns = [
        TableColumn(t("document.column_requirement", lang), 156 - width * len(offices)),
        *(TableColumn(office, width, "center") for office in offices),
    ]
    rows = [[c.title, *(report.owed(codes[office], c.id) for office in offices)] for c in asked]
    kind = t(f"document.{strength}", lang)
    paper.table(t("document.unreported_table", lang, kind=kind), columns, rows)
