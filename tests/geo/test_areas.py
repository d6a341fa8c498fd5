"""Town areas and the hexagon cartogram: geometry that must hold on every pack."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from locator.geo.areas import APPROXIMATE, dissolve, labelled_points, missing_towns, town_areas
from locator.geo.hexagons import hexagon_counties, hexagons
from locator.pack.read import load_pack
from packs import OUTLINES, PLACES, SOURCE, VENUES, outline, square, unit, venue, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from locator.pack.model import CityPack

#: Coordinates go to degrees and back: a square metre of a town is nothing.
SQUARE_METRE = 1.0
PACKS = ("invented", "suzhou", "demo")


class Ground(NamedTuple):
    """A pack with what is worked out from it, in the pack's metric CRS."""

    pack: CityPack
    points: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    outlines: gpd.GeoSeries
    water: shapely.Geometry


def areas_of(pack: CityPack, points: pd.DataFrame) -> gpd.GeoDataFrame:
    water = pack.basemap.get("water")
    return town_areas(pack.counting("town"), pack.outlines, points, water, pack.city.metric_crs)


def ground_of(pack: CityPack) -> Ground:
    crs = pack.city.metric_crs
    points = labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    located = gpd.GeoDataFrame(
        points[["unit"]], geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=4326
    )
    water = pack.basemap.get("water")
    lakes = water.geometry.to_crs(crs).array if water is not None else []
    return Ground(
        pack,
        located.to_crs(crs),
        areas_of(pack, points).to_crs(crs),
        pack.outlines.geometry.to_crs(crs),
        shapely.union_all(lakes),
    )


@pytest.fixture(scope="module", params=PACKS)
def ground(request: pytest.FixtureRequest) -> Ground:
    return ground_of(request.getfixturevalue(request.param))


def towns_of(pack: CityPack) -> pd.DataFrame:
    return pack.units[(pack.units["level"] == "town") & pack.units["counts"]]


def overlap(shapes: gpd.GeoSeries) -> float:
    """Largest area that two of the shapes share, in square metres."""
    array = shapes.array
    one, other = shapely.STRtree(array).query(array, predicate="intersects")
    pairs = one < other
    shared = shapely.area(shapely.intersection(array[one[pairs]], array[other[pairs]]))
    return float(shared.max(initial=0))


def test_areas_are_valid_and_do_not_overlap(ground: Ground) -> None:
    assert ground.areas.is_valid.all()
    assert (ground.areas.area > 0).all()
    assert set(ground.areas.geom_type) <= {"Polygon", "MultiPolygon"}
    assert overlap(ground.areas.geometry) < SQUARE_METRE


def test_cells_lie_on_the_land_of_their_county(ground: Ground) -> None:
    cells = ground.areas[ground.areas["quality"] == APPROXIMATE]
    counties = ground.pack.units.loc[cells.index, "county"]
    land = ground.outlines[counties].array
    assert shapely.area(shapely.difference(cells.geometry.array, land)).max() < SQUARE_METRE
    assert (
        shapely.area(shapely.intersection(cells.geometry.array, ground.water)).max() < SQUARE_METRE
    )


def test_towns_with_points_have_areas_and_the_others_are_missing(ground: Ground) -> None:
    towns = towns_of(ground.pack).index
    certain = set(ground.points["unit"]) | (set(ground.outlines.index) & set(towns))
    assert set(ground.points["unit"]) <= set(towns)
    assert set(ground.areas.index) == certain
    assert missing_towns(ground.pack.counting("town"), ground.areas) == sorted(set(towns) - certain)
    assert (ground.areas["code"] == ground.areas.index).all()
    assert list(ground.areas.index) == [code for code in towns if code in certain]


def test_quality_tells_real_outlines_from_cells(ground: Ground) -> None:
    real = ground.areas.index.intersection(ground.outlines.index)
    assert (ground.areas.loc[real, "quality"] == ground.pack.outlines.loc[real, "quality"]).all()
    assert (ground.areas.loc[real, "quality"] != APPROXIMATE).all()
    assert (ground.areas["quality"].drop(real) == APPROXIMATE).all()


def test_own_points_lie_in_their_cell_unless_in_water(ground: Ground) -> None:
    cells = ground.areas[ground.areas["quality"] == APPROXIMATE]
    points = ground.points[ground.points["unit"].isin(cells.index)]
    away = points.geometry.array.distance(cells.geometry[points["unit"]].array)
    outside = points[away > 0.01]  # a centimetre
    # An island may be a splinter, and a shore venue may stand in the water that is left out.
    assert (outside.distance(ground.water) < 1).all()
    assert len(outside) <= 0.05 * len(points)


def test_counties_joined_from_towns_keep_their_area(ground: Ground) -> None:
    counties = dissolve(ground.areas, ground.pack.units)
    assert set(counties.index) == set(ground.pack.units.loc[ground.areas.index, "county"])
    assert counties.area.sum() == pytest.approx(ground.areas.area.sum(), rel=1e-9)


def test_cells_by_hand(invented: CityPack) -> None:
    # 虚构东镇 has its own point, two venues and a station around (150.25, 20.25), 虚构西镇 its
    # point (150.25, 20.75), in a county of 150-150.5 by 20-21 degrees: the line between them is
    # near 20.5, so the south's corners are the one's and the north's corners the other's.
    areas = ground_of(invented).areas.to_crs(4326)
    east, west = areas.geometry["990101"], areas.geometry["990102"]
    assert shapely.contains_xy(east, [0.01 + 150, 150.49], [20.01, 20.45]).all()
    assert shapely.contains_xy(west, [0.01 + 150, 150.49], [20.99, 20.55]).all()
    # The only town of the other county has all of it.
    county = invented.outlines.geometry["9902"]
    assert areas.geometry["990201"].symmetric_difference(county).area < 1e-9


def test_a_point_claimed_by_two_towns_is_nobodys(tmp_path: Path) -> None:
    twice = [
        venue("w1", "虚构东馆", "museum", "990101", lon=150.4, lat=20.4),
        venue("w2", "虚构西馆", "museum", "990102", lon=150.4, lat=20.4),
        venue("w3", "虚构县馆", "museum", "9901", lon=150.1, lat=20.1),  # no town: no label
        venue("w4", "虚构区馆", "museum", "990299", lon=150.8, lat=20.4),  # a town that counts not
    ]
    places = [
        *PLACES,
        {
            "name": "虚构村口",
            "kind": "landmark",
            "lon": 150.3,
            "lat": 20.9,
            "unit": "99010201",
            "source": SOURCE,
        },
    ]
    pack = load_pack(write_pack(tmp_path / "p", venues=VENUES + twice, places=places))
    points = labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    found = set(points.itertuples(index=False, name=None))
    # The station stands on the reference point and v1: the same claim, counted once.
    assert found == {
        ("990101", 150.25, 20.25),
        ("990101", 150.251, 20.25),
        ("990101", 150.26, 20.26),
        ("990102", 150.25, 20.75),
        ("990102", 150.3, 20.9),
        ("990201", 150.75, 20.5),
    }


def test_real_outlines_are_taken_from_the_cells_of_neighbours(tmp_path: Path) -> None:
    half = outline("990101", square(150, 20, 150.5, 20.75))
    pack = load_pack(write_pack(tmp_path / "p", outlines=[*OUTLINES, half]))
    areas = areas_of(
        pack, labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    )
    assert dict(areas["quality"]) == {
        "990101": "official",
        "990102": APPROXIMATE,
        "990201": APPROXIMATE,
    }
    rest = shapely.box(150, 20.75, 150.5, 21)
    # 0.125 square degrees, less slivers of 1e-5: a straight edge of a degree bends when projected.
    assert shapely.symmetric_difference(areas.geometry["990102"], rest).area < 1e-4


def test_all_outlines_real_and_no_points_at_all(tmp_path: Path, invented: CityPack) -> None:
    nothing = labelled_points(
        invented.counting("town"), invented.units, invented.venues, invented.places
    ).iloc[:0]
    none = areas_of(invented, nothing)
    assert none.empty
    assert missing_towns(invented.counting("town"), none) == ["990101", "990102", "990201"]
    squares = {
        "990101": (150, 20, 150.5, 20.5),
        "990102": (150, 20.5, 150.5, 21),
        "990201": (150.5, 20, 151, 21),
    }
    real = [outline(code, square(*box)) for code, box in squares.items()]
    pack = load_pack(write_pack(tmp_path / "p", outlines=OUTLINES + real))
    assert list(areas_of(pack, nothing)["quality"]) == ["official"] * 3


def test_areas_depend_on_nothing_but_their_input(ground: Ground) -> None:
    again = ground_of(ground.pack).areas
    assert again.geometry.geom_equals_exact(ground.areas.geometry, 0).all()


def hexes_of(ground: Ground) -> gpd.GeoDataFrame:
    crs = ground.pack.city.metric_crs
    areas = ground.areas.to_crs(4326)
    return hexagons(ground.pack.counting("town"), areas, ground.pack.outlines, crs).to_crs(crs)


def test_one_hexagon_for_every_counting_town(ground: Ground) -> None:
    hexes = hexes_of(ground)
    towns = towns_of(ground.pack)
    assert list(hexes.index) == list(towns.index)
    assert (hexes["county"] == towns["county"]).all()
    assert len(hexes) == {"99": 3, "320500": 98, "990100": 24}[ground.pack.city.code]


def test_hexagons_are_equal_and_do_not_overlap(ground: Ground) -> None:
    hexes = hexes_of(ground)
    np.testing.assert_allclose(hexes.area, hexes.area.iloc[0], rtol=1e-5)
    assert (shapely.get_num_coordinates(hexes.geometry.array) == 7).all()
    assert overlap(hexes.geometry) < SQUARE_METRE


def test_the_hexagons_of_a_county_hang_together(ground: Ground) -> None:
    hexes = hexes_of(ground)
    for county, own in hexes.groupby("county"):
        # A metre bridges what rounding leaves between neighbours; sharing a corner alone is not
        # hanging together, so a metre is taken away again.
        joined = shapely.union_all(shapely.buffer(own.geometry.array, 1)).buffer(-2).buffer(1)
        assert joined.geom_type == "Polygon", county
    joined = hexagon_counties(hexes)
    assert set(joined.index) == set(hexes["county"])


def test_hexagons_depend_on_nothing_but_their_input(ground: Ground) -> None:
    assert hexes_of(ground).geometry.geom_equals_exact(hexes_of(ground).geometry, 0).all()


def test_a_town_of_a_county_without_outline_has_no_hexagon(invented: CityPack) -> None:
    outlines = invented.outlines.drop("9902")
    areas = areas_of(
        invented,
        labelled_points(
            invented.counting("town"), invented.units, invented.venues, invented.places
        ),
    )
    hexes = hexagons(invented.counting("town"), areas, outlines, invented.city.metric_crs)
    assert list(hexes.index) == ["990101", "990102"]


def test_towns_without_any_point_get_free_ground(tmp_path: Path) -> None:
    more = [unit(f"9902{n:02d}", f"虚构{n}镇", "town", "9902", kind="镇") for n in range(2, 9)]
    pack = load_pack(write_pack(tmp_path / "p"))
    units = pd.concat([pack.units, pd.DataFrame(more).set_index("code", drop=False)])
    units = units.assign(
        counts=units["counts"].isin([True, "yes"]),
        county=units["county"].fillna("9902"),
        town=units["town"].fillna(units["code"]),
    )
    areas = areas_of(
        pack, labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    )
    towns = dataclasses.replace(pack, units=units).counting("town")
    hexes = hexagons(towns, areas, pack.outlines, pack.city.metric_crs)
    assert len(hexes) == 10
    assert overlap(hexes.to_crs(pack.city.metric_crs).geometry) < SQUARE_METRE


def test_a_pack_without_outlines_has_no_areas_and_no_hexagons(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "p", outlines=[]))
    areas = areas_of(
        pack, labelled_points(pack.counting("town"), pack.units, pack.venues, pack.places)
    )
    assert areas.empty
    assert hexagons(pack.counting("town"), areas, pack.outlines, pack.city.metric_crs).empty
