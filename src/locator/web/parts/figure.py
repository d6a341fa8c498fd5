"""A chart on a page: the drawing, and the data behind it one click away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from locator.exports.files import csv_file
from locator.maps.files import picture
from locator.reports.drawing.svg import to_svg
from locator.web.parts import markup, state
from locator.web.parts.columns import widths
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from locator.reports.figure import Figure


def draw(figure: Figure, key: str, scenario: str = "") -> None:
    """A drawing with what a person who cannot see it is told, and the data behind it; a file of
    what belongs to a scenario bears its name.
    """
    lang, pack = state.language(), state.current_city().pack
    markup.drawing(picture(to_svg(figure)), figure.alt)
    # What is closed is not built.
    behind = st.expander(t("coverage.chart_data", lang), key=f"{key}_data", on_change="rerun")
    if not behind.open:
        return
    with behind:
        table = pd.DataFrame(figure.rows, columns=list(figure.columns))
        st.dataframe(table, hide_index=True, height="content", column_config=widths(table))
        st.download_button(
            t("coverage.download_csv", lang),
            lambda: csv_file(table, pack, scenario),
            f"{key}-{pack.city.code}.csv",
            "text/csv",
            on_click="ignore",
            key=f"{key}_csv",
        )
