"""One asker for all lines that are tried on Suzhou's pack: it takes longer to make than to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locator.venues.asking import Asker
from locator.venues.gazetteer import PlaceIndex

if TYPE_CHECKING:
    from locator.pack.model import CityPack


@pytest.fixture(scope="session")
def asker(suzhou: CityPack) -> Asker:
    return Asker(suzhou, PlaceIndex(suzhou))
