"""A return as an upload, so that it is recognised, compared and published as any list is."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

import pandas as pd

from locator.intake.model import ColumnGuess, SheetPlan, Terms, Upload, UploadSheet
from locator.intake.read import read_upload
from locator.returns.answers import WORKBOOK
from locator.returns.rows import PLACE_CELLS, ReturnRows, sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from locator.returns.answers import ReturnDraft

_VENUES = (
    "id", "layer", "unit", *PLACE_CELLS, "position", "lon", "lat", "datum", "precision", "status",
    "note", "source", "source_date",
)  # fmt: skip # a table, a row a line
_REPORTING = ("unit", "layer", "as_of", "source")
_FIGURES = ("unit", "indicator", "value", "year", "source")
_RESIDENTS = ("unit", "population", "population_year", "source")


def workbook_of(draft: ReturnDraft) -> Upload | None:
    """The filled workbook that stands for a return's cards, None where there is none."""
    answer = draft.value(WORKBOOK)
    if not answer.get("content"):
        return None
    return read_upload(answer["name"], base64.b64decode(answer["content"]))


def to_upload(rows: ReturnRows, name: str) -> tuple[Upload, dict[str, SheetPlan]]:
    """The rows as an upload, with what its sheets are: nothing is left to guess.

    ``name`` is what the log calls the source; its checksum is over the rows.
    """
    tables = {
        "venues": (_VENUES, rows.tables["venues"]),
        "reporting": (_REPORTING, list(rows.reporting.values())),
        "indicators": (_FIGURES, rows.tables["indicators"]),
        "units": (_RESIDENTS, rows.tables["units"]),
    }
    sheets, plans = [], {}
    for table, (columns, found) in tables.items():
        if not found:
            continue
        index = range(2, len(found) + 2)
        cells = pd.DataFrame(
            [[row.get(column, "") for column in columns] for row in found],
            index=index,
            columns=list(columns),
            dtype="str",
        )
        sheet = sheet_of(table)
        sheets.append(UploadSheet(sheet, cells))
        guesses = tuple(ColumnGuess(column, column, 1.0) for column in columns)
        plans[sheet] = SheetPlan(sheet, table, "", guesses)
    whole = json.dumps([found for _, found in tables.values()], sort_keys=True)
    sha = hashlib.sha256(whole.encode()).hexdigest()
    problems = tuple(problem for _, _, problem in rows.doubts)
    return Upload(name, sha, tuple(sheets), problems), plans


def terms_of(plans: Mapping[str, SheetPlan], scope: Collection[str], source: str) -> Terms:
    """The terms on which a return is understood: its own units, and nothing to guess."""
    return Terms(plans=plans, scope=frozenset(scope), source=source)
