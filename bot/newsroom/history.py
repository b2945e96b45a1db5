"""What was on air: listed, compared, and put on air again."""

import asyncio
import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.content import load
from bot.editing.changes import changes, lines
from bot.journal import Files, How, Journal, Published
from bot.newsroom.editors import Editors
from bot.newsroom.progress import Progress
from bot.newsroom.proposals import Proposals, Wish

PAGE = 10
"""Editions in one message."""

_ROW = 5  # buttons
_MOST_UNITS = 3500  # of the changes
_NOTE = 60  # characters of one in the list

NO_DATABASE = "The database with the editions is away. Try again in a minute."

_HOW: dict[How, str] = {
    "start": "found in the folder at the start",
    "saved": "saved in the folder",
    "sent": "sent",
    "taught": "taught",
    "withdrawn": "withdrawn",
    "rolled_back": "rolled back",
    "corrected": "corrected",
    "set_aside": "set aside, never on air",
}


class History:
    """Shows editions, and goes back to one."""

    def __init__(self, editors: Editors, journal: Journal, proposals: Proposals) -> None:
        self._editors = editors
        self._journal = journal
        self._proposals = proposals

    async def show(self, progress: Progress, editor: int, before: int | None = None) -> None:
        """Show some editions, the newest first, with a button for each."""
        found = await self._journal.editions(most=PAGE + 1, before=before)
        if found is None:
            await progress.say(NO_DATABASE)
            return
        page = found[:PAGE]
        on_air = self._editors.publisher.on_air.number
        told = [
            f"{_told(one, editor)}{' — on air' if one.number == on_air else ''}" for one in page
        ]
        text = "\n".join(told) or "No edition is kept yet."
        buttons = [
            InlineKeyboardButton(str(one.number), callback_data=f"E:e:{one.number}")
            for one in page
        ]
        rows = [buttons[i : i + _ROW] for i in range(0, len(buttons), _ROW)]
        if len(found) > PAGE:
            more = InlineKeyboardButton("Older", callback_data=f"E:h:{page[-1].number}")
            rows.append([more])
        hint = "Tap a number to see what that edition changed, and to go back to it."
        if rows:
            await progress.say(f"{text}\n\n{hint}", InlineKeyboardMarkup(rows))
        else:
            await progress.say(text)

    async def compare(self, progress: Progress, editor: int, number: int) -> None:
        """Show what an edition changed, with a button that goes back to it."""
        publisher = self._editors.publisher
        found = await self.edition(progress, str(number))
        if found is None:
            return
        one, files = found
        before = await publisher.before(number)
        parts = [f"Edition {_told(one, editor)}"]
        if before is not None and (older := await self._journal.edition(before.number)):
            told = await progress.during(
                "Comparing the two editions …",
                asyncio.to_thread(self._difference, older[1], files),
            )
            parts.append(f"What is different from edition {before.number}:\n{told}")
        if number == publisher.on_air.number:
            await progress.say("\n\n".join([*parts, "It is on air."]))
            return
        back = InlineKeyboardButton(f"Roll back to {number}", callback_data=f"E:r:{number}")
        await progress.say("\n\n".join(parts), InlineKeyboardMarkup.from_button(back))

    async def roll_back(self, progress: Progress, editor: int, number: int) -> None:
        """Show what changes when an earlier edition comes back, to be confirmed."""
        if number == self._editors.publisher.on_air.number:
            await progress.say(f"Edition {number} is what is on air.")
            return
        found = await self.edition(progress, str(number))
        if found is None:
            return
        published, files = found
        why = "Checks are stricter now than they were."
        if published.how == "set_aside":
            why = "It was set aside, and was never on air."
        wish = Wish(
            editor=editor,
            files=lambda _: files,
            how="rolled_back",
            note=f"to {number}",
            what=f"edition {number}",
            verb=f"Roll back to {number}",
            advice=f"{why} Get it by /export {number}, mend it, and send it.",
        )
        await self._proposals.show(progress, wish)

    async def edition(self, progress: Progress, number: str) -> tuple[Published, Files] | None:
        """Return an edition with its files; None when there is none, and that is said."""
        try:
            if not is_number(number):
                raise LookupError
            found = await self._journal.edition(int(number))
        except LookupError:
            await progress.say("There is no such edition. See /history for those there are.")
            return None
        if found is None:
            await progress.say(NO_DATABASE)
        return found

    def _difference(self, before: Files, after: Files) -> str:
        old, new = (load(self._editors.publisher.directory, files)[0] for files in (before, after))
        return lines(changes(old, new), _MOST_UNITS)


def _told(one: Published, editor: int) -> str:
    who = ""
    if one.editor is not None:
        who = " by you" if one.editor == editor else f" by editor {one.editor}"
    note = " ".join(one.note.split())
    note = f": {note[:_NOTE]}{'…' if len(note) > _NOTE else ''}" if note else ""
    return f"{one.number} · {one.at.day} {one.at:%b %Y, %H:%M} UTC · {_HOW[one.how]}{who}{note}"


def is_number(text: str) -> bool:
    """Return whether a text may be the number of an edition."""
    return re.fullmatch("[1-9][0-9]{0,8}", text, re.ASCII) is not None
