"""Pure functions on text: how it is normalised, and what its words, stems and n-grams are.

This is for finding only. What is proved to be verbatim is compared in `bot.content.article`.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from threading import Lock
from typing import Any

import Stemmer

_FOLD = str.maketrans("ё’‘ʼ`´“”„«»‐‑‒–—―−", "е'''''\"\"\"\"\"-------")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# One Han character; a number with its separators; letters, a number glued on ("covid-19" is one
# word), and inner apostrophes.
_WORD = re.compile(
    rf"[{HAN}]|\d+(?:[.,:]\d+)*|[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)*(?:-?\d+)?", re.UNICODE
)
# The same of plain letters, in lower case: several times as fast.
_ASCII_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[a-z]+(?:'[a-z]+)*(?:-?\d+)?")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_STEMMERS = {"en": "english", "ru": "russian", "de": "german", "fr": "french", "es": "spanish"}
_STEMMING = Lock()  # a stemmer keeps the word it works on, and any thread may ask
# "didn't" and, as phones and hasty people type it, "didnt".
_NEGATED = re.compile(
    r"\b(is|are|was|were|do|does|did|has|have|had|would|should|could|must|need)n'?t\b"
)
_CONTRACTED = {"can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not"}
_CONTRACTION = re.compile(r"\b(?:can't|cannot|cant|won't)\b")


def normalise(text: str) -> str:
    """Return `text` in NFKC, lower case, one kind of quotation mark and dash, single spaces.

    >>> normalise("  What’s   COVID–19？ ")
    "what's covid-19?"
    """
    if text.isascii():  # several times as fast
        return " ".join(text.lower().replace("`", "'").split())
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().translate(_FOLD)
    return " ".join(folded.split())


def words(text: str) -> list[str]:
    """Return the words of `text` in order, normalised; each Han character is a word.

    A possessive loses its 's, a contracted "not" is written out, and a number that is glued to
    letters stays with them.

    >>> words("Why didn't Russia's COVID-19 center cost $1.5 million?")
    ['why', 'did', 'not', 'russia', 'covid19', 'center', 'cost', '1.5', 'million']
    >>> words("病毒学 2020")
    ['病', '毒', '学', '2020']
    """
    plain = normalise(text)
    if "nt" in plain or "n't" in plain or "cannot" in plain:
        plain = _CONTRACTION.sub(lambda m: _CONTRACTED[m.group()], plain)
        plain = _NEGATED.sub(r"\1 not", plain)
    found = (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)
    return [_bare(word) for word in found] if "'" in plain or "-" in plain else found


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """Return the stem of a normalised `word`; the word itself in a language without a stemmer.

    Source: Snowball, https://snowballstem.org

    >>> stem("vaccines", "en"), stem("вакцины", "ru"), stem("疫", "zh")
    ('vaccin', 'вакцин', '疫')
    """
    algorithm = _STEMMERS.get(language.partition("-")[0])
    if algorithm is None or not word.isalpha():
        return word
    with _STEMMING:
        return str(_stemmer(algorithm).stemWord(word))


@lru_cache(maxsize=4_096)
def ngrams(word: str, sizes: tuple[int, ...] = (2, 3, 4)) -> tuple[str, ...]:
    """Return the character n-grams of a word, its edges marked by spaces.

    >>> ngrams("cat")
    (' c', 'ca', 'at', 't ', ' ca', 'cat', 'at ', ' cat', 'cat ')
    """
    padded = f" {word} "
    return tuple(padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1))


def script(text: str) -> str | None:
    """Return the script that most letters of `text` are in, by its Unicode name; None without any.

    Chinese and Japanese signs count as "CJK".

    >>> script("Who is he?"), script("Кто такой Сергеев (RAS)?"), script("他是谁?"), script("42?")
    ('LATIN', 'CYRILLIC', 'CJK', None)
    """
    letters = [c for c in text if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in letters)
    return scripts.most_common(1)[0][0] if scripts else None


def is_han(text: str) -> bool:
    """Return whether a text begins with a Han character.

    >>> is_han("病"), is_han("virus")
    (True, False)
    """
    return text >= "\u3400" and bool(_HAN_CHARACTER.match(text))  # the first of them


@lru_cache(maxsize=8)
def _stemmer(algorithm: str) -> Any:
    return Stemmer.Stemmer(algorithm)


def _bare(word: str) -> str:
    if word.endswith("'s"):
        return word[:-2]
    return word.replace("'", "").replace("-", "")
