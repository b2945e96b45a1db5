"""Which update goes to which handler."""

from collections.abc import Iterable
from typing import Any

from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.handlers.answering import Answering
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.errors import Errors
from bot.handlers.inline import Inline
from bot.handlers.members import Members
from bot.handlers.questions import Questions
from bot.handlers.readers import ForTheBot, FromAReader


def route(
    application: Application[Any, Any, Any, Any, Any, Any],
    answering: Answering,
    first: Iterable[BaseHandler[Any, Any, Any]],
) -> None:
    """Add all handlers to an application that is not running yet.

    Args:
        application: To which.
        answering: What the readers' handlers share.
        first: The editors' handlers, which come before those of the readers.
    """
    commands = Commands(answering)
    questions = Questions(answering, commands)
    buttons, members = Buttons(answering), Members(answering)
    inline = Inline(answering, questions)
    kind = filters.UpdateType
    written = (kind.MESSAGE | kind.EDITED_MESSAGE) & FromAReader()
    text = (filters.TEXT & ForTheBot()) | (filters.CAPTION & filters.ChatType.PRIVATE)
    no_text = filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    for handler in (
        *first,
        MessageHandler(written & filters.COMMAND, commands.answer),
        MessageHandler(written & text, questions.answer),
        MessageHandler(kind.MESSAGE & FromAReader() & no_text, questions.decline),
        MessageHandler(kind.GUEST_MESSAGE & FromAReader(), inline.answer_guest),
        CallbackQueryHandler(buttons.act),
        InlineQueryHandler(inline.offer),
        ChatMemberHandler(members.changed, ChatMemberHandler.MY_CHAT_MEMBER),
    ):
        application.add_handler(handler)
    application.add_error_handler(Errors(answering).report)
