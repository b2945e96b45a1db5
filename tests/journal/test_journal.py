"""What the journal keeps and forgets, in SQLite and in PostgreSQL alike."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.journal import Waiting
from tests.journal.stores import (
    CHAT,
    DIGEST,
    MESSAGE,
    NOW,
    QUESTION,
    READER,
    Clock,
    exchange,
    journal,
    settled,
    stored,
)

OTHER = 555_666_777


async def test_given_an_exchange_when_recorded_then_it_is_stored_without_the_readers_id(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(question="Call me: +7 912 345-67-89. Who burnt the harbour?"))

    [row] = await stored(url, "exchanges")
    assert row["question"] == "Call me: [phone number]. Who burnt the harbour?"
    assert (row["update_id"], row["message_id"]) == (1, MESSAGE)
    assert (row["via"], row["outcome"], row["reason"]) == ("group", "answer", None)
    assert (row["entry_id"], row["score"]) == ("cause", 91.5)
    assert (row["edition"], row["language"]) == (DIGEST, "en")
    assert len(row["reader"]) == len(row["chat"]) == 32
    assert not {str(READER), str(CHAT)} & {str(value) for value in row.values()}


async def test_given_one_update_twice_when_recorded_then_the_first_is_kept(url: str) -> None:
    async with journal(url) as diary:
        diary.record(exchange(1))
        diary.record(exchange(1, question="again"))
        await settled(diary)
        diary.record(exchange(1, question="and again"))

    assert [row["question"] for row in await stored(url, "exchanges")] == [QUESTION]


async def test_a_reader_has_one_pseudonym_by_one_key_and_another_by_another(url: str) -> None:
    async with journal(url, key=b"one") as diary:
        diary.record(exchange(1))
        diary.record(exchange(2, chat_id=READER))
        diary.record(exchange(3, reader_id=OTHER))
    async with journal(url, key=b"two") as diary:
        diary.record(exchange(4))

    readers = [row["reader"] for row in await stored(url, "exchanges")]
    assert readers[0] == readers[1]
    assert len(set(readers)) == 3


async def test_given_a_rating_when_the_reader_changes_it_then_the_last_one_counts(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.rate(CHAT, MESSAGE, READER, "useful")
        diary.rate(CHAT, MESSAGE, READER, "not_asked")
        diary.rate(CHAT, MESSAGE, OTHER, "useful")

    verdicts = sorted(row["verdict"] for row in await stored(url, "feedback"))
    assert verdicts == ["not_asked", "useful"]


async def test_given_a_chosen_language_then_it_is_known_at_once_and_after_a_restart(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.speaks(READER, "ru")
        diary.speaks(READER, "zh-hans")
        at_once = diary.language_of(READER), diary.language_of(OTHER)

    async with journal(url) as diary:
        later = diary.language_of(READER), diary.language_of(OTHER)

    assert at_once == later == ("zh-hans", None)


async def test_given_a_handled_update_then_it_has_been_seen_at_once_and_after_a_restart(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.saw(7)
        diary.saw(7)
        at_once = diary.has_seen(7), diary.has_seen(8)

    async with journal(url) as diary:
        later = diary.has_seen(7), diary.has_seen(8)

    assert at_once == later == (True, False)


async def test_given_very_many_updates_then_the_last_ones_are_remembered(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.journal.journal.MOST_SEEN", 3)
    clock = Clock()

    async with journal(url, now=clock) as diary:
        for update_id in (5, 1, 4, 2, 3):
            clock.pass_by(minutes=1)
            diary.saw(update_id)
        at_once = [diary.has_seen(update_id) for update_id in (1, 2, 3, 4, 5)]
    async with journal(url, now=clock) as diary:
        diary.saw(6)
        later = [diary.has_seen(update_id) for update_id in (2, 3, 4, 6)]

    assert at_once == [False, True, True, True, False]
    assert later == [True, True, False, True]


async def test_given_a_reader_who_wants_to_be_told_then_the_question_waits_once(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(language="ru"))
        noted = [await diary.tell_later(CHAT, 9, MESSAGE) for _ in range(2)]
        [waits] = await diary.waiting() or []
        after = await diary.waiting(after=waits.id)

    assert noted == [True, True]
    assert waits == Waiting(waits.id, CHAT, 9, QUESTION, "ru", NOW)
    assert after == []


async def test_given_no_such_question_when_asked_to_tell_then_nobody_is_promised_it(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.record(exchange())
        noted = [
            await diary.tell_later(CHAT, None, MESSAGE + 1),
            await diary.tell_later(CHAT + 1, None, MESSAGE),
        ]
        nobody = await diary.waiting()

    assert noted == [False, False]
    assert nobody == []


async def test_given_readers_who_wait_when_told_or_left_then_they_wait_no_more(
    url: str,
) -> None:
    async with journal(url) as diary:
        for number, chat in enumerate((CHAT, CHAT, OTHER), 1):
            diary.record(exchange(number, message_id=number, chat_id=chat, question=f"{number}?"))
            await diary.tell_later(chat, None, number)
        [first] = await diary.waiting(most=1) or []

        diary.told(first.id)
        without_told = [waits.question for waits in await diary.waiting() or []]
        diary.left(CHAT)
        without_left = [waits.question for waits in await diary.waiting() or []]

    assert without_told == ["2?", "3?"]
    assert without_left == ["3?"]


async def test_given_a_reader_when_forgotten_then_nothing_of_theirs_is_left(
    url: str, tmp_path: Path
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(1))
        diary.record(exchange(2, chat_id=READER, message_id=2, reader_id=None))
        diary.record(
            exchange(3, reader_id=OTHER, chat_id=OTHER, message_id=3, question="still here")
        )
        diary.rate(CHAT, MESSAGE, READER, "useful")
        diary.rate(CHAT, MESSAGE, OTHER, "useful")
        diary.speaks(READER, "ru")
        diary.speaks(OTHER, "zh")
        await diary.tell_later(READER, None, 2)
        await diary.tell_later(OTHER, None, 3)

        done = await diary.forget(READER)
        language, waits = diary.language_of(READER), await diary.waiting()

    assert done
    assert language is None
    assert [row["question"] for row in await stored(url, "exchanges")] == ["still here"]
    assert [waiting.question for waiting in waits or []] == ["still here"]
    assert len(await stored(url, "feedback")) == len(await stored(url, "languages")) == 1
    assert b"kraken" not in _bytes_in(tmp_path)  # of SQLite's file, not a byte


async def test_given_a_forgotten_reader_when_they_come_back_then_they_are_kept_anew(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.speaks(READER, "ru")
        await diary.forget(READER)
        diary.speaks(READER, "en")

    async with journal(url) as diary:
        assert diary.language_of(READER) == "en"


async def test_given_retention_when_time_passes_then_what_is_older_is_deleted(url: str) -> None:
    clock = Clock()

    async with journal(url, now=clock, retention_days=3) as diary:
        diary.record(exchange(1))
        diary.rate(CHAT, MESSAGE, READER, "useful")
        diary.speaks(READER, "ru")
        diary.speaks(OTHER, "zh")
        diary.saw(1)
        await diary.tell_later(CHAT, None, MESSAGE)
        clock.pass_by(days=2.9)
        diary.record(exchange(2, at=clock.now, reader_id=OTHER))
        await settled(diary)
        young = [len(await stored(url, table)) for table in ("exchanges", "feedback", "waiting")]
        clock.pass_by(days=0.2)
        diary.saw(2)
        await settled(diary)
        languages = diary.language_of(READER), diary.language_of(OTHER)

    assert young == [2, 1, 1]
    assert [row["update_id"] for row in await stored(url, "exchanges")] == [2]
    assert await stored(url, "feedback") == await stored(url, "waiting") == []
    assert [row["update_id"] for row in await stored(url, "updates")] == [2]
    assert languages == (None, "zh")  # the other reader has asked since
    assert [row["language"] for row in await stored(url, "languages")] == ["zh"]


async def test_given_old_records_when_started_then_they_are_deleted(url: str) -> None:
    async with journal(url) as diary:
        diary.record(exchange())

    async with journal(url, now=lambda: NOW + timedelta(days=31)) as diary:
        await settled(diary)

    assert await stored(url, "exchanges") == []


POISON: list[tuple[str, dict[str, Any]]] = [
    ("a time without a zone", {"at": NOW.replace(tzinfo=None)}),
    ("an update id beyond 64 bits", {"update_id": 2**70}),
    ("no outcome", {"outcome": None}),
    ("no question", {"question": None}),
    ("a message id that is text", {"message_id": object()}),
    ("a reader id that is text", {"reader_id": "anna"}),
]


@pytest.mark.parametrize("changes", [pytest.param(c, id=name) for name, c in POISON])
async def test_given_a_record_that_no_database_takes_then_the_others_of_its_batch_are_kept(
    changes: dict[str, Any], url: str, log: pytest.LogCaptureFixture
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(1))
        diary.record(exchange(**({"update_id": 2} | changes)))
        diary.record(exchange(3))
        waits = await diary.tell_later(CHAT, None, MESSAGE)
        state = diary.state

    assert waits
    assert [row["update_id"] for row in await stored(url, "exchanges")] == [1, 3]
    assert (state.written, state.lost, state.trouble) == (3, 1, None)
    assert "record" in log.text


async def test_given_characters_that_no_database_takes_then_a_mark_is_in_their_place(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(question="who\x00 burnt \ud83dit 🙏?", language="e\x00n"))
        diary.speaks(READER, "\udcff")
        await settled(diary)
        lost = diary.state.lost

    [row] = await stored(url, "exchanges")
    assert row["question"] == "who� burnt �it 🙏?"
    assert lost == 0


async def test_given_very_many_records_then_all_are_written(url: str) -> None:
    async with journal(url) as diary:
        for number in range(3_000):
            diary.record(exchange(number))
            diary.saw(number)
        await settled(diary)
        state = diary.state

    assert len(await stored(url, "exchanges")) == len(await stored(url, "updates")) == 3_000
    assert (state.written, state.lost) == (6_001, 0)


async def test_given_some_processes_when_they_start_at_once_then_all_write(
    url: str, log: pytest.LogCaptureFixture
) -> None:
    async with asyncio.TaskGroup() as starting:
        journals = [journal(url) for _ in range(4)]
        for diary in journals:
            starting.create_task(diary.__aenter__())

    for number, diary in enumerate(journals):
        diary.record(exchange(number))
        await settled(diary)
        await diary.__aexit__(None, None, None)

    assert [row["update_id"] for row in await stored(url, "exchanges")] == [0, 1, 2, 3]
    assert await stored(url, "journal_version") == [{"version_num": "0003"}]
    # They wait for each other; SQLite's wait has an end, and then they try again.
    assert url.startswith("sqlite") or "not written" not in log.text


def _bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
