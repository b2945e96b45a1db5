"""What a contender is: built from the records, it says which one a question asks for.

Each gets its fair best. The engines that rank documents get a document a phrasing and one for
the text, and a record is as good as its best document; those that rank by words get stems, and
Chinese as characters and pairs of them; the classifiers learn from phrasings and text alike.
"""

import re
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import Stemmer

from bot.matching import Record

STEMMERS = {"en": "english", "ru": "russian"}

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
PIECE = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
"""A run of Han characters, or of other letters and digits."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a contender makes of one question.

    Attributes:
        first: The id of the record that it ranks first; None when it finds none.
        answer: The id of the record that it would answer with; None when it would not.
        signals: Numbers that could decide whether it answers, each higher the surer it is.
    """

    first: str | None
    answer: str | None
    signals: tuple[float, ...]


NOTHING = Found(None, None, ())


class Contender(ABC):
    """Built once from records of one language, then asked."""

    @abstractmethod
    def __init__(self, records: Sequence[Record]) -> None: ...

    @abstractmethod
    def ask(self, question: str) -> Found:
        """Return what `question` asks for."""


class Documents(Contender):
    """Ranks a record by the best of its documents, which are its phrasings and its text."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self.language = records[0].language
        self._record_of = array("I")
        documents = []
        most = 0
        for number, record in enumerate(records):
            own = [text for text in (*record.phrasings, record.text) if text]
            documents += own
            self._record_of.extend([number] * len(own))
            most = max(most, len(own))
        # The next record is among these; ten, as engines give unless told otherwise.
        self._most = min(max(10, most + 1), len(documents))
        self.index(documents)

    def ask(self, question: str) -> Found:
        first: tuple[int, float] | None = None
        rival = 0.0
        for document, score in self.best(question, self._most):
            if score <= 0:
                break  # nothing in common is no find
            record = self._record_of[document]
            if first is None:
                first = record, score
            elif record != first[0]:
                rival = score
                break
        if first is None:
            return NOTHING
        id_ = self._records[first[0]].id
        return Found(id_, id_, (first[1], first[1] - rival))

    @abstractmethod
    def index(self, documents: list[str]) -> None:
        """Prepare `documents` for `best`."""

    @abstractmethod
    def best(self, question: str, most: int) -> Iterable[tuple[int, float]]:
        """Return the numbers of the best documents with their scores, best first."""


def tokens(text: str, language: str) -> list[str]:
    """Return the stems of the words of `text`; of Chinese, the characters and pairs of them.

    >>> tokens("Two harbours", "en"), tokens("病毒学 2020", "zh")
    (['two', 'harbour'], ['病', '毒', '学', '病毒', '毒学', '2020'])
    """
    found = []
    for piece in PIECE.findall(text.casefold()):
        if "\u3400" <= piece[0] <= "\u9fff":
            found += [*piece, *map("".join, pairwise(piece))]
        else:
            found.append(piece)
    algorithm = stemmer(language)
    return algorithm.stemWords(found) if algorithm else found


@cache
def stemmer(language: str) -> Any:
    """Return Snowball's stemmer; None for a language that needs none here."""
    return Stemmer.Stemmer(STEMMERS[language]) if language in STEMMERS else None


def top(scores: Any, most: int) -> Any:
    """Return where the highest scores are, the highest first, the first of equals first."""
    if len(scores) > 4 * most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        at = np.flatnonzero(scores >= least)
    else:
        at = np.arange(len(scores))
    return at[np.argsort(-scores[at], kind="stable")][:most]
