"""What a command sees that only looks into the journal, and what it leaves alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.journal import Journal, JournalError
from tests.journal.stores import DIGEST, NOW, exchange, journal, settled, stored

FILES = {"fire/story.yaml": b"story: 1\n"}


async def test_given_a_bot_that_runs_when_a_command_reads_then_it_sees_what_was_published(
    url: str,
) -> None:
    async with journal(url) as diary:
        await diary.publish(DIGEST, FILES, editor=None, how="start")
        async with Journal.reading(url) as reading:
            published, files = await reading.latest() or (None, {})
            listed = await reading.editions()

    assert published is not None
    assert (published.number, published.digest, published.at) == (1, DIGEST, NOW)
    assert files == FILES
    assert listed == [published]


async def test_given_old_records_when_a_command_reads_then_they_are_left_alone(url: str) -> None:
    async with journal(url) as diary:
        diary.record(exchange())  # years before today

    async with Journal.reading(url) as reading:
        await settled(reading)

    assert len(await stored(url, "exchanges")) == 1


async def test_given_no_file_when_a_command_reads_then_it_is_told_so_and_none_is_made(
    sqlite_url: str, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(JournalError, match="the file cannot be opened, or its folder is missing"):
        async with Journal.reading(sqlite_url):
            pytest.fail("there is nothing to read")

    assert not files_in(tmp_path)
    assert "not written" not in log.text


def files_in(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def test_given_an_empty_database_when_a_command_reads_then_it_stays_empty(
    url: str, tmp_path: Path
) -> None:
    if url.startswith("sqlite"):
        tmp_path.joinpath("journal.db").touch()

    with pytest.raises(JournalError, match="start the bot once"):
        async with Journal.reading(url):
            pytest.fail("there is nothing to read")

    async with journal(url) as diary:  # as if nobody had been there
        await settled(diary)


async def test_given_one_who_writes_when_a_command_reads_then_it_does_not_wait(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with journal(sqlite_url) as diary:
        await diary.publish(DIGEST, FILES, editor=None, how="start")

        with closing(sqlite3.connect(tmp_path / "journal.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            async with Journal.reading(sqlite_url) as reading:
                listed = await reading.editions()

    assert [edition.number for edition in listed or []] == [1]


async def test_given_a_name_with_signs_that_addresses_have_then_it_is_that_file(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/50% of #1.db"

    async with journal(url) as diary:
        await diary.publish(DIGEST, FILES, editor=None, how="start")
    async with Journal.reading(url) as reading:
        listed = await reading.editions()

    assert len(listed or []) == 1
    assert files_in(tmp_path) == ["50% of #1.db"]  # and nothing is left beside it
