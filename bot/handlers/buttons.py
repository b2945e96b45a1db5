"""A reader taps a button below a message of the bot."""

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot import reception
from bot.desk import Desk
from bot.handlers.readers import phrases_of
from bot.handlers.wire import arguments, decode
from bot.phrases import Phrases
from bot.replies import Reply, ShowEntry

logger = logging.getLogger(__name__)


class Buttons:
    """Does what a button says, on the edition on air: it may be newer than the button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def act(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tap, then send an entry as a message of its own, or turn the page."""
        query = update.callback_query
        if query is None:
            return
        phrases = phrases_of(update)
        action = decode(query.data or "")
        edition = self._desk.edition
        reply = reception.acted(action, edition, phrases) if action is not None else None
        await _acknowledge(query, "" if reply else phrases.outdated_button)
        message = query.message
        if reply is None or message is None:
            return
        if not isinstance(message, Message) or not message.is_accessible:
            # So old that the bot cannot reach it any more; where it stands is still known.
            await message.get_bot().send_message(message.chat.id, **arguments(reply, phrases))
        elif isinstance(action, ShowEntry) or not await _edit(message, reply, phrases):
            await message.reply_text(**arguments(reply, phrases))


async def _acknowledge(query: CallbackQuery, toast: str) -> None:
    """Stop the button's spinner. A tap that is too old for that is still done."""
    try:
        await query.answer(toast or None)
    except TelegramError as error:
        logger.info("callback query not answered: %s", type(error).__name__)


async def _edit(message: Message, reply: Reply, phrases: Phrases) -> bool:
    """Return whether the message now shows the reply; if not, it cannot be edited any more."""
    try:
        await message.edit_text(**arguments(reply, phrases))
    except BadRequest as error:
        return "not modified" in error.message.casefold()
    return True
