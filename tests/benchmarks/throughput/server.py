"""A Bot API that costs as little as possible, so that the bot is what is measured.

    python -m tests.benchmarks.throughput.server [--webhook-port PORT]

Prints its port. It knows a few methods and says `true` to all others; nothing is checked, which
`tests.botapi` is for. A POST of a `Load` to /load gives the bot updates, by polling or by
webhook, whichever it asked for; what comes back is a `Report`.
"""

import argparse
import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import count, islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]

BOT = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "story_bot"}

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
_TRUE = b'{"ok":true,"result":true}'
_RESULTS: dict[str, object] = {
    "getMe": BOT,
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


@dataclass(frozen=True, slots=True)
class Load:
    """What a bot is to answer.

    Attributes:
        updates: Each a message of a private chat.
        per_second: How fast they come; None for all at once.
        patience_s: How long nothing may be answered before the rest counts as lost.
    """

    updates: list[Json]
    per_second: float | None
    patience_s: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a bot answered; times in seconds, by one clock.

    Attributes:
        given: When each update could be had.
        answers: When, in which chat and what.
        server_s: Processor time that the server itself took.
    """

    given: list[float]
    answers: list[tuple[float, int, str]]
    server_s: float


@dataclass(slots=True)
class _Measured:
    """A load under way."""

    load: Load
    answer: Callable[[bytes], None]
    given: list[float] = field(default_factory=list)
    answers: list[tuple[float, int, str]] = field(default_factory=list)
    began_s: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Server:
    """Answers the calls of one bot.

    Args:
        webhook_port: Where a webhook listens, whatever its address says: what is before it in
            production speaks TLS.
    """

    def __init__(self, webhook_port: int) -> None:
        self._webhook_port = webhook_port
        self._updates: deque[tuple[int, int, bytes]] = deque()  # their ids, their chats
        self._asker: tuple[int, Callable[[bytes], None]] | None = None
        self._lines: asyncio.Queue[deque[bytes]] | None = None  # one a chat; with a webhook only
        self._chats: dict[int, deque[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._measured: _Measured | None = None
        self._ids = count(1)

    def call(self, path: str, body: bytes, answer: Callable[[bytes], None]) -> None:
        """Answer a call, now or later."""
        name = path.rpartition("/")[2]
        if name == "load":
            self._measured = _Measured(Load(**json.loads(body)), answer)
            self._start(self._give(self._measured))
            return
        said = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
        if name == "sendMessage":
            answer(self._sent(said))
        elif name == "getUpdates":
            self._asked(said, answer)
        elif name == "setWebhook":
            self._set_webhook(said)
            answer(_TRUE)
        else:
            answer(_result(_RESULTS.get(name, True)))

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _give(self, measured: _Measured) -> None:
        """Give the bot the updates of a load, and report when it is over."""
        load = measured.load
        ready = [
            (u["update_id"], u["message"]["chat"]["id"], json.dumps(u).encode())
            for u in load.updates
        ]
        measured.began_s, began = time.process_time(), time.monotonic()
        if load.per_second is None:
            measured.given = [began] * len(ready)
            for update in ready:
                self._take(*update)
            self._hand_out()
        else:
            for number, update in enumerate(ready):
                await asyncio.sleep(began + number / load.per_second - time.monotonic())
                measured.given.append(time.monotonic())
                self._take(*update)
                self._hand_out()
        last = -1
        while last != len(measured.answers) and not measured.over.is_set():
            last = len(measured.answers)
            try:
                await asyncio.wait_for(measured.over.wait(), load.patience_s)
            except TimeoutError:
                continue
        spent_s = time.process_time() - measured.began_s
        report = Report(measured.given, measured.answers, spent_s)
        self._measured = None
        measured.answer(json.dumps(asdict(report)).encode())

    def _take(self, update_id: int, chat_id: int, update: bytes) -> None:
        if self._lines is None:
            self._updates.append((update_id, chat_id, update))
            return
        line = self._chats.setdefault(chat_id, deque())
        line.append(update)
        if len(line) == 1:
            self._lines.put_nowait(line)

    def _asked(self, said: Json, answer: Callable[[bytes], None]) -> None:
        offset = int(said.get("offset", 0))
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        self._asker = asker = int(said.get("limit", 100)), answer
        self._hand_out()
        if self._asker is asker:
            timeout_s = int(said.get("timeout", 0))
            asyncio.get_running_loop().call_later(timeout_s, self._send_away, asker)

    def _hand_out(self) -> None:
        """Answer who asks for updates, if there are any."""
        if self._asker is not None and self._updates:
            limit, answer = self._asker
            self._asker = None
            some = b",".join(update for *_, update in islice(self._updates, limit))
            answer(b'{"ok":true,"result":[%b]}' % some)

    def _send_away(self, asker: tuple[int, Callable[[bytes], None]]) -> None:
        if self._asker is asker:
            self._asker = None
            asker[1](_result([]))

    def _sent(self, said: Json) -> bytes:
        """Note an answer; return the message, as Telegram does, with all that is in it."""
        text, chat_id = said["text"], int(said["chat_id"])
        measured = self._measured
        if measured is not None:
            measured.answers.append((time.monotonic(), chat_id, text))
            if len(measured.answers) == len(measured.load.updates):
                measured.over.set()
        rest = ""
        for name in {"entities", "reply_markup"} & said.keys():
            part = said[name]  # in a form it is JSON already
            rest += f',"{name}":{part if isinstance(part, str) else json.dumps(part)}'
        return (
            f'{{"ok":true,"result":{{"message_id":{next(self._ids)},"date":{int(time.time())},'
            f'"chat":{{"id":{chat_id},"type":"private","first_name":"Reader"}},'
            f'"from":{json.dumps(BOT)},"text":{json.dumps(text)}{rest}}}}}'
        ).encode()

    def _set_webhook(self, said: Json) -> None:
        self._lines = asyncio.Queue()
        head = (
            f"POST {urlsplit(said['url']).path or '/'} HTTP/1.1\r\nHost: bot\r\n"
            "Content-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {said.get('secret_token', '')}\r\n"
        )
        for _ in range(int(said.get("max_connections", 40))):
            self._start(self._carry(self._lines, head.encode()))
        while self._updates:
            self._take(*self._updates.popleft())

    async def _carry(self, lines: "asyncio.Queue[deque[bytes]]", head: bytes) -> None:
        """Bring updates to the webhook by one connection, those of a chat one after the other."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._webhook_port)
        while True:
            line = await lines.get()
            writer.write(b"%bContent-Length: %d\r\n\r\n%b" % (head, len(line[0]), line[0]))
            said = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(said)
            await reader.readexactly(int(length[1]) if length else 0)
            if said.split(b" ", 2)[1].startswith(b"2"):
                line.popleft()
            if line:
                lines.put_nowait(line)


class _Connection(asyncio.Protocol):
    """One connection of the bot: HTTP/1.1 as its clients speak it, and no more of it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._said = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._said += data
        while (head_ends := self._said.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._said[:head_ends])
            length = _LENGTH.search(head)
            end = head_ends + 4 + (int(length[1]) if length else 0)
            if len(self._said) < end:
                return
            body = bytes(self._said[head_ends + 4 : end])
            del self._said[:end]
            self._server.call(head.split(b" ", 2)[1].decode(), body, self._answer)

    def _answer(self, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(_HEAD % (len(body), body))


def _result(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


async def serve(webhook_port: int) -> None:
    """Print the port, and answer until the process is ended."""
    server = Server(webhook_port)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: _Connection(server), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--webhook-port", type=int, default=0)
    asyncio.run(serve(parser.parse_args().webhook_port))
