"""What editors have dealt with of what was asked in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "reviewed",
        sa.Column("wording", sa.String, primary_key=True),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("editor", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("number", _ID),
    )
    op.create_index("reviewed_at", "reviewed", ["at"])
