"""An editor sends a new article for a story: what stands, what broke, and a note for readers."""

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.ext import ContextTypes
from telegram.ext.filters import MessageFilter

from bot.content.counting import amount
from bot.content.files import STORY
from bot.editing.corrections import Anchor, Correction, corrected
from bot.editing.story_file import NotEdited
from bot.handlers.buttons import acknowledge
from bot.journal import Files
from bot.newsroom.editors import Editors
from bot.newsroom.progress import Progress
from bot.newsroom.proposals import GONE, Proposals, Wish

_MOST_KEPT = 20
_MOST_LISTED = 3
_MOST_WORDS = 120  # characters of what is quoted


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new article, and what its editor has decided.

    Attributes:
        editor: Who sent it.
        story: The id of the story.
        article: Its bytes.
        note: What readers are told of the correction; empty for nothing.
        takes: Whether the article's new words take the place of those that broke.
    """

    editor: int
    story: str
    article: bytes
    note: str = ""
    takes: bool = False

    def decided(self, before: Files, directory: Path) -> Correction:
        """Return what it comes to.

        Raises:
            NotEdited: The story is gone, or its file is in the way.
        """
        try:
            correction = corrected(before, self.story, self.article, directory)
        except LookupError as error:
            raise NotEdited(f"the story {self.story} is not on air any more") from error
        if self.takes:
            correction = correction.taking()
        today = datetime.now().astimezone().date().isoformat()
        correction = correction.dated(today)
        return correction.noting(today, self.note) if self.note else correction


@dataclass(frozen=True, slots=True)
class _Shown:
    new: NewArticle
    message_id: int
    proposal: str | None


class Correcting:
    """Shows what a new article comes to, until all is decided and it can be published."""

    def __init__(self, editors: Editors, proposals: Proposals) -> None:
        self._editors = editors
        self._proposals = proposals
        self._shown: OrderedDict[str, _Shown] = OrderedDict()

    async def show(self, progress: Progress, new: NewArticle) -> str | None:
        """Show what a new article comes to; return the id of a proposal if it is one by now."""
        publisher = self._editors.publisher
        files, directory = publisher.on_air.content.files, publisher.directory
        try:
            correction = await progress.during(
                "Comparing the articles …", asyncio.to_thread(new.decided, files, directory)
            )
        except NotEdited as error:
            await progress.say(
                f"This cannot be written into the story: {error}. Send story.yaml and the "
                "article at once."
            )
            return None
        report = "\n".join(_report(correction))
        id_, proposal = secrets.token_urlsafe(12), None
        if correction.broken or correction.ambiguous:
            take = InlineKeyboardButton("Take the new words", callback_data=f"E:t:{id_}")
            can_take = any(anchor.proposal for anchor in correction.broken)
            keyboard = InlineKeyboardMarkup.from_button(take) if can_take else None
            others = [str(problem) for problem in correction.others[:_MOST_LISTED]]
            parts = [report, *others, _way_out(correction)]
            await progress.say("\n\n".join(parts), keyboard)
        else:
            wish = Wish(
                editor=new.editor,
                files=lambda before: new.decided(before, directory).files,
                how="corrected",
                note=new.note[:200] or f"{new.story}/article.txt",
                what=f"the new article of {new.story}",
                advice="Mend what is named, and send story.yaml and the article at once.",
            )
            # Of the same article again there is nothing to report, and nothing to tell readers.
            lead = "" if correction.files == files else f"{report}\n\n{_told(new)}\n\n"
            proposal = await self._proposals.show(progress, wish, lead)
            if new.takes and proposal is None:  # so that nobody has to do that by hand as well
                data = correction.files[f"{new.story}/{STORY}"]
                caption = "With the new words in it. Mend the rest, and send it with the article."
                await progress.send(data, f"{new.story}-{STORY}", caption)
        if progress.message_id is not None:
            self._shown[id_] = _Shown(new, progress.message_id, proposal)
        if len(self._shown) > _MOST_KEPT:
            self._shown.popitem(last=False)
        return proposal

    async def take(self, query: CallbackQuery, message: Message, id_: str) -> None:
        """Put the article's new words in the place of those that broke."""
        shown = self._shown.get(id_)
        if shown is None or shown.new.editor != query.from_user.id:
            await acknowledge(query, GONE, has_to_be_closed=True)
            return
        del self._shown[id_]
        await acknowledge(query, "")
        await self.show(Progress(message, shown=message), replace(shown.new, takes=True))

    async def note(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a reply to what is shown as the note for readers, and show it with that."""
        message = update.message
        if message is None or (found := self.answered(message)) is None:
            return
        shown = self._shown.pop(found)
        self._proposals.close(shown.proposal)
        note = " ".join((message.text or "").split())
        await self.show(Progress(message), replace(shown.new, note=note))

    def answered(self, message: Message) -> str | None:
        """Return the id of the correction that a message replies to."""
        answer = message.reply_to_message
        if answer is None or message.from_user is None:
            return None
        for id_, shown in self._shown.items():
            # A private chat has the id of its person, and numbers of its own.
            if (shown.new.editor, shown.message_id) == (message.chat.id, answer.message_id):
                return id_
        return None


class ToACorrection(MessageFilter):
    """Passes replies to what is shown of a correction."""

    def __init__(self, correcting: Correcting) -> None:
        super().__init__()
        self._correcting = correcting

    def filter(self, message: Message) -> bool:
        """Return whether a message is a note for readers."""
        return self._correcting.answered(message) is not None


def note_in(caption: str, story: str) -> str:
    """Return what a caption says besides the story's name.

    >>> note_in("fire: There were 30 boats.", "fire"), note_in("fire", "fire")
    ('There were 30 boats.', '')
    """
    said = re.sub(rf"^\s*{re.escape(story)}\s*(?::|$)", "", caption, flags=re.IGNORECASE)
    return " ".join(said.split())


def _report(correction: Correction) -> Iterator[str]:
    """Yield what the new article comes to."""
    paragraphs = amount(len(correction.changes), "paragraph")
    stand = len(correction.kept) + len(correction.moved)
    yield (
        f"The new article of {correction.story}: {paragraphs} changed, "
        f"{amount(stand, 'citation')} found in it."
    )
    for anchors, heading in (
        (correction.broken, "These words are not in it any more:"),
        (correction.ambiguous, "These words are not at one place in it any more:"),
        (
            correction.reworded,
            "Around these words the sentence is another; do they still mean it?",
        ),
        (correction.accepted, "These words are new; is the sentence on them still true?"),
    ):
        if anchors:
            yield f"\n{heading}"
            yield from map(_line, anchors[:_MOST_LISTED])
            if len(anchors) > _MOST_LISTED:
                yield f"… and {len(anchors) - _MOST_LISTED} more"


def _line(anchor: Anchor) -> str:
    said = f"• {anchor.where}: “{_short(anchor.words)}”"
    if anchor.now is None and anchor.proposal:
        said += f" — it has now: “{_short(anchor.proposal)}”"
    if anchor.now is not None and anchor.sentence:
        said += f" — “{_short(anchor.sentence)}”"
    return said


def _way_out(correction: Correction) -> str:
    ways = ["Nothing is published yet."]
    if any(anchor.proposal for anchor in correction.broken):
        ways.append("Take the new words; you see all of it before it is published.")
    gone = [anchor.where for anchor in correction.broken if not anchor.proposal]
    # The sentences of a summary have no id, so they cannot be withdrawn.
    if ids := [where for where in gone if not where.startswith("summary.")]:
        ways.append(
            f"For {', '.join(ids[:_MOST_LISTED])} there is nothing like it: /withdraw it with a "
            "reason, and send the article again."
        )
    return " ".join([*ways, "Or mend story.yaml, and send both files at once."])


def _told(new: NewArticle) -> str:
    if new.note:
        return f"Readers are told of the correction: “{new.note}”"
    return (
        "Readers are not told of a correction. To tell them, reply to this message with what was "
        "wrong and what is right."
    )


def _short(text: str) -> str:
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS].rstrip()}…"
