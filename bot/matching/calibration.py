"""From evidence to a score, and from a score to answer, suggest or abstain.

The weights were fitted on development splits of CLINC150 and BANKING77 with ten phrasings an
entry, and of SQuAD 2.0, each question as typed and with two typos, and rounded. The thresholds
were set on strangers' development questions to the first story. `tests/benchmarks/README.md` has
the measurements.
"""

import math
from typing import Any, Literal, NamedTuple

Outcome = Literal["answer", "suggest", "abstain"]

THRESHOLD = 45.0
"""Answer from this score on."""

SUGGEST_THRESHOLD = 25.0
"""Below the threshold and from this score on, ask which of the nearest entries is meant."""

MIN_MARGIN = 3.0
"""Points of similarity by which the best record must be ahead of the runner-up to be told."""

MIN_SIMILARITY = 22.0
"""Points of similarity below which the best record is not even suggested."""


class Evidence(NamedTuple):
    """What speaks for one record, each in [0, 1]; or for many, each an array.

    Attributes:
        best: Agreement with its best phrasing.
        pooled: Mean agreement with its three best phrasings.
        pairs: Neighbouring words shared with a phrasing.
        ngrams: Character n-grams shared with all its phrasings together.
        text: Share of the question that its text holds.
        text_ngrams: Character n-grams shared with its text.
    """

    best: Any
    pooled: Any
    pairs: Any
    ngrams: Any
    text: Any
    text_ngrams: Any


WEIGHTS = Evidence(best=0.20, pooled=0.10, pairs=0.18, ngrams=0.22, text=0.20, text_ngrams=0.10)
"""How much each kind of evidence counts; they add up to 1."""


def confidence(similarity: float, margin: float, coverage: float) -> float:
    """Return the score of the best record, in [0, 100].

    The logistic function of a weighted sum; the similarity alone separates little, the margin
    to the runner-up separates most.

    Args:
        similarity: The evidence for the best record, weighted by `WEIGHTS`, in [0, 1].
        margin: By how much it is ahead of the runner-up, in [0, 1].
        coverage: Share of the question that the record's best passage holds, in [0, 1].

    >>> confidence(0.6, 0.3, 1.0) > 95 > 30 > confidence(0.2, 0.02, 0.4)
    True
    """
    z = 1.9 * similarity + 13.2 * margin + 1.9 * coverage - 2.3
    return 100 / (1 + math.exp(-z))


def decide(
    score: float, similarity: float, margin: float, threshold: float, suggest_threshold: float
) -> Outcome:
    """Return what is done with the best record.

    Two that are nearly even are never guessed at, and a record that is little like the question
    is not told, however far it is ahead of the others.

    Args:
        score: Of the best record, in [0, 100].
        similarity: The evidence for it, in [0, 100].
        margin: Its lead in similarity, in points.
        threshold, suggest_threshold: Scores, in [0, 100].

    >>> decide(80, 60, 20, 50, 25), decide(80, 60, 1, 50, 25), decide(80, 14, 14, 50, 25)
    ('answer', 'suggest', 'abstain')
    """
    if similarity < MIN_SIMILARITY or score < suggest_threshold:
        return "abstain"
    return "answer" if score >= threshold and margin >= MIN_MARGIN else "suggest"
