"""Editions, and the files they are of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "editions",
        sa.Column("number", _ID, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("editor", sa.BigInteger),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
