"""What editors are told without having asked: that a save is not on air, and when it is."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.content.problem import Problem
from bot.handlers.wire import arguments
from bot.phrases import ENGLISH
from bot.publishing.publisher import NotPublished, OnAir
from bot.replies import Reply

logger = logging.getLogger(__name__)

MOST_PROBLEMS = 10
"""Shown in one message; the others are counted."""


async def tell_editors(
    bot: ExtBot[Any], editors: Iterable[int], outcome: OnAir | NotPublished
) -> None:
    """Write to each editor what became of a save; who never wrote to the bot cannot be told."""
    for editor in editors:
        try:
            await bot.send_message(editor, **arguments(Reply(told(outcome)), ENGLISH))
        except TelegramError as error:
            logger.warning("an editor not told, %s", type(error).__name__)


def told(outcome: OnAir | NotPublished) -> str:
    """Return what an editor is told of a publication, or of what prevents it."""
    if isinstance(outcome, OnAir):
        number = "" if outcome.number is None else f" {outcome.number}"
        return f"Edition{number} is on air: {len(outcome.edition.entries)} entries."
    text = f"Not published: {outcome}. What was on air stays on air."
    return "\n\n".join([text, problems_told(outcome.problems)]) if outcome.problems else text


def problems_told(problems: Sequence[Problem], most: int = MOST_PROBLEMS) -> str:
    """Return problems as `check` prints them, the first ones."""
    shown = [str(problem) for problem in problems[:most]]
    if more := problems[most:]:
        shown.append(f"… and {len(more)} more, which show when these are mended.")
    return "\n\n".join(shown)
