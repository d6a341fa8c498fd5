"""Rounds of returns at the desk: open one, hand its links out, see who answered, decide."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from locator import clock
from locator.exports.files import frames_xlsx
from locator.exports.returns import board_records, lacking_table, left_text
from locator.problems import LocatorError
from locator.publishing.rights import those_inside
from locator.returns.cards import cards_of
from locator.returns.lacking import lacking
from locator.returns.review import STATES, accept, board, read_returns, send_back, without_doubt
from locator.returns.round import (
    GRACE_DAYS,
    MOST_GRACE_DAYS,
    answerable,
    close_round,
    open_round,
    prolong,
    rounds,
    units_of,
)
from locator.web.parts import access, session, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import figures, heading, notice, quiet
from locator.web.screens.desk import links as desk_links
from locator.web.screens.desk import view
from locator.web.screens.desk.difference import difference_tables
from locator.web.screens.desk.report import draw_problems
from locator.web.screens.desk.words import draw_effects
from locator.wording.catalogue import pick, t
from locator.wording.figures import date_text, moment_text
from locator.wording.names import unit_name
from locator.wording.problems import failure_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from locator.exports.records import Record
    from locator.publishing.rights import Person
    from locator.returns.review import ReturnsRead, UnitReturn
    from locator.returns.round import Round

_WEEKS = timedelta(weeks=3)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _say(key: str, **params: object) -> str:
    return t(f"returns.{key}", state.language(), **params)


def draw(person: Person | None) -> None:
    """The rounds of the city: the newest one first, and a form for the next."""
    if person is None:
        access.draw_sign_in(_say("desk_needs"))
        return
    if said := view.news():
        notice("done", said)
    site = state.site()
    known = {one.number: one for one in rounds(site, state.current_name())}
    _folded(
        "desk_open",
        lambda: _draw_opening(person, next(iter(known.values()), None)),
        opened=not known,
    )
    if not known:
        return
    number = st.selectbox(
        _say("desk_round"),
        list(known),
        key=session.ROUND.name,
        format_func=lambda n: _say("desk_round_title", number=n, title=known[n].title),
    )
    _draw_round(known[number], person)


def _draw_opening(person: Person, like: Round | None) -> None:
    """A form for the next round; it asks what the last one asked, and whom."""
    lang, pack = state.language(), state.current_city().pack
    towns = units_of(pack, person)
    every = units_of(pack, person, [rule.id for rule in pack.requirements])
    if not every:
        quiet(t("desk.elsewhere", lang))
        return
    rules = {rule.id: rule for rule in answerable(pack, every)}
    titles = {i: pick(rule.title, rule.title_en, lang) for i, rule in rules.items()}
    # A field of choices tells them apart by their words alone.
    same = {one for one, n in Counter(titles.values()).items() if n > 1}
    titles = {i: f"{one} ({i})" if one in same else one for i, one in titles.items()}
    of_towns = answerable(pack, towns or every)
    clauses_now = [rule.id for rule in of_towns if rule.strength == "required"]
    units_now: list[str] = []
    if like:
        quiet(_say("desk_like", title=like.title))
        clauses_now = [rule for rule in like.clauses if rule in rules]
        if set(like.units) != set(units_of(pack, person, clauses_now)):
            units_now = [unit for unit in like.units if unit in every]
    today = clock.today()
    with st.form("desk_rounds_open", border=False):
        title = st.text_input(
            _say("desk_title"),
            _say(f"desk_title_{(today.month + 2) // 3}", year=today.year),
            max_chars=40,
        )
        left, middle, right = st.columns(3)
        as_of = left.date_input(_say("desk_as_of"), today, max_value=today)
        deadline = middle.date_input(_say("desk_deadline"), today + _WEEKS, min_value=today)
        grace = right.number_input(_say("desk_grace"), 0, MOST_GRACE_DAYS, GRACE_DAYS)
        clauses = st.multiselect(
            _say("desk_clauses"),
            list(rules),
            clauses_now,
            format_func=titles.__getitem__,
            placeholder=_say("desk_clauses_all"),
            help=_say("desk_clauses_about"),
        )
        units = st.multiselect(
            _say("desk_units", n=len(towns)),
            list(every),
            units_now,
            format_func=lambda c: unit_name(pack, c, lang),
            placeholder=_say("desk_units_all"),
        )
        asked = st.form_submit_button(_say("desk_open_now"), type="primary")

    def opened() -> None:
        new = open_round(
            state.site(),
            state.current_name(),
            person=person,
            title=title,
            deadline=str(deadline),
            as_of=str(as_of),
            grace_days=grace,
            clauses=clauses,
            units=units,
        )
        session.ROUND.put(new.number)  # what is shown below is the new one

    if asked:
        view.done(opened, lambda _: _say("desk_opened"))


def _draw_round(round_: Round, person: Person) -> None:
    lang, site = state.language(), state.site()
    pack = state.current_city().pack
    mine = those_inside(person, pack, round_.units)
    if not mine:
        quiet(t("desk.elsewhere", lang))
        return
    every = board(site, round_)
    now = {unit: every[unit] for unit in mine}
    quiet(
        _say(
            "desk_closed" if round_.closed else "desk_days",
            as_of=date_text(round_.as_of, lang),
            deadline=date_text(str(round_.deadline), lang),
            left=left_text(round_, lang),
            last=date_text(str(round_.last_day), lang),
        )
    )
    figures({_say(f"state_{one}"): sum(u.state == one for u in now.values()) for one in STATES})
    found = board_records(pack, round_, now, lang)
    _draw_board(found)
    _draw_review(round_, now, person)
    _folded("desk_lacking", lambda: _draw_lacking(round_, now))
    _folded("desk_hand_out", lambda: desk_links.draw(round_, found, now, person))
    _folded("desk_end", lambda: _draw_end(round_, person))


def _folded(name: str, work: Callable[[], None], *, opened: bool = False) -> None:
    """A part that stays folded or open as it was left, and is not drawn before it is opened."""
    part = st.expander(_say(name), opened, key=f"desk_rounds_{name}", on_change="rerun")
    if part.open:
        with part:
            work()


def _draw_board(found: Sequence[Record]) -> None:
    table = pd.DataFrame(found)
    counties = list(dict.fromkeys(table["county"]))
    left, right = st.columns(2)
    anything = t("find.any", state.language())
    county = left.multiselect(
        _say("column_county"), counties, key="desk_rounds_county", placeholder=anything
    )
    chosen = right.multiselect(
        _say("column_state"),
        list(STATES),
        key="desk_rounds_state",
        format_func=lambda one: _say(f"state_{one}"),
        placeholder=anything,
    )
    by_county = table.groupby("county", sort=False)["state"].agg(
        lambda states: (states.isin(["sent", "published"])).sum()
    )
    total = table.groupby("county", sort=False).size()
    quiet("　".join(f"{name} {by_county[name]}/{total[name]}" for name in counties))
    shown = (
        table[
            (table["county"].isin(county) if county else True)
            & (table["state"].isin(chosen) if chosen else True)
        ]
        if county or chosen
        else table
    )
    names = {
        "county": "column_county",
        "name": "column_unit",
        "state_text": "column_state",
        "receipt": "column_receipt",
        "at": "column_at",
        "why": "column_why",
    }
    shown = shown.assign(at=[moment_text(at) if at else "" for at in shown["at"]])
    draw_table(shown[list(names)].rename(columns={c: _say(key) for c, key in names.items()}))


def _draw_lacking(round_: Round, now: Mapping[str, UnitReturn]) -> None:
    """What each unit still lacks by clause; those that lack nothing are left out."""
    lang, city = state.language(), state.current_city()
    found = lacking(city.pack, city.verdicts, round_, now)
    open_ones = {one.unit for one in found if not one.whole}
    quiet(_say("desk_lacking_of", n=len(open_ones), total=len(now)))
    if not open_ones:
        return
    table = lacking_table(city.pack, [one for one in found if one.unit in open_ones], lang)
    draw_table(table)
    st.download_button(
        _say("desk_lacking_file"),
        lambda: frames_xlsx({_say("desk_lacking"): table}, (), city.pack, lang),
        f"lacking-{round_.number}.xlsx",
        _WORKBOOK,
        on_click="ignore",
    )


def _draw_end(round_: Round, person: Person) -> None:
    site = state.site()
    day = st.date_input(
        _say("desk_deadline"),
        max(round_.deadline, clock.today()),
        min_value=clock.today(),
        key="desk_rounds_day",
    )
    with st.container(horizontal=True):
        if st.button(_say("desk_prolong")):
            view.done(
                lambda: prolong(site, round_.number, str(day), person=person),
                lambda _: _say("desk_prolonged"),
            )
        if not round_.closed and st.button(_say("desk_close")):
            view.done(
                lambda: close_round(site, round_.number, person=person),
                lambda _: _say("desk_closed_said"),
            )


# -- review ------------------------------------------------------------------------------------


def _draw_review(round_: Round, now: Mapping[str, UnitReturn], person: Person) -> None:
    lang, site = state.language(), state.site()
    pack = state.current_city().pack
    waiting = [unit for unit, one in now.items() if one.state == "sent"]
    heading(_say("desk_review", n=len(waiting)))
    if not waiting:
        return
    unit = st.selectbox(
        _say("desk_look_at"),
        waiting,
        key="desk_rounds_unit",
        format_func=lambda code: unit_name(pack, code, lang),
    )
    cards = {card.id: card for card in cards_of(pack, round_, unit)}
    rules = {rule.id: rule for rule in pack.requirements}

    def titled(card: str) -> str:
        rule = rules.get(card)
        return pick(rule.title, rule.title_en, lang) if rule else _say(f"card_{card}")

    only = st.multiselect(
        _say("desk_cards"),
        list(cards),
        key=f"desk_rounds_cards_{unit}",
        format_func=titled,
        placeholder=_say("desk_cards_all"),
    )
    with st.container(horizontal=True):
        if st.button(_say("desk_look"), type="primary"):
            _look(lambda: read_returns(site, round_, [unit], only))
        if st.button(_say("desk_look_clear")):
            _look(lambda: without_doubt(site, round_, waiting))
    number, read = view.current().returns or (0, None)
    if number == round_.number and read is not None and set(read.units) <= set(waiting):
        _draw_read(round_, read, person)


def _look(read: Callable[[], ReturnsRead | None]) -> None:
    asked = session.ROUND.get()
    try:
        found = read()
    except LocatorError as failure:
        notice("error", failure_text(failure, state.language()))
        return
    if found is None:
        notice("note", _say("none_clear"))
    view.change(returns=(asked, found) if found else None)


def _draw_read(round_: Round, read: ReturnsRead, person: Person) -> None:
    """Problems, difference and effect on verdicts, and the last word: accept or send back."""
    lang, site, found = state.language(), state.site(), read.result
    pack = state.current_city().pack
    heading(t("find.comma", lang).join(unit_name(pack, unit, lang) for unit in read.units))
    if found.problems:
        draw_problems(found.problems, found.upload.name)
    draw_effects(found.verdicts)
    for name, table in difference_tables(found).items():
        with st.expander(t("desk.counted", lang, name=name, n=len(table))):
            draw_table(table)
    if not found.changes:
        quiet(t("desk.nothing_new", lang))
    errors = any(problem.severity == "error" for problem in found.problems)
    seen = not found.problems or st.checkbox(
        t("desk.warnings_seen", lang, n=len(found.problems)), key="desk_rounds_seen"
    )

    def taken() -> None:
        accept(site, round_.number, read, person=person, warnings_seen=seen)
        view.change(returns=None)

    if not errors and st.button(_say("desk_accept", n=len(read.units)), type="primary"):
        view.done(taken, lambda _: _say("desk_accepted", n=len(read.units)))
    if len(read.units) > 1:
        return
    with st.form("desk_rounds_back", border=False):
        why = st.text_input(_say("desk_why"), max_chars=300)
        asked_back = st.form_submit_button(_say("desk_send_back"))
    if asked_back:
        view.done(
            lambda: send_back(site, round_.number, read.units[0], why or "", person=person),
            lambda _: _say("desk_sent_back"),
        )
