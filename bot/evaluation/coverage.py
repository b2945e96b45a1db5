"""What a story's entries leave out: sentences, entries nobody asks for, topics that have none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.content.article import Span
from bot.content.draft import one_line
from bot.content.model import Citation, Content, Story
from bot.matching.stopwords import STOP_WORDS
from bot.text import is_han, stem, words

MOST_MISSING = 20
"""So many words are listed that no entry has."""

_SHORTEST = 3  # letters of a word that tells something

_STOP_WORDS = frozenset().union(*STOP_WORDS.values())


@dataclass(frozen=True, slots=True)
class SentenceUse:
    """A sentence of an article, and what rests on it.

    Attributes:
        number: From 1, in the order of the article.
        paragraph: The number of its paragraph, from 1.
        text: The sentence, on one line.
        entries: Ids of the entries that cite some of it.
        in_summary: Whether a sentence of a summary does.
    """

    number: int
    paragraph: int
    text: str
    entries: tuple[str, ...]
    in_summary: bool

    @property
    def is_used(self) -> bool:
        """Whether readers can be told anything of it."""
        return bool(self.entries) or self.in_summary


@dataclass(frozen=True, slots=True)
class StoryMap:
    """The sentences of a story's article, in order."""

    story: str
    sentences: tuple[SentenceUse, ...]

    @property
    def unused(self) -> tuple[SentenceUse, ...]:
        """Those that nothing rests on."""
        return tuple(sentence for sentence in self.sentences if not sentence.is_used)


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that unanswered questions have and no entry has.

    Attributes:
        word: As most of them have it, normalised.
        questions: Those that have it, each once, in the order they were given.
        count: How often they were asked.
        mentioned: Where an article has it all the same, as the id of the story and the number of
            the sentence: an entry can be made of that.
    """

    word: str
    questions: tuple[str, ...]
    count: int
    mentioned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What content covers, and what it leaves out.

    Attributes:
        maps: Of each story.
        unasked: Ids of the entries that nobody was told; None when that is not known.
        missing: What unanswered questions ask about and no entry has, the most asked first.
    """

    maps: tuple[StoryMap, ...]
    unasked: tuple[str, ...] | None
    missing: tuple[Missing, ...]


def coverage(
    content: Content, told: Mapping[str, int] | None = None, unanswered: Sequence[str] = ()
) -> Coverage:
    """Return what the entries of some stories cover.

    Args:
        content: The stories.
        told: How often each entry was told, by its id; None when that is not known.
        unanswered: Questions that nothing was told to; one that was asked more often stands here
            more often.
    """
    unasked = None
    if told is not None:
        entries = (entry for story in content.stories for entry in story.entries)
        unasked = tuple(e.id for e in entries if e.withdrawn is None and not told.get(e.id))
    maps = tuple(_map(story) for story in content.stories)
    return Coverage(maps, unasked, _missing(content, maps, unanswered))


def _map(story: Story) -> StoryMap:
    summary = [c for s in (*story.summary_short, *story.summary_long) for c in s.citations]
    return StoryMap(
        story.id,
        tuple(
            SentenceUse(
                number,
                story.article.paragraph_at(span.start),
                one_line(story.article[span]),
                tuple(entry.id for entry in story.entries if _touch(entry.citations, span)),
                _touch(summary, span),
            )
            for number, span in enumerate(story.article.sentences, 1)
        ),
    )


def _touch(citations: Sequence[Citation], sentence: Span) -> bool:
    return any(sentence.meets(Span(citation.start, citation.end)) for citation in citations)


def _missing(
    content: Content, maps: Sequence[StoryMap], unanswered: Sequence[str]
) -> tuple[Missing, ...]:
    language = content.stories[0].language if content.stories else ""
    known = {key for text in _texts(content) for key, _ in _topics(text, language)}
    asked: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # word and question
    for question in unanswered:
        for key, word in dict(_topics(question, language)).items():
            if key not in known:
                asked[key].append((word, question))
    most = sorted(asked, key=lambda key: (-len(asked[key]), key))[:MOST_MISSING]
    mentioned = defaultdict(list)
    for story in maps if most else ():
        for sentence in story.sentences:
            for key in dict(_topics(sentence.text, language)):
                mentioned[key].append((story.story, sentence.number))
    return tuple(
        Missing(
            Counter(word for word, _ in asked[key]).most_common(1)[0][0],
            tuple(dict.fromkeys(question for _, question in asked[key])),
            len(asked[key]),
            tuple(mentioned[key]),
        )
        for key in most
    )


def _texts(content: Content) -> Iterator[str]:
    """Yield all that entries are found by."""
    for story in content.stories:
        for entry in story.entries:
            yield from (entry.text, *entry.questions, *entry.topics)
            yield from (citation.exact for citation in entry.citations)
        for speaker in story.speakers:
            yield from (speaker.name, speaker.role, *speaker.also)
        for group in story.synonyms:
            yield from group


def _topics(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text that tell something, each by its stem.

    Of Chinese these are pairs of neighbouring signs: one alone is in hundreds of words.
    """
    found = words(text)
    for word in found:
        if not is_han(word) and word not in _STOP_WORDS and len(word) >= _SHORTEST:
            yield stem(word, language), word
    for pair in pairwise(found):
        if all(map(is_han, pair)) and _STOP_WORDS.isdisjoint(pair):
            yield "".join(pair), "".join(pair)
