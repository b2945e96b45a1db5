"""From evidence to a score, and from a score to answer, suggest or abstain."""

import json
import math
import operator
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import numpy as np

from bot.matching.risk import Sample, Source

Outcome = Literal["answer", "suggest", "abstain"]
Floats = np.ndarray[Any, np.dtype[np.float64]]


class Evidence(NamedTuple):
    """What speaks for one record, each in [0, 1].

    Attributes:
        classified: How likely all phrasings together make it, on a scale of logarithms; 0 where
            there is no classifier.
        best: Agreement with its best phrasing.
        pooled: Mean agreement with its three best phrasings.
        pairs: Neighbouring words shared with a phrasing.
        anywhere: Share of the question that its phrasings and text hold together.
        text: Share of the question that its text holds; what comes late in the question counts
            for more.
        text_ngrams: Share of the question's character n-grams that its text holds.
        text_pairs: Share of the question's pairs of near words that its text holds, of those that
            any of the texts compared holds.
        before: Share of the question that its text lacks and the two records before it hold.
        figure: 1 when a number or a date is asked for and its text has one that the question has
            not; else 0.
        meaning: Cosine of the question's vector and that of its nearest passage; 0 without a
            model.
    """

    classified: float
    best: float
    pooled: float
    pairs: float
    anywhere: float
    text: float
    text_ngrams: float
    text_pairs: float
    before: float
    figure: float
    meaning: float


class Signs(NamedTuple):
    """What tells whether the best record is right, each in [0, 1].

    Attributes:
        similarity: The evidence for it, weighted.
        margin: By how much it is ahead of the next that tells something else.
        anywhere: Share of the question's weight that is in any of its passages.
        best: Agreement with its best phrasing.
        chance: How likely all phrasings together make it.
        known: Share of the question's weight that is in words that any record has: what a story
            does not tell is asked in words that it lacks.
        length: 1 - 1 / √n for n words: the more of them agree, the less do so by chance.
        meaning: As in its evidence.
    """

    similarity: float
    margin: float
    anywhere: float
    best: float
    chance: float
    known: float
    length: float
    meaning: float


WORTH = 100
"""As how many cases all rehearsed phrasings count together, at most. They are harder than what
readers ask, since no two phrasings of an entry are alike; cases are easier, since editors mend
what fails."""

EVEN = 0.03
"""The margin, in [0, 1], below which two records are nearly even."""

SAME = 0.999
"""Agreement with a phrasing, in [0, 1], above which a question is that phrasing."""

PRIOR = 20
"""As many answers the general fit counts for where the risk of a threshold is measured."""

FEWEST = 40
"""Samples below which a story is too small to say where its threshold should be."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Numbers that a script has fitted; see `fitted.json` for which and when.

    Attributes:
        weights: How much each kind of evidence counts; they add up to 1.
        signs: How much each sign counts, in nats.
        intercept: In nats.
    """

    weights: Evidence
    signs: Signs
    intercept: float

    def similarity(self, evidence: Evidence) -> float:
        """Return the evidence, weighted, in [0, 1]."""
        return math.fsum(map(operator.mul, self.weights, evidence))

    def confidence(self, signs: Signs) -> float:
        """Return the score of the best record, in [0, 100]: the logistic function of its signs.

        Two that are nearly even are never guessed at, however well both fit; else a question
        that is a phrasing word for word is certain.
        """
        even = min(1.0, signs.margin / EVEN)
        if signs.best > SAME:
            return 100 * even
        z = self.intercept + sum(w * s for w, s in zip(self.signs, signs, strict=True))
        return 100 / (1 + math.exp(-z)) * even


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the cases and phrasings of a story have set.

    Attributes:
        fit: What it scores by.
        threshold: The score from which on a record is answered with, in [0, 100].
    """

    fit: Fit
    threshold: float

    def as_json(self) -> dict[str, Any]:
        """Return it as `of_json` takes it."""
        return {**_as_json(self.fit), "threshold": self.threshold}

    @staticmethod
    def of_json(numbers: Mapping[str, Any]) -> "Calibration":
        """Return what `as_json` has made.

        Raises:
            LookupError, TypeError, ValueError: It was something else.
        """
        return Calibration(_fit(numbers), float(numbers["threshold"]))


def _as_json(fit: Fit) -> dict[str, Any]:
    signs = {"intercept": fit.intercept, **fit.signs._asdict()}
    return {"evidence": fit.weights._asdict(), "signs": signs}


def _fit(numbers: Mapping[str, Any]) -> Fit:
    signs = dict(numbers["signs"])
    intercept = signs.pop("intercept")
    return Fit(Evidence(**numbers["evidence"]), Signs(**signs), intercept)


MANY = 4
"""Phrasings an entry from which on what they say together counts for more than its text."""

_FITTED = json.loads(files("bot.matching").joinpath("fitted.json").read_text())


def general_fit(*, phrasings: float, classified: bool, meant: bool) -> Fit:
    """Return the numbers that suit content of a kind.

    Args:
        phrasings: How many there are for an entry, on average.
        classified: Whether there is a classifier.
        meant: Whether there is a model that knows what sentences mean.
    """
    name = "few phrasings" if phrasings else "no phrasings"
    if phrasings >= MANY:
        name = "many phrasings" if classified else "many phrasings, no classifier"
    return _fit(_FITTED[name + (", with a model" if meant else "")])


LEAST = 50.0
"""What is likelier to be wrong than right is no answer, however many may be wrong."""

LAST = 6
"""How much likelier the least sure answer may be wrong than all answers are on average, while
content is too small to show what suits it. On SQuAD sentences with some phrasings, 5 % of the
answers were wrong at the threshold that follows for 5 %."""

THRESHOLD = 70.0
"""Answer from this score on, unless told otherwise: what follows for 5 %."""

LEEWAY = 1.1
"""So much of the tolerated rate may be used up to keep what editors promised; see `lowered`."""

SUGGEST_THRESHOLD = 30.0
"""Below the threshold and from this score on, ask which of the nearest entries is meant."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A question whose right answers are known, and what was found for it.

    Attributes:
        question: As it was asked.
        expected: Ids of the records that are right; empty when nothing answers it.
        told: Id of the first record that no guard withholds, if it answers; else None.
        signs: Of that record.
        source: Where the question comes from.
    """

    question: str
    expected: frozenset[str]
    told: str | None
    signs: Signs | None
    source: Source

    def sample(self, fit: Fit) -> Sample:
        """Return it with the score that `fit` gives."""
        score = fit.confidence(self.signs) if self.signs else 0.0
        return Sample(self.question, self.expected, self.told, score, self.source)


def refitted(fit: Fit, trials: Sequence[Trial]) -> Fit:
    """Return the fit with its signs weighed as the trials of a story show.

    The logistic regression of "what was found is right" on the signs, each weight drawn to that
    of the general fit as by one observation: few trials move it little.

    Source: Bishop, "Pattern Recognition and Machine Learning", 4.3.3, with a Gaussian prior.

    Args:
        fit: The general fit.
        trials: Cases of the editors, and rehearsed phrasings.
    """
    told = [t for t in trials if t.told is not None and t.signs is not None]
    if len(told) < FEWEST:
        return fit
    signs = np.array([(1.0, *t.signs) for t in told if t.signs is not None])
    right = np.array([t.told in t.expected for t in told])
    share = _shares(told)
    prior = np.array([fit.intercept, *fit.signs])
    weights = prior
    for _ in range(50):  # Newton's method, in steps that are not too long
        chances = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (share * (right - chances)) - (weights - prior)
        bend = (signs.T * (share * chances * (1 - chances))) @ signs + np.eye(len(prior))
        step = np.linalg.solve(bend, slope)
        weights = weights + step / max(1.0, np.abs(step).max())
    intercept, *rest = map(float, weights)
    return replace(fit, intercept=intercept, signs=Signs(*rest))


def threshold_for(samples: Sequence[Sample], max_wrong_rate: float) -> float:
    """Return the score from which on no more than the tolerated share of answers is wrong.

    A score is taken for the probability of being right, which `refitted` has made it, and as
    much is answered as keeps the risk at the rate: both what the scores expect, and what was
    measured, to which the expected risk of `PRIOR` answers is added, so that one wrong answer
    among few does not silence a small story.

    Args:
        samples: Cases of the editors, and rehearsed phrasings.
        max_wrong_rate: Wrong among answered, in (0, 1).

    Returns:
        In [`LEAST`, 100]; by `LAST` when there are fewer than `FEWEST` to go by.
    """
    told = sorted((s for s in samples if s.told is not None), key=lambda s: -s.score)
    if len(told) < FEWEST:
        return max(LEAST, 100 * (1 - LAST * max_wrong_rate))
    share = _shares(told)
    wrong = np.array([(1 - s.score / 100, not s.right) for s in told])
    answers = np.cumsum(share)
    expected, measured = np.cumsum(share[:, None] * wrong, axis=0).T
    expected /= answers
    measured = (measured + PRIOR * expected) / (answers + PRIOR)
    scores = np.array([s.score for s in told])
    apart = np.diff(scores, append=-1.0) != 0  # equal scores are answered together
    tolerated = np.flatnonzero((np.maximum(expected, measured) <= max_wrong_rate) & apart)
    if not len(tolerated):
        return 100.0
    count = int(tolerated[-1]) + 1
    # Half way to the first that is too much: the samples say nothing of what lies between.
    last = told[count - 1].score
    first = told[count].score if count < len(told) else 0.0
    return max(LEAST, math.ceil(5 * (last + first)) / 10)


def lowered(
    threshold: float, samples: Sequence[Sample], max_wrong_rate: float, promised: Set[str]
) -> float:
    """Return a lower threshold, if one keeps what editors promised and costs next to nothing.

    With every edit of a small story the threshold moves by some points, up and down the same
    plateau of risk, and a question just below it is asked back. Where the samples cannot tell
    two thresholds apart, the cases may.

    Args:
        threshold: What `threshold_for` returned.
        samples: The same.
        max_wrong_rate: The same; the estimated risk may be a tenth more than that.
        promised: Questions of cases that have to be answered.
    """
    cases = [s for s in samples if s.source == "case" and LEAST <= s.score < threshold]
    kept = [s.score for s in cases if s.question in promised and s.right]
    if not kept:
        return threshold
    least = max(LEAST, math.floor(10 * min(kept)) / 10)
    if any(s.score >= least and s.told is not None and not s.right for s in cases):
        return threshold  # it would break another case
    told = [s for s in samples if s.told is not None]
    share = _shares(told) * [s.score >= least for s in told]
    wrong = np.array([(1 - s.score / 100, not s.right) for s in told])
    risk = (share @ wrong).max() / share.sum()
    return least if risk <= LEEWAY * max_wrong_rate else threshold


def _shares(told: Sequence[Trial] | Sequence[Sample]) -> Floats:
    """Return how much each counts: rehearsals together no more than `WORTH` cases."""
    rehearsed = np.array([each.source != "case" for each in told])
    return np.where(rehearsed, min(1.0, WORTH / max(1, rehearsed.sum())), 1.0)


def decide(score: float, threshold: float, suggest_threshold: float) -> Outcome:
    """Return what is done with the best record, by its score; all in [0, 100].

    >>> decide(80, 50, 25), decide(40, 50, 25), decide(20, 50, 25)
    ('answer', 'suggest', 'abstain')
    """
    if score >= threshold:
        return "answer"
    return "suggest" if score >= suggest_threshold else "abstain"
