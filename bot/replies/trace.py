"""Why a question came to what it came to, in an editor's words."""

from collections.abc import Iterator, Sequence

from bot.content.model import Entry
from bot.desk import Abstention, Answer, Edition, Outcome, Suggestion
from bot.matching import Candidate, Match
from bot.matching.calibration import Signs
from bot.matching.comparison import WordMatch

_HOW = {
    "exact": "the same word",
    "stem": "{form}, with another ending",
    "synonym": "{form}, a synonym",
    "typo": "{form}, with a slip",
    "none": "not there",
}


def explained(outcome: Outcome, edition: Edition) -> str:
    """Return the trace of an outcome: what was decided and why, and on what evidence."""
    return "\n".join(_lines(outcome, edition))


def _lines(outcome: Outcome, edition: Edition) -> Iterator[str]:
    match outcome:
        case Answer(entry=entry):
            yield f"Why: answered with '{entry.id}'."
        case Suggestion(entries=entries):
            yield f"Why: not sure which is meant, so suggested {_names(e.id for e in entries)}."
        case Abstention(reason="smalltalk"):
            yield "Why: this is small talk, so nothing was looked up."
        case Abstention(match=None):
            yield "Why: this is too long for a question, so nothing was looked up."
        case Abstention(reason=reason, entry=Entry(id=id_)):
            yield f"Why: no answer ({reason}), as '{id_}' says."
        case Abstention(reason=reason):
            yield f"Why: no answer ({reason})."
    if outcome.match is not None:
        yield from _evidence(outcome.match, edition.matcher.suggest_threshold)


def _evidence(match: Match, suggest_threshold: float) -> Iterator[str]:
    yield (
        f"  score {match.score:.1f}: from {match.threshold:g} on it is an answer, "
        f"from {suggest_threshold:g} on a suggestion"
    )
    if match.signs is not None:
        yield f"  made of: {_signs(match.signs)}"
    for best in (match.candidates or match.vetoed)[:1]:
        ahead = f", {match.margin:.1f} ahead" if match.candidates else ", and withheld"
        yield f"  nearest: '{best.id}', likeness {best.similarity:.1f}{ahead}"
        yield f"  phrasing: {best.phrasing or 'none is like it; the text of the entry is'}"
        yield from _words(best.words)
    if match.candidates[1:]:
        yield "  likeness of the next:"
        yield from (f"    {_candidate(other)}" for other in match.candidates[1:])
    if match.vetoed:
        yield "  withheld by a guard:"
        yield from (f"    {_candidate(c)}: {c.veto}" for c in match.vetoed)


def _signs(signs: Signs) -> str:
    """Return what the score is made of, in percent."""
    parts = [
        (signs.similarity, "like it"),
        (signs.margin, "ahead"),
        (signs.anywhere, "of the question in it"),
        (signs.best, "like its best phrasing"),
        (signs.chance, "likely by all phrasings"),
        (signs.known, "in words that are known"),
        (signs.length, "for its length"),
        *([(signs.meaning, "of like meaning")] if signs.meaning else []),
    ]
    return ", ".join(f"{100 * share:.0f} % {what}" for share, what in parts)


def _words(words: Sequence[WordMatch]) -> Iterator[str]:
    """Yield the words of the question with their share of its weight, in percent."""
    whole = sum(word.weight for word in words)
    if not whole:
        return
    yield "  words of the question, what each weighs, and what is there for it:"
    longest = max(len(word.word) for word in words)
    for word in words:
        share = f"{100 * word.weight / whole:.0f} %"
        yield f"    {word.word:<{longest}}  {share:>5}  {_HOW[word.how].format(form=word.form)}"


def _candidate(candidate: Candidate) -> str:
    return f"{candidate.similarity:5.1f}  {candidate.id}"


def _names(ids: Iterator[str]) -> str:
    return ", ".join(f"'{id_}'" for id_ in ids)
