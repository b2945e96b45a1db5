"""One pure function a scorer, named for its formula; all give numbers in [0, 1].

None of them decides alone: whole-string similarity gives a sentence and its negation over 95 of
100.
"""

import math
from collections.abc import Mapping, Sequence

from bot.matching.vocabulary import Hit, Term

SAME_STEM, SYNONYM, AKIN = 0.97, 0.92, 0.65
"""How far another form of a word, another word of its group, and a word that only begins like it
count as the word itself."""


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


def held(hits: Mapping[str, Hit], concepts: Mapping[str, Term]) -> float:
    """Return Σ weight x likeness over the words of the question that a passage has, in nats.

    Args:
        hits: The words of the question, by concept.
        concepts: Those of the passage, each with the word that stands for it there.
    """
    total = 0.0
    for concept in hits.keys() & concepts.keys():
        hit = hits[concept]
        total += hit.weight * likeness(hit, concepts[concept])
    return total


def coverage(held: float, total: float) -> float:
    """Return the share of the question's weight that a passage holds.

    Args:
        held: Σ weight x likeness over the concepts of the question, in nats.
        total: Σ weight over the concepts of the question.

    >>> coverage(3.0, 4.0)
    0.75
    """
    return min(1.0, held / total) if total else 0.0


def lateness(place: int, words: int) -> float:
    """Return how much more a word of a question counts for its place, in [0.5, 1.5].

    What is known comes first in a question, and what is asked about it after: the topic is in
    many records of a story, its comment in the one that answers.

    Args:
        place: Of the word, from 0.
        words: How many the question has.

    Source: topic and comment, https://en.wikipedia.org/wiki/Topic_and_comment

    >>> [lateness(place, 3) for place in range(3)]
    [0.5, 1.0, 1.5]
    """
    return 0.5 + place / max(1, words - 1)


def weighed(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Return Σ weight x how far it is found, over the concepts that are, in nats.

    Args:
        weights: Of the question's concepts, in nats.
        found: How far each is there, in [0, 1]; those that are not may be left out.

    >>> weighed({"harbour": 3.0, "fire": 1.0}, {"harbour": 0.5})
    1.5
    """
    return sum([weights[concept] * far for concept, far in found.items()])


def lacked(found: Mapping[str, float], before: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return what a text lacks of a question and those before it hold, by how much.

    What is named once is "it" in the next sentence: half as much a sentence further back.

    Args:
        found: How far each word of the question is in the text, in [0, 1].
        before: The same of the texts before it, the nearest first.

    >>> lacked({"fire": 1.0}, [{"fire": 1.0}, {"harbour": 1.0}])
    {'harbour': 0.5}
    """
    more: dict[str, float] = {}
    for back, words in enumerate(before):
        for concept, far in words.items():
            extra = far / 2**back - found.get(concept, 0.0)
            if extra > more.get(concept, 0.0):
                more[concept] = extra
    return more


def ochiai(held: float, mine: float, theirs: float) -> float:
    """Return the agreement of the question and a passage both ways.

    What both have, by the geometric mean of what either weighs, so that a word too many on
    either side counts: Ochiai's coefficient with weights
    (https://en.wikipedia.org/wiki/Cosine_similarity#Otsuka–Ochiai_coefficient).

    Args:
        held: Σ weight x likeness over the concepts of the question, in nats.
        mine: Σ weight of the question's concepts.
        theirs: Σ weight of the passage's concepts.

    >>> ochiai(2.0, 2.0, 8.0)
    0.5
    """
    return min(1.0, held / math.sqrt(mine * theirs)) if mine * theirs > 0 else 0.0


def dice(shared: int, mine: int, theirs: int) -> float:
    """Return twice what both have, by all that both have: Dice's coefficient.

    >>> dice(1, 2, 1)
    0.6666666666666666
    """
    return 2 * shared / max(1, mine + theirs)


def ngrams_held(weights: Mapping[str, float], padded: str) -> float:
    """Return what a passage has of the question's character n-grams, in nats.

    Args:
        weights: The n-grams of the question's telling words, each with its weight in nats.
        padded: The passage, as `Passage.padded` has it.

    >>> ngrams_held({"at ": 3.0, "og": 1.0}, " cat ")
    3.0
    """
    return sum([weight for gram, weight in weights.items() if gram in padded])


def mean_of_best(scores: Sequence[float], best: int = 3) -> float:
    """Return the mean of the `best` highest scores; 0 of none.

    Max over phrasings is not enough: an entry that several phrasings speak for is likelier.

    >>> mean_of_best([0.25, 0.75, 0.5])
    0.5
    """
    top = sorted(scores, reverse=True)[:best]
    return sum(top) / len(top) if top else 0.0


def log_scale(log_chance: float, records: int) -> float:
    """Return where a chance stands between one record's of many and certainty, by logarithms.

    Args:
        log_chance: Its natural logarithm, at most 0.
        records: Among how many; at least 2.

    >>> log_scale(0.0, 60), round(log_scale(-math.log(60) / 2, 60), 3), log_scale(-9.0, 60)
    (1.0, 0.5, 0.0)
    """
    return max(0.0, 1 + log_chance / math.log(records))
