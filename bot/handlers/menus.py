"""The command menu and the profile texts, in every language that the bot speaks."""

import logging
from typing import Any

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.phrases import ENGLISH, PHRASES, Phrases

logger = logging.getLogger(__name__)


async def introduce(bot: ExtBot[Any]) -> None:
    """Set menu and profile texts where they have changed.

    Telegram limits setting hard, so it is asked first. Readers do without when it fails.
    """
    try:
        # Without a language they are for everybody else; a menu for some languages hides none.
        await _introduce(bot, ENGLISH, None)
        for code, phrases in PHRASES.items():
            if phrases is not ENGLISH:
                await _introduce(bot, phrases, code)
    except TelegramError as error:
        logger.warning("command menu and descriptions not set, %s", type(error).__name__)


async def _introduce(bot: ExtBot[Any], phrases: Phrases, code: str | None) -> None:
    menu = tuple(BotCommand(name, said) for name, said in phrases.commands.items())
    if await bot.get_my_commands(language_code=code) != menu:
        await bot.set_my_commands(menu, language_code=code)
    if (await bot.get_my_description(code)).description != phrases.description:
        await bot.set_my_description(phrases.description, code)
    short = (await bot.get_my_short_description(code)).short_description
    if short != phrases.short_description:
        await bot.set_my_short_description(phrases.short_description, code)
