"""What an editor's program does to the folder, and what goes on air of it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.desk import Desk
from bot.journal import Journal
from bot.publishing import watching
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import NotPublished, OnAir, Publisher
from bot.publishing.watching import watch
from tests.content.harbour import STORY, write
from tests.publishing.test_publisher import BETTER, BROKEN, story


class Watched:
    """A content folder that is looked after."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.folder = publisher.directory
        self.outcomes: asyncio.Queue[OnAir | NotPublished] = asyncio.Queue()

    async def look(self) -> None:
        """Look after it."""
        async for outcome in watch(self.publisher):
            self.outcomes.put_nowait(outcome)

    async def comes_to(self) -> OnAir | NotPublished:
        """Return what the next save comes to."""
        return await asyncio.wait_for(self.outcomes.get(), 60)


@pytest_asyncio.fixture
async def watched(tmp_path: Path, journal: Journal) -> AsyncIterator[Watched]:
    """Return the harbour story's folder, looked after."""
    folder = write(tmp_path / "content")
    judged = judge(folder)
    assert judged.edition is not None
    with Checker(folder) as checker:
        async with journal:
            publisher = Publisher(Desk(judged.edition), journal, checker, judged.content)
            await publisher.begin()
            await publisher.check()  # its process has begun
            watched = Watched(publisher)
            looking = asyncio.create_task(watched.look())
            await asyncio.sleep(0.5)
            yield watched
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking


def save(folder: Path, text: str) -> None:
    """Write as a script does."""
    story(folder).write_text(text)


def save_by_swap_file(folder: Path, text: str) -> None:
    """Write as vim does: a swap file, the old file renamed, a new one, the old one deleted."""
    swap, kept = folder / "harbour" / ".story.yaml.swp", folder / "harbour" / "story.yaml~"
    swap.write_bytes(b"b0VIM 9.0\0\0")
    story(folder).rename(kept)
    story(folder).write_text(text)
    kept.unlink()
    swap.unlink()


def save_by_rename(folder: Path, text: str) -> None:
    """Write as most editors' programs do: beside it, then renamed over it."""
    beside = folder / "harbour" / "story.yaml.tmp"
    beside.write_text(text)
    beside.replace(story(folder))


@pytest.mark.parametrize("saved", [save, save_by_swap_file, save_by_rename])
async def test_what_is_saved_is_on_air(
    saved: Callable[[Path, str], None], watched: Watched
) -> None:
    saved(watched.folder, BETTER)

    outcome = await watched.comes_to()

    assert isinstance(outcome, OnAir)
    assert outcome.number == 2
    assert outcome.content.files["harbour/story.yaml"].decode() == BETTER


async def test_what_is_bad_is_told_once_and_also_when_it_is_good_again(watched: Watched) -> None:
    save(watched.folder, BROKEN)
    refusal = await watched.comes_to()
    save(watched.folder, BROKEN + "\n")  # still bad, and nothing new
    await asyncio.sleep(watching.QUIET_S + watching.SETTLE_S + 1)
    save(watched.folder, STORY)
    outcome = await watched.comes_to()

    assert isinstance(refusal, NotPublished)
    assert [problem.check for problem in refusal.problems] == ["quote-not-verbatim"]
    assert isinstance(outcome, OnAir)
    assert outcome.number == 1  # what had stayed on air
    assert watched.outcomes.empty()


async def test_what_is_half_written_is_waited_for(watched: Watched) -> None:
    with story(watched.folder).open("w") as file:
        for line in BETTER.splitlines(keepends=True):
            file.write(line)
            file.flush()
            await asyncio.sleep(0.02)

    outcome = await watched.comes_to()

    assert isinstance(outcome, OnAir)
    assert outcome.content.files["harbour/story.yaml"].decode() == BETTER
    assert watched.outcomes.empty()


async def test_a_folder_that_is_gone_takes_nothing_off_the_air_and_may_come_back(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_EACH_S", 0.3)
    before = watched.publisher.on_air
    shutil.move(watched.folder, watched.folder.parent / "moved")

    refusal = await watched.comes_to()

    assert isinstance(refusal, NotPublished)
    assert [problem.check for problem in refusal.problems] == ["content-missing"]
    assert watched.publisher.on_air is before

    (watched.folder.parent / "moved" / "harbour" / "story.yaml").write_text(BETTER)
    shutil.move(watched.folder.parent / "moved", watched.folder)
    outcome = await watched.comes_to()

    assert isinstance(outcome, OnAir)
    assert outcome.number == 2


async def test_without_signs_from_the_system_the_folder_is_looked_at(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise RuntimeError("no more inotify instances")

    monkeypatch.setattr(watching, "LOOK_EACH_S", 0.2)
    monkeypatch.setattr(watching, "awatch", none_left)
    shutil.move(watched.folder, watched.folder.parent / "moved")  # ends the watch of before
    await watched.comes_to()
    shutil.move(watched.folder.parent / "moved", watched.folder)
    await watched.comes_to()

    save(watched.folder, BETTER)
    outcome = await watched.comes_to()

    assert isinstance(outcome, OnAir)
    assert outcome.number == 2


async def test_a_file_that_nobody_reads_is_told_although_what_is_on_air_is_all_there(
    watched: Watched,
) -> None:
    (watched.folder / "harbour" / "case.yaml").write_text("cases: []\n")

    outcome = await watched.comes_to()

    assert isinstance(outcome, NotPublished)
    assert [problem.check for problem in outcome.problems] == ["file-misnamed"]
