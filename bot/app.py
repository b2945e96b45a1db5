"""The composition root: content → edition → desk → handlers → a Telegram application that runs."""

import asyncio
import contextlib
import functools
import hmac
import logging
import os
import re
import signal
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Never

from telegram import LinkPreviewOptions, Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults, ExtBot

from bot.content.times import off_air
from bot.delivery.connection import ALLOWED_UPDATES, TokenRefused, Unavailable, reach
from bot.delivery.intake import MOST_OPEN, Intake, Why
from bot.delivery.polling import Poller
from bot.delivery.retries import Retries
from bot.delivery.transport import Transport
from bot.delivery.webhook import Webhook
from bot.desk import Desk
from bot.handlers.answering import Answering
from bot.handlers.chats import Chats
from bot.handlers.errors import lines_of
from bot.handlers.menus import introduce
from bot.handlers.routes import route
from bot.handlers.waiting import tell
from bot.journal import Journal, JournalError
from bot.matching.semantic import EncoderError, load_encoder
from bot.newsroom.editing import COMMANDS, Editing
from bot.newsroom.editors import Editors
from bot.newsroom.review import Review
from bot.publishing.checking import Checker, Judged, judge
from bot.publishing.publisher import NotPublished, Publisher, tell_published
from bot.publishing.watching import watch as watch_folder
from bot.settings import Settings

logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

STOP_S = 4.0
"""How long stopping waits for the answers that are under way."""

WATCH_S = 60.0
"""Between two looks whether the webhook is still set, in seconds."""

RETRY_S = 60.0
"""Before a chore that failed is taken up again, in seconds."""

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
    judged = judge(settings.content_dir, None, settings.max_wrong_rate, encoder)
    if judged.content.drafts:
        logger.info("drafts in the content, left off the air: %d", judged.content.drafts)
    for line in off_air(judged.content, datetime.now(UTC)):
        logger.info("%s", line)
    checker = Checker(settings.content_dir, settings.max_wrong_rate, encoder)
    try:
        url = settings.database_url.get_secret_value()
        if judged.edition is None:
            found = len(judged.problems)
            sys.stderr.writelines(f"{problem}\n" for problem in judged.problems)
            judged = asyncio.run(_last_published(url, checker))
            if judged.edition is None:
                logger.error("nothing published, problems in the content: %d", found)
                return 1
            logger.error("problems in the content: %d. What was on air last, stays on air", found)
        edition, content = judged.edition, judged.content
        desk = Desk(edition)
        days = settings.retention_days
        journal = Journal(url, key=_journal_key(token), retention_days=days)
        tell_published(edition)
        with checker:
            storybot = build(
                token,
                desk,
                journal,
                Publisher(desk, journal, checker, content, judged.at),
                base_url=settings.telegram_base_url,
                base_file_url=settings.telegram_base_file_url,
                kept_days=days,
                editors=settings.editors,
            )
            logger.info("journal in %s, for %d days", settings.database_url, days)
            asyncio.run(_serve(storybot, settings))
    except (JournalError, Unavailable) as error:
        logger.error("%s", error)
        return 1
    return 0


async def _last_published(url: str, checker: Checker) -> Judged:
    """Return what comes of the edition that was on air last, as if it stood in the folder."""
    found = None
    try:
        async with Journal.reading(url) as journal:
            found = await journal.latest()
    except JournalError as error:
        logger.warning("no earlier edition is looked for: %s", error)
    edition, files = found or (None, {})
    if edition is not None:
        logger.info("reading edition %d, which was on air last", edition.number)
    with checker:
        return await checker.judged(files)


@dataclass(frozen=True, slots=True)
class Storybot:
    """The application, and what its handlers share."""

    application: App
    answering: Answering
    publisher: Publisher
    editors: Editors


def build(
    token: str,
    desk: Desk,
    journal: Journal,
    publisher: Publisher,
    *,
    base_url: str,
    base_file_url: str,
    kept_days: int,
    editors: frozenset[int] = frozenset(),
) -> Storybot:
    """Return the application with all its handlers; nothing is connected or opened yet.

    Args:
        token: The bot's.
        desk: Answers the questions.
        journal: Keeps them.
        publisher: Puts on air what the desk answers from.
        base_url, base_file_url: What stands before the token in the addresses of the Bot API.
        kept_days: How long the journal keeps what was asked, in days.
        editors: Who may change the content, by their ids in Telegram.
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
    answering = Answering(desk, journal, Chats(), kept_days)
    staff = Editors(editors, publisher)
    first = [*Editing(answering, staff).handlers(), *Review(answering, staff).handlers()]
    route(application, answering, first)
    return Storybot(application, answering, publisher, staff)


async def _serve(storybot: Storybot, settings: Settings) -> None:
    """Run the application until a signal comes.

    Raises:
        Unavailable: It cannot go on.
    """
    answering = asyncio.create_task(_answer(storybot, settings))
    hangup = getattr(signal, "SIGHUP", signal.SIGTERM)  # there is none on Windows
    for number in (signal.SIGINT, signal.SIGTERM, hangup):
        with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C does the same
            asyncio.get_running_loop().add_signal_handler(number, answering.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await answering
    logger.info("stopped")


async def _answer(storybot: Storybot, settings: Settings) -> None:
    application = storybot.application
    if settings.webhook_url is None or settings.webhook_secret is None:
        async with polling(storybot) as poller:
            logger.info("polling as @%s", application.bot.username)
            await poller
    else:
        secret = settings.webhook_secret.get_secret_value()
        async with webhook(
            storybot,
            url=settings.webhook_url,
            secret=secret,
            host=settings.webhook_host,
            port=settings.webhook_port,
        ) as endpoint:
            name = application.bot.username
            logger.info("webhook of @%s, listening at port %d", name, endpoint.port)
            await watch(storybot.application.bot, settings.webhook_url, secret)


@contextlib.asynccontextmanager
async def polling(storybot: Storybot) -> AsyncIterator[asyncio.Task[Never]]:
    """Let the bot answer readers until the context is left, which takes `STOP_S` or so at most.

    Yields:
        The task that polls; awaited, it raises `Unavailable` when it cannot go on.

    Raises:
        Unavailable: Telegram refuses the token, or cannot be reached.
    """
    application = storybot.application
    async with _running(storybot) as intake:
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
    storybot: Storybot,
    *,
    url: str,
    secret: str,
    host: str = "127.0.0.1",
    port: int = 0,
) -> AsyncIterator[Webhook]:
    """Do the same as `polling`, but be given the updates.

    The webhook stays set: Telegram keeps what comes meanwhile for the next start.

    Args:
        storybot: What `build` returned.
        url: The address that Telegram calls.
        secret: Comes with each update.
        host, port: Where to listen; port 0 for any that is free.

    Yields:
        The endpoint.

    Raises:
        Unavailable: Telegram refuses the token or the address, or cannot be reached; or somebody
            else listens there.
    """
    application = storybot.application
    async with _running(storybot) as intake:
        endpoint = Webhook(intake, url=url, secret=secret, host=host, port=port)
        async with endpoint:
            await reach(functools.partial(_set_webhook, application.bot, url, secret))
            try:
                yield endpoint
            finally:
                endpoint.stop()
                await _finished(intake)


@contextlib.asynccontextmanager
async def _running(storybot: Storybot) -> AsyncIterator[Intake]:
    """Start the application, and stop it afterwards; yield where its updates go."""
    application, answering = storybot.application, storybot.answering

    async def handle(raw: dict[str, Any]) -> None:
        await application.process_update(Update.de_json(raw, application.bot))

    async def refuse(raw: dict[str, Any], why: Why) -> None:
        await answering.refuse(Update.de_json(raw, application.bot))

    try:
        async with answering.journal:
            await reach(application.initialize)
            await application.start()
            chores = asyncio.create_task(_chores(storybot))
            try:
                yield Intake(handle, refuse, answering.journal)
            finally:
                chores.cancel()
                await asyncio.wait({chores})
                await application.stop()
    finally:
        await application.shutdown()
        await application.bot.shutdown()  # when it was never initialized, only this closes


async def _chores(storybot: Storybot) -> None:
    """Do what nobody waits for: readers are answered meanwhile."""

    async def done(chore: Callable[[], Awaitable[None]]) -> None:
        try:
            await chore()
        except Exception as error:  # of a chore; readers are answered without it
            logger.error("a chore failed: %s at %s", type(error).__name__, lines_of(error))

    async def kept(chore: Callable[[], Awaitable[None]]) -> Never:
        while True:
            await done(chore)
            await asyncio.sleep(RETRY_S)

    await done(storybot.publisher.begin)
    bot = storybot.application.bot
    await asyncio.gather(
        done(functools.partial(introduce, bot, storybot.editors.ids, COMMANDS)),
        kept(functools.partial(_tell_readers, storybot)),
        kept(functools.partial(_watch_content, storybot)),
        kept(storybot.publisher.keep_time),
    )


async def _tell_readers(storybot: Storybot) -> Never:
    """Tell readers who wait, now and whenever something is published."""
    while True:
        on_air = storybot.publisher.on_air
        await tell(storybot.application.bot, storybot.answering)
        await storybot.publisher.newer_than(on_air)


async def _watch_content(storybot: Storybot) -> None:
    """Put on air what is saved in the content folder, and tell the editors what is not."""
    async for outcome in watch_folder(storybot.publisher):
        if isinstance(outcome, NotPublished):
            logger.error("not published, problems in the content: %d", len(outcome.problems))
        await storybot.editors.tell(storybot.application.bot, outcome)


async def _finished(intake: Intake) -> list[int]:
    """Wait for what is being answered; return the ids of the updates that were not."""
    left = await intake.finish(STOP_S)
    if left:
        logger.warning("stopped before all was answered, updates left: %d", len(left))
    return left


async def watch(bot: ExtBot[Any], url: str, secret: str) -> Never:
    """See now and then that Telegram still calls here: whoever polls takes the webhook away.

    Raises:
        Unavailable: Telegram refuses the token.
    """
    while True:
        await asyncio.sleep(WATCH_S)
        try:
            set_ = (await bot.get_webhook_info()).url
            if set_ != url:
                logger.error("the webhook was taken away, by another process it seems; set again")
                await _set_webhook(bot, url, secret)
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            logger.warning("webhook not looked at, %s", type(error).__name__)


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


def _journal_key(token: str) -> bytes:
    """Return the key of the journal's hashes: it has to stay apart from them, and the token does.

    With a new token readers are new ones; what was kept of them goes with its time.
    """
    return hmac.digest(token.encode(), b"storybot journal", "sha256")


def _log_to_stderr(level: str, token: str) -> None:
    """Send the log to standard error, without tokens and without readers' words."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG the library logs whole updates.
    logging.getLogger("telegram").setLevel(max(logging.getLogger().level, logging.INFO))
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts every touch


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
