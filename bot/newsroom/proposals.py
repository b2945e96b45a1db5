"""What an editor wants on air: shown with all that it changes, and published by one tap.

Proposals are kept in memory, and not for long, since an edition takes some 70 MB of it. Their ids
cannot be guessed, and who taps is looked at again.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.content.counting import amount, questions_in
from bot.content.model import Content
from bot.content.problem import Problem
from bot.desk import Edition
from bot.editing.changes import changes, lines
from bot.editing.story_file import NotEdited
from bot.evaluation import replay_text, replayed
from bot.handlers.buttons import acknowledge
from bot.journal import Files, How, Journal
from bot.newsroom.editors import Editors, told
from bot.newsroom.progress import Progress
from bot.publishing.publisher import NotPublished, OnAir, Outdated, Proposal

MOST_KEPT = 3
"""Proposals of each editor; of one more, the oldest goes."""

KEPT_S = 900.0
"""How long a proposal can be published, in seconds."""

_MOST_CLOSED = 200  # proposals of which is known why they cannot be published any more
_MOST_CHARACTERS = 3900  # in a message, but for emoji
_LEAST_UNITS = 500  # of them for what changes
_MOST_WARNINGS, _MOST_MOVED = 3, 7
_DAYS = 30  # from how long back questions are asked again

GONE = (
    "This proposal is not here any more: the bot has been restarted since, or you have sent "
    "newer ones. Send the file again."
)
"""Said of a proposal that cannot be found."""

TOO_OLD = (
    f"This was checked more than {KEPT_S / 60:.0f} minutes ago. Send the file or command again."
)
"""Said of a proposal that came too late."""

AGAIN = "Something else has been published meanwhile, so this was checked again."
"""Said before what is shown once more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor wants on air.

    Attributes:
        editor: Who.
        files: Makes of the files on air those that are to be there, again if others are meanwhile.
        how: As the edition will have it.
        note: The same.
        what: What it is, in a few words that can follow "in".
        verb: On the button.
        advice: What to do about problems.
    """

    editor: int
    files: Callable[[Files], Files]
    how: How
    note: str
    what: str
    verb: str = "Publish"
    advice: str = (
        "Mend it, and send it again. Files that belong together are sent at once, or as a zip."
    )


@dataclass(slots=True)
class _Pending:
    """What can be published.

    Attributes:
        wish: What is wanted.
        before: The digest of what was on air when it was shown.
        proposal: What was checked; None when there is a newer one, and it is to be checked again.
    """

    wish: Wish
    before: str
    proposal: Proposal | None


class Proposals:
    """Shows what would change, and does what is tapped below."""

    def __init__(self, editors: Editors, journal: Journal) -> None:
        self._editors = editors
        self._journal = journal
        self._pending: OrderedDict[str, _Pending] = OrderedDict()
        self._closed: OrderedDict[str, str] = OrderedDict()

    async def show(self, progress: Progress, wish: Wish, lead: str = "") -> str | None:
        """Check what an editor wants, and show it with buttons; return its id, None without any.

        Args:
            progress: Where it is shown.
            wish: What is wanted.
            lead: Said before all else.
        """
        try:
            proposal = await self._checked(progress, wish)
        except NotEdited as error:
            await progress.say(f"It does not go together with what is on air: {error}.")
            return None
        content = proposal.judged.content
        if proposal.judged.edition is None:
            number = amount(len(proposal.judged.problems), "problem")
            await progress.list(
                f"{number} in {wish.what}, so nothing is published. {wish.advice}",
                proposal.judged.problems,
            )
            return None
        if content.files == proposal.before.files:
            await progress.say(f"{lead}What is in {wish.what} is on air already: nothing to do.")
            return None
        found = await asyncio.to_thread(changes, proposal.before, content)
        head = f"{lead}No problems in {wish.what}. This is what changes:"
        parts = [
            _gone(proposal.before, content),
            await self._besides(content),
            _drafts_in(content),
            _warned(proposal.judged.warnings),
            await self._replayed(progress, proposal.judged.edition),
        ]
        room = _MOST_CHARACTERS - len(head) - sum(map(len, parts))
        parts = [head, lines(found, max(room, _LEAST_UNITS)), *parts]
        id_ = self._keep(wish, proposal)
        keyboard = InlineKeyboardMarkup.from_row(
            [
                InlineKeyboardButton(wish.verb, callback_data=f"E:p:{id_}"),
                InlineKeyboardButton("Discard", callback_data=f"E:d:{id_}"),
            ]
        )
        await progress.say("\n\n".join(filter(None, parts)), keyboard)
        return id_

    async def _besides(self, content: Content) -> str:
        """Return what an editor should know of the folder; mostly nothing."""
        here = await self._editors.publisher.held()
        if here in ({}, content.files, self._editors.publisher.on_air.content.files):
            return ""
        return (
            "The content folder holds changes that are not on air. They would be replaced, and "
            "kept as an edition that /history shows."
        )

    async def publish(self, query: CallbackQuery, message: Message, id_: str) -> None:
        """Put a proposal on air; if something else is meanwhile, show it again, on top of that."""
        pending = await self._taken(query, id_, "published")
        if pending is None:
            return
        progress = Progress(message, shown=message)
        wish, publisher = pending.wish, self._editors.publisher
        try:
            proposal = pending.proposal or await self._checked(progress, wish)
            if proposal.before.digest != pending.before:
                raise Outdated(AGAIN)
            on_air = await progress.during(
                "Publishing …",
                publisher.publish(proposal, editor=wish.editor, how=wish.how, note=wish.note),
            )
        except (Outdated, NotEdited):
            await self.show(progress, wish, f"{AGAIN} ")
        except NotPublished as refusal:
            await progress.refused(refusal)
        else:
            await progress.say(*published(on_air))
            await self._editors.tell_of_set_aside(progress.bot, on_air, wish.editor)

    async def discard(self, query: CallbackQuery, message: Message, id_: str) -> None:
        """Forget a proposal."""
        if await self._taken(query, id_, "discarded") is not None:
            await Progress(message, shown=message).say("Discarded. What is on air stays as it is.")

    async def undo(self, query: CallbackQuery, message: Message, number: int) -> None:
        """Put on air what was there before an edition."""
        publisher = self._editors.publisher
        if publisher.on_air.number != number:
            await acknowledge(
                query,
                f"Edition {number} is not on air any more, so there is nothing to undo. "
                "See /history.",
                has_to_be_closed=True,
            )
            return
        await acknowledge(query, "")
        progress = Progress(message, shown=message)
        try:
            on_air = await progress.during(
                f"Putting on air what was there before edition {number} …",
                publisher.undo(number, query.from_user.id),
            )
        except NotPublished as refusal:
            await progress.refused(refusal)
        else:
            text, keyboard = published(on_air)
            await progress.say(f"Edition {number} is undone. {text}", keyboard)
            await self._editors.tell_of_set_aside(progress.bot, on_air, query.from_user.id)

    def close(self, id_: str | None, why: str = GONE) -> None:
        """Close a proposal that is still open.

        Args:
            id_: Its id, if there is one.
            why: What is said to who taps it all the same.
        """
        if id_ is not None and self._pending.pop(id_, None) is not None:
            self._note_closed(id_, why)

    async def _checked(self, progress: Progress, wish: Wish) -> Proposal:
        publisher = self._editors.publisher
        number = questions_in(publisher.on_air.content)
        return await progress.during(
            f"Reading it, and asking all {number:,} questions …", publisher.edited(wish.files)
        )

    async def _replayed(self, progress: Progress, after: Edition) -> str:
        """Return what readers asked lately and would get another answer to; "" if unknown."""
        since = datetime.now(UTC) - timedelta(_DAYS)
        asked = await self._journal.asked(since)
        if not asked:
            return ""
        before = self._editors.publisher.on_air.edition
        moved = await progress.during(
            f"Asking again what readers asked in the last {_DAYS} days …",
            asyncio.to_thread(replayed, before, after, asked),
        )
        return replay_text(moved, len(asked), _DAYS, _MOST_MOVED)

    async def _taken(
        self, query: CallbackQuery, id_: str, state: Literal["published", "discarded"]
    ) -> _Pending | None:
        """Take a proposal out to do something with it; if it cannot be, say why."""
        pending = self._pending.get(id_)
        if pending is not None and pending.wish.editor != query.from_user.id:
            said = "This is another editor’s proposal. Send the file yourself."
            await acknowledge(query, said, has_to_be_closed=True)
            return None
        if pending is None:
            await acknowledge(query, self._closed.get(id_, GONE), has_to_be_closed=True)
            return None
        del self._pending[id_]
        self._note_closed(id_, f"This was {state} already.")
        await acknowledge(query, "")
        return pending

    def _keep(self, wish: Wish, proposal: Proposal) -> str:
        own = [id_ for id_, other in self._pending.items() if other.wish.editor == wish.editor]
        for old in own[: len(own) - MOST_KEPT + 1]:
            self.close(old)
        for pending in self._pending.values():
            if pending.wish.editor == wish.editor:
                pending.proposal = None
        id_ = secrets.token_urlsafe(12)
        self._pending[id_] = _Pending(wish, proposal.before.digest, proposal)
        asyncio.get_running_loop().call_later(KEPT_S, self.close, id_, TOO_OLD)
        return id_

    def _note_closed(self, id_: str, why: str) -> None:
        self._closed[id_] = why
        if len(self._closed) > _MOST_CLOSED:
            self._closed.popitem(last=False)


def _gone(before: Content, after: Content) -> str:
    """Return a warning if most of what is on air would go; it may be another story."""
    ids = {entry.id for story in before.stories for entry in story.entries}
    gone = ids - {entry.id for story in after.stories for entry in story.entries}
    if len(gone) <= len(ids) / 2:
        return ""
    return (
        f"Is this another story? {len(gone)} of {len(ids)} entries on air would go. A new story "
        "has a folder of its own: send a zip of that folder."
    )


def published(on_air: OnAir) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return what is said of a publication, and a button that undoes it."""
    if on_air.number is None:
        return f"{told(on_air)} It cannot be undone while the database is away.", None
    undo = InlineKeyboardButton("Undo", callback_data=f"E:u:{on_air.number}")
    return told(on_air), InlineKeyboardMarkup.from_button(undo)


def _warned(warnings: Sequence[Problem]) -> str:
    """Return the first warnings, for an editor to judge."""
    if not warnings:
        return ""
    shown = "\n".join(str(warning) for warning in warnings[:_MOST_WARNINGS])
    more = len(warnings) - _MOST_WARNINGS
    return f"To judge for yourself:\n{shown}" + (f"\n… and {more} more" if more > 0 else "")


def _drafts_in(content: Content) -> str:
    if not content.drafts:
        return ""
    return f"{amount(content.drafts, 'entry', 'entries')} of it all stay drafts, not on air."
