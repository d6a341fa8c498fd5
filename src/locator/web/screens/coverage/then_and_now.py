"""Then and now: choose two times and see what moved, and through which records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from locator.exports.files import csv_file
from locator.problems import LocatorError
from locator.publishing.publish import keep_snapshot
from locator.publishing.rights import inside
from locator.reports.building.compared import changes, day_text
from locator.reports.building.head import head
from locator.web.parts import access, address, markup, state
from locator.web.parts.columns import draw_table
from locator.web.parts.markup import plain_label, quiet
from locator.web.screens.coverage import view
from locator.wording.catalogue import t
from locator.wording.problems import failure_text
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from locator.city import City
    from locator.coverage.snapshots import Snapshot
    from locator.publishing.rights import Person
    from locator.reports.content.report import Changes
    from locator.wording.catalogue import Lang

#: So many names of venues stand in a sentence; the rest are counted.
_NAMED = 12


def draw(scope: str) -> None:
    """Two times, what happened between them in a sentence, and every verdict that moved.

    A scenario has no time: what it changes stands where it was made.
    """
    if view.current().scenario:
        return
    lang, snapshots = state.language(), state.snapshots()
    keeper = _keeper()
    if not snapshots and keeper is None:
        return
    st.subheader(t("coverage.then", lang), anchor=False)
    if keeper is not None:
        st.button(t("coverage.then_keep", lang), on_click=_keep, args=(keeper,), key="then_keep")
    if not snapshots:
        return
    names = [one.name for one in snapshots]
    if view.current().then_from not in names:  # kept since the page was opened
        view.choose(then_from=names[max(len(names) - 2, 0)])
    with st.container(horizontal=True, vertical_alignment="bottom", key="then"):
        before = st.selectbox(
            t("coverage.then_from", lang),
            names,
            **address.bound(view.CoverageView, "then_from"),
            format_func=lambda name: day_text(name, lang),
            width=240,
        )
        after = st.selectbox(
            t("coverage.then_to", lang),
            [*names, ""],
            **address.bound(view.CoverageView, "then_to"),
            format_func=lambda name: day_text(name, lang) or t("coverage.then_now", lang),
            width=240,
        )
    if before == after:
        quiet(t("coverage.then_same", lang))
        return
    city = state.current_city()
    found = _changes(
        city.pack.checksum,
        before,
        after or "",
        scope,
        lang,
        city,
        {one.name: one for one in snapshots},
    )
    markup.answer(found.summary)
    for sentence in (*found.units, *found.incomparable):
        quiet(sentence)
    _draw_moves(found, lang)
    _draw_venues(found, lang)


def _keeper() -> Person | None:
    """Who may take a snapshot here: somebody who may change the whole city."""
    who = access.person()
    return who if inside(who, state.current_city().pack, "") else None


def _keep(who: Person) -> None:
    """Take a snapshot of what is known now."""
    lang = state.language()
    try:
        taken = keep_snapshot(state.site(), state.current_name(), person=who, note="")
    except LocatorError as failure:
        st.toast(plain_label(failure_text(failure, lang)))
        return
    st.toast(t("coverage.then_kept", lang, day=day_text(taken.name, lang)))


@st.cache_resource(show_spinner=False, max_entries=32)
def _changes(
    checksum: str,
    before: str,
    after: str,
    scope: str,
    lang: Lang,
    _city: City,
    _snapshots: dict[str, Snapshot],
) -> Changes:
    del checksum  # it only tells one state of the data from another
    newer = _snapshots[after] if after else _city.present()
    return changes(_snapshots[before], newer, _city.pack, head(_city.pack, scope, lang))


def _draw_moves(found: Changes, lang: Lang) -> None:
    if not found.moves:
        return
    semicolon = t("report.semicolon", lang)
    columns = ("county", "unit", "requirement", "before", "after", "why")
    table = pd.DataFrame(
        [
            (
                move.county,
                move.name,
                move.title,
                status_text(move.before, lang),
                status_text(move.after, lang),
                semicolon.join(move.why),
            )
            for move in found.moves
        ],
        columns=[t(f"coverage.then_{column}", lang) for column in columns],
    )
    draw_table(table)
    pack = state.current_city().pack
    st.download_button(
        t("coverage.download_csv", lang),
        csv_file(table, pack),
        f"changes-{pack.city.code}.csv",
        "text/csv",
        on_click="ignore",
        key="then_csv",
    )


def _draw_venues(found: Changes, lang: Lang) -> None:
    comma = t("find.comma", lang)
    for key, names in (
        ("new", found.new_venues),
        ("lost", found.lost_venues),
        ("values", found.indicators),
    ):
        if names:
            more = "more" if len(names) > _NAMED else "all"
            words = {"n": len(names), "names": comma.join(names[:_NAMED])}
            quiet(t(f"coverage.then_{key}_{more}", lang, **words))
