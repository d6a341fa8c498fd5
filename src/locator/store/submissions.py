"""What residents and institutions send in: reports of errors, missing venues, offers and needs.

A submission is a kind and a payload whose meaning is the sender's and the desk's business. What
was sent is never changed; what becomes of it is a row of its own. Names and telephone numbers
stand in a table apart, are read one at a time, and leave the store by no export.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from locator import clock
from locator.problems import LocatorError, Problem
from locator.store import sql
from locator.store.log import words
from locator.store.model import OPEN, Decision, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def submit(
    connection: Connection,
    kind: str,
    city: str,
    payload: Mapping[str, Any],
    contact: Mapping[str, str] | None,
) -> int:
    """Write a submission down; see :meth:`locator.store.Store.submit`."""
    number = (connection.execute(select(func.max(sql.submission.c.id))).scalar() or 0) + 1
    connection.execute(
        insert(sql.submission).values(
            id=number,
            city=city,
            kind=kind,
            at=clock.stamp(),
            payload=json.dumps(payload, sort_keys=True),
        )
    )
    given = {name: value.strip() for name, value in (contact or {}).items() if value.strip()}
    if given:
        values = {"submission": number, "contact": json.dumps(given, sort_keys=True)}
        connection.execute(insert(sql.contact).values(**values))
    return number


def submissions(
    connection: Connection, city: str, kind: str | None, state: str | None
) -> list[Submission]:
    """Submissions of a city, oldest first; all kinds and states, or one of them."""
    table = sql.submission
    asked = select(table).where(table.c.city == city).order_by(table.c.id)
    if kind is not None:
        asked = asked.where(table.c.kind == kind)
    decided = _decisions(connection)
    found = [
        Submission(
            row.id,
            row.city,
            row.kind,
            row.at,
            json.loads(row.payload),
            tuple(decided.get(row.id, ())),
        )
        for row in connection.execute(asked)
    ]
    return [one for one in found if state is None or one.state == state]


def _decisions(connection: Connection) -> dict[int, list[Decision]]:
    table = sql.decision
    decided: dict[int, list[Decision]] = {}
    for row in connection.execute(select(table).order_by(table.c.submission, table.c.position)):
        one = Decision(row.state, row.at, row.by, row.why, row.entry)
        decided.setdefault(row.submission, []).append(one)
    return decided


def decide(
    connection: Connection, number: int, state: str, *, by: str, why: str, entry: int | None
) -> None:
    """Write down what became of a submission; see :meth:`locator.store.Store.decide`."""
    known = select(sql.submission.c.id).where(sql.submission.c.id == number)
    if connection.execute(known).first() is None:
        raise LocatorError(Problem("error", "store.no_submission", value=str(number)))
    table = sql.decision
    before = select(func.count()).select_from(table).where(table.c.submission == number)
    connection.execute(
        insert(table).values(
            submission=number,
            position=connection.execute(before).scalar_one(),
            state=state or OPEN,
            at=clock.stamp(),
            by=words(by, "store.by_blank"),
            why=why.strip(),
            entry=entry,
        )
    )


def contact(connection: Connection, number: int) -> dict[str, str]:
    """Who sent a submission, as they gave it; empty when they gave nothing."""
    table = sql.contact
    asked = select(table.c.contact).where(table.c.submission == number)
    found = connection.execute(asked).scalar()
    return {} if found is None else dict(json.loads(found))
