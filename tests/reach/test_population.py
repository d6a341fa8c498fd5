"""A population grid: read, cut, summed, counted by, or a sentence that says what to change."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio

from locator.city import population_file
from locator.cli import main
from locator.geo.datum import CityShape, great_circle
from locator.intake.sources.population import read_population
from locator.pack.population import CELL_M, find_population
from locator.problems import LocatorError
from locator.reach.reached import ReachQuery, reach
from locator.settings import Settings
from locator.site import Site
from locator.wording.reach import reach_sentences
from packs import write_pack

#: Degrees of about 100 m, as WorldPop has them.
STEP = 0.0008333333


def middle(pack):
    shape = CityShape(pack.outlines, pack.units, pack.city.metric_crs).shape
    spot = shape.representative_point()
    return spot.x, spot.y


def write_raster(path, people, lon, lat, *, crs="EPSG:4326", step=STEP):
    people = np.asarray(people, np.float32)
    with rasterio.open(
        path, "w", driver="GTiff", width=people.shape[1], height=people.shape[0], count=1,
        dtype="float32", crs=crs, nodata=-99999, transform=rasterio.Affine(step, 0, lon, 0, -step, lat),
    ) as out:  # fmt: skip # a call
        out.write(people, 1)
    return path


def test_people_are_summed_to_squares_and_none_is_lost(tmp_path, invented):
    lon, lat = middle(invented)
    people = np.arange(36, dtype=float).reshape(6, 6)
    people[0, 0], people[5, 5] = -99999, -3  # no data, and what cannot be
    file = write_raster(tmp_path / "p.tif", people, lon, lat)
    found = read_population(file, invented, "made up", 2020)
    assert found.people.sum() == pytest.approx(people[people > 0].sum())
    assert 4 <= len(found.people) <= 16
    # The same people, the same middle, whatever the squares.
    x, y = (lon + STEP * (np.arange(6) + 0.5)), (lat - STEP * (np.arange(6) + 0.5))
    kept = np.where(people > 0, people, 0)
    assert np.average(found.lon, weights=found.people) == pytest.approx(
        np.average(x, weights=kept.sum(axis=0)), abs=1e-6
    )
    assert np.average(found.lat, weights=found.people) == pytest.approx(
        np.average(y, weights=kept.sum(axis=1)), abs=1e-6
    )
    table = tmp_path / "p.csv"
    rows = [f"{x[c]},{y[r]},{people[r, c]}" for r in range(6) for c in range(6)]
    table.write_text("\n".join(["lon,lat,population", *rows]), encoding="utf-8")
    same = read_population(table, invented, "made up", 2020)
    assert same.people == pytest.approx(found.people)
    spread = great_circle(found.lon[:, None], found.lat[:, None], found.lon, found.lat)
    assert spread.max() <= 7 * STEP * 111_195 * np.sqrt(2) + CELL_M


def test_what_cannot_be_used_says_what_to_change(tmp_path, invented):
    lon, lat = middle(invented)
    ones = np.ones((40, 40))
    cases = {
        "population_crs": write_raster(tmp_path / "a.tif", ones, lon, lat, crs=None),
        "population_elsewhere": write_raster(tmp_path / "b.tif", ones, 10, 50),
        "population_coarse": write_raster(
            tmp_path / "c.tif", ones, lon - 0.1, lat + 0.1, step=0.01
        ),
    }
    whole = write_raster(tmp_path / "d.tif", np.random.default_rng(1).random((40, 40)), lon, lat)
    whole.write_bytes(whole.read_bytes()[:900])
    cases["population_unreadable"] = whole
    for name, text in (
        ("list_columns", "lon,population\n1,2"),
        ("list_number", f"lon,lat,population\n{lon},{lat},many"),
    ):
        cases[name] = tmp_path / f"{name}.csv"
        cases[name].write_text(text, encoding="utf-8")
    several = tmp_path / "several.csv"
    several.write_text(f"lon,lat,population\n500,{lat},1\nx,{lat},1\n{lon},{lat},7")
    with pytest.raises(LocatorError) as wrong:
        read_population(several, invented, "x", 2020)
    told = [(one.key, one.row) for one in wrong.value.problems]
    assert told == [("reach.list_position", 2), ("reach.list_number", 3)]
    for key, file in cases.items():
        with pytest.raises(LocatorError, match=rf"reach\.{key}"):
            read_population(file, invented, "x", 2020)


def test_reach_counts_the_people_of_the_grid_and_says_so(tmp_path, capsys):
    folder = write_pack(tmp_path / "geodata" / "invented")
    site = Site.open(Settings(data=tmp_path / "data", packs=(folder,)), first_s=None)
    before = site.city().pack
    asked = ReachQuery(layers=("library_branch",))
    assert reach(before, asked).demand.level != "cell"
    lon, lat = middle(before)
    file = write_raster(tmp_path / "p.tif", np.full((9, 9), 7), lon, lat)
    command = ["population", str(file), "--source", "造的", "--year", "2020", "--pack", str(folder)]
    assert main(command, site) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 81 * 7
    again = Site.open(Settings(data=tmp_path / "data", packs=(folder,)))
    pack = again.city().pack
    assert pack.checksum != before.checksum
    found = reach(pack, asked)
    assert (found.demand.level, found.demand.weighed) == ("cell", "residents")
    assert found.city["total"] == pytest.approx(81 * 7)
    assert found.tables["county"]["total"].sum() <= 81 * 7 + 1e-6
    said = "".join(reach_sentences(found, pack, "zh"))
    assert "造的（2020 年）" in said
    assert "个人口方格" in said
    # Nobody counted those of 60 and more by square: that question goes on as before.
    assert reach(pack, ReachQuery(layers=("library_branch",), people="seniors")).demand.level != (
        "cell"
    )
    kept = population_file(again.settings.data, pack.city.code, "residents")
    assert find_population(kept).mark == pack.population["residents"].mark
    kept.write_bytes(b"PK no grid")
    assert Site.open(Settings(data=tmp_path / "data", packs=(folder,))).city().pack.population == {}
