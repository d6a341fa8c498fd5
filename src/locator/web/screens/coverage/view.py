"""What the Coverage page shows: its filters and what was chosen on it, one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from locator.pack.model import STATUSES, STRENGTHS
from locator.web.parts import address, state

DRAWINGS = ("geography", "hexagons")


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What of the Coverage page can be chosen; an address carries all but the last.

    ``scope`` is a county, ``unit`` and ``requirement`` what map and evidence are about ("": not
    chosen), ``cell`` the cell of the matrix whose click was answered last: row and column.
    """

    scope: str = ""
    strength: str = ""
    status: str = ""
    drawing: str = DRAWINGS[0]
    requirement: str = ""
    unit: str = ""
    cell: tuple[int, str] | None = None


def fields() -> dict[str, address.Field]:
    """How the address carries a view."""
    city = state.current_city()
    pack = city.pack
    return {
        "scope": address.choice(["", *pack.counties.index], "", city.former),
        "strength": address.choice(["", *STRENGTHS], ""),
        "status": address.choice(["", *STATUSES], ""),
        "drawing": address.choice(DRAWINGS, DRAWINGS[0]),
        "requirement": address.choice([r.id for r in pack.requirements], ""),
        "unit": address.choice(pack.units.index, "", city.former),
    }


def current() -> CoverageView:
    """What is shown now."""
    return address.view(CoverageView)


def choose(**changed: object) -> None:
    """Show something else."""
    address.change(CoverageView, **changed)
