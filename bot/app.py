"""The composition root: content → edition → desk → handlers → a Telegram application that runs."""

import asyncio
import contextlib
import functools
import logging
import math
import os
import re
import signal
import ssl
import sys
import warnings
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Never

import httpx
from telegram import BotCommand, LinkPreviewOptions, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    Defaults,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot import evaluation
from bot.content import load
from bot.desk import MAX_WRONG_RATE, Desk, Edition
from bot.handlers import errors
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.questions import Questions
from bot.handlers.readers import ForTheBot, FromAReader
from bot.matching.semantic import EncoderError, load_encoder
from bot.phrases import ENGLISH
from bot.settings import Settings

logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = ["message", "callback_query"]
"""The kinds of updates that handlers take; Telegram sends no others."""

CONNECT_PAUSES_S = (1.0, 2.0, 4.0)
"""Between the tries to reach Telegram at the start, in seconds."""

CONFLICT_PATIENCE_S = 30.0
"""How long another process may use the token: a restart overlaps, two bots never end."""

STOP_S = 4.0
"""How long stopping waits for the answer that is under way."""

_POLL_S = 30
_MOST_PAUSE_S = 10.0
_CONFLICT_IS_OVER_S = 60.0
_CONNECTIONS = 32
_IDLE_S = 60  # httpx's own 5 s cost a quiet bot a new TLS connection for nearly each answer
_REFUSED = (
    "Telegram refuses TELEGRAM_TOKEN. Copy it again from @BotFather into .env (see .env.example)."
)


class Unavailable(Exception):
    """The bot cannot go on without its operator; the text says why, in one line."""


def run(settings: Settings) -> int:
    """Publish the content and answer readers until a signal comes; return the exit code.

    Returns:
        0 after SIGINT or SIGTERM; 1 when the content has problems, when SEMANTIC_MODEL cannot be
        used, when Telegram refuses the token or cannot be reached, or when another process uses
        the token.

    Raises:
        TokenNotSet: There is no token.
    """
    token = settings.token
    _log_to_stderr(settings.log_level, token)
    logger.info("checking the content in %s", settings.content_dir)
    encoder = None
    if settings.semantic_model is not None:
        logger.info("loading the model %s", settings.semantic_model)
        try:
            encoder = load_encoder(settings.semantic_model, place="SEMANTIC_MODEL")
        except EncoderError as error:
            logger.error("%s", error)
            return 1
    content, problems = load(settings.content_dir)
    if not problems:
        # Content is tested at the usual rate: an operator who tolerates less wants to tell less.
        edition = Edition(content, encoder=encoder)
        problems = evaluation.problems(edition)
    if problems:
        sys.stderr.writelines(f"{problem}\n" for problem in problems)
        logger.error("nothing published, problems in the content: %d", len(problems))
        return 1
    if settings.max_wrong_rate != MAX_WRONG_RATE:
        edition = edition.tolerating(settings.max_wrong_rate)
    kinds = Counter(entry.kind for entry in edition.entries)
    logger.info(
        "edition %s published, %d facts, %d quotes, %d not reported",
        edition.digest[:7],
        kinds["fact"],
        kinds["quote"],
        kinds["not_reported"],
    )
    application = build(
        token,
        Desk(edition),
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
    )
    try:
        asyncio.run(_serve(application))
    except Unavailable as error:
        logger.error("%s", error)
        return 1
    return 0


def build(token: str, desk: Desk, *, base_url: str, base_file_url: str) -> App:
    """Return the application with all its handlers; nothing is connected yet.

    Args:
        token: The bot's.
        desk: Answers the questions.
        base_url, base_file_url: What stands before the token in the addresses of the Bot API.
    """
    os.environ["PTB_TIMEDELTA"] = "true"  # else the library warns at each 429; read at each use
    warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'")  # `_Poller` says why not
    http = {
        "limits": httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_IDLE_S),
        "verify": _certificates(),
    }
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(HTTPXRequest(httpx_kwargs=http))
        .get_updates_request(HTTPXRequest(httpx_kwargs=http))
        .defaults(
            Defaults(
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        .updater(None)  # `_Poller` instead
        .job_queue(None)
        .build()
    )
    questions, commands, buttons = Questions(desk), Commands(desk), Buttons(desk)
    new = filters.UpdateType.MESSAGE & FromAReader()
    text = (filters.TEXT & ForTheBot()) | (filters.CAPTION & filters.ChatType.PRIVATE)
    no_text = filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(new & filters.COMMAND, commands.answer))
    application.add_handler(MessageHandler(new & text, questions.answer))
    application.add_handler(MessageHandler(new & no_text, questions.decline))
    application.add_handler(CallbackQueryHandler(buttons.act))
    application.add_error_handler(errors.report)
    return application


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Return whom to trust; reading that takes 0.1 s, and two connection pools need it."""
    return httpx.create_ssl_context()


@contextlib.asynccontextmanager
async def polling(application: App) -> AsyncIterator[asyncio.Task[Never]]:
    """Let the application answer readers until the context is left, which takes `STOP_S` at most.

    Yields:
        The task that polls; awaited, it raises `Unavailable` when it cannot go on.

    Raises:
        Unavailable: Telegram refuses the token, or cannot be reached.
    """
    try:
        await _connect(application)
        await _introduce(application.bot)
        poller = _Poller(application)
        await application.start()
        task = asyncio.create_task(poller.poll())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})
            try:
                async with asyncio.timeout(STOP_S):
                    await poller.finish()
            except TimeoutError:
                logger.warning("stopped before the last update was answered; it will come again")
            finally:
                await application.stop()
    finally:
        await application.shutdown()
        await application.bot.shutdown()  # when it was never initialized, only this closes


async def _serve(application: App) -> None:
    """Run the application until a signal comes.

    Raises:
        Unavailable: It cannot go on.
    """
    answering = asyncio.create_task(_answer(application))
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C does the same
            asyncio.get_running_loop().add_signal_handler(number, answering.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await answering
    logger.info("stopped")


async def _answer(application: App) -> None:
    async with polling(application) as poller:
        logger.info("polling as @%s", application.bot.username)
        await poller


async def _connect(application: App) -> None:
    for pause_s in (*CONNECT_PAUSES_S, None):
        try:
            await application.initialize()
            await application.bot.delete_webhook()  # Telegram refuses to be polled beside one
            return
        except InvalidToken:
            raise Unavailable(_REFUSED) from None
        except TelegramError as error:
            if pause_s is None:
                raise Unavailable(
                    f"Telegram cannot be reached ({type(error).__name__}). Check the network, and "
                    "TELEGRAM_BASE_URL if you have set it."
                ) from None
            logger.warning(
                "Telegram not reached, %s; next try in %d s", type(error).__name__, pause_s
            )
            await asyncio.sleep(pause_s)


async def _introduce(bot: ExtBot[Any]) -> None:
    """Set the command menu and the descriptions where they have changed.

    Telegram limits this hard, so it is asked first. Readers do without when it fails.
    """
    menu = tuple(BotCommand(name, said) for name, said in ENGLISH.commands.items())
    try:
        if await bot.get_my_commands() != menu:
            await bot.set_my_commands(menu)
        if (await bot.get_my_description()).description != ENGLISH.description:
            await bot.set_my_description(ENGLISH.description)
        short = (await bot.get_my_short_description()).short_description
        if short != ENGLISH.short_description:
            await bot.set_my_short_description(ENGLISH.short_description)
    except TelegramError as error:
        logger.warning("command menu and descriptions not set, %s", type(error).__name__)


class _Poller:
    """Fetches updates and has them handled in order, the next ones when all are answered.

    So an update that was not answered is not confirmed either: Telegram sends it again after a
    crash. The library's own poller confirms first, cannot be stopped while it pauses, and is
    stopped for good by one update that it cannot read.
    """

    def __init__(self, application: App) -> None:
        self._application = application
        self._offset: int | None = None
        self._is_confirmed = True
        self._is_finishing = False
        self._handling: asyncio.Task[None] | None = None
        self._conflict_began = self._conflict_seen = -math.inf

    async def poll(self) -> Never:
        """Fetch and handle until cancelled; what is being handled then goes on.

        Raises:
            Unavailable: Telegram refuses the token, or another process keeps using it.
        """
        failed = 0
        while True:
            try:
                updates = await self._fetch(_POLL_S)
                self._handling = asyncio.create_task(self._handle(updates))
                await asyncio.shield(self._handling)
                failed = 0
                continue
            except (InvalidToken, EndPointNotFound):
                raise Unavailable(_REFUSED) from None
            except Conflict as conflict:
                self._bear_with_conflict(asyncio.get_running_loop().time())
                error: TelegramError = conflict
            except TelegramError as other:
                error = other
            pause_s = _pause_s(error, failed)
            failed += 1
            logger.warning(
                "no updates fetched, %s; next try in %d s", type(error).__name__, pause_s
            )
            await asyncio.sleep(pause_s)

    async def finish(self) -> None:
        """Wait for the update that is being handled, and confirm; the others will come again."""
        self._is_finishing = True
        if self._handling is not None:
            await self._handling
        if not self._is_confirmed:
            with contextlib.suppress(TelegramError):
                await self._fetch(0)

    async def _fetch(self, timeout_s: int) -> list[dict[str, Any]]:
        """Return the next updates as soon as there are any; those before are confirmed by it."""
        updates: list[dict[str, Any]] = await self._application.bot.do_api_request(
            "getUpdates",
            {"offset": self._offset, "timeout": timeout_s, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=timeout_s + 5,
        )
        if not isinstance(updates, list) or not all("update_id" in raw for raw in updates):
            raise TelegramError("not a list of updates")
        self._is_confirmed = True
        return updates

    async def _handle(self, updates: list[dict[str, Any]]) -> None:
        for raw in updates:
            if self._is_finishing:
                return
            self._offset = raw["update_id"] + 1
            self._is_confirmed = False
            try:
                update = Update.de_json(raw, self._application.bot)
                await self._application.process_update(update)
            except Exception as error:
                # A kind of update that the library cannot read; those after it are waiting.
                name = type(error).__name__
                logger.warning("update %d skipped: %s", raw["update_id"], name)

    def _bear_with_conflict(self, now_s: float) -> None:
        """Count a conflict.

        Raises:
            Unavailable: There have been conflicts for too long.
        """
        if now_s - self._conflict_seen > _CONFLICT_IS_OVER_S:
            self._conflict_began = now_s
        self._conflict_seen = now_s
        if now_s - self._conflict_began >= CONFLICT_PATIENCE_S:
            raise Unavailable(
                "Another process uses TELEGRAM_TOKEN. Stop it, or ask @BotFather for a token of "
                "your own."
            )


def _pause_s(error: TelegramError, failed: int) -> float:
    """Return how long to wait, in seconds, after `failed` failures and now this one."""
    if isinstance(error, RetryAfter):
        wished = error.retry_after
        return wished.total_seconds() if isinstance(wished, timedelta) else wished
    return min(2.0**failed, _MOST_PAUSE_S)


def _log_to_stderr(level: str, token: str) -> None:
    """Send the log to standard error, without tokens and without readers' words."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG the library logs whole updates; at INFO httpx logs addresses, which hold the token;
    # and one logger tells what it could not read, whatever a reader wrote in it.
    for name, least in (
        ("telegram", logging.INFO),
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram.request.BaseRequest", logging.CRITICAL + 1),
    ):
        logging.getLogger(name).setLevel(max(logging.getLogger().level, least))


class RedactingFormatter(logging.Formatter):
    """One line a record, with stars for everything that looks like a bot's token.

    It covers the whole text, also what an exception says.
    """

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._tokens = re.compile(rf"{re.escape(token)}|\d{{6,}}:[A-Za-z0-9_-]{{30,}}")

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of the record without tokens."""
        return self._tokens.sub("**********", super().format(record))
