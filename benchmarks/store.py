"""Publishing 1 000 new rows to a fresh SQLite store, against the bare inserts of the same cells.

The bare peer writes one row of JSON a change into one table and commits, as safely (a file,
rollback journal, full synchronisation). Ours also checks every row against the log, seals the
entry and keeps its index. Also: reading a city's 1 000 changes, and laying them over the files.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import measure, short, versus
from locator.folders import DEMO as _DEMO
from locator.pack import schema
from locator.pack.overlay import overlay
from locator.store import open_store
from locator.store.model import RowChange

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS, _REPEATS = 1_000, 5


def changes() -> list[RowChange]:
    blank = dict.fromkeys(schema.VENUES.names, "")
    filled = {
        "layer": "library",
        "unit": "990102",
        "precision": "unit",
        "status": "open",
        "name": "虚构图书馆",
        "source": "benchmark",
        "source_date": "2026-06-30",
    }
    rows = [blank | filled | {"id": f"b{n:04}"} for n in range(_ROWS)]
    return [RowChange("venues/library.csv", row["id"], None, row) for row in rows]


def bare(file: Path, wanted: Sequence[RowChange]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE change (file TEXT, key TEXT, after TEXT)")
        connection.executemany(
            "INSERT INTO change VALUES (?, ?, ?)",
            [(c.file, c.key, json.dumps(c.after)) for c in wanted],
        )
    connection.close()


def run() -> dict[str, Any]:
    wanted, number = changes(), count()
    with tempfile.TemporaryDirectory() as folder:

        def fresh() -> Path:
            return Path(folder) / f"{next(number)}.sqlite3"

        def publish() -> None:
            store = open_store(f"sqlite:///{fresh()}")
            store.publish("990100", wanted, by="b", why="w", head=0)

        published = measure(publish, _REPEATS).best
        inserted = measure(lambda: bare(fresh(), wanted), _REPEATS).best
        store = open_store(f"sqlite:///{fresh()}")
        store.publish("990100", wanted, by="b", why="w", head=0)
        read = measure(lambda: store.changes("990100"), _REPEATS).best
    return {
        "rows": _ROWS,
        "publish": versus(published, inserted),
        "changes": short(read),
        "overlay": short(measure(lambda: overlay(_DEMO, wanted), _REPEATS).best),
    }
