"""Registering an offer or a need without an account; it waits for the desk's review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from locator import clock
from locator.names.vocabulary import MOST_SEATS
from locator.pack.model import LIST_SEPARATOR, SHARE_KINDS
from locator.pack.schema import REMARK_LENGTH
from locator.problems import LocatorError, QueryError
from locator.publishing import corrections
from locator.sharing.register import LENGTH, LENGTHS, asked_for, registration
from locator.web.parts import address, sending, state
from locator.web.parts.markup import quiet
from locator.web.screens.sharing.view import ShareView, change, current
from locator.wording.catalogue import t
from locator.wording.labels import label, vocabulary
from locator.wording.names import names_of, unit_path
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.sharing.register import Side

_WIDTH = 760
SIDES: tuple[Side, ...] = ("offer", "need")
#: Columns that are drawn as one line of text, as far as the table has them.
_LINES = ("hours", "cost", "conditions", "contact", "phone", "website")


def draw() -> None:
    """The whole view."""
    lang = state.language()
    if current().registered:
        change(registered=False)
        st.success(f"**{t('share.registered', lang)}** {t('share.registered_next', lang)}")
        st.button(t("share.register_another", lang))
        return
    quiet(t("share.register_purpose", lang))
    st.segmented_control(
        t("share.side", lang),
        SIDES,
        **address.bound(ShareView, "side"),
        required=True,
        format_func=lambda side: t(f"share.side_{side}", lang),
    )
    side = cast("Side", current().side)
    with st.container(width=_WIDTH):
        where = _draw_where()
    with st.form(f"register_{side}", width=_WIDTH):
        cells = where | _draw_what(side, with_institution=not where["venue"])
        remark = st.text_area(t("share.remark", lang), max_chars=REMARK_LENGTH, height=80)
        person, trap = sending.draw_sender("register", t("share.person_note", lang))
        sent = st.form_submit_button(t("correct.send", lang), type="primary")
    if sent:
        _send(side, cells, remark or "", person, trap)


def _draw_where() -> dict[str, str]:
    """Code of the town, or only the county, and id of a venue on record there; "" for none."""
    lang, pack = state.language(), state.current_city().pack
    counties = names_of(pack.counties, lang)
    left, middle, right = st.columns(3)
    with left:
        county = _choice("county", counties, "register_county", "correct.choose")
    towns = names_of(pack.towns([county]), lang) if county else {}
    with middle:
        town = _choice("town", towns, f"register_town_{county}", "find.any")
    unit = town or county or ""
    venues = pack.venues[(pack.venues["town" if town else "county"] == unit) & (unit != "")]
    with right:
        names = names_of(venues, lang)
        venue = _choice("venue", names, f"register_venue_{unit}", "share.register_no_venue")
    if unit:
        quiet(t("share.register_at", lang, place=unit_path(pack, unit, lang)))
    return {"unit": unit, "venue": venue or ""}


def _choice(field: str, names: Mapping[str, str], key: str, placeholder: str) -> str | None:
    """One of several by its name; nothing can be chosen where there is none."""
    lang = state.language()
    return st.selectbox(
        t(f"share.register_{field}", lang),
        list(names),
        index=None,
        key=key,
        placeholder=t(placeholder, lang),
        format_func=names.__getitem__,
        disabled=not names,
    )


def _draw_what(side: Side, *, with_institution: bool) -> dict[str, str]:
    """The cells of the row, as text."""
    lang, columns = state.language(), asked_for(side)

    def line(name: str) -> str:
        text = st.text_input(t(f"share.register_{name}", lang), max_chars=LENGTHS.get(name, LENGTH))
        return text or ""

    def several(name: str, words: str) -> str:
        chosen = st.multiselect(
            t(f"share.{words}", lang),
            vocabulary(name),
            placeholder=t("find.any", lang),
            format_func=lambda code: label(name, code, lang),
        )
        return LIST_SEPARATOR.join(chosen)

    kind = st.selectbox(
        t("share.register_kind", lang),
        SHARE_KINDS,
        format_func=lambda code: label("share", code, lang),
    )
    cells = {"kind": kind or "", "title": line("title")}
    if with_institution:
        cells["institution"] = line("institution")
    cells["description"] = (
        st.text_area(
            t("share.register_description", lang), max_chars=LENGTHS["description"], height=80
        )
        or ""
    )
    left, right = st.columns(2)
    with left:
        cells["audience"] = several("audience", "audiences")
        seats = st.number_input(
            t("share.register_capacity", lang), 1, MOST_SEATS, value=None, step=1
        )
    with right:
        cells["topics"] = several("topic", "topics")
        until = st.date_input(
            t("share.register_valid_until", lang),
            None,
            min_value=clock.today(),
            format="YYYY-MM-DD",
        )
    cells["capacity"] = "" if seats is None else f"{seats:.0f}"
    cells["valid_until"] = until.isoformat() if until else ""
    return cells | {name: line(name) for name in _LINES if name in columns}


def _send(
    side: Side, cells: dict[str, Any], remark: str, person: dict[str, str], trap: str
) -> None:
    lang, pack = state.language(), state.current_city().pack
    try:
        report = registration(pack, side, cells, remark, clock.today())
        # Whoever falls into the trap is told what everybody is told.
        if not trap:
            sending.send(report, corrections.contact(**person))
    except QueryError as failure:
        st.error(failure_text(failure, lang))
    except LocatorError:  # the store cannot be written: nothing that a visitor can mend
        st.info(t("share.register_closed", lang))
    else:
        change(registered=True)
        st.rerun()
