"""Updates are given to us: an HTTP endpoint behind a proxy that speaks TLS."""

import asyncio
import hmac
import json
import logging
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from bot.delivery.connection import Unavailable
from bot.delivery.intake import Intake

logger = logging.getLogger(__name__)

MOST_BYTES = 1_000_000
"""The longest body."""

ROOM_S = 5.0
"""How long an update may wait for room; then Telegram is asked to send it again."""

HEALTH = "/healthz"
"""Where a supervisor asks whether updates are accepted."""

_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Takes updates from whoever knows the secret. Nothing that was sent is in the log.

    Args:
        intake: Where the updates go.
        url: The address that Telegram calls; its path is ours.
        secret: Comes with each update.
        host, port: Where to listen; port 0 for any that is free.
    """

    def __init__(self, intake: Intake, *, url: str, secret: str, host: str, port: int) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self._is_accepting = True
        self._address = (host, port)
        endpoint = web.Application(client_max_size=MOST_BYTES)
        endpoint.router.add_post(urlsplit(url).path or "/", self._receive)
        endpoint.router.add_get(HEALTH, self._health)
        self._runner = web.AppRunner(
            endpoint, access_log=None, shutdown_timeout=0.5, logger=_silent
        )

    async def __aenter__(self) -> Self:
        """Listen.

        Raises:
            Unavailable: Somebody else listens there.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *self._address).start()
        except OSError as error:
            await self._runner.cleanup()
            raise Unavailable(
                f"WEBHOOK_HOST and WEBHOOK_PORT cannot be listened at: {error.strerror}."
            ) from None
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._runner.addresses[0][1]
        return port

    def stop(self) -> None:
        """Accept no more updates: Telegram keeps them, and sends them again."""
        self._is_accepting = False

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return web.Response(status=400)
        return web.Response(status=200 if await self._is_taken(raw) else 503)

    async def _is_taken(self, raw: dict[str, object]) -> bool:
        if not self._is_accepting:
            return False
        try:
            async with asyncio.timeout(ROOM_S):
                return await self._intake.take(raw)
        except TimeoutError:
            logger.warning("no room for update %d within %g s", raw["update_id"], ROOM_S)
            return False

    async def _health(self, _: web.Request) -> web.Response:
        status = "ok" if self._is_accepting else "stopping"
        return web.json_response({"status": status}, status=200 if self._is_accepting else 503)


# aiohttp's own tells what it could not read, with the first bytes of it.
_silent = logging.getLogger(f"{__name__}.http")
_silent.disabled = True
