"""What is not read as it stands: hidden parts, errors, tables of contents, headings given twice."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from locator.names.keys import name_key

if TYPE_CHECKING:
    from locator.intake.findings import Findings
    from locator.intake.model import SheetPlan, Upload, UploadSheet

_CONTENTS = frozenset({"目录", "索引", "总目录", "目次", "contents", "tableofcontents", "index"})
_PAGES = frozenset({"页码", "页次", "页数", "page", "pages"})
#: So many hidden rows are named one by one; of more only the first ones are.
_NAMED = 100


def without_hidden(sheet: UploadSheet) -> UploadSheet:
    """The sheet as a person sees it."""
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return sheet
    cells = sheet.cells.drop(columns=[c for c in sheet.cells if c in sheet.hidden_columns])
    shown = ~cells.index.isin(sheet.hidden_rows)
    faults = {
        (row, header): text
        for (row, header), text in sheet.faults.items()
        if row not in sheet.hidden_rows and header not in sheet.hidden_columns
    }
    geometry = None if sheet.geometry is None else sheet.geometry[shown]
    return dataclasses.replace(sheet, cells=cells[shown], geometry=geometry, faults=faults)


def warn_hidden(
    whole: UploadSheet, shown: UploadSheet, plan: SheetPlan, findings: Findings
) -> None:
    """Name the hidden rows and columns that are left out."""
    for header in whole.cells.columns.difference(shown.cells.columns, sort=False):
        findings.warning("hidden_column", plan, None, str(header))
    rows = whole.cells.index.difference(shown.cells.index)
    for row in rows[:_NAMED]:
        findings.warning("hidden_row", plan, int(row))
    if len(rows) > _NAMED:
        findings.warning("hidden_rows", plan, None, number=len(rows))


def report_faults(sheet: UploadSheet, plan: SheetPlan, findings: Findings) -> None:
    """Cells of columns that are read whose formula gave an error or has no value."""
    read = set(plan.headers().values())
    for (row, header), text in sheet.faults.items():
        if header in read:
            key = "cell_fault" if text.startswith("#") else "cell_unsaved"
            findings.error(key, plan, row, header, text)


def join_twins(sheet: UploadSheet, plan: SheetPlan, findings: Findings) -> UploadSheet:
    """Columns of one heading as one, where it is read and no row says two things.

    The reader tells the later ones by their letter: 备注 and 备注 G. Remarks may say two things.
    """
    cells = sheet.cells
    for guess in plan.columns:
        twin = re.compile(re.escape(guess.header) + " [A-Z]{1,3}")
        twins = [h for h in cells.columns if guess.column and twin.fullmatch(str(h))]
        if not twins:
            continue
        table = cells[[guess.header, *twins]].itertuples(index=False)
        said = [list(dict.fromkeys(filter(None, row))) for row in table]
        if guess.column != "note" and any(len(texts) > 1 for texts in said):
            findings.error("column_twice", plan, None, guess.header)
        else:
            joined = {guess.header: ["；".join(texts) for texts in said]}
            cells = cells.assign(**joined | dict.fromkeys(twins, ""))
    return dataclasses.replace(sheet, cells=cells)


def is_contents(sheet: UploadSheet, upload: Upload) -> bool:
    """Whether a sheet lists the other sheets: by its name, a column of pages, or their names."""
    if len(upload.sheets) < 2:
        return False
    if name_key(sheet.name) in _CONTENTS:
        return True
    others = {name_key(other.name) for other in upload.sheets} - {name_key(sheet.name), ""}
    pages = any(name_key(str(header)) in _PAGES for header in sheet.cells.columns)
    for header in sheet.cells.columns:
        listed = [name_key(cell) for cell in sheet.cells[header] if cell]
        hits = sum(any(o in name or name in o for o in others) for name in listed if name)
        if listed and hits * 2 >= len(listed) and (pages or set(listed) >= others):
            return True
    return False
