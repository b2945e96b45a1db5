"""How often an answer would be wrong, by questions whose right answers are known.

Risk is the share of the answers that are wrong; coverage is the share of all questions that are
answered. A higher threshold answers less and is wrong less often, and the curve of both is what
there is to choose from: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective
Classification", JMLR 11 (2010), https://jmlr.org/papers/v11/el-yaniv10a.html
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Literal

import numpy as np

CONFIDENCE = 0.95
"""How sure a bound is."""

Source = Literal["case", "phrasing", "left out"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question whose right answers are known, and what would be told.

    Attributes:
        question: As it was asked.
        expected: Ids of the records that are right; empty when nothing answers it.
        told: Id of the first record that no guard withholds; None when there is none.
        score: Of that record, in [0, 100]; it is told from the threshold on.
        source: A `case` of the editors; a `phrasing` that was asked as if it had not been
            written; or one asked as if its record did not exist, `left out`.
    """

    question: str
    expected: frozenset[str]
    told: str | None
    score: float
    source: Source

    @property
    def right(self) -> bool:
        """Whether what would be told is right; False when nothing would be."""
        return self.told in self.expected

    def is_answered(self, threshold: float) -> bool:
        """Return whether something is told at this threshold."""
        return self.told is not None and self.score >= threshold


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold comes to.

    Attributes:
        threshold: Records are told from this score on, in [0, 100].
        asked: All questions.
        answered: Those that are answered.
        wrong: Those that are answered wrongly.
    """

    threshold: float
    asked: int
    answered: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Answered among asked, in [0, 1]; 0 when nothing was asked."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def risk(self) -> float:
        """Wrong among answered, in [0, 1]; 0 when nothing is answered."""
        return self.wrong / self.answered if self.answered else 0.0

    @property
    def bound(self) -> float:
        """What the risk is at most, with `CONFIDENCE`, for one threshold chosen beforehand."""
        return upper_bound(self.wrong, self.answered)


def point(samples: Sequence[Sample], threshold: float) -> Point:
    """Return what this threshold comes to on the samples."""
    answered = [sample for sample in samples if sample.is_answered(threshold)]
    wrong = sum(not sample.right for sample in answered)
    return Point(threshold, len(samples), len(answered), wrong)


def curve(samples: Sequence[Sample]) -> tuple[Point, ...]:
    """Return what every threshold comes to that makes a difference, highest first.

    One for each score of a record that could be told, so that coverage grows from point to
    point; nothing for no such record.

    >>> sure = Sample("who", frozenset({"mayor"}), "mayor", 90.0, "case")
    >>> unsure = Sample("why", frozenset(), "mayor", 40.0, "case")
    >>> [(p.threshold, p.coverage, p.risk) for p in curve([unsure, sure])]
    [(90.0, 0.5, 0.0), (40.0, 1.0, 0.5)]
    """
    told = sorted((s for s in samples if s.told is not None), key=lambda s: -s.score)
    alike = [(score, list(group)) for score, group in groupby(told, key=lambda s: s.score)]
    answered = accumulate(len(group) for _, group in alike)
    wrong = accumulate(sum(not s.right for s in group) for _, group in alike)
    return tuple(
        Point(score, len(samples), n, k)
        for (score, _), n, k in zip(alike, answered, wrong, strict=True)
    )


def upper_bound(wrong: int, answered: int, confidence: float = CONFIDENCE) -> float:
    """Return what the risk is at most when `wrong` of `answered` questions were wrong.

    The exact one-sided Clopper–Pearson bound: the risk p at which so few wrong ones would have
    only the probability 1 − `confidence`, Σ C(n, i) pⁱ (1 − p)ⁿ⁻ⁱ over 0 ≤ i ≤ k, for k wrong of
    n answered. It holds for questions that were drawn independently, like those to come.

    Args:
        wrong: 0 ≤ `wrong` ≤ `answered`.
        answered: How many were answered.
        confidence: In (0, 1).

    Returns:
        A share in (0, 1]; 1 when nothing was answered, or everything wrongly.

    Source: Clopper and Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the
    Case of the Binomial", Biometrika 26 (1934), https://doi.org/10.2307/2331986

    >>> round(upper_bound(0, 59), 4), round(upper_bound(4, 82), 4)
    (0.0495, 0.1082)
    """
    ways = _log_ways(wrong, answered)
    below, above = 0.0, 1.0
    while below < (middle := (below + above) / 2) < above:
        if _at_most(ways, answered, middle) > 1 - confidence:
            below = middle
        else:
            above = middle
    return above


def answers_needed(max_wrong_rate: float, confidence: float = CONFIDENCE, wrong: int = 0) -> int:
    """Return how many answers, `wrong` of them wrong, bring the bound down to a rate.

    Args:
        max_wrong_rate: The rate, in (0, 1).
        confidence: In (0, 1).
        wrong: How many are wrong all the same.

    >>> answers_needed(0.05), answers_needed(0.05, wrong=1), answers_needed(0.01)
    (59, 93, 299)
    """

    def is_enough(answered: int) -> bool:
        ways = _log_ways(wrong, answered)
        return _at_most(ways, answered, max_wrong_rate) <= 1 - confidence

    top = wrong + 1
    while not is_enough(top):
        top *= 2
    return bisect_left(range(top), True, lo=wrong + 1, key=is_enough)


_Logs = np.ndarray[tuple[int], np.dtype[np.float64]]


def _log_ways(wrong: int, answered: int) -> _Logs:
    """Return ln C(n, i) for 0 ≤ i ≤ k: in how many ways i of n can be wrong."""
    return np.array(
        [
            math.lgamma(answered + 1) - math.lgamma(i + 1) - math.lgamma(answered - i + 1)
            for i in range(wrong + 1)
        ]
    )


def _at_most(ways: _Logs, answered: int, rate: float) -> float:
    """Return the probability of so few wrong ones when each is wrong with this probability.

    Args:
        ways: See `_log_ways`.
        answered: How many were answered.
        rate: In (0, 1).
    """
    wrong = np.arange(len(ways))
    logs = ways + wrong * math.log(rate) + (answered - wrong) * math.log1p(-rate)
    return float(np.exp(logs).sum())
