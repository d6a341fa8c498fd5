"""The exceptions of the package, the problem record, and the one collector of problems.

Everything that goes wrong because of what a person supplied is a :class:`Problem`: a message
key with its parameters, and the place it happened. :class:`Problems` collects them while
something is read; a :class:`LocatorError` carries one or more of them, and nothing else in the
package is meant to reach a user. The words for them are made in :mod:`locator.wording.problems`.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["error", "warning"]
_VALUE_LENGTH = 200
#: So many rows of one cause are named one by one, and so many of its values are shown.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Messages that fill a placeholder of another, in whatever language that is asked for.

    A key that the catalogue does not have stands for itself, without its namespace.
    """

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataName:
    """A name of the data in both languages; the English one may be blank."""

    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text as a file, a person or a program says it, which a message sets in quotes."""

    text: str


#: What a cell says: as it stands, as a name of the data, or in words of the catalogue.
Content = str | DataName | Words


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a row says that a message quotes: column and content of some of its cells."""

    cells: tuple[tuple[str, Content], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, or doubtful, in data that somebody supplied.

    Attributes
    ----------
    severity
        ``error``: the value cannot be used. ``warning``: a doubt, the value is used.
    file
        File name relative to the folder that was read.
    row
        Line of the file counted from 1, the header being line 1; None for the whole file.
    column
        Column (or dotted TOML key, or GeoJSON property); None for the whole row.
    value
        The offending text as it stands in the file, shortened to 200 characters.
    key
        Message key in the catalogue, for example ``problem.unknown_unit``. The message names
        the remedy.
    params
        Values for the placeholders of the message; :class:`Words`, :class:`DataName` and
        :class:`Quoted` are put into its language, and so is a tuple of some, one after another.
        They come before the values of the place.
    sheet
        Sheet of a workbook, layer of a geographic file; "" where a file has no such parts.
    rows
        All rows of which the same is to be said, where they are several; ``row`` is the first.
    """

    severity: Severity
    key: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    rows: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.value is not None and len(self.value) > _VALUE_LENGTH:
            object.__setattr__(self, "value", self.value[:_VALUE_LENGTH])


def place(file: str, sheet: str) -> str:
    """File and sheet as every message names them: ``list.xlsx〔Sheet1〕``."""
    return f"{file}〔{sheet}〕" if sheet and file else file or sheet


class Problems(list[Problem]):
    """The problems of one pack, one upload or one request, in the order they are found.

    Parameters
    ----------
    file
        The file that is meant where none is named.
    """

    def __init__(self, file: str = "") -> None:
        super().__init__()
        self.file = file

    def problem(
        self,
        severity: Severity,
        key: str,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        *,
        sheet: str = "",
        **params: object,
    ) -> Problem:
        """A problem, not yet recorded; ``params`` fill the placeholders of its message."""
        text = None if value is None else str(value)
        file = self.file if file is None else file
        row = None if row is None else int(row)  # one of NumPy's is written in no JSON
        return Problem(severity, key, file, row, column, text, params, sheet)

    # The place and the parameters of these are those of :meth:`problem`.

    def error(self, key: str, *place: Any, **params: Any) -> None:
        """Record what cannot be used, and read on."""
        self.append(self.problem("error", key, *place, **params))

    def warning(self, key: str, *place: Any, **params: Any) -> None:
        """Record a doubt, and read on."""
        self.append(self.problem("warning", key, *place, **params))

    def refusal(self, key: str, *place: Any, **params: Any) -> LocatorError:
        """The exception to raise when the whole cannot be used."""
        return LocatorError(self.problem("error", key, *place, **params))


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
    return replace(first, value=value, rows=rows, params=params)


def _ranges(rows: tuple[int, ...]) -> tuple[str, ...]:
    """Rows as people write them: 2-31, 40."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return tuple(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)


def passed(failure: BaseException) -> str:
    """Kind of a failure and the lines it passed, innermost first: what may be logged of it.

    Never its message or a value: those may hold what a visitor typed or where they are.
    """
    frames = reversed(traceback.extract_tb(failure.__traceback__))
    lines = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    return f"{type(failure).__name__}: {lines}"


class LocatorError(Exception):
    """Something a user supplied cannot be used; :attr:`problems` says what and where."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("; ".join(p.key for p in self.problems))


class PackError(LocatorError):
    """A city pack cannot be loaded."""


class QueryError(LocatorError):
    """A question cannot be answered as asked (unknown unit, coordinate out of range …)."""
