"""The steps in order: look up, gather, score, fuse, guard, decide; and the trace of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.matching import guards, scorers
from bot.matching.calibration import (
    SUGGEST_THRESHOLD,
    THRESHOLD,
    WEIGHTS,
    Evidence,
    Outcome,
    confidence,
    decide,
)
from bot.matching.index import Index, Record, Rows
from bot.matching.scorers import Floats
from bot.matching.vocabulary import Hit, Passage

How = Literal["exact", "stem", "synonym", "typo", "none"]

SHOWN = 5
"""How many candidates a match keeps."""

_WHOLE = 0.75  # of Ochiai's coefficient: the question is the phrasing, give or take a word


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How one word of the question was found in a record.

    Attributes:
        word: As the reader wrote it, normalised.
        form: The word it was matched with; empty when the record has none.
        how: `exact`, `stem`, `synonym`, `typo` or `none`.
        weight: How telling the word is, in nats.
    """

    word: str
    form: str
    how: How
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a question might ask for.

    Attributes:
        id: The record's.
        similarity: The evidence for it, fused, in [0, 100].
        evidence: What the similarity is made of.
        phrasing: Its best phrasing for this question; None when only its text speaks for it.
        words: How each word of the question was found in that phrasing, or else in its text.
        veto: Which guard withholds it and why; None when none does.
    """

    id: str
    similarity: float
    evidence: Evidence
    phrasing: str | None
    words: tuple[WordMatch, ...]
    veto: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """What came of one question, and why.

    Attributes:
        outcome: `answer` with the first candidate, `suggest` some, or `abstain`.
        score: Of the first candidate that no guard withholds, in [0, 100]; 0 when there is none.
        threshold: The score from which on it is an answer.
        margin: By how much the first candidate is ahead of the next that tells something else,
            in [0, 100].
        candidates: Those that no guard withholds, best first; at most `SHOWN`.
        vetoed: Those that a guard withholds, best first; at most `SHOWN`.
    """

    outcome: Outcome
    score: float
    threshold: float
    margin: float
    candidates: tuple[Candidate, ...]
    vetoed: tuple[Candidate, ...]


class Matcher:
    """Finds the record that a question asks for. It never changes once it is built.

    Args:
        records: At least one; ids unique; all in one language.
        synonyms: Groups of words or short phrases that mean the same.
        threshold, suggest_threshold: Scores in [0, 100] from which on a record is answered with,
            or suggested.
    """

    def __init__(
        self,
        records: Sequence[Record],
        synonyms: Iterable[Sequence[str]] = (),
        *,
        threshold: float = THRESHOLD,
        suggest_threshold: float = SUGGEST_THRESHOLD,
    ) -> None:
        self.threshold = threshold
        self.suggest_threshold = suggest_threshold
        self._index = index = Index(records, synonyms)
        self._sources = {record.id: record.sources for record in records}
        self._negated = np.array([guards.is_negated(p.plain) for p in index.phrasings], dtype=bool)
        self._profiles: dict[int, guards.Profile] = {}  # of the records that guards looked at

    def match(self, question: str) -> Match:
        """Return which record `question` asks for, if any; deterministic, and it never raises."""
        hits = self._index.vocabulary.look_up(question)
        mended = Passage(question, tuple(hit.term for hit in hits))
        asked = guards.question(mended, hits)
        evidence, phrasings = self._evidence(hits, mended, asked.profile.negated)
        similarities = np.round(np.array(WEIGHTS) @ evidence, 9)  # not the order of the records
        ids = [record.id for record in self._index.records]
        free: list[Candidate] = []
        vetoed: list[Candidate] = []
        for i in sorted(range(len(ids)), key=lambda i: (-similarities[i], ids[i])):
            phrasing = self._index.phrasings[phrasings[i]] if evidence[0, i] else None
            words = _word_matches(hits, phrasing, self._index.texts[i])
            veto = self._says_nothing(words, evidence[0, i]) or self._veto(asked, i)
            (free if veto is None else vetoed).append(
                Candidate(
                    ids[i],
                    100 * float(similarities[i]),
                    Evidence(*map(float, evidence[:, i].round(9))),
                    phrasing.raw if phrasing else None,
                    words,
                    veto,
                )
            )
            if len(free) == SHOWN:
                break
        score = similar = margin = 0.0
        if free:
            similar = free[0].similarity
            margin = similar - self._rival(free)
            score = confidence(similar / 100, margin / 100, _covered(free[0].words))
        outcome = decide(score, similar, margin, self.threshold, self.suggest_threshold)
        return Match(outcome, score, self.threshold, margin, tuple(free), tuple(vetoed[:SHOWN]))

    def _rival(self, ranked: Sequence[Candidate]) -> float:
        """Return the similarity of the first record that tells something else than the best."""
        sources = self._sources[ranked[0].id]
        rivals = (c.similarity for c in ranked[1:] if not sources & self._sources[c.id])
        return next(rivals, 0.0)

    def _evidence(
        self, hits: Sequence[Hit], mended: Passage, negated: bool
    ) -> tuple[Floats, Rows]:
        """Return the evidence, a row a kind and a column a record, and the best phrasings' rows.

        A phrasing that is negated where the question is not, or the other way round, asks for
        the opposite and speaks for nobody.
        """
        index = self._index
        alike = self._negated == negated
        agreement = index.by_record(np.where(alike, index.agreement(hits), 0.0))
        pairs = index.by_record(np.where(alike, index.shared_pairs(mended), 0.0))
        phrasing_grams, text_grams = index.ngram_cosines(mended)
        evidence = np.array(
            Evidence(
                best=agreement.max(axis=1),
                pooled=scorers.mean_of_best(agreement),
                pairs=pairs.max(axis=1),
                ngrams=phrasing_grams,
                text=index.text_coverage(hits),
                text_ngrams=text_grams,
            )
        )
        best = agreement.argmax(axis=1)
        return evidence, index.rows[np.arange(len(best)), best]

    def _veto(self, asked: guards.Question, row: int) -> str | None:
        entry = self._profile(row)
        answers = self._index.records[row].answers
        name = guards.different_name(asked, entry, self._index.vocabulary, answers=answers)
        if name or not answers:
            return name
        return (
            guards.negation(asked, entry)
            or guards.different_number(asked, entry)
            or guards.missing_type(asked, entry)
        )

    def _profile(self, row: int) -> guards.Profile:
        if row not in self._profiles:
            index = self._index
            rows = [number for number in index.rows[row] if number < len(index.phrasings)]
            self._profiles[row] = guards.entry_profile(
                [index.phrasings[number] for number in rows], index.texts[row]
            )
        return self._profiles[row]

    def _says_nothing(self, words: Sequence[WordMatch], agreement: float) -> str | None:
        """Return a reason when only stop words were found, unless they are a whole phrasing."""
        telling = any(
            w.how != "none" and not self._index.vocabulary.is_stop_word(w.form) for w in words
        )
        return None if telling or agreement > _WHOLE else "only words that tell nothing"


def _covered(words: Sequence[WordMatch]) -> float:
    """Return the share of the question's weight that was found, in [0, 1]."""
    total = sum(word.weight for word in words)
    return sum(word.weight for word in words if word.how != "none") / total if total else 0.0


def _word_matches(
    hits: Sequence[Hit], phrasing: Passage | None, body: Passage
) -> tuple[WordMatch, ...]:
    """Return how each word of the question was found in the phrasing, else in the text."""
    matches = []
    for hit in hits:
        concept = hit.term.concept
        term = (phrasing.concepts.get(concept) if phrasing else None) or body.concepts.get(concept)
        how: How = "none"
        if term is not None:
            if hit.strength < 1:
                how = "typo"
            elif term.form == hit.term.form:
                how = "exact"
            else:
                how = "stem" if term.stem == hit.term.stem else "synonym"
        matches.append(WordMatch(hit.word, term.form if term else "", how, hit.weight))
    return tuple(matches)
