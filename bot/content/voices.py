"""To whom an article gives the words in it.

The rules are for English. In other languages the speaker named nearest, at or before the words,
counts as the one who says them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.content.article import Article, Span
from bot.content.canonical import canonical, is_unspaced
from bot.content.schema import Speaker

_VERB = re.compile(
    r"\b(?:said|says?|saying|told|tells|added|adds|noted|notes|stressed|stresses|emphasi[sz]e[sd]"
    r"|explain(?:ed|s)|stated|states|announce[sd]|claim(?:ed|s)|argue[sd]|repl(?:ied|ies)"
    r"|answer(?:ed|s)|ask(?:ed|s)|wrote|writes|tweeted|posted|declare[sd]|insist(?:ed|s)"
    r"|warn(?:ed|s)|admit(?:ted|s)|acknowledge[sd]|recall(?:ed|s)|remark(?:ed|s)|comment(?:ed|s)"
    r"|continued|conclude[sd]|point(?:ed|s) out|underlined|underscored|highlight(?:ed|s)"
    r"|observed|predict(?:ed|s)|promise[sd]|suggest(?:ed|s)|believe[sd]|thinks|thought|hope[sd]"
    r"|expect(?:ed|s)|call(?:ed|s)|describe[sd]|urge[sd]|den(?:ied|ies)|confirm(?:ed|s)"
    r"|reveal(?:ed|s)|joked|prais(?:ed|es)|quipped|shouted|cried|complained|agree[sd]|puts? it)\b"
)
# "told Reed" is never "Reed told".
_WITH_OBJECT = re.compile(r"told|tells|urge|call|describe|prais|believe|think|thought|hope|expect")
_NAMING = re.compile(r"\b(?:according to|in the (?:words|view|opinion) of)\s+", re.IGNORECASE)
_HIS = re.compile(r"\b(?:his|her|their) (?:own )?(?:view|opinion|words|estimate)\b", re.IGNORECASE)
_GOING_ON = re.compile(r"\b(?:adding|noting|stressing)\b")
# What may stand between a subject and its verb.
_BETWEEN = re.compile(
    r"(?:,?\s+who|\s+(?:has|have|had|is|was|been|being|also|then|later|once|again|further"
    r"|recently|would|will|even|however|though|too|never|quoted as|\w+ly))+$"
)
_REFERRING = r"(?:he|she|they)"
_NAME = r"(?:[A-Z][\w’'.-]*\s+)*[A-Z][\w’'-]*"
_ARTICLE = re.compile(r"\b(?:the|an?|one|some|another|his|her|their|its|[\w.-]+['’]s)\s", re.I)
_PREPOSITION = re.compile(r"\s(?:of|for|at|in|from|with|to|by|on|about)\s+(?:the\s+)?$")
_PREPOSITIONS = re.compile(r"\s(?:of|for|at|in|from|with|to|by|on|about)\b")
_AFTER_INVERTED = re.compile(r"\s*(?:$|[,.;:\x01\"“]|\s(?:who|in|on|at|during|after|as|when)\b)")
# Capitalised words before a surname that do not make it the name of somebody else.
_TITLES = frozenset(
    "mr mrs ms dr prof professor president academician mayor minister senator governor general "
    "colonel captain chancellor director chairman secretary sir lady sen rep gov gen col capt "
    "but and then later yesterday today meanwhile however when as while if earlier now so "
    "although because since after before on instead still yet once".split()
)
_NO_PERSON = frozenset(
    "report newspaper paper study agency ministry government company court police document "
    "embassy article website channel survey law".split()
)
_WORDS = frozenset("statement letter message post speech book memo tweet".split())
_MASK = "\x01"
_NEAR = 200
"""How many characters before or after a verb its subject is looked for."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something.

    Attributes:
        speaker: The id of a known speaker; None for anybody else.
        name: How the article calls somebody else; empty when it names nobody.
    """

    speaker: str | None = None
    name: str = ""


_SOMEBODY_NAMED_BEFORE = Voice(None, "he")


@dataclass(frozen=True, slots=True)
class _Saying:
    """A speech verb outside quotation marks, and its subject."""

    verb: Span
    voice: Voice

    def distance(self, span: Span) -> int:
        """Return how many characters lie between the verb and a stretch."""
        return max(self.verb.start - span.end, span.start - self.verb.end)


class Voices:
    """Who says what in an article.

    >>> article = Article("“We know,” Ada Stone said.\\n\\n“Nobody was hurt,” said Tom Reed.")
    >>> voices = Voices(article, {"stone": Speaker(name="Ada Stone")}, "en")
    >>> [voices.of_quotation(quotation) for quotation in article.quotations]
    [Voice(speaker='stone', name=''), Voice(speaker=None, name='Tom Reed')]
    """

    def __init__(self, article: Article, speakers: Mapping[str, Speaker], language: str) -> None:
        self._article = article
        self._is_english = language.split("-")[0].casefold() == "en"
        self._forms = _forms(speakers)
        self._names = {key: _words(s.name) for key, s in speakers.items()}
        self._roles = {
            key: _words(_PREPOSITIONS.split(s.role)[0]) - {"the"} for key, s in speakers.items()
        }

    def of_quotation(self, span: Span) -> Voice:
        """Return to whom the article gives the words at `span`, inside quotation marks."""
        quotation = next((q for q in self._article.quotations if q.holds(span)), span)
        if not self._is_english:
            return self._nearest(quotation)
        return self._voice(quotation)

    def may_be(self, speaker: str, span: Span) -> bool:
        """Return whether the words at `span`, quoted or not, can be what `speaker` says.

        Generous: it is enough that the paragraph names the speaker or refers back to them,
        unless the sentence itself gives the words to somebody else.
        """
        if not self._is_english:
            return self._nearest(span).speaker == speaker
        said = [self._resolved(saying) for saying in self._in(self._sentences_of(span))]
        if said:
            return speaker in [voice.speaker for voice in said]
        paragraph = self._paragraph(span)
        named = [key for _, key in self._mentions(paragraph)]
        said = [self._resolved(saying) for saying in self._in([paragraph])]
        return speaker in named or speaker in [voice.speaker for voice in said]

    def _voice(self, quotation: Span) -> Voice:
        """Return who says a quotation: by its sentence, its paragraph, or the one before."""
        sentences = self._sentences_of(quotation)
        sayings = self._in(sentences)
        if self._told[: quotation.start].rstrip("\"'“‘«„ \n").endswith(":"):
            sayings = [s for s in sayings if s.verb.end <= quotation.start] or sayings
        if sayings:
            return self._resolved(min(sayings, key=lambda s: s.distance(quotation)))
        for sentence in sentences:
            named = {key for _, key in self._mentions(sentence)}
            if len(named) == 1:
                return Voice(named.pop())
            told = self._told[sentence.start : sentence.end]
            pronoun = re.search(rf"\b{_REFERRING}\b", told, re.IGNORECASE)
            if pronoun and not named:
                return self._named_before(sentence.start + pronoun.start())
        paragraph = self._paragraph(quotation)
        sayings = self._in([paragraph])
        earlier = [s for s in sayings if s.verb.end <= quotation.start]
        if sayings:
            return self._resolved(earlier[-1] if earlier else sayings[0])
        named = {key for _, key in self._mentions(paragraph)}
        return Voice(named.pop()) if len(named) == 1 else self._continued(paragraph)

    def _continued(self, paragraph: Span) -> Voice:
        """Return whose words the paragraph before leaves open or announces with a colon."""
        number = self._article.paragraph_at(paragraph.start)
        if number == 1:
            return Voice()
        above = self._article.paragraphs[number - 2]
        left_open = [q for q in self._article.quotations if q.end == above.end]
        if left_open:
            return self._voice(left_open[0])
        if self._article[above].endswith(":"):
            return self._named_before(above.end)
        return Voice()

    def _resolved(self, saying: _Saying) -> Voice:
        if saying.voice is _SOMEBODY_NAMED_BEFORE:
            return self._named_before(saying.verb.start)
        return saying.voice

    def _named_before(self, offset: int) -> Voice:
        """Return the person named nearest before `offset`, sentence by sentence backwards."""
        sentences = self._article.sentences
        for sentence in reversed(sentences[: bisect_left(sentences, Span(offset, offset))]):
            until = Span(sentence.start, min(sentence.end, offset))
            named = [s.voice for s in self._in([until]) if s.voice is not _SOMEBODY_NAMED_BEFORE]
            if named:
                return named[-1]
            mentions = self._mentions(until)
            if mentions:
                return Voice(mentions[0][1])
        return Voice()

    def _nearest(self, span: Span) -> Voice:
        """Return the speaker named nearest in this paragraph, or in one before it."""
        number = self._article.paragraph_at(span.start)
        for paragraph in reversed(self._article.paragraphs[:number]):
            mentions = self._mentions(paragraph)
            if mentions:
                at = min(mentions, key=lambda m: max(m[0].start - span.end, span.start - m[0].end))
                return Voice(at[1])
        return Voice()

    @cached_property
    def _told(self) -> str:
        """The article with what is quoted masked, offset for offset."""
        told = list(self._article.text)
        for quotation in self._article.quotations:
            told[quotation.start : quotation.end] = _MASK * (quotation.end - quotation.start)
        return "".join(told)

    @cached_property
    def _sayings(self) -> tuple[_Saying, ...]:
        found = (s for sentence in self._article.sentences for s in self._find(sentence))
        return tuple(sorted(found, key=lambda saying: saying.verb))

    @cached_property
    def _verbs(self) -> list[int]:
        return [saying.verb.start for saying in self._sayings]

    def _in(self, spans: Sequence[Span]) -> list[_Saying]:
        """Return the speech verbs in some stretches, which are in the order of the article."""
        return [
            saying
            for span in spans
            for saying in self._sayings[
                bisect_left(self._verbs, span.start) : bisect_left(self._verbs, span.end)
            ]
        ]

    def _find(self, sentence: Span) -> Iterator[_Saying]:
        """Yield the speech verbs of a sentence that have a subject."""
        told, start = self._told[sentence.start : sentence.end], sentence.start
        last: Voice | None = None
        for match in _VERB.finditer(told):
            left = told[max(0, match.start() - _NEAR) : match.start()]
            right = told[match.end() : match.end() + _NEAR].partition(_MASK)[0]
            voice = self._subject(left, "" if _WITH_OBJECT.match(match[0]) else right)
            if voice is None and re.search(r"\b(?:and|but)\s*$", _BETWEEN.sub("", left)):
                voice = last or self._first(left)
            if voice is not None:
                last = voice
                yield _Saying(Span(start + match.start(), start + match.end()), voice)
        for match in _NAMING.finditer(told):
            voice = self._beginning(told[match.end() : match.end() + _NEAR])
            if voice is not None:
                yield _Saying(Span(start + match.start(), start + match.end()), voice)
        for match in _HIS.finditer(told):
            span = Span(start + match.start(), start + match.end())
            yield _Saying(span, _SOMEBODY_NAMED_BEFORE)
        for match in _GOING_ON.finditer(told):
            voice = last or self._first(told[: match.start()][:_NEAR])
            if voice is not None:
                yield _Saying(Span(start + match.start(), start + match.end()), voice)

    def _subject(self, left: str, right: str) -> Voice | None:
        """Return the subject of a speech verb with these words before and after it."""
        left = re.sub(r"\s*\([^()]*\)", "", left)
        before = _BETWEEN.sub("", re.sub(r"\s*(?:[–—]|--)\s*", ", ", left).rstrip())
        if not before.endswith(","):
            return self._ending(before) or self._beginning(right)
        # "…, said Sergeev" before "Sergeev, president of the academy, said".
        inverted = self._beginning(right, is_alone=True)
        commas = [m.start() for m in re.finditer(",", before[:-1])]
        if inverted is None and commas:
            inner = before[commas[-1] + 1 : -1].strip()
            if self._pattern.fullmatch(inner):  # "The president, Alexander Sergeev, said"
                return self._ending(inner)
            for comma in reversed(commas):
                voice = self._ending(before[:comma])
                if voice is not None:
                    return voice
        return inverted or self._beginning(right)

    def _ending(self, text: str) -> Voice | None:
        """Return the person that `text` ends with."""
        known = [m for m in self._pattern.finditer(text) if m.end() == len(text)]
        name = re.search(rf"(?<!\w){_NAME}$", text)
        if name or known:
            begun = known[0].start() if known else name.start() if name else 0
            preposition = _PREPOSITION.search(text[:begun])
            if preposition:  # "a colleague of Sergeev", "the president of Russia"
                return self._ending(text[: preposition.start()])
            if known and self._who(known[0]):
                return Voice(self._who(known[0]))
            joined = re.search(r"\sand\s+$", text[:begun])
            first = self._ending(text[: joined.start()]) if joined else None
            if first and first.speaker:
                return first
            return self._other(name[0]) if name else None
        if re.search(rf"(?<!\w){_REFERRING}$", text, re.IGNORECASE):
            return _SOMEBODY_NAMED_BEFORE
        for article in reversed(list(_ARTICLE.finditer(text))):
            phrase = text[article.start() :]
            if not re.fullmatch(r"[\w'’. -]+", phrase):
                return None
            if not _PREPOSITION.search(text[: article.start()] + " "):
                return self._described(phrase)
        return None

    def _beginning(self, text: str, *, is_alone: bool = False) -> Voice | None:
        """Return the person that `text` begins with.

        Args:
            text: What follows a speech verb.
            is_alone: Whether nothing that continues the sentence may follow the person.
        """
        text = text.lstrip()
        match = self._pattern.match(text)
        voice: Voice | None = None
        if match:
            voice = Voice(self._forms[canonical(match[0])])
        elif match := re.match(rf"{_REFERRING}\b", text):
            voice = _SOMEBODY_NAMED_BEFORE
        elif match := re.match(_NAME, text):
            voice = self._ending(match[0])
        elif match := re.match(rf"(?:{_ARTICLE.pattern})[\w’' -]+", text):
            named = self._pattern.match(text[match.end() :].lstrip(", "))
            who = self._forms[canonical(named[0])] if named else None
            voice = Voice(who) if who else self._described(match[0])
        if match is None or (is_alone and not _AFTER_INVERTED.match(text[match.end() :])):
            return None
        owned = re.match(r"['’]s\s+[\w-]+", text[match.end() :])  # "said Sergeev's spokesman"
        return Voice(None, match[0] + owned[0]) if owned else voice

    def _described(self, phrase: str) -> Voice:
        """Return whom "the scientist" or "a source" means."""
        phrase = phrase.strip()
        head = _PREPOSITIONS.split(phrase)[0].split()[-1].casefold()
        owner = self._pattern.match(phrase)
        with_role = [key for key, role in self._roles.items() if head in role]
        if owner:  # "Stone's statement" is Stone's, "Stone's spokesman" is not
            return Voice(self._who(owner)) if head in _WORDS else Voice(None, phrase)
        is_definite = re.match(r"the |[\w’'-]+['’]s ", phrase, re.IGNORECASE)
        if is_definite and len(with_role) == 1:
            return Voice(with_role[0])
        if not re.match("the ", phrase, re.IGNORECASE) or head in _NO_PERSON | _WORDS:
            return Voice(None, phrase)
        return _SOMEBODY_NAMED_BEFORE

    def _other(self, name: str) -> Voice:
        return _SOMEBODY_NAMED_BEFORE if name in ("He", "She", "They") else Voice(None, name)

    def _first(self, told: str) -> Voice | None:
        """Return the first person in a sentence, for a verb whose subject is left out."""
        known = next((m for m in self._pattern.finditer(told) if self._who(m)), None)
        if known:
            return Voice(self._who(known))
        if re.search(rf"\b{_REFERRING}\b", told, re.IGNORECASE):
            return _SOMEBODY_NAMED_BEFORE
        name = re.match(_NAME, told.lstrip("\"”’'»,. "))
        return self._other(name[0]) if name else None

    def _mentions(self, span: Span) -> list[tuple[Span, str]]:
        """Return where speakers are named outside quotation marks, and which."""
        found = self._pattern.finditer(self._told, span.start, span.end)
        return [(Span(m.start(), m.end()), self._who(m)) for m in found if self._who(m)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        ending = r"(?!\w)" if self._is_english else ""  # other languages inflect names
        names = []
        for form in sorted(self._forms, key=len, reverse=True):
            letters = re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]")
            names.append(letters if is_unspaced(form[0]) else rf"(?<!\w){letters}{ending}")
        return re.compile("|".join(names) or "(?!)")

    def _who(self, match: re.Match[str]) -> str:
        """Return whose name this is; "" when a first name before it makes it another's."""
        key = self._forms[canonical(match[0])]
        before = re.search(r"([A-Z][\w’'.-]*)\s+$", match.string[: match.start()])
        if not before or not self._is_english:
            return key
        word = before[1].strip(".").casefold()
        return key if word in _TITLES | self._names[key] | self._roles[key] else ""

    def _paragraph(self, span: Span) -> Span:
        return self._article.paragraphs[self._article.paragraph_at(span.start) - 1]

    def _sentences_of(self, span: Span) -> list[Span]:
        """Return the sentences that a stretch touches.

        `"Why?" Sergeev said.` counts as one, although a sentence seems to end after the mark.
        """
        touched = Span(span.start - 1, span.end + 1)
        sentences = self._article.sentences
        found = [s for s in sentences if s.meets(touched)]
        after = next((s for s in sentences if s.start >= span.end), None)
        is_asked = self._article.text[span.end - 1] in "?!…" and found[-1].end <= span.end + 1
        if after and is_asked and self._paragraph(span).holds(after):
            found.append(after)
        return found


def _forms(speakers: Mapping[str, Speaker]) -> dict[str, str]:
    """Return the names by which an article can call a speaker; none that fits two of them."""
    owners: dict[str, set[str]] = {}
    for key, speaker in speakers.items():
        names = [speaker.name, speaker.name.split()[-1] if speaker.name.split() else ""]
        for name in [*names, *speaker.also]:
            if name.strip():
                owners.setdefault(canonical(name).strip(), set()).add(key)
    return {name: keys.pop() for name, keys in owners.items() if len(keys) == 1}


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", text.casefold()))
