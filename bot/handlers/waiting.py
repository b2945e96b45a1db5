"""Readers who asked to be told: once, when the story has an answer; then they are forgotten."""

import asyncio
import logging
from typing import Any

from telegram.error import Forbidden, TelegramError
from telegram.ext import ExtBot

from bot import replies
from bot.desk import Answer
from bot.handlers.answering import Answering
from bot.handlers.errors import lines_of
from bot.handlers.wire import arguments
from bot.journal import Waiting
from bot.phrases import phrases_for

logger = logging.getLogger(__name__)

PAUSE_S = 0.1
"""Between two messages, in seconds: answers to those who write now come first."""

RETRY_S = 60.0
"""Between two looks for a database that is away, in seconds."""

_FINISH_S = 3.0


async def tell(bot: ExtBot[Any], answering: Answering) -> None:
    """Write to everybody whose question the edition on air answers."""
    last = told = 0
    while True:
        # One at a time: meanwhile others may have themselves forgotten.
        found = await answering.journal.waiting(after=last, most=1)
        if found is None:
            await asyncio.sleep(RETRY_S)
            continue
        if not found:
            break
        [waiting] = found
        last = waiting.id
        one = asyncio.ensure_future(_tell(waiting, bot, answering))
        try:
            told += await asyncio.shield(one)
        except asyncio.CancelledError:
            await asyncio.wait({one}, timeout=_FINISH_S)  # or it would be told again
            raise
        await asyncio.sleep(PAUSE_S)
    if told:
        logger.info("%d readers told who had waited", told)


async def _tell(waiting: Waiting, bot: ExtBot[Any], answering: Answering) -> bool:
    """Return whether a reader was told; what goes wrong with one is no reason to skip others."""
    try:
        outcome = answering.desk.answer(waiting.question)
        if not isinstance(outcome, Answer):
            return False
        # The id of a private chat is that of its reader.
        phrases = phrases_for(answering.journal.language_of(waiting.chat_id) or waiting.language)
        reply = replies.reply_to(outcome, answering.desk.edition, phrases)
        later = replies.told_later(waiting.question, reply, phrases)
        await bot.send_message(
            waiting.chat_id, message_thread_id=waiting.thread_id, **arguments(later, phrases)
        )
    except Forbidden:
        answering.journal.left(waiting.chat_id)
        return False
    except TelegramError as error:
        logger.warning("a waiting reader not told, %s", type(error).__name__)
        return False
    except Exception as error:  # of this question
        logger.error("a waiting reader not told: %s at %s", type(error).__name__, lines_of(error))
        return False
    answering.journal.told(waiting.id)
    return True
