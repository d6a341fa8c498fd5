"""Snapshots in the store: kept for good, and found out when one was altered."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from locator.coverage.snapshots import Snapshot, from_json, to_json
from locator.problems import LocatorError, Problem
from locator.store import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection


# -- in the store ------------------------------------------------------------------------------


def keep(connection: Connection, snapshot: Snapshot) -> None:
    """Write a snapshot down; see :meth:`locator.store.Store.keep`."""
    table = sql.snapshot
    known = select(table.c.name).where(table.c.city == snapshot.city, table.c.name == snapshot.name)
    if connection.execute(known).first() is not None:
        raise LocatorError(Problem("error", "store.snapshot_known", value=snapshot.name))
    document = to_json(snapshot)
    connection.execute(
        insert(table).values(
            city=snapshot.city, name=snapshot.name, document=document, sha256=sha256_of(document)
        )
    )


def kept(connection: Connection, city: str) -> list[Snapshot]:
    """Snapshots of a city, oldest first."""
    table = sql.snapshot
    rows = connection.execute(select(table).where(table.c.city == city)).all()
    for row in rows:
        if sha256_of(row.document) != row.sha256:
            raise LocatorError(Problem("error", "store.verify_snapshot", value=row.name))
    found = [from_json(row.document, row.name) for row in rows]
    return sorted(found, key=lambda s: (s.at, s.name))


def altered(connection: Connection) -> list[Problem]:
    """Snapshots that were altered in the database by other means than this program."""
    return [
        Problem("error", "store.verify_snapshot", value=row.name)
        for row in connection.execute(select(sql.snapshot))
        if not isinstance(row.document, str) or sha256_of(row.document) != row.sha256
    ]


def sha256_of(document: str) -> str:
    """Digest of a document, by which one that was altered is known."""
    return hashlib.sha256(document.encode(errors="replace")).hexdigest()


# -- as a file ---------------------------------------------------------------------------------
