"""A table of a Word document, element by element: python-docx is slow with large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from locator.reports.drawing.canvas import tied
from locator.reports.figure import rows_alike
from locator.reports.paper.rows import layout
from locator.reports.paper.sheet import node
from locator.reports.paper.writing import Marked, plain
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement

    from locator.pack.model import Status
    from locator.reports.figure import Side, TableColumn

_SHADES: dict[Status, str] = {"met": "E3F0EF", "gap": "F6DAD5", "unreported": "F0F1F1"}
_HEAD_SHADE = "E9ECEA"
#: Rows that one cell stands for at most, all on one page.
_MERGED = 4


def table_element(
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str | Marked]],
    room: float,
    size: float,
    *,
    whole: bool,
    bound: bool = False,
) -> BaseOxmlElement:
    """A table ``room`` millimetres wide whose head stands again on every page.

    Its type has a ``size`` in points. A short one stays on one page if ``whole``; the last row is
    ``bound`` to what follows.
    """
    lay = layout(columns, rows, Mm(room).pt, size)
    widths = [Pt(width).twips for width in lay.widths]
    table = OxmlElement("w:tbl")
    table.append(_look(sum(widths)))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(node("w:gridCol", w=width))
    table.append(grid)
    table.append(_row(lay.heads, columns, widths, head=True, bound=True))
    spans = _merged(lay.rows) if columns[0].once else [1] * len(lay.rows)
    first, said = 0, ""
    for number, (cells, span) in enumerate(zip(lay.rows, spans, strict=True), start=1):
        ends = number > lay.tail or (whole and lay.short)
        first = number - 1 if span else first
        kept = number < first + spans[first] or (ends and (bound or number < len(lay.rows)))
        row, again = cells, plain(cells[0])
        if span and again == said and columns[0].once is not None:
            row = [columns[0].once(again), *cells[1:]]
        said = again
        table.append(_row(row, columns, widths, head=False, bound=kept))
        if span != 1:
            _merge(table[-1], first=span > 1)
    return table


def _merged(rows: Sequence[Sequence[str | Marked]]) -> list[int]:
    """How many rows each first cell stands for, 0 where the one above stands for it.

    What many rows have alike is said again after a few: those of one cell stand on one page, and
    a page break among them would leave the rows after it without a name.
    """
    spans: list[int] = []
    for rows_ in filter(None, rows_alike(row[0] for row in rows)):
        cells = -(-rows_ // _MERGED)
        for cell in range(cells):
            span = rows_ // cells + (cell < rows_ % cells)
            spans += [span, *[0] * (span - 1)]
    return spans


def _merge(row: BaseOxmlElement, *, first: bool) -> None:
    """Let the row's first cell begin one that goes on below, or be part of the one above."""
    cell = row.find(qn("w:tc"))
    merged = node("w:vMerge", val="restart" if first else "continue")
    cell.find(qn("w:tcPr")).find(qn("w:tcW")).addnext(merged)
    if not first:
        cell.find(qn("w:p")).remove(cell.find(qn("w:p")).find(qn("w:r")))


def _look(width: int) -> BaseOxmlElement:
    """Fixed widths, thin lines, narrow cell margins."""
    look = OxmlElement("w:tblPr")
    look.append(node("w:tblW", w=width, type="dxa"))
    look.append(node("w:jc", val="center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(node(f"w:{side}", val="single", sz=4, space=0, color="5B6870"))
    look.append(borders)
    look.append(node("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(node(f"w:{side}", w=70, type="dxa"))
    look.append(margins)
    return look


def _row(
    cells: Sequence[str | Marked],
    columns: Sequence[TableColumn],
    widths: Sequence[int],
    *,
    head: bool,
    bound: bool,
) -> BaseOxmlElement:
    """A row that no page break splits, nor parts from the next one if ``bound``."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for cell, column, width in zip(cells, columns, widths, strict=True):
        side = "center" if head else column.side
        row.append(_cell(cell, width, side, head=head, bound=bound))
    return row


def _cell(
    cell: str | Marked, width: int, side: Side, *, head: bool, bound: bool
) -> BaseOxmlElement:
    text, shade = (cell.text, _SHADES[cell.status]) if isinstance(cell, Marked) else (cell, "")
    element, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(node("w:tcW", w=width, type="dxa"))
    if head or shade:
        fill = _HEAD_SHADE if head else shade
        properties.append(node("w:shd", val="clear", color="auto", fill=fill))
    properties.append(node("w:vAlign", val="center"))
    element.append(properties)
    paragraph, look = OxmlElement("w:p"), OxmlElement("w:pPr")
    look.append(node("w:pStyle", val="Cellhead" if head else "Cell"))
    if bound:
        look.append(OxmlElement("w:keepNext"))
    look.append(node("w:jc", val=side))
    paragraph.append(look)
    run = OxmlElement("w:r")
    if isinstance(cell, Marked) and cell.status == "gap":
        bold = OxmlElement("w:rPr")
        bold.append(OxmlElement("w:b"))
        run.append(bold)
    for number, line in enumerate(printable(tied(text)).split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        written = OxmlElement("w:t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        run.append(written)
    paragraph.append(run)
    element.append(paragraph)
    return element
