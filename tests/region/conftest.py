"""The region of three invented cities, of which each pack is checked once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.settings import Settings
from locator.site import Site
from regions import write_region

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs are kept by what is in them."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return write_region(tmp_path / "region")


@pytest.fixture
def site(region: Path, data: Path) -> Site:
    return Site.open(Settings(packs=(region / "east",), region=region, data=data))
