"""The steps in order: look up, gather, compare, fuse, guard, decide; and the trace of them."""

import math
from collections.abc import Callable, Iterable, Sequence, Set
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.matching import guards, scorers
from bot.matching.calibration import (
    EVEN,
    MANY,
    SUGGEST_THRESHOLD,
    THRESHOLD,
    Calibration,
    Evidence,
    Outcome,
    Signs,
    Trial,
    decide,
    general_fit,
    lowered,
    refitted,
    threshold_for,
)
from bot.matching.classifier import MOST_WORK, Classifier
from bot.matching.comparison import (
    BEFORE,
    Asked,
    Compared,
    Entry,
    Texts,
    WordMatch,
    compare,
    says_nothing,
    word_matches,
)
from bot.matching.index import KEPT, Index, Record
from bot.matching.risk import Source
from bot.matching.semantic import Encoder, Meanings, Vectors

SHOWN = 5
"""How many candidates a match keeps."""

SHORTLIST = 8
"""How many records are compared with a question word by word: of thirty, nothing that was measured
was better."""

OF_MANY = 6
"""The same, where records are taken apart only then."""

LIKELY = 6
"""The same, where a classifier says which: of ten, no figure that was measured was better."""

FOLDS = 5
"""Parts that the phrasings, or the records, are left out in."""

REHEARSED = 150
"""Phrasings that are rehearsed as if they were not written."""

LEFT_OUT = 3
"""Every so many of them are also rehearsed as if their record did not exist: readers ask for what
a story has more often than for what it nearly has."""

_TEXT = -1  # the number of a record's text, where its phrasings count from 0
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a question might ask for.

    Attributes:
        record: The record.
        similarity: The evidence for it, fused, in [0, 100].
        evidence: What the similarity is made of.
        phrasing: Its best phrasing for this question; None when only its text speaks for it.
        veto: Which guard withholds it and why; None when none does.
        asked, compared: What it came from.
    """

    record: Record
    similarity: float
    evidence: Evidence
    phrasing: str | None
    veto: str | None
    asked: Asked = field(repr=False, compare=False)
    compared: Compared = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """The record's."""
        return self.record.id

    @property
    def words(self) -> tuple[WordMatch, ...]:
        """How each word of the question was found in that phrasing, or else in its text."""
        return word_matches(self.asked, self.compared)


@dataclass(frozen=True, slots=True)
class Match:
    """What came of one question, and why.

    Attributes:
        outcome: `answer` with the first candidate, `suggest` some, or `abstain`.
        score: Of the first candidate that no guard withholds, in [0, 100]; 0 when there is none.
        threshold: The score from which on it is an answer.
        signs: What the score is made of; None when there is no candidate.
        candidates: Those that no guard withholds, best first; at most `SHOWN`.
        vetoed: Those that a guard withholds, best first; at most `SHOWN`.
    """

    outcome: Outcome
    score: float
    threshold: float
    signs: Signs | None
    candidates: tuple[Candidate, ...]
    vetoed: tuple[Candidate, ...]

    @property
    def margin(self) -> float:
        """By how much the first candidate is ahead of the next that tells something else,
        in [0, 100]."""
        return 100 * self.signs.margin if self.signs else 0.0


class Matcher:
    """Finds the record that a question asks for. It never changes once it is built.

    Args:
        records: At least one; ids unique; all in one language. Those without phrasings are read
            as the sentences of a text, in their order; that of others changes nothing.
        synonyms: Groups of words or short phrases that mean the same.
        threshold, suggest_threshold: Scores in [0, 100] from which on a record is answered with,
            or suggested.
        classify: Whether to fit a classifier, where there are phrasings enough and it takes no
            longer than a second or so.
        encoder: A model that knows what sentences mean, to find also what shares no words. It
            takes its time for each text and each question.
        progress: Is told now and then how many records are read.
    """

    def __init__(
        self,
        records: Sequence[Record],
        synonyms: Iterable[Sequence[str]] = (),
        *,
        threshold: float = THRESHOLD,
        suggest_threshold: float = SUGGEST_THRESHOLD,
        classify: bool = True,
        encoder: Encoder | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._records = records
        self._index = Index(records, synonyms, progress)
        self._meanings: Meanings | None = None
        if encoder is not None and records:
            self._meanings = Meanings(encoder, [(*r.phrasings, r.text) for r in records])
        self._entries: dict[int, Entry] = {}  # those that a question was compared with
        phrasings = sum(len(record.phrasings) for record in records) / max(1, len(records))
        self._classifier: Classifier | None = None
        if phrasings >= MANY and classify:
            vectors = self._meanings.vectors if self._meanings else None
            self._classifier = _classifier(self._index, vectors)
        self._fit = general_fit(
            phrasings=phrasings,
            classified=self._classifier is not None,
            meant=self._meanings is not None,
        )
        self.threshold = threshold
        self.suggest_threshold = min(suggest_threshold, self.threshold)

    def match(self, question: str) -> Match:
        """Return which record `question` asks for, if any; deterministic, and it never raises."""
        asked = Asked(question, self._index.vocabulary)
        return self._judged(asked, self._found(asked))

    def evidence(self, question: str) -> dict[str, Evidence]:
        """Return what speaks for each record that `question` was compared with, by its id."""
        asked = Asked(question, self._index.vocabulary)
        return {self._records[one.row].id: one.evidence for one in self._found(asked)}

    @property
    def calibration(self) -> Calibration:
        """The numbers that it scores and decides by."""
        return Calibration(self._fit, self.threshold)

    def calibrated(self, calibration: Calibration) -> "Matcher":
        """Return the same matcher with other numbers."""
        other = copy(self)
        other._fit, other.threshold = calibration.fit, calibration.threshold
        other.suggest_threshold = min(self.suggest_threshold, other.threshold)
        return other

    def calibration_by(
        self, trials: Sequence[Trial], max_wrong_rate: float, promised: Set[str] = frozenset()
    ) -> Calibration:
        """Return the numbers that suit what trials came to.

        Args:
            trials: Cases of the editors, and rehearsed phrasings.
            max_wrong_rate: The share of all answers that may be wrong, in (0, 1).
            promised: Questions of cases that have to be answered.
        """
        fit = refitted(self._fit, trials)
        samples = [trial.sample(fit) for trial in trials]
        threshold = threshold_for(samples, max_wrong_rate)
        return Calibration(fit, lowered(threshold, samples, max_wrong_rate, promised))

    def trials(
        self, cases: Sequence[tuple[str, frozenset[str]]] = (), most: int = REHEARSED
    ) -> list[Trial]:
        """Return what cases come to (`case`), and what phrasings would, had they not been written.

        A phrasing is asked as if it were not written (`phrasing`), when its record or one that
        rests on the same is right; and some as if their record did not exist (`left out`), when
        only one that rests on the same is. A fifth of the phrasings, or of the records, is left
        out at a time. That the words of a phrasing stay known flatters it a little.

        Args:
            cases: Questions, each with the ids of the records that are right; none when nothing
                answers it.
            most: How many phrasings; they are taken evenly from all records.
        """
        sizes = [1 + len(record.phrasings) for record in self._records]
        row_of = np.repeat(np.arange(len(sizes)), sizes)
        number_of = np.concatenate([[*range(size - 1), _TEXT] for size in sizes])
        phrasings = np.flatnonzero(number_of != _TEXT)
        step = max(1, math.ceil(len(phrasings) / most))
        asked = [(int(row_of[i]), int(number_of[i])) for i in phrasings[::step]]
        trials = [
            _trial(self.match(question), question, expected, "case")
            for question, expected in cases
        ]
        for fold in range(FOLDS):
            unwritten = (number_of != _TEXT) & (number_of % FOLDS == fold)
            known = self._knowing(~unwritten)
            for row, number in asked:
                if number % FOLDS == fold:
                    phrasing = self._records[row].phrasings[number]
                    match = known._without(phrasing, (row, number))
                    right = self._as_right_as(row)
                    trials.append(_trial(match, phrasing, right, "phrasing"))
            known = self._knowing(row_of % FOLDS != fold)
            for row, number in asked[::LEFT_OUT]:
                if row % FOLDS == fold:
                    record = self._records[row]
                    phrasing = record.phrasings[number]
                    match = known._without(phrasing, (row, number), fold)
                    right = self._as_right_as(row) - {record.id}
                    trials.append(_trial(match, phrasing, right, "left out"))
        return trials

    def _as_right_as(self, row: int) -> frozenset[str]:
        """Return the ids of a record and of those that rest on the same; none if it tells
        nothing."""
        record = self._records[row]
        alike = (r.id for r in self._records if r.sources & record.sources)
        return frozenset([record.id, *alike] if record.answers else [])

    def _knowing(self, known: Mask) -> "Matcher":
        """Return the same matcher with a classifier that knows only some of the passages."""
        if self._classifier is None:
            return self
        other = copy(self)
        other._classifier = self._classifier.knowing(np.flatnonzero(known))
        return other

    def _without(self, question: str, place: tuple[int, int], fold: int | None = None) -> Match:
        """Return what a question comes to without a phrasing.

        Args:
            question: As it is asked.
            place: The row of a record, and the number of its phrasing that does not count.
            fold: That of the records that do not count either.
        """
        asked = Asked(question, self._index.vocabulary)
        compared = self._found(asked, without=place)
        return self._judged(asked, [c for c in compared if c.row % FOLDS != fold])

    def _found(self, asked: Asked, without: tuple[int, int] | None = None) -> list[Compared]:
        """Return the records that may be meant, with the evidence for each.

        Args:
            asked: The question.
            without: The row of a record, and the number of its phrasing that does not count.
        """
        vector = meanings = chances = None
        if self._meanings is not None:
            vector = self._meanings.vector(asked.mended)
            meanings = self._meanings.nearest(vector, without)
        if self._classifier is not None:
            chances = self._classifier.log_chances(asked.passage, vector)
        ngrams = self._index.ngram_shares(asked.ngrams)
        if chances is None:
            most = OF_MANY if ngrams is None else SHORTLIST
            rows = self._index.gather(asked.hits, most, ngrams)
            if meanings is not None:
                near = np.argsort(-meanings, kind="stable")[:most].tolist()
                rows = list(dict.fromkeys([*rows, *near]))
        else:
            rows = [int(row) for row in np.argsort(-chances)[:LIKELY]]
        entries = self._around(rows)
        texts = Texts(asked, entries, rows)
        return [
            compare(
                asked,
                row,
                entries[row],
                texts,
                0.0 if chances is None else scorers.log_scale(float(chances[row]), len(chances)),
                None if ngrams is None else float(ngrams[row]),
                0.0 if meanings is None else float(meanings[row]),
                without[1] if without and without[0] == row else None,
            )
            for row in rows
        ]

    def _judged(self, asked: Asked, compared: Sequence[Compared]) -> Match:
        """Return what is decided on the evidence."""
        similarity = {one.row: round(self._fit.similarity(one.evidence), 9) for one in compared}
        free: list[Candidate] = []
        vetoed: list[Candidate] = []
        # Of equals the id decides, and not the order of the records.
        for one in sorted(compared, key=lambda c: (-similarity[c.row], self._records[c.row].id)):
            record = self._records[one.row]
            # What is found by its meaning needs no words in common, but passes all guards.
            veto = None if self._meanings else says_nothing(asked, one)
            veto = veto or guards.veto(
                asked.guarded, one.entry.profile, self._index.vocabulary, answers=record.answers
            )
            some = free if veto is None else vetoed
            if len(some) == SHOWN:
                if veto is None:
                    break
                continue
            some.append(
                Candidate(
                    record,
                    100 * similarity[one.row],
                    one.evidence,
                    one.phrasing.raw if one.phrasing else None,
                    veto,
                    asked,
                    one,
                )
            )
        signs = self._signs(asked, free) if free else None
        score = self._fit.confidence(signs) if signs else 0.0
        outcome = decide(score, self.threshold, self.suggest_threshold)
        if outcome == "abstain" and signs and signs.margin < EVEN:
            # Which of the two is meant can be asked, if one of them alone would be worth it.
            alone = self._fit.confidence(signs._replace(margin=EVEN))
            outcome = decide(alone, math.inf, self.suggest_threshold)
        return Match(outcome, score, self.threshold, signs, tuple(free), tuple(vetoed))

    def _signs(self, asked: Asked, ranked: Sequence[Candidate]) -> Signs:
        best = ranked[0]
        sources = best.record.sources
        rivals = (c.similarity for c in ranked[1:] if not sources & c.record.sources)
        return Signs(
            similarity=best.similarity / 100,
            margin=(best.similarity - next(rivals, 0.0)) / 100,
            anywhere=best.evidence.anywhere,
            best=best.evidence.best,
            chance=self._chance(best.evidence),
            known=asked.known,
            length=1 - 1 / math.sqrt(max(1, len(asked.concepts))),
            meaning=best.evidence.meaning,
        )

    def _chance(self, evidence: Evidence) -> float:
        if self._classifier is None:
            return 0.0
        return math.pow(len(self._records), evidence.classified - 1)

    def _around(self, rows: Sequence[int]) -> dict[int, Entry]:
        """Return the records of these rows, and those that their texts go on from."""
        entries = {row: self._entry(row) for row in rows}
        before = {
            row - back
            for row, entry in entries.items()
            for back in range(1, len(entry.before) + 1)
        }
        return entries | {row: self._entry(row) for row in before - entries.keys()}

    def _entry(self, row: int) -> Entry:
        entry = self._entries.get(row)
        if entry is None:
            taken, vocabulary = self._index.taken(row), self._index.vocabulary
            if len(self._records) > KEPT:
                return Entry(taken, vocabulary)
            first = row if taken.phrasings else max(0, row - BEFORE)
            before = [self._index.taken(near).text for near in range(first, row)]
            entry = self._entries[row] = Entry(taken, vocabulary, before)
        return entry


def _trial(match: Match, question: str, expected: frozenset[str], source: Source) -> Trial:
    best = match.candidates[0].record if match.candidates else None
    told = best.id if best and best.answers else None
    return Trial(question, expected, told, match.signs, source)


def _classifier(index: Index, vectors: Vectors | None) -> Classifier | None:
    """Return a classifier over all phrasings and texts, or None when it would take seconds.

    Args:
        index: The records.
        vectors: What their passages mean, where that is known.
    """
    count = len(index.records)
    sizes = np.array([1 + len(record.phrasings) for record in index.records])
    if count < 2 or sizes.sum() ** 2 * count > MOST_WORK:
        return None
    taken = [index.taken(row) for row in range(count)]
    passages = [passage for one in taken for passage in (*one.phrasings, one.text)]
    return Classifier(passages, np.repeat(np.arange(count), sizes), count, vectors)
