"""A region as a site serves it: the figures of all its cities, read once a publication each.

Cities are opened one after the other in the background and let go again: what stays of each is a
:class:`locator.region.summary.CitySummary`. One that cannot be read is named, the rest answers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from locator.geo.hexagons import hexagons
from locator.pack.files import vocabularies
from locator.pack.model import CityPack, CityProfile, LayerCatalogue, Walk
from locator.problems import LocatorError, Problem, QueryError
from locator.region.cities import CityAnswer, Workers, ask_each, cities_of
from locator.region.coverage import RegionCoverage, coverage_of
from locator.region.summary import CitySummary, summary
from locator.site.last_good import LastGood

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from locator.pack.region_file import Region
    from locator.region.cities import RegionCity
    from locator.region.coverage import CityFigures
    from locator.region.near import NearAnswer, NearQuestion
    from locator.site import Site

#: How long a publication of another process and a mended file go unnoticed, in seconds.
REGION_S = 30.0
#: Zoom at which the whole earth is 256 pixels wide, and pixels that a map of a region has at least.
_WORLD_PIXELS, _MAP_PIXELS = 256, 512
_LEAST_ZOOM, _MOST_ZOOM = 3, 10
#: So many views of a region are kept.
_VIEWS = 64


@dataclass(frozen=True)
class RegionAnswer:
    """What is known of a region now.

    Attributes
    ----------
    coverage
        Its figures; cities that failed are among its ``failures``.
    summaries
        Folder's name of each city that answered → what is kept of it.
    folders
        Folder's name of every city → its folder.
    """

    coverage: RegionCoverage
    summaries: Mapping[str, CitySummary]
    folders: Mapping[str, Path]

    @property
    def fictional(self) -> bool:
        """Whether a city of it is invented."""
        return any(one.figures.profile.fictional for one in self.summaries.values())

    @property
    def data_date(self) -> str:
        """The latest date of a record, "" without one."""
        return max((one.data_date for one in self.summaries.values()), default="")

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the checksums of the packs that answered."""
        marks = "\n".join(f"{name} {one.checksum}" for name, one in self.summaries.items())
        return hashlib.sha256(marks.encode()).hexdigest()

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """Outlines of the cities, indexed by code: ``pack, quality, geometry`` (EPSG:4326)."""
        drawn = [(n, one) for n, one in self.summaries.items() if one.ground is not None]
        return gpd.GeoDataFrame(
            {"pack": [n for n, _ in drawn], "quality": [one.quality for _, one in drawn]},
            geometry=[one.ground for _, one in drawn],
            index=[one.figures.profile.code for _, one in drawn],
            crs="EPSG:4326",
        )

    @cached_property
    def profile(self) -> CityProfile:
        """The region as if it were a city: its names, its middle, a projection of its own."""
        region = self.coverage.region
        west, south, east, north = self.shapes.total_bounds if len(self.shapes) else (0, 0, 1, 1)
        lon, lat = float(west + east) / 2, float(south + north) / 2
        wide = 360 * _MAP_PIXELS / _WORLD_PIXELS / max(float(east - west), 1e-3)
        zoom = int(np.clip(np.floor(np.log2(wide)), _LEAST_ZOOM, _MOST_ZOOM))
        crs = f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m"
        return CityProfile(
            region.code, region.name, region.name_en, (lon, lat), zoom, crs, self.fictional
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """The region and its cities as units, a city as a county is in a city's pack."""
        region, cities = self.coverage.region, self.coverage.names.values()
        rows = [(region.code, region.name, region.name_en, "city", "", "")]
        rows += [(c.code, c.name, c.name_en, "county", region.code, c.code) for c in cities]
        columns = ["code", "name", "name_en", "level", "parent", "county"]
        frame = pd.DataFrame(rows, columns=columns).assign(town="", counts=True)
        return frame.set_index("code", drop=False).rename_axis(None)

    @cached_property
    def pack(self) -> CityPack:
        """The region as a pack without venues and clauses, for what draws its cities as units."""
        none, profile = pd.DataFrame(), self.profile
        outlines = self.shapes.assign(code=self.shapes.index)
        return CityPack(
            path=next(iter(self.folders.values())).parent,
            city=profile,
            walk=Walk(1.0, 1.0),
            catalogue=LayerCatalogue({}, {}),
            units=self.units,
            venues=none,
            places=none,
            indicators=none,
            reporting=none,
            shares=none,
            needs=none,
            circles=none,
            aliases=none,
            successors=none,
            requirements=(),
            outlines=outlines,
            basemap={},
            checksum=self.checksum,
            data_date=self.data_date,
            vocabularies=vocabularies(),
        )

    @cached_property
    def once(self) -> Callable[..., Any]:
        """``once(make, *key)`` is ``make(answer, *key)``, made once; see :attr:`City.once`."""
        return lru_cache(_VIEWS)(lambda make, *key: make(self, *key))

    @cached_property
    def hexagons(self) -> gpd.GeoDataFrame:
        """A hexagon for each city that has an outline, as :func:`locator.geo.hexagons.hexagons`."""
        code = self.coverage.region.code
        cities = self.units.iloc[1:].assign(county=code, lon=np.nan, lat=np.nan)
        cities = cities[cities.index.isin(self.shapes.index)]
        if cities.empty:
            return self.shapes
        whole = shapely.union_all(self.shapes.geometry.to_numpy())
        outline = gpd.GeoDataFrame(geometry=[whole], index=[code], crs="EPSG:4326")
        return hexagons(cities, self.shapes, outline, self.profile.metric_crs)


class ServedRegion:
    """The region of a site's settings.

    Parameters
    ----------
    site
        Whose region; made by :attr:`locator.site.Site.once`, so that all faces share it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._last: LastGood[RegionAnswer] = LastGood(
            self._ask, "region", REGION_S, site.away_s, site.first_s, site.together
        )

    def answer(self) -> RegionAnswer:
        """What is known now; what this process publishes counts at once.

        Raises
        ------
        QueryError
            The settings name no region, or one that cannot be used.
        LocatorError
            The store does not answer, or the cities are still being read.
        """
        return self._last.get(self._site.store.generation)

    def near(self, question: NearQuestion) -> list[CityAnswer[NearAnswer]]:
        """The nearest venues of the cities that can have one of them, the nearest city first.

        A city is opened only if it may have a venue nearer than those found.

        Raises
        ------
        LocatorError
            As :meth:`answer`.
        """
        answer = self.answer()
        bounds = {n: s.least_m(question.lon, question.lat) for n, s in answer.summaries.items()}
        found: list[CityAnswer[NearAnswer]] = []
        reached: list[float] = []
        for name, least in sorted(bounds.items(), key=lambda pair: pair[1]):
            if least == float("inf") or (
                len(reached) >= question.limit and least > sorted(reached)[question.limit - 1]
            ):
                break
            try:
                city = self._site.city(answer.folders[name])
            except LocatorError as failure:
                found.append(CityAnswer(name, None, failure.problems))
                continue
            nearest = question.asked_of(city)
            reached += nearest.venues["distance_m"].tolist()
            found.append(CityAnswer(name, nearest))
        return found

    def _ask(self, known: RegionAnswer | None) -> RegionAnswer:
        folder = self._site.settings.region
        if folder is None:
            raise QueryError(Problem("error", "region.none", column="LOCATOR_REGION"))
        region, cities = cities_of(self._site, folder)
        before = known.summaries if known else {}
        new = [
            city
            for city in cities
            if city.folder.name not in before or before[city.folder.name].head != city.head
        ]
        asked = {one.name: one for one in ask_each(new, summary, Workers())}
        if known and not new and list(known.folders.values()) == [one.folder for one in cities]:
            return known
        answers: list[CityAnswer[CitySummary]] = [
            asked.get(name) or CityAnswer(name, before[name])
            for name in (city.folder.name for city in cities)
        ]
        return answer_of(region, cities, answers)


def answer_of(
    region: Region, cities: Sequence[RegionCity], answers: Sequence[CityAnswer[CitySummary]]
) -> RegionAnswer:
    """What is known of a region by the summaries of its cities."""
    figured: list[CityAnswer[CityFigures]] = [
        CityAnswer(one.name, one.value.figures if one.value else None, one.problems)
        for one in answers
    ]
    return RegionAnswer(
        coverage_of(region, figured),
        {one.name: one.value for one in answers if one.value is not None},
        {city.folder.name: city.folder for city in cities},
    )
