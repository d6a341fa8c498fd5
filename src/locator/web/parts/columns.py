"""Columns of the grid that tables are drawn with, as wide as what they hold.

Left to itself the grid measures ten rows and takes cells of twice the average for outliers: it
cuts a number of people among short figures, and what is left of it reads as another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

#: Pixels of a wide and of a narrow character, of a cell's edges, and the most that a column takes.
_WIDE, _NARROW, _EDGES, _WIDEST = 14, 7.5, 20, 420
#: Rows that the grid measures, and how many times the average it takes for an outlier.
_MEASURED, _OUTLIER = 10, 2


def whole(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Every column as wide as its longest cell; none grows with the page."""
    return {name: _column(max(_texts(table, name))) for name in map(str, table.columns)}


def uncut(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """A width for the columns that the grid would cut; the others have the rest of the page."""
    found = {}
    for name in map(str, table.columns):
        head, *cells = _texts(table, name)
        measured = cells[:_MEASURED]
        usual = sum(measured) / max(len(measured), 1)
        seen = max([head, *(one for one in measured if one < _OUTLIER * usual)])
        if max(cells, default=0) > seen:
            found[name] = _column(max(cells))
    return found


def _column(width: float) -> ColumnConfig:
    return st.column_config.Column(width=min(round(width) + _EDGES, _WIDEST))


def _texts(table: pd.DataFrame, name: str) -> list[float]:
    """Pixels that a column's head and each of its cells take."""
    texts = [name, *map(str, table[name])]
    return [sum(_WIDE if east_asian_width(c) in "WF" else _NARROW for c in one) for one in texts]
