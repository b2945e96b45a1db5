"""What an older message of the bot was the answer to, and which entry it tells."""

from telegram import Message

from bot.handlers.wire import decode
from bot.journal import Journal
from bot.replies import Rate, ShowContext


async def question_of(message: Message, journal: Journal) -> str | None:
    """Return what a message asks, or what the bot answered by it; None when that is not kept."""
    if message.from_user is None or message.from_user.id != message.get_bot().id:
        return message.text or message.caption
    exchange = await journal.exchange_of(message.chat.id, message.message_id)
    return exchange.question if exchange is not None else None


async def entry_shown(answer: Message, journal: Journal) -> str | None:
    """Return the id of the entry that a message of the bot tells; None when it tells none.

    The buttons below it name it, as long as they are there.
    """
    rows = answer.reply_markup.inline_keyboard if answer.reply_markup else ()
    for button in (button for row in rows for button in row):
        match decode(str(button.callback_data)):
            case Rate(entry_id=entry_id) | ShowContext(entry_id=entry_id):
                return entry_id
    exchange = await journal.exchange_of(answer.chat.id, answer.message_id)
    return exchange.entry_id if exchange is not None else None
