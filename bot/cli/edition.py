"""Which content folder a command works on, and the edition that is made of it."""

import gc
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import click

import bot.matching
import bot.text
from bot.content import load
from bot.content.counting import amount as amount
from bot.content.counting import counts as counts
from bot.content.model import Content
from bot.desk import MAX_WRONG_RATE, Edition
from bot.matching.calibration import Calibration
from bot.matching.semantic import Encoder, EncoderError, load_encoder

PATIENCE_S = 1.0
"""Whoever waits longer is told what for."""

F = TypeVar("F", bound=Callable[..., Any])


def content_option(function: F) -> F:
    """Give a command `--content DIR`, as its argument `directory`; the group's counts, too."""
    option = click.option(
        "--content",
        "directory",
        metavar="DIR",
        type=click.Path(path_type=Path),
        callback=_chosen,
        help="The folder with the stories.  [default: CONTENT_DIR, else content/]",
    )
    return option(function)


def default_directory() -> Path:
    """Return the folder that CONTENT_DIR names, in the environment or in `.env`; else content/.

    Raises:
        click.ClickException: There is a `.env` that is no text.
    """
    return Path(_setting("CONTENT_DIR") or "content")


def max_wrong_rate() -> float:
    """Return the share of all answers that may be wrong, as MAX_WRONG_RATE says.

    Raises:
        click.ClickException: A setting cannot be used.
    """
    if _setting("MAX_WRONG_RATE") is None:
        return MAX_WRONG_RATE
    from bot.settings import Settings, SettingsError

    try:
        return Settings.load().max_wrong_rate
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def encoder() -> Encoder | None:
    """Return the model that SEMANTIC_MODEL names, or None.

    Raises:
        click.ClickException: It cannot be used.
    """
    model = _setting("SEMANTIC_MODEL")
    try:
        return load_encoder(model, place="SEMANTIC_MODEL") if model else None
    except EncoderError as error:
        raise click.ClickException(str(error)) from error


def _setting(name: str) -> str | None:
    """Return one setting as it is written, or None.

    `bot.settings` says the same, but takes longer to import than a question to answer.
    """
    found: dict[str, str | None] = {}
    if Path(".env").is_file():
        from dotenv import dotenv_values

        try:
            found |= dotenv_values(".env", encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise click.ClickException(
                f".env cannot be read: {error}. It has to be text in UTF-8."
            ) from error
    written = {key.upper(): value for key, value in [*found.items(), *os.environ.items()] if value}
    return written.get(name)


def edition_in(directory: Path) -> Edition:
    """Return the edition made of what is due in a folder, drafts too.

    Raises:
        click.ClickException: Nothing is due, or there are problems; they have been printed to
            standard error.
    """
    gc.disable()  # what is built stays: looking for garbage in it takes a fifth of the time
    try:
        with told_when_it_takes_long(f"Reading {directory} and fitting the bot to it …"):
            content, problems = load(directory)
            due = content.at(datetime.now(UTC))
            edition = _edition_of(due, directory) if due.stories and not problems else None
    finally:
        gc.enable()
    if edition is not None:
        return edition
    if not problems:
        raise click.ClickException(
            f"nothing in {directory} is due at present. To see why: {program()} check {directory}"
        )
    for problem in problems:
        click.echo(problem, err=True)
    raise click.ClickException(
        f"{amount(len(problems), 'problem')} in {directory}, and nothing is answered from "
        f"content with a problem. Mend it, then see: {program()} check {directory}"
    )


def _edition_of(content: Content, directory: Path) -> Edition:
    """Return the edition, with the calibration that was kept from the last time if there is one.

    To calibrate takes as long as all the rest, and comes to the same for the same content.
    """
    rate, model = max_wrong_rate(), _setting("SEMANTIC_MODEL")
    kept = _cache() / f"{sha256(bytes(directory.resolve())).hexdigest()[:16]}.json"
    due = [entry.id for story in content.stories for entry in story.entries]
    of = f"{content.digest} {due} {rate!r} {model} {_engine()}"
    calibration = None
    with suppress(OSError, LookupError, TypeError, ValueError):  # none, or none of ours
        found = json.loads(kept.read_bytes())
        calibration = Calibration.of_json(found) if found["of"] == of else None
    edition = Edition(content, rate, calibration, encoder=encoder())
    if calibration is None:
        new = kept.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # it is only quicker with it
            kept.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps({"of": of, **edition.matcher.calibration.as_json()}))
            new.replace(kept)
    return edition


def _cache() -> Path:
    """Return the folder of what may be deleted at any time, by the XDG specification."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "storybot"


def _engine() -> str:
    """Return a digest of the engine: another one comes to another calibration."""
    sources = [bot.text.__file__, *map(str, sorted(Path(bot.matching.__path__[0]).glob("*.*")))]
    return sha256(b"".join(Path(source).read_bytes() for source in sources)).hexdigest()


@contextmanager
def told_when_it_takes_long(message: str) -> Iterator[None]:
    """Say what is being done to a person who has waited for `PATIENCE_S`."""
    timer = threading.Timer(PATIENCE_S, click.echo, (message,), {"err": True})
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def program() -> str:
    """Return how the command line was called: "storybot" or "python -m bot"."""
    return click.get_current_context().find_root().info_name or "storybot"


def _chosen(context: click.Context, _: click.Parameter, directory: Path | None) -> Path | None:
    """Return what stands after the command, else before it, else the default; None for a group."""
    if directory or context.parent is None:
        return directory
    return context.parent.params.get("directory") or default_directory()
