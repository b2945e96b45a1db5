"""Cases → which of them hold, and as problems those that do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.content.manual import page
from bot.content.model import Case, Reason
from bot.content.problem import Problem
from bot.desk import Abstention, Answer, Desk, Edition, Outcome

_MOST_NAMED = 5  # of what a case expects, in what is said of it


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question with a known outcome, and what came of it.

    Attributes:
        case: The question and what it must come to.
        outcome: What a reader would be told.
        holds: Whether that is what the case expects.
    """

    case: Case
    outcome: Outcome
    holds: bool


def verdicts(edition: Edition) -> list[Verdict]:
    """Return what comes of every case of an edition, in the order of its stories."""
    desk = Desk(edition)
    judged = []
    for story in edition.content.stories:
        for case in story.cases:
            outcome = desk.answer(case.question, story.language)
            judged.append(Verdict(case, outcome, came_to(outcome) in case.expect))
    return judged


def came_to(outcome: Outcome) -> str:
    """Return an outcome in the words of `expect`: the id of the entry told, else the reason.

    What a reader is told of a `not_reported` entry is that entry's text, so it is its id.
    """
    if isinstance(outcome, Answer):
        return outcome.entry.id
    if isinstance(outcome, Abstention) and outcome.entry is not None:
        return outcome.entry.id
    return outcome.reason


def failed_cases(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each case that comes to something else than it expects."""
    for verdict in verdicts(edition):
        if not verdict.holds:
            yield case_failed(verdict.case, came_to(verdict.outcome))


@page
def case_failed(case: Case, came: str) -> Problem:
    """A case comes to what it expects.

    Why: cases are what you promised readers; an edit that breaks one changes an answer.

    Wrong:
        # cases.yaml
        cases: [{q: how many boats did the fire take, expect: rebuilding}]

    Right:
        # cases.yaml
        cases: [{q: how many boats did the fire take, expect: boats-lost}]
    """
    expected = _either(case.expect)
    entries = _either([name for name in case.expect if name not in get_args(Reason)])
    fix = (
        f"add a phrasing like it to {entries}"
        if entries
        else "see which phrasing draws it (ask --explain) and reword that, or add a not_reported "
        "entry"
    )
    return Problem(
        case.mark,
        "case-failed",
        f"'{case.question}' should come to {expected} and comes to {came}",
        f"{fix}, or correct what the case expects",
    )


def _either(names: Sequence[str]) -> str:
    """Return names as a choice, the first of them when there are many."""
    more = len(names) - _MOST_NAMED
    return " or ".join(names[:_MOST_NAMED]) + (f" or {more} more" if more > 0 else "")
