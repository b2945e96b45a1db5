"""A reader writes something that is no command: it is a question, or no text at all."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.desk import MAX_QUESTION_CHARACTERS, Desk
from bot.handlers.readers import phrases_of, question_in
from bot.handlers.wire import arguments
from bot.phrases import Phrases
from bot.replies import Reply, reply_to


class Questions:
    """Answers from the edition on air."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._album: str | None = None

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text."""
        if update.message is not None:
            phrases = phrases_of(update)
            reply = self._reply(update.message, phrases)
            await update.message.reply_text(**arguments(reply, phrases))

    async def decline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text can be read; once for an album, which comes picture by picture."""
        message = update.message
        if message is None or (message.media_group_id and message.media_group_id == self._album):
            return
        self._album = message.media_group_id
        await message.reply_text(phrases_of(update).not_text)

    def _reply(self, message: Message, phrases: Phrases) -> Reply:
        question, reader = question_in(message), message.from_user
        if len(question) > MAX_QUESTION_CHARACTERS:
            return too_long(question, phrases)
        outcome = self._desk.answer(question, reader.language_code if reader else None)
        return reply_to(outcome, self._desk.edition, phrases)


def too_long(question: str, phrases: Phrases) -> Reply:
    """Return what a reader is told whose question is not read because of its length."""
    said = phrases.too_long.format(length=len(question), limit=MAX_QUESTION_CHARACTERS)
    return Reply(said)
