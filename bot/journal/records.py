"""What goes into the journal, and what comes out; ids as Telegram has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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

Decision = Literal["taught", "new_entry", "not_reported", "ignored"]
"""What an editor did about a question that was asked in vain."""

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


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found no answer, or one that was not asked for.

    Attributes:
        question: As the journal keeps it.
        language: Of the bot's own words when it was asked last, BCP 47.
        count: How often that came about.
        first_at, last_at: When it was asked first and last, with a time zone.
        waiting: How many readers want to be told when there is an answer.
        rated_down: How often a reader said of the answer that it is to something else.
        edition: The digest of the edition that was on air last.
    """

    question: str
    language: str
    count: int
    first_at: datetime
    last_at: datetime
    waiting: int
    rated_down: int
    edition: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that readers typed, and what came of it the last time.

    Attributes:
        question: As the journal keeps it.
        count: How often it was asked.
        last_at: When it was asked last, with a time zone.
        outcome, reason, entry_id, score, edition, language: Of the exchange then.
    """

    question: str
    count: int
    last_at: datetime
    outcome: Outcome
    reason: str | None
    entry_id: str | None
    score: float | None
    edition: str
    language: str


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How often questions of a day (UTC) came to an outcome, for one reason if there is one."""

    day: date
    outcome: Outcome
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class EntryCount:
    """How often an entry was told, and how often readers found it useful or not asked for."""

    entry_id: str
    told: int
    useful: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was asked, and what it came to; taps on buttons count as questions.

    Attributes:
        outcomes: By day (UTC), outcome and reason; days on which nothing was asked are left out.
        readers_of_day: How many readers asked on a day, by day.
        readers: How many asked in all; readers who are not known are left out in both.
        entries: By entry, also one that is not reported or withdrawn.
        languages: Questions by the language of the bot's own words, BCP 47.
        via: Questions by how they reached the bot.
    """

    outcomes: tuple[OutcomeCount, ...]
    readers_of_day: dict[date, int]
    readers: int
    entries: tuple[EntryCount, ...]
    languages: dict[str, int]
    via: dict[Via, int]
