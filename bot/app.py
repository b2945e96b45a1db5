"""The composition root: content → edition → desk → handlers → a Telegram application that runs."""

import asyncio
import contextlib
import functools
import logging
import os
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, Never

from telegram import BotCommand, LinkPreviewOptions, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    Defaults,
    ExtBot,
    MessageHandler,
    filters,
)

from bot import evaluation
from bot.content import load
from bot.delivery.connection import ALLOWED_UPDATES, Unavailable, reach
from bot.delivery.intake import MOST_OPEN, Intake, Seen, SeenInMemory, Why
from bot.delivery.polling import Poller
from bot.delivery.retries import Retries
from bot.delivery.transport import Transport
from bot.delivery.webhook import Webhook
from bot.desk import MAX_WRONG_RATE, Desk, Edition
from bot.handlers import errors
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.questions import Questions
from bot.handlers.readers import ForTheBot, FromAReader, phrases_of
from bot.matching.semantic import EncoderError, load_encoder
from bot.phrases import ENGLISH
from bot.settings import Settings

logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

STOP_S = 4.0
"""How long stopping waits for the answers that are under way."""

_CONNECTIONS = MOST_OPEN + 8  # one for each open update, and for what the start asks


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
        asyncio.run(_serve(application, settings))
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
    warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'")  # `Poller` says why not
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(Transport(_CONNECTIONS))
        .get_updates_request(Transport(1))
        .rate_limiter(Retries())
        .defaults(
            Defaults(
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        .updater(None)  # `Poller` and `Webhook` instead
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


async def _serve(application: App, settings: Settings) -> None:
    """Run the application until a signal comes.

    Raises:
        Unavailable: It cannot go on.
    """
    answering = asyncio.create_task(_answer(application, settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C does the same
            asyncio.get_running_loop().add_signal_handler(number, answering.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await answering
    logger.info("stopped")


async def _answer(application: App, settings: Settings) -> None:
    if settings.webhook_url is None or settings.webhook_secret is None:
        async with polling(application) as poller:
            logger.info("polling as @%s", application.bot.username)
            await poller
    else:
        async with webhook(
            application,
            url=settings.webhook_url,
            secret=settings.webhook_secret.get_secret_value(),
            host=settings.webhook_host,
            port=settings.webhook_port,
        ) as endpoint:
            name = application.bot.username
            logger.info("webhook of @%s, listening at port %d", name, endpoint.port)
            await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def polling(
    application: App, seen: Seen | None = None
) -> AsyncIterator[asyncio.Task[Never]]:
    """Let the application answer readers until the context is left, which takes `STOP_S` at most.

    Args:
        application: What `build` returned.
        seen: Remembers which updates were handled; None for a memory that ends with this.

    Yields:
        The task that polls; awaited, it raises `Unavailable` when it cannot go on.

    Raises:
        Unavailable: Telegram refuses the token, or cannot be reached.
    """
    async with _running(application, seen) as intake:
        await reach(application.bot.delete_webhook)  # Telegram refuses to be polled beside one
        poller = Poller(application.bot, intake)
        task = asyncio.create_task(poller.poll())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})
            await poller.confirm(await _finished(intake))


@contextlib.asynccontextmanager
async def webhook(
    application: App,
    seen: Seen | None = None,
    *,
    url: str,
    secret: str,
    host: str = "127.0.0.1",
    port: int = 0,
) -> AsyncIterator[Webhook]:
    """Do the same as `polling`, but be given the updates.

    The webhook stays set: Telegram keeps what comes meanwhile for the next start.

    Args:
        application: What `build` returned.
        seen: Remembers which updates were handled; None for a memory that ends with this.
        url: The address that Telegram calls.
        secret: Comes with each update.
        host, port: Where to listen; port 0 for any that is free.

    Yields:
        The endpoint.

    Raises:
        Unavailable: Telegram refuses the token or the address, or cannot be reached; or somebody
            else listens there.
    """
    async with _running(application, seen) as intake:
        endpoint = Webhook(intake, url=url, secret=secret, host=host, port=port)
        async with endpoint:
            await reach(functools.partial(_set_webhook, application.bot, url, secret))
            try:
                yield endpoint
            finally:
                endpoint.stop()
                await _finished(intake)


@contextlib.asynccontextmanager
async def _running(application: App, seen: Seen | None) -> AsyncIterator[Intake]:
    """Start the application, and stop it afterwards; yield where its updates go."""

    async def handle(raw: dict[str, Any]) -> None:
        await application.process_update(Update.de_json(raw, application.bot))

    try:
        await reach(application.initialize)
        await _introduce(application.bot)
        await application.start()
        try:
            yield Intake(
                handle, functools.partial(_refuse, application.bot), seen or SeenInMemory()
            )
        finally:
            await application.stop()
    finally:
        await application.shutdown()
        await application.bot.shutdown()  # when it was never initialized, only this closes


async def _finished(intake: Intake) -> list[int]:
    """Wait for what is being answered; return the ids of the updates that were not."""
    left = await intake.finish(STOP_S)
    if left:
        logger.warning("stopped before all was answered, updates left: %d", len(left))
    return left


async def _set_webhook(bot: ExtBot[Any], url: str, secret: str) -> None:
    try:
        await bot.set_webhook(
            url,
            secret_token=secret,
            max_connections=MOST_OPEN,
            allowed_updates=ALLOWED_UPDATES,
        )
    except BadRequest as error:
        raise Unavailable(f"Telegram does not take WEBHOOK_URL: {error.message}.") from None


async def _refuse(bot: ExtBot[Any], raw: dict[str, Any], why: Why) -> None:
    """Tell a reader that this was too much; in groups, nobody."""
    update = Update.de_json(raw, bot)
    said = phrases_of(update).failed
    if update.callback_query is not None:
        await update.callback_query.answer(said)
    elif update.message is not None and update.message.chat.type == ChatType.PRIVATE:
        await update.message.reply_text(said)


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


def _log_to_stderr(level: str, token: str) -> None:
    """Send the log to standard error, without tokens and without readers' words."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG the library logs whole updates.
    logging.getLogger("telegram").setLevel(max(logging.getLogger().level, logging.INFO))


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
