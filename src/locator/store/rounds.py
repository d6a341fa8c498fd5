"""Rounds of returns: what was asked, what happened, and every answer as it was given.

Nothing here is changed; an answer that is given again is a row of its own. Only the names and
telephone numbers of those who filled in a return are deleted, when their time has come.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from locator import clock
from locator.problems import LocatorError, Problem
from locator.store import sql
from locator.store.model import Answer, RoundEvent, RoundRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row, Select, Table

    from locator.store.store import Store


class Rounds:
    """The rounds of a store, every method one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, city: str, by: str, document: Mapping[str, Any]) -> int:
        """Keep a round; ``document`` is what it asks, ready for JSON.

        Returns its number, which counts from 1 for all cities together.
        """
        table = sql.round_of_returns
        with self._store.database.writing() as connection:
            number = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
            values = {"id": number, "city": city, "at": clock.stamp(), "by": by}
            connection.execute(insert(table).values(**values, document=_text(document)))
        return number

    def all(self) -> list[RoundRecord]:
        """All rounds of all cities, oldest first."""
        table = sql.round_of_returns
        return [
            RoundRecord(row.id, row.city, row.at, row.by, json.loads(row.document))
            for row in self._read(table, select(table).order_by(table.c.id))
        ]

    def happen(
        self,
        number: int,
        kind: str,
        *,
        unit: str = "",
        by: str = "",
        document: Mapping[str, Any] | None = None,
        contact: Mapping[str, str] | None = None,
        unless: Callable[[Sequence[RoundEvent]], RoundEvent | None] = lambda _: None,
    ) -> RoundEvent:
        """Keep what happened in a round, to all of it or to one unit's return.

        Parameters
        ----------
        contact
            Name and telephone of who did it; stored apart, never exported, deleted in time.
        unless
            Looks, within the transaction, at what happened before; an event that it returns
            stands for the new one, and nothing is written. It may raise.
        """
        table = sql.round_event
        with self._store.database.writing() as connection:
            happened = list(map(_event, connection.execute(_events(number))))
            before = unless(happened)
            if before is not None:
                return before
            last = happened[-1].number if happened else 0
            event = RoundEvent(last + 1, unit, kind, clock.stamp(), by, document or {})
            values = {"round": number, "number": event.number, "unit": unit, "kind": kind}
            values |= {"at": event.at, "by": by, "document": _text(event.document)}
            connection.execute(insert(table).values(**values))
            told = {name: text.strip() for name, text in (contact or {}).items() if text.strip()}
            if told:
                values = {"round": number, "number": event.number, "unit": unit}
                written = insert(sql.return_contact).values(**values, contact=_text(told))
                connection.execute(written)
        return event

    def events(self, number: int) -> list[RoundEvent]:
        """What happened in a round, in order."""
        return list(map(_event, self._read(sql.round_event, _events(number))))

    def answers(self, number: int, units: Sequence[str] = ()) -> list[Answer]:
        """Every answer given in a round, in order by unit; of some ``units`` if any are named."""
        table = sql.answer
        asked = select(table).where(table.c.round == number)
        if units:
            asked = asked.where(table.c.unit.in_(units))
        return [
            Answer(
                row.number,
                row.unit,
                row.key,
                json.loads(row.value),
                row.device,
                row.replaces,
                row.at,
            )
            for row in self._read(table, asked.order_by(table.c.unit, table.c.number))
        ]

    def begun(self, number: int) -> dict[str, str]:
        """When each unit of a round gave its first answer (UTC), of those that gave one."""
        table = sql.answer
        asked = select(table.c.unit, func.min(table.c.at).label("at"))
        asked = asked.where(table.c.round == number).group_by(table.c.unit)
        return {row.unit: row.at for row in self._read(table, asked)}

    def write_answers(
        self,
        number: int,
        unit: str,
        device: str,
        values: Mapping[str, tuple[int, Mapping[str, str]]],
        known_as: Callable[[str], str] = str,
    ) -> tuple[int, ...]:
        """Append answers of a unit: by key, the number of the answer replaced, and the value.

        ``known_as`` says under which key the caller knows one that was answered before.

        Returns
        -------
        tuple of int
            Numbers of the answers written.

        Raises
        ------
        LocatorError
            Another answer of a key came in between; nothing is then written.
        """
        with self._store.database.writing() as connection:
            return _write_answers(connection, number, unit, device, values, known_as)

    def contact(self, number: int, unit: str) -> dict[str, str]:
        """Who fills in a unit's return, each detail as it was said last; {} when it was deleted."""
        table = sql.return_contact
        here = (table.c.round == number) & (table.c.unit == unit)
        rows = self._read(table, select(table).where(here).order_by(table.c.number))
        return {name: text for row in rows for name, text in json.loads(row.contact).items()}

    def with_contacts(self) -> set[int]:
        """Numbers of the rounds of which names and telephones are still kept."""
        table = sql.return_contact
        return {row.round for row in self._read(table, select(table.c.round).distinct())}

    def forget_contacts(self, numbers: Iterable[int]) -> int:
        """Delete the names and telephones of some rounds for good; returns how many."""
        table = sql.return_contact
        with self._store.database.writing() as connection:
            return connection.execute(
                delete(table).where(table.c.round.in_(list(numbers)))
            ).rowcount

    def _read(self, table: Table, asked: Select[Any]) -> Sequence[Row[Any]]:
        """Rows of a table; none where the store does not have it yet."""
        with self._store.reading() as connection:
            if connection is None or not sql.there(connection, [table]):
                return []
            return connection.execute(asked).all()


def _events(number: int) -> Select[Any]:
    table = sql.round_event
    return select(table).where(table.c.round == number).order_by(table.c.number)


def _event(row: Row[Any]) -> RoundEvent:
    return RoundEvent(row.number, row.unit, row.kind, row.at, row.by, json.loads(row.document))


def _write_answers(
    connection: Connection,
    number: int,
    unit: str,
    device: str,
    values: Mapping[str, tuple[int, Mapping[str, str]]],
    known_as: Callable[[str], str],
) -> tuple[int, ...]:
    table = sql.answer
    here = (table.c.round == number) & (table.c.unit == unit)
    counted = (
        select(table.c.key, func.max(table.c.number).label("last"))
        .where(here)
        .group_by(table.c.key)
    )
    last = {row.key: row.last for row in connection.execute(counted)}
    then = {known_as(key): key for key in last}
    values = {then.get(key, key): value for key, value in values.items()}
    stale = [key for key, (replaces, _) in values.items() if last.get(key, 0) != replaces]
    if stale:
        raise LocatorError(Problem("error", "returns.answer_moved", value=key) for key in stale)
    numbers = range(first := max(last.values(), default=0) + 1, first + len(values))
    rows = [
        {
            "round": number,
            "unit": unit,
            "number": n,
            "key": key,
            "value": _text(value),
            "device": device,
            "replaces": replaces,
            "at": clock.stamp(),
        }
        for n, (key, (replaces, value)) in zip(numbers, values.items(), strict=True)
    ]
    if rows:
        connection.execute(insert(table), rows)
    return tuple(numbers)


def _text(document: Mapping[str, Any]) -> str:
    # ASCII: whatever an answer holds, every database can keep it.
    return json.dumps(dict(document), sort_keys=True)
