"""The steps of the store's tables, from every release on, with what people had put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, insert, select, text

from locator.store import Store, migration, sql

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

STEPS = [str(step) for step in range(1, int(migration.HEAD) + 1)]
Held = dict[str, list[tuple[Any, ...]]]


def raw(store: Store) -> AbstractContextManager[Connection]:
    """A transaction on the database in which the store itself has no hand."""
    if (file := store.database.file) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    options = {"locator_writes": True, "locator_wait_s": 1}
    return store.database._engine.execution_options(**options).begin()


def row(table: Table, number: int) -> dict[str, object]:
    """Something for every cell of a row."""
    given: dict[type, object] = {int: number, str: f"甲'%;{number}", bytes: bytes([0, 255, number])}
    return {c.name: given[c.type.python_type] for c in table.c}


def fill(connection: Connection) -> None:
    """Two rows in each table that is there, as an earlier release may have left them."""
    for table in sql.there(connection, sql.metadata.sorted_tables):
        if table is sql.version:
            connection.execute(insert(table).values(version=sql.VERSION))
        else:
            connection.execute(insert(table), [row(table, 1), row(table, 2)])


def held(connection: Connection) -> Held:
    tables = sql.there(connection, sql.metadata.sorted_tables)
    return {
        t.name: [tuple(one) for one in connection.execute(select(t).order_by(*t.c))] for t in tables
    }


def test_the_steps_make_what_the_program_reads(store: Store) -> None:
    """Alembic's own comparison of the tables in the database with those in ``sql.py``."""
    store.submit("note", "99", {"remark": "一"})
    with raw(store) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        context.opts["version_table"] = "store_migration"
        found = compare_metadata(context, sql.metadata)
        assert [one for one in found if "store_migration" not in str(one)] == []
        assert migration.revision(connection) == migration.HEAD


def test_the_last_step_is_the_head() -> None:
    steps = ScriptDirectory(str(migration._STEPS))
    assert steps.get_heads() == [migration.HEAD]
    assert [one.revision for one in steps.walk_revisions()] == STEPS[::-1]


@pytest.mark.parametrize("step", STEPS)
def test_a_store_of_any_step_is_taken_on_by_the_first_write(store: Store, step: str) -> None:
    with raw(store) as connection:
        migration.upgrade(connection, step)
        fill(connection)
        before = held(connection)
    assert store.submit("note", "99", {"remark": "新"}) == 3
    with raw(store) as connection:
        after = held(connection)
        assert migration.revision(connection) == migration.HEAD
    assert set(after) == set(sql.metadata.tables)
    sent = after["store_submission"].pop()
    assert (sent[0], sent[2]) == (3, "note")
    assert {name: after[name] for name in before} == before
    assert not any(after[name] for name in set(after) - set(before))


def test_a_store_made_before_there_were_steps_keeps_what_it_has(store: Store) -> None:
    with raw(store) as connection:
        sql.metadata.create_all(connection)
        fill(connection)
        before = held(connection)
    store.submit("note", "99", {"remark": "新"})
    with raw(store) as connection:
        after = held(connection)
        assert migration.revision(connection) == migration.HEAD
    after["store_submission"].pop()
    assert after == before


def test_a_store_that_a_later_release_took_further_is_written_to_as_it_is(store: Store) -> None:
    """Two replicas of two releases over one database, while one after the other restarts."""
    store.submit("note", "99", {"remark": "一"})
    store.database.close()
    with raw(store) as connection:
        connection.execute(text("CREATE TABLE store_later (number INTEGER)"))
        connection.execute(text("UPDATE store_migration SET version_num = 'later'"))
    assert store.submit("note", "99", {"remark": "二"}) == 2
    with raw(store) as connection:
        assert migration.revision(connection) == "later"
        assert len(held(connection)["store_submission"]) == 2


def test_a_step_that_fails_leaves_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw(store) as connection:
        migration.upgrade(connection, "1")
        fill(connection)
        before = held(connection)
    with monkeypatch.context() as broken:
        broken.setattr("alembic.op.create_table", _no_space)
        with pytest.raises(RuntimeError, match="没有地方"):
            store.submit("note", "99", {"remark": "新"})
    with raw(store) as connection:
        assert (migration.revision(connection), held(connection)) == ("1", before)
    assert store.submit("note", "99", {"remark": "新"}) == 3


def _no_space(*_given: object, **_more: object) -> None:
    raise RuntimeError("没有地方")
