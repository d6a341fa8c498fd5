"""A circle, Find and every other face walk the streets where there are some, and say so."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from test_network import around, place, streets

from locator.circles.circle import circle
from locator.city import City
from locator.cli import main
from locator.folders import DEMO
from locator.settings import Settings
from locator.site import Site
from locator.venues.listing import listing
from locator.venues.origin import map_point
from locator.venues.search import VenueIndex, VenueQuery, near
from locator.ways import OWN
from locator.ways.shape import BESIDE_M
from locator.ways.travel import LONGEST_WALK, travel
from locator.wording.circles import pace_text, reach_text
from locator.wording.listing import sections

NOW = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the city's own time


def placed(pack, *spots):
    """The invented city with libraries at so many metres east and north, and nothing else."""
    one = pack.venues.loc[["v1"]]
    rows = [
        one.assign(id=f"b{n}", lon=place(*spot)[0], lat=place(*spot)[1], precision="exact")
        for n, spot in enumerate(spots)
    ]
    table = pd.concat(rows).set_axis([f"b{n}" for n in range(len(spots))])
    return dataclasses.replace(pack, venues=table)


def test_a_circle_ends_where_the_walk_along_the_streets_does(invented):
    # The river: 100 m across, 1000 m around; 65 m a minute.
    pack, net = placed(invented, (0, 100), (300, 50)), around(0, 100)
    asked = (VenueIndex(pack.venues), pack, *place(0, 0))
    assert list(circle(*asked, 15, "adult").venues["id"]) == ["b0", "b1"]
    short = circle(*asked, 15, "adult", network=net)
    assert list(short.venues["id"]) == ["b1"]
    assert short.venues["walk_min"].iloc[0] == pytest.approx(500 / 65, abs=0.02)
    assert not short.shape.contains(shapely.Point(place(0, 100)))
    assert short.shape.contains(shapely.Point(place(150, 25)))  # half of the way
    long = circle(*asked, 30, "adult", network=net)
    assert list(long.venues["id"]) == ["b1", "b0"]  # the shorter walk first
    assert long.shape.contains(shapely.Point(place(0, 100)))
    slow = circle(*asked, 5, "elderly", network=net)
    assert slow.venues.empty
    assert slow.nearest["walk_min"].iloc[0] == pytest.approx(1000 / 48, abs=0.03)
    assert "沿街道" in pace_text(short, "zh")
    assert "made up" in pace_text(short, "zh")
    assert "直线" in pace_text(circle(*asked, 15, "adult"), "zh")
    assert reach_text(short, "en") == "15 min on foot"


def test_a_piece_that_is_reached_in_part_is_drawn_in_part(invented):
    net = streets([(0, 0), (2000, 0)], [(0, 1, 2000, True, True)])
    way = travel(invented, network=net)
    spots, metres = net.reached(np.array(place(0, 0)), "walk", way.detour, 975, 25)
    assert metres.max() == pytest.approx(975, abs=25)
    assert (spots[:, 0].max() - place(0, 0)[0]) == pytest.approx(
        place(metres.max(), 0)[0] - place(0, 0)[0], rel=1e-3
    )


WAYS = st.tuples(st.integers(-900, 900), st.integers(-900, 900))


@settings(max_examples=4)
@given(st.lists(WAYS, min_size=1, max_size=8), WAYS, st.sampled_from([5, 10, 15]))
def test_what_a_list_has_inside_is_inside_its_shape(invented, spots, start, minutes):
    grid = [(x * 200, y * 200) for x in range(-4, 5) for y in range(-4, 5)]
    number = {spot: n for n, spot in enumerate(grid)}
    pieces = [
        (number[x, y], number[side], 200, True, True)
        for x, y in grid
        for side in ((x + 200, y), (x, y + 200))
        if side in number
    ]
    net, pack = streets(grid, pieces), placed(invented, *spots)
    index, here = VenueIndex(pack.venues), place(*start)
    found = circle(index, pack, *here, minutes, "adult", network=net)
    assert found.shape.is_valid
    assert all(found.shape.contains(shapely.Point(v.lon, v.lat)) for v in found.venues.itertuples())
    # Nobody gets farther along streets than straight, but for what stands beside them.
    assert found.radius_m <= minutes * 65 + 2 * BESIDE_M
    longer = circle(index, pack, *here, 2 * minutes, "adult", network=net)
    assert set(found.venues["id"]) <= set(longer.venues["id"])
    # One start and many goals, as many starts and one goal: the same minutes.
    way = travel(pack, network=net)
    goals = pack.venues[["lon", "lat"]].to_numpy(float)
    each = [way.nearest(np.array([here]), goal[None])[0] for goal in goals]
    assert way.from_one(*here, goals) == pytest.approx(each, abs=1e-3)


def test_to_what_is_nearer_than_the_street_one_goes_straight(invented):
    way = travel(invented, network=around(0, 100))
    here, beside = place(-300, 0), np.array([place(-300, 40)])
    assert way.from_one(*here, beside)[0] == pytest.approx(40 * 1.3 / 65, abs=0.02)
    assert way.nearest(np.array([here]), beside)[0] == pytest.approx(40 * 1.3 / 65, abs=0.02)
    assert way.within(np.array([here]), beside, 5).toarray()[0, 0] == pytest.approx(0.8, abs=0.02)


def test_find_lists_by_the_walk_and_says_its_minutes(invented):
    pack, net = placed(invented, (0, 100), (300, 50), (0, 90_000)), around(0, 100)
    start, asked = map_point(*place(0, 0)), (VenueQuery(), NOW)
    index = VenueIndex(pack.venues)
    straight = listing(pack, index, start, *asked)
    assert list(straight.section("near").venues["id"]) == ["b0", "b1"]
    found = listing(pack, index, start, *asked, network=net)
    assert (found.reach.mode, found.counted) == ("walk", 1)
    assert list(found.section("near").venues["id"]) == ["b1"]
    assert list(found.section("further").venues["id"]) == ["b0", "b2"]
    cards = sections(pack, found, start, NOW, "zh", shown={"further": 5})
    said = [card["distance"] for part in cards for card in part["cards"]]
    assert "步行约 8 分钟" in said[0]
    assert "步行约 15 分钟" in said[1]
    assert "步行" not in said[2]


def test_every_face_tells_the_same_minutes(tmp_path, capsys, demo):
    site = Site.open(Settings(data=tmp_path, packs=(DEMO,)))
    city = site.city()
    lon, lat = city.pack.city.center
    found = near(city.venues, city.walk, lon, lat, k=5).located
    assert set(found["walk_by"]) == {"streets"}
    args = ["near", "--lon", str(lon), "--lat", str(lat), "--limit", "5", "--format", "json"]
    assert main([*args, "--pack", str(DEMO)], site) == 0
    told = json.loads(capsys.readouterr().out)["venues"]
    assert [v["walk_min"] for v in told] == [round(m, 1) for m in found["walk_min"]]
    # Nobody walks longer than an hour: of what is farther no walk is said.
    far = near(city.venues, city.walk, lon, lat).located
    assert far["walk_min"].max() <= LONGEST_WALK
    assert far["walk_min"].isna().any()
    walk = circle(city.venues, city.pack, lon, lat, 30, "adult", network=city.network)
    both = found[found.index.isin(walk.venues.index)]
    assert len(both)
    assert walk.venues.loc[both.index, "walk_min"].tolist() == pytest.approx(
        both["walk_min"].tolist()
    )


def test_a_damaged_network_costs_residents_no_answer(tmp_path, demo, caplog):
    damaged = tmp_path / OWN
    damaged.write_bytes(b"PK\x03\x04 no network")
    city = City(demo, network_files=(damaged,))
    assert city.walk.by == "straight"
    assert city.network is None
    assert [r.getMessage().count(OWN) for r in caplog.records] == [1]  # once, not each time
    assert City(demo, network_files=(damaged.with_name("none"), Path(DEMO, OWN))).walk.by == (
        "streets"
    )
