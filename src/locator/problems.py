"""The exceptions and the problem record of the package.

Everything that goes wrong because of what a person supplied is a :class:`Problem`: a message
key of the text catalogue with its parameters, and the place it happened. A :class:`LocatorError`
carries one or more of them; nothing else in the package is meant to reach a user.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from locator.wording.catalogue import Lang, Words, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["error", "warning"]


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
        Values for the placeholders of the message; :class:`locator.wording.catalogue.Words` are
        put into its language. They come before the values of the place.
    sheet
        Sheet of a workbook, layer of a geographic file; "" where a file has no such parts.
    """

    severity: Severity
    key: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""

    def message(self, lang: Lang) -> str:
        """What is wrong and what to do about it, in the user's language."""
        place = {"file": self.file, "row": self.row, "column": self.column, "value": self.value,
                 "sheet": self.sheet}  # fmt: skip
        params = {
            name: value.text(lang) if isinstance(value, Words) else value
            for name, value in self.params.items()
        }
        return t(self.key, lang, **(place | params))


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

    def message(self, lang: Lang) -> str:
        """All problems, one a line, in the user's language."""
        return "\n".join(p.message(lang) for p in self.problems)


class PackError(LocatorError):
    """A city pack cannot be loaded."""


class QueryError(LocatorError):
    """A question cannot be answered as asked (unknown unit, coordinate out of range …)."""
