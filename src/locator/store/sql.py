"""The store's tables in SQL, and connections that either do all of something or nothing.

SQLite by default, PostgreSQL by address. The database is made by the first write; reading a store
that does not exist yet finds it empty and creates nothing, so that a read-only disk will do.

SQLite keeps its rollback journal rather than a write-ahead log: the log needs two more files
beside the database even to read, which a read-only disk cannot give. Either survives a killed
process. Writers take the write lock before they read anything (``BEGIN IMMEDIATE``; an advisory
lock in PostgreSQL), so what a writer has checked is still so when it writes.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from locator.problems import LocatorError, Problem
from locator.store import migration
from locator.store.model import VISITOR_WAIT_S, WAIT_S, StoreBroken, StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Version of the tables below, which their steps make (``migration.py``); a store of a later one
#: is refused.
VERSION = 1
#: Of PostgreSQL, whose driver knows no less.
CONNECT_S = 2
#: Any number of our own: the advisory lock that PostgreSQL's writers take ("LLM1").
_LOCK = 0x4C4C4D31

#: How SQLite, PostgreSQL and the system say that a disk is full.
_FULL = ("disk is full", "no space left", "quota exceeded")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}

metadata = MetaData()

version = Table("store_version", metadata, Column("version", Integer, nullable=False))

entry = Table(
    "store_entry",
    metadata,
    Column("city", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("source_name", Text),
    Column("source_sha256", Text),
    Column("undoes", Integer),
    Column("rows", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)

change = Table(
    "store_change",
    metadata,
    Column("city", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("file", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    ForeignKeyConstraint(["city", "number"], [entry.c.city, entry.c.number]),
    Index("store_change_file", "city", "file"),
)

submission = Table(
    "store_submission",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("city", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

#: Who sent a submission and how to reach them, apart from what they sent: never exported.
contact = Table(
    "store_contact",
    metadata,
    Column("submission", Integer, primary_key=True, autoincrement=False),
    Column("contact", Text, nullable=False),
    ForeignKeyConstraint(["submission"], [submission.c.id]),
)

decision = Table(
    "store_decision",
    metadata,
    Column("submission", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("entry", Integer),
    ForeignKeyConstraint(["submission"], [submission.c.id]),
)

snapshot = Table(
    "store_snapshot",
    metadata,
    Column("city", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)

#: Scenarios as planners kept them: the last of a name counts, one without a document withdraws it.
scenario = Table(
    "store_scenario",
    metadata,
    Column("city", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)

#: A round of returns as it was opened; what became of it stands in its events.
round_of_returns = Table(
    "store_round",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("city", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("document", Text, nullable=False),
)

#: What happened in a round, to all of it (``unit`` blank) or to the return of one unit.
round_event = Table(
    "store_round_event",
    metadata,
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("unit", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("document", Text, nullable=False),
    ForeignKeyConstraint(["round"], [round_of_returns.c.id]),
)

#: Drafts of returns, an answer a row; the last one of a key counts.
answer = Table(
    "store_answer",
    metadata,
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("unit", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("replaces", Integer, nullable=False),
    Column("at", Text, nullable=False),
    ForeignKeyConstraint(["round"], [round_of_returns.c.id]),
)

#: Who filled in a return, apart from it: never exported, deleted some time after the round.
return_contact = Table(
    "store_return_contact",
    metadata,
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("unit", Text, nullable=False),
    Column("contact", Text, nullable=False),
    ForeignKeyConstraint(["round"], [round_of_returns.c.id]),
)

#: An upload on its way in, and what was said about it: kept for a while (``store/transient.py``).
upload = Table(
    "store_upload",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("city", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("terms", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("until", Text, nullable=False),
)

#: Sign-ins by password, as digests: kept for a while.
sign_in = Table(
    "store_sign_in",
    metadata,
    Column("key", Text, primary_key=True),
    Column("password", Text, nullable=False),
    Column("until", Text, nullable=False),
)


class Database:
    """A store's database at an address; connections are made when needed."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        #: Grows with every write by this process: a reader in it sees at once that it must look.
        self.generation = 0
        self._whole = False
        self._engine = self._make_engine()

    @property
    def name(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self, wait_s: int = VISITOR_WAIT_S) -> Iterator[Connection | None]:
        """A connection to read with; None where nothing was ever written.

        ``wait_s`` is how long one statement may wait for others, in seconds.

        Raises
        ------
        StoreUnreachable
            The database does not answer.
        LocatorError
            It was written by a later version, or is no store.
        """
        reader = self._engine.execution_options(locator_wait_s=wait_s)
        with self._said(), reader.connect() as connection:
            if self.file is None:
                connection.execute(text(f"SET LOCAL statement_timeout = '{wait_s}s'"))
            yield connection if self._check(connection) else None

    @contextmanager
    def writing(self, wait_s: int = WAIT_S) -> Iterator[Connection]:
        """A transaction that no other writer shares: all of it is kept, or nothing on an error.

        ``wait_s`` is how long one statement may wait for others, in seconds.

        Raises
        ------
        StoreUnreachable
            The database does not answer, or another writer holds it for too long.
        LocatorError
            It was written by a later version, is no store, or cannot be written to.
        """
        if self.file is not None:
            self._make_folder(self.file.parent)
        with self._said():
            writer = self._engine.execution_options(locator_writes=True, locator_wait_s=wait_s)
            with writer.begin() as connection:
                if self.file is None:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{wait_s}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
                known = self._check(connection)
                if not known or not self._whole:
                    # A store of an earlier release lacks the tables that came since.
                    migration.upgrade(connection)
                if not known:
                    connection.execute(insert(version).values(version=VERSION))
                yield connection
        self._whole = True
        self.generation += 1

    def close(self) -> None:
        """Close connections that are kept for later; another database may stand there then."""
        self._engine.dispose()
        self._whole = False

    def _check(self, connection: Connection) -> bool:
        """Whether the database holds a store, and one that this version understands."""
        if not inspect(connection).has_table(version.name):
            return False
        found = connection.execute(select(version.c.version)).scalar_one()
        if found > VERSION:
            params = {"found": found, "known": VERSION}
            raise LocatorError(Problem("error", "store.newer", self.name, params=params))
        return True

    def _make_engine(self) -> Engine:
        if self.file is None:
            from locator.store.bounded import bound  # noqa: PLC0415 - its driver is an extra

            engine = create_engine(
                self.url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_S}
            )
            bound(engine)
            return engine
        # A connection to a file costs nothing, and one kept would hold on to a file that is gone.
        engine = create_engine("sqlite://", creator=self._open_file, poolclass=NullPool)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            options = connection.get_execution_options()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * options['locator_wait_s']}")
            writes = options.get("locator_writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def _open_file(self) -> sqlite3.Connection:
        file = self.file or Path()
        # Read-write even to read where possible: what a killed writer left is rolled back so.
        spot = file if file.exists() else file.parent
        writable = os.access(spot, os.W_OK) and os.access(file.parent, os.W_OK)
        address = f"file:{quote(str(file.resolve()))}?mode={'rwc' if writable else 'ro'}"
        # Autocommit: transactions are begun by us, in _begin.
        connection = sqlite3.connect(address, VISITOR_WAIT_S, isolation_level=None, uri=True)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What goes wrong in the database, as an error for people."""
        try:
            yield
        except OperationalError as failure:
            params = {"reason": _reason(failure)}
            if any(words in params["reason"].casefold() for words in _FULL):
                raise StoreBroken(Problem("error", "store.full", self.name)) from failure
            busy = "locked" in params["reason"] or "timeout" in params["reason"]
            key = "store.busy" if busy else "store.unreachable"
            raise StoreUnreachable(Problem("error", key, self.name, params=params)) from failure
        except DBAPIError as failure:
            params = {"reason": _reason(failure)}
            raise StoreBroken(
                Problem("error", "store.broken", self.name, params=params)
            ) from failure

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            params = {"reason": failure.strerror or ""}
            key = "store.full" if failure.errno in _NO_SPACE else "store.broken"
            raise StoreBroken(Problem("error", key, self.name, params=params)) from failure


def there(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    """Those of some tables that the database has: an earlier release made fewer."""
    names = set(inspect(connection).get_table_names())
    return [table for table in tables if table.name in names]


def _reason(failure: DBAPIError) -> str:
    return " ".join(str(failure.orig).split())[:300]


def database(address: str) -> Database:
    """The database at an address; nothing is created yet.

    Raises
    ------
    LocatorError
        The address is none, or names a kind of database that the store does not support.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "postgresql":
            return Database(url.set(drivername="postgresql+psycopg"))
        if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
            return Database(url)
    except (ArgumentError, NoSuchModuleError, ValueError):
        pass
    raise LocatorError(Problem("error", "store.address", column="LOCATOR_DATABASE_URL"))
