"""A publisher that is killed at every step it takes; run by test_store as a process of its own.

``python killed.py ADDRESS`` publishes again and again in children. The first child is killed
at its first step in the database, the next at a later one …, until one gets to the end.
After each, the store's state is written to standard output as one line of JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import psycopg
from sqlalchemy import Engine, event

from locator.pack.change import RowChange
from locator.store import Store, open_store

CITY, ROWS = "99", 40


def changes(turn: int) -> list[RowChange]:
    row = {"level": "town", "counts": "yes", "source": "s"}
    keys = [f"{turn:03}{n:03}" for n in range(ROWS)]
    return [RowChange("units.csv", key, None, row | {"code": key}) for key in keys]


def publish(store: Store, turn: int) -> None:
    store.publish(CITY, changes(turn), by="b", why="w", head=store.head(CITY))


def killed_at(address: str, turn: int, step: int) -> bool:
    """Publish in a child that is killed at a step; True when it got to the end before."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    left = step

    def count(*_: object, **__: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    publish(open_store(address), turn)
    count()  # all is done, and nobody was told
    os._exit(0)


def killed_after(address: str, turn: int, delay_s: float) -> bool:
    """Publish in a child that is killed from outside after some time."""
    child = os.fork()
    if not child:
        publish(open_store(address), turn)
        os._exit(0)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def clear(address: str) -> None:
    """Take the whole store away, so that the next child has to make it too."""
    if address.startswith("sqlite"):
        Path(address.removeprefix("sqlite:///")).unlink(missing_ok=True)
    else:
        with psycopg.connect(address) as admin:
            admin.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def settle(address: str) -> None:
    """Wait until the server is done with what a killed child had asked of it."""
    if address.startswith("postgresql"):
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        with psycopg.connect(address, autocommit=True) as admin:
            until = time.monotonic() + 30
            while admin.execute(others).fetchone() != (0,) and time.monotonic() < until:
                time.sleep(0.01)


def state(address: str, how: str, *, ended: bool) -> None:
    settle(address)
    store = open_store(address)
    found = {
        "how": how,
        "ended": ended,
        "numbers": [entry.number for entry in store.log(CITY)],
        "rows": len(store.changes(CITY)),
        "verify": [p.key for p in store.verify()],
    }
    store.close()
    open_store.cache_clear()  # a child must not inherit a connection
    print(json.dumps(found), flush=True)  # noqa: T201 - its answer


def main() -> None:
    address = sys.argv[1]
    # Making the tables is many steps of one kind: there every seventh will do.
    for how, stride in (("new", 7), ("known", 1)):
        ended, step = False, 1 - stride
        while not ended:
            step += stride
            if how == "new":
                clear(address)
            ended = killed_at(address, step, step)
            state(address, how, ended=ended)
    for turn in range(12):
        ended = killed_after(address, 500 + turn, turn / 600)
        state(address, "timed", ended=ended)
    last = open_store(address)
    publish(last, 999)
    last.close()
    state(address, "last", ended=True)


if __name__ == "__main__":
    main()
