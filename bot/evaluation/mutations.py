"""A phrasing → the same question as hasty people type it; none of it may change the answer."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Literal

from bot.content.manual import page
from bot.content.model import Entry, Mark
from bot.content.problem import Problem
from bot.desk import Desk, Edition, Outcome, Suggestion, record
from bot.matching.stopwords import STOP_WORDS
from bot.text import HAN, script, words

MOST = 800
"""So many mutations are asked, evenly of all entries: of the first story's 76 entries it takes a
quarter of the time that their 3,095 phrasings take."""

Came = Literal["same", "asked", "silent", "other"]

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_SHORTEST = 4  # letters; a slip in a shorter word makes another word more often than not
_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
# What people leave out and ask for the same: not "not", "who", "with" or "he".
_SMALL = frozenset(
    "a am an are at be been by can could did do does for had has have in is of on should the to "
    "was were will would а бы в во же и к ли на о об от по под с со у эта это этот "
    "了 吗 吧 呢 啊 的".split()
)
_PIECE = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+")
_END = " .?!。？！"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A question that must come to what a phrasing comes to.

    Attributes:
        question: As it is asked.
        how: What was done to the phrasing, as it is put in brackets.
    """

    question: str
    how: str


@dataclass(frozen=True, slots=True)
class Mutated:
    """What came of a mutation.

    Attributes:
        entry: Whose phrasing it is.
        number: That of the phrasing, from 0, which is the canonical one.
        mutation: The question.
        outcome: What a reader would be told.
    """

    entry: Entry
    number: int
    mutation: Mutation
    outcome: Outcome

    @property
    def phrasing(self) -> str:
        """What was mutated."""
        return self.entry.questions[self.number]

    @property
    def mark(self) -> Mark:
        """Where that stands."""
        return self.entry.question_marks[self.number]

    @property
    def told(self) -> Entry | None:
        """The entry that a reader is told; None when nothing is told."""
        return None if isinstance(self.outcome, Suggestion) else self.outcome.entry

    @property
    def came(self) -> Came:
        """What it came to: the `same` entry; it is `asked` back for, among others; the bot is
        `silent` about it; the reader gets an `other`."""
        if isinstance(self.outcome, Suggestion) and self.entry in self.outcome.entries:
            return "asked"
        if self.told is None:
            return "silent"
        return "same" if self.told.id == self.entry.id else "other"


def mutations(phrasing: str, known: Set[str] = frozenset()) -> list[Mutation]:
    """Return how hasty people type a phrasing: the same for the same phrasing, in mixed order.

    Args:
        phrasing: As the editors wrote it.
        known: Words, normalised, that no slip may make: with another word of the story it is
            another question.

    >>> for mutation in mutations("When will it be rebuilt?"):
    ...     print(f"{mutation.question} ({mutation.how})")
    When will it be rebiilt? (a key beside)
    When will it be rebuiilt? (a letter doubled)
    when will it be rebuilt (in small letters, without punctuation)
    When will it be reubilt? (two letters swapped)
    When it be rebuilt? (without 'will')
    Hey bot, when will it be rebuilt, please? (with a greeting and a please)
    When will it be rebult? (a letter missing)
    WHEN WILL IT BE REBUILT??? (in capitals)
    """
    chance = Random(phrasing)  # noqa: S311
    bare = phrasing.rstrip(_END)
    is_han = script(phrasing) == "CJK"
    made = [
        *_slips(phrasing, chance, known),
        *_shortened(phrasing, chance),
        _courteous(bare),
        Mutation(bare.lower(), "in small letters, without punctuation"),
        Mutation(bare.upper() + ("？？？" if is_han else "???"), "in capitals"),
    ]
    chance.shuffle(made)
    return [mutation for mutation in made if mutation.question != phrasing]


def _slips(phrasing: str, chance: Random, known: Set[str]) -> Iterator[Mutation]:
    telling = [
        found
        for found in _PIECE.finditer(phrasing)
        if len(found.group()) >= _SHORTEST and found.group().casefold() not in _STOP_WORDS
    ]
    if not telling:
        return
    for how in ("two letters swapped", "a letter missing", "a letter doubled", "a key beside"):
        found = chance.choice(telling)
        word = found.group()
        at = chance.randrange(1, len(word) - 1)  # few people miss the first letter or the last
        slip = {
            "two letters swapped": word[at + 1] + word[at],
            "a letter missing": word[at + 1],
            "a letter doubled": word[at] * 2 + word[at + 1],
            "a key beside": _beside(word[at], chance) + word[at + 1],
        }[how]
        slipped = word[:at] + slip + word[at + 2 :]
        if slipped != word and known.isdisjoint(words(slipped)):
            yield Mutation(phrasing[: found.start()] + slipped + phrasing[found.end() :], how)


def _beside(letter: str, chance: Random) -> str:
    """Return a letter whose key lies beside that of another; itself when none is known."""
    row = next((row for row in _ROWS if letter.lower() in row), letter)
    at = row.find(letter.lower())
    return chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2] or letter)


def _shortened(phrasing: str, chance: Random) -> Iterator[Mutation]:
    small = [found for found in _PIECE.finditer(phrasing) if found.group().lower() in _SMALL]
    if small:
        found = chance.choice(small)
        rest = f"{phrasing[: found.start()]}{phrasing[found.end() :]}".split()
        yield Mutation(" ".join(rest), f"without '{found.group()}'")


def _courteous(bare: str) -> Mutation:
    first = bare[:1].lower() + bare[1:]
    said = {
        "CYRILLIC": f"Привет, бот, {first}, пожалуйста?",
        "CJK": f"你好，请问{bare}？谢谢",
    }.get(script(bare) or "", f"Hey bot, {first}, please?")
    return Mutation(said, "with a greeting and a please")


def mutated(edition: Edition, most: int = MOST) -> Iterator[Mutated]:
    """Yield what comes of mutations, evenly of all entries.

    Of an entry first those of the canonical phrasing, which readers see; then one of each other,
    in an order that is made of the phrasings, so that an edit elsewhere changes nothing in it.

    Args:
        edition: What is asked.
        most: How many are asked; at least one of each entry.
    """
    desk = Desk(edition)
    known = _STOP_WORDS.union(*(words(q) for entry in edition.entries for q in entry.questions))
    each = max(1, most // max(1, len(edition.entries)))
    for entry in edition.entries:
        language = edition.story_of(entry).language
        for number, mutation in islice(_of(entry, known), each):
            yield Mutated(entry, number, mutation, desk.answer(mutation.question, language))


def _of(entry: Entry, known: Set[str]) -> Iterator[tuple[int, Mutation]]:
    for mutation in mutations(entry.questions[0], known):
        yield 0, mutation
    others = range(1, len(entry.questions))
    for number in sorted(others, key=lambda n: Random(entry.questions[n]).random()):  # noqa: S311
        for mutation in mutations(entry.questions[number], known)[:1]:
            yield number, mutation


def lost_mutations(edition: Edition) -> Iterator[Problem]:
    """Yield what mutations change, once for each phrasing and check.

    It is a problem when a reader gets another answer to what is an entry's canonical question,
    and a warning when it is one of its others, when either answer rests on the same, or when the
    bot falls silent.
    """
    seen: set[tuple[Mark, str]] = set()
    for one in mutated(edition):
        problem = _moved(edition, one)
        if problem and (problem.mark, problem.check) not in seen:
            seen.add((problem.mark, problem.check))
            yield problem


def _moved(edition: Edition, one: Mutated) -> Problem | None:
    if one.came == "silent":
        return mutation_silent(one)
    if one.told is None or one.came != "other":
        return None
    mine, others = (record(edition.story_of(e), e).sources for e in (one.entry, one.told))
    return mutation_lost(one, one.told.id, is_warning=one.number > 0 or bool(mine & others))


@page
def mutation_lost(one: Mutated, told: str, *, is_warning: bool) -> Problem:
    """A slip of the keyboard, a small word less or a "please" does not change what is told.

    Why: hardly a reader types what you wrote letter by letter, and who is told something else
    does not know it. For the first phrasing, which readers see, this is a problem; for the
    others, and for an entry that rests on the same sentence, a warning.

    Wrong:
        questions: [Are our boats insured?]

    Right:
        questions: [How many boats were lost?, How many ships have burned?]
    """
    return Problem(
        one.mark,
        "mutation-lost",
        f"'{one.mutation.question}' ({one.mutation.how}) is answered with '{told}', and "
        f"'{one.phrasing}' with '{one.entry.id}'",
        "reword the phrasing so that it is less like those of the other, or add one like it",
        is_warning=is_warning,
    )


@page
def mutation_silent(one: Mutated) -> Problem:
    """A slip of the keyboard, a small word less or a "please" is still understood (a warning).

    Why: hardly a reader types what you wrote letter by letter. When that is enough to leave a
    question without its answer, it hangs on one word.

    Wrong:
        questions: [Is quay-12 gone?]

    Right:
        questions: [How many boats were lost?, How many ships have burned?]
    """
    return Problem(
        one.mark,
        "mutation-silent",
        f"'{one.mutation.question}' ({one.mutation.how}) does not find '{one.entry.id}', and "
        f"'{one.phrasing}' does",
        "add a phrasing that asks for the same in other words",
        is_warning=True,
    )
