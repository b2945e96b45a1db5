"""What was published is kept for ever, in SQLite and in PostgreSQL alike."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.journal import Published
from bot.journal.database import open_engine
from bot.journal.editions import add
from tests.journal.stores import DIGEST, NOW, Clock, journal, settled, stored

EDITOR = 8_000_000_001  # beyond 32 bits, as new accounts are
BEFORE, AFTER = "b" * 64, "a" * 64
FILES = {"fire/story.yaml": b"story: 1\n", "fire/article.txt": "Пожар\r\n".encode()}


async def test_given_an_edition_when_published_then_it_is_kept_with_its_files(url: str) -> None:
    async with journal(url) as diary:
        number = await diary.publish(
            DIGEST, FILES, editor=EDITOR, how="taught", note="Who burnt\x00 it? 🙏"
        )

    async with journal(url) as diary:
        found, latest = await diary.edition(1), await diary.latest()

    published = Published(1, DIGEST, NOW, EDITOR, "taught", "Who burnt� it? 🙏")
    assert number == 1
    assert found == latest == (published, FILES)


async def test_given_no_edition_then_there_is_none_to_be_found(url: str) -> None:
    async with journal(url) as diary:
        assert await diary.latest() is None
        assert await diary.editions() == []
        with pytest.raises(LookupError, match="no edition 1"):
            await diary.edition(1)


async def test_given_many_editions_then_they_are_listed_page_by_page_the_newest_first(
    url: str,
) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        for number in range(5):
            clock.pass_by(hours=1)
            await diary.publish(f"{number:064}", FILES, editor=None, how="saved")
        first = await diary.editions(most=2) or []
        then = await diary.editions(most=9, before=first[-1].number) or []

    assert [edition.number for edition in first] == [5, 4]
    assert [edition.number for edition in then] == [3, 2, 1]
    assert [edition.digest for edition in then] == [f"{number:064}" for number in (2, 1, 0)]
    assert first[0].at == clock.now


async def test_given_what_is_on_air_when_published_again_then_it_is_no_new_edition(
    url: str,
) -> None:
    async with journal(url) as diary:
        first = await diary.publish(DIGEST, FILES, editor=EDITOR, how="sent", note="by hand")
    async with journal(url) as diary:
        restarted = await diary.publish(DIGEST, FILES, editor=None, how="start")
        kept = await diary.editions()

    assert first == restarted == 1
    assert kept == [Published(1, DIGEST, NOW, EDITOR, "sent", "by hand")]


async def test_given_an_older_edition_when_it_comes_back_then_it_is_one_more(url: str) -> None:
    async with journal(url) as diary:
        await diary.publish(BEFORE, FILES, editor=None, how="start")
        await diary.publish(AFTER, {"fire/story.yaml": b"story: 2\n"}, editor=EDITOR, how="sent")
        back = await diary.publish(BEFORE, FILES, editor=EDITOR, how="rolled_back")
        published, files = await diary.latest() or (None, {})

    assert back == 3
    assert published == Published(3, BEFORE, NOW, EDITOR, "rolled_back", "")
    assert files == FILES


async def test_given_files_that_were_never_on_air_then_they_are_kept_and_not_the_latest(
    url: str,
) -> None:
    aside = {"fire/story.yaml": b"written by hand"}

    async with journal(url) as diary:
        await diary.publish(BEFORE, FILES, editor=None, how="start")
        numbers = [
            await diary.publish(AFTER, aside, editor=None, how="set_aside") for _ in range(2)
        ]
        restarted = await diary.publish(BEFORE, FILES, editor=None, how="start")
        found, latest = await diary.edition(2), await diary.latest()
        on_air = await diary.publish(AFTER, aside, editor=EDITOR, how="sent")
        latest_then = await diary.latest()

    assert numbers == [2, 2]  # once, however often the bot is started
    assert restarted == 1
    assert found == (Published(2, AFTER, NOW, None, "set_aside", ""), aside)
    assert latest == (Published(1, BEFORE, NOW, None, "start", ""), FILES)
    assert on_air == 3
    assert latest_then == (Published(3, AFTER, NOW, EDITOR, "sent", ""), aside)


async def test_given_only_what_was_set_aside_then_nothing_was_on_air(url: str) -> None:
    async with journal(url) as diary:
        await diary.publish(DIGEST, FILES, editor=None, how="set_aside")
        latest = await diary.latest()
        number = await diary.publish(DIGEST, FILES, editor=None, how="start")

    assert (latest, number) == (None, 2)


async def test_given_small_edits_then_each_content_is_stored_once_and_packed(url: str) -> None:
    article = b"A fire in the old harbour destroyed nine fishing boats. " * 100

    async with journal(url) as diary:
        for number in range(4):
            files = {"fire/article.txt": article, "fire/story.yaml": b"%d" % (number % 2)}
            await diary.publish(f"{number:064}", files, editor=None, how="saved")
        stories = [(await diary.edition(number) or ({}, {}))[1] for number in range(1, 5)]

    contents = [row["content"] for row in await stored(url, "files")]
    assert len(contents) == 3  # the article, and two stories
    assert sum(map(len, contents)) < len(article) / 10
    assert [files["fire/story.yaml"] for files in stories] == [b"0", b"1", b"0", b"1"]
    assert {files["fire/article.txt"] for files in stories} == {article}


async def test_given_no_database_when_published_then_all_is_written_in_order_as_soon_as_there_is(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    folder, clock = tmp_path / "later", Clock()
    url = f"sqlite:///{folder}/journal.db"

    async with journal(url, now=clock, most_queued=1) as diary:
        numbers = []
        for digest in (BEFORE, AFTER, BEFORE):
            clock.pass_by(hours=1)
            files = {"fire/story.yaml": digest.encode()}
            numbers.append(
                await diary.publish(digest, files, editor=EDITOR, how="sent", within_s=0.02)
            )
            files.clear()  # what was handed over is not the caller's to change
        nothing = (
            await diary.latest(within_s=0.02),
            await diary.edition(1, within_s=0.02),
            await diary.editions(within_s=0.02),
        )
        published_at = clock.now
        clock.pass_by(minutes=30)
        folder.mkdir()
        while diary.state.queued:  # noqa: ASYNC110 (the queue is full of what is promised)
            await asyncio.sleep(0.01)
        kept = await diary.editions() or []
        latest = await diary.latest()

    assert numbers == [None, None, None]
    assert nothing == (None, None, None)
    assert [(edition.number, edition.digest) for edition in kept] == [
        (3, BEFORE),
        (2, AFTER),
        (1, BEFORE),
    ]
    assert latest == (
        Published(3, BEFORE, published_at, EDITOR, "sent", ""),
        {"fire/story.yaml": BEFORE.encode()},
    )


async def test_given_one_who_does_not_wait_when_published_then_the_edition_is_kept_all_the_same(
    url: str,
) -> None:
    async with journal(url) as diary:
        publishing = asyncio.create_task(diary.publish(DIGEST, FILES, editor=None, how="saved"))
        await asyncio.sleep(0)
        publishing.cancel()
        await settled(diary)
        latest = await diary.latest()

    assert latest == (Published(1, DIGEST, NOW, None, "saved", ""), FILES)


async def test_given_some_processes_when_they_publish_at_once_then_no_number_is_given_twice(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    each = 10
    async with journal(url) as one, journal(url) as other:
        publishing = [
            diary.publish(
                f"{number}{name:>63}".replace(" ", "0"),
                {"fire/story.yaml": b"%d" % number},
                editor=None,
                how="saved",
                within_s=30,
            )
            for number in range(each)
            for name, diary in (("1", one), ("2", other))
        ]
        numbers = await asyncio.gather(*publishing)
        kept = await one.editions(most=99) or []

    assert sorted(number or 0 for number in numbers) == [*range(1, 2 * each + 1)]
    assert {edition.number: edition.digest[-1] for edition in kept} == dict(
        zip(numbers, "12" * each, strict=True)
    )
    assert url.startswith("sqlite") or "not written" not in log.text


async def test_given_another_process_that_is_publishing_then_the_next_number_is_after_its_own(
    postgres_url: str,
) -> None:
    async with journal(postgres_url) as diary:
        await settled(diary)
    engines = [open_engine(postgres_url) for _ in range(2)]

    async def publish(engine: AsyncEngine, digest: str, still_s: float) -> int:
        async with engine.begin() as connection:
            number = await add(connection, digest, {}, at=NOW, editor=None, how="sent", note="")
            await asyncio.sleep(still_s)
            return number

    publishing = asyncio.create_task(publish(engines[0], BEFORE, still_s=0.5))
    await asyncio.sleep(0.1)
    second = await publish(engines[1], AFTER, still_s=0)

    assert sorted([second, await publishing]) == [1, 2]
    for engine in engines:
        await engine.dispose()


async def test_given_replicas_when_they_start_with_the_same_files_then_it_is_one_edition(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    async with journal(url) as one, journal(url) as other:
        numbers = await asyncio.gather(
            *(
                diary.publish(DIGEST, FILES, editor=None, how="start", within_s=30)
                for diary in (one, other)
            )
        )

    assert numbers == [1, 1]
    assert len(await stored(url, "editions")) == 1


async def test_given_time_that_passes_then_editions_stay(url: str) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        await diary.publish(DIGEST, FILES, editor=EDITOR, how="sent")
        clock.pass_by(days=10_000)
        diary.saw(1)
        await settled(diary)
        await diary.forget(EDITOR)
        latest = await diary.latest()

    assert latest == (Published(1, DIGEST, NOW, EDITOR, "sent", ""), FILES)
