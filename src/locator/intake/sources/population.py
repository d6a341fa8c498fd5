"""A population raster (GeoTIFF of WorldPop or GHS-POP kind) or table → the grid of a city.

The raster's numbers are people a square, as both count; squares without data or below 0 are none.
Only the operator's own files are read: nothing that the public sends comes here.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from locator.geo.datum import EARTH_RADIUS_M, CityShape, check_position, great_circle
from locator.pack.population import CELL_M, PopulationGrid
from locator.problems import DataName, LocatorError, Problem, Problems, QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from locator.pack.model import CityPack

    Points = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

#: Columns of a table: WGS-84 degrees of a square's middle, and how many people.
COLUMNS = ("lon", "lat", "population")
#: Rows that are told of a table that is wrong; the rest will be of the same kind.
_TOLD = 20
_HAIR = 1.1
_DEGREE_M = np.radians(1) * EARTH_RADIUS_M


def read_population(path: Path, pack: CityPack, source: str, year: int) -> PopulationGrid:
    """The people of a city, summed to squares of at most :data:`CELL_M`.

    Raises
    ------
    LocatorError
        The file cannot be read, says not where on earth it is, is too coarse, or has nobody in
        the city.
    """
    shape = CityShape(pack.outlines, pack.units, pack.city.metric_crs).shape
    read = _table if path.suffix.lower() == ".csv" else _raster
    lon, lat, people = read(path, shape.bounds)
    kept = people > 0
    lon, lat, people = lon[kept], lat[kept], people[kept]
    inside = gpd.points_from_xy(lon, lat).within(shape) if len(lon) else np.zeros(0, bool)
    if not inside.any():
        params = {"city": DataName(pack.city.name, pack.city.name_en)}
        raise LocatorError(Problem("error", "reach.population_elsewhere", str(path), params=params))
    lon, lat, people = _summed(lon[inside], lat[inside], people[inside])
    units = {level: _units(pack, level, lon, lat) for level in ("county", "town")}
    return PopulationGrid(lon, lat, people, units["county"], units["town"], source, year)


def _table(path: Path, _bounds: tuple[float, ...]) -> Points:
    rows: list[tuple[float, ...]] = []
    problems = Problems(str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if lacking := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise problems.refusal(
                    "reach.list_columns", row=1, value=", ".join(lacking),
                    columns=", ".join(COLUMNS),
                )  # fmt: skip # as one call
            for row in reader:
                rows.append(_square(row, reader.line_num, problems))
                if len(problems) >= _TOLD:
                    break
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise _unreadable(path, failure) from None
    if problems:
        raise LocatorError(problems)
    found = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return found[:, 0], found[:, 1], found[:, 2]


def _square(row: dict[str, str | None], number: int, problems: Problems) -> tuple[float, ...]:
    """The numbers of a row, NaN of what is none; what is wrong with them is added."""
    values = []
    for name in COLUMNS:
        text = row[name] or ""
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            problems.error("reach.list_number", row=number, column=name, value=text)
        values.append(value)
    lon, lat, people = values
    if np.isfinite([lon, lat]).all():
        try:
            check_position(lon, lat)
        except QueryError:
            problems.error("reach.list_position", row=number, value=f"{lon:g}, {lat:g}")
    return lon, lat, people


def _raster(path: Path, bounds: tuple[float, ...]) -> Points:
    import rasterio  # noqa: PLC0415 - an extra
    from rasterio.errors import RasterioError  # noqa: PLC0415 - an extra
    from rasterio.warp import transform, transform_bounds  # noqa: PLC0415 - an extra
    from rasterio.windows import Window, from_bounds  # noqa: PLC0415 - an extra

    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                raise LocatorError(Problem("error", "reach.population_crs", str(path)))
            box = transform_bounds("EPSG:4326", raster.crs, *bounds)
            whole = from_bounds(*raster.bounds, transform=raster.transform)
            try:
                window = from_bounds(*box, transform=raster.transform).intersection(whole)
            except RasterioError:
                return np.zeros(0), np.zeros(0), np.zeros(0)
            (top, bottom), (left, edge) = window.toranges()
            left, top = int(left), int(top)
            edge, bottom = min(np.ceil(edge), raster.width), min(np.ceil(bottom), raster.height)
            window = Window(left, top, int(edge) - left, int(bottom) - top)
            people = raster.read(1, window=window, masked=True).filled(0).astype(np.float64)
            row, column = np.nonzero(people > 0)
            a, b, c, d, e, f = raster.transform[:6]
            degrees = []
            for step in (0, 0.5, 1):
                right, down = column + window.col_off + step, row + window.row_off + step
                x, y = a * right + b * down + c, d * right + e * down + f
                degrees.append(np.array(transform(raster.crs, "EPSG:4326", x, y)).reshape(2, -1))
    except (RasterioError, OSError, ValueError) as failure:
        raise _unreadable(path, failure) from None
    first, middle, last = degrees
    across = great_circle(*first, *last)
    # The diagonal of a square of that size, and a hair for projections.
    if len(across) and across.max() > CELL_M * np.sqrt(2) * _HAIR:
        params = {"most": f"{CELL_M:g}"}
        size = f"{across.max() / np.sqrt(2):.0f}"
        raise LocatorError(Problem("error", "reach.population_coarse", str(path), value=size,
                                   params=params))  # fmt: skip # a problem a line
    return middle[0], middle[1], people[row, column]


def _unreadable(path: Path, failure: Exception) -> LocatorError:
    params = {"reason": str(failure).rstrip(". ")}
    return LocatorError(Problem("error", "reach.population_unreadable", str(path), params=params))


def _summed(
    lon: NDArray[np.float64], lat: NDArray[np.float64], people: NDArray[np.float64]
) -> Points:
    """Points added up by square, each where its people live on the average."""
    east = _DEGREE_M * np.cos(np.radians(lat.mean()))
    cell = np.floor(np.column_stack([lon * east, lat * _DEGREE_M]) / CELL_M).astype(np.int64)
    _, place = np.unique(cell, axis=0, return_inverse=True)
    total = np.bincount(place.ravel(), people).astype(np.float64)
    middle = [np.bincount(place.ravel(), people * axis) / total for axis in (lon, lat)]
    return middle[0], middle[1], total


def _units(
    pack: CityPack, level: str, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.str_]:
    """Code of the unit in whose real outline each point lies; a schematic one says nothing."""
    outlines = pack.outlines
    real = outlines[
        (outlines["code"].map(pack.units["level"]) == level)
        & (outlines["quality"] != "approximate")
    ]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
    joined = points.sjoin(real[["code", "geometry"]].reset_index(drop=True), predicate="within")
    codes = joined["code"].groupby(level=0).first().reindex(points.index).fillna("")
    return np.array(codes.tolist(), dtype=np.str_)
