"""The rows of a pack as its files hold them: text by text, so that a change keeps the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.pack.overlay import overlay
from locator.pack.rows import read_rows
from locator.pack.schema import family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from locator.pack.change import Cells, RowChange


class PackRows:
    """Rows of the effective pack: the files of a folder with approved changes laid over them.

    Files are read when they are first asked for.
    """

    def __init__(self, folder: Path, approved: Iterable[RowChange] = ()) -> None:
        self.folder = folder
        self.approved = tuple(approved)
        #: Bytes of the files that the changes alter, by name.
        self.laid = overlay(folder, self.approved).files
        self._rows: dict[str, dict[str, Cells]] = {}
        self._keys: dict[str, dict[int, str]] = {}

    def of(self, file: str) -> dict[str, Cells]:
        """Rows of a file by their key, in its order; empty where the pack has no such file."""
        if file not in self._rows:
            path = self.folder / file
            raw = self.laid.get(file) or (path.read_bytes() if path.is_file() else None)
            rows = [row for row in read_rows(file, raw).rows if row.key is not None]
            self._rows[file] = {str(row.key): row.cells for row in reversed(rows)}
            self._keys[file] = {row.line: str(row.key) for row in rows}
        return self._rows[file]

    def key_at(self, file: str, line: int) -> str:
        """Key of the row at a line of a file, ``""`` where none begins."""
        if family(file) is None:
            return ""
        self.of(file)
        return self._keys[file].get(line, "")


def keys_at(over: Mapping[str, bytes]) -> dict[str, dict[int, str]]:
    """Key of the row at each line of files that are laid over a pack."""
    return {
        file: {row.line: row.key for row in read_rows(file, raw).rows if row.key is not None}
        for file, raw in over.items()
    }
