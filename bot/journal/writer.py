"""The writer: one queue into the database, in order, whatever becomes of the database."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.journal.database import described, is_refused

logger = logging.getLogger(__name__)

PAUSES_S = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
"""Between the tries while the database fails, in seconds; the last one for ever."""

_MOST_AT_ONCE = 500
_TRY_S = 30.0
_TIDY_EACH = timedelta(hours=1)
_REMINDED_AT = 8
"""Failed tries after which the operator is reminded; then after twice as many, and so on."""

Work = Callable[[AsyncConnection], Awaitable[Any]]


@dataclass(slots=True, eq=False)
class Row:
    """One record; those of one statement are written together.

    Attributes:
        statement: Inserts or deletes it.
        parameters: The values for it.
        owner: The pseudonym of whom it is about.
    """

    statement: Executable
    parameters: dict[str, Any]
    owner: str | None = None


@dataclass(slots=True, eq=False)
class Errand:
    """Work whose result somebody waits for.

    Attributes:
        work: What is to be done, in a transaction with its neighbours in the queue.
        done: Gets the result after the commit; None when it will not be done.
        owner: The pseudonym of whom it is about.
        is_promised: Whether it is done also when nobody waits any more.
    """

    work: Work
    done: asyncio.Future[Any]
    owner: str | None
    is_promised: bool

    def end(self, result: Any) -> None:
        """Hand the result over, if it is still waited for."""
        if not self.done.done():
            self.done.set_result(result)


@dataclass(frozen=True, slots=True)
class State:
    """How the journal does.

    Attributes:
        written: Records that the database has taken since the start.
        queued: Records that it has not taken yet.
        lost: Records that it never will: they were too many, or it refused them.
        trouble: What is wrong with the database now.
    """

    written: int
    queued: int
    lost: int
    trouble: str | None


class Writer:
    """Takes records without waiting, and writes them while its task runs.

    Args:
        engine: The way to the database.
        prepare: What is done before anything is written, and again after each failure: the
            database may be another by then.
        tidy: What is done each hour.
        most_queued: Records that may wait; more are lost, the newest first.
        pauses_s: Between tries, in seconds; the last one for ever.
        now: The time, with a time zone.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        prepare: Work,
        tidy: Work,
        *,
        most_queued: int,
        pauses_s: Sequence[float],
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._prepare = prepare
        self._tidy = tidy
        self._most_queued = most_queued
        self._pauses_s = pauses_s
        self._now = now
        self._queue: deque[Row | Errand] = deque()
        self._batch: list[Row | Errand] = []  # what is being written, until it is
        self._written = self._lost = self._failed = 0
        self._trouble: str | None = None
        self._told: set[str] = set()  # the troubles of this failure that the operator knows
        self._is_full = self._is_prepared = False
        self._tidied: datetime | None = None
        self._wake, self._tried, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def state(self) -> State:
        """How it does."""
        queued = len(self._queue) + len(self._batch)
        return State(self._written, queued, self._lost, self._trouble)

    @property
    def promised(self) -> set[str | None]:
        """The owners of errands that will be done, but are not yet."""
        queued = (*self._batch, *self._queue)
        return {e.owner for e in queued if isinstance(e, Errand) and e.is_promised}

    def put(self, item: Row | Errand) -> bool:
        """Queue an item; return whether there was room, which a promised errand always finds."""
        is_promised = isinstance(item, Errand) and item.is_promised
        is_full = self.state.queued >= self._most_queued and not is_promised
        if is_full and not self._is_full:
            self._is_full = True
            logger.error("the journal's queue is full, the newest records are lost")
        if is_full or self._closing.is_set():
            self._lost += isinstance(item, Row)
            return False
        self._queue.append(item)
        self._wake.set()
        return True

    def lose(self, error: Exception) -> None:
        """Count a record that cannot be written because of itself."""
        self._lost += 1
        logger.error("a record was dropped from the journal: %s", described(error))

    def drop(self, owner: str) -> None:
        """Remove everything of that owner from the queue."""
        mine = [item for item in (*self._batch, *self._queue) if item.owner == owner]
        self._batch = [item for item in self._batch if item.owner != owner]
        self._queue = deque(item for item in self._queue if item.owner != owner)
        for item in mine:
            if isinstance(item, Errand):
                item.end(None)

    async def ask(
        self, work: Work, within_s: float, owner: str | None = None, *, is_promised: bool = False
    ) -> Any:
        """Return what `work` comes to, after all that is queued; None when there is no time.

        Then it is not done later either, unless it is promised.
        """
        done = asyncio.get_running_loop().create_future()
        if not self.put(Errand(work, done, owner, is_promised)):
            return None
        await asyncio.wait({done}, timeout=within_s)
        if not done.done() and not is_promised:
            done.set_result(None)
        return done.result() if done.done() else None

    async def start(self, within_s: float) -> None:
        """Start writing; return when the database was found or found missing, or in that time."""
        self._task = asyncio.create_task(self._run())
        try:
            async with asyncio.timeout(within_s):
                await self._tried.wait()
        except TimeoutError:
            return
        except asyncio.CancelledError:  # then nobody will close it
            self._task.cancel()
            raise

    async def close(self, within_s: float) -> None:
        """Write what is queued, as far as that goes in that time, and end."""
        self._closing.set()
        self._wake.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=within_s)
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=within_s)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._engine.dispose()
        left = [*self._batch, *self._queue]
        self._batch, self._queue = [], deque()
        for item in left:
            if isinstance(item, Errand):
                item.end(None)
        self._lost += len(left)
        if left:
            logger.error("the journal was closed, %d records not written", len(left))

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_TRY_S):
                    await self._step()
            except Exception as error:  # readers are answered whatever the database does
                self._is_prepared = False
                self._note_failure(described(error))
                self._tried.set()
                if self._closing.is_set():
                    return
                with contextlib.suppress(TimeoutError):
                    pause_s = self._pauses_s[min(self._failed, len(self._pauses_s)) - 1]
                    await asyncio.wait_for(self._closing.wait(), pause_s)
                continue
            self._note_success()
            self._tried.set()
            if self._queue:
                continue
            if self._closing.is_set():
                return
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._until_tidied_s())

    def _until_tidied_s(self) -> float:
        now = self._now()
        return max(1.0, ((self._tidied or now) + _TIDY_EACH - now).total_seconds())

    async def _step(self) -> None:
        """Write one batch, and first what must come first.

        Raises:
            Exception: The database fails.
        """
        if not self._is_prepared:
            async with self._engine.begin() as connection:
                await self._prepare(connection)
            self._is_prepared = True
        if self._tidied is None or self._now() - self._tidied >= _TIDY_EACH:
            async with self._engine.begin() as connection:
                await self._tidy(connection)
            self._tidied = self._now()
        while self._queue and len(self._batch) < _MOST_AT_ONCE:
            self._batch.append(self._queue.popleft())
        batch = [*self._batch]
        if not batch:
            return
        try:
            results, refused = await self._write_together(batch), 0
        except Exception as error:
            if not is_refused(error):
                raise
            results, refused = await self._write_one_by_one(batch)
        self._batch = []
        self._written += len(batch) - refused
        self._lost += refused
        for errand, result in results:
            errand.end(result)

    async def _write_together(self, batch: list[Row | Errand]) -> list[tuple[Errand, Any]]:
        """Write a batch in one transaction; return the results of its errands."""
        results = []
        async with self._engine.begin() as connection:
            rows: dict[int, list[Row]] = {}  # by statement; between errands their order is free
            for item in batch:
                if isinstance(item, Row):
                    rows.setdefault(id(item.statement), []).append(item)
                    continue
                await _write_rows(connection, rows)
                rows = {}
                if not item.done.done():
                    results.append((item, await item.work(connection)))
            await _write_rows(connection, rows)
        return results

    async def _write_one_by_one(
        self, batch: list[Row | Errand]
    ) -> tuple[list[tuple[Errand, Any]], int]:
        """Write what the database takes of a batch; return results, and how many it refused."""
        results: list[tuple[Errand, Any]] = []
        refused = 0
        async with self._engine.begin() as connection:
            for item in batch:
                try:
                    async with connection.begin_nested():
                        if isinstance(item, Row):
                            await connection.execute(item.statement, item.parameters)
                        elif not item.done.done():
                            results.append((item, await item.work(connection)))
                except Exception as error:
                    if not is_refused(error):
                        raise
                    refused += 1
                    logger.error("the database refused a record: %s", described(error))
                    if isinstance(item, Errand):
                        results.append((item, None))
        return results, refused

    def _note_failure(self, trouble: str) -> None:
        self._failed += 1
        self._trouble = trouble
        if trouble not in self._told:
            self._told.add(trouble)
            logger.error(
                "the journal is not written: %s. Readers are answered all the same; what they "
                "ask is kept in memory, %d records at most",
                trouble,
                self._most_queued,
            )
        elif self._failed >= _REMINDED_AT and self._failed.bit_count() == 1:
            logger.error(
                "the journal is still not written after %d tries: %s. Queued: %d, lost: %d",
                self._failed,
                trouble,
                self.state.queued,
                self._lost,
            )

    def _note_success(self) -> None:
        self._trouble = None
        if self.state.queued < self._most_queued:
            self._is_full = False
        if self._failed:
            logger.warning(
                "the journal is written again after %d failed tries. "
                "Written: %d, queued: %d, lost: %d",
                self._failed,
                self._written,
                self.state.queued,
                self._lost,
            )
            self._failed = 0
            self._told.clear()


async def _write_rows(connection: AsyncConnection, rows: dict[int, list[Row]]) -> None:
    for alike in rows.values():
        await connection.execute(alike[0].statement, [row.parameters for row in alike])
