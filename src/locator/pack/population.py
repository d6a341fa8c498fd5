"""Where people live, as a grid that an operator brought: squares of at most 250 m and how many.

It lies in the data folder and belongs to no pack file: it is laid on the effective pack, and
whoever counts people by it says so, with its source and year.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from locator.pack.array_file import read_arrays, save_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

#: Squares are at most so large, in metres.
CELL_M = 250.0
_ARRAYS = ("lon", "lat", "people", "county", "town")


@dataclass(frozen=True, eq=False)
class PopulationGrid:
    """People by square.

    Attributes
    ----------
    lon, lat
        Where they live on the average, (n,) WGS-84 degrees.
    people
        How many, (n,), above 0.
    county, town
        Codes of the units whose real outline the square lies in, (n,) text; ``""`` of none.
    source, year
        Who counted, and for which year.
    """

    lon: NDArray[np.float64] = field(repr=False)
    lat: NDArray[np.float64] = field(repr=False)
    people: NDArray[np.float64] = field(repr=False)
    county: NDArray[np.str_] = field(repr=False)
    town: NDArray[np.str_] = field(repr=False)
    source: str
    year: int

    @property
    def mark(self) -> str:
        """A few letters that change with any number of it."""
        digest = hashlib.sha256(f"{self.source} {self.year}".encode())
        for name in _ARRAYS:
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return digest.hexdigest()[:12]

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        save_arrays(self, path)


def find_population(path: Path) -> PopulationGrid:
    """The grid of a file; what was read is kept as long as the file does not change.

    Raises
    ------
    LocatorError
        The file is not one that :meth:`PopulationGrid.save` wrote.
    """
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> PopulationGrid:
    return read_arrays(path, PopulationGrid, "reach.population_file")
