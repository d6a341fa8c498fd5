"""What people changed: an append-only log of approved changes, proposals and snapshots, in SQL."""

from locator.store.door import Store, open_store
from locator.store.log import Conflict, StoreConflict
from locator.store.sql import StoreUnreachable

__all__ = ["Conflict", "Store", "StoreConflict", "StoreUnreachable", "open_store"]
