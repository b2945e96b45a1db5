"""Which questions ask the same: the words, slips, weights and guards of the matcher, by groups.

A queue has the same few questions in a hundred wordings. Each pair of questions is as alike as
what they share of words and character n-grams weighs, found through inverted lists; pairs that a
guard would keep apart are not alike at all. Groups are merged as long as the
questions of both are alike on average.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from bot import text
from bot.matching.comparison import Asked
from bot.matching.index import Index, Record
from bot.matching.vocabulary import Vocabulary

Floats = np.ndarray[Any, np.dtype[np.float32]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Bits = np.ndarray[Any, np.dtype[np.uint64]]

ALIKE = 0.35
"""Mean likeness of the questions of two groups, in [0, 1], from which on they become one.

Of 60 intents of CLINC150, 1 to 8 questions each, among 100 questions that stand alone, 75 % of the
pairs that come together ask the same, and 35 % of those that do come together; of 30 of BANKING77
74 % and 29 %. From 0.3 on it would be 68 % and 39 %, 64 % and 35 %. With a slip in every other
question it finds 3 % and 1 % fewer. The best cut of `token_set_ratio` that is as often right
finds 13 % and 7 %."""

_COUNTS = 0.1  # what is less alike is not alike: it would fill the memory
# What readers ask of everybody, in words that have none in common.
_SAME = (
    ("age", "how old", "old", "birthday"),
    ("возраст", "сколько лет"),
    ("年龄", "多大", "几岁"),
)
_KNOWN = 3  # questions with a word that nobody has to have written for it to be no slip


def clusters(
    questions: Sequence[str], records: Sequence[Record], synonyms: Iterable[Sequence[str]] = ()
) -> list[list[int]]:
    """Return the questions that ask the same, each as its place; the same for the same order.

    5,000 questions about one story took 5 s of work and 220 MB; the memory grows with the square
    of what hangs together.

    Args:
        questions: As readers typed them.
        records: What is known of the stories they may be about: how its words are spelled, and
            how much each tells. At least one.
        synonyms: Groups of words or short phrases that count as one concept.

    Returns:
        Each question in one group; the groups in the order of their first questions. In a group,
        the question comes first that is most like the others.
    """
    if not questions:
        return []
    groups = [*synonyms, *_SAME]
    spelled = _mended(questions, records, groups)
    worded: dict[str, list[int]] = {}  # places of the questions, by their words
    for place, question in enumerate(spelled):
        worded.setdefault(" ".join(text.words(question)), []).append(place)
    distinct = [spelled[places[0]] for places in worded.values()]
    own = [Record(f"question {n}", "", (question,)) for n, question in enumerate(distinct)]
    vocabulary = Index([*records, *own], groups).vocabulary
    asked = [Asked(question, vocabulary) for question in distinct]
    places = [*worded.values()]
    return [[n for one in group for n in places[one]] for group in _grouped(asked, vocabulary)]


def _grouped(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[list[int]]:
    """Return the questions that ask the same, each as its place, the most central first."""
    first, second, alike = _pairs(asked, vocabulary)
    parts = _connected(len(asked), first[alike >= ALIKE], second[alike >= ALIKE])
    places = np.empty(len(asked), dtype=np.intp)
    group_of = np.arange(len(asked))
    order = np.argsort(parts[first], kind="stable")
    starts = np.searchsorted(parts[first][order], np.arange(len(asked) + 1))
    for part, size in Counter(parts.tolist()).items():
        if size == 1:
            continue
        members = np.flatnonzero(parts == part)
        places[members] = np.arange(size)
        inside = order[starts[part] : starts[part + 1]]
        inside = inside[parts[second[inside]] == part]
        matrix = np.zeros((size, size), dtype=np.float32)
        i, j = places[first[inside]], places[second[inside]]
        matrix[i, j] = matrix[j, i] = alike[inside]
        group_of[members] = members[_merged(matrix)]
    same = group_of[first] == group_of[second]
    central = np.bincount(first[same], alike[same], len(asked))
    central += np.bincount(second[same], alike[same], len(asked))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(group_of.tolist()):
        found[group].append(place)
    return [sorted(group, key=lambda place: (-central[place], place)) for group in found.values()]


def _mended(
    questions: Sequence[str], records: Sequence[Record], synonyms: Sequence[Sequence[str]]
) -> list[str]:
    """Return the questions with their slips put right: by the stories' words, and by those that
    several questions have."""
    words = [text.words(question) for question in questions]
    spread = Counter(chain.from_iterable(map(dict.fromkeys, words)))
    common = {word for word, count in spread.items() if count >= _KNOWN}
    known = Record("common", " ".join(sorted(common)), ())
    vocabulary = Index([*records, known], synonyms).vocabulary
    return [
        question if common.issuperset(typed) else _spelled(question, vocabulary)
        for question, typed in zip(questions, words, strict=True)
    ]


def _spelled(question: str, vocabulary: Vocabulary) -> str:
    """Return a question with its slips put right; as it was typed when it has none."""
    hits = vocabulary.look_up(question)
    if all(hit.strength == 1 for hit in hits):
        return question
    return " ".join(hit.word if hit.strength == 1 else hit.term.form for hit in hits)


def _pairs(asked: Sequence[Asked], vocabulary: Vocabulary) -> tuple[Places, Places, Floats]:
    """Return the pairs of questions that are somewhat alike, the lower place first, and how much.

    Words and n-grams count alike, and where one has no n-grams that tell, the words alone.
    """
    words = [{c: hit.weight for c, hit in one.concepts.items() if hit.weight > 0} for one in asked]
    profiles = [one.guarded.profile for one in asked]
    negated = np.array([profile.negated for profile in profiles])
    kinds = [
        _bits([sorted(profile.asks) for profile in profiles]),
        _bits([sorted(profile.numbers | profile.spelled) for profile in profiles]),
        _bits([sorted(profile.months) for profile in profiles]),
        _bits([sorted(vocabulary.names & one.concepts.keys()) for one in asked]),
    ]
    has_ngrams = np.array([one.ngram_weight > 0 for one in asked])
    agreements = zip(_agreements(words), _agreements([a.ngrams for a in asked]), strict=True)
    seconds, likeness = [], []
    for i, (by_words, by_ngrams) in enumerate(agreements):
        alike = np.where(has_ngrams & has_ngrams[i], (by_words + by_ngrams) / 2, by_words)
        apart = negated != negated[i]
        for bits in kinds:
            apart |= (bits != 0) & (bits[i] != 0) & (bits & bits[i] == 0)
        alike[apart] = 0
        alike[: i + 1] = 0
        near = np.flatnonzero(alike >= _COUNTS)
        seconds.append(near)
        likeness.append(alike[near].astype(np.float32))
    firsts = np.repeat(np.arange(len(asked)), [len(near) for near in seconds])
    return firsts, np.concatenate(seconds), np.concatenate(likeness)


def _agreements(weighed: Sequence[Mapping[str, float]]) -> Iterator[Any]:
    """Yield how far each of some sets of weighed features agrees with every one, shape (n,).

    By Ochiai's coefficient, see `scorers.ochiai`.
    """
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(weighed):
        for feature in features:
            having[feature].append(place)
    lists = {feature: np.array(places, dtype=np.intp) for feature, places in having.items()}
    totals = np.array([sum(features.values()) for features in weighed])
    for features, total in zip(weighed, totals, strict=True):
        found = [lists[feature] for feature in features]
        weights = np.repeat([*features.values()], [len(places) for places in found])
        places = np.concatenate([np.empty(0, dtype=np.intp), *found])
        held = np.bincount(places, weights, len(weighed))
        whole = np.sqrt(total * totals)
        yield np.divide(held, whole, out=np.zeros(len(weighed)), where=whole > 0)


def _bits(names: Sequence[Sequence[str]]) -> Bits:
    """Return sets as numbers of 64 bits, one a name; far names may share a bit."""
    numbers: dict[str, int] = {}
    bits = [0] * len(names)
    for place, some in enumerate(names):
        for name in some:
            bits[place] |= 1 << numbers.setdefault(name, len(numbers)) % 64
    return np.array(bits, dtype=np.uint64)


def _connected(count: int, first: Places, second: Places) -> Places:
    """Return for each place the lowest that it hangs together with through some pairs."""
    lowest = np.arange(count)
    while True:
        before = lowest.copy()
        near = np.minimum(lowest[first], lowest[second])
        np.minimum.at(lowest, first, near)
        np.minimum.at(lowest, second, near)
        lowest = lowest[lowest]
        if (lowest == before).all():
            return lowest


def _merged(alike: Floats) -> Places:
    """Return for each row of a matrix of likeness the row that stands for its group.

    Groups become one as long as they are alike on average by `ALIKE` (average linkage).

    Args:
        alike: Symmetric, zeros on the diagonal; it is written over.

    Source: the nearest-neighbour chain, Müllner, "Modern hierarchical, agglomerative clustering
    algorithms", 2011, https://arxiv.org/abs/1109.2378
    """
    count = len(alike)
    stands_for = np.arange(count)
    sizes = np.ones(count, dtype=np.float32)
    chain: list[int] = []
    rest = list(reversed(range(count)))
    while chain or rest:
        if not chain:
            chain.append(rest.pop())
        group = chain[-1]
        nearest = int(np.argmax(alike[group]))
        if alike[group, nearest] < ALIKE:
            chain.pop()  # it is done: nothing that others become will be nearer
        elif len(chain) > 1 and alike[group, chain[-2]] >= alike[group, nearest]:
            chain.pop()
            kept = chain.pop()
            both = sizes[kept] + sizes[group]
            row = (sizes[kept] * alike[kept] + sizes[group] * alike[group]) / both
            row[kept] = 0
            alike[kept] = alike[:, kept] = row
            alike[group] = alike[:, group] = 0
            sizes[kept] = both
            stands_for[stands_for == group] = kept
            rest.append(kept)
        else:
            chain.append(nearest)
    return stands_for
