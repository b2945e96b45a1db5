"""What goes on air, what does not, and what is kept of it."""

import asyncio
import contextlib
import multiprocessing
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.content.writing import NotWritten, held
from bot.desk import Abstention, Answer, Desk
from bot.journal import Journal
from bot.publishing import checking
from bot.publishing import publisher as publishing
from bot.publishing.checking import Checker, judge
from bot.publishing.publisher import NotPublished, Outdated, Publisher
from tests.content.harbour import STORY, write

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
FIRST = "      - How many boats"
BETTER = STORY.replace(FIRST, "      - How many vessels burned?\n" + FIRST)
BROKEN = STORY.replace("by early spring", "by late spring")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with the harbour story."""
    return write(tmp_path / "content")


@pytest.fixture
def checker(folder: Path) -> Iterator[Checker]:
    """Return what checks that folder."""
    with Checker(folder) as checker:
        yield checker


@pytest.fixture
def desk(folder: Path) -> Desk:
    """Return a desk that answers from it."""
    edition = judge(folder).edition
    assert edition is not None
    return Desk(edition)


@pytest_asyncio.fixture
async def publisher(
    folder: Path, checker: Checker, desk: Desk, journal: Journal
) -> AsyncIterator[Publisher]:
    """Return a publisher that has begun."""
    publisher = Publisher(desk, journal, checker, judge(folder).content)
    async with journal:
        await publisher.begin()
        yield publisher


def story(folder: Path) -> Path:
    """Return where the story is."""
    return folder / "harbour" / "story.yaml"


async def test_what_is_saved_goes_on_air_as_the_next_edition(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    story(folder).write_text(BETTER)

    on_air = await publisher.reload()

    assert on_air is not None
    assert on_air.number == 2
    answer = desk.answer("how many vessels burned")
    assert isinstance(answer, Answer)
    assert answer.entry.id == "boats-lost"
    assert answer.entry.questions[0] == "How many vessels burned?"
    assert [(e.number, e.how, e.editor) for e in await journal.editions() or ()] == [
        (2, "saved", None),
        (1, "start", None),
    ]
    assert await publisher.reload() is None


async def test_a_story_with_cases_goes_on_air_too(publisher: Publisher, folder: Path) -> None:
    cases = "cases:\n  - {q: how many boats were lost in the fire, expect: boats-lost}\n"
    (folder / "harbour" / "cases.yaml").write_text(cases)

    on_air = await publisher.reload()

    assert on_air is not None
    assert on_air.number == 2


async def test_what_has_a_problem_stays_off_the_air(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    before = desk.edition
    story(folder).write_text(BROKEN)

    with pytest.raises(NotPublished) as refusal:
        await publisher.reload()

    assert [problem.check for problem in refusal.value.problems] == ["quote-not-verbatim"]
    assert desk.edition is before
    assert len(await journal.editions() or ()) == 1


async def test_a_proposal_is_written_and_on_air_once_it_is_published(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    files = dict(publisher.on_air.content.files) | {"harbour/story.yaml": BETTER.encode()}

    proposal = await publisher.proposed(files)

    assert story(folder).read_text() == STORY
    on_air = await publisher.publish(proposal, editor=7, how="sent", note="vessels")
    assert story(folder).read_text() == BETTER
    assert desk.edition is on_air.edition
    kept = await journal.edition(2)
    assert kept is not None
    assert (kept[0].editor, kept[0].how, kept[0].note) == (7, "sent", "vessels")
    assert kept[1] == files
    assert await publisher.reload() is None


async def test_a_proposal_with_problems_changes_nothing(
    publisher: Publisher, folder: Path, desk: Desk
) -> None:
    before = held(folder)
    proposal = await publisher.proposed({**before, "harbour/story.yaml": BROKEN.encode()})

    with pytest.raises(NotPublished, match="problems"):
        await publisher.publish(proposal, editor=7, how="sent")

    assert held(folder) == before
    assert desk.edition is publisher.on_air.edition


async def test_of_two_proposals_the_later_one_is_outdated(
    publisher: Publisher, folder: Path
) -> None:
    before = held(folder)
    one = await publisher.proposed({**before, "harbour/story.yaml": BETTER.encode()})
    other = await publisher.proposed(
        {**before, "harbour/story.yaml": STORY.replace("insured?", "ever insured?").encode()}
    )
    await publisher.publish(one, editor=7, how="sent")

    with pytest.raises(Outdated):
        await publisher.publish(other, editor=8, how="sent")

    assert story(folder).read_text() == BETTER


async def test_what_the_folder_held_besides_is_set_aside(
    publisher: Publisher, folder: Path, journal: Journal
) -> None:
    before = held(folder)
    proposal = await publisher.proposed({**before, "harbour/story.yaml": BETTER.encode()})
    story(folder).write_text(BROKEN)  # somebody works on it

    on_air = await publisher.publish(proposal, editor=7, how="sent")

    assert (on_air.set_aside, on_air.number) == (2, 3)
    kept = await journal.edition(2)
    assert kept is not None
    assert kept[1]["harbour/story.yaml"].decode() == BROKEN


async def test_an_earlier_edition_comes_back_also_when_the_folder_is_gone(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    first = held(folder)
    story(folder).write_text(BETTER)
    await publisher.reload()
    shutil.move(folder, folder.parent / "moved")

    on_air = await publisher.undo(2, editor=7)

    assert on_air.number == 3
    assert held(folder) == first
    assert desk.edition.digest == on_air.content.digest
    assert [(e.number, e.how, e.note) for e in await journal.editions(most=1) or ()] == [
        (3, "rolled_back", "to 1")
    ]


async def test_only_what_is_on_air_is_undone(publisher: Publisher, folder: Path) -> None:
    story(folder).write_text(BETTER)
    await publisher.reload()
    with pytest.raises(Outdated):
        await publisher.undo(1, editor=7)

    on_air = await publisher.undo(2, editor=7)

    assert on_air.number == 3
    assert story(folder).read_text() == STORY


async def test_nothing_is_before_the_first_edition(publisher: Publisher) -> None:
    with pytest.raises(NotPublished, match="no edition before it"):
        await publisher.undo(1, editor=7)


async def test_given_a_process_that_is_killed_then_content_is_checked_all_the_same(
    publisher: Publisher, checker: Checker
) -> None:
    await publisher.check()
    for process in checker._executor._processes.values():  # type: ignore[union-attr]
        process.kill()

    judged = await publisher.check()

    assert judged.problems == ()


async def test_given_content_that_takes_too_long_then_it_is_a_problem_and_the_next_is_checked(
    publisher: Publisher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publisher.check()  # its process has begun
    many = "".join(f"      - What of number {n}?\n" for n in range(4_000))
    story(folder).write_text(STORY + many)
    monkeypatch.setattr(checking, "CHECK_S", 1.0)

    with pytest.raises(NotPublished) as refusal:
        await publisher.reload()
    monkeypatch.setattr(checking, "CHECK_S", 60.0)
    story(folder).write_text(BETTER)
    on_air = await publisher.reload()

    [problem] = refusal.value.problems
    assert "took more than 1 seconds" in problem.message
    assert on_air is not None
    assert on_air.number == 2


async def test_an_entry_is_withdrawn_at_once_and_told_again(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    question = "When will the harbour be rebuilt?"
    withdrawing = asyncio.create_task(publisher.withdraw("rebuilding", "Stone denies it", 7))
    await asyncio.sleep(0)

    at_once = desk.answer(question)
    await withdrawing
    later = desk.answer(question)
    await publisher.restore("rebuilding", editor=7)

    for outcome in (at_once, later):
        assert isinstance(outcome, Abstention)
        assert outcome.reason == "withdrawn"
        assert outcome.entry is not None
        assert outcome.entry.withdrawn == "Stone denies it"
    assert isinstance(desk.answer(question), Answer)
    assert story(folder).read_text() == STORY
    kept = [(e.number, e.how, e.note) for e in await journal.editions() or ()]
    assert kept == [
        (3, "withdrawn", "rebuilding, again"),
        (2, "withdrawn", "rebuilding"),
        (1, "start", ""),
    ]


async def test_what_is_not_there_cannot_be_withdrawn(publisher: Publisher) -> None:
    with pytest.raises(LookupError):
        await publisher.withdraw("no-such-entry", "why", 7)


async def test_what_is_due_later_goes_on_air_by_itself_and_comes_off_again(
    publisher: Publisher, folder: Path, desk: Desk, journal: Journal
) -> None:
    await publisher.check()  # its process has begun
    now = datetime.now(UTC)
    begins, ends = now + timedelta(seconds=8), now + timedelta(seconds=11)
    times = f"    publish_at: {begins:{MOMENT}}\n    expires_at: {ends:{MOMENT}}\n"
    story(folder).write_text(STORY.replace("    kind: quote\n", f"    kind: quote\n{times}"))
    told = []
    keeping = asyncio.create_task(publisher.keep_time())

    on_air = await publisher.reload()
    while on_air is not None:
        outcome = desk.answer("When will the harbour be rebuilt?")
        told.append(isinstance(outcome, Answer))
        on_air = None if len(told) == 3 else await publisher.newer_than(on_air)
    keeping.cancel()

    assert told == [False, True, False]
    assert [e.number for e in await journal.editions() or ()] == [2, 1]  # the same content


async def test_what_would_leave_nothing_to_tell_is_not_published(
    publisher: Publisher, folder: Path
) -> None:
    times = "  language: en\n  expires_at: 2090-01-01T00:00Z\n"
    story(folder).write_text(STORY.replace("  language: en\n", times))

    with pytest.raises(NotPublished) as refusal:
        await publisher.reload()

    assert [problem.check for problem in refusal.value.problems] == ["nothing-on-air"]


REBUILT = "When will the harbour be rebuilt?"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be written."""

    def fails(*_: object) -> None:
        raise NotWritten("the disk is full")

    monkeypatch.setattr(publishing, "replace_all", fails)


async def test_what_was_withdrawn_stays_down_whatever_is_published_meanwhile(
    publisher: Publisher, folder: Path, desk: Desk
) -> None:
    proposal = await publisher.proposed({**held(folder), "harbour/story.yaml": BETTER.encode()})
    one = asyncio.create_task(publisher.withdraw("rebuilding", "denied", 7))
    other = asyncio.create_task(publisher.withdraw("boats-lost", "denied", 8))
    with contextlib.suppress(Outdated):
        await publisher.publish(proposal, editor=9, how="sent")
    told = 0
    while not (one.done() and other.done()):
        told += isinstance(desk.answer(REBUILT), Answer)
        told += isinstance(desk.answer("How many boats were lost?"), Answer)
        await asyncio.sleep(0.01)

    await asyncio.gather(one, other)

    assert told == 0
    assert story(folder).read_text().count("withdrawn: denied") == 2


@pytest.mark.usefixtures("full_disk")
async def test_a_withdrawal_that_cannot_be_written_holds_until_it_is_taken_back(
    publisher: Publisher, folder: Path, desk: Desk
) -> None:
    for entry_id in ("rebuilding", "boats-lost"):
        with pytest.raises(NotPublished, match="disk is full"):
            await publisher.withdraw(entry_id, "denied", 7)
    story(folder).write_text(BETTER)
    await publisher.reload()
    down = [desk.answer(REBUILT), desk.answer("How many boats were lost?")]

    await publisher.restore("rebuilding", 7)

    assert [isinstance(outcome, Abstention) for outcome in down] == [True, True]
    assert isinstance(desk.answer(REBUILT), Answer)
    assert isinstance(desk.answer("How many boats were lost?"), Abstention)


async def test_what_expires_before_the_tap_is_not_told_after_it(
    publisher: Publisher, folder: Path, desk: Desk
) -> None:
    await publisher.check()
    ends = datetime.now(UTC) + timedelta(seconds=6)
    text = STORY.replace(
        "    kind: quote\n", f"    kind: quote\n    expires_at: {ends:{MOMENT}}\n"
    )
    proposal = await publisher.proposed({**held(folder), "harbour/story.yaml": text.encode()})
    assert proposal.judged.problems == ()
    await asyncio.sleep(max(0.0, (ends - datetime.now(UTC)).total_seconds()) + 1)

    await publisher.publish(proposal, editor=7, how="sent")

    assert not isinstance(desk.answer(REBUILT), Answer)


async def test_an_undo_takes_back_nothing_that_others_publish_meanwhile(
    publisher: Publisher, folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(folder).write_text(BETTER)
    await publisher.reload()
    third = BETTER.replace("insured?", "ever insured?").encode()
    proposal = await publisher.proposed({**held(folder), "harbour/story.yaml": third})
    original = journal.edition

    async def slow(number: int) -> object:
        await publisher.publish(proposal, editor=8, how="sent")
        return await original(number)

    monkeypatch.setattr(journal, "edition", slow)

    with pytest.raises(Outdated):
        await publisher.undo(2, 7)

    assert story(folder).read_bytes() == third


async def test_a_process_that_dies_under_several_is_replaced_by_one(checker: Checker) -> None:
    await checker.judged()
    for process in checker._executor._processes.values():  # type: ignore[union-attr]
        process.kill()

    judged = await asyncio.gather(*(checker.judged() for _ in range(3)))

    assert [one.problems for one in judged] == [(), (), ()]
    assert len(multiprocessing.active_children()) == 1


async def test_given_a_database_that_comes_late_then_the_edition_gets_its_number(
    folder: Path, checker: Checker, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_LOOK_EACH_S", 0.2)
    late = tmp_path / "late"
    url = f"sqlite:///{late / 'journal.db'}"
    journal = Journal(url, key=b"key", retention_days=30, pauses_s=[0.1])
    publisher = Publisher(desk, journal, checker, judge(folder).content)
    async with journal:
        beginning = asyncio.create_task(publisher.begin())
        keeping = asyncio.create_task(publisher.keep_time())
        await beginning
        before = publisher.on_air
        late.mkdir()
        on_air = await asyncio.wait_for(publisher.newer_than(before), 60)
        keeping.cancel()

    assert (before.number, on_air.number) == (None, 1)
