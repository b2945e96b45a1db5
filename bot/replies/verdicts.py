"""Whether a quotation is real: word for word, altered, or not in the story."""

from collections.abc import Sequence

from bot.content.article import Article, Span
from bot.content.model import Entry, Story
from bot.content.quotation import Altered, NotFound, Piece, Verbatim, Verdict, sentences_around
from bot.desk import Edition, answers, reasons_against
from bot.phrases import Phrases
from bot.replies.entries import attribution, corrected, origin, story_among
from bot.replies.reply import Draft, Reply, questions
from bot.text import words

_MOST_PIECES = (
    60  # Telegram marks a hundred stretches at most; what is not marked seems the story's
)


def verdict(found: Verdict, story: Story, edition: Edition, phrases: Phrases) -> Reply:
    """Return what is told about a quotation that was held against a story.

    Args:
        found: The verdict.
        story: The story that it is about.
        edition: The edition on air.
        phrases: The bot's own words.
    """
    match found:
        case Verbatim(places=places):
            often = phrases.verbatim_often.format(count=len(places))
            draft = Draft().add(phrases.verbatim if len(places) == 1 else often, "bold")
            draft.add("\n\n")
            around = sentences_around(places[0], story.article)
            entry = _words(draft, places[0], around, story, edition, phrases)
            _withdrawn(draft, places, story, phrases)
            corrected(draft, story, phrases)
            return draft.reply(questions([entry] if entry else []))
        case Altered(stretch=stretch, context=context, difference=difference):
            is_same = words(found.words) == words(story.article[stretch])
            said = phrases.same_words if is_same else phrases.altered
            draft = Draft().add(said, "bold").add("\n\n")
            entry = _words(draft, stretch, context, story, edition, phrases)
            if len(difference) <= _MOST_PIECES:
                draft.add("\n\n").add(phrases.difference).add("\n")
                _compare(draft, difference, story.article)
            _withdrawn(draft, [stretch], story, phrases)
            corrected(draft, story, phrases)  # it may have had these words before
            return draft.reply(questions([entry] if entry else []))
        case NotFound():
            said = f"{phrases.not_found}\n\n{phrases.try_these}"
            return Reply(said, buttons=questions(edition.openers[:3]))


def _compare(draft: Draft, difference: Sequence[Piece], article: Article) -> None:
    """Add both wordings in one: what was put in the place of something comes before it."""
    for before, piece, following in zip(
        [None, *difference], difference, [*difference[1:], None], strict=False
    ):
        stands = article[piece.stands]
        if piece.change == "same":
            draft.add(stands)
        elif piece.change == "missing":
            if following is not None and following.change == "added":
                draft.add(following.pasted, "strikethrough")
                draft.add("" if following.pasted.endswith(" ") else " ")
            draft.add(stands, "underline")
        elif before is None or before.change == "same":
            draft.add(piece.pasted, "strikethrough")


def _words(
    draft: Draft, words: Span, shown: Span, story: Story, edition: Edition, phrases: Phrases
) -> Entry | None:
    """Add a stretch of the article with who says it and where, and return who cites it."""
    article = story.article
    begun = draft.length - shown.start
    draft.add(article[shown], "blockquote").add("\n")
    if shown != words:  # part of a sentence, which may say something else as a whole
        draft.mark("bold", begun + words.start, begun + words.end)
    citing = [
        (entry, citation)
        for entry in story.entries
        for citation in entry.citations
        if answers(entry) and Span(citation.start, citation.end).meets(words)
    ]
    # A quote that holds all of the words says whose they are.
    words = _bare(words, article.text)
    for entry, citation in citing:
        holds = Span(citation.start, citation.end).holds(words)
        if holds and entry.kind == "quote" and entry.speaker is not None:
            draft.add("— ").add(attribution(entry.speaker, phrases)).add("\n")
            break
    first, last = article.paragraph_at(words.start), article.paragraph_at(words.end - 1)
    number = phrases.paragraph.format(numbers=first)
    if last > first:
        number = phrases.paragraphs.format(numbers=f"{first}–{last}")
    where = [number, *story_among(story, edition, phrases)]
    draft.add(" · ".join([*where, origin(story)]), "italic")
    return citing[0][0] if citing else None


def _withdrawn(draft: Draft, places: Sequence[Span], story: Story, phrases: Phrases) -> None:
    """Add why the editors withdrew what cites these words, each reason in a line of its own.

    That the words stand in the story stays true; that the editors stand by them does not.
    """
    for reason in reasons_against(places, story):
        draft.add("\n").add(phrases.words_withdrawn.format(reason=reason), "italic")


def _bare(words: Span, text: str) -> Span:
    """Return a stretch without the signs around it, such as quotation marks."""
    letters = [i for i in range(words.start, words.end) if text[i].isalnum()]
    return Span(letters[0], letters[-1] + 1) if letters else words
