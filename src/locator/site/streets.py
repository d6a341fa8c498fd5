"""Streets of the cities of a site: the network to walk on, and the tiles drawn under maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.city import city_code, tell_damaged
from locator.geo.tile_file import BASEMAPS, find_tiles
from locator.problems import LocatorError
from locator.ways import OWN

if TYPE_CHECKING:
    from pathlib import Path

    from locator.geo.tile_file import TileFile
    from locator.site.site import Site
    from locator.ways.network import Network


class SiteStreets:
    """Files of streets in the data folder and in the packs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def network(self, where: str | Path = "") -> Network | None:
        """Streets of a city: those made from an extract, else those of its pack, else none.

        Raises
        ------
        LocatorError
            The file is damaged.
        """
        from locator.ways.network import find_network  # noqa: PLC0415 - few questions need it

        folder = self._site.folder(where)
        return find_network(self.network_file(folder), folder / OWN)

    def network_file(self, where: str | Path = "") -> Path:
        """Where the streets of a city are kept that were made from an extract."""
        return self._site.networks / f"{city_code(self._site.folder(where))}.npz"

    def tiles(self, where: str | Path = "") -> TileFile | None:
        """Tiles of the streets under a city's maps; None where it has none.

        A damaged file is none, and the log says so once: the drawing of the pack takes its place.
        """
        file = self.tiles_file(where)
        try:
            return find_tiles(file)
        except LocatorError as failure:
            tell_damaged(failure)
            return None

    def tiles_file(self, where: str | Path = "") -> Path:
        """Where the tiles under a city's maps are kept."""
        code = city_code(self._site.folder(where))
        return self._site.settings.data / BASEMAPS / f"{code}.mbtiles"
