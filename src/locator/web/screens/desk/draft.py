"""The import under way, from the upload to publishing or discarding.

It lives in the session; the file and what was said about it are kept in the store too, so that a
reload or a restart finds them again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import streamlit as st

from locator import clock
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import import_upload
from locator.problems import LocatorError
from locator.publishing import unfinished
from locator.publishing.rights import may_change
from locator.web.parts import access, state
from locator.wording.catalogue import t
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.intake.model import Import, Upload
    from locator.publishing.rights import Person
    from locator.store.model import Entry

Step = Literal["upload", "report", "difference", "publish"]

_DRAFT, _PUBLISHED, _ROUND = "desk_draft", "desk_published", "desk_round"
#: That the store was asked for an import under way, by city; when what was restored was begun; and
#: why a reload would lose what is under way.
_ASKED, _RESTORED, _UNKEPT = "desk_asked", "desk_draft_restored", "desk_draft_unkept"


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


def begin(person: Person, name: str, data: bytes) -> None:
    """Take a file in: keep it, understand it, and go on to its report."""
    lang, terms = state.language(), Terms()
    bar = st.progress(0.1, t("desk.reading", lang))
    upload = read_upload(name, data)
    bar.empty()
    try:
        kept = unfinished.keep(state.site(), state.current_name(), person, name, data, terms)
        lost = "" if kept else t("desk.not_kept", lang, n=state.site().settings.draft_mb)
    except LocatorError as failure:
        lost = t("desk.not_kept_away", lang, reason=failure_text(failure, lang))
    st.session_state[_UNKEPT] = lost
    examine(person, upload, terms)


def restore(person: Person | None) -> None:
    """Bring back what the person had under way, once a session and city."""
    asked = f"{_ASKED}_{state.current_name()}"
    if person is None or current() is not None or st.session_state.get(asked):
        return
    st.session_state[asked] = True
    try:
        found = unfinished.kept(state.site(), state.current_name(), person)
    except (LocatorError, ValueError, TypeError):
        return  # the store is away, or an older program kept it: the file is uploaded again
    if found is not None:
        st.session_state[_RESTORED] = clock.local(found.at).strftime("%Y-%m-%d %H:%M")
        examine(person, read_upload(found.name, found.data), found.terms)


def restored() -> str:
    """When the import that was brought back was begun, ``""`` where none was."""
    return str(st.session_state.get(_RESTORED, ""))


def unkept() -> str:
    """Why a reload would lose what is under way, ``""`` where it would not."""
    return str(st.session_state.get(_UNKEPT, ""))


def go(step: Step) -> None:
    """Go to another step of the import under way."""
    st.session_state.pop(_RESTORED, None)
    draft = current()
    if draft is not None:
        st.session_state[_DRAFT] = replace(draft, step=step)


def finish(entry: Entry, draft: ImportDraft) -> None:
    """The import was published: nothing is under way any more."""
    discard()
    st.session_state[_PUBLISHED] = entry, draft


def discard() -> None:
    """Forget the import under way; the next one starts with an empty uploader."""
    person = access.person()
    if person is not None:
        with suppress(LocatorError):  # it expires by itself
            unfinished.drop(state.site(), state.current_name(), person)
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
    if current() is not None:
        with suppress(LocatorError):  # a reload then asks again
            unfinished.keep_terms(state.site(), state.current_name(), person, mine)
    st.session_state[_DRAFT] = ImportDraft(found, mine, desk.head, state.current_name(), step)
    st.rerun()
