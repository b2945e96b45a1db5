"""The command menus and the profile texts, in every language that the bot speaks."""

import contextlib
import logging
from collections.abc import Collection, Mapping
from typing import Any

from telegram import BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.phrases import ENGLISH, PHRASES, Phrases

logger = logging.getLogger(__name__)


async def introduce(
    bot: ExtBot[Any], editors: Collection[int], commands: Mapping[str, str]
) -> None:
    """Set menus and profile texts where they have changed.

    Telegram limits setting hard, so it is asked first. Readers do without when it fails.

    Args:
        bot: Whom to set them for.
        editors: Who is offered more; who never wrote to the bot, cannot be offered anything.
        commands: What they are offered, after all that readers are.
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
                language = None if phrases is ENGLISH else code
                offered = {**phrases.commands, **commands}
                await _offer(bot, offered, language, BotCommandScopeChat(editor))


async def _offer(
    bot: ExtBot[Any], offered: Mapping[str, str], code: str | None, scope: BotCommandScope
) -> None:
    """Set the menu of everybody, or of an editor: of all that fit, clients show the narrowest."""
    menu = tuple(BotCommand(name, said) for name, said in offered.items())
    if await bot.get_my_commands(scope, code) != menu:
        await bot.set_my_commands(menu, scope, code)


async def _introduce(bot: ExtBot[Any], phrases: Phrases, code: str | None) -> None:
    await _offer(bot, phrases.commands, code, BotCommandScopeDefault())
    if (await bot.get_my_description(code)).description != phrases.description:
        await bot.set_my_description(phrases.description, code)
    short = (await bot.get_my_short_description(code)).short_description
    if short != phrases.short_description:
        await bot.set_my_short_description(phrases.short_description, code)
