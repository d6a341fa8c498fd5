"""The planner's view of sharing: what is offered and asked for in each town, and the open needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from locator import clock
from locator.exports.sharing import balance_csv
from locator.pack.model import SHARE_KINDS
from locator.sharing import search as sharing
from locator.sharing.search import ShareQuery, balance, find, query_of, standing
from locator.web.parts import address, markup, state
from locator.web.parts.markup import heading, quiet
from locator.web.screens.sharing.offers import draw_state
from locator.web.screens.sharing.view import ShareView, current
from locator.wording.catalogue import pick, t
from locator.wording.labels import label
from locator.wording.names import names_of, unit_path
from locator.wording.sharing import institution

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from htpy import Node

_MARKS = {"asked": "▲", "both": "●", "offered": "○"}


def draw() -> None:
    """The whole view."""
    lang, pack = state.language(), state.current_city().pack
    quiet(t("share.balance_purpose", lang))
    table = balance(pack, clock.today())
    if table.empty:
        quiet(t("share.balance_empty", lang))
        draw_state()
        return
    counties = {"": t("share.balance_all", lang)} | names_of(pack.counties, lang)
    st.selectbox(
        t("share.balance_county", lang),
        list(counties),
        **address.bound(ShareView, "within_county"),
        format_func=counties.__getitem__,
        width=280,
    )
    county = current().within_county
    if county:
        table = table[table["unit"].map(pack.units["county"]) == county]
    state_of = standing(table)
    text = t(
        "share.balance_head",
        lang,
        asked=int(table.loc[state_of == "asked", "asked"].sum()),
        offered=int(table.loc[state_of == "offered", "offered"].sum()),
    )
    markup.results(text)
    _draw_matrix(table, county)
    st.download_button(
        t("share.balance_download", lang),
        lambda: balance_csv(pack, table, lang),
        f"sharing-{pack.city.code}.csv",
        "text/csv",
        on_click="ignore",
    )
    _draw_needs(county)
    draw_state()


def _draw_matrix(table: pd.DataFrame, county: str) -> None:
    """Units down, kinds across; a mark and a number in each cell, never a colour alone."""
    lang, pack = state.language(), state.current_city().pack
    cells = {(r.unit, r.kind): (r.offered, r.asked) for r in table.itertuples()}
    rows = []
    for unit in dict.fromkeys(table["unit"]):
        name = unit_path(pack, unit, lang)
        if pack.units.at[unit, "level"] != "town":
            name = t("share.balance_unknown_town", lang, place=name)
        rows.append((name, [_cell(*cells.get((unit, kind), (0, 0))) for kind in SHARE_KINDS]))
    markup.balance(
        {name: (mark, t(f"share.balance_key_{name}", lang)) for name, mark in _MARKS.items()},
        markup.matrix(
            t("share.view_balance", lang),
            [t("share.balance_town", lang)],
            [label("share", kind, lang) for kind in SHARE_KINDS],
            rows,
            kind="",
            box="ll-balance",
        ),
    )
    towns = pack.counting("town")
    if county:
        towns = towns[towns["county"] == county]
    rest = int((~towns["code"].isin(table["unit"])).sum())
    if rest:
        quiet(t("share.balance_rest", lang, n=rest))


def _cell(offered: int, asked: int) -> Node:
    lang = state.language()
    if not offered and not asked:
        return markup.balance_cell("", "", [])
    name = "both" if offered and asked else "asked" if asked else "offered"
    texts = [t("share.balance_offered", lang, n=offered)] if offered else []
    texts += [t("share.balance_asked", lang, n=asked)] if asked else []
    return markup.balance_cell(name, _MARKS[name], texts)


def _draw_needs(county: str) -> None:
    """Every open need with what in its county could answer it."""
    lang, pack = state.language(), state.current_city().pack
    heading(t("share.needs_head", lang))
    needs = sharing.current(pack, pack.needs, clock.today())
    needs = needs[needs["county"] == county] if county else needs
    if needs.empty:
        quiet(t("share.needs_none", lang))
        return
    markup.needs(_need(row) for row in needs.to_dict("records"))


def _need(row: Mapping[Hashable, Any]) -> Node:
    lang, pack = state.language(), state.current_city().pack
    wanted = query_of(pack, str(row["id"]))
    found = find(pack, wanted, clock.now())
    facts = [institution(pack, row, lang), unit_path(pack, row["unit"], lang), row["hours"]]
    if not pd.isna(row["capacity"]):
        facts.append(t("share.people", lang, n=f"{row['capacity']:.0f}"))
    if found.fitting or len(found.perhaps):
        words = t("share.need_answers", lang, n=found.fitting, m=len(found.perhaps))
        link = markup.own_link(f"shares?{_address(wanted)}", t("share.need_see", lang))
        answer: list[Node] = [words, " ", link]
    else:
        answer = [t("share.need_none", lang)]
    title = pick(row["title"], row["title_en"], lang)
    return markup.need(title, label("share", row["kind"], lang), facts, *answer)


def _address(wanted: ShareQuery) -> str:
    """The find view for a wish, as a link."""
    query: list[tuple[str, str]] = list(state.kept().items())
    query += [("kind", kind) for kind in wanted.kinds]
    query += [("about", topic) for topic in wanted.topics]
    query += [("seats", str(wanted.seats))] if wanted.seats else []
    query += [("near", unit) for unit in wanted.units]
    return urlencode(query)
