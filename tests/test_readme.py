"""The README is kept true: its sessions are run, its commands and settings are all there are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.phrases import ENGLISH
from bot.settings import Settings

README = Path("README.md").read_text()


def sessions() -> list[tuple[str, str]]:
    """Return each command of the README's console blocks, with what it printed."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    turns = [turn for block in blocks for turn in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    return [(c, out.strip()) for c, _, out in (turn.partition("\n") for turn in turns if turn)]


@pytest.mark.parametrize(("command", "output"), sessions())
def test_a_session_prints_what_the_readme_says(command: str, output: str) -> None:
    here = f'"{sys.executable}" -m bot'
    run = subprocess.run(
        command.replace("python -m bot", here),
        env=os.environ | {"COLUMNS": "0"},  # as wide as it takes
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stderr == ""
    assert run.stdout.strip() == output


def test_there_are_sessions_with_an_answer_a_typo_and_an_abstention() -> None:
    outputs = "\n".join(output for _, output in sessions())

    assert len(sessions()) >= 4
    assert "│ " in outputs
    assert ENGLISH.out_of_scope in outputs


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    command = next(line for line in README.split("\n") if line.endswith("-m pytest"))

    assert Path(".ci/run").read_text().rstrip().split("\n")[-1] == command


@pytest.mark.parametrize("name", [*ENGLISH.commands, "start"])
def test_every_command_of_the_bot_is_in_the_readme(name: str) -> None:
    assert f"`/{name}" in README


@pytest.mark.parametrize("name", cli.storybot.commands)
def test_every_command_of_the_terminal_is_in_the_readme(name: str) -> None:
    assert re.search(rf"(python -m bot|storybot) {name}\b|\b{name}\b[^\n]*parse, call", README)


@pytest.mark.parametrize("name", [field.upper() for field in Settings.model_fields])
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README
