"""The tables, the same in SQLite and in PostgreSQL.

A change here needs a migration beside it; a test compares the two. Hashes are 32 hexadecimal
digits of `privacy.pseudonym`. A private chat has its reader's id, and so its reader's hash.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself in INTEGER only


class Utc(TypeDecorator[datetime]):
    """A moment; SQLite keeps no time zone, so all are turned to UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC.

        Raises:
            ValueError: It has no time zone.
        """
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its time zone."""
        return value and value.replace(tzinfo=UTC)


metadata = MetaData()

exchanges = Table(
    "exchanges",
    metadata,
    Column("update_id", _Id, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("via", String, nullable=False),
    Column("reader", String),
    Column("chat", String),
    Column("message_id", BigInteger),
    Column("question", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("entry_id", String),
    Column("score", Float),
    Column("edition", String, nullable=False),
    Column("language", String, nullable=False),
    Index("exchanges_at", "at"),  # retention, replay of the last days, the unanswered of late
    Index("exchanges_reader", "reader"),
    Index("exchanges_chat_message", "chat", "message_id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("chat", String, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("reader", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("at", Utc, nullable=False),
    Index("feedback_reader", "reader"),
    Index("feedback_at", "at"),
)

waiting = Table(
    "waiting",
    metadata,
    Column("id", _Id, primary_key=True),
    # The only id of a chat that is kept as it is: to tell it, and until it has been told.
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger, nullable=False),
    # No hash beside it: who reads both would know whose questions all the others are.
    Column("question", String, nullable=False),
    Column("language", String, nullable=False),
    Column("since", Utc, nullable=False),
    UniqueConstraint("chat_id", "message_id", name="waiting_once"),
)

languages = Table(
    "languages",
    metadata,
    Column("reader", String, primary_key=True),
    Column("language", String, nullable=False),
    Column("at", Utc, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("update_id", _Id, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Index("updates_at", "at"),
)

editions = Table(
    "editions",
    metadata,
    Column("number", _Id, primary_key=True, autoincrement=False),
    Column("digest", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("editor", BigInteger),  # as Telegram has it: who edits answers for it
    Column("how", String, nullable=False),
    Column("note", String, nullable=False),
    Column("files", JSON, nullable=False),  # the hash of the content, by "story/file name"
)

files = Table(
    "files",
    metadata,
    Column("sha256", String, primary_key=True),  # 64 hexadecimal digits
    # By zlib: 43 kB for each edit of a story of 174 kB. As the difference to the file before, most
    # would be 15 bytes, and a damaged one would take all later ones with it.
    Column("content", LargeBinary, nullable=False),
)

reviewed = Table(
    "reviewed",
    metadata,
    # A hash: what readers typed is in `exchanges` and `waiting`, and goes when they want it gone.
    Column("wording", String, primary_key=True),
    Column("decision", String, nullable=False),
    Column("editor", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    Column("number", _Id),  # of the edition that has the answer
    Index("reviewed_at", "at"),
)
