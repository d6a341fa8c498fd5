"""What of a row is doubtful although each of its cells can be read: asked before it is published.

A question holds back its row: where a place is, what it is and whether it still is decide
verdicts, and a wrong one is worse than one that waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.recognise.words import smaller_kinds, state_in_hours, state_in_name, state_said
from locator.problems import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import Declared, ParsedRecord
    from locator.intake.recognise.words import StateSaid

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
    before, dated = drafts.venue(record.match), record.cells.get("source_date", "")
    if before is None or not dated:
        return
    known = before["source_date"]
    common = min(len(dated), len(known))
    differs = any(
        before.get(name, "") != value
        for name, value in record.cells.items()
        if name not in {"source", "source_date", "id"} and value
    )
    if differs and dated[:common] < known[:common]:
        drafts.findings.ask(
            "older", record.plan, record.row, "source_date", dated, known=known, id=record.match
        )


def without_held(records: Sequence[ParsedRecord], drafts: Drafts) -> list[ParsedRecord]:
    """The records of which nothing is asked."""
    held = drafts.findings.held
    return [record for record in records if (record.plan.sheet, record.row) not in held]


def firm_declarations(declared: Sequence[Declared], drafts: Drafts) -> list[Declared]:
    """Declarations of lists none of whose rows waits: a list without them is not complete."""
    held = drafts.findings.held
    firm = []
    for answer in declared:
        if answer.complete and any(sheet == answer.plan.sheet for sheet, _ in held):
            drafts.findings.warning("declaration_waits", answer.plan, answer.row, "complete")
        else:
            firm.append(answer)
    return firm
