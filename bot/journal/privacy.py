"""What is taken out before anything is stored: who readers are, and how to reach them."""

import hmac
import re

from bot.text import HAN, normalise, words

PHONE, EMAIL, CARD = "[phone number]", "[e-mail address]", "[card number]"

# One character for one, so that a place in the folded text is a place in the text: full-width
# forms, all dashes and spaces, and what is invisible around a number from an address book.
_FOLD = str.maketrans(
    {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
    | dict.fromkeys([0x00A0, 0x3000, *range(0x2000, 0x2010), *range(0x2028, 0x2030)], " ")
    | dict.fromkeys([0x00AD, 0xFEFF, *range(0x2060, 0x206A)], " ")
)
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL, UTF-8 half a character
_DIGIT = re.compile(r"\d")
_OUT = "\0"  # stands for what has been dealt with

# Chinese is written without spaces, so an address ends where Han begins.
_EMAIL = re.compile(
    rf"(?<![^\W{HAN}])(?<![.+%-])(?:[^\W{HAN}]|[.+%-])+@(?:(?:[^\W{HAN}]|-)+\.)+[^\W\d_{HAN}]{{2,}}"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_CARD = re.compile(
    rf"""
    (?<!\d)(?!{_YEAR}(?:[ -]{_YEAR})+(?!\d))(?![1-9]\d{{0,3}}0+(?![ -]?\d))(?:
        \d{{13,19}}
        | \d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{1,7}}(?:\1\d{{3}})?
        | \d{{4}}[ -]\d{{6}}[ -]\d{{4,5}}
    )(?!\d)
    """,
    re.VERBOSE,
)
_THEN = r"[ ().\-/]{0,3}\d"
_SURELY_A_PHONE = re.compile(
    rf"""
    \+\ ?\(?\d(?:{_THEN}){{7,}}                          # +7 (912) 345-67-89
    | (?:(?<!\d)(?!{_YEAR})\d{{1,4}}[ -]{{0,2}})?\((?!{_YEAR}\))\d{{2,5}}\)
        [ -]{{0,2}}\d(?:{_THEN}){{4,}}                   # (010) 6255-1234
    | (?<!\d)(?:(?!{_YEAR})\d{{1,4}}[ .-]{{1,3}})?\d{{3}}(?:
        [ .-]\d{{3}}[ .-]\d{{4}} | [ -]\d{{4}}[ -]\d{{4}}    # 202-555-0143, 138 0013 8000
    )(?!\d)
    """,
    re.VERBOSE,
)
_SURELY_NONE = re.compile(
    rf"""
    (?<![\d+./-])(?:
        {_YEAR}[./-]{_MONTH}[./-]{_DAY}(?!\d)                # 2020-11-17
        | {_DAY}[./-]{_DAY}[./-]{_YEAR}(?!\d)                # 17.11.2020, 11/17/2020
        | {_YEAR}\ ?[-/]\ ?(?:{_YEAR}|\d\d)(?![\d./-])       # 2020-2021
        | {_YEAR}(?![\d(/-]|\.\d)
        | (?:
            [1-9]\d{{0,2}}(?:([ .])\d{{3}})?(?:\1\d{{3}})*[ .]000  # 1 500 000 000
            | [1-9]\d{{0,5}}0{{6,}}                          # 1500000000
            | \d+\.\d+                                       # 3.14159265
        )(?!{_THEN})
    )
    """,
    re.VERBOSE,
)
_FEWEST = 9
"""Digits in a row from which on they are a telephone number, unless they surely are not."""
_FEWEST_AT_ALL = 7
_DIGITS = re.compile(rf"(?<!\d)\(?\d(?:{_THEN}){{{_FEWEST - 1},}}")
_LOCAL_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.-])\d{3}-(?:\d\d-\d\d|(?!\d\d00)\d{4})(?![\d-])"
)  # 345-67-89, 555-0143, but not 500-1000


def pseudonym(key: bytes, id_: int) -> str:
    """Return 32 hexadecimal digits that stand for an id, the same each time by the same key.

    HMAC-SHA-256, cut to 128 bits. Without the key, trying all ids leads nowhere.
    """
    return hmac.digest(key, b"%d" % id_, "sha256")[:16].hex()


def wording(key: bytes, question: str) -> str:
    """Return 32 hexadecimal digits that stand for the words of a question, in their order.

    Case, punctuation and the like make no difference.

    >>> wording(b"key", "Who burnt it?") == wording(b"key", "who  burnt IT ")
    True
    """
    plain = " ".join(words(question)) or normalise(question)
    return hmac.digest(key, plain.encode(), "sha256")[:16].hex()


def storable(text: str) -> str:
    """Return `text` with a mark in the place of each character that a database would refuse."""
    return _NEVER_STORED.sub("\ufffd", text)


def clean(text: str) -> str:
    """Return `text` without telephone numbers, e-mail addresses and card numbers.

    Years, dates, decimals and round numbers stay. Of other numbers, those of nine digits and more
    go, also when they count something: a reader's number must not stay.

    >>> clean("Is it 1.5 billion for 2020-2021? Call me: 8 (912) 345-67-89 or anna@example.org")
    'Is it 1.5 billion for 2020-2021? Call me: [phone number] or [e-mail address]'
    >>> clean("4111 1111 1111 1111")
    '[card number]'
    """
    text = storable(text)
    if text.isascii() and "@" not in text and not _DIGIT.search(text):
        return text
    folded = text.translate(_FOLD)
    found: list[tuple[int, int, str]] = []

    def take_out(kind: re.Pattern[str], label: str | None) -> None:
        """Note each place of that kind, and blank it so that nothing else is found there."""
        nonlocal folded
        for place in [*kind.finditer(folded)]:
            if label == CARD and not _is_a_card(place.group()):
                continue
            if label is not None:
                found.append((*place.span(), label))
            folded = folded[: place.start()] + _OUT * len(place.group()) + folded[place.end() :]

    if "@" in folded:
        take_out(_EMAIL, EMAIL)
    if sum(map(str.isdecimal, folded)) >= _FEWEST_AT_ALL:
        take_out(_CARD, CARD)
        take_out(_SURELY_A_PHONE, PHONE)
        take_out(_SURELY_NONE, None)
        take_out(_DIGITS, PHONE)
        take_out(_LOCAL_PHONE, PHONE)
    for start, end, label in sorted(found, reverse=True):
        text = text[:start] + label + text[end:]
    return text


def _is_a_card(number: str) -> bool:
    """Return whether the last digit is right by Luhn's formula (ISO/IEC 7812-1, annex B)."""
    digits = [int(character) for character in reversed(number) if character.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
