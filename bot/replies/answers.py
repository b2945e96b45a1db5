"""What is told for an outcome of the desk."""

from bot.content.model import Entry
from bot.desk import MAX_QUESTION_CHARACTERS, Abstention, Answer, Edition, Outcome, Suggestion
from bot.phrases import Phrases
from bot.replies.entries import corrected, handling, story_among, words_of
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
            said = phrases.ambiguous if len(entries) > 1 else phrases.did_you_mean
            return Reply(said, buttons=questions(entries), tools=_tell_me(phrases))
        case Abstention(reason="smalltalk", small_talk=small_talk, suggestions=suggestions):
            said = small_talk.says if small_talk else phrases.start
            return Reply(said, buttons=questions(suggestions))
        case Abstention(reason="withdrawn", entry=Entry(withdrawn=reason)):
            return _with_suggestions(phrases.withdrawn.format(reason=reason), outcome, phrases)
        case Abstention(reason="not_reported", entry=Entry() as entry):
            story = story_among(edition.story_of(entry), edition, phrases)
            return _with_suggestions(" · ".join([entry.text, *story]), outcome, phrases)
        case Abstention():
            if other := _other_language(outcome.question, edition, phrases):
                begun = f"{other}\n\n{phrases.try_these}"
                return Reply(begun, buttons=questions(outcome.suggestions))
            return _with_suggestions(phrases.out_of_scope, outcome, phrases)


def told(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return an entry that answers, with its words in block quotations and where they stand."""
    related = _others(entry, edition)[:_RELATED]
    rate = (
        Button(f"👍 {phrases.useful}", Rate("useful", entry.id)),
        Button(f"👎 {phrases.not_asked}", Rate("not_asked", entry.id)),
    )
    handled = handling(entry, edition, phrases, another=another_quote(entry, edition))
    tools = (*handled, *questions(related), rate)
    draft = Draft(words_of(entry, edition, phrases))
    return corrected(draft, edition.story_of(entry), phrases).reply(tools=tools)


def rated_down(entry: Entry, edition: Edition, phrases: Phrases) -> Reply:
    """Return what is said to a reader who asked something else, with other entries to choose."""
    others = _others(entry, edition)  # without those that stand below the answer already
    return Reply(phrases.sorry_for_answer, buttons=questions(others[_RELATED:] or others))


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


def _others(entry: Entry, edition: Edition) -> list[Entry]:
    """Return entries that answer, nearest to one first, without it."""
    return [e for e in edition.instead(entry, None, _RELATED + 4) if e != entry]


def _with_suggestions(said: str, outcome: Abstention, phrases: Phrases) -> Reply:
    tools = _tell_me(phrases)
    if not outcome.suggestions:
        return Reply(said, tools=tools)
    return Reply(
        f"{said}\n\n{phrases.try_these}", buttons=questions(outcome.suggestions), tools=tools
    )


def _tell_me(phrases: Phrases) -> Rows:
    return ((Button(f"🔔 {phrases.tell_me}", TellMe()),),)


def is_readable(question: str, edition: Edition) -> bool:
    """Return whether a question is in letters that a story is in, or in none."""
    asked = script(question)
    return asked is None or any(script(s.article.text) == asked for s in edition.content.stories)


def _other_language(question: str, edition: Edition, phrases: Phrases) -> str | None:
    """Return in which language to ask, when the question is in letters that no story is in."""
    language = edition.content.stories[0].language.partition("-")[0].casefold()
    if is_readable(question, edition) or language not in phrases.languages:
        return None
    return phrases.other_language.format(language=phrases.languages[language])
