"""Order, fairness and refusal, with updates as Telegram sends them and a handler that waits."""

import asyncio
import itertools
import logging
import time
from collections import Counter
from typing import Any

import pytest

from bot.delivery import intake
from bot.delivery.intake import Intake, Why

IDS = itertools.count(1)
SECRET = "whoburneddown"


def message(
    chat: int, text: str = "", *, age_s: float = 0, sender: int | None = None, **more: Any
) -> dict[str, Any]:
    """Return an update: a person writes in a chat, by default their own."""
    writer = {"chat": {"id": chat}, "from": {"id": sender or chat}}
    content = {"date": int(time.time() - age_s), **writer}
    return {"update_id": next(IDS), "message": {**content, "text": text, **more}}


class Seen:
    """Remembers all updates."""

    def __init__(self) -> None:
        self._ids: set[int] = set()

    def has_seen(self, update_id: int) -> bool:
        return update_id in self._ids

    def saw(self, update_id: int) -> None:
        self._ids.add(update_id)


class Desk:
    """Handles updates: writes down what it is given, and waits where it is told to."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, str]] = []
        self.done: list[tuple[int, str]] = []
        self.refused: list[tuple[int, Why]] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.intake = Intake(self.handle, self.refuse, Seen())

    async def handle(self, raw: dict[str, Any]) -> None:
        said = raw["message"]["chat"]["id"], raw["message"]["text"]
        self.begun.append(said)
        if said[0] in self.gates:
            await self.gates[said[0]].wait()
        if said[1] == SECRET:
            raise ValueError(SECRET)
        self.done.append(said)

    async def refuse(self, raw: dict[str, Any], why: Why) -> None:
        self.refused.append((raw["message"]["chat"]["id"], why))

    def keep_waiting(self, *chats: int) -> None:
        self.gates |= {chat: asyncio.Event() for chat in chats}

    async def takes(self, *updates: dict[str, Any]) -> None:
        for raw in updates:
            async with asyncio.timeout(5):
                assert await self.intake.take(raw)

    async def finishes(self, within_s: float = 5) -> list[int]:
        return await self.intake.finish(within_s)


@pytest.fixture
async def desk() -> Desk:
    """Return a desk with an intake before it."""
    return Desk()


# — order and room —


async def test_updates_of_a_chat_are_handled_in_order_and_chats_beside_each_other(
    desk: Desk,
) -> None:
    desk.keep_waiting(1, 2)

    await desk.takes(*(message(chat, text) for text in "abc" for chat in (1, 2)))
    await asyncio.sleep(0)
    first = list(desk.begun)
    desk.gates[2].set()
    await asyncio.sleep(0.01)
    meanwhile = list(desk.done)
    desk.gates[1].set()
    await desk.finishes()

    assert first == [(1, "a"), (2, "a")]
    assert meanwhile == [(2, "a"), (2, "b"), (2, "c")]
    assert desk.done[3:] == [(1, "a"), (1, "b"), (1, "c")]


async def test_a_tap_waits_for_the_messages_of_its_chat_and_an_inline_query_for_nobody(
    desk: Desk,
) -> None:
    seen: list[str] = []
    gate = asyncio.Event()

    async def handle(raw: dict[str, Any]) -> None:
        if "message" in raw:
            await gate.wait()
        seen.append(next(kind for kind in raw if kind != "update_id"))

    taps = Intake(handle, desk.refuse, Seen())
    place = {"message": {"chat": {"id": 1}}}
    await taps.take(message(1))
    await taps.take({"update_id": next(IDS), "callback_query": {"from": {"id": 1}, **place}})
    await taps.take({"update_id": next(IDS), "inline_query": {"from": {"id": 1}}})
    await asyncio.sleep(0.01)
    gate.set()
    await taps.finish(5)

    assert seen == ["inline_query", "message", "callback_query"]


async def test_there_is_room_for_32_updates_and_then_for_the_next_when_one_is_done(
    desk: Desk,
) -> None:
    chats = range(1, intake.MOST_OPEN + 1)
    desk.keep_waiting(*chats)
    rooms = []
    for chat in chats:
        rooms.append(await desk.intake.room())
        await desk.takes(message(chat))

    waiting = asyncio.create_task(desk.intake.take(message(99)))
    await asyncio.sleep(0.01)
    was_taken_at_once = waiting.done()
    desk.gates[7].set()
    await asyncio.wait_for(waiting, 5)
    for gate in desk.gates.values():
        gate.set()

    assert rooms == list(range(32, 0, -1))
    assert not was_taken_at_once
    assert await desk.finishes() == []
    assert len(desk.done) == 33
    assert await desk.intake.room() == 32


# — one reader and the others —


async def test_given_one_reader_who_sends_very_much_then_others_get_through(desk: Desk) -> None:
    desk.keep_waiting(1)

    await desk.takes(*(message(1, str(n)) for n in range(300)))
    await desk.takes(*(message(chat) for chat in range(2, 62)))
    await asyncio.sleep(0.01)
    others = [chat for chat, _ in desk.done]
    desk.gates[1].set()
    await desk.finishes()

    assert others == list(range(2, 62))
    assert [text for chat, text in desk.done if chat == 1] == [str(n) for n in range(20)]
    assert desk.intake.counts == {"handled": 80, "refused": 280}
    assert desk.refused == [(1, "too many waiting")]


async def test_given_a_flood_that_goes_on_then_the_reader_is_told_now_and_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PER_MINUTE", 1)
    monkeypatch.setattr(intake, "REMINDED_S", 0.05)
    slow = Intake(desk.handle, desk.refuse, Seen())

    for _ in range(4):
        await slow.take(message(1))
        await slow.take(message(2))
    await asyncio.sleep(0.06)
    await slow.take(message(1))
    await slow.finish(5)

    assert Counter(desk.refused) == {(1, "too fast"): 2, (2, "too fast"): 1}


async def test_a_reader_may_send_60_in_a_minute_and_as_they_pass_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, passed_s = asyncio.get_running_loop(), 0.0
    monkeypatch.setattr(loop, "time", lambda: time.monotonic() + passed_s)
    for text in range(61):
        await desk.takes(message(1, str(text)), message(2) if text < 60 else message(3))
        await asyncio.sleep(0)

    passed_s = 2.5
    await desk.takes(*(message(1, f"later {n}") for n in range(3)))
    await desk.finishes()

    assert [text for chat, text in desk.done if chat == 1] == [
        *map(str, range(60)),
        "later 0",
        "later 1",
    ]
    assert sum(chat == 2 for chat, _ in desk.done) == 60


async def test_in_a_group_everybody_has_their_own_allowance(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PER_MINUTE", 1)
    slow = Intake(desk.handle, desk.refuse, Seen())
    anonymous = 1087968824  # the account of all who write in a group's name

    for sender in (1, 2, 1):
        await slow.take(message(-7, sender=sender))
    for group in (-8, -9):
        await slow.take(message(group, sender=anonymous, sender_chat={"id": group}))
    await slow.finish(5)

    assert [chat for chat, _ in desk.done] == [-7, -7, -8, -9]
    assert desk.refused == [(-7, "too fast")]


# — what is not handled —


async def test_an_update_that_comes_twice_is_handled_once(desk: Desk) -> None:
    desk.keep_waiting(1)
    twice = message(1, "a")

    await desk.takes(twice, twice)  # the second while the first is open
    desk.gates[1].set()
    await asyncio.sleep(0.01)
    await desk.takes(twice)
    await desk.finishes()

    assert desk.done == [(1, "a")]
    assert desk.intake.counts == {"handled": 1, "repeated": 2}


async def test_a_message_older_than_an_hour_is_skipped_but_not_an_edit_of_now(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    now = int(time.time())
    stale = message(1, SECRET, age_s=3700)

    await desk.takes(stale, message(1, "old", age_s=3500))
    await desk.takes(message(1, "edited", age_s=9000, edit_date=now))
    await desk.finishes()

    assert desk.done == [(1, "old"), (1, "edited")]
    assert f"update {stale['update_id']} skipped: too old" in caplog.text
    assert SECRET not in caplog.text
    assert desk.intake.counts["stale"] == 1


async def test_given_an_accident_then_the_next_update_of_the_chat_is_handled(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.takes(message(1, SECRET), message(1, "next"))
    await desk.finishes()

    assert desk.done == [(1, "next")]
    assert " skipped: ValueError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"message": None},
        {"message": "text"},
        {"message": {"chat": 1, "from": [], "date": "now"}},
        {"message": {"chat": {"id": [1]}}},
        {"edited_message": {"chat": {}}},
        {"callback_query": {"message": 5}},
        {"callback_query": {"from": {"id": 1}, "inline_message_id": "x"}},
        {"inline_query": 1},
        {"guest_message": {"chat": {"id": "a"}}},
        {"my_chat_member": {}},
        {"gift_wrapped": {"from": None}},
    ],
)
async def test_an_update_of_any_shape_is_left_to_the_library(
    desk: Desk, payload: dict[str, Any]
) -> None:
    given = []

    async def handle(raw: dict[str, Any]) -> None:
        given.append(raw)

    anything = Intake(handle, desk.refuse, Seen())
    raw = {"update_id": next(IDS), **payload}

    assert await anything.take(raw)
    await anything.finish(5)

    assert given == [raw]


# — stop —


async def test_at_the_end_what_is_open_is_finished_and_what_takes_too_long_is_named(
    desk: Desk,
) -> None:
    desk.keep_waiting(1, 2)
    stuck = [message(1), message(1)]
    await desk.takes(*stuck, message(2))
    asyncio.get_running_loop().call_later(0.05, desk.gates[2].set)

    left = await desk.finishes(0.2)

    assert left == [raw["update_id"] for raw in stuck]
    assert desk.done == [(2, "")]
    assert not await desk.intake.take(message(3))
