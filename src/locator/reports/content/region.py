"""What a meeting on a region gets: clauses over its cities, each city, what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.reports.content.report import Counted

if TYPE_CHECKING:
    from locator.pack.model import Status
    from locator.reports.content.report import Chart, Clause, Head
    from locator.reports.figure import Figure


@dataclass(frozen=True, slots=True)
class CityLine(Counted):
    """Verdicts of one city: of one clause, or of all binding ones (``title`` "")."""

    code: str
    name: str
    title: str
    met: int
    gap: int
    unreported: int
    total: int
    reported: float


@dataclass(frozen=True, slots=True)
class CitiesMap:
    """A clause over the cities: the map, and names of the cities by status, gaps first."""

    clause: Clause
    figure: Figure
    compared: str
    named: tuple[tuple[Status, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RegionReport:
    """Everything that a report on a region says, whichever form it takes.

    ``clauses`` are all that its cities judge, ``cities`` the binding ones of each city summed up,
    ``lines`` every clause of every city. ``reported`` says what share the cities have reported,
    ``failed`` which cities did not answer, ``asks`` what the data ask for, a sentence each.
    """

    head: Head
    lead: str
    clauses: tuple[Clause, ...]
    cities: tuple[CityLine, ...]
    lines: tuple[CityLine, ...]
    reported: str
    chart: Chart
    maps: tuple[CitiesMap, ...]
    failed: tuple[str, ...]
    asks: tuple[str, ...]

    @property
    def required(self) -> tuple[Clause, ...]:
        """Clauses that the plan makes binding."""
        return tuple(clause for clause in self.clauses if clause.strength == "required")
