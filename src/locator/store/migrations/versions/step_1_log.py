"""What the first release made: the log, what was sent in, decisions and snapshots."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, Text

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make what is not there yet."""
    op.create_table("store_version", Column("version", Integer, nullable=False), if_not_exists=True)
    op.create_table(
        "store_entry",
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
        if_not_exists=True,
    )
    op.create_table(
        "store_change",
        Column("city", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("file", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("before", Text),
        Column("after", Text),
        ForeignKeyConstraint(["city", "number"], ["store_entry.city", "store_entry.number"]),
        if_not_exists=True,
    )
    op.create_index("store_change_file", "store_change", ["city", "file"], if_not_exists=True)
    op.create_table(
        "store_submission",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("city", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("payload", Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "store_contact",
        Column("submission", Integer, primary_key=True, autoincrement=False),
        Column("contact", Text, nullable=False),
        ForeignKeyConstraint(["submission"], ["store_submission.id"]),
        if_not_exists=True,
    )
    op.create_table(
        "store_decision",
        Column("submission", Integer, primary_key=True, autoincrement=False),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("state", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("entry", Integer),
        ForeignKeyConstraint(["submission"], ["store_submission.id"]),
        if_not_exists=True,
    )
    op.create_table(
        "store_snapshot",
        Column("city", Text, primary_key=True),
        Column("name", Text, primary_key=True),
        Column("document", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        if_not_exists=True,
    )
