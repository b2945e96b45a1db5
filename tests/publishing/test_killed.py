"""Killed at any moment, the bot leaves whole files, and is back with the last edition.

`STORYBOT_KILLS=200` kills as often as that; it takes a quarter of an hour.
"""

import asyncio
import contextlib
import itertools
import os
import random
import re
import signal
import zipfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

from bot.content import digest_of, load
from bot.content.writing import held
from bot.journal import Journal, Published
from tests.botapi import BotApi, Message, Person
from tests.content.harbour import ARTICLE, STORY, write
from tests.delivery import Process, settings_for

KILLS = int(os.environ.get("STORYBOT_KILLS", "3"))
_numbers = itertools.count(1)


class Newsroom:
    """A bot that is killed, with an editor and a reader."""

    def __init__(self, server: BotApi, folder: Path) -> None:
        self.folder = folder / "stories"
        self.database = f"sqlite:///{folder / 'storybot.db'}"
        self.ed: Person = server.person("Ed", language_code="en")
        self.ann: Person = server.person("Ann", language_code="en")
        self.settings = settings_for(server) | {
            "CONTENT_DIR": str(self.folder),
            "DATABASE_URL": self.database,
            "EDITORS": str(self.ed.user["id"]),
        }

    async def saves(self) -> None:
        """Save the story as an editor's program does, by a rename."""
        story = self.folder / "harbour" / "story.yaml"
        beside = story.with_suffix(".tmp")
        beside.write_text(f"{story.read_text()}# saved {next(_numbers)}\n")
        beside.replace(story)
        await asyncio.sleep(60)

    async def uploads(self) -> None:
        """Send two files that belong together, and publish them."""
        version = f"# version {next(_numbers)}\n"
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("harbour/article.txt", ARTICLE)
            archive.writestr("harbour/story.yaml", version + STORY)
            archive.writestr("harbour/cases.yaml", version + CASES)
        shown = await self.ed.sends_document("harbour.zip", packed.getvalue())
        await self.ed.taps(await self.settled(shown, "Publish"), "Publish")
        await asyncio.sleep(60)

    async def teaches(self) -> None:
        """Make a question that was asked in vain one that is answered, by two taps."""
        await self.ann.says(f"how many ships sank near pier {next(_numbers)}")
        card = await self.ed.says("/unanswered")
        first = next(label for label in card.labels if "boats" in label)
        shown = (await self.ed.taps(card, first)).message
        shown = await self.settled(shown, "✅ Publish")
        await self.ed.taps(shown, "✅ Publish")
        await asyncio.sleep(60)

    async def settled(self, message: Message, label: str) -> Message:
        """Return a message of the bot once it has a button."""
        await self.ed.telegram.wait_for(lambda: label in self.ed.sees(message).labels, 60)
        return self.ed.sees(message)

    async def newest(self, digest: str = "") -> list[Published]:
        """Return the editions that the database has, the newest first; wait for that digest."""
        async with asyncio.timeout(30), Journal.reading(self.database) as journal:
            while True:
                found = await journal.editions() or []
                if not digest or (found and found[0].digest == digest):
                    return found
                await asyncio.sleep(0.05)


CASES = """\
cases:
  - q: how high is the mountain
    expect: out_of_scope
"""


def version_in(text: bytes) -> str:
    """Return which upload a file is of."""
    found = re.match(r"# version (\d+)\n", text.decode())
    return found[1] if found else ""


async def test_killed_at_any_moment_nothing_is_half_done(server: BotApi, tmp_path: Path) -> None:
    newsroom = Newsroom(server, tmp_path)
    write(newsroom.folder, story=STORY, cases=CASES)
    chance = random.Random(7)
    left: dict[str, int] = {}
    digest, number = "", 0

    for kill in range(KILLS + 1):
        process = Process(tmp_path, newsroom.settings)
        async with process:
            await newsroom.ed.says("/start")
            await newsroom.ann.says("how many boats were lost")
            # What is on air after the restart is what the folder holds, and that is in the books
            # as soon as somebody had the time for it.
            newest = await newsroom.newest(digest_of(held(newsroom.folder)))
            assert kill == 0 or newest[0].number in (number, number + 1)
            assert kill == 0 or newest[0].number == number + (newest[0].digest != digest)
            digest, number = newest[0].digest, newest[0].number
            if kill == KILLS:
                break
            does: Callable[[], Awaitable[None]] = chance.choice(
                [newsroom.saves, newsroom.uploads, newsroom.teaches]
            )
            doing = asyncio.ensure_future(does())
            await asyncio.sleep(chance.uniform(0, LONGEST_S))
            await process.ends(signal.SIGKILL)
            doing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await doing

        after = await newsroom.newest()
        assert after[0].number in (number, number + 1)
        content, problems = load(newsroom.folder)  # whole and valid
        assert problems == []
        files = held(newsroom.folder)
        assert version_in(files["harbour/story.yaml"]) == version_in(files["harbour/cases.yaml"])
        if after[0].number == number + 1:  # what is in the books, is in the folder
            assert after[0].digest == content.digest
        key = f"{does.__name__}, {'on air' if content.digest != digest else 'as before'}"
        left[key] = left.get(key, 0) + 1
        digest, number = after[0].digest, after[0].number

    print(f"{KILLS} kills: {left}")  # noqa: T201


LONGEST_S = 2.5
