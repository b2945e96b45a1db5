"""A strict Bot API server in this process, and the people who drive a bot through it.

    async with BotApi() as server:
        ...  # start a bot with server.token, server.base_url and server.base_file_url
        ann = server.person("Ann", language_code="en")
        reply = await ann.says("who is sergeev")
        assert reply.covered("blockquote") == ("the words of the story",)
        assert server.refused == [] and not server.unknown

`server.py` is the HTTP side and the faults, `webhook.py` how updates are POSTed, `methods.py`
what Telegram keeps and does, `rules.py` what it refuses, `people.py` the people; `client.py` is a
plain client for tests of the server itself.
"""

from tests.botapi.methods import Chat
from tests.botapi.people import (
    Button,
    InlineAnswer,
    InlineResult,
    Message,
    Person,
    Profile,
    Span,
    Tap,
)
from tests.botapi.rules import Refusal
from tests.botapi.server import BotApi, Call, Fault
from tests.botapi.webhook import Delivery

__all__ = [
    "BotApi",
    "Button",
    "Call",
    "Chat",
    "Delivery",
    "Fault",
    "InlineAnswer",
    "InlineResult",
    "Message",
    "Person",
    "Profile",
    "Refusal",
    "Span",
    "Tap",
]
