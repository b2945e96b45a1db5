"""Which addresses lead to a database, and what is said to those that do not."""

import sys

import pytest

from bot.journal import Journal, JournalError
from bot.journal.database import open_engine
from tests.journal.stores import exchange, journal, settled, stored


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "has to begin with sqlite:/// and a file's name, or with postgresql://"),
        ("journal.db", "has to begin with"),
        ("mysql://anna:topsecret@host/db", "has to begin with"),
        ("postgresql+psycopg2://anna:topsecret@host/db", "has to begin with"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://journal.db", "names no file"),
        ("postgresql://anna:topsecret@host:port/db", "the rest cannot be read"),
        ("postgres://anna:topsecret@[::1/db", "the rest cannot be read"),
    ],
)
def test_an_address_without_a_database_is_refused_without_its_password(
    url: str, said: str
) -> None:
    with pytest.raises(JournalError) as refused:
        journal(url)

    assert said in str(refused.value)
    assert "topsecret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_given_no_driver_for_postgresql_then_the_operator_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)

    with pytest.raises(JournalError, match=r"pip install asyncpg"):
        journal("postgresql://anna@host/db")


def test_without_a_key_there_is_no_journal() -> None:
    with pytest.raises(ValueError, match="key"):
        Journal("sqlite:///journal.db", key=b"", retention_days=30)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_an_address_as_providers_of_postgresql_write_it_is_understood(
    scheme: str, postgres_url: str
) -> None:
    url = postgres_url.replace("postgresql", scheme, 1) + "&channel_binding=prefer&sslmode=prefer"

    async with journal(url) as diary:
        diary.record(exchange())
        await settled(diary)

    assert len(await stored(postgres_url, "exchanges")) == 1


async def test_given_a_file_when_it_is_open_then_readers_and_the_writer_do_not_wait_for_each_other(
    sqlite_url: str,
) -> None:
    async with journal(sqlite_url) as diary:
        await settled(diary)
        engine = open_engine(sqlite_url)
        async with engine.connect() as connection:
            mode = await connection.exec_driver_sql("PRAGMA journal_mode")

            assert mode.scalar() == "wal"
        await engine.dispose()
