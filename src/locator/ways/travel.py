"""How long the way takes: by streets where there is a network, else straight line x detour.

Paces are those of the learning circle (:class:`locator.pack.model.Walk`). Minutes are one way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from locator.geo.datum import EARTH_RADIUS_M, great_circle, unit_xyz

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import coo_array

    from locator.pack.model import CityPack, Walker
    from locator.ways.network import Network

Mode = Literal["walk", "cycle"]
MODES: tuple[Mode, ...] = get_args(Mode)
#: What minutes follow: the streets of a network, or the straight line x detour.
Followed = Literal["streets", "straight"]

#: 12 km/h, within the 11 to 14 km/h at which GB 50220-95 plans journeys by bicycle in cities.
CYCLE_METRES_PER_MINUTE = 200.0
#: 0.8 m/s: the mean of women of 65 and older, the slower half, when 3,145 people were timed at
#: their normal pace (L. Asher and others, Age and Ageing 41, 2012, doi:10.1093/ageing/afs076).
ELDERLY_METRES_PER_MINUTE = 48.0
#: Minutes: nobody walks longer, and of what is farther no walk is said.
LONGEST_WALK = 60
#: Up to so many times the straight line x detour a way is sought first, before the whole city is.
_WINDING = 3.0
#: So many distances are worked out at once where no limit keeps them few.
_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """One way of getting about.

    Attributes
    ----------
    mode, walker
        On foot as an adult or an elderly person, or by bicycle (the same for both).
    metres_per_minute, detour
        Pace along streets, and how much longer than the straight line they are where no network
        tells.
    network
        Streets of the city; None: straight line x detour.
    """

    mode: Mode
    walker: Walker
    metres_per_minute: float
    detour: float
    network: Network | None = field(default=None, repr=False)

    @property
    def by(self) -> Followed:
        """What minutes follow from."""
        return "straight" if self.network is None else "streets"

    def nearest(
        self, start: NDArray[np.float64], goals: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Minutes from each start to the goal that is nearest.

        Parameters
        ----------
        start, goals
            Longitude and latitude, (n, 2) and (m, 2) WGS-84 degrees.

        Returns
        -------
        ndarray
            (n,); inf where no goal can be reached.
        """
        if not len(goals) or not len(start):
            return np.full(len(start), np.inf)
        if self.network is not None:
            return (
                self.network.nearest(start, goals, self.mode, self.detour) / self.metres_per_minute
            )
        from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to import, and near needs none

        chord, _ = cKDTree(_xyz(goals)).query(_xyz(start))
        return self._straight(chord)

    def from_one(
        self, lon: float, lat: float, goals: NDArray[np.float64], most: float = np.inf
    ) -> NDArray[np.float64]:
        """Minutes from one start to each goal.

        Parameters
        ----------
        lon, lat
            WGS-84 degrees of the start.
        goals
            Longitude and latitude, (m, 2) WGS-84 degrees; NaN where unknown.
        most
            What takes longer may be inf.

        Returns
        -------
        ndarray
            (m,), NaN where the goal is unknown.
        """
        minutes = np.full(len(goals), np.nan)
        known = np.isfinite(goals).all(axis=1)
        straight = great_circle(lon, lat, goals[known, 0], goals[known, 1])
        if self.network is None or not len(straight):
            minutes[known] = straight * self.detour / self.metres_per_minute
            return minutes
        start, pace = np.array([lon, lat]), self.metres_per_minute
        # Nothing is nearer along streets than straight, and few ways are three times as long.
        limit = min(most * pace, _WINDING * float(straight.max()) * self.detour)
        along = (start, goals[known], self.mode, self.detour)
        metres = self.network.from_one(*along, limit)
        if limit < most * pace and not np.isfinite(metres).all():
            metres = self.network.from_one(*along, most * pace)
        minutes[known] = metres / pace
        return minutes

    def within(
        self, start: NDArray[np.float64], goals: NDArray[np.float64], minutes: float
    ) -> coo_array:
        """Minutes of every pair of a start and a goal at most ``minutes`` apart.

        Returns
        -------
        coo_array
            (n, m) with the minutes of pairs within reach, sorted by row and column; a pair in the
            same spot is there with 0.
        """
        from scipy.sparse import coo_array  # noqa: PLC0415 - as in nearest
        from scipy.spatial import cKDTree  # noqa: PLC0415 - as in nearest

        shape = (len(start), len(goals))
        if not len(goals) or not len(start):
            return coo_array(shape)
        if self.network is not None:
            rows, columns, metres = self.network.within(
                start, goals, self.mode, self.detour, minutes * self.metres_per_minute
            )
            values = metres / self.metres_per_minute
        elif np.isinf(minutes):
            rows, columns, values = self._all(start, goals)
        else:
            angle = minutes * self.metres_per_minute / self.detour / EARTH_RADIUS_M
            chord = 2 * np.sin(min(angle, np.pi) / 2)
            # A hair more, so that rounding loses no pair at the very limit.
            near = cKDTree(_xyz(start)).sparse_distance_matrix(
                cKDTree(_xyz(goals)), chord * (1 + 1e-9), output_type="ndarray"
            )
            rows, columns, values = near["i"], near["j"], self._straight(near["v"])
        keep = values <= minutes + 1e-9
        rows, columns, values = rows[keep], columns[keep], values[keep]
        order = np.lexsort((columns, rows))
        return coo_array((values[order], (rows[order], columns[order])), shape=shape)

    def _all(
        self, start: NDArray[np.float64], goals: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        first, second = _xyz(start), _xyz(goals)
        step = max(1, _AT_ONCE // len(goals))
        parts = [
            self._straight(np.linalg.norm(first[i : i + step, None] - second[None], axis=2))
            for i in range(0, len(first), step)
        ]
        rows, columns = np.divmod(np.arange(len(first) * len(second)), len(second))
        return rows, columns, np.concatenate(parts).ravel()

    def _straight(self, chord: NDArray[np.float64]) -> NDArray[np.float64]:
        """Minutes of chords of the unit sphere."""
        metres = 2 * np.arcsin(np.clip(chord / 2, 0, 1)) * EARTH_RADIUS_M
        return metres * self.detour / self.metres_per_minute


def travel(
    pack: CityPack, mode: Mode = "walk", walker: Walker = "adult", network: Network | None = None
) -> Travel:
    """A way of getting about in a city, along its streets where they are known."""
    pace = pack.walk.metres_per_minute
    if mode == "cycle":
        pace = CYCLE_METRES_PER_MINUTE
    elif walker == "elderly":
        pace = min(pace, ELDERLY_METRES_PER_MINUTE)
    return Travel(mode, walker, pace, pack.walk.detour, network)


def _xyz(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return unit_xyz(positions[:, 0], positions[:, 1])
