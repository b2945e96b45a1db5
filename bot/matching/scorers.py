"""One pure function a scorer, named for its formula; all give numbers in [0, 1].

They compare the words of one question with many phrasings or texts at once: an argument that is
an array has one element a phrasing or text, and so has the result. None of them decides alone:
whole-string similarity gives a sentence and its negation over 95 of 100.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from bot.matching.vocabulary import Hit, Term

Floats = np.ndarray[Any, np.dtype[np.float64]]

SAME_STEM, SYNONYM = 0.97, 0.92
"""How far another form of a word, and another word of its group, count as the word itself."""


def likeness(hit: Hit, term: Term) -> float:
    """Return how far a word of the question is `term`, in [0, 1].

    1 for the same form, `SAME_STEM` for another form of the word, `SYNONYM` for another word of
    its group, each times the strength with which a slip was mended; 0 for any other word.
    """
    if term.concept != hit.term.concept:
        return 0.0
    if term.form == hit.term.form:
        return hit.strength
    return hit.strength * (SAME_STEM if term.stem == hit.term.stem else SYNONYM)


def coverage(held: Floats, total: float) -> Floats:
    """Return the share of the question's weight that each passage holds.

    Args:
        held: Σ weight x likeness over the concepts of the question, in nats.
        total: Σ weight over the concepts of the question.

    >>> coverage(np.array([3.0, 0.0]), 4.0)
    array([0.75, 0.  ])
    """
    return np.minimum(1.0, held / total) if total else np.zeros_like(held)


def ochiai(held: Floats, mine: float, theirs: Floats) -> Floats:
    """Return the agreement of the question and each passage both ways.

    What both have, by the geometric mean of what either weighs, so that a word too many on
    either side counts: Ochiai's coefficient with weights
    (https://en.wikipedia.org/wiki/Cosine_similarity#Otsuka–Ochiai_coefficient).

    Args:
        held: Σ weight x likeness over the concepts of the question, in nats.
        mine: Σ weight of the question's concepts.
        theirs: Σ weight of each passage's concepts.

    >>> ochiai(np.array([2.0, 0.0]), 2.0, np.array([8.0, 0.0]))
    array([0.5, 0. ])
    """
    means = np.sqrt(mine * theirs)
    return np.minimum(1.0, np.divide(held, means, out=np.zeros_like(held), where=means > 0))


def dice(both: Floats, mine: int, theirs: Floats) -> Floats:
    """Return twice the pairs that both have, by all pairs of both: Dice's coefficient.

    >>> dice(np.array([1.0, 0.0]), 2, np.array([1.0, 3.0])).round(3)
    array([0.667, 0.   ])
    """
    return 2 * both / np.maximum(1.0, mine + theirs)


def ngram_bag(counts: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    """Return (1 + ln count) x weight for each n-gram that has a weight, scaled to length 1.

    Sublinear tf-idf: Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
    section 6.4.1. The dot product of two bags is their cosine.

    >>> ngram_bag({"ab": 1, "bc": 1}, {"ab": 3.0, "bc": 4.0})
    {'ab': 0.6, 'bc': 0.8}
    """
    return unit(
        {
            gram: weights[gram] if n == 1 else (1 + math.log(n)) * weights[gram]
            for gram, n in counts.items()
            if gram in weights
        }
    )


def unit(bag: Mapping[str, float]) -> dict[str, float]:
    """Return a bag scaled to Euclidean length 1; an empty one stays empty."""
    length = math.hypot(*bag.values())
    return {gram: weight / length for gram, weight in bag.items()} if length else {}


def mean_of_best(scores: Floats, best: int = 3) -> Floats:
    """Return the mean of the `best` highest scores of each row.

    Max over phrasings is not enough: an entry that several phrasings speak for is likelier.

    Args:
        scores: One row a record, one column a phrasing, padded with 0.
        best: How many count; a row with fewer columns is averaged over those.

    >>> mean_of_best(np.array([[0.2, 0.8, 0.6, 0.4]])).round(3)
    array([0.6])
    """
    best = min(best, scores.shape[1])
    top: Floats = np.partition(scores, -best, axis=1)[:, -best:]
    mean: Floats = top.mean(axis=1)
    return mean
