"""The Region page: cities against clauses, the way to each city, and one that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apptest import component, opened, shown
from locator.settings import Settings
from locator.site import Site
from locator.web.parts import state
from regions import CITIES, write_region

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def region(tmp_path: Path) -> Path:
    folder = write_region(tmp_path / "region")
    state.serve(Site.open(Settings(region=folder, data=tmp_path / "data")))
    return folder


def test_cities_stand_against_clauses_and_lead_to_their_own_page(region: Path) -> None:
    # The default city cannot be read: its own pages say so, and this one names it.
    (region / "east" / "units.csv").write_text("nonsense\n", encoding="utf-8")
    app = opened("region", lang="en", requirement="village-book-room", measure="reported")
    assert not app.exception
    text = shown(app)
    assert "Testland has 3 cities, 2 of them with data." in text
    assert "east: no answer." in text
    assert "figures only, no ranking" in text  # west declared nothing
    groups = component(app, "requirement_list")["groups"]
    assert {row["id"] for group in groups for row in group["rows"]} >= {"village-book-room"}
    assert 'href="coverage?lang=en&amp;city=west&amp;requirement=village-book-room"' in text
    assert list(app.dataframe[0].value["city"]) == ["Testopolis"] * (len(CITIES) - 1)
    assert (
        app.dataframe[0].value["village-book-room"].iloc[0] == "50.0%"
    )  # one of two has a room on record


def test_only_a_site_with_a_region_has_the_page(region: Path, tmp_path: Path) -> None:
    del region
    assert "(region)" not in shown(opened("coverage", lang="en"))
    assert 'href="region' in shown(opened("data"))
    state.serve(Site.open(Settings(packs=(tmp_path / "region" / "east",), data=tmp_path / "data")))
    assert 'href="region' not in shown(opened("data"))
