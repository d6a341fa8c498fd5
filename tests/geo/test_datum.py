"""Datums: known answers, round trips across China, identity abroad; distances by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.geo.datum import DATUMS, EARTH_RADIUS_M, convert, great_circle, unit_xyz

# The test table of the eviltransform converters: Shanghai, Shenzhen, Beijing.
KNOWN_GCJ = [
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
]


@pytest.mark.parametrize(("lon", "lat", "gcj_lon", "gcj_lat"), KNOWN_GCJ)
def test_known_shift(lon: float, lat: float, gcj_lon: float, gcj_lat: float) -> None:
    answer = [float(v) for v in convert(lon, lat, "wgs84", "gcj02")]
    assert answer == pytest.approx([gcj_lon, gcj_lat], abs=1e-9)
    back = [float(v) for v in convert(gcj_lon, gcj_lat, "gcj02", "wgs84")]
    assert back == pytest.approx([lon, lat], abs=1e-9)


def test_known_baidu() -> None:
    answer = [float(v) for v in convert(121.531541859215, 31.17530398364597, "gcj02", "bd09")]
    assert answer == pytest.approx([121.53801568643858, 31.181328606874466], abs=1e-9)


def test_shift_against_plain_python() -> None:
    """The formula once more, written out for one position with ``math`` alone."""
    lon, lat = 120.62, 31.31
    x, y, pi, sin = lon - 105, lat - 35, math.pi, math.sin
    common = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(x) + common
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(x) + common
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    a, ee = 6378245.0, 0.00669342162296594323
    magic = 1 - ee * sin(math.radians(lat)) ** 2
    east = math.degrees(east / (a / math.sqrt(magic) * math.cos(math.radians(lat))))
    north = math.degrees(north / (a * (1 - ee) / (magic * math.sqrt(magic))))
    gcj_lon, gcj_lat = convert(lon, lat, "wgs84", "gcj02")
    assert float(gcj_lon) == pytest.approx(lon + east, abs=1e-12)
    assert float(gcj_lat) == pytest.approx(lat + north, abs=1e-12)
    # In Suzhou the shift is some 480 m, to the east and a little to the south.
    assert 300 < float(great_circle(lon, lat, gcj_lon, gcj_lat)) < 700


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(139.69, 35.69), (127.0, 37.55), (106.9, 47.9), (105.85, 21.03), (85.32, 27.7), (77.2, 28.6),
     (-74.0, 40.7), (151.2, -33.87), (131.9, 43.1), (0.0, 0.0)],
)  # fmt: skip # a table, a row a line
def test_identity_outside_china(lon: float, lat: float) -> None:
    """Tokyo, Seoul, Ulaanbaatar, Hanoi, Kathmandu … most lie in the usual rectangle."""
    for pair in (("wgs84", "gcj02"), ("gcj02", "wgs84")):
        assert convert(lon, lat, *pair) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(120.58, 31.3), (75.99, 39.47), (122.5, 53.3), (110.3, 20.0), (134.2, 48.3), (91.1, 29.65)],
)
def test_shifted_inside_china(lon: float, lat: float) -> None:
    x, y = convert(lon, lat, "wgs84", "gcj02")
    assert 20 < float(great_circle(lon, lat, x, y)) < 1000


def test_round_trip_below_a_centimetre_across_china() -> None:
    lon, lat = (a.ravel() for a in np.meshgrid(np.linspace(74, 134, 301), np.linspace(18, 53, 176)))
    for datum in ("gcj02", "bd09"):
        back = convert(*convert(lon, lat, "wgs84", datum), datum, "wgs84")
        missed = great_circle(lon, lat, *back)
        # Abroad, but within the width of the shift from the outline, the inverse is ambiguous.
        same = np.isclose(convert(lon, lat, "wgs84", "gcj02")[0], lon, atol=0)
        assert missed[~same].max() < 0.001
        assert (missed[same] > 0.001).mean() < 0.01


places = st.tuples(st.floats(80, 120), st.floats(30, 40))


@given(places, st.sampled_from(DATUMS), st.sampled_from(DATUMS))
def test_there_and_back(place: tuple[float, float], source: str, target: str) -> None:
    there = convert(*place, source, target)
    back = convert(*there, target, source)
    assert float(great_circle(*place, *back)) < 0.001


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_anywhere_gives_numbers(lon: float, lat: float) -> None:
    for target in DATUMS:
        x, y = convert(lon, lat, "wgs84", target)
        assert math.isfinite(x)
        assert math.isfinite(y)


@pytest.mark.parametrize("lat", [-90.0, -89.99999999999999, 90.0, 89.9999])
def test_poles_are_no_trouble(lat: float) -> None:
    """Warnings are errors here: nothing overflows."""
    for pair in (("wgs84", "gcj02"), ("gcj02", "wgs84")):
        assert convert(105.0, lat, *pair) == (105.0, lat)


def test_shapes_are_kept_and_input_is_not_touched() -> None:
    lon, lat = np.full((2, 3), 120.6), np.array([31.1, 31.2, 31.3])
    x, y = convert(lon, lat, "wgs84", "bd09")
    assert x.shape == y.shape == (2, 3)
    assert (lon == 120.6).all()
    assert convert(120.6, 31.3, "wgs84", "gcj02")[0].shape == ()
    empty = convert([], [], "gcj02", "wgs84")
    assert empty[0].shape == (0,)
    assert np.isnan(convert(np.nan, 31.0, "wgs84", "gcj02")[0])
    assert np.isnan(convert(np.nan, 31.0, "gcj02", "wgs84")[0])


def test_unknown_datum() -> None:
    with pytest.raises(ValueError, match="cgcs"):
        convert(120, 31, "cgcs", "wgs84")  # type: ignore[arg-type]


def test_distances_by_hand() -> None:
    degree = EARTH_RADIUS_M * math.pi / 180  # 111 195 m
    assert float(great_circle(0, 0, 0, 1)) == pytest.approx(degree)
    assert float(great_circle(120, 60, 121, 60)) == pytest.approx(degree / 2, rel=1e-4)
    assert float(great_circle(179.5, 0, -179.5, 0)) == pytest.approx(degree)
    assert float(great_circle(0, 90, 77, 90)) == pytest.approx(0, abs=1e-6)
    assert float(great_circle(0, 0, 180, 0)) == pytest.approx(math.pi * EARTH_RADIUS_M)


def test_unit_vectors() -> None:
    assert unit_xyz([0, 90, 0], [0, 0, 90]) == pytest.approx(np.eye(3)[[0, 1, 2]], abs=1e-15)
