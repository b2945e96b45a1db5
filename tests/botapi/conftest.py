"""A plain client for the tests of the server itself."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.botapi import BotApi
from tests.botapi.client import Post, client


@pytest_asyncio.fixture
async def post(server: BotApi) -> AsyncIterator[Post]:
    """Return `await post("sendMessage", chat_id=…)`, which gives status and body."""
    async with client(server) as post:
        yield post
