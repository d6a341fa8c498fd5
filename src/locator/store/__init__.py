"""What people changed: an append-only log of approved changes, proposals and snapshots, in SQL.

Who changed what, when and why? May use the pack and the ground; only it speaks SQL.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from locator.store.model import Conflict, StoreBroken, StoreConflict, StoreUnreachable
from locator.store.store import Store, open_store

if TYPE_CHECKING:
    from types import ModuleType

    from locator.store import backup, log, rounds, scenarios, snapshots, sql, submissions, transient  # noqa: F401 - __getattr__'s

__all__ = ["Conflict", "Store", "StoreBroken", "StoreConflict", "StoreUnreachable", "open_store"]
#: Modules that speak SQL; its toolkit takes a quarter of a second, and many never need it.
_SQL = {"backup", "log", "rounds", "scenarios", "snapshots", "sql", "submissions", "transient"}


def __getattr__(name: str) -> ModuleType:
    if name not in _SQL:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f".{name}", __name__)
