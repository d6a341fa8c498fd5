"""A cell of a table: what no spreadsheet may take for a formula, and how wide its text stands."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: an apostrophe before a formula sign."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


@lru_cache(maxsize=65_536)
def width_of(text: str, wide: str = "WF") -> int:
    """Columns that a text takes: a Chinese character is two.

    ``wide`` are the classes of Unicode's East Asian Width that are so. With ``WFA`` ambiguous
    characters are as well, “ ” … ①, which a Chinese font draws as wide as its own.
    """
    return sum(1 + (east_asian_width(c) in wide) for c in text)
