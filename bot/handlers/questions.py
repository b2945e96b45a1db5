"""A reader writes something that is no command: it is a question, or has no words."""

from telegram import Update
from telegram.ext import ContextTypes

from bot import reception
from bot.desk import Desk
from bot.handlers.readers import phrases_of, question_in
from bot.handlers.wire import arguments


class Questions:
    """Answers from the edition on air."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._album: str | None = None

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text, or what stands below a picture."""
        if update.message is not None:
            phrases = phrases_of(update)
            reply = reception.asked(question_in(update.message), self._desk, phrases)
            await update.message.reply_text(**arguments(reply, phrases))

    async def decline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text can be read; once for an album, which comes picture by picture."""
        message = update.message
        if message is None or (message.media_group_id and message.media_group_id == self._album):
            return
        self._album = message.media_group_id
        await message.reply_text(phrases_of(update).not_text)
