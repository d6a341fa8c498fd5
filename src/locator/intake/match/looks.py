"""Which rows of a difference deserve eyes before all, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.pack.requirements import IndicatorRule, layers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.intake.model import DifferenceRow, Look, VerdictChange
    from locator.intake.recognise.units import UnitFinder
    from locator.pack.model import CityPack

#: Cells on which verdicts depend.
_DECIDING = frozenset({"status", "layer", "unit", "recognition", "value", "as_of"})
_ORDER: tuple[Look, ...] = ("reopened", "verdict", "other", "back", "")


def eyes_first(
    rows: Iterable[DifferenceRow],
    verdicts: Sequence[VerdictChange],
    pack: CityPack,
    finder: UnitFinder,
) -> tuple[DifferenceRow, ...]:
    """The rows, each with why it deserves eyes, those that do before the others.

    In this order: a closed place that is open again; a row of which a verdict that changes may
    depend, by its unit and its kind or figure; another state, kind, unit or recognition; a date
    that goes back. The rest stays in the order of the file.
    """
    flipped: dict[str, set[str]] = {}
    for change in verdicts:
        rule = pack.requirement(change.requirement)
        asked = (rule.indicator,) if isinstance(rule, IndicatorRule) else layers_of(rule)
        for what in asked:
            flipped.setdefault(what, set()).add(change.unit)
    looked = [replace(row, look=_look(row, flipped, finder)) for row in rows]
    return tuple(sorted(looked, key=lambda row: _ORDER.index(row.look)))


def _look(row: DifferenceRow, flipped: dict[str, set[str]], finder: UnitFinder) -> Look:
    cells = {name: (before, after) for name, before, after in row.fields}
    before, after = cells.get("status", ("", ""))
    if before and before != "open" and after == "open":
        return "reopened"
    units = flipped.get(_about(row), set()) if cells.keys() & _DECIDING else set()
    # A declaration speaks for everything below its unit; a record counts for all above it.
    below = row.file == "reporting.csv"
    if any(u in finder.chain(row.unit) or (below and row.unit in finder.chain(u)) for u in units):
        return "verdict"
    if any(cells.get(name, ("",))[0] for name in ("status", "layer", "unit", "recognition")):
        return "other"
    before, after = cells.get("source_date") or cells.get("as_of") or ("", "")
    common = min(len(before), len(after))
    return "back" if after[:common] < before[:common] else ""


def _about(row: DifferenceRow) -> str:
    """Kind of venue, or indicator, that a row is about."""
    if row.file.startswith("venues/"):
        return row.file.removeprefix("venues/").removesuffix(".csv")
    parts = row.key.split("|")
    return parts[1] if len(parts) > 1 else ""
