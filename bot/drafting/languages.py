"""What the drafting knows of a language: who speaks in it, and how to recognise it."""

import re
from dataclasses import dataclass
from functools import cached_property

from bot.text import script

_BY_SCRIPT = {"CYRILLIC": "ru", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko",
    "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "DEVANAGARI": "hi", "THAI": "th"}  # fmt: skip
_COMMON = {
    "en": "the of and to in that was is for with on by said",
    "de": "der die das und ist nicht mit von auf den dem ein eine sich sagte",
    "fr": "le la les des et est une dans que qui pour pas sur dit avec du",
    "es": "el la los las y es una que en por con para del dijo se no",
    "it": "il la che di e un una per non con del della sono ha gli",
    "pt": "o a os as e de que um uma para com não em do da disse",
    "nl": "de het een en van is dat niet op te zijn met voor zei",
}


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: str  # of saying, as the middle of a regular expression
    he: str = ""
    she: str = ""


@dataclass(frozen=True)
class Language:
    """Words of a language by which quotations find their speakers.

    Attributes:
        code: BCP 47, without a region.
    """

    code: str
    _words: _Words

    @cached_property
    def saying(self) -> re.Pattern[str]:
        """A verb of saying."""
        if self.code in ("zh", "ja"):
            return re.compile(self._words.verbs or "(?!)")
        return re.compile(rf"(?<!\w)(?:{self._words.verbs or '(?!)'})(?!\w)", re.IGNORECASE)

    @cached_property
    def pronoun(self) -> re.Pattern[str]:
        """A pronoun for a person: group 1 when it is a man, 2 when it is a woman."""
        he, she = self._words.he or "(?!)", self._words.she or "(?!)"
        edge = "" if self.code in ("zh", "ja") else r"\b"
        return re.compile(rf"{edge}(?:({he})|({she})){edge}", re.IGNORECASE)


_WORDS = {
    "en": _Words(
        r"(?<!is )(?<!are )(?<!was )(?<!were )said|says|told|tells|added|adds"
        r"|explained|explains|noted|stated|announced|warned"
        r"|insisted|insists|recalled|recalls|replied|replies|asked|asks|wrote|writes|testified"
        r"|argued|argues|confirmed|thanked|according to",
        "he|him|his",
        "she|her|hers",
    ),
    "ru": _Words(
        r"(?:рас)?сказал[аи]?|говорит|говорил[аи]?|заявил[аи]?|заявляет|отметил[аи]?|отмечает"
        r"|подчеркнул[аи]?|добавил[аи]?|добавляет|сообщил[аи]?|сообщает|пояснил[аи]?|поясняет"
        r"|объяснил[аи]?|объясняет|уточнил[аи]?|напомнил[аи]?|признал(?:ся|ась)|ответил[аи]?"
        r"|считает|написал[аи]?|вспоминает|вспомнил[аи]?|предупредил[аи]?|рассказывает"
        r"|пообещал[аи]?|обещает|заметил[аи]?|спросил[аи]?|поделил(?:ся|ась)|произн[её]с(?:ла)?"
        r"|по словам|по мнению",
        "он",
        "она",
    ),
    "zh": _Words(
        "表示|指出|介绍说|解释说|补充说|回忆说|告诉|强调|认为|透露|坦言|回答说|写道|说道|补充道"
        "|说|称|道(?=[：:，,])",
        "他(?!们)",
        "她(?!们)",
    ),
    "de": _Words(
        r"sagte|sagt|erklärte|erklärt|betonte|fügte|ergänzte|teilte|berichtete|meinte|meint"
        r"|warnte|so|laut",
        "er|ihm|sein",
        "sie|ihr",
    ),
    "fr": _Words(
        r"a déclaré|déclare|a dit|dit|affirme|a affirmé|explique|a expliqué|a ajouté|ajoute"
        r"|a souligné|souligne|précise|a précisé|raconte|selon",
        "il|lui",
        "elle",
    ),
    "es": _Words(
        r"dijo|dice|afirmó|afirma|explicó|explica|añadió|agregó|señaló|señala|declaró|aseguró"
        r"|indicó|comentó|según",
        "él",
        "ella",
    ),
}


def language(code: str) -> Language:
    """Return what is known of a language; of most, nothing but its code.

    Args:
        code: BCP 47.
    """
    primary = code.partition("-")[0].casefold()
    return Language(primary, _WORDS.get(primary, _Words("")))


def guessed(text: str) -> str:
    """Return the code of the language that a text is probably in; "und" when nothing tells.

    >>> guessed("The cause is not known."), guessed("Причина неизвестна."), guessed("原因不明。")
    ('en', 'ru', 'zh')
    """
    found = script(text)
    if found != "LATIN":
        if found == "CYRILLIC" and re.search("[іїєґ]", text):
            return "uk"
        if found == "CJK" and re.search("[\u3040-\u30ff]", text):
            return "ja"
        return _BY_SCRIPT.get(found or "", "und")
    words = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    counts = {code: sum(w in known.split() for w in words) for code, known in _COMMON.items()}
    return max(counts, key=lambda code: counts[code])
