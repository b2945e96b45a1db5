"""A reader asks from another chat: by an inline query, or by naming the bot as a guest there."""

import re

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot import reception
from bot.content.model import Entry
from bot.handlers.answering import Answering
from bot.handlers.questions import Questions
from bot.handlers.wire import entities, fitted
from bot.phrases import Phrases
from bot.reception import Offer
from bot.replies import is_readable, spelled_out

CACHE_S = 30
"""How long Telegram may show the same results again, to the same reader only, in seconds."""

_TITLE_CHARACTERS = 100
_START = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Inline:
    """Offers what can be posted in any chat, from the edition on air."""

    def __init__(self, answering: Answering, questions: Questions) -> None:
        self._answering = answering
        self._questions = questions

    async def offer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an inline query."""
        query = update.inline_query
        if query is None:
            return
        phrases = self._answering.phrases_of(query.from_user)
        offers = reception.offered(query.query, self._answering.desk, phrases)
        name = query.get_bot().username
        is_honest = not offers and is_readable(query.query, self._answering.desk.edition)
        await query.answer(
            [_result(offer, phrases, name) for offer in offers],
            cache_time=CACHE_S,
            is_personal=True,  # the bot's own words in it are in this reader's language
            button=InlineQueryResultsButton(
                phrases.inline_nothing if is_honest else phrases.ask_in_private,
                start_parameter=_start_parameter(query.query),
            ),
        )

    async def answer_guest(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that names the bot in a chat that it is not in."""
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        phrases = self._answering.phrases_of(message.from_user)
        turn = await self._questions.turn(message, phrases)
        offer = Offer("answer", phrases.summary, "", turn.reply, turn.told)
        result = _result(offer, phrases, message.get_bot().username)
        await message.get_bot().answer_guest_query(message.guest_query_id, result)
        self._answering.write_down(update, turn, None)


def _result(offer: Offer, phrases: Phrases, bot: str) -> InlineQueryResultArticle:
    reply = fitted(spelled_out(offer.reply), phrases.cut)
    title = offer.title
    if len(title) > _TITLE_CHARACTERS:
        title = title[: _TITLE_CHARACTERS - 1].rstrip() + "…"
    return InlineQueryResultArticle(
        offer.id,
        title,
        InputTextMessageContent(reply.text, entities=entities(reply)),
        reply_markup=_link(offer.entry, phrases, bot),
        description=offer.description,
    )


def _link(entry: Entry | None, phrases: Phrases, bot: str) -> InlineKeyboardMarkup:
    """Return the one button that works in any chat: it leads to the bot."""
    url = create_deep_linked_url(bot, entry.id if entry else None)
    return InlineKeyboardMarkup([[InlineKeyboardButton(phrases.ask_in_private, url=url)]])


def _start_parameter(query: str) -> str:
    """Return what `/start` gets from the button: the query, if its letters may stand there."""
    asks = "q_" + "-".join(re.findall(r"[A-Za-z0-9]+", query))
    return asks if _START.fullmatch(asks) and query.isascii() and len(asks) > 2 else "inline"
