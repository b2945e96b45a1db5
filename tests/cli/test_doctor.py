"""`doctor` and `run`: what an operator is told."""

import asyncio
import socket

import pytest

from tests.botapi import BotApi
from tests.cli.conftest import Cli

NOT_SET = (
    "TELEGRAM_TOKEN is not set. Ask @BotFather for one and put it in .env (see .env.example)."
)
SECRET = "4242424242:" + 35 * "S"


@pytest.fixture
def _token(server: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", server.token)
    monkeypatch.setenv("TELEGRAM_BASE_URL", server.base_url)


@pytest.mark.usefixtures("content", "_token")
async def test_when_all_is_well_every_line_is_ok_and_the_token_is_stars(
    cli: Cli, server: BotApi
) -> None:
    result = await asyncio.to_thread(cli, "doctor")

    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ok"] * len(lines)
    assert "ok       settings: TELEGRAM_TOKEN is **********" in lines
    assert any(line.startswith("ok       content: content has 1 story, ") for line in lines)
    assert lines[-1] == "ok       telegram: 127.0.0.1 knows the token; the bot is @story_bot"
    assert "ok       journal: sqlite:///storybot.db can be made" in lines  # not made
    assert server.token not in result.output
    assert result.exit_code == 0


@pytest.mark.usefixtures("content")
def test_without_a_token_the_terminal_works_and_the_fix_is_told(cli: Cli) -> None:
    result = cli("doctor")

    assert result.stdout.endswith(
        "problem  telegram: TELEGRAM_TOKEN is not set: the terminal works, Telegram does not\n"
        "         fix: ask @BotFather for one and put it in .env (see .env.example)\n"
    )
    assert result.stdout.count("problem") == 1
    assert result.exit_code == 1


@pytest.mark.usefixtures("content", "_token")
async def test_a_journal_that_cannot_be_written_is_a_problem(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///no/such/folder/storybot.db")

    result = await asyncio.to_thread(cli, "doctor")

    assert "problem  journal: sqlite:///no/such/folder/storybot.db cannot be written: " in (
        result.stdout
    )
    assert "fix: see that the folder or the server of DATABASE_URL is there" in result.stdout
    assert result.exit_code == 1


@pytest.mark.usefixtures("content", "_token")
async def test_a_token_that_telegram_does_not_know_is_a_problem(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", SECRET)

    result = await asyncio.to_thread(cli, "doctor")

    assert "problem  telegram: 127.0.0.1 does not know the token\n" in result.stdout
    assert "fix: copy it again from @BotFather" in result.stdout
    assert SECRET not in result.output
    assert result.exit_code == 1


@pytest.mark.usefixtures("content", "_token")
async def test_a_server_that_does_not_answer_is_not_waited_for(cli: Cli, server: BotApi) -> None:
    server.fail("getMe", late_s=60)

    async with asyncio.timeout(10):
        result = await asyncio.to_thread(cli, "doctor", "--timeout", "0.2")

    assert "problem  telegram: 127.0.0.1 did not answer within 0.2 seconds\n" in result.stdout
    assert result.exit_code == 1


@pytest.mark.usefixtures("content", "_token")
async def test_what_a_server_says_is_told_without_the_token(cli: Cli, server: BotApi) -> None:
    server.fail("getMe", status=400, description=f"Bad Request: bot{server.token}/getMe")

    result = await asyncio.to_thread(cli, "doctor")

    assert "problem  telegram: 127.0.0.1 could not be asked: Bot**********/getme" in result.stdout
    assert server.token.casefold() not in result.output.casefold()
    assert result.exit_code == 1


@pytest.mark.usefixtures("content")
def test_a_server_that_is_not_there_is_a_problem(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        monkeypatch.setenv("TELEGRAM_TOKEN", SECRET)
        monkeypatch.setenv("TELEGRAM_BASE_URL", f"http://127.0.0.1:{port}/bot")

        result = cli("doctor")

    assert "problem  telegram: 127.0.0.1 could not be asked: " in result.stdout
    assert "and that TELEGRAM_BASE_URL is right" in result.stdout
    assert SECRET not in result.output
    assert result.exit_code == 1


@pytest.mark.usefixtures("bad_content")
def test_content_that_cannot_go_on_air_is_a_problem(cli: Cli) -> None:
    result = cli("doctor")

    assert (
        "problem  content: content has 1 problem, so nothing in it goes on air\n"
        "         fix: see them with storybot check content\n"
    ) in result.stdout


@pytest.mark.usefixtures("content")
def test_settings_that_cannot_be_used_are_a_problem_and_the_rest_is_still_looked_at(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "my secret")

    result = cli("doctor")

    assert result.stdout.startswith("problem  settings: ")
    assert "fix: TELEGRAM_TOKEN has to be a bot's token" in result.stdout
    assert "ok       content: " in result.stdout
    assert "my secret" not in result.output
    assert result.exit_code == 1


# — run —


def test_the_bot_does_not_run_without_a_token(cli: Cli) -> None:
    result = cli("run")

    assert result.stderr == f"Error: {NOT_SET}\n"
    assert result.exit_code == 1


def test_the_bot_does_not_run_with_settings_that_cannot_be_used(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "my secret")

    result = cli("run")

    assert result.stderr.startswith("Error: TELEGRAM_TOKEN has to be a bot's token")
    assert "my secret" not in result.output
    assert result.exit_code == 1


@pytest.mark.usefixtures("content", "_token")
@pytest.mark.parametrize("status", [200, 404, 502])
async def test_a_page_that_echoes_the_address_shows_no_token(
    cli: Cli, server: BotApi, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    server.fail("getMe", status=status, description=f"{server.token}/getMe was not found")

    result = await asyncio.to_thread(cli, "doctor")

    captured = capfd.readouterr()
    assert server.token not in result.output + captured.out + captured.err
    assert "Traceback" not in result.output + captured.out + captured.err
