"""Questions that readers asked, asked again of another edition: what an edit would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.desk import Abstention, Answer, Desk, Edition, Outcome

SHOWN = 10
"""How many questions are listed unless more are asked for."""

_LONGEST = 80  # characters of a question on a line


class AskedLike(Protocol):
    """A question that readers asked, and how often."""

    @property
    def question(self) -> str:
        """As they typed it."""

    @property
    def count(self) -> int:
        """How often."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that comes to something else.

    Attributes:
        question: As readers asked it.
        count: How often they did.
        before, after: What it came to and comes to: the id of the entry told, with why that is
            no answer when it is none; else the reason for telling nothing.
    """

    question: str
    count: int
    before: str
    after: str


def replayed(before: Edition, after: Edition, asked: Sequence[AskedLike]) -> tuple[Moved, ...]:
    """Return the questions that come to another outcome or entry, the most asked first.

    Args:
        before: The edition on air.
        after: The one that may replace it.
        asked: What readers asked; a question more than once is counted together.
    """
    counts: dict[str, int] = {}
    for one in asked:
        counts[one.question] = counts.get(one.question, 0) + one.count
    old, new = Desk(before), Desk(after)
    moved = [
        Moved(question, count, was, now)
        for question, count in counts.items()
        if (was := _told(old.answer(question))) != (now := _told(new.answer(question)))
    ]
    return tuple(sorted(moved, key=lambda one: -one.count))


def replay_text(moved: Sequence[Moved], asked: int, days: int, most: int = SHOWN) -> str:
    """Return what moved in short lines, for an editor to read before publishing.

    Args:
        moved: The questions that come to something else.
        asked: How many different questions were asked again.
        days: From how long back they are.
        most: How many are listed.

    >>> print(replay_text([Moved("how many burned", 12, "boats-lost", "rebuilding")], 214, 30))
    1 of 214 questions of the last 30 days comes to something else:
    • how many burned (12 times): boats-lost → rebuilding
    >>> print(replay_text([], 214, 30))
    0 of 214 questions of the last 30 days come to something else.
    >>> print(replay_text([], 0, 30))
    Nobody asked anything in the last 30 days.
    """
    if not asked:
        return f"Nobody asked anything in the last {days} days."
    comes = "comes" if len(moved) == 1 else "come"
    head = (
        f"{len(moved):,} of {asked:,} questions of the last {days} days {comes} to something else"
    )
    if not moved:
        return f"{head}."
    lines = [f"{head}:", *map(_line, moved[:most])]
    if len(moved) > most:
        lines.append(f"… and {len(moved) - most:,} more")
    return "\n".join(lines)


def _line(one: Moved) -> str:
    question = " ".join(one.question.split())
    if len(question) > _LONGEST:
        question = question[:_LONGEST].rstrip() + "…"
    often = f" ({one.count:,} times)" if one.count > 1 else ""
    return f"• {question}{often}: {one.before} → {one.after}"


def _told(outcome: Outcome) -> str:
    """Return what a reader gets: not `came_to`, since a withdrawn entry is no answer any more."""
    if isinstance(outcome, Answer):
        return outcome.entry.id
    reason = outcome.reason.replace("_", " ")
    entry = outcome.entry if isinstance(outcome, Abstention) else None
    return reason if entry is None else f"{entry.id} ({reason})"
