"""What is told for an outcome of the desk."""

from bot.content.model import Entry
from bot.desk import MAX_QUESTION_CHARACTERS, Abstention, Answer, Edition, Outcome, Suggestion
from bot.phrases import Phrases
from bot.replies.entries import handling, words_of
from bot.replies.quotes import another_quote
from bot.replies.reply import Button, Draft, Rate, Reply, Rows, TellMe, questions
from bot.text import script

_RELATED = 2


def reply_to(outcome: Outcome, edition: Edition, phrases: Phrases) -> Reply:
    """Return what a reader is told for an outcome of the desk."""
    if len(outcome.question) > MAX_QUESTION_CHARACTERS:
        return too_long(outcome.question, phrases)
    match outcome:
        case Answer(entry=entry):
            return told(entry, edition, phrases)
        case Suggestion(entries=entries):
            return Reply(phrases.ambiguous, buttons=questions(entries), tools=_tell_me(phrases))
        case Abstention(reason="smalltalk", small_talk=small_talk, suggestions=suggestions):
            said = small_talk.says if small_talk else phrases.start
            return Reply(said, buttons=questions(suggestions))
        case Abstention(reason="withdrawn", entry=Entry(withdrawn=reason)):
            return _with_suggestions(phrases.withdrawn.format(reason=reason), outcome, phrases)
        case Abstention(reason="not_reported", entry=Entry(text=text)):
            return _with_suggestions(text, outcome, phrases)
        case Abstention():
            said = _other_language(outcome.question, edition, phrases) or phrases.out_of_scope
            return _with_suggestions(said, outcome, phrases)


def told(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return an entry that answers, with its words in block quotations and where they stand."""
    related = [e for e in edition.instead(entry, None, _RELATED + 1) if e != entry][:_RELATED]
    rate = (
        Button(f"👍 {phrases.useful}", Rate("useful", entry.id)),
        Button(f"👎 {phrases.not_asked}", Rate("not_asked", entry.id)),
    )
    another = another_quote(entry, edition)
    more = ((Button(phrases.another_quote, another),),) if another else ()
    tools = (*handling(entry, edition, phrases), *more, *questions(related), rate)
    return Draft(words_of(entry, edition, phrases)).reply(tools=tools)


def rated_down(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return what is said to a reader who asked something else, with other entries to choose."""
    others = [e for e in edition.instead(entry, None, 4) if e != entry][:3]
    return Reply(phrases.sorry_for_answer, buttons=questions(others))


def told_later(question: str, reply: Reply, phrases: Phrases) -> Reply:
    """Return an answer for somebody who asked long ago and waits for it."""
    begun = Draft().add(phrases.told_later.format(question=question)).add("\n\n")
    shift = begun.length
    draft = begun.add(reply.text)
    for span in reply.spans:
        draft.mark(span.style, span.start + shift, span.end + shift, span.url)
    return draft.reply(reply.buttons, reply.tools)


def too_long(question: str, phrases: Phrases) -> Reply:
    """Return what a reader is told whose question is not read because of its length."""
    said = phrases.too_long.format(length=len(question), limit=MAX_QUESTION_CHARACTERS)
    return Reply(said)


def _with_suggestions(said: str, outcome: Abstention, phrases: Phrases) -> Reply:
    tools = _tell_me(phrases)
    if not outcome.suggestions:
        return Reply(said, tools=tools)
    return Reply(
        f"{said}\n\n{phrases.try_these}", buttons=questions(outcome.suggestions), tools=tools
    )


def _tell_me(phrases: Phrases) -> Rows:
    return ((Button(f"🔔 {phrases.tell_me}", TellMe()),),)


def _other_language(question: str, edition: Edition, phrases: Phrases) -> str | None:
    """Return in which language to ask, when the question is in letters that no story is in."""
    asked = script(question)
    language = edition.content.stories[0].language.partition("-")[0].casefold()
    if asked is None or language not in phrases.languages:
        return None
    if any(script(story.article.text) == asked for story in edition.content.stories):
        return None
    return phrases.other_language.format(language=phrases.languages[language])
