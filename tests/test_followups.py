"""Small follow-ups: another quotation, who, a lone question word, a pronoun."""

from itertools import cycle
from pathlib import Path

import pytest

from bot import followups
from bot.content import load
from bot.desk import Abstention, Answer, Desk, Edition, Outcome, Suggestion
from tests.conftest import LINDQVIST, edition_of, entry

CONTENT = Path(__file__).parents[1] / "content"


@pytest.fixture(scope="session")
def first_story() -> Edition:
    content, problems = load(CONTENT)
    assert problems == []
    return Edition(content)


def told(outcome: Outcome | None) -> str | tuple[str, ...] | None:
    """Return the id of what is told, the ids of what is offered, or None for no follow-up."""
    if isinstance(outcome, Suggestion):
        return tuple(entry.id for entry in outcome.entries)
    return outcome.entry.id if outcome and outcome.entry else None


def after(last: str, question: str, edition: Edition) -> Outcome | None:
    entry = edition.entry(last)
    assert entry is not None
    return followups.answer(question, entry, edition)


@pytest.mark.parametrize(
    "question",
    [
        "what else did she say?", "What else?", "and what else", "ok, anything else?", "more",
        "tell me more please", "another quote", "что ещё он сказал", "А что еще?", "ещё", "дальше",
        "她还说了什么", "他还说了什么？", "还有呢", "更多",
    ],
)  # fmt: skip
def test_more_is_the_next_quotation_of_the_same_speaker(question: str, edition: Edition) -> None:
    outcome = after("cause", question, edition)

    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "minutes"
    assert outcome.question == question


def test_after_the_last_quotation_the_first_comes_again(edition: Edition) -> None:
    assert told(after("minutes", "what else", edition)) == "cause"


def test_given_no_other_quotation_of_this_speaker_then_the_desk_answers(edition: Edition) -> None:
    assert after("rebuild", "what else did he say", edition) is None


def test_a_quotation_that_was_withdrawn_is_passed_over() -> None:
    quotes = [
        entry("cause", "quote", ["why"], "The fire began", speaker=LINDQVIST),
        entry("cable", "quote", ["how"], "an electric cable", speaker=LINDQVIST, withdrawn="no"),
        entry("minutes", "quote", ["so"], "We were there", speaker=LINDQVIST),
    ]

    assert told(after("cause", "what else", edition_of(*quotes))) == "minutes"


def test_after_a_fact_about_one_speaker_more_is_a_quotation_of_that_speaker(
    first_story: Edition,
) -> None:
    assert told(after("sergeev-role", "what else did he say", first_story)) == (
        "science-and-high-tech"
    )
    assert after("story-date", "what else did he say", first_story) is None


@pytest.mark.parametrize(
    "question",
    ["who is he", "and who's that?", "who said that", "кто это сказал?", "он кто", "他是谁",
     "这是谁说的"],
)  # fmt: skip
def test_who_is_asked_of_the_last_speaker_in_the_language_of_the_story(
    question: str, first_story: Edition
) -> None:
    outcome = after("new-modern-level", question, first_story)

    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "sergeev-role"


def test_given_nothing_on_a_speaker_then_who_tells_the_quotation_again_with_its_speaker(
    edition: Edition,
) -> None:
    outcome = after("rebuild", "who said that?", edition)

    assert isinstance(outcome, Answer)
    assert outcome.entry.id == "rebuild"
    assert after("council", "who said that?", edition) is None


@pytest.mark.parametrize(
    ("last", "question", "entry_id"),
    [
        ("year-emphasis", "when?", "innovation-year"),
        ("year-emphasis", "а когда?", "innovation-year"),
        ("year-emphasis", "什么时候", "innovation-year"),
        ("very-significant-progress", "when was that", "china-progress"),
        ("year-significance", "but why?", "year-emphasis"),
        ("year-significance", "почему", "year-emphasis"),
        ("year-significance", "为什么", "year-emphasis"),
    ],
)
def test_a_lone_question_word_is_asked_about_the_last_entry(
    last: str, question: str, entry_id: str, first_story: Edition
) -> None:
    outcome = after(last, question, first_story)

    assert isinstance(outcome, Answer)
    assert outcome.entry.id == entry_id


@pytest.mark.parametrize(
    ("last", "question", "offered"),
    [
        ("virology-center", "when?", "center-when"),
        ("virology-center", "где это", "center-where"),
        ("virology-center", "how much", "center-details"),
        ("very-important-for-us", "why?", "how-china-does-it"),
        ("sergeev-role", "since when", "sergeev-since"),
    ],
)
def test_given_no_sure_answer_then_a_lone_question_word_offers_what_is_beside(
    last: str, question: str, offered: str, first_story: Edition
) -> None:
    outcome = after(last, question, first_story)

    assert isinstance(outcome, Suggestion)
    assert offered in [entry.id for entry in outcome.entries]
    assert last not in [entry.id for entry in outcome.entries]
    assert outcome.question == question


def test_lone_question_words_are_answered_only_beside_the_last_entry(
    first_story: Edition,
) -> None:
    """6 of 304 are answered; for the others readers choose."""
    words = ("why?", "when?", "where?", "how much?")
    answered = [
        (last.id, word, outcome.entry.id)
        for last in first_story.entries
        for word in words
        for outcome in [followups.answer(word, last, first_story)]
        if isinstance(outcome, Answer)
    ]

    assert answered == [
        ("innovation-year", "why?", "year-emphasis"),
        ("year-significance", "why?", "year-emphasis"),
        ("year-emphasis", "when?", "innovation-year"),
        ("very-significant-progress", "when?", "china-progress"),
        ("virology-focus", "why?", "pandemic-virology"),
        ("example-for-russia", "why?", "china-example"),
    ]


def test_a_pronoun_is_the_last_speaker(edition: Edition) -> None:
    question = "what did he say about the harbour"

    of_okafor = after("rebuild", question, edition)
    by_itself = Desk(edition).answer(question)

    assert isinstance(of_okafor, Answer)
    assert of_okafor.entry.id == "rebuild"
    assert of_okafor.question == question
    assert isinstance(by_itself, Suggestion)


def test_what_is_not_known_of_the_last_speaker_is_not_told_of_another(edition: Edition) -> None:
    asked_of_lindqvist = after("cause", "how old is she?", edition)
    asked_of_okafor = after("rebuild", "how old is he?", edition)
    by_itself = Desk(edition).answer("how old is he?")

    assert told(by_itself) == "age"
    assert isinstance(by_itself, Abstention)
    assert isinstance(asked_of_lindqvist, Suggestion)
    assert asked_of_okafor is None  # the desk says it


@pytest.mark.parametrize(
    ("last", "question"),
    [
        pytest.param("cause", "what did Okafor say about her", id="somebody is named"),
        pytest.param("cause", "what did he say", id="nothing but a pronoun"),
        pytest.param("council", "how old is he?", id="nobody spoke last"),
        pytest.param("cause", "will he rebuild the harbour?", id="the desk is sure of another"),
        pytest.param("cause", "How many boats were destroyed?", id="a phrasing"),
        pytest.param("cause", "why did the harbour burn", id="a question that is whole"),
        pytest.param("cause", "is it expensive?", id="it is no speaker"),
        pytest.param("cause", "其他消息呢", id="another word with the same character"),
        pytest.param("cause", "", id="nothing"),
        pytest.param("cause", "why " * 200, id="very long"),
    ],
)
def test_a_question_that_stands_by_itself_is_no_follow_up(
    last: str, question: str, edition: Edition
) -> None:
    assert after(last, question, edition) is None


def test_an_entry_that_is_no_longer_on_air_has_no_follow_ups(edition: Edition) -> None:
    gone = entry("gone", "quote", ["what"], "Nobody was hurt", speaker=LINDQVIST)

    assert followups.answer("what else", gone, edition) is None


def test_an_editors_own_phrasing_is_never_read_as_a_follow_up() -> None:
    quotes = [
        entry("cause", "quote", ["Who is she?"], "The fire began", speaker=LINDQVIST),
        entry("minutes", "quote", ["what else"], "We were there", speaker=LINDQVIST),
    ]

    assert after("cause", "What else?", edition_of(*quotes)) is None


def test_no_question_of_the_first_story_is_changed_by_what_was_told_before(
    first_story: Edition,
) -> None:
    """Of 3,095 phrasings, each with a word added so that it is none, and 425 cases: 0 changed.

    Each is asked after one entry, in turn.
    """
    [story] = first_story.content.stories
    questions = [f"{q} please" for entry in story.entries for q in entry.questions]
    questions += [case.question for case in story.cases]
    desk = Desk(first_story)

    changed = [
        (last.id, question)
        for last, question in zip(cycle(story.entries), questions, strict=False)
        for outcome in [followups.answer(question, last, first_story)]
        if outcome is not None and told(outcome) != told(desk.answer(question))
    ]

    assert len(questions) > 3_500
    assert changed == []
