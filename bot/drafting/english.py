"""English sentences as questions: only what a few safe rules can turn is turned."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_AUXILIARIES = frozenset("is are was were will would can could has have had may must".split())
_ASK_FIRST = _AUXILIARIES - {"may", "must"}  # "May the town rebuild?" asks for leave
IRREGULAR = dict(
    pair.split(":")
    for pair in """began:begin became:become broke:break brought:bring built:build bought:buy
    came:come caught:catch chose:choose cost:cost cut:cut drew:draw drove:drive fell:fall
    felt:feel fought:fight found:find flew:fly gave:give got:get went:go grew:grow held:hold
    hit:hit kept:keep knew:know
    led:lead left:leave lent:lend lost:lose
    made:make met:meet paid:pay put:put ran:run
    rose:rise saw:see sold:sell sent:send set:set shot:shoot sank:sink slept:sleep spent:spend
    spoke:speak stood:stand stole:steal struck:strike swam:swim took:take taught:teach threw:throw
    won:win wore:wear wrote:write hung:hang burnt:burn""".split()
)
"""The base form of a verb, by its form in the past."""
_NO_VERBS = frozenset(
    "indeed exceed proceed bleed seed need feed speed breed red bed shed".split()
)
_SAYING = frozenset(
    "said told added explained noted stated announced warned insisted recalled replied asked "
    "wrote argued claimed testified thanked called".split()
)
_PRONOUNS = frozenset("he she it they we you i this that these those there who which".split())
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WHEN = re.compile(
    r"\s*\b(?:(?:on|in|at|by|since|until|from)\s)?(?:(?:early|late|the\s(?:morning|evening)\sof)\s)?"
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|afternoon|evening|night))?"
    rf"(?:,?\s{_MONTH}\s\d{{1,2}})?"
    rf"|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?|{_MONTH}\s\d{{1,2}}(?!\d)(?:,?\s\d{{4}})?"
    rf"|{_MONTH}\s\d{{4}}|(?<=in\s)(?:1\d|20)\d\d|(?<=in\s){_MONTH}"
    r"|(?<=by\s)(?:spring|summer|autumn|winter)|(?<=in\s)(?:spring|summer|autumn|winter)"
    r"|yesterday|last\s(?:week|month|year|night)|next\s(?:week|month|year))\b"
)
# "from Tuesday to Sunday" without its days
_LEFT_OPEN = re.compile(r"\b(?:to|from|until|till|through|and|or|between|of|before|after|for)$")
_WHERE = re.compile(r"\s(?:in|at)\s(?:the\s)?[A-Z][\w’'-]*(?:\s(?:of\s)?[A-Z][\w’'-]*)*$")
_COUNT = (
    r"(?:(?:about|around|some|nearly|almost|more than|at least)\s)?(?:\d{1,3}(?:,\d{3})+|\d{1,3}"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety)"
)
_COUNTED = re.compile(
    rf"{_COUNT}\s((?:[a-z][\w-]*\s){{0,2}}?[a-z][\w-]*s|people|men|women|children)(?!\w)",
    re.IGNORECASE,
)
_NO_COUNT = frozenset("years months weeks days hours minutes seconds euros dollars pounds".split())
_LOWERED = frozenset(
    "the a an about some nearly almost at more all both no another every each most two three "
    "four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject, one finite verb and the rest, from a sentence that is as simple as that.

    Attributes:
        subject: With a capital letter only if it is a name.
        auxiliary: "was" and the like; "did" when there is none.
        verb: What follows the auxiliary; the base form of a verb in the past.
        rest: What follows.
        said: The clause as the sentence has it, but for its first letter.
    """

    subject: str
    auxiliary: str
    verb: str
    rest: str
    said: str

    @property
    def _then(self) -> str:
        return f"{self.verb} {self.rest}".strip()

    def questions(self) -> Iterator[str]:
        """Yield what the clause answers, the most telling question first."""
        counted = _COUNTED.match(self.rest)
        at_first = _COUNTED.match(self.subject)
        if counted and counted[1].split()[-1] not in _NO_COUNT and self.auxiliary != "had":
            after = self._without_when(self.rest[counted.end() :])
            yield from self._asked(f"How many {counted[1]}", replace(self, rest=after.strip(" ,")))
        if at_first and at_first[1].split()[-1] not in _NO_COUNT:
            tail = self.subject[at_first.end() :]
            if self.auxiliary == "did":
                past = self.said[len(self.subject) :].strip()
                yield f"How many {at_first[1]}{tail} {past}?"
            else:
                yield f"How many {at_first[1]}{tail} {self.auxiliary} {self._then}?"
        when = _WHEN.search(" " + self.rest)
        if when and not _LEFT_OPEN.search(self._without_when(self.rest)):
            yield from self._asked("When", replace(self, rest=self._without_when(self.rest)))
        where = _WHERE.search(" " + self._without_when(self.rest))
        if where:
            rest = self._without_when(self.rest)
            yield from self._asked(
                "Where", replace(self, rest=(" " + rest)[: where.start()].strip())
            )
        if self.auxiliary in _ASK_FIRST | {"did"}:
            first = self.auxiliary.capitalize()
            yield f"{first} {self.subject} {self._then}?"
        yield f"Is it true that {self.said}?"

    def _asked(self, word: str, clause: "Clause") -> Iterator[str]:
        if self.auxiliary in _ASK_FIRST | {"did", "must"}:
            yield f"{word} {self.auxiliary} {self.subject} {clause._then}?"

    def _without_when(self, text: str) -> str:
        return " ".join(_WHEN.sub("", " " + text).split())


def clause(sentence: str, names: frozenset[str]) -> Clause | None:
    """Return the first clause of a sentence; None unless its grammar is beyond doubt.

    Args:
        sentence: As the article has it.
        names: Words that keep their capital letter.

    >>> found = clause("A fire destroyed nine boats on Sunday, the brigade said.", frozenset())
    >>> list(found.questions())[:2]
    ['How many boats did a fire destroy?', 'When did a fire destroy nine boats?']
    >>> clause("The man accused of theft was found.", frozenset()) is None
    True
    """
    embedded = re.search(r"\b(?:said|told [\w ]{1,30}|added|announced)\s(?:that\s)?", sentence)
    main = sentence[embedded.end() :] if embedded and "that " in embedded[0] else sentence
    segment = re.split(r",(?!\d)|[;:—–(\"“”«]|\s--\s", main)[0].strip().rstrip(".!?…")
    tokens = segment.split()
    finite = [i for i, token in enumerate(tokens) if _is_finite(tokens, i)]
    if len(finite) != 1 or not 0 < finite[0] <= 8 or not 4 <= len(tokens) <= 22:
        return None
    at = finite[0]
    subject, verb, rest = tokens[:at], tokens[at], tokens[at + 1 :]
    first = subject[0].casefold()
    is_bad = {first, subject[-1].casefold()} & (_PRONOUNS | {"and", "but", "or", "if", "as"})
    opens_otherwise = first in _OPENINGS or first.endswith("ing") or verb in _SAYING
    if is_bad or opens_otherwise or _BEYOND.search(segment):
        return None
    if {*map(str.casefold, subject)} & {"who", "which", "that", "when", "while", "where"}:
        return None
    lowers = first in _LOWERED and subject[0] not in names
    subject = [first if lowers else subject[0], *subject[1:]]
    said = " ".join([*subject, verb, *rest])
    if verb in _AUXILIARIES:
        if not rest or (verb in ("has", "have", "had") and not _PARTICIPLE.search(rest[0])):
            return None
        return Clause(" ".join(subject), verb, "", " ".join(rest), said) if verb in (
            "is", "are",
        ) else Clause(" ".join(subject), verb, rest[0], " ".join(rest[1:]), said)  # fmt: skip
    base = IRREGULAR.get(verb) or _base(verb)
    if base is None:
        return None
    return Clause(" ".join(subject), "did", base, " ".join(rest), said)


# A denial, somebody who is not named, or "and" with a second verb after it.
_BEYOND = re.compile(
    r"(?i)\b(?:not|never|no|he|she|they|him|them|his|her|their|our|my)\b|n[’']t|\band\s[a-z]+(?:s|ed)\b"
)
_OPENINGS = frozenset(
    "in on at by for with from after before during since until when while if as although because "
    "outside inside behind near above below beyond along across within without beside "
    "despite under over against according to of between among however meanwhile but and so then "
    "also only even such its their his her our my".split()
)


_PARTICIPLE = re.compile(
    r"(?:ed|en|wn)$|^(?:been|also|already|now|just|come|become|run|begun|won|lost|made|met|paid|put"
    r"|cost|cut|held|kept|found|built|bought|brought|caught|felt|got|led|left|sent|set|sold|spent"
    r"|stood|taught|gone|done|upheld)$"
)


def _is_finite(tokens: list[str], i: int) -> bool:
    token = tokens[i]
    before = tokens[i - 1] if i else ""
    if token in _AUXILIARIES:
        return True
    if token in ("does", "do", "did", "might", "should", "shall", "be", "been"):
        return token not in ("be", "been")
    if not token.islower() or before in _AUXILIARIES or before in ("be", "been", "being", "have"):
        return False
    if before.casefold() in ("the", "a", "an", "of", "to", "its", "their", "his", "her"):
        return False
    if token in IRREGULAR or token in _SAYING:
        return True
    if not re.fullmatch(r"[a-z]{2,}ed", token) or token in _NO_VERBS:
        return False
    is_adverb = before.endswith("ly") or before in ("also", "still", "already", "now", "just")
    if i > 1 and is_adverb and tokens[i - 2] in _AUXILIARIES:
        return False
    # "the planned harbour", "nine damaged boats": before a noun it says what kind it is.
    return before.casefold() not in ("and", "newly", "most")


_AS_IT_IS = re.compile(
    r"(?:[oa]y|[eo]w|sh|ch|ck|nk|sk|lk|rk|nt|pt|st|ct|rt|ft|xt|nd|ld|rd|rm|rn|lp|mp|ss|ll|ff|x"
    r"|en|er|on|ai[nlmdr]|ea[nlmdtkr]|oo[knlmtd]|ee[dnmklpt])$"
)


def _base(verb: str) -> str | None:
    """Return the base form of a regular verb in the past; None when its spelling leaves doubt.

    >>> [_base(verb) for verb in "destroyed planned announced carried opened visited".split()]
    ['destroy', 'plan', 'announce', 'carry', 'open', None]
    """
    root = verb[:-2]
    if root.endswith("i"):
        return root[:-1] + "y"
    if re.search(r"([bdgmnprt])\1$", root):
        return root if root.endswith("add") else root[:-1]
    if re.search(r"(?:[cvuz]|(?<![os])s|[dr]g|[^aeiou]l)$", root) and not root.endswith("ow"):
        return root if re.search(r"(?:ss|[^aeiou]ll)$", root) else root + "e"
    if _AS_IT_IS.search(root):
        return root
    if re.search(r"(?:[^aeiou]|^)[aiu](?:[km]|r)$|[^aeiou][ai]d$|[^aeiou]at$|[^aeiou]ot$", root):
        return root + "e"
    return None
