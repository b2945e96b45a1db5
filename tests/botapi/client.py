"""A plain client of the Bot API, for tests of the server itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.botapi.server import BotApi

Reply = tuple[int, dict[str, Any]]
Post = Callable[..., Awaitable[Reply]]


@asynccontextmanager
async def client(server: BotApi) -> AsyncIterator[Post]:
    """Yield `post`: `await post("sendMessage", chat_id=…)` returns status and body."""
    async with aiohttp.ClientSession() as session:

        async def post(method: str, **parameters: Any) -> Reply:
            url = f"{server.base_url}{server.token}/{method}"
            async with session.post(url, json=parameters) as response:
                return response.status, await response.json()

        yield post
