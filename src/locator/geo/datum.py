"""Coordinates in the three datums that Chinese maps use; distances on the globe and from a city.

``wgs84`` is what satellites give and what this project stores; ``gcj02`` is the shifted datum of
Amap, Tencent and every licensed map; ``bd09`` is Baidu's further shift of it. All functions take
and return longitude before latitude in decimal degrees, scalars or arrays that broadcast.

Sources. The shift is the formula every open converter uses, published in 2010 as "EvilTransform"
and since checked against the services to well under a metre; its ellipsoid is Krasovsky 1940.
Baidu's step is the polar formula of its own developers' examples. The Earth's radius is the
IUGG mean radius R1.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import shapely

from locator.problems import Problem, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Datum = Literal["wgs84", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = get_args(Datum)

#: Mean radius of the Earth in metres.
EARTH_RADIUS_M = 6_371_008.8

#: Beyond this distance from the city's outline a coordinate is an error, within it a doubt.
DOUBT_M = 2_000.0
#: The same where the city is known by the points of its units only.
WIDE_DOUBT_M = 30_000.0
#: Krasovsky 1940: semi-major axis in metres, first eccentricity squared.
_AXIS_M = 6_378_245.0
_ECCENTRICITY_2 = 0.006_693_421_622_965_943

#: Where the formula's polynomials have their origin.
_ORIGIN = (105.0, 35.0)
_BAIDU_ANGLE = np.pi * 3000 / 180
_BAIDU_SHIFT = (0.0065, 0.006)

#: The shifts change by under 2 % of a step, so each round of the inverse gains two decimals.
_ROUNDS = 8


def check_position(lon: float, lat: float) -> None:
    """Raise :class:`QueryError` for degrees out of range, NaN included."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        # The value is a person's position: it is not repeated in the message.
        raise QueryError(Problem("error", "query.position"))


def convert(lon: ArrayLike, lat: ArrayLike, source: Datum, target: Datum) -> tuple[Floats, Floats]:
    """Positions of one datum in another.

    WGS-84 and GCJ-02 are the same outside China (national outline with its coastal waters,
    simplified to about 2 km: nobody publishes the true edge). BD-09 is a shift of GCJ-02 and
    applies everywhere. The inverse directions iterate the forward ones until they agree to far
    better than a centimetre; only within some 700 m of the outline, where two positions share
    one GCJ-02 coordinate, is the one inside China returned.

    Parameters
    ----------
    lon, lat
        Decimal degrees; scalars or arrays of one shape. NaN stays NaN.
    source, target
        Datum of the input and of the answer.

    Returns
    -------
    tuple of ndarray
        (lon, lat) of the input's shape; 0-d arrays for scalars. The input is not changed.

    Raises
    ------
    ValueError
        A datum that is none of :data:`DATUMS`.

    Examples
    --------
    >>> import locator
    >>> lon, lat = locator.convert(120.6242, 31.3078, "gcj02", "wgs84")
    >>> f"{lon:.4f} {lat:.4f}"
    '120.6200 31.3100'
    """
    for datum in (source, target):
        if datum not in DATUMS:
            raise ValueError(datum)
    x, y = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    x, y = x.copy(), y.copy()
    if source == target:
        return x, y
    if source == "bd09":
        x, y = _inverse(_to_baidu, x, y)
    if target == "wgs84":
        return _from_gcj(x, y)
    if source == "wgs84":
        x, y = _to_gcj(x, y)
    return _to_baidu(x, y) if target == "bd09" else (x, y)


def great_circle(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> NDArray[np.float64]:
    """Metres between two WGS-84 positions on the sphere of radius :data:`EARTH_RADIUS_M`.

    Haversine formula, exact to rounding for near and for antipodal points; arrays broadcast.
    """
    x1, y1, x2, y2 = (np.radians(np.asarray(v, np.float64)) for v in (lon1, lat1, lon2, lat2))
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def unit_xyz(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Positions on the unit sphere, shape ``(..., 3)``: chords there order as great circles do."""
    x, y = np.radians(np.asarray(lon, np.float64)), np.radians(np.asarray(lat, np.float64))
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


@cache
def _china() -> shapely.MultiPolygon:
    """China with its coastal waters; built by ``geodata/build/china.py``."""
    text = files(__package__).joinpath("china.wkt").read_text(encoding="ascii")
    outline = shapely.from_wkt(text)
    shapely.prepare(outline)
    return outline


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees by which GCJ-02 moves a WGS-84 position inside China."""
    x, y = lon - _ORIGIN[0], lat - _ORIGIN[1]
    root = np.sqrt(np.abs(x))
    common = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = (
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y**2
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
        + (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    )
    east = (
        300
        + x
        + 2 * y
        + 0.1 * x**2
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
        + (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    )
    phi = np.radians(lat)
    curve = 1 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    along = _AXIS_M / np.sqrt(curve) * np.cos(phi)  # radius of the parallel
    across = _AXIS_M * (1 - _ECCENTRICITY_2) / curve**1.5  # radius of the meridian's curve
    return np.degrees(east / along), np.degrees(north / across)


def _moved(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """WGS-84 → GCJ-02 as if the whole world were China."""
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def _to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    inside = shapely.contains_xy(_china(), lon, lat)
    x, y = _moved(*_near_china(lon, lat))
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _from_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = _inverse(_moved, *_near_china(lon, lat))
    # What lies too far off was moved to the formula's origin, whose image is not its own.
    inside = shapely.contains_xy(_china(), x, y) & _in_box(lon, lat)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _in_box(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Whether positions lie in the rectangle around China, with a degree to spare."""
    west, south, east, north = _china().bounds
    return (lon > west - 1) & (lon < east + 1) & (lat > south - 1) & (lat < north + 1)


def _near_china(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Positions with those far off replaced: the formula overflows at the poles."""
    box = _in_box(lon, lat)
    return np.where(box, lon, _ORIGIN[0]), np.where(box, lat, _ORIGIN[1])


def _to_baidu(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """GCJ-02 → BD-09: a small wobble in polar form, then a fixed shift."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BAIDU_ANGLE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BAIDU_ANGLE)
    return (
        np.asarray(radius * np.cos(angle) + _BAIDU_SHIFT[0]),
        np.asarray(radius * np.sin(angle) + _BAIDU_SHIFT[1]),
    )


def _inverse(
    forward: Callable[[Floats, Floats], tuple[Floats, Floats]], lon: Floats, lat: Floats
) -> tuple[Floats, Floats]:
    """Fixed-point iteration: move the guess by what its image misses the target."""
    x, y = lon, lat
    for _ in range(_ROUNDS):
        image_x, image_y = forward(x, y)
        x, y = x + (lon - image_x), y + (lat - image_y)
    return x, y


class CityShape:
    """Where the city is: its outlines, else the hull of its units' points.

    Distances are in metres of ``metric_crs``; infinite where the projection does not reach.
    """

    def __init__(self, outlines: gpd.GeoDataFrame, units: pd.DataFrame, metric_crs: str) -> None:
        usable = outlines[outlines.is_valid & ~outlines.is_empty]
        self.measured = not usable.empty
        placed = units[units["lon"].notna() & units["lat"].notna()]
        self.shape = (
            shapely.union_all(usable.geometry.array)
            if self.measured
            # Of the points one by itself may be the one that is wrong; the others are many.
            else shapely.MultiPoint([_middle(placed)] if len(placed) else []).buffer(
                _spread(placed)
            )
        )
        self.doubt = DOUBT_M if self.measured else WIDE_DOUBT_M
        self.metric_crs = metric_crs
        shapely.prepare(self.shape)

    def distances(self, lon: Iterable[float], lat: Iterable[float]) -> np.ndarray:
        """Distance of each WGS-84 point from the city, 0 within."""
        lons, lats = np.asarray(list(lon), float), np.asarray(list(lat), float)
        metres = np.zeros(len(lons))
        if self.shape.is_empty:
            return metres
        outside = ~shapely.intersects_xy(self.shape, lons, lats)
        if outside.any():
            import geopandas as gpd  # noqa: PLC0415 - half a second that converting does without

            here = gpd.GeoSeries(
                gpd.points_from_xy(lons[outside], lats[outside]), crs="EPSG:4326"
            ).to_crs(self.metric_crs)
            city = gpd.GeoSeries([self.shape], crs="EPSG:4326").to_crs(self.metric_crs).iloc[0]
            # NaN: too far away for the projection, so certainly not in the city.
            with np.errstate(invalid="ignore"):
                metres[outside] = np.nan_to_num(here.distance(city), nan=np.inf, posinf=np.inf)
        return metres


def _middle(placed: pd.DataFrame) -> tuple[float, float]:
    return float(placed["lon"].median()), float(placed["lat"].median())


def _spread(placed: pd.DataFrame) -> float:
    """Degrees within which nine of ten units lie from the middle one."""
    if placed.empty:
        return 0.0
    lon, lat = _middle(placed)
    return float(np.quantile(np.hypot(placed["lon"] - lon, placed["lat"] - lat), 0.9)) + 1e-6
