"""What every answer has in common: it is sent, remembered for a while, and written down after."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from telegram import Bot, Message, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.desk import Abstention, Answer, Desk, Outcome, Suggestion
from bot.handlers.chats import Chats, place_of
from bot.handlers.readers import reader_of
from bot.handlers.wire import arguments
from bot.journal import Exchange, Journal, Via
from bot.phrases import Phrases, phrases_for
from bot.reception import Turn
from bot.replies import Rate, Reply, ShowEntry, TellMe

Kind = Literal["answer", "suggest", "abstain"]


class Answering:
    """Sends turns as answers.

    Attributes:
        desk, journal, chats: What all handlers share.
        kept_days: How long the journal keeps what is asked, in days.
    """

    def __init__(self, desk: Desk, journal: Journal, chats: Chats, kept_days: int) -> None:
        self.desk = desk
        self.journal = journal
        self.chats = chats
        self.kept_days = kept_days

    def phrases_of(self, reader: User | None) -> Phrases:
        """Return the bot's own words in the language a reader chose, else in that of their app."""
        if reader is None:
            return phrases_for(None)
        return phrases_for(self.journal.language_of(reader.id) or reader.language_code)

    async def answer(self, update: Update, turn: Turn, phrases: Phrases) -> None:
        """Answer a message; when it was edited, by editing the answer that it had."""
        message = update.effective_message
        if message is None:
            return
        place = place_of(message)
        before = self.chats.at(place)
        reply = turn.reply if is_private(message) else for_a_group(turn.reply)
        answer_id = before.answer_id if before.question_id == message.message_id else 0
        shown = arguments(reply, phrases)
        if not answer_id or not await edit(message.get_bot(), place[0], answer_id, shown):
            sent = await message.reply_text(**shown)
            answer_id = sent.message_id
        before.question_id, before.answer_id = message.message_id, answer_id
        before.text_hash = hash(message.text or message.caption)
        if turn.told is not None:
            self.chats.told(place, turn.told.id)
        self.write_down(update, turn, answer_id)

    async def refuse(self, update: Update) -> None:
        """Tell a reader that this was too much; in groups, nobody."""
        said = self.phrases_of(update.effective_user).too_many
        if update.callback_query is not None:
            await update.callback_query.answer(said)
        elif update.message is not None and is_private(update.message):
            await update.message.reply_text(said)

    def has_changed(self, message: Message) -> bool:
        """Return whether an edited message is the last question of its chat, in other words.

        Telegram also tells of changes that the bot cannot see.
        """
        before = self.chats.at(place_of(message))
        text_hash = hash(message.text or message.caption)
        return before.question_id == message.message_id and before.text_hash != text_hash

    def write_down(self, update: Update, turn: Turn, answer_id: int | None) -> None:
        """Have the journal keep what was asked and answered; what was not asked is not kept."""
        outcome, message = turn.outcome, update.effective_message
        if outcome is None or message is None:
            return
        reader = update.effective_user if update.callback_query else reader_of(message)
        via: Via = "private" if is_private(message) else "group"
        if update.guest_message:
            via = "guest"
        elif update.callback_query:
            via = "button"
        kind, reason, entry_id = _in_words(outcome)
        self.journal.record(
            Exchange(
                update_id=update.update_id,
                at=datetime.now(UTC),
                via=via,
                reader_id=reader.id if reader else None,
                # The chat of a guest is other people's.
                chat_id=None if via == "guest" else message.chat.id,
                message_id=answer_id,
                question=outcome.question,
                outcome=kind,
                reason=reason,
                entry_id=entry_id,
                score=outcome.match.score if outcome.match else None,
                edition=self.desk.edition.digest,
                language=self.phrases_of(update.effective_user).language,
            )
        )


def _in_words(outcome: Outcome) -> tuple[Kind, str | None, str | None]:
    """Return what an outcome is, why nothing was told, and the id of the entry."""
    match outcome:
        case Answer(entry=entry):
            return "answer", None, entry.id
        case Suggestion(reason=reason):
            return "suggest", reason, None
        case Abstention(reason=reason, entry=told):
            return "abstain", reason, told.id if told else None


def is_private(message: Message) -> bool:
    """Return whether a message stands in a private chat."""
    return message.chat.type == ChatType.PRIVATE


def for_a_group(reply: Reply) -> Reply:
    """Return a reply with the buttons that are of use to all: a group is no place for the rest."""
    tools = tuple(
        row
        for row in reply.tools
        if not any(isinstance(button.action, Rate | TellMe) for button in row)
        and not all(isinstance(button.action, ShowEntry) for button in row)
    )
    return Reply(reply.text, reply.spans, reply.buttons, tools)


async def edit(bot: Bot, chat_id: int, message_id: int, shown: Mapping[str, Any]) -> bool:
    """Return whether a message now shows something else; if not, it cannot be edited any more.

    Args:
        bot: Whose message it is.
        chat_id, message_id: Which one.
        shown: What, as `wire.arguments` returns it.
    """
    try:
        await bot.edit_message_text(chat_id=chat_id, message_id=message_id, **shown)
    except BadRequest as error:
        return "not modified" in error.message.casefold()
    return True
