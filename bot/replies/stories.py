"""What is told about stories as a whole: how to begin, summaries, topics, where they are from."""

from collections.abc import Sequence

from bot.content.model import Sentence, Story
from bot.desk import Edition, answers, reasons_against
from bot.phrases import PHRASES, Phrases
from bot.replies.entries import corrected, name_of, numbers, origin
from bot.replies.quotes import key_of
from bot.replies.reply import (
    MOST_BUTTONS,
    Button,
    ChooseLanguage,
    Draft,
    Length,
    Reply,
    ShowStory,
    ShowSummary,
    ShowTopic,
    questions,
)

_OPENERS = 4
_MOST_OF_A_TOPIC = 10


def start(edition: Edition, phrases: Phrases) -> Reply:
    """Return the first screen: what this is, and four questions, or the stories to choose from."""
    stories = edition.content.stories
    if len(stories) == 1:
        [story] = stories
        draft = Draft().add(phrases.start).add("\n\n").add(story.headline or origin(story), "bold")
        for sentence in _standing(story.summary_short, story)[:1]:
            draft.add("\n").add(sentence.text)
        return draft.reply(questions(edition.openers[:_OPENERS]))
    buttons = [(Button(name_of(story), ShowStory(story.id)),) for story in stories[:MOST_BUTTONS]]
    return Reply(phrases.start_several, buttons=tuple(buttons))


def start_of(story: Story, edition: Edition, phrases: Phrases) -> Reply:
    """Return how to begin with one story of several."""
    openers = [entry for entry in edition.openers if edition.story_of(entry) == story]
    rest = [entry for entry in story.entries if answers(entry) and entry not in openers]
    more = (
        Button(phrases.summary, ShowSummary(story.id, "short")),
        Button(phrases.all_stories, ShowStory("")),
    )
    return Reply(
        phrases.start_story.format(story=name_of(story)),
        buttons=(*questions([*openers, *rest][:_OPENERS]), more),
    )


def summary(story: Story, length: Length, edition: Edition, phrases: Phrases) -> Reply:
    """Return the summary of a story: editors' sentences, each with its paragraphs.

    A sentence that rests on words of a withdrawn entry is left out.
    Buttons lead to the other summary, and to those of the edition's other stories.
    """
    sentences = story.summary_short if length == "short" else story.summary_long
    draft = Draft().add(story.headline or phrases.summary, "bold").add("\n\n")
    standing = _standing(sentences, story)
    if not standing:
        draft.add(phrases.summary_withdrawn).add("\n")
    for sentence in standing:
        draft.add("• ").add(sentence.text).add(" ")
        draft.add(f"[{numbers(sentence.citations)}]", "italic").add("\n")
    corrected(draft.add("\n").add(origin(story), "italic"), story, phrases)
    other: Length = "long" if length == "short" else "short"
    label = phrases.longer if length == "short" else phrases.shorter
    others = [
        (Button(name_of(each), ShowSummary(each.id, "short")),)
        for each in edition.content.stories
        if each.id != story.id
    ]
    return draft.reply(((Button(label, ShowSummary(story.id, other)),), *others))


def _standing(sentences: Sequence[Sentence], story: Story) -> list[Sentence]:
    """Return the sentences that rest on no words of an entry that was withdrawn."""
    return [one for one in sentences if not reasons_against(one.citations, story)]


def topics(edition: Edition, phrases: Phrases) -> Reply:
    """Return the topics as buttons, in the order in which the story has them."""
    names = list(dict.fromkeys(t for entry in edition.entries for t in entry.topics))
    if not names:
        return Reply(phrases.no_topics, buttons=questions(edition.openers[:MOST_BUTTONS]))
    buttons = [Button(name, ShowTopic(key_of(f"topic {name}"))) for name in names[:MOST_BUTTONS]]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    return Reply(phrases.topics, buttons=rows)


def topic(key: str, edition: Edition, phrases: Phrases) -> Reply | None:
    """Return the questions of the topic with this key, or None when there is no such topic.

    An empty key is for all topics.
    """
    if not key:
        return topics(edition, phrases)
    for name in dict.fromkeys(t for entry in edition.entries for t in entry.topics):
        if key_of(f"topic {name}") == key:
            entries = [e for e in edition.entries if name in e.topics and e.withdrawn is None]
            entries.sort(key=lambda entry: not answers(entry))  # what it tells comes first
            asked = questions(entries[:_MOST_OF_A_TOPIC])
            back = (Button(phrases.all_topics, ShowTopic("")),)
            return Reply(phrases.topic.format(topic=name), buttons=(*asked, back))
    return None


def source(edition: Edition, phrases: Phrases) -> Reply:
    """Return where each story is from, as far as the editors know."""
    draft = Draft().add(phrases.source, "bold")
    for story in edition.content.stories:
        draft.add("\n\n")
        if story.headline:
            draft.add(story.headline, "bold").add("\n")
        for known in (story.byline, origin(story), story.published):
            if known:
                draft.add(known).add("\n")
        if story.corrections:
            date = story.corrections[-1].date
            draft.add(phrases.corrected.format(date=date)).add("\n")
        if story.canonical_url:
            draft.add(story.canonical_url, "link", story.canonical_url)
        else:
            draft.add(phrases.no_url)
    return draft.reply()


def corrections(edition: Edition, phrases: Phrases) -> Reply:
    """Return what was corrected in each story, the newest first."""
    stories = [story for story in edition.content.stories if story.corrections]
    if not stories:
        return Reply(phrases.no_corrections)
    draft = Draft().add(phrases.corrections, "bold")
    for story in stories:
        draft.add("\n")
        if len(edition.content.stories) > 1:
            draft.add("\n").add(name_of(story), "bold")
        for correction in reversed(story.corrections):
            draft.add(f"\n• {correction}")
    return draft.reply()


def languages(phrases: Phrases) -> Reply:
    """Return the languages that the bot speaks, each in its own, to choose from."""
    buttons = tuple(
        Button(("✓ " if each is phrases else "") + each.language_name, ChooseLanguage(code))
        for code, each in PHRASES.items()
    )
    return Reply(phrases.choose_language, buttons=(buttons,))
