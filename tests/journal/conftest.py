"""A fresh SQLite file or PostgreSQL database for each test."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journal.stores import CHAT, QUESTION, READER


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
