"""An outcome or a command → text with spans and buttons. Plain data: no Telegram, no HTML.

The story's words are never escaped, trimmed or re-wrapped; formatting is spans beside the text.
Offsets count characters; `bot.handlers.wire` turns them into UTF-16 units.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from rapidfuzz.distance import DamerauLevenshtein

from bot.content.model import Citation, Entry, Speaker, Story
from bot.desk import MAX_QUESTION_CHARACTERS, Abstention, Answer, Edition, Outcome, Suggestion
from bot.phrases import Phrases
from bot.text import words

Style = Literal["bold", "italic", "blockquote", "link"]

_MOST_BUTTONS = 40  # Telegram shows 100; what a reader scrolls through is less
_SAME_NAME = 0.75  # of the letters agree: one or two slips in a name


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a reply's text that is shown in a style; offsets in characters from 0."""

    style: Style
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Tell the entry with this id."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class ShowQuote:
    """Show the quote with this id, as one of those that `choice` selects.

    `choice` is empty for all, else `Choice.key` of a topic or a speaker.
    """

    entry_id: str
    choice: str


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """List what can be asked about the topic with this key."""

    key: str


@dataclass(frozen=True, slots=True)
class ShowSummary:
    """Show a summary of the story with this id."""

    story_id: str
    length: Literal["short", "long"]


Action = ShowEntry | ShowQuote | ShowTopic | ShowSummary


@dataclass(frozen=True, slots=True)
class Button:
    """A label to tap, and what happens then."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person is shown.

    Attributes:
        text: All of it, without markup.
        spans: Stretches with a style; block quotations do not overlap.
        buttons: Rows of buttons below the text.
    """

    text: str
    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()


def reply_to(outcome: Outcome, edition: Edition, phrases: Phrases) -> Reply:
    """Return what a reader is told for an outcome of the desk."""
    if len(outcome.question) > MAX_QUESTION_CHARACTERS:
        return too_long(outcome.question, phrases)
    match outcome:
        case Answer(entry=entry):
            return told(entry, edition, phrases)
        case Suggestion(entries=entries):
            return Reply(phrases.ambiguous, buttons=_questions(entries))
        case Abstention(reason="smalltalk", small_talk=small_talk, suggestions=suggestions):
            said = small_talk.says if small_talk else phrases.start
            return Reply(said, buttons=_questions(suggestions))
        case Abstention(reason="withdrawn", entry=Entry(withdrawn=reason)):
            return _with_suggestions(phrases.withdrawn.format(reason=reason), outcome, phrases)
        case Abstention(reason="not_reported", entry=Entry(text=text)):
            return _with_suggestions(text, outcome, phrases)
        case Abstention():
            return _with_suggestions(phrases.out_of_scope, outcome, phrases)


def told(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return an entry that answers, with its words in block quotations and where they stand."""
    draft = _Draft()
    if entry.kind == "fact":
        draft.add(entry.text).add("\n\n")
        for citation in entry.citations:
            draft.add(citation.exact, "blockquote").add("\n")
    else:
        draft.add(entry.text, "blockquote").add("\n")
    if entry.speaker is not None:
        draft.add("— ").add(_attribution(entry.speaker, phrases)).add("\n")
    draft.add(_place(entry.citations, edition.story_of(entry), phrases), "italic")
    return draft.reply()


def quote(entry: Entry, choice: str, edition: Edition, phrases: Phrases) -> Reply:
    """Return one quote of those that `choice` selects, with a button to the next one.

    Args:
        entry: A quote.
        choice: Empty for all quotes, else the key of one of `choices`.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    chosen = choices(edition).get(choice)
    entries = chosen.entries if chosen is not None else quotes(edition)
    reply = told(entry, edition, phrases)
    if entry not in entries or len(entries) < 2:
        return reply
    number = entries.index(entry)
    following = entries[(number + 1) % len(entries)]
    draft = _Draft(reply).add(
        " · " + phrases.count.format(number=number + 1, total=len(entries)), "italic"
    )
    button = Button(phrases.next_quote, ShowQuote(following.id, choice))
    return draft.reply(((button,),))


@dataclass(frozen=True, slots=True)
class Choice:
    """Quotes that belong together.

    Attributes:
        key: Eight hexadecimal digits, the same in every edition.
        label: The topic, or the speaker's name.
        names: What a reader may call it.
        entries: The quotes, in the order of the story.
    """

    key: str
    label: str
    names: tuple[str, ...]
    entries: tuple[Entry, ...]


def quotes(edition: Edition) -> tuple[Entry, ...]:
    """Return all quotes that are on air, in the order of the story."""
    return tuple(e for e in edition.entries if e.kind == "quote" and e.withdrawn is None)


def choices(edition: Edition) -> dict[str, Choice]:
    """Return the topics and the speakers that have quotes, by key."""
    found: dict[str, Choice] = {}
    for entry in quotes(edition):
        groups: list[tuple[str, str, tuple[str, ...]]] = [
            (topic, f"topic {topic}", (topic,)) for topic in entry.topics
        ]
        if entry.speaker is not None:
            speaker, story = entry.speaker, edition.story_of(entry)
            groups.append(
                (
                    speaker.name,
                    f"speaker {story.id} {speaker.id}",
                    (speaker.name, *speaker.name.split(), *speaker.also),
                )
            )
        for label, name, names in groups:
            key = _key(name)
            before = found[key].entries if key in found else ()
            found[key] = Choice(key, label, names, (*before, entry))
    return found


def find_quotes(asked: str, edition: Edition, phrases: Phrases) -> Reply:
    """Return the first quote on what a reader asked for; the first of all for an empty string.

    Args:
        asked: A topic, a speaker or any words, typos and all.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    every = quotes(edition)
    if not every:
        return Reply(phrases.no_quotes)
    if not asked.strip():
        return quote(every[0], "", edition, phrases)
    wanted = " ".join(words(asked))
    named = [
        (DamerauLevenshtein.normalized_similarity(wanted, " ".join(words(name))), choice)
        for choice in choices(edition).values()
        for name in choice.names
    ]
    likeness, choice = max(named, key=lambda pair: pair[0], default=(0.0, None))
    if choice is not None and likeness >= _SAME_NAME:
        return quote(choice.entries[0], choice.key, edition, phrases)
    ranked = edition.matcher.match(asked).candidates
    for candidate in ranked:
        entry = edition.entry(candidate.id)
        if entry in every and candidate.evidence.text > 0.5:
            return quote(entry, "", edition, phrases)
    return Reply(
        phrases.no_such_quote,
        buttons=tuple(
            (Button(choice.label, ShowQuote(choice.entries[0].id, choice.key)),)
            for choice in list(choices(edition).values())[:_MOST_BUTTONS]
        ),
    )


def summary(
    story: Story, length: Literal["short", "long"], edition: Edition, phrases: Phrases
) -> Reply:
    """Return the summary of a story: editors' sentences, each with its paragraphs.

    Buttons lead to the other summary, and to those of the edition's other stories.
    """
    sentences = story.summary_short if length == "short" else story.summary_long
    draft = _Draft().add(story.headline or phrases.summary, "bold").add("\n\n")
    for sentence in sentences:
        draft.add(sentence.text).add(" ")
        draft.add(f"[{_numbers(sentence.citations)}]", "italic").add("\n")
    draft.add("\n").add(_origin(story), "italic")
    other: Literal["short", "long"] = "long" if length == "short" else "short"
    label = phrases.longer if length == "short" else phrases.shorter
    others = [
        (Button(each.headline or each.id, ShowSummary(each.id, "short")),)
        for each in edition.content.stories
        if each.id != story.id
    ]
    return draft.reply(((Button(label, ShowSummary(story.id, other)),), *others))


def topics(edition: Edition, phrases: Phrases) -> Reply:
    """Return the topics as buttons, in the order in which the story has them."""
    names = list(dict.fromkeys(t for entry in edition.entries for t in entry.topics))
    if not names:
        return Reply(phrases.no_topics, buttons=_questions(edition.openers[:_MOST_BUTTONS]))
    buttons = [Button(name, ShowTopic(_key(f"topic {name}"))) for name in names[:_MOST_BUTTONS]]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    return Reply(phrases.topics, buttons=rows)


def topic(key: str, edition: Edition, phrases: Phrases) -> Reply | None:
    """Return the questions of the topic with this key, or None when there is no such topic."""
    for name in dict.fromkeys(t for entry in edition.entries for t in entry.topics):
        if _key(f"topic {name}") == key:
            entries = [e for e in edition.entries if name in e.topics and e.withdrawn is None]
            return Reply(
                phrases.topic.format(topic=name), buttons=_questions(entries[:_MOST_BUTTONS])
            )
    return None


def source(edition: Edition, phrases: Phrases) -> Reply:
    """Return where each story is from, as far as the editors know."""
    draft = _Draft().add(phrases.source, "bold")
    for story in edition.content.stories:
        draft.add("\n\n")
        if story.headline:
            draft.add(story.headline, "bold").add("\n")
        for known in (story.byline, _origin(story), story.published):
            if known:
                draft.add(known).add("\n")
        if story.canonical_url:
            draft.add(story.canonical_url, "link", story.canonical_url)
        else:
            draft.add(phrases.no_url)
    return draft.reply()


def too_long(question: str, phrases: Phrases) -> Reply:
    """Return what a reader is told whose question is not read because of its length."""
    said = phrases.too_long.format(length=len(question), limit=MAX_QUESTION_CHARACTERS)
    return Reply(said)


def start(edition: Edition, phrases: Phrases) -> Reply:
    """Return the first screen: what this is, and four questions to begin with."""
    return Reply(phrases.start, buttons=_questions(edition.openers[:4]))


def _with_suggestions(said: str, outcome: Abstention, phrases: Phrases) -> Reply:
    if not outcome.suggestions:
        return Reply(said)
    return Reply(f"{said}\n\n{phrases.try_these}", buttons=_questions(outcome.suggestions))


def _questions(entries: Iterable[Entry]) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(entry.questions[0], ShowEntry(entry.id)),) for entry in entries)


def _attribution(speaker: Speaker, phrases: Phrases) -> str:
    if not speaker.role:
        return phrases.said_without_role.format(name=speaker.name)
    return phrases.said.format(name=speaker.name, role=speaker.role)


def _place(citations: Sequence[Citation], story: Story, phrases: Phrases) -> str:
    several = len({citation.paragraph for citation in citations}) > 1
    pattern = phrases.paragraphs if several else phrases.paragraph
    return f"{pattern.format(numbers=_numbers(citations))} · {_origin(story)}"


def _numbers(citations: Sequence[Citation]) -> str:
    return ", ".join(map(str, sorted({citation.paragraph for citation in citations})))


def _origin(story: Story) -> str:
    """Return dateline and publisher; news agencies print themselves into the dateline."""
    if not story.dateline:
        return story.publisher
    if story.publisher in story.dateline:
        return story.dateline
    return f"{story.dateline}, {story.publisher}"


def _key(name: str) -> str:
    return f"{crc32(name.encode()):08x}"


class _Draft:
    """A reply in the making: text is added at the end, styled or not."""

    def __init__(self, begun: Reply | None = None) -> None:
        self._text = begun.text if begun else ""
        self._spans = list(begun.spans) if begun else []

    def add(self, text: str, style: Style | None = None, url: str | None = None) -> "_Draft":
        if style is not None and text:
            self._spans.append(Span(style, len(self._text), len(self._text) + len(text), url))
        self._text += text
        return self

    def reply(self, buttons: tuple[tuple[Button, ...], ...] = ()) -> Reply:
        return Reply(self._text, tuple(self._spans), buttons)
