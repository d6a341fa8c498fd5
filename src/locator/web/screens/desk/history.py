"""What was published, by whom and why; taking an entry back; and keeping today's verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from locator.problems import LocatorError
from locator.publishing.publish import decide, keep_snapshot, undo
from locator.publishing.rights import inside, refused
from locator.store.log import undone
from locator.web.parts import reading, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import heading, notice, quiet
from locator.web.screens.desk import view
from locator.web.screens.desk.words import change_table
from locator.wording.catalogue import t
from locator.wording.figures import moment_text
from locator.wording.problems import failure_text, problem_text

if TYPE_CHECKING:
    from locator.pack.change import RowChange
    from locator.pack.overlay import Decision, SetAside
    from locator.publishing.rights import Person
    from locator.store.model import Entry

_WHY_LENGTH = 200


def draw(person: Person | None) -> None:
    """The log, then the snapshots."""
    if said := view.news():
        notice("done", said)
    _draw_set_aside(person)
    _draw_log(person)
    _draw_snapshots(person)


def _draw_set_aside(person: Person | None) -> None:
    """Published changes that a new release of the files no longer fits, and a decision on each."""
    lang, city = state.language(), state.current_city()
    if not city.set_aside:
        return
    heading(t("desk.aside", lang, n=len(city.set_aside)))
    for number, one in enumerate(city.set_aside):
        notice("note", *(problem_text(doubt, lang) for doubt in one.doubts))
        draw_table(change_table((one.change,)))
        if person is None or refused(person, city.pack, (one.decided("apply"),)):
            quiet(t("desk.undo_not_yours" if person else "desk.undo_needs", lang))
            continue
        with st.form(f"desk_aside_{number}", border=False, clear_on_submit=True):
            why = st.text_input(t("desk.aside_why", lang), max_chars=_WHY_LENGTH)
            with st.container(horizontal=True):
                asked: dict[Decision, bool] = {
                    "apply": st.form_submit_button(t("desk.aside_apply", lang)),
                    "drop": st.form_submit_button(t("desk.aside_drop", lang)),
                }
        for choice in (choice for choice, pressed in asked.items() if pressed):
            _decide(one, choice, person, why or "")


def _decide(one: SetAside, choice: Decision, person: Person, why: str) -> None:
    lang = state.language()
    try:
        made = decide(state.site(), state.current_name(), one, choice, person=person, why=why)
    except LocatorError as failure:
        notice("error", failure_text(failure, lang))
    else:
        view.change(said=t(f"desk.aside_said_{choice}", lang, entry=made.number))
        st.rerun()


def _draw_log(person: Person | None) -> None:
    """All entries, newest first, and one of them in full."""
    lang, site, name = state.language(), state.site(), state.current_name()
    entries = site.history(name)[::-1]
    if not entries:
        quiet(t("desk.no_history", lang))
        return
    table = pd.DataFrame([_row(entry) for entry in entries])
    table.columns = [t(f"desk.history_{c}", lang) for c in table.columns]
    draw_table(table)
    known = {entry.number: entry for entry in entries}
    number = st.selectbox(
        t("desk.which_entry", lang),
        list(known),
        key="desk_entry",
        format_func=lambda n: t("desk.entry", lang, number=n, why=known[n].why),
    )
    changes = site.changes(name, number)
    heading(t("desk.entry_changed", lang, number=number, n=len(changes)))
    draw_table(change_table(changes))
    if number in undone(reversed(entries)):
        quiet(t("desk.undo_done", lang, number=number))
    else:
        _draw_undo(known[number], changes, person)


def _draw_snapshots(person: Person | None) -> None:
    """What was kept to compare with, newest first, and a button to keep today's verdicts."""
    lang, pack = state.language(), state.current_city().pack
    heading(t("desk.snapshots", lang))
    quiet(t("desk.snapshots_about", lang))
    reading.snapshots("desk")
    kept = state.snapshots()[::-1]
    if kept:
        table = pd.DataFrame([(s.name, moment_text(s.at), s.by, s.note) for s in kept])
        table.columns = [t(f"desk.snapshot_{c}", lang) for c in ("name", "at", "by", "note")]
        draw_table(table)
    else:
        quiet(t("desk.snapshot_none", lang))
    if not inside(person, pack, ""):
        quiet(t("desk.snapshot_needs", lang))
        return
    with st.form("desk_snapshot", border=False, clear_on_submit=True):
        note = st.text_input(t("desk.snapshot_why", lang), max_chars=_WHY_LENGTH)
        asked = st.form_submit_button(t("desk.snapshot_keep", lang))
    if asked:
        try:
            made = keep_snapshot(state.site(), state.current_name(), person=person, note=note or "")
        except LocatorError as failure:
            notice("error", failure_text(failure, lang))
        else:
            view.change(said=t("desk.snapshot_kept", lang, name=made.name))
            st.rerun()


def _row(entry: Entry) -> dict[str, object]:
    lang = state.language()
    kind = (
        t("desk.kind_undo", lang, number=entry.undoes)
        if entry.undoes
        else t("desk.kind_publish", lang)
    )
    return {
        "number": entry.number,
        "at": moment_text(entry.at),
        "by": entry.by,
        "kind": kind,
        "rows": entry.rows,
        "why": entry.why,
        "source": entry.source.name if entry.source else "",
    }


def _draw_undo(entry: Entry, changes: tuple[RowChange, ...], person: Person | None) -> None:
    lang, pack = state.language(), state.current_city().pack
    if person is None or refused(person, pack, changes):
        quiet(t("desk.undo_not_yours" if person else "desk.undo_needs", lang))
        return
    with st.form(f"desk_undo_{entry.number}", border=False, clear_on_submit=True):
        why = st.text_input(t("desk.undo_why", lang), max_chars=_WHY_LENGTH)
        asked = st.form_submit_button(t("desk.undo", lang, number=entry.number))
    if asked:
        try:
            made = undo(
                state.site(), state.current_name(), entry.number, person=person, why=why or ""
            )
        except LocatorError as failure:
            notice("error", failure_text(failure, lang))
        else:
            view.change(said=t("desk.undone", lang, number=made.number, undone=entry.number))
            st.rerun()
