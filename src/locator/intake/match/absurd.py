"""Figures that are too large or too small to be true: taken as given, and said.

A cell that counts in another unit than its heading says (万 for ones, yuan for 万元) is wrong by a
factor of ten or more, and so shows against what is known: the residents, the year before, the
unit above. The bounds are rough on purpose; nobody is held up by them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locator.pack.requirements import IndicatorRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locator.intake.match.drafts import Drafts
    from locator.intake.model import ParsedRecord, SheetPlan

    _Place = tuple[SheetPlan, int]

#: So many times more or fewer than before is a slip of a unit of measure rather than a change.
_JUMP = 10
#: Of no indicator that counts is there more than one for so few residents (the plan asks for 1.5
#: teachers for 10 000).
_RESIDENTS_EACH = 20
#: More than so many of anything are not in a city where its residents are not known.
_MOST = 10_000
#: No unit of a level has more residents: China's largest counties have about 5 million, its largest
#: towns about 1 million (census of 2020).
_LARGEST = {"county": 6_000_000, "town": 1_200_000, "village": 200_000}
#: And no county or town has fewer.
_SMALLEST = {"county": 5_000, "town": 500}
#: More places of one kind than this are not in a town or village.
_PLACES = 500


def doubt_indicator(
    drafts: Drafts, place: _Place, unit: str, indicator: str, year: str, value: float
) -> None:
    """Say of an indicator's value that it cannot be, by the residents or the nearest year."""
    plan, row = place
    said = {"unit": drafts.path(unit)}
    findings = drafts.findings
    residents = drafts.residents(unit)
    if indicator in _counted(drafts) and residents and value * _RESIDENTS_EACH > residents:
        findings.warning(
            "absurd_residents", plan, row, "value", _text(value), known=residents, **said
        )
        return
    if not residents and value > _MOST:
        findings.warning("absurd_size", plan, row, "value", _text(value), **said)
        return
    known = drafts.pack.indicators
    same = known[(known["unit"] == unit) & (known["indicator"] == indicator)]
    if len(same):
        before = float(same.loc[(same["year"].astype(int) - int(year)).abs().idxmin(), "value"])
        _doubt_jump(drafts, place, "value", value, before, unit)


def _counted(drafts: Drafts) -> set[str]:
    """Indicators that a requirement compares with the number of residents."""
    rules = drafts.pack.requirements
    return {r.indicator for r in rules if isinstance(r, IndicatorRule) and r.per_10000}


def doubt_population(drafts: Drafts, place: _Place, unit: str, column: str, value: int) -> None:
    """Say of a unit's residents that they cannot be so many or so few."""
    plan, row = place
    level = drafts.finder.level(unit)
    above = next((n for c in drafts.finder.chain(unit)[1:] if (n := drafts.residents(c))), None)
    if column == "population" and (
        value > min(_LARGEST.get(level, value), above or value) or value < _SMALLEST.get(level, 0)
    ):
        drafts.findings.warning(
            "absurd_size", plan, row, column, str(value), unit=drafts.path(unit)
        )
        return
    _doubt_jump(drafts, place, column, value, drafts.residents(unit, column), unit)


def _doubt_jump(
    drafts: Drafts, place: _Place, column: str, value: float, before: float, unit: str
) -> None:
    if before > 0 and value > 0 and not 1 / _JUMP < value / before < _JUMP:
        drafts.findings.warning(
            "absurd_jump", *place, column, _text(value), known=_text(before), unit=drafts.path(unit)
        )


def _text(value: float) -> str:
    return str(int(value)) if value % 1 == 0 else repr(value)


def doubt_crowds(drafts: Drafts, records: Iterable[ParsedRecord]) -> None:
    """Say of a list that it puts more places of one kind into a town than can be."""
    crowds = Counter((record.plan, record.unit, record.layer) for record in records)
    for (plan, unit, _), number in crowds.items():
        if number > _PLACES and drafts.finder.level(unit) in {"town", "village"}:
            drafts.findings.warning(
                "absurd_rows", plan, None, "unit", number=number, unit=drafts.path(unit)
            )
