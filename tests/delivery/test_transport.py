"""Calls over real HTTP: what arrives, and what is raised when something does not."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut

from bot.delivery.transport import NotSent, Transport
from tests.botapi import BotApi, Person

TOKEN = "4242424242:" + 35 * "S"


@pytest_asyncio.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    """Return a bot whose calls travel by the transport, and who waits 0.2 s for an answer."""
    transport = Transport(2, read_s=0.2)
    bot = Bot(
        server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=transport,
        get_updates_request=transport,
    )
    async with bot:
        yield bot


@pytest.fixture
def ann(server: BotApi, bot: Bot) -> Person:
    """Return a person who has written to the bot."""
    ann = server.person("Ann")
    ann.writes("hello")
    return ann


async def test_a_text_arrives_as_it_was_sent(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.chat.id, "вопрос & ответ = 100 % 🙏")

    assert sent.text == "вопрос & ответ = 100 % 🙏"
    assert [message.text for message in ann.reads()] == [sent.text]


@pytest.mark.parametrize("size", [25_600, 1_280_000])
async def test_a_file_arrives_with_its_name_and_comes_back_the_same(
    size: int, bot: Bot, ann: Person
) -> None:
    data = bytes(range(256)) * (size // 256)

    sent = await bot.send_document(
        ann.chat.id, InputFile(data, filename='история "1".yaml'), caption="& more"
    )
    assert sent.document is not None
    fetched = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()

    assert (sent.document.file_name, sent.caption) == ('история "1".yaml', "& more")
    assert bytes(fetched) == data


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param({"cut": True}, NetworkError, id="cut before"),
        pytest.param({"cut": True, "after": True}, NetworkError, id="cut after"),
        pytest.param({"status": 502}, NetworkError, id="502"),
        pytest.param({"status": 200}, NetworkError, id="a web page"),
        pytest.param({"late_s": 0.5}, TimedOut, id="late"),
    ],
)
async def test_given_bad_luck_then_it_is_unknown_whether_the_call_had_an_effect(
    bot: Bot,
    ann: Person,
    server: BotApi,
    fault: dict[str, Any],
    expected: type[Exception],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    server.fail("sendMessage", **fault)

    with pytest.raises(expected) as caught:
        await bot.send_message(ann.chat.id, "a secret")

    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert not isinstance(caught.value, NotSent)
    assert server.token not in told
    assert "gateway" not in told
    assert (await bot.send_message(ann.chat.id, "again")).text == "again"


async def test_given_nobody_who_listens_then_the_call_was_certainly_not_sent() -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody_listens.getsockname()[1]}/bot{TOKEN}/getMe"
        transport = Transport(1)
        await transport.initialize()

        with pytest.raises(NotSent, match="ClientConnectorError: Connect call failed") as caught:
            await transport.post(url)
        await transport.shutdown()

    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_given_no_free_connection_in_time_then_the_call_was_certainly_not_sent(
    server: BotApi,
) -> None:
    transport = Transport(1, connect_s=0.1)
    await transport.initialize()
    url = f"{server.base_url}{server.token}"
    poll = asyncio.create_task(transport.post(f"{url}/getUpdates?timeout=9", read_timeout=9))
    await server.called("getUpdates")

    with pytest.raises(NotSent, match="ConnectionTimeoutError"):
        await transport.post(f"{url}/getMe")
    poll.cancel()
    await asyncio.wait({poll})
    await transport.shutdown()

    assert server.count("getMe") == 0


@pytest.mark.parametrize(("exempt", "calls"), [("", 1), ("api.example", 0)])
async def test_a_proxy_of_the_environment_is_used(
    server: BotApi, monkeypatch: pytest.MonkeyPatch, exempt: str, calls: int
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", exempt)
    transport = Transport(1, connect_s=0.2)
    await transport.initialize()

    failed = False
    try:
        await transport.post(f"http://api.example/bot{server.token}/getMe")
    except NotSent:  # nobody has this name
        failed = True
    await transport.shutdown()

    assert server.count("getMe") == calls
    assert failed == (not calls)


@pytest.mark.parametrize("said", [b"", b"[]", b'{"ok": true}', b"\xff", b"[" * 100_000])
def test_an_answer_of_somebody_else_is_an_error_and_not_logged(
    said: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NetworkError, match="Invalid server response"):
        Transport.parse_json_payload(said)

    assert caplog.text == ""
