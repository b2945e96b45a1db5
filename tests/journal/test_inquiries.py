"""What editors learn from the journal, in SQLite and in PostgreSQL alike."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.journal import Asked, EntryCount, Exchange, Journal, OutcomeCount, Unanswered
from bot.journal.database import open_engine
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

OTHER, EDITOR = 555_666_777, 8_000_000_001
IN_VAIN = {"outcome": "abstain", "reason": "out_of_scope", "entry_id": None}
ASKED_BACK = {"outcome": "suggest", "reason": "ambiguous", "entry_id": None}


def ask(diary: Journal, *exchanges: tuple[str, dict[str, Any]], first: int = 1) -> None:
    """Record questions, a minute between two; each answer is the message of its number."""
    for number, (question, changes) in enumerate(exchanges, first):
        told = {"at": NOW + timedelta(minutes=number), "message_id": number, "question": question}
        diary.record(exchange(number, **(told | changes)))


async def queue(diary: Journal, **options: Any) -> list[str]:
    """Return the questions that wait for an editor, in their order."""
    return [unanswered.question for unanswered in await diary.unanswered(**options) or []]


async def test_given_what_was_asked_in_vain_then_it_is_listed_once_the_most_asked_first(
    url: str,
) -> None:
    async with journal(url) as diary:
        ask(
            diary,
            ("When was it?", IN_VAIN),
            (QUESTION, IN_VAIN | {"edition": "e" * 64, "language": "ru"}),
            ("Who was it?", ASKED_BACK),
            (QUESTION, {}),  # answered once
            (QUESTION, ASKED_BACK),
            ("How old is she?", IN_VAIN | {"reason": "not_reported", "entry_id": "age"}),
            ("Was anybody hurt?", IN_VAIN | {"reason": "withdrawn", "entry_id": "hurt"}),
            ("Hello!", IN_VAIN | {"reason": "smalltalk"}),
            ("What caused it?", IN_VAIN | {"via": "button"}),
        )
        found = await diary.unanswered() or []
        late = await queue(diary, since=NOW + timedelta(minutes=3))
        one = await queue(diary, most=1)

    assert [unanswered.question for unanswered in found] == [
        QUESTION,
        "Who was it?",
        "When was it?",
    ]
    assert found[0] == Unanswered(
        question=QUESTION,
        language="en",
        count=2,
        first_at=NOW + timedelta(minutes=2),
        last_at=NOW + timedelta(minutes=5),
        waiting=0,
        rated_down=0,
        edition=DIGEST,
    )
    assert late == [QUESTION, "Who was it?"]
    assert one == [QUESTION]


async def test_given_readers_who_wait_or_complain_then_an_editor_sees_how_many(url: str) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        ask(
            diary,
            (QUESTION, {}),
            ("Who was it?", IN_VAIN | {"chat_id": READER}),
            ("Who was it?", IN_VAIN | {"chat_id": OTHER}),
            ("Was it arson?", {}),
        )
        clock.pass_by(hours=1)
        for reader in (READER, OTHER):
            diary.rate(CHAT, 1, reader, "not_asked")
            await diary.tell_later(reader, None, 2)
        await diary.tell_later(OTHER, None, 3)
        diary.rate(CHAT, 4, READER, "useful")
        found = await diary.unanswered() or []

    assert [(u.question, u.count, u.waiting, u.rated_down) for u in found] == [
        ("Who was it?", 2, 2, 0),
        (QUESTION, 1, 0, 2),
    ]


async def test_given_an_edited_question_then_a_rating_is_of_the_answer_that_was_seen(
    url: str,
) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        ask(diary, ("Who was it?", {}))
        clock.pass_by(minutes=1)
        diary.rate(CHAT, 1, READER, "not_asked")
        clock.pass_by(minutes=9)
        diary.rate(CHAT, 1, OTHER, "useful")
        diary.record(exchange(2, at=NOW + timedelta(minutes=5), message_id=1))
        found, counts = await queue(diary), await diary.counts()

    assert found == ["Who was it?"]
    assert counts is not None
    assert counts.entries == (EntryCount("cause", told=2, useful=1, not_asked=1),)


@pytest.mark.parametrize("decision", ["taught", "new_entry", "not_reported", "ignored"])
async def test_given_what_an_editor_has_dealt_with_then_it_is_out_of_the_queue(
    decision: Any, url: str
) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        ask(diary, (QUESTION, IN_VAIN), (QUESTION.upper(), IN_VAIN), ("Who was it?", IN_VAIN))
        clock.pass_by(hours=1)
        diary.reviewed([QUESTION], decision, editor=EDITOR, number=7)
        after = await queue(diary)
        diary.reopened([QUESTION])
        undone = await queue(diary)

    assert after == ["Who was it?"]  # the same in capitals is the same question
    assert sorted(undone) == sorted([QUESTION, QUESTION.upper(), "Who was it?"])


async def test_given_a_taught_question_when_it_is_asked_in_vain_again_then_it_is_in_the_queue(
    url: str,
) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        ask(diary, (QUESTION, IN_VAIN), ("Who was it?", IN_VAIN))
        clock.pass_by(hours=1)
        diary.reviewed([QUESTION], "taught", editor=EDITOR, number=7)
        diary.reviewed(["Who was it?"], "ignored", editor=EDITOR)
        before = await queue(diary)
        ask(diary, (QUESTION, IN_VAIN), ("Who was it?", IN_VAIN), first=100)
        after = await queue(diary)
        clock.pass_by(hours=2)
        diary.reviewed([QUESTION], "ignored", editor=EDITOR)
        at_last = await queue(diary)

    assert (before, after, at_last) == ([], [QUESTION], [])


async def test_given_an_edition_that_is_undone_then_what_it_taught_is_in_the_queue_again(
    url: str,
) -> None:
    clock = Clock()
    async with journal(url, now=clock) as diary:
        ask(diary, ("What?", IN_VAIN), ("Who was it?", IN_VAIN), ("When was it?", IN_VAIN))
        clock.pass_by(hours=1)
        diary.reviewed(["What?", "Who was it?"], "taught", editor=EDITOR, number=7)
        diary.reviewed(["When was it?"], "taught", editor=EDITOR, number=8)
        diary.undone(7)
        after = await queue(diary)

    assert after == ["Who was it?", "What?"]


async def test_given_a_review_then_nothing_that_a_reader_wrote_is_kept_with_it(
    url: str, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(url) as diary:
        ask(diary, (QUESTION, IN_VAIN))
        diary.reviewed([QUESTION, "🙏", ""], "ignored", editor=EDITOR)
        await diary.forget(READER)

    reviewed = await stored(url, "reviewed")
    assert {len(row["wording"]) for row in reviewed} == {32}
    assert {row["editor"] for row in reviewed} == {EDITOR}
    assert b"kraken" not in bytes_in(tmp_path)


def bytes_in(folder: Path) -> bytes:
    """Return what is in the files of a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_given_retention_then_reviews_go_with_what_they_are_about(url: str) -> None:
    clock = Clock()
    async with journal(url, now=clock, retention_days=3) as diary:
        diary.reviewed([QUESTION], "ignored", editor=EDITOR)
        clock.pass_by(days=2)
        diary.reviewed(["Who was it?"], "ignored", editor=EDITOR)
        await settled(diary)
        clock.pass_by(days=2)
        diary.saw(1)
        await settled(diary)

    assert len(await stored(url, "reviewed")) == 1


async def test_given_what_readers_typed_then_it_is_listed_with_what_came_of_it_last(
    url: str,
) -> None:
    async with journal(url) as diary:
        ask(
            diary,
            ("What caused it?", {"via": "button"}),
            ("What caused it?", {"via": "button"}),
            ("Who was it?", IN_VAIN),
            (QUESTION, IN_VAIN | {"score": None}),
            (QUESTION, {"edition": "e" * 64, "language": "zh"}),
            ("When was it?", ASKED_BACK),
        )
        found = await diary.asked() or []
        late = await diary.asked(NOW + timedelta(minutes=5), most=1) or []

    assert [(asked.question, asked.count, asked.outcome) for asked in found] == [
        (QUESTION, 2, "answer"),
        ("When was it?", 1, "suggest"),
        ("Who was it?", 1, "abstain"),
    ]
    assert found[0] == Asked(
        question=QUESTION,
        count=2,
        last_at=NOW + timedelta(minutes=5),
        outcome="answer",
        reason=None,
        entry_id="cause",
        score=91.5,
        edition="e" * 64,
        language="zh",
    )
    assert [(asked.question, asked.count) for asked in late] == [("When was it?", 1)]


DAY = date(2026, 3, 4)


async def test_given_exchanges_and_ratings_then_they_are_counted(url: str) -> None:
    clock = Clock()
    late = {"at": NOW.replace(hour=23, minute=59, second=59, microsecond=999_999)}
    async with journal(url, now=clock) as diary:
        exchanges: Sequence[tuple[str, dict[str, Any]]] = (
            ("Who was it?", IN_VAIN | {"via": "private", "language": "ru"}),
            (QUESTION, {}),
            (QUESTION, late | {"reader_id": OTHER, "via": "private"}),
            (QUESTION, {"at": NOW.replace(day=5, hour=0), "via": "button", "reader_id": None}),
            ("Or who?", ASKED_BACK | {"at": NOW.replace(day=5, hour=0), "reader_id": OTHER}),
            ("How old?", {"outcome": "abstain", "reason": "not_reported", "entry_id": "age"}),
        )
        ask(diary, *exchanges)
        clock.pass_by(days=2)
        for reader in (READER, OTHER):
            diary.rate(CHAT, 2, reader, "useful")
        diary.rate(CHAT, 6, OTHER, "not_asked")
        diary.rate(CHAT, 99, OTHER, "not_asked")  # of an answer that is not kept
        counts = await diary.counts()
        since = await diary.counts(NOW.replace(day=5, hour=0))

    assert counts is not None
    assert counts.outcomes == (
        OutcomeCount(DAY, "abstain", "not_reported", 1),
        OutcomeCount(DAY, "abstain", "out_of_scope", 1),
        OutcomeCount(DAY, "answer", None, 2),
        OutcomeCount(date(2026, 3, 5), "answer", None, 1),
        OutcomeCount(date(2026, 3, 5), "suggest", "ambiguous", 1),
    )
    assert counts.readers_of_day == {DAY: 2, date(2026, 3, 5): 1}
    assert counts.readers == 2
    assert counts.entries == (EntryCount("age", 1, 0, 1), EntryCount("cause", 3, 2, 0))
    assert counts.languages == {"en": 5, "ru": 1}
    assert counts.via == {"button": 1, "group": 3, "private": 2}
    assert since is not None
    assert [on.count for on in since.outcomes] == [1, 1]
    assert since.readers == 1


async def test_given_a_server_in_another_time_zone_then_days_are_those_of_utc(
    postgres_url: str,
) -> None:
    engine = open_engine(postgres_url)
    async with engine.begin() as connection:
        name = make_url(postgres_url).database
        await connection.execute(text(f"ALTER DATABASE {name} SET timezone TO 'Asia/Tokyo'"))
    await engine.dispose()

    async with journal(postgres_url) as diary:
        diary.record(exchange(at=NOW.replace(hour=23)))
        counts = await diary.counts()

    assert counts is not None
    assert counts.readers_of_day == {DAY: 1}


async def test_given_an_empty_journal_then_there_is_nothing_to_learn(url: str) -> None:
    async with journal(url) as diary:
        counts = await diary.counts()

        assert await diary.unanswered() == []
        assert await diary.asked() == []

    assert counts is not None
    assert (counts.outcomes, counts.readers, counts.entries, counts.via) == ((), 0, (), {})


async def test_given_an_answer_then_its_message_leads_to_what_was_asked_and_not_by_whom(
    url: str,
) -> None:
    async with journal(url) as diary:
        diary.record(exchange(1, question="Who wsa it?"))
        diary.record(exchange(2, at=NOW + timedelta(minutes=1)))  # the same message, edited
        found = await diary.exchange_of(CHAT, MESSAGE)
        nowhere = await diary.exchange_of(CHAT, MESSAGE + 1), await diary.exchange_of(7, MESSAGE)

    assert found == Exchange(
        update_id=2,
        at=NOW + timedelta(minutes=1),
        via="group",
        reader_id=None,
        chat_id=CHAT,
        message_id=MESSAGE,
        question=QUESTION,
        outcome="answer",
        reason=None,
        entry_id="cause",
        score=91.5,
        edition=DIGEST,
        language="en",
    )
    assert nowhere == (None, None)


async def test_given_no_database_then_editors_learn_nothing_for_now(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    async with journal(f"sqlite:///{tmp_path}/later/journal.db") as diary:
        learnt = (
            await diary.unanswered(within_s=0.01),
            await diary.asked(within_s=0.01),
            await diary.counts(within_s=0.01),
            await diary.exchange_of(CHAT, MESSAGE, within_s=0.01),
        )

    assert learnt == (None, None, None, None)
