"""What stands behind a report: units, indicators, records, sources, and the plan by clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from locator.pack.model import Level, Status, Strength


@dataclass(frozen=True, slots=True)
class Indicator:
    """One value of an indicator, in the indicator's own unit.

    ``code`` and ``name`` are those of the administrative unit; ``title`` is that of the
    requirement that asks for it.
    """

    code: str
    name: str
    indicator: str
    title: str
    value: float
    year: str
    source: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A venue on record of a kind that some requirement counts.

    ``code`` and ``place`` are its unit's code and name. Name, kind, place and status are in the
    report's language, the rest is as the pack has it; "" where nothing is known.
    """

    id: str
    name: str
    kind: str
    code: str
    place: str
    status: str
    recognition: str
    source: str
    source_date: str
    collected_date: str
    licence: str


@dataclass(frozen=True, slots=True)
class SourceUse:
    """Where records came from: how many, of what, up to which date, under which licence."""

    what: str
    source: str
    licence: str
    records: int
    latest: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """All units of a level against its requirements.

    ``rows`` are ``(code, county name, unit name, statuses)`` with a status for each column, ""
    where the requirement does not apply; ``towns`` are the names of the towns that the rows lie
    in, "" above the towns.
    """

    level: Level
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, tuple[Status | Literal[""], ...]], ...]
    towns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A measurable clause of the plan: its words, the rule, where it stands and on what.

    ``state`` has all three statuses in words, or says that nothing in the scope is asked;
    ``records`` is how many records the verdicts rest on.
    """

    clause: str
    title: str
    strength: Strength
    rule: str
    state: str
    records: int


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The whole plan: clauses by rule, and those that no rule measures, each with the reason."""

    lines: tuple[PlanLine, ...]
    unmeasured: tuple[tuple[str, str], ...]
