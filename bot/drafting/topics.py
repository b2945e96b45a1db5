"""What a sentence is about: a few of its words, for ids, topics and questions."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.drafting.english import IRREGULAR
from bot.drafting.languages import language
from bot.matching.stopwords import STOP_WORDS
from bot.text import stem, words

_MOST_WORDS = 3
_DETERMINERS = "the a an our their his her its this these those my your some any each every"
_PREPOSITIONS = "of on for in with about from at by between into against during over under after"
_NO_NOUNS = frozenset(
    """must also very just even still yet already then now here soon later too such same many
    few several most least less first second last next new old own other others another lot
    while where rather than because since before after although though however therefore
    instead within
    without through across around nearly almost roughly always never often both either neither
    began begin came come goes go went gone made make found find took take taken gave given saw
    seen knew known became become left kept held told tell said says think thought believe feel
    felt put set let got get run ran lost won met paid sent stood heard brought built wrote
    written read led grew fell sold bought cost taught caught broke hope hopes want wants need
    needs use uses used able likely sure far well good great large small big hard early late
    backdrop terms extent order addition
    case way part number side kind sort ago per up down out off away back together
    one two three four five six seven eight nine ten
    he she they them him we us you who whom it i me there anyone everybody everyone nobody
    somebody someone anybody nothing something everything once twice until till middle times
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays""".split()
) | frozenset(_DETERMINERS.split())
_VERBS = frozenset(IRREGULAR) | {base + "s" for base in IRREGULAR.values()}
_VERBAL = re.compile(r"\w{2,}(?:ed|ly)$")
_NO_TOPICS = STOP_WORDS["en"] | _NO_NOUNS
_RU_VERBAL = re.compile("(?:лся|лась|лись|лось|ться|ть|[ая]ют|уют|[аяу]ет|или|ила)$|^слов|^мнени")
_STOPS = (".", "!", "?")
_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_HAN_STOP = re.compile(
    "[的了是在和与有吗呢吧我你他她它们这那都也就还会被把从对于因为所以但并而及或个次年月日上下中里用只刚将让到可很更最]"
)


@dataclass(frozen=True)
class Topics:
    """What each of some stretches of an article is about, beside the others.

    Attributes:
        texts: The stretches.
        code: The language, BCP 47 without a region.
        people: Words of people's names.
    """

    texts: Sequence[str]
    code: str
    people: frozenset[str] = frozenset()

    def of(self, text: str) -> list[str]:
        """Return phrases of up to three words of a text, the most telling first."""
        found = dict.fromkeys(self._phrases(text))
        return sorted(found, key=lambda phrase: -self._weight(phrase))

    def common(self, most: int = 6) -> list[str]:
        """Return words that more than one stretch is about, the most common first."""
        heads: Counter[str] = Counter()
        shown: dict[str, Counter[str]] = {}
        for text in self.texts:
            for head in {self._head(phrase) for phrase in self._phrases(text)}:
                key = self._key(head)
                heads[key] += 1
                shown.setdefault(key, Counter())[head] += 1
        short = 3 if self.code != "zh" else 1
        often = [key for key, count in heads.most_common() if count > 1 and len(key) > short]
        return [shown[key].most_common(1)[0][0] for key in often[:most]]

    def has(self, text: str, topic: str) -> bool:
        """Return whether a text has the word of a topic, in any form."""
        if self.code in ("zh", "ja"):
            return topic in text
        return self._key(topic) in {stem(word, self.code) for word in words(text)}

    def _key(self, head: str) -> str:
        return stem(" ".join(words(head)), self.code)

    def _head(self, phrase: str) -> str:
        return phrase if self.code in ("zh", "ja") else phrase.split()[-1]

    def _weight(self, phrase: str) -> float:
        stems = self._stems(phrase)
        rare = [math.log((len(self.texts) + 1) / (self._frequency[s] + 0.5)) for s in stems]
        # Words that are shared with no other sentence tell the most, and two tell more than one.
        return sum(sorted(rare)[-2:]) + (0.3 if len(stems) > 1 else 0)

    @cached_property
    def _frequency(self) -> Counter[str]:
        return Counter(s for text in self.texts for s in set(self._stems(text)))

    def _stems(self, text: str) -> list[str]:
        return [stem(word, self.code) for word in words(text)]

    def _phrases(self, text: str) -> Iterator[str]:
        if self.code in ("zh", "ja"):
            yield from self._han(text)
        elif self.code == "en":
            found = [*_noun_phrases(text, self.people)]
            yield from found or _runs(text, _may_be_noun)
        else:
            yield from _runs(text, self._is_kept)

    def _is_kept(self, word: str) -> bool:
        bare = word.casefold()
        is_said = language(self.code).saying.fullmatch(bare) is not None
        is_verb = self.code == "ru" and _RU_VERBAL.search(bare) is not None
        stop = STOP_WORDS.get(self.code, frozenset())
        return len(word) > 3 and bare not in stop and not is_said and not is_verb

    def _han(self, text: str) -> Iterator[str]:
        for run in _HAN.findall(text):
            for piece in _HAN_STOP.split(run):
                if 2 <= len(piece) <= 6:
                    yield piece


def _is_verbal(bare: str) -> bool:
    """Return whether a word is a verb, or an adverb, unless an article stands before it."""
    return bare in _VERBS or _VERBAL.match(bare) is not None


def _may_be_noun(word: str) -> bool:
    bare = word.casefold()
    return len(bare) > 3 and bare not in _NO_TOPICS and not _is_verbal(bare)


def _noun_phrases(text: str, people: frozenset[str]) -> Iterator[str]:
    """Yield what stands after an article or a preposition, and names of several words."""
    run: list[str] = []
    is_open, is_first = False, True

    def ended(following: str = "") -> Iterator[str]:
        if run and is_open and following not in ("’", "'"):
            yield " ".join(run[-_MOST_WORDS:])
        run.clear()

    tokens = [*_TOKEN.findall(text), "."]
    for token, following in pairwise([*tokens, ""]):
        bare = token.casefold()
        if bare == "of" and run and run[-1][0].isupper() and following[:1].isupper():
            run[-1] += " of"  # "Academy of Sciences" is one name
        elif bare in _DETERMINERS.split() or bare in _PREPOSITIONS.split():
            yield from ended()
            is_open = True
        elif not token[0].isalnum() or bare in _NO_TOPICS or token[0].isdigit():
            yield from ended(token)
            is_open = False
        elif _is_verbal(bare) and (run or not is_open):
            yield from ended()
            is_open = False
        elif bare.endswith("ing") and not run:
            is_open = False  # "of rebuilding the harbour"
        else:
            begins = is_first and not following[:1].isupper()
            is_name, word = token[0].isupper(), re.sub(r"['’]s?$", "", token)
            if run and ((is_name and run[-1][0].islower()) or (run[-1] in people and not is_name)):
                yield from ended()  # "bell founder | Josiah Penhallow | plans"
                is_open = True
            is_open = is_open or (is_name and not begins)
            run.append(token if following[:1].isalpha() and word != token else word)
        is_first = token in _STOPS


def _runs(text: str, is_kept: Callable[[str], bool]) -> Iterator[str]:
    """Yield what stands between words that are not kept, without the rest of a long run."""
    run: list[str] = []
    for token in [*_TOKEN.findall(text), "."]:
        if token[0].isalpha() and is_kept(token):
            run.append(token)
        else:
            if run:
                yield " ".join(run[:_MOST_WORDS])
            run = []
