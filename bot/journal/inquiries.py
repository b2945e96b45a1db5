"""What editors ask of the journal: what was asked in vain, what is asked most, how much in all."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    RowMapping,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy import true as everything
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.journal.records import Asked, Counts, Decision, EntryCount, OutcomeCount, Unanswered
from bot.journal.tables import exchanges, feedback, reviewed, waiting

MOST_QUESTIONS = 10_000
"""Questions that are returned at once; databases take some 32,000 values in a statement."""

_TYPED = exchanges.c.via != "button"  # a button's question is the editors' own
_TIMES = func.count().label("times")
_LAST_AT = func.max(exchanges.c.at).label("last_at")
_MOST_ASKED_FIRST = (_TIMES.desc(), _LAST_AT.desc(), exchanges.c.question)


async def unanswered(
    connection: AsyncConnection,
    since: datetime | None,
    most: int,
    wording: Callable[[str], str],
) -> list[Unanswered]:
    """Return what was asked in vain and not dealt with, the most asked first."""
    rows = await connection.execute(select(reviewed.c.wording, reviewed.c.decision, reviewed.c.at))
    reviews = {row.wording: (row.decision, row.at) for row in rows}
    found: dict[str, Row[Any]] = {}
    async with connection.stream(_in_vain(since), execution_options={"yield_per": 500}) as asked:
        async for row in asked:
            if len(found) == min(most, MOST_QUESTIONS):
                break
            if not _is_settled(row.last_at, reviews.get(wording(row.question))):
                found[row.question] = row
    last = await _last_of(connection, {question: row.last_at for question, row in found.items()})
    waits = (
        select(waiting.c.question, func.count())
        .where(waiting.c.question.in_(found))
        .group_by(waiting.c.question)
    )
    readers = {question: times for question, times in await connection.execute(waits)}
    return [
        Unanswered(
            question=question,
            language=last[question].language,
            count=row.times,
            first_at=row.first_at,
            last_at=row.last_at,
            waiting=readers.get(question, 0),
            rated_down=int(row.rated_down),
            edition=last[question].edition,
        )
        for question, row in found.items()
        if question in last  # and not forgotten meanwhile by another process
    ]


def _is_settled(last_at: datetime, review: tuple[Decision, datetime] | None) -> bool:
    """Return whether nothing is to be done: what is asked in vain after it was taught is new."""
    return review is not None and (review[0] == "ignored" or last_at <= review[1])


def _in_vain(since: datetime | None) -> Select[Any]:
    """Return questions that found no answer, or one that readers say they had not asked for."""
    ratings = _ratings(since)
    down = (
        select(ratings.c.update_id, func.count().label("times"))
        .where(ratings.c.verdict == "not_asked")
        .group_by(ratings.c.update_id)
        .subquery()
    )
    return (
        select(
            exchanges.c.question,
            _TIMES,
            func.min(exchanges.c.at).label("first_at"),
            _LAST_AT,
            func.coalesce(func.sum(down.c.times), 0).label("rated_down"),
        )
        .outerjoin(down, down.c.update_id == exchanges.c.update_id)
        .where(
            _TYPED,
            _since(since),
            or_(
                exchanges.c.outcome == "suggest",
                and_(
                    exchanges.c.outcome == "abstain",
                    exchanges.c.reason.in_(("out_of_scope", "ambiguous")),
                ),
                down.c.times > 0,
            ),
        )
        .group_by(exchanges.c.question)
        .order_by(*_MOST_ASKED_FIRST)
    )


async def asked(connection: AsyncConnection, since: datetime | None, most: int) -> list[Asked]:
    """Return what readers typed, and what their last asking came to; the most asked first."""
    often = (
        select(exchanges.c.question, _TIMES, _LAST_AT)
        .where(_TYPED, _since(since))
        .group_by(exchanges.c.question)
        .order_by(*_MOST_ASKED_FIRST)
        .limit(min(most, MOST_QUESTIONS))
    )
    found = {row.question: row for row in await connection.execute(often)}
    last = await _last_of(connection, {question: row.last_at for question, row in found.items()})
    return [
        Asked(
            question=question,
            count=row.times,
            last_at=row.last_at,
            outcome=last[question].outcome,
            reason=last[question].reason,
            entry_id=last[question].entry_id,
            score=last[question].score,
            edition=last[question].edition,
            language=last[question].language,
        )
        for question, row in found.items()
        if question in last  # and not forgotten meanwhile by another process
    ]


async def _last_of(
    connection: AsyncConnection, last_at: Mapping[str, datetime]
) -> dict[str, Row[Any]]:
    """Return the last exchange of each question, by when that was.

    By the index of times: with windows in one statement, all texts are sorted with their rows.
    """
    then = (
        select(exchanges)
        .where(_TYPED, exchanges.c.at.in_({*last_at.values()}))
        .order_by(exchanges.c.update_id)
    )
    rows = await connection.execute(then)
    return {row.question: row for row in rows if last_at.get(row.question) == row.at}


async def answered_in(
    connection: AsyncConnection, chat: str, message_id: int
) -> RowMapping | None:
    """Return the row of the exchange that a message shows: its last, if it was edited."""
    found = (
        select(exchanges)
        .where(exchanges.c.chat == chat, exchanges.c.message_id == message_id)
        .order_by(exchanges.c.at.desc(), exchanges.c.update_id.desc())
        .limit(1)
    )
    return (await connection.execute(found)).mappings().first()


async def counts(connection: AsyncConnection, since: datetime | None) -> Counts:
    """Return how much was asked, by whom and how, and what it came to."""
    # Of the database's own zone, if it is not told which.
    at: ColumnElement[Any] = exchanges.c.at
    day = func.date(func.timezone("UTC", at) if connection.dialect.name == "postgresql" else at)
    times = func.count()

    async def grouped(*by: ColumnElement[Any], of: ColumnElement[Any] = times) -> list[Any]:
        found = select(*by, of).where(_since(since)).group_by(*by).order_by(*by)
        return [*(await connection.execute(found))]

    readers = func.count(exchanges.c.reader.distinct())
    ratings = _ratings(since)
    rated = (
        select(exchanges.c.entry_id, ratings.c.verdict, func.count())
        .join(exchanges, exchanges.c.update_id == ratings.c.update_id)
        .where(_since(since))
        .group_by(exchanges.c.entry_id, ratings.c.verdict)
    )
    ratings_of: dict[str | None, dict[str, int]] = {}
    for entry_id, verdict, n in await connection.execute(rated):
        ratings_of.setdefault(entry_id, {})[verdict] = n
    return Counts(
        outcomes=tuple(
            OutcomeCount(_date(on), outcome, reason, n)
            for on, outcome, reason, n in await grouped(
                day, exchanges.c.outcome, exchanges.c.reason
            )
        ),
        readers_of_day={_date(on): n for on, n in await grouped(day, of=readers)},
        readers=(await connection.execute(select(readers).where(_since(since)))).scalar_one(),
        entries=tuple(
            EntryCount(entry_id, n, of.get("useful", 0), of.get("not_asked", 0))
            for entry_id, n in await grouped(exchanges.c.entry_id)
            if entry_id is not None
            for of in [ratings_of.get(entry_id, {})]
        ),
        languages={language: n for language, n in await grouped(exchanges.c.language)},
        via={via: n for via, n in await grouped(exchanges.c.via)},
    )


def _date(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def _since(since: datetime | None) -> ColumnElement[bool]:
    return everything() if since is None else exchanges.c.at >= since


def _ratings(since: datetime | None) -> Subquery:
    """Return what readers thought since then, each with the exchange whose answer they saw.

    When a question is edited its answer is, so one message may have had several.
    """
    seen, later = exchanges.alias(), exchanges.alias()
    was_edited = exists().where(
        later.c.chat == seen.c.chat,
        later.c.message_id == seen.c.message_id,
        later.c.at <= feedback.c.at,
        later.c.at > seen.c.at,
    )
    return (
        select(feedback.c.verdict, seen.c.update_id)
        .join(
            seen,
            and_(
                seen.c.chat == feedback.c.chat,
                seen.c.message_id == feedback.c.message_id,
                seen.c.at <= feedback.c.at,
            ),
        )
        .where(~was_edited, everything() if since is None else feedback.c.at >= since)
        .subquery()
    )
