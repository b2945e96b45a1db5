"""One message to an editor: what is being done, when that takes long, and then what came of it."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.content.problem import Problem
from bot.handlers.answering import edit
from bot.handlers.wire import arguments
from bot.newsroom.editors import first_of
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished
from bot.replies import Reply

logger = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""Whoever waits longer is told what for."""

T = TypeVar("T")


class Progress:
    """Answers an editor's message by one of the bot's, which is edited until all is done.

    Args:
        message: What is answered.
        shown: The bot's message that is edited from the beginning; None for a new one.
    """

    def __init__(self, message: Message, shown: Message | None = None) -> None:
        self._message = message
        self._shown = shown

    @property
    def bot(self) -> Bot:
        """Who answers."""
        return self._message.get_bot()

    @property
    def message_id(self) -> int | None:
        """The id of the bot's message; None before there is one."""
        return self._shown.message_id if self._shown is not None else None

    async def during(self, doing: str, work: Coroutine[Any, Any, T]) -> T:
        """Return what some work comes to; who waits for it reads what is being done.

        Whatever becomes of the message, the work is not stopped: half a publication is none.
        """
        task = asyncio.create_task(work)
        if not (await asyncio.wait({task}, timeout=PATIENCE_S))[0]:
            try:
                await self.say(doing)
            except TelegramError as error:
                logger.warning("what is being done not told, %s", type(error).__name__)
        return await asyncio.shield(task)

    async def say(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Show a text in the place of what was shown before."""
        sent = arguments(Reply(text), ENGLISH)
        sent["reply_markup"] = keyboard
        chat_id, message_id = self._message.chat.id, self.message_id
        if message_id is None or not await edit(self.bot, chat_id, message_id, sent):
            self._shown = await self._message.reply_text(**sent)

    async def refused(self, refusal: NotPublished) -> None:
        """Show why something was not published."""
        said = f"Not published: {refusal}. What was on air stays on air."
        await self.list(said, refusal.problems)

    async def list(self, said: str, problems: Sequence[Problem]) -> None:
        """Show problems below what is said, and send all of them as a file if not all fit."""
        shown = first_of(problems)
        await self.say("\n\n".join([said, *map(str, shown)]))
        if len(shown) < len(problems):
            whole = "\n\n".join(map(str, problems))
            caption = f"All {len(problems)}; above are the first {len(shown)}."
            await self.send(whole.encode(), "problems.txt", caption)

    async def send(self, data: bytes, name: str, caption: str) -> None:
        """Send a file."""
        await self._message.reply_document(data, filename=name, caption=caption)
