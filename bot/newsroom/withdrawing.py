"""An entry is taken off the air at once, and told again."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.content.manual import guess
from bot.desk import also_telling
from bot.editing.story_file import NotEdited
from bot.journal import Journal
from bot.newsroom.answered import entry_shown
from bot.newsroom.editors import Editors, set_aside_told
from bot.newsroom.progress import Progress
from bot.publishing.publisher import NotPublished

USAGE = (
    "To take an entry off the air at once, reply to an answer that tells it:\n"
    "/withdraw the hospital denies it\n"
    "or name it:\n"
    "/withdraw boats-lost the hospital denies it\n\n"
    "Readers who ask are told that it was withdrawn, and the reason as you write it. "
    "/restore boats-lost tells it again."
)


class Withdrawing:
    """Takes entries off the air, and puts them back."""

    def __init__(self, editors: Editors, journal: Journal) -> None:
        self._editors = editors
        self._journal = journal

    async def withdraw(self, message: Message, rest: str, editor: int) -> None:
        """Take down the entry that is named, or told by the message that is answered."""
        progress = Progress(message)
        entry_id, reason = await self._meant(message, rest)
        if not entry_id:
            await progress.say(USAGE)
        elif self._editors.publisher.on_air.edition.entry(entry_id) is None:
            await progress.say(self._unknown(entry_id))
        elif not reason:
            await progress.say(
                f"Why? Readers who ask are told it. Write: /withdraw {entry_id} and the reason"
            )
        else:
            await self._set(progress, entry_id, reason, editor)

    async def restore(self, message: Message, rest: str, editor: int) -> None:
        """Tell an entry again that was withdrawn."""
        progress = Progress(message)
        entry_id, _ = await self._meant(message, rest)
        entry = self._editors.publisher.on_air.edition.entry(entry_id)
        if not entry_id:
            await progress.say("Which one? Write /restore and the id of an entry: see /history.")
        elif entry is None:
            await progress.say(self._unknown(entry_id))
        elif entry.withdrawn is None:
            await progress.say(f"{entry_id} is not withdrawn: readers are told it.")
        else:
            await self.tell_again(progress, entry_id, editor)

    async def tell_again(self, progress: Progress, entry_id: str, editor: int) -> None:
        """Tell an entry again."""
        await self._set(progress, entry_id, None, editor)

    async def _meant(self, message: Message, rest: str) -> tuple[str, str]:
        """Return which entry is meant, and what else was written."""
        first, reason = [*rest.split(maxsplit=1), "", ""][:2]
        answered = message.reply_to_message
        shown = await entry_shown(answered, self._journal) if answered is not None else None
        if shown is None or shown == first:
            return first, reason
        return shown, rest  # which may begin with what happens to be an id as well

    def _unknown(self, entry_id: str) -> str:
        ids = [entry.id for entry in self._editors.publisher.on_air.edition.entries]
        shown = entry_id if len(entry_id) <= 40 else f"{entry_id[:40]}…"
        guessed = guess(entry_id[:40], ids, lead=" Did you mean")
        return (
            f"No entry on air is called {shown}.{guessed} You can also reply to an answer that "
            "tells it."
        )

    async def _set(
        self, progress: Progress, entry_id: str, reason: str | None, editor: int
    ) -> None:
        is_down = reason is not None
        now = "off the air" if is_down else "on air again"
        publisher = self._editors.publisher
        try:
            on_air = await progress.during(
                f"{entry_id} is {now}. Writing that into its story …"
                if is_down
                else f"Telling {entry_id} again …",
                publisher.restore(entry_id, editor)
                if reason is None
                else publisher.withdraw(entry_id, reason, editor),
            )
        except LookupError:
            await progress.say(self._unknown(entry_id))
        except (NotEdited, NotPublished) as error:
            still = (
                f"{entry_id} is off the air, but only until the bot is restarted"
                if is_down
                else f"{entry_id} stays off the air"
            )
            problems = error.problems if isinstance(error, NotPublished) else ()
            await progress.list(f"{still}. It could not be written: {error}.", problems)
        else:
            told = f" Readers who ask are told: “{reason}”." if is_down else ""
            number = "" if on_air.number is None else f" That is edition {on_air.number}."
            undo = InlineKeyboardButton("Undo", callback_data=f"E:w:{entry_id}")
            entry = on_air.edition.entry(entry_id)
            others = also_telling(on_air.edition, entry) if entry is not None and is_down else ()
            also = f" Its words are told by {', '.join(others)}, too." if others else ""
            await progress.say(
                f"{entry_id} is {now}.{told}{number}{also}{set_aside_told(on_air)}",
                InlineKeyboardMarkup.from_button(undo) if is_down else None,
            )
            await self._editors.tell_of_set_aside(progress.bot, on_air, editor)
