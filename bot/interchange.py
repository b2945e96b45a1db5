"""The two public JSON shapes: an outcome of the desk, and the edition on air.

Other programs read them: a key may be added, but none is renamed, removed or given another
meaning. Offsets count characters of the stored article from 0; paragraphs count from 1.
"""

from collections.abc import Iterable
from typing import Any

from bot.content.model import Citation, Entry, Speaker, Story
from bot.desk import Abstention, Answer, Edition, Outcome, Suggestion

_OUTCOMES = {Answer: "answer", Suggestion: "suggest", Abstention: "abstain"}
_OPTIONAL = ("headline", "byline", "published", "updated", "canonical_url")


def outcome_as_json(outcome: Outcome, edition: Edition, language: str) -> dict[str, Any]:
    """Return what a question came to, as one JSON object.

    Args:
        outcome: The desk's.
        edition: The edition that it came from.
        language: Of the bot's own words, BCP 47.

    Returns:
        `question`: as it was asked.
        `outcome`: "answer", "suggest" or "abstain".
        `reason`: why there is no answer: "out_of_scope", "not_reported", "ambiguous",
        "withdrawn" or "smalltalk"; null for an answer.
        `language`: as given.
        `score`: of the best entry, in [0, 100], one decimal; 0.0 when nothing was looked up.
        `threshold`: the score from which on there is an answer.
        `answer`: `id`, `kind`, `text` and `citations` (see `edition_as_json`) of the entry that is
        told; for "not_reported" what the editors say to it, with no citation; null otherwise.
        `suggestions`: what can be asked instead, the best first, each with `id`, `question` and
        `paragraphs` (numbers, ascending).
    """
    told: Entry | None = None
    suggestions: tuple[Entry, ...] = ()
    reason: str | None = None
    match outcome:
        case Answer(entry=told):
            pass
        case Suggestion(entries=suggestions, reason=reason):
            pass
        case Abstention(reason="not_reported", entry=told, suggestions=suggestions):
            reason = "not_reported"
        case Abstention(reason=reason, suggestions=suggestions):
            pass
    return {
        "question": outcome.question,
        "outcome": _OUTCOMES[type(outcome)],
        "reason": reason,
        "language": language,
        "score": round(outcome.match.score, 1) if outcome.match else 0.0,
        "threshold": edition.matcher.threshold,
        "answer": told and _told(told),
        "suggestions": [
            {
                "id": entry.id,
                "question": entry.questions[0],
                "paragraphs": sorted({citation.paragraph for citation in entry.citations}),
            }
            for entry in suggestions
        ],
    }


def edition_as_json(edition: Edition) -> dict[str, Any]:
    """Return everything that the edition can tell, as one JSON object.

    Returns:
        `digest`: of the files it was read from, 64 hexadecimal digits.
        `stories`: each with `id`, `dateline`, `publisher`, `language`; of `headline`, `byline`,
        `published`, `updated` and `canonical_url` those that are known; and `entries`, each with
        `id`; `kind`: "fact", "quote" or "not_reported"; `text`; `questions`: its phrasings, the
        first is canonical; `topics`; `speaker`: `id`, `name` and `role`, or null; `withdrawn`:
        what readers are told instead, or null; `citations`, each with `paragraph`, `exact`,
        `start` and `end`, where `exact == article[start:end]`; and `draft`: true, in those only
        that are not on air until an editor has looked at them.
    """
    return {
        "digest": edition.digest,
        "stories": [_story(story) for story in edition.content.stories],
    }


def _story(story: Story) -> dict[str, Any]:
    known = {key: value for key in _OPTIONAL if (value := getattr(story, key)) is not None}
    return {
        "id": story.id,
        "dateline": story.dateline,
        "publisher": story.publisher,
        "language": story.language,
        **known,
        "entries": [
            {
                **_told(entry),
                "questions": list(entry.questions),
                "topics": list(entry.topics),
                "speaker": entry.speaker and _speaker(entry.speaker),
                "withdrawn": entry.withdrawn,
                **({"draft": True} if story.is_draft or entry.is_draft else {}),
            }
            for entry in story.entries
        ],
    }


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "text": entry.text,
        "citations": _citations(entry.citations),
    }


def _citations(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {"paragraph": c.paragraph, "exact": c.exact, "start": c.start, "end": c.end}
        for c in citations
    ]


def _speaker(speaker: Speaker) -> dict[str, str]:
    return {"id": speaker.id, "name": speaker.name, "role": speaker.role}
