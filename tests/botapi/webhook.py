"""How updates get to a webhook: POSTed, in order within a chat, again until the bot says 2xx."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from tests.botapi.rules import Json

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

MESSAGES = {"message", "edited_message", "channel_post", "edited_channel_post"}
LONGEST_PAUSE_S = 1.0
PATIENCE = aiohttp.ClientTimeout(total=60)  # Telegram's own


@dataclass(frozen=True)
class Delivery:
    """One POST of an update to the webhook, and the status that came back."""

    update_id: int
    status: int

    @property
    def accepted(self) -> bool:
        """Return whether Telegram takes the update for delivered."""
        return 200 <= self.status < 300


class Courier:
    """Brings the pending updates to the webhook, through the proxy that ends TLS."""

    def __init__(self, server: "BotApi") -> None:
        """Keep the server; nothing is delivered before `run`."""
        self.server = server
        self.telegram = server.telegram

    async def run(self) -> None:
        """Deliver until cancelled; a webhook that is set anew starts from what is pending."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session:
            while True:
                webhook = self.telegram.webhook
                delivering = asyncio.create_task(self._deliver(session, webhook))
                try:
                    while self.telegram.webhook is webhook:
                        await self.telegram.changed()
                finally:
                    delivering.cancel()
                    await asyncio.wait({delivering})

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Json) -> None:
        """Start a POST for the oldest update of each queue that has none under way."""
        slots = asyncio.Semaphore(webhook.get("max_connections", 1))
        busy: set[Hashable] = set()

        async def bring(queue: Hashable, update: Json) -> None:
            pause_s = self.server.retry_s
            while not await self._brought(session, webhook, update, slots):
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            busy.discard(queue)
            self.telegram.confirm(update)

        async with asyncio.TaskGroup() as group:
            while True:
                oldest: dict[Hashable, Json] = {}
                if webhook["url"] and self.server.proxy:
                    for update in self.telegram.updates:
                        oldest.setdefault(_queue(update), update)
                for queue in oldest.keys() - busy:
                    busy.add(queue)
                    group.create_task(bring(queue, oldest[queue]))
                await self.telegram.changed()

    async def _brought(
        self,
        session: aiohttp.ClientSession,
        webhook: Json,
        update: Json,
        slots: asyncio.Semaphore,
    ) -> bool:
        """POST the update once and return whether it was accepted."""
        address = urlsplit(webhook["url"])
        url = f"{self.server.proxy}{address.path or '/'}"
        secret = webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with slots:
            try:
                async with session.post(
                    f"{url}?{address.query}" if address.query else url,
                    json=update,
                    headers=headers,
                    allow_redirects=False,
                ) as response:
                    status, reason = response.status, response.reason
            except aiohttp.ClientError:
                status, reason = 502, "Bad Gateway"  # what a proxy says when nobody listens
            except TimeoutError:
                status, reason = 504, "Gateway Timeout"
        delivery = Delivery(update["update_id"], status)
        self.server.deliveries.append(delivery)
        if not delivery.accepted:
            self.telegram.webhook_failed(f"Wrong response from the webhook: {status} {reason}")
        self.telegram.change()
        return delivery.accepted


def _queue(update: Json) -> Hashable:
    """Return what the update waits in line for: its chat, or its person for a query.

    Telegram's server has a line per chat for messages and lines of their own for the other
    kinds, so that a tap may overtake a message of the same chat.
    """
    kind = next((key for key in update if key != "update_id"), "")
    payload = update.get(kind)
    whose = payload.get("chat", payload.get("from")) if isinstance(payload, dict) else None
    if not isinstance(whose, dict) or not isinstance(whose.get("id"), int):
        return int(update["update_id"])
    return ("message" if kind in MESSAGES else kind, whose["id"])
