"""Step four: publish or discard; what changed meanwhile is said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.problems import LocatorError
from locator.publishing.publish import publish_import
from locator.store import StoreConflict
from locator.web.parts import state
from locator.web.parts.markup import heading, link, notice, quiet
from locator.web.screens.desk import draft as desk_draft
from locator.web.screens.desk import view
from locator.web.screens.desk.words import draw_effects
from locator.wording.catalogue import t
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.publishing.rights import Person
    from locator.store.model import Entry
    from locator.web.screens.desk.view import ImportDraft

_WHY_LENGTH = 200


def draw(draft: ImportDraft, person: Person) -> None:
    """What will be published and by whom, why, the tick for warnings, and the button."""
    lang, found = state.language(), draft.result
    if view.current().again:
        view.change(again=False)
        desk_draft.examine(person, found.upload, draft.terms, "difference")
    rows = len(found.difference.new) + len(found.difference.changed)
    heading(t("desk.publish_of", lang, file=found.upload.name))
    quiet(t("desk.publish_summary", lang, rows=rows, name=person.name))
    draw_effects(found.verdicts)
    warnings = sum(p.severity == "warning" for p in found.problems)
    with st.form("desk_publish", border=False):
        why = st.text_input(
            t("desk.why", lang),
            max_chars=_WHY_LENGTH,
            placeholder=t("desk.why_example", lang),
            key="desk_publish_why",
        )
        ticked = not warnings or st.checkbox(
            t("desk.warnings_seen", lang, n=warnings), key="desk_publish_seen"
        )
        asked = st.form_submit_button(t("desk.publish", lang), type="primary")
    if asked:
        _publish(draft, person, (why or "").strip(), ticked=ticked)
    with st.container(horizontal=True, key="desk_buttons"):
        st.button(t("desk.back_to_difference", lang), on_click=desk_draft.go, args=("difference",))
        st.button(t("desk.discard", lang), on_click=desk_draft.discard)


def _publish(draft: ImportDraft, person: Person, why: str, *, ticked: bool) -> None:
    lang = state.language()
    try:
        entry = publish_import(
            state.site(),
            state.current_name(),
            draft.result,
            person=person,
            why=why,
            head=draft.head,
            warnings_seen=ticked,
        )
    except StoreConflict as failure:
        notice("error", t("desk.conflict", lang), failure_text(failure, lang))
        st.button(t("desk.compare_again", lang), on_click=_compare_again)
    except LocatorError as failure:
        notice("error", failure_text(failure, lang))
    else:
        desk_draft.finish(entry, draft)
        st.rerun()


def _compare_again() -> None:
    view.change(again=True)


def draw_done(entry: Entry, draft: ImportDraft) -> None:
    """What was published, what it changed, and where to see it."""
    lang = state.language()
    notice(
        "done",
        t("desk.published", lang, number=entry.number, rows=entry.rows),
        t("desk.published_more", lang, number=entry.number),
    )
    draw_effects(draft.result.verdicts, done=True)
    with st.container(horizontal=True, vertical_alignment="center", key="desk_buttons"):
        link(state.href("coverage"), t("desk.see_coverage", lang), ours=True)
        st.button(t("desk.next_file", lang), on_click=desk_draft.discard)
