"""Step two: what is wrong with the file, and what it was taken for."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd
import streamlit as st

from locator.exports.files import csv_file, frames_xlsx
from locator.geo.datum import DATUMS
from locator.intake.model import Answer, ColumnGuess, SheetPlan
from locator.intake.recognise.sheets import is_ours
from locator.intake.recognise.words import EXTRA, columns_of, guess_columns, ignorable
from locator.web.parts import markup, state
from locator.web.parts.markup import figures, heading, notice, plain_label, quiet
from locator.web.screens.desk import draft as desk_draft
from locator.web.screens.desk.words import column_name, kind_of
from locator.wording.catalogue import t
from locator.wording.problems import problem_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.geo.datum import Datum
    from locator.intake.model import DatumGuess, Terms, UploadSheet
    from locator.problems import Problem
    from locator.publishing.rights import Person
    from locator.web.screens.desk.view import ImportDraft

_SOURCE_LENGTH = 120
#: Problems on the page; all of them are in the file.
_SHOWN = 200
#: Questions on the page at a time: the next ones follow when these are answered.
_ASKED = 50
#: What a sheet may be taken for; "" is: not read.
_TABLES = ("venues", "reporting", "indicators", "units", "outlines", "places", "shares",
           "needs", "circles", "")  # fmt: skip # a table, a row a line


def draw(draft: ImportDraft, person: Person) -> None:
    """How many problems, each of them, what the file was taken for, and how to go on."""
    lang, found = state.language(), draft.result
    counts = {s: sum(p.severity == s for p in found.problems) for s in ("error", "warning")}
    changes = len(found.difference.new) + len(found.difference.changed)
    heading(t("desk.report_of", lang, file=found.upload.name))
    figures(
        {
            t("desk.errors", lang): counts["error"],
            t("desk.warnings", lang): counts["warning"],
            t("desk.changes", lang): changes,
        }
    )
    if counts["error"]:
        notice("error", t("desk.has_errors", lang, n=counts["error"]), t("desk.mend", lang))
    elif not found.changes:
        notice("note", t("desk.nothing_new", lang))
    elif counts["warning"]:
        notice("note", t("desk.has_warnings", lang, n=counts["warning"]))
    else:
        notice("done", t("desk.no_problems", lang))
    if found.questions:
        _draw_questions(draft, person)
    said = [problem for problem in found.problems if problem not in found.questions]
    if said:
        draw_problems(said, found.upload.name)
    if found.upload.sheets:
        _draw_understanding(draft, person)
    with st.container(horizontal=True, key="desk_buttons"):
        if found.publishable:
            st.button(
                t("desk.to_difference", lang),
                type="primary",
                on_click=desk_draft.go,
                args=("difference",),
            )
        st.button(t("desk.another_file", lang), on_click=desk_draft.discard)


def _draw_questions(draft: ImportDraft, person: Person) -> None:
    """Rows that disagree with what is known, one after another, and which holds of each."""
    lang, found = state.language(), draft.result
    rows: dict[tuple[str, int], list[Problem]] = {}
    for one in found.questions:
        rows.setdefault((one.sheet, one.row or 0), []).append(one)
    heading(t("desk.questions", lang, n=len(rows)))
    quiet(t("desk.questions_about", lang))
    shown = dict(itertools.islice(rows.items(), _ASKED))
    given = dict(draft.terms.answers)
    with st.form("desk_plan_answers", border=False):
        for (sheet, row), asked in shown.items():
            for one in asked:
                markup.question(problem_here(one, found.upload.name, lang))
            told = st.radio(
                t("desk.which_holds", lang, sheet=plain_label(sheet), row=row),
                ["", *get_args(Answer)],
                ["", *get_args(Answer)].index(given.get((sheet, row), "")),
                horizontal=True,
                format_func=lambda a: t(f"desk.answer_{a or 'later'}", lang),
                key=f"desk_plan_answer_{desk_draft.uploads()}_{sheet}_{row}",
                label_visibility="collapsed",
            )
            given.pop((sheet, row), None)
            if told:
                given[sheet, row] = told
        if len(rows) > len(shown):
            quiet(t("desk.questions_more", lang, n=len(rows) - len(shown)))
        asked_again = st.form_submit_button(t("desk.answer", lang), type="primary")
    if asked_again:
        desk_draft.examine(person, found.upload, replace(draft.terms, answers=given))


def draw_problems(problems: Sequence[Problem], file: str) -> None:
    """All problems, errors first, and the same as a file; of very many the first on the page."""
    lang, pack = state.language(), state.current_city().pack
    table = problem_table(problems, file)
    shown = table.head(_SHOWN).itertuples(index=False, name=None)
    markup.rows_table(t("desk.report", lang), table.columns, shown)
    if len(table) > _SHOWN:
        quiet(t("desk.more_problems", lang, n=len(table) - _SHOWN))
    stem = file.rpartition(".")[0] or file
    with st.container(horizontal=True):
        for kind, make in (
            ("xlsx", lambda: frames_xlsx({t("desk.report", lang): table}, (), pack, lang)),
            ("csv", lambda: csv_file(table, pack)),
        ):
            st.download_button(
                t(f"desk.take_report_{kind}", lang),
                make,
                f"{stem}-{t('desk.report', lang)}.{kind}",
                on_click="ignore",
                key=f"desk_report_{kind}",
            )


def problem_table(problems: Sequence[Problem], file: str) -> pd.DataFrame:
    """Problems of a file as people read them, errors first: all text, with the page's headings."""
    lang = state.language()
    rows = [
        {
            "severity": t(f"desk.severity_{p.severity}", lang),
            "sheet": p.sheet,
            "row": "" if p.row is None else str(p.row),
            "column": column_name(p.column or ""),
            "value": p.value or "",
            "message": problem_here(p, file, lang),
        }
        for p in sorted(problems, key=lambda p: p.severity != "error")
    ]
    table = pd.DataFrame(rows)
    return table.rename(columns={name: t(f"desk.problem_{name}", lang) for name in table.columns})


def _draw_understanding(draft: ImportDraft, person: Person) -> None:
    """What each sheet, each column and the coordinates were taken for, to be corrected."""
    lang, found = state.language(), draft.result
    plans = {plan.sheet: plan for plan in found.plans}
    sheets = [
        (sheet, plans.get(sheet.name, SheetPlan(sheet.name, "")))
        for sheet in found.upload.sheets
        if sheet.name in plans or not (sheet.hidden or is_ours(sheet.name) or sheet.cells.empty)
    ]
    unsure = any(_questions(sheet, plan) for sheet, plan in sheets)
    unsure |= any(guess.sureness == "unsure" for guess in found.datums)
    title = t("desk.understood_unsure" if unsure else "desk.understood", lang)
    with st.expander(title, expanded=unsure):
        everything = st.toggle(
            t("desk.plan_all", lang), key=f"desk_plan_all_{desk_draft.uploads()}"
        )
        with st.form("desk_plan_form", border=False):
            given = {
                sheet.name: _draw_plan(number, sheet, plan, everything=everything)
                for number, (sheet, plan) in enumerate(sheets)
            }
            datum = _draw_datum(found.datums, draft.terms)
            source = st.text_input(
                t("desk.source", lang),
                draft.terms.source,
                max_chars=_SOURCE_LENGTH,
                help=t("desk.source_help", lang),
                key=f"desk_plan_source_{desk_draft.uploads()}",
            )
            hidden = draft.terms.hidden
            if any(s.hidden or s.hidden_rows or s.hidden_columns for s in found.upload.sheets):
                hidden = st.checkbox(
                    t("desk.read_hidden", lang),
                    hidden,
                    help=t("desk.read_hidden_help", lang),
                    key=f"desk_plan_hidden_{desk_draft.uploads()}",
                )
            asked = st.form_submit_button(t("desk.check_again", lang))
    twice = _chosen_twice(given.values())
    if asked and twice:
        notice("error", t("desk.columns_twice", lang, column=column_name(twice)))
    elif asked:
        # What was read as one table may be another with its hidden columns.
        plans = given if hidden == draft.terms.hidden else {}
        terms = replace(
            draft.terms, plans=plans, datum=datum, source=(source or "").strip(), hidden=hidden
        )
        desk_draft.examine(person, found.upload, terms)


def _questions(sheet: UploadSheet, plan: SheetPlan) -> list[str]:
    """Headers that a person should look at: guessed, or filled and not read."""
    return [
        guess.header
        for guess in plan.columns
        if not guess.sure
        and not ignorable(guess.header)
        and (guess.column or (sheet.cells[guess.header] != "").any())
    ]


def _chosen_twice(plans: Iterable[SheetPlan]) -> str:
    """A column of the pack that two headers of one sheet are said to be, "" when there is none."""
    for plan in plans:
        counts = Counter(guess.column for guess in plan.columns if guess.column)
        if counts and max(counts.values()) > 1:
            return counts.most_common(1)[0][0]
    return ""


def _draw_plan(number: int, sheet: UploadSheet, plan: SheetPlan, *, everything: bool) -> SheetPlan:
    """One sheet in a line, and widgets for what is asked about it; what they say now."""
    lang, catalogue = state.language(), state.current_city().pack.catalogue
    key = f"desk_plan_{desk_draft.uploads()}_{number}"
    name = sheet.name or t("desk.the_file", lang)
    read = sum(bool(guess.column) for guess in plan.columns)
    kind = kind_of(plan.layer) if plan.layer else t(f"desk.table_{plan.table or 'none'}", lang)
    quiet(t("desk.sheet_read", lang, sheet=name, kind=kind, n=read))
    table, layer = plan.table, plan.layer
    if everything or not table:
        left, right = st.columns(2)
        table = left.selectbox(
            t("desk.sheet_is", lang, sheet=plain_label(name)),
            _TABLES,
            _TABLES.index(table),
            format_func=lambda c: t(f"desk.table_{c or 'none'}", lang),
            key=f"{key}_table",
        )
        layers = ["", *catalogue.layers]
        layer = right.selectbox(
            t("desk.layer_of_all", lang),
            layers,
            layers.index(layer),
            key=f"{key}_layer",
            format_func=lambda c: kind_of(c) if c else t("desk.layer_each", lang),
        )
    if not plan.table or table != plan.table:
        headers = [str(header) for header in sheet.cells.columns]
        columns = guess_columns(headers, columns_of(table)) if table else ()
        return SheetPlan(plan.sheet, table, layer, columns)
    asked = [g.header for g in plan.columns] if everything else _questions(sheet, plan)
    return replace(plan, layer=layer, columns=_draw_columns(key, plan, asked))


def _draw_columns(key: str, plan: SheetPlan, asked: Sequence[str]) -> tuple[ColumnGuess, ...]:
    lang = state.language()
    if not asked:
        return plan.columns
    offered = ["", *(c.name for c in columns_of(plan.table)), *EXTRA]
    names = {c: column_name(c) if c else t("desk.column_none", lang) for c in offered}
    places = st.columns(3)
    said = {}
    for number, guess in enumerate(g for g in plan.columns if g.header in asked):
        mark = "" if guess.sure else t("desk.unsure", lang)
        said[guess.header] = places[number % 3].selectbox(
            plain_label(guess.header) + mark,
            offered,
            offered.index(guess.column),
            format_func=names.__getitem__,
            key=f"{key}_{plan.table}_{guess.header}",
        )
    return tuple(
        ColumnGuess(g.header, said[g.header], 1.0) if g.header in said else g for g in plan.columns
    )


def _draw_datum(guesses: Sequence[DatumGuess], terms: Terms) -> Datum | Literal["auto"]:
    """In which datum the coordinates are: found out, or told."""
    lang = state.language()
    if not guesses and terms.datum == "auto":
        return terms.datum
    for guess in guesses:
        words = {
            "sheet": guess.sheet or t("desk.the_file", lang),
            "datum": t(f"intake.datum_{guess.datum}", lang),
            "percent": f"{guess.confidence:.0%}",
            "points": guess.points,
            "evidence": guess.evidence,
        }
        quiet(t(f"desk.datum_{guess.sureness}", lang, **words))
    options: tuple[Datum | Literal["auto"], ...] = ("auto", *DATUMS)
    told: Datum | Literal["auto"] | None = st.radio(
        t("desk.datum", lang),
        options,
        options.index(terms.datum),
        horizontal=True,
        format_func=lambda d: t("desk.datum_auto" if d == "auto" else f"intake.datum_{d}", lang),
        key=f"desk_plan_datum_{desk_draft.uploads()}",
    )
    return told or "auto"
