"""An outcome or a command → text with spans and buttons. Plain data: no Telegram, no HTML.

The story's words are never escaped, trimmed or re-wrapped; formatting is spans beside the text.
Offsets count characters; `bot.handlers.wire` turns them into UTF-16 units.

`reply.py` is the shape and `entries.py` how an entry looks; `answers.py`, `quotes.py`,
`stories.py` and `verdicts.py` are what is told: for a question, to leaf through, about a story,
and about a quotation.
"""

from bot.replies.answers import is_readable, rated_down, reply_to, told, told_later, too_long
from bot.replies.entries import in_context, name_of
from bot.replies.quotes import another_quote, choices, find_quotes, quote, quotes
from bot.replies.reply import (
    Action,
    Button,
    ChooseLanguage,
    Copy,
    Length,
    Link,
    Rate,
    Reply,
    ShowAnswer,
    ShowContext,
    ShowEntry,
    ShowQuote,
    ShowStory,
    ShowSummary,
    ShowTopic,
    Span,
    Style,
    TellMe,
    spelled_out,
)
from bot.replies.stories import (
    corrections,
    languages,
    source,
    start,
    start_of,
    summary,
    topic,
    topics,
)
from bot.replies.verdicts import verdict

__all__ = [
    "Action",
    "Button",
    "ChooseLanguage",
    "Copy",
    "Length",
    "Link",
    "Rate",
    "Reply",
    "ShowAnswer",
    "ShowContext",
    "ShowEntry",
    "ShowQuote",
    "ShowStory",
    "ShowSummary",
    "ShowTopic",
    "Span",
    "Style",
    "TellMe",
    "another_quote",
    "choices",
    "corrections",
    "find_quotes",
    "in_context",
    "is_readable",
    "languages",
    "name_of",
    "quote",
    "quotes",
    "rated_down",
    "reply_to",
    "source",
    "spelled_out",
    "start",
    "start_of",
    "summary",
    "told",
    "told_later",
    "too_long",
    "topic",
    "topics",
    "verdict",
]
