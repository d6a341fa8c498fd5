"""Rows of a list → cells, units and answers as the pack has them; rows of venues → records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.model import CellError
from locator.intake.recognise.cells import CLEAR, read_code, read_date, read_listed
from locator.intake.recognise.states import state_hinted, state_said
from locator.intake.recognise.units import Meant
from locator.intake.recognise.words import is_generic, is_placeholder
from locator.names.keys import half_width
from locator.pack import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Place, SheetPlan, UploadProblems, UploadSheet
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.change import Cells
    from locator.pack.schema import Column

#: Why a unit is not known, where units that are alike are worth naming.
_ALIKE = frozenset({"unit_unknown", "unit_foreign"})
#: Columns that say where a row belongs: alone they are no record.
PLACED = frozenset({"unit", "county", "town"})
PLACE_ONLY = PLACED | {
    *("source", "source_date", "collected_date", "licence", "complete", "as_of", "section", "layer")
}
#: Columns that decide no verdict: what cannot be read of them is left out, and the row goes on.
_ASIDE = frozenset({"audience", "topics", "shares", "capacity", "website"})


def read_cells(
    drafts: Drafts, place: Place, listed: Cells, columns: Iterable[Column], known: Cells
) -> tuple[Cells, set[str]]:
    """The filled ones of a row's cells in the pack's form, and the columns that cannot be read.

    ``known`` are the cells of the record that the row repeats, if it is one.
    """
    plan, row = place
    problems, terms = drafts.problems, drafts.pack.vocabularies
    cells: Cells = {}
    failed: set[str] = set()
    for column in columns:
        text = listed.get(column.name, "")
        if not text:
            continue
        if text == known.get(column.name):
            # What the pack holds already is not held against the list that repeats it.
            cells[column.name] = text
        elif half_width(text).casefold() in CLEAR:
            cells[column.name] = ""
        elif not is_placeholder(text):
            try:
                cells[column.name] = read_listed(text, column, terms)
            except CellError as failure:
                failed.add(column.name)
                aside = column.name in _ASIDE and plan.table == schema.VENUES.name
                say, told = problems.ask, failure.params
                if aside and not (state_said(text) or state_hinted(text)):
                    say, told = problems.warning, told | {"left": True}
                say(failure.key, plan, row, column.name, text, **told)
    return cells, failed


def rows_of(sheet: UploadSheet, plan: SheetPlan) -> Iterator[tuple[int, Cells]]:
    """Row number and the filled cells of each row by column, blank rows left out."""
    headers = plan.headers()
    columns = [sheet.cells[header].tolist() for header in headers.values()]
    for row, *cells in zip(sheet.cells.index, *columns, strict=True):
        listed = {
            name: text
            for name, cell in zip(headers, cells, strict=True)
            if (text := str(cell).strip())
        }
        if listed:
            section = sheet.sections.get(int(row), "")
            yield int(row), listed | ({"section": section} if section else {})


def read_answer(
    problems: UploadProblems, plan: SheetPlan, row: int, listed: Cells
) -> tuple[bool, str] | None:
    """Whether a list is said to be complete, and as of when; None when that cannot be told.

    A list of declarations may do without the answer: then each of its rows is one.
    """
    text = listed.get("complete", "")
    try:
        complete = not text or read_code(text, "answer") == "yes"
    except CellError as failure:
        problems.ask(failure.key, plan, row, "complete", text, **failure.params)
        return None
    date = listed.get("as_of", "")
    try:
        as_of = read_date(date) if date else ""
    except CellError as failure:
        problems.ask(failure.key, plan, row, "as_of", date, **failure.params)
        return None
    if complete and not as_of:
        problems.ask("as_of_blank", plan, row, "as_of")
        return None
    return complete, as_of


def find_unit(
    finder: UnitFinder, problems: UploadProblems, plan: SheetPlan, row: int, listed: Cells
) -> Meant | None:
    """The most precise unit of a row's county, town and unit cells; None when all are blank.

    A sheet or a section that is called like a unit stands above its rows' cells, one that is not
    says nothing, and one that several are called by is asked where no cell tells which.
    """
    meant: Meant | None = None
    above: list[str] = []
    unsettled = None
    for column, text in (("unit", plan.sheet), ("section", listed.get("section", ""))):
        named = finder.find(text) if text else None
        if named and named.key == "unit_ambiguous" and not is_generic(text):
            unsettled = (column, text, named.others)
        if named is None or not named.code or named.code == finder.city:
            continue
        if above and not finder.one_place(named.code, above[-1]):
            problems.ask("unit_elsewhere", plan, row, column, text, others=finder.path(named.code))
            return Meant(key="unit_elsewhere")
        meant, unsettled = named, None
        above.append(named.code)
    for column in ("county", "town", "unit"):
        text = listed.get(column, "")
        if not text or is_placeholder(text):
            continue
        meant = finder.find(text, above, column if column != "unit" else "")
        if not meant.code:
            others = finder.paths(meant.others)
            key = f"{meant.key}_like" if meant.key in _ALIKE and others else meant.key
            problems.ask(key, plan, row, column, text, others=others)
            return meant
        above.append(meant.code)
        unsettled = None
    if unsettled:
        column, text, several = unsettled
        problems.ask("unit_ambiguous", plan, row, column, text, others=finder.paths(several))
        return Meant(key="unit_ambiguous")
    return meant
