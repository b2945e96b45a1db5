"""`doctor`: whether everything that the bot needs is there, and what to do when it is not."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from bot.cli.check import checked
from bot.cli.edition import amount, content_option, counts, program

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and the way out when something is wrong."""

    about: str
    found: str
    fix: str = ""

    def __str__(self) -> str:
        """Return `ok` or `problem`, what was found, and the fix on a line of its own."""
        said = f"{'problem' if self.fix else 'ok':<9}{self.about}: {self.found}"
        return f"{said}\n{'':<9}fix: {self.fix}" if self.fix else said


@click.command()
@click.option(
    "--timeout",
    "timeout_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    help="How long to wait for Telegram.  [default: 5]",
)
@content_option
def doctor(timeout_s: float, directory: Path) -> None:
    """Check settings, content, the token and the connection to Telegram.

    Every line says ok or problem; a problem comes with its fix. Secrets are never shown.

    \b
    Example:
      python -m bot doctor

    \b
    Exit codes:
      0  all is well
      1  something is not
      2  wrong usage
    """
    healthy = True
    for finding in _findings(directory, timeout_s):
        click.echo(finding)
        healthy = healthy and not finding.fix
    click.get_current_context().exit(0 if healthy else 1)


def _findings(directory: Path, timeout_s: float) -> Iterator[Finding]:
    # Imported here, as is Telegram's library below, so that the other commands start fast.
    import asyncio

    from bot.settings import Settings, SettingsError

    settings = None
    try:
        settings = Settings.load()
    except SettingsError as error:
        yield Finding("settings", "some cannot be used", str(error))
    else:
        for name, value in settings.described():
            if (name, value) != ("TELEGRAM_TOKEN", "not set"):  # a problem, told below
                yield Finding("settings", f"{name} is {value}")
    try:
        yield _content(directory)
    except click.ClickException as error:  # a model that cannot be used
        yield Finding("content", "it was not looked at", error.message)
    if settings is not None:
        yield _journal_file(settings) or asyncio.run(_journal(settings))
        yield asyncio.run(_telegram(settings, timeout_s))


def _content(directory: Path) -> Finding:
    content, problems = checked(directory)
    if not problems:
        return Finding("content", f"{directory} has {counts(content)}")
    return Finding(
        "content",
        f"{directory} has {amount(len(problems), 'problem')}, so nothing in it goes on air",
        f"see them with {program()} check {directory}",
    )


def _journal_file(settings: "Settings") -> Finding | None:
    """Return that a file can be made, if it is not there: it would be this user's."""
    url = settings.database_url.get_secret_value()
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or file.exists() or not os.access(file.parent, os.W_OK):
        return None
    return Finding("journal", f"{settings.database_url} can be made")


async def _journal(settings: "Settings") -> Finding:
    """Return whether the journal can be written."""
    from bot.journal import Journal, JournalError

    url = settings.database_url.get_secret_value()
    try:
        # No hash is made with this key.
        journal = Journal(url, key=b"doctor", retention_days=settings.retention_days)
        async with journal:
            is_there = await journal.waiting(most=1, within_s=6) is not None
            trouble = None if is_there else journal.state.trouble or "it does not answer"
    except JournalError as error:
        trouble = str(error)
    if trouble is None:
        return Finding("journal", f"{settings.database_url} can be written")
    return Finding(
        "journal",
        f"{settings.database_url} cannot be written: {trouble}",
        "see that the folder or the server of DATABASE_URL is there, and that the bot may write "
        "to it. Readers are answered without it, but nothing that they ask is kept",
    )


async def _telegram(settings: "Settings", timeout_s: float) -> Finding:
    """Return whether Telegram knows the token. What is shown never holds it."""
    if settings.telegram_token is None:
        return Finding(
            "telegram",
            "TELEGRAM_TOKEN is not set: the terminal works, Telegram does not",
            "ask @BotFather for one and put it in .env (see .env.example)",
        )

    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError, TimedOut

    from bot.delivery.transport import Transport

    transport = Transport(1, read_s=timeout_s, connect_s=timeout_s)
    host = urlsplit(settings.telegram_base_url).hostname
    try:
        async with Bot(
            settings.token,
            base_url=settings.telegram_base_url,
            base_file_url=settings.telegram_base_file_url,
            request=transport,
            get_updates_request=transport,
        ) as bot:
            return Finding("telegram", f"{host} knows the token; the bot is @{bot.username}")
    except InvalidToken:
        return Finding(
            "telegram",
            f"{host} does not know the token",
            "copy it again from @BotFather into TELEGRAM_TOKEN; if TELEGRAM_BASE_URL is set, "
            "see that it is the address of a Bot API server",
        )
    except TimedOut:
        found = f"{host} did not answer within {timeout_s:g} seconds"
    except TelegramError as error:
        # The library writes what a server says in small letters.
        reason = re.sub(re.escape(settings.token), "**********", str(error), flags=re.IGNORECASE)
        found = f"{host} could not be asked: {reason}"
    return Finding(
        "telegram",
        found,
        "see that this machine reaches the internet, that a proxy or firewall lets it through, "
        "and that TELEGRAM_BASE_URL is right if it is set",
    )
