"""A city: its effective pack and everything derived from it, once a publication.

The pack is the *effective* one: the files of a folder with every change that was published for
its city laid over them, in order. :class:`locator.site.Site` makes cities and hands them out.
"""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from locator.pack.effective import effective
from locator.pack.former import became
from locator.pack.overlay import Overlay, SetAside, pack_rows
from locator.problems import LocatorError, PackError
from locator.ways import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from locator.coverage.snapshots import Snapshot
    from locator.pack.change import Cells, RowChange
    from locator.pack.former import FormerUnits
    from locator.pack.kept import KeptPacks
    from locator.pack.model import CityPack
    from locator.pack.population import PopulationGrid
    from locator.problems import Problem
    from locator.reach.scenario import Scenario
    from locator.venues.asking import Asker
    from locator.venues.gazetteer import PlaceIndex
    from locator.venues.search import VenueIndex
    from locator.ways.network import Network
    from locator.ways.travel import Travel

_log = logging.getLogger(__name__)

#: Folder in the data folder where population grids are kept, and who may be counted, each in a
#: file of its own.
_POPULATION, _COUNTED = "population", ("residents", "seniors")
#: So many views of a city are kept; those that were asked for least lately go first.
_VIEWS = 256
#: Later than any moment at which a snapshot was taken.
_LATEST = "9999-12-31T23:59:59Z"


@dataclass(frozen=True)
class City:
    """A pack and everything derived from it, each computed when first asked for.

    Attributes
    ----------
    pack
        The effective pack.
    head
        Number of the last published entry that it holds, 0 for the files alone.
    laid
        Bytes of the files that published changes alter, by name.
    set_aside
        Published changes that no longer fit the files: somebody has to decide on them.
    scenario
        The scenario that is laid over it; None for the city as it is. What is shown of one is
        marked, and nothing of it is published.
    network_files
        Where its streets may lie, the first that is there counts.
    """

    pack: CityPack
    head: int = 0
    laid: Mapping[str, bytes] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    scenario: Scenario | None = None
    network_files: tuple[Path, ...] = ()

    def rows(self, file: str) -> dict[str, Cells]:
        """Rows of a file of the effective pack by key, as text: what a change was ``before``.

        Raises
        ------
        LocatorError
            A pack has no such file, or none with rows.
        """
        return pack_rows(self.pack.path, file, self.laid)

    @cached_property
    def _former(self) -> FormerUnits:
        rows = self.pack.successors.to_dict("records")
        return became(rows, self.pack.units[["name", "level"]].to_dict("index"))

    @property
    def former(self) -> Mapping[str, str]:
        """Code of each former unit that became exactly one present unit → that unit's code."""
        return self._former.now

    @cached_property
    def recoded(self) -> dict[str, str]:
        """Code of each former unit that is surely a present one under another code → that code."""
        former = self._former
        return {code: now for code, now in former.now.items() if code not in former.other}

    @cached_property
    def venues(self) -> VenueIndex:
        """Index for nearest search."""
        from locator.venues.search import VenueIndex

        return VenueIndex(self.pack.venues)

    @property
    def network(self) -> Network | None:
        """Streets of the city, None where it has none or their file is damaged.

        Residents are answered all the same, and told that it is by the straight line; the log
        says why.
        """
        if not any(file.is_file() for file in self.network_files):
            return None  # most cities: what reads one is not imported
        from locator.ways.network import find_network

        try:
            return find_network(*self.network_files)
        except LocatorError as failure:
            tell_damaged(failure)
            return None

    @property
    def walk(self) -> Travel:
        """How an adult walks in the city, along its streets where they are known."""
        from locator.ways.travel import travel

        return travel(self.pack, network=self.network)

    @cached_property
    def places(self) -> PlaceIndex:
        """Index for the search box."""
        from locator.venues.gazetteer import PlaceIndex

        return PlaceIndex(self.pack)

    @cached_property
    def asker(self) -> Asker:
        """Reads what people type into the one box."""
        from locator.venues.asking import Asker

        return Asker(self.pack, self.places)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """All verdicts of the pack."""
        from locator.coverage.verdicts import evaluate_pack

        return evaluate_pack(self.pack)

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """Town areas, real or approximate."""
        from locator.geo.areas import labelled_points, town_areas

        pack, towns = self.pack, self.pack.counting("town")
        return town_areas(
            towns,
            pack.outlines,
            labelled_points(towns, pack.units, pack.venues, pack.places),
            pack.basemap.get("water"),
            pack.city.metric_crs,
        )

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """Every unit that has an area, by code: ``quality, geometry``."""
        columns = ["quality", "geometry"]
        outlines = self.pack.outlines[columns]
        rest = outlines[~outlines.index.isin(self.areas.index)]
        return pd.concat([rest, self.areas[columns]])

    @cached_property
    def hexagons(self) -> gpd.GeoDataFrame:
        """Hexagon cartogram of the towns."""
        from locator.geo.hexagons import hexagons

        pack = self.pack
        return hexagons(pack.counting("town"), self.areas, pack.outlines, pack.city.metric_crs)

    @cached_property
    def once(self) -> Callable[..., Any]:
        """``once(make, *key)`` is ``make(city, *key)``, made once a publication and kept.

        What is kept is shared by all who ask: it is to be read only, and a key is what tells one
        view from another (language, theme, codes), never anything about a person.
        """
        return lru_cache(_VIEWS)(lambda make, *key: make(self, *key))

    def what_if(self, scenario: Scenario) -> tuple[City, tuple[Problem, ...]]:
        """The city with a scenario laid over it, and doubts about what of it does not fit.

        Every question can be asked of it; its rows are still those of the city as it is.

        Raises
        ------
        LocatorError
            A cell that it writes cannot be one.
        """
        from locator.pack.content import with_records
        from locator.reach.scenario import lay, scenario_mark

        laid = lay(scenario, self.pack, self.rows, self.former)
        # An action names units and venues that are there: between the tables nothing can break.
        pack, problems = with_records(self.pack, laid.rows)
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise LocatorError(errors)
        mark = f"{self.pack.checksum}-{scenario_mark(scenario)}"
        pack = replace(pack, checksum=mark, population=self.pack.population)
        return replace(self, pack=pack, scenario=scenario), laid.misfits

    def snapshot(self, name: str, at: str, by: str = "", note: str = "") -> Snapshot:
        """What is known now, to compare with; it is kept nowhere."""
        from locator.coverage.snapshots import take

        return take(self.pack, self.verdicts, name=name, at=at, by=by, note=note)

    def present(self) -> Snapshot:
        """What is known now, as the latest of all snapshots; it has no name."""
        return self.snapshot("", _LATEST)


def tell_damaged(failure: LocatorError) -> None:
    """Log once, not at each answer, which files of the data folder cannot be used."""
    for problem in failure.problems:
        _tell(problem.file, Path(problem.file).stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _tell(file: str, _changed: int) -> None:
    _log.warning("%s is damaged and left out", file)


def with_population(city: City, grids: Mapping[str, PopulationGrid]) -> City:
    """The city with other grids of where people live; the same one where they are the same."""
    if city.pack.population == grids:
        return city
    plain = city.pack.checksum.partition("+")[0]
    marks = "".join(f"+{name}-{grid.mark}" for name, grid in grids.items())
    pack = replace(city.pack, checksum=plain + marks, population=grids)
    return replace(city, pack=pack)


def population_file(data: Path, code: str, people: str) -> Path:
    """Where the grid of a city that counts some people is kept in the data folder."""
    return data / _POPULATION / f"{code}-{people}.npz"


def population_grids(data: Path, code: str) -> dict[str, PopulationGrid]:
    """Grids of a city by whom they count; a damaged file is none, and the log says so once."""
    found = {}
    for people in _COUNTED:
        file = population_file(data, code, people)
        if not file.is_file():
            continue  # most cities
        from locator.pack.population import find_population

        try:
            found[people] = find_population(file)
        except LocatorError as failure:
            tell_damaged(failure)
    return found


def read_city(
    packs: KeptPacks,
    folder: Path,
    changes: Sequence[RowChange] = (),
    head: int = 0,
    networks: Path | None = None,
) -> City:
    """The city of a folder with published changes, up to entry ``head``, laid over its files.

    Its streets are those of a file in ``networks``, else the pack's own.

    Raises
    ------
    PackError
        The pack has errors.
    LocatorError
        A file cannot be read at all.
    """
    # Where nothing was published the files are the pack: who was who before is no question.
    pack, laid = effective(packs, folder, changes) if changes else (packs.load(folder), Overlay())
    made = () if networks is None else (networks / f"{city_code(folder)}.npz",)
    streets = (*made, folder / OWN)
    return City(pack, head, laid.files, laid.set_aside, network_files=streets)


def city_code(folder: Path) -> str:
    """Code of the city of a pack, by which the store knows it; ``""`` where it says none."""
    try:
        city = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8-sig")).get("city")
    except (OSError, ValueError):
        return ""
    code = city.get("code") if isinstance(city, dict) else None
    return code if isinstance(code, str) else ""


def check_city(
    packs: KeptPacks, folder: Path, changes: Sequence[RowChange]
) -> tuple[CityPack | None, tuple[Problem, ...]]:
    """The effective pack as far as it can be read, and everything wrong with it."""
    if not changes:
        return packs.read(folder)
    try:
        _, laid = effective(packs, folder, changes)
    except PackError:
        return packs.read(folder)
    except LocatorError as failure:
        pack, problems = packs.read(folder)
        return pack, (*problems, *failure.problems)
    pack, problems = packs.read(folder, laid.files)
    return pack, (*problems, *(doubt for one in laid.set_aside for doubt in one.doubts))
