"""The evidence panel: why one unit's verdict on one requirement is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from locator.coverage.explain import explain
from locator.web.parts import evidence, session, state
from locator.web.parts.markup import quiet
from locator.web.screens.coverage import view
from locator.wording.catalogue import t
from locator.wording.names import name_of, unit_path
from locator.wording.verdicts import status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from locator.pack.model import Requirement


def on_map(answer: dict[str, Any]) -> None:
    """A click on an area chooses its unit, once a click."""
    unit = state.clicked_id(answer, session.AREA_CLICKS)
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
    lang, city = state.language(), view.city()
    pack, unit = city.pack, view.current().unit
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
    evidence.show(explain(pack, city.verdicts, unit, rule.id), pack)


def _name(code: str) -> str:
    unit = state.current_city().pack.units.loc[code]
    return name_of(unit, state.language())
