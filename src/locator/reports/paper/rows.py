"""The rows of a table on paper: long lists in parts, and what stands on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from locator.reports.drawing.canvas import wrapped
from locator.reports.drawing.heads import fitted
from locator.reports.drawing.parts import parts
from locator.reports.paper.writing import BESIDE, HEAD_LESS, Marked, column_widths, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.reports.figure import TableColumn

#: Lines of a list in one row: a taller one would leave the page before it part empty.
_MOST = 6
#: Lines of a table that stays on one page.
_TOGETHER = 16
#: Lines and rows at the end of a table that stand on one page: a few alone would take one.
_LAST_LINES, _LAST_ROWS = 8, 6


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Heads, widths in points, rows, and which of them stand with what follows.

    ``tail`` is the number of the first of the last rows that stand together; ``short`` a table
    that stands on one page.
    """

    heads: list[str]
    widths: list[float]
    rows: list[list[str | Marked]]
    tail: int
    short: bool


def layout(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[str | Marked]], room: float, size: float
) -> TableLayout:
    """The rows of a table ``room`` points wide in type of a size."""
    widths = column_widths(columns, rows, room, size)
    own = [part for row in rows for part in _parted(row, columns, widths, size)]
    lines = [
        max(
            len(wrapped(plain(cell), size, width - BESIDE))
            for cell, width in zip(row, widths, strict=True)
        )
        for row in own
    ]
    last = len(own)
    while 0 < last > len(own) - _LAST_ROWS and sum(lines[last - 1 :]) <= _LAST_LINES:
        last -= 1
    # One row alone is none that stands with others, however tall it is.
    tail = max(min(last, len(own) - 2), 0)
    small = size - HEAD_LESS
    heads = [
        fitted(column.head, small, width - BESIDE)
        for column, width in zip(columns, widths, strict=True)
    ]
    return TableLayout(heads, widths, own, tail, sum(lines) <= _TOGETHER)


def _parted(
    row: Sequence[str | Marked],
    columns: Sequence[TableColumn],
    widths: Sequence[float],
    size: float,
) -> list[list[str | Marked]]:
    """A row whose list is long in as many as it takes: each says whom it is about."""
    found: list[list[str]] = []
    for cell, column, width in zip(row, columns, widths, strict=True):
        lines = len(wrapped(plain(cell), size, width - BESIDE)) if column.names else 0
        number = -(-lines // _MOST)
        long = number > 1
        found.append(parts(plain(cell), size, width - BESIDE, number, _MOST) if long else [])
    if not any(found):
        return [list(row)]
    return [
        [
            cell if not own else replace(cell, text=text) if isinstance(cell, Marked) else text
            for cell, own, text in zip(row, found, texts, strict=True)
        ]
        for texts in zip_longest(*found, fillvalue="")
    ]
