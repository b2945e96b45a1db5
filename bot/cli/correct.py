"""`correct`: a new article for a story, its citations proved again, and a note for readers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import evaluation
from bot.cli.edition import amount, content_option, encoder, told_when_it_takes_long
from bot.content import load
from bot.content.files import ARTICLE, MAX_BYTES, shown
from bot.content.manual import guess
from bot.content.problem import Problem
from bot.content.writing import NotWritten, replace_all
from bot.desk import Edition
from bot.editing.corrections import Anchor, Correction, corrected
from bot.editing.story_file import NotEdited

_MOST_CHANGES = 20


@click.command()
@click.argument("story")
@click.argument("article", metavar="ARTICLE", type=click.Path(path_type=Path))
@click.option("--note", help="What readers are told: what was wrong, and what is right.")
@click.option(
    "--date", metavar="DATE", help="Of the correction, year-month-day.  [default: today]"
)
@click.option(
    "--accept",
    metavar="PLACE",
    multiple=True,
    help="Take the new article's words there; PLACE as it is listed, or all.",
)
@click.option(
    "--withdraw",
    metavar="ENTRY REASON",
    nargs=2,
    multiple=True,
    help="Take an entry down; readers are told the reason instead.",
)
@click.option(
    "--write", "is_written", is_flag=True, help="Write the files. Without it, only look."
)
@content_option
def correct(
    story: str,
    article: Path,
    note: str | None,
    date: str | None,
    accept: tuple[str, ...],
    withdraw: tuple[tuple[str, str], ...],
    is_written: bool,
    directory: Path,
) -> None:
    """Put a corrected article in the place of a story's, and see what becomes of its citations.

    STORY is the id of the story, ARTICLE the new text. It says which citations stand, which moved,
    which broke and what the new article has instead. Nothing is written without --write, and
    nothing at all while a citation is broken or a check fails: take the article's new words
    (--accept), take the entry down (--withdraw), or edit story.yaml by hand and try again.

    \b
    Example:
      python -m bot correct my-story new.txt
      python -m bot correct my-story new.txt --accept boats-lost --withdraw mayor "Retracted."
      python -m bot correct my-story new.txt --note "There were 30 boats, not 13." --write

    \b
    Exit codes:
      0  all stands, and with --write it is written
      1  something has to be decided first, or a file cannot be read or written
      2  wrong usage
    """
    text = _bytes(article)
    content, _ = load(directory)
    try:
        correction = corrected(content.files, story, text, directory)
    except LookupError as error:
        stories = sorted({name.partition("/")[0] for name in content.files})
        known = f"There are: {', '.join(stories)}." if stories else ""
        raise click.BadParameter(
            f"there is no story {story!r} in {directory}{guess(story, stories) or '.'} {known}",
            param_hint="STORY",
        ) from error
    found = correction
    try:
        correction = _decided(correction, accept, withdraw)
        if note is not None or is_written:
            today = date or datetime.now().astimezone().date().isoformat()
            correction = correction.dated(today)
            correction = correction.noting(today, note) if note is not None else correction
    except NotEdited as error:
        raise click.ClickException(f"story.yaml stays as it is: {error}") from error
    for line in _report(found, correction):
        click.echo(line)
    problems = [*correction.others] or ([] if _open(correction) else _asked(correction))
    for problem in _renamed(problems, correction, article):
        click.echo(problem)
    if problems or _open(correction):
        click.echo(
            "\nNothing is written. First mend what is named above, as it says or by hand in "
            "story.yaml, and try again"
        )
        click.get_current_context().exit(1)
    if not is_written:
        click.echo("\nNothing is written yet. All checks pass: write it with --write")
        return
    files = correction.files.items()
    changed = {name: data for name, data in files if content.files.get(name) != data}
    try:
        replace_all(directory, content.files, correction.files)
    except NotWritten as error:
        raise click.ClickException(f"Nothing was written: {error}.") from error
    written = ", ".join(shown(directory / name) for name in changed)
    click.echo(f"\nWritten: {written or 'nothing, since nothing is different'}")
    if note is None:
        click.echo("Readers are not told of a correction: that takes --note")


def _bytes(file: Path) -> bytes:
    """Return the bytes of the new article, a few more than are read of one at most."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error


def _decided(
    correction: Correction, accept: Sequence[str], withdraw: Sequence[tuple[str, str]]
) -> Correction:
    """Return the correction after what the editor decided.

    Raises:
        click.BadParameter: Nothing is broken where something is to be accepted.
        NotEdited: It cannot be done.
    """
    for entry_id, reason in withdraw:
        correction = correction.withdrawing(entry_id, reason)
    proposed = {anchor.where for anchor in correction.broken if anchor.proposal}
    for where in accept:
        if where not in ("all", *proposed):
            has = f" There is: {', '.join(sorted(proposed))}." if proposed else ""
            raise click.BadParameter(
                f"there is nothing to accept at {where!r}.{has}", param_hint="--accept"
            )
    return correction.taking(None if "all" in accept else accept)


def _open(correction: Correction) -> bool:
    """Return whether a citation does not stand."""
    return bool(correction.broken or correction.ambiguous)


def _asked(correction: Correction) -> list[Problem]:
    """Return what comes wrong of the questions; they are asked only when nothing else is wrong."""
    with told_when_it_takes_long("Asking all questions …"):
        stages = correction.content.stages(datetime.now(UTC))
        found = evaluation.findings_in(Edition(stage, encoder=encoder()) for stage in stages)
    return [problem for problem in found if not problem.is_warning]


def _report(found: Correction, correction: Correction) -> Iterator[str]:
    """Yield what the new article comes to, and what of it is still to be decided."""
    differences = list(map(str, found.changes))
    yield from _listed(differences, "paragraph is different", "paragraphs are different")
    stand = len(correction.kept) + len(correction.moved)
    yield f"{amount(stand, 'citation')} {'stands' if stand == 1 else 'stand'}"
    if stand == 0 and correction.broken:
        yield "Not one citation stands: is this the article of this story?"
    if correction.moved:
        yield "In another paragraph now:"
        yield from (f"  {a.where}: {a.was} → {a.now}" for a in correction.moved)
    if correction.reworded:
        yield "The sentence around these words is another now; see that they still mean the same:"
        yield from (f"  {a.mark}: {a.where}: {a.words}" for a in correction.reworded)
    if correction.accepted:
        yield "These sentences rest on other words now; see that they are still true:"
        yield from (f"  {a.mark}: {a.where}: {a.sentence}" for a in correction.accepted)
    if correction.ambiguous:
        yield "Not at one place any more:"
        for anchor in correction.ambiguous:
            yield f"  {anchor.mark}: {anchor.where}: {anchor.words}\n    fix: {anchor.fix}"
    if correction.broken:
        yield "Broken:"
        for anchor in correction.broken:
            yield from _broken(anchor)


def _broken(anchor: Anchor) -> Iterator[str]:
    yield f"  {anchor.mark}: {anchor.where}"
    yield f"    the story had: {anchor.words}"
    if anchor.proposal:
        yield f"    it has now:    {anchor.proposal}"
        yield f"    to take these words: --accept {anchor.where}"
    else:
        yield "    nothing in it is like that now"
    if not isinstance(anchor.loc, str):
        yield "    or say something else in story.yaml"
    else:
        yield f'    to take the entry down: --withdraw {anchor.where} "<what readers are told>"'


def _listed(lines: Sequence[str], one: str, several: str) -> Iterator[str]:
    if not lines:
        yield f"No {one}"
        return
    yield f"{amount(len(lines), one, several)}:"
    yield from (f"  {line}" for line in lines[:_MOST_CHANGES])
    if len(lines) > _MOST_CHANGES:
        yield f"  … and {len(lines) - _MOST_CHANGES} more"


def _renamed(
    problems: Sequence[Problem], correction: Correction, article: Path
) -> Iterator[Problem]:
    """Yield the problems; those of the new article name the file that it is in."""
    place = shown(correction.directory / correction.story / ARTICLE)
    for problem in problems:
        if problem.mark.path == place:
            yield replace(problem, mark=replace(problem.mark, path=shown(article)))
        else:
            yield problem
