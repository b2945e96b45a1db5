"""The bot's own words: complete, within Telegram's limits, and small talk told from questions."""

import re
from dataclasses import fields

import pytest

from bot.phrases import PHRASES, Phrases


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hi", "greeting"),
        ("Helloooo!!", "greeting"),
        ("good morning", "greeting"),
        ("hey there bot", "greeting"),
        ("thx", "thanks"),
        ("thank you so much", "thanks"),
        ("Who are you?", "who_are_you"),
        ("what's your name", "who_are_you"),
        ("how are you", "how_are_you"),
        ("bye", "farewell"),
        ("great, nice bot", "praise"),
        ("you are useless", "complaint"),
        ("test", "test"),
        ("👍👍", "emoji"),
        ("?", "signs"),
        ("...", "signs"),
        ("", "signs"),
        ("https://example.org/a?b=c", "link"),
    ],
)
def test_small_talk_is_recognised(message: str, kind: str) -> None:
    phrases = PHRASES["en"]

    assert phrases.small_talk_in(message) is phrases.small_talk[kind]


@pytest.mark.parametrize(
    "message",
    [
        "hello, who is sergeev",
        "thanks, and what about virology",
        "who are the scientists",
        "what is your opinion of virology",
        "is https://example.org/a the source",
        "good cooperation",
        "how are russia and china doing",
        "year",
        "2020",
        "nice center for what",
    ],
)
def test_a_question_is_not_taken_for_small_talk(message: str) -> None:
    assert PHRASES["en"].small_talk_in(message) is None


@pytest.mark.parametrize("phrases", list(PHRASES.values()), ids=list(PHRASES))
def test_every_language_is_complete_and_fits_telegram(phrases: Phrases) -> None:
    said = {field.name: getattr(phrases, field.name) for field in fields(phrases)}
    texts = {name: text for name, text in said.items() if isinstance(text, str)}
    english = PHRASES["en"]

    assert [name for name, text in texts.items() if not text.strip()] == []
    assert len(phrases.description) <= 512
    assert len(phrases.short_description) <= 120
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command) for command in phrases.commands)
    assert all(3 <= len(text) <= 256 for text in phrases.commands.values())
    assert phrases.small_talk.keys() == english.small_talk.keys()
    for name, text in texts.items():
        assert fills(text) == fills(getattr(english, name)), name


def fills(text: str) -> set[str]:
    """The names between braces."""
    return set(re.findall(r"\{(\w+)\}", text))
