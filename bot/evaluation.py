"""Cases and phrasings → what holds and what does not, as problems an editor can mend."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from bot.content.manual import page
from bot.content.model import Case, Mark, Reason
from bot.content.problem import Problem
from bot.desk import Abstention, Answer, Desk, Edition, Outcome


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


def problems(edition: Edition) -> list[Problem]:
    """Return what an edition gets wrong, by its own phrasings and cases."""
    found = [*_lost_phrasings(edition), *_failed_cases(edition)]
    return sorted(found, key=lambda problem: problem.mark)


def _lost_phrasings(edition: Edition) -> Iterator[Problem]:
    for entry in edition.entries:
        for question, mark in zip(entry.questions, entry.question_marks, strict=True):
            match = edition.matcher.match(question)
            best = match.candidates[0].id if match.candidates else None
            if match.outcome != "answer" or best != entry.id:
                rival = next((c for c in match.candidates if c.id != entry.id), None)
                shared = [word.word for word in rival.words if word.how != "none"] if rival else []
                yield phrasing_lost(mark, question, entry.id, rival.id if rival else None, shared)


def _failed_cases(edition: Edition) -> Iterator[Problem]:
    for verdict in verdicts(edition):
        if not verdict.holds:
            yield case_failed(verdict.case, came_to(verdict.outcome))


@page
def phrasing_lost(
    mark: Mark, question: str, entry_id: str, rival: str | None, shared: list[str]
) -> Problem:
    """Every phrasing finds its own entry, and clearly.

    Why: a reader who types exactly this must get exactly that answer, and not be asked back.

    Wrong:
        questions: [How many boats were lost?, When will our harbour be rebuilt?]

    Right:
        questions: [How many boats were lost?, How many ships have burned?]
    """
    against = f", because it is as near to '{rival}' ({', '.join(shared)})" if rival else ""
    return Problem(
        mark,
        "phrasing-lost",
        f"'{question}' does not find its own entry '{entry_id}'{against}",
        "reword the phrasing so that it asks for this entry only, or remove it",
    )


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
    expected = " or ".join(case.expect)
    entries = " or ".join(name for name in case.expect if name not in get_args(Reason))
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
