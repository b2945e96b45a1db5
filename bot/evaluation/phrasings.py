"""Phrasings → which of them find their own entry, and which entries compete for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.content.manual import page
from bot.content.model import Mark
from bot.content.problem import Problem
from bot.desk import Edition
from bot.matching import Candidate
from bot.matching.stopwords import STOP_WORDS

THIN = 15.0
"""The margin, in [0, 100], below which a phrasing only just finds its entry. Of the first story's
phrasings with one below 10, mutations told another entry 16 times in 100; from 10 to 15, 3 times;
from 15 to 20, twice; from 20 on, once in 1,000."""

_STOP_WORDS = frozenset().union(*STOP_WORDS.values())


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two entries of which phrasings are near to each other.

    Attributes:
        entry: Id of the entry that has the phrasing.
        rival: Id of the other.
        question: The phrasing of the one that is nearest to the other, of all of both.
        mark: Where it stands.
        margin: By how much it finds its own entry rather than the other, in [0, 100].
        words: Its words that the other has, too; those that hold a sentence together only when
            there are no others.
        phrasings: How many of both are nearer to the other than to any third.
    """

    entry: str
    rival: str
    question: str
    mark: Mark
    margin: float
    words: tuple[str, ...]
    phrasings: int


def rivals(edition: Edition) -> tuple[Rivals, ...]:
    """Return the pairs of entries that compete, the nearest first.

    Entries that rest on the same sentence do not: either is right.
    """
    return examined(edition)[1]


def examined(edition: Edition) -> tuple[list[Problem], tuple[Rivals, ...]]:
    """Return the phrasings that do not find their own entry, and the pairs that compete."""
    lost: list[Problem] = []
    nearest: dict[frozenset[str], tuple[float, str, str, Mark, Candidate]] = {}
    counts: dict[frozenset[str], int] = {}
    for entry in edition.entries:
        for question, mark in zip(entry.questions, entry.question_marks, strict=True):
            match = edition.matcher.match(question)
            best = match.candidates[0] if match.candidates else None
            if match.outcome != "answer" or best is None or best.id != entry.id:
                rival = next((c for c in match.candidates if c.id != entry.id), None)
                shared = _shared(rival) if rival else []
                named = _named(rival.id, mark, edition) if rival else None
                lost.append(phrasing_lost(mark, question, entry.id, named, shared))
                continue
            sources = best.record.sources
            rival = next((c for c in match.candidates[1:] if not sources & c.record.sources), None)
            if rival is not None:
                pair = frozenset((entry.id, rival.id))
                counts[pair] = counts.get(pair, 0) + 1
                if pair not in nearest or match.margin < nearest[pair][0]:
                    nearest[pair] = match.margin, entry.id, question, mark, rival
    found = [
        Rivals(
            id_, rival.id, question, mark, margin, tuple(_telling(_shared(rival))), counts[pair]
        )
        for pair, (margin, id_, question, mark, rival) in nearest.items()
    ]
    return lost, tuple(sorted(found, key=lambda pair: (pair.margin, pair.mark)))


def near_rivals(pairs: Iterable[Rivals]) -> Iterator[Problem]:
    """Yield a warning for each pair of which a phrasing only just finds its own entry."""
    return (entries_near(pair) for pair in pairs if pair.margin < THIN)


def _named(entry_id: str, mark: Mark, edition: Edition) -> str:
    """Return an entry's id, with its place when that is not in the file that `mark` is in."""
    entry = edition.entry(entry_id)
    is_elsewhere = entry is not None and entry.mark.path != mark.path
    return f"'{entry_id}' at {entry.mark}" if entry and is_elsewhere else f"'{entry_id}'"


def _shared(candidate: Candidate) -> list[str]:
    """Return the words of the question that a candidate has."""
    return [word.word for word in candidate.words if word.how != "none"]


def _telling(words: Sequence[str]) -> list[str]:
    """Return the words that are no stop words, once each; all if there are no others."""
    shared = list(dict.fromkeys(words))
    return [word for word in shared if word not in _STOP_WORDS] or shared


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
    against = f", because it is as near to {rival} ({', '.join(shared)})" if rival else ""
    return Problem(
        mark,
        "phrasing-lost",
        f"'{question}' does not find its own entry '{entry_id}'{against}",
        "reword the phrasing so that it asks for this entry only, or remove it",
    )


@page
def entries_near(pair: Rivals) -> Problem:
    """No phrasing finds its own entry only just (a warning).

    Why: what a reader types is never quite what you wrote, and a little less like it is the other
    entry's question, which readers then get or are asked back for.

    Wrong:
        questions: [How many boats were lost?, When will the harbour be built?]

    Right:
        questions: [How many boats were lost?, How many ships have burned?]
    """
    return Problem(
        pair.mark,
        "entries-near",
        f"'{pair.question}' finds '{pair.entry}' only just before '{pair.rival}', which also has "
        f"{', '.join(pair.words)}",
        f"reword it with what only '{pair.entry}' is about, or give it to '{pair.rival}'",
        is_warning=True,
    )
