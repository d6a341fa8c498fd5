"""A template of which nobody can tell what its planner changed: files or log are others by now.

What it says otherwise than the map may be the planner's news, or what the map said when it was
taken. Only what names a later date, and a record that the template did not have, is surely news;
each other row is asked for, and waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.match.rows import rows_of
from locator.intake.model import CellError
from locator.intake.recognise.cells import read_date
from locator.pack.quoted import cells_quoted, row_named, row_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.intake.match.drafts import Draft, Drafts
    from locator.intake.model import SheetPlan, UploadSheet
    from locator.pack.change import Cells

#: The column that says of when a row of a file is; of others its line in the list names a date.
_DATED = {
    "reporting.csv": "as_of",
    "indicators.csv": "year",
    "units.csv": "population_year",
    "villages.csv": "population_year",
}
#: Cells that say where the others come from, and those that every row of a kind has.
_ABOUT = {"source", "source_date", "collected_date", "licence", "name_en", "id"}


def ask_untold(drafts: Drafts, planned: Sequence[tuple[UploadSheet, SheetPlan]]) -> None:
    """Ask for each row of such a template that is not surely news; unless it holds, it waits."""
    problems, plans = drafts.problems, {plan.sheet: plan for _, plan in planned}
    asked = {(one.sheet, one.row) for one in problems.questions}
    lines: dict[tuple[str, int | None], Cells] = {
        (plan.sheet, row): listed for sheet, plan in planned for row, listed in rows_of(sheet, plan)
    }
    for at, draft in list(drafts.by_key.items()):
        shown = draft.row
        line = shown.sheet, shown.row
        if shown.row is None or line in asked or _is_news(drafts, draft, lines.get(line, {})):
            continue
        before, after = draft.changes[0].before or {}, draft.changes[-1].after or {}
        names = [c for c, *_ in shown.fields if c not in _ABOUT]
        yours, theirs = (
            cells_quoted(drafts.pack, shown.file, cells, [c for c in names if cells.get(c)])
            for cells in (after, before)
        )
        answer = problems.choose(
            "template_untold" if before else "template_absent",
            plans[shown.sheet],
            shown.row,
            "",
            name=row_named(drafts.pack, after or before),
            unit=row_unit(drafts.pack, after or before),
            yours=yours,
            theirs=theirs,
        )
        if answer == "known":
            del drafts.by_key[at]


def _is_news(drafts: Drafts, draft: Draft, listed: Cells) -> bool:
    """Whether a row tells of a later day than what is known, or of a record of its own."""
    file, before, after = draft.row.file, draft.changes[0].before, draft.changes[-1].after or {}
    column = _DATED.get(file, "")
    if column == "year":
        same = (after["unit"], after["indicator"])
        rows = drafts.rows.of(file).values()
        known = max((r["year"] for r in rows if (r["unit"], r["indicator"]) == same), default="")
        return bool(known) and after["year"] > known
    if before is None:
        return not column and not listed.get("id")
    known = before.get(column or "source_date", "")
    dated = after.get(column, "") if column else _date(listed.get("source_date", ""))
    common = min(len(known), len(dated))
    return common > 0 and dated[:common] > known[:common]


def _date(text: str) -> str:
    try:
        return read_date(text) if text else ""
    except CellError:
        return ""  # said where it is read
