"""What the pages share: language, theme, the chosen city and the answers computed once for it.

Packs and what is derived from them are cached once per process and shared read-only. Nothing
here is keyed by, or keeps, a person's position.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st

from locator.areas import labelled_points, town_areas
from locator.config import Settings, read_settings
from locator.coverage import evaluate_pack
from locator.hexagons import hexagons
from locator.maps import MapMaker
from locator.model import CityPack
from locator.pack import load_pack
from locator.places import PlaceIndex
from locator.search import VenueIndex
from locator.text import LANGUAGES, Lang

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class Desk:
    """A pack and everything derived from it, each computed when first asked for."""

    pack: CityPack

    @cached_property
    def venues(self) -> VenueIndex:
        """Index for nearest search."""
        return VenueIndex(self.pack.venues)

    @cached_property
    def places(self) -> PlaceIndex:
        """Index for the search box."""
        return PlaceIndex(self.pack)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """All verdicts of the pack."""
        return evaluate_pack(self.pack)

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """Town areas, real or approximate."""
        pack = self.pack
        return town_areas(
            pack.units,
            pack.outlines,
            labelled_points(pack.units, pack.venues, pack.places),
            pack.basemap.get("water"),
            pack.city.metric_crs,
        )

    @cached_property
    def hexagons(self) -> gpd.GeoDataFrame:
        """Hexagon cartogram of the towns."""
        return hexagons(self.pack.units, self.areas, self.pack.outlines, self.pack.city.metric_crs)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Settings of this installation."""
    return read_settings()


@st.cache_resource(show_spinner=False)
def desk(path: Path) -> Desk:
    """The pack in a folder, loaded once per process."""
    return Desk(load_pack(path))


def language() -> Lang:
    """Language of the page: the address says, Chinese unless told otherwise."""
    asked = st.query_params.get("lang", "zh")
    return cast("Lang", asked) if asked in LANGUAGES else "zh"


def theme() -> str:
    """``light`` or ``dark``, as the browser shows it."""
    return st.context.theme.type or "light"


def current_path() -> Path:
    """Folder of the city that the address names, the default city otherwise."""
    packs = {path.name: path for path in settings().packs}
    return packs.get(st.query_params.get("city", ""), settings().packs[0])


def current_desk() -> Desk:
    """The chosen city's desk."""
    return desk(current_path())


def map_maker() -> MapMaker:
    """Draws the chosen city's maps in the page's language and theme."""
    return MapMaker(current_desk().pack, settings(), language(), theme())
