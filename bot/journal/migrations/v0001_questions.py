"""The journal's first tables: exchanges, feedback, who waits, languages, update ids."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "exchanges",
        sa.Column("update_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("reader", sa.String),
        sa.Column("chat", sa.String),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("entry_id", sa.String),
        sa.Column("score", sa.Float),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
    )
    op.create_index("exchanges_at", "exchanges", ["at"])
    op.create_index("exchanges_reader", "exchanges", ["reader"])
    op.create_index("exchanges_chat_message", "exchanges", ["chat", "message_id"])
    op.create_table(
        "feedback",
        sa.Column("chat", sa.String, primary_key=True),
        sa.Column("message_id", sa.BigInteger, primary_key=True),
        sa.Column("reader", sa.String, primary_key=True),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("feedback_reader", "feedback", ["reader"])
    op.create_index("feedback_at", "feedback", ["at"])
    op.create_table(
        "waiting",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.UniqueConstraint("chat_id", "message_id", name="waiting_once"),
    )
    op.create_table(
        "languages",
        sa.Column("reader", sa.String, primary_key=True),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "updates",
        sa.Column("update_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("updates_at", "updates", ["at"])
