"""The one place that puts an edition on air, and has the journal keep what was on air before."""

import asyncio
import contextlib
import gc
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Never

from bot.content import digest_of, load
from bot.content.files import STORY
from bot.content.model import Content, Files
from bot.content.problem import Problem
from bot.content.writing import NotWritten, held, replace_all, sweep
from bot.desk import Desk, Edition
from bot.editing.story_file import NotEdited, reinstated, withdrawn
from bot.journal import How, Journal, Published
from bot.publishing.checking import Checker, Judged

logger = logging.getLogger(__name__)

_LOOK_EACH_S = 60.0  # clocks are set, and databases come back


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
        at: When that was judged; what is due later changes it.
        set_aside: The number under which is kept what the folder held, when that was something
            that had never been on air.
    """

    number: int | None
    content: Content
    edition: Edition
    at: datetime
    set_aside: int | None = None


class Publisher:
    """Checks content and puts it on air, one after the other.

    Args:
        desk: Answers from what is published.
        journal: Keeps every edition.
        checker: Checks the content, and knows the folder.
        content: The whole content of which the edition on air is made.
        at: When it was judged; None for now.

    Attributes:
        on_air: What is on air.
    """

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        checker: Checker,
        content: Content,
        at: datetime | None = None,
    ) -> None:
        self._desk = desk
        self._journal = journal
        self._checker = checker
        self._one_at_a_time = asyncio.Lock()
        self._published = asyncio.Event()
        self._withdrawn: dict[str, str] = {}  # reasons by entry, until they are written
        self.on_air = OnAir(None, content, desk.edition, at or datetime.now(UTC))

    @property
    def directory(self) -> Path:
        """The content folder."""
        return self._checker.directory

    async def begin(self) -> None:
        """Have the journal keep what the bot begins with, and tidy the folder up."""
        async with self._one_at_a_time:
            await asyncio.to_thread(sweep, self.directory)
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
            if await self.held() == self.on_air.content.files:
                _, problems = await asyncio.to_thread(load, self.directory)
                if problems:  # such as a file that is misnamed, and so is not read
                    raise NotPublished("the content has problems", problems)
                return None
            judged = await self._checker.judged()
            while judged.edition and await self.held() != judged.content.files:
                judged = await self._checker.judged()  # it was saved again meanwhile
            return await self._put_on_air(judged, editor, "saved", "")

    async def proposed(self, files: Files) -> Proposal:
        """Return what comes of files, by `story/file`, in the place of all that is on air."""
        return Proposal(self.on_air.content, await self._checker.judged(files))

    async def edited(self, edit: Callable[[Files], Files]) -> Proposal:
        """Return what comes of an edit of the files on air, made anew if others are meanwhile."""
        while True:
            before = self.on_air.content.files
            after = await asyncio.to_thread(edit, before)
            if self.on_air.content.files == before:  # else it would take back what came on air
                return await self.proposed(after)

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
            judged = proposal.judged
            if _is_stale(judged.content, judged.at):  # the time has made something else of it
                judged = await self._checker.judged(judged.content.files)
            return await self._publish(judged, editor, how, note)

    async def before(self, number: int) -> Published | None:
        """Return what was on air before an edition; None for nothing, and without a database."""
        earlier = await self._journal.editions(before=number)
        return next((one for one in earlier or () if one.how != "set_aside"), None)

    async def undo(self, number: int, editor: int | None) -> OnAir:
        """Put the edition before `number` on air again, as a new one.

        Raises:
            Outdated: `number` is not on air any more: what came since would be undone as well.
            NotPublished: There is no edition before it, no database to ask, or it does not pass
                the checks of today.
        """
        on_air = self.on_air
        if on_air.number != number:
            raise Outdated("something else has been published since")
        before = await self.before(number)
        found = await self._journal.edition(before.number) if before is not None else None
        if found is None:
            raise NotPublished("there is no edition before it, or no database to ask")
        earlier, files = found
        proposal = Proposal(on_air.content, await self._checker.judged(files))
        note = f"to {earlier.number}"
        return await self.publish(proposal, editor=editor, how="rolled_back", note=note)

    async def withdraw(self, entry_id: str, reason: str, editor: int | None) -> OnAir:
        """Take an entry down at once, then write that into its story.

        Whatever is published meanwhile, and also when it cannot be written: until `restore` or
        a restart the entry stays down.

        Raises:
            LookupError: There is no such entry on air.
            NotEdited: The story's file cannot be edited.
            NotPublished: It could not be kept.
        """
        if self.on_air.edition.entry(entry_id) is None:
            raise LookupError(f"no entry on air is called {entry_id}")
        self._withdrawn[entry_id] = reason  # before anything that takes time or can fail
        self._answer_from(self.on_air)
        on_air = await self._edit(
            entry_id, lambda text: withdrawn(text, entry_id, reason), editor, entry_id
        )
        self._withdrawn.pop(entry_id, None)
        return on_air

    async def restore(self, entry_id: str, editor: int | None) -> OnAir:
        """Tell an entry again that was withdrawn.

        Raises:
            LookupError: There is no such entry on air.
            NotEdited: The story's file cannot be edited, or does not say that it is withdrawn.
            NotPublished: It could not be kept; the entry stays down.
        """
        reason = self._withdrawn.pop(entry_id, None)
        entry = self.on_air.edition.entry(entry_id)
        if entry is None:
            raise LookupError(f"no entry on air is called {entry_id}")
        try:
            return await self._edit(
                entry_id, lambda text: reinstated(text, entry_id), editor, f"{entry_id}, again"
            )
        except NotEdited:
            if reason is None:
                raise
        # Its withdrawal had not been written.
        edition = self.on_air.edition.withdrawing(entry_id, None)
        self._answer_from(replace(self.on_air, edition=edition))
        return self.on_air

    async def _edit(
        self, entry_id: str, edit: Callable[[str], str], editor: int | None, note: str
    ) -> OnAir:
        """Edit the file of an entry's story, and publish that."""
        async with self._one_at_a_time:
            edition, files = self.on_air.edition, self.on_air.content.files
            entry = edition.entry(entry_id)
            if entry is None:
                raise LookupError(f"no entry on air is called {entry_id}")
            file = f"{edition.story_of(entry).id}/{STORY}"
            text = await asyncio.to_thread(edit, files[file].decode())
            after = {**files, file: text.encode()}
            is_on_air = await self.held() == files
            if is_on_air:  # first: whoever kills the process now, does not bring it back
                await self._write(files, after)
            judged = await self._checker.judged(after)
            if judged.edition is None and is_on_air:
                await self._write(after, files)
            return await self._publish(judged, editor, "withdrawn", note)

    async def _publish(self, judged: Judged, editor: int | None, how: How, note: str) -> OnAir:
        """Write what was judged into the folder, and put it on air."""
        if judged.edition is None:
            raise NotPublished("the content has problems", judged.problems)
        after, aside = judged.content.files, None
        here = await self.held()
        if here not in ({}, after, self.on_air.content.files):
            aside = await self._set_aside(here, editor)
        await self._write(here, after)
        return await self._put_on_air(judged, editor, how, note, aside)

    async def _write(self, before: Files, after: Files) -> None:
        try:
            await asyncio.to_thread(replace_all, self.directory, before, after)
        except NotWritten as error:
            raise NotPublished(str(error)) from error

    async def keep_time(self) -> Never:
        """Put on air what is due, and take off the air what has expired, when it is time.

        Raises:
            NotPublished: What is due has problems, which was not to be expected.
        """
        while True:
            on_air = self.on_air
            due = on_air.content.next_change(on_air.at)
            left_s = _LOOK_EACH_S if due is None else (due - datetime.now(UTC)).total_seconds()
            if left_s <= 0:
                await self._refresh(on_air)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left_s, _LOOK_EACH_S)):
                    await self.newer_than(on_air)
            if on_air.number is None:
                await self._number(on_air)

    async def _number(self, on_air: OnAir) -> None:
        """Find the number of what went on air while the database was away."""
        newest = await self._journal.editions(most=1)
        async with self._one_at_a_time:
            if newest and newest[0].digest == on_air.content.digest and self.on_air is on_air:
                self.on_air = replace(on_air, number=newest[0].number)
                self._tell()

    async def _refresh(self, on_air: OnAir) -> None:
        """Answer from what the time has made of the same content."""
        async with self._one_at_a_time:
            if self.on_air is not on_air:
                return
            judged = await self._checker.judged(on_air.content.files)
            if judged.edition is None:
                raise NotPublished("the content has problems", judged.problems)
            self._answer_from(replace(on_air, edition=judged.edition, at=judged.at))

    async def held(self) -> dict[str, bytes]:
        """Return what the content folder holds, by `story/file`; nothing when there is none."""
        try:
            return await asyncio.to_thread(held, self.directory)
        except OSError:
            return {}

    async def _set_aside(self, files: Files, editor: int | None) -> int:
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
        self._answer_from(OnAir(number, content, edition, judged.at, aside))
        return self.on_air

    def _answer_from(self, on_air: OnAir) -> None:
        edition = on_air.edition
        for entry_id, reason in self._withdrawn.items():
            entry = edition.entry(entry_id)
            if entry is not None and entry.withdrawn is None:
                edition = edition.withdrawing(entry_id, reason)
        self._desk.publish(edition)
        self.on_air = on_air = replace(on_air, edition=edition)
        tell_published(on_air.edition)
        self._tell()

    def _tell(self) -> None:
        """Wake those who wait for something newer."""
        self._published.set()
        self._published = asyncio.Event()


def _is_stale(content: Content, at: datetime) -> bool:
    """Return whether something else is on air than at that time."""
    due = content.next_change(at)
    return due is not None and due <= datetime.now(UTC)


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
