"""What must hold between the tables of a city pack: codes, parents, places, duplicates.

Cell types are settled by :mod:`locator.pack.tables`; here are the rules that take two cells, two
rows or two files. Every finding is a problem; nothing is dropped.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator import clock
from locator.geo.datum import EARTH_RADIUS_M, unit_xyz
from locator.names.keys import core_key, name_key
from locator.pack.schema import OUTLINE_QUALITIES
from locator.pack.tables import among

if TYPE_CHECKING:
    import geopandas as gpd

    from locator.pack.model import LayerCatalogue
    from locator.problems import Problems

#: Two venues nearer than this with similar names are probably one.
DUPLICATE_M = 100.0
#: rapidfuzz ratio (0-100) from which names without their bracketed parts are similar.
SIMILAR = 85.0


def check_frames(
    problems: Problems,
    catalogue: LayerCatalogue,
    units: pd.DataFrame,
    venues: pd.DataFrame,
    places: pd.DataFrame,
    indicators: pd.DataFrame,
    reporting: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
) -> None:
    """Check the tables of a pack against each other.

    The frames are as :func:`locator.pack.tables.read_table` returns them, with ``_file`` and
    ``_row``.
    """
    codes = set(units["code"]) - {""}
    _check_units(problems, units)
    _check_outlines(problems, outlines, codes)
    _check_venues(problems, venues, codes)
    _check_duplicates(problems, venues)
    for frame, blank_allowed in ((places, True), (indicators, False), (reporting, False)):
        check_codes(problems, frame, codes, blank_allowed=blank_allowed)
    check_repeated(problems, indicators, ["unit", "indicator", "year"], "problem.indicator_twice")
    check_repeated(problems, reporting, ["unit", "layer"], "problem.reporting_twice")
    unknown = reporting[~among(reporting["layer"], catalogue.layers) & (reporting["layer"] != "")]
    for file, row, layer in located(unknown, "layer"):
        problems.error("problem.unknown_layer", file, row, "layer", layer)


def located(frame: pd.DataFrame, column: str) -> list[tuple[str, int, str]]:
    """File, row and cell of every row, as a problem names them."""
    return list(zip(frame["_file"], frame["_row"], frame[column], strict=True))


def check_repeated(problems: Problems, frame: pd.DataFrame, keys: list[str], problem: str) -> None:
    """Report every later row of the same keys."""
    again = frame[frame.duplicated(keys) & (frame[keys[0]] != "")]
    for file, row, value in located(again, keys[0]):
        problems.error(problem, file, row, keys[0], value)


def check_codes(
    problems: Problems, frame: pd.DataFrame, codes: set[str], *, blank_allowed: bool
) -> None:
    """Report rows whose ``unit`` is not one of ``codes``."""
    unknown = frame[~among(frame["unit"], codes)]
    if blank_allowed or len(unknown):
        unknown = unknown[unknown["unit"] != ""]
    for file, row, unit in located(unknown, "unit"):
        problems.error("problem.unknown_unit", file, row, "unit", unit)


def _check_units(problems: Problems, units: pd.DataFrame) -> None:
    check_repeated(problems, units, ["code"], "problem.code_twice")
    check_pairs(problems, units)
    if (units["level"] == "city").sum() != 1:
        problems.error("problem.one_city", "units.csv", column="level")
    more = units[units["population_60plus"] > units["population"]]
    for file, row, value in located(more, "population_60plus"):
        problems.error("problem.population_60plus", file, row, "population_60plus", f"{value:.0f}")
    undated = units[units["population"].notna() & units["population_year"].isna()]
    for file, row, value in located(undated, "population"):
        problems.error("problem.population_year", file, row, "population_year", f"{value:.0f}")


def check_pairs(problems: Problems, frame: pd.DataFrame) -> None:
    """Report rows with only one of ``lon`` and ``lat``."""
    half = frame[frame["lon"].isna() != frame["lat"].isna()]
    for file, row, lon in located(half, "lon"):
        problems.error("problem.half_point", file, row, "lat" if pd.notna(lon) else "lon")


def _check_outlines(problems: Problems, outlines: gpd.GeoDataFrame, codes: set[str]) -> None:
    file = "outlines.geojson"
    polygonal = outlines.geom_type.isin({"Polygon", "MultiPolygon"}) & outlines.is_valid
    for row, code, quality, fine, again in zip(
        outlines["_row"],
        outlines["code"],
        outlines["quality"],
        polygonal,
        outlines.duplicated("code"),
        strict=True,
    ):
        if code not in codes:
            problems.error("problem.unknown_unit", file, row, "code", code)
        if again:
            problems.error("problem.code_twice", file, row, "code", code)
        if quality not in OUTLINE_QUALITIES:
            problems.error(
                "problem.not_choice",
                file,
                row,
                "quality",
                quality,
                choices=", ".join(OUTLINE_QUALITIES),
            )
        if not fine:
            problems.error("problem.geometry_broken", file, row)
    for column in ("source", "licence"):
        for row in outlines.loc[outlines[column] == "", "_row"]:
            problems.error("problem.blank", file, row, column)


def check_not_future(problems: Problems, frame: pd.DataFrame) -> None:
    """Report rows whose ``source_date`` is still to come."""
    # A day of grace: the server may stand west of the person who checked the record.
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for file, row, value in located(frame[frame["source_date"] > tomorrow], "source_date"):
        problems.error("problem.future_date", file, row, "source_date", value)


def _check_venues(problems: Problems, venues: pd.DataFrame, codes: set[str]) -> None:
    check_repeated(problems, venues, ["id"], "problem.id_twice")
    check_codes(problems, venues, codes, blank_allowed=False)
    check_pairs(problems, venues)
    placed = venues["lon"].notna() & venues["lat"].notna()
    by_unit = venues["precision"] == "unit"
    named = venues["precision"].isin(["exact", "street"])
    half = venues["lon"].notna() != venues["lat"].notna()
    for file, row, value in located(venues[by_unit & placed], "lon"):
        problems.error("problem.precision_point", file, row, "precision", value)
    for file, row, value in located(venues[named & ~placed & ~half], "precision"):
        problems.error("problem.precision_blank", file, row, "precision", value)
    check_not_future(problems, venues)


def _check_duplicates(problems: Problems, venues: pd.DataFrame) -> None:
    """Same name and unit, or within :data:`DUPLICATE_M` metres and a similar name."""
    named = venues[(venues["name"] != "") & (venues["unit"] != "")].reset_index(drop=True)
    pairs: dict[int, tuple[int, str]] = {}
    position = pd.Series(np.arange(len(named)))
    first = position.groupby([named["name"].map(name_key), named["unit"]]).transform("first")
    for later, earlier in zip(position, first, strict=True):
        if later != earlier:
            pairs[later] = (earlier, "problem.duplicate_name")
    located = np.flatnonzero(named["lon"].notna() & named["lat"].notna())
    tree = cKDTree(unit_xyz(named["lon"].iloc[located], named["lat"].iloc[located]))
    names = [core_key(name) for name in named["name"]]
    for i, j in sorted(tree.query_pairs(DUPLICATE_M / EARTH_RADIUS_M)):
        earlier, later = sorted((int(located[i]), int(located[j])))
        if fuzz.ratio(names[earlier], names[later], score_cutoff=SIMILAR):
            pairs.setdefault(later, (earlier, "problem.duplicate_near"))
    for later in sorted(pairs):
        earlier, key = pairs[later]
        this, other = named.iloc[later], named.iloc[earlier]
        problems.warning(
            key,
            this["_file"],
            this["_row"],
            "name",
            this["name"],
            other=other["name"],
            other_file=other["_file"],
            other_row=other["_row"],
        )
