"""A lesson is checked, tried on what readers asked, published, and undone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.desk import Desk, Edition, Suggestion, answers
from bot.editing.lesson import Lesson
from bot.editing.review import Card, clustered
from bot.evaluation import Moved, replayed
from bot.journal import Decision, Journal, Unanswered
from bot.publishing.publisher import NotPublished, OnAir, Proposal, Publisher

REPLAY_DAYS = 30
"""How far back goes what readers asked, in days, on which an edit is tried."""

MOST_REPLAYED = 500
"""Different questions of those days; each takes a thousandth of a second, twice."""

MOST_UNANSWERED = 500
"""Different questions that are put on cards; what was asked most comes first."""

MOST_CARDS = 100

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A lesson that passed all checks, and what it would do.

    Attributes:
        card: What readers asked.
        decision: What the journal is to keep.
        lesson: With the questions that go in.
        left_out: Those that would not pass.
        proposal: For the publisher.
        edition: What readers would get.
        entry_answers: Whether readers who wait are told, for they are told answers only.
        answered: How many of the card's questions come to the entry.
        moved: Questions of others that would come to something else.
        replayed: How many questions of others were tried.
    """

    card: Card
    decision: Decision
    lesson: Lesson
    left_out: tuple[str, ...]
    proposal: Proposal
    edition: Edition
    entry_answers: bool
    answered: int
    moved: tuple[Moved, ...]
    replayed: int


class NoDatabase(Exception):
    """What readers asked cannot be read now."""


class Teaching:
    """Turns what readers asked in vain into editions.

    Args:
        publisher: Checks and publishes.
        journal: Knows what was asked, and keeps what was done about it.
    """

    def __init__(self, publisher: Publisher, journal: Journal) -> None:
        self._publisher = publisher
        self._journal = journal

    async def queue(self) -> tuple[Card, ...]:
        """Return the cards, the most worthwhile first; what the edition answers by now is none.

        Raises:
            NoDatabase: There is none.
        """
        rows = await self._unanswered()
        return await asyncio.to_thread(_cards, rows, self._publisher.on_air.edition)

    async def is_open(self, card: Card) -> bool:
        """Return whether nobody has dealt with the card since it was shown.

        Raises:
            NoDatabase: There is none.
        """
        asked = {row.question for row in await self._unanswered()}
        return not asked.isdisjoint(card.questions)

    async def _unanswered(self) -> list[Unanswered]:
        rows = await self._journal.unanswered(most=MOST_UNANSWERED)
        if rows is None:
            raise NoDatabase
        return rows

    async def checked(self, card: Card, decision: Decision, lesson: Lesson) -> Checked:
        """Return what a lesson comes to, without the questions that would not pass.

        All are tried first, then those that no problem is about.

        Raises:
            NotEdited: The story's file cannot be edited so.
            NotPublished: Nothing of it passes.
        """
        wanted = lesson
        for _ in range(_TRIES):
            proposal = await self._publisher.edited(lesson.edited)
            edition, problems = proposal.judged.edition, proposal.judged.problems
            if edition is not None:
                break
            fewer = lesson.without(problems)
            if fewer is None:
                raise NotPublished("it does not pass the checks", problems)
            lesson = fewer
        else:
            raise NotPublished("it does not pass the checks", problems)
        before = self._publisher.on_air.edition
        asked = await self._journal.asked(
            datetime.now(UTC) - timedelta(days=REPLAY_DAYS), most=MOST_REPLAYED
        )
        others = [one for one in asked or () if one.question not in card.questions]
        moved = await asyncio.to_thread(replayed, before, edition, others)
        desk, entry = Desk(edition), edition.entry(lesson.entry_id)
        answered = sum(_told(desk, question) == lesson.entry_id for question in card.questions)
        return Checked(
            card=card,
            decision=decision,
            lesson=lesson,
            left_out=tuple(q for q in wanted.questions if q not in lesson.questions),
            proposal=proposal,
            edition=edition,
            entry_answers=entry is not None and answers(entry),
            answered=answered,
            moved=moved,
            replayed=len(others),
        )

    async def publish(self, checked: Checked, editor: int) -> OnAir:
        """Put a lesson on air and its card out of the queue.

        Raises:
            Outdated: Something else is on air than when it was checked.
            NotPublished: It cannot be written or kept.
        """
        questions = checked.lesson.questions
        note = f"{checked.lesson.entry_id}: {len(questions)} more phrasings"
        if len(questions) == 1:
            note = note.removesuffix("s")
        if checked.lesson.new is not None:
            note = f"{checked.lesson.entry_id}: new"
        on_air = await self._publisher.publish(
            checked.proposal, editor=editor, how="taught", note=note
        )
        self._journal.reviewed(
            checked.card.questions, checked.decision, editor=editor, number=on_air.number
        )
        return on_air

    async def undo(self, number: int, editor: int) -> OnAir:
        """Put on air what was on air before an edition; its card comes back.

        Raises:
            Outdated: Something else was published since.
            NotPublished: It cannot be put on air again.
        """
        on_air = await self._publisher.undo(number, editor)
        self._journal.undone(number)
        return on_air

    def ignore(self, card: Card, editor: int) -> None:
        """Take a card out of the queue, for as long as the journal keeps anything."""
        self._journal.reviewed(card.questions, "ignored", editor=editor)

    def reopen(self, card: Card) -> None:
        """Bring a card back that was ignored."""
        self._journal.reopened(card.questions)


def _cards(rows: Sequence[Unanswered], edition: Edition) -> tuple[Card, ...]:
    desk = Desk(edition)
    # What was answered with something else is still asked in vain.
    still = [row for row in rows if row.rated_down or _told(desk, row.question) is None]
    return clustered(still, edition, MOST_CARDS)


def _told(desk: Desk, question: str) -> str | None:
    """Return the id of what is told, be it that the story does not say."""
    outcome = desk.answer(question)
    entry = None if isinstance(outcome, Suggestion) else outcome.entry
    return entry.id if entry is not None else None
