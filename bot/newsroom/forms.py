"""The form for a new entry: what an editor is asked, step by step, and what comes of it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.content.article import Article, Span
from bot.content.draft import one_line
from bot.content.files import INVISIBLE
from bot.content.model import Kind, Story
from bot.content.schema import MAX_CANONICAL
from bot.desk import Edition
from bot.editing.lesson import Lesson, canonical_question, not_reported_text, sensible
from bot.editing.review import Card, located, proposed_id
from bot.journal import Decision
from bot.newsroom.cards import Page, Rows, cut
from bot.replies import Reply
from bot.replies.reply import Draft

Step = Literal["story", "kind", "words", "speaker", "text", "question", ""]

CANCEL = ("✖ Cancel", "x")

_KINDS: Mapping[Kind, str] = {
    "fact": "A fact",
    "quote": "A quote",
    "not_reported": "The story does not say",
}
_CHANGES: Mapping[Step, str] = {
    "words": "Other words of the article",
    "speaker": "Another speaker",
    "text": "Another text",
    "question": "Another question",
}
_MOST_STORIES = 20


@dataclass(slots=True)
class Form:
    """A new entry in the making; what is empty is still to be asked for.

    Attributes:
        card: What readers asked.
        story_id: The story that gets it.
        kind: What it will be.
        words: Of the article, as it has them.
        speaker: The id of who says them.
        text: What readers will be told; a quote has its words.
        proposed: The text that was not the editor's, but proposed.
        question: The one that readers will see.
        offers: What the buttons of this step choose from: ids, or words of the article.
        id: Tells its buttons from those of other forms.
    """

    card: Card
    story_id: str = ""
    kind: Kind | Literal[""] = ""
    words: str = ""
    speaker: str = ""
    text: str = ""
    proposed: str = ""
    question: str = ""
    offers: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    @classmethod
    def begun(cls, card: Card, edition: Edition, kind: Kind | Literal[""] = "") -> "Form":
        """Return a form with what is known already."""
        form = cls(card, kind=kind, question=canonical_question(card.questions))
        stories = edition.content.stories
        if len(stories) == 1:
            form._belong_to(stories[0])
        return form

    @property
    def step(self) -> Step:
        """What is asked for next; empty when nothing is missing."""
        missing: dict[Step, bool] = {
            "story": not self.story_id,
            "kind": not self.kind,
            "words": self.kind != "not_reported" and not self.words,
            "speaker": self.kind == "quote" and not self.speaker,
            "text": self.kind != "quote" and not self.text,
            "question": not self.question,
        }
        return next((step for step, is_missing in missing.items() if is_missing), "")

    @property
    def decision(self) -> Decision:
        """What the journal is to keep."""
        return "not_reported" if self.kind == "not_reported" else "new_entry"

    def page(self, edition: Edition, said: str = "") -> Page:
        """Return what an editor is asked now.

        Args:
            edition: The one on air.
            said: What to say first.
        """
        asked, rows = self._asked(edition)
        draft = Draft().add(f"{said}\n\n" if said else "").add(asked)
        if self.step == "words" and self.offers:
            draft.add("\n")
            for n, offer in enumerate(self.offers, 1):
                draft.add(f"\n{n}. ").add(f"“{offer}”", "italic")
        return Page(draft.reply(), [*rows, [CANCEL]])

    def chooses(self, step: str, choice: str, edition: Edition) -> bool:
        """Take what was tapped; return whether there was such a button now."""
        if step == "change":
            return self._changes(choice)
        if step != self.step:
            return False
        if step == "kind" and choice in _KINDS:
            self.kind = next(kind for kind in _KINDS if kind == choice)
            self._propose(self._story(edition))
        elif step == "text" and choice == "words" and self.words:
            self.text = one_line(self.words)
        elif choice in (offers := {str(n): offer for n, offer in enumerate(self.offers)}):
            self._takes(offers[choice], edition)
        else:
            return False
        return True

    def types(self, typed: str, edition: Edition) -> str:
        """Take what was typed; return what there is to say about it."""
        typed = one_line(INVISIBLE.sub("", typed))
        match self.step:
            case "words":
                return self._words(typed, edition)
            case "text":
                self.text = typed
            case "question" if len(typed) > MAX_CANONICAL:
                return f"A question on a button has {MAX_CANONICAL} characters at most."
            case "question":
                self.question = typed
                self._propose(self._story(edition))
            case _:
                return "Please tap one of the buttons."
        return ""

    def lesson(self, edition: Edition) -> Lesson:
        """Return what is to be taught; nothing is missing any more.

        Raises:
            LookupError: The story is not on air any more.
        """
        story = self._story(edition)
        entry: dict[str, str] = {"kind": self.kind}
        if self.kind == "quote":
            entry |= {"speaker": self.speaker, "exact": self.words}
        elif self.kind == "fact":
            entry |= {"text": self.text, "cite": self.words}
        else:
            entry |= {"text": self.text}
        return Lesson(
            story.id,
            proposed_id(self.question, edition, story.language),
            (self.question, *sensible(self.card.questions, [self.question])),
            entry,
        )

    def changes(self) -> Rows:
        """Return the buttons by which an editor goes back to a step."""
        having = {
            "words": self.words,
            "speaker": self.speaker,
            "text": self.kind != "quote",
            "question": True,
        }
        rows = [
            [(label, f"f:{self.id}:change:{step}")]
            for step, label in _CHANGES.items()
            if having[step]
        ]
        return [*rows, [CANCEL]]

    def _asked(self, edition: Edition) -> tuple[str, list[list[tuple[str, str]]]]:
        """Return a question to the editor, and the buttons that answer it."""
        offered = list(enumerate(self.offers))
        match self.step:
            case "story":
                self.offers = tuple(s.id for s in self._stories(edition))
                labels = [story.headline or story.id for story in self._stories(edition)]
                return "Which story does it belong to?", self._numbered("story", labels)
            case "kind":
                rows = [[(label, f"f:{self.id}:kind:{kind}")] for kind, label in _KINDS.items()]
                return "What will it be?", rows
            case "words":
                what = "the words of the speaker" if self.kind == "quote" else "the words"
                asked = f"Send {what} that the answer rests on, copied from the article."
                if not offered:
                    return asked, []
                labels = [f"{n + 1}. {offer}" for n, offer in offered]
                return "Is it one of these? Or send other words.", self._numbered("words", labels)
            case "speaker":
                known = {s.id: s.name for s in self._story(edition).speakers}
                if not known:
                    return "story.yaml has no speakers. Add the one who says this there first.", []
                labels = [known[id_] for id_ in self.offers]
                return "Who says it?", self._numbered("speaker", labels)
            case "text" if self.kind == "fact":
                rows = [[("Use the words of the article", f"f:{self.id}:text:words")]]
                return "Send the answer in a sentence of yours, or use the article’s words.", rows
            case "text":
                return "Send what readers are told: a sentence that says what is left open.", []
        return "Send the question as readers will see it, on a button too.", []

    def _numbered(self, step: Step, labels: list[str]) -> list[list[tuple[str, str]]]:
        return [[(cut(label), f"f:{self.id}:{step}:{n}")] for n, label in enumerate(labels)]

    def _changes(self, step: str) -> bool:
        if step not in _CHANGES:
            return False
        setattr(self, step, "")
        self.offers = ()
        return True

    def _takes(self, offer: str, edition: Edition) -> None:
        """Take one of the offers of this step."""
        match self.step:
            case "story":
                story = next((s for s in edition.content.stories if s.id == offer), None)
                if story is not None:
                    self._belong_to(story)
            case "words":
                self._words(offer, edition)
            case "speaker":
                self.speaker = offer

    def _words(self, typed: str, edition: Edition) -> str:
        """Take words if the article has them, else offer what it has; return what to say."""
        story = self._story(edition)
        article, found = story.article, located(typed, story)
        span, offers = found.span, found.offers
        said = "The article does not have these words, or has them more than once."
        if self.kind == "quote":
            if span is not None and not any(one.holds(span) for one in article.quotations):
                offers, span = (span,), None
                said = "The article does not have these words between quotation marks."
            offers = _quoted(offers, article)
        if span is None:
            self.offers = tuple(one_line(article[offer]) for offer in offers)
            return said
        self.words = one_line(article[span])
        ids = [speaker.id for speaker in story.speakers]
        first = found.speaker.id if found.speaker else ""
        self.offers = tuple(sorted(ids, key=lambda id_: id_ != first))
        return ""

    def _belong_to(self, story: Story) -> None:
        self.story_id = story.id
        self.offers = ()
        self._propose(story)

    def _propose(self, story: Story) -> None:
        """Propose a text for what is not reported, unless the editor has written one."""
        if self.kind == "not_reported" and self.text == self.proposed:
            self.text = self.proposed = not_reported_text(self.question, story.language)

    def _stories(self, edition: Edition) -> list[Story]:
        """Return the stories, those first whose entries are nearest to the card."""
        near = [edition.story_of(one.entry).id for one in self.card.best
                if edition.entry(one.entry.id)]  # fmt: skip
        stories = sorted(
            edition.content.stories,
            key=lambda story: near.index(story.id) if story.id in near else len(near),
        )
        return stories[:_MOST_STORIES]

    def _story(self, edition: Edition) -> Story:
        """Return the story.

        Raises:
            LookupError: It is not on air any more.
        """
        for story in edition.content.stories:
            if story.id == self.story_id:
                return story
        raise LookupError(f"the story {self.story_id} is not on air any more")


def searching_page(card: Card, said: str = "", rows: Rows = ()) -> Page:
    """Return what is shown while an editor looks for an entry."""
    asked = "Send a word or two of the entry, of its question, or its id."
    text = f"{said}\n\n{asked}" if said else asked
    return Page(Reply(text), [*rows, [("‹ Back", f"c:{card.id}")]])


def _quoted(offers: Iterable[Span], article: Article) -> tuple[Span, ...]:
    """Return what of some stretches stands between quotation marks and can be cited, each once."""
    found: dict[Span, None] = {}
    for offer in offers:
        for said in article.quotations:
            if said.meets(offer):
                start, end = max(said.start, offer.start), min(said.end, offer.end)
                # The comma before the closing mark is the article's, not the speaker's.
                end = start + len(article[Span(start, end)].rstrip(",;: \n"))
                span = Span(start, end)
                if article.locate(article[span]) == [span]:
                    found[span] = None
    return tuple(found)
