"""The shape of what the bot says in one language; each language is a file beside this one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.text import words

_DRAWL = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What people say to a bot besides asking, and what it says back.

    Attributes:
        says: The bot's answer.
        wholes: Messages, in normalised words, that are this kind of small talk.
        cores: A message made of these words and of `FILLERS` only is this kind of small talk.
    """

    says: str
    wholes: frozenset[str] = frozenset()
    cores: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrases:
    """The bot's own words in one language."""

    language: str

    # Instead of an answer
    out_of_scope: str
    ambiguous: str
    did_you_mean: str
    withdrawn: str  # {reason}
    try_these: str
    too_long: str
    unknown_command: str
    not_text: str
    outdated_button: str
    failed: str
    other_language: str  # {language}
    too_many: str

    # Around an answer
    said: str  # {name}, {role}
    said_without_role: str  # {name}
    paragraph: str  # {numbers}
    paragraphs: str  # {numbers}
    cut: str
    from_story: str  # {story}
    in_context: str
    context: str  # {number}, {total}
    previous_paragraph: str  # {number}
    next_paragraph: str  # {number}
    back: str
    another_quote: str
    copy_quote: str
    open_source: str
    useful: str
    not_asked: str
    thanks_for_rating: str
    sorry_for_answer: str
    tell_me: str
    will_tell: str  # {days}
    cannot_tell: str
    told_later: str  # {question}

    # Is this quote real?
    verify: str
    verbatim: str
    verbatim_often: str  # {count}
    same_words: str
    altered: str
    difference: str
    words_withdrawn: str  # {reason}
    not_found: str

    # Commands
    start: str
    help: str
    about: str
    privacy: str  # {days}
    privacy_in_terminal: str
    forgotten: str
    will_forget: str
    choose_language: str
    language_name: str  # in the language itself
    language_chosen: str
    languages: Mapping[str, str]  # the names of languages, by code
    start_several: str
    start_story: str  # {story}
    all_stories: str
    summary: str
    longer: str
    shorter: str
    summary_withdrawn: str
    no_such_quote: str
    no_quotes: str
    next_quote: str
    count: str  # {number}, {total}
    topics: str
    topic: str  # {topic}
    all_topics: str
    no_topics: str
    source: str
    no_url: str
    correction: str  # {date}, {note}
    corrected: str  # {date}
    corrections: str
    no_corrections: str
    commands: Mapping[str, str]
    description: str  # shown in an empty chat, 512 characters at the most
    short_description: str  # shown in the profile, 120 characters at the most

    # Inline
    ask_in_private: str
    inline_nothing: str

    # In the terminal
    chat_intro: str
    chat_prompt: str

    small_talk: Mapping[str, SmallTalk]
    fillers: frozenset[str]

    def small_talk_in(self, said: Sequence[str]) -> str | None:
        """Return the kind of small talk that a whole message is in this language, or None.

        Args:
            said: Its words, as `undrawled` returns them.
        """
        plain = " ".join(said)
        for name, kind in self.small_talk.items():
            of_cores = kind.cores and not kind.cores.isdisjoint(said)
            if plain in kind.wholes or (of_cores and kind.cores.union(self.fillers) >= {*said}):
                return name
        return None


def undrawled(message: str) -> list[str]:
    """Return the words of a message, letters that are drawn out written once: "hiiii", "thanksss".

    >>> undrawled("hellooooo"), undrawled("hello there")
    (['hello'], ['hello', 'there'])
    """
    return [_DRAWL.sub(r"\1", word) for word in words(message)]


def messages(text: str) -> frozenset[str]:
    """Return the messages between bars, in normalised words."""
    return frozenset(" ".join(words(line)) for line in text.split("|"))
