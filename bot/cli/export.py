"""`export`: the edition on air, for other programs."""

import json
from pathlib import Path

import click

from bot.cli.edition import content_option, edition_in
from bot.interchange import edition_as_json


@click.command()
@click.option(
    "--json", is_flag=True, expose_value=False, help="As JSON, the only format there is."
)
@content_option
def export(directory: Path) -> None:
    """Print every entry with its text, phrasings and citations.

    Offsets count characters of article.txt from 0, paragraphs count from 1. What is marked as a
    draft is not on air.

    \b
    Example:
      python -m bot export --json > edition.json

    \b
    Exit codes:
      0  printed
      1  the content has problems
      2  wrong usage
    """
    edition = edition_as_json(edition_in(directory))
    click.echo(json.dumps(edition, ensure_ascii=False, indent=2).encode())
