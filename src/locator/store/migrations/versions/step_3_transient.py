"""What is kept for a while only: uploads under way and sign-ins by password."""

from alembic import op
from sqlalchemy import Column, LargeBinary, Text

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make what is not there yet."""
    op.create_table(
        "store_upload",
        Column("owner", Text, primary_key=True),
        Column("city", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("terms", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("until", Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "store_sign_in",
        Column("key", Text, primary_key=True),
        Column("password", Text, nullable=False),
        Column("until", Text, nullable=False),
        if_not_exists=True,
    )
