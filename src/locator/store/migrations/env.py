"""How Alembic runs the steps: on the writer's connection, in its transaction."""

from alembic import context

_given = context.config.attributes
context.configure(connection=_given["connection"], version_table=_given["version_table"])
context.run_migrations()
