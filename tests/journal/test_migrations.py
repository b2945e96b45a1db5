"""The tables in the database and the tables in the program are the same."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.journal.database import NewerDatabase, migrate, open_engine
from bot.journal.migrations import VERSION_TABLE, v0001_questions
from bot.journal.tables import metadata
from tests.journal.stores import NOW, QUESTION, exchange, journal, settled, stored


def take_first_step(connection: Connection) -> None:
    """Bring an empty database to what the first version of the program made of it."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    with Operations.context(context):
        v0001_questions.upgrade()
    connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES ('0001')"))


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


async def test_given_the_tables_of_the_first_version_then_what_is_in_them_stays(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(take_first_step)
        await connection.execute(
            text(
                "INSERT INTO exchanges (update_id, at, via, question, outcome, edition, language)"
                f" VALUES (1, '{NOW:%F %T.%f}', 'group', 'Who burnt it?', 'abstain', 'd', 'en')"
            )
        )
    await engine.dispose()

    async with journal(url) as diary:
        diary.record(exchange(2))
        number = await diary.publish("d" * 64, {"a/b": b"c"}, editor=None, how="start")

    assert number == 1
    assert [row["question"] for row in await stored(url, "exchanges")] == [
        "Who burnt it?",
        QUESTION,
    ]
