"""A reader sends a command."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import reception
from bot.handlers.answering import Answering, is_private
from bot.handlers.chats import place_of
from bot.handlers.readers import reader_of
from bot.phrases import Phrases
from bot.reception import Turn
from bot.replies import Reply


class Commands:
    """Answers commands from the edition on air."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command; an unknown one only in private, one for another bot never."""
        message = update.effective_message
        if message is None or not message.text:
            return
        if update.edited_message and not self._answering.has_changed(message):
            return
        command = message.parse_entity(message.entities[0])
        name, _at, addressee = command[1:].casefold().partition("@")
        if addressee not in ("", (message.get_bot().username or "").casefold()):
            return
        phrases = self._answering.phrases_of(update.effective_user)
        rest = message.text[len(command) :].strip()
        turn = await self.turn(message, name, rest, phrases)
        if turn is None and is_private(message):
            turn = Turn(Reply(phrases.unknown_command))
        if turn is not None:
            await self._answering.answer(update, turn, phrases)

    async def turn(self, message: Message, name: str, rest: str, phrases: Phrases) -> Turn | None:
        """Return what is said to a command, or None when there is no such command.

        Args:
            message: What it stands in.
            name: Without the slash, in small letters.
            rest: What stands after it.
            phrases: The bot's own words.
        """
        reader, place = reader_of(message), place_of(message)
        if name == "forgetme" and reader is not None:
            self._answering.chats.forget(message.chat.id)
            is_done = await self._answering.journal.forget(reader.id)
            return Turn(Reply(phrases.forgotten if is_done else phrases.will_forget))
        if name in ("privacy", "forgetme"):
            return Turn(Reply(phrases.privacy.format(days=self._answering.kept_days)))
        if name == "verify" and not rest:
            rest = _answered(message)
        remembered = self._answering.chats.at(place)
        if name == "start":
            known = {story.id for story in self._answering.desk.edition.content.stories}
            remembered.story_id = rest if rest in known else ""
        return reception.commanded(name, rest, self._answering.desk, phrases, remembered.story_id)


def _answered(message: Message) -> str:
    """Return the text that a message answers, or the part of it that it quotes."""
    if message.quote is not None:
        return message.quote.text
    answered = message.reply_to_message
    return (answered.text or answered.caption or "") if answered is not None else ""
