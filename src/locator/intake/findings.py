"""Problems of an upload whose sheets have been recognised, named by plan, row and column."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.problems import Problem, Problems, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from locator.intake.model import Answer, SheetPlan
    from locator.problems import Severity


#: So many rows of one cause are named one by one, and so many of its values are shown.
_FEW = 3


def called(column: str) -> dict[str, object]:
    """What fills a message's ``column`` when a sheet lacks the column: its name, not its code."""
    return {"column": Words((f"column.{column}",))}


@dataclass
class Findings:
    """What is wrong with the sheets of one file, in its own headings."""

    file: str
    problems: Problems = field(default_factory=Problems)
    #: (sheet, row) of rows that are not published before a question is answered.
    held: set[tuple[str, int | None]] = field(default_factory=set)
    #: What was answered, and every question with a choice, answered or not.
    answers: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
    questions: list[Problem] = field(default_factory=list)

    def add(
        self,
        severity: Severity,
        key: str,
        plan: SheetPlan,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> None:
        """Record one problem.

        ``key`` is relative to the ``intake`` namespace; ``column`` a column of the pack, shown by
        its header in the sheet, or a header as it stands.
        """
        header = plan.headers().get(column, column)
        params |= called(header)
        self.problems.append(
            Problem(
                severity, f"intake.{key}", self.file, row, header or None, value, params, plan.sheet
            )
        )

    def error(
        self,
        key: str,
        plan: SheetPlan,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> None:
        """Record an error."""
        self.add("error", key, plan, row, column, value, **params)

    def warning(
        self,
        key: str,
        plan: SheetPlan,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> None:
        """Record a doubt."""
        self.add("warning", key, plan, row, column, value, **params)

    def ask(
        self,
        key: str,
        plan: SheetPlan,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> None:
        """Record a question whose answer could turn a verdict: the row waits, the rest goes on."""
        self.held.add((plan.sheet, row))
        self.add("warning", key, plan, row, column, value, **params)

    def choose(
        self,
        key: str,
        plan: SheetPlan,
        row: int,
        column: str = "",
        value: str | None = None,
        **params: object,
    ) -> Answer | None:
        """Which holds, a row of the list or what is known; None, and the row waits: not said."""
        header = plan.headers().get(column, column)
        where = (self.file, row, header or None, value, params | called(header), plan.sheet)
        question = Problem("warning", f"intake.{key}", *where)
        self.questions.append(question)
        answer = self.answers.get((plan.sheet, row))
        if answer is None:
            self.held.add((plan.sheet, row))
            self.problems.append(question)
        return answer


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """The problems with those of one cause as one that names all its rows.

    One cause is the same message about the same column with the same choices; of the values that
    differ a few are shown. Where only few rows share it, each stays by itself.
    """
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        params = tuple(sorted((name, str(value)) for name, value in problem.params.items()))
        cause = (problem.severity, problem.key, problem.file, problem.sheet, problem.column, params)
        groups.setdefault(cause if problem.row is not None else (id(problem),), []).append(problem)
    found: list[Problem] = []
    for group in groups.values():
        found += [_joined(group)] if len(group) > _FEW else group
    return found


def _joined(group: list[Problem]) -> Problem:
    rows = tuple(sorted({problem.row for problem in group if problem.row is not None}))
    values = list(dict.fromkeys(problem.value for problem in group if problem.value is not None))
    shown = "、".join(values[:_FEW]) + ("…" if len(values) > _FEW else "")
    first = min(group, key=lambda problem: problem.row or 0)
    params = dict(first.params) | {"row": _ranges(rows)}
    value = shown if values else None
    return dataclasses.replace(first, value=value, rows=rows, params=params)


def _ranges(rows: tuple[int, ...]) -> str:
    """Rows as people write them: 2-31、40."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return "、".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)
