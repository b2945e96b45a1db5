"""`schema`: what may stand in the YAML files, for programs that editors write them in."""

import json
from typing import Literal

import click

from bot.content import json_schema


@click.command()
@click.argument("file", type=click.Choice(["story", "cases"]), default="story")
def schema(file: Literal["story", "cases"]) -> None:
    """Print the JSON Schema of story.yaml, or of cases.yaml.

    With it a text editor completes keys and marks mistakes while they are typed.

    \b
    Example:
      python -m bot schema > content/story.schema.json
      python -m bot schema cases > content/cases.schema.json

    \b
    Exit codes:
      0  printed
      2  wrong usage
    """
    click.echo(json.dumps(json_schema(file), ensure_ascii=False, indent=2).encode())
