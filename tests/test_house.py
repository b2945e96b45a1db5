"""The house rules that a machine can keep: `pytest` is the whole gate."""

import subprocess
import sys

import pytest

FLOORS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"


@pytest.mark.house
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "check", "."], id="lint"),
        pytest.param(["-m", "ruff", "format", "--check", "."], id="format"),
        pytest.param(["-m", "mypy"], id="types"),
        pytest.param(["-c", FLOORS], id="floors"),
    ],
)
def test_house(command: list[str]) -> None:
    run = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
