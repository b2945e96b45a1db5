"""Which database, how it is opened, and what its failures mean."""

import asyncio
import contextlib
import functools
import importlib
import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.journal.migrations import is_at_head, to_head

# At DEBUG the one logs each statement with what readers wrote in it; at INFO the other says at
# each opening what it always says. SQLAlchemy logs warnings only.
logging.getLogger("aiosqlite").setLevel(logging.INFO)
logging.getLogger("alembic").setLevel(logging.WARNING)

_BUSY_S = 1.0
_CONNECT_S = 5.0
_LOCK = 0x5709_B07  # any number that no other program locks
_MEANING = {
    "SQLITE_BUSY": "another process has locked the file",
    "SQLITE_CANTOPEN": "the file cannot be opened, or its folder is missing",
    "SQLITE_CORRUPT": "the file is damaged; put a backup in its place, or move it away",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk fails, or is full",
    "SQLITE_NOTADB": "the file is not an SQLite database; move it away",
    "SQLITE_READONLY": "the file or its folder may not be written to",
}


class JournalError(Exception):
    """What is wrong with the journal; the text says what to do, in one line."""


class WrongUrl(JournalError):
    """DATABASE_URL can never lead to a database."""


class NewerDatabase(JournalError):
    """The database belongs to a newer version of this program."""

    def __init__(self) -> None:
        super().__init__(
            "a newer version of this program has changed the tables; "
            "go back to that version, or to a database of this one"
        )


class OlderDatabase(JournalError):
    """The database is not yet what this program expects, and may not be changed now."""

    def __init__(self) -> None:
        super().__init__(
            "nothing was written there yet by this version of the program; start the bot once"
        )


def open_engine(url: str, *, reads_only: bool = False) -> AsyncEngine:
    """Return the way to the database at `url`; nothing is connected yet.

    Args:
        url: `sqlite:///file.db`, `sqlite:////folder/file.db`, or `postgresql://…` with whatever
            libpq takes.
        reads_only: Whether nothing is to be written, so that no file is made, and whoever writes
            is not in the way.

    Raises:
        WrongUrl: There can be no database at such an address, or the driver for it is missing.
    """
    scheme, _, rest = url.partition("://")
    kind, _, driver = scheme.partition("+")
    if kind in ("postgresql", "postgres") and driver in ("", "asyncpg"):
        return _postgresql(f"postgresql://{rest}")
    if kind == "sqlite" and driver in ("", "aiosqlite"):
        return _sqlite(f"sqlite+aiosqlite://{rest}", reads_only)
    raise WrongUrl(
        "DATABASE_URL has to begin with sqlite:/// and a file's name, or with postgresql://"
    )


def _sqlite(url: str, reads_only: bool) -> AsyncEngine:
    with _readable(url):
        file = make_url(url).database
    if not file or file == ":memory:":
        raise WrongUrl(
            "DATABASE_URL names no file. Write sqlite:///journal.db, or "
            "sqlite:////folder/journal.db with a fourth slash for a folder at the root"
        )
    # A connection for each batch: what stays open goes on writing to a file that was moved away
    # or deleted, and nobody would know.
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=functools.partial(_open_file, file, reads_only),
        poolclass=NullPool,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # else the driver begins when it likes; see `_begin`
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_S * 1000:.0f}")
        if not reads_only:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        # Who writes waits for others now or not at all.
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


class _File(aiosqlite.Connection):
    """A connection whose end can be waited for, also when opening it fails."""

    stopped: asyncio.Future[None] | None = None

    def stop(self) -> asyncio.Future[None] | None:
        self.stopped = super().stop()
        return self.stopped


async def _open_file(file: str, reads_only: bool) -> aiosqlite.Connection:
    if not reads_only:
        with contextlib.suppress(OSError):  # SQLite says the same, and better
            # Nobody else reads the questions.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    uri = f"{_uri(file)}?mode=rw"  # which makes no file
    connect = functools.partial(sqlite3.connect, uri, uri=True, check_same_thread=False)
    connection = _File(connect, 64)
    connection._thread.daemon = True  # as SQLAlchemy has it: no reason not to exit
    try:
        return await connection
    except sqlite3.Error:
        # Its thread ends a moment later; if the event loop has ended by then, with a traceback.
        if connection.stopped is not None:
            await connection.stopped
        raise


def _uri(file: str) -> str:
    return Path(file).absolute().as_uri()


def _postgresql(url: str) -> AsyncEngine:
    try:
        connect = importlib.import_module("asyncpg").connect
    except ImportError:
        raise WrongUrl(
            "DATABASE_URL is PostgreSQL's, and its driver is missing: pip install asyncpg"
        ) from None
    with _readable(url):
        make_url(url)
    url = re.sub(r"(?<=[?&])channel_binding=[^&]*&?", "", url)  # libpq's, and asyncpg knows it not
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=functools.partial(connect, url, timeout=_CONNECT_S),
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


@contextlib.contextmanager
def _readable(url: str) -> Iterator[None]:
    try:
        yield
    except (ArgumentError, ValueError):
        kind = url.partition(":")[0].partition("+")[0]
        # Raised without the error, which holds the address and with it the password.
        raise WrongUrl(f"DATABASE_URL begins with {kind}:, but the rest cannot be read") from None


async def migrate(connection: AsyncConnection) -> None:
    """Bring the tables to what this program expects, one process at a time.

    Raises:
        NewerDatabase: They are ahead of this program.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if not await connection.run_sync(to_head):
        raise NewerDatabase


async def check(connection: AsyncConnection) -> None:
    """Make sure that the tables are what this program expects, and change nothing.

    Raises:
        NewerDatabase, OlderDatabase: They are not.
    """
    is_so = await connection.run_sync(is_at_head)
    if is_so is None:
        raise NewerDatabase
    if not is_so:
        raise OlderDatabase


def is_refused(error: Exception) -> bool:
    """Return whether a record is at fault and not the database, so that trying again is vain."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        # PostgreSQL's classes 22 and 23: data exception, integrity constraint violation.
        if state[:2] in ("22", "23"):
            return True
        return isinstance(error, (DataError, IntegrityError)) or isinstance(
            _cause(error), sqlite3.ProgrammingError
        )
    # Before a driver saw it: an integer beyond 64 bits, a time without a zone.
    return isinstance(error, (StatementError, ValueError, TypeError, ArithmeticError))


def described(error: Exception) -> str:
    """Return what went wrong, for the operator: never the error's text, it may quote a reader."""
    if isinstance(error, JournalError):
        return str(error)
    cause = _cause(error)
    code: str = getattr(cause, "sqlite_errorname", "")
    meaning = _MEANING.get("_".join(code.split("_")[:2]))
    name = f"{type(cause).__name__} {code}".strip()
    return f"{meaning} ({name})" if meaning else name


def _cause(error: Exception) -> BaseException:
    """Return the driver's own error."""
    while isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        error = error.orig
        if isinstance(error.__cause__, Exception):  # asyncpg's own, behind SQLAlchemy's
            error = error.__cause__
    return error
