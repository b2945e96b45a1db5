"""The one place where calls are repeated: what a reader waits for is worth a few tries."""

import asyncio
import logging
import math
import re
from collections.abc import Callable, Coroutine, Hashable, Sequence
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.transport import NotSent

logger = logging.getLogger(__name__)

PAUSES_S = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Between the tries of a call that failed, in seconds; the last one until patience ends."""

PATIENCE_S = 60.0
"""How long after the first try a reader still waits for the answer, in seconds."""

QUERY_PATIENCE_S = 10.0
"""The same for the answer to a query, which Telegram soon takes no more."""

_QUERIES = ("answerCallbackQuery", "answerInlineQuery")
# What no reader waits for: the start has pauses of its own, and "typing" is soon untrue.
_ONCE = re.compile(r"getMe|sendChatAction|(get|set|delete)(My|Webhook)\w*")
# What Telegram says to a call that it has followed already.
_DONE = re.compile("message is not modified|query is too old|message to delete not found")

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Retries(BaseRateLimiter[None]):
    """Repeats what failed through no fault of the bot's.

    A call whose fate is unknown is repeated, too: a reader without an answer is worse off than
    one with two. After "too many requests" the calls to that chat wait, and no others.

    Args:
        pauses_s: Between the tries of a call that failed, in seconds.
        patience_s: How long after the first try it is still worth trying, in seconds.
    """

    def __init__(
        self, pauses_s: Sequence[float] = PAUSES_S, patience_s: float = PATIENCE_S
    ) -> None:
        self._pauses_s = pauses_s
        self._patience_s = patience_s
        self._quiet_until: dict[Hashable, float] = {}

    async def initialize(self) -> None:
        """Do nothing: there is nothing to make ready."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        """Return the result of the call.

        Raises:
            TelegramError: As the last try did.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + self._patience_of(endpoint)
        data = dict(data)
        pauses = chain(self._pauses_s, repeat(self._pauses_s[-1]))
        may_be_done = False
        elsewhere = object()  # of a call that is not to a chat, nobody else waits for the turn
        while True:
            place = data.get("chat_id", elsewhere)
            await self._turn(place, deadline)
            try:
                return await callback(endpoint, data, **kwargs)
            except RetryAfter as error:
                quiet_s = wait_s(error)
                logger.warning("%s refused, too many; quiet there for %g s", endpoint, quiet_s)
                self._be_quiet(place, now(), quiet_s)
            except ChatMigrated as error:
                if data.get("chat_id") in (None, error.new_chat_id):
                    raise
                data["chat_id"] = error.new_chat_id
            except BadRequest as error:
                said = error.message.casefold()
                if may_be_done and _DONE.search(said):
                    # Of an answered guest query there would be an id, which nobody uses.
                    return {"inline_message_id": ""} if endpoint == "answerGuestQuery" else True
                if "message thread not found" not in said or "message_thread_id" not in data:
                    raise
                del data["message_thread_id"]
            except NetworkError as error:
                may_be_done = may_be_done or not isinstance(error, NotSent)
                pause_s = next(pauses)
                if now() + pause_s > deadline:
                    raise
                name = type(error).__name__
                logger.info("%s failed, %s; again in %g s", endpoint, name, pause_s)
                await asyncio.sleep(pause_s)

    def _patience_of(self, endpoint: str) -> float:
        if _ONCE.fullmatch(endpoint):
            return 0
        return min(self._patience_s, QUERY_PATIENCE_S if endpoint in _QUERIES else math.inf)

    def _be_quiet(self, place: Hashable, now: float, for_s: float) -> None:
        over = [other for other, until in self._quiet_until.items() if until <= now]
        for other in over:
            del self._quiet_until[other]
        self._quiet_until[place] = now + for_s

    async def _turn(self, place: Hashable, deadline: float) -> None:
        """Wait until calls to this place are welcome again.

        Raises:
            RetryAfter: That would take too long.
        """
        now = asyncio.get_running_loop().time
        while (until := self._quiet_until.get(place, 0)) > now():
            if until > deadline:
                raise RetryAfter(math.ceil(until - now()))
            await asyncio.sleep(until - now())


def wait_s(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait, in seconds."""
    wished = error.retry_after
    return wished.total_seconds() if isinstance(wished, timedelta) else wished
