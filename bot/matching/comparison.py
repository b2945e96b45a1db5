"""One question beside one record: what speaks for it, word by word."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Literal

from bot.matching import guards, scorers
from bot.matching.calibration import Evidence
from bot.matching.index import Taken
from bot.matching.vocabulary import Hit, Passage, Term, Vocabulary, idf

How = Literal["exact", "stem", "synonym", "typo", "none"]

Pair = tuple[str, str]

BEFORE = 2
"""So many records before one may name what it only means."""

_WHOLE = 0.75  # of Ochiai's coefficient: the question is the phrasing, give or take a word
_BEGINNING = 5  # letters that "found" shares with "founder", and few words by chance
_FIGURE = re.compile(
    r"\bhow (?:many|much|long|old|far|often|tall|big|large)\b|\bwhen\b"
    r"|\b(?:what|which) (?:year|date|day|month|century|decade|percent|time|number|age)"
    "|сколько|когда|как(?:ом|ой) (?:году?|веке?)|процент"
    "|多 少|几|何 时|哪 (?:一 )?年|什 么 时 候|多 [久长大]|百 分"
)


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


class Asked:
    """A question, taken apart and with its slips put right.

    Attributes:
        hits: Its words.
        passage: The words that they are taken for.
        mended: The question with its slips put right; as it was typed when there are none.
        concepts: The best hit of each concept, by concept.
        weight: Of all its concepts, in nats.
        known: Share of it that is in words that the vocabulary has.
        late: What each concept weighs, those more that come late, in nats.
        beginnings: How its telling words begin, by concept, where that tells.
        near_pairs: Its pairs of near concepts.
        wants_figure: Whether it asks for a number or a date.
        telling: The concepts that are no stop words.
        ngrams: Those of its telling words, with their weights.
        ngram_weight: Of them all.
        guarded: As the guards see it.
    """

    def __init__(self, question: str, vocabulary: Vocabulary) -> None:
        self.hits = vocabulary.look_up(question)
        self.passage = Passage(question, tuple(hit.term for hit in self.hits))
        self.mended = question
        if any(hit.strength < 1 for hit in self.hits):
            self.mended = " ".join(h.word if h.strength == 1 else h.term.form for h in self.hits)
        # Of equals the first, which also stands for a phrase of several words in a passage.
        by_strength = sorted(reversed(self.hits), key=lambda hit: hit.strength)
        self.concepts = {hit.term.concept: hit for hit in by_strength}
        self.weight = sum(hit.weight for hit in self.concepts.values())
        known = sum(hit.weight for hit in self.concepts.values() if hit.known)
        self.known = scorers.coverage(known, self.weight)
        telling = tuple(t for t in self.passage.terms if not vocabulary.is_stop_word(t.form))
        self.telling = frozenset(term.concept for term in telling)
        terms = self.passage.terms
        places = {term.concept: i for i, term in reversed([*enumerate(terms)])}
        self.late = {
            concept: hit.weight * scorers.lateness(places[concept], len(terms))
            for concept, hit in self.concepts.items()
        }
        self.beginnings = {t.concept: b for t in telling if (b := _beginning(t.form))}
        self.near_pairs = _near_pairs(self.passage)
        self.wants_figure = bool(_FIGURE.search(self.passage.plain))
        self.ngrams = vocabulary.gram_weights(Passage(question, telling).ngrams)
        self.ngram_weight = sum(self.ngrams.values())
        self.guarded = guards.question(self.passage, self.hits)


class Entry:
    """A record as it is compared with questions.

    Attributes:
        taken: Its phrasings and its text, taken apart.
        weights: Of all concepts of each phrasing, in nats.
        negated: Which phrasings deny something.
        before: The texts that its own goes on from: of the records before it, in their order,
            where it has no phrasings and is a sentence of a running text.
    """

    def __init__(
        self, taken: Taken, vocabulary: Vocabulary, before: Sequence[Passage] = ()
    ) -> None:
        self.taken = taken
        self.before = before
        self.weights = [sum(map(vocabulary.weight, p.concepts.values())) for p in taken.phrasings]
        self.negated = [guards.is_negated(phrasing.plain) for phrasing in taken.phrasings]
        # Phrasings are much alike: each word and pair is compared once, not once in each.
        self._words: dict[str, dict[Term, list[int]]] = {}  # numbers of phrasings, by concept
        self._pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, phrasing in enumerate(taken.phrasings):
            for concept, term in phrasing.concepts.items():
                self._words.setdefault(concept, {}).setdefault(term, []).append(number)
            for pair in phrasing.pairs:
                self._pairs[pair].append(number)

    def held(self, asked: Asked) -> list[float]:
        """Return Σ weight x likeness over the words of the question each phrasing has, in nats."""
        held = [0.0] * len(self.weights)
        for concept in asked.concepts.keys() & self._words.keys():
            hit = asked.concepts[concept]
            for term, numbers in self._words[concept].items():
                gain = hit.weight * scorers.likeness(hit, term)
                for number in numbers:
                    held[number] += gain
        return held

    def pairs(self, asked: Asked) -> Counter[int]:
        """Return how many pairs of neighbouring words phrasings share with the question."""
        shared = asked.passage.pairs & self._pairs.keys()
        return Counter(chain.from_iterable(self._pairs[pair] for pair in shared))

    @cached_property
    def concepts(self) -> dict[str, Term]:
        """The concepts of all its passages, each with a word that stands for it."""
        passages = (self.taken.text, *self.taken.phrasings)
        return {key: term for passage in passages for key, term in passage.concepts.items()}

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How the longer words of its text begin."""
        return frozenset(_beginning(term.form) for term in self.taken.text.terms)

    @cached_property
    def near_pairs(self) -> frozenset[Pair]:
        """The pairs of near concepts of its text."""
        return _near_pairs(self.taken.text)

    @cached_property
    def figures(self) -> set[str]:
        """The numbers in its text."""
        return guards.numbers(term.form for term in self.taken.text.terms)

    def holds(self, asked: Asked) -> dict[str, float]:
        """Return how far its text has each concept of a question, in (0, 1]; only those it has."""
        theirs = self.taken.text.concepts
        found = {
            concept: scorers.likeness(asked.concepts[concept], theirs[concept])
            for concept in asked.concepts.keys() & theirs.keys()
        }
        for concept, beginning in asked.beginnings.items():
            if concept not in found and beginning in self.beginnings:
                found[concept] = scorers.AKIN * asked.concepts[concept].strength
        return found

    @cached_property
    def profile(self) -> guards.Profile:
        """What the guards look at in it."""
        return guards.Profile(self.taken.phrasings, self.taken.text, self.before)


@dataclass(frozen=True, slots=True)
class Compared:
    """A record with the evidence for it.

    Attributes:
        row: The record's, in the index.
        entry: The record.
        phrasing: Its best phrasing for the question; None when only its text speaks for it.
        evidence: What speaks for it.
    """

    row: int
    entry: Entry
    phrasing: Passage | None
    evidence: Evidence


def _beginning(form: str) -> str:
    """Return how a longer word begins; nothing of others, and of what has no letters."""
    return form[:_BEGINNING] if len(form) >= _BEGINNING and form.isalpha() else ""


def _near_pairs(passage: Passage) -> frozenset[Pair]:
    """Return the pairs of concepts that stand beside each other, or with one word between."""
    concepts = [term.concept for term in passage.terms]
    return frozenset(chain(pairwise(concepts), zip(concepts, concepts[2:], strict=False)))


class Texts:
    """What the texts of the records that are compared with a question hold of it.

    Args:
        asked: The question.
        entries: The records, and those that their texts go on from, by their rows.
        rows: Those that are compared.
    """

    def __init__(self, asked: Asked, entries: Mapping[int, Entry], rows: Sequence[int]) -> None:
        self._entries = entries
        self._late = asked.late
        self._held = {row: entry.holds(asked) for row, entry in entries.items()}
        self._total = sum(asked.late.values())
        self._pairs = {row: asked.near_pairs & entries[row].near_pairs for row in rows}
        spread = Counter(chain.from_iterable(self._pairs.values()))
        self._pair_weights = {pair: idf(found, len(rows)) for pair, found in spread.items()}
        self._pair_total = sum(self._pair_weights.values())

    def text(self, row: int) -> float:
        """Return the share of the question that the text of a record holds."""
        held = scorers.weighed(self._late, self._held[row])
        return scorers.coverage(held, self._total)

    def pairs(self, row: int) -> float:
        """Return the share of the question's pairs, of those known, that it holds."""
        held = sum([self._pair_weights[pair] for pair in self._pairs[row]])
        return scorers.coverage(held, self._pair_total)

    def before(self, row: int) -> float:
        """Return the share of the question that it lacks and those before it hold."""
        before = [self._held[row - 1 - back] for back in range(len(self._entries[row].before))]
        if not any(before):
            return 0.0
        lacked = scorers.lacked(self._held[row], before)
        return scorers.coverage(scorers.weighed(self._late, lacked), self._total)


def compare(
    asked: Asked,
    row: int,
    entry: Entry,
    texts: Texts,
    classified: float,
    ngrams: float | None = None,
    meaning: float = 0.0,
    without: int | None = None,
) -> Compared:
    """Return the evidence for a record.

    A phrasing that is negated where the question is not, or the other way round, asks for the
    opposite and speaks for nobody.

    Args:
        asked: The question.
        row: The record's, in the index.
        entry: The record.
        texts: What its text and the others hold.
        classified: How likely a classifier finds it, as `scorers.log_scale` gives it.
        ngrams: Which share of the question's character n-grams its text has, if that is known.
        meaning: The cosine of the question and its nearest passage, if that is known.
        without: The number of a phrasing that does not count.
    """
    taken, denies = entry.taken, asked.guarded.profile.negated
    agreements = [
        scorers.ochiai(held, asked.weight, weight) if held and negated == denies else 0.0
        for held, weight, negated in zip(
            entry.held(asked), entry.weights, entry.negated, strict=True
        )
    ]
    shared, mine = entry.pairs(asked), len(asked.passage.pairs)
    pairs = [
        scorers.dice(both, mine, len(taken.phrasings[number].pairs))
        for number, both in shared.items()
        if number != without and entry.negated[number] == denies
    ]
    phrasings = taken.phrasings
    if without is not None:
        phrasings = phrasings[:without] + phrasings[without + 1 :]
        del agreements[without]
    best = max(agreements, default=0.0)
    if ngrams is None:
        held_ngrams = scorers.ngrams_held(asked.ngrams, taken.text.padded)
        ngrams = scorers.coverage(held_ngrams, asked.ngram_weight)
    evidence = Evidence(
        classified=classified,
        best=best,
        pooled=scorers.mean_of_best(agreements),
        pairs=max(pairs, default=0.0),
        anywhere=scorers.coverage(scorers.held(asked.concepts, entry.concepts), asked.weight),
        text=texts.text(row),
        text_ngrams=ngrams,
        text_pairs=texts.pairs(row),
        before=texts.before(row),
        figure=float(asked.wants_figure and not entry.figures <= asked.guarded.profile.numbers),
        meaning=meaning,
    )
    phrasing = phrasings[agreements.index(best)] if best else None
    return Compared(row, entry, phrasing, evidence)


def word_matches(asked: Asked, compared: Compared) -> tuple[WordMatch, ...]:
    """Return how each word of the question was found in the best phrasing, else in the text."""
    phrasing = compared.phrasing.concepts if compared.phrasing else {}
    text = compared.entry.taken.text.concepts
    return tuple(
        _word_match(hit, phrasing.get(hit.term.concept) or text.get(hit.term.concept))
        for hit in asked.hits
    )


def _word_match(hit: Hit, term: Term | None) -> WordMatch:
    how: How = "none"
    if term is not None:
        if hit.strength < 1:
            how = "typo"
        elif term.form == hit.term.form:
            how = "exact"
        else:
            how = "stem" if term.stem == hit.term.stem else "synonym"
    return WordMatch(hit.word, term.form if term else "", how, hit.weight)


def says_nothing(asked: Asked, compared: Compared) -> str | None:
    """Return a reason when only stop words were found, unless they are a whole phrasing.

    Where nothing is told, nothing is withheld: see `guards.is_label`.
    """
    if compared.evidence.best > _WHOLE or not compared.entry.profile.tells:
        return None
    phrasing = compared.phrasing.concepts if compared.phrasing else {}
    nothing = asked.telling.isdisjoint(phrasing) and asked.telling.isdisjoint(
        compared.entry.taken.text.concepts
    )
    return "only words that tell nothing" if nothing else None
