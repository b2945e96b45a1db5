"""Every sentence the bot itself says: one file a language, to be read in one sitting.

Nothing here is about a story. `{…}` is filled in where a phrase is used; what is filled in is
never read as a pattern again. To add a language, copy `english.py` and name it in `PHRASES`: the
tests say what is missing or too long.
"""

from collections.abc import Mapping

from bot.phrases.chinese import CHINESE
from bot.phrases.english import ENGLISH
from bot.phrases.russian import RUSSIAN
from bot.phrases.wording import Phrases, SmallTalk, undrawled

__all__ = [
    "CHINESE",
    "ENGLISH",
    "PHRASES",
    "RUSSIAN",
    "Phrases",
    "SmallTalk",
    "phrases_for",
    "small_talk_in",
]

PHRASES: Mapping[str, Phrases] = {"en": ENGLISH, "ru": RUSSIAN, "zh": CHINESE}


def phrases_for(language: str | None) -> Phrases:
    """Return the bot's words in a reader's language (BCP 47, may be None), else in English.

    >>> phrases_for("en-GB").language, phrases_for(None).language
    ('en', 'en')
    >>> phrases_for("zh-hans").language, phrases_for("ru").language
    ('zh', 'ru')
    """
    return PHRASES.get((language or "").partition("-")[0].casefold(), ENGLISH)


def small_talk_in(message: str) -> str | None:
    """Return the kind of small talk that a whole message is, in any language; None for a question.

    >>> small_talk_in("Hellooo there!!")
    'greeting'
    >>> small_talk_in("hello, who is Sergeev?") is None
    True
    """
    bare = message.strip()
    if not any(c.isalnum() for c in bare):
        signs = all(c in "?!.,;:¿¡…-–—()'\"*/+=_~？！。，；：、（）《》 \n" for c in bare)
        return "signs" if signs else "emoji"
    if bare.casefold().startswith(("http://", "https://", "www.", "t.me/")):
        return "link" if len(bare.split()) == 1 else None
    said = undrawled(message)
    kinds = (phrases.small_talk_in(said) for phrases in PHRASES.values())
    return next(filter(None, kinds), None)
