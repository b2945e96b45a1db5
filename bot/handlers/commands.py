"""A reader sends a command."""

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import reception
from bot.desk import Desk
from bot.handlers.readers import phrases_of
from bot.handlers.wire import arguments
from bot.replies import Reply


class Commands:
    """Answers commands from the edition on air."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command; an unknown one only in private, one for another bot never."""
        message = update.message
        if message is None or not message.text:
            return
        command = message.parse_entity(message.entities[0])
        name, _at, addressee = command[1:].casefold().partition("@")
        if addressee not in ("", (message.get_bot().username or "").casefold()):
            return
        phrases = phrases_of(update)
        rest = message.text[len(command) :].strip()
        reply = reception.commanded(name, rest, self._desk.edition, phrases)
        if reply is None and message.chat.type == ChatType.PRIVATE:
            reply = Reply(phrases.unknown_command)
        if reply is not None:
            await message.reply_text(**arguments(reply, phrases))
