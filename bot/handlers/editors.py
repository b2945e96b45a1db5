"""Who may edit, and what all that editors do in Telegram has in common.

Editors are numeric ids from the settings, in a private chat with the bot. Whoever else sends what
only they may, is answered as if there were no such thing. What they read is English: so are the
problems.
"""

import logging
from collections.abc import Sequence
from typing import Any

from telegram import CallbackQuery, Message
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.ext.filters import MessageFilter

from bot.content.problem import Problem
from bot.handlers.wire import arguments
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished, OnAir, Publisher
from bot.replies import Reply

logger = logging.getLogger(__name__)

MOST_PROBLEMS = 10
"""Shown in one message; the others are counted."""


class Editors:
    """Those who may change the content.

    Attributes:
        ids: Theirs in Telegram.
        publisher: Puts on air what they change.
    """

    def __init__(self, ids: frozenset[int], publisher: Publisher) -> None:
        self.ids = ids
        self.publisher = publisher

    def may_tap(self, query: CallbackQuery) -> bool:
        """Return whether an editor tapped, and where nobody else reads along."""
        message = query.message
        is_private = message is not None and message.chat.type == ChatType.PRIVATE
        return is_private and query.from_user.id in self.ids

    async def tell(self, bot: ExtBot[Any], outcome: OnAir | NotPublished) -> None:
        """Write to all what became of a save; who never wrote to the bot cannot be told."""
        for editor in sorted(self.ids):
            try:
                await bot.send_message(editor, **arguments(Reply(told(outcome)), ENGLISH))
            except TelegramError as error:
                logger.warning("an editor not told, %s", type(error).__name__)


class FromAnEditor(MessageFilter):
    """Passes what editors write to the bot in private."""

    def __init__(self, editors: Editors) -> None:
        super().__init__()
        self._editors = editors

    def filter(self, message: Message) -> bool:
        """Return whether an editor wrote it, in their own name and where nobody else reads."""
        is_own = message.from_user is not None and message.sender_chat is None
        return (
            is_own
            and message.chat.type == ChatType.PRIVATE
            and message.from_user is not None
            and message.from_user.id in self._editors.ids
        )


def told(outcome: OnAir | NotPublished) -> str:
    """Return what an editor is told of a publication, or of what prevents it."""
    if isinstance(outcome, OnAir):
        number = "" if outcome.number is None else f" {outcome.number}"
        text = f"Edition{number} is on air: {len(outcome.edition.entries)} entries."
        if outcome.set_aside is not None:
            text += (
                f" The content folder held changes that were never on air; they are kept as "
                f"edition {outcome.set_aside}."
            )
        return text
    text = f"Not published: {outcome}. What was on air stays on air."
    return "\n\n".join([text, problems_told(outcome.problems)]) if outcome.problems else text


def problems_told(problems: Sequence[Problem], most: int = MOST_PROBLEMS) -> str:
    """Return problems as `check` prints them, the first ones."""
    shown = [str(problem) for problem in problems[:most]]
    if more := problems[most:]:
        shown.append(f"… and {len(more)} more, which show when these are mended.")
    return "\n\n".join(shown)
