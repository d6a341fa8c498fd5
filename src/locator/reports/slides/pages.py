"""Tables and sentences set as large as a slide allows, or on as many slides as they take."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from locator.reports.drawing.canvas import longest_piece, text_width, wrapped
from locator.reports.drawing.heads import fitted, in_two, is_name
from locator.reports.drawing.parts import parts
from locator.reports.figure import TableColumn
from locator.reports.slides.slide import (
    BODY_SIZE,
    BOLD,
    BOTTOM,
    CELL_X,
    CELL_Y,
    LEADING,
    LEAST,
    SMALL_SIZE,
    TOP,
    WIDE,
    Grid,
    GridCell,
    Points,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Columns = Callable[[float], Sequence[TableColumn]]

#: Sizes that are tried, the largest that fits is taken; the last is 18 pixels on 1280 x 720.
SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 15.0, 14.0)
_POINT_SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
#: Heads of figures break at sizes up to this.
_BROKEN = 16.0
#: Share of a slide that the first column may want for its names.
_FIRST = 0.28
#: Widths that are tried for a head, as parts of the whole.
_TRIES = 24
#: Characters that the first column has room for.
_NAME = 4
#: Height of a table of one slide: lines of other fonts are up to a twentieth taller than ours.
ROOM = (BOTTOM - TOP) * 0.95
#: How much taller rows may become where there is room, and by how many points at most: a row of
#: many lines alone on a slide would float in the middle of nothing.
_STRETCH, _AIR = 2.0, 48.0
#: Room between sentences in font sizes.
_LEAST_AFTER, _MOST_AFTER = 0.5, 1.5


def head_width(head: str, size: float) -> float:
    """Points that a column's head takes on one line, in a table of a size."""
    return text_width(head, head_size(size)) * BOLD + 2 * CELL_X + 2


def head_size(size: float) -> float:
    """Size of a table's heads: smaller than its cells, and never less than a listener needs."""
    return max(size - 2, LEAST)


def figure_columns(
    first: str,
    heads: Sequence[str],
    rows: Sequence[tuple[GridCell, ...]],
    least: float = 220,
    most_lines: int = 2,
) -> Columns:
    """Columns of figures, each as wide as its widest number; the first has what is left.

    Heads break only in small type, where the first column would be narrower than ``least`` points
    or its names, and only as many as have to, on ``most_lines`` at most; larger type is then not
    legible.
    """

    def columns(size: float) -> Sequence[TableColumn]:
        room = 2 * CELL_X + 2
        widest = [
            max((text_width(row[place].text, size) for row in rows), default=0.0)
            for place in range(1, len(heads) + 1)
        ]
        names = max((text_width(row[0].text, size) * BOLD + room for row in rows), default=0.0)
        first_wants = max(least, min(names, WIDE * _FIRST))
        words = [text_width(head, head_size(size)) * BOLD for head in heads]
        narrow = [max(pair) + room for pair in zip(widest, words, strict=True)]
        if WIDE - sum(narrow) < least and size > _BROKEN:
            return [TableColumn(first, 0.0)]
        if WIDE - sum(narrow) < first_wants:
            whole = narrow
            for lines in range(2, most_lines + 1):
                broken = (
                    _head_in(head, word, size, lines)
                    for head, word in zip(heads, words, strict=True)
                )
                narrow = [max(pair) + room for pair in zip(widest, broken, strict=True)]
                if WIDE - sum(narrow) >= first_wants:
                    break
            spare = WIDE - sum(narrow) - first_wants
            for place in sorted(range(len(heads)), key=lambda at: whole[at] - narrow[at]):
                more = whole[place] - narrow[place]
                if more <= spare:
                    narrow[place], spare = whole[place], spare - more
        others = (TableColumn(h, w, "right") for h, w in zip(heads, narrow, strict=True))
        return TableColumn(first, WIDE - sum(narrow)), *others

    return columns


def _head_in(head: str, whole: float, size: float, lines: int) -> float:
    """Points in which a head that takes ``whole`` on one line stands on so many."""
    if lines == 2 and (two := in_two(head, head_size(size))):
        return two * BOLD + size / 3
    if len(head) <= _NAME and is_name(head):
        return whole
    # Where a word fills its column, a font whose letters are wider than ours would cut it.
    widest = longest_piece(head, head_size(size)) * BOLD + size / 3
    tries = (max(widest, whole * n / _TRIES) for n in range(_TRIES // lines, _TRIES))
    fitting = (one for one in tries if len(wrapped(head, head_size(size), one / BOLD)) <= lines)
    return next(fitting, whole)


def one_grid(columns: Columns, rows: Sequence[tuple[GridCell, ...]]) -> Grid | None:
    """A table as large as fits one slide, its rows spread; None where it does not fit at all."""
    for size in SIZES:
        own = _headed(columns(size), size)
        if not _legible(own, size):
            continue
        head = head_size(size)
        header = _height([GridCell(c.head) for c in own], own, head)
        heights = [_height(row, own, size) for row in rows]
        if header + sum(heights) <= ROOM:
            return _spread(Grid(tuple(own), tuple(rows), (header, *heights), size, head))
    return None


def _headed(columns: Sequence[TableColumn], size: float) -> list[TableColumn]:
    """The columns of a table, heads that do not fit theirs broken between words."""
    return [
        replace(one, head=fitted(one.head, head_size(size) * BOLD, one.width - 2 * CELL_X))
        for one in columns
    ]


def _legible(columns: Sequence[TableColumn], size: float) -> bool:
    """Whether the first column, which has what the others leave, holds a name."""
    return columns[0].width >= size * _NAME


def stands(columns: Columns) -> bool:
    """Whether a table is legible at all, or has too many columns for a slide."""
    return _legible(columns(SIZES[-1]), SIZES[-1])


def all_grids(columns: Columns, rows: Sequence[tuple[GridCell, ...]]) -> list[Grid]:
    """A table on one slide, or on as many as it takes at a size that is read well."""
    if grid := one_grid(columns, rows):
        return [grid]
    sizes = [size for size in SIZES if size <= SMALL_SIZE]
    size = next((one for one in sizes if _legible(columns(one), one)), sizes[-1])
    return list(grids(columns(size), rows, size))


def cut_grid(
    columns: Columns,
    rows: Sequence[tuple[GridCell, ...]],
    rest: Callable[[int], str],
    sums: Callable[[int], Sequence[str]] | None = None,
    last: Sequence[tuple[GridCell, ...]] = (),
) -> Grid:
    """As much of a table as fits one slide; a last row says how many are left out.

    ``sums`` are the figures of the rows from a number on, column by column after the first: without
    them a column whose figures are all left out would read as one without any. Rows of ``last``
    stand below it and are never left out.
    """
    for number in range(len(rows), 0 if rows else -1, -1):
        shown = list(rows[:number])
        if number < len(rows):
            figures = sums(number) if sums else [""] * len(rows[0][1:])
            shown.append((GridCell(rest(len(rows) - number)), *map(GridCell, figures)))
        if grid := one_grid(columns, [*shown, *last]):
            return grid
    return next(grids(columns(SIZES[-1]), rows[:1], SIZES[-1]))


def _spread(grid: Grid) -> Grid:
    """The rows of a table taller, where the slide has the room."""
    header, *heights = grid.heights
    if not heights:
        return grid
    alike = max(heights) <= min(heights) * _STRETCH
    tall = [max(heights) if alike else height for height in heights]
    most = [min(height * _STRETCH, height + _AIR) for height in tall]
    # The lowest grow first: rows of one line and of two come to one height.
    for level in np.arange(max(most), min(heights), -1.0).tolist():
        high = [max(own, min(level, up)) for own, up in zip(heights, most, strict=True)]
        if header + sum(high) <= ROOM:
            return replace(grid, heights=(header, *high))
    return grid


def grids(
    columns: Sequence[TableColumn], rows: Sequence[tuple[GridCell, ...]], size: float = BODY_SIZE
) -> Iterator[Grid]:
    """A table on as few slides as it takes, about as much on each; headings stand on each again."""
    columns = _headed(columns, size)
    header = _height([GridCell(c.head) for c in columns], columns, head_size(size))
    room = ROOM - header
    whole = list(_fitting(rows, columns, size, room))
    heights = [_height(row, columns, size) for row in whole]
    again = [_heading(row) for row in whole]
    above = [_height(head, columns, size) if head else 0.0 for head in again]
    pages = _split(whole, heights, above, room)
    even = (
        _split(whole, heights, above, limit)
        for limit in np.arange(sum(heights) / max(len(pages), 1), room, 8)
    )
    pages = next((split for split in even if len(split) == len(pages)), pages)
    for page in pages:
        shown, high = whole[page.start : page.stop], heights[page.start : page.stop]
        if head := again[page.start]:
            shown, high = [head, *shown], [above[page.start], *high]
        yield _spread(Grid(tuple(columns), tuple(shown), (header, *high), size, head_size(size)))


def _heading(row: tuple[GridCell, ...]) -> tuple[GridCell, ...]:
    """The row that heads a row, none where there is none."""
    under = row[0].under
    return (replace(row[0], text=under, under=""), *[GridCell("")] * len(row[1:])) if under else ()


def _split(
    rows: Sequence[tuple[GridCell, ...]],
    heights: Sequence[float],
    above: Sequence[float],
    room: float,
) -> list[range]:
    """Rows by slide, each as full as the room allows; a row that heads others goes with them.

    ``above`` is how high the heading is that a row has above it where it begins a slide.
    """
    found: list[range] = []
    start, used = 0, 0.0
    for line, height in enumerate(heights):
        if line > start and used + height > room:
            stop = line
            while stop - 1 > start and not any(cell.text for cell in rows[stop - 1][1:]):
                stop -= 1
            if above[stop] + sum(heights[stop:line]) + height > room:
                stop = line
            found.append(range(start, stop))
            start, used = stop, above[stop] + sum(heights[stop:line])
        used += height
    return [*found, range(start, len(heights))] if heights else []


def _fitting(
    rows: Iterable[tuple[GridCell, ...]], columns: Sequence[TableColumn], size: float, room: float
) -> Iterator[tuple[GridCell, ...]]:
    """Rows, those taller than a slide in parts: what they are about and their status repeat."""
    most = max(int((room - 2 * CELL_Y) / (size * LEADING)), 1)
    for row in rows:
        lines = [
            wrapped(c.text, size, w.width - 2 * CELL_X) for c, w in zip(row, columns, strict=True)
        ]
        tallest = max(len(part) for part in lines)
        if tallest <= most:
            yield row
            continue
        slides = math.ceil(tallest / most)
        found = [
            []
            if not number or cell.status
            else parts(cell.text, size, width.width - 2 * CELL_X, slides, most)
            for number, (cell, width) in enumerate(zip(row, columns, strict=True))
        ]
        for texts in zip_longest(*found, fillvalue=""):
            yield tuple(
                replace(cell, text=text) if own else cell
                for cell, own, text in zip(row, found, texts, strict=True)
            )


def _height(row: Sequence[GridCell], columns: Sequence[TableColumn], size: float) -> float:
    lines = max(
        len(wrapped(cell.text, size, column.width - 2 * CELL_X))
        for cell, column in zip(row, columns, strict=True)
    )
    return lines * size * LEADING + 2 * CELL_Y


def points(words: Iterable[str]) -> Points | None:
    """Sentences on one slide, as large and as far apart as fills it; None where they do not fit."""
    texts, room = tuple(words), BOTTOM - TOP
    for size in _POINT_SIZES:
        used = sum(len(wrapped(text, size, WIDE - size)) for text in texts) * size * LEADING
        gaps = max(len(texts) - 1, 1)
        if used + gaps * _LEAST_AFTER * size <= room:
            after = min(max((room - used) / (gaps + 1), _LEAST_AFTER * size), _MOST_AFTER * size)
            return Points(texts, size, after)
    return None


def pages(words: Sequence[str]) -> Iterator[Points]:
    """Sentences on as many slides as they take."""
    start = 0
    while start < len(words):
        stop = len(words)
        while (page := points(words[start:stop])) is None and stop > start + 1:
            stop -= 1
        yield page or Points(tuple(words[start:stop]), _POINT_SIZES[-1], 0.0)
        start = stop
