"""Rounds of returns: what was asked, what happened, and every answer as it was given.

Functions of a connection, as in :mod:`locator.store.log`. Nothing here is changed; an answer that
is given again is a row of its own. Only the names and telephone numbers of those who filled in a
return are deleted, when their time has come.
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
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection


def open_round(connection: Connection, city: str, by: str, document: Mapping[str, Any]) -> int:
    """Write a round down; its number counts from 1 for all cities together."""
    table = sql.round_of_returns
    number = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    values = {
        "id": number,
        "city": city,
        "at": clock.stamp(),
        "by": by,
        "document": _text(document),
    }
    connection.execute(insert(table).values(**values))
    return number


def rounds(connection: Connection) -> list[RoundRecord]:
    """All rounds of all cities, oldest first."""
    table = sql.round_of_returns
    if not sql.there(connection, [table]):
        return []
    return [
        RoundRecord(row.id, row.city, row.at, row.by, json.loads(row.document))
        for row in connection.execute(select(table).order_by(table.c.id))
    ]


def happen(
    connection: Connection,
    number: int,
    kind: str,
    *,
    unit: str = "",
    by: str = "",
    document: Mapping[str, Any] | None = None,
    contact: Mapping[str, str] | None = None,
) -> RoundEvent:
    """Write down what happened in a round, and apart from it who did it."""
    table = sql.round_event
    last = select(func.max(table.c.number)).where(table.c.round == number)
    event = RoundEvent(
        (connection.execute(last).scalar() or 0) + 1, unit, kind, clock.stamp(), by, document or {}
    )
    values = {"round": number, "number": event.number, "unit": unit, "kind": kind}
    values |= {"at": event.at, "by": by, "document": _text(event.document)}
    connection.execute(insert(table).values(**values))
    given = {name: text.strip() for name, text in (contact or {}).items() if text.strip()}
    if given:
        values = {"round": number, "number": event.number, "unit": unit, "contact": _text(given)}
        connection.execute(insert(sql.return_contact).values(**values))
    return event


def events(connection: Connection, number: int) -> list[RoundEvent]:
    """What happened in a round, in order."""
    table = sql.round_event
    if not sql.there(connection, [table]):
        return []
    asked = select(table).where(table.c.round == number).order_by(table.c.number)
    return [
        RoundEvent(row.number, row.unit, row.kind, row.at, row.by, json.loads(row.document))
        for row in connection.execute(asked)
    ]


def answers(connection: Connection, number: int, units: Sequence[str] = ()) -> list[Answer]:
    """Every answer of a round, in order by unit; of some units only if any are given."""
    table = sql.answer
    if not sql.there(connection, [table]):
        return []
    asked = select(table).where(table.c.round == number)
    if units:
        asked = asked.where(table.c.unit.in_(units))
    return [
        Answer(
            row.number, row.unit, row.key, json.loads(row.value), row.device, row.replaces, row.at
        )
        for row in connection.execute(asked.order_by(table.c.unit, table.c.number))
    ]


def write_answers(
    connection: Connection,
    number: int,
    unit: str,
    device: str,
    given: Mapping[str, tuple[int, Mapping[str, str]]],
) -> tuple[int, ...]:
    """Append answers; each says which number of its key it replaces.

    Returns
    -------
    tuple of int
        Numbers of the answers written.

    Raises
    ------
    LocatorError
        Another answer of a key came in between: nothing is then written.
    """
    table = sql.answer
    here = (table.c.round == number) & (table.c.unit == unit)
    counted = (
        select(table.c.key, func.max(table.c.number).label("last"))
        .where(here)
        .group_by(table.c.key)
    )
    last = {row.key: row.last for row in connection.execute(counted)}
    stale = [key for key, (replaces, _) in given.items() if last.get(key, 0) != replaces]
    if stale:
        raise LocatorError(Problem("error", "returns.answer_moved", value=key) for key in stale)
    numbers = range(first := max(last.values(), default=0) + 1, first + len(given))
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
        for n, (key, (replaces, value)) in zip(numbers, given.items(), strict=True)
    ]
    if rows:
        connection.execute(insert(table), rows)
    return tuple(numbers)


def contacts(connection: Connection, number: int, unit: str) -> dict[str, str]:
    """Who filled in a unit's return last, as far as they said and it is still kept."""
    table = sql.return_contact
    if not sql.there(connection, [table]):
        return {}
    here = (table.c.round == number) & (table.c.unit == unit)
    asked = select(table.c.contact).where(here).order_by(table.c.number.desc())
    found = connection.execute(asked).scalar()
    return {} if found is None else dict(json.loads(found))


def with_contacts(connection: Connection) -> set[int]:
    """Numbers of the rounds of which contacts are still kept."""
    table = sql.return_contact
    if not sql.there(connection, [table]):
        return set()
    return set(connection.execute(select(table.c.round).distinct()).scalars())


def forget(connection: Connection, numbers: Iterable[int]) -> int:
    """Delete the contacts of some rounds; returns how many there were."""
    table = sql.return_contact
    return connection.execute(delete(table).where(table.c.round.in_(list(numbers)))).rowcount


def _text(document: Mapping[str, Any]) -> str:
    # ASCII: whatever an answer holds, every database can keep it.
    return json.dumps(dict(document), sort_keys=True)
