"""The one place that puts an edition on air, and has the journal keep what was on air before."""

import asyncio
import contextlib
import gc
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Never

from bot.content import digest_of
from bot.content.files import STORY
from bot.content.model import Content
from bot.content.problem import Problem
from bot.content.writing import NotWritten, held, replace_all
from bot.desk import Desk, Edition
from bot.editing.story_file import reinstated, withdrawn
from bot.journal import How, Journal
from bot.publishing.checking import Checker, Judged

logger = logging.getLogger(__name__)

_LOOK_EACH_S = 3600.0  # clocks are set


class NotPublished(Exception):
    """What is on air stays on air; the text says in plain words why.

    Attributes:
        problems: What is wrong with the content, when that is the reason.
    """

    def __init__(self, said: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(said)
        self.problems = tuple(problems)


class Outdated(NotPublished):
    """Something else has been published since."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Content that was checked, and what was on air then.

    Attributes:
        before: The whole content on air.
        judged: What may come in its place, or why it may not.
    """

    before: Content
    judged: Judged


@dataclass(frozen=True, slots=True)
class OnAir:
    """What is on air.

    Attributes:
        number: Of the edition; None while the database that counts them is away.
        content: The whole content, with what is marked as a draft.
        edition: What readers get of it.
        set_aside: The number under which is kept what the folder held, when that was something
            that had never been on air.
    """

    number: int | None
    content: Content
    edition: Edition
    set_aside: int | None = None


class Publisher:
    """Checks content and puts it on air, one after the other.

    Args:
        desk: Answers from what is published.
        journal: Keeps every edition.
        checker: Checks the content, and knows the folder.
        content: The whole content of which the edition on air is made.

    Attributes:
        on_air: What is on air.
    """

    def __init__(self, desk: Desk, journal: Journal, checker: Checker, content: Content) -> None:
        self._desk = desk
        self._journal = journal
        self._checker = checker
        self._one_at_a_time = asyncio.Lock()
        self._published = asyncio.Event()
        self.on_air = OnAir(None, content, desk.edition)

    @property
    def directory(self) -> Path:
        """The content folder."""
        return self._checker.directory

    async def begin(self) -> None:
        """Have the journal keep what the bot begins with."""
        content = self.on_air.content
        number = await self._journal.publish(
            content.digest, content.files, editor=None, how="start", note=""
        )
        self.on_air = replace(self.on_air, number=number)

    async def newer_than(self, on_air: OnAir) -> OnAir:
        """Return what is on air, as soon as it is something else."""
        while self.on_air is on_air:
            await self._published.wait()
        return self.on_air

    async def check(self) -> Judged:
        """Return what comes of the folder as it is; nothing is published."""
        return await self._checker.judged()

    async def reload(self, editor: int | None = None) -> OnAir | None:
        """Put on air what the folder holds; return None when that is on air already.

        Args:
            editor: Who wants it; None when the folder was just saved.

        Raises:
            NotPublished: The content has problems.
        """
        async with self._one_at_a_time:
            if await self._held() == self.on_air.content.files:
                return None
            judged = await self._checker.judged()
            while judged.edition and await self._held() != judged.content.files:
                judged = await self._checker.judged()  # it was saved again meanwhile
            return await self._put_on_air(judged, editor, "saved", "")

    async def proposed(self, files: Mapping[str, bytes]) -> Proposal:
        """Return what comes of files, by `story/file`, in the place of all that is on air."""
        return Proposal(self.on_air.content, await self._checker.judged(files))

    async def publish(
        self, proposal: Proposal, *, editor: int | None, how: How, note: str = ""
    ) -> OnAir:
        """Write what was proposed into the folder, and put it on air.

        What the folder holds and was never on air is kept as an edition set aside.

        Raises:
            Outdated: Something else is on air than when it was proposed.
            NotPublished: It has problems, or the folder cannot be written.
        """
        async with self._one_at_a_time:
            if proposal.before.files != self.on_air.content.files:
                raise Outdated("something else has been published meanwhile")
            if proposal.judged.edition is None:
                raise NotPublished("the content has problems", proposal.judged.problems)
            after = proposal.judged.content.files
            here = await self._held()
            aside = None
            if here not in ({}, after, self.on_air.content.files):
                aside = await self._set_aside(here, editor)
            try:
                await asyncio.to_thread(replace_all, self.directory, here, after)
            except NotWritten as error:
                raise NotPublished(str(error)) from error
            return await self._put_on_air(proposal.judged, editor, how, note, aside)

    async def rollback(self, number: int, editor: int | None) -> OnAir:
        """Put an earlier edition on air again, as a new one.

        Raises:
            NotPublished: There is no such edition, no database to ask, or it does not pass the
                checks of today.
        """
        try:
            found = await self._journal.edition(number)
        except LookupError as error:
            raise NotPublished(f"there is no edition {number}") from error
        if found is None:
            raise NotPublished("the database with the editions is away")
        proposal = await self.proposed(found[1])
        return await self.publish(proposal, editor=editor, how="rolled_back", note=f"to {number}")

    async def undo(self, number: int, editor: int | None) -> OnAir:
        """Put the edition before `number` on air again, if `number` is still on air.

        Raises:
            Outdated: Something was published since, which would be undone as well.
            NotPublished: As for `rollback`.
        """
        if self.on_air.number != number:
            raise Outdated("something else has been published since")
        before = await self._journal.editions(before=number)
        published = [one for one in before or () if one.how != "set_aside"]
        if not published:
            raise NotPublished("there is no edition before it, or no database to ask")
        return await self.rollback(published[0].number, editor)

    async def withdraw(self, entry_id: str, reason: str | None, editor: int | None) -> OnAir:
        """Take an entry down at once, then write that into its story; None tells it again.

        Raises:
            LookupError: There is no such entry on air.
            NotEdited: The story's file cannot be edited; the entry is down until a restart.
            NotPublished: It could not be kept; the entry is down until a restart.
        """
        edition, files = self.on_air.edition, self.on_air.content.files
        entry = edition.entry(entry_id)
        if entry is None:
            raise LookupError(f"no entry on air is called {entry_id}")
        file = f"{edition.story_of(entry).id}/{STORY}"
        if reason is not None:  # before anything that takes time or can fail
            self._desk.publish(edition.withdrawing(entry_id, reason))
        text = files[file].decode()
        edited = (
            reinstated(text, entry_id) if reason is None else withdrawn(text, entry_id, reason)
        )
        proposal = await self.proposed({**files, file: edited.encode()})
        note = f"{entry_id}, again" if reason is None else entry_id
        try:
            return await self.publish(proposal, editor=editor, how="withdrawn", note=note)
        except Outdated:  # somebody has saved meanwhile, and with that it was told again
            return await self.withdraw(entry_id, reason, editor)

    async def keep_time(self) -> Never:
        """Put on air what is due, and take off the air what has expired, when it is time."""
        while True:
            on_air, now = self.on_air, datetime.now(UTC)
            due = on_air.content.next_change(now)
            seconds = _LOOK_EACH_S if due is None else (due - now).total_seconds()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(max(0, seconds), _LOOK_EACH_S)):
                    await self.newer_than(on_air)
            if due is not None and datetime.now(UTC) >= due and self.on_air is on_air:
                await self._refresh()

    async def _refresh(self) -> None:
        """Answer from what the time has made of the same content."""
        async with self._one_at_a_time:
            judged = await self._checker.judged(self.on_air.content.files)
            if judged.edition is not None:
                self._answer_from(replace(self.on_air, edition=judged.edition))
                return
        # It was checked when it was published, so this is not to be expected.
        logger.error("what is due cannot be published, problems: %d", len(judged.problems))

    async def _held(self) -> dict[str, bytes]:
        """Return what the folder holds; nothing when there is none."""
        try:
            return await asyncio.to_thread(held, self.directory)
        except OSError:
            return {}

    async def _set_aside(self, files: Mapping[str, bytes], editor: int | None) -> int:
        number = await self._journal.publish(
            digest_of(files), files, editor=editor, how="set_aside", note="what the folder held"
        )
        if number is None:
            raise NotPublished(
                "the content folder holds changes that are not on air, and there is no database "
                "to keep them in before they are replaced"
            )
        return number

    async def _put_on_air(
        self,
        judged: Judged,
        editor: int | None,
        how: How,
        note: str,
        aside: int | None = None,
    ) -> OnAir:
        content, edition = judged.content, judged.edition
        if edition is None:
            raise NotPublished("the content has problems", judged.problems)
        number = await self._journal.publish(
            content.digest, content.files, editor=editor, how=how, note=note
        )
        self._answer_from(OnAir(number, content, edition, aside))
        return self.on_air

    def _answer_from(self, on_air: OnAir) -> None:
        self._desk.publish(on_air.edition)
        self.on_air = on_air
        tell_published(on_air.edition)
        self._published.set()
        self._published = asyncio.Event()


def tell_published(edition: Edition) -> None:
    """Log what is on air from now on, and leave it out of what the garbage collector looks at."""
    kinds = Counter(entry.kind for entry in edition.entries)
    logger.info(
        "edition %s published, %d facts, %d quotes, %d not reported",
        edition.digest[:7],
        kinds["fact"],
        kinds["quote"],
        kinds["not_reported"],
    )
    # What is published stays. Looking for garbage in it stopped the bot for up to 0.2 s.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
