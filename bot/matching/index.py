"""Which records may be meant: taken apart, and found by their words through inverted lists."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bot.matching.vocabulary import Hit, Passage, Vocabulary

Rows = np.ndarray[Any, np.dtype[np.uint32]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Weights = np.ndarray[Any, np.dtype[np.float64]]

KEPT = 5_000
"""So many records are kept taken apart; of more, those that may be meant are when they are."""

_COMMON = 0.02  # share of the records that a word is in which finds too many to tell
_FINDABLE = 1_000  # records that may be found by one word in any case
_RANKED = 16  # times as many as are wanted are ranked by the common words, too
_SORTED = 65_536  # records that are put into the lists at a time, so that it takes little memory
_STEP = 10_000  # records between two reports of progress


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


@dataclass(frozen=True, slots=True)
class Taken:
    """A record taken apart."""

    phrasings: tuple[Passage, ...]
    text: Passage


class Index:
    """All records, to be looked up by their words.

    Args:
        records: Ids unique; all in one language.
        synonyms: Groups of words or short phrases that count as one concept.
        progress: Is told now and then how many records are read.

    Attributes:
        records: As given.
        vocabulary: Of all their phrasings and texts.
    """

    def __init__(
        self,
        records: Sequence[Record],
        synonyms: Iterable[Sequence[str]] = (),
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.records = records
        self.vocabulary = vocabulary = Vocabulary(
            synonyms, records[0].language if records else "en"
        )
        self._taken: list[Taken] | None = [] if len(records) <= KEPT else None
        held, sizes = array("I"), array("I")
        for row, record in enumerate(records):
            passages, numbers = vocabulary.read(record.phrasings, record.text)
            if self._taken is not None:
                self._taken.append(Taken(tuple(passages[:-1]), passages[-1]))
            held.extend(numbers)
            sizes.append(len(numbers))
            if progress and (row + 1) % _STEP == 0:
                progress(row + 1)
        concepts: Rows = np.array(held, dtype=np.uint32)
        del held
        counts = np.bincount(concepts, minlength=vocabulary.size)
        vocabulary.settle(array("I", counts.astype(np.uint32).tobytes()))
        # One list after the other: the rows of concept i are _rows[_starts[i] : _starts[i + 1]].
        self._starts: Places = np.concatenate(([0], np.cumsum(counts)))
        self._rows: Rows = _lists(concepts, np.array(sizes, dtype=np.uint32), self._starts)

    def taken(self, row: int) -> Taken:
        """Return a record taken apart."""
        if self._taken is not None:
            return self._taken[row]
        record, passage = self.records[row], self.vocabulary.passage
        return Taken(tuple(map(passage, record.phrasings)), passage(record.text))

    @cached_property
    def _texts_with(self) -> dict[str, Rows]:
        """The rows of the texts that have each character n-gram, of records that are kept."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, taken in enumerate(self._taken or ()):
            for gram in taken.text.ngrams:
                rows[gram].append(row)
        return {gram: np.array(found, dtype=np.uint32) for gram, found in rows.items()}

    def ngram_shares(self, weights: Mapping[str, float]) -> Weights | None:
        """Return which share of a question's character n-grams the text of each record has.

        Args:
            weights: The n-grams, each with its weight in nats.

        Returns:
            By weight, in [0, 1], shape (records,); None where records are not kept.
        """
        if self._taken is None:
            return None
        there = [gram for gram in weights if gram in self._texts_with]
        lists = [self._texts_with[gram] for gram in there]
        held = np.repeat([weights[gram] for gram in there], [len(rows) for rows in lists])
        rows = np.concatenate([np.empty(0, dtype=np.uint32), *lists])
        sums: Weights = np.bincount(rows, held, len(self.records)).astype(np.float64)
        return np.minimum(1.0, sums / (sum(weights.values()) or 1.0))

    def gather(self, hits: Sequence[Hit], most: int, ngrams: Weights | None = None) -> list[int]:
        """Return the rows of the records that hold most of the question's weight.

        Where the n-grams of all texts are known, words and n-grams count alike. Elsewhere the
        rarest word finds first. One that more than `_COMMON` of the records have finds none,
        as long as a rarer one is there, nor does one when all words that are left weigh less
        than what enough records already have: these only rank what was found. So the time that
        a question takes grows with what its telling words find, and not with the archive.

        Args:
            hits: The words of the question.
            most: How many records at most.
            ngrams: Which share of the question's n-grams the text of each record has.

        Returns:
            Best first; all when there are no more than `most`.
        """
        if len(self.records) <= most:
            return list(range(len(self.records)))
        lists = sorted(
            (
                (hit.weight * hit.strength, rows)
                for concept, hit in {hit.term.concept: hit for hit in hits}.items()
                if hit.weight > 0 and len(rows := self._having(concept))
            ),
            key=lambda item: len(item[1]),
        )
        if ngrams is not None:
            whole = sum(weight for weight, _ in lists) or 1.0
            shares = ngrams.copy()
            for weight, rows in lists:
                shares[rows] += weight / whole
            nearest: list[int] = np.argsort(-shares, kind="stable")[:most].tolist()
            return [row for row in nearest if shares[row] > 0]
        if not lists:
            return []
        common = max(_FINDABLE, _COMMON * len(self.records))
        telling = max(1, sum(len(rows) <= common for _, rows in lists))
        left = sum(weight for weight, _ in lists)
        scores = np.zeros(len(self.records), dtype=np.float32)
        found, enough = lists[0][1][:0], False
        for weight, rows in lists[:telling]:
            if not enough and len(found) > most:
                enough = bool(np.partition(scores[found], -most)[-most] > left)
            if not enough:
                found = np.concatenate((found, rows[scores[rows] == 0]))
            scores[rows] += weight
            left -= weight
        keep = _RANKED * most
        if keep < len(found):
            found = found[np.argpartition(scores[found], -keep)[-keep:]]
        for weight, rows in lists[telling:]:
            at = np.minimum(np.searchsorted(rows, found), len(rows) - 1)
            scores[found[rows[at] == found]] += weight
        order = np.lexsort((found, -scores[found]))[:most]
        best: list[int] = found[order].tolist()
        return best

    def _having(self, concept: str) -> Rows:
        number = self.vocabulary.id_of(concept)
        if number is None:
            return self._rows[:0]
        return self._rows[self._starts[number] : self._starts[number + 1]]


def _lists(concepts: Rows, sizes: Rows, starts: Places) -> Rows:
    """Return the rows that have each concept, ascending, one list after the other.

    Args:
        concepts: Of all records, one after the other; those of each ascending.
        sizes: How many each record has.
        starts: Where the list of each concept begins.
    """
    lists = np.empty(len(concepts), dtype=np.uint32)
    free = starts[:-1].copy()  # the first place of each list that is not filled
    begin = 0
    for first in range(0, len(sizes), _SORTED):
        some = sizes[first : first + _SORTED]
        end = begin + int(some.sum())
        order = np.argsort(concepts[begin:end], kind="stable")
        ordered = concepts[begin:end][order]
        rows = np.repeat(np.arange(first, first + len(some), dtype=np.uint32), some)[order]
        there, at, found = np.unique(ordered, return_index=True, return_counts=True)
        lists[np.repeat(free[there] - at, found) + np.arange(len(ordered))] = rows
        free[there] += found
        begin = end
    return lists
