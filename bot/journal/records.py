"""What goes into the journal, and what comes out; ids as Telegram has them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Via = Literal["private", "group", "guest", "button"]
Outcome = Literal["answer", "suggest", "abstain"]
Rating = Literal["useful", "not_asked"]
"""What a reader thinks of an answer: it helped, or it answers what was not asked."""


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
