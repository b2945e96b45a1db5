"""What an editor's sentence must not add to the article, or leave out: names, "not", "may"."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot|no one"
    r"|hardly|barely|scarcely)\b|n['’]t\b",
    re.IGNORECASE,
)
# These deny nothing, and "No. 5" is a number.
_NO_NEGATION = re.compile(
    r"\bnot (?:(?:the )?only|just|merely|simply|least)\b|\bno doubt\b|\bNo\. ?\d", re.IGNORECASE
)
_NOT_ONLY = re.compile(r"\bnot (?:the )?(?:only|just|merely|simply)\b", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|just|merely|simply)\b", re.IGNORECASE)
_AMOUNT = (
    r"(?=\s+(?:[$€£¥₽]|\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|one|a)\b))"
)
HEDGES = {
    "possibility": re.compile(
        r"\bmay\b|(?:^|[.!?]\s+)May\b(?! \d)"  # not the month
        r"|\b(?i:might|could|possibly|perhaps|maybe|potentially|probably|presumably|likely)\b"
    ),
    "approximation": re.compile(
        rf"\b(?i:nearly|almost|roughly|approximately|circa)\b|\b(?i:about|around|some){_AMOUNT}"
    ),
    "obligation": re.compile(
        r"\b(?i:should|must|ought|needs? to|required?|has to|have to|had to)\b"
    ),
    "report": re.compile(
        r"\b(?i:alleged|allegedly|alleges?|reportedly|claim(?:s|ed)?|purported)\b"
    ),
    "belief": re.compile(
        r"\b(?i:believe[sd]?|thinks?|thought|expect(?:s|ed|ing)?|hop(?:e[sd]?|ing)|views?|opinion"
        r"|considers?|considered|convinced|look(?:s|ed|ing)? forward)\b"
    ),
}
_WORD = re.compile(r"[^\W\d_][\w]*(?:['’][^\W\d_]+)?")
# A title comes with a name, which is looked at by itself.
_NO_NAMES = frozenset("i i'm i've i'd i'll mr mrs ms mx dr prof sir dame".split())
_CALENDAR = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*$"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$"
)


def denies(text: str) -> list[str]:
    """Return the words of a text that deny something.

    >>> denies("Not only boats, but nobody's yacht, wasn't insured.")
    ['nobody', "n't"]
    """
    return [match[0] for match in _NEGATION.finditer(_NO_NEGATION.sub(" ", text))]


def only_one_of_two(text: str, cited: str) -> bool:
    """Return whether the article says "not only", and a sentence about it just "only".

    >>> only_one_of_two("It is only boats.", "not only boats"), only_one_of_two("Boats.", "only")
    (True, False)
    """
    both = _NOT_ONLY.search(cited) and not _NOT_ONLY.search(text)
    return bool(both and _ONLY.search(text))


def hedges(text: str) -> dict[str, str]:
    """Return the kinds of hedging in a text, each with the first word that does it.

    >>> hedges("About 30 boats may be lost; it was about time, in May.")
    {'possibility': 'may', 'approximation': 'About'}
    """
    found = {kind: pattern.search(text) for kind, pattern in HEDGES.items()}
    return {kind: match[0].strip(" .!?") for kind, match in found.items() if match}


def names(text: str, is_name: Callable[[str, str], bool]) -> Iterator[str]:
    """Yield the words of a text that are names: those with a capital letter.

    Args:
        text: One or more sentences.
        is_name: Whether a word at the beginning of a sentence, where every word has a capital,
            is a name; it is given the word and the one that follows.

    >>> list(names("The mayor met Tom Reed. Boats from Port Hale burned.", lambda word, _: False))
    ['Tom', 'Reed', 'Port', 'Hale']
    """
    found = list(_WORD.finditer(text))
    for match, following in pairwise([*found, None]):
        if match is None:
            continue
        word = re.sub(r"['’]s?$", "", match[0])
        if not word[0].isupper() or word.casefold() in _NO_NAMES or _CALENDAR.match(word):
            continue
        before = text[: match.start()].rstrip(" \"'“‘«([")
        is_first = not before or before[-1] in ".!?…:"
        is_shouted = len(word) > 1 and word.isupper()
        if not is_first or is_shouted or is_name(word, following[0] if following else ""):
            yield word
