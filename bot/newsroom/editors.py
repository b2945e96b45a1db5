"""Who may edit, and what all that editors do in Telegram has in common.

Editors are numeric ids from the settings, in a private chat with the bot. Whoever else sends what
only they may, is answered as if there were no such thing. What they read is English: so are the
problems.
"""

import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ContextTypes
from telegram.ext.filters import MessageFilter

from bot.content.problem import Problem
from bot.content.times import off_air
from bot.handlers.wire import arguments
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished, OnAir, Publisher
from bot.replies import Reply

logger = logging.getLogger(__name__)

Acts = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]

MOST_PROBLEMS = 10
"""Shown in one message, if they are short; the others are counted."""

MOST_CHARACTERS = 3000
"""Of the problems in one message."""


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

    async def tell(self, bot: Bot, outcome: OnAir | NotPublished) -> None:
        """Write to all what became of a save; who never wrote to the bot cannot be told."""
        await _write(bot, self.ids, told(outcome))

    async def tell_of_set_aside(self, bot: Bot, on_air: OnAir, editor: int) -> None:
        """Write to the others when an editor's publication took something out of the folder."""
        if on_air.set_aside is not None:
            said = f"Editor {editor} has published something. {told(on_air)}"
            await _write(bot, self.ids - {editor}, said)


async def _write(bot: Bot, editors: Iterable[int], text: str) -> None:
    for editor in sorted(editors):
        try:
            await bot.send_message(editor, **arguments(Reply(text), ENGLISH))
        except TelegramError as error:
            logger.warning("an editor not told, %s", type(error).__name__)


class TapByAnEditor(CallbackQueryHandler[Any, Any]):
    """Handles taps on the buttons below what only editors are shown.

    The same tap by anybody else, and in a group, goes on to the readers' buttons, which know no
    such button.
    """

    def __init__(self, editors: Editors, callback: Acts, pattern: str) -> None:
        super().__init__(callback, pattern)
        self._editors = editors

    def check_update(self, update: object) -> Any:
        """Return a true value for a tap that is to be handled here."""
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or not self._editors.may_tap(query):
            return None
        return super().check_update(update)


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
        waits = off_air(outcome.content, datetime.now(UTC))
        return "\n".join([text + set_aside_told(outcome), *waits])
    text = f"Not published: {outcome}. What was on air stays on air."
    return "\n\n".join([text, problems_told(outcome.problems)]) if outcome.problems else text


def set_aside_told(on_air: OnAir) -> str:
    """Return what is said of what the folder held, with a space before; "" if it held no more."""
    if on_air.set_aside is None:
        return ""
    return (
        f" The content folder held changes that were never on air; they are kept as edition "
        f"{on_air.set_aside}."
    )


def problems_told(problems: Sequence[Problem]) -> str:
    """Return problems as `check` prints them, the first ones."""
    fitting = first_of(problems)
    shown = [str(problem) for problem in fitting]
    if more := problems[len(fitting) :]:
        shown.append(f"… and {len(more)} more: see /check.")
    return "\n\n".join(shown)


def first_of(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return as many problems as fit into a message, and at least one."""
    room = MOST_CHARACTERS
    for number, problem in enumerate(problems[:MOST_PROBLEMS]):
        room -= len(str(problem)) + 2
        if room < 0:
            return problems[: max(number, 1)]
    return problems[:MOST_PROBLEMS]
