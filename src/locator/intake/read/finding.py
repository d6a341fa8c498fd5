"""What is found wrong in one upload, collected while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from locator.problems import LocatorError, Problem, Severity

_VALUE_LENGTH = 200


@dataclass
class Findings:
    """Problems of the file ``file``; keys are whole message keys (``upload.…``).

    Every message also gets ``place``: the file, and the sheet where there is one.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self,
        severity: Severity,
        key: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> Problem:
        """A problem in this file, not yet recorded."""
        text = None if value is None else str(value)[:_VALUE_LENGTH]
        params |= {"place": f"{self.file} / {sheet}" if sheet else self.file}
        return Problem(severity, key, self.file, row, column, text, params, sheet)

    def error(
        self,
        key: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> None:
        """Record an error and read on."""
        self.problems.append(
            self.problem("error", key, sheet=sheet, row=row, column=column, value=value, **params)
        )

    def warning(
        self,
        key: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        **params: object,
    ) -> None:
        """Record a doubt and read on."""
        self.problems.append(
            self.problem("warning", key, sheet=sheet, row=row, column=column, value=value, **params)
        )

    def refusal(
        self,
        key: str,
        *,
        sheet: str = "",
        row: int | None = None,
        value: object = None,
        **params: object,
    ) -> LocatorError:
        """The exception to raise when the whole file cannot be used."""
        return LocatorError(
            self.problem("error", key, sheet=sheet, row=row, column=None, value=value, **params)
        )
