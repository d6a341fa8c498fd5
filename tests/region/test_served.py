"""A region as a site serves it: kept figures, addresses, what is nearest, cities that fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from locator.api import api
from locator.api.shapes.region import RegionComparison, RegionFigures, RegionList, RegionNear
from locator.cli import main
from locator.region.near import NearQuestion
from locator.region.served import ServedRegion
from locator.settings import Settings
from locator.site import Site
from regions import CITIES, SHARED

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def web(site: Site) -> TestClient:
    return TestClient(Starlette(routes=[Mount("/api", api(site))]))


def test_the_cities_of_a_region_are_served_and_listed(site: Site, web: TestClient) -> None:
    assert site.names == tuple(CITIES)
    found = RegionList.model_validate(web.get("/api/v1/regions").json()).regions
    assert [(one.code, one.name) for one in found] == [("9", "测试省")]
    assert [(c.pack, c.city, c.code) for c in found[0].cities] == [
        (name, name, digits) for name, digits in CITIES.items()
    ]


def test_addresses_say_what_the_terminal_says(
    site: Site, web: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "coverage", "--format", "json"], site) == 0
    said = json.loads(capsys.readouterr().out)
    for by, rows in (("region", "total"), ("city", "cities"), ("county", "counties")):
        answer = web.get(f"/api/v1/regions/9/coverage?by={by}&per_page=200").json()
        RegionFigures.model_validate(answer)
        assert answer["items"] == said[rows]
        assert answer["other_rules"] == said["other_rules"]
    assert main(["region", "compare", "--format", "json"], site) == 0
    said = json.loads(capsys.readouterr().out)
    answer = web.get("/api/v1/regions/9/compare").json()
    RegionComparison.model_validate(answer)
    assert answer["items"] == said
    assert len(answer["sentences"]) == len(SHARED)
    line = ["region", "near", "--lon", "150.25", "--lat", "20.25", "--limit", "4"]
    assert main([*line, "--format", "json"], site) == 0
    said = json.loads(capsys.readouterr().out)
    answer = web.get("/api/v1/regions/9/near?lon=150.25&lat=20.25&limit=4")
    RegionNear.model_validate(answer.json())
    assert answer.json()["venues"] == said
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("8/coverage", 404),
        ("9/coverage?requirement=nope", 400),
        ("9/coverage?by=street", 400),
        ("9/near?lon=181&lat=0", 400),
        ("9/near?lat=0", 400),
    ],
)
def test_what_cannot_be_asked_is_said(web: TestClient, address: str, status: int) -> None:
    answer = web.get(f"/api/v1/regions/{address}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_is_sent_again_only_when_a_figure_changed(web: TestClient) -> None:
    first = web.get("/api/v1/regions/9/coverage")
    mark = {"If-None-Match": first.headers["ETag"]}
    assert web.get("/api/v1/regions/9/coverage", headers=mark).status_code == 304


def test_a_broken_city_is_named_and_the_rest_answered(region: Path, web: TestClient) -> None:
    (region / "west" / "units.csv").write_text("nonsense\n", encoding="utf-8")
    answer = web.get("/api/v1/regions/9/coverage?by=city&per_page=200").json()
    assert [one["pack"] for one in answer["failed"]] == ["west"]
    assert {one["pack"] for one in answer["items"]} == {"east", "north"}
    assert web.get("/api/v1/regions/9/near?lon=150&lat=20").json()["venues"]


def test_a_region_that_is_none_is_said(region: Path, web: TestClient) -> None:
    (region / "region.toml").write_text("[", encoding="utf-8")
    answer = web.get("/api/v1/regions/9/coverage?lang=en")
    assert (answer.status_code, answer.json()["title"]) == (503, "Data unavailable")
    assert "region.toml" in answer.json()["detail"]


def test_without_a_region_there_is_none(data: Path, region: Path) -> None:
    site = Site.open(Settings(packs=(region / "east",), data=data))
    web = TestClient(Starlette(routes=[Mount("/api", api(site))]))
    assert web.get("/api/v1/regions").json() == {"regions": []}
    assert web.get("/api/v1/regions/9/near?lon=1&lat=1").status_code == 404


def test_what_was_read_is_not_read_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    served = site.once(ServedRegion)
    assert site.once(ServedRegion) is served
    first = served._ask(None)
    read: list[str] = []
    monkeypatch.setattr("locator.region.served.summary", lambda city: read.append(city.folder.name))
    assert served._ask(first) is first
    assert read == []


def test_no_venue_is_nearer_than_a_city_says(site: Site) -> None:
    """So that the nearest of all are found without opening every city."""
    answer = site.once(ServedRegion).answer()
    for lon, lat in ((150.25, 20.25), (10.0, -5.0), (-29.9, -20.2)):
        question = NearQuestion(lon, lat, 1)
        for name, one in answer.summaries.items():
            nearest = question.asked_of(site.city(name)).venues["distance_m"].min()
            assert one.least_m(lon, lat) <= nearest + 1e-6


def test_maps_of_a_region_have_its_cities(site: Site) -> None:
    answer = site.once(ServedRegion).answer()
    assert list(answer.ground.index) == list(CITIES.values())
    assert list(answer.units.index) == ["9", *CITIES.values()]
    assert set(answer.hexagons.index) == set(CITIES.values())
    lon, lat = answer.profile.center
    west, south, east, north = answer.ground.total_bounds
    assert west < lon < east
    assert south < lat < north
