"""`check`: everything that keeps content off the air."""

import json
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


@click.command()
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text for people, a JSON list, or GitHub Actions annotations.  [default: text]",
)
@click.option("--explain", "name", metavar="NAME", help="Explain a check: why, wrong and right.")
@content_option
def check(folder: Path | None, style: str, name: str | None, directory: Path) -> None:
    """Check the stories, and show every problem with its place and its fix.

    DIR is the folder with the stories, the same as --content DIR. Content with a problem never
    goes on air.

    \b
    Example:
      python -m bot check
      python -m bot check content --format github
      python -m bot check --explain quote-not-verbatim

    \b
    Exit codes:
      0  no problem
      1  problems
      2  wrong usage
    """
    if name is not None:
        try:
            click.echo(f"{name}\n\n{explain(name)}")
        except LookupError as error:
            raise click.BadParameter(str(error), param_hint="--explain") from error
        return
    content, problems = checked(folder or directory)
    if style == "json":
        click.echo(json.dumps([p.as_json() for p in problems], ensure_ascii=False, indent=2))
    elif style == "github":
        for problem in problems:
            click.echo(problem.as_github())
    elif problems:
        _show(problems)
    else:
        click.echo(f"{folder or directory} is fine: {counts(content)}")
        if content.drafts:
            click.echo(
                f"Drafts among these, not on air: {content.drafts}. Look at each entry and remove "
                "its line `draft: true`; last, that of the story"
            )
        for line in off_air(content, datetime.now(UTC)):
            click.echo(line)
    if problems:
        click.get_current_context().exit(1)


def checked(directory: Path) -> tuple[Content, list[Problem]]:
    """Return the content of a folder, and everything that keeps it off the air."""
    with told_when_it_takes_long(f"Reading {directory} and asking all its questions …"):
        content, problems = load(directory)
        if not problems:
            problems = _asked(content)
    return content, problems


def _asked(content: Content) -> list[Problem]:
    """Return what comes wrong of the questions in each stage of the content."""
    stages = content.stages(datetime.now(UTC))
    editions = (Edition(stage, encoder=encoder()) for stage in stages)
    return sorted({p for e in editions for p in evaluation.problems(e)}, key=lambda p: p.mark)


def _show(problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(problem)
    click.echo(
        f"\n{amount(len(problems), 'problem')}. "
        f"To learn more about one: {program()} check --explain {problems[0].check}"
    )
