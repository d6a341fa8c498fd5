"""What of a row is doubtful although each of its cells can be read: asked before it is published.

A question holds back its row: where a place is, what it is and whether it still is decide
verdicts, and a wrong one is worse than one that waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.match.drafts import told_cells
from locator.intake.recognise.words import smaller_kinds, state_in_hours, state_in_name, state_said
from locator.pack.quoted import cells_quoted, row_named, row_unit
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Declared, ParsedRecord, Place
    from locator.intake.recognise.words import StateSaid
    from locator.pack.change import Cells

#: Texts of a row that may name a unit other than its own, the surest first.
_PLACED = ("address", "name")


def doubt(record: ParsedRecord, drafts: Drafts) -> None:
    """Ask what has to be asked of one row, and take the state that its remarks tell."""
    _doubt_place(record, drafts)
    _doubt_kind(record, drafts)
    _settle_state(record, drafts)
    _doubt_date(record, drafts)


def _doubt_place(record: ParsedRecord, drafts: Drafts) -> None:
    """The unit of the row against what its address and name say, and one that counts nowhere."""
    finder, findings = drafts.finder, drafts.findings
    before = drafts.venue(record.match)
    for column in _PLACED:
        text = record.cells.get(column, "")
        if not text or (before and before[column] == text and record.unit == before["unit"]):
            continue
        if elsewhere := finder.elsewhere.at(text):
            findings.ask("other_city", record.plan, record.row, column, text, other=elsewhere)
            return
        if not record.unit or record.unit_from == column:
            continue
        if finder.in_text(text, (record.unit,)):
            continue
        found = finder.in_text(text)
        if found and not any(_one_place(record.unit, code, drafts) for code in found):
            findings.ask(
                f"{column}_elsewhere",
                record.plan,
                record.row,
                column,
                text,
                other="、".join(map(finder.path, found)),
                unit=finder.path(record.unit),
            )
            return
    if record.unit and not finder.counted(record.unit):
        findings.warning(
            "unit_zone", record.plan, record.row, "unit", unit=finder.path(record.unit)
        )


def _one_place(unit: str, other: str, drafts: Drafts) -> bool:
    return unit in drafts.finder.chain(other) or other in drafts.finder.chain(unit)


def _doubt_kind(record: ParsedRecord, drafts: Drafts) -> None:
    """A small library is not the county's, a teaching point not the school."""
    if record.match:
        return
    layers = drafts.pack.catalogue.layers
    texts = (record.given.get("layer", ""), record.name)
    choices = [c for c in smaller_kinds(record.layer, texts) if c in layers]
    if choices:
        names = "、".join(layers[code].name for code in choices)
        findings = drafts.findings
        findings.ask("kind_smaller", record.plan, record.row, "layer", record.name, others=names)


def _settle_state(record: ParsedRecord, drafts: Drafts) -> None:
    """The state that a note, the name or the hours tell, taken where sure and not contradicted."""
    before = drafts.venue(record.match) or {}
    told = record.cells.get("status", "")
    if told and told != "open":
        return
    said: tuple[tuple[str, StateSaid | None], ...] = (
        ("note", state_said(record.cells.get("note", ""))),
        ("name", state_in_name(record.name)),
        ("opening_hours", state_in_hours(record.cells.get("opening_hours", ""))),
    )
    for column, state in said:
        text = record.cells.get(column, "")
        if state is None or (before and before.get(column) == text):
            continue
        if not state.sure or told:
            drafts.findings.ask("state_asked", record.plan, record.row, column, text)
            return
        record.cells["status"] = state.state
        if column == "opening_hours":
            del record.cells[column]
        drafts.findings.warning(
            "state_taken",
            record.plan,
            record.row,
            column,
            text,
            state=Words((f"vocabulary.status_{state.state}",)),
        )
        return


def _doubt_date(record: ParsedRecord, drafts: Drafts) -> None:
    """A row that is older than what is known of its venue and says something else."""
    before = drafts.venue(record.match)
    if before is None:
        return
    told = told_cells(record.cells, record.given, before)
    if record.unit and record.unit not in drafts.finder.chain(before["unit"]):
        told["unit"] = record.unit
    if record.given.get("layer") and record.layer != before["layer"]:
        told["layer"] = record.layer
    place, dated = (record.plan, record.row), record.cells.get("source_date", "")
    if older_holds(drafts, place, f"venues/{record.match_layer}.csv", before, told, dated):
        return
    record.cells = {"name": before["name"]}
    record.given = {"id": record.match, "name": before["name"]}
    record.unit, record.layer = before["unit"], before["layer"]


def older_holds(
    drafts: Drafts, place: Place, file: str, before: Cells, told: Cells, dated: str
) -> bool:
    """Whether a row may change a record: unless it is older, it may; else that is asked.

    Parameters
    ----------
    told
        The cells in which the row differs from the record.
    dated
        The date of the row, ``""`` for none. Of two dates, what both have is compared.

    Returns
    -------
    bool
        False where what is known was said to hold. A row of which nothing was said yet waits.
    """
    known = before.get("source_date") or before.get("as_of") or before.get("population_year", "")
    common = min(len(dated), len(known))
    if not told or dated[:common] >= known[:common]:
        return True
    (plan, row), pack = place, drafts.pack
    if row is None:
        return True
    yours, theirs = (cells_quoted(pack, file, cells, told) for cells in (told, before))
    answer = drafts.findings.choose(
        "older",
        plan,
        row,
        "source_date",
        dated,
        name=row_named(pack, before),
        unit=row_unit(pack, before),
        known=known,
        yours=yours,
        theirs=theirs,
    )
    return answer != "known"


def free_to_change(
    drafts: Drafts, place: Place, file: str, before: Cells, told: Cells, dated: str
) -> bool:
    """Whether a row may change a record now: nothing is asked of it, or it was said to hold."""
    holds = older_holds(drafts, place, file, before, told, dated)
    return holds and (place[0].sheet, place[1]) not in drafts.findings.held


def without_held(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked."""
    held = drafts.findings.held
    return [record for record in records if (record.plan.sheet, record.row) not in held]


def firm_declarations(declared: Sequence[Declared], drafts: Drafts) -> list[Declared]:
    """Declarations of lists none of whose rows waits: a list without them is not complete."""
    held = drafts.findings.held
    known = drafts.rows.of("reporting.csv")
    firm = []
    for answer in declared:
        if not answer.complete or all(sheet != answer.plan.sheet for sheet, _ in held):
            firm.append(answer)
        elif known.get(f"{answer.unit}|{answer.layer}", {}).get("as_of") != answer.as_of:
            drafts.findings.warning("declaration_waits", answer.plan, answer.row, "complete")
    return firm
