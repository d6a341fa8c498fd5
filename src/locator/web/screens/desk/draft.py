"""The import under way: kept in this session alone, from the upload to publishing or discarding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import streamlit as st

from locator.intake.upload import import_upload
from locator.publishing.rights import may_change
from locator.web.parts import state
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.intake.model import Import, Terms, Upload
    from locator.publishing.rights import Person
    from locator.store.model import Entry

Step = Literal["upload", "report", "difference", "publish"]

_DRAFT, _PUBLISHED, _ROUND = "desk_draft", "desk_published", "desk_round"


@dataclass(frozen=True)
class ImportDraft:
    """A file on its way in: what it is, what was said of it, and what came of that.

    ``head`` is the number of the store's last entry at that time: the state of the pack that the
    difference was taken against.
    """

    found: Import
    terms: Terms
    head: int
    city: str
    step: Step


def current() -> ImportDraft | None:
    """The import under way for the chosen city."""
    draft: ImportDraft | None = st.session_state.get(_DRAFT)
    return draft if draft is not None and draft.city == state.current_name() else None


def published() -> tuple[Entry, ImportDraft] | None:
    """What was published last, until another file is begun."""
    found: tuple[Entry, ImportDraft] | None = st.session_state.get(_PUBLISHED)
    return found if found and found[1].city == state.current_name() else None


def go(step: Step) -> None:
    """Go to another step of the import under way."""
    draft = current()
    if draft is not None:
        st.session_state[_DRAFT] = replace(draft, step=step)


def finish(entry: Entry, draft: ImportDraft) -> None:
    """The import was published: nothing is under way any more."""
    discard()
    st.session_state[_PUBLISHED] = entry, draft


def discard() -> None:
    """Forget the import under way; the next one starts with an empty uploader."""
    for key in list(st.session_state):
        if str(key).startswith((_DRAFT, _PUBLISHED, "desk_plan", "desk_publish")):
            del st.session_state[key]
    st.session_state[_ROUND] = uploads() + 1


def uploads() -> int:
    """How many uploads were begun in this session: each has an uploader of its own."""
    return int(st.session_state.get(_ROUND, 0))


def examine(person: Person, upload: Upload, terms: Terms, step: Step = "report") -> None:
    """Understand a file, for the first time or on other terms, and go to a step with the result."""
    lang = state.language()
    bar = st.progress(0.4, t("desk.working", lang))
    desk = state.current_city()
    mine = replace(terms, scope=may_change(person, desk.pack))
    found = import_upload(state.site(), state.current_name(), upload, mine)
    bar.empty()
    st.session_state[_DRAFT] = ImportDraft(found, mine, desk.head, state.current_name(), step)
    st.rerun()
