"""The tables in the database and the tables in the program are the same."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.journal.database import NewerDatabase, migrate, open_engine
from bot.journal.migrations import VERSION_TABLE
from bot.journal.tables import metadata
from tests.journal.stores import exchange, journal, settled, stored


def differences(connection: Connection) -> list[object]:
    """Return what the tables of the program have otherwise than those of the database."""
    options = {"version_table": VERSION_TABLE, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_given_all_steps_taken_then_the_tables_are_those_of_the_program(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await migrate(connection)
        await migrate(connection)

        different = await connection.run_sync(differences)

    await engine.dispose()
    assert different == []


async def test_given_a_newer_database_then_nothing_is_written_and_the_operator_knows_why(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    async with journal(url) as diary:
        await settled(diary)
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))
    await engine.dispose()

    async with journal(url) as diary:
        diary.record(exchange())
        trouble = diary.state.trouble

    assert trouble == str(NewerDatabase())
    assert "a newer version of this program has changed the tables" in log.text
    assert await stored(url, "exchanges") == []
