"""Where people live, as a grid that an operator brought: squares of at most 250 m and how many.

It lies in the data folder and belongs to no pack file: it is laid on the effective pack, and
whoever counts people by it says so, with its source and year.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from locator.folders import written_whole
from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

#: Folder in the data folder where grids are kept.
POPULATION = "population"
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
        about = json.dumps({"source": self.source, "year": self.year})
        with written_whole(path) as part, part.open("wb") as file:
            arrays = {name: getattr(self, name) for name in _ARRAYS}
            np.savez_compressed(file, about=np.array(about), **arrays)


def find_population(path: Path) -> PopulationGrid | None:
    """The grid of a file; None where it is not there.

    Raises
    ------
    LocatorError
        The file is not one that :meth:`PopulationGrid.save` wrote.
    """
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> PopulationGrid:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            return PopulationGrid(*(kept[name] for name in _ARRAYS), **about)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        raise LocatorError(Problem("error", "reach.population_file", str(path))) from None
