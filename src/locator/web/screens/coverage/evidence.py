"""The evidence panel: why one unit's verdict on one requirement is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from locator.coverage.explain import explain
from locator.pack.model import IndicatorRule
from locator.web.parts import markup, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import view
from locator.wording.catalogue import pick, t
from locator.wording.explain import closing_text, need_text
from locator.wording.figures import date_text, number
from locator.wording.names import name_of, names_of, unit_path
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from locator.coverage.explain import Explanation
    from locator.pack.model import Requirement


def on_map(answer: dict[str, Any]) -> None:
    """A click on an area chooses its unit, once a click."""
    unit = state.clicked_id(answer, "area_clicks")
    if unit and unit != view.current().unit:
        view.choose(unit=unit)
        st.rerun()


def on_cell(table: pd.DataFrame, cells: Sequence[tuple[int, str]]) -> None:
    """A click in the matrix chooses unit and requirement, once a click."""
    cell = cells[0] if cells else None
    if cell is None or view.current().cell == cell:
        return
    row, column = cell
    view.choose(cell=cell, unit=table.index[row])
    if column in table.columns[2:] and table.iloc[row][column]:
        view.choose(requirement=column)
    st.rerun()


def draw(rule: Requirement, verdicts: pd.DataFrame) -> None:
    """The explanation for the chosen unit, or a hint; villages of a chosen town to choose from."""
    lang, pack = state.language(), state.current_city().pack
    unit = view.current().unit
    if rule.level == "village" and unit and unit not in set(verdicts["unit"]):
        inside = verdicts[verdicts["unit"].map(pack.units["town"]) == unit]
        if len(inside):
            status = dict(zip(inside["unit"], inside["status"], strict=True))
            unit = st.selectbox(
                unit_path(pack, unit, lang),
                list(status),
                key=f"village_{unit}",
                format_func=lambda c: f"{_name(c)} {status_text(status[c], lang)}",
            )
    if unit not in set(verdicts["unit"]):
        quiet(t("coverage.explain_hint", lang))
        return
    _show(explain(pack, state.current_city().verdicts, unit, rule.id))


def _name(code: str) -> str:
    unit = state.current_city().pack.units.loc[code]
    return name_of(unit, state.language())


def _show(answer: Explanation) -> None:
    lang, pack = state.language(), state.current_city().pack
    rule = answer.requirement
    title = t(
        "coverage.explain_title",
        lang,
        name=unit_path(pack, answer.unit, lang),
        title=pick(rule.title, rule.title_en, lang),
    )
    lines = [
        (t("coverage.status", lang), status_text(answer.status, lang)),
        (t("coverage.clause", lang), rule.clause),
        (t("coverage.asks", lang), need_text(answer, pack, lang)),
        (t("coverage.have", lang), number(answer.have, lang)),
    ]
    if answer.status == "gap":
        lines.append((t("coverage.short", lang), number(answer.short, lang)))
    lines += [(t("coverage.declared", lang), text) for text in _declarations(answer)]
    lines += [
        (t("coverage.closing", lang) if n == 0 else "", closing_text(step, lang))
        for n, step in enumerate(answer.closing)
    ]
    markup.facts(title, lines, answer.status)
    if isinstance(rule, IndicatorRule):
        _table(answer.values, {"value": "value", "year": "year", "source": "record_source"})
        return
    _records(t("coverage.counted", lang, n=len(answer.counted)), answer.counted)
    if len(answer.not_counted):
        why = [t(f"explain.reason_{r}", lang) for r in answer.not_counted["reason"]]
        _records(
            t("coverage.not_counted", lang, n=len(answer.not_counted)),
            answer.not_counted.assign(why=why),
        )


def _declarations(answer: Explanation) -> list[str]:
    lang = state.language()
    lines = [
        t(
            "coverage.declared_by",
            lang,
            unit=_name(row.unit),
            source=row.source,
            layer=_layer(row.layer),
            date=date_text(row.as_of, lang),
        )
        for row in answer.declarations.itertuples()
    ]
    if answer.undeclared and answer.status != "met":
        names = t("find.comma", lang).join(name_of(y, lang) for y in answer.undeclared)
        lines.append(t("coverage.undeclared", lang, layers=names))
    return lines


def _layer(code: str) -> str:
    layer = state.current_city().pack.catalogue.layers[code]
    return name_of(layer, state.language())


def _records(title: str, venues: pd.DataFrame) -> None:
    lang, pack = state.language(), state.current_city().pack
    with st.expander(title, expanded=len(venues) > 0):
        if venues.empty:
            st.text(t("coverage.no_records", lang))
            return
        table = venues.assign(
            name=list(names_of(venues, lang).values()),
            kind=venues["layer"].map(_layer),
            where=[unit_path(pack, code, lang) for code in venues["unit"]],
            date=[date_text(d, lang) for d in venues["source_date"]],
        )
        columns = {
            "name": "record_name",
            "kind": "record_kind",
            "where": "record_unit",
            "source": "record_source",
            "date": "record_date",
        }
        if "why" in table:
            columns = {"name": "record_name", "why": "record_why"} | columns
        _table(table, columns)


def _table(table: pd.DataFrame, columns: dict[str, str]) -> None:
    lang = state.language()
    if len(table):
        st.dataframe(
            table[list(columns)],
            hide_index=True,
            height="content",
            column_config={c: t(f"coverage.{key}", lang) for c, key in columns.items()},
        )
