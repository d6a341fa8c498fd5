"""What people changed: an append-only log of approved changes, proposals and snapshots, in SQL.

Who changed what, when and why? May use the pack and the ground; only it speaks SQL.
"""

from locator.store.log import Conflict, StoreConflict
from locator.store.sql import StoreBroken, StoreUnreachable
from locator.store.store import Store, open_store

__all__ = ["Conflict", "Store", "StoreBroken", "StoreConflict", "StoreUnreachable", "open_store"]
