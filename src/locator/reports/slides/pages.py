"""Tables and sentences on as many slides as they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from locator.reports.drawing.canvas import text_width, wrapped
from locator.reports.drawing.figure import TableColumn
from locator.reports.slides.slide import (
    BODY_SIZE,
    BOTTOM,
    CELL_X,
    CELL_Y,
    LEADING,
    TOP,
    WIDE,
    Grid,
    GridCell,
    Points,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def table_columns(first: str, others: Iterable[str], size: float) -> tuple[TableColumn, ...]:
    """Columns of figures as wide as their headings, the first one as wide as what is left."""
    narrow = [TableColumn(h, text_width(h, size - 2) + 2 * CELL_X + 4, "right") for h in others]
    return TableColumn(first, WIDE - sum(column.width for column in narrow)), *narrow


def grids(
    columns: Sequence[TableColumn], rows: Sequence[tuple[GridCell, ...]], size: float = BODY_SIZE
) -> Iterator[Grid]:
    """A table on as few slides as it takes, about as much on each."""
    header = _height([GridCell(c.head) for c in columns], columns, size - 2)
    room = BOTTOM - TOP - header
    whole = list(_fitting(rows, columns, size, room))
    heights = [_height(row, columns, size) for row in whole]
    pages = _split(heights, room)
    even = (
        _split(heights, limit) for limit in np.arange(sum(heights) / max(len(pages), 1), room, 8)
    )
    pages = next((split for split in even if len(split) == len(pages)), pages)
    for page in pages:
        yield Grid(
            tuple(columns),
            tuple(whole[page.start : page.stop]),
            (header, *heights[page.start : page.stop]),
            size,
        )


def _split(heights: Sequence[float], room: float) -> list[range]:
    """Rows by slide, each as full as the room allows."""
    found: list[range] = []
    start, used = 0, 0.0
    for line, height in enumerate(heights):
        if line > start and used + height > room:
            found.append(range(start, line))
            start, used = line, 0.0
        used += height
    return [*found, range(start, len(heights))] if heights else []


def _fitting(
    rows: Iterable[tuple[GridCell, ...]], columns: Sequence[TableColumn], size: float, room: float
) -> Iterator[tuple[GridCell, ...]]:
    """Rows, those taller than a slide in parts, whose first cells repeat."""
    most = int((room - 2 * CELL_Y) / (size * LEADING))
    for row in rows:
        lines = [
            wrapped(c.text, size, w.width - 2 * CELL_X) for c, w in zip(row, columns, strict=True)
        ]
        tallest = max(len(part) for part in lines)
        for start in range(0, tallest, most):
            yield (
                row
                if tallest <= most
                else tuple(
                    GridCell(
                        _rejoined(part[start : start + most]) if number else cell.text,
                        cell.status,
                        cell.bold,
                    )
                    for number, (cell, part) in enumerate(zip(row, lines, strict=True))
                )
            )


def _rejoined(lines: Iterable[str]) -> str:
    """Lines as one text again, with the space that a break between Latin words took."""
    text = ""
    for line in lines:
        text += " " + line if text and text[-1].isascii() else line
    return text


def _height(row: Sequence[GridCell], columns: Sequence[TableColumn], size: float) -> float:
    lines = max(
        len(wrapped(cell.text, size, column.width - 2 * CELL_X))
        for cell, column in zip(row, columns, strict=True)
    )
    return lines * size * LEADING + 2 * CELL_Y


def points(words: Iterable[str], size: float = BODY_SIZE + 4) -> Points:
    """Sentences on one slide."""
    return Points(tuple(words), size)


def pages(words: Sequence[str], size: float) -> Iterator[Points]:
    """Sentences on as many slides as they take."""
    page: list[str] = []
    used = 0.0
    for text in words:
        height = (len(wrapped(text, size, WIDE)) + 0.5) * size * LEADING
        if page and used + height > BOTTOM - TOP:
            yield points(page, size)
            page, used = [], 0.0
        page.append(text)
        used += height
    if page:
        yield points(page, size)
