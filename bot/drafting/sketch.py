"""A draft before it is written down: what an article offers, in its own words and order."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.content.article import Article, Span
from bot.content.draft import bare, one_line
from bot.content.model import Kind
from bot.content.schema import MAX_TEXT
from bot.drafting import questions
from bot.drafting.languages import Language, language
from bot.drafting.people import Cast, Person, Quotation, slugged
from bot.drafting.reading import Raw
from bot.drafting.topics import Topics
from bot.matching.stopwords import STOP_WORDS
from bot.text import stem, words

MOST_FACTS, MOST_QUOTES = 14, 24
"""An editor reads the draft in one sitting."""

_DATELINES = (
    re.compile(
        r"(?P<line>[A-ZÀ-Þ]{3,}[A-ZÀ-Þ .'’-]*"
        r"(?:,\s(?:\d{1,2}\s)?[A-Z][\w.]+(?:\s\d{1,2})?(?:,?\s\d{4})?){0,2}"
        r"(?:\s\((?P<publisher>[^()\n]{2,40})\))?)\s*(?:--|—|–|-)\s+"
    ),
    re.compile(
        r"(?P<line>[А-ЯЁ]{3,}[А-ЯЁ -]*,\s\d{1,2}\s[а-яё]{3,8}\.?"
        r"(?:\s/(?P<publisher>[^/\n]{2,40})/\.?|\s[—–-]\s(?P<agency>[^.\n]{2,30})\.))\s+"
    ),
    re.compile(
        r"(?P<line>(?P<publisher>[\u4e00-\u9fff]{1,6}[社报网])[\u4e00-\u9fff]{2,10}"
        r"\d{1,2}月\d{1,2}日[电讯](?:[（(][^）)\n]{1,30}[）)])?)\s*"
    ),
)
_HANGING = {
    "en": r"he|she|it|they|this|that|these|those|his|her|its|their|there|here|but|and|so|then"
    r"|however|also|such|another|both|the former|the latter",
    "ru": r"он|она|оно|они|это|эта|этот|эти|его|её|ее|их|там|тут|но|а|и|тогда|однако|так|такие",
    "zh": "他|她|它|这|那|此|其|但|而|然而|因此",
    "de": r"er|sie|es|dies\w*|das|dort|aber|und|doch|so|dann",
    "fr": r"il|elle|ils|elles|ce|cela|cette|ces|mais|et|son|sa|ses",
    "es": r"él|ella|ellos|esto|esta|este|estos|pero|y|su|sus",
}
_ENDING = re.compile("[.!?…。！？][\"'”’»)\\]」』）]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry to be.

    Attributes:
        id: As in `story.yaml`.
        kind: fact, quote or not_reported.
        text: A slice of the article with single spaces; for not_reported a sentence of ours.
        at: Where it stands; None for not_reported.
        speaker: The id of who said it.
        questions: Phrasings; the first is canonical.
        topics: Suggested ones.
    """

    id: str
    kind: Kind
    text: str
    at: Span | None
    speaker: str | None
    questions: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A draft of a story.

    Attributes:
        article: What goes into `article.txt`.
        header: What stands under `story`, by key.
        speakers: Those who say something, in the order of the article.
        short, long: Sentences of the summaries, slices of the article with single spaces.
        items: In the order of the article.
        unclear: Quotations whose speaker is not certain.
        more: How many quotations were left out because there are so many.
        cases: Questions that the story does not answer.
    """

    article: Article
    header: dict[str, str]
    speakers: tuple[Person, ...]
    short: tuple[str, ...]
    long: tuple[str, ...]
    items: tuple[Item, ...]
    unclear: tuple[Span, ...]
    more: int
    cases: tuple[str, ...]


def sketched(raw: Raw, code: str, name: str, taken: frozenset[str] = frozenset()) -> Sketch:
    """Return what an article offers.

    Args:
        raw: The article.
        code: Its language, BCP 47.
        name: Of the story's folder.
        taken: Ids that other stories have.
    """
    return _Sketching(raw, code, name, set(taken)).sketch()


@dataclass
class _Sketching:
    raw: Raw
    code: str
    name: str
    taken: set[str]
    asked: set[str] = field(default_factory=set)

    def sketch(self) -> Sketch:
        items = sorted(self._items(), key=lambda item: (item.at or _LAST, item.kind))
        speaking = {item.speaker for item in items if item.speaker}
        return Sketch(
            article=self.article,
            header=self._header(),
            speakers=tuple(p for p in self.cast.people.values() if p.id in speaking),
            short=tuple(self._summary(2)),
            long=tuple(self._summary(5)),
            items=tuple(items),
            unclear=tuple(q.span for q in self.cast.quotations if q.speaker is None),
            more=max(0, len(self.quotes) - MOST_QUOTES),
            cases=questions.out_of_scope(self.language.code),
        )

    @cached_property
    def article(self) -> Article:
        return Article(self.raw.text)

    @cached_property
    def language(self) -> Language:
        return language(self.code)

    @cached_property
    def cast(self) -> Cast:
        return Cast(self.article, self.language)

    @cached_property
    def dateline(self) -> re.Match[str] | None:
        for paragraph in self.article.paragraphs[:3]:
            for pattern in _DATELINES:
                match = pattern.match(self.article.text, paragraph.start, paragraph.end)
                if match and re.search(r"\d|\(", match["line"]):
                    return match
        return None

    @cached_property
    def headline(self) -> Span | None:
        """The first paragraph, when it is a line that ends no sentence."""
        first, *rest = self.article.paragraphs
        is_line = len(self.article[first]) <= 120 and "\n" not in self.article[first]
        return first if rest and is_line and not _ENDING.search(self.article[first]) else None

    def _header(self) -> dict[str, str]:
        known = dict(self.raw.known)
        if self.headline and "headline" not in known:
            known["headline"] = one_line(self.article[self.headline])
        if self.dateline:
            groups = self.dateline.groupdict()
            known["dateline"] = one_line(groups["line"])
            known.setdefault("publisher", groups["publisher"] or groups.get("agency") or "")
        known["publisher"] = one_line(known.get("publisher") or "unknown")
        return {**known, "language": self.code}

    # — sentences —

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences that can be told: each stands at one place, without the dateline."""
        found = []
        for sentence in self.article.sentences:
            if self.headline and self.headline.holds(sentence):
                continue
            if self.dateline and sentence.start <= self.dateline.start() < sentence.end:
                sentence = Span(min(self.dateline.end(), sentence.end), sentence.end)
            elif self.dateline and sentence.end <= self.dateline.end():
                continue
            if self._is_whole(sentence) and self._is_unique(sentence):
                found.append(sentence)
        return tuple(found)

    def _is_unique(self, span: Span) -> bool:
        return self.article.locate(self.article[span]) == [span]

    def _is_whole(self, sentence: Span) -> bool:
        """Return whether no quotation runs over the sentence's ends, nor is most of it."""
        met = [q for q in self.article.quotations if q.meets(sentence)]
        quoted = sum(q.end - q.start for q in met)
        return (
            all(sentence.start < q.start - 1 and q.end < sentence.end for q in met)
            and quoted <= 0.5 * (sentence.end - sentence.start)
            and not any(
                self.article[Span(s.start - 3, s.start)].rstrip('«"“„ ').endswith((":", "："))
                for s in met
            )
            and _ENDING.search(self.article[sentence]) is not None
        )

    def _hangs(self, sentence: Span) -> bool:
        """Return whether a sentence says "he" or "this" of what stands before it."""
        told = self.cast.told[sentence.start : sentence.end].lstrip()
        opening = _HANGING.get(self.language.code, "(?!)")
        edge = "" if self.language.code in ("zh", "ja") else r"(?!\w)"
        return re.match(rf"(?:{opening}){edge}", told, re.IGNORECASE) is not None or (
            self.language.pronoun.search(told) is not None and not self.cast.named_in(sentence)
        )

    def _features(self, sentence: Span) -> int:
        """Return how much there is to ask for: numbers and dates count twice, names once."""
        told = self.article[sentence]
        numbers = len(re.findall(r"\d[\d.,]*", told))
        inner = re.findall(r"(?<=[\w,;] )[^\W\d_a-zа-яё][^\W\d_]+", told)
        return 2 * min(numbers, 2) + min(len(inner), 2) + bool(self.cast.named_in(sentence))

    @cached_property
    def facts(self) -> list[Span]:
        """The sentences with names, numbers and dates, and others while there are few."""
        least = 8 if self.language.code in ("zh", "ja") else 20
        fitting = [
            s
            for s in self.sentences
            if least <= s.end - s.start <= MAX_TEXT
            and not self.article[s].rstrip("\"'”’»)").endswith(("?", "？"))
            and (not self._hangs(s) or self._owner(s) is not None)
        ]
        fitting.sort(key=lambda s: -self._features(s))
        return sorted(fitting[:MOST_FACTS])

    def _owner(self, sentence: Span) -> str | None:
        """Return who says a sentence in which only a pronoun says it."""
        told = self.cast.told[sentence.start : sentence.end]
        pronoun = self.language.pronoun.search(told)
        if pronoun is None or self.language.saying.search(told) is None:
            return None
        opening = re.match(rf"(?:{_HANGING.get(self.language.code, '(?!)')})\b", told, re.I)
        if opening and not self.language.pronoun.match(told):
            return None
        return self.cast.referent(sentence.start + pronoun.start(), pronoun)

    def _summary(self, most: int) -> Iterator[str]:
        """Yield the first sentence that stands alone, and those most like the whole."""
        alone = [s for s in self.sentences if not self._hangs(s)] or list(self.sentences)
        alone = alone or [s for s in self.article.sentences if self._is_unique(s)]
        alone = alone or [p for p in self.article.paragraphs if self._is_unique(p)]
        stop = STOP_WORDS.get(self.language.code, frozenset())
        counts = Counter(self._stems(self.article.text)) if alone else Counter()

        def centrality(span: Span) -> float:
            found = [s for s in self._stems(self.article[span]) if s not in stop]
            return sum(counts[s] for s in found) / (len(found) + 8)

        chosen = alone[:1] + sorted(alone[1:], key=centrality, reverse=True)[: most - 1]
        yield from (one_line(self.article[span]) for span in sorted(chosen))

    def _stems(self, text: str) -> list[str]:
        return [stem(word, self.language.code) for word in words(text)]

    # — entries —

    @cached_property
    def quotes(self) -> list[Quotation]:
        """The quotations with a speaker that stand at one place."""
        return [q for q in self.cast.quotations if q.speaker and self._is_unique(q.span)]

    @cached_property
    def topics(self) -> Topics:
        quoted = [self.article[q.span] for q in self.quotes[:MOST_QUOTES]]
        texts = [*quoted, *(self.article[s] for s in self.facts)]
        people = (word for p in self.cast.people.values() for word in p.name.split())
        return Topics(texts, self.language.code, frozenset(people))

    @cached_property
    def suggested(self) -> list[str]:
        people = {w for p in self.cast.people.values() for w in p.name.casefold().split()}
        return [topic for topic in self.topics.common() if topic.casefold() not in people]

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that have a capital letter within a sentence, too."""
        inner = re.findall(r"(?<=[\w,;] )([^\W\d_][\w’'-]*)", self.article.text)
        people = (w for p in self.cast.people.values() for w in p.name.split())
        return frozenset([*(w for w in inner if w[0].isupper()), *people])

    def _items(self) -> Iterator[Item]:
        code = self.language.code
        if self.dateline:
            at = Span(self.dateline.start("line"), self.dateline.end("line"))
            if self._is_unique(at) and questions.of_dateline(code):
                id_, asked_for = self._of_this_story("dateline", questions.of_dateline(code))
                yield self._item(id_, "fact", at, None, asked_for, topics=())
        for quotation in self.quotes[:MOST_QUOTES]:
            person = self.cast.people[quotation.speaker or ""]
            text = self.article[quotation.span]
            phrases = self.topics.of(text)
            about = slugged(phrases[0]) if phrases else ""
            id_ = f"{person.id}-{about or 'quote'}"
            asked = questions.of_quote(person, phrases, one_line(text), code)
            yield self._item(id_, "quote", quotation.span, person.id, tuple(asked))
        speaking = list(dict.fromkeys(q.speaker for q in self.quotes[:MOST_QUOTES]))
        people = [self.cast.people[key] for key in speaking if key]
        for person in people:
            at_role = self._with_role(person)
            if at_role:
                asked = questions.of_role(person, code)
                yield self._item(
                    f"{person.id}-role", "fact", at_role, None, tuple(asked), topics=()
                )
        for sentence in self.facts:
            text = self.article[sentence]
            phrases = self.topics.of(text)
            asked = questions.of_fact(one_line(text), phrases, code, self.names)
            about = slugged(phrases[0]) if phrases else ""
            id_ = about or f"p{self.article.paragraph_at(sentence.start)}-fact"
            owner = self._owner(sentence) if self._hangs(sentence) else None
            yield self._item(id_, "fact", sentence, owner, tuple(asked))
        told = questions.not_reported(
            self.article.text, people, code, is_signed="byline" in self.raw.known
        )
        for wanted, said, asked_too in told:
            id_, asked_for = self._of_this_story(wanted, asked_too)
            yield replace(
                self._item(id_, "not_reported", None, None, asked_for, topics=()), text=said
            )

    def _of_this_story(self, id_: str, asked: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return an id and questions; with the story's name where another story has the id."""
        name = self.name.replace("-", " ")
        if self.language.code != "en" and self.headline:
            name = one_line(self.article[self.headline])
        named = questions.of_one_story(id_, name, self.language.code)
        if id_ not in self.taken or not named:
            return id_, asked
        return f"{self.name[:26]}-{id_}", named

    def _with_role(self, person: Person) -> Span | None:
        """Return where the article says who somebody is: the name with the role."""
        if not person.role:
            return None
        roles = self.article.locate(person.role)
        for name in self.article.locate(person.name)[:3]:
            for role in roles:
                both = Span(min(name.start, role.start), max(name.end, role.end))
                apart = both.end - both.start - len(person.name) - len(person.role)
                if apart <= 12:
                    before = re.search(
                        r"\b(?:The|the|An?|an?)\s$", self.article.text[: both.start]
                    )
                    both = replace(both, start=before.start()) if before else both
                    if self._is_unique(both):
                        return both
        return None

    def _item(
        self,
        id_: str,
        kind: Kind,
        at: Span | None,
        speaker: str | None,
        asked: tuple[str, ...],
        topics: tuple[str, ...] | None = None,
    ) -> Item:
        text = one_line(self.article[at]) if at else ""
        if topics is None:
            topics = tuple(t for t in self.suggested if self.topics.has(text, t))[:2]
        return Item(self._unique(id_), kind, text, at, speaker, self._new(asked), topics)

    def _unique(self, wanted: str) -> str:
        wanted = slugged(wanted, 36) or "entry"
        found = wanted if wanted not in ("ambiguous", "smalltalk") else f"{wanted}-entry"
        number = 2
        while found in self.taken:
            found, number = f"{wanted}-{number}", number + 1
        self.taken.add(found)
        return found

    def _new(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Return questions that no entry asks yet."""
        kept: list[str] = []
        for question in asked:
            question = one_line(question)
            key = bare(question)
            if key and key not in self.asked and questions.is_short(question, is_first=not kept):
                self.asked.add(key)
                kept.append(question)
        return tuple(kept[: questions.MOST])


_LAST = Span(1 << 62, 1 << 62)
