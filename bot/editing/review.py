"""The review queue: what readers asked and got no answer to, by what they meant.

Readers ask the same in many words. A card is one thing that they want to know, with the entries
that are nearest to it; an editor teaches it to one of them, or writes a new one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import count
from typing import Protocol

from rapidfuzz import fuzz, process, utils

from bot.content import schema
from bot.content.article import Article, Span
from bot.content.model import Entry, Speaker, Story
from bot.content.quotation import judge
from bot.content.voices import Voices
from bot.desk import Edition, record, synonyms
from bot.matching import Matcher, Record
from bot.matching.clusters import clusters
from bot.matching.matcher import Match
from bot.matching.stopwords import COURTESIES, STOP_WORDS
from bot.text import words

MOST_CLUSTERED = 5_000
"""Questions that are put together; of more, those that are worth least are left out."""

NEAREST = 5
"""Entries that a card offers."""

_ASKED = 3  # wordings of a card that its nearest entries are looked for by
_LONGEST_ID = 40
_LEAST = 5.0  # similarity from which on something speaks for an entry, in [0, 100]
_FUZZY = 75.0  # likeness from which on what an editor types may mean an id, in [0, 100]


class Unanswered(Protocol):
    """A question that readers got no answer to, or the wrong one, as the journal keeps it."""

    @property
    def question(self) -> str:
        """As it was typed."""

    @property
    def count(self) -> int:
        """How often it was asked."""

    @property
    def first_at(self) -> datetime:
        """When it was asked first."""

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""

    @property
    def waiting(self) -> int:
        """How many readers want to be told the answer."""

    @property
    def rated_down(self) -> int:
        """How often a reader said that the answer is not to what was asked."""


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that may answer a question.

    Attributes:
        entry: The entry; it may be withdrawn, or say that something is not reported.
        similarity: The evidence for it, in [0, 100].
    """

    entry: Entry
    similarity: float


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that readers want to know and are not told.

    Attributes:
        id: 10 hexadecimal digits; the same as long as its first question is.
        questions: How it was asked, the most frequent first.
        count: How often it was asked, in all wordings.
        first_at, last_at: When it was asked first and last.
        waiting: How many readers want to be told.
        rated_down: How often a reader said that the answer is not to what was asked.
        best: The entries nearest to it, best first; at most `NEAREST`.
    """

    id: str
    questions: tuple[str, ...]
    count: int
    first_at: datetime
    last_at: datetime
    waiting: int
    rated_down: int
    best: tuple[Near, ...]


def clustered(
    questions: Iterable[Unanswered], edition: Edition, most: int | None = None
) -> tuple[Card, ...]:
    """Return the cards of the review queue, the most worthwhile first.

    That is the one for which most readers wait, then the one asked most often, then the latest.
    It depends on nothing but what is given, and may run in any thread or process: 5,000 questions
    about one story took 5 s of work, and each card 5 ms more.

    Args:
        questions: What has no answer.
        edition: Knows the words, and the entries that are offered.
        most: How many cards; all when left out.
    """
    worth = sorted(questions, key=_worth)[:MOST_CLUSTERED]
    stories = edition.content.stories
    groups = clusters(
        [one.question for one in worth],
        [record(edition.story_of(entry), entry) for entry in edition.entries],
        [group for story in stories for group in synonyms(story)],
    )
    # Of equally frequent ones, the first is still that which is most like the others.
    cards = [sorted((worth[n] for n in group), key=lambda one: -one.count) for group in groups]
    return tuple(
        _card(asked, edition)
        for asked in sorted(cards, key=lambda asked: (_sum(asked), asked[0].question))[:most]
    )


def search(text: str, edition: Edition, most: int = NEAREST) -> tuple[Entry, ...]:
    """Return the entries that an editor may mean, the likeliest first.

    An entry is meant by its id, whole or in part, by a question, or by words of what it says,
    with slips. Nothing is withheld that a guard would withhold from a reader.

    Args:
        text: As the editor types it.
        edition: Has the entries.
        most: How many entries.

    Returns:
        Empty only when nothing is near.
    """
    typed = utils.default_process(text)
    if not typed:
        return ()
    named = {entry.id: entry.id.replace("-", " ") for entry in edition.entries}
    by_id = [id_ for id_, name in named.items() if f" {typed} " in f" {name} "]
    by_id.sort(key=lambda id_: (named[id_] != typed, id_))
    by_match = [near.entry.id for near in _near(edition.matcher.match(text), edition)]
    # The matcher knows no ids, and so mends no slips in them.
    fuzzy = process.extract(typed, named, scorer=fuzz.WRatio, score_cutoff=_FUZZY, limit=most)
    ids = [*by_id, *by_match, *(id_ for _, _, id_ in fuzzy)]
    found = [entry for id_ in dict.fromkeys(ids) if (entry := edition.entry(id_))]
    return tuple(found[:most])


@dataclass(frozen=True, slots=True)
class Located:
    """Where an article has the words that an editor gave.

    Attributes:
        span: The one place that has them, word for word; None when there is none, or several.
        offers: When there is not one place: stretches that can be cited instead, likeliest first.
            The first is what the article has in the place of these words, where it has nearly
            these; the others are whole sentences.
        speaker: Who says it, when it stands in a quotation and the article tells.
    """

    span: Span | None
    offers: tuple[Span, ...]
    speaker: Speaker | None


def located(words: str, story: Story, most: int = 3) -> Located:
    """Return where the article of a story has some words, or what could be cited instead.

    Args:
        words: As an editor typed or pasted them, with or without quotation marks around them.
        story: The story that the entry belongs to.
        most: How many offers.
    """
    article = story.article
    verdict = judge(words, article)
    if verdict.verdict == "verbatim":
        places = [_inside(place, article) for place in verdict.places]
        first, last = places[0].start, places[0].end - 1
        if len(places) == 1 and article.paragraph_at(first) == article.paragraph_at(last):
            return Located(places[0], (), _speaker(places[0], story))
        wanted = [s for s in article.sentences if any(s.meets(place) for place in places)]
    elif verdict.verdict == "altered":
        wanted = [verdict.stretch, verdict.context, *_sentences_like(words, story)]
    else:
        wanted = _sentences_like(words, story)
    # Only what is found again, and once, can stand in story.yaml.
    offers = [span for span in dict.fromkeys(wanted) if article.locate(article[span]) == [span]]
    return Located(None, tuple(offers[:most]), None)


def proposed_id(question: str, edition: Edition, language: str) -> str:
    """Return an id for a new entry that no entry has: the telling words of its first question.

    Args:
        question: As readers will see it.
        edition: Its ids are taken.
        language: Of the question, BCP 47.

    Returns:
        Up to 40 lower-case Latin letters, digits and hyphens; `entry` with a number where the
        question has no such letters.
    """
    small = STOP_WORDS.get(language.partition("-")[0], frozenset()) | COURTESIES
    typed = words(question)
    parts = _latin(word for word in typed if word not in small) or _latin(typed)
    kept, most = "", _LONGEST_ID - len("-99")
    for part in parts:
        longer = f"{kept}-{part}" if kept else part
        if kept and len(longer) > most:
            break
        kept = longer[:most]
    kept = kept or "entry"
    wanted = (kept if n == 1 else f"{kept}-{n}" for n in count(1))
    return next(id_ for id_ in wanted if id_ not in schema.REASONS and not edition.entry(id_))


def _worth(one: Unanswered) -> tuple[int, int, float, str]:
    return (-one.waiting, -one.count, -one.last_at.timestamp(), one.question)


def _sum(asked: Sequence[Unanswered]) -> tuple[int, int, float]:
    """Return what a card is worth, the lower the more."""
    waiting, times = sum(one.waiting for one in asked), sum(one.count for one in asked)
    return -waiting, -times, -max(one.last_at for one in asked).timestamp()


def _card(asked: Sequence[Unanswered], edition: Edition) -> Card:
    nearest: dict[str, Near] = {}
    for one in asked[:_ASKED]:
        for near in _near(edition.matcher.match(one.question), edition):
            before = nearest.get(near.entry.id)
            if before is None or near.similarity > before.similarity:
                nearest[near.entry.id] = near
    first = asked[0].question
    return Card(
        id=blake2b(first.encode(), digest_size=5).hexdigest(),
        questions=tuple(dict.fromkeys(one.question for one in asked)),
        count=sum(one.count for one in asked),
        first_at=min(one.first_at for one in asked),
        last_at=max(one.last_at for one in asked),
        waiting=sum(one.waiting for one in asked),
        rated_down=sum(one.rated_down for one in asked),
        best=tuple(sorted(nearest.values(), key=_by_similarity)[:NEAREST]),
    )


def _near(match: Match, edition: Edition) -> list[Near]:
    """Return what a question is nearest to, also what a guard withheld as its answer."""
    found = [
        Near(entry, candidate.similarity)
        for candidate in (*match.candidates, *match.vetoed)
        if candidate.similarity >= _LEAST and (entry := edition.entry(candidate.id))
    ]
    return sorted(found, key=_by_similarity)


def _by_similarity(near: Near) -> tuple[float, str]:
    return -near.similarity, near.entry.id


def _inside(span: Span, article: Article) -> Span:
    """Return what stands between quotation marks, when a stretch is that with its marks."""
    inside = Span(span.start + 1, span.end - 1)
    return inside if inside in article.quotations else span


def _sentences_like(words: str, story: Story) -> list[Span]:
    """Return the sentences of the article that say what some words ask or tell."""
    sentences = story.article.sentences
    records = [
        Record(str(n), story.article[span], (), story.language) for n, span in enumerate(sentences)
    ]
    match = Matcher(records).match(words)
    found = sorted((*match.candidates, *match.vetoed), key=lambda one: -one.similarity)
    return [sentences[int(candidate.id)] for candidate in found if candidate.similarity >= _LEAST]


def _speaker(span: Span, story: Story) -> Speaker | None:
    """Return who says the words at a place, when they stand between quotation marks."""
    if not any(quotation.holds(span) for quotation in story.article.quotations):
        return None
    known = {
        s.id: schema.Speaker(name=s.name, role=s.role, also=[*s.also]) for s in story.speakers
    }
    voice = Voices(story.article, known, story.language).of_quotation(span)
    return next((s for s in story.speakers if s.id == voice.speaker), None)


def _latin(typed: Iterable[str]) -> list[str]:
    """Return what is left of words in the letters of an id."""
    plain = (
        unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() for word in typed
    )
    return [part for word in plain if (part := re.sub(r"[^a-z0-9]", "", word))]
