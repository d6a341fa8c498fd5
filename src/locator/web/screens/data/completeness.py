"""The parts of the Data page: figures with bars, the matrix, changes, problems, sources, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from locator.exports.files import csv_file, frames_xlsx
from locator.exports.records import problems
from locator.reports.content.lists import sources
from locator.venues import completeness
from locator.web.parts import address, markup, state
from locator.web.parts.markup import heading, quiet
from locator.wording.catalogue import t
from locator.wording.completeness import county_names, layer_names, named

if TYPE_CHECKING:
    from datetime import date

    from htpy import Node
    from markupsafe import Markup

    from locator.city import City
    from locator.wording.catalogue import Lang


@dataclass(frozen=True, slots=True)
class DataView:
    """Which quality the matrix of the Data page shows; "" all together."""

    quality: str = ""


def counts(city: City, today: date) -> pd.DataFrame:
    """What the records of a city have, by layer and county."""
    return completeness.completeness(city.pack, today)


def draw_figures(table: pd.DataFrame) -> None:
    """How many records, and of each quality how many have it."""
    lang, pack = state.language(), state.current_city().pack
    counties = set(table["county"]) - {""}
    kinds = t("data.records_of", lang, layers=table["layer"].nunique(), counties=len(counties))
    boxes = [markup.box(t("data.records", lang), f"{len(pack.venues):,}", kinds)]
    boxes += [
        markup.box(
            t(f"data.quality_{one.quality}", lang),
            t("data.percent", lang, percent=one.percent),
            t("data.share", lang, n=f"{one.n:,}", of=f"{one.of:,}"),
            one.percent,
        )
        for one in completeness.total(table)
    ]
    markup.boxes(boxes)


def draw_matrix(today: date) -> None:
    """Layers down, counties across; in each cell the records and the share of one quality."""
    lang = state.language()
    heading(t("data.matrix", lang))
    quality = st.segmented_control(
        t("data.matrix_show", lang),
        ["", *completeness.QUALITIES],
        **address.bound(DataView, "quality"),
        required=True,
        format_func=lambda q: t(f"data.quality_{q}" if q else "data.all_qualities", lang),
    )
    quiet(t("data.matrix_hint", lang))
    markup.draw(state.once(matrix, today, quality or "", lang))


def matrix(city: City, today: date, quality: str, lang: Lang) -> Markup:
    """The matrix of a day: the same for everybody who looks at that quality."""
    pack, table = city.pack, counts(city, today)
    layers, counties = layer_names(pack, lang), county_names(pack, lang)
    parts = {t("data.every_layer", lang): table} | {
        name: table[table["layer"] == code] for code, name in layers.items()
    }
    return markup.html(
        markup.matrix(
            t("data.matrix", lang),
            [t("data.layer", lang), t("data.whole", lang)],
            counties.values(),
            ((name, _row(own, counties, quality, lang)) for name, own in parts.items()),
        )
    )


def _row(own: pd.DataFrame, counties: dict[str, str], quality: str, lang: Lang) -> list[Node]:
    by_county = dict(list(own.groupby("county")))
    parts = (own, *(by_county.get(code, own.iloc[:0]) for code in counties))
    return [_cell(part, quality, lang) for part in parts]


def _cell(own: pd.DataFrame, quality: str, lang: Lang) -> Node:
    if own.empty:
        return markup.empty_cell(t("data.empty", lang))
    one = completeness.share(own, quality)
    percent = t("data.percent", lang, percent=one.percent)
    return markup.share_cell(f"{own['records'].sum():,}", percent, one.percent)


def draw_problems() -> pd.DataFrame:
    """What the pack's check finds; returned as a table to take away."""
    lang = state.language()
    heading(t("data.problems", lang))
    found = state.once(_problems, lang)
    if found.empty:
        quiet(t("data.problems_none", lang))
    else:
        quiet(t("data.problems_n", lang, n=len(found)))
        st.dataframe(found, hide_index=True)
    return found


def _problems(city: City, lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        [(p["file"], p["row"], p["message"]) for p in problems(city.pack.problems, lang)],
        columns=[t(f"data.problem_{name}", lang) for name in ("file", "row", "message")],
    )


def draw_sources() -> pd.DataFrame:
    """Every source with its licence and how many records are from it."""
    lang = state.language()
    heading(t("data.sources", lang))
    found = state.once(_sources, lang)
    # What is closed is not built.
    behind = st.expander(
        t("data.sources_note", lang, n=len(found)), key="data_sources", on_change="rerun"
    )
    if behind.open:
        behind.dataframe(found, hide_index=True, height=320)
    return found


def _sources(city: City, lang: Lang) -> pd.DataFrame:
    found = sources(city.pack, "", lang)
    return pd.DataFrame(
        [(s.what, s.source, s.licence, s.records, s.latest) for s in found],
        columns=[
            t(f"data.source_{name}", lang)
            for name in ("what", "name", "licence", "records", "latest")
        ],
    )


def draw_downloads(
    table: pd.DataFrame, faults: pd.DataFrame, origins: pd.DataFrame, today: date
) -> None:
    """All of the page as a workbook, the completeness as CSV."""
    lang, pack = state.language(), state.current_city().pack

    def shown() -> pd.DataFrame:
        return named(table, pack, lang)

    def sheets() -> dict[str, pd.DataFrame]:
        return {
            t("data.sheet_completeness", lang): shown(),
            t("data.sheet_problems", lang): faults,
            t("data.sheet_sources", lang): origins,
        }

    about = [
        (t("data.about_today", lang), today.isoformat()),
        (t("data.about_meaning", lang), t("data.meaning", lang)),
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.results(t("data.download", lang), announced=False)
        st.download_button(
            t("data.download_xlsx", lang),
            lambda: frames_xlsx(sheets(), about, pack, lang),
            f"data-{pack.city.code}.xlsx",
            on_click="ignore",
            key="data_xlsx",
        )
        st.download_button(
            t("data.download_csv", lang),
            lambda: csv_file(shown(), pack),
            f"data-{pack.city.code}.csv",
            on_click="ignore",
            key="data_csv",
        )
