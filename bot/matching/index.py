"""Which phrasing and which text holds which word: inverted lists, as numpy arrays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.matching import scorers
from bot.matching.scorers import Floats
from bot.matching.vocabulary import Hit, Passage, Term, Vocabulary, idf

Rows = np.ndarray[Any, np.dtype[np.intp]]
_NOWHERE: tuple[Rows, Floats] = (np.empty(0, dtype=np.intp), np.empty(0))


@dataclass(frozen=True, slots=True)
class Record:
    """One entry, as the engine sees it.

    Attributes:
        id: Unique among the records.
        text: What it says, with the words that it cites.
        phrasings: Questions that it answers.
        language: BCP 47 code; decides on stemming and stop words.
        answers: False when the entry says that something is not known; what it lacks (a number,
            a place) is then no reason to withhold it.
        sources: What it rests on, by any names. Two records that share a source tell the same
            in other words: neither is a rival of the other.
    """

    id: str
    text: str
    phrasings: tuple[str, ...]
    language: str = "en"
    answers: bool = True
    sources: frozenset[str] = frozenset()


class Postings:
    """For each key, the rows that have it and how much of it."""

    def __init__(self, bags: Iterable[Mapping[Any, float]]) -> None:
        self._lists: defaultdict[Any, tuple[list[int], list[float]]] = defaultdict(
            lambda: ([], [])
        )
        self._arrays: dict[Any, tuple[Rows, Floats]] = {}  # of the keys that were asked for
        self.rows = 0
        for row, bag in enumerate(bags):
            self.rows = row + 1
            for key, value in bag.items():
                rows, values = self._lists[key]
                rows.append(row)
                values.append(value)

    def having(self, key: str) -> Rows:
        """Return the rows that have `key`."""
        return self._having(key)[0]

    def dot(self, bag: Mapping[Any, float]) -> Floats:
        """Return for each row the sum of products with `bag`, over the keys that both have."""
        sums = np.zeros(self.rows)
        for key, value in bag.items():
            rows, values = self._having(key)
            sums[rows] += value * values
        return sums

    def _having(self, key: Any) -> tuple[Rows, Floats]:
        if key not in self._lists:
            return _NOWHERE
        if key not in self._arrays:
            rows, values = self._lists[key]
            self._arrays[key] = np.array(rows, dtype=np.intp), np.array(values)
        return self._arrays[key]


class Index:
    """All records, ready to be compared with a question.

    Args:
        records: Ids unique; all in one language.
        synonyms: Groups of words or short phrases that count as one concept.

    Attributes:
        records: As given.
        vocabulary: Of all their phrasings and texts.
        phrasings: The phrasings of all records, taken apart, one row each.
        texts: The records' texts, taken apart, one row each.
        rows: Shape (records, most phrasings of any): which phrasings a record has; a record with
            fewer is filled up with the number of the row after the last.
    """

    def __init__(self, records: Sequence[Record], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self.records = tuple(records)
        documents = [[*record.phrasings, record.text] for record in records]
        language = records[0].language if records else "en"
        self.vocabulary = vocabulary = Vocabulary(documents, synonyms, language)
        self.phrasings = [p for passages in vocabulary.passages for p in passages[:-1]]
        self.texts = [passages[-1] for passages in vocabulary.passages]
        self.rows = _padded([len(record.phrasings) for record in records])

        self._in_phrasings = _Words(self.phrasings, vocabulary)
        self._in_texts = _Words(self.texts, vocabulary)
        self._pairs = Postings(dict.fromkeys(p.pairs, 1.0) for p in self.phrasings)
        self._pair_counts = np.array([float(len(p.pairs)) for p in self.phrasings])
        passages = [*self.phrasings, *self.texts]
        spread = Counter(gram for passage in passages for gram in passage.ngrams)
        self._gram_weights = {gram: idf(n, len(passages)) for gram, n in spread.items()}
        self._text_grams = Postings(self._bag(text) for text in self.texts)
        self._phrasing_grams = Postings(
            self._centroid(passages[:-1]) for passages in vocabulary.passages
        )

    def agreement(self, hits: Sequence[Hit]) -> Floats:
        """Return Ochiai's coefficient of the question's words with each phrasing."""
        words = self._in_phrasings
        return scorers.ochiai(words.held(hits), total_weight(hits), words.weights)

    def shared_pairs(self, mended: Passage) -> Floats:
        """Return Dice's coefficient of the question's pairs of words with each phrasing's."""
        both = self._pairs.dot(dict.fromkeys(mended.pairs, 1.0))
        return scorers.dice(both, len(mended.pairs), self._pair_counts)

    def text_coverage(self, hits: Sequence[Hit]) -> Floats:
        """Return the share of the question's weight that each text holds."""
        return scorers.coverage(self._in_texts.held(hits), total_weight(hits))

    def ngram_cosines(self, mended: Passage) -> tuple[Floats, Floats]:
        """Return the cosines with each record's phrasings together, and with each text."""
        bag = self._bag(mended)
        return self._phrasing_grams.dot(bag), self._text_grams.dot(bag)

    def by_record(self, of_phrasings: Floats) -> Floats:
        """Return one value a phrasing as one row a record, padded with 0."""
        padded: Floats = np.append(of_phrasings, 0.0)[self.rows]
        return padded

    def _bag(self, passage: Passage) -> dict[str, float]:
        return scorers.ngram_bag(passage.ngrams, self._gram_weights)

    def _centroid(self, passages: Sequence[Passage]) -> dict[str, float]:
        centroid: defaultdict[str, float] = defaultdict(float)
        for passage in passages:
            for gram, weight in self._bag(passage).items():
                centroid[gram] += weight
        return scorers.unit(centroid)


def total_weight(hits: Sequence[Hit]) -> float:
    """Return the sum of the weights of the question's concepts, in nats."""
    return sum(hit.weight for hit in _one_a_concept(hits))


class _Words:
    """Which passage holds which word."""

    def __init__(self, passages: Sequence[Passage], vocabulary: Vocabulary) -> None:
        self.weights = np.array(
            [sum(map(vocabulary.weight, p.concepts.values())) for p in passages]
        )
        self._forms = Postings(
            dict.fromkeys((term.form for term in p.concepts.values()), 1.0) for p in passages
        )
        self._terms: defaultdict[str, set[Term]] = defaultdict(set)
        for passage in passages:
            for term in passage.concepts.values():
                self._terms[term.concept].add(term)

    def held(self, hits: Sequence[Hit]) -> Floats:
        """Return Σ weight x likeness over the concepts of the question, for each passage."""
        held = np.zeros(len(self.weights))
        for hit in _one_a_concept(hits):
            for term in self._terms.get(hit.term.concept, ()):
                held[self._forms.having(term.form)] += hit.weight * scorers.likeness(hit, term)
        return held


def _one_a_concept(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the best one only of those that share a concept."""
    best = {hit.term.concept: hit for hit in sorted(hits, key=lambda h: (h.strength, h.weight))}
    return list(best.values())


def _padded(lengths: Sequence[int]) -> Rows:
    total = sum(lengths)
    rows = np.full((len(lengths), max(lengths, default=0) or 1), total, dtype=np.intp)
    start = 0
    for i, length in enumerate(lengths):
        rows[i, :length] = np.arange(start, start + length)
        start += length
    return rows
