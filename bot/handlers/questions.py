"""A reader writes something that is no command: a question, a quotation, or nothing to read."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import reception
from bot.handlers.answering import Answering, is_private
from bot.handlers.chats import place_of
from bot.handlers.commands import Commands
from bot.handlers.readers import is_named, question_in
from bot.phrases import Phrases
from bot.reception import Turn
from bot.replies import Reply


class Questions:
    """Answers from the edition on air."""

    def __init__(self, answering: Answering, commands: Commands) -> None:
        self._answering = answering
        self._commands = commands

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text, or what stands below a picture; in a group only when it is sure."""
        message = update.effective_message
        if message is None or (update.edited_message and not self._answering.has_changed(message)):
            return
        phrases = self._answering.phrases_of(update.effective_user)
        turn = await self.turn(message, phrases)
        if is_private(message) or is_named(message) or turn.is_sure:
            await self._answering.answer(update, turn, phrases)

    async def decline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text can be read; once for an album, which comes picture by picture."""
        message = update.message
        if message is None:
            return
        remembered = self._answering.chats.at(place_of(message))
        if message.media_group_id and message.media_group_id == remembered.album:
            return
        remembered.album = message.media_group_id or ""
        phrases = self._answering.phrases_of(update.effective_user)
        await self._answering.answer(update, Turn(Reply(phrases.not_text)), phrases)

    async def turn(self, message: Message, phrases: Phrases) -> Turn:
        """Return what is said to a message; a command may be in words, or below a picture."""
        desk, place = self._answering.desk, place_of(message)
        question = question_in(message)
        if command := reception.command_in(question, phrases):
            turn = await self._commands.turn(message, *command, phrases)
            return turn or Turn(Reply(phrases.unknown_command))
        if message.forward_origin is not None and not question.rstrip().endswith(("?", "？")):
            return reception.verified(question, desk.edition, phrases)
        before = desk.edition.entry(self._answering.chats.entry_before(place))
        story = self._answering.chats.at(place).story_id
        return reception.asked(question, desk, phrases, before, story)
