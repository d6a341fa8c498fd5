"""A store's tables are brought to this release step by step, by Alembic, inside the first write.

The steps stand in ``migrations/versions`` and run in the writer's own transaction: all of them are
done or none. A step makes only what is not there, because stores of releases before these steps
hold their tables without a mark of how far they came.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, Table, Text, inspect, select

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: The last of the steps: a store that says so needs none, and Alembic is not even loaded.
HEAD = "4"
_STEPS = Path(__file__).parent / "migrations"
#: Where Alembic notes the step that a store has come to.
_mark = Table("store_migration", MetaData(), Column("version_num", Text))


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Do the steps that a store lacks, within the transaction of ``connection``.

    A store whose mark this release does not know was taken further by a later one, which its
    ``store_version`` allowed us to work beside: it stays as it is.
    """
    if revision(connection) == to:
        return
    from alembic import command  # noqa: PLC0415 - the first write of a store only
    from alembic.config import Config  # noqa: PLC0415 - likewise
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - likewise

    config = Config(attributes={"connection": connection, "version_table": _mark.name})
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if revision(connection) in known | {None}:
        command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """The step that a store has come to; None before the first."""
    if not inspect(connection).has_table(_mark.name):
        return None
    return connection.execute(select(_mark.c.version_num)).scalar()
