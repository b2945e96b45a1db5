"""Which content folder a command works on, and the edition that is made of it."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.content import load
from bot.content.model import Content
from bot.desk import Edition

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

    `bot.settings` says the same, but takes longer to import than a question to answer.

    Raises:
        click.ClickException: There is a `.env` that is no text.
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
    settings = {
        name.upper(): value for name, value in [*found.items(), *os.environ.items()] if value
    }
    return Path(settings.get("CONTENT_DIR") or "content")


def edition_in(directory: Path) -> Edition:
    """Return the edition made of a folder.

    Raises:
        click.ClickException: There are problems; they have been printed to standard error.
    """
    gc.disable()  # what is built stays: looking for garbage in it takes a fifth of the time
    try:
        content, problems = load(directory)
        edition = None if problems else Edition(content)
    finally:
        gc.enable()
    if edition is not None:
        return edition
    for problem in problems:
        click.echo(problem, err=True)
    raise click.ClickException(
        f"{amount(len(problems), 'problem')} in {directory}, and nothing is answered from "
        f"content with a problem. Mend it, then see: {program()} check {directory}"
    )


def counts(content: Content) -> str:
    """Return how much there is: stories, facts, quotes, not reported, phrasings and cases."""
    entries = [entry for story in content.stories for entry in story.entries]
    kinds = [entry.kind for entry in entries]
    return ", ".join(
        [
            amount(len(content.stories), "story", "stories"),
            amount(kinds.count("fact"), "fact"),
            amount(kinds.count("quote"), "quote"),
            f"{kinds.count('not_reported')} not reported",
            amount(sum(len(entry.questions) for entry in entries), "phrasing"),
            amount(sum(len(story.cases) for story in content.stories), "case"),
        ]
    )


def amount(number: int, one: str, several: str = "") -> str:
    """Return a number with the word for what is counted.

    >>> amount(1, "story", "stories"), amount(0, "fact")
    ('1 story', '0 facts')
    """
    return f"{number} {one if number == 1 else several or one + 's'}"


def program() -> str:
    """Return how the command line was called: "storybot" or "python -m bot"."""
    return click.get_current_context().find_root().info_name or "storybot"


def _chosen(context: click.Context, _: click.Parameter, directory: Path | None) -> Path | None:
    """Return what stands after the command, else before it, else the default; None for a group."""
    if directory or context.parent is None:
        return directory
    return context.parent.params.get("directory") or default_directory()
