"""The command line. One file a command; each parses, calls one function, and prints."""

import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bot.cli.ask import ask
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.correct import correct
from bot.cli.doctor import doctor
from bot.cli.edition import content_option, default_directory, program
from bot.cli.editions import diff, editions
from bot.cli.eval import evaluate
from bot.cli.export import export
from bot.cli.new import new
from bot.cli.run import TokenMissing, run, settings_with_token
from bot.cli.schema import schema
from bot.content.manual import guess

SECTIONS: Mapping[str, Sequence[click.Command]] = {
    "Readers and editors": (chat, ask),
    "Editors": (new, check, correct, evaluate, editions, diff, export, schema),
    "Operators": (run, doctor),
}
"""Who uses which command, in the order of `--help`."""


class _Storybot(click.Group):
    """A group that says who uses what, and what was perhaps meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        longest = max(map(len, self.commands))
        for people, commands in SECTIONS.items():
            with formatter.section(people):
                formatter.write_dl(
                    [(f"{c.name:<{longest}}", c.get_short_help_str(limit=70)) for c in commands]
                )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        typed = args[0]
        if typed in self.commands:
            return super().resolve_command(ctx, args)
        raise click.UsageError(
            f"there is no command {typed!r}{guess(typed, self.commands) or '.'} "
            f"There are: {', '.join(self.commands)}.\n"
            f'To ask a question: {program()} ask "{" ".join(args)}"',
            ctx,
        )


def _version() -> str:
    """Return the version of the installed package, else of the checkout."""
    import tomllib  # here, because a question needs neither
    from importlib import metadata

    try:
        return metadata.version("storybot")
    except metadata.PackageNotFoundError:
        project = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"storybot {_version()}")
        context.exit()


@click.group(
    cls=_Storybot,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@content_option
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def storybot(context: click.Context, directory: Path | None) -> None:
    """Answer questions about a story with the story's own words, or say that it does not say.

    Without a command: the bot runs in Telegram when TELEGRAM_TOKEN is set; else the conversation
    is here in the terminal.

    \b
    Example:
      python -m bot ask "is rusia planing a virology center"
      python -m bot chat
      python -m bot check

    \b
    Exit codes:
      0  fine
      1  it failed, or there are problems in the content
      2  wrong usage
    """
    if context.invoked_subcommand is not None:
        return
    directory = directory or default_directory()
    try:
        settings_with_token()
    except TokenMissing as missing:
        click.echo(f"{missing.message} Until then you can ask me here.", err=True)
        context.invoke(chat, question=(), directory=directory)
    else:
        context.invoke(run, directory=directory)


for _commands in SECTIONS.values():
    for _command in _commands:
        storybot.add_command(_command)


def main() -> None:
    """Run the command line on the arguments of this process."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show is no reason to fail.
            stream.reconfigure(errors="replace")
    storybot()
