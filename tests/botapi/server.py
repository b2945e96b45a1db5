"""The HTTP side: a Bot API on a free port of 127.0.0.1, its log, and its faults."""

import asyncio
import inspect
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.botapi.methods import Chat, Telegram, Upload
from tests.botapi.people import Person
from tests.botapi.rules import Json, Refusal, bad
from tests.botapi.webhook import Courier, Delivery

METHODS = {name.lower(): name for name in vars(Telegram) if re.search("[a-z][A-Z]", name)}
# In a form every value is a string; these are numbers, truth values or JSON.
DECODED = {
    *("allow_sending_without_reply", "allowed_updates", "button", "cache_time", "chat_id"),
    *("caption_entities", "commands", "disable_notification", "drop_pending_updates"),
    *("entities", "is_personal", "limit", "link_preview_options", "max_connections"),
    *("message_id", "message_thread_id", "offset", "protect_content", "reaction"),
    *("reply_markup", "reply_parameters", "result", "results", "scope", "show_alert", "timeout"),
    *("draft_id", "user_id"),
}
REASONS = {
    400: "Bad Request: refused on purpose",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
}


@dataclass
class Call:
    """One call of the bot and how it was answered; the token is not in it."""

    method: str
    parameters: Json
    status: int = 0  # 0 while it is open, and for ever if the connection was cut
    description: str = ""
    by_fault: bool = False

    def __str__(self) -> str:
        """Return the call in one line, long parameters cut."""
        outcome = " ".join(filter(None, [str(self.status or "no answer"), self.description]))
        return f"{self.method} {str(self.parameters)[:300]} → {outcome}"


@dataclass
class Fault:
    """One kind of bad luck. `struck` counts how often it came true."""

    method: str | None
    chats: frozenset[int] | None
    times: int | None
    every: int
    status: int | None
    description: str | None
    retry_after: int
    cut: bool
    after: bool
    late_s: float
    seen: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def strikes(self, call: Call) -> bool:
        """Return whether this call has bad luck, and count it."""
        if self.method not in (None, call.method) or self.struck == self.times:
            return False
        if self.chats is not None and call.parameters.get("chat_id") not in self.chats:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.struck += 1
        return True

    @property
    def breaks(self) -> bool:
        """Return whether the bot gets a wrong answer, or none; else it only comes late."""
        return self.cut or self.status is not None


class BotApi:
    """A Bot API server for one bot. See `tests.botapi` for how it is used."""

    def __init__(self) -> None:
        """Set up a server that is not started yet."""
        self.token = "4242424242:" + 35 * "T"
        self.telegram = Telegram(bot_id=4242424242)
        self.calls: list[Call] = []
        self.unknown: Counter[str] = Counter()  # methods this server does not know, answered true
        self.faults: list[Fault] = []
        self.deliveries: list[Delivery] = []  # every POST to the webhook
        self.retry_s = 0.02  # before an update is POSTed again; doubles each time, up to 1 s
        self.patience_s = 30.0  # how long a person waits before the test fails
        self._proxy: str | None = None
        self._courier: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    # — what a test sets up and asks —

    def person(
        self,
        name: str,
        *,
        language_code: str | None = None,
        username: str | None = None,
        is_bot: bool = False,
    ) -> Person:
        """Return a new person, or another bot, who has not written to the bot yet."""
        id_ = 1000 + len(self.telegram.chats)
        names = {"first_name": name, **({"username": username} if username else {})}
        chat = Chat({"id": id_, "type": "private", **names}, known=False)
        self.telegram.chats[id_] = chat
        language = {"language_code": language_code} if language_code else {}
        return Person(self, {"id": id_, "is_bot": is_bot, **names, **language}, chat)

    def group(self, title: str, *, forum: bool = False, basic: bool = False) -> Chat:
        """Return a new group with the bot in it, which gets every message written there.

        Args:
            title: Its name.
            forum: It has topics, the General one at first.
            basic: A basic group, which may be upgraded to a supergroup; else it is one.
        """
        if basic:
            return self._chat(-1_000_000, "group", title)
        chat = self._chat(-1_001_000_000_000, "supergroup", title)
        if forum:
            chat.raw["is_forum"] = True
            chat.last_id = 1  # the General topic's own id, which no call accepts
        return chat

    def channel(self, title: str, *, discussion: Chat | None = None, member: bool = False) -> Chat:
        """Return a new channel.

        Args:
            title: Its name.
            discussion: The group in which its posts are discussed.
            member: The bot is in it and gets its posts.
        """
        chat = self._chat(-1_002_000_000_000, "channel", title)
        chat.known, chat.discussion = member, discussion
        return chat

    def upgrade(self, group: Chat) -> Chat:
        """Turn a basic group into a supergroup, and return that; the old id is of no use then."""
        group.successor = self.group(group.raw["title"])
        who = {"id": 999, "is_bot": False, "first_name": "Owner"}
        for chat, key, other in (
            (group, "migrate_to_chat_id", group.successor),
            (group.successor, "migrate_from_chat_id", group),
        ):
            self.telegram.deliver("message", chat.post(who, {key: other.id}))
        return group.successor

    def _chat(self, first_id: int, type_: str, title: str) -> Chat:
        id_ = first_id - len(self.telegram.chats)
        chat = Chat({"id": id_, "type": type_, "title": title})
        self.telegram.chats[id_] = chat
        return chat

    def fail(
        self,
        method: str | None = None,
        *,
        chats: Iterable[Chat] | None = None,
        times: int | None = 1,
        every: int = 1,
        status: int | None = None,
        description: str | None = None,
        retry_after: int = 1,
        cut: bool = False,
        after: bool = False,
        late_s: float = 0,
    ) -> Fault:
        """Let calls go wrong from now on, and return the fault with its count.

        Args:
            method: The method it strikes; None for every method, getUpdates included.
            chats: Strike calls for these chats only, as a 429 for a group does.
            times: How often it strikes; None for ever.
            every: Strike each n-th of those calls only.
            status: The status to answer with. 200 and 5xx come with a web page as their body,
                as from a gateway, the others in Telegram's words.
            description: Telegram's words, when the usual ones for the status will not do.
            retry_after: In seconds, for 429.
            cut: Cut the connection instead of answering.
            after: Do what the bot asked for, then go wrong; else nothing is done.
            late_s: Answer that much later, after doing what the bot asked for; with `status`
                or `cut` it goes wrong that much later.
        """
        ids = None if chats is None else frozenset(chat.id for chat in chats)
        fault = Fault(
            method, ids, times, every, status, description, retry_after, cut, after, late_s
        )
        self.faults.append(fault)
        return fault

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    def count(self, method: str) -> int:
        """Return how often a method was called."""
        return len(self.calls_of(method))

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """Wait until the bot has called the method so often, and return its calls."""
        await self.telegram.wait_for(lambda: self.count(method) >= times, self.patience_s)
        calls = self.calls_of(method)
        assert len(calls) >= times, f"{len(calls)} calls of {method} in {self.patience_s} s"
        return calls

    @property
    def refused(self) -> list[Call]:
        """Return the calls that were the bot's own mistakes: refused, and not by a fault."""
        return [call for call in self.calls if call.status >= 400 and not call.by_fault]

    @property
    def proxy(self) -> str | None:
        """Return what stands for the proxy that ends TLS in front of the bot, or None.

        Set to "http://127.0.0.1:PORT", updates for the webhook are POSTed there, to the path of
        its url. Without a proxy nothing is delivered.
        """
        return self._proxy

    @proxy.setter
    def proxy(self, url: str | None) -> None:
        self._proxy = url
        self.telegram.change()

    # — start and stop —

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """Return what a bot puts before its token."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """Return what a bot puts before its token to download a file."""
        return f"{self.url}/file/bot"

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._download)
        app.router.add_route("*", "/{rest:.*}", self._elsewhere)
        # A poll whose bot has gone is cancelled, so that it does not end with a conflict.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._courier = asyncio.create_task(Courier(self).run())

    async def stop(self) -> None:
        """Cut open long polls, late answers and deliveries short, and stop listening."""
        if self._courier:
            self._courier.cancel()
            await asyncio.wait({self._courier})
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    # — requests —

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if denial := self._denial(request):
            return denial
        name = request.match_info["method"]
        call = Call(METHODS.get(name.lower(), name), {})
        self.calls.append(call)
        self.telegram.change()
        try:
            call.parameters = await _parameters(request)
        except ValueError as error:
            return _answer(call, Refusal(400, f"Bad Request: can't parse the body: {error}"))
        fault = next((fault for fault in self.faults if fault.strikes(call)), None)
        if fault and fault.breaks and not fault.after:
            return await self._broken(request, call, fault)
        response = _answer(call, await self._perform(call))
        if fault and fault.breaks:
            return await self._broken(request, call, fault)
        if fault:
            await asyncio.sleep(fault.late_s)
        return response

    async def _perform(self, call: Call) -> Any:
        """Return the result of the method, or the refusal."""
        if call.method not in METHODS.values():
            self.unknown[call.method] += 1
            return True
        try:
            result = getattr(self.telegram, call.method)(call.parameters)
            return await result if inspect.isawaitable(result) else result
        except Refusal as refusal:
            return refusal
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad(f"strict: a parameter has the wrong shape: {error!r}")

    async def _broken(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.late_s)
        call.by_fault = True
        call.status = fault.status or 0
        call.description = "connection cut on purpose" if fault.cut else "wrong on purpose"
        if fault.cut or fault.status is None:
            if request.transport:
                request.transport.abort()
            return web.Response()
        if fault.status == 200 or fault.status >= 500:
            page = f"<html><body><h1>{fault.status} from a gateway</h1></body></html>"
            return web.Response(status=fault.status, text=page, content_type="text/html")
        description = fault.description or REASONS.get(fault.status, "refused on purpose")
        if fault.status != 429:
            return _answer(call, Refusal(fault.status, description))
        description = f"Too Many Requests: retry after {fault.retry_after}"
        return _answer(call, Refusal(429, description, retry_after=fault.retry_after))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if denial := self._denial(request):
            return denial
        upload = self.telegram.files.get(request.match_info["file_id"])
        if upload is None:
            return await self._elsewhere(request)
        return web.Response(body=upload.data, content_type="application/octet-stream")

    def _denial(self, request: web.Request) -> web.Response | None:
        token = request.match_info["token"]
        if token == self.token:
            return None
        status = 401 if re.fullmatch(r"\d+:[\w-]{30,}", token) else 404
        return _json(Refusal(status, REASONS[status]))

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        return _json(Refusal(404, REASONS[404]))


def _answer(call: Call, result: Any) -> web.Response:
    """Return the answer to the call, and note it in the call."""
    call.status = result.status if isinstance(result, Refusal) else 200
    call.description = result.description if isinstance(result, Refusal) else ""
    return _json(result)


def _json(result: Any) -> web.Response:
    if not isinstance(result, Refusal):
        return web.json_response({"ok": True, "result": result})
    body: Json = {
        "ok": False,
        "error_code": result.status,
        "description": result.description,
    }
    if result.parameters:
        body["parameters"] = result.parameters
    return web.json_response(body, status=result.status)


async def _parameters(request: web.Request) -> Json:
    """Return the parameters of a call, from the address, a form, JSON or a multipart body."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("expected an Object")
        given |= body
    else:
        given |= await request.post()
    decoded = {name: _decoded(name, value) for name, value in given.items()}
    for name, value in list(decoded.items()):
        part = str(value).removeprefix("attach://")
        if part != value and isinstance(decoded.get(part), Upload):
            decoded[name] = decoded.pop(part)
    return decoded


def _decoded(name: str, value: Any) -> Any:
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.file.read())
    if name in DECODED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value  # such as the @name of a channel
    return value
