"""`editions` and `diff`: what was on air, and what is different now."""

import contextlib
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.edition import amount, content_option, program
from bot.content import digest_of, load
from bot.content.files import shown
from bot.content.writing import NotWritten, held, replace_all
from bot.editing import changes

if TYPE_CHECKING:
    from bot.journal import Journal, Published

_MOST, _ALL = 20, 1_000_000


@click.command()
@click.argument("number", required=False, type=click.IntRange(1), metavar="[N]")
@click.option("--all", "wants_all", is_flag=True, help=f"All of them, not the last {_MOST}.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, the newest first.")
@click.option(
    "--restore",
    is_flag=True,
    help="Write the files of edition N into the content folder; a running bot puts them on air.",
)
@content_option
def editions(
    number: int | None, wants_all: bool, as_json: bool, restore: bool, directory: Path
) -> None:
    """List the editions that were on air: number, time, how, by whom; with N, that one's files.

    They are read from the database that DATABASE_URL names. An edition "set aside" was in the
    content folder and never on air; it is kept because somebody wrote it.

    \b
    Example:
      python -m bot editions
      python -m bot editions 12
      python -m bot editions 12 --restore

    \b
    Exit codes:
      0  fine
      1  there is no such edition, or no database
      2  wrong usage
    """
    if number is None and restore:
        raise click.UsageError("--restore needs the number of an edition.")
    if number is not None:
        published, files = _run(_edition(number))
        if restore:
            known = {one.digest for one in _run(_editions(_ALL))}
            _restore(published, files, directory, known)
            return
        click.echo(_line(published))
        for name, data in sorted(files.items()):
            click.echo(f"  {name}, {len(data):,} bytes")
        return
    found = _run(_editions(_ALL if wants_all else _MOST))
    if as_json:
        listed = [
            {
                "number": one.number,
                "digest": one.digest,
                "at": one.at.isoformat(),
                "editor": one.editor,
                "how": one.how,
                "note": one.note,
            }
            for one in found
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("No edition was published yet.")
    for one in found:
        click.echo(_line(one))


@click.command()
@click.argument("older", required=False, type=click.IntRange(1), metavar="[N]")
@click.argument("newer", required=False, type=click.IntRange(1), metavar="[M]")
@click.option("--files", "in_files", is_flag=True, help="Line by line in the files.")
@content_option
def diff(older: int | None, newer: int | None, in_files: bool, directory: Path) -> None:
    """Show what is different: in edition M from N, or in the content folder from what is on air.

    With N alone: in the content folder from edition N.

    \b
    Example:
      python -m bot diff
      python -m bot diff 11 12
      python -m bot diff 12 --files

    \b
    Exit codes:
      0  nothing is different
      1  something is, or there is no such edition, or no database
      2  wrong usage
    """
    before = _run(_edition(older))[1]
    if newer is None:
        try:
            after: Mapping[str, bytes] = held(directory)
        except OSError as error:
            raise click.ClickException(
                f"{shown(directory)} cannot be read: {error.strerror}."
            ) from error
    else:
        after = _run(_edition(newer))[1]
    if before == after:
        click.echo("Nothing is different.")
        return
    if in_files:
        click.echo(changes.diff(before, after), nl=False)
    else:
        found = changes.changes(load(directory, before)[0], load(directory, after)[0])
        click.echo(changes.lines(found, 1_000_000) or "Only comments and layout are different.")
    click.get_current_context().exit(1)


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    import asyncio  # here, because the other commands start faster without

    return asyncio.run(coroutine)


async def _editions(most: int) -> "list[Published]":
    async with _journal() as journal:
        found = await journal.editions(most=most)
    if found is None:
        raise click.ClickException("The database does not answer.")
    return found


async def _edition(number: int | None) -> "tuple[Published, Mapping[str, bytes]]":
    """Return an edition with its files; the one on air for None."""
    async with _journal() as journal:
        try:
            found = await (journal.latest() if number is None else journal.edition(number))
        except LookupError:
            raise click.ClickException(
                f"There is no edition {number}. To see which there are: {program()} editions"
            ) from None
    if found is None:
        raise click.ClickException("No edition was published yet, or the database is away.")
    return found


@contextlib.asynccontextmanager
async def _journal() -> "AsyncIterator[Journal]":
    from bot.journal import Journal, JournalError  # takes long to import
    from bot.settings import Settings, SettingsError  # the same

    try:
        url = Settings.load().database_url
    except SettingsError as error:
        said = str(error)
        raise click.ClickException(said[0].upper() + said[1:]) from error
    try:
        async with Journal.reading(url.get_secret_value()) as journal:
            yield journal
    except JournalError as error:
        said = str(error)
        raise click.ClickException(
            f"{said[0].upper()}{said[1:]}. It should be at {url}: start the bot once, which makes "
            "it, or name it in DATABASE_URL."
        ) from error


def _line(one: "Published") -> str:
    by = "" if one.editor is None else f" by {one.editor}"
    note = f"  {one.note}" if one.note else ""
    how = one.how.replace("_", " ")
    return f"{one.number:>5}  {one.at:%Y-%m-%d %H:%M} UTC  {one.digest[:7]}  {how}{by}{note}"


def _restore(
    published: "Published", files: Mapping[str, bytes], directory: Path, known: set[str]
) -> None:
    here = held(directory) if directory.is_dir() else {}
    if here and digest_of(here) not in known:
        raise click.ClickException(
            f"{shown(directory)} holds changes that were never on air, and would be lost. "
            "Copy the folder first, or mend it."
        )
    problems = load(directory, files)[1]
    if problems:
        for problem in problems:
            click.echo(problem, err=True)
        raise click.ClickException(
            f"{amount(len(problems), 'problem')} in edition {published.number} by the checks of "
            "today, so it stays where it is."
        )
    try:
        replace_all(directory, here, files)
    except NotWritten as error:
        raise click.ClickException(f"Nothing was written: {error}.") from error
    click.echo(f"{shown(directory)} holds the files of edition {published.number} now.")
