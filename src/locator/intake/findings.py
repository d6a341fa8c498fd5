"""Problems of an upload whose sheets have been recognised, named by plan, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.problems import Problem, Problems, Words

if TYPE_CHECKING:
    from locator.intake.model import SheetPlan
    from locator.problems import Severity


def called(column: str) -> dict[str, object]:
    """What fills a message's ``column`` when a sheet lacks the column: its name, not its code."""
    return {"column": Words((f"column.{column}",))}


@dataclass
class Findings:
    """What is wrong with the sheets of one file, in its own headings."""

    file: str
    problems: Problems = field(default_factory=Problems)

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
