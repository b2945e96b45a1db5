"""How updates are fetched: no more than there is room for, and confirmed when they are safe."""

import asyncio
import time

import pytest
from telegram.error import NetworkError

from bot import app
from bot.delivery import intake, polling
from bot.delivery.polling import pause_after
from bot.desk import Desk
from bot.phrases import ENGLISH
from tests.botapi import BotApi
from tests.conftest import built


async def test_only_as_many_updates_are_fetched_as_there_is_room_for(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_OPEN", 3)
    people = [server.person(name) for name in ("Ann", "Boris", "Carla", "Dan")]
    server.fail("sendMessage", late_s=0.3, times=3)
    for person in people:
        person.writes("/help")

    async with app.polling(built(server, desk)):
        await server.called("sendMessage", 3)
        asked = server.count("getUpdates")
        unconfirmed = len(server.telegram.updates)
        heard = [await person.hears() for person in people]

    limits = [call.parameters["limit"] for call in server.calls_of("getUpdates")]
    assert (asked, unconfirmed) == (1, 4)
    assert limits[0] == max(limits) == 3
    assert [message.text for message in heard] == 4 * [ENGLISH.help]


async def test_given_a_stop_while_there_is_no_room_then_only_what_is_unanswered_comes_again(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_OPEN", 3)
    monkeypatch.setattr(app, "STOP_S", 0.2)
    ann, boris, carla = (server.person(name) for name in ("Ann", "Boris", "Carla"))
    for person in (ann, boris, carla):
        person.writes("/help")
    server.fail("sendMessage", late_s=0.1)
    server.fail("sendMessage", late_s=9, cut=True, times=2)
    async with app.polling(built(server, desk)):
        await server.called("sendMessage", 3)
    before = [len(person.reads()) for person in (ann, boris, carla)]

    async with app.polling(built(server, desk)):
        await boris.hears()
        await carla.hears()
        await ann.says("/about")

    assert before == [1, 0, 0]
    assert [len(person.reads()) for person in (ann, boris, carla)] == [2, 1, 1]


async def test_what_was_answered_does_not_come_again_after_a_stop(
    server: BotApi, desk: Desk
) -> None:
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        await ann.says("/help")

    assert server.telegram.updates == []


@pytest.mark.parametrize("when", ["in a long poll", "in a pause"])
async def test_a_stop_is_at_once(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE_S", 9)
    if when == "in a pause":
        server.fail("getUpdates", status=502)

    async with app.polling(built(server, desk)):
        await server.called("getUpdates")
        await asyncio.sleep(0.05)
        started = time.monotonic()

    assert time.monotonic() - started < 1


def test_ten_failures_silence_the_bot_for_half_a_minute_at_most() -> None:
    pauses = [pause_after(NetworkError("Bad Gateway"), failed) for failed in range(100)]

    assert sum(pauses[:10]) < 30
    assert max(pauses) == polling.MOST_PAUSE_S


async def test_given_nonsense_instead_of_updates_then_the_bot_goes_on(
    server: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE_S", 0.01)
    real, answers = server.telegram.getUpdates, [True, [1], [{}], [{"update_id": "1"}]]

    async def nonsense(parameters: dict[str, object]) -> object:
        return answers.pop() if answers else await real(parameters)

    monkeypatch.setattr(server.telegram, "getUpdates", nonsense)
    ann = server.person("Ann")

    async with app.polling(built(server, desk)):
        reply = await ann.says("/help")

    assert reply.text == ENGLISH.help
    assert caplog.text.count("no updates fetched, TelegramError") == 4
