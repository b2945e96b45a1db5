"""What the journal's tests share: a reader, a question, and a look into the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from bot.journal import Exchange, Journal
from bot.journal.database import open_engine

READER, CHAT, MESSAGE = 700_800_900, -1_001_234_567, 4321
QUESTION = "Did the kraken burn the harbour?"
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DIGEST = "3f9c2ab" * 9 + "3"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move it on, by so many `days`, `hours` or `minutes`."""
        self.now += timedelta(**time)


def journal(url: str, *, now: Callable[[], datetime] = lambda: NOW, **options: Any) -> Journal:
    """Return a journal that tries again soon."""
    settings: dict[str, Any] = {
        "key": b"of the tests",
        "retention_days": 30,
        "pauses_s": (0.01, 0.02),
    }
    return Journal(url, now=now, **(settings | options))


def exchange(update_id: int = 1, **changes: Any) -> Exchange:
    """Return what the reader asked in the group, and the answer to it."""
    told: dict[str, Any] = {
        "at": NOW,
        "via": "group",
        "reader_id": READER,
        "chat_id": CHAT,
        "message_id": MESSAGE,
        "question": QUESTION,
        "outcome": "answer",
        "reason": None,
        "entry_id": "cause",
        "score": 91.5,
        "edition": DIGEST,
        "language": "en",
    }
    return Exchange(update_id=update_id, **(told | changes))


async def stored(url: str, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, as anybody reads them who can open the database."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        found = await connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
        rows = [dict(row) for row in found.mappings()]
    await engine.dispose()
    return rows


async def settled(journal: Journal) -> None:
    """Wait until all that is queued has been written."""
    await journal.waiting(within_s=20)
    assert journal.state.queued == 0
