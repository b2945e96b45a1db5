"""The fault table: 200 questions of 60 people at once, and how many answers are lost or doubled.

Run with `-s` to see the table.
"""

import asyncio
import signal
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import app
from bot.delivery import polling
from bot.delivery.intake import MOST_OPEN
from bot.desk import Desk
from tests.botapi import BotApi, Fault, Person
from tests.conftest import built
from tests.content.harbour import write
from tests.delivery import Process, settings_for

QUESTIONS = ("what caused the fire", "/help", "/about", "/privacy")
PEOPLE, UPDATES = 60, 200
TABLE: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Print the table at the end."""
    yield
    print("", "| scenario | lost | doubled | of |", "|---|---|---|---|", *TABLE, sep="\n")  # noqa: T201


@dataclass(frozen=True)
class Outcome:
    """How many answers never came, or came once too often."""

    lost: int
    doubled: int


class Crowd:
    """People who ask the same questions in turn, and know what the answers are."""

    def __init__(self, server: BotApi, answers: dict[str, str], people: int) -> None:
        self._server = server
        self._questions = list(answers)
        self._numbers = {text: number for number, text in enumerate(answers.values())}
        self._asked: dict[int, Counter[int]] = defaultdict(Counter)
        self._people = [server.person(f"Reader {n}") for n in range(people)]

    @classmethod
    async def before(
        cls, server: BotApi, questions: tuple[str, ...], people: int = PEOPLE
    ) -> "Crowd":
        """Return people who stand before the bot; one of them has tried all questions."""
        scout = server.person("Scout")
        answers = {question: (await scout.says(question)).text for question in questions}
        assert len({*answers.values()}) == len(questions)
        return cls(server, answers, people)

    def asks(self, updates: int) -> None:
        """Ask so many questions, everybody one after the other."""
        for number in range(updates):
            turn, who = divmod(number, len(self._people))
            question = turn % len(self._questions)
            self._people[who].writes(self._questions[question])
            self._asked[who][question] += 1

    def outcome(self) -> Outcome:
        """Return what came of it so far."""
        pairs = [(self._asked[who], self._heard(who)) for who in range(len(self._people))]
        return Outcome(
            lost=sum((asked - heard).total() for asked, heard in pairs),
            doubled=sum((heard - asked).total() for asked, heard in pairs),
        )

    def is_in_order(self) -> bool:
        """Return whether everybody got the first answer to each question in order."""
        orders = [list(self._heard(who)) for who in range(len(self._people))]
        return all(order == sorted(order) for order in orders)

    async def hears(self, within_s: float = 40, most_lost: int = 0) -> Outcome:
        """Wait until all but `most_lost` questions are answered and nothing more comes."""

        def settled() -> bool:
            return not self._server.telegram.updates and self.outcome().lost <= most_lost

        def more() -> bool:
            return self._server.count("sendMessage") > sent

        await self._server.telegram.wait_for(settled, within_s)
        sent = self._server.count("sendMessage")
        while await self._server.telegram.wait_for(more, 0.6):
            sent = self._server.count("sendMessage")
        return self.outcome()

    def _heard(self, who: int) -> Counter[int]:
        texts = [message.text for message in self._people[who].reads()]
        return Counter(self._numbers[text] for text in texts if text in self._numbers)


def record(scenario: str, outcome: Outcome, updates: int = UPDATES) -> None:
    """Add a row to the table."""
    TABLE.append(f"| {scenario} | {outcome.lost} | {outcome.doubled} | {updates} |")


@pytest_asyncio.fixture
async def crowd(server: BotApi, desk: Desk) -> AsyncIterator[Crowd]:
    """Return 60 people before a bot that polls."""
    async with app.polling(built(server, desk)):
        yield await Crowd.before(server, QUESTIONS)


Cause = Callable[[BotApi], Any]


def _a_wall(server: BotApi) -> None:
    fault = server.fail("sendMessage", status=429, retry_after=1, times=None)
    asyncio.get_running_loop().call_later(4, _ends, fault)


def _ends(fault: Fault) -> None:
    fault.times = fault.struck


def _poison(server: BotApi) -> None:
    for number in range(5):
        server.telegram.poison({"message": {"chat": {"id": 1000 + number}, "text": "?"}})


SCENARIOS = [
    ("calm", lambda server: None, 0),
    (
        "429 (1 s) on each tenth send",
        lambda server: server.fail("sendMessage", status=429, every=10, times=None),
        0,
    ),
    ("all sends 429 for 4 s", _a_wall, 0),
    (
        "502 on each tenth call",
        lambda server: server.fail(status=502, every=10, times=None),
        0,
    ),
    (
        "cut before the send took effect, 10 %",
        lambda server: server.fail("sendMessage", cut=True, every=10, times=None),
        0,
    ),
    (
        "cut after it took effect, 10 %",
        lambda server: server.fail("sendMessage", cut=True, after=True, every=10, times=20),
        20,
    ),
    (
        "answer to a send 8 s late, 3 %",
        lambda server: server.fail("sendMessage", late_s=8, every=8, times=6),
        0,
    ),
    (
        "200 with HTML, 10 %",
        lambda server: server.fail("sendMessage", status=200, every=10, times=None),
        0,
    ),
    ("20 % of updates delivered twice", lambda server: server.telegram.repeat(every=5), 0),
    ("five updates that cannot be parsed", _poison, 0),
]


@pytest.mark.parametrize(
    ("scenario", "cause", "doubled"), SCENARIOS, ids=[name for name, *_ in SCENARIOS]
)
async def test_given_bad_luck_then_every_reader_is_answered(
    crowd: Crowd, server: BotApi, scenario: str, cause: Cause, doubled: int
) -> None:
    cause(server)

    crowd.asks(UPDATES)
    outcome = await crowd.hears()

    record(scenario, outcome)
    assert outcome == Outcome(lost=0, doubled=doubled)
    assert crowd.is_in_order()


async def test_given_ten_502_on_fetching_then_every_reader_is_answered(
    crowd: Crowd, server: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_PAUSE_S", polling.FIRST_PAUSE_S / 20)
    fault = server.fail("getUpdates", status=502, times=10)

    crowd.asks(UPDATES)
    outcome = await crowd.hears()

    record("ten 502 on getUpdates, with a twentieth of the pauses", outcome)
    assert fault.struck == 10
    assert outcome == Outcome(lost=0, doubled=0)


async def test_given_one_reader_who_sends_300_at_once_then_the_others_do_not_notice(
    crowd: Crowd, server: BotApi
) -> None:
    slow = server.fail("sendMessage", late_s=0.2, times=None)
    others, flooder = [server.person(f"Other {n}") for n in range(20)], server.person("Flooder")

    async def waits_s(person: Person) -> float:
        started = time.monotonic()
        await person.says("/help")
        return time.monotonic() - started

    calm_s = statistics.median(await asyncio.gather(*map(waits_s, others)))
    for _ in range(300):
        flooder.writes("/about")
    busy_s = statistics.median(await asyncio.gather(*map(waits_s, others)))
    _ends(slow)

    TABLE.append(
        f"| one reader sends 300 at once, 0.2 s each: the others wait {busy_s:.2f} s (p50) "
        f"instead of {calm_s:.2f} s | 0 | 0 | 40 |"
    )
    assert busy_s < calm_s + 1  # in line behind the 300 it would be 60 s


# — a process that is stopped or killed —

MANY = (
    *("How many boats were lost?", "When will the harbour be rebuilt?", "Were the boats insured?"),
    *("/help", "/about", "/privacy", "/summary", "/summary long", "/topics", "/source"),
)


@pytest.fixture
def settings(server: BotApi, tmp_path: Path) -> dict[str, str]:
    """Return the settings of a process with a small story, which starts fast."""
    folder = write(tmp_path / "stories")
    return settings_for(server) | {"CONTENT_DIR": str(folder), "LOG_LEVEL": "INFO"}


async def test_given_a_burst_of_2000_then_a_stop_loses_nothing_and_a_kill_what_was_open(
    server: BotApi, settings: dict[str, str], tmp_path: Path
) -> None:
    async with Process(tmp_path, settings) as process:
        crowd = await Crowd.before(server, MANY, people=200)
        crowd.asks(2000)
        await server.called("sendMessage", 500)
        refused = server.fail("sendMessage", status=429, times=5)  # and have to wait for a second
        await server.telegram.wait_for(lambda: refused.struck == 5, 10)
        code, output, took_s = await process.ends(signal.SIGTERM)
    unanswered, waiting = crowd.outcome().lost, len(server.telegram.updates)
    stopped = Outcome(max(0, unanswered - waiting), max(0, waiting - unanswered))
    async with Process(tmp_path, settings) as process:
        await server.called("sendMessage", 1000)
        hanging = server.fail("sendMessage", cut=True, late_s=60, times=None)  # nothing is sent
        await server.telegram.wait_for(lambda: hanging.struck > 25, 10)
        await process.ends(signal.SIGKILL)
    _ends(hanging)
    async with Process(tmp_path, settings) as process:
        outcome = await crowd.hears(60, most_lost=MOST_OPEN)
        await process.ends(signal.SIGTERM)

    record(f"SIGTERM in a burst of 2000, exit after {took_s:.1f} s", stopped, 2000)
    record(f"SIGKILL in the same burst, {hanging.struck} sends under way", outcome, 2000)
    assert (code, took_s < 5) == (0, True), output
    assert waiting > 1000
    assert stopped == Outcome(lost=0, doubled=0)
    assert outcome.lost <= MOST_OPEN
    assert outcome.doubled <= MOST_OPEN
    assert crowd.is_in_order()
    assert server.token not in output
