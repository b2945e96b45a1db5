"""Readers who asked to be told: once, when the story has an answer; then they are forgotten."""

import asyncio
import logging
from typing import Any

from telegram.error import Forbidden, TelegramError
from telegram.ext import ExtBot

from bot import replies
from bot.desk import Answer
from bot.handlers.answering import Answering
from bot.handlers.wire import arguments
from bot.phrases import phrases_for

logger = logging.getLogger(__name__)

PAUSE_S = 0.1
"""Between two messages, in seconds: answers to those who write now come first."""


async def tell(bot: ExtBot[Any], answering: Answering) -> None:
    """Write to everybody whose question the edition on air answers."""
    told = 0
    for waiting in await answering.journal.waiting():
        outcome = answering.desk.answer(waiting.question)
        if not isinstance(outcome, Answer):
            continue
        phrases = phrases_for(waiting.language)
        reply = replies.reply_to(outcome, answering.desk.edition, phrases)
        later = replies.told_later(waiting.question, reply, phrases)
        try:
            await bot.send_message(
                waiting.chat_id, message_thread_id=waiting.thread_id, **arguments(later, phrases)
            )
        except Forbidden:
            answering.journal.left(waiting.chat_id)
            continue
        except TelegramError as error:
            logger.warning("a waiting reader not told, %s", type(error).__name__)
            continue
        answering.journal.told(waiting.id)
        told += 1
        await asyncio.sleep(PAUSE_S)
    if told:
        logger.info("%d readers told who had waited", told)
