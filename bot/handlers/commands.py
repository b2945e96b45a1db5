"""The commands of readers."""

from typing import Literal

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import replies
from bot.content.model import Story
from bot.desk import MAX_QUESTION_CHARACTERS, Desk, Edition
from bot.handlers.questions import too_long
from bot.handlers.readers import phrases_of
from bot.handlers.wire import arguments
from bot.phrases import Phrases
from bot.replies import Button, Reply, ShowSummary


class Commands:
    """Answers commands. Each is a method that gets the words after it, and returns the reply."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.known = {
            "start": self.start,
            "help": self.help,
            "summary": self.summary,
            "quote": self.quote,
            "topics": self.topics,
            "source": self.source,
            "about": self.about,
            "privacy": self.privacy,
        }

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command; an unknown one only in private, one for another bot never."""
        message = update.message
        if message is None or not message.text:
            return
        command = message.parse_entity(message.entities[0])
        name, _at, addressee = command[1:].casefold().partition("@")
        if addressee not in ("", (message.get_bot().username or "").casefold()):
            return
        phrases = phrases_of(update)
        if name in self.known:
            reply = self.known[name](message.text[len(command) :].strip(), phrases)
        elif message.chat.type == ChatType.PRIVATE:
            reply = Reply(phrases.unknown_command)
        else:
            return
        await message.reply_text(**arguments(reply, phrases))

    def start(self, payload: str, phrases: Phrases) -> Reply:
        """Greet; or tell the entry whose id came with a link to the bot."""
        edition = self._desk.edition
        entry = edition.entry(payload)
        if entry is None:
            return replies.start(edition, phrases)
        return replies.reply_to(edition.told(entry.questions[0], entry), edition, phrases)

    def help(self, _: str, phrases: Phrases) -> Reply:
        """Say how to ask."""
        return Reply(phrases.help)

    def summary(self, length: str, phrases: Phrases) -> Reply:
        """Sum up the first story, with buttons for the others."""
        edition = self._desk.edition
        wanted: Literal["short", "long"] = "long" if length.casefold() == "long" else "short"
        return summary(edition.content.stories[0], wanted, edition, phrases)

    def quote(self, asked: str, phrases: Phrases) -> Reply:
        """Show a quote, of a topic or a speaker if the reader names one."""
        if len(asked) > MAX_QUESTION_CHARACTERS:
            return too_long(asked, phrases)
        return replies.find_quotes(asked, self._desk.edition, phrases)

    def topics(self, _: str, phrases: Phrases) -> Reply:
        """List the topics."""
        return replies.topics(self._desk.edition, phrases)

    def source(self, _: str, phrases: Phrases) -> Reply:
        """Say where the stories are from."""
        return replies.source(self._desk.edition, phrases)

    def about(self, _: str, phrases: Phrases) -> Reply:
        """Say what a reader can rely on."""
        return Reply(phrases.about)

    def privacy(self, _: str, phrases: Phrases) -> Reply:
        """Say what is kept."""
        return Reply(phrases.privacy)


def summary(
    story: Story, length: Literal["short", "long"], edition: Edition, phrases: Phrases
) -> Reply:
    """Return the summary of a story of this edition, with buttons for the other stories."""
    reply = replies.summary(story, length, phrases)
    others = tuple(
        (Button(other.headline or other.id, ShowSummary(other.id, "short")),)
        for other in edition.content.stories
        if other is not story
    )
    return Reply(reply.text, reply.spans, (*reply.buttons, *others))
