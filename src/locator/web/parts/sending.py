"""Who sends something, over which connection, and handing it to the store, held to a rate."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import streamlit as st

from locator.problems import Problem, QueryError
from locator.publishing import corrections
from locator.publishing.corrections import SubmissionLimit
from locator.store import StoreUnreachable
from locator.web.parts import state
from locator.web.parts.markup import quiet
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.publishing.corrections import Contact, Correction


@st.cache_resource(show_spinner=False)
def _limit() -> SubmissionLimit:
    return SubmissionLimit()


def draw_sender(form: str, note: str) -> tuple[dict[str, str], str]:
    """Within a form: who may be asked back, kept apart from what is sent; and the trap.

    The trap is filled by whoever fills every box of a form: people do not see it. ``note`` says
    what becomes of a name.
    """
    lang = state.language()
    left, right = st.columns(2)
    most = corrections.CONTACT_LENGTH
    sender = {
        "name": left.text_input(t("correct.person", lang), max_chars=most) or "",
        "phone": right.text_input(t("correct.person_phone", lang), max_chars=most) or "",
    }
    quiet(note)
    with st.container(key="correct_trap"):
        trap = st.text_input(t("correct.trap", lang), key=f"trap_{form}", autocomplete="off")
    return sender, trap or ""


def visitor() -> tuple[str, dict[str, str]]:
    """Address of the client ("" when there is none) and the headers it sent, in lower case.

    The address is what :mod:`locator.web.middleware` decided. Streamlit calls one on this machine
    None; without a connection there are no headers either.
    """
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    address = st.context.ip_address
    if address is None:
        address = "127.0.0.1" if headers else ""
    return address, headers


def send(report: Correction, contact: Contact | None) -> None:
    """Keep a report of this visitor for the desk; raises as :func:`hand_in`."""
    hand_in(state.current_city().pack.city.code, report, contact, visitor()[0])


def hand_in(city: str, report: Correction, contact: Contact | None, address: str) -> None:
    """Keep a report for the desk; a contact stands apart from it.

    The limit is one for all faces.

    Raises
    ------
    QueryError
        Too many came from this address, or in all; or a writer holds the store for the moment.
    LocatorError
        The store cannot be written.
    """
    # The address is counted in memory and stands nowhere else.
    _limit().pass_(address)
    given = asdict(contact) if contact else None
    try:
        state.site().store.submit(report["kind"], city, report, given)
    except StoreUnreachable as failure:
        if any(problem.key == "store.busy" for problem in failure.problems):
            raise QueryError(Problem("error", "correct.busy")) from None
        raise
