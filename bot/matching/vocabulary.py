"""Words: how they are taken apart, which are synonyms, how telling they are, and slips mended."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise, repeat

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from bot import text
from bot.matching.stopwords import COURTESIES, STOP_WORDS

STOP_WORD_WEIGHT = 0.12
"""What a stop word keeps of its weight: "who" and "what" still tell phrasings apart."""

# A word that does not begin a sentence; the space first, which is quick to find.
_INSIDE = re.compile(r" (?<=[\w,;] )([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word in a text: as it stands there, its stem, and the concept it shares with synonyms."""

    form: str
    stem: str
    concept: str


@dataclass(frozen=True)
class Passage:
    """A phrasing or a text, taken apart.

    Attributes:
        raw: The text as it was given.
        terms: Its words in order.
    """

    raw: str
    terms: tuple[Term, ...]

    @cached_property
    def plain(self) -> str:
        """Its words, normalised and joined by spaces."""
        return " ".join(term.form for term in self.terms)

    @cached_property
    def concepts(self) -> dict[str, Term]:
        """Its concepts, each with the first word that stands for it here."""
        return {term.concept: term for term in reversed(self.terms)}

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring concepts."""
        return frozenset(pairwise(term.concept for term in self.terms))

    @property
    def ngrams(self) -> Counter[str]:
        """How often each character n-gram of its words occurs: much to keep, so it is not."""
        return Counter(chain.from_iterable(map(text.ngrams, self._runs)))

    @cached_property
    def padded(self) -> str:
        """Its words between spaces: a string of 2 to 4 characters is a part of it just when it is
        one of the n-grams, which have spaces at their ends only."""
        return f" {' '.join(self._runs)} "

    @cached_property
    def _runs(self) -> list[str]:
        """Its words, those of one Han character joined with their neighbours."""
        runs: list[str] = []
        for term in self.terms:
            if runs and text.is_han(term.form) and text.is_han(runs[-1]):
                runs[-1] += term.form
            else:
                runs.append(term.form)
        return runs


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the question, and the word of the vocabulary it is taken for.

    Attributes:
        word: As the reader wrote it, normalised.
        term: What it is taken for; the word itself when the vocabulary has nothing near.
        known: Whether the vocabulary has it.
        strength: How far it counts as that word, in (0, 1]; below 1 when a slip was mended.
        weight: How telling the word is, in nats.
    """

    word: str
    term: Term
    known: bool
    strength: float
    weight: float


class Synonyms:
    """Groups of words and short phrases that count as one concept.

    Attributes:
        words: All words of all groups, normalised.
    """

    def __init__(self, groups: Iterable[Sequence[str]], language: str) -> None:
        self._language = language
        self._phrases: dict[tuple[str, ...], str] = {}
        groups = list(groups)
        for group in groups:
            phrases = [tuple(self._stems(text.words(member))) for member in group]
            self._phrases |= {phrase: " ".join(phrases[0]) for phrase in phrases if phrase}
        self._longest: dict[str, int] = {}  # phrase, by its first stem
        for phrase in self._phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))
        self.words = {word for group in groups for member in group for word in text.words(member)}

    def terms(self, words: Sequence[str]) -> tuple[Term, ...]:
        """Return the words with their concepts; the longest phrase of a group wins."""
        alone = list(map(_term, words, repeat(self._language)))
        if self._longest.keys().isdisjoint([term.stem for term in alone]):
            return tuple(alone)
        stems = [term.stem for term in alone]
        terms: list[Term] = []
        while len(terms) < len(words):
            i = len(terms)
            for size in range(min(self._longest.get(stems[i], 0), len(words) - i), 0, -1):
                concept = self._phrases.get(tuple(stems[i : i + size]))
                if concept is not None:
                    break
            else:
                size, concept = 1, stems[i]
            # Every word of a phrase stands for the whole of it.
            terms += [Term(words[j], stems[j], concept) for j in range(i, i + size)]
        return tuple(terms)

    def _stems(self, words: Sequence[str]) -> list[str]:
        return [text.stem(word, self._language) for word in words]


@lru_cache(maxsize=16_384)
def _term(form: str, language: str) -> Term:
    """Return a word that is no part of a group: one of each is enough."""
    stem = text.stem(form, language)
    return Term(form, stem, stem)


class Vocabulary:
    """The words of all records, and what stands for what.

    It grows while records are read, and is used once it is settled.

    Args:
        synonyms: Groups of words or short phrases that count as one concept.
        language: BCP 47 code; decides on stemming and stop words.

    Attributes:
        names: Concepts that are names of people, places or bodies, as far as capitals tell.
    """

    def __init__(self, synonyms: Iterable[Sequence[str]], language: str) -> None:
        self.names: frozenset[str] = frozenset()
        self._stop_words = STOP_WORDS.get(language.partition("-")[0], frozenset())
        self._synonyms = Synonyms(synonyms, language)
        self._documents = 0
        self._ids: dict[str, int] = {}  # of the concepts
        self._spread: Sequence[int] = ()  # records with a concept, by its id
        self._concepts: dict[str, str] = {}  # of the words, by form
        self._inside: set[str] = set()  # words as they stand inside sentences
        self._prose: set[str] = set()  # those of prose

    def read(self, phrasings: Iterable[str], prose: str) -> tuple[list[Passage], list[int]]:
        """Take a record apart and count its words.

        Returns:
            Its phrasings and then its prose; the ids of its concepts, each once, ascending.
        """
        passages = [self.passage(raw) for raw in (*phrasings, prose)]
        self._documents += 1
        numbers: dict[str, int] = {}
        for passage in passages:
            for term in passage.terms:
                concept = term.concept
                if concept not in numbers:
                    numbers[concept] = self._ids.setdefault(concept, len(self._ids))
            self._concepts.update([(term.form, term.concept) for term in passage.terms])
            self._inside.update(inside := _INSIDE.findall(passage.raw))
        self._prose.update(inside)  # of the last
        return passages, sorted(numbers.values())

    def settle(self, spread: Sequence[int]) -> None:
        """Make ready what is looked up in: nothing is read any more.

        Args:
            spread: How many records have each concept, by its id.
        """
        self._spread = spread
        # Stems too: of "words", the "word" that a reader may mistype.
        known = self._concepts.keys() | self._ids.keys() | self._synonyms.words
        sizes: defaultdict[int, list[str]] = defaultdict(list)
        for form in sorted(form for form in known if len(form) > 2 and form.isalpha()):
            sizes[len(form)].append(form)
        self._forms = {size: Forms(forms) for size, forms in sizes.items()}
        words = len(self._concepts)
        grams = Counter(g for form in self._concepts for g in {*text.ngrams.__wrapped__(form)})
        self._gram_weights = {gram: idf(found, words) for gram, found in grams.items()}
        self._new_gram_weight = idf(0, words)
        capital = {word.casefold() for word in self._inside if word[0].isupper()}
        lower = {word for word in self._prose if word.islower()}
        self._inside, self._prose = set(), set()
        # A name that a fifth of the records hold is what the whole story is about: it tells no
        # record from another and is none here.
        self.names = frozenset(
            concept
            for form in capital - lower - self._stop_words
            if (concept := self._concepts.get(form))
            and self._spread[self._ids[concept]] * 5 < self._documents
        )

    def passage(self, raw: str) -> Passage:
        """Return `raw` taken apart."""
        return Passage(raw, self._synonyms.terms(text.words(raw)))

    def id_of(self, concept: str) -> int | None:
        """Return the number of a concept that some record has, else None."""
        return self._ids.get(concept)

    @property
    def size(self) -> int:
        """The number of concepts."""
        return len(self._ids)

    def weight(self, term: Term) -> float:
        """Return how telling a word is, in nats; a word that no record has is the most telling."""
        number = self._ids.get(term.concept)
        weight = idf(0 if number is None else self._spread[number], self._documents)
        alone = term.concept == term.stem  # and not a part of a phrase that is one concept
        if alone and term.form in COURTESIES:
            return 0.0
        if alone and term.form in self._stop_words:
            return STOP_WORD_WEIGHT * weight
        return weight

    def gram_weights(self, grams: Iterable[str]) -> dict[str, float]:
        """Return how telling character n-grams are, in nats: by how few words have each."""
        return {
            gram: self._han_weight(gram)
            if text.is_han(gram)
            else self._gram_weights.get(gram, self._new_gram_weight)
            for gram in grams
        }

    def _han_weight(self, gram: str) -> float:
        """Return the weight of a run of Han characters: each is a word that tells for itself."""
        return sum(
            idf(self._spread[self._ids[c]] if c in self._ids else 0, self._documents) for c in gram
        )

    def is_stop_word(self, form: str) -> bool:
        """Return whether a word only holds a sentence together."""
        return form in self._stop_words

    def look_up(self, question: str) -> tuple[Hit, ...]:
        """Return each word of the question with the word of the vocabulary it stands for.

        An unknown word is first taken for a slip in a known one: one edit, two in a word of
        seven letters or more; a swap of neighbours is one edit. What is mended counts for
        `1 - slips / (2 x letters)`.
        """
        typed = self._resegmented(text.words(question))
        mended = [(word, *self._mend(word)) for word in typed]
        terms = self._synonyms.terms([form for _, form, _ in mended])
        return tuple(
            Hit(
                word,
                term,
                self._knows(term.form),
                1 - slips / (2 * len(form)),
                self.weight(term),
            )
            for (word, form, slips), term in zip(mended, terms, strict=True)
        )

    def _knows(self, form: str) -> bool:
        if form in self._concepts or form in self._stop_words:
            return True
        return self._synonyms.terms([form])[0].concept in self._ids

    def _resegmented(self, words: Sequence[str]) -> list[str]:
        """Return the words with "covid 19" and "hightech" cut as the vocabulary cuts them."""
        cut: list[str] = []
        for word in words:
            if cut and word.isdigit() and cut[-1] + word in self._concepts:
                cut[-1] += word
            elif self._knows(word):
                cut.append(word)
            else:
                halves = ((word[:i], word[i:]) for i in range(3, len(word) - 2))
                known = (h for h in halves if h[0] in self._concepts and h[1] in self._concepts)
                cut += next(known, (word,))
        return cut

    def _mend(self, word: str) -> tuple[str, int]:
        """Return the word of the vocabulary that `word` is a slip of, and how many slips."""
        if len(word) < 3 or not word.isalpha() or self._knows(word):
            return word, 0
        allowed = 1 if len(word) < 7 else 2
        near = process.extract(
            word, self._alike(word, allowed), scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        # Of equally near words: one that begins alike; letters swapped, missing or doubled, then
        # others put in their place; one that tells something; one that ends alike; a common one.
        ranked = sorted(
            (
                slips,
                form[0] != word[0],
                sorted(form) != sorted(word) and Indel.distance(word, form) > slips,
                self.is_stop_word(form),
                form[-1] != word[-1],
                self.weight(self._synonyms.terms([form])[0]),
                form,
            )
            for form, slips, _ in near
            if len(word) > 6 or _is_likely(word, form)
        )
        return (ranked[0][-1], int(ranked[0][0])) if ranked else (word, 0)

    def _alike(self, word: str, slips: int) -> list[str]:
        """Return the words that may be `slips` edits away."""
        return [
            form
            for size in range(len(word) - slips, len(word) + slips + 1)
            if size in self._forms
            for form in self._forms[size].alike(word, slips)
        ]


class Forms:
    """Words of one length, in little memory, to be looked through for slips.

    Args:
        forms: At least one, all of one length.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        self._size = len(forms[0])
        self._joined = "".join(forms)
        self._letters = np.array([_letters(form) for form in forms], dtype=np.uint64)

    def alike(self, word: str, slips: int) -> list[str]:
        """Return those that may be `slips` edits away from `word`, and few others.

        A letter put in the place of another changes two letters; one left out or put in, of
        which there are as many as the lengths differ by, changes one.
        """
        changed = 2 * slips - abs(len(word) - self._size)
        differing = np.bitwise_count(self._letters ^ np.uint64(_letters(word)))
        places = np.flatnonzero(differing <= changed) * self._size
        return [self._joined[at : at + self._size] for at in places.tolist()]


def _letters(word: str) -> int:
    """Return which letters a word has and has twice, one bit each, as a number of 64 bits.

    Far letters of an alphabet may share a bit.
    """
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return twice << 32 | once


def _is_likely(word: str, form: str) -> bool:
    """Return whether one slip of a hand would make `form` into `word`, a word of 3 to 6 letters.

    Short words are near to many others, so a wrong letter must lie beside the right one on the
    keyboard and not come first; in three letters, the first is always taken to be right.

    >>> _is_likely("cenyer", "center"), _is_likely("dear", "deal"), _is_likely("thsi", "this")
    (True, False, True)
    """
    if len(word) == 3 and form[0] != word[0]:
        return False
    if len(word) != len(form) or sorted(word) == sorted(form):
        return True
    at = next(i for i, (a, b) in enumerate(zip(word, form, strict=True)) if a != b)
    return (at > 0 or len(word) > 4) and form[at] in _BESIDE.get(word[at], form[at])


def _beside() -> dict[str, str]:
    """Return the keys around each key of a QWERTY keyboard."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    return {
        key: "".join(
            near[max(0, i - reach[0]) : i + reach[1]]
            for near, reach in (
                (rows[r - 1] if r else "", (0, 2)),
                (row, (1, 2)),
                (rows[r + 1] if r < 2 else "", (1, 1)),
            )
        )
        for r, row in enumerate(rows)
        for i, key in enumerate(row)
    }


_BESIDE = _beside()


def idf(document_frequency: int, documents: int) -> float:
    """Return the weight of a word found in `document_frequency` of `documents` entries.

    Lucene's variant: never negative, so a word that is everywhere weighs little instead of
    counting against an entry.

    Args:
        document_frequency: Entries with the word, 0 ≤ n ≤ N.
        documents: Entries in the index, N ≥ 0.

    Returns:
        ln(1 + (N - n + 0.5) / (n + 0.5)), in nats, greater than 0.

    Source: Kamphuis et al., ECIR 2020, "Lucene (accurate)",
    https://cs.uwaterloo.ca/~jimmylin/publications/Kamphuis_etal_ECIR2020_preprint.pdf

    >>> round(idf(1, 3), 3)
    0.981
    """
    return math.log(1 + (documents - document_frequency + 0.5) / (document_frequency + 0.5))
