"""What goes into the journal, and what comes out; ids as Telegram has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Via = Literal["private", "group", "guest", "button"]
Outcome = Literal["answer", "suggest", "abstain"]
Rating = Literal["useful", "not_asked"]
"""What a reader thinks of an answer: it helped, or it answers what was not asked."""

How = Literal[
    "start",
    "saved",
    "sent",
    "taught",
    "withdrawn",
    "rolled_back",
    "corrected",
    "set_aside",
]
"""How an edition came about. What is `set_aside` was found in the folder and never on air."""

Files = Mapping[str, bytes]
"""The content of files by "story-id/file name"."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question, and what was said to it.

    Attributes:
        update_id: Of the update that brought the question; it is journalled once.
        at: When it was answered, with a time zone.
        via: How it reached the bot.
        reader_id: Who asked, when that is known.
        chat_id: Where, when the bot is told.
        message_id: The bot's answer in that chat.
        question: As it was typed; what stood on the button that was tapped.
        outcome: What the matching came to.
        reason: Why it abstained, or asked back.
        entry_id: The entry that was told.
        score: Of the best match, in [0, 100].
        edition: The digest of the edition on air.
        language: Of the bot's own words around it, BCP 47.
    """

    update_id: int
    at: datetime
    via: Via
    reader_id: int | None
    chat_id: int | None
    message_id: int | None
    question: str
    outcome: Outcome
    reason: str | None
    entry_id: str | None
    score: float | None
    edition: str
    language: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reader who wants to be told when a question has an answer.

    Attributes:
        id: For `Journal.told`.
        chat_id: Where to tell it.
        thread_id: The topic of that chat, if it has topics.
        question: As the journal keeps it.
        language: To tell it in, BCP 47.
        since: When the reader asked to be told.
    """

    id: int
    chat_id: int
    thread_id: int | None
    question: str
    language: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that was published, or set aside; it is kept for ever.

    Attributes:
        number: 1, 2, 3 and so on.
        digest: Of its content, 64 hexadecimal digits; an exchange names its edition by it.
        at: When it was published, with a time zone.
        editor: The Telegram id of who did; None when it was no editor in Telegram.
        how: By what.
        note: What there is to say about it, in a line for editors.
    """

    number: int
    digest: str
    at: datetime
    editor: int | None
    how: How
    note: str
