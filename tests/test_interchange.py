"""The two public JSON shapes, key by key."""

import json
from dataclasses import replace

import pytest

from bot.desk import Abstention, Desk, Edition, Outcome, Suggestion
from bot.interchange import edition_as_json, outcome_as_json
from tests.conftest import ARTICLE, ENTRIES, edition_of

WORDS = "The fire began in an electric cable under the quay"
CAUSE = {
    "id": "cause",
    "kind": "quote",
    "text": WORDS,
    "citations": [
        {
            "paragraph": 2,
            "exact": WORDS,
            "start": ARTICLE.text.index(WORDS),
            "end": ARTICLE.text.index(WORDS) + len(WORDS),
        }
    ],
}
AGE = {
    "id": "age",
    "kind": "not_reported",
    "text": "The story gives no age for Tomas Okafor.",
    "citations": [],
}
BOATS_ASKED = {"id": "boats", "question": "How many boats were destroyed?", "paragraphs": [1, 4]}


def test_an_answer_has_its_entry_with_citations_and_nothing_else(edition: Edition) -> None:
    outcome = Desk(edition).answer("What caused the fire?")

    found = outcome_as_json(outcome, edition, "en")

    assert outcome.match is not None
    assert found == {
        "question": "What caused the fire?",
        "outcome": "answer",
        "reason": None,
        "language": "en",
        "score": round(outcome.match.score, 1),
        "threshold": edition.matcher.threshold,
        "answer": CAUSE,
        "suggestions": [],
    }


def test_suggestions_have_their_question_and_their_paragraphs(edition: Edition) -> None:
    boats, cause = edition.entry("boats"), edition.entry("cause")
    assert boats is not None
    assert cause is not None
    outcome = Suggestion("fire", (boats, cause), edition.matcher.match("fire"))

    found = outcome_as_json(outcome, edition, "en")

    assert (found["outcome"], found["reason"], found["answer"]) == ("suggest", "ambiguous", None)
    assert found["suggestions"] == [
        BOATS_ASKED,
        {"id": "cause", "question": "What caused the fire?", "paragraphs": [2]},
    ]


@pytest.mark.parametrize(
    ("question", "reason", "answer"),
    [
        pytest.param("How old is the mayor?", "not_reported", AGE, id="not_reported"),
        pytest.param("Was anybody hurt?", "withdrawn", None, id="withdrawn"),
        pytest.param("who won the cup final", "out_of_scope", None, id="out_of_scope"),
        pytest.param("hello", "smalltalk", None, id="smalltalk"),
    ],
)
def test_an_abstention_has_its_reason_and_what_the_editors_say(
    edition: Edition, question: str, reason: str, answer: object
) -> None:
    outcome = Desk(edition).answer(question)

    found = outcome_as_json(outcome, edition, "en")

    assert (found["outcome"], found["reason"], found["answer"]) == ("abstain", reason, answer)
    assert [s.keys() for s in found["suggestions"]] == [
        {"id", "question", "paragraphs"} for _ in found["suggestions"]
    ]
    assert found["suggestions"]


def test_when_nothing_was_looked_up_the_score_is_nought_and_the_threshold_is_there(
    edition: Edition,
) -> None:
    outcome = Abstention("hello", "smalltalk", None, None, (), None)

    found = outcome_as_json(outcome, edition, "en")

    assert (found["score"], found["threshold"]) == (0.0, edition.matcher.threshold)


@pytest.mark.parametrize("question", ["What caused the fire?", "fire", "hello", "cup", "age?"])
def test_numbers_are_numbers_of_one_decimal(edition: Edition, question: str) -> None:
    outcome: Outcome = Desk(edition).answer(question)

    found = json.loads(json.dumps(outcome_as_json(outcome, edition, "en")))

    assert isinstance(found["score"], float)
    assert isinstance(found["threshold"], float)
    assert found["score"] == round(found["score"], 1)


def test_the_edition_has_its_digest_and_of_each_story_what_is_known(edition: Edition) -> None:
    found = edition_as_json(edition)

    assert found.keys() == {"digest", "stories"}
    assert found["digest"] == edition.digest
    [story] = found["stories"]
    assert {key: value for key, value in story.items() if key != "entries"} == {
        "id": "harbour-fire",
        "dateline": "SALTBY, March 3 (Harbour Post)",
        "publisher": "Harbour Post",
        "language": "en",
        "headline": "Fire in the old harbour",
        "byline": "By Ida Holm",
        "published": "2026-03-03",
        "canonical_url": "https://harbour-post.example/fire",
    }


def test_every_entry_is_there_with_everything_that_it_can_tell(edition: Edition) -> None:
    [story] = edition_as_json(edition)["stories"]

    assert [entry["id"] for entry in story["entries"]] == [e.id for e in edition.entries]
    assert story["entries"][0] == {
        **CAUSE,
        "questions": [
            "What caused the fire?",
            "how did the fire start",
            "why did the harbour burn",
        ],
        "topics": ["the fire"],
        "speaker": {"id": "lindqvist", "name": "Mara Lindqvist", "role": "fire chief"},
        "withdrawn": None,
    }
    assert story["entries"][-1] == {
        **AGE,
        "questions": ["How old is the mayor?", "what is the age of Okafor"],
        "topics": [],
        "speaker": None,
        "withdrawn": None,
    }


def test_an_entry_that_was_taken_down_says_so(edition: Edition) -> None:
    [story] = edition_as_json(edition)["stories"]

    found = {entry["id"]: entry["withdrawn"] for entry in story["entries"] if entry["withdrawn"]}

    assert found == {"hurt": "the hospital has called since"}


def test_every_citation_is_the_slice_that_it_names(edition: Edition) -> None:
    [story] = edition_as_json(edition)["stories"]

    cited = [citation for entry in story["entries"] for citation in entry["citations"]]

    assert [c["exact"] for c in cited] == [ARTICLE.text[c["start"] : c["end"]] for c in cited]
    assert len(cited) == 7


def test_a_draft_is_marked_and_nothing_else_is() -> None:
    cause, council = ENTRIES[0], replace(ENTRIES[4], is_draft=True)

    [story] = edition_as_json(edition_of(cause, council))["stories"]

    assert [entry.get("draft") for entry in story["entries"]] == [None, True]
