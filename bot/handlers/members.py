"""A reader blocks the bot, or a group removes it."""

from telegram import ChatMember, Update
from telegram.ext import ContextTypes

from bot.handlers.answering import Answering


class Members:
    """Takes note of where the bot may no longer write."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def changed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Forget who waits in a chat that the bot was put out of."""
        change = update.my_chat_member
        out = (ChatMember.BANNED, ChatMember.LEFT)
        if change is not None and change.new_chat_member.status in out:
            self._answering.journal.left(change.chat.id)
            self._answering.chats.forget(change.chat.id)
