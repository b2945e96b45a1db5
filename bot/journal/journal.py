"""The journal as the rest of the bot sees it."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import TracebackType
from typing import Any, Self

from sqlalchemy import bindparam, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.journal import editions, inquiries
from bot.journal.database import JournalError, check, described, migrate, open_engine
from bot.journal.privacy import clean, pseudonym, storable, wording
from bot.journal.records import (
    Asked,
    Counts,
    Decision,
    Exchange,
    Files,
    How,
    Published,
    Rating,
    Unanswered,
    Waiting,
)
from bot.journal.tables import exchanges, feedback, languages, reviewed, updates, waiting
from bot.journal.writer import PAUSES_S, Row, State, Writer

MOST_SEEN = 20_000
"""Update ids that are remembered; Telegram sends an update again for a day."""

_START_S = 3.0
_CLOSE_S = 1.0
_UPDATES_KEPT = timedelta(days=2)


class Journal:
    """Keeps what was asked and answered; used as `async with Journal(…) as journal:`.

    It takes ids as Telegram has them and stores keyed hashes; only who waits to be told is kept
    with the chat's own id. All methods belong to the thread of the event loop.

    Args:
        url: `sqlite:///file.db`, `sqlite:////folder/file.db` or `postgresql://…`.
        key: Makes the hashes. With another key, nobody is recognised.
        retention_days: What is older is deleted, at the start and each hour.
        most_queued: Records that may wait for the database.
        pauses_s: Between tries while the database fails, in seconds; the last one for ever.
        now: The time, with a time zone.
        reads_only: Whether it is only looked into; see `reading`.

    Raises:
        WrongUrl: There can be no database at such an address, or its driver is missing.
        ValueError: The key is empty.
    """

    def __init__(
        self,
        url: str,
        *,
        key: bytes,
        retention_days: int,
        most_queued: int = 10_000,
        pauses_s: Sequence[float] = PAUSES_S,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reads_only: bool = False,
    ) -> None:
        if not key:
            raise ValueError("without a key, hashes hide nobody")
        self._key = key
        self._kept = timedelta(days=retention_days)
        self._now = now
        self._seen: dict[int, None] = {}  # in order of coming
        self._languages: dict[str, tuple[str, datetime]] = {}  # of readers, and since when
        self._reads_only = reads_only
        self._engine = engine = open_engine(url, reads_only=reads_only)
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._add_exchange = insert(exchanges).on_conflict_do_nothing()
        self._add_update = insert(updates).on_conflict_do_nothing()
        self._add_waiting = insert(waiting).on_conflict_do_nothing()
        rated, spoken = insert(feedback), insert(languages)
        self._set_feedback = rated.on_conflict_do_update(
            index_elements=[*feedback.primary_key],
            set_={"verdict": rated.excluded.verdict, "at": rated.excluded.at},
        )
        self._set_language = spoken.on_conflict_do_update(
            index_elements=[*languages.primary_key],
            set_={"language": spoken.excluded.language, "at": spoken.excluded.at},
        )
        self._end_waiting = delete(waiting).where(waiting.c.id == bindparam("told"))
        dealt = insert(reviewed)
        self._set_reviewed = dealt.on_conflict_do_update(
            index_elements=[*reviewed.primary_key],
            set_={name: dealt.excluded[name] for name in ("decision", "editor", "at", "number")},
        )
        self._reopen = delete(reviewed).where(reviewed.c.wording == bindparam("reopened"))
        self._undo = delete(reviewed).where(reviewed.c.number == bindparam("undone"))
        self._leave = delete(waiting).where(waiting.c.chat_id == bindparam("left"))
        self._writer = Writer(
            engine,
            self._prepare,
            self._tidy,
            most_queued=most_queued,
            pauses_s=pauses_s,
            now=now,
        )

    @classmethod
    def reading(cls, url: str) -> Self:
        """Return a journal for a command that only looks into it, also while the bot runs.

        Nothing is made, changed or deleted. Where there is no database to read, `async with`
        raises `JournalError`, which says so in plain words, instead of waiting for one. There is
        no key, so nothing is found by a chat, a reader, or what was reviewed.
        """
        return cls(url, key=b"nobody's", retention_days=1, reads_only=True)

    async def __aenter__(self) -> Self:
        """Start to write; whether there is a database makes no difference, except to `state`.

        Raises:
            JournalError: It is only to be read, and there is none.
        """
        if self._reads_only:
            await self._look()
        await self._writer.start(_START_S)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write what is queued, within a second or so."""
        await self._writer.close(_CLOSE_S)

    @property
    def state(self) -> State:
        """How much was written, waits and is lost, and what is wrong."""
        return self._writer.state

    def record(self, exchange: Exchange) -> None:
        """Keep what was asked and answered."""
        with self._at_any_rate():
            reader, chat = self._hash(exchange.reader_id), self._hash(exchange.chat_id)
            row = {
                "update_id": exchange.update_id,
                "at": exchange.at,
                "via": exchange.via,
                "reader": reader,
                "chat": chat,
                "message_id": exchange.message_id,
                "question": clean(exchange.question),
                "outcome": exchange.outcome,
                "reason": exchange.reason,
                "entry_id": exchange.entry_id,
                "score": exchange.score,
                "edition": exchange.edition,
                "language": storable(exchange.language),
            }
            self._writer.put(Row(self._add_exchange, row, reader or chat))

    def saw(self, update_id: int) -> None:
        """Note that an update has been handled."""
        with self._at_any_rate():
            self._seen[update_id] = None
            self._bound_seen()
            self._writer.put(Row(self._add_update, {"update_id": update_id, "at": self._now()}))

    def has_seen(self, update_id: int) -> bool:
        """Return whether an update has been handled, of the last `MOST_SEEN`."""
        return update_id in self._seen

    def rate(self, chat_id: int, message_id: int, reader_id: int, rating: Rating) -> None:
        """Keep what a reader thinks of the answer in that message; the last word counts."""
        with self._at_any_rate():
            reader = self._hash(reader_id)
            row = {
                "chat": self._hash(chat_id),
                "message_id": message_id,
                "reader": reader,
                "verdict": rating,
                "at": self._now(),
            }
            self._writer.put(Row(self._set_feedback, row, reader))

    def speaks(self, reader_id: int, language: str) -> None:
        """Keep the language that a reader has chosen."""
        with self._at_any_rate():
            reader, language, now = self._hash(reader_id), storable(language), self._now()
            self._languages[reader] = (language, now)
            row = {"reader": reader, "language": language, "at": now}
            self._writer.put(Row(self._set_language, row, reader))

    def language_of(self, reader_id: int) -> str | None:
        """Return the language that a reader has chosen, if any."""
        found = self._languages.get(self._hash(reader_id))
        return found and found[0]

    def told(self, waiting_id: int) -> None:
        """Note that a reader who waited has been told."""
        with self._at_any_rate():
            self._writer.put(Row(self._end_waiting, {"told": waiting_id}))

    def left(self, chat_id: int) -> None:
        """Note that the bot can say nothing more in that chat: nobody is told there."""
        with self._at_any_rate():
            self._writer.put(Row(self._leave, {"left": chat_id}))

    async def tell_later(
        self,
        chat_id: int,
        thread_id: int | None,
        message_id: int,
        *,
        within_s: float = 2.0,
    ) -> bool:
        """Have a private chat told when the question that this message answered has an answer.

        Args:
            chat_id, message_id: The bot's answer, as in the exchange that was recorded; the id
                of a private chat is its reader's.
            thread_id: The topic of that chat, if it has topics.
            within_s: How long to wait for the database, in seconds.

        Returns:
            Whether it is noted, now or before; False when that question is not kept any more, and
            when there was no database.
        """

        async def work(connection: AsyncConnection) -> bool:
            found = await inquiries.answered_in(connection, self._hash(chat_id), message_id)
            if found is None:
                return False
            row = {
                "chat_id": chat_id,
                "thread_id": thread_id,
                "message_id": message_id,
                "question": found["question"],
                "language": found["language"],
                "since": self._now(),
            }
            await connection.execute(self._add_waiting, row)
            return True

        return bool(await self._writer.ask(work, within_s, self._hash(chat_id)))

    async def waiting(
        self, *, after: int = 0, most: int | None = None, within_s: float = 5.0
    ) -> list[Waiting] | None:
        """Return who waits to be told, the longest first; None when there was no database.

        Args:
            after: The id of the last one who is known already.
            most: How many; None for all.
            within_s: How long to wait for the database, in seconds.
        """
        columns = [waiting.c[name] for name in Waiting.__slots__]
        found = select(*columns).where(waiting.c.id > after).order_by(waiting.c.id).limit(most)

        async def work(connection: AsyncConnection) -> list[Waiting]:
            return [Waiting(*row) for row in await connection.execute(found)]

        rows: list[Waiting] | None = await self._writer.ask(work, within_s)
        return rows

    async def forget(self, reader_id: int, *, within_s: float = 5.0) -> bool:
        """Erase all that is kept of a reader, also what is only queued.

        Returns:
            Whether it is done; if not, it will be, as soon as there is a database.
        """
        reader = self._hash(reader_id)
        self._languages.pop(reader, None)
        self._writer.drop(reader)
        erasures = (
            # A private chat has its reader's hash: also what had no reader, or another's opinion.
            delete(exchanges).where(or_(exchanges.c.reader == reader, exchanges.c.chat == reader)),
            delete(feedback).where(or_(feedback.c.reader == reader, feedback.c.chat == reader)),
            delete(waiting).where(waiting.c.chat_id == reader_id),
            delete(languages).where(languages.c.reader == reader),
        )

        async def work(connection: AsyncConnection) -> bool:
            for erasure in erasures:
                await connection.execute(erasure)
            return True

        return bool(await self._writer.ask(work, within_s, reader, is_promised=True))

    async def publish(
        self,
        digest: str,
        files: Files,
        *,
        editor: int | None,
        how: How,
        note: str = "",
        within_s: float = 5.0,
    ) -> int | None:
        """Keep what is published from now on, or set aside, for ever.

        What is on air already is not published again, however that came about: a restart is no
        new edition. Nor is what was set aside last set aside again. An older edition is, when it
        comes back.

        Args:
            digest: Of the content, 64 hexadecimal digits.
            files: The content of all files by "story-id/file name"; each is stored once.
            editor: The Telegram id of who publishes, if that is known.
            how: By what.
            note: What there is to say about it, in a line for editors.
            within_s: How long to wait for the database, in seconds.

        Returns:
            The number of the edition; None if it has none yet: it is written, in its turn and
            with the time of now, as soon as there is a database.
        """
        at, contents = self._now(), dict(files)

        async def work(connection: AsyncConnection) -> int:
            return await editions.add(
                connection,
                digest,
                contents,
                at=at,
                editor=editor,
                how=how,
                note=storable(note),
            )

        number: int | None = await self._writer.ask(work, within_s, is_promised=True)
        return number

    async def editions(
        self, *, most: int = 20, before: int | None = None, within_s: float = 5.0
    ) -> list[Published] | None:
        """Return the editions, the newest first; None when there was no database.

        Args:
            most: How many.
            before: The number of the edition before which to go on; None for the newest.
            within_s: How long to wait for the database, in seconds.
        """
        found: list[Published] | None = await self._writer.ask(
            lambda connection: editions.heads(connection, most, before), within_s
        )
        return found

    async def edition(
        self, number: int, *, within_s: float = 5.0
    ) -> tuple[Published, Files] | None:
        """Return an edition and its files; None when there was no database.

        Raises:
            LookupError: There is no edition of that number.
        """
        found = await self._with_files(number, within_s)
        if found == ():
            raise LookupError(f"there is no edition {number}")
        return found or None

    async def latest(self, *, within_s: float = 5.0) -> tuple[Published, Files] | None:
        """Return the newest edition that was on air, and its files.

        None when nothing was published yet, and when there was no database; `editions` tells the
        one from the other.
        """
        return await self._with_files(None, within_s) or None

    async def _with_files(
        self, number: int | None, within_s: float
    ) -> tuple[Published, Files] | tuple[()] | None:
        """Return an edition, empty if there is none; None when there was no database."""

        async def work(connection: AsyncConnection) -> tuple[Published, Files] | tuple[()]:
            return await editions.with_files(connection, number) or ()

        found: tuple[Published, Files] | tuple[()] | None = await self._writer.ask(work, within_s)
        return found

    def reviewed(
        self,
        questions: Iterable[str],
        decision: Decision,
        *,
        editor: int,
        number: int | None = None,
    ) -> None:
        """Note what an editor did about questions that were asked in vain.

        That goes for the same words in other case or punctuation too. They are out of
        `unanswered`, unless they are asked in vain once more; then only what is ignored stays out.

        Args:
            questions: As in `Unanswered`.
            decision: What the editor did.
            editor: The Telegram id of the editor.
            number: Of the edition that has the answer.
        """
        with self._at_any_rate():
            row = {"decision": decision, "editor": editor, "at": self._now(), "number": number}
            for hash_ in {wording(self._key, question) for question in questions}:
                self._writer.put(Row(self._set_reviewed, {"wording": hash_} | row))

    def reopened(self, questions: Iterable[str]) -> None:
        """Note that nothing has been done about these questions after all."""
        with self._at_any_rate():
            for hash_ in {wording(self._key, question) for question in questions}:
                self._writer.put(Row(self._reopen, {"reopened": hash_}))

    def undone(self, number: int) -> None:
        """Note the same of all questions that the edition of that number had answers to."""
        with self._at_any_rate():
            self._writer.put(Row(self._undo, {"undone": number}))

    async def unanswered(
        self, since: datetime | None = None, *, most: int = 500, within_s: float = 10.0
    ) -> list[Unanswered] | None:
        """Return what readers typed in vain and editors have not dealt with.

        In vain: it came to no answer because nothing was found or several entries were, or a
        reader said of the answer that it is to something else. An edition since then may have an
        answer.

        Args:
            since: When it was asked, at the earliest; None for all that is kept.
            most: How many, up to 10,000.
            within_s: How long to wait for the database, in seconds.

        Returns:
            Each question once, the one that was asked most first; None when there was no database.
        """

        async def work(connection: AsyncConnection) -> list[Unanswered]:
            return await inquiries.unanswered(
                connection, since, most, lambda question: wording(self._key, question)
            )

        found: list[Unanswered] | None = await self._writer.ask(work, within_s)
        return found

    async def asked(
        self, since: datetime | None = None, *, most: int = 1_000, within_s: float = 10.0
    ) -> list[Asked] | None:
        """Return what readers typed, each question once, the one that was asked most first.

        Args:
            since: When it was asked, at the earliest; None for all that is kept.
            most: How many, up to 10,000.
            within_s: How long to wait for the database, in seconds.

        Returns:
            Them; None when there was no database.
        """
        found: list[Asked] | None = await self._writer.ask(
            lambda connection: inquiries.asked(connection, since, most), within_s
        )
        return found

    async def counts(
        self, since: datetime | None = None, *, within_s: float = 10.0
    ) -> Counts | None:
        """Return how much was asked since then, and what it came to; None without a database."""
        found: Counts | None = await self._writer.ask(
            lambda connection: inquiries.counts(connection, since), within_s
        )
        return found

    async def exchange_of(
        self, chat_id: int, message_id: int, *, within_s: float = 2.0
    ) -> Exchange | None:
        """Return what was asked when that message was the answer, without who asked it.

        None when it is not kept, or not any more, and when there was no database.
        """

        async def work(connection: AsyncConnection) -> Exchange | None:
            row = await inquiries.answered_in(connection, self._hash(chat_id), message_id)
            if row is None:
                return None
            known = {name: row[name] for name in Exchange.__slots__ if name in row}
            return Exchange(**known, reader_id=None, chat_id=chat_id)

        found: Exchange | None = await self._writer.ask(work, within_s)
        return found

    async def _look(self) -> None:
        """Look for the database once.

        Raises:
            JournalError: There is none, or it is not what this program expects.
        """
        try:
            async with asyncio.timeout(_START_S), self._engine.begin() as connection:
                await check(connection)
        except Exception as error:  # whatever a driver raises
            await self._engine.dispose()
            # Raised without the error, which may hold the address and with it the password.
            raise JournalError(f"the journal cannot be read: {described(error)}") from None

    async def _prepare(self, connection: AsyncConnection) -> None:
        """Bring the tables up to date, and remember what is asked for at once."""
        if self._reads_only:
            await check(connection)
            return
        await migrate(connection)
        spoken = await connection.execute(select(languages))
        kept = {row.reader: (row.language, row.at) for row in spoken}
        for reader in self._writer.promised:  # to be forgotten
            kept.pop(reader, None)
        self._languages = kept | self._languages
        last = select(updates.c.update_id).order_by(updates.c.at.desc()).limit(MOST_SEEN)
        seen = (await connection.execute(last)).scalars().all()
        self._seen = dict.fromkeys(reversed(seen)) | self._seen
        self._bound_seen()

    async def _tidy(self, connection: AsyncConnection) -> None:
        """Delete what is older than it may be, but no choice of a reader who still comes."""
        if self._reads_only:
            return
        oldest = self._now() - self._kept
        for aged in (exchanges.c.at, feedback.c.at, waiting.c.since, reviewed.c.at):
            await connection.execute(delete(aged.table).where(aged < oldest))
        await connection.execute(delete(updates).where(updates.c.at < self._now() - _UPDATES_KEPT))
        comes = exists().where(exchanges.c.reader == languages.c.reader)
        gone = await connection.execute(
            delete(languages).where(languages.c.at < oldest, ~comes).returning(languages.c.reader)
        )
        for reader in gone.scalars():
            if self._languages.get(reader, ("", oldest))[1] < oldest:
                self._languages.pop(reader, None)

    def _hash(self, id_: Any) -> Any:
        return None if id_ is None else pseudonym(self._key, id_)

    def _bound_seen(self) -> None:
        for oldest in [*islice(self._seen, max(0, len(self._seen) - MOST_SEEN))]:
            del self._seen[oldest]

    @contextlib.contextmanager
    def _at_any_rate(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the reader has been answered, and that goes on
            self._writer.lose(error)
