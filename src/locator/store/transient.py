"""What is kept for a while only: uploads under way and sign-ins by password.

Tables of their own, no part of the log: nothing in them was published, no backup holds them, and
what has expired is taken out with the next write. This is the one place of the store where rows
are taken out or altered. A store of an earlier release has neither table until it is written to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, inspect, select

from locator.store import sql
from locator.store.model import KeptUpload

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLES = [sql.upload, sql.sign_in]


def keep_upload(connection: Connection, one: KeptUpload, now: str) -> None:
    """Keep an upload in place of the one that its owner had under way for the city."""
    _expire(connection, now)
    drop_upload(connection, one.owner, one.city)
    row = {name: getattr(one, name) for name in sql.upload.c.keys()}  # noqa: SIM118 - of a table
    connection.execute(insert(sql.upload).values(**row))


def keep_terms(connection: Connection, owner: str, city: str, terms: str) -> None:
    """Keep what was said meanwhile about an upload that is kept."""
    if inspect(connection).has_table(sql.upload.name):
        of_owner = and_(sql.upload.c.owner == owner, sql.upload.c.city == city)
        connection.execute(sql.upload.update().where(of_owner).values(terms=terms))


def upload(connection: Connection, owner: str, city: str, now: str) -> KeptUpload | None:
    """The upload that its owner has under way for a city, unless it has expired."""
    table = sql.upload
    if not inspect(connection).has_table(table.name):
        return None
    asked = select(table).where(table.c.owner == owner, table.c.city == city, table.c.until > now)
    row = connection.execute(asked).mappings().first()
    return None if row is None else KeptUpload(**row)


def drop_upload(connection: Connection, owner: str, city: str) -> None:
    """Take an upload out: published, discarded or replaced."""
    table = sql.upload
    connection.execute(table.delete().where(table.c.owner == owner, table.c.city == city))


def keep_sign_in(connection: Connection, key: str, password: str, until: str, now: str) -> None:
    """Keep a sign-in: digests of its key and of the password's hash that let it in."""
    _expire(connection, now)
    values = {"key": key, "password": password, "until": until}
    connection.execute(insert(sql.sign_in).values(**values))


def signed_in(connection: Connection, key: str, password: str, now: str) -> str:
    """Until when a sign-in holds, ``""`` where it does not: expired, ended, another password."""
    table = sql.sign_in
    if not inspect(connection).has_table(table.name):
        return ""
    fits = (table.c.key == key) & (table.c.password == password) & (table.c.until > now)
    return connection.execute(select(table.c.until).where(fits)).scalar() or ""


def end_sign_in(connection: Connection, key: str) -> None:
    """Take a sign-in out."""
    connection.execute(sql.sign_in.delete().where(sql.sign_in.c.key == key))


def _expire(connection: Connection, now: str) -> None:
    for table in _TABLES:
        connection.execute(table.delete().where(table.c.until <= now))
