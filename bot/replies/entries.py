"""An entry as a reader sees it: its words with who and where, and the paragraph around them."""

from collections.abc import Sequence

from bot.content.article import Span as Stretch
from bot.content.fragment import link
from bot.content.model import Citation, Entry, Speaker, Story
from bot.desk import Edition
from bot.phrases import Phrases
from bot.replies.reply import (
    Button,
    Copy,
    Draft,
    Link,
    Reply,
    Rows,
    ShowAnswer,
    ShowContext,
    ShowEntry,
    ShowQuote,
)


def words_of(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return an entry that answers, without any buttons."""
    draft = Draft()
    if entry.kind == "fact":
        draft.add(entry.text).add("\n\n")
        for citation in entry.citations:
            draft.add(citation.exact, "blockquote").add("\n")
    else:
        draft.add(entry.text, "blockquote").add("\n")
    if entry.speaker is not None:
        draft.add("— ").add(attribution(entry.speaker, phrases)).add("\n")
    draft.add(place(entry.citations, edition.story_of(entry), edition, phrases), "italic")
    return draft.reply()


def handling(
    entry: Entry,
    edition: Edition,
    phrases: Phrases,
    *,
    another: Entry | None = None,
    choice: str | None = None,
) -> Rows:
    """Return the buttons for what can be done with the words of an entry.

    Args:
        entry: One that answers.
        edition: The edition on air.
        phrases: The bot's own words.
        another: Another quote by the same speaker.
        choice: The quotes that are being leafed through, as in `ShowQuote`; None when none are.
    """
    story, first = edition.story_of(entry), entry.citations[0]
    look = [Button(phrases.in_context, ShowContext(entry.id, first.paragraph, choice))]
    if another is not None:
        look.append(Button(phrases.another_quote, ShowEntry(another.id)))
    take = [Button(phrases.copy_quote, Copy(entry.text))] if entry.kind == "quote" else []
    if story.canonical_url:
        stretch = Stretch(first.start, first.end)
        url = link(story.canonical_url, story.article, stretch)
        take.append(Button(phrases.open_source, Link(url)))
    return (tuple(look), tuple(take)) if take else (tuple(look),)


def in_context(
    entry: Entry, number: int, choice: str | None, edition: Edition, phrases: Phrases
) -> Reply | None:
    """Return a paragraph of an entry's story, the words of the entry marked.

    Args:
        entry: One that answers.
        number: Of the paragraph, from 1; None is returned when there is no such paragraph.
        choice: The quotes to go back to, as in `ShowQuote`; None to go back to the answer.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    story = edition.story_of(entry)
    paragraphs = story.article.paragraphs
    if not 1 <= number <= len(paragraphs) or not entry.citations:
        return None
    paragraph = paragraphs[number - 1]
    title = phrases.context.format(number=number, total=len(paragraphs))
    draft = Draft().add(title, "bold").add("\n")
    begun = draft.length
    draft.add(story.article[paragraph], "blockquote").add("\n")
    for citation in entry.citations:
        if paragraph.start <= citation.start and citation.end <= paragraph.end:
            shift = begun - paragraph.start
            draft.mark("bold", citation.start + shift, citation.end + shift)
    draft.add(origin(story), "italic")
    turns = [
        Button(phrase.format(number=other), ShowContext(entry.id, other, choice))
        for phrase, other in (
            (phrases.previous_paragraph, number - 1),
            (phrases.next_paragraph, number + 1),
        )
        if 1 <= other <= len(paragraphs)
    ]
    before = ShowAnswer(entry.id) if choice is None else ShowQuote(entry.id, choice)
    back = (Button(phrases.back, before),)
    return draft.reply((tuple(turns), back) if turns else (back,))


def attribution(speaker: Speaker, phrases: Phrases) -> str:
    """Return who said something, as it stands below a quotation."""
    if not speaker.role:
        return phrases.said_without_role.format(name=speaker.name)
    return phrases.said.format(name=speaker.name, role=speaker.role)


def place(citations: Sequence[Citation], story: Story, edition: Edition, phrases: Phrases) -> str:
    """Return where citations stand: the paragraphs, and the story they are from."""
    several = len({citation.paragraph for citation in citations}) > 1
    pattern = phrases.paragraphs if several else phrases.paragraph
    where = pattern.format(numbers=numbers(citations))
    return " · ".join([where, *story_among(story, edition, phrases), origin(story)])


def corrected(draft: Draft, story: Story, phrases: Phrases) -> Draft:
    """Add the newest correction of a story, in a line of its own, if there is one."""
    if story.corrections:
        newest = story.corrections[-1]
        line = phrases.correction.format(date=newest.date, note=newest.note)
        draft.add("\n").add(line, "italic")
    return draft


def story_among(story: Story, edition: Edition, phrases: Phrases) -> list[str]:
    """Return which story it is, when there are several; else nothing."""
    if len(edition.content.stories) == 1:
        return []
    return [phrases.from_story.format(story=name_of(story))]


def numbers(citations: Sequence[Citation]) -> str:
    """Return the numbers of the paragraphs that hold the citations."""
    return ", ".join(map(str, sorted({citation.paragraph for citation in citations})))


def origin(story: Story) -> str:
    """Return dateline and publisher; news agencies print themselves into the dateline."""
    if not story.dateline:
        return story.publisher
    if story.publisher in story.dateline:
        return story.dateline
    return f"{story.dateline}, {story.publisher}"


def name_of(story: Story) -> str:
    """Return what a story is called among others."""
    return story.headline or story.dateline or story.id
