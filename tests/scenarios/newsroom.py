"""A content folder with the harbour story on air, its editors, and the bot running."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import pytest
import pytest_asyncio

from bot import app
from bot.desk import Desk
from bot.journal import Journal
from bot.newsroom import progress
from bot.publishing import watching
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import Publisher
from tests.botapi import BotApi, Message, Person
from tests.content.harbour import write


@dataclass(frozen=True)
class Newsroom:
    """The bot with two editors, Eve and Max, and Ann, who is a reader."""

    folder: Path
    bot: app.Storybot
    eve: Person
    max: Person
    ann: Person

    @property
    def publisher(self) -> Publisher:
        """What puts editions on air."""
        return self.bot.publisher

    def file(self, name: str) -> Path:
        """Return where a file of the story is."""
        return self.folder / "harbour" / name


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checker]:
    """Return what checks a folder, in one process for all tests."""
    with Checker(tmp_path_factory.mktemp("newsroom") / "content") as checker:
        yield checker


@pytest_asyncio.fixture
async def newsroom(
    server: BotApi, journal: Journal, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Newsroom]:
    """Return the bot with the harbour story on air.

    Nobody looks after its folder unasked, and nobody says what is being done.
    """
    monkeypatch.setattr(watching, "QUIET_S", 3600.0)
    monkeypatch.setattr(progress, "PATIENCE_S", 3600.0)
    folder = checker.directory
    rmtree(folder, ignore_errors=True)
    judged = judge(write(folder))
    assert judged.edition is not None
    desk = Desk(judged.edition)
    never_wrote = server.person("Zoe").user["id"]
    eve, max_, ann = (server.person(name, language_code="en") for name in ("Eve", "Max", "Ann"))
    eve.chat.known = max_.chat.known = True
    storybot = app.build(
        server.token,
        desk,
        journal,
        Publisher(desk, journal, checker, judged.content),
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        kept_days=30,
        editors=frozenset({eve.user["id"], max_.user["id"], never_wrote}),
    )
    async with app.polling(storybot):
        await until(lambda: storybot.publisher.on_air.number == 1)
        yield Newsroom(folder, storybot, eve, max_, ann)
    assert_nothing_was_refused(server)
    assert not server.unknown


def assert_nothing_was_refused(server: BotApi) -> None:
    """Fail if the bot made a mistake; that an editor never wrote to it, only Telegram knows."""
    expected = ("not modified", "chat not found")
    refused = [call for call in server.refused if not any(e in call.description for e in expected)]
    assert [str(call) for call in refused if call.parameters.get("scope") is None] == []


def sent_to(server: BotApi, message: Message) -> bytes:
    """Return the bytes of a document in a message."""
    return server.telegram.files[
        server.telegram.chats[message.chat_id].messages[message.id]["document"]["file_id"]
    ].data


async def until(ready: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: It takes too long.
    """
    async with asyncio.timeout(within_s):
        for _ in itertools.count():
            if ready():
                return
            await asyncio.sleep(0.01)
