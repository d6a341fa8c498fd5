"""The import under way, from the upload to publishing or discarding.

It lives in the session; the file and what was said about it are kept in the store too, so that a
reload or a restart finds them again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import import_upload
from locator.problems import LocatorError
from locator.publishing import unfinished
from locator.publishing.rights import may_change
from locator.web.parts import access, state
from locator.web.screens.desk import view
from locator.web.screens.desk.view import ImportDraft
from locator.wording.catalogue import t
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from locator.intake.model import Upload
    from locator.publishing.rights import Person
    from locator.store.model import Entry
    from locator.web.screens.desk.view import Step


def current() -> ImportDraft | None:
    """The import under way for the chosen city."""
    draft = view.current().draft
    return draft if draft is not None and draft.city == state.current_name() else None


def published() -> tuple[Entry, ImportDraft] | None:
    """What was published last, until another file is begun."""
    found = view.current().published
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
    view.change(unkept=lost)
    examine(person, upload, terms)


def restore(person: Person | None) -> None:
    """Bring back what the person had under way, once a session and city."""
    looked_up, city = view.current().looked_up, state.current_name()
    if person is None or current() is not None or city in looked_up:
        return
    view.change(looked_up=looked_up | {city})
    try:
        found = unfinished.kept(state.site(), city, person)
    except (LocatorError, ValueError, TypeError):
        return  # the store is away, or an older program kept it: the file is uploaded again
    if found is not None:
        view.change(restored=clock.local(found.at).strftime("%Y-%m-%d %H:%M"))
        examine(person, read_upload(found.name, found.data), found.terms)


def go(step: Step) -> None:
    """Go to another step of the import under way."""
    view.change(restored="")
    draft = current()
    if draft is not None:
        view.change(draft=replace(draft, step=step))


def finish(entry: Entry, draft: ImportDraft) -> None:
    """The import was published: nothing is under way any more."""
    discard()
    view.change(published=(entry, draft))


def discard() -> None:
    """Forget the import under way; the next one starts with an empty uploader."""
    person = access.person()
    if person is not None:
        with suppress(LocatorError):  # it expires by itself
            unfinished.drop(state.site(), state.current_name(), person)
    view.end_import()


def uploads() -> int:
    """How many uploads were begun in this session: each has an uploader of its own."""
    return view.current().uploads


def examine(person: Person, upload: Upload, terms: Terms, step: Step = "report") -> None:
    """Understand a file, for the first time or on other terms, and go to a step with the result."""
    lang = state.language()
    bar = st.progress(0.4, t("desk.working", lang))
    city = state.current_city()
    mine = replace(terms, scope=may_change(person, city.pack))
    found = import_upload(state.site(), state.current_name(), upload, mine)
    bar.empty()
    if current() is not None:
        with suppress(LocatorError):  # a reload then asks again
            unfinished.keep_terms(state.site(), state.current_name(), person, mine)
    view.change(draft=ImportDraft(found, mine, city.head, state.current_name(), step))
    st.rerun()
