"""The store as the rest of the program sees it: one object, every method one transaction."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from locator import store
from locator.store.model import VISITOR_WAIT_S, WAIT_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from locator.coverage.snapshots import Snapshot
    from locator.pack.change import RowChange
    from locator.problems import Problem
    from locator.reach.scenario import Scenario
    from locator.store.model import Check, Entry, KeptScenario, KeptUpload, Source, Submission
    from locator.store.rounds import Rounds
    from locator.store.sql import Database

#: An address of a SQLite file that needs no reading between its letters.
_PLAIN = re.compile(r"sqlite:///([\w./-]*[\w.-])", re.ASCII)


class Store:
    """What was published for every city, what was sent in, and what was recorded.

    Numbers of entries count from 1 for each city, which is named by its code. A store that was
    never written to reads as an empty one, and reading does not create it. Every method may raise
    :class:`locator.store.StoreUnreachable` when the database does not answer.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        plain = _PLAIN.fullmatch(address)
        #: The file of a store that can be found absent without asking SQL.
        self._file = Path(plain[1]) if plain else None
        if self._file is None:
            _ = self.database  # an address that is none is said at once

    @cached_property
    def database(self) -> Database:
        """The database itself."""
        return store.sql.database(self._address)

    @property
    def name(self) -> str:
        """The address of the database, without its password."""
        return self._address if self._file else self.database.name

    @property
    def generation(self) -> int:
        """Number of writes by this process: while it stays, only others can have written."""
        return self.database.generation if "database" in vars(self) else 0

    def close(self) -> None:
        """Close connections that are kept for later; the store can be used again."""
        if "database" in vars(self):
            self.database.close()

    @cached_property
    def rounds(self) -> Rounds:
        """Rounds of returns."""
        return store.rounds.Rounds(self)

    @contextmanager
    def reading(self, wait_s: int = VISITOR_WAIT_S) -> Iterator[Connection | None]:
        """A transaction that reads; None where nothing was ever written."""
        if self._file is not None and not self._file.is_file():
            yield None  # which is seen without SQL
            return
        with self.database.reading(wait_s) as connection:
            yield connection

    # -- the log -------------------------------------------------------------------------------

    def head(self, city: str) -> int:
        """Number of a city's last entry, 0 when there is none."""
        with self.reading() as connection:
            return 0 if connection is None else store.log.head(connection, city)

    def digest(self, city: str, number: int) -> str:
        """Checksum of a city's log up to an entry; ``""`` where there is no such entry."""
        with self.reading() as connection:
            return "" if connection is None else store.log.digest(connection, city, number)

    def log(self, city: str) -> list[Entry]:
        """All entries of a city, oldest first."""
        with self.reading() as connection:
            return [] if connection is None else store.log.entries(connection, city)

    def changes(
        self, city: str, number: int | None = None, upto: int | None = None
    ) -> tuple[RowChange, ...]:
        """Changes of a city in order: all, those of entry ``number``, or all ``upto`` an entry."""
        with self.reading() as connection:
            return () if connection is None else store.log.changes(connection, city, number, upto)

    def publish(
        self,
        city: str,
        changes: Iterable[RowChange],
        *,
        by: str,
        why: str,
        source: Source | None = None,
        head: int,
        check: Check | None = None,
    ) -> Entry:
        """Append changes to a city's log as one entry: all of them, or none.

        The store knows the log, not the files. :meth:`locator.site.Site.publish` is what pages and
        commands call: it passes a ``check`` that the changed pack has no errors.

        Parameters
        ----------
        changes
            What changes. A row that the log has changed before must be ``before`` what the log
            left; entries after ``head`` that touched other rows are no obstacle.
        by, why
            Who publishes and for what reason; neither may be blank.
        source
            The file that the changes came from, if they came from one.
        head
            Number of the last entry that the planner had seen.
        check
            Called within the transaction with all changes of the city, these last; nothing is
            written when it raises.

        Raises
        ------
        StoreConflict
            Somebody else changed the same rows: what, and by which entry.
        LocatorError
            There are no changes, one is malformed, or ``by`` or ``why`` is blank.
        """
        with self.database.writing() as connection:
            return store.log.publish(
                connection,
                city,
                tuple(changes),
                by=by,
                why=why,
                source=source,
                seen=head,
                check=check,
            )

    def undo(
        self, city: str, number: int, *, by: str, why: str, check: Check | None = None
    ) -> Entry:
        """Append an entry that takes another one back; ``check`` as in :meth:`publish`.

        An undo is an entry like any other, and can itself be undone.

        Raises
        ------
        LocatorError
            There is no such entry, or later entries changed the same rows (an undo of it too):
            they have to be undone first.
        """
        with self.database.writing() as connection:
            return store.log.undo(connection, city, number, by=by, why=why, check=check)

    def verify(self) -> list[Problem]:
        """Entries (:func:`log.verify`), snapshots and scenarios that were altered, not appended."""
        with self.reading(WAIT_S) as connection:
            if connection is None:
                return []
            return [
                *store.log.verify(connection),
                *store.snapshots.altered(connection),
                *store.scenarios.altered(connection),
            ]

    def digests(self) -> dict[str, str]:
        """Checksum of each city's whole log; kept elsewhere, it proves that nothing was cut."""
        with self.reading(WAIT_S) as connection:
            return {} if connection is None else store.log.digests(connection)

    def back_up(self, out: Path) -> int:
        """Write everything but contacts to a backup file; returns the number of rows.

        Raises
        ------
        LocatorError
            ``out`` exists, or cannot be written.
        """
        with self.reading(WAIT_S) as connection:
            return store.backup.write_backup(connection, out)

    def restore(self, file: Path) -> int:
        """Put a backup file into this store, which must be empty; returns the number of rows.

        Raises
        ------
        LocatorError
            The store is not empty, the file is no backup, or what it holds was altered; nothing
            is then kept.
        """
        with self.database.writing() as connection:
            return store.backup.restore(connection, file)

    # -- snapshots -----------------------------------------------------------------------------

    def keep(self, snapshot: Snapshot) -> None:
        """Keep a snapshot for good.

        Raises
        ------
        LocatorError
            The city has one of that name already.
        """
        with self.database.writing() as connection:
            store.snapshots.keep(connection, snapshot)

    def snapshots(self, city: str) -> list[Snapshot]:
        """Snapshots of a city, oldest first.

        Raises
        ------
        LocatorError
            One was altered in the database.
        """
        with self.reading() as connection:
            return [] if connection is None else store.snapshots.kept(connection, city)

    # -- scenarios -----------------------------------------------------------------------------

    def keep_scenario(self, scenario: Scenario, by: str) -> None:
        """Keep a scenario of a city; the last of a name counts, one without actions withdraws it.

        It is published nowhere by that.
        """
        with self.database.writing() as connection:
            store.scenarios.keep(connection, scenario, by)

    def scenarios(self, city: str) -> list[KeptScenario]:
        """Scenarios of a city that count, newest first.

        Raises
        ------
        LocatorError
            One was altered in the database.
        """
        with self.reading() as connection:
            return [] if connection is None else store.scenarios.kept(connection, city)

    # -- kept for a while ----------------------------------------------------------------------

    def keep_upload(self, one: KeptUpload, now: str) -> None:
        """Keep an upload in place of the one that its owner had under way for the city.

        ``now`` as :func:`locator.clock.stamp` writes it: what has expired by then is taken out.
        """
        with self.database.writing() as connection:
            store.transient.keep_upload(connection, one, now)

    def keep_terms(self, owner: str, city: str, terms: str) -> None:
        """Keep what was said meanwhile about an upload that is kept."""
        with self.database.writing() as connection:
            store.transient.keep_terms(connection, owner, city, terms)

    def upload(self, owner: str, city: str, now: str) -> KeptUpload | None:
        """The upload that its owner has under way for a city, unless it has expired."""
        with self.reading() as connection:
            return (
                None if connection is None else store.transient.upload(connection, owner, city, now)
            )

    def drop_upload(self, owner: str, city: str) -> None:
        """Take an upload out: published, discarded."""
        with self.database.writing() as connection:
            store.transient.drop_upload(connection, owner, city)

    def keep_sign_in(self, key: str, password: str, until: str, now: str) -> None:
        """Keep a sign-in by password, as digests of its key and of the password's hash."""
        with self.database.writing() as connection:
            store.transient.keep_sign_in(connection, key, password, until, now)

    def signed_in(self, key: str, password: str, now: str) -> str:
        """Until when a sign-in holds, ``""`` where it does not."""
        with self.reading() as connection:
            return (
                ""
                if connection is None
                else store.transient.signed_in(connection, key, password, now)
            )

    def end_sign_in(self, key: str) -> None:
        """Take a sign-in out."""
        with self.database.writing() as connection:
            store.transient.end_sign_in(connection, key)

    # -- from the public -----------------------------------------------------------------------

    def submit(
        self,
        kind: str,
        city: str,
        payload: Mapping[str, Any],
        contact: Mapping[str, str] | None = None,
    ) -> int:
        """Keep something that a visitor sent; limits on length and rate are the caller's.

        Raises :class:`locator.store.StoreUnreachable` when a writer holds the database longer than
        a visitor is to wait.

        Parameters
        ----------
        kind
            What it is, in the caller's words: a report of an error, an offer, a need …
        payload
            What was sent, ready for JSON, without anything that says who sent it.
        contact
            Name, telephone … as far as given; stored apart and never exported.

        Returns
        -------
        int
            Its number.
        """
        with self.database.writing(VISITOR_WAIT_S) as connection:
            return store.submissions.submit(connection, kind, city, payload, contact)

    def submissions(
        self, city: str, *, kind: str | None = None, state: str | None = None
    ) -> list[Submission]:
        """Submissions of a city, oldest first; ``state`` is ``open`` or one decided on."""
        with self.reading() as connection:
            if connection is None:
                return []
            return store.submissions.submissions(connection, city, kind, state)

    def decide(
        self, number: int, state: str, *, by: str, why: str = "", entry: int | None = None
    ) -> None:
        """Say what becomes of a submission; earlier decisions stay on record.

        ``state`` is the desk's word (``accepted``, ``declined`` …), ``entry`` the number of the
        log entry by which it was published.

        Raises
        ------
        LocatorError
            There is no such submission, or ``by`` is blank.
        """
        with self.database.writing() as connection:
            store.submissions.decide(connection, number, state, by=by, why=why, entry=entry)

    def contact(self, number: int) -> dict[str, str]:
        """Who sent a submission, as they gave it; empty when they gave nothing."""
        with self.reading() as connection:
            return {} if connection is None else store.submissions.contact(connection, number)


@cache
def open_store(address: str) -> Store:
    """The store at an address, the same object for the same address; nothing is created yet.

    Raises
    ------
    LocatorError
        The address is none, or names a kind of database that the store does not support.
    """
    return Store(address)
