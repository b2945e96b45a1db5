"""A story as its editors wrote it, with the place of every value: what the checks look at."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.content.article import Article, Span
from bot.content.canonical import is_wordlike
from bot.content.model import Mark
from bot.content.nodes import List, Mapping, Text, find
from bot.content.schema import (
    CasesFile,
    Entry,
    Fact,
    NotReported,
    Quote,
    Selector,
    Sentence,
    StoryFile,
)
from bot.content.voices import Voices

LEFT_OUT = re.compile(r"\[(?:\.\.\.|…)\]")  # without brackets, they are the article's own


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that an editor says are the article's, and where they are.

    Attributes:
        selector: What the editor wrote.
        mark: Where.
        parts: The words between the places where a quote leaves some out; mostly one part.
        found: For each part, the stretches of the article that are these words.
    """

    selector: Selector
    mark: Mark
    parts: tuple[str, ...]
    found: tuple[tuple[Span, ...], ...]

    @property
    def is_verbatim(self) -> bool:
        """Whether every part is in the article, once or more."""
        return bool(self.found) and all(self.found)

    @property
    def spans(self) -> tuple[Span, ...] | None:
        """The one way to find all parts in the order of the article; None if there is not one."""
        first, last = self._earliest(), self._latest()
        return first if first == last else None

    @property
    def is_in_order(self) -> bool:
        """Whether the parts can be found one after the other."""
        return self._earliest() is not None

    def _earliest(self) -> tuple[Span, ...] | None:
        taken: list[Span] = []
        for spans in self.found:
            after = taken[-1].end if taken else 0
            fitting = [span for span in spans if span.start >= after]
            if not fitting:
                return None
            taken.append(fitting[0])
        return tuple(taken) or None

    def _latest(self) -> tuple[Span, ...] | None:
        taken: list[Span] = []
        for spans in reversed(self.found):
            fitting = [span for span in spans if not taken or span.end <= taken[-1].start]
            if not fitting:
                return None
            taken.append(fitting[-1])
        return tuple(reversed(taken)) or None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that an editor wrote, and what it rests on.

    Attributes:
        text: The sentence.
        mark: Where it stands.
        passages: The words it cites.
        speaker: Id of the speaker whom it names as its source, if any.
    """

    text: str
    mark: Mark
    passages: tuple[Passage, ...]
    speaker: str | None

    @property
    def spans(self) -> tuple[Span, ...] | None:
        """The slices that it cites, in the order of the article; None if one is not proven."""
        found = [passage.spans for passage in self.passages]
        return tuple(sorted({s for spans in found for s in spans or ()})) if all(found) else None


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question that an editor wrote.

    Attributes:
        text: The question.
        mark: Where it stands.
        entry: The place of its entry among the entries; -1 for a case.
        key: What two spellings of it have in common.
    """

    text: str
    mark: Mark
    entry: int
    key: str


@dataclass(frozen=True)
class Draft:
    """A story as its editors wrote it.

    Attributes:
        id: The name of its folder.
        article: The text as it was published.
        file: What `story.yaml` says, without the parts that could not be read.
        tree: The same, with the place of every value.
        typed: The whole file as typed, with the parts that could not be read.
        cases: What `cases.yaml` says; None when there is no such file.
        cases_tree: The same, with the place of every value.
    """

    id: str
    article: Article
    file: StoryFile
    tree: Mapping
    typed: Mapping
    cases: CasesFile | None
    cases_tree: Mapping | None

    def mark(self, *loc: int | str) -> Mark:
        """Return the place of a value in `story.yaml`, or of what should hold it."""
        return find(self.tree, loc).mark

    def case_mark(self, *loc: int | str) -> Mark:
        """Return the place of a value in `cases.yaml`."""
        return find(self.cases_tree or self.tree, loc).mark

    @cached_property
    def entry_ids(self) -> frozenset[str]:
        """The ids of all entries, also of those that could not be read."""
        entries = find(self.typed, ("entries",))
        found = [find(e, ("id",)) for e in entries.items] if isinstance(entries, List) else []
        return frozenset(n.value for n in found if isinstance(n, Text) and n.value)

    @cached_property
    def speaker_ids(self) -> frozenset[str] | None:
        """The ids of all speakers, also of those that could not be read; None if none could."""
        speakers = self.typed.values.get("speakers", Mapping({}, {}, self.typed.mark))
        return frozenset(speakers.values) if isinstance(speakers, Mapping) else None

    def is_spoken_of(self, speaker: str) -> bool:
        """Return whether a speaker is not there for the sake of withdrawn entries alone."""
        entries = [e for _, e in self.entries if not isinstance(e, NotReported)]
        said = [entry.withdrawn is None for entry in entries if entry.speaker == speaker]
        return not said or any(said)

    def names(self, name: str) -> bool:
        """Return whether the article has a name, be it with 's after it."""
        return any(self.article.locate(name + ending) for ending in ("", "'s", "'"))

    @cached_property
    def phrasings(self) -> tuple[Phrasing, ...]:
        """The questions of all entries."""
        return tuple(
            Phrasing(
                one_line(question), self.mark("entries", i, "questions", n), i, bare(question)
            )
            for i, entry in self.entries
            for n, question in enumerate(entry.questions)
        )

    @cached_property
    def case_questions(self) -> tuple[Phrasing, ...]:
        """The questions of all cases."""
        cases = self.cases.cases if self.cases else []
        return tuple(
            Phrasing(one_line(case.q), self.case_mark("cases", i, "q"), -1, bare(case.q))
            for i, case in enumerate(cases)
        )

    @cached_property
    def quotes(self) -> tuple[tuple[int, Quote, Passage], ...]:
        """The quotes, each with its place among the entries and its words in the article."""
        return tuple(
            (i, entry, self._quoted(i, entry))
            for i, entry in self.entries
            if isinstance(entry, Quote)
        )

    @property
    def told_quotes(self) -> Iterator[tuple[int, Quote, Passage]]:
        """The quotes that readers get: not those that are withdrawn."""
        return (quote for quote in self.quotes if quote[1].withdrawn is None)

    @cached_property
    def facts(self) -> dict[int, Claim]:
        """The facts, by their place among the entries."""
        return {
            i: self._claim(entry, ("entries", i), entry.speaker)
            for i, entry in self.entries
            if isinstance(entry, Fact)
        }

    @property
    def told_facts(self) -> Iterator[Claim]:
        """The facts that readers get: not those that are withdrawn."""
        return (f for i, f in self.facts.items() if self.file.entries[i].withdrawn is None)

    @cached_property
    def short(self) -> tuple[Claim, ...]:
        """The sentences of the short summary."""
        sentences = enumerate(self.file.summary.short)
        return tuple(self._claim(sentence, ("summary", "short", i)) for i, sentence in sentences)

    @cached_property
    def long(self) -> tuple[Claim, ...]:
        """The sentences of the long summary."""
        sentences = enumerate(self.file.summary.long)
        return tuple(self._claim(sentence, ("summary", "long", i)) for i, sentence in sentences)

    @cached_property
    def voices(self) -> Voices:
        """Who says what in the article."""
        return Voices(self.article, self.file.speakers, self.file.story.language)

    @property
    def claims(self) -> Iterator[Claim]:
        """All sentences that readers get, that editors wrote and that rest on the article."""
        yield from self.told_facts
        yield from self.short
        yield from self.long

    @property
    def entries(self) -> Iterator[tuple[int, Entry]]:
        """The entries, each with its place."""
        yield from enumerate(self.file.entries)

    def _claim(
        self, written: Fact | Sentence, loc: tuple[int | str, ...], speaker: str | None = None
    ) -> Claim:
        cites = written.cite if isinstance(written.cite, list) else [written.cite]
        passages = []
        for i, cite in enumerate(cites):
            mark = self.mark(*loc, "cite", i)
            selector = cite if isinstance(cite, Selector) else Selector(exact=cite)
            found = self._locate(selector, selector.exact)
            passages.append(Passage(selector, mark, (selector.exact,), (found,)))
        return Claim(one_line(written.text), self.mark(*loc, "text"), tuple(passages), speaker)

    def _quoted(self, i: int, entry: Quote) -> Passage:
        selector = Selector(exact=entry.exact, prefix=entry.prefix, suffix=entry.suffix)
        mark = self.mark("entries", i, "exact")
        parts = tuple(filter(None, map(str.strip, LEFT_OUT.split(entry.exact))))
        # The article may have "..." itself, so the whole is looked for first.
        if self.article.locate(entry.exact) or len(parts) < 2:
            whole = self._locate(selector, entry.exact)
            return Passage(selector, mark, (entry.exact,), (whole,))
        last = len(parts) - 1
        found = tuple(
            tuple(
                self.article.locate(
                    part,
                    prefix=entry.prefix if n == 0 else "",
                    suffix=entry.suffix if n == last else "",
                )
            )
            for n, part in enumerate(parts)
        )
        return Passage(selector, mark, parts, found)

    def _locate(self, selector: Selector, exact: str) -> tuple[Span, ...]:
        return tuple(self.article.locate(exact, prefix=selector.prefix, suffix=selector.suffix))


def one_line(text: str) -> str:
    """Return an editor's sentence as readers get it: without line breaks and double spaces."""
    return " ".join(text.split())


def bare(question: str) -> str:
    """Return what two spellings of one question have in common: the words, in lower case.

    >>> bare("What’s  the Plan?"), bare("?!")
    ('whats the plan', '')
    """
    folded = re.sub("['’]", "", unicodedata.normalize("NFKC", question).casefold())
    if folded.isascii():
        return " ".join(re.findall(r"\w+", folded))
    return " ".join("".join(c if is_wordlike(c) else " " for c in folded).split())
