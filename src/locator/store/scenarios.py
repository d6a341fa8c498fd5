"""Scenarios in the store: every one that was kept, the last of each name counts.

Functions of a connection, as in :mod:`locator.store.log`. They stand apart from the log: nothing
of a scenario is published by being kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from locator import clock
from locator.problems import LocatorError, Problem
from locator.reach.scenario_file import read_scenario, scenario_json
from locator.store import sql
from locator.store.model import KeptScenario
from locator.store.snapshots import sha256_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from locator.reach.scenario import Scenario


def keep(connection: Connection, scenario: Scenario, by: str) -> None:
    """Write a scenario down after those of its name; one without actions withdraws them."""
    table = sql.scenario
    last = select(func.max(table.c.number)).where(table.c.city == scenario.city)
    document = scenario_json(scenario) if scenario.actions else ""
    values = {
        "city": scenario.city,
        "number": (connection.execute(last).scalar() or 0) + 1,
        "name": scenario.name,
        "at": clock.stamp(),
        "by": by,
        "document": document,
        "sha256": sha256_of(document),
    }
    connection.execute(insert(table).values(**values))


def kept(connection: Connection, city: str) -> list[KeptScenario]:
    """The last scenario of each name of a city that was not withdrawn, newest first."""
    table = sql.scenario
    if not sql.there(connection, [table]):
        return []
    asked = select(table).where(table.c.city == city).order_by(table.c.number)
    last = {row.name: row for row in connection.execute(asked)}
    for row in last.values():
        if sha256_of(row.document) != row.sha256:
            raise LocatorError(Problem("error", "store.verify_scenario", value=row.name))
    rows = sorted((row for row in last.values() if row.document), key=lambda row: -row.number)
    return [
        KeptScenario(row.number, row.at, row.by, read_scenario(row.document, row.name))
        for row in rows
    ]


def altered(connection: Connection) -> list[Problem]:
    """Scenarios that were altered in the database by other means than this program."""
    table = sql.scenario
    if not sql.there(connection, [table]):
        return []
    return [
        Problem("error", "store.verify_scenario", value=row.name)
        for row in connection.execute(select(table))
        if not isinstance(row.document, str) or sha256_of(row.document) != row.sha256
    ]
