"""What residents and institutions sent in, and what becomes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator import clock
from locator.geo.datum import DATUMS
from locator.problems import LocatorError
from locator.publishing.publish import accept, close
from locator.publishing.review import POINT, SHARING, accepted, proposal
from locator.publishing.rights import inside, may_change
from locator.store.model import OPEN
from locator.web.parts import access, markup, state
from locator.web.parts.markup import notice, plain_label, quiet
from locator.web.screens.desk import view
from locator.web.screens.desk.report import draw_problems
from locator.web.screens.desk.words import VENUES, cell_text, coded, draw_effects
from locator.wording.catalogue import t
from locator.wording.figures import moment_text
from locator.wording.names import name_of, unit_path
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from htpy import Node

    from locator.geo.datum import Datum
    from locator.intake.model import Import
    from locator.publishing.publish import Closed
    from locator.publishing.review import Proposal
    from locator.publishing.rights import Person
    from locator.store.model import Submission

_LENGTH = 300
#: Cells of a new row that say what it is: shown, not edited.
_FIXED = {"layer", "unit", "kind", "venue"}


def draw(person: Person | None) -> None:
    """Open submissions about units that the person may change, oldest first."""
    lang, pack = state.language(), state.current_city().pack
    waiting = state.site().submissions(state.current_name(), OPEN)
    if person is None:
        access.draw_sign_in(t("desk.review_needs", lang, n=len(waiting)))
        return
    if said := view.news():
        notice("done", said)
    mine = [(one, proposal(pack, one)) for one in waiting]
    mine = [(one, found) for one, found in mine if inside(person, pack, found.unit)]
    if not mine:
        quiet(t("desk.review_none", lang))
        return
    quiet(t("desk.review_count", lang, n=len(mine)))
    seen = view.current().looked_at
    looked_at = seen[0] if seen else None
    for one, found in mine:
        with st.expander(_title(one, found), expanded=looked_at == one.id or len(mine) == 1):
            _draw_proposal(one, found)
            if seen is not None and seen[0] == one.id:
                _draw_acceptance(one, seen[1], seen[2], person)
            else:
                _draw_choice(one, found, person)


def _title(one: Submission, found: Proposal) -> str:
    lang, pack = state.language(), state.current_city().pack
    name = found.new.get("name") or found.new.get("title") or ""
    if found.venue in pack.venues.index:
        venue = pack.venues.loc[found.venue]
        name = name_of(venue, lang)
    kind = t(f"desk.submission_{one.kind}", lang)
    return plain_label(t("desk.submission", lang, number=one.id, kind=kind, name=name))


def _draw_proposal(one: Submission, found: Proposal) -> None:
    """Old and new value of each cell, the visitor's words, and whom to ask back."""
    lang, pack = state.language(), state.current_city().pack
    file = SHARING.get(one.kind, VENUES)
    rows: list[tuple[str, Node]] = []
    for column, new in found.new.items():
        old = found.old.get(column, "")
        before = cell_text(file, column, old) if old else ""
        rows.append(
            (t(f"column.{column}", lang), markup.change(before, cell_text(file, column, new)))
        )
    facts = {
        "about_unit": unit_path(pack, found.unit, lang),
        "remark": found.remark,
        "contact": t("find.comma", lang).join(state.site().contact(one.id).values()),
        "sent": moment_text(one.at),
    }
    rows += [(t(f"desk.{key}", lang), text) for key, text in facts.items() if text]
    markup.pairs(rows)
    for column, then in found.then.items():
        if then != found.old[column]:
            notice("note", t("desk.stale", lang, then=cell_text(file, column, then)))


def _draw_choice(one: Submission, found: Proposal, person: Person) -> None:
    """Look at what accepting would change, or decline."""
    lang = state.language()
    words_only = not found.new
    with st.form(f"desk_review_{one.id}", border=False):
        cells = {} if words_only else _draw_cells(one, found)
        datum: Datum = "wgs84"
        if set(POINT) <= set(cells):
            datum = st.radio(
                t("desk.datum", lang),
                DATUMS,
                horizontal=True,
                key=f"desk_review_datum_{one.id}",
                format_func=lambda d: t(f"intake.datum_{d}", lang),
            )
        ask = "why" if words_only else "source"
        said = st.text_input(
            t(f"desk.review_{ask}", lang),
            max_chars=_LENGTH,
            help=t(f"desk.review_{ask}_help", lang),
            key=f"desk_review_source_{one.id}",
        )
        with st.container(horizontal=True):
            taken = st.form_submit_button(
                t("desk.review_done" if words_only else "desk.review_look", lang), type="primary"
            )
            declined = st.form_submit_button(t("desk.review_decline", lang))
    if not (taken or declined):
        return
    if not (said or "").strip():
        notice("error", t("desk.review_say", lang))
    elif taken and not all(cells.get(c, "-") for c in POINT):
        notice("error", t("desk.review_point", lang))
    elif declined or words_only:
        _close(one, "declined" if declined else "done", person, said.strip())
    else:
        _look_at(one, cells, said.strip(), datum, person)


def _draw_cells(one: Submission, found: Proposal) -> dict[str, str]:
    """What is to stand, for the reviewer to mend."""
    lang = state.language()
    file = SHARING.get(one.kind, VENUES)
    cells = {}
    for column, text in found.new.items():
        if column in _FIXED or coded(file, column):
            cells[column] = text
            continue
        given = st.text_input(
            t(f"column.{column}", lang),
            text,
            max_chars=_LENGTH,
            key=f"desk_review_{one.id}_{column}",
        )
        cells[column] = (given or "").strip()
    return cells


def _look_at(
    one: Submission, cells: dict[str, str], source: str, datum: Datum, person: Person
) -> None:
    city = state.current_city()
    found = accepted(
        city.pack,
        one,
        cells,
        source=source,
        scope=may_change(person, city.pack),
        today=clock.today(),
        datum=datum,
        approved=state.site().approved(city),
    )
    view.change(looked_at=(one.id, found, city.head))
    st.rerun()


def _draw_acceptance(one: Submission, found: Import, head: int, person: Person) -> None:
    """Problems and effects of accepting, and the last word."""
    lang = state.language()
    if found.problems:
        draw_problems(found.problems, found.upload.name)
    draw_effects(found.verdicts)
    if not found.changes:
        quiet(t("desk.nothing_new", lang))
    with st.container(horizontal=True, vertical_alignment="center"):
        seen = not found.problems or st.checkbox(
            t("desk.warnings_seen", lang, n=len(found.problems)), key=f"desk_review_seen_{one.id}"
        )
        asked = found.publishable and st.button(
            t("desk.review_accept", lang), type="primary", key=f"desk_review_accept_{one.id}"
        )
        st.button(t("desk.review_back", lang), on_click=_forget, key=f"desk_review_back_{one.id}")
    if asked:
        try:
            entry = accept(
                state.site(),
                state.current_name(),
                one,
                found,
                person=person,
                head=head,
                why=t("desk.accepted_why", "zh", number=one.id),
                warnings_seen=seen,
            )
        except LocatorError as failure:
            notice("error", failure_text(failure, lang))
        else:
            _forget()
            view.change(said=t("desk.accepted", lang, number=one.id, entry=entry.number))
            st.rerun()


def _close(one: Submission, end: Closed, person: Person, why: str) -> None:
    lang = state.language()
    try:
        close(state.site(), state.current_name(), one, end, person=person, why=why)
    except LocatorError as failure:
        notice("error", failure_text(failure, lang))
    else:
        view.change(said=t(f"desk.review_{end}_said", lang, number=one.id))
        st.rerun()


def _forget() -> None:
    view.change(looked_at=None)
