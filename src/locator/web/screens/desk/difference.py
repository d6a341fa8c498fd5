"""Step three: what publishing would change, and which verdicts with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pandas as pd
import streamlit as st

from locator.exports.files import frames_xlsx
from locator.intake.model import Look
from locator.web.parts import markup, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import figures, heading, quiet
from locator.web.screens.desk import draft as desk_draft
from locator.web.screens.desk.words import cell_text, column_name, draw_effects, kind_of, unit_name
from locator.wording.catalogue import pick, t
from locator.wording.figures import distance_text
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from locator.intake.model import DifferenceRow, Duplicate, Import, VerdictChange
    from locator.publishing.rights import Person
    from locator.web.screens.desk.view import ImportDraft


#: Rows that deserve eyes on the page; all of them are in the tables below.
_LOOKS = 50
#: Columns that the other columns of the table say already.
_SAID = {"id", "name", "unit"}
#: Files whose rows have no name but their unit's.
_OF_UNITS = frozenset({"reporting.csv", "indicators.csv", "units.csv", "outlines.geojson"})


def draw(draft: ImportDraft, person: Person) -> None:
    """Numbers, the effect on verdicts, then every row."""
    lang, found = state.language(), draft.result
    difference = found.difference
    heading(t("desk.difference_of", lang, file=found.upload.name))
    figures(
        {
            t("desk.new", lang): len(difference.new),
            t("desk.changed", lang): len(difference.changed),
            t("desk.gone", lang): len(difference.gone),
            t("desk.maybe", lang): len(difference.possible_duplicates),
        }
    )
    draw_effects(found.verdicts)
    _draw_looks(found)
    tables = difference_tables(found)
    for name, table in tables.items():
        # A changed record has a line for each of its cells, but is one change.
        n = len(difference.changed) if name == t("desk.changed", lang) else len(table)
        with st.expander(t("desk.counted", lang, name=name, n=n)):
            draw_table(table)
    if difference.gone:
        _draw_gone(draft, person)
    with st.container(horizontal=True, key="desk_buttons"):
        st.button(
            t("desk.to_publish", lang), type="primary", on_click=desk_draft.go, args=("publish",)
        )
        st.button(t("desk.back_to_report", lang), on_click=desk_draft.go, args=("report",))
        pack = state.current_city().pack
        st.download_button(
            t("desk.take_difference", lang),
            lambda: frames_xlsx(tables, (), pack, lang),
            f"{found.upload.name.rpartition('.')[0]}-{t('desk.difference', lang)}.xlsx",
            on_click="ignore",
        )
        st.button(t("desk.discard", lang), on_click=desk_draft.discard)


def _draw_looks(found: Import) -> None:
    """What deserves eyes before it is published, by why."""
    lang = state.language()
    rows = [row for row in (*found.difference.changed, *found.difference.new) if row.look]
    if not rows:
        return
    heading(t("desk.looks", lang, n=len(rows)))
    lines = []
    for row in sorted(rows, key=lambda row: get_args(Look).index(row.look))[:_LOOKS]:
        arrows = (
            t("desk.cell", lang, column=c, value=f"{before or t('desk.blank', lang)} → {after}")
            for c, before, after in _words(row)
        )
        content = t("desk.semicolon", lang).join(arrows) if row in found.difference.changed else ""
        why = t(f"desk.look_{row.look}", lang)
        lines.append(
            (why, kind_of(row.file), _name(row), unit_name(row.unit), content or _content(row))
        )
    heads = [t(f"desk.difference_{c}", lang) for c in ("look", "kind", "name", "unit", "content")]
    markup.rows_table(t("desk.looks", lang, n=len(rows)), heads, lines)
    if len(rows) > _LOOKS:
        quiet(t("desk.looks_more", lang, n=len(rows) - _LOOKS))


def _draw_gone(draft: ImportDraft, person: Person) -> None:
    """Whether records that a complete list no longer names are to be closed."""
    lang = state.language()
    close = st.checkbox(
        t("desk.close_gone", lang, n=len(draft.result.difference.gone)),
        draft.terms.close_gone,
        help=t("desk.close_gone_help", lang),
        key=f"desk_plan_gone_{desk_draft.uploads()}",
    )
    if close != draft.terms.close_gone:
        terms = replace(draft.terms, close_gone=close)
        desk_draft.examine(person, draft.result.upload, terms, "difference")


def difference_tables(draft: Import) -> dict[str, pd.DataFrame]:
    """The difference as people read it, by the names of its parts; empty parts are left out."""
    lang, difference = state.language(), draft.difference
    parts = {
        "new": [{**_of_row(r), "content": _content(r)} for r in difference.new],
        "changed": [
            {**_of_row(r), "column": column, "before": before, "after": after}
            for r in difference.changed
            for column, before, after in _words(r)
        ],
        "gone": [_of_row(r) for r in difference.gone],
        "maybe": [_of_duplicate(d) for d in difference.possible_duplicates],
        "effects": [_of_verdict(v) for v in draft.verdicts],
    }
    tables = {}
    for part, rows in parts.items():
        if rows:
            table = pd.DataFrame(rows)
            table.columns = [t(f"desk.difference_{c}", lang) for c in table.columns]
            tables[t(f"desk.{part}", lang)] = table
    return tables


def _name(row: DifferenceRow) -> str:
    """What a row is about: a unit in the reader's language, else the name that the list gives."""
    return unit_name(row.unit) if row.file in _OF_UNITS else row.name


def _of_row(row: DifferenceRow) -> dict[str, object]:
    return {
        "kind": kind_of(row.file),
        "name": _name(row),
        "unit": unit_name(row.unit),
        "sheet": row.sheet,
        "row": "" if row.row is None else str(row.row),
    }


def _words(row: DifferenceRow) -> list[tuple[str, str, str]]:
    """Column, before and after of each cell that changes, as people read them."""
    return [
        (column_name(c), cell_text(row.file, c, before), cell_text(row.file, c, after))
        for c, before, after in row.fields
    ]


def _content(row: DifferenceRow) -> str:
    lang = state.language()
    said = _SAID | ({"layer"} if row.file.startswith("venues/") else set())
    shown = [
        (column_name(c), cell_text(row.file, c, after))
        for c, _, after in row.fields
        if after and c not in said
    ]
    return t("desk.semicolon", lang).join(t("desk.cell", lang, column=c, value=v) for c, v in shown)


def _of_duplicate(found: Duplicate) -> dict[str, object]:
    lang, metres = state.language(), found.distance_m
    return {
        "name": found.name,
        "unit": unit_name(found.unit),
        "sheet": found.sheet,
        "row": str(found.row),
        "other": found.other_name,
        "other_id": found.other,
        "distance": "" if metres is None else distance_text(metres, lang),
    }


def _of_verdict(change: VerdictChange) -> dict[str, object]:
    lang, pack = state.language(), state.current_city().pack
    rule = pack.requirement(change.requirement)
    before, after = (status_text(s, lang) if s else "" for s in (change.before, change.after))
    return {
        "requirement": pick(rule.title, rule.title_en, lang),
        "unit": unit_name(change.unit),
        "before": before,
        "after": after,
    }
