"""A reader writes something that is no command: a question, a quotation, or nothing to read."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import reception
from bot.desk import Abstention, Suggestion
from bot.handlers.answering import Answering, is_private
from bot.handlers.chats import place_of
from bot.handlers.readers import is_named, question_in
from bot.phrases import Phrases
from bot.reception import Turn
from bot.replies import Reply


class Questions:
    """Answers from the edition on air."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text, or what stands below a picture; in a group only when it is sure."""
        message = update.effective_message
        if message is None or (update.edited_message and not self._answering.has_changed(message)):
            return
        phrases = self._answering.phrases_of(update.effective_user)
        turn = self._turn(message, phrases)
        if is_private(message) or is_named(message) or _is_sure(turn):
            await self._answering.answer(update, turn, phrases)

    async def decline(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that only text can be read; once for an album, which comes picture by picture."""
        message = update.message
        if message is None:
            return
        remembered = self._answering.chats.at(place_of(message))
        if message.media_group_id and message.media_group_id == remembered.album:
            return
        remembered.album = message.media_group_id or ""
        phrases = self._answering.phrases_of(update.effective_user)
        await self._answering.answer(update, Turn(Reply(phrases.not_text)), phrases)

    def _turn(self, message: Message, phrases: Phrases) -> Turn:
        desk, place = self._answering.desk, place_of(message)
        question = question_in(message)
        if message.forward_origin is not None and not question.rstrip().endswith(("?", "？")):
            return reception.verified(question, desk.edition, phrases)
        before = desk.edition.entry(self._answering.chats.entry_before(place))
        story = self._answering.chats.at(place).story_id
        return reception.asked(question, desk, phrases, before, story)


def _is_sure(turn: Turn) -> bool:
    """Return whether a reply to the bot was surely meant for it: people go on talking there."""
    match turn.outcome:
        case Suggestion() | Abstention(reason="out_of_scope" | "smalltalk"):
            return False
    return True
