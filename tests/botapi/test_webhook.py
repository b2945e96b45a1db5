"""Updates that come to the bot by themselves, that come twice, and that nobody can read."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.botapi import BotApi, Delivery
from tests.botapi.client import Post

URL = "https://example.org/hook/me?from=telegram"


@dataclass
class Endpoint:
    """The bot's side of a webhook: keeps what comes, and answers as it is told."""

    server: BotApi
    url: str = ""
    came: list[str] = field(default_factory=list)  # paths
    secrets: list[str | None] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # the next answers; then 200
    open: int = 0
    most_open: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # closed: no answer yet

    async def take(self, request: web.Request) -> web.Response:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.came.append(request.path_qs)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        assert request.content_type == "application/json"
        self.updates.append(await request.json())
        self.server.telegram.change()
        await self.gate.wait()
        self.open -= 1
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def has_open(self, number: int, within_s: float = 10) -> bool:
        return await self.server.telegram.wait_for(lambda: self.open == number, within_s)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest_asyncio.fixture
async def endpoint(server: BotApi) -> AsyncIterator[Endpoint]:
    """Return what listens behind the server's proxy, its gate open."""
    endpoint = Endpoint(server)
    endpoint.gate.set()
    app = web.Application()
    app.router.add_post("/hook/me", endpoint.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = server.proxy = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield endpoint
    await runner.cleanup()


async def delivered(server: BotApi, times: int) -> list[Delivery]:
    """Wait until so many updates were accepted, and return all deliveries."""
    accepted = await server.telegram.wait_for(
        lambda: sum(delivery.accepted for delivery in server.deliveries) >= times, 10
    )
    assert accepted, server.deliveries
    return server.deliveries


async def test_given_a_webhook_then_updates_come_to_its_path_with_the_secret(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    server.person("Ann").writes("before")

    await post("setWebhook", url=URL, secret_token="s-3_cret")
    await delivered(server, 1)
    server.person("Boris").writes("after")
    await delivered(server, 2)
    _, info = await post("getWebhookInfo")

    assert endpoint.texts == ["before", "after"]
    assert endpoint.came == 2 * ["/hook/me?from=telegram"]
    assert endpoint.secrets == 2 * ["s-3_cret"]
    assert info["result"]["pending_update_count"] == 0
    assert "last_error_message" not in info["result"]


async def test_given_no_secret_or_no_proxy_then_there_is_no_header_or_nothing_comes(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    server.proxy = None
    await post("setWebhook", url=URL)
    server.person("Ann").writes("hello")
    _, info = await post("getWebhookInfo")

    server.proxy = endpoint.url
    await delivered(server, 1)

    assert info["result"]["pending_update_count"] == 1
    assert endpoint.secrets == [None]


async def test_given_two_chats_then_each_waits_for_its_own_answer_only(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    ann, boris = server.person("Ann"), server.person("Boris")
    endpoint.gate.clear()
    await post("setWebhook", url=URL)

    for text in ("1", "2"):
        ann.writes(f"a{text}")
        boris.writes(f"b{text}")
    assert await endpoint.has_open(2)
    first = sorted(endpoint.texts)
    endpoint.gate.set()
    await delivered(server, 4)

    assert first == ["a1", "b1"]
    assert [text for text in endpoint.texts if text.startswith("a")] == ["a1", "a2"]
    assert [text for text in endpoint.texts if text.startswith("b")] == ["b1", "b2"]


async def test_given_max_connections_then_no_more_are_open_at_once(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    endpoint.gate.clear()
    await post("setWebhook", url=URL, max_connections=2)
    for i in range(5):
        server.person(str(i)).writes("hello")

    assert await endpoint.has_open(2)
    assert not await endpoint.has_open(3, within_s=0.1)
    held = endpoint.open
    endpoint.gate.set()
    await delivered(server, 5)

    assert (held, endpoint.most_open) == (2, 2)


async def test_given_an_error_then_the_update_comes_again_and_the_chat_waits_for_it(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    ann = server.person("Ann")
    endpoint.statuses = [500, 302, 403]
    await post("setWebhook", url=URL)

    ann.writes("one")
    ann.writes("two")
    deliveries = await delivered(server, 2)
    _, info = await post("getWebhookInfo")

    assert endpoint.texts == ["one", "one", "one", "one", "two"]
    assert [delivery.status for delivery in deliveries] == [500, 302, 403, 200, 200]
    assert info["result"]["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["result"]["last_error_date"] > 1_700_000_000


async def test_given_a_bot_that_is_down_then_updates_wait_until_it_is_up(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    server.proxy = "http://127.0.0.1:1"
    await post("setWebhook", url=URL)
    server.person("Ann").writes("hello")
    await server.telegram.wait_for(lambda: len(server.deliveries) >= 2, 10)
    _, info = await post("getWebhookInfo")

    server.proxy = endpoint.url
    await delivered(server, 1)

    assert {delivery.status for delivery in server.deliveries} == {502, 200}
    assert info["result"]["pending_update_count"] == 1
    assert info["result"]["last_error_message"].endswith(": 502 Bad Gateway")
    assert endpoint.texts == ["hello"]


async def test_given_a_webhook_set_again_then_only_a_change_starts_the_open_update_anew(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    endpoint.gate.clear()
    await post("setWebhook", url=URL)
    server.person("Ann").writes("hello")
    assert await endpoint.has_open(1)

    await post("setWebhook", url=URL, allowed_updates=["message"])
    await post("getMe")
    same = len(endpoint.updates)
    await post("setWebhook", url=URL, secret_token="new")
    endpoint.gate.set()
    await delivered(server, 1)
    await post("deleteWebhook")
    server.person("Boris").writes("later")
    _, body = await post("getUpdates")

    assert same == 1
    assert endpoint.secrets == [None, "new"]
    assert [update["message"]["text"] for update in body["result"]] == ["later"]


async def test_given_updates_to_drop_then_they_are_gone(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    ann = server.person("Ann")
    ann.writes("old")

    await post("setWebhook", url=URL, drop_pending_updates=True)
    ann.writes("new")
    await delivered(server, 1)

    assert endpoint.texts == ["new"]


async def test_given_an_open_delivery_when_stopped_then_it_stops_at_once(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    endpoint.gate.clear()
    await post("setWebhook", url=URL)
    server.person("Ann").writes("hello")
    assert await endpoint.has_open(1)

    async with asyncio.timeout(2):
        await server.stop()

    assert server.deliveries == []


async def test_given_repeats_under_a_webhook_then_a_share_comes_twice_in_order(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    ann = server.person("Ann")
    server.telegram.repeat(every=2)
    await post("setWebhook", url=URL)

    for text in ("1", "2", "3", "4"):
        ann.writes(text)
    await delivered(server, 6)

    assert endpoint.texts == ["1", "2", "2", "3", "4", "4"]
    assert server.telegram.updates == []


async def test_given_repeats_when_polled_then_a_confirmed_update_comes_once_more(
    server: BotApi, post: Post
) -> None:
    ann = server.person("Ann")
    server.telegram.repeat(every=1)

    async def ids(offset: int = 0) -> list[int]:
        _, body = await post("getUpdates", offset=offset)
        return [update["update_id"] - first for update in body["result"]]

    ann.writes("one")
    first = server.telegram.updates[0]["update_id"]
    before = await ids()
    ann.writes("two")
    confirmed = await ids(first + 1)
    after = [await ids(first + 2), await ids(first + 2)]

    assert before == [0]
    assert confirmed == [0, 1]
    assert after == [[1], []]


async def test_given_poison_then_it_comes_as_it_is_and_holds_up_nobody(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    poison = {"message": {"message_id": "x", "chat": {"id": "y"}}}
    ids = [server.telegram.poison(update) for update in (poison, {"message": 1}, {})]
    endpoint.statuses = 3 * [500]
    await post("setWebhook", url=URL)
    await delivered(server, 3)

    server.telegram.poison({"gift_wrapped": {"from": None}})
    await delivered(server, 4)

    assert poison | {"update_id": ids[0]} in endpoint.updates
    assert {"update_id": ids[2]} in endpoint.updates
    assert endpoint.updates[-1]["gift_wrapped"] == {"from": None}


async def test_given_a_real_bot_under_a_webhook_then_people_drive_it_as_if_it_polled(
    server: BotApi, post: Post, endpoint: Endpoint
) -> None:
    ann = server.person("Ann")

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(f"you said {update.message.text}")

    application = ApplicationBuilder().token(server.token).base_url(server.base_url).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async def forward() -> None:
        seen = 0
        while True:
            for update in endpoint.updates[seen:]:
                await application.process_update(Update.de_json(update, application.bot))
                seen += 1
            await server.telegram.changed()

    async with application:
        await application.bot.set_webhook(URL, secret_token="s3cret", max_connections=3)
        forwarding = asyncio.create_task(forward())
        reply = await ann.says("hello")
        info = await application.bot.get_webhook_info()
        forwarding.cancel()

    assert reply.text == "you said hello"
    assert (info.url, info.max_connections, info.pending_update_count) == (URL, 3, 0)
    assert server.refused == []


@pytest.mark.parametrize("kind", ["callback_query", "inline_query"])
async def test_given_a_query_of_a_person_then_it_does_not_wait_for_the_messages_of_the_chat(
    server: BotApi, post: Post, endpoint: Endpoint, kind: str
) -> None:
    ann = server.person("Ann")
    endpoint.gate.clear()
    await post("setWebhook", url=URL)

    ann.writes("hello")
    server.telegram.ask(kind, {"from": ann.user})

    assert await endpoint.has_open(2)
