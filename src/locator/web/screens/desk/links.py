"""The links of a round at the desk: handed out as files, one by one, by mail; revoked, renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st

from locator.exports.returns import link_records, links_workbook
from locator.reports.paper.invitation import invitations
from locator.returns.contacts import EMAIL, keep_address
from locator.returns.kept import KeptRound
from locator.returns.links import links, renew, revoke
from locator.returns.review import CONTACT
from locator.web.parts import state
from locator.web.parts.markup import link, quiet
from locator.web.screens.desk import view
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locator.exports.records import Record
    from locator.publishing.rights import Person
    from locator.returns.review import UnitReturn
    from locator.returns.round import Round

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _say(key: str, **params: object) -> str:
    return t(f"returns.{key}", state.language(), **params)


def draw(
    round_: Round, units: Sequence[Record], now: Mapping[str, UnitReturn], person: Person
) -> None:
    """All links as files, and one of them: its message, who answers, revoking and renewing."""
    lang, site = state.language(), state.site()
    pack = state.current_city().pack
    own = [one for one in links(site, round_) if one.unit in now]
    every = link_records(pack, round_, own, now, state.site_url(), lang)
    # A county that is asked itself stands in no other.
    names = {one["unit"]: " ".join(dict.fromkeys((one["county"], one["name"]))) for one in units}
    waiting = [u for u in names if now[u].state in {"not_opened", "begun", "sent_back"}]
    missing = st.toggle(_say("desk_only_missing", n=len(waiting)), key="desk_rounds_missing")
    sent = [one for one in every if one["unit"] in waiting] if missing else every
    with st.container(horizontal=True):
        st.download_button(
            _say("desk_links_file"),
            lambda: links_workbook(pack, round_, sent, now, lang),
            f"links-{round_.number}.xlsx",
            _WORKBOOK,
        )
        st.download_button(
            _say("desk_papers_file"),
            lambda: invitations(pack, round_, sent, lang),
            f"invitations-{round_.number}.docx",
            _DOCUMENT,
        )
    unit = st.selectbox(
        _say("column_unit"),
        [one["unit"] for one in sent],
        key="desk_rounds_link",
        format_func=lambda code: names[code],
    )
    if unit is None:
        return
    one = next(record for record in sent if record["unit"] == unit)
    st.code(one["message"], language=None, wrap_lines=True)
    contact = KeptRound(site, round_).contact(unit)
    if who := [contact[field] for field in CONTACT if field in contact]:
        quiet(_say("desk_contact", who=t("find.comma", lang).join(who)))
    _draw_mail(round_, one, contact.get(EMAIL, ""), person)
    with st.container(horizontal=True):
        st.download_button(
            _say("desk_paper_file"),
            lambda: invitations(pack, round_, [one], lang),
            f"invitation-{round_.number}-{unit}.docx",
            _DOCUMENT,
            disabled=not one["url"],
        )
        revoked = any(link.revoked for link in own if link.unit == unit)
        if not revoked and st.button(_say("desk_revoke")):
            view.done(
                lambda: revoke(site, round_.number, unit, person=person),
                lambda _: _say("desk_revoked"),
            )
        if st.button(_say("desk_renew")):
            view.done(
                lambda: renew(site, round_.number, unit, person=person),
                lambda _: _say("desk_renewed"),
            )


def _draw_mail(round_: Round, one: Record, known: str, person: Person) -> None:
    """A mail with the message where the unit's address is known, and a field for the address."""
    if known and one["url"]:
        words = {"subject": round_.title, "body": one["message"]}
        query = "&".join(f"{name}={quote(text)}" for name, text in words.items())
        link(f"mailto:{quote(known, safe='@')}?{query}", _say("desk_mail", address=known))
    with st.form(f"desk_rounds_mail_{one['unit']}", border=False):
        address = st.text_input(_say("desk_address"), known, max_chars=80)
        asked_for = st.form_submit_button(_say("desk_address_keep"))
    if asked_for:
        view.done(
            lambda: keep_address(
                state.site(), round_.number, one["unit"], address or "", person=person
            ),
            lambda _: _say("desk_address_kept"),
        )
