"""Updates are fetched: only as many as there is room for."""

import asyncio
import contextlib
import logging
import math
from typing import Any, Never

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.delivery.connection import ALLOWED_UPDATES, TokenRefused, Unavailable
from bot.delivery.intake import Intake, Json
from bot.delivery.retries import wait_s

logger = logging.getLogger(__name__)

CONFLICT_PATIENCE_S = 30.0
"""How long another process may use the token: a restart overlaps, two bots never end."""

FIRST_PAUSE_S = 0.25
"""After the first failure; each next one is half as long again, up to `MOST_PAUSE_S`."""

MOST_PAUSE_S = 10.0
"""The longest pause, in seconds."""

_POLL_S = 30
_CONFIRM_S = 0.5
_CONFLICT_PAUSE_S = 1.0
_CONFLICT_IS_OVER_S = 60.0


class Poller:
    """Fetches updates for which there is room, and so confirms no more than the bot holds.

    The library's own poller confirms all that it can get, cannot be stopped while it pauses, and
    is stopped for good by one update that it cannot read.

    Args:
        bot: Asks Telegram.
        intake: Where the updates go.
    """

    def __init__(self, bot: Bot, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._next = self._confirmed = 0
        self._conflict_began = self._conflict_seen = -math.inf

    async def poll(self) -> Never:
        """Fetch until cancelled.

        Raises:
            Unavailable: Telegram refuses the token, or another process keeps using it.
        """
        failed = 0
        while True:
            try:
                limit = await self._intake.room()
                for raw in await self._fetch(self._next, _POLL_S, limit):
                    await self._intake.take(raw)
                    self._next = raw["update_id"] + 1
                failed = 0
                continue
            except (InvalidToken, EndPointNotFound):
                raise TokenRefused from None
            except Conflict as conflict:
                self._bear_with_conflict()
                error: TelegramError = conflict
            except TelegramError as other:
                error = other
            pause_s = pause_after(error, failed)
            failed += 1
            name = type(error).__name__
            logger.warning("no updates fetched, %s; next try in %g s", name, pause_s)
            await asyncio.sleep(pause_s)

    async def confirm(self, left: list[int]) -> None:
        """Confirm what was handled since the last fetch, so that only the rest comes again.

        Args:
            left: The ids of the updates that were not handled, lowest first.
        """
        handled = min([self._next, *left])
        if handled > self._confirmed:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_CONFIRM_S):
                    await self._fetch(handled, 0, 1)

    async def _fetch(self, offset: int, timeout_s: int, limit: int) -> list[Json]:
        """Return updates as soon as there are any; those below the offset are confirmed by it."""
        asked = {"offset": offset, "timeout": timeout_s, "limit": limit}
        updates: Any = await self._bot.do_api_request(
            "getUpdates",
            asked | {"allowed_updates": ALLOWED_UPDATES},
            read_timeout=timeout_s + 5,
        )
        if not isinstance(updates, list) or not all(map(_is_an_update, updates)):
            raise TelegramError("not a list of updates")
        self._confirmed = offset
        return updates

    def _bear_with_conflict(self) -> None:
        """Count a conflict.

        Raises:
            Unavailable: There have been conflicts for too long.
        """
        now = asyncio.get_running_loop().time()
        if now - self._conflict_seen > _CONFLICT_IS_OVER_S:
            self._conflict_began = now
        self._conflict_seen = now
        if now - self._conflict_began >= CONFLICT_PATIENCE_S:
            raise Unavailable(
                "Another process uses TELEGRAM_TOKEN. Stop it, or ask @BotFather for a token of "
                "your own."
            )


def pause_after(error: TelegramError, failed: int) -> float:
    """Return how long to wait, in seconds, after `failed` failures and now this one.

    Ten failures at a stretch come to 28 s.
    """
    if isinstance(error, RetryAfter):
        return wait_s(error)
    first_s = _CONFLICT_PAUSE_S if isinstance(error, Conflict) else FIRST_PAUSE_S
    return min(first_s * 1.5**failed, MOST_PAUSE_S)


def _is_an_update(raw: object) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
