"""Outlines that an import brings: whose, in which datum, how they fit; all on rectangles."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from locator.geo.datum import convert
from locator.intake.model import Terms, Upload, UploadSheet
from locator.intake.upload import understand
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from locator.intake.model import Import
    from locator.pack.model import CityPack

#: The own point of the first town lies beside shapes that leave its middle out.
ELSEWHERE = ("warning", "problem.outline_elsewhere", 1)
HEADINGS = ("code", "name", "quality", "source", "licence")
#: The invented county 9901 reaches from 150 to 150.5 E and from 20 to 21 N; its towns:
WEST, EAST = shapely.box(150, 20, 150.25, 21), shapely.box(150.25, 20, 150.5, 21)


def bring(
    pack: CityPack,
    *features: tuple[tuple[str, ...], shapely.Geometry | None],
    terms: Terms | None = None,
    crs: str | None = "EPSG:4326",
) -> Import:
    cells = pd.DataFrame([cells for cells, _ in features], columns=list(HEADINGS), dtype="str")
    cells.index = pd.RangeIndex(1, len(features) + 1)
    shapes = gpd.GeoSeries([shape for _, shape in features], index=cells.index, crs="EPSG:4326")
    shapes = shapes.set_crs(None, allow_override=True) if crs is None else shapes.to_crs(crs)
    upload = Upload("a.geojson", "0", (UploadSheet("", cells, shapes),))
    result = understand(upload, pack, terms)
    assert all(problem_text(p, lang) for p in result.problems for lang in LANGUAGES)
    return result


def town(code: str, name: str = "", quality: str = "official") -> tuple[str, ...]:
    return (code, name, quality, "虚构来源", "虚构授权")


def said(result: Import) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.key.removeprefix("intake."), p.row) for p in result.problems]


@pytest.fixture
def towns(invented: CityPack) -> list[str]:
    units = invented.units
    return units.index[(units["parent"] == "9901") & units["counts"]].tolist()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32656"])
def test_towns_that_fill_their_county(invented: CityPack, towns: list[str], crs: str) -> None:
    assert len(towns) == 2
    result = bring(invented, (town(towns[0]), WEST), (town(towns[1], quality=""), EAST), crs=crs)
    assert said(result) == []
    assert result.publishable
    first, second = result.changes
    assert (first.file, first.key, first.before) == ("outlines.geojson", towns[0], None)
    assert first.after is not None
    assert second.after is not None
    assert {n: first.after[n] for n in ("quality", "source", "licence")} == {
        "quality": "official",
        "source": "虚构来源",
        "licence": "虚构授权",
    }
    assert second.after["quality"] == "measured"
    shape = shapely.from_geojson(first.after["geometry"])
    assert shapely.symmetric_difference(shape, WEST).area < 1e-5
    assert json.loads(first.after["geometry"])["type"] == "Polygon"
    fields = {name: after for name, _, after in result.difference.new[0].fields}
    assert fields["geometry"] == "Polygon (5)"  # not a thousand numbers on a screen


def test_a_town_is_known_by_name_and_place(invented: CityPack, towns: list[str]) -> None:
    name = invented.units.at[towns[0], "name"]
    (change,) = bring(invented, (town("", name), WEST)).changes
    assert change.key == towns[0]


@pytest.mark.parametrize(
    ("cells", "shape", "problem"),
    [
        (("", "", "", "", ""), WEST, "unit_blank"),
        (town("9999999"), WEST, "unit_code"),
        (town("{0}-Z1"), WEST, "unit_code"),
        (town("{0}", "乌有乡"), WEST, "outline_name"),
        (town("", "没有的镇"), WEST, "unit_unknown"),
        (town("{0}"), None, "outline_shape"),
        (
            town("{0}"),
            shapely.Polygon([(150, 20), (150.1, 21), (150.1, 20), (150, 21)]),
            "outline_invalid",
        ),
        (town("{0}", quality="great"), WEST, "cell_choice"),
        (town("{0}"), shapely.box(150.45, 20, 150.6, 21), "outline_outside"),
    ],
)
def test_what_cannot_be_an_outline_is_said(
    invented: CityPack,
    towns: list[str],
    cells: tuple[str, ...],
    shape: shapely.Geometry | None,
    problem: str,
) -> None:
    other = (town(towns[1]), shapely.box(150.3, 20.1, 150.31, 20.11))
    result = bring(invented, (tuple(c.format(towns[0]) for c in cells), shape), other)
    asked = problem == "unit_unknown"  # the row waits, the others go on
    assert ("warning" if asked else "error", problem, 1) in said(result)
    assert result.publishable == asked
    assert not asked or [change.key for change in result.changes] == [towns[1]]


def test_a_measured_unit_above_is_no_ground_for_an_error(
    invented: CityPack, towns: list[str]
) -> None:
    third = shapely.box(150.4, 20, 150.55, 21)  # a third of it lies beyond the county
    measured = replace(invented, outlines=invented.outlines.assign(quality="measured"))
    # Where the town's own point lies is another matter.
    for pack, severity in ((measured, "warning"), (invented, "error")):
        found = [one for one in said(bring(pack, (town(towns[0]), third))) if one != ELSEWHERE]
        assert found == [(severity, "outline_outside", 1)]


@pytest.mark.parametrize(
    ("reach", "severity"), [(150.2505, None), (150.2550, "warning"), (150.3000, "error")]
)
def test_overlaps_are_weighed(
    invented: CityPack, towns: list[str], reach: float, severity: str | None
) -> None:
    # 0.0005, 0.005 and 0.05 of 0.25 degrees: 0.2, 2 and 20 percent.
    wide = shapely.box(150, 20, reach, 21)
    result = bring(invented, (town(towns[0]), wide), (town(towns[1]), EAST))
    expected = [] if severity is None else [(severity, "outline_overlap", 2)]
    assert said(result) == expected


def test_gaps_are_a_doubt_once_all_neighbours_are_there(
    invented: CityPack, towns: list[str]
) -> None:
    narrow = shapely.box(150, 20, 150.2, 21)  # leaves a tenth of the county open
    assert said(bring(invented, (town(towns[0]), narrow))) == [ELSEWHERE]
    result = bring(invented, (town(towns[0]), narrow), (town(towns[1]), EAST))
    gap = [problem for problem in result.problems if problem.key == "intake.outline_gap"]
    assert [(one.severity, one.row, one.params["percent"]) for one in gap] == [
        ("warning", 1, "10.0")
    ]


def shifted(shape: shapely.Geometry, datum: str) -> shapely.Geometry:
    def move(points: np.ndarray) -> np.ndarray:
        return np.stack(convert(points[:, 0], points[:, 1], "wgs84", datum), axis=1)

    return shapely.transform(shape, move)


@pytest.mark.parametrize("crs", ["EPSG:4326", None])
@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_the_datum_is_found_by_the_county(suzhou: CityPack, datum: str, crs: str | None) -> None:
    # The whole of a county, given as one of its towns: it fills the unit above to the edge.
    code = "320585"
    shape = suzhou.outlines.geometry[code].buffer(-0.0005)
    of_county = suzhou.units.index[suzhou.units["parent"] == code][0]
    result = bring(suzhou, (town(of_county), shifted(shape, datum)), crs=crs)
    found = {p.key for p in result.problems}
    assert ("intake.outline_datum" in found) == (datum != "wgs84")
    assert result.changes[0].after is not None
    back = shapely.from_geojson(result.changes[0].after["geometry"])
    assert shapely.symmetric_difference(back, shape).area < 0.001 * shape.area


def test_the_datum_may_be_told(suzhou: CityPack) -> None:
    shape = shapely.box(120.70, 31.30, 120.75, 31.35)
    units = suzhou.units
    inside = units.index[(units["parent"] == "320571") & (units["level"] == "town")][0]
    result = bring(suzhou, (town(inside), shifted(shape, "gcj02")), terms=Terms("gcj02"))
    assert result.changes[0].after is not None
    back = shapely.from_geojson(result.changes[0].after["geometry"])
    assert shapely.symmetric_difference(back, shape).area < 0.001 * shape.area


def test_an_official_outline_does_not_give_way_to_a_sketch(
    invented: CityPack, towns: list[str]
) -> None:
    first = bring(invented, (town(towns[0]), WEST))
    again = understand(
        Upload("b", "0", (UploadSheet("", pd.DataFrame([town(towns[0], quality="approximate")],
               columns=list(HEADINGS), index=[1], dtype="str"),
               gpd.GeoSeries([WEST], index=[1], crs="EPSG:4326")),)),
        invented, None, first.changes,
    )  # fmt: skip # a table, a row a line
    assert ("error", "outline_worse", 1) in said(again)
