"""What a process saw of a log, kept beside the database: a log that goes backwards is noticed.

A database that was deleted, emptied or replaced by an older one answers as if nothing had been
published. So the newest state that was served is written down, with the changes themselves: it
is compared with what the database says, and served when the database cannot be read.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locator.folders import written_whole
from locator.pack.change import RowChange

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A log as it was: number and checksum of its last entry, and all changes up to it."""

    head: int
    digest: str
    changes: tuple[RowChange, ...]


class Witness:
    """The newest state of each city's log that was seen at a store.

    Parameters
    ----------
    folder
        Where it is written down, one file a city; made with the first one.
    store
        Address of the store, without its password: another store is another matter.
    """

    def __init__(self, folder: Path, store: str) -> None:
        self._folder, self._store = folder, store

    def file(self, city: str) -> Path:
        """Where a city's state is written down."""
        safe = "".join(c if c.isalnum() else "_" for c in city)
        return self._folder / f"{safe}.json"

    def seen(self, city: str) -> Seen | None:
        """What was seen of a city's log; None where nothing was published yet."""
        try:
            document = json.loads(self.file(city).read_text(encoding="utf-8"))
            if document["store"] != self._store:
                return None
            changes = tuple(RowChange(*row) for row in document["changes"])
            return Seen(int(document["head"]), str(document["digest"]), changes)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as failure:
            _log.warning("%s cannot be read: %s", self.file(city), type(failure).__name__)
            return None

    def keep(self, city: str, seen: Seen) -> None:
        """Write a state down, whole or not at all; a disk that takes nothing is no reason to stop.

        ``city`` and the rows are as in the log; people's contacts are no part of it.
        """
        document = {
            "store": self._store,
            "head": seen.head,
            "digest": seen.digest,
            "changes": [
                [c.file, c.key, c.before and dict(c.before), c.after and dict(c.after)]
                for c in seen.changes
            ],
        }
        try:
            with written_whole(self.file(city)) as part:
                part.write_text(json.dumps(document, ensure_ascii=True), encoding="utf-8")
        except OSError as failure:
            _log.warning("%s not written: %s", self.file(city), os.strerror(failure.errno or 0))
