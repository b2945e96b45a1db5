"""Whether a quotation is real: word for word, altered, or not in the story."""

from bot.content.article import Span
from bot.content.model import Entry, Story
from bot.content.quotation import Altered, NotFound, Verbatim, Verdict, sentences_around
from bot.desk import Edition, answers
from bot.phrases import Phrases
from bot.replies.entries import attribution, origin, story_among
from bot.replies.reply import Draft, Reply, questions


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
            return draft.reply(questions([entry] if entry else []))
        case Altered(stretch=stretch, context=context, difference=difference):
            draft = Draft().add(phrases.altered, "bold").add("\n\n")
            entry = _words(draft, stretch, context, story, edition, phrases)
            draft.add("\n\n").add(phrases.difference).add("\n")
            for piece in difference:
                match piece.change:
                    case "added":
                        draft.add(piece.pasted, "strikethrough")
                    case "missing":
                        draft.add(story.article[piece.stands], "underline")
                    case "same":
                        draft.add(story.article[piece.stands])
            return draft.reply(questions([entry] if entry else []))
        case NotFound():
            return Reply(phrases.not_found, buttons=questions(edition.openers[:3]))


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
    number = article.paragraph_at(words.start)
    where = [phrases.paragraph.format(numbers=number), *story_among(story, edition, phrases)]
    draft.add(" · ".join([*where, origin(story)]), "italic")
    return citing[0][0] if citing else None


def _bare(words: Span, text: str) -> Span:
    """Return a stretch without the signs around it, such as quotation marks."""
    letters = [i for i in range(words.start, words.end) if text[i].isalnum()]
    return Span(letters[0], letters[-1] + 1) if letters else words
