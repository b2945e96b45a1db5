"""The reception: what a person types or taps → what is said to it, in Telegram as in the terminal.

A `Turn` is both: what is said, and what it was read as, which the journal keeps and the next
question may refer to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import followups, replies
from bot.content.model import Entry, Story
from bot.content.quotation import (
    FEWEST,
    Verdict,
    judge,
    looks_quoted,
    quoted_in,
    without_lead_in,
)
from bot.desk import (
    MAX_QUESTION_CHARACTERS,
    Abstention,
    Answer,
    Desk,
    Edition,
    Outcome,
    Suggestion,
)
from bot.phrases import Phrases
from bot.replies import (
    Action,
    Length,
    Reply,
    ShowAnswer,
    ShowContext,
    ShowEntry,
    ShowQuote,
    ShowStory,
    ShowSummary,
    ShowTopic,
)
from bot.text import words

_MOST_OFFERS, _MOST_BESIDE = 8, 2  # to begin with; beside an answer
_LINK_QUESTION = "q_"  # begins what a link to the bot asks, its words joined by - or _


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said, and what the words of the person were read as.

    Attributes:
        reply: What is said.
        outcome: Of the desk; None when it was not asked.
        told: The entry that is told, which "and why?" refers to; None when there is none.
        is_sure: Whether it was surely meant for the bot; if not, people may just go on talking.
    """

    reply: Reply
    outcome: Outcome | None = None
    told: Entry | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """One line to choose from while somebody types an inline query.

    Attributes:
        id: 1 to 64 bytes, different in each line of a list.
        title, description: What the line shows.
        reply: What is posted when it is chosen.
        entry: What it tells; None when it tells none.
    """

    id: str
    title: str
    description: str
    reply: Reply
    entry: Entry | None


def asked(
    question: str, desk: Desk, phrases: Phrases, before: Entry | None = None, story: str = ""
) -> Turn:
    """Return what is said to a question, small talk, or a quotation.

    Args:
        question: As it was typed.
        desk: Answers.
        phrases: The bot's own words.
        before: The entry told last, if that was a few minutes ago.
        story: The id of the story that was chosen; it wins where several may be meant.
    """
    if is_quoted(question, desk.edition):
        return verified(question, desk.edition, phrases)
    if not story and before is not None:
        story = desk.edition.story_of(before).id
    outcome = followups.answer(question, before, desk.edition) if before is not None else None
    if outcome is None:
        outcome = _of_story(desk.answer(question, phrases.language), story, desk.edition)
        return _turn(outcome, desk, phrases)
    turn = _turn(outcome, desk, phrases)
    if turn.told is not None:
        return turn
    # Later nobody would know what "how old is she?" was about, so nobody is told of it later.
    return replace(turn, reply=replace(turn.reply, tools=()))


def command_in(text: str, phrases: Phrases) -> tuple[str, str] | None:
    """Return the name of a command and what stands after it; None for a text that is none.

    A command has its slash, or is all of a message without it: "topics?", "the summary".
    """
    if text.startswith("/"):
        name, _, rest = text.removeprefix("/").partition(" ")
        return name.casefold(), rest.strip()
    word = text.strip().casefold().removeprefix("the ").rstrip("?!. ").removesuffix("s")
    found = next((name for name in (word, f"{word}s") if name in phrases.commands), None)
    return (found, "") if found is not None else None


def commanded(name: str, rest: str, desk: Desk, phrases: Phrases, story: str = "") -> Turn | None:
    """Return what is said to a command, or None when there is no such command.

    Args:
        name: Without the slash, in small letters.
        rest: What stands after it; for `start`, what came with a link to the bot.
        desk: Answers.
        phrases: The bot's own words.
        story: The id of the story that was chosen; empty for none.
    """
    edition = desk.edition
    match name:
        case "start" if rest.startswith(_LINK_QUESTION):
            asks = rest.removeprefix(_LINK_QUESTION).replace("-", " ").replace("_", " ")
            return _turn(desk.answer(asks, phrases.language), desk, phrases)
        case "start":
            return acted(ShowEntry(rest), desk, phrases) or Turn(
                _begun(rest, edition, phrases) or replies.start(edition, phrases)
            )
        case "help":
            return Turn(Reply(phrases.help))
        case "summary":
            length: Length = "long" if rest.casefold() == "long" else "short"
            chosen = _story(story, edition) or edition.content.stories[0]
            return Turn(replies.summary(chosen, length, edition, phrases))
        case "quote" if len(rest) > MAX_QUESTION_CHARACTERS:
            return Turn(replies.too_long(rest, phrases))
        case "quote":
            return Turn(replies.find_quotes(rest, edition, phrases))
        case "topics":
            return Turn(replies.topics(edition, phrases))
        case "source":
            return Turn(replies.source(edition, phrases))
        case "corrections":
            return Turn(replies.corrections(edition, phrases))
        case "verify" if rest:
            return verified(rest, edition, phrases)
        case "verify":
            return Turn(Reply(phrases.verify))
        case "language":
            return Turn(replies.languages(phrases))
        case "about":
            return Turn(Reply(phrases.about))
        case "privacy" | "forgetme":
            return Turn(Reply(phrases.privacy_in_terminal))
    return None


def acted(action: Action, desk: Desk, phrases: Phrases) -> Turn | None:
    """Return what a button shows, or None when it is no longer there, or never was.

    The edition may be newer than the button, and a modified client sends what it likes.
    """
    edition = desk.edition
    match action:
        case ShowEntry(entry_id) if entry := edition.entry(entry_id):
            # As if the reader had asked the question on the button.
            return _turn(edition.told(entry.questions[0], entry), desk, phrases)
        case ShowAnswer(entry_id) if entry := edition.entry(entry_id):
            outcome = edition.told(entry.questions[0], entry)
            return Turn(replies.reply_to(outcome, edition, phrases), told=entry)
        case ShowContext(entry_id, number, choice) if entry := edition.entry(entry_id):
            if entry.withdrawn is not None:
                return acted(ShowAnswer(entry_id), desk, phrases)
            shown = replies.in_context(entry, number, choice, edition, phrases)
            return Turn(shown, told=entry) if shown else None
        case ShowQuote(entry_id, choice) if entry := edition.entry(entry_id):
            if entry.withdrawn is not None:
                return acted(ShowAnswer(entry_id), desk, phrases)
            known = not choice or choice in replies.choices(edition)
            if known and entry in replies.quotes(edition):
                return Turn(replies.quote(entry, choice, edition, phrases), told=entry)
        case ShowTopic(key):
            topic = replies.topic(key, edition, phrases)
            return Turn(topic) if topic else None
        case ShowSummary(story_id, length) if story := _story(story_id, edition):
            return Turn(replies.summary(story, length, edition, phrases))
        case ShowStory(story_id):
            begun = _begun(story_id, edition, phrases)
            return Turn(begun) if begun else None
    return None


def is_quoted(text: str, edition: Edition) -> bool:
    """Return whether a message is a quotation to be verified, not a question."""
    stories = edition.content.stories
    return bool(quoted_in(text)) or any(looks_quoted(text, story.article) for story in stories)


def verified(text: str, edition: Edition, phrases: Phrases) -> Turn:
    """Return whether a text is word for word in a story, and if not, how it differs."""
    if len(words(text)) < FEWEST:
        return Turn(Reply(phrases.verify))
    found = _judged(text, edition)
    if found[0].verdict != "verbatim":
        # Somebody's words around a quotation are not a part of it; of several the worst counts.
        quoted = [_judged(part, edition) for part in quoted_in(text)]
        said = without_lead_in(text)
        if quoted:
            found = max(quoted, key=_badness)
        elif said is not None:
            found = min(found, _judged(said, edition), key=_badness)
    verdict, story = found
    is_sure = verdict.verdict != "not_found"
    return Turn(replies.verdict(verdict, story, edition, phrases), is_sure=is_sure)


def _judged(text: str, edition: Edition) -> tuple[Verdict, Story]:
    """Return the best verdict that a story has on a text."""
    return min(((judge(text, s.article), s) for s in edition.content.stories), key=_badness)


def _badness(found: tuple[Verdict, Story]) -> int:
    return ("verbatim", "altered", "not_found").index(found[0].verdict)


def offered(query: str, desk: Desk, phrases: Phrases) -> tuple[Offer, ...]:
    """Return what an inline query finds, the best first; questions to begin with for none."""
    edition = desk.edition
    if not query.strip():
        return tuple(_offer(entry, desk, phrases) for entry in edition.openers[:_MOST_OFFERS])
    offers: list[Offer] = []
    asked_to, _, rest = query.strip().partition(" ")
    if asked_to == "/verify":
        query = f"“{rest.strip()}”"
    if is_quoted(query, edition):
        reply = verified(query, edition, phrases).reply
        title, _, rest = reply.text.partition("\n")
        offers.append(Offer("verdict:", title, rest.strip(), reply, None))
    return (*offers, *(_offer(entry, desk, phrases) for entry in _found(query, desk)))


def _found(query: str, desk: Desk) -> Iterator[Entry]:
    match desk.answer(query):
        case Answer(entry=entry, match=match):
            yield entry
            others = desk.edition.instead(entry, match, _MOST_BESIDE + 1)
            yield from [other for other in others if other != entry][:_MOST_BESIDE]
        case Suggestion(entries=entries):
            yield from entries
        case outcome if outcome.entry is not None:
            yield outcome.entry


def _offer(entry: Entry, desk: Desk, phrases: Phrases) -> Offer:
    turn = _turn(desk.edition.told(entry.questions[0], entry), desk, phrases)
    text = turn.reply.text.partition("\n")[0]
    return Offer(entry.id, text, entry.questions[0], turn.reply, entry)


def _of_story(outcome: Outcome, story: str, edition: Edition) -> Outcome:
    """Return the outcome; of several entries that may be meant, those of the chosen story."""
    if not story or not isinstance(outcome, Suggestion):
        return outcome
    chosen = tuple(e for e in outcome.entries if edition.story_of(e).id == story)
    if not chosen or chosen == outcome.entries:  # the story tells nothing about which is meant
        return outcome
    if len(chosen) == 1:
        return edition.told(outcome.question, chosen[0], outcome.match)
    return replace(outcome, entries=chosen)


def _turn(outcome: Outcome, desk: Desk, phrases: Phrases) -> Turn:
    told = outcome.entry if isinstance(outcome, Answer) else None
    is_sure = told is not None or (
        isinstance(outcome, Abstention) and outcome.reason in ("not_reported", "withdrawn")
    )
    return Turn(replies.reply_to(outcome, desk.edition, phrases), outcome, told, is_sure)


def _story(story_id: str, edition: Edition) -> Story | None:
    return next((story for story in edition.content.stories if story.id == story_id), None)


def _begun(story_id: str, edition: Edition, phrases: Phrases) -> Reply | None:
    """Return how to begin with a story, or with all of them for an empty id."""
    story = _story(story_id, edition)
    if not story_id or (story and len(edition.content.stories) == 1):
        return replies.start(edition, phrases)
    return replies.start_of(story, edition, phrases) if story else None
