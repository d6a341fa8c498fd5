"""The ground of each town: its real outline where there is one, otherwise an approximate cell.

A cell is made of Voronoi cells around points whose town is certain, cut to the county's land and
joined by town. It is a schematic: it must be drawn dashed and labelled 示意边界，非行政区域界线,
and no venue is ever assigned to a town by it. Against real outlines, one point a town gives about
a quarter of the land to the wrong town; every further labelled point helps
(``benchmarks/areas_agreement.py`` measures it).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

#: Parts of a cell smaller than this share of it are splinters of the cutting, not ground.
_SPLINTER = 0.02
APPROXIMATE = "approximate"


def labelled_points(
    towns: pd.DataFrame, units: pd.DataFrame, venues: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Positions whose town is certain: reference points, venues and places that name it.

    Parameters
    ----------
    towns
        Rows of ``units`` that are towns and count, which the pack says.

    Returns
    -------
    DataFrame
        ``unit`` (town code), ``lon``, ``lat`` (WGS-84). A position claimed by two towns is left
        out. Venues known to the street only are near enough for a cell, estimated ones are not.
    """
    own = towns.loc[towns["lon"].notna(), ["code", "lon", "lat"]].rename(columns={"code": "unit"})
    located = venues[
        venues["lon"].notna() & (venues["precision"] != "estimated") & (venues["town"] != "")
    ]
    of_venues = located[["town", "lon", "lat"]].rename(columns={"town": "unit"})
    of_places = places[["unit", "lon", "lat"]].assign(
        unit=places["unit"].map(units["town"]).fillna("")
    )
    points = pd.concat([own, of_venues, of_places], ignore_index=True)
    points = points[points["unit"].isin(towns.index)].drop_duplicates()
    return points[~points.duplicated(["lon", "lat"], keep=False)].reset_index(drop=True)


def town_areas(
    towns: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    points: pd.DataFrame,
    water: gpd.GeoDataFrame | None,
    metric_crs: str,
) -> gpd.GeoDataFrame:
    """Area of every town that has an outline or a labelled point.

    Parameters
    ----------
    towns
        Those that count, as for :func:`labelled_points`.
    outlines
        Indexed by unit code with ``quality`` and ``geometry`` (EPSG:4326).
    points
        ``unit, lon, lat`` as :func:`labelled_points` returns them.
    water
        Lakes and rivers to leave out of cells (EPSG:4326), or None.
    metric_crs
        Projected CRS in metres, in which cells are built.

    Returns
    -------
    GeoDataFrame
        Indexed by town code: ``code, quality, geometry`` (EPSG:4326). A town without outline and
        point is absent.
    """
    real = outlines[outlines.index.isin(towns.index)][["code", "quality", "geometry"]]
    ground = outlines.geometry.to_crs(metric_crs)
    lakes = (
        shapely.union_all(water.geometry.to_crs(metric_crs).array) if water is not None else None
    )
    xy = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs="EPSG:4326")
    sites = pd.Series(xy.to_crs(metric_crs).array, index=points["unit"].to_numpy())
    cells: dict[str, shapely.Geometry] = {}
    for county, group in towns[~towns.index.isin(real.index)].groupby("county"):
        if county not in ground.index:
            continue
        land = ground[county]
        taken = [
            ground[code] for code in towns.index[towns["county"] == county] if code in real.index
        ]
        for other in [*taken, *([lakes] if lakes is not None else [])]:
            land = shapely.difference(land, other)
        own = sites[sites.index.isin(group.index)]
        if len(own):
            cells |= _cells(land, own)
    codes = list(cells)
    approximate = gpd.GeoDataFrame(
        {"code": pd.array(codes, dtype="str"), "quality": APPROXIMATE},
        geometry=list(cells.values()),
        crs=metric_crs,
        index=codes,
    )
    areas = pd.concat([real, approximate.to_crs("EPSG:4326")])
    return areas.reindex([code for code in towns.index if code in areas.index])


def _cells(land: shapely.Geometry, sites: pd.Series[object]) -> dict[str, shapely.Geometry]:
    """Voronoi cells of labelled sites cut to the land and joined by label."""
    if len(set(sites.index)) == 1:
        return {str(sites.index[0]): land}
    voronoi = shapely.voronoi_polygons(
        shapely.multipoints(sites.to_numpy()), extend_to=shapely.envelope(land), ordered=True
    )
    pieces = shapely.intersection(shapely.get_parts(voronoi), land)
    joined = {
        str(code): shapely.union_all(pieces[sites.index == code]) for code in sites.index.unique()
    }
    return {code: _without_splinters(shape) for code, shape in joined.items() if not shape.is_empty}


def _without_splinters(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.make_valid(shape))
    parts = parts[shapely.get_dimensions(parts) == 2]
    size = shapely.area(parts)
    return shapely.union_all(parts[size >= _SPLINTER * size.sum()])


def dissolve(areas: gpd.GeoDataFrame, units: pd.DataFrame) -> gpd.GeoDataFrame:
    """Areas of towns joined by county, indexed by county code."""
    county = units.loc[areas.index, "county"].to_numpy()
    return areas[["geometry"]].assign(county=county).dissolve("county")


def missing_towns(towns: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[str]:
    """Codes of towns that have no area."""
    return list(np.setdiff1d(towns.index, areas.index))
