"""What an editor makes of a card of the review queue: questions for an entry, new or not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.content.draft import bare, one_line
from bot.content.files import INVISIBLE, STORY
from bot.content.problem import Problem
from bot.content.schema import MAX_CANONICAL, MAX_QUESTION
from bot.editing.story_file import NotEdited, with_entry, with_phrasing
from bot.journal.privacy import CARD, EMAIL, PHONE

MOST_QUESTIONS = 5
"""Wordings of a card that become phrasings; the matcher knows the others by these."""

_NOT_REPORTED = {
    "en": "The story does not say.",
    "ru": "Статья об этом не говорит.",
    "zh": "文章没有提到这一点。",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """Questions that an entry is to answer from now on.

    Attributes:
        story_id: The story.
        entry_id: The entry.
        questions: The phrasings that it gets; of a new entry the first is shown to readers.
        new: What `story.yaml` has to have for the entry, but its id and questions; None when
            there is such an entry already.
    """

    story_id: str
    entry_id: str
    questions: tuple[str, ...]
    new: Mapping[str, Any] | None = None

    def edited(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the files of all stories, by `story/file`, with the edit.

        Raises:
            NotEdited: The story or the entry is gone, or the file is in the way.
        """
        name = f"{self.story_id}/{STORY}"
        if name not in files:
            raise NotEdited(f"there is no story {self.story_id} any more")
        text = files[name].decode()
        if self.new is not None:
            entry = {"id": self.entry_id, **self.new, "questions": [*self.questions]}
            text = with_entry(text, entry)
        else:
            for question in self.questions:
                text = with_phrasing(text, self.entry_id, question)
        return {**files, name: text.encode()}

    def without(self, problems: Iterable[Problem]) -> Self | None:
        """Return the lesson without the questions that problems are about.

        When they are about something else, such as a phrasing that another entry loses, it is the
        first question alone. None when nothing is left to try: what a new entry is asked by first
        is the editor's own, and stays.
        """
        said = [problem.message for problem in problems]
        kept = tuple(
            question
            for question in self.questions
            if not any(f"'{question}'" in one or repr(question) in one for one in said)
        )
        if kept == self.questions:
            kept = self.questions[:1]
        is_lost = self.new is not None and kept[:1] != self.questions[:1]
        return None if is_lost or kept in ((), self.questions) else replace(self, questions=kept)


def sensible(
    asked: Iterable[str], taken: Sequence[str] = (), most: int = MOST_QUESTIONS
) -> tuple[str, ...]:
    """Return the questions that can be phrasings, in their order, each once.

    Left out is what is too long, what had a reader's number or address in it, and what differs
    from another by its case and punctuation only.

    Args:
        asked: As readers typed them.
        taken: Phrasings that the entry has.
        most: How many.

    >>> sensible(["how many sank", "How many sank?", "?!", "call [phone number]"])
    ('how many sank',)
    """
    seen = {"", *map(bare, taken)}
    found = []
    for question in (one_line(INVISIBLE.sub("", one)) for one in asked):
        is_private = any(label in question for label in (CARD, EMAIL, PHONE))
        if len(question) <= MAX_QUESTION and bare(question) not in seen and not is_private:
            seen.add(bare(question))
            found.append(question)
    return tuple(found[:most])


def canonical_question(asked: Sequence[str]) -> str:
    """Return how readers may see a question, from how it was typed; empty when it is too long.

    >>> canonical_question(["how  many sank"])
    'How many sank?'
    """
    [question, *_] = [*sensible(asked, most=1), ""]
    if question and question[-1] not in "?？.!":
        question += "？" if any("\u4e00" <= c <= "\u9fff" for c in question) else "?"
    return question[:1].upper() + question[1:] if len(question) <= MAX_CANONICAL else ""


def not_reported_text(question: str, language: str) -> str:
    """Return what readers could be told of a question that a story leaves open; empty for none.

    It does not repeat the question: whoever asks in other words would read that of somebody else.

    Args:
        question: As readers will see it; for an empty one there is nothing to say.
        language: Of the story, BCP 47; empty comes back for one in which we know no words.
    """
    return _NOT_REPORTED.get(language.partition("-")[0], "") if question else ""
