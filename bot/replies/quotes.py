"""Quotes to leaf through: all of them, on a topic, or by a speaker."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from rapidfuzz.distance import DamerauLevenshtein

from bot.content.model import Entry
from bot.desk import Edition
from bot.phrases import Phrases
from bot.replies.entries import corrected, handling, words_of
from bot.replies.reply import MOST_BUTTONS, Button, Draft, Reply, ShowQuote
from bot.text import words

_SAME_NAME = 0.75  # of the letters agree: one or two slips in a name


@dataclass(frozen=True, slots=True)
class Choice:
    """Quotes that belong together.

    Attributes:
        key: Eight hexadecimal digits, the same in every edition.
        label: The topic, or the speaker's name.
        names: What a reader may call it.
        entries: The quotes, in the order of the story.
    """

    key: str
    label: str
    names: tuple[str, ...]
    entries: tuple[Entry, ...]


def quote(entry: Entry, choice: str, edition: Edition, phrases: Phrases) -> Reply:
    """Return one quote of those that `choice` selects, with a button to the next one.

    Args:
        entry: A quote.
        choice: Empty for all quotes, else the key of one of `choices`.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    chosen = choices(edition).get(choice)
    entries = chosen.entries if chosen is not None else quotes(edition)
    draft = Draft(words_of(entry, edition, phrases))
    tools = handling(entry, edition, phrases, choice=choice)
    if entry not in entries or len(entries) < 2:
        return corrected(draft, edition.story_of(entry), phrases).reply(tools=tools)
    number = entries.index(entry)
    following = entries[(number + 1) % len(entries)]
    draft.add(" · " + phrases.count.format(number=number + 1, total=len(entries)), "italic")
    button = Button(phrases.next_quote, ShowQuote(following.id, choice))
    return corrected(draft, edition.story_of(entry), phrases).reply(((button,),), tools)


def another_quote(entry: Entry, edition: Edition) -> Entry | None:
    """Return the next quote by the speaker of an entry, or None when there is no other."""
    if entry.speaker is None:
        return None
    key = key_of(f"speaker {edition.story_of(entry).id} {entry.speaker.id}")
    said = choices(edition)[key].entries if key in choices(edition) else ()
    others = [e for e in said if e != entry]
    later = [e for e in others if said.index(e) > said.index(entry)] if entry in said else others
    return (later or others)[0] if others else None


def quotes(edition: Edition) -> tuple[Entry, ...]:
    """Return all quotes that are on air, in the order of the story."""
    return tuple(e for e in edition.entries if e.kind == "quote" and e.withdrawn is None)


@lru_cache(maxsize=1)  # each answer with a speaker asks for them
def choices(edition: Edition) -> Mapping[str, Choice]:
    """Return the topics and the speakers that have quotes, by key."""
    found: dict[str, Choice] = {}
    for entry in quotes(edition):
        groups: list[tuple[str, str, tuple[str, ...]]] = [
            (topic, f"topic {topic}", (topic,)) for topic in entry.topics
        ]
        if entry.speaker is not None:
            speaker, story = entry.speaker, edition.story_of(entry)
            groups.append(
                (
                    speaker.name,
                    f"speaker {story.id} {speaker.id}",
                    (speaker.name, *speaker.name.split(), *speaker.also),
                )
            )
        for label, name, names in groups:
            key = key_of(name)
            before = found[key].entries if key in found else ()
            found[key] = Choice(key, label, names, (*before, entry))
    return found


def find_quotes(asked: str, edition: Edition, phrases: Phrases) -> Reply:
    """Return the first quote on what a reader asked for; the first of all for an empty string.

    Args:
        asked: A topic, a speaker or any words, typos and all.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    every = quotes(edition)
    if not every:
        return Reply(phrases.no_quotes)
    if not asked.strip():
        return quote(every[0], "", edition, phrases)
    wanted = " ".join(words(asked))
    named = [
        (DamerauLevenshtein.normalized_similarity(wanted, " ".join(words(name))), choice)
        for choice in choices(edition).values()
        for name in choice.names
    ]
    # "fire" is enough for the topic "the fire".
    named += [
        (1.0, choice)
        for choice in choices(edition).values()
        for name in choice.names
        if {*words(asked)} <= {*words(name)}
    ]
    likeness, choice = max(named, key=lambda pair: pair[0], default=(0.0, None))
    if choice is not None and likeness >= _SAME_NAME:
        return quote(choice.entries[0], choice.key, edition, phrases)
    ranked = edition.matcher.match(asked).candidates
    for candidate in ranked:
        entry = edition.entry(candidate.id)
        if entry in every and candidate.evidence.text > 0.5:
            return quote(entry, "", edition, phrases)
    return Reply(
        phrases.no_such_quote,
        buttons=tuple(
            (Button(choice.label, ShowQuote(choice.entries[0].id, choice.key)),)
            for choice in list(choices(edition).values())[:MOST_BUTTONS]
        ),
    )


def key_of(name: str) -> str:
    """Return what stands for a name in the data of a button: eight hexadecimal digits."""
    return f"{crc32(name.encode()):08x}"
