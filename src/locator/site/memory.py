"""Which of many cities stay in memory: those asked for last, as far as a bound allows."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from locator.city import City

#: What a city takes with all that is derived from it, in bytes a unit or place and in bytes a
#: venue: resident memory of 13 copies of Suzhou (16 MB each) and of packs with 15 000 venues (45).
_UNIT_BYTES, _VENUE_BYTES = 5000, 2200


class CityMemory:
    """What cities in memory take, the least used first.

    Parameters
    ----------
    most_mb
        What they may take together, in MB; the one asked for last stays whatever it takes.
    """

    def __init__(self, most_mb: float) -> None:
        self._most = most_mb * 1e6
        self._lock = Lock()
        self._taken: dict[Path, int] = {}

    def use(self, folder: Path, city: City) -> list[Path]:
        """A city was asked for; folders of those that are to be let go for it."""
        pack, gone = city.pack, []
        rows = len(pack.units) + len(pack.places)
        with self._lock:
            self._taken.pop(folder, None)
            self._taken[folder] = rows * _UNIT_BYTES + len(pack.venues) * _VENUE_BYTES
            while len(self._taken) > 1 and sum(self._taken.values()) > self._most:
                gone.append(next(iter(self._taken)))
                del self._taken[gone[-1]]
        return gone
