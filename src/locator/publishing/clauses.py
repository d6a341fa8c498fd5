"""Clauses of the plan changed at the desk: what would come of it, before anybody publishes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from locator.intake.upload import verdict_changes
from locator.pack.change import RowChange
from locator.pack.clause_rows import CLAUSE_COLUMNS, REQUIREMENTS_FILE
from locator.pack.content import with_rows
from locator.pack.rows import differing
from locator.problems import LocatorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from locator.city import City
    from locator.intake.model import VerdictChange
    from locator.pack.change import Cells
    from locator.pack.model import CityPack, Requirement
    from locator.problems import Problem


@dataclass(frozen=True, slots=True)
class ClauseEffect:
    """A clause changed, and what follows.

    Attributes
    ----------
    change
        The row of ``requirements.toml``; None where nothing is another than it was.
    rules
        Rules by id, those before and those after, for sentences about both.
    problems
        What is wrong with the city's files as they would be and is not now; with an error nothing
        can be published.
    verdicts
        Verdicts that would be others, come or go.
    """

    change: RowChange | None
    rules: Mapping[str, Requirement]
    problems: tuple[Problem, ...]
    verdicts: tuple[VerdictChange, ...]

    @property
    def fits(self) -> bool:
        """Whether it can be published."""
        return self.change is not None and all(p.severity != "error" for p in self.problems)


def clause_rows(city: City) -> dict[str, Cells]:
    """The clauses in effect as text, by id.

    Raises
    ------
    LocatorError
        The file is not laid out so that one of them can be changed by itself.
    """
    return city.rows(REQUIREMENTS_FILE)


def new_clause_id(city: City, cells: Mapping[str, str]) -> str:
    """An id that no clause has: the level, and what is counted or asked for."""
    what = cells.get("layers", "").partition(";")[0] or cells.get("indicator", "") or "clause"
    stem = f"{cells.get('level', '')}-{what}".replace("_", "-")
    taken, number, found = {rule.id for rule in city.pack.requirements}, 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def clause_effect(city: City, key: str, after: Mapping[str, str] | None) -> ClauseEffect:
    """What changing one clause would do.

    Parameters
    ----------
    city
        The city.
    key
        Id of the clause.
    after
        Its cells as they would be (:data:`locator.pack.clause_rows.CLAUSE_COLUMNS`); None takes
        the clause out.

    Raises
    ------
    LocatorError
        As :func:`clause_rows`.
    """
    pack, before = city.pack, clause_rows(city).get(key)
    cells = None if after is None else {c: after.get(c, "").strip() for c in CLAUSE_COLUMNS}
    rules = {rule.id: rule for rule in pack.requirements}
    if before == cells or (before and cells and not differing(REQUIREMENTS_FILE, before, cells)):
        return ClauseEffect(None, rules, (), ())
    then, problems = _laid(city, key, cells)
    change = RowChange(REQUIREMENTS_FILE, key, before, cells)
    if then is None or any(problem.severity == "error" for problem in problems):
        return ClauseEffect(change, rules, problems, ())
    rules |= {rule.id: rule for rule in then.requirements}
    return ClauseEffect(change, rules, problems, verdict_changes(pack, then))


def refuse_wrong(city: City, change: RowChange) -> None:
    """Refuse a clause with which something of the city's files would be wrong.

    Raises
    ------
    LocatorError
        Everything that is wrong.
    """
    _, problems = _laid(city, change.key, change.after)
    if wrong := [problem for problem in problems if problem.severity == "error"]:
        raise LocatorError(wrong)


def _laid(
    city: City, key: str, cells: Mapping[str, str] | None
) -> tuple[CityPack | None, tuple[Problem, ...]]:
    """The pack with a clause as it would be, and what is wrong then and is not now."""
    wanted = {k: row for k, row in clause_rows(city).items() if k != key or cells is not None}
    if cells is not None:
        wanted[key] = dict(cells)
    then, found, _ = with_rows(city.pack, {REQUIREMENTS_FILE: wanted})
    known = {_what(problem) for problem in city.pack.problems}
    return then, tuple(_weighed(problem) for problem in found if _what(problem) not in known)


def _weighed(problem: Problem) -> Problem:
    """An amount that no unit can have is a doubt in a file that is there, and refused at the desk.

    Every unit with a complete list would be a gap, for a slip of the finger.
    """
    return replace(problem, severity="error") if problem.key == "problem.min_much" else problem


def _what(problem: Problem) -> tuple[object, ...]:
    return problem.key, problem.file, problem.column, str(problem.value)
