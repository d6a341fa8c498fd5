"""What the desk shows and what is under way at it: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

import streamlit as st

from locator.problems import LocatorError
from locator.web.parts import address, state
from locator.web.parts.markup import notice
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.intake.model import Import, Terms
    from locator.pack.change import Cells
    from locator.returns.review import ReturnsRead
    from locator.store.model import Entry

T = TypeVar("T")

Step = Literal["upload", "report", "difference", "publish"]
#: How the keys of the desk's widgets begin, and of those that belong to one import.
_WIDGETS, _OF_IMPORT = "desk_", ("desk_plan", "desk_publish")


@dataclass(frozen=True)
class ImportDraft:
    """A file on its way in: what it is, what was said of it, and what came of that.

    ``head`` is the number of the store's last entry at that time: the state of the pack that the
    difference was taken against.
    """

    result: Import
    terms: Terms
    head: int
    city: str
    step: Step


@dataclass(frozen=True, slots=True)
class DeskView:
    """What is under way at the desk; an address carries the part alone.

    Attributes
    ----------
    part
        Which part of the desk is shown.
    said
        What is said once of what was just done.
    draft, published
        The import under way, and the last one that was published until another is begun.
    uploads
        How many uploads were begun: each has an uploader of its own.
    looked_up
        Cities for which the store was asked for an import under way.
    restored, unkept
        When an import that was brought back was begun; why a reload would lose the present one.
    again
        Whether the import is to be compared anew.
    looked_at
        A submission whose acceptance is looked at: its id, the import, the head of the store.
    returns
        Returns that are looked at: the number of their round, and what was read of them.
    clause
        A clause as it is wanted: its id, its cells (None: taken out), and the choice it came from.
    """

    part: str = ""
    said: str = ""
    draft: ImportDraft | None = None
    published: tuple[Entry, ImportDraft] | None = None
    uploads: int = 0
    looked_up: frozenset[str] = frozenset()
    restored: str = ""
    unkept: str = ""
    again: bool = False
    looked_at: tuple[int, Import, int] | None = None
    returns: tuple[int, ReturnsRead] | None = None
    clause: tuple[str, Cells | None, str] | None = None


def current() -> DeskView:
    """What is under way now."""
    return address.view(DeskView)


def change(**changed: object) -> None:
    """Something else is under way."""
    address.change(DeskView, **changed)


def done(work: Callable[[], T], said: Callable[[T], str], **changed: object) -> None:
    """Do something, then draw anew with a word on it; or say why it could not be done."""
    try:
        made = work()
    except LocatorError as failure:
        notice("error", failure_text(failure, state.language()))
    else:
        change(said=said(made), **changed)
        st.rerun()


def news() -> str:
    """What is to be said once; asked for, it is said."""
    said = current().said
    if said:
        change(said="")
    return said


def end_import() -> None:
    """No import is under way: neither the draft nor what was typed and ticked for it."""
    uploads = current().uploads + 1
    change(draft=None, published=None, restored="", unkept="", again=False, uploads=uploads)
    _drop(_OF_IMPORT)


def forget() -> None:
    """Nothing is under way: whoever was here has left."""
    part = current().part
    address.forget(DeskView)
    change(part=part)
    _drop((_WIDGETS,))


def _drop(beginnings: tuple[str, ...]) -> None:
    for key in [key for key in st.session_state if str(key).startswith(beginnings)]:
        del st.session_state[key]
