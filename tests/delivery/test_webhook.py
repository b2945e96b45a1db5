"""Updates by webhook: who may bring them, what is refused, and how it stops."""

import asyncio
import json
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot import app
from bot.delivery import intake, webhook
from bot.delivery.connection import ALLOWED_UPDATES, Unavailable
from bot.delivery.webhook import Webhook
from bot.desk import Desk
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Person
from tests.conftest import built
from tests.content.harbour import write
from tests.delivery import Process, settings_for

URL = "https://bot.example/telegram"
SECRET = "made-up_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
WORDS = "whoburneddown"


def address(endpoint: Webhook) -> str:
    return f"http://127.0.0.1:{endpoint.port}"


@pytest_asyncio.fixture
async def endpoint(server: BotApi, desk: Desk) -> AsyncIterator[Webhook]:
    """Return the endpoint of a bot that is called by Telegram."""
    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        yield endpoint


@pytest.fixture
def ann(server: BotApi, endpoint: Webhook) -> Person:
    """Return a reader whom the bot answers."""
    return server.person("Ann")


async def posted(endpoint: Webhook, path: str = "/telegram", **request: Any) -> tuple[int, str]:
    """Post to the endpoint; return the status and the text."""
    request = {"headers": {HEADER: SECRET}, **request}
    url = f"{address(endpoint)}{path}"
    async with aiohttp.ClientSession() as session, session.post(url, **request) as response:
        return response.status, await response.text()


async def test_readers_are_answered_as_by_polling(ann: Person, server: BotApi) -> None:
    reply = await ann.says("what caused the fire")
    start = await ann.says("/start")
    tap = await ann.taps(start, start.labels[0])

    assert reply.covered("blockquote") != ()
    assert tap.message.id > start.id
    assert server.count("getUpdates") == 0
    assert {delivery.status for delivery in server.deliveries} == {200}


async def test_telegram_is_told_the_secret_and_which_updates_are_wanted(
    ann: Person, server: BotApi
) -> None:
    [call] = server.calls_of("setWebhook")

    assert call.parameters == {
        "url": URL,
        "secret_token": SECRET,
        "max_connections": 32,
        "allowed_updates": list(ALLOWED_UPDATES),
    }


@pytest.mark.parametrize(
    "headers",
    [{}, {HEADER: "wrong"}, {HEADER: ""}, {HEADER: f"{SECRET}1"}, {HEADER: "\u00e4\u20ac"}],
    ids=["none", "wrong", "empty", "longer", "not a letter"],
)
async def test_without_the_secret_nobody_gets_in_and_nobody_is_told_why(
    endpoint: Webhook, headers: dict[str, str]
) -> None:
    status, text = await posted(endpoint, headers=headers, json={"update_id": 1})

    assert (status, text) == (403, "")


async def test_a_secret_of_any_bytes_is_only_a_wrong_one(endpoint: Webhook) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: bot\r\n%s: \xff\r\n" % HEADER.encode())
    writer.write(b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"data": b"{", "type": "application/json"}),
        (400, {"data": b"", "type": "application/json"}),
        (400, {"data": b"[" * 100_000, "type": "application/json"}),
        (400, {"data": b"\xff\xfe\xff", "type": "application/json"}),
        (400, {"data": b"[1]", "type": "application/json"}),
        (400, {"data": b"{}", "type": "application/json"}),
        (400, {"data": b'{"update_id": "1"}', "type": "application/json"}),
        (415, {"data": b'{"update_id": 1}', "type": "text/plain"}),
        (415, {"data": b"update_id=1", "type": "application/x-www-form-urlencoded"}),
        (413, {"data": b'{"update_id": %s1}' % (1_000_000 * b" "), "type": "application/json"}),
        (200, {"data": b'{"update_id": %s1}' % (900_000 * b" "), "type": "application/json"}),
        (200, {"data": b'{"update_id": 1}', "type": "application/json; charset=utf-8"}),
    ],
)
async def test_only_an_update_in_json_of_a_megabyte_at_most_is_taken(
    endpoint: Webhook, status: int, request_: dict[str, Any]
) -> None:
    headers = {HEADER: SECRET, "Content-Type": request_["type"]}

    assert (await posted(endpoint, headers=headers, data=request_["data"]))[0] == status


async def test_there_is_nothing_else_at_the_address(endpoint: Webhook) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address(endpoint)}/telegram") as response:
            by_get = response.status
        async with session.get(f"{address(endpoint)}/") as response:
            elsewhere = response.status

    assert (by_get, elsewhere) == (405, 404)


async def test_a_supervisor_sees_whether_updates_are_accepted(endpoint: Webhook) -> None:
    async def health() -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{address(endpoint)}/healthz") as response,
        ):
            return response.status, await response.json()

    before = await health()
    endpoint.stop()

    assert before == (200, {"status": "ok"})
    assert await health() == (503, {"status": "stopping"})
    assert (await posted(endpoint, json={"update_id": 1}))[0] == 503


async def test_an_update_that_is_delivered_again_is_answered_once(
    ann: Person, server: BotApi
) -> None:
    server.telegram.repeat()

    await ann.says("/help")
    await ann.says("/about")

    assert [message.text for message in ann.reads()] == [ENGLISH.help, ENGLISH.about]
    assert len(server.deliveries) >= 3


async def test_an_update_that_nobody_can_read_holds_up_nobody(
    ann: Person, server: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    server.telegram.poison({"message": {"chat": ann.chat.raw, "text": WORDS}})

    await ann.says("/help")

    assert " skipped: KeyError" in caplog.text
    assert WORDS not in caplog.text
    assert {delivery.status for delivery in server.deliveries} == {200}


async def test_given_no_room_then_telegram_is_asked_to_come_again_and_nothing_is_lost(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_OPEN", 1)
    monkeypatch.setattr(webhook, "ROOM_S", 0.05)
    server.fail("sendMessage", late_s=0.3)

    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        people = [server.person("Ann"), server.person("Boris")]
        for person in people:
            person.writes("/help")
        heard = [(await person.hears()).text for person in people]

    assert heard == 2 * [ENGLISH.help]
    assert 503 in {delivery.status for delivery in server.deliveries}


async def test_given_a_stop_then_what_was_accepted_is_answered_and_the_rest_waits_at_telegram(
    server: BotApi, desk: Desk
) -> None:
    ann = server.person("Ann")
    server.fail("sendMessage", late_s=0.3)
    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        ann.writes("/help")
        await server.called("sendMessage")
        started = time.monotonic()
    stopped_s = time.monotonic() - started
    ann.writes("/about")
    before = [message.text for message in ann.reads()]

    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        await ann.hears()
        await ann.hears()

    assert stopped_s < 2
    assert before == [ENGLISH.help]
    assert [message.text for message in ann.reads()] == [ENGLISH.help, ENGLISH.about]
    assert server.telegram.webhook["url"] == URL


async def test_given_a_stop_while_updates_wait_for_room_then_they_come_again(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_OPEN", 1)
    monkeypatch.setattr(app, "STOP_S", 0.2)
    ann, boris = server.person("Ann"), server.person("Boris")
    server.fail("sendMessage", late_s=9, cut=True)
    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        ann.writes("/help")
        await server.called("sendMessage")
        boris.writes("/help")
        await asyncio.sleep(0.05)

    async with app.webhook(built(server, desk), url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        reply = await boris.hears()

    assert reply.text == ENGLISH.help


async def test_nothing_that_was_sent_is_in_the_log(
    endpoint: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for data in (json.dumps({"update_id": WORDS}).encode(), WORDS.encode()):
        await posted(endpoint, headers={HEADER: WORDS}, data=data)
        await posted(endpoint, headers={HEADER: SECRET}, data=data)

    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    writer.write(f"{WORDS} {WORDS}\r\n\r\n".encode())
    await reader.read()
    writer.close()

    assert WORDS not in caplog.text
    assert SECRET not in caplog.text


# — start —


async def test_given_a_port_that_is_taken_then_the_operator_is_told(
    server: BotApi, desk: Desk
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Unavailable, match="WEBHOOK_HOST and WEBHOOK_PORT cannot be listened"):
            async with app.webhook(built(server, desk), url=URL, secret=SECRET, port=port):
                pass


async def test_given_an_address_that_telegram_does_not_take_then_the_operator_is_told(
    server: BotApi, desk: Desk
) -> None:
    with pytest.raises(Unavailable, match=r"Telegram does not take WEBHOOK_URL: .*ports 80"):
        async with app.webhook(built(server, desk), url="https://a.example:99/", secret=SECRET):
            pass


async def test_given_the_settings_of_a_webhook_then_the_process_is_called_and_stops_cleanly(
    server: BotApi, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server.proxy = f"http://127.0.0.1:{port}"
    settings = settings_for(server) | {
        "CONTENT_DIR": str(write(tmp_path / "stories")),
        "WEBHOOK_URL": URL,
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_PORT": str(port),
    }

    async with Process(tmp_path, settings) as process:
        reply = await server.person("Ann").says(f"what is {WORDS}")
        code, output, took_s = await process.ends(signal.SIGTERM)

    assert reply.text
    assert (code, took_s < 5) == (0, True), output
    assert f"webhook of @story_bot, listening at port {port}" in output
    assert output.rstrip().endswith("stopped")
    assert server.telegram.webhook["url"] == URL
    for secret in (server.token, SECRET, WORDS):
        assert secret not in output


async def test_given_a_webhook_that_another_process_took_away_then_it_is_set_again(
    server: BotApi,
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "WATCH_S", 0.05)
    ann = server.person("Ann")
    storybot = built(server, desk)
    async with app.webhook(storybot, url=URL, secret=SECRET) as endpoint:
        server.proxy = address(endpoint)
        watching = asyncio.create_task(app.watch(storybot.application.bot, URL, SECRET))
        server.telegram.deleteWebhook({})
        reply = await ann.says("/about")

        server.fail("getWebhookInfo", status=401, times=None)
        with pytest.raises(Unavailable, match="Telegram refuses TELEGRAM_TOKEN"):
            await watching

    assert reply.text == ENGLISH.about
    assert "the webhook was taken away" in caplog.text
