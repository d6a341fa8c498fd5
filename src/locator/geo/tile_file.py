"""One file of map tiles of a city (MBTiles: an SQLite file of vector tiles), read for whoever asks.

Tiles are WGS-84 in the usual squares of the web (z, x, y; y from the north). The file says itself
what it was made of, when, under which terms, and its mark, which differs where a tile does.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from locator.problems import LocatorError, Problem

if TYPE_CHECKING:
    from pathlib import Path

#: Folder in the data folder where they are kept, a file a city.
BASEMAPS = "basemaps"
#: Zooms that have tiles; nearer ones are drawn from those of the last.
LEAST_ZOOM, MOST_ZOOM = 8, 14
#: What a file of ours says of itself.
ABOUT = ("mark", "date", "source", "licence")


@dataclass(frozen=True, slots=True)
class TileFile:
    """The streets, water, green, buildings and names of a city as tiles.

    Attributes
    ----------
    path
        The file.
    mark
        Letters that change with any tile.
    date, source, licence
        Day of the extract, what it was, and its terms.
    """

    path: Path
    mark: str
    date: str
    source: str
    licence: str

    def tile(self, z: int, x: int, y: int) -> bytes:
        """A tile, gzipped; where nothing is drawn an empty one.

        Raises
        ------
        LocatorError
            The file is damaged or gone.
        """
        asked = (z, x, 2**z - 1 - y)  # MBTiles counts rows from the south
        try:
            with closing(_opened(self.path)) as file:
                found = file.execute(
                    "SELECT tile_data FROM tiles"
                    " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                    asked,
                ).fetchone()
        except sqlite3.Error:
            raise _damaged(self.path) from None
        return found[0] if found else _EMPTY


_EMPTY = gzip.compress(b"", mtime=0)


def find_tiles(path: Path) -> TileFile | None:
    """The tiles of a file; None where it is not there.

    Raises
    ------
    LocatorError
        It is not one that ``locator basemap`` wrote.
    """
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> TileFile:
    try:
        with closing(_opened(path)) as file:
            said = dict(file.execute("SELECT name, value FROM metadata").fetchall())
            file.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles LIMIT 1")
        return TileFile(path, *(said[name] for name in ABOUT))
    except (sqlite3.Error, KeyError):
        raise _damaged(path) from None


def _opened(path: Path) -> sqlite3.Connection:
    # It is replaced whole and never written to, so no lock is needed.
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _damaged(path: Path) -> LocatorError:
    return LocatorError(Problem("error", "map.tiles_file", str(path)))
