"""An archive of any size, made from the sentences of the sets, and questions to it.

Sentences come from a model of which word follows which, so common words are as common as in
the sets at any size. A model of a few thousand sentences has a closed vocabulary, which no
archive has: each word that the sets have only once is therefore a slot, filled with a word that
was in a slot before (the oftener, the likelier) or, the more rarely the more slots there were,
with a new one, coined from the halves of two others. That is the Pitman-Yor process (its choice
among the old without the discount): the rare words follow Zipf's law, and their number grows
as the power `_GROWTH` of the size.

Source: Goldwater, Griffiths, Johnson, "Producing power-law distributions and damping word
frequencies with two-stage language models", Journal of Machine Learning Research 12, 2011,
pages 2335-2382
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.alternatives.slips import is_telling

_GROWTH = 0.7
_WORD = re.compile(r"\w+")
_SHORTEST, _LONGEST = 6, 40  # words a sentence


@dataclass(frozen=True, slots=True)
class Asker:
    """Makes questions to a text: how one of the sets' begins, words of the text, how one ends.

    Attributes:
        questions: The sets', cut into words.
    """

    questions: Sequence[Sequence[str]]

    def question(self, text: str, chance: random.Random) -> str:
        """Return a question with up to five of the text's telling words and three others."""
        words = _WORD.findall(text.casefold())
        tell = [i for i, word in enumerate(words) if is_telling(word)]
        others = [i for i, word in enumerate(words) if not is_telling(word)]
        kept = chance.sample(tell, min(len(tell), chance.randint(3, 5)))
        kept += chance.sample(others, min(len(others), chance.randint(2, 3)))
        begin, end = chance.choice(self.questions)[:3], chance.choice(self.questions)[-1:]
        return " ".join([*begin, *(words[i] for i in sorted(kept)), *end])


def sentences(examples: Iterable[str], seed: int = 0) -> Iterator[str]:
    """Yield sentences without end; always the same, so that a small archive begins a large one."""
    chance = random.Random(seed)
    draw, pick = chance.random, chance.choice
    cut = [example.split() for example in examples]
    first = [words[0] for words in cut]
    counts = Counter(word for words in cut for word in words)
    rare = {word for word, count in counts.items() if count == 1 and word.isalpha()}
    coin_from = sorted(word for word in rare if len(word) > 3 and word.islower())
    follows: defaultdict[str, list[str]] = defaultdict(list)
    for words in cut:
        for word, following in pairwise([*words, ""]):
            follows[word].append(following)
    filled = coin_from.copy()  # what each slot so far was filled with
    kinds = len(filled)
    while True:
        sentence: list[str] = []
        word = pick(first)
        while len(sentence) < _LONGEST:
            if word in rare:
                if draw() < (1 + _GROWTH * kinds) / (1 + len(filled)):
                    kinds += 1
                    head, tail = pick(coin_from), pick(coin_from)
                    filled.append(head[: len(head) // 2 + 1] + tail[len(tail) // 2 :])
                else:
                    filled.append(filled[int(draw() * len(filled))])
                sentence.append(filled[-1])
            else:
                sentence.append(word)
            word = pick(follows[word])
            if not word:
                if len(sentence) >= _SHORTEST:
                    break
                word = pick(first)
        yield " ".join(sentence)
