"""Connections to PostgreSQL whose every answer is waited for so long and no longer.

A server bounds its own statements; one that hangs, or a network that swallows what is sent, bounds
nothing. What is not answered in time closes the connection and is an error as any other.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy import event

from locator.store.model import VISITOR_WAIT_S

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

#: How much longer than the server is to wait it is waited for, in seconds: it says more.
_GRACE_S = 1


class BoundedConnection(psycopg.Connection[Any]):
    """``answer_s`` is how long an answer is waited for, in seconds."""

    answer_s: float = VISITOR_WAIT_S

    def wait(self, gen: Generator[Any, Any, T], *given: Any, **named: Any) -> T:
        """The answer of a question under way; raises ``OperationalError`` where none comes."""
        return super().wait(self._until(gen, time.monotonic() + self.answer_s), *given, **named)

    def _until(self, gen: Generator[Any, Any, T], until_s: float) -> Generator[Any, Any, T]:
        try:
            wanted = next(gen)
            while True:
                # The driver comes back with nothing several times a second.
                ready = yield wanted
                if not ready and time.monotonic() > until_s:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as ended:
            answer: T = ended.value
            return answer


def bound(engine: Engine) -> None:
    """Have an engine connect so; its option ``locator_wait_s`` says how long answers may take."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, words: Any, named: Any) -> BoundedConnection:
        return BoundedConnection.connect(*words, **named)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        wait_s = connection.get_execution_options()["locator_wait_s"]
        _driver(connection.connection.driver_connection, wait_s + _GRACE_S)

    @event.listens_for(engine, "checkin")
    def _checkin(driver: Any, _record: object) -> None:
        _driver(driver, VISITOR_WAIT_S)  # whoever takes it next sees first whether it lives


def _driver(driver: Any, answer_s: float) -> None:
    if isinstance(driver, BoundedConnection):
        driver.answer_s = answer_s
