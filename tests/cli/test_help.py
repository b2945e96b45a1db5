"""The help: it names everything, its examples work, and a slip of the finger is understood."""

import re
import shlex

import click
import pytest

from bot.cli import SECTIONS, storybot
from tests.cli.conftest import ROOT, Cli

COMMANDS = storybot.commands
EXAMPLES = [
    line.strip()
    for command in (storybot, *COMMANDS.values())
    for line in (command.help or "").partition("Example:")[2].splitlines()
    if "python -m bot" in line
]


def test_every_command_is_for_somebody() -> None:
    listed = [command for commands in SECTIONS.values() for command in commands]

    assert sorted(str(c.name) for c in listed) == sorted(COMMANDS)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_has_a_first_line_an_example_and_the_exit_codes(cli: Cli, name: str) -> None:
    result = cli(*filter(None, [name]), "--help")

    usage, _, about = result.stdout.partition("\n\n")
    assert usage.startswith("Usage: storybot")
    assert re.match(r"  [A-Z][^.]+\.", about)
    assert "\n  Example:\n    " in result.stdout
    assert "\n  Exit codes:\n    0  " in result.stdout
    assert "\n    2  wrong usage\n" in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_option_is_explained(command: click.Command) -> None:
    options = [option for option in command.params if isinstance(option, click.Option)]

    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_of_its_own(name: str) -> None:
    assert any(f"python -m bot {name}" in example for example in EXAMPLES)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_right_usage(cli: Cli, example: str) -> None:
    words = shlex.split(re.sub(r" [<>] \S+", "", example.rpartition("| ")[2]))

    result = cli(*words[3:])

    assert words[:3] == ["python", "-m", "bot"]
    assert result.exit_code in (0, 1), result.stderr


def test_the_help_says_who_uses_what(cli: Cli) -> None:
    result = cli("--help")

    sections = re.findall(r"^(\w[\w ]+):\n((?:  .*\n)+)", result.stdout + "\n", re.MULTILINE)
    found = {people: re.findall(r"^  (\w+) ", lines, re.MULTILINE) for people, lines in sections}
    assert (
        found.items()
        >= {
            "Readers and editors": ["chat", "ask"],
            "Editors": "new check correct eval editions diff export schema".split(),
            "Operators": ["run", "doctor"],
        }.items()
    )


def test_a_slip_in_a_command_is_understood(cli: Cli) -> None:
    result = cli("chek")

    assert "there is no command 'chek'; did you mean check? There are: chat, " in result.stderr
    assert result.exit_code == 2


def test_who_asks_without_a_command_is_told_how(cli: Cli) -> None:
    result = cli("was", "anybody", "hurt")

    assert 'To ask a question: storybot ask "was anybody hurt"' in result.stderr
    assert result.exit_code == 2


def test_a_slip_in_an_option_is_understood(cli: Cli) -> None:
    result = cli("ask", "--jsn", "was anybody hurt")

    assert "--json" in result.stderr
    assert result.exit_code == 2


def test_the_version_is_that_of_the_package(cli: Cli) -> None:
    result = cli("--version")

    [version] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert result.stdout == f"storybot {version}\n"
