"""What is logged and what the reader is told when something goes wrong with an update.

A log line names the update, the error's type and the lines of code, never the error's text:
it may hold what a reader wrote, or the token.
"""

import logging
import traceback
from pathlib import Path

from telegram import Update
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError, TimedOut
from telegram.ext import ContextTypes

from bot.handlers.answering import Answering

logger = logging.getLogger(__name__)


class Errors:
    """Deals with what a handler raised."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def report(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the error, and tell the reader once that there is no answer.

        Handlers run only for what is meant for the bot, so whoever wrote this waits for one.
        """
        error = context.error
        if error is None or not isinstance(update, Update):
            return
        name = type(error).__qualname__
        if isinstance(error, Forbidden) or _is_refused(error):
            logger.info("update %d: the bot may not write to this chat any more", update.update_id)
            return
        if isinstance(error, BadRequest) and "query is too old" in error.message.casefold():
            logger.info("update %d: came too late to be answered", update.update_id)
            return
        # Too much was sent already, or the answer may have arrived after all.
        if isinstance(error, RetryAfter | TimedOut):
            logger.warning("update %d: answer not confirmed, %s", update.update_id, name)
            return
        logger.error("update %d failed: %s at %s", update.update_id, name, lines_of(error))
        # The chat of a guest is other people's, and in it nobody waits for the bot's excuse.
        if update.effective_message is not None and update.guest_message is None:
            try:
                phrases = self._answering.phrases_of(update.effective_user)
                await update.effective_message.reply_text(phrases.failed)
            except TelegramError as failure:
                logger.warning("update %d: not told, %s", update.update_id, type(failure).__name__)


def _is_refused(error: BaseException) -> bool:
    """Return whether a group lets the bot read but not write."""
    refusals = ("not enough rights", "chat_write_forbidden", "topic_closed")
    return isinstance(error, BadRequest) and any(r in error.message.casefold() for r in refusals)


def lines_of(error: BaseException) -> str:
    """Return where the error came from, `folder/file:line`, the innermost first."""
    frames = traceback.walk_tb(error.__traceback__)
    places = [(Path(frame.f_code.co_filename), line) for frame, line in frames]
    return " < ".join(f"{path.parent.name}/{path.name}:{line}" for path, line in reversed(places))
