"""Rounds of returns: how each was opened, what happened in it, drafts, who filled them in."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, Text

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make what is not there yet."""
    op.create_table(
        "store_round",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("city", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("document", Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "store_round_event",
        Column("round", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("unit", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("document", Text, nullable=False),
        ForeignKeyConstraint(["round"], ["store_round.id"]),
        if_not_exists=True,
    )
    op.create_table(
        "store_answer",
        Column("round", Integer, primary_key=True, autoincrement=False),
        Column("unit", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("key", Text, nullable=False),
        Column("value", Text, nullable=False),
        Column("device", Text, nullable=False),
        Column("replaces", Integer, nullable=False),
        Column("at", Text, nullable=False),
        ForeignKeyConstraint(["round"], ["store_round.id"]),
        if_not_exists=True,
    )
    op.create_table(
        "store_return_contact",
        Column("round", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("unit", Text, nullable=False),
        Column("contact", Text, nullable=False),
        ForeignKeyConstraint(["round"], ["store_round.id"]),
        if_not_exists=True,
    )
