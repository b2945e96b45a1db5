"""What no score can outvote: each guard names a reason to withhold a record, or none.

No similarity can tell "how old is he" from "who is he", or 2019 from 2020. A guard looks at one
kind of difference, and a record that it vetoes is not answered with, however high it scored.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.matching.vocabulary import Hit, Passage, Vocabulary
from bot.text import HAN, words

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without не нет ни без 不 没".split()
)
_AUXILIARY = "(?:is|are|was|were|do|does|did|has|have|had|would|should|could|can)"
# "not only" and the like deny nothing, nor do courtesies ("if it is not too much"), nor questions
# that await a yes ("isn't he", "…, no?").
_NO_NEGATION = re.compile(
    r"\bnot (?:only|just|sure|mind|understand|know|get|read|catch|follow|too)\b"
    r"|\b(?:whether )?or not\b|\bno$"
    rf"|^{_AUXILIARY} not\b|\b{_AUXILIARY} not (?:he|she|it|they|you|we|i)\b"
)


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_ASKS: dict[str, re.Pattern[str]] = {
    "age": _any(
        r"\bhow (?:old|young)\b",
        r"\b(?:his|her|s) age\b|\bage of\b",
        r"\bdate of birth\b|\bbirth(?:day|date)\b|\bwhen (?:was|is) \w+(?: \w+)? born\b",
        "сколько лет|возраст|几岁|多大",
    ),
    "amount": _any(
        r"\bhow much (?:money|cash|funding|does|did|do|is|was|will|would|has|have)\b",
        r"\b(?:what|which) (?:is |are |was )?(?:the |his |its |their )?(?:price|cost|budget|salary)\b",  # noqa: E501
        "сколько стоит|多少钱",
    ),
    "number": _any(r"\bhow many\b", r"\bnumber of\b", r"\bсколько\b|多少"),
    "time": _any(
        # Beside another question word it begins a clause.
        r"^(?!.*\b(?:what|which|who|whom|whose|how|why|where)\b).*\bwhen\b",
        r"^(?!.*\b(?:что|кто|кого|кому|кем|чем|где|куда|сколько|как\w*|почему)\b).*\bкогда\b",
        r"\b(?:what|which) (?:year|date|day|month|time|week)\b",
        "в каком году|什么时候|哪年",
    ),
    "duration": _any(r"\bhow long\b", "как долго|多久"),
    "place": _any(
        r"(?<!quote )(?<!part )(?<!sentence )(?<!paragraph )\bwhere\b",
        r"\b(?:what|which) (?:city|town|place|country|building|location)\b",
        r"\bгде\b|\bкуда\b|哪里|在哪",
    ),
    "reason": _any(
        r"\bwhy\b|\bhow come\b|\bwhat for\b|\b(?:what|which) reasons?\b|\bthe reason\b",
        r"\bпочему\b|\bзачем\b|为什么",
    ),
    "person": _any(r"\bwho\b|\bwhose\b|\bwhom\b", r"\bкто\b|谁"),
}
# What a text must hold to answer, when none of the entry's phrasings asks for the same.
_GIVES: dict[str, re.Pattern[str]] = {
    "age": _any(r"\b(?:aged?|years? old|born)\b", "возраст|лет|岁"),
    "amount": _any(
        r"[$€£¥₽]", r"\b\d[\d.,]* (?:dollars|euros|yuan|rubles|roubles|million|billion)\b"
    ),
    "number": _any(
        r"\b\d", r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)\b"
    ),
    "time": _any(
        r"\b[12]\d\d\ds?\b|\b(?:in|since|until|from|to|year) [1-9]\d\d\b",
        r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d",
        r"\b(?:recently|recent|yesterday|today|tomorrow)\b",
        r"\bcentur(?:y|ies)\b|\b\d\ds\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
        r"\b\d+ (?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)",
        r"\b(?:век[аеиов]*|недавно|вчера|сегодня|завтра)\b|\d年|世纪|\d月",
    ),
    "duration": _any(
        r"\b(?:years?|months?|weeks?|days?|since)\b", r"\b(?:лет|год|месяц|недел|дн|до)|[年月天]"
    ),
    "place": _any(
        r"\b(?:in|at|from|to|into|near|of|on) (?:the )?(?:[a-z]+ )?[A-Z][a-z]",
        r"\b(?:в|во|на|из|от|до|к|у|под|близ|около|через) (?:[а-яё]+ )?[А-ЯЁ][а-яё]",
        f"[{HAN}]",  # no capitals tell: it may be one
    ),
    "reason": _any(
        r"\b(?:because|since|so that|in order to|due to|as a result)\b",
        "потому что|поскольку|так как|чтобы|из-за|因为",
    ),
    # One word with a capital inside a sentence, or two anywhere.
    "person": _any(
        r"(?<=[\w,;] )[A-ZА-ЯЁ][a-zа-яё]+",
        r"\b[A-ZА-ЯЁ][a-zа-яё]+ [A-ZА-ЯЁ][a-zа-яё]+\b",
        f"[{HAN}]",
    ),
}
# Only these questions are about the thing itself wherever they stand; "when" and the like also
# begin clauses ("when it comes to …") and count near the front only.
_ANYWHERE = frozenset({"age", "amount", "number", "duration"})
_FRONT_WORDS = 5

_SENTENCE_END = re.compile(r"[.!。！…]")

_CAPITALS = re.compile(r"\b[^\W\d_a-zа-я]{2,}\b")

_SPELLED = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(2, 13)),
        strict=True,
    )
)
# What is counted, by the words for it; thousands and millions are not the same number.
_UNITS = {
    word: group[0]
    for group in map(
        str.split,
        (
            "years year лет года год",
            "months month месяцев месяца месяц",
            "weeks week недель недели",
            "days day дней дня",
            "hours hour часов часа",
            "minutes minute минут минуты",
            "seconds second секунд секунды",
            "kilometers kilometer kilometres kilometre km километров километра",
            "meters meter metres metre метров метра",
            "miles mile",
            "kilograms kilogram kilos kilo kg",
            "tons ton tonnes tonne тонн",
            "dollars dollar usd",
            "euros euro eur",
            "pounds pound gbp",
            "rubles ruble roubles rouble рублей рубля",
            "yuan rmb юаней",
            "percent",
            "thousand тысяч тысячи",
            "million millions миллионов миллиона",
            "billion billions миллиардов миллиарда",
        ),
    )
    for word in group
}
# Not "march" and "may", which are other words as well.
_MONTHS = {
    word: group[0]
    for group in map(
        str.split,
        (
            "january jan января",
            "february feb февраля",
            "april apr апреля",
            "june jun июня",
            "july jul июля",
            "august aug августа",
            "september sept sep сентября",
            "october oct октября",
            "november nov ноября",
            "december dec декабря",
        ),
    )
    for word in group
}

_COUNTRIES = frozenset(
    """afghanistan africa african albania algeria america american argentina armenia asia asian
    australia australian austria azerbaijan bangladesh belarus belgium brazil brazilian britain
    british bulgaria cambodia canada canadian chile colombia croatia cuba czech denmark dutch egypt
    england english estonia ethiopia eu europe european finland france french georgia german
    germany greece greek hungary iceland india indian indonesia iran iranian iraq ireland irish
    israel israeli italian italy japan japanese kazakhstan kenya korea korean kosovo kuwait latvia
    lebanon libya lithuania malaysia mexico moldova mongolia morocco myanmar nato nepal netherlands
    nigeria norway pakistan palestine peru philippines poland polish portugal qatar romania saudi
    scotland serbia singapore slovakia slovenia spain spanish sudan sweden swedish switzerland
    syria taiwan thailand tunisia turkey turkish uae uk ukraine ukrainian us usa uzbekistan
    venezuela vietnam washington yemen""".split()
)


@dataclass(frozen=True)
class Profile:
    """What the guards look at in a question or an entry; each is found when it is looked at.

    Attributes:
        asking: The question, or the phrasings of the entry.
        telling: The question, or the text of the entry: what only its phrasings hold is not
            given, since a reader is told the text.
        before: Texts that the entry goes on from, and that name whom it calls "she".
    """

    asking: Sequence[Passage]
    telling: Passage
    before: Sequence[Passage] = ()

    @cached_property
    def asks(self) -> frozenset[str]:
        """Types of answer it asks for."""
        return frozenset(name for passage in self.asking for name in asked_types(passage.plain))

    @cached_property
    def gives(self) -> frozenset[str]:
        """Types of answer it holds."""
        raw = self.telling.raw
        return frozenset(name for name, pattern in _GIVES.items() if pattern.search(raw))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers in it, without their thousands separators."""
        return frozenset(numbers(term.form for passage in self._all for term in passage.terms))

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Small numbers in it that are written as words, in digits."""
        return frozenset(
            _SPELLED[term.form] for p in self._all for term in p.terms if term.form in _SPELLED
        )

    @cached_property
    def units(self) -> dict[str, set[str]]:
        """What its numbers count, by number, where a unit follows them."""
        units: defaultdict[str, set[str]] = defaultdict(set)
        for passage in self._all:
            for term, following in pairwise(passage.terms):
                if unit := _UNITS.get(following.form):
                    for number in numbers([_SPELLED.get(term.form, term.form)]):
                        units[number].add(unit)
        return units

    @cached_property
    def months(self) -> frozenset[str]:
        """Months that it names, but for March and May."""
        return frozenset(
            _MONTHS[term.form] for p in self._all for term in p.terms if term.form in _MONTHS
        )

    @cached_property
    def negated(self) -> bool:
        """Whether it denies something."""
        return any(is_negated(passage.plain) for passage in self._all)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, stems and concepts, and what is written in capitals as it stands."""
        passages = (*self._all, *self.before)
        terms = {term for passage in passages for term in passage.terms}
        capitals = (word for passage in passages for word in _CAPITALS.findall(passage.raw))
        return frozenset(w for t in terms for w in (t.form, t.stem, t.concept)).union(capitals)

    @property
    def running(self) -> bool:
        """Whether it is a sentence of a running text, which leaves open what those before it
        have said."""
        return not self.asking

    @cached_property
    def tells(self) -> bool:
        """Whether it can tell a reader anything, and so anything wrong."""
        return not is_label(self.asking, self.telling)

    @property
    def _all(self) -> tuple[Passage, ...]:
        return (*self.asking, self.telling)


def is_label(phrasings: Sequence[Passage], text: Passage) -> bool:
    """Return whether a text is but a name for what its phrasings ask.

    "book a flight" is one: without a capital, a full stop or any type of answer, and shorter than
    the phrasings are on average. What number, place or person such a question names is for
    whoever acts on it, and the phrasings hold no more than examples.
    """
    if any(pattern.search(text.raw) for pattern in (_SENTENCE_END, *_GIVES.values())):
        return False
    longer = sum(len(phrasing.terms) for phrasing in phrasings) > len(text.terms) * len(phrasings)
    return longer and text.raw.islower()


def asked_types(plain: str) -> list[str]:
    """Return which types of answer a question asks for; `plain` is words joined by spaces.

    >>> asked_types("how old is he"), asked_types("what is in store for them when it opens")
    (['age'], [])
    """
    front = " ".join(plain.split()[:_FRONT_WORDS])
    return [
        name
        for name, pattern in _ASKS.items()
        if pattern.search(plain if name in _ANYWHERE or not plain.isascii() else front)
    ]


def is_negated(plain: str) -> bool:
    """Return whether a text denies something; `plain` is words joined by spaces.

    >>> is_negated("why does he not want it"), is_negated("not only vaccines")
    (True, False)
    """
    return not _NEGATIONS.isdisjoint(_NO_NEGATION.sub(" ", plain).split())


def numbers(forms: Iterable[str]) -> set[str]:
    """Return the numbers among normalised words, without thousands separators.

    >>> sorted(numbers(["1,500", "cases", "in", "2020", "covid19"]))
    ['1500', '2020']
    """
    return {re.sub(r",(?=\d{3})", "", word) for word in forms if word[0].isdigit()}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the guards see it.

    Attributes:
        profile: What it asks for and holds.
        hits: Its words.
        capitals: Its words, normalised, that have a capital inside a sentence.
        acronyms: What it writes in capitals, as it stands: "WHO" is not "who".
    """

    profile: Profile
    hits: Sequence[Hit]
    capitals: frozenset[str]
    acronyms: frozenset[str]

    def may_name(self, word: str) -> bool:
        """Whether a word may be a name: not one written small beside others that are not."""
        return not self.capitals or word in self.capitals


def question(mended: Passage, hits: Sequence[Hit]) -> Question:
    """Return what the guards look at in a question; `mended` has its slips put right."""
    # A capital inside a sentence, unless the whole is in capitals or in Title Case.
    inside = re.findall(r"(?<=[\w,;] )[^\W\d_]{2,}", mended.raw)
    capitals = [word for word in inside if word[0].isupper()]
    title_case = len(inside) > 2 and len(capitals) == len(inside)
    shouted = title_case or mended.raw.isupper()
    names = [] if shouted else [word for capital in capitals for word in words(capital)]
    acronyms = [] if shouted else [word for word in inside if word.isupper()]
    return Question(Profile((mended,), mended), hits, frozenset(names), frozenset(acronyms))


def negation(asked: Question, entry: Profile) -> str | None:
    """Return "negation" when the question denies something and nothing in the entry does."""
    return "negation" if asked.profile.negated and not entry.negated else None


def different_number(asked: Question, entry: Profile) -> str | None:
    """Return the numbers that the question names and the entry does not.

    A running text that has no other year, or no other number that is no year, leaves it open.
    """
    if not asked.profile.numbers:
        return None
    missing = asked.profile.numbers - entry.numbers - entry.spelled
    if entry.running:
        kinds = {_is_year(number) for number in entry.numbers - asked.profile.numbers}
        missing = frozenset(number for number in missing if _is_year(number) in kinds)
    return f"number {', '.join(sorted(missing))}" if missing else None


def different_unit(asked: Question, entry: Profile) -> str | None:
    """Return what the question counts, where the entry counts other things by the same number."""
    return next(
        (
            f"unit {' and '.join(sorted(units))}"
            for number, units in asked.profile.units.items()
            if number in entry.units and units.isdisjoint(entry.units[number])
        ),
        None,
    )


def different_month(asked: Question, entry: Profile) -> str | None:
    """Return the months that the question names, where the entry names others only."""
    months = asked.profile.months
    if not months or not entry.months or months & entry.months:
        return None
    return f"month {' and '.join(sorted(months))}"


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit()


def different_name(
    asked: Question, entry: Profile, vocabulary: Vocabulary, *, answers: bool
) -> str | None:
    """Return the names of people, places or bodies that the question has and the entry lacks.

    Args:
        asked: The question.
        entry: What it might be answered with.
        vocabulary: Knows which names other entries have.
        answers: False for an entry that says that something is not known, which is no less
            true of "the US" that is read as "us".
    """
    missing = [
        hit.word
        for hit in asked.hits
        if (
            (hit.term.concept in vocabulary.names and asked.may_name(hit.word))
            or (not hit.known and (hit.word in _COUNTRIES or hit.word in asked.capitals))
        )
        and entry.words.isdisjoint((hit.term.form, hit.term.stem, hit.term.concept))
    ]
    missing += sorted(
        acronym
        for acronym in asked.acronyms
        if answers and vocabulary.is_stop_word(acronym.casefold()) and acronym not in entry.words
    )
    return f"name {', '.join(missing)}" if missing else None


def missing_type(asked: Question, entry: Profile) -> str | None:
    """Return the type of answer that the question asks for and the entry cannot give."""
    if not asked.profile.asks:
        return None
    missing = asked.profile.asks - entry.asks - entry.gives
    return f"asks for {' and '.join(sorted(missing))}" if missing else None


def veto(asked: Question, entry: Profile, vocabulary: Vocabulary, *, answers: bool) -> str | None:
    """Return the first reason to withhold an entry, or None."""
    if not entry.tells:
        return None
    name = different_name(asked, entry, vocabulary, answers=answers)
    if name or not answers:
        return name
    guards = (negation, different_number, different_unit, different_month, missing_type)
    return next((reason for guard in guards if (reason := guard(asked, entry))), None)
