"""What readers asked and what it came to, for an editor: numbers, and a picture."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from telegram import Message

from bot.desk import Edition
from bot.editing.review import clustered
from bot.editing.statistics import Period, PicturesMissing, in_words, picture
from bot.evaluation import coverage
from bot.journal import Counts, Journal, Unanswered
from bot.newsroom.editors import Editors
from bot.newsroom.history import is_number
from bot.newsroom.progress import Progress

DAYS = 30
"""Days that are told of, unless others are asked for."""

_MOST_DAYS = 365
_MOST_WORDS = 8

NO_DATABASE = "The database with the questions is away. Try again in a minute."


class Statistics:
    """Shows what was asked."""

    def __init__(self, editors: Editors, journal: Journal) -> None:
        self._editors = editors
        self._journal = journal

    async def show(self, message: Message, rest: str, _: int) -> None:
        """Show the last days, as many as are asked for."""
        days = min(int(rest), _MOST_DAYS) if is_number(rest) else DAYS
        now = datetime.now(UTC)
        period = Period(now.date() - timedelta(days - 1), now.date())
        since = datetime.combine(period.first, datetime.min.time(), UTC)
        progress = Progress(message)
        counts = await self._journal.counts(since)
        asked = await self._journal.unanswered(since)
        waiting = await self._journal.waiting()
        if counts is None or asked is None or waiting is None:
            await progress.say(NO_DATABASE)
            return
        edition = self._editors.publisher.on_air.edition
        words, image = await progress.during(
            "Counting …",
            asyncio.to_thread(_made, counts, asked, edition, period, len(waiting)),
        )
        await progress.say(words)
        if image is not None:
            await message.reply_photo(image, filename="questions.png")


def _made(
    counts: Counts,
    asked: Sequence[Unanswered],
    edition: Edition,
    period: Period,
    waiting: int,
) -> tuple[str, bytes | None]:
    """Return the numbers in words, and the picture if it can be drawn."""
    cards = clustered(asked, edition)
    words = [in_words(counts, edition, period, cards, waiting), *_left_out(asked, edition)]
    try:
        return "\n\n".join(words), picture(counts, period)
    except PicturesMissing as missing:
        return "\n\n".join([*words, str(missing)]), None


def _left_out(asked: Sequence[Unanswered], edition: Edition) -> Iterator[str]:
    """Yield what the stories say and no entry does, and what readers ask for and none has."""
    questions = [one.question for one in asked for _ in range(one.count)]
    found = coverage(edition.content, unanswered=questions)
    sentences = sum(len(one.sentences) for one in found.maps)
    unused = sum(len(one.unused) for one in found.maps)
    yield f"Sentences of the articles that no entry uses: {unused} of {sentences}"
    if words := [f"{one.word} ({one.count})" for one in found.missing[:_MOST_WORDS]]:
        yield f"Asked for, and in no entry: {', '.join(words)}"
