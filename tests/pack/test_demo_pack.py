"""The invented city: complete, consistent, unmistakably fictional and rebuilt byte for byte."""

from __future__ import annotations

import csv
import importlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pytest
import shapely

from locator.coverage.verdicts import evaluate_pack
from locator.pack.files import vocabularies
from locator.pack.model import (
    LEVELS,
    LIST_SEPARATOR,
    PRECISIONS,
    STATUSES,
    VENUE_STATUSES,
    CityPack,
)
from locator.venues.search import VenueQuery, mask

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
GEODATA = ROOT / "geodata"
FOLDER = GEODATA / "demo"

#: About 1 m² in square degrees: vertices are shared, so nothing should come near it.
TINY = 1e-10


@pytest.fixture(scope="module")
def verdicts(demo: CityPack) -> pd.Series:
    """Status by requirement and unit name."""
    return evaluate_pack(demo).set_index(["requirement", "name"])["status"]


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def csv_rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted(FOLDER.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def areas(demo: CityPack, level: str) -> pd.Series:
    """Outlines of a level by unit code."""
    level_of = demo.outlines["code"].map(demo.units["level"])
    return demo.outlines.loc[level_of == level, "geometry"]


def test_the_generator_writes_what_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(GEODATA / "build"))
    importlib.import_module("demo").build(tmp_path)
    made, committed = files(tmp_path), files(FOLDER)
    # How arrays are packed is the library's business; what they hold is ours.
    packed = [(np.load(io.BytesIO(one.pop("streets.npz")))) for one in (made, committed)]
    assert {k: v.tolist() for k, v in packed[0].items()} == {
        k: v.tolist() for k, v in packed[1].items()
    }
    assert made == committed


def test_it_stays_small() -> None:
    # The streets are an eighth of it.
    assert sum(map(len, files(FOLDER).values())) < 650_000


# -- nobody can take it for real ---------------------------------------------------------------


def test_the_city_says_that_it_is_fictional(demo: CityPack) -> None:
    assert demo.city.fictional
    assert "示例" in demo.city.name
    assert "fictional" in demo.city.name_en


def test_every_record_says_that_it_is_invented() -> None:
    rows = csv_rows()
    features = [
        feature["properties"]
        for path in FOLDER.rglob("*.geojson")
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    ]
    assert len(rows) > 700
    assert len(features) == 4 + 18 + 3 + 2
    assert {row["source"] for row in [*rows, *features]} == {"虚构示例 / fictional demo"}
    assert {row["licence"] for row in [*rows, *features] if "licence" in row} == {"CC0"}


def test_codes_places_and_contacts_exist_nowhere(demo: CityPack) -> None:
    units, venues = demo.units, demo.venues
    assert units["code"].str.startswith("99").all()
    # Open ocean: the nearest land is Wake Island, at 166.6 E 19.3 N.
    for frame in (units, venues, demo.places):
        assert frame["lon"].dropna().between(159.5, 160.5).all()
        assert frame["lat"].dropna().between(19.5, 20.5).all()
    assert venues["phone"].str.fullmatch(r"(000-0000-\d{4})?").all()
    websites = venues.loc[venues["website"] != "", "website"]
    assert all(str(urlsplit(url).hostname).endswith(".example.invalid") for url in websites)
    # A row that travels alone still shows it: county names and addresses carry the mark.
    counties = units.loc[units["level"] == "county", "name"]
    assert counties.str.contains("示例|虚构").all()
    addresses = venues.loc[venues["address"] != "", "address"]
    assert addresses.str.startswith(demo.city.name).all()


def test_names_are_bilingual_and_unique(demo: CityPack) -> None:
    assert (demo.units[["name", "name_en"]] != "").all(axis=None)
    assert (demo.venues[["name", "name_en"]] != "").all(axis=None)
    assert demo.units["name"].is_unique
    assert demo.venues["name"].is_unique


# -- units -------------------------------------------------------------------------------------


def test_how_many_units(demo: CityPack) -> None:
    counted = demo.units[demo.units["counts"]]
    assert counted["level"].value_counts().to_dict() == {
        "village": 156,
        "town": 24,
        "county": 4,
        "city": 1,
    }
    rest = demo.units[~demo.units["counts"]]
    assert rest["kind"].tolist() == ["功能区", "功能区"]
    assert set(demo.units.loc[demo.units["level"] == "village", "kind"]) == {"村", "社区"}


def test_codes_are_hierarchical(demo: CityPack) -> None:
    units = demo.units
    length = {"county": 6, "town": 9, "village": 12}
    for level, upper in zip(LEVELS[1:], LEVELS, strict=False):
        own = units[units["level"] == level]
        assert (own["code"].str.len() == length[level]).all()
        assert (own["parent"].map(units["level"]) == upper).all()
        if level != "county":
            assert [c.startswith(p) for c, p in zip(own["code"], own["parent"], strict=True)] == [
                True
            ] * len(own)


def test_people_add_up(demo: CityPack) -> None:
    units = demo.units
    assert units[["lon", "lat", "population", "population_60plus"]].notna().all(axis=None)
    for column in ("population", "population_60plus"):
        below = units.groupby("parent")[column].sum().drop("")
        assert (units.loc[below.index, column] == below).all()
    assert 400_000 < units.loc[demo.city.code, "population"] < 700_000


# -- drawing -----------------------------------------------------------------------------------


def test_outlines_are_of_good_shape(demo: CityPack) -> None:
    assert demo.outlines.is_valid.all()
    assert demo.outlines["quality"].value_counts().to_dict() == {"official": 20, "measured": 2}
    assert shapely.coverage_is_valid(areas(demo, "county").to_numpy())
    assert shapely.coverage_is_valid(areas(demo, "town").to_numpy())


def test_towns_fill_their_county_without_overlap(demo: CityPack) -> None:
    counties, towns = areas(demo, "county"), areas(demo, "town")
    assert len(counties) == 4
    of_county = towns.groupby(towns.index.str[:6])
    assert set(counties.index) - set(of_county.groups) == {"990122"}
    for code, own in of_county:
        counting = demo.units["counts"] & (demo.units["parent"] == code)
        assert set(own.index) == set(demo.units.index[counting])
        union = shapely.union_all(own.to_numpy())
        assert shapely.symmetric_difference(union, counties[code]).area < TINY
        assert abs(own.apply(lambda g: g.area).sum() - union.area) < TINY


@pytest.mark.parametrize("table", ["units", "venues", "places"])
def test_points_lie_in_their_own_outline_and_dry(demo: CityPack, table: str) -> None:
    frame = getattr(demo, table)
    frame = frame[frame["lon"].notna()]
    water = shapely.union_all(demo.basemap["water"].geometry.to_numpy())
    assert not shapely.intersects_xy(water, frame["lon"], frame["lat"]).any()
    unit = frame["code"] if table == "units" else frame["unit"]
    checked = 0
    for level, column in (("county", "county"), ("town", "town")):
        outlines = areas(demo, level)
        owner = unit.map(demo.units[column]).fillna("")
        for code, lon, lat in zip(owner, frame["lon"], frame["lat"], strict=True):
            if code in outlines.index:
                assert shapely.contains_xy(outlines[code], lon, lat)
                checked += 1
    assert checked > len(frame)


def test_the_sea_ends_at_the_coast(demo: CityPack) -> None:
    sea = demo.basemap["water"].set_index("name").geometry["示例无垠海"]
    land = shapely.union_all(areas(demo, "county").to_numpy())
    assert shapely.intersection(sea, land).area < TINY
    assert shapely.union(sea, land).area == pytest.approx(8 * 8, abs=TINY)


def test_trams_stop_at_stations(demo: CityPack) -> None:
    stations = demo.places[demo.places["kind"] == "station"]
    known = set(zip(stations["lon"], stations["lat"], strict=True))
    lines = demo.basemap["metro"].geometry
    stops = [tuple(xy) for xy in shapely.get_coordinates(lines.to_numpy())]
    assert len(lines) == 2
    assert set(stops) == known
    assert len(stops) == len(known) + 1  # 纸船广场站 is on both
    assert (demo.places["kind"] == "landmark").sum() == 5


# -- venues ------------------------------------------------------------------------------------


def test_every_layer_has_venues(demo: CityPack) -> None:
    assert set(demo.venues["layer"]) == set(demo.catalogue.layers)
    assert 300 <= len(demo.venues) <= 700


@pytest.mark.parametrize(("column", "name"), [("audience", "audience"), ("topics", "topic")])
def test_all_codes_of_the_vocabulary_are_used(demo: CityPack, column: str, name: str) -> None:
    codes = set(vocabularies()[name])
    used = set(demo.venues[column].str.split(LIST_SEPARATOR).explode()) - {""}
    assert used == codes


def test_venues_show_every_state(demo: CityPack) -> None:
    venues = demo.venues
    assert set(venues["status"]) == set(VENUE_STATUSES)
    assert set(venues["precision"]) == set(PRECISIONS) - {
        "estimated"
    }  # a guess at real houses only
    assert venues["source_date"].str[:4].nunique() >= 5
    for column in ("phone", "opening_hours", "admission", "website", "shares", "recognition"):
        assert 0 < (venues[column] == "").sum() < len(venues), column
    admission = set(venues["admission"])
    assert any(text.startswith("免费") for text in admission)
    assert any(text.startswith("收费") for text in admission)
    assert venues["opening_hours"].nunique() > 15
    planned = venues[venues["status"] == "planned"]
    assert (planned[["phone", "opening_hours", "admission"]] == "").all(axis=None)


def test_a_resident_finds_the_calligraphy_class(demo: CityPack) -> None:
    found = demo.venues[mask(demo.venues, VenueQuery(text="周二书法班"))]
    assert found["name"].tolist() == ["纸船街道老年学校"]
    assert found["layer"].tolist() == ["senior_school"]
    assert "arts" in found["topics"].iloc[0]


# -- verdicts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_all_verdicts_appear_at_every_level(demo: CityPack, level: str) -> None:
    found = evaluate_pack(demo)
    own = found[found["unit"].map(demo.units["level"]) == level]
    assert set(own["status"]) == set(STATUSES)


@pytest.mark.parametrize(
    ("requirement", "unit", "status"),
    [
        ("town-community-education-center", "纸船街道", "met"),
        # The town itself, or its county, has declared its list complete and has none.
        ("town-community-education-center", "龙打盹镇", "gap"),
        ("town-community-education-center", "倒立山镇", "gap"),
        ("town-community-education-center", "夏日雪人镇", "unreported"),
        # Its only candidate is known by the county alone.
        ("town-community-education-center", "隐身斗篷镇", "unreported"),
        ("town-senior-school", "纸船街道", "met"),
        ("town-quality-senior-school", "纸船街道", "met"),
        ("town-senior-school", "倒立山镇", "gap"),
        ("city-senior-university", "浮云岛示例市", "unreported"),
        # 38 + 17 + 18 + 9 = 82 teachers; 1.5 for every 10 000 of 536 168 residents is 80.4.
        ("city-full-time-teachers", "浮云岛示例市", "met"),
        ("city-brand-projects", "浮云岛示例市", "gap"),
        ("county-community-college", "示例星港区", "met"),
        # The college is planned, and the city has declared its list complete.
        ("county-community-college", "虚构雾角县", "gap"),
        ("county-budget-line", "示例鲸歌区", "gap"),
        ("county-budget-line", "虚构雾角县", "unreported"),
    ],
)
def test_known_verdicts(verdicts: pd.Series, requirement: str, unit: str, status: str) -> None:
    assert verdicts[requirement, unit] == status


def test_a_county_without_villages_needs_no_field_school(verdicts: pd.Series) -> None:
    counties = set(verdicts["county-farmers-field-school"].index)
    assert counties == {"示例鲸歌区", "虚构萤火县", "虚构雾角县"}
