"""Something goes wrong: what the reader is told, and that the log tells nothing of the reader."""

import logging
from typing import Any, NoReturn

import pytest

from bot import app
from bot.desk import Desk
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Person
from tests.conftest import BOT

SECRET = "whoburneddown"


@pytest.fixture
def accident(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the desk: it fails, and says what the reader asked."""

    def fail(question: str, language: str | None = None) -> NoReturn:
        raise ValueError(question)

    monkeypatch.setattr(desk, "answer", fail)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return the log from INFO on."""
    caplog.set_level(logging.INFO, "bot")
    return caplog


@pytest.mark.usefixtures("accident")
async def test_given_an_accident_then_the_reader_is_told_and_the_log_names_lines_only(
    ann: Person, server: BotApi, log: pytest.LogCaptureFixture
) -> None:
    reply = await ann.says(f"{SECRET}?")
    await ann.says("/help")

    assert reply.text == ENGLISH.failed
    assert [message.text for message in ann.reads()] == [ENGLISH.failed, ENGLISH.help]
    [record] = [r for r in log.records if r.levelname == "ERROR"]
    assert record.getMessage().startswith(
        "update 700000001 failed: ValueError at scenarios/test_trouble.py:"
    )
    assert " < " in record.getMessage()
    assert SECRET not in log.text
    assert "Traceback" not in log.text
    assert server.token not in log.text


@pytest.mark.usefixtures("accident")
async def test_given_an_accident_in_a_group_then_only_who_asked_is_told(
    ann: Person, server: BotApi
) -> None:
    group = server.group("Newsroom")
    ann.writes(SECRET, chat=group)
    reply = await ann.says(f"@{BOT} {SECRET}", chat=group)

    assert (reply.text, reply.reply_to) == (ENGLISH.failed, ann.said[1].id)
    assert ann.reads(group) == [reply]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 502, "times": 2}, id="502"),
        pytest.param({"status": 200}, id="a web page"),
        pytest.param({"cut": True}, id="connection cut"),
        pytest.param({"status": 429, "retry_after": 1}, id="too many messages"),
    ],
)
async def test_given_an_answer_that_does_not_arrive_at_first_then_it_is_sent_again(
    ann: Person, server: BotApi, fault: dict[str, Any]
) -> None:
    server.fail("sendMessage", **fault)

    ann.writes("what caused the fire")
    ann.writes("/help")
    heard = [await ann.hears(), await ann.hears()]

    assert [message.covered("blockquote") != () for message in heard] == [True, False]
    assert [message.text for message in ann.reads()] == [heard[0].text, ENGLISH.help]


@pytest.mark.parametrize(
    ("status", "told"), [pytest.param(400, True, id="400"), pytest.param(403, False, id="blocked")]
)
async def test_given_an_answer_that_is_refused_then_the_reader_is_told_if_that_helps(
    ann: Person, server: BotApi, status: int, told: bool
) -> None:
    server.fail("sendMessage", status=status)

    ann.writes("what caused the fire")
    ann.writes("/help")
    await server.called("sendMessage", 3 if told else 2)

    said = [ENGLISH.failed, ENGLISH.help] if told else [ENGLISH.help]
    assert [message.text for message in ann.reads()] == said


async def test_given_telegram_down_for_too_long_then_the_next_question_is_answered(
    ann: Person,
    server: BotApi,
    log: pytest.LogCaptureFixture,
    bot: app.Storybot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.application.bot.rate_limiter, "_patience_s", 0.4)
    fault = server.fail("sendMessage", status=502, times=None)

    ann.writes(SECRET)
    await server.telegram.wait_for(lambda: "not told" in log.text, 10)
    fault.times = fault.struck
    reply = await ann.says("what caused the fire")

    assert reply.covered("blockquote") != ()
    assert [r.levelname for r in log.records if "update 7" in r.getMessage()] == [
        "ERROR",
        "WARNING",
    ]
    assert SECRET not in log.text


async def test_given_a_reader_who_blocks_the_bot_then_that_is_no_error(
    ann: Person, server: BotApi, log: pytest.LogCaptureFixture
) -> None:
    await ann.says("hello")
    ann.writes("what caused the fire")
    ann.blocks()
    boris = server.person("Boris")

    await boris.says("hello")
    await server.called("sendMessage", 3)
    await server.telegram.wait_for(lambda: "may not write" in log.text, 10)

    assert [r.levelname for r in log.records if "may not write" in r.getMessage()] == ["INFO"]
    assert server.count("sendMessage") == 3
    server.calls.clear()  # Telegram refused the second, as it should
