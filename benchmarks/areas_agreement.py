"""How far the approximate town cells agree with real outlines that are not part of the project.

``python -m benchmarks.areas_agreement FILE.geojson``: features with ``code`` (or the property
that ``--code`` names) and a polygon in WGS-84. For each town with both a cell and an outline, the
share of the outline's land that its cell covers; also, county by county, the share of the land of
all these outlines that lies in the right cell, for all labelled points and for one point a town.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from locator.geo.areas import labelled_points, town_areas
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack


def _agreement(pack: CityPack, points: pd.DataFrame, real: gpd.GeoSeries) -> dict[str, Any]:
    cells = town_areas(
        pack.units, pack.outlines, points, pack.basemap.get("water"), pack.city.metric_crs
    ).geometry.to_crs(pack.city.metric_crs)
    both = real.index.intersection(cells.index)
    table = pd.DataFrame(
        {
            "right": real[both].intersection(cells[both]).area,
            "land": real[both].area,
            "county": pack.units.loc[both, "county"].map(pack.units["name"]),
        }
    )
    sums = table.groupby("county")[["right", "land"]].sum()
    return {
        "towns": len(both),
        "points": len(points),
        "land_in_the_right_cell": round(float(table["right"].sum() / table["land"].sum()), 3),
        "by_county": (sums["right"] / sums["land"]).round(3).to_dict(),
        "median_share_of_a_town": round(float((table["right"] / table["land"]).median()), 3),
    }


def main() -> None:
    """Print the agreement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--code", default="code")
    asked = parser.parse_args()
    pack = load_pack()
    real = gpd.read_file(asked.file).to_crs(pack.city.metric_crs).set_index(asked.code).geometry
    water = pack.basemap["water"].geometry.to_crs(pack.city.metric_crs)
    real = real.difference(shapely.union_all(water.array))
    points = labelled_points(pack.units, pack.venues, pack.places)
    print(
        json.dumps(
            {
                "all_labelled_points": _agreement(pack, points, real),
                "one_point_a_town": _agreement(pack, points.drop_duplicates("unit"), real),
            },
            indent=1,
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
