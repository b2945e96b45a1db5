"""`python -m bot` as a process: how it starts, what it imports, and where it reads from."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.botapi import BotApi
from tests.cli.conftest import ROOT, Cli, on_a_terminal, process

WAITING = {"asyncio", "anyio", "httpx", "telegram", "ssl", "http", "pydantic_settings", "dotenv"}
NOT_SET = b"TELEGRAM_TOKEN is not set. Ask @BotFather for one and put it in .env"


@pytest.mark.usefixtures("content")
def test_a_question_is_answered_without_importing_what_waits_for_a_network() -> None:
    program = (
        "import atexit, sys; from bot.cli import main;"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        "sys.argv = ['storybot', 'ask', '--explain', 'was anybody hurt']; main()"
    )

    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )

    imported = {name.partition(".")[0] for name in run.stderr.split()}
    assert "Nobody was hurt." in run.stdout
    assert "bot" in imported
    assert imported & WAITING == set()


@pytest.mark.usefixtures("content")
def test_without_command_token_and_terminal_each_line_is_answered() -> None:
    with process() as running:
        out, err = running.communicate(b"was anybody hurt\n")

    assert out.startswith("│ Nobody was hurt.\n".encode())
    assert err.startswith(NOT_SET)
    assert len(err.splitlines()) == 1
    assert running.returncode == 0


@pytest.mark.usefixtures("content")
def test_without_command_and_token_a_person_is_told_so_and_can_ask_here() -> None:
    shown, exit_code = on_a_terminal(typed=b"was anybody hurt\n\n")

    assert shown.startswith(NOT_SET.decode())
    assert "Ask about the story in your own words." in shown
    assert "│ Nobody was hurt.\n" in shown
    assert exit_code == 0


@pytest.fixture
def elsewhere(content: Path) -> str:
    """Return the name of a content folder that is not the default one."""
    return content.rename("stories").name


async def test_without_command_but_with_a_token_the_bot_runs(
    elsewhere: str, server: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", server.token)
    monkeypatch.setenv("TELEGRAM_BASE_URL", server.base_url)
    monkeypatch.setenv("TELEGRAM_BASE_FILE_URL", server.base_file_url)

    with process("--content", elsewhere) as running:
        await server.called("getUpdates")
        reply = await server.person("Ann").says("was anybody hurt")
        running.terminate()
        _, err = await asyncio.to_thread(running.communicate)

    assert reply.text.startswith("Nobody was hurt.\n")
    assert server.token.encode() not in err
    assert running.returncode == 0


@pytest.mark.usefixtures("content")
def test_on_a_terminal_ask_without_a_question_says_what_to_do() -> None:
    shown, exit_code = on_a_terminal("ask")

    assert 'What is the question? For example: python -m bot ask "' in shown
    assert exit_code == 2


@pytest.mark.usefixtures("content")
def test_what_the_terminal_cannot_show_is_no_reason_to_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")

    with process("ask", "was anybody hurt") as running:
        out, err = running.communicate()

    assert out.startswith(b"? Nobody was hurt.\n")
    assert err == b""


def test_whoever_stops_reading_is_no_reason_for_a_traceback(content: Path) -> None:
    with process("export", "--content", str(content)) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()

    assert b"Traceback" not in err


@pytest.mark.parametrize("question", ["Who is Alexander Sergeev?", "who is sergev"])
def test_the_story_that_comes_with_the_bot_is_on_air(cli: Cli, question: str) -> None:
    result = cli("ask", "--content", str(ROOT / "content"), question)

    assert "│ Alexander Sergeev, president of the Russian Academy of Sciences\n" in result.stdout
    assert result.exit_code == 0
