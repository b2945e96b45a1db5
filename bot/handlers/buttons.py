"""A reader taps a button below a message of the bot."""

import logging

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import reception, replies
from bot.handlers.answering import Answering, edit, for_a_group, is_private
from bot.handlers.chats import place_of
from bot.handlers.wire import arguments, decode
from bot.phrases import Phrases, phrases_for
from bot.replies import Action, ChooseLanguage, Rate, ShowEntry, ShowStory, TellMe

logger = logging.getLogger(__name__)


class Buttons:
    """Does what a button says, on the edition on air: it may be newer than the button."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def act(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a tap, then send an entry as a message of its own, or turn the page."""
        query = update.callback_query
        if query is None:
            return
        phrases = self._answering.phrases_of(query.from_user)
        match decode(query.data or ""):
            case Rate() as rate:
                await self._rate(query, rate, phrases)
            case TellMe():
                await self._tell_later(query, phrases)
            case ChooseLanguage(code):
                await self._speak(query, code, phrases)
            case action:
                await self._show(update, query, action, phrases)

    async def _show(
        self, update: Update, query: CallbackQuery, action: Action | None, phrases: Phrases
    ) -> None:
        turn = reception.acted(action, self._answering.desk, phrases) if action else None
        await acknowledge(query, "" if turn else phrases.outdated_button)
        message = query.message
        if turn is None or message is None:
            return
        if not isinstance(message, Message) or not message.is_accessible:
            # So old that the bot cannot reach it any more; where it stands is still known.
            await message.get_bot().send_message(message.chat.id, **arguments(turn.reply, phrases))
            return
        place = place_of(message)
        reply = turn.reply if is_private(message) else for_a_group(turn.reply)
        shown, shown_id = arguments(reply, phrases), message.message_id
        if isinstance(action, ShowEntry) or not await edit(
            message.get_bot(), place[0], shown_id, shown
        ):
            shown_id = (await message.reply_text(**shown)).message_id
        if isinstance(action, ShowStory):
            self._answering.chats.at(place).story_id = action.story_id
        if turn.told is not None:
            self._answering.chats.told(place, turn.told.id)
        self._answering.write_down(update, turn, shown_id)

    async def _rate(self, query: CallbackQuery, rate: Rate, phrases: Phrases) -> None:
        message, edition = query.message, self._answering.desk.edition
        await acknowledge(query, phrases.thanks_for_rating)
        if not isinstance(message, Message):
            return
        self._answering.journal.rate(
            message.chat.id, message.message_id, query.from_user.id, rate.rating
        )
        await _drop_buttons(message, Rate)
        entry = edition.entry(rate.entry_id)
        if rate.rating == "not_asked" and entry is not None:
            reply = replies.rated_down(entry, edition, phrases)
            await message.reply_text(**arguments(reply, phrases))

    async def _tell_later(self, query: CallbackQuery, phrases: Phrases) -> None:
        message = query.message
        if not isinstance(message, Message) or not is_private(message):
            await acknowledge(query, phrases.outdated_button)
            return
        is_noted = await self._answering.journal.tell_later(
            message.chat.id, place_of(message)[1] or None, message.message_id
        )
        will_tell = phrases.will_tell.format(days=self._answering.kept_days)
        said = will_tell if is_noted else phrases.cannot_tell
        await acknowledge(query, said, has_to_be_closed=True)
        if is_noted:
            await _drop_buttons(message, TellMe)

    async def _speak(self, query: CallbackQuery, code: str, phrases: Phrases) -> None:
        chosen = phrases_for(code)
        if chosen.language != code:
            await acknowledge(query, phrases.outdated_button)
            return
        self._answering.journal.speaks(query.from_user.id, code)
        await acknowledge(query, chosen.language_chosen)
        message = query.message
        if isinstance(message, Message) and is_private(message):
            shown = arguments(replies.languages(chosen), chosen)
            await edit(message.get_bot(), message.chat.id, message.message_id, shown)


async def acknowledge(query: CallbackQuery, toast: str, *, has_to_be_closed: bool = False) -> None:
    """Stop the button's spinner. A tap that is too old for that is still done."""
    try:
        await query.answer(toast or None, show_alert=has_to_be_closed or None)
    except TelegramError as error:
        logger.info("callback query not answered: %s", type(error).__name__)


async def _drop_buttons(message: Message, kind: type[Rate] | type[TellMe]) -> None:
    """Take the buttons of a kind off a message; it keeps the others."""
    if message.reply_markup is None:
        return
    rows = [
        [button for button in row if not isinstance(decode(str(button.callback_data)), kind)]
        for row in message.reply_markup.inline_keyboard
    ]
    try:
        await message.edit_reply_markup(InlineKeyboardMarkup([row for row in rows if row]))
    except TelegramError as error:
        logger.info("buttons not taken off: %s", type(error).__name__)
