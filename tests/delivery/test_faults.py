"""The fault table: 200 questions of 60 people at once, and how many answers are lost or doubled.

Run with `-s` to see the table.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot import app
from bot.desk import Desk
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Fault, Person
from tests.delivery import built

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
    """People who ask the same questions in turn, and know what the answers are.

    Args:
        server: Where they write.
        questions: Each has another answer.
        answers: How each answer begins.
        people: How many people.
    """

    def __init__(
        self, server: BotApi, questions: tuple[str, ...], answers: tuple[str, ...], people: int
    ) -> None:
        self._server = server
        self._questions = questions
        self._answers = answers
        self._asked: list[tuple[Person, int]] = []
        self.people = [server.person(f"Reader {n}") for n in range(people)]

    def asks(self, updates: int) -> None:
        """Ask so many questions, everybody one after the other."""
        for number in range(updates):
            turn, who = divmod(number, len(self.people))
            question = turn % len(self._questions)
            self.people[who].writes(self._questions[question])
            self._asked.append((self.people[who], question))

    def outcome(self) -> Outcome:
        """Return what came of it so far."""
        lost = doubled = 0
        for person in self.people:
            expected = Counter(question for who, question in self._asked if who is person)
            heard = self._heard(person)
            lost += (expected - heard).total()
            doubled += (heard - expected).total()
        return Outcome(lost, doubled)

    def is_in_order(self) -> bool:
        """Return whether everybody got the first answer to each question in order."""
        orders = [list(dict.fromkeys(self._heard(person).elements())) for person in self.people]
        return all(order == sorted(order) for order in orders)

    async def hears(self, within_s: float) -> Outcome:
        """Wait until all is answered and nothing is under way, or time is up."""

        def settled() -> bool:
            return not self._server.telegram.updates and not self.outcome().lost

        await self._server.telegram.wait_for(settled, within_s)
        await asyncio.sleep(0.1)
        return self.outcome()

    def _heard(self, person: Person) -> Counter[int]:
        texts = [message.text for message in person.reads()]
        starts = [[text.startswith(answer) for answer in self._answers] for text in texts]
        return Counter(start.index(True) for start in starts if any(start))


def record(scenario: str, outcome: Outcome, updates: int = UPDATES, more: str = "") -> None:
    TABLE.append(f"| {scenario}{more} | {outcome.lost} | {outcome.doubled} | {updates} |")


@pytest_asyncio.fixture
async def crowd(server: BotApi, desk: Desk) -> AsyncIterator[Crowd]:
    """Return 60 people before a bot that polls."""
    async with app.polling(built(server, desk)):
        cause = (await server.person("Scout").says(QUESTIONS[0])).text
        answers = (cause, ENGLISH.help, ENGLISH.about, ENGLISH.privacy)
        yield Crowd(server, QUESTIONS, answers, PEOPLE)


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
        lambda server: server.fail("sendMessage", late_s=8, every=33, times=None),
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
    outcome = await crowd.hears(within_s=40)

    record(scenario, outcome)
    assert outcome == Outcome(lost=0, doubled=doubled)
    assert crowd.is_in_order()
