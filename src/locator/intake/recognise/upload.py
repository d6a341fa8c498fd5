"""An upload → what it means for a pack: problems, changes, difference, effect on verdicts.

Nothing is written. Every problem of every sheet is found in one go, and the result is checked by
laying the changes over the pack and reading it as any pack is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.intake.effects import try_out, verdict_changes
from locator.intake.findings import Findings, by_cause
from locator.intake.match import figures
from locator.intake.match.drafts import Drafts
from locator.intake.match.gazetteer import import_places
from locator.intake.match.merge import carried_over
from locator.intake.match.outlines import import_outlines
from locator.intake.match.rows import PackRows
from locator.intake.match.sharing import import_circles, import_sharing
from locator.intake.match.venues import import_venues
from locator.intake.model import Difference, Import, Terms
from locator.intake.recognise.sheets import SHARING_TABLES, plan_sheets
from locator.intake.recognise.units import UnitFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.match.merge import Earlier
    from locator.intake.model import (
        DatumGuess,
        DifferenceRow,
        Duplicate,
        SheetPlan,
        Upload,
        UploadSheet,
    )
    from locator.pack.change import RowChange
    from locator.pack.model import CityPack
    from locator.problems import Problem

_FIGURES = {
    "indicators": figures.import_indicators,
    "units": figures.import_populations,
    "reporting": figures.import_reporting,
    "places": import_places,
    "outlines": import_outlines,
    "circles": import_circles,
}


def understand(
    upload: Upload,
    pack: CityPack,
    terms: Terms | None = None,
    approved: Iterable[RowChange] = (),
    earlier: Earlier | None = None,
) -> Import:
    """What a file means for a pack.

    Parameters
    ----------
    upload
        As :func:`locator.intake.read.read_upload` returns it.
    pack
        The effective pack: the files of its folder with ``approved`` laid over them.
    terms
        What the person said about the file.
    approved
        The approved changes that ``pack`` contains, in order.
    earlier
        What the upload, a template, was made from, where rows were published since. Who calls
        knows the store: :func:`locator.intake.importing.import_upload`.

    Returns
    -------
    Import
        Problems in the order of the file's sheets and rows, errors and warnings; with an error
        the changes may not be published, but they are shown all the same.
    """
    terms = terms or Terms()
    findings = Findings(upload.name, answers=terms.answers)
    planned = plan_sheets(upload, pack.catalogue, terms, findings)
    drafts = Drafts(
        upload,
        pack,
        PackRows(pack.path, approved),
        UnitFinder(pack),
        findings,
        terms,
        tuple(plan for _, plan in planned),
        earlier,
    )
    planned = [(carried_over(drafts, sheet, plan), plan) for sheet, plan in planned]
    datums, duplicates, gone = _gather(drafts, planned)
    for plan in drafts.plans:
        assumed = sum(sheet == plan.sheet for sheet, _ in drafts.assumed)
        if assumed:
            findings.warning("source_assumed", plan, number=assumed)
    after, brought_in = try_out(drafts)
    changed = [draft.row for draft in drafts.found.values() if not draft.new]
    problems = [*upload.problems, *findings.problems, *brought_in]
    return Import(
        upload=upload,
        plans=drafts.plans,
        datums=tuple(datums),
        problems=_in_order(by_cause(problems), drafts.plans),
        changes=drafts.changes(),
        difference=Difference(
            new=tuple(draft.row for draft in drafts.found.values() if draft.new),
            changed=tuple(sorted(changed, key=_eyes_first)),
            gone=gone,
            possible_duplicates=duplicates,
        ),
        verdicts=verdict_changes(pack, after) if after is not None else (),
        questions=tuple(findings.questions),
    )


def _gather(
    drafts: Drafts, planned: Sequence[tuple[UploadSheet, SheetPlan]]
) -> tuple[list[DatumGuess], tuple[Duplicate, ...], tuple[DifferenceRow, ...]]:
    venues = [(sheet, plan) for sheet, plan in planned if plan.table == "venues"]
    datums, declared, duplicates, gone = import_venues(drafts, venues)
    figures.import_declared(drafts, declared)
    for sheet, plan in planned:
        if plan.table in _FIGURES:
            _FIGURES[plan.table](drafts, sheet, plan)
        elif plan.table in SHARING_TABLES:
            duplicates += tuple(import_sharing(drafts, sheet, plan))
    return datums, duplicates, gone


def _eyes_first(row: DifferenceRow) -> int:
    """What deserves eyes before all: a place that is open again, another state or kind, a date
    that goes back; the rest in the order of the file.
    """
    cells = {name: (before, after) for name, before, after in row.fields}
    if "status" in cells:
        return 0 if cells["status"][1] == "open" else 1
    if cells.keys() & {"layer", "unit", "recognition"}:
        return 2
    before, after = cells.get("source_date", ("", ""))
    return 3 if after < before else 4


def _in_order(problems: Sequence[Problem], plans: Sequence[SheetPlan]) -> tuple[Problem, ...]:
    """By sheet and row, what is about a whole file or sheet first."""
    order = {plan.sheet: number for number, plan in enumerate(plans, start=1)}
    return tuple(sorted(problems, key=lambda p: (order.get(p.sheet, 0), p.row or 0)))
