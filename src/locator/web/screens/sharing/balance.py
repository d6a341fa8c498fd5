"""The planner's view of sharing: what is offered and asked for in each town, and the open needs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from locator.exports.sharing import balance_csv
from locator.hours.state import now
from locator.pack.model import SHARE_KINDS
from locator.sharing.search import ShareQuery, balance, current, find, query_of, standing
from locator.web.parts import state
from locator.web.parts.words import heading, quiet
from locator.web.screens.sharing.offers import draw_state
from locator.wording.catalogue import pick, t
from locator.wording.labels import label
from locator.wording.names import names_of, unit_path
from locator.wording.sharing import institution

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

_MARKS = {"asked": "▲", "both": "●", "offered": "○"}


def draw() -> None:
    """The whole view."""
    lang, pack = state.language(), state.current_city().pack
    quiet(t("share.balance_purpose", lang))
    table = balance(pack, now().date())
    if table.empty:
        quiet(t("share.balance_empty", lang))
        draw_state()
        return
    counties = {"": t("share.balance_all", lang)} | names_of(pack.counties, lang)
    st.selectbox(
        t("share.balance_county", lang),
        list(counties),
        key="within_county",
        persist_state="session",
        format_func=counties.__getitem__,
        width=280,
    )
    county = st.session_state.get("within_county") or ""
    if county:
        table = table[table["unit"].map(pack.units["county"]) == county]
    state_of = standing(table)
    text = t(
        "share.balance_head",
        lang,
        asked=int(table.loc[state_of == "asked", "asked"].sum()),
        offered=int(table.loc[state_of == "offered", "offered"].sum()),
    )
    st.html(f'<p class="ll-results" role="status">{escape(text)}</p>')
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
    key = "".join(
        f'<li><span class="ll-mark" data-state="{name}" aria-hidden="true">{mark}</span>'
        f"{escape(t(f'share.balance_key_{name}', lang))}</li>"
        for name, mark in _MARKS.items()
    )
    head = "".join(f"<th scope=col>{escape(label('share', k, lang))}</th>" for k in SHARE_KINDS)
    cells = {(r.unit, r.kind): (r.offered, r.asked) for r in table.itertuples()}
    body = []
    for unit in dict.fromkeys(table["unit"]):
        name = unit_path(pack, unit, lang)
        if pack.units.at[unit, "level"] != "town":
            name = t("share.balance_unknown_town", lang, place=name)
        row = "".join(_cell(*cells.get((unit, kind), (0, 0))) for kind in SHARE_KINDS)
        body.append(f"<tr><th scope=row>{escape(name)}</th>{row}</tr>")
    st.html(
        f'<ul class="ll-balance-key">{key}</ul><div class="ll-balance" tabindex="0" role="region" '
        f'aria-label="{escape(t("share.view_balance", lang))}"><table><thead><tr>'
        f"<th scope=col>{escape(t('share.balance_town', lang))}</th>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    towns = pack.units[(pack.units["level"] == "town") & pack.units["counts"]]
    if county:
        towns = towns[towns["county"] == county]
    rest = int((~towns["code"].isin(table["unit"])).sum())
    if rest:
        quiet(t("share.balance_rest", lang, n=rest))


def _cell(offered: int, asked: int) -> str:
    lang = state.language()
    if not offered and not asked:
        return "<td></td>"
    name = "both" if offered and asked else "asked" if asked else "offered"
    texts = [t("share.balance_offered", lang, n=offered)] if offered else []
    texts += [t("share.balance_asked", lang, n=asked)] if asked else []
    words = "".join(f"<span>{escape(text)}</span>" for text in texts)
    return (
        f'<td data-state="{name}"><span class="ll-mark" data-state="{name}" aria-hidden="true">'
        f"{_MARKS[name]}</span>{words}</td>"
    )


def _draw_needs(county: str) -> None:
    """Every open need with what in its county could answer it."""
    lang, pack = state.language(), state.current_city().pack
    heading(t("share.needs_head", lang))
    needs = current(pack, pack.needs, now().date())
    needs = needs[needs["county"] == county] if county else needs
    if needs.empty:
        quiet(t("share.needs_none", lang))
        return
    items = "".join(_need(row) for row in needs.to_dict("records"))
    st.html(f'<ul class="ll-needs">{items}</ul>')


def _need(row: Mapping[Hashable, Any]) -> str:
    lang, pack = state.language(), state.current_city().pack
    wanted = query_of(pack, str(row["id"]))
    found = find(pack, wanted, now())
    facts = [institution(pack, row, lang), unit_path(pack, row["unit"], lang), row["hours"]]
    if not pd.isna(row["capacity"]):
        facts.append(t("share.people", lang, n=f"{row['capacity']:.0f}"))
    if found.fitting or len(found.perhaps):
        answer = t("share.need_answers", lang, n=found.fitting, m=len(found.perhaps))
        answer = (
            f'{escape(answer)} <a href="shares?{escape(_address(wanted))}" target="_self">'
            f"{escape(t('share.need_see', lang))}</a>"
        )
    else:
        answer = escape(t("share.need_none", lang))
    title = pick(row["title"], row["title_en"], lang)
    kind = label("share", row["kind"], lang)
    return (
        f'<li><strong>{escape(title)}</strong><span class="ll-offer-kind">{escape(kind)}</span>'
        f"<p>{escape(' · '.join(text for text in facts if text))}</p><p>{answer}</p></li>"
    )


def _address(wanted: ShareQuery) -> str:
    """The find view for a wish, as a link."""
    query: list[tuple[str, str]] = list(state.kept().items())
    query += [("kind", kind) for kind in wanted.kinds]
    query += [("about", topic) for topic in wanted.topics]
    query += [("seats", str(wanted.seats))] if wanted.seats else []
    query += [("near", unit) for unit in wanted.units]
    return urlencode(query)
