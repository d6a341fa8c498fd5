"""The import as a conversation: upload, report, difference, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import streamlit as st

from locator.intake.read import ACCEPTED
from locator.publishing.rights import may_change
from locator.web.parts import access, markup, state
from locator.web.parts.markup import notice, quiet
from locator.web.parts.uploading import uploader
from locator.web.screens.desk import difference as desk_difference
from locator.web.screens.desk import draft as desk_draft
from locator.web.screens.desk import publish as desk_publish
from locator.web.screens.desk import report as desk_report
from locator.web.screens.desk import view
from locator.web.screens.desk.view import Step
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.publishing.rights import Person
    from locator.web.screens.desk.view import ImportDraft

_STEPS = get_args(Step)
_MEGABYTES = 20


def draw(person: Person | None) -> None:
    """The step that the import has reached."""
    lang, pack = state.language(), state.current_city().pack
    if person is None:
        access.draw_sign_in(t("desk.import_needs", lang))
        return
    if not may_change(person, pack):
        notice("note", t("desk.elsewhere", lang))
        return
    draft, done = desk_draft.current(), desk_draft.published()
    _draw_steps(len(_STEPS) if done else _STEPS.index(draft.step) if draft else 0)
    if draft is not None:
        _draw_restored(draft)
    if done:
        desk_publish.draw_done(*done)
    elif draft is None:
        _draw_upload(person)
    elif draft.step == "report":
        desk_report.draw(draft, person)
    elif draft.step == "difference":
        desk_difference.draw(draft, person)
    else:
        desk_publish.draw(draft, person)


def _draw_steps(reached: int) -> None:
    lang = state.language()
    markup.steps([t(f"desk.step_{name}", lang) for name in _STEPS], reached)


def _draw_upload(person: Person) -> None:
    lang = state.language()
    given = uploader(
        t("desk.upload", lang),
        ACCEPTED,
        megabytes=_MEGABYTES,
        key=f"desk_file_{desk_draft.uploads()}",
    )
    formats = t("find.comma", lang).join(ACCEPTED)
    quiet(t("desk.upload_hint", lang, formats=formats, n=_MEGABYTES))
    if given is not None:
        desk_draft.begin(person, given.name, given.getvalue())


def _draw_restored(draft: ImportDraft) -> None:
    """What was brought back after a reload, and a way to drop it; or that it would be lost."""
    lang = state.language()
    if at := view.current().restored:
        file = draft.result.upload.name
        notice("note", t("desk.restored", lang, file=file, at=at), t("desk.restored_more", lang))
        st.button(
            t("desk.restored_drop", lang), on_click=desk_draft.discard, key="desk_restored_drop"
        )
    elif why := view.current().unkept:
        quiet(why)
