"""The journal: what was asked and answered, who waits to be told, and what readers chose.

It is written after the reply and never in its way: what is handed to a `Journal` waits in memory
until the database has it, also while there is no database. It knows ids and words, not stories
and not Telegram. Readers and chats are stored as keyed hashes, questions without phone numbers,
e-mail addresses and card numbers.

    JournalError         the text says in plain words what is wrong, without a password
    ├── WrongUrl         no database can ever be reached by such a DATABASE_URL
    ├── NewerDatabase    a newer version of this program has changed the tables
    └── OlderDatabase    this version has not changed them yet, and is only reading
"""

from bot.journal.database import JournalError, NewerDatabase, OlderDatabase, WrongUrl
from bot.journal.journal import Journal
from bot.journal.records import (
    Asked,
    Counts,
    Decision,
    EntryCount,
    Exchange,
    Files,
    How,
    OutcomeCount,
    Published,
    Rating,
    Unanswered,
    Via,
    Waiting,
)
from bot.journal.writer import State

__all__ = [
    "Asked",
    "Counts",
    "Decision",
    "EntryCount",
    "Exchange",
    "Files",
    "How",
    "Journal",
    "JournalError",
    "NewerDatabase",
    "OlderDatabase",
    "OutcomeCount",
    "Published",
    "Rating",
    "State",
    "Unanswered",
    "Via",
    "Waiting",
    "WrongUrl",
]
