"""Keyboard typos: one slip in a word, each in another of the words that tell something."""

import random
import re

_ROWS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "ru": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
}
# Their own, not the engine's, so that the typos stay the same when the engine's change.
_NOT_TELLING = frozenset(
    """about after also been before being could does doing from have having here into just many
    might more most much must need other over please shall should some such tell than that their
    them then there these they this those under very want were what when where which while whom
    whose will with would your
    были было быть ваша если есть какая какие какое какой какого каком когда который которая
    которые которое которой которых можно после почему сколько также только того чего этой этот
    этого этом эти""".split()
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[^\W\d_{_HAN}]{{4,}}")
_HAN_PAIR = re.compile(rf"[{_HAN}]{{2}}")


def with_slips(question: str, slips: int, chance: random.Random) -> str:
    """Return `question` with so many slips, or as many as it has words that can take one.

    A slip swaps two letters, drops one, doubles one or hits the key beside; it falls on any
    letter of a word of four or more that tells something. A pair of Han characters is a word
    here, and has no key beside: those are swapped, dropped or doubled.

    >>> with_slips("where is the harbour office", 2, random.Random(6))
    'where is the hrabour ofice'
    """
    places = [place for place in _WORD.finditer(question) if is_telling(place[0])]
    places += _HAN_PAIR.finditer(question)
    chosen = chance.sample(places, min(slips, len(places)))
    for place in sorted(chosen, key=lambda m: -m.start()):
        slipped = _slip(place[0], chance)
        question = question[: place.start()] + slipped + question[place.end() :]
    return question


def is_telling(word: str) -> bool:
    """Whether `word` has four letters or more, nothing else, and tells something.

    >>> [word for word in "where is the harbour office".split() if is_telling(word)]
    ['harbour', 'office']
    """
    return bool(_WORD.fullmatch(word)) and word.casefold() not in _NOT_TELLING


def _slip(word: str, chance: random.Random) -> str:
    """Return another word than `word`, one slip away."""
    slipped = word
    while slipped == word:  # the two letters that were swapped can be the same
        at = chance.randrange(len(word))
        head, letter, tail = word[:at], word[at], word[at + 1 :]
        kinds = [head + tail, head + letter + letter + tail]
        if tail:
            kinds.append(head + tail[0] + letter + tail[1:])
        near = _beside(letter.casefold())
        if near:
            kinds.append(head + chance.choice(near) + tail)
        slipped = chance.choice(kinds)
    return slipped


def _beside(letter: str) -> str:
    """Return the keys that touch the one of `letter`; none when it is on no keyboard here."""
    for rows in _ROWS.values():
        for number, row in enumerate(rows):
            at = row.find(letter)
            if at >= 0:
                above = rows[number - 1][at : at + 2] if number else ""
                below = rows[number + 1][max(0, at - 1) : at + 1] if number < 2 else ""
                return row[max(0, at - 1) : at] + row[at + 1 : at + 2] + above + below
    return ""
