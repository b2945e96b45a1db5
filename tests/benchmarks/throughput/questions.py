"""What is asked, and what the readers of it have to be told."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.model import Entry
from bot.desk import Desk, Edition
from bot.handlers.wire import arguments
from bot.phrases import ENGLISH
from bot.reception import asked
from tests.benchmarks.throughput.server import Json

READERS = 200
WARMING = 64
STEADY = 300

_FIRST_READER = 1_000_000
_FIRST_UPDATE = 700_000_000


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a reader, the reader being a private chat."""

    reader: int
    question: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The questions that one bot is asked, in the order of time.

    Attributes:
        name: How they were drawn.
        parts: To warm up, at a modest rate, and then each burst.
    """

    name: str
    parts: Sequence[Sequence[Asking]]


def all_different(edition: Edition, bursts: int, size: int, seed: int = 0) -> Draw:
    """Return a draw in which no question comes twice: nothing remembered is of use.

    Of phrasings only: the bot has asked itself the cases before it starts.

    Args:
        edition: Has to have as many phrasings as that takes.
        bursts: How many.
        size: Of each burst.
        seed: Of chance.

    Raises:
        ValueError: There are not as many phrasings.
    """
    chance = random.Random(seed)
    questions = [question for entry in edition.entries for question in entry.questions]
    most = (len(questions) - WARMING - STEADY) // bursts
    if size > most:
        raise ValueError(f"there are phrasings for {bursts} bursts of {max(0, most)} only")
    chance.shuffle(questions)
    return _draw("all different", questions, bursts, size, chance)


def as_readers_ask(edition: Edition, bursts: int, size: int, seed: int = 0) -> Draw:
    """Return a draw of phrasings and cases by Zipf's law: the r-th as often as 1 / r.

    Which is asked how often is up to chance, and that readers ask like this is assumed.
    """
    chance = random.Random(seed)
    stories = edition.content.stories
    questions = [question for entry in edition.entries for question in entry.questions]
    questions += [case.question for story in stories for case in story.cases]
    chance.shuffle(questions)
    weights = [1 / rank for rank in range(1, len(questions) + 1)]
    drawn = chance.choices(questions, weights, k=WARMING + STEADY + bursts * size)
    return _draw("as readers ask", drawn, bursts, size, chance)


def _draw(
    name: str, questions: Sequence[str], bursts: int, size: int, chance: random.Random
) -> Draw:
    """Return these questions, each part spread evenly over the readers."""
    left = iter(questions)
    parts = []
    for length in (WARMING, STEADY, *[size] * bursts):
        readers = [_FIRST_READER + number % READERS for number in range(length)]
        chance.shuffle(readers)
        parts.append([Asking(reader, next(left)) for reader in readers])
    return Draw(name, parts)


def updates(askings: Sequence[Asking], first: int) -> list[Json]:
    """Return messages that were written now.

    Args:
        askings: Who asks what.
        first: How many updates there were before.
    """
    now = int(time.time())
    return [
        {
            "update_id": _FIRST_UPDATE + number,
            "message": {
                "message_id": number,
                "date": now,
                "chat": {"id": asking.reader, "type": "private", "first_name": "Reader"},
                "from": {
                    "id": asking.reader,
                    "is_bot": False,
                    "first_name": "Reader",
                    "language_code": "en",
                },
                "text": asking.question,
            },
        }
        for number, asking in enumerate(askings, first + 1)
    ]


@dataclass(frozen=True, slots=True)
class Expected:
    """What has to come of a draw.

    Attributes:
        parts: What each reader has to be told.
        exchanges: How many the journal has to have in the end.
    """

    parts: Sequence[Sequence[str]]
    exchanges: int


def echoed(draw: Draw) -> Expected:
    """Return what has to come of a draw with a bot that echoes, and has no journal."""
    return Expected([[asking.question for asking in part] for part in draw.parts], 0)


def answered(draw: Draw, edition: Edition) -> Expected:
    """Return what has to come of a draw with the whole bot, asked all within five minutes."""
    desk, before = Desk(edition), dict[int, Entry | None]()
    parts = []
    exchanges = 0
    for part in draw.parts:
        texts = []
        for asking in part:
            turn = asked(asking.question, desk, ENGLISH, before.get(asking.reader))
            before[asking.reader] = turn.told
            exchanges += turn.outcome is not None
            texts.append(arguments(turn.reply, ENGLISH)["text"])
        parts.append(texts)
    return Expected(parts, exchanges)
