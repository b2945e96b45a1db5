"""Bots that say what they are told: `python -m tests.benchmarks.throughput.echo WHICH SERVER`."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import quote_plus, urlsplit

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.delivery.intake import MOST_OPEN
from bot.delivery.transport import Transport

TOKEN = "1234567:benchmark"


def null(server: str) -> None:
    """Answer with nothing but sockets: what the server can do at most."""
    address = urlsplit(server)
    asker, *senders = (
        socket.create_connection((address.hostname or "", address.port or 0))
        for _ in range(1 + MOST_OPEN)
    )
    offset = 0
    while True:
        _call(asker, "getUpdates", f"offset={offset}&timeout=30&limit={MOST_OPEN}")
        updates = json.loads(_answer(asker))["result"]
        for update, sender in zip(updates, senders, strict=False):
            message = update["message"]
            form = f"chat_id={message['chat']['id']}&text={quote_plus(message['text'])}"
            _call(sender, "sendMessage", form)
            offset = update["update_id"] + 1
        for _, sender in zip(updates, senders, strict=False):
            _answer(sender)


def ptb(server: str) -> None:
    """Let python-telegram-bot echo, as its own example does: one update at a time, by httpx."""
    _ptb(ApplicationBuilder().token(TOKEN).base_url(f"{server}/bot"))


def ptb_like_ours(server: str) -> None:
    """Let it echo with our transport, and as many updates at a time as we take."""
    _ptb(
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{server}/bot")
        .request(Transport(MOST_OPEN + 8))
        .get_updates_request(Transport(1))
        .concurrent_updates(MOST_OPEN)
    )


def aiogram(server: str) -> None:
    """Let aiogram echo, as it does when nothing is set."""
    library: Any = import_module("aiogram")
    api = import_module("aiogram.client.telegram").TelegramAPIServer.from_base(server)
    session = import_module("aiogram.client.session.aiohttp").AiohttpSession(api=api)
    dispatcher = library.Dispatcher()

    async def echo(message: Any) -> None:
        await message.answer(message.text)

    dispatcher.message.register(echo)
    asyncio.run(dispatcher.start_polling(library.Bot(TOKEN, session=session)))


def _ptb(builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any]) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()


def _call(connection: socket.socket, method: str, form: str) -> None:
    head = f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nContent-Length: {len(form)}\r\n\r\n"
    connection.sendall(f"{head}{form}".encode())


def _answer(connection: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said:
        said += connection.recv(1 << 20)
    head, _, body = said.partition(b"\r\n\r\n")
    length = int(head.rpartition(b" ")[2])  # the server's last header
    while len(body) < length:
        body += connection.recv(1 << 20)
    return body


WHICH: dict[str, Callable[[str], None]] = {
    function.__name__: function for function in (null, ptb, ptb_like_ours, aiogram)
}

if __name__ == "__main__":
    WHICH[sys.argv[1]](sys.argv[2])
