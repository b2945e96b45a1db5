"""The command menus and the profile texts, in every language that the bot speaks."""

import contextlib
import logging
from collections.abc import Collection
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.phrases import ENGLISH, PHRASES, Phrases

logger = logging.getLogger(__name__)


EDITORS_COMMANDS = {
    "unanswered": "What readers asked in vain",
    "check": "Check the content folder",
    "reload": "Put the content folder on air",
    "history": "What was on air, and how to go back",
    "withdraw": "Take an entry off the air at once",
    "export": "Get the files that are on air",
    "why": "Why a question got its answer",
    "stats": "What readers asked",
}
"""What only editors are offered, after all that readers are; in English, as all they read."""


async def introduce(bot: ExtBot[Any], editors: Collection[int] = ()) -> None:
    """Set menus and profile texts where they have changed.

    Telegram limits setting hard, so it is asked first. Readers do without when it fails.

    Args:
        bot: Whom to set them for.
        editors: Who is offered more; who never wrote to the bot, cannot be offered anything.
    """
    try:
        # Without a language they are for everybody else; a menu for some languages hides none.
        await _introduce(bot, ENGLISH, None)
        for code, phrases in PHRASES.items():
            if phrases is not ENGLISH:
                await _introduce(bot, phrases, code)
    except TelegramError as error:
        logger.warning("command menu and descriptions not set, %s", type(error).__name__)
    for editor in sorted(editors):
        with contextlib.suppress(TelegramError):
            for code, phrases in PHRASES.items():
                await _offer(bot, phrases, None if phrases is ENGLISH else code, editor)


async def _offer(
    bot: ExtBot[Any], phrases: Phrases, code: str | None, editor: int | None = None
) -> None:
    """Set the menu of everybody, or of an editor: of all that fit, clients show the narrowest."""
    scope = BotCommandScopeDefault() if editor is None else BotCommandScopeChat(editor)
    offered = phrases.commands if editor is None else {**phrases.commands, **EDITORS_COMMANDS}
    menu = tuple(BotCommand(name, said) for name, said in offered.items())
    if await bot.get_my_commands(scope, code) != menu:
        await bot.set_my_commands(menu, scope, code)


async def _introduce(bot: ExtBot[Any], phrases: Phrases, code: str | None) -> None:
    await _offer(bot, phrases, code)
    if (await bot.get_my_description(code)).description != phrases.description:
        await bot.set_my_description(phrases.description, code)
    short = (await bot.get_my_short_description(code)).short_description
    if short != phrases.short_description:
        await bot.set_my_short_description(phrases.short_description, code)
