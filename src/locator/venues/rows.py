"""Some venues of an index in an order, by the numbers of their rows.

A list of thousands, of which a page shows ten, is asked for at every tap: taking rows of a table
copies each of its columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from locator.venues.search import VenueIndex


@dataclass(frozen=True, slots=True, eq=False)
class VenueRows:
    """Venues of an index in an order.

    Attributes
    ----------
    index
        Of the table.
    numbers
        (n,) of the rows.
    measured
        What was measured of each from a start, (n,): ``distance_m`` and minutes.
    """

    index: VenueIndex
    numbers: NDArray[np.int64]
    measured: Mapping[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, column: str) -> NDArray[Any]:
        """A column of the table, or what was measured, (n,); NaN of what was not."""
        if column in self.index.venues:
            return self.index.column(column)[self.numbers]
        found = self.measured.get(column)
        return np.full(len(self), np.nan) if found is None else found

    def pick(self, which: NDArray[Any] | slice) -> VenueRows:
        """Some of them, by a mask, places or a slice, in that order."""
        measured = {name: values[which] for name, values in self.measured.items()}
        return replace(self, numbers=self.numbers[which], measured=measured)

    def kinds(self, column: str) -> tuple[list[str], NDArray[np.int64]]:
        """The different texts of a column of the table, and which of them each row has, (n,)."""
        texts, of = self.index.kinds(column)
        return texts, of[self.numbers]

    def records(self) -> list[dict[Hashable, Any]]:
        """Each as a record of the table with what was measured of it."""
        return [
            {
                **self.index.records[number],
                **{name: float(values[place]) for name, values in self.measured.items()},
            }
            for place, number in enumerate(self.numbers)
        ]


def joined(parts: Sequence[VenueRows]) -> VenueRows:
    """Rows of one index one after the other, all measured alike."""
    first = parts[0]
    measured = {name: np.concatenate([p.measured[name] for p in parts]) for name in first.measured}
    return VenueRows(first.index, np.concatenate([p.numbers for p in parts]), measured)
