"""A new article for a story → which citations stand in it, which moved, and which broke.

Citations are words, so most of them stand wherever the words went. Nothing is decided here: what
broke, an editor mends by taking the article's words instead, or by withdrawing the entry.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rapidfuzz.distance import LCSseq

from bot.content.article import Article
from bot.content.canonical import canonical
from bot.content.draft import Draft, Passage, one_line
from bot.content.files import ARTICLE, STORY, shown
from bot.content.load import drafted, load
from bot.content.model import Content, Files, Mark
from bot.content.problem import Problem
from bot.content.quotation import Altered, Verbatim, judge, sentences_around
from bot.editing.changes import Change, changes
from bot.editing.story_file import (
    Loc,
    NotEdited,
    with_citation,
    with_correction,
    with_story_key,
    withdrawn,
    writable,
)

"""The bytes of files, by `story/file`, as in `Content.files`."""

_PARAGRAPHS = ("paragraph", "paragraph_added", "paragraph_removed")
_OF_WORDS = frozenset(
    "quote-not-verbatim cite-not-verbatim quote-ambiguous cite-ambiguous context-not-there "
    "quote-order".split()
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of the article that an entry or a sentence of a summary rests on.

    Attributes:
        where: The id of the entry; for a summary, which sentence: "summary.short.1".
        mark: Where the words stand in `story.yaml`.
        words: The words, as they stand there.
        sentence: What the editors say that rests on them; empty for a quote, which says nothing
            else.
        was: The paragraph of the old article that has them; None when it was not the one place.
        now: The paragraph of the new article that has them; None when it is not the one place.
        proposal: For words that broke, what the new article has that is nearly the same.
        is_gone: Whether some of them are nowhere in the new article.
        fix: For words that do not stand, what the check says to do.
        loc: The way to what holds them, as `story_file` takes it.
    """

    where: str
    mark: Mark
    words: str
    sentence: str
    was: int | None
    now: int | None
    proposal: str | None
    is_gone: bool
    fix: str
    loc: str | Loc

    @property
    def says_more(self) -> bool:
        """Whether the editors say something on the words, and not just the words themselves."""
        return self.sentence not in ("", self.words)


@dataclass(frozen=True)
class Correction:
    """What a new article comes to.

    Attributes:
        story: The id of the story.
        files: All files with the new article and with what was decided so far.
        before: The content with the old article.
        content: The content of `files`; what has a problem may be missing.
        problems: What keeps `files` off the air; its questions were not asked.
        changes: The paragraphs that are different.
        kept: Citations that stand in the paragraph that had them.
        moved: Citations that stand in another paragraph.
        reworded: Those of `kept` and `moved` around which the sentence is another now, so that
            the words may mean something else.
        accepted: Those of `kept` and `moved` whose words were decided to be others, and on which
            a sentence of the editors rests that may have to be another, too.
        ambiguous: Citations that stand, but not at one place.
        broken: Citations that no longer stand.
        others: Those of `problems` that are about something else.
        directory: The content folder, as problems name it.
    """

    story: str
    files: Files
    before: Content
    content: Content
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    kept: tuple[Anchor, ...]
    moved: tuple[Anchor, ...]
    reworded: tuple[Anchor, ...]
    accepted: tuple[Anchor, ...]
    ambiguous: tuple[Anchor, ...]
    broken: tuple[Anchor, ...]
    others: tuple[Problem, ...]
    directory: Path

    def accepting(self, anchor: Anchor) -> "Correction":
        """Return the correction with the proposal in the place of words that broke.

        Raises:
            NotEdited: There is no proposal, or `story.yaml` is in the way.
        """
        if anchor.proposal is None:
            raise NotEdited(f"the new article has nothing like the words of {anchor.where}")
        return self._edited(with_citation(self._text, anchor.loc, anchor.words, anchor.proposal))

    def taking(self, places: Collection[str] | None = None) -> "Correction":
        """Return the correction with every proposal in the place of words that broke.

        Args:
            places: Only there, each as `Anchor.where` has it; None for everywhere.

        Raises:
            NotEdited: `story.yaml` is in the way.
        """
        taken = self
        while wanted := [
            anchor
            for anchor in taken.broken
            if anchor.proposal and (places is None or anchor.where in places)
        ]:
            better = taken.accepting(wanted[0])
            if len(better.broken) >= len(taken.broken):  # for ever, if it were tried again
                break
            taken = better
        return taken

    def withdrawing(self, entry_id: str, reason: str) -> "Correction":
        """Return the correction with an entry of which readers get the reason only.

        Raises:
            NotEdited: There is no such entry, or `story.yaml` is in the way.
        """
        return self._edited(withdrawn(self._text, entry_id, reason))

    def noting(self, date: str, note: str) -> "Correction":
        """Return the correction with a note for readers.

        Args:
            date: Of the correction, year-month-day.
            note: What was wrong, and what is right.

        Raises:
            NotEdited: `story.yaml` is in the way.
        """
        return self._edited(with_correction(self._text, date, note))

    def dated(self, date: str) -> "Correction":
        """Return the correction with this as `updated`, if the story has that at all.

        Raises:
            NotEdited: `story.yaml` is in the way.
        """
        stories = {story.id: story for story in self.before.stories}
        if self.story not in stories or stories[self.story].updated is None:
            return self
        return self._edited(with_story_key(self._text, "updated", date))

    @property
    def _text(self) -> str:
        try:
            return self.files[f"{self.story}/{STORY}"].decode()
        except UnicodeDecodeError as error:
            raise NotEdited(f"{STORY} is not UTF-8") from error

    def _edited(self, text: str) -> "Correction":
        files = {**self.files, f"{self.story}/{STORY}": text.encode()}
        return _compared(self.before, self.story, files, self.directory)


def corrected(
    files: Files, story: str, article: bytes, directory: Path = Path("content")
) -> Correction:
    """Return what a new article of a story comes to, with nothing decided yet.

    Args:
        files: All files of the content, with the old article.
        story: The id of the story.
        article: The bytes of the new article.
        directory: The content folder, as problems are to name it.

    Raises:
        LookupError: There is no such story.
    """
    if f"{story}/{STORY}" not in files:
        raise LookupError(story)
    before, _ = load(directory, files)
    return _compared(before, story, {**files, f"{story}/{ARTICLE}": article}, directory)


def _compared(before: Content, story: str, files: Files, directory: Path) -> Correction:
    content, problems = load(directory, files)
    old, new = (drafted(directory, story, each) for each in (before.files, files))
    # What is decided is not in the folder yet, where an editor looks for the lines.
    lines = _Lines(*(each.get(f"{story}/{STORY}", b"") for each in (before.files, files)))
    place = shown(directory / story / STORY)
    problems = [p if p.mark.path != place else replace(p, mark=lines.of(p.mark)) for p in problems]
    fixes = {p.mark: p.fix for p in problems if p.check in _OF_WORDS}
    found = list(_anchors(old, new, lines, fixes)) if new else []
    stand = [(anchor, other) for anchor, other in found if anchor.now is not None]
    fallen = [anchor for anchor, _ in found if anchor.now is None]
    moved = tuple(anchor for anchor, _ in stand if anchor.was not in (None, anchor.now))
    broken = tuple(anchor for anchor in fallen if anchor.is_gone)
    told = {anchor.mark for anchor in fallen}
    return Correction(
        story=story,
        files=files,
        before=before,
        content=content,
        problems=tuple(problems),
        changes=tuple(
            change
            for change in changes(before, content)
            if change.story == story and change.what in _PARAGRAPHS
        ),
        kept=tuple(anchor for anchor, _ in stand if anchor not in moved),
        moved=moved,
        reworded=tuple(anchor for anchor, other in stand if other == "around"),
        accepted=tuple(a for a, other in stand if other == "words" and a.says_more),
        ambiguous=tuple(anchor for anchor in fallen if anchor not in broken),
        broken=broken,
        others=tuple(p for p in problems if p.check not in _OF_WORDS or p.mark not in told),
        directory=directory,
    )


def _anchors(
    old: Draft | None, new: Draft, lines: "_Lines", fixes: Mapping[Mark, str]
) -> Iterator[tuple[Anchor, Literal["words", "around", ""]]]:
    """Yield all words that are cited, and whether they or the sentences around are others now."""
    stood = {(loc, n): passage for loc, n, passage, _ in _passages(old)} if old else {}
    for loc, n, passage, sentence in _passages(new):
        was, now = stood.get((loc, n)), passage.spans
        mark = lines.of(passage.mark)
        entry_id = new.file.entries[int(loc[1])].id if loc[0] == "entries" else ""
        anchor = Anchor(
            where=entry_id or f"summary.{loc[1]}.{int(loc[2]) + 1}",
            mark=mark,
            words=one_line(passage.selector.exact),
            sentence=sentence,
            was=_paragraph(was, old) if was and old else None,
            now=_paragraph(passage, new),
            proposal=None if now else _proposal(passage, new.article),
            is_gone=any(not new.article.locate(part) for part in passage.parts),
            fix="" if now else fixes.get(mark, ""),
            loc=entry_id or loc,
        )
        if was is not None and was.selector != passage.selector:
            yield anchor, "words"
        elif was and old and was.spans and now and _around(was, old) != _around(passage, new):
            yield anchor, "around"
        else:
            yield anchor, ""


class _Lines:
    """Where lines of a file stood before it was edited."""

    def __init__(self, before: bytes, after: bytes) -> None:
        codes = LCSseq.opcodes(before.splitlines(), after.splitlines())
        self._shifts = [(code.dest_start, code.src_start, code.tag == "equal") for code in codes]

    def of(self, mark: Mark) -> Mark:
        """Return the place before the edit; of an edited line the first of those it replaced."""
        line = mark.line - 1
        for after, before, is_same in reversed(self._shifts):
            if after <= line:
                return replace(mark, line=before + 1 + (line - after if is_same else 0))
        return mark


def _passages(draft: Draft) -> Iterator[tuple[Loc, int, Passage, str]]:
    """Yield what readers are shown as the article's: the way to what holds it, which of the words
    there these are, and the sentence that rests on them.
    """
    quotes = {i: passage for i, _, passage in draft.told_quotes}
    for i, entry in draft.entries:
        if i in quotes:
            yield ("entries", i), 0, quotes[i], ""
        elif i in draft.facts and entry.withdrawn is None:
            for n, passage in enumerate(draft.facts[i].passages):
                yield ("entries", i), n, passage, draft.facts[i].text
    for length, claims in (("short", draft.short), ("long", draft.long)):
        for i, claim in enumerate(claims):
            for n, passage in enumerate(claim.passages):
                yield ("summary", length, i), n, passage, claim.text


def _paragraph(passage: Passage, draft: Draft) -> int | None:
    return draft.article.paragraph_at(passage.spans[0].start) if passage.spans else None


def _proposal(passage: Passage, article: Article) -> str | None:
    """Return the words with what the article has in the place of those that it does not have.

    None where the article has nothing like them, or has it only in a way that cannot be written
    into the story: over the end of a paragraph, or with characters inside that nobody sees.
    """
    words = passage.selector.exact
    for part in passage.parts:
        if article.locate(part):
            continue
        match judge(part, article):
            case Altered(stretch=stretch) | Verbatim(places=(stretch,)):
                there = writable(article[stretch])
                if not article.locate(there):
                    return None
                words = words.replace(part, there, 1)
            case _:
                return None
    return one_line(words) if words != passage.selector.exact else None


def _around(passage: Passage, draft: Draft) -> str:
    """Return the sentences in which words stand."""
    article = draft.article
    around = (article[sentences_around(span, article)] for span in passage.spans or ())
    return canonical(" ".join(around))
