"""The reception: what a person types or taps → the reply, in Telegram as in the terminal."""

from bot import replies
from bot.desk import MAX_QUESTION_CHARACTERS, Desk, Edition
from bot.phrases import Phrases
from bot.replies import Action, Reply, ShowEntry, ShowQuote, ShowSummary, ShowTopic


def asked(question: str, desk: Desk, phrases: Phrases) -> Reply:
    """Return what is said to a question, to small talk, or to a command without its slash."""
    word = question.strip().casefold().removeprefix("the ").rstrip("?!. ").removesuffix("s")
    for name in (word, f"{word}s"):
        if name in phrases.commands:
            return commanded(name, "", desk.edition, phrases) or Reply(phrases.unknown_command)
    return replies.reply_to(desk.answer(question, phrases.language), desk.edition, phrases)


def commanded(name: str, rest: str, edition: Edition, phrases: Phrases) -> Reply | None:
    """Return what is said to a command, or None when there is no such command.

    Args:
        name: Without the slash, in small letters.
        rest: What stands after it; for `start`, what came with a link to the bot.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    match name:
        case "start" if entry := edition.entry(rest):
            return acted(ShowEntry(entry.id), edition, phrases)
        case "start":
            return replies.start(edition, phrases)
        case "help":
            return Reply(phrases.help)
        case "summary":
            is_long = rest.casefold() == "long"
            first = edition.content.stories[0]
            return replies.summary(first, "long" if is_long else "short", edition, phrases)
        case "quote" if len(rest) > MAX_QUESTION_CHARACTERS:
            return replies.too_long(rest, phrases)
        case "quote":
            return replies.find_quotes(rest, edition, phrases)
        case "topics":
            return replies.topics(edition, phrases)
        case "source":
            return replies.source(edition, phrases)
        case "about":
            return Reply(phrases.about)
        case "privacy":
            return Reply(phrases.privacy)
    return None


def acted(action: Action, edition: Edition, phrases: Phrases) -> Reply | None:
    """Return what a button shows, or None when it is no longer there, or never was.

    The edition may be newer than the button, and a modified client sends what it likes.
    """
    match action:
        case ShowEntry(entry_id) if entry := edition.entry(entry_id):
            # As if the reader had asked the question on the button.
            return replies.reply_to(edition.told(entry.questions[0], entry), edition, phrases)
        case ShowQuote(entry_id, choice) if entry := edition.entry(entry_id):
            if entry.withdrawn is not None:
                return acted(ShowEntry(entry_id), edition, phrases)
            known = not choice or choice in replies.choices(edition)
            if known and entry in replies.quotes(edition):
                return replies.quote(entry, choice, edition, phrases)
        case ShowTopic(key):
            return replies.topic(key, edition, phrases)
        case ShowSummary(story_id, length):
            for story in edition.content.stories:
                if story.id == story_id:
                    return replies.summary(story, length, edition, phrases)
    return None
