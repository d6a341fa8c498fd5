"""What the steps of matching hand on: a row that was read, and a declaration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from locator.geo.datum import Datum
    from locator.intake.model import SheetPlan
    from locator.pack.change import Cells

#: A sheet and a row of it; None where a change has no row of its own.
Place = tuple["SheetPlan", int | None]


@dataclass
class ParsedRecord:
    """One row of somebody's list of venues.

    ``cells`` are those that are filled and could be read, in the pack's form, coordinates still
    in the file's datum; ``given`` the same as they stand in the file; ``failed`` the columns that
    could not be read. ``unit_from`` says where the unit was found, ``""`` for its own cell.
    """

    plan: SheetPlan
    row: int
    layer: str
    unit: str
    cells: Cells = field(default_factory=dict)
    given: Cells = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    unit_from: str = ""
    #: Datum that the row names for its coordinates; ``""``: the sheet's.
    datum: Datum | Literal[""] = ""
    #: Key of the record of the pack that this is, and the layer whose file holds it.
    match: str = ""
    match_layer: str = ""

    @property
    def name(self) -> str:
        """Name of the venue."""
        return self.cells.get("name", "")

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude as the row gives them."""
        if "lon" in self.cells and "lat" in self.cells:
            return float(self.cells["lon"]), float(self.cells["lat"])
        return None


@dataclass(frozen=True, slots=True)
class Declared:
    """A unit's answer whether its list of a layer is complete."""

    plan: SheetPlan
    row: int
    unit: str
    layer: str
    complete: bool
    as_of: str
    source: str
