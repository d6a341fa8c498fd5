"""The tables of the Region page: cities side by side on one clause, and on all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from locator.exports.files import csv_file
from locator.pack.model import STATUSES
from locator.region.coverage import compared
from locator.reports.building.region import build_region
from locator.reports.files import KINDS
from locator.web.parts import address, markup, state
from locator.web.screens.region import view
from locator.web.screens.region.view import RegionView
from locator.wording.catalogue import pick, t
from locator.wording.figures import percent
from locator.wording.names import name_of
from locator.wording.region import MEASURES, city_areas, compared_sentence, measure_text
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from htpy import Node
    from pandas.io.formats.style import Styler

    from locator.pack.model import Requirement
    from locator.region.served import RegionAnswer
    from locator.wording.catalogue import Lang

_STYLES = {
    "met": "background-color: #1B7F7926",
    "gap": "background-color: #C2412D40; font-weight: 700",
    "unreported": "background-color: #9AA3A72E",
    "": "",
}
#: Kinds of file that the page hands out.
_FILES = ("pptx", "docx", "xlsx", "html")
#: Most rows of a table that stand on the page without a bar of their own.
_ROWS_HIGH = 560


def draw_failures(answer: RegionAnswer) -> None:
    """Cities that did not answer, and those that judge a clause by another rule."""
    lang, found = state.language(), answer.coverage
    lines = [
        t("region.city_failed", lang, pack=pack, reason=t("site.reason_pack", lang))
        for pack in found.failures
    ]
    if lines:
        markup.notice("error", *lines)
    titles = {rule.id: pick(rule.title, rule.title_en, lang) for rule in found.rules}
    others = [
        t("region.other_rule", lang, pack=name_of(found.names[pack], lang), requirement=titles[one])
        for pack, one in found.other_rules
    ]
    if others:
        markup.notice("note", *others)


def draw_comparison(answer: RegionAnswer, rule: Requirement) -> None:
    """Cities side by side on the chosen clause, each with the way to its own page."""
    lang, least = state.language(), state.site().settings.compared_from
    found = answer.coverage
    title = t("region.comparison", lang, title=pick(rule.title, rule.title_en, lang))
    st.subheader(title, anchor=False)
    markup.answer(compared_sentence(found, rule.id, lang, least))
    rows, fair = compared(found, rule.id, least)
    profiles = {one.code: one for one in found.names.values()}
    heads = [
        *([t("region.rank", lang)] if fair else []),
        *(status_text(status, lang) for status in STATUSES),
        t("region.total", lang),
        t("region.share", lang),
        t("region.reported", lang),
    ]

    def cells(row: Any, rank: str) -> list[str]:
        return [
            *([rank] if fair else []),
            *(f"{int(getattr(row, status)):,}" for status in STATUSES),
            f"{int(row.total):,}",
            percent(row.share),
            percent(row.reported),
        ]

    whole = found.total.set_index("requirement").loc[rule.id]
    table: list[tuple[Node, list[str]]] = [(name_of(found.region, lang), cells(whole, ""))]
    for row in rows.itertuples():
        name, link = name_of(profiles[row.unit], lang), view.city_link(answer, row.unit, rule.id)
        head = markup.own_link(link, name) if link else name
        table.append((head, cells(row, f"{row.rank:.0f}" if fair else "")))
    markup.cities_table(title, (t("region.city", lang), *heads), table)


def draw_matrix(answer: RegionAnswer) -> None:
    """Cities against all clauses, one figure at a time."""
    lang = state.language()
    st.subheader(t("region.matrix", lang), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("region.measure", lang),
            MEASURES,
            **address.bound(RegionView, "measure"),
            required=True,
            format_func=lambda m: t(f"region.measure_{m}", lang),
            label_visibility="collapsed",
        )
        markup.quiet(t("region.matrix_hint", lang))
    styled, config, csv = answer.once(_matrix, view.current().measure, lang)
    rows = len(answer.coverage.names)
    st.dataframe(
        styled,
        hide_index=True,
        column_config=config,
        height=min(_ROWS_HIGH, 36 * (rows + 1) + 3),
        key="region_matrix",
    )
    st.download_button(
        t("region.download_csv", lang),
        csv,
        f"region-{answer.coverage.region.code}.csv",
        on_click="ignore",
        key="region_csv",
    )


def draw_files(answer: RegionAnswer) -> None:
    """Slides, document and workbook of the region, each made when it is asked for."""
    lang = state.language()
    markup.results(t("region.download_report", lang), announced=False)
    with st.container(horizontal=True):
        for kind in _FILES:
            st.download_button(
                t(f"meeting.file_{kind}", lang),
                partial(_file, answer, kind, lang),
                f"region-{answer.coverage.region.code}.{KINDS[kind].ending}",
                KINDS[kind].media,
                on_click="ignore",
                key=f"region_{kind}",
            )


def _file(answer: RegionAnswer, kind: str, lang: Lang) -> bytes:
    settings = state.site().settings
    return KINDS[kind].make(
        build_region(answer, lang, settings.map_approval, settings.compared_from)
    )


def _matrix(answer: RegionAnswer, measure: str, lang: Lang) -> tuple[Styler, dict[Any, Any], bytes]:
    found = answer.coverage
    judged = set(found.total["requirement"])
    rules = [rule for rule in found.rules if rule.id in judged]
    names = {one.code: name_of(one, lang) for one in found.names.values()}
    table = pd.DataFrame("", index=list(names), columns=[rule.id for rule in rules])
    looks = table.copy()
    for row in found.cities.itertuples():
        table.at[row.unit, row.requirement] = measure_text(row, measure)
    for rule in rules:
        areas = city_areas(answer, rule.id, lang)
        looks.loc[areas.index, rule.id] = areas["status"].map(_STYLES).to_numpy()
    table.insert(0, "city", list(names.values()))
    looks.insert(0, "city", "")
    column = st.column_config.TextColumn
    config: dict[Any, Any] = {"city": column(t("region.city", lang), pinned=True)}
    config |= {
        rule.id: column(pick(rule.title, rule.title_en, lang), help=rule.clause) for rule in rules
    }
    return table.style.apply(lambda _: looks, axis=None), config, _csv(answer, lang)


def _csv(answer: RegionAnswer, lang: Lang) -> bytes:
    """All figures of all cities, a city and clause a row."""
    found = answer.coverage
    names = {one.code: name_of(one, lang) for one in found.names.values()}
    titles = {rule.id: pick(rule.title, rule.title_en, lang) for rule in found.rules}
    heads: dict[str, str] = {
        "unit": t("region.code", lang),
        "name": t("region.city", lang),
        "requirement": t("coverage.column_title", lang),
        **{str(status): t(f"coverage.status_{status}", lang) for status in STATUSES},
        "total": t("region.total", lang),
        "share": t("region.share", lang),
        "reported": t("region.reported", lang),
    }
    table = found.cities[list(heads)].assign(
        name=found.cities["unit"].map(names), requirement=found.cities["requirement"].map(titles)
    )
    return csv_file(table.rename(columns=heads), answer.pack)
