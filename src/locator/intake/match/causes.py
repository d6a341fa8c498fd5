"""Thirty problems of one cause are one that names all its rows."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.problems import Problem

#: So many rows of one cause are named one by one, and so many of its values are shown.
_FEW = 3


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
    first = min(group, key=lambda problem: problem.row or 0)
    params = dict(first.params) | {"row": _ranges(rows)}
    if len(values) > 1:
        params["value"] = (*values[:_FEW], *("…" for _ in values[_FEW : _FEW + 1]))
    value = "、".join(values[:_FEW]) + ("…" if len(values) > _FEW else "") if values else None
    return dataclasses.replace(first, value=value, rows=rows, params=params)


def _ranges(rows: tuple[int, ...]) -> tuple[str, ...]:
    """Rows as people write them: 2-31, 40."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return tuple(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)
