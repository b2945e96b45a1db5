"""`check`: everything that keeps content off the air."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import evaluation
from bot.cli.edition import (
    amount,
    content_option,
    counts,
    encoder,
    program,
    told_when_it_takes_long,
)
from bot.content import explain, load
from bot.content.model import Content
from bot.content.problem import Problem
from bot.content.times import off_air
from bot.desk import Edition

SHOWN = 70
"""Characters of a sentence that the map shows."""


@click.command()
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text for people, a JSON list, or GitHub Actions annotations.  [default: text]",
)
@click.option(
    "--coverage",
    "covers",
    is_flag=True,
    help="Show each story sentence by sentence, and how many entries use each.",
)
@click.option("--explain", "name", metavar="NAME", help="Explain a check: why, wrong and right.")
@content_option
def check(
    folder: Path | None, style: str, covers: bool, name: str | None, directory: Path
) -> None:
    """Check the stories, and show every problem with its place and its fix.

    DIR is the folder with the stories, the same as --content DIR. Content with a problem never
    goes on air; a warning is for you to judge, and keeps nothing off the air.

    With --coverage no questions are asked, and what the entries leave out is shown instead.

    \b
    Example:
      python -m bot check
      python -m bot check content --format github
      python -m bot check --coverage
      python -m bot check --explain quote-not-verbatim

    \b
    Exit codes:
      0  no problem, perhaps warnings
      1  problems
      2  wrong usage
    """
    if name is not None:
        try:
            click.echo(f"{name}\n\n{explain(name)}")
        except LookupError as error:
            raise click.BadParameter(str(error), param_hint="--explain") from error
        return
    if covers and style == "github":
        raise click.BadParameter("--coverage is shown as text or json", param_hint="--format")
    directory = folder or directory
    content, found = load(directory) if covers else checked(directory)
    if covers and not found:
        _show_map(content, style)
        return
    if style == "json":
        click.echo(json.dumps([p.as_json() for p in found], ensure_ascii=False, indent=2))
    elif style == "github":
        for problem in found:
            click.echo(problem.as_github())
    else:
        _show(content, found, directory)
    if not all(problem.is_warning for problem in found):
        click.get_current_context().exit(1)


def checked(directory: Path) -> tuple[Content, list[Problem]]:
    """Return the content of a folder, what keeps it off the air, and warnings."""
    with told_when_it_takes_long(f"Reading {directory} and asking all its questions …"):
        content, problems = load(directory)
        if not problems:
            problems = _asked(content)
    return content, problems


def _asked(content: Content) -> list[Problem]:
    """Return what comes wrong of the questions in each stage of the content."""
    stages = content.stages(datetime.now(UTC))
    return evaluation.findings_in(Edition(stage, encoder=encoder()) for stage in stages)


def _show(content: Content, found: list[Problem], directory: Path) -> None:
    for problem in found:
        click.echo(problem)
    warnings = sum(problem.is_warning for problem in found)
    said = [
        amount(n, word)
        for n, word in ((len(found) - warnings, "problem"), (warnings, "warning"))
        if n
    ]
    if found:
        click.echo(
            f"\n{' and '.join(said)}. "
            f"To learn more about one: {program()} check --explain {found[0].check}"
        )
    if len(found) == warnings:
        click.echo(f"{directory} is fine: {counts(content)}")
        if content.drafts:
            click.echo(
                f"Drafts among these, not on air: {_drafts(content)}. Look at each entry and "
                "remove its line `draft: true`; last, that of the story"
            )
        for line in off_air(content, datetime.now(UTC)):
            click.echo(line)


def _drafts(content: Content) -> str:
    """Return which stories, and how many entries, still have the mark of a draft."""
    marked = [f"the story {story.id}" for story in content.stories if story.is_draft]
    entries = sum(entry.is_draft for story in content.stories for entry in story.entries)
    if entries:
        marked.append(amount(entries, "entry", "entries"))
    return " and ".join(filter(None, [", ".join(marked[:-1]), marked[-1]]))


def _show_map(content: Content, style: str) -> None:
    maps = evaluation.coverage(content).maps
    if style == "json":
        click.echo(json.dumps(list(map(asdict, maps)), ensure_ascii=False, indent=2))
        return
    for story in maps:
        unused, all_ = len(story.unused), amount(len(story.sentences), "sentence")
        click.echo(f"{story.story}: {unused} of {all_} used by no entry and no summary")
        for one in story.sentences:
            mark, used = " " if one.is_used else "!", amount(len(one.entries), "entry", "entries")
            used = "summary" if one.in_summary and not one.entries else used
            text = one.text if len(one.text) <= SHOWN else f"{one.text[:SHOWN].rstrip()}…"
            click.echo(f"{mark} {one.number:3}  ¶ {one.paragraph:<3} {used:>10}  {text}")
