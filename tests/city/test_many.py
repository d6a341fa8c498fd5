"""A site of many cities: what is asked for is read, the least used is let go."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from locator.city import City
from locator.light.index import TEXTS
from locator.light.visit import Visit
from locator.problems import QueryError
from locator.settings import Settings
from locator.site import Site
from locator.site.cities import CityMemory
from packs import CITY, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def province(tmp_path: Path) -> Site:
    """Seven cities of a region, which are more than a few."""
    names = [f"city{n}" for n in range(7)]
    for n, name in enumerate(names):
        city = CITY.replace('code = "99"', f'code = "99{n}"').replace("Testopolis", f"Test {n}")
        (tmp_path / name).mkdir()
        (tmp_path / name / "city.toml").write_text(city, encoding="utf-8")
    (tmp_path / "region.toml").write_text(
        f'[region]\ncode = "9"\nname = "省"\nname_en = "P"\ncities = {json.dumps(names)}\n', "utf-8"
    )
    return Site.open(Settings(region=tmp_path, data=tmp_path / "data"))


def test_of_many_cities_those_asked_for_are_read(
    province: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def pack(_: object, folder: Path, *_rest: object) -> City:
        read.append(folder.name)
        return City(SimpleNamespace(units=[], places=[], venues=[0] * 1000, population={}))

    monkeypatch.setattr("locator.site.site.read_city", pack)
    site = province
    assert site.names == tuple(f"city{n}" for n in range(7))
    assert site.offered.profile("city3").name_en == "Test 3"  # by one file
    assert (site.at_hand(), read) == (("city0",), [])
    kept = site.city("city2")
    assert site.city("city2") is kept
    assert (set(site.cities()), read) == ({"city0", "city2"}, ["city2", "city0"])
    # A thousand venues are taken as 2.2 MB: the bound leaves room for two.
    monkeypatch.setattr(site, "_memory", CityMemory(5))
    for name in ("city0", "city2", "city0", "city4"):
        site.city(name)
    assert site.at_hand() == ("city0", "city4")
    assert site.city("city2") is not kept
    with pytest.raises(QueryError):
        site.city("city7")


def test_of_many_cities_each_has_a_site_map_of_its_own(province: Site) -> None:
    folder = province.folder("city3")
    text = (folder / "city.toml").read_text("utf-8").replace("fictional = true", "")
    (folder / "city.toml").write_text(text, "utf-8")
    visit = Visit(province, "city0", "sitemap.xml", "https://map.example/", {}, {}, "zh")
    found, _ = TEXTS["sitemap.xml"](visit)
    assert re.findall("<loc>(.*?)</loc>", found) == ["https://map.example/sitemap.xml?city=city3"]


def test_a_region_that_is_none_leaves_the_packs_served(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_pack(tmp_path / "alone")
    settings = Settings(packs=(folder,), region=tmp_path / "nowhere", data=tmp_path / "data")
    site = Site.open(settings)
    assert site.names == ("alone",)
    assert "LOCATOR_REGION" in caplog.text
