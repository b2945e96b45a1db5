"""The story that comes with the bot: the main path of a reader, with typos and taps."""

from pathlib import Path

import pytest

from bot.content import load
from bot.desk import Edition
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Person

CONTENT = Path(__file__).parents[2] / "content"
SERGEEV = "— Alexander Sergeev, president of the Russian Academy of Sciences"
DATELINE = "MOSCOW, Nov. 17 (Xinhua)"


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Return the edition on air in production."""
    content, problems = load(CONTENT)
    assert problems == []
    return Edition(content)


async def test_a_reader_finds_their_way_through_the_story(ann: Person, edition: Edition) -> None:
    [story] = edition.content.stories

    start = await ann.says("/start")
    tapped = await ann.taps(start, start.labels[0])
    asked = await ann.says("is rusia planing a virolgy center?")
    quote = await ann.says("/quote virology")
    page = await ann.says("/quote")
    turned = await ann.taps(page, ENGLISH.next_quote)
    summary = await ann.says("/summary")
    longer = await ann.taps(summary, ENGLISH.longer)
    topics = await ann.says("/topics")
    topic = await ann.taps(topics, topics.labels[0])
    answered = await ann.taps(topic.message, topic.message.labels[0])
    source = await ann.says("/source")
    unknown = await ann.says("who won the football world cup in Qatar?")

    assert start.text.startswith(ENGLISH.start)
    assert 2 <= len(start.labels) <= 4
    for reply in (tapped.message, asked, quote, page, turned.message, answered.message):
        quotations = reply.covered("blockquote", "expandable_blockquote")
        assert quotations
        for piece in " […] ".join(quotations).split(" […] "):
            assert piece in story.article.text
        assert DATELINE in reply.text
        assert "paragraph" in reply.text
    assert "new center for fundamental virology" in asked.text
    assert SERGEEV in quote.text
    assert turned.message.id == page.id
    assert turned.message.text != page.text
    assert longer.message.id == summary.id
    assert len(longer.message.text) > len(summary.text)
    assert DATELINE in source.text
    assert unknown.text.startswith(ENGLISH.out_of_scope)


async def test_what_the_story_does_not_say_is_said_so(ann: Person, edition: Edition) -> None:
    [first, *_] = [entry for entry in edition.entries if entry.kind == "not_reported"]

    reply = await ann.says(first.questions[0])

    assert reply.text.startswith(first.text)
    assert reply.covered("blockquote") == ()


async def test_every_entry_can_be_shown_and_every_topic_opened(
    ann: Person, server: BotApi, edition: Edition
) -> None:
    readers = {entry.id: server.person(entry.id) for entry in edition.entries}  # one is too fast
    for entry_id, reader in readers.items():
        await reader.says(f"/start {entry_id}")
    topics = await ann.says("/topics")
    for label in topics.labels:
        await ann.taps(await ann.says("/topics"), label)

    assert {len(reader.reads()) for reader in readers.values()} == {1}
    assert len(ann.reads()) == 1 + len(topics.labels)
