"""The numbers with their units, and the dates, that a text has."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "тыс": 10**3,
    "тысяч": 10**3,
    "млн": 10**6,
    "миллионов": 10**6,
    "млрд": 10**9,
    "миллиардов": 10**9,
    "万": 10**4,
    "亿": 10**8,
}
_UNITS = {
    name: names.split()[0]
    for names in (
        "% percent pct ％ процент процента процентов",
        "$ dollar dollars usd",
        "€ euro euros eur евро",
        "£ pound pounds gbp",
        "¥ yuan rmb cny yen",
        "₽ ruble rubles rouble roubles rub руб рубль рубля рублей",
        "km kilometer kilometers kilometre kilometres",
        "m meter meters metre metres",
        "cm centimeter centimeters centimetre centimetres",
        "mile miles",
        "kg kilogram kilograms kilo kilos",
        "ton tons tonne tonnes",
        "hectare hectares ha",
        "acre acres",
        "degree degrees °",
        "year years",
        "month months",
        "week weeks",
        "day days",
        "hour hours",
        "minute minutes",
        "second seconds",
    )
    for name in names.split()
}
# A number without one of these is another thing: "35" is not "35 %", nor "$35".
_NEVER_LEFT_OUT = frozenset("%$€£¥₽")
_MONTHS = {
    month[:3]: n
    for n, month in enumerate(
        "january february march april may june july august september october november "
        "december".split(),
        start=1,
    )
}
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,]\d|\w)"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.replace('month', 'month2')}\b"
    r"|\b(?P<year>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)\b"
)
_MONTH_ALONE = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:in|of|since|until|by|last|next|this|early|late|mid) (?:March|May)\b"
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WORD_NUMBER = "|".join([*_ONES, *_TENS])
_NUMBER = re.compile(
    r"(?P<before>[$€£¥₽]|\b(?:US|A|C|HK)\$|[#№]|(?<![\w)])[-−])?\s?"
    r"(?<![\w.,])(?<![^\W\d]-)(?P<digits>\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<rest>st|nd|rd|th|s)?(?![\d])"
    rf"|(?<![\w-])(?P<words>(?:{_WORD_NUMBER})(?:[- ](?:{_WORD_NUMBER}))?(?!\w)"
    r"|an?(?= (?:hundred|thousand|million|billion|trillion|dozen)\b))",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s-]?(?P<word>per\s?cent\b|[^\W\d_]+|[%％‰°$€£¥₽])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number and what it counts.

    Attributes:
        value: The number, with "million" and the like multiplied in.
        unit: "%", a sign for a currency, a measure in the singular, or "".
        text: How it was written.
    """

    value: Decimal
    unit: str
    text: str

    def is_said_by(self, other: "Quantity") -> bool:
        """Return whether `other` is the same number of the same thing."""
        if self.value != other.value:
            return False
        if self.unit == other.unit:
            return True
        units = {self.unit, other.unit}
        return "" in units and not units & _NEVER_LEFT_OUT


def quantities(text: str, *, is_english: bool = True) -> list[Quantity]:
    """Return the numbers of a text, in digits or in English words, without those of dates.

    Args:
        text: Any text.
        is_english: Whether "two" and "Nov. 17" are looked for, besides digits.

    >>> [(str(q.value), q.unit) for q in quantities("$1.5 million, 35 percent, two-year, 1,500")]
    [('1500000.0', '$'), ('35', '%'), ('2', 'year'), ('1500', '')]
    >>> quantities("COVID-19 is one of the reasons; no one knows on Nov. 17")
    []
    """
    text = unicodedata.normalize("NFC", text)
    for match in reversed(list(_DATE.finditer(text)) if is_english else []):
        year = match["year"] or ""
        text = text[: match.start()] + year + " ; " + text[match.end() :]
    found = []
    for match in _NUMBER.finditer(text):
        written = match["words"]
        if written and not is_english:
            continue
        value = _in_words(written) if written else _in_digits(match["digits"])
        if value is None:
            continue
        end, unit, scaled = match.end(), "", False
        for _ in range(3):
            after = _AFTER.match(text, end)
            word = re.sub(r"\s", "", after["word"].casefold()) if after else ""
            if after and word in _SCALES and not (word == "m" and text[end].isspace()):
                value, scaled, end = value * _SCALES[word], True, after.end()
            elif after and word in _UNITS:
                unit, end = _UNITS[word], after.end()
                break
            else:
                break
        before = (match["before"] or "")[-1:]
        unit = before if before in _NEVER_LEFT_OUT else unit
        # "one of them" and "no one" count nothing.
        if written and written.casefold() == "one" and not scaled and not unit:
            continue
        value = -value if before in ("-", "−") else value
        found.append(Quantity(value, unit, text[match.start() : end].strip()))
    return found


def dates(text: str) -> list[tuple[str, str]]:
    """Return the days, months and weekdays a text names: (comparable, as written).

    >>> dates("on Nov. 17, or 17 November, a Monday in May")
    [('11-17', 'Nov. 17'), ('11-17', '17 November'), ('5', 'in May'), ('monday', 'Monday')]
    """
    found = []
    for match in _DATE.finditer(text):
        month = match["month"] or match["month2"]
        day = match["day"] or match["day2"] or match["day3"]
        number = _MONTHS[month[:3].casefold()] if month else int(match["month3"])
        found.append((f"{number}-{int(day)}", match[0]))
    rest = _DATE.sub(" ; ", text)
    for match in _MONTH_ALONE.finditer(rest):
        name = match[0].split()[-1]
        found.append((str(_MONTHS[name[:3].casefold()]), match[0]))
    found += [(match[0].casefold(), match[0]) for match in _WEEKDAY.finditer(rest)]
    return found


def is_dated(date: str, known: Iterable[str]) -> bool:
    """Return whether a day or month is among others; a month is, when a day of it is."""
    return any(date == other or other.startswith(f"{date}-") for other in known)


def _in_digits(digits: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,\s]", "", digits))
    except InvalidOperation:
        return None


def _in_words(words: str) -> Decimal:
    parts = re.split(r"[- ]", words.casefold())
    known = {"a": 1, "an": 1} | {word: n for n, word in enumerate(_ONES)}
    known |= {word: 20 + 10 * n for n, word in enumerate(_TENS)}
    return Decimal(sum(known[part] for part in parts))
