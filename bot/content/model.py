"""What a story is made of once it has been read and proved: frozen shapes, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.content.article import Article

Files = Mapping[str, bytes]
"""The content of files by `story/file`, such as "fire/story.yaml"."""

Kind = Literal["fact", "quote", "not_reported"]
Reason = Literal["out_of_scope", "not_reported", "ambiguous", "withdrawn", "smalltalk"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file that an editor can click: line and column count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A slice of the article: `exact == article.text[start:end]`, always.

    Attributes:
        exact: The words as the article has them, never as the YAML has them.
        start: Offset of the first character in the article, in characters from 0.
        end: Offset after the last character.
        paragraph: Number of the paragraph that holds the slice, from 1.
    """

    exact: str
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody the article quotes.

    Attributes:
        id: The key under `speakers:`.
        name: The name as the article has it.
        role: Who that is, as the article says; empty when it does not say.
        also: Other names that readers use for this person, in any language.
    """

    id: str
    name: str
    role: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a summary that an editor approved, and the slices that it rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What is on air from one moment to another. Every moment knows its time zone.

    Attributes:
        publish_at: Readers get it from then on; None for at once.
        expires_at: Readers get it until then, and later nothing is told of it; None for ever.
        embargo: Nobody in public gets it before, whatever else is set; None for no embargo.
    """

    publish_at: datetime | None = None
    expires_at: datetime | None = None
    embargo: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether its time has come and has not passed."""
        begins = (self.publish_at, self.embargo)
        has_begun = all(moment is None or moment <= now for moment in begins)
        return has_begun and (self.expires_at is None or now < self.expires_at)

    @property
    def moments(self) -> frozenset[datetime]:
        """When it may come on air or go off it."""
        return frozenset(filter(None, (self.publish_at, self.expires_at, self.embargo)))


@dataclass(frozen=True, slots=True)
class Entry(Timed):
    """One thing that a reader can be told.

    Attributes:
        id: Unique among all stories, and stable: links and buttons name it.
        kind: `fact` (an editor's sentence that cites the article), `quote` (a speaker's own
            words) or `not_reported` (what the story does not say).
        text: What is told. For a quote it is made of slices of the article, joined by
            `ELLIPSIS` where the editor left words out; so it is empty when there are none.
        questions: The phrasings; the first is canonical and is shown to readers.
        topics: Groups for `/topics`, as the editor named them.
        citations: The slices it rests on, in the order of the article; none for `not_reported`,
            and for what is withdrawn when the article no longer has the words.
        speaker: Who said it; always set for a quote.
        withdrawn: What readers are told instead, when the editors took the entry down.
        mark: Where the entry stands in `story.yaml`.
        question_marks: Where each phrasing stands, in the order of `questions`.
        is_draft: Whether an editor has still to look at it.
    """

    id: str
    kind: Kind
    text: str
    questions: tuple[str, ...]
    topics: tuple[str, ...]
    citations: tuple[Citation, ...]
    speaker: Speaker | None
    withdrawn: str | None
    mark: Mark
    question_marks: tuple[Mark, ...]
    is_draft: bool = False


ELLIPSIS = " […] "
"""Stands between two slices of one quotation; the brackets say that it is not the speaker's."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the outcome it must have: the content's own regression test.

    Attributes:
        question: What a reader might type; not a phrasing of any entry.
        expect: Ids of entries, any of which is right, or one reason for not answering
            (`out_of_scope`, `ambiguous`, `smalltalk`).
        mark: Where the case stands in `cases.yaml`.
    """

    question: str
    expect: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right in an article after readers had it.

    Attributes:
        date: When, as year-month-day.
        note: What was wrong and what is right, as readers are told.
    """

    date: str
    note: str

    def __str__(self) -> str:
        return f"{self.date}: {self.note}"


@dataclass(frozen=True, slots=True)
class Story(Timed):
    """One folder of `content/`.

    Attributes:
        id: The name of the folder.
        article: The text as it was published.
        publisher, language: As `story.yaml` has them; `language` is a BCP 47 code.
        dateline, headline, byline, published, updated, canonical_url: None when the editors do
            not know.
        speakers: In the order of `story.yaml`.
        synonyms: Groups of words or short phrases that mean the same to a reader of this story.
        summary_short, summary_long: Sentences with their citations.
        entries: In the order of `story.yaml`.
        cases: In the order of `cases.yaml`.
        is_draft: Whether an editor has still to look at it as a whole.
        corrections: The newest last.
    """

    id: str
    article: Article
    dateline: str | None
    publisher: str
    language: str
    headline: str | None
    byline: str | None
    published: str | None
    updated: str | None
    canonical_url: str | None
    speakers: tuple[Speaker, ...]
    synonyms: tuple[tuple[str, ...], ...]
    summary_short: tuple[Sentence, ...]
    summary_long: tuple[Sentence, ...]
    entries: tuple[Entry, ...]
    cases: tuple[Case, ...]
    is_draft: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def has_drafts(self) -> bool:
        """Whether an editor has still to look at any of it."""
        return self.is_draft or any(entry.is_draft for entry in self.entries)

    def at(self, now: datetime) -> "Story | None":
        """Return the story with the entries that are due, drafts too; None when none is."""
        if not self.is_due(now):
            return None
        return self._without({entry.id for entry in self.entries if not entry.is_due(now)})

    def finished(self) -> "Story | None":
        """Return the story without what is marked as a draft; None when nothing is left of it."""
        if self.is_draft:
            return None
        return self._without({entry.id for entry in self.entries if entry.is_draft})

    def _without(self, ids: Collection[str]) -> "Story | None":
        """Leave entries out, and the cases that only these could meet."""
        if not ids:
            return self
        entries = tuple(entry for entry in self.entries if entry.id not in ids)
        cases = tuple(case for case in self.cases if not set(ids).issuperset(case.expect))
        return replace(self, entries=entries, cases=cases) if entries else None


@dataclass(frozen=True, slots=True)
class Content:
    """All stories of a content folder, and the digest of the files they were read from.

    Attributes:
        stories: In the order of their folders' names.
        digest: SHA-256 over the names and bytes of all files read, as 64 hexadecimal digits.
        files: The bytes of those files, by `story/file`, as `load` takes them again.
    """

    stories: tuple[Story, ...]
    digest: str
    files: Files = field(default_factory=dict, repr=False, compare=False)

    def at(self, now: datetime) -> "Content":
        """Return what is due at a moment, with the drafts: what an editor tries out."""
        return replace(self, stories=tuple(s for story in self.stories if (s := story.at(now))))

    def on_air(self, now: datetime) -> "Content":
        """Return what readers may get at a moment: what is due, without the drafts."""
        due = self.at(now).stories
        return replace(self, stories=tuple(s for story in due if (s := story.finished())))

    def next_change(self, now: datetime) -> datetime | None:
        """Return the first moment after `now` from which on something else is on air, if any."""
        before = self.on_air(now)
        return next((m for m in self._after(now) if self.on_air(m) != before), None)

    def stages(self, now: datetime) -> "tuple[Content, ...]":
        """Return every content that has to stand its tests, none of them empty.

        These are those on air, now and later; and each story with drafts by itself, so that no
        draft can break what is on air.
        """
        drafts = [
            replace(self, stories=(story,))
            for moment in (now, *self._after(now))
            for story in self.at(moment).stories
            if story.has_drafts
        ]
        on_air = [stage for stage in self.on_air_from(now) if stage.stories]
        return tuple(dict.fromkeys([*on_air, *drafts]))

    def on_air_from(self, now: datetime) -> "tuple[Content, ...]":
        """Return what readers get now, and what after each moment to come."""
        moments = (now, *self._after(now))
        return tuple(dict.fromkeys(self.on_air(moment) for moment in moments))

    def _after(self, now: datetime) -> list[datetime]:
        """Return the moments to come at which anything may change, the next one first."""
        timed = [timed for story in self.stories for timed in (story, *story.entries)]
        return sorted({moment for each in timed for moment in each.moments if moment > now})

    @property
    def drafts(self) -> int:
        """How many entries an editor has still to look at, with all those of a draft story."""
        entries = [(story, entry) for story in self.stories for entry in story.entries]
        return sum(story.is_draft or entry.is_draft for story, entry in entries)
