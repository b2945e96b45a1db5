"""The desk: every question is answered here, from the edition that is on air."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from bot.content.article import Span
from bot.content.model import ELLIPSIS, Case, Citation, Content, Entry, Reason, Story
from bot.matching import Match, Matcher, Record
from bot.matching.calibration import Calibration, Trial
from bot.matching.risk import Sample
from bot.matching.semantic import Encoder
from bot.phrases import SmallTalk, phrases_for, small_talk_in

MAX_QUESTION_CHARACTERS = 500
"""A longer message is not read as a question."""

MAX_WRONG_RATE = 0.05
"""The share of all answers that may be wrong, unless an operator says otherwise."""

_REMEMBERED = 2_000  # questions an edition; a match takes some kilobytes

LIKE = 20.0
"""Likeness, in [0, 100], from which on an entry is worth offering in the place of another."""

NEAR = 45.0
"""The same, from which on an entry is worth offering to a question that none answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The story answers: tell the entry, and cite it.

    Attributes:
        question: As it was asked.
        entry: What is told; never a `not_reported` one, and not withdrawn.
        match: What the engine found; None when the reader chose the entry.
    """

    question: str
    entry: Entry
    match: Match | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One of a few entries is meant, and guessing would be wrong: ask which."""

    question: str
    entries: tuple[Entry, ...]
    match: Match
    reason: Reason = "ambiguous"


@dataclass(frozen=True, slots=True)
class Abstention:
    """No answer, which is an answer too.

    Attributes:
        question: As it was asked.
        reason: Why there is none.
        entry: What the editors have to say to it, when it is `not_reported` or `withdrawn`.
        small_talk: What it was instead of a question, when it was `smalltalk`.
        suggestions: What could be asked instead.
        match: What the engine found; None when it was not asked.
    """

    question: str
    reason: Reason
    entry: Entry | None
    small_talk: SmallTalk | None
    suggestions: tuple[Entry, ...]
    match: Match | None


Outcome = Answer | Suggestion | Abstention


class Edition:
    """An immutable snapshot of content that passed every check, ready to answer.

    Args:
        content: What was loaded.
        max_wrong_rate: The share of all answers that may be wrong, in (0, 1); score and threshold
            are set to keep to it on the samples.
        calibration: What that came to, when it is known already: it takes as long as the rest.
        encoder: A model that knows what sentences mean; none unless an operator wants one.

    Attributes:
        content: What was loaded.
        digest: The content's, 64 hexadecimal digits.
        matcher: Built from all entries of all stories.
    """

    def __init__(
        self,
        content: Content,
        max_wrong_rate: float = MAX_WRONG_RATE,
        calibration: Calibration | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.content = content
        self.digest = content.digest
        self._entries = {e.id: (story, e) for story in content.stories for e in story.entries}
        self._general = Matcher(
            [record(story, entry) for story, entry in self._entries.values()],
            [group for story in content.stories for group in synonyms(story)],
            encoder=encoder,
        )
        if calibration is None:
            calibration = self._calibrated(max_wrong_rate)
        self.matcher = self._general.calibrated(calibration)

    def _calibrated(self, max_wrong_rate: float) -> Calibration:
        cases = [case for story in self.content.stories for case in story.cases]
        answered = self._entries.keys()
        promised = frozenset(case.question for case in cases if answered >= {*case.expect})
        return self._general.calibration_by(self._trials, max_wrong_rate, promised)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy, or another process, begins with: not what was worked out of it."""
        return {name: value for name, value in vars(self).items() if name not in _WORKED_OUT}

    def tolerating(self, max_wrong_rate: float) -> "Edition":
        """Return the same edition with score and threshold set for another rate."""
        other = copy(self)
        calibration = self._calibrated(max_wrong_rate)
        other.matcher = self._general.calibrated(calibration)
        return other

    def withdrawing(self, entry_id: str, reason: str | None) -> "Edition":
        """Return the same edition with an entry taken down, or told again for no reason.

        It takes no time, as nothing is fitted anew.

        Raises:
            KeyError: There is no such entry.
        """
        story, entry = self._entries[entry_id]
        entry = replace(entry, withdrawn=reason)
        entries = tuple(entry if e.id == entry_id else e for e in story.entries)
        changed = replace(story, entries=entries)
        other = copy(self)
        stories = tuple(changed if s is story else s for s in self.content.stories)
        other.content = replace(self.content, stories=stories)
        other._entries = {e.id: (story, e) for story in stories for e in story.entries}
        return other

    def entry(self, entry_id: str) -> Entry | None:
        """Return the entry of that id, or None."""
        return self._entries[entry_id][1] if entry_id in self._entries else None

    def story_of(self, entry: Entry) -> Story:
        """Return the story that an entry of this edition belongs to."""
        return self._entries[entry.id][0]

    @cached_property
    def match(self) -> Callable[[str], Match]:
        """`matcher.match`, which remembers: many readers tap or type the same question."""
        return lru_cache(maxsize=_REMEMBERED)(self.matcher.match)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of stories and of their files."""
        return tuple(entry for _, entry in self._entries.values())

    @cached_property
    def openers(self) -> tuple[Entry, ...]:
        """Entries to begin with: the first that answers in each topic, in order."""
        seen: set[str] = set()
        openers = []
        for entry in self.entries:
            if answers(entry) and not seen & {*entry.topics}:
                openers.append(entry)
                seen |= {*entry.topics}
        return tuple(openers)

    def instead(self, entry: Entry, match: Match | None, most: int = 3) -> tuple[Entry, ...]:
        """Return entries that answer, to offer in the place of one that does not.

        Those that the question was nearest to come first, also when a guard withheld them as the
        answer; then those on the same topics, then any to begin with.
        """
        found = [*match.candidates, *match.vetoed] if match is not None else []
        found.sort(key=lambda candidate: -candidate.similarity)
        near = [self._entries[c.id][1] for c in found if c.similarity >= LIKE]
        same = self._of_the_same_topics(entry.topics)
        offered = dict.fromkeys(e.id for e in (*near, *same, *self.openers) if answers(e))
        return tuple(self._entries[id_][1] for id_ in list(offered)[:most])

    def near(self, match: Match, most: int = 3) -> tuple[Entry, ...]:
        """Return entries that answer, to offer to a question that none does: the nearest first."""
        found = [self._entries[c.id][1] for c in match.candidates if c.similarity >= NEAR]
        offered = dict.fromkeys(e.id for e in (*found, *self.openers) if answers(e))
        return tuple(self._entries[id_][1] for id_ in list(offered)[:most])

    @cached_property
    def _of_the_same_topics(self) -> Callable[[tuple[str, ...]], tuple[Entry, ...]]:
        """Entries on any of some topics, those on most of them first."""

        def found(topics: tuple[str, ...]) -> tuple[Entry, ...]:
            wanted = {*topics}
            shared = [(len(wanted & {*entry.topics}), entry) for entry in self.entries]
            shared = [pair for pair in shared if pair[0]]
            return tuple(entry for _, entry in sorted(shared, key=lambda pair: -pair[0]))

        return lru_cache(maxsize=_REMEMBERED)(found)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What the cases come to, and phrasings had they not been written."""
        return tuple(trial.sample(self.matcher.calibration.fit) for trial in self._trials)

    @cached_property
    def _trials(self) -> list[Trial]:
        cases = [case for story in self.content.stories for case in story.cases]
        return self._general.trials([(case.question, self._expected(case)) for case in cases])

    def _expected(self, case: Case) -> frozenset[str]:
        """Return the ids of the entries that answer a case; a withdrawn one is never right."""
        return frozenset(e.id for id_ in case.expect if (e := self.entry(id_)) and answers(e))

    def told(self, question: str, entry: Entry, match: Match | None = None) -> Answer | Abstention:
        """Return the outcome of a question that asks for `entry`, found or chosen."""
        if answers(entry):
            return Answer(question, entry, match)
        reason: Reason = "not_reported" if entry.withdrawn is None else "withdrawn"
        suggestions = self.instead(entry, match)
        return Abstention(question, reason, entry, None, suggestions, match)


# Not the trials: they take as long as all the rest, and are the same in a copy.
_WORKED_OUT = {
    name
    for name, of in vars(Edition).items()
    if isinstance(of, cached_property) and name != "_trials"
}


class Desk:
    """Answers questions from the edition on air."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    @property
    def edition(self) -> Edition:
        """The edition on air."""
        return self._edition

    def publish(self, edition: Edition) -> None:
        """Put an edition on air; a question under way finishes on the one before."""
        self._edition = edition

    def answer(self, question: str, language: str | None = None) -> Outcome:
        """Return what a reader who asks `question` is told.

        Args:
            question: As the reader typed it.
            language: The reader's, BCP 47, for small talk; None for English.
        """
        edition = self._edition
        if len(question) > MAX_QUESTION_CHARACTERS:
            return Abstention(question, "out_of_scope", None, None, edition.openers[:3], None)
        if kind := small_talk_in(question):
            small_talk = phrases_for(language).small_talk[kind]
            return Abstention(question, "smalltalk", None, small_talk, edition.openers[:4], None)
        match = edition.match(question)
        nearest = [entry for c in match.candidates if (entry := edition.entry(c.id))]
        if match.outcome == "answer":
            return edition.told(question, nearest[0], match)
        if match.outcome == "suggest":
            return Suggestion(question, tuple(nearest[:3]), match)
        return Abstention(question, "out_of_scope", None, None, edition.near(match), match)


def answers(entry: Entry) -> bool:
    """Return whether an entry can be told as an answer."""
    return entry.kind != "not_reported" and entry.withdrawn is None


def also_telling(edition: Edition, entry: Entry) -> tuple[str, ...]:
    """Return the ids of the other entries that tell any of the words that an entry cites."""
    return tuple(
        other.id
        for other in edition.story_of(entry).entries
        if other.id != entry.id and answers(other) and meet(other.citations, entry.citations)
    )


def reasons_against(words: Sequence[Citation | Span], story: Story) -> tuple[str, ...]:
    """Return why the editors withdrew what cites any of some words of a story, each reason once.

    It is empty for words that no withdrawn entry cites.
    """
    reasons = (e.withdrawn for e in story.entries if e.withdrawn and meet(e.citations, words))
    return tuple(dict.fromkeys(reasons))


def meet(some: Iterable[Citation | Span], others: Sequence[Citation | Span]) -> bool:
    """Return whether any stretches of one article share a character."""
    return any(a.start < b.end and b.start < a.end for a in some for b in others)


def record(story: Story, entry: Entry) -> Record:
    """Return what the engine knows of an entry: its text with the words that it cites."""
    cited = [citation.exact for citation in entry.citations]
    said_by = [f"{entry.speaker.name}, {entry.speaker.role}"] if entry.speaker else []
    return Record(
        id=entry.id,
        text=". ".join([entry.text.replace(ELLIPSIS, " "), *cited, *said_by]),
        phrasings=entry.questions,
        language=story.language,
        answers=entry.kind != "not_reported",
        sources=frozenset(
            f"{story.id}, sentence {number}"
            for number, sentence in enumerate(story.article.sentences, 1)
            for citation in entry.citations
            if sentence.start < citation.end and citation.start < sentence.end
        ),
    )


def synonyms(story: Story) -> list[tuple[str, ...]]:
    """Return the groups of words that mean the same in a story: also the names of a speaker."""
    return [*story.synonyms, *((s.name, *s.also) for s in story.speakers)]
