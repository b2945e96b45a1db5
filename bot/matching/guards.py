"""What no score can outvote: each guard names a reason to withhold a record, or none.

No similarity can tell "how old is he" from "who is he", or 2019 from 2020. A guard looks at one
kind of difference, and a record that it vetoes is not answered with, however high it scored.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.matching.vocabulary import Hit, Passage, Vocabulary
from bot.text import words

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without не нет ни без 不 没".split()
)
# "not only" and the like deny nothing.
_NO_NEGATION = re.compile(r"\bnot (?:only|just|sure)\b|\b(?:whether )?or not\b")


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_ASKS: dict[str, re.Pattern[str]] = {
    "age": _any(
        r"\bhow (?:old|young)\b",
        r"\b(?:his|her|s) age\b|\bage of\b",
        r"\bdate of birth\b|\bbirth(?:day|date)\b|\bwhen (?:was|is) \w+(?: \w+)? born\b",
        "сколько лет|возраст|几岁|多大",
    ),
    "amount": _any(
        r"\bhow much (?:money|cash|funding|does|did|do|is|was|will|would|has|have)\b",
        r"\b(?:what|which) (?:is |are |was )?(?:the |his |its |their )?(?:price|cost|budget|salary)\b",  # noqa: E501
        "сколько стоит|多少钱",
    ),
    "number": _any(r"\bhow many\b", r"\bnumber of\b", r"\bсколько\b|多少"),
    "time": _any(
        r"\bwhen\b",
        r"\b(?:what|which) (?:year|date|day|month|time|week)\b",
        r"\bкогда\b|в каком году|什么时候|哪年",
    ),
    "duration": _any(r"\bhow long\b", "как долго|多久"),
    "place": _any(
        r"(?<!quote )(?<!part )(?<!sentence )(?<!paragraph )\bwhere\b",
        r"\b(?:what|which) (?:city|town|place|country|building|location)\b",
        r"\bгде\b|\bкуда\b|哪里|在哪",
    ),
    "reason": _any(
        r"\bwhy\b|\bhow come\b|\bwhat for\b|\b(?:what|which) reasons?\b|\bthe reason\b",
        r"\bпочему\b|\bзачем\b|为什么",
    ),
    "person": _any(r"\bwho\b|\bwhose\b|\bwhom\b", r"\bкто\b|谁"),
}
# What a text must hold to answer, when none of the entry's phrasings asks for the same.
_GIVES: dict[str, re.Pattern[str]] = {
    "age": _any(r"\b(?:aged|years? old|born)\b"),
    "amount": _any(
        r"[$€£¥₽]", r"\b\d[\d.,]* (?:dollars|euros|yuan|rubles|roubles|million|billion)\b"
    ),
    "number": _any(
        r"\b\d", r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)\b"
    ),
    "time": _any(
        r"\b(?:19|20)\d\d\b",
        r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d",
        r"\b(?:recently|recent|yesterday|today|tomorrow)\b",
    ),
    "duration": _any(r"\b(?:years?|months?|weeks?|days?|since)\b"),
    "place": _any(r"\b(?:in|at|from|to) (?:the )?[A-ZА-Я][a-zа-я]"),
    "reason": _any(
        r"\b(?:because|since|so that|in order to|due to|as a result)\b",
        "потому что|из-за|因为",
    ),
    "person": _any(r"\b[A-ZА-Я][a-zа-я]+ [A-ZА-Я][a-zа-я]+\b"),
}
# Only these questions are about the thing itself wherever they stand; "when" and the like also
# begin clauses ("when it comes to …") and count near the front only.
_ANYWHERE = frozenset({"age", "amount", "number", "duration"})
_FRONT_WORDS = 5

_CAPITALS = re.compile(r"\b[^\W\d_a-zа-я]{2,}\b")

_COUNTRIES = frozenset(
    """afghanistan africa african albania algeria america american argentina armenia asia asian
    australia australian austria azerbaijan bangladesh belarus belgium brazil brazilian britain
    british bulgaria cambodia canada canadian chile colombia croatia cuba czech denmark dutch egypt
    england english estonia ethiopia eu europe european finland france french georgia german
    germany greece greek hungary iceland india indian indonesia iran iranian iraq ireland irish
    israel israeli italian italy japan japanese kazakhstan kenya korea korean kosovo kuwait latvia
    lebanon libya lithuania malaysia mexico moldova mongolia morocco myanmar nato nepal netherlands
    nigeria norway pakistan palestine peru philippines poland polish portugal qatar romania saudi
    scotland serbia singapore slovakia slovenia spain spanish sudan sweden swedish switzerland
    syria taiwan thailand tunisia turkey turkish uae uk ukraine ukrainian us usa uzbekistan
    venezuela vietnam washington yemen""".split()
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the guards look at in a text or a question.

    Attributes:
        asks: Types of answer it asks for.
        gives: Types of answer it holds.
        numbers: Numbers in it, without their thousands separators.
        negated: Whether it denies something.
        words: Its words, stems and concepts, and what is written in capitals as it stands.
    """

    asks: frozenset[str]
    gives: frozenset[str]
    numbers: frozenset[str]
    negated: bool
    words: frozenset[str]


def profile(passage: Passage) -> Profile:
    """Return what the guards look at in a passage."""
    return Profile(
        asks=frozenset(asked_types(passage.plain)),
        gives=frozenset(name for name, pattern in _GIVES.items() if pattern.search(passage.raw)),
        numbers=frozenset(numbers(term.form for term in passage.terms)),
        negated=is_negated(passage.plain),
        words=frozenset(w for t in passage.terms for w in (t.form, t.stem, t.concept))
        | frozenset(_CAPITALS.findall(passage.raw)),
    )


def entry_profile(phrasings: Sequence[Passage], text: Passage) -> Profile:
    """Return what the guards look at in an entry.

    What only its phrasings hold is not given: a reader is told the text.
    """
    asked = [profile(phrasing) for phrasing in phrasings]
    told = profile(text)
    return Profile(
        asks=frozenset().union(*(p.asks for p in asked)),
        gives=told.gives,
        numbers=told.numbers.union(*(p.numbers for p in asked)),
        negated=told.negated or any(p.negated for p in asked),
        words=told.words.union(*(p.words for p in asked)),
    )


def asked_types(plain: str) -> list[str]:
    """Return which types of answer a question asks for; `plain` is words joined by spaces.

    >>> asked_types("how old is he"), asked_types("what is in store for them when it opens")
    (['age'], [])
    """
    front = " ".join(plain.split()[:_FRONT_WORDS])
    return [
        name
        for name, pattern in _ASKS.items()
        if pattern.search(plain if name in _ANYWHERE or not plain.isascii() else front)
    ]


def is_negated(plain: str) -> bool:
    """Return whether a text denies something; `plain` is words joined by spaces.

    >>> is_negated("why does he not want it"), is_negated("not only vaccines")
    (True, False)
    """
    return not _NEGATIONS.isdisjoint(_NO_NEGATION.sub(" ", plain).split())


def numbers(forms: Iterable[str]) -> set[str]:
    """Return the numbers among normalised words, without thousands separators.

    >>> sorted(numbers(["1,500", "cases", "in", "2020", "covid19"]))
    ['1500', '2020']
    """
    return {re.sub(r",(?=\d{3})", "", word) for word in forms if word[0].isdigit()}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the guards see it.

    Attributes:
        profile: What it asks for and holds.
        hits: Its words.
        capitals: Its words, normalised, that have a capital inside a sentence.
        acronyms: What it writes in capitals, as it stands: "WHO" is not "who".
    """

    profile: Profile
    hits: Sequence[Hit]
    capitals: frozenset[str]
    acronyms: frozenset[str]


def question(mended: Passage, hits: Sequence[Hit]) -> Question:
    """Return what the guards look at in a question; `mended` has its slips put right."""
    # A capital inside a sentence, unless the whole is in capitals or in Title Case.
    inside = re.findall(r"(?<=[\w,;] )[^\W\d_]{2,}", mended.raw)
    capitals = [word for word in inside if word[0].isupper()]
    title_case = len(inside) > 2 and len(capitals) == len(inside)
    shouted = title_case or mended.raw.isupper()
    names = [] if shouted else [word for capital in capitals for word in words(capital)]
    acronyms = [] if shouted else [word for word in inside if word.isupper()]
    return Question(profile(mended), hits, frozenset(names), frozenset(acronyms))


def negation(asked: Question, entry: Profile) -> str | None:
    """Return "negation" when the question denies something and nothing in the entry does."""
    return "negation" if asked.profile.negated and not entry.negated else None


def different_number(asked: Question, entry: Profile) -> str | None:
    """Return the numbers that the question names and the entry does not."""
    missing = asked.profile.numbers - entry.numbers
    return f"number {', '.join(sorted(missing))}" if missing else None


def different_name(
    asked: Question, entry: Profile, vocabulary: Vocabulary, *, answers: bool
) -> str | None:
    """Return the names of people, places or bodies that the question has and the entry lacks.

    Args:
        asked: The question.
        entry: What it might be answered with.
        vocabulary: Knows which names other entries have.
        answers: False for an entry that says that something is not known, which is no less
            true of "the US" that is read as "us".
    """
    missing = [
        hit.word
        for hit in asked.hits
        if {hit.term.form, hit.term.stem, hit.term.concept}.isdisjoint(entry.words)
        and (
            hit.term.concept in vocabulary.names
            or (not hit.known and (hit.word in _COUNTRIES or hit.word in asked.capitals))
        )
    ]
    missing += sorted(
        acronym
        for acronym in asked.acronyms - entry.words
        if answers and vocabulary.is_stop_word(acronym.casefold())
    )
    return f"name {', '.join(missing)}" if missing else None


def missing_type(asked: Question, entry: Profile) -> str | None:
    """Return the type of answer that the question asks for and the entry cannot give."""
    missing = asked.profile.asks - entry.asks - entry.gives
    return f"asks for {' and '.join(sorted(missing))}" if missing else None
