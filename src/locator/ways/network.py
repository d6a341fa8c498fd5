"""The streets of a city as a graph: metres along them between any two positions.

Kept as one compact file a city, made from an OpenStreetMap extract by
:mod:`locator.intake.sources.streets`. Ways are walked and cycled in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from locator.geo.datum import EARTH_RADIUS_M, great_circle, unit_xyz
from locator.pack.array_file import read_arrays, save_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from locator.ways.travel import Mode

#: Degrees are kept in whole numbers of this part, about a centimetre.
SCALE = 1e-7
#: From so many nodes at once on a search is cut into parts, to stay within its memory.
_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and the street pieces between them.

    Attributes
    ----------
    lon, lat
        Positions of the nodes, (n,) int32 in 1e-7 WGS-84 degrees.
    first, second, metres
        The pieces, (k,) each: the nodes at their ends and their length.
    walk, cycle
        Which pieces may be walked and cycled, (k,) bool.
    date, source, licence
        Day of the extract, what it was, and its terms.
    """

    lon: NDArray[np.int32] = field(repr=False)
    lat: NDArray[np.int32] = field(repr=False)
    first: NDArray[np.int32] = field(repr=False)
    second: NDArray[np.int32] = field(repr=False)
    metres: NDArray[np.float32] = field(repr=False)
    walk: NDArray[np.bool_] = field(repr=False)
    cycle: NDArray[np.bool_] = field(repr=False)
    date: str
    source: str
    licence: str

    def nearest(
        self, start: NDArray[np.float64], goals: NDArray[np.float64], mode: Mode, detour: float
    ) -> NDArray[np.float64]:
        """Metres along streets from each start to the goal that is nearest.

        Parameters
        ----------
        start, goals
            Longitude and latitude, (n, 2) and (m, 2) WGS-84 degrees. Each is joined to the nearest
            node of the largest connected part, by a straight line x ``detour``. To what is nearer
            than that node one goes straight.
        """
        streets = self.streets(mode)
        graph, nodes = streets.joined(goals, detour)
        reached = dijkstra(graph, indices=nodes, min_only=True)
        node, offset = streets.snap(start)
        metres = np.asarray(reached[node] + offset * detour)
        off = np.flatnonzero(offset > 0)
        chord, _ = cKDTree(_xyz(goals)).query(_xyz(start[off]))
        metres[off] = _straight(metres[off], _on_ground(chord), offset[off], detour)
        return metres

    def from_one(
        self,
        start: NDArray[np.float64],
        goals: NDArray[np.float64],
        mode: Mode,
        detour: float,
        most: float = np.inf,
    ) -> NDArray[np.float64]:
        """Metres along streets from one start to each goal.

        Parameters
        ----------
        start, goals
            Longitude and latitude, (2,) and (m, 2) WGS-84 degrees, joined to streets as for
            :meth:`nearest`.
        most
            What is farther is inf; without it all of the city is searched.
        """
        streets = self.streets(mode)
        begin, before = streets.snap(start[None])
        node, offset = streets.snap(goals)
        reached = dijkstra(streets.graph, indices=int(begin[0]), limit=most)
        metres = before[0] * detour + reached[node] + offset * detour
        metres = _straight(metres, great_circle(*start, *goals.T), before[0], detour)
        return np.where(metres <= most, metres, np.inf)

    def reached(
        self, start: NDArray[np.float64], mode: Mode, detour: float, most: float, step: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Points of the streets at most so many metres of way from a start, and those metres.

        Parameters
        ----------
        start
            Longitude and latitude, (2,) WGS-84 degrees.
        most, step
            Metres of the way, and at most between two points of one piece.

        Returns
        -------
        positions, metres
            (k, 2) WGS-84 degrees and (k,). A piece that is reached in part ends where the way does.
        """
        streets = self.streets(mode)
        begin, before = streets.snap(start[None])
        to = before[0] * detour + dijkstra(streets.graph, indices=int(begin[0]), limit=most)
        allowed = self.walk if mode == "walk" else self.cycle
        near = allowed & ((to[self.first] <= most) | (to[self.second] <= most))
        one, two, length = self.first[near], self.second[near], self.metres[near].astype(np.float64)
        parts = np.maximum(np.ceil(length / step).astype(np.int64), 1)
        piece = np.repeat(np.arange(len(parts)), parts + 1)
        place = np.arange(len(piece)) - np.repeat(np.cumsum(parts + 1) - (parts + 1), parts + 1)
        share = place / parts[piece]
        along = share * length[piece]
        metres = np.minimum(to[one[piece]] + along, to[two[piece]] + length[piece] - along)
        ends = [np.column_stack([self.lon[n], self.lat[n]])[piece] * SCALE for n in (one, two)]
        kept = metres <= most
        return ((1 - share[:, None]) * ends[0] + share[:, None] * ends[1])[kept], metres[kept]

    def within(
        self,
        start: NDArray[np.float64],
        goals: NDArray[np.float64],
        mode: Mode,
        detour: float,
        metres: float,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Rows, columns and metres of all pairs of a start and a goal at most so far apart."""
        streets = self.streets(mode)
        node, offset = streets.snap(start)
        found = [
            (np.flatnonzero(near), column, whole[near])
            for column, way in enumerate(streets.from_each(goals, detour, metres))
            for straight in [great_circle(*start.T, *goals[column])]
            for whole in [_straight(way[node] + offset * detour, straight, offset, detour)]
            for near in [whole <= metres]
        ]
        return (
            np.concatenate([rows for rows, _, _ in found]),
            np.concatenate([np.full(len(rows), column) for rows, column, _ in found]),
            np.concatenate([values for _, _, values in found]),
        )

    def streets(self, mode: Mode) -> Streets:
        """The graph of a mode, made when it is first asked for."""
        return self._walking if mode == "walk" else self._cycling

    @cached_property
    def _walking(self) -> Streets:
        return self._streets(self.walk)

    @cached_property
    def _cycling(self) -> Streets:
        return self._streets(self.cycle)

    def _streets(self, allowed: NDArray[np.bool_]) -> Streets:
        first, second, metres = self.first[allowed], self.second[allowed], self.metres[allowed]
        n = len(self.lon)
        # A piece of no length would be no piece in a sparse matrix.
        length = np.maximum(np.concatenate([metres, metres]), 0.01).astype(np.float64)
        rows, columns = np.concatenate([first, second]), np.concatenate([second, first])
        # Of parallel pieces the shortest counts, where a matrix would add them up.
        order = np.lexsort((length, columns, rows))
        rows, columns, length = rows[order], columns[order], length[order]
        new = np.ones(len(rows), bool)
        new[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        graph = csr_array((length[new], (rows[new], columns[new])), shape=(n, n))
        _, part = connected_components(graph, directed=False)
        used = np.flatnonzero(part == np.bincount(part).argmax())
        xyz = unit_xyz(self.lon[used] * SCALE, self.lat[used] * SCALE)
        return Streets(graph, used, cKDTree(xyz))

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        save_arrays(self, path)


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """The graph of one mode: ``used`` are the nodes of its largest connected part."""

    graph: csr_array
    used: NDArray[np.int64]
    tree: cKDTree

    def snap(self, positions: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The node nearest to each position, and how many metres off it is."""
        chord, place = self.tree.query(_xyz(positions))
        return self.used[place], _on_ground(chord)

    def joined(
        self, positions: NDArray[np.float64], detour: float
    ) -> tuple[csr_array, NDArray[np.int64]]:
        """The graph with a node more for each position, and those nodes."""
        node, offset = self.snap(positions)
        graph, n, m = self.graph, self.graph.shape[0], len(positions)
        indptr = np.concatenate([graph.indptr, graph.indptr[-1] + np.arange(1, m + 1)])
        indices = np.concatenate([graph.indices, node.astype(graph.indices.dtype)])
        data = np.concatenate([graph.data, np.maximum(offset * detour, 0.01)])
        return csr_array((data, indices, indptr), shape=(n + m, n + m)), np.arange(n, n + m)

    def from_each(
        self, positions: NDArray[np.float64], detour: float, metres: float
    ) -> Iterator[NDArray[np.float64]]:
        """Metres from each position in turn to every node, inf beyond the limit."""
        graph, nodes = self.joined(positions, detour)
        step = max(1, _AT_ONCE // graph.shape[0])
        for begin in range(0, len(nodes), step):
            yield from dijkstra(graph, indices=nodes[begin : begin + step], limit=metres)


def _xyz(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return unit_xyz(positions[:, 0], positions[:, 1])


def _on_ground(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres of chords of the unit sphere."""
    return np.asarray(2 * np.arcsin(np.clip(chord / 2, 0, 1)) * EARTH_RADIUS_M)


def _straight(
    along: NDArray[np.float64], straight: NDArray[np.float64], offset: Any, detour: float
) -> NDArray[np.float64]:
    """Metres along streets, or straight x detour to what is nearer than the street."""
    return np.where(straight <= offset, np.minimum(along, straight * detour), along)


def find_network(*paths: Path) -> Network | None:
    """The network of the first of some files that is there; None where none is.

    What was read is kept as long as the file does not change.

    Raises
    ------
    LocatorError
        The file is not one that :meth:`Network.save` wrote.
    """
    for path in paths:
        if path.is_file():
            return _read(path, path.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Network:
    return read_arrays(path, Network, "reach.network_file")
