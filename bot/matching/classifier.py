"""A linear classifier over the phrasings of a story, fitted when the story is published.

What the largest single gain came from: every phrasing speaks, for its own record and against all
others, through its words, their pairs and their character n-grams.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from itertools import pairwise
from typing import Any

import numpy as np

from bot.matching.vocabulary import Passage

Matrix = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.intp]]

PENALTY = 0.05
"""How strongly the weights are held down; the rows are of unit length."""

ITERATIONS = 12
"""Steps of the fit: twice as many moved no figure that was measured by more than 0.2 points."""

HASTY = 6
"""The same, to rehearse, which is done ten times over."""

MEANING = 1.0
"""How much the meaning of a passage counts beside all its words, where it is known. From 0.5 to 4
the right record was first within a point of as often."""

MOST_WORK = 1_500_000_000
"""Multiplications in one step (rows² x records) above which fitting would take seconds."""

# How much words, their pairs and character n-grams weigh in the length of a row.
_BLOCKS: tuple[tuple[Callable[[Passage], Counter[Any]], float], ...] = (
    (lambda passage: Counter(term.concept for term in passage.terms), 1.0),
    (lambda passage: Counter(pairwise((None, *(t.concept for t in passage.terms), None))), 0.7),
    (lambda passage: passage.ngrams, 1.0),
)
_LENGTH = math.hypot(*(weight for _, weight in _BLOCKS))
_COMMON = 96  # rows; rarer features are multiplied pair by pair, the others as one dense matrix


class Bags:
    """Many passages as sparse rows of unit length.

    What many rows have is kept as a dense matrix, and what few have feature by feature.

    Args:
        bags: For each row its features and how much of each.
        size: How many features there are.
    """

    def __init__(self, bags: Sequence[tuple[list[int], list[float]]], size: int) -> None:
        self._count, self._size = len(bags), size
        features = np.array([f for numbers, _ in bags for f in numbers], dtype=np.intp)
        values = np.array([v for _, numbers in bags for v in numbers], dtype=np.float32)
        rows = np.repeat(np.arange(len(bags)), [len(numbers) for numbers, _ in bags])
        spread = np.bincount(features, minlength=size)
        self._common = np.flatnonzero(spread > _COMMON)
        place = np.full(size, -1)
        place[self._common] = np.arange(len(self._common))
        places = place[features]
        there = places >= 0
        self._dense = np.zeros((len(bags), len(self._common)), dtype=np.float32)
        self._dense[rows[there], places[there]] = values[there]
        rare = np.flatnonzero(~there)
        rare = rare[np.argsort(features[rare], kind="stable")]
        self._rows, self._features, self._values = rows[rare], features[rare], values[rare]
        self._starts = np.flatnonzero(np.diff(self._features, prepend=-1))  # of each feature

    def products(self) -> Matrix:
        """Return the dot products of all rows with each other, shape (rows, rows)."""
        ends = np.append(self._starts[1:], len(self._features))
        spread = ends - self._starts
        where, both = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.float32)]
        for found in range(1, _COMMON + 1):
            at = self._starts[spread == found][:, None] + np.arange(found)
            rows, values = self._rows[at], self._values[at]
            one, other = np.triu_indices(found, 1)
            where.append((rows[:, one] * self._count + rows[:, other]).ravel())
            both.append((values[:, one] * values[:, other]).ravel())
        flat = np.bincount(np.concatenate(where), np.concatenate(both), self._count**2)
        above = flat.reshape(self._count, self._count).astype(np.float32)
        result: Matrix = self._dense @ self._dense.T + above + above.T
        squares = np.bincount(self._rows, self._values**2, self._count)
        result[np.diag_indices(self._count)] += squares.astype(np.float32)
        return result

    def weights(self, dual: Matrix) -> Matrix:
        """Return Xᵀ times the weights of the rows: those of the features, (features, classes)."""
        weights = np.zeros((self._size, dual.shape[1]), dtype=np.float32)
        weights[self._common] = self._dense.T @ dual
        step = 4_000  # features at a time, so that it takes little memory
        for first in range(0, len(self._starts), step):
            some = self._starts[first : first + step]
            past = first + step
            end = self._starts[past] if past < len(self._starts) else len(self._features)
            part = slice(some[0], end)
            weights[self._features[some]] = np.add.reduceat(
                self._values[part, None] * dual[self._rows[part]], some - some[0], axis=0
            )
        return weights


class Features:
    """The words, pairs and n-grams of some passages, each with a number and a weight.

    Attributes:
        bags: The passages.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._numbers: list[dict[Any, int]] = [{} for _ in _BLOCKS]
        self._weights: list[float] = []
        counts = [[bag(passage) for passage in passages] for bag, _ in _BLOCKS]
        for numbers, bags in zip(self._numbers, counts, strict=True):
            spread = Counter(key for bag in bags for key in bag)
            for key, found in spread.items():
                numbers[key] = len(self._weights)
                self._weights.append(math.log((1 + len(passages)) / (1 + found)) + 1)
        rows = [self._row(list(row)) for row in zip(*counts, strict=True)]
        self.bags = Bags(rows, len(self._weights))

    def row(self, passage: Passage) -> tuple[list[int], list[float]]:
        """Return the features that a passage has, and how much of each; of unit length."""
        return self._row([bag(passage) for bag, _ in _BLOCKS])

    def _row(self, bags: Sequence[Counter[Any]]) -> tuple[list[int], list[float]]:
        """Sublinear tf-idf, each block scaled to its share of the length.

        Source: Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 6.4.1.
        """
        features: list[int] = []
        values: list[float] = []
        for bag, numbers, (_, share) in zip(bags, self._numbers, _BLOCKS, strict=True):
            found = [(numbers[key], n) for key, n in bag.items() if key in numbers]
            mine = [
                self._weights[number] * (1.0 if n == 1 else 1 + math.log(n)) for number, n in found
            ]
            scale = share / _LENGTH / (math.hypot(*mine) or 1.0)
            features += [number for number, _ in found]
            values += [value * scale for value in mine]
        return features, values


def fit(kernel: Matrix, labels: Ints, classes: int, iterations: int = ITERATIONS) -> Matrix:
    """Return the dual weights of a multinomial logistic regression, shape (rows, classes).

    Least Σ -ln softmax(K a)[row, label] + PENALTY / 2 tr(aᵀ K a), by conjugate gradients with
    the metric K: a row's new class scores are its products with all rows, times the result.

    Sources: Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4;
    Nocedal and Wright, "Numerical Optimization", 5.2 (Polak-Ribière).

    Args:
        kernel: Products of the rows with each other, shape (rows, rows).
        labels: The class of each row.
        classes: How many there are.
        iterations: Steps.
    """
    target = np.zeros((len(labels), classes), dtype=np.float32)
    target[np.arange(len(labels)), labels] = 1.0
    weights = np.zeros_like(target)
    scores = np.zeros_like(target)
    chance = softmax(scores)
    step, moved, before = (np.zeros_like(target) for _ in range(3))
    size, loss = math.inf, _loss(target, scores, weights)
    for _ in range(iterations):
        downhill = target - chance - PENALTY * weights
        change = kernel @ downhill
        last, size = size, float(np.vdot(downhill, change))
        if size < 1e-6:
            break
        turn = max(0.0, (size - float(np.vdot(change, before))) / last)
        step, moved, before = downhill + turn * step, change + turn * moved, downhill
        far = _line(target, scores, chance, weights, step, moved)
        # Where classes are far apart the slope hardly bends, and the step goes much too far.
        while (there := _loss(target, scores + far * moved, weights + far * step)) > loss:
            far /= 2
        weights, scores, loss = weights + far * step, scores + far * moved, there
        chance = softmax(scores)
    return weights


def _loss(target: Matrix, scores: Matrix, weights: Matrix) -> float:
    """Return what `fit` makes least; `scores` are K times `weights`."""
    surprise = -float(np.vdot(target, log_softmax(scores)))
    return surprise + PENALTY / 2 * float(np.vdot(weights, scores))


def _line(
    target: Matrix, scores: Matrix, chance: Matrix, weights: Matrix, step: Matrix, moved: Matrix
) -> float:
    """Return how far to go along `step`: a Newton step, mended by one of the secant method."""
    held = PENALTY * float(np.vdot(weights, moved))
    bend = PENALTY * float(np.vdot(step, moved))
    slope = float(np.vdot(moved, target - chance)) - held
    mean = (chance * moved).sum(axis=1, keepdims=True)
    far = slope / (float(np.vdot(chance, (moved - mean) ** 2)) + bend)
    there = float(np.vdot(moved, target - softmax(scores + far * moved))) - held - far * bend
    return far * min(2.0, slope / (slope - there)) if there < slope else 2.0 * far


def softmax(scores: Matrix) -> Matrix:
    """Return e^score scaled to a sum of 1, for each row.

    >>> softmax(np.array([[0.0, 0.0]], dtype=np.float32))
    array([[0.5, 0.5]], dtype=float32)
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return shares


class Classifier:
    """Says how likely each record is meant, by all phrasings and texts together.

    Args:
        passages: Phrasings and texts, taken apart.
        labels: The record of each, shape (passages,).
        records: How many records there are; each has at least one passage.
        vectors: What each passage means, shape (passages, d), where that is known.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        labels: Ints,
        records: int,
        vectors: Matrix | None = None,
    ) -> None:
        self._features = features = Features(passages)
        self._labels, self._records, self._vectors = labels, records, vectors
        self._meanings: Matrix | None = None
        self._kernel = features.bags.products()
        if vectors is not None:
            self._kernel += MEANING * (vectors @ vectors.T)
        self._weigh(fit(self._kernel, labels, records))

    def _weigh(self, dual: Matrix) -> None:
        self._weights = self._features.bags.weights(dual)
        if self._vectors is not None:
            self._meanings = MEANING * (self._vectors.T @ dual)
        self._silent = np.flatnonzero(~dual.any(axis=0))

    def log_chances(self, passage: Passage, vector: Matrix | None = None) -> Matrix:
        """Return ln of the chance of each record, given that one is meant; shape (records,).

        Args:
            passage: The question.
            vector: What it means, shape (d,), where that is known.
        """
        features, values = self._features.row(passage)
        scores = np.array(values, dtype=np.float32) @ self._weights[features]
        if self._meanings is not None and vector is not None:
            scores += vector @ self._meanings
        scores[self._silent] = -np.inf
        chances: Matrix = log_softmax(scores[None])[0]
        return chances

    def knowing(self, known: Ints) -> "Classifier":
        """Return one that is fitted on the passages `known` only, hastily.

        Records of which no passage is known get no chance.
        """
        dual = np.zeros((len(self._labels), self._records), dtype=np.float32)
        kernel, labels = self._kernel[np.ix_(known, known)], self._labels[known]
        dual[known] = fit(kernel, labels, self._records, HASTY)
        dual[:, np.bincount(labels, minlength=self._records) == 0] = 0.0
        other = copy(self)
        other._weigh(dual)
        return other


def log_softmax(scores: Matrix) -> Matrix:
    """Return ln of `softmax`."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs: Matrix = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs
