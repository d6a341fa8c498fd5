"""The forms: what is wrong of a venue, or which one is missing; and thanks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st

from locator.pack.schema import REMARK_LENGTH
from locator.problems import LocatorError, QueryError
from locator.publishing import corrections
from locator.web.parts import markup, sending, session, state
from locator.web.parts.markup import quiet
from locator.wording.catalogue import t
from locator.wording.names import name_of, unit_path
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from locator.publishing.corrections import Correction

    #: What makes a report of what was filled in, and one that says only that it is wrong.
    _Makers = tuple[Callable[[], Correction], Callable[[], Correction] | None]

#: Mark in the session: something was sent just now.


def was_sent() -> bool:
    """Whether something was sent just now; asked for, it is said."""
    return session.CORRECT_SENT.take()


def draw_thanks(venue: str) -> None:
    """Received, and what happens next."""
    lang = state.language()
    st.success(f"**{t('correct.sent', lang)}** {t('correct.sent_next', lang)}")
    with st.container(horizontal=True):
        if venue:
            markup.back(state.href("venue", id=venue), t("correct.back_venue", lang))
        markup.back(state.href("find"), t("venue.back", lang))
        st.button(t("correct.another", lang))


def _draw_closed(venue: str) -> None:
    """Nothing can be stored now: whom to tell instead."""
    lang, contact = state.language(), state.site().settings.contact
    st.info(t("correct.closed", lang))
    if not contact:
        quiet(t("correct.closed_office", lang, id=venue or "–"))
        return
    quiet(t("correct.closed_mail", lang, id=venue or "–", contact=contact))
    pack = state.current_city().pack
    name = pack.venues.loc[venue, "name"] if venue else t("correct.title_missing", lang)
    subject = quote(t("correct.mail_subject", lang, name=name, id=venue or "–"))
    markup.link(f"mailto:{contact}?subject={subject}", t("correct.mail", lang))


def draw_correction(venue: str) -> None:
    """Which field, what it says now, what it should say."""
    lang, pack = state.language(), state.current_city().pack
    row = pack.venues.loc[venue]
    layer = pack.catalogue.layers[row["layer"]]
    name, kind = (name_of(row, lang), name_of(layer, lang))
    markup.results(t("correct.of", lang, name=name, kind=kind), announced=False)
    field = st.selectbox(
        t("correct.field", lang),
        corrections.FIELDS,
        key=f"correct_field_{venue}",
        format_func=lambda code: t(f"correct.field_{code}", lang),
        width=520,
    )
    other = field == "other"
    if not other:
        now = corrections.current(pack, venue, field)
        if field == "status":
            now = t(f"correct.status_{now}", lang)
        quiet(t("correct.now", lang, text=now) if now else t("correct.now_blank", lang))

    def inputs() -> _Makers:
        new = "" if other else _draw_new(venue, field)
        remark = _draw_remark(f"correct_remark_{venue}", needed=other)
        words = t("correct.only_wrong", lang, field=t(f"correct.field_{field}", lang))
        return (
            lambda: corrections.correction(pack, venue, field, new, remark),
            None if other else lambda: corrections.doubt(pack, venue, words, remark),
        )

    _draw_form(f"correct_{venue}_{field}", inputs, venue)


def _draw_new(venue: str, field: str) -> str:
    """What it should be: a choice where only some things can be, otherwise words."""
    lang, key = state.language(), f"correct_new_{venue}_{field}"
    if field == "status":
        chosen = st.selectbox(
            t("correct.new_status", lang),
            corrections.STATUS_CHOICES,
            index=None,
            key=key,
            placeholder=t("correct.choose", lang),
            format_func=lambda code: t(f"correct.status_{code}", lang),
        )
        return chosen or ""
    label = t("correct.new_position" if field == "position" else "correct.new", lang)
    return st.text_input(label, key=key, max_chars=corrections.VALUE_LENGTH) or ""


def _draw_remark(key: str, *, needed: bool = False) -> str:
    """Room for words."""
    lang = state.language()
    text = st.text_area(
        t("correct.remark_other" if needed else "correct.remark", lang),
        key=key,
        max_chars=REMARK_LENGTH,
        height=100,
    )
    quiet(t("correct.remark_help", lang))
    return text or ""


def draw_missing() -> None:
    """The venue that is not on record: name, kind, where, and what else is known."""
    lang, pack = state.language(), state.current_city().pack
    layers = {c: name_of(y, lang) for c, y in pack.catalogue.layers.items()}
    levels = pack.units["level"].isin(["county", "town"])
    units = {code: unit_path(pack, code, lang) for code in pack.units.index[levels]}

    def choice(name: str, names: Mapping[str, str]) -> str:
        chosen = st.selectbox(
            t(f"correct.missing_{name}", lang),
            list(names),
            index=None,
            key=f"missing_{name}",
            format_func=names.__getitem__,
            placeholder=t("correct.choose", lang),
        )
        return chosen or ""

    def words(name: str) -> str:
        label = t(f"correct.missing_{name}", lang)
        return st.text_input(label, key=f"missing_{name}", max_chars=corrections.VALUE_LENGTH) or ""

    def inputs() -> _Makers:
        cells = {
            "name": words("name"),
            "layer": choice("layer", layers),
            "unit": choice("unit", units),
        }
        cells |= {name: words(name) for name in ("address", "opening_hours", "phone")}
        remark = _draw_remark("missing_remark")
        return (lambda: corrections.missing(pack, cells, remark)), None

    _draw_form("missing", inputs)


def _draw_form(key: str, inputs: Callable[[], _Makers], venue: str = "") -> None:
    """A form with its own inputs, the contact and the buttons; sends what it makes."""
    lang = state.language()
    with st.form(f"form_{key}", width=720):
        make, doubt = inputs()
        sender, trap = sending.draw_sender(key, t("correct.person_note", lang))
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("correct.send", lang), type="primary")
            if doubt and st.form_submit_button(t("correct.send_wrong", lang)):
                sent, make = True, doubt
    if not sent:
        return
    try:
        report = make()
        # Whoever falls into the trap is told what everybody is told.
        if not trap:
            sending.send(report, corrections.contact(**sender))
    except QueryError as failure:
        st.error(failure_text(failure, lang))
        return
    except LocatorError:  # the store cannot be written: nothing that a visitor can mend
        _draw_closed(venue)
        return
    session.CORRECT_SENT.put(value=True)
    st.rerun()
