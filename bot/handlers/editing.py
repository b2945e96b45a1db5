"""What editors do in Telegram, and only they: files, commands, and the buttons below.

Each command says what came of it, and what can be done next.
"""

from collections.abc import Sequence
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.content.counting import amount, counts, questions_in
from bot.handlers.answering import Answering
from bot.handlers.buttons import acknowledge
from bot.handlers.editors import Editors, FromAnEditor, TapByAnEditor
from bot.handlers.progress import Progress
from bot.handlers.proposals import Proposals, published
from bot.handlers.uploads import Uploads
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished

Handlers = Sequence[BaseHandler[Any, Any, Any]]


class Editing:
    """Does what editors ask for."""

    def __init__(self, answering: Answering, editors: Editors) -> None:
        self._answering = answering
        self._editors = editors
        self._publisher = editors.publisher
        self._proposals = Proposals(editors, answering.journal)

    def handlers(self) -> Handlers:
        """Return what is to stand before the readers' handlers."""
        written = filters.UpdateType.MESSAGE & FromAnEditor(self._editors)
        uploads = Uploads(self._editors, self._proposals)
        commands = {
            "check": self.check,
            "reload": self.reload,
        }
        return [
            *(CommandHandler(name, does, written) for name, does in commands.items()),
            MessageHandler(written & filters.Document.ALL, uploads.receive),
            TapByAnEditor(self._editors, self.act, "^E:"),
        ]

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what the content folder comes to as it is now; nothing is published."""
        if update.message is None:
            return
        progress = Progress(update.message)
        on_air = self._publisher.on_air
        number = questions_in(on_air.content)
        judged = await progress.during(
            f"Reading the content folder, and asking all {number:,} questions …",
            self._publisher.check(),
        )
        if judged.edition is None:
            found = amount(len(judged.problems), "problem")
            await progress.refuse(
                f"The content folder has {found}. What is on air stays on air.", judged.problems
            )
            return
        said = [f"The content folder is fine: {counts(judged.content)}."]
        if judged.content.files == self._publisher.on_air.content.files:
            edition = (
                "" if on_air.number is None else f", as edition {self._publisher.on_air.number}"
            )
            said.append(f"It is on air{edition}.")
        else:
            said.append("It is not on air yet: /reload puts it on air.")
        if judged.content.drafts:
            said.append(f"Drafts, which readers do not get: {judged.content.drafts}.")
        await progress.say("\n".join(said))

    async def reload(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Put on air what the content folder holds."""
        if update.message is None or update.message.from_user is None:
            return
        progress = Progress(update.message)
        try:
            on_air = await progress.during(
                "Reading the content folder, and asking all its questions …",
                self._publisher.reload(update.message.from_user.id),
            )
        except NotPublished as refusal:
            await progress.refused(refusal)
            return
        if on_air is None:
            await progress.say("What the content folder holds is on air already.")
        else:
            await progress.say(*published(on_air))

    async def act(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button below an editor's message says."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        if not isinstance(message, Message) or not message.is_accessible:
            said = "This message is too old. Send the command or the file again."
            await acknowledge(query, said, has_to_be_closed=True)
            return
        match (query.data or "").split(":"):
            case ["E", "p", id_]:
                await self._proposals.publish(query, message, id_)
            case ["E", "d", id_]:
                await self._proposals.discard(query, message, id_)
            case ["E", "u", number] if number.isdecimal():
                await self._proposals.undo(query, message, int(number))
            case _:
                await acknowledge(query, ENGLISH.outdated_button)
