"""A table of a Word document, element by element: python-docx is slow with large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from locator.reports.drawing.canvas import tied
from locator.reports.figure import rows_alike
from locator.reports.paper.sheet import TAIL, TOGETHER, node
from locator.reports.paper.writing import Marked, column_widths
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement

    from locator.pack.model import Status
    from locator.reports.figure import Side, TableColumn

_SHADES: dict[Status, str] = {"met": "E3F0EF", "gap": "F6DAD5", "unreported": "F0F1F1"}
_HEAD_SHADE = "E9ECEA"
#: A cell that stands for so many rows is on one page with them: a break would part its text.
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
    points = Mm(room).pt
    widths = [Pt(width).twips for width in column_widths(columns, rows, points, size)]
    table = OxmlElement("w:tbl")
    table.append(_look(sum(widths)))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(node("w:gridCol", w=width))
    table.append(grid)
    table.append(_row([c.head for c in columns], columns, widths, head=True, bound=True))
    first = 0
    spans = rows_alike(row[0] for row in rows) if columns[0].once else [1] * len(rows)
    for number, (row, span) in enumerate(zip(rows, spans, strict=True), start=1):
        ends = number > len(rows) - TAIL or (whole and len(rows) <= TOGETHER)
        first = number - 1 if span else first
        inside = number < first + spans[first] <= first + _MERGED
        kept = inside or (ends and (bound or number < len(rows)))
        table.append(_row(row, columns, widths, head=False, bound=kept))
        if span != 1:
            _merge(table[-1], first=span > 1)
    return table


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
    run, written = OxmlElement("w:r"), OxmlElement("w:t")
    if isinstance(cell, Marked) and cell.status == "gap":
        bold = OxmlElement("w:rPr")
        bold.append(OxmlElement("w:b"))
        run.append(bold)
    written.text = printable(tied(text))
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    paragraph.append(run)
    element.append(paragraph)
    return element
