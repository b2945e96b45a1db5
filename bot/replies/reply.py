"""What a person is shown: text with spans and buttons. Plain data: no Telegram, no HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.content.model import Entry

Style = Literal["bold", "italic", "underline", "strikethrough", "blockquote", "link"]
Length = Literal["short", "long"]
Rating = Literal["useful", "not_asked"]

MOST_BUTTONS = 40  # Telegram shows 100; what a reader scrolls through is less


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a reply's text that is shown in a style; offsets in characters from 0."""

    style: Style
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Tell the entry with this id, as if its question had been asked."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class ShowAnswer:
    """Tell the entry with this id in the place of its context."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Show a paragraph, numbered from 1, of the story of this entry, its words marked.

    From there it goes back to the quotes that `choice` selects, as in `ShowQuote`, or to the
    answer when it is None.
    """

    entry_id: str
    paragraph: int
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class ShowQuote:
    """Show the quote with this id, as one of those that `choice` selects.

    `choice` is empty for all, else `Choice.key` of a topic or a speaker.
    """

    entry_id: str
    choice: str


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """List what can be asked about the topic with this key; all topics when it is empty."""

    key: str


@dataclass(frozen=True, slots=True)
class ShowSummary:
    """Show a summary of the story with this id."""

    story_id: str
    length: Length


@dataclass(frozen=True, slots=True)
class ShowStory:
    """Show how to begin with the story with this id; with all of them when it is empty."""

    story_id: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Speak the language with this code from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Note what a reader thinks of an answer that told this entry."""

    rating: Rating
    entry_id: str


@dataclass(frozen=True, slots=True)
class TellMe:
    """Write to the reader when the question that this message answered has an answer."""


Action = (
    ShowEntry
    | ShowAnswer
    | ShowContext
    | ShowQuote
    | ShowTopic
    | ShowSummary
    | ShowStory
    | ChooseLanguage
    | Rate
    | TellMe
)


@dataclass(frozen=True, slots=True)
class Link:
    """Opens an address."""

    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Copies a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A label to tap, and what happens then."""

    label: str
    action: Action | Link | Copy


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person is shown.

    Attributes:
        text: All of it, without markup.
        spans: Stretches with a style; block quotations do not overlap.
        buttons: Rows of buttons below the text: where to go on.
        tools: Rows of buttons below those: what can be done with the reply in Telegram.
    """

    text: str
    spans: tuple[Span, ...] = ()
    buttons: Rows = ()
    tools: Rows = ()


class Draft:
    """A reply in the making: text is added at the end, styled or not."""

    def __init__(self, begun: Reply | None = None) -> None:
        self._text = begun.text if begun else ""
        self._spans = list(begun.spans) if begun else []

    def add(self, text: str, style: Style | None = None, url: str | None = None) -> "Draft":
        """Add `text`, and return the draft."""
        start = len(self._text)
        self._text += text
        return self.mark(style, start, len(self._text), url) if style is not None else self

    def mark(self, style: Style, start: int, end: int, url: str | None = None) -> "Draft":
        """Show a stretch of what was added in a style, and return the draft."""
        if start < end:
            self._spans.append(Span(style, start, end, url))
        return self

    @property
    def length(self) -> int:
        """How many characters were added so far."""
        return len(self._text)

    def reply(self, buttons: Rows = (), tools: Rows = ()) -> Reply:
        """Return the reply."""
        return Reply(self._text, tuple(self._spans), buttons, tools)


def spelled_out(reply: Reply) -> Reply:
    """Return a reply with its questions as lines, for where there can be no buttons."""
    asked = [
        button.label
        for row in reply.buttons
        for button in row
        if isinstance(button.action, ShowEntry)
    ]
    lines = "".join(f"\n• {label}" for label in asked)
    return Reply(reply.text + lines, reply.spans)


def questions(entries: Iterable[Entry]) -> Rows:
    """Return a button for each entry, with its question on it."""
    return tuple((Button(entry.questions[0], ShowEntry(entry.id)),) for entry in entries)
