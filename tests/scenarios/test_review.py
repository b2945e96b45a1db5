"""From questions that had no answer to answers on air: the editors' cards, over real HTTP."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot import app
from bot.content import load
from bot.desk import Desk
from bot.journal import Journal
from bot.phrases import ENGLISH
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import Publisher
from tests.botapi import BotApi, Message, Person
from tests.content.harbour import STORY, write

TELL_ME = f"🔔 {ENGLISH.tell_me}"
SANK = "how many ships sank"
BOATS = "How many boats were lost?"
LOST = "About 30 boats were lost in the fire."


@dataclass(frozen=True)
class Newsroom:
    """A bot on air, with its editors and its readers."""

    server: BotApi
    storybot: app.Storybot
    folder: Path
    journal_file: Path
    ed: Person
    eva: Person
    ann: Person
    bob: Person

    @property
    def story(self) -> Path:
        """Where the story is."""
        return self.folder / "harbour" / "story.yaml"

    @property
    def journal(self) -> Journal:
        """What was asked."""
        return self.storybot.answering.journal

    async def asked(self, *questions: str, by: Person | None = None) -> None:
        """Have a reader ask, and the journal keep it."""
        for question in questions:
            await (by or self.ann).says(question)

    async def settled(self, person: Person, message: Message) -> Message:
        """Return a message once the bot is done with it."""

        def done() -> Message | None:
            seen = person.sees(message)
            return None if seen.text.endswith("it…") or seen.text.endswith("back…") else seen

        seen = await person.telegram.wait_for(done, 30)
        assert seen is not None, f"still {person.sees(message).text}"
        return seen

    async def taps(self, person: Person, message: Message, label: str) -> Message:
        """Tap a button and return what the message came to."""
        tap = await person.taps(message, label)
        return await self.settled(person, tap.message)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the journal's own file has."""
        with closing(sqlite3.connect(self.journal_file)) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with the harbour story."""
    return write(tmp_path / "content")


@pytest.fixture
def checker(folder: Path) -> Iterator[Checker]:
    """Return what checks that folder."""
    with Checker(folder) as checker:
        yield checker


Build = Callable[[], app.Storybot]


@pytest.fixture
def people(server: BotApi) -> dict[str, Person]:
    """Return two editors and two readers."""
    return {name: server.person(name, language_code="en") for name in ("Ed", "Eva", "Ann", "Bob")}


@pytest.fixture
def build(
    server: BotApi, folder: Path, checker: Checker, journal_file: Path, people: dict[str, Person]
) -> Build:
    """Return what starts the bot as production builds it, again and again."""

    def built() -> app.Storybot:
        judged = judge(folder)
        assert judged.edition is not None
        desk = Desk(judged.edition)
        journal = Journal(f"sqlite:///{journal_file}", key=b"key", retention_days=30)
        return app.build(
            server.token,
            desk,
            journal,
            Publisher(desk, journal, checker, judged.content),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            kept_days=30,
            editors=frozenset({people["Ed"].user["id"], people["Eva"].user["id"]}),
        )

    return built


@pytest.fixture
def newsroom(
    server: BotApi, folder: Path, journal_file: Path, people: dict[str, Person]
) -> Callable[[app.Storybot], Newsroom]:
    """Return what puts a running bot and its people together."""
    ed, eva, ann, bob = people.values()
    return lambda storybot: Newsroom(server, storybot, folder, journal_file, ed, eva, ann, bob)


@pytest_asyncio.fixture
async def room(
    build: Build, newsroom: Callable[[app.Storybot], Newsroom], server: BotApi
) -> AsyncIterator[Newsroom]:
    """Return a newsroom whose bot polls; at the end nothing was refused."""
    storybot = build()
    async with app.polling(storybot):
        yield newsroom(storybot)
    assert [str(call) for call in server.refused if "not modified" not in call.description] == []


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def either_room(
    build: Build,
    newsroom: Callable[[app.Storybot], Newsroom],
    server: BotApi,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Newsroom]:
    """Return a newsroom in both modes."""
    storybot = build()
    if request.param == "polling":
        async with app.polling(storybot):
            yield newsroom(storybot)
    else:
        url = "https://bot.example/hook"
        async with app.webhook(storybot, url=url, secret="secret") as endpoint:
            server.proxy = f"http://127.0.0.1:{endpoint.port}"
            yield newsroom(storybot)
    assert [str(call) for call in server.refused if "not modified" not in call.description] == []


# — two taps —


async def test_given_a_reader_who_waits_when_an_editor_taps_twice_then_the_reader_is_told_once(
    either_room: Newsroom,
) -> None:
    room = either_room
    refusal = await room.ann.says(SANK)
    await room.ann.taps(refusal, TELL_ME)
    assert room.rows("SELECT chat_id FROM waiting") == [(room.ann.chat.id,)]

    card = await room.ed.says("/unanswered")
    shown = await room.taps(room.ed, card, BOATS)
    published = await room.taps(room.ed, shown, "✅ Publish")

    assert card.covered("blockquote") == (SANK,)
    assert "Asked once" in card.text
    assert "1 reader wants to be told" in card.text
    assert published.text.startswith("Edition 2 is on air")
    told = await room.ann.hears()
    assert SANK in told.text
    assert LOST in told.text
    assert room.story.read_text() == STORY.replace(f"{BOATS}\n", f"{BOATS}\n      - {SANK}\n")
    await room.ann.hears_nothing()
    await room.journal.unanswered()  # after all that is queued
    assert room.rows("SELECT * FROM waiting") == []
    assert (await room.ann.says(SANK)).text.startswith(LOST)


async def test_the_first_tap_shows_what_the_second_would_do_and_publishes_nothing(
    room: Newsroom,
) -> None:
    await room.asked(SANK, SANK, "number of ships that sank")

    shown = await room.taps(room.ed, await room.ed.says("/unanswered"), BOATS)

    assert shown.covered("blockquote") == (f"{SANK}\nnumber of ships that sank", LOST)
    assert "2 of the card’s 2 wordings will get it" in shown.text
    assert shown.labels == ("✅ Publish", "‹ Back")
    assert room.story.read_text() == STORY
    assert load(room.folder)[0].digest == room.storybot.publisher.on_air.content.digest


async def test_the_first_tap_shows_which_answers_to_others_would_change(room: Newsroom) -> None:
    await room.asked(SANK, SANK, "what did it cost", by=room.ann)

    shown = await room.taps(room.ed, await room.ed.says("/unanswered"), BOATS)

    assert "0 of 1 questions of the last 30 days" in shown.text


async def test_given_a_published_lesson_when_undone_then_the_story_and_the_card_are_back(
    room: Newsroom,
) -> None:
    await room.asked(SANK)
    shown = await room.taps(room.ed, await room.ed.says("/unanswered"), BOATS)
    published = await room.taps(room.ed, shown, "✅ Publish")
    assert "has an answer" in (await room.ed.says("/unanswered")).text

    undone = await room.taps(room.ed, published, "↩ Undo")

    assert undone.text.startswith("Edition 2 is undone. Edition 3 is on air")
    assert room.story.read_text() == STORY
    assert (await room.ed.says("/unanswered")).covered("blockquote") == (SANK,)
    editions = await room.journal.editions() or []
    ed = room.ed.user["id"]
    assert [(e.number, e.how, e.editor) for e in editions] == [
        (3, "rolled_back", ed),
        (2, "taught", ed),
        (1, "start", None),
    ]
