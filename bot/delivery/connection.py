"""Telegram is reached at the start, or the operator is told why not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, TelegramError

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "guest_message",
)
"""The kinds of updates that handlers take; Telegram sends no others."""

CONNECT_PAUSES_S = (1.0, 2.0, 4.0)
"""Between the tries to reach Telegram at the start, in seconds."""


class Unavailable(Exception):
    """The bot cannot go on without its operator; the text says why, in one line."""


class TokenRefused(Unavailable):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses TELEGRAM_TOKEN. Copy it again from @BotFather into .env "
            "(see .env.example)."
        )


async def reach(call: Callable[[], Awaitable[object]]) -> None:
    """Make one of the calls that a start begins with, a few times if need be.

    Raises:
        Unavailable: Telegram refuses the token, or cannot be reached.
    """
    for pause_s in (*CONNECT_PAUSES_S, None):
        try:
            await call()
            return
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            name = type(error).__name__
            if pause_s is None:
                raise Unavailable(
                    f"Telegram cannot be reached ({name}). Check the network, and "
                    "TELEGRAM_BASE_URL if you have set it."
                ) from None
            logger.warning("Telegram not reached, %s; next try in %d s", name, pause_s)
            await asyncio.sleep(pause_s)
