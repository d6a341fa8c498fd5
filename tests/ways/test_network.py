"""Ways along streets: a ladder of streets by hand, and an extract in the real format."""

from __future__ import annotations

import dataclasses
import heapq

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osmium.osm.mutable import Node, Way

from lines import DEGREE, LON, line
from locator.cli import main
from locator.intake.sources.streets import may, read_streets
from locator.problems import LocatorError
from locator.reach.reached import ReachQuery, reach
from locator.ways.network import SCALE, Network, find_network
from locator.ways.travel import travel
from packs import write_pack

#: Metres of a degree of longitude at 20° north.
EAST = DEGREE * np.cos(np.radians(20))


def place(x: float, y: float) -> tuple[float, float]:
    """Metres east and north of 150.25, 20 in degrees."""
    return LON + x / EAST, 20 + y / DEGREE


def streets(nodes, pieces) -> Network:
    """A network of nodes (metres east, north) and pieces (from, to, metres, walk, cycle)."""
    at = np.array([place(*node) for node in nodes])
    first, second, metres, walk, cycle = (np.array(column) for column in zip(*pieces, strict=True))
    lon, lat = (np.round(at[:, i] / SCALE).astype(np.int32) for i in (0, 1))
    return Network(
        lon,
        lat,
        first,
        second,
        metres.astype(np.float32),
        walk,
        cycle,
        "2026-11-01",
        "made up",
        "CC0",
    )


def around(a: float, b: float) -> Network:
    """A river between two places 100 m apart: on foot 1000 m around, by bicycle 600 m."""
    return streets(
        [(0, 0), (0, 100), (300, 50), (5000, 5000), (5000, 5100)],
        [(0, 2, 500, True, False), (2, 1, 500, True, False), (0, 1, 600, False, True),
         (0, 1, 700, False, True), (3, 4, 100, True, True)],
    )  # fmt: skip # a table, a row a line


def test_the_way_follows_the_streets(invented):
    pack = line(invented, [(0, 10)], [(100, "990101")])
    asked = ReachQuery(layers=("senior_school",))
    straight = reach(pack, asked)
    assert straight.travel.by == "straight"
    assert straight.points["minutes"].iloc[0] == pytest.approx(130 / 65)
    along = reach(pack, asked, around(0, 100))
    assert along.travel.by == "streets"
    assert along.points["minutes"].iloc[0] == pytest.approx(1000 / 65, abs=0.02)
    assert along.city["within"] == 0
    cycled = reach(pack, dataclasses.replace(asked, mode="cycle"), around(0, 100))
    assert cycled.points["minutes"].iloc[0] == pytest.approx(600 / 200, abs=0.02)


def test_a_place_off_the_streets_walks_to_them(invented):
    way = travel(invented, network=around(0, 100))
    start, goal = np.array([place(-100, 0)]), np.array([place(0, 100)])
    # 100 m to the street by the detour, then the street.
    assert way.nearest(start, goal)[0] == pytest.approx((130 + 1000) / 65, abs=0.03)
    # The corner in the north-east is joined to nothing: nobody is snapped to it.
    far = np.array([place(5000, 5000)])
    assert way.nearest(far, goal)[0] > 100


NODES = [(x * 200.0, y * 200.0) for x in range(4) for y in range(4)]
PIECES = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(1, 900)), min_size=12, max_size=40
)


@settings(max_examples=15)
@given(PIECES, st.lists(st.integers(0, 15), min_size=1, max_size=4), st.integers(200, 3000))
def test_the_shortest_way_is_that_of_a_plain_search(pieces, goals, limit):
    made = streets(
        NODES, [(a, b, m, True, True) for a, b, m in pieces if a != b] or [(0, 1, 9, True, True)]
    )
    graph = made.streets("walk")
    neighbours: dict[int, list[tuple[int, float]]] = {}
    for a, b, m in zip(made.first, made.second, made.metres, strict=True):
        neighbours.setdefault(int(a), []).append((int(b), float(m)))
        neighbours.setdefault(int(b), []).append((int(a), float(m)))

    def plain(source: int) -> dict[int, float]:
        best, queue = {}, [(0.0, source)]
        while queue:
            metres, node = heapq.heappop(queue)
            if node not in best:
                best[node] = metres
                for other, m in neighbours.get(node, []):
                    heapq.heappush(queue, (metres + m, other))
        return best

    at = np.array([place(*node) for node in NODES])
    start, goal = graph.used, [g for g in goals if g in graph.used] or [int(graph.used[0])]
    ways = [plain(g) for g in goal]
    expected = [min(way.get(int(s), np.inf) for way in ways) for s in start]
    found = made.nearest(at[start], at[goal], "walk", 1.3)
    assert found == pytest.approx(expected, abs=0.2)
    rows, columns, metres = made.within(at[start], at[goal], "walk", 1.3, limit)
    pairs = {(r, c): m for r, c, m in zip(rows, columns, metres, strict=True)}
    for c, way in enumerate(ways):
        for r, s in enumerate(start):
            if abs(way.get(int(s), np.inf) - limit) > 1:  # at the limit rounding decides
                assert ((r, c) in pairs) == (way.get(int(s), np.inf) <= limit)
                assert pairs.get((r, c), 0) == pytest.approx(
                    way.get(int(s), 0) if (r, c) in pairs else 0, abs=0.2
                )


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, (True, True)),
        ({"highway": "footway"}, (True, False)),
        ({"highway": "footway", "bicycle": "yes"}, (True, True)),
        ({"highway": "steps"}, (True, False)),
        ({"highway": "motorway"}, (False, False)),
        ({"highway": "trunk", "foot": "yes"}, (True, False)),
        ({"highway": "service", "access": "private"}, (False, False)),
        ({"highway": "service", "access": "no", "foot": "permissive"}, (True, False)),
        ({"highway": "path", "foot": "no"}, (False, True)),
        ({"highway": "construction"}, (False, False)),
        ({"highway": "pedestrian", "area": "yes"}, (False, False)),
    ],
)
def test_what_may_be_walked_and_cycled(tags, expected):
    assert may(tags) == expected


def write_extract(path, ways, nodes=(((0, 0)), (0, 100), (0, 300), (90_000, 0))):
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-11-01T20:21:00Z")
    with osmium.SimpleWriter(str(path), header=header) as out:
        for number, node in enumerate(nodes, start=1):
            out.add_node(Node(id=number, location=place(*node)))
        for number, (refs, tags) in enumerate(ways, start=1):
            out.add_way(Way(id=number, nodes=refs, tags=tags))


def test_an_extract_becomes_the_streets_of_the_city(tmp_path, invented, capsys, monkeypatch):
    extract = tmp_path / "made-up.osm.pbf"
    write_extract(
        extract,
        [
            ([1, 2, 3], {"highway": "path"}),
            ([3, 4], {"highway": "path"}),
            ([1, 3], {"building": "yes"}),
        ],
    )
    found = read_streets(extract, invented)
    assert (len(found.lon), found.metres.tolist()) == (3, pytest.approx([100, 200], abs=0.1))
    assert (found.date, found.licence) == ("2026-11-01", "ODbL 1.0")
    monkeypatch.setenv("LOCATOR_DATA", str(tmp_path / "data"))
    folder = write_pack(tmp_path / "geodata" / "invented")
    assert main(["network", str(extract), "--pack", str(folder)]) == 0
    kept = tmp_path / "data" / "networks" / "99.npz"
    assert find_network(tmp_path / "none.npz", kept).metres.tolist() == found.metres.tolist()
    asked = ["reach", "--layer", "library_branch", "--pack", str(folder), "--lang", "en"]
    assert main(asked) == 0
    assert "follow the streets" in capsys.readouterr().err
    assert main([*asked, "--straight"]) == 0
    assert "straight line times" in capsys.readouterr().err
    kept.write_bytes(kept.read_bytes()[:100])
    assert main(asked) == 1
    assert "99.npz" in capsys.readouterr().err


def test_an_extract_that_is_none_or_of_elsewhere_says_so(tmp_path, invented):
    extract = tmp_path / "elsewhere.osm.pbf"
    write_extract(extract, [([4, 3], {"highway": "path"})])
    with pytest.raises(LocatorError, match="network_elsewhere"):
        read_streets(extract, invented)
    extract.write_bytes(extract.read_bytes()[:40])
    with pytest.raises(LocatorError, match=r"fetch\.extract"):
        read_streets(extract, invented)
