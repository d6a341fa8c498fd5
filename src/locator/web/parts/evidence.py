"""Why one unit's verdict on one requirement is what it is: facts, records, values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from locator.pack.model import IndicatorRule
from locator.web.parts import markup, state
from locator.wording.catalogue import pick, t
from locator.wording.explain import closing_text, need_text
from locator.wording.figures import date_text, dated, number
from locator.wording.names import name_of, names_of, unit_path
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    import pandas as pd

    from locator.coverage.explain import Explanation
    from locator.pack.model import CityPack


def show(answer: Explanation, pack: CityPack) -> None:
    """The explanation of a verdict of a pack, its records below."""
    lang = state.language()
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
    lines += [(t("coverage.declared", lang), text) for text in _declarations(answer, pack)]
    lines += [
        (t("coverage.closing", lang) if n == 0 else "", closing_text(step, lang))
        for n, step in enumerate(answer.closing)
    ]
    markup.facts(title, lines, answer.status)
    if isinstance(rule, IndicatorRule):
        _table(answer.values, {"value": "value", "year": "year", "source": "record_source"})
        return
    _records(t("coverage.counted", lang, n=len(answer.counted)), answer.counted, pack)
    if len(answer.not_counted):
        why = [t(f"explain.reason_{r}", lang) for r in answer.not_counted["reason"]]
        _records(
            t("coverage.not_counted", lang, n=len(answer.not_counted)),
            answer.not_counted.assign(why=why),
            pack,
        )


def _declarations(answer: Explanation, pack: CityPack) -> list[str]:
    lang = state.language()
    lines = [
        t(
            "coverage.declared_by",
            lang,
            unit=name_of(pack.units.loc[row.unit], lang),
            source=row.source,
            layer=_layer(pack, row.layer),
            date=date_text(row.as_of, lang),
        )
        for row in answer.declarations.itertuples()
    ]
    if answer.undeclared and answer.status != "met":
        names = t("find.comma", lang).join(name_of(y, lang) for y in answer.undeclared)
        lines.append(t("coverage.undeclared", lang, layers=names))
    return lines


def _layer(pack: CityPack, code: str) -> str:
    return name_of(pack.catalogue.layers[code], state.language())


def _records(title: str, venues: pd.DataFrame, pack: CityPack) -> None:
    lang = state.language()
    with st.expander(title, expanded=len(venues) > 0):
        if venues.empty:
            st.text(t("coverage.no_records", lang))
            return
        table = venues.assign(
            name=list(names_of(venues, lang).values()),
            kind=[_layer(pack, code) for code in venues["layer"]],
            where=[unit_path(pack, code, lang) for code in venues["unit"]],
            date=[dated(venue, lang) for venue in venues.to_dict("records")],
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
