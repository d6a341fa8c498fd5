"""Problems of an upload as they are found, each with its sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.problems import Problem
from locator.wording.catalogue import Words, catalogue

if TYPE_CHECKING:
    from locator.intake.model import SheetPlan
    from locator.problems import Severity

_VALUE_LENGTH = 200


def place(file: str, sheet: str) -> str:
    """File and sheet as a message names them: ``list.xlsx〔Sheet1〕``."""
    return f"{file}〔{sheet}〕" if sheet else file


def called(column: str) -> dict[str, object]:
    """What fills a message's ``column`` when a sheet lacks the column: its name, not its code."""
    key = f"column.{column}"
    return {"column": Words((key,))} if key in catalogue("zh") else {}


@dataclass
class Findings:
    """Collects what is wrong with the sheets of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

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
        shown = None if value is None else value[:_VALUE_LENGTH]
        self.problems.append(
            Problem(
                severity,
                f"intake.{key}",
                self.file,
                row,
                header or None,
                shown,
                {"file": place(self.file, plan.sheet), **params},
                plan.sheet,
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
