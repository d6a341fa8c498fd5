"""Columns of the grid that tables are drawn with, as wide as what they hold.

Left to itself the grid measures ten rows and takes cells of twice the average for outliers: it
cuts a number of people among short figures, and what is left of it reads as another number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import streamlit as st
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from locator.exports.cell import width_of
from locator.wording.figures import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

#: Pixels of a letter, half a Chinese one, of a cell's edges, and the most that a column takes.
_LETTER, _EDGES, _WIDEST = 7.5, 20, 420
#: Cells of a column of shares.
_SHARE = re.compile(rf"[\d.]+%|{UNKNOWN}|")
#: Rows that are shown whole; more of them scroll in so many pixels.
_WHOLE, _HIGH = 12, 420


def draw_table(table: pd.DataFrame) -> None:
    """The grid of a table: short ones whole, long ones scroll within it."""
    height: Literal["content"] | int = "content" if len(table) <= _WHOLE else _HIGH
    st.dataframe(table, hide_index=True, height=height, column_config=widths(table))


def widths(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Every column as wide as its longest cell or its head; with the page they grow alike.

    Numbers are written as everywhere, 5,077, and shares stand under each other as numbers do.
    """
    return {str(name): _column(str(name), cells) for name, cells in table.items()}


def _column(name: str, cells: pd.Series) -> ColumnConfig:
    if is_numeric_dtype(cells) and not is_bool_dtype(cells):
        width = _width([name, *(f"{round(cell, 3):,}" for cell in cells)])
        return st.column_config.NumberColumn(width=width, format="localized")
    texts = [*map(str, cells)]
    share = any(texts) and all(map(_SHARE.fullmatch, texts))
    return st.column_config.Column(
        width=_width([name, *texts]), alignment="right" if share else None
    )


def _width(texts: list[str]) -> int:
    return min(round(max(map(width_of, texts)) * _LETTER) + _EDGES, _WIDEST)
