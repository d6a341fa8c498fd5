"""The tables of the Coverage page: units against requirements, counties, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from locator.coverage.tables import levels_present, scorecard
from locator.exports.files import to_csv, to_geojson, to_xlsx
from locator.pack.model import STATUSES
from locator.style import PALETTES
from locator.web.parts import address, markup, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import evidence, view
from locator.wording.catalogue import pick, t
from locator.wording.names import names_of
from locator.wording.verdicts import matrix, status_text

if TYPE_CHECKING:
    import pandas as pd

    from locator.city import City
    from locator.wording.catalogue import Lang


#: A status as its cell sends it, hundreds of times.
_LETTERS = {status: status[0] for status in STATUSES}


@st.fragment
def draw_matrix(shown: view.Narrowed) -> None:
    """Units against requirements; a cell chooses what the evidence is about."""
    lang = state.language()
    st.subheader(t("coverage.matrix", lang), anchor=False)
    levels = view.once(_levels, *shown)
    if view.current().level not in levels:
        view.choose(level=levels[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        level = st.segmented_control(
            t("coverage.matrix", lang),
            levels,
            **address.bound(view.CoverageView, "level"),
            required=True,
            format_func=lambda code: t(f"coverage.level_{code}", lang),
            label_visibility="collapsed",
        )
        quiet(t("coverage.matrix_hint", lang))
    level = level if level in levels else levels[0]
    table, cells, config = view.once(_matrix, *shown, level, state.theme(), lang)
    chosen = st.dataframe(
        cells,
        hide_index=True,
        column_config=config,
        height=420,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"matrix_{level}",
    )
    evidence.on_cell(table, chosen.selection.cells)
    view.tell()


def _levels(city: City, *shown: str) -> list[str]:
    return levels_present(city.pack, view.verdicts(city, *shown))


def _matrix(
    city: City, scope: str, strength: str, status: str, level: str, theme: str, lang: Lang
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Any, Any]]:
    pack = city.pack
    table = matrix(pack, view.verdicts(city, scope, strength, status), level, lang)
    rules = {r.id: r for r in pack.requirements}
    words = {letter: status_text(status, lang) for status, letter in _LETTERS.items()}
    palette = PALETTES[theme]
    # What is not reported is not filled, as on the map.
    colours = [palette.met, palette.gap, palette.halo]
    config = {
        "county": st.column_config.TextColumn(t("coverage.matrix_county", lang)),
        "unit": st.column_config.TextColumn(t("coverage.matrix_unit", lang), pinned=True),
    } | {
        c: st.column_config.MultiselectColumn(
            pick(rules[c].title, rules[c].title_en, lang),
            help=rules[c].clause,
            options=list(_LETTERS.values()),
            color=colours,
            format_func=lambda letter: words[letter],
        )
        for c in table.columns[2:]
    }
    # A coloured label a cell: styled cells would be sent three times, as value, text and colour.
    cells = table.copy()
    for column in cells.columns[2:]:
        cells[column] = [[_LETTERS[status]] if status else [] for status in cells[column]]
    return table, cells, config


def draw_scorecard() -> None:
    """County by county, with population and rates."""
    lang = state.language()
    st.subheader(t("coverage.scorecard", lang), anchor=False)
    table, columns, notes = view.once(_scorecard, state.site().settings.compared_from, lang)
    st.dataframe(table, hide_index=True, height="content", column_config=columns)
    for note in notes:
        quiet(note)


def _scorecard(
    city: City, least: float, lang: Lang
) -> tuple[pd.DataFrame, dict[Any, Any], list[str]]:
    table = scorecard(city.pack, city.verdicts, least=least)
    names = city.pack.units.loc[table.index]
    table.insert(0, "name", list(names_of(names, lang).values()))
    number = st.column_config.NumberColumn
    columns: dict[Any, Any] = {
        "name": st.column_config.TextColumn(t("coverage.matrix_county", lang), pinned=True),
        "population": number(t("coverage.population", lang), format="localized"),
        "population_60plus": number(t("coverage.population_60", lang), format="localized"),
        "share_60": number(t("coverage.share_60", lang), format="%.1f%%"),
        "venues": number(t("coverage.venues", lang), format="localized"),
        "per_10000": number(t("coverage.per_10000", lang), format="%.2f"),
    } | {status: number(status_text(status, lang), format="localized") for status in STATUSES}
    # The format for shares writes 12.3% beside 13.19%.
    table["share_60"] *= 100
    table = table.dropna(axis="columns", how="all")
    notes = [] if "per_10000" in table else [t("report.scorecard_reporting", lang)]
    years = names["population_year"].dropna()
    if len(years):
        notes.append(t("coverage.population_note", lang, year=f"{years.max():.0f}"))
    return table, columns, notes


def draw_downloads(verdicts: pd.DataFrame, scope: str) -> None:
    """Exactly what the filters show, as files."""
    lang, city, shapes = state.language(), view.city(), state.current_city().shapes
    pack, name = city.pack, view.scenario_name(city)
    with st.container(horizontal=True, vertical_alignment="center"):
        markup.results(t("coverage.download", lang), announced=False)
        for kind, make in (
            ("xlsx", lambda: to_xlsx(verdicts, pack, scope, lang, name)),
            ("csv", lambda: to_csv(verdicts, pack, lang, name)),
            ("geojson", lambda: to_geojson(verdicts, shapes, pack, scope, lang, name)),
        ):
            st.download_button(
                t(f"coverage.download_{kind}", lang),
                make,
                f"coverage-{pack.city.code}.{kind}",
                on_click="ignore",
                key=f"download_{kind}",
            )
