"""A reader taps a button below a message of the bot."""

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot import replies
from bot.desk import Desk
from bot.handlers.commands import summary
from bot.handlers.readers import phrases_of
from bot.handlers.wire import arguments, decode
from bot.phrases import Phrases
from bot.replies import Action, Reply, ShowEntry, ShowQuote, ShowSummary, ShowTopic

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
        reply = self._reply(action, phrases) if action is not None else None
        await _acknowledge(query, "" if reply else phrases.outdated_button)
        message = query.message
        if reply is None or message is None:
            return
        if not isinstance(message, Message) or not message.is_accessible:
            # So old that the bot cannot reach it any more; where it stands is still known.
            await message.get_bot().send_message(message.chat.id, **arguments(reply, phrases))
        elif isinstance(action, ShowEntry) or not await _edit(message, reply, phrases):
            await message.reply_text(**arguments(reply, phrases))

    def _reply(self, action: Action, phrases: Phrases) -> Reply | None:
        """Return what the button shows; None when it is no longer there, or never was."""
        edition = self._desk.edition
        match action:
            case ShowEntry(entry_id):
                entry = edition.entry(entry_id)
                if entry is None:
                    return None
                # As if the reader had asked the question on the button.
                return replies.reply_to(edition.told(entry.questions[0], entry), edition, phrases)
            case ShowQuote(entry_id, choice):
                entry = edition.entry(entry_id)
                if entry not in replies.quotes(edition) or entry is None:
                    return None
                if choice and choice not in replies.choices(edition):
                    return None
                return replies.quote(entry, choice, edition, phrases)
            case ShowTopic(key):
                return replies.topic(key, edition, phrases)
            case ShowSummary(story_id, length):
                for story in edition.content.stories:
                    if story.id == story_id:
                        return summary(story, length, edition, phrases)
                return None


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
