"""Scenarios as planners kept them."""

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Make what is not there yet."""
    op.create_table(
        "store_scenario",
        Column("city", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("document", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        if_not_exists=True,
    )
