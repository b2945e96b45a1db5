"""Who writes, and whether they mean the bot."""

import re

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType
from telegram.ext.filters import MessageFilter


class FromAReader(MessageFilter):
    """Passes what people write: not bots, nor a channel's posts that Telegram copies."""

    def filter(self, message: Message) -> bool:
        """Return whether a person wrote the message."""
        if message.is_automatic_forward or message.via_bot is not None:
            return False
        # Who writes in a group's or channel's name appears as one of Telegram's own bots.
        is_bot = message.from_user is not None and message.from_user.is_bot
        return not is_bot or message.sender_chat is not None


class ForTheBot(MessageFilter):
    """Passes all messages of private chats; in groups, those that name the bot or reply to it."""

    def filter(self, message: Message) -> bool:
        """Return whether the writer expects an answer."""
        if message.chat.type == ChatType.PRIVATE:
            return True
        bot, answered = message.get_bot(), message.reply_to_message
        if answered and answered.from_user and answered.from_user.id == bot.id:
            return True
        return is_named(message)


def reader_of(message: Message) -> User | None:
    """Return who wrote a message; None for who writes in the name of a group or a channel.

    Those share one account of Telegram's with all others who do so.
    """
    return None if message.sender_chat is not None else message.from_user


def is_named(message: Message) -> bool:
    """Return whether a message names the bot."""
    bot = message.get_bot()
    named = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    return any(
        entity.user.id == bot.id if entity.user else text.casefold() == _name(message)
        for entity, text in named.items()
    )


def question_in(message: Message) -> str:
    """Return what a text asks: all of it but the bot's name."""
    text = message.text or message.caption or ""
    if _name(message) not in text.casefold():
        return text
    return re.sub(rf"{_name(message)}\b", "", text, flags=re.IGNORECASE).strip()


def _name(message: Message) -> str:
    return f"@{message.get_bot().username}".casefold()
