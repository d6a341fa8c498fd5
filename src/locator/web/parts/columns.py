"""Columns of the grid that tables are drawn with, as wide as what they hold.

Left to itself the grid measures ten rows and takes cells of twice the average for outliers: it
cuts a number of people among short figures, and what is left of it reads as another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from locator.exports.cell import width_of

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

#: Pixels of a letter, half a Chinese one, of a cell's edges, and the most that a column takes.
_LETTER, _EDGES, _WIDEST = 7.5, 20, 420
#: Rows that are shown whole; more of them scroll in so many pixels.
_WHOLE, _HIGH = 12, 420


def draw_table(table: pd.DataFrame) -> None:
    """The grid of a table: short ones whole, long ones scroll within it."""
    height: Literal["content"] | int = "content" if len(table) <= _WHOLE else _HIGH
    st.dataframe(table, hide_index=True, height=height, column_config=widths(table))


def widths(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Every column as wide as its longest cell or its head; with the page they grow alike."""
    return {
        str(name): st.column_config.Column(width=_width([str(name), *map(str, cells)]))
        for name, cells in table.items()
    }


def _width(texts: list[str]) -> int:
    return min(round(max(map(width_of, texts)) * _LETTER) + _EDGES, _WIDEST)
