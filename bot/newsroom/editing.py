"""What editors do in Telegram, and only they: files, commands, and the buttons below.

Each command says what came of it, and what can be done next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.content.counting import amount, counts, questions_in
from bot.content.files import STORY
from bot.editing.parcel import packed
from bot.handlers.answering import Answering
from bot.handlers.buttons import acknowledge
from bot.journal import Files
from bot.newsroom.answered import question_of
from bot.newsroom.correcting import Correcting, ToACorrection
from bot.newsroom.editors import Acts, Editors, FromAnEditor, TapByAnEditor
from bot.newsroom.history import History, is_number
from bot.newsroom.progress import Progress
from bot.newsroom.proposals import Proposals, published
from bot.newsroom.statistics import Statistics
from bot.newsroom.uploads import Uploads
from bot.newsroom.withdrawing import Withdrawing
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished
from bot.replies.trace import explained

COMMANDS = {
    "unanswered": "What readers asked in vain",
    "check": "Check the content folder",
    "reload": "Put the content folder on air",
    "history": "What was on air, and how to go back",
    "withdraw": "Take an entry off the air at once",
    "export": "Get the files that are on air",
    "why": "Why a question got its answer",
    "stats": "What readers asked",
}
"""What only editors are offered, after all that readers are; in English, as all they read."""

Does = Callable[[Message, str, int], Awaitable[None]]
Handlers = Sequence[BaseHandler[Any, Any, Any]]


class Editing:
    """Does what editors ask for."""

    def __init__(self, answering: Answering, editors: Editors) -> None:
        self._answering = answering
        self._editors = editors
        self._publisher = editors.publisher
        journal = answering.journal
        self._proposals = Proposals(editors, journal)
        self._correcting = Correcting(editors, self._proposals)
        self._history = History(editors, journal, self._proposals)
        self._withdrawing = Withdrawing(editors, journal)
        self._statistics = Statistics(editors, journal)

    def handlers(self) -> Handlers:
        """Return what is to stand before the readers' handlers."""
        written = filters.UpdateType.MESSAGE & FromAnEditor(self._editors)
        uploads = Uploads(self._editors, self._proposals, self._correcting)
        commands: dict[str, Does] = {
            "check": self.check,
            "reload": self.reload,
            "history": self.history,
            "rollback": self.roll_back,
            "withdraw": self._withdrawing.withdraw,
            "restore": self._withdrawing.restore,
            "export": self.export,
            "why": self.why,
            "stats": self._statistics.show,
        }
        return [
            *(CommandHandler(name, _act(does), written) for name, does in commands.items()),
            MessageHandler(written & filters.Document.ALL, uploads.receive),
            MessageHandler(
                written & filters.TEXT & ~filters.COMMAND & ToACorrection(self._correcting),
                self._correcting.note,
            ),
            TapByAnEditor(self._editors, self.act, "^E:"),
        ]

    async def check(self, message: Message, _: str, __: int) -> None:
        """Say what the content folder comes to as it is now; nothing is published."""
        progress = Progress(message)
        number = questions_in(self._publisher.on_air.content)
        judged = await progress.during(
            f"Reading the content folder, and asking all {number:,} questions …",
            self._publisher.check(),
        )
        if judged.edition is None:
            found = amount(len(judged.problems), "problem")
            said = f"The content folder has {found}. What is on air stays on air."
            await progress.list(said, judged.problems)
            return
        on_air = self._publisher.on_air
        said = f"The content folder is fine: {counts(judged.content)}.\n"
        if judged.content.files != on_air.content.files:
            said += "It is not on air yet: /reload puts it on air."
        else:
            said += "It is on air" + (f", as edition {on_air.number}." if on_air.number else ".")
        if judged.content.drafts:
            said += f"\nDrafts, which readers do not get: {judged.content.drafts}."
        if judged.warnings:
            said += f"\n\n{amount(len(judged.warnings), 'warning')}, for you to judge:"
        await progress.list(said, judged.warnings)

    async def reload(self, message: Message, _: str, editor: int) -> None:
        """Put on air what the content folder holds."""
        progress = Progress(message)
        try:
            on_air = await progress.during(
                "Reading the content folder, and asking all its questions …",
                self._publisher.reload(editor),
            )
        except NotPublished as refusal:
            await progress.refused(refusal)
            return
        if on_air is None:
            await progress.say("What the content folder holds is on air already.")
        else:
            await progress.say(*published(on_air))

    async def history(self, message: Message, _: str, editor: int) -> None:
        """List what was on air."""
        await self._history.show(Progress(message), editor)

    async def roll_back(self, message: Message, rest: str, editor: int) -> None:
        """Show what changes when an earlier edition comes back."""
        if is_number(rest):
            await self._history.roll_back(Progress(message), editor, int(rest))
        else:
            await Progress(message).say("Which edition? See /history, then write: /rollback 12")

    async def export(self, message: Message, rest: str, _: int) -> None:
        """Send the files that are on air, of an earlier edition, or the file of one story."""
        on_air = self._publisher.on_air
        files: Files = on_air.content.files
        stories = [story.id for story in on_air.content.stories]
        if rest in stories:
            await _send_story(message, rest, files)
            return
        number = on_air.number
        if rest:
            found = await self._history.edition(Progress(message), rest)
            if found is None:
                return
            number, files = found[0].number, found[1]
        data = await asyncio.to_thread(packed, files)
        name = "content.zip" if number is None else f"content-{number}.zip"
        what = "What is on air" if not rest else f"Edition {number}"
        more = f" One story’s file alone: /export {stories[0]}" if len(stories) > 1 else ""
        await message.reply_document(
            data,
            filename=name,
            caption=f"{what}. Change what you like, and send it back: the zip, or a file.{more}",
        )
        if len(stories) == 1 and not rest:
            await _send_story(message, stories[0], files)

    async def why(self, message: Message, rest: str, _: int) -> None:
        """Say how a question was read, and why it got its answer."""
        question, answered = rest, message.reply_to_message
        if not question and answered is not None:
            question = await question_of(answered, self._answering.journal) or ""
            if not question:
                said = "What this answered is not kept any more. Write /why and the question."
                await Progress(message).say(said)
                return
        if not question:
            said = "Reply /why to an answer, or write it with a question: /why how old is he"
            await Progress(message).say(said)
            return
        desk = self._answering.desk
        await Progress(message).say(
            f"“{question}”\n\n{explained(desk.answer(question), desk.edition)}"
        )

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
            case ["E", "t", id_]:
                await self._correcting.take(query, message, id_)
            case ["E", "u", number] if is_number(number):
                await self._proposals.undo(query, message, int(number))
            case ["E", action, which]:
                await self._show(query, message, action, which)
            case _:
                await acknowledge(query, ENGLISH.outdated_button)

    async def _show(self, query: CallbackQuery, message: Message, action: str, which: str) -> None:
        """Do what needs no word beside the button."""
        editor = query.from_user.id
        here, new = Progress(message, shown=message), Progress(message)
        if action == "w" and self._publisher.on_air.edition.entry(which) is not None:
            await acknowledge(query, "")
            await self._withdrawing.tell_again(here, which, editor)
        elif action in ("h", "e", "r") and is_number(which):
            await acknowledge(query, "")
            number = int(which)
            if action == "h":
                await self._history.show(here, editor, before=number)
            elif action == "e":
                await self._history.compare(new, editor, number)
            else:
                await self._history.roll_back(here, editor, number)
        else:
            await acknowledge(query, ENGLISH.outdated_button)


def _act(does: Does) -> Acts:
    """Return a handler that calls a method with the message, what follows the command, and who."""

    async def act(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message is not None and message.text and message.from_user is not None:
            rest = message.text.split(maxsplit=1)[1:]
            await does(message, rest[0].strip() if rest else "", message.from_user.id)

    return act


async def _send_story(message: Message, story: str, files: Files) -> None:
    await message.reply_document(
        files[f"{story}/{STORY}"],
        filename=f"{story}-{STORY}",
        caption="For a text editor on your phone. Send it back when it is better.",
    )
