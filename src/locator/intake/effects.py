"""What an import does to the pack: problems that it would bring in, and verdicts that change."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from locator.coverage.verdicts import evaluate_pack
from locator.intake.findings import called
from locator.intake.match.rows import keys_at
from locator.intake.model import VerdictChange
from locator.pack.overlay import overlay
from locator.pack.read import read_pack
from locator.problems import place

if TYPE_CHECKING:
    from locator.intake.match.drafts import Draft, Drafts
    from locator.pack.model import CityPack, Status
    from locator.problems import Problem

_NO_DEGREES = frozenset({"intake.cell_degrees", "intake.cell_position"})
_DOUBLES = frozenset({"problem.duplicate_name", "problem.duplicate_near"})


def try_out(drafts: Drafts) -> tuple[CityPack | None, list[Problem]]:
    """The pack with the changes laid over it, and the problems that it has only with them.

    The same checks as those of any pack; each problem is put back to the row of the upload that
    brings it in.
    """
    folder = drafts.rows.folder
    over = overlay(folder, [*drafts.rows.approved, *drafts.changes()])
    pack, problems = read_pack(folder, over)
    lines = keys_at(over)
    known = Counter(_identity(p, drafts, {}) for p in drafts.pack.problems)
    asked = {
        (p.sheet, p.row) for p in drafts.findings.problems if p.key == "intake.possible_duplicate"
    }
    # Half of a position is there when the other half was no number: that has been said.
    halves = {(p.sheet, p.row) for p in drafts.findings.problems if p.key in _NO_DEGREES}
    found = []
    for problem in problems:
        identity = _identity(problem, drafts, lines)
        if known[identity]:
            known[identity] -= 1
            continue
        draft = _draft_of(problem, drafts, lines)
        if draft is None:
            if problem.key not in _DOUBLES or problem.file in over:
                found.append(problem)
        elif (draft.row.sheet, draft.row.row) not in _said(problem, asked, halves):
            found.append(_put_back(problem, draft, drafts, lines))
    return pack, found


def _said(problem: Problem, asked: _Places, halves: _Places) -> _Places:
    """Rows of which a problem of the pack was said already, as one of the upload."""
    if problem.key in _DOUBLES:
        return asked
    return halves if problem.key == "problem.half_point" else set()


_Places = set[tuple[str, int | None]]
_Lines = dict[str, dict[int, str]]


def _key_at(file: str, row: int | None, drafts: Drafts, lines: _Lines) -> str:
    """Key of the row at a line of a file, changed or not."""
    if row is None:
        return ""
    if file in lines:
        return lines[file].get(row, "")
    return drafts.rows.key_at(file, row)


def _identity(problem: Problem, drafts: Drafts, lines: _Lines) -> tuple[object, ...]:
    """What makes a problem the same although lines have moved."""
    other = problem.params.get("other_file"), problem.params.get("other_row")
    return (
        problem.key,
        problem.file,
        _key_at(problem.file, problem.row, drafts, lines),
        problem.column,
        problem.value,
        _key_at(str(other[0]), int(str(other[1])), drafts, lines) if other[0] else "",
    )


def _draft_of(problem: Problem, drafts: Drafts, lines: _Lines) -> Draft | None:
    """The change of the upload that a problem is about, its own row or the other one it names."""
    key = _key_at(problem.file, problem.row, drafts, lines)
    draft = drafts.found.get((problem.file, key))
    if draft is None and problem.params.get("other_file"):
        file = str(problem.params["other_file"])
        key = _key_at(file, int(str(problem.params["other_row"])), drafts, lines)
        draft = drafts.found.get((file, key))
    return draft


def _put_back(problem: Problem, draft: Draft, drafts: Drafts, lines: _Lines) -> Problem:
    """A problem of the pack as one of the upload: its file, sheet, row and header."""
    plan = next((p for p in drafts.plans if p.sheet == draft.row.sheet), None)
    headers = plan.headers() if plan else {}
    shown: dict[str, object] = {}
    column = headers.get(problem.column or "", problem.column or "")
    other = problem.params.get("other_file")
    if other:
        key = _key_at(str(other), int(str(problem.params["other_row"])), drafts, lines)
        of_upload = drafts.found.get((str(other), key))
        if of_upload is not None and of_upload is not draft:
            shown |= {
                "other_file": place(drafts.upload.name, of_upload.row.sheet),
                "other_row": of_upload.row.row,
            }
    return dataclasses.replace(
        problem,
        file=drafts.upload.name,
        sheet=draft.row.sheet,
        row=draft.row.row,
        column=column or None,
        params=dict(problem.params) | shown | called(column),
    )


def verdict_changes(before: CityPack, after: CityPack) -> tuple[VerdictChange, ...]:
    """Verdicts that differ between two packs of one city, in the order of requirements."""
    old, new = (_statuses(pack) for pack in (before, after))
    return tuple(
        VerdictChange(*pair, old.get(pair), new.get(pair))
        for pair in dict.fromkeys([*new, *old])
        if old.get(pair) != new.get(pair)
    )


def _statuses(pack: CityPack) -> dict[tuple[str, str], Status]:
    table = evaluate_pack(pack)
    pairs = zip(table["requirement"], table["unit"], strict=True)
    return dict(zip(pairs, table["status"], strict=True))
