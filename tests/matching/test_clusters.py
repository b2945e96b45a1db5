"""Which questions ask the same."""

import random
from pathlib import Path

import pytest

from bot.content import load
from bot.desk import Edition, record
from bot.matching import Record
from bot.matching.clusters import clusters
from tests.conftest import STORY

HARBOUR = [record(STORY, entry) for entry in STORY.entries]


def together(*questions: str, synonyms: list[list[str]] | None = None) -> list[set[str]]:
    """Return the groups, each as the questions in it."""
    groups = clusters(questions, HARBOUR, synonyms or [])
    assert sorted(n for group in groups for n in group) == list(range(len(questions)))
    return [{questions[n] for n in group} for group in groups]


def test_wordings_of_one_question_come_together_and_others_stay_apart() -> None:
    groups = together(
        "How much did the boats cost?",
        "who owned the boats",
        "cost of the boats?",
        "what did the boats cost",
        "Who were the owners of the boats?",
        "is there a picture of the fire",
    )

    assert {
        "How much did the boats cost?",
        "cost of the boats?",
        "what did the boats cost",
    } in groups
    assert {"who owned the boats", "Who were the owners of the boats?"} in groups
    assert {"is there a picture of the fire"} in groups


def test_a_slip_in_a_word_of_the_story_or_of_several_readers_is_no_other_question() -> None:
    groups = together(
        "is the lighthouse insured",
        "which ferry sailed",
        "which school closed",
        "is the lighthuose insurred",
        "did lindqvist resign",
        "did lindkvist resign",
    )

    assert {"is the lighthouse insured", "is the lighthuose insurred"} in groups
    assert {"did lindqvist resign", "did lindkvist resign"} in groups


def test_an_age_is_asked_for_without_a_word_in_common() -> None:
    content, _ = load(Path("content"))
    [story] = content.stories
    asked = ["how old is he", "what's his age", "hw old is sergev", "who is he", "his job?"]

    groups = clusters(asked, [record(story, entry) for entry in story.entries])

    assert sorted(map(sorted, groups)) == [[0, 1, 2], [3], [4]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("why did he resign", "why did he not resign", id="negation"),
        pytest.param("what burned in 2019", "what burned in 2020", id="year"),
        pytest.param("who paid for the crane", "when was the crane paid for", id="what is asked"),
        pytest.param("What did Xi Jinping say?", "what did Angela Merkel say?", id="person"),
        pytest.param("what happened on 3 April", "what happened on 3 June", id="month"),
    ],
)
def test_what_a_guard_keeps_apart_stays_apart(one: str, other: str) -> None:
    assert together(one, other) == [{one}, {other}]


def test_given_synonyms_then_another_word_is_the_same_question() -> None:
    asked = ("the vessel?", "and the ship", "and the school", "ferry fares")

    groups = together(*asked, synonyms=[["vessel", "ship"]])

    assert {"the vessel?", "and the ship"} in groups
    assert {"the vessel?"} in together(*asked)


@pytest.mark.parametrize(
    ("asked", "groups"),
    [
        pytest.param(
            ["сколько стоила лодка", "сколько стоят лодки", "кто начальник порта"],
            [[0, 1], [2]],
            id="Russian",
        ),
        pytest.param(
            ["船值多少钱", "这些船值多少钱？", "谁是港口负责人"], [[0, 1], [2]], id="Chinese"
        ),
    ],
)
def test_questions_in_other_languages_come_together(
    asked: list[str], groups: list[list[int]]
) -> None:
    assert [sorted(group) for group in clusters(asked, HARBOUR)] == groups


def test_the_question_that_is_most_like_the_others_comes_first() -> None:
    asked = [
        "tell me please what the new crane at the quay cost, if you know",
        "what did the crane cost",
        "crane cost?",
        "what did the new crane cost",
    ]

    [group] = clusters(asked, HARBOUR)

    assert asked[group[0]] == "what did the crane cost"
    assert asked[group[-1]].startswith("tell me please")


def test_the_groups_are_the_same_every_time_and_in_any_order() -> None:
    chance = random.Random(5)
    asked = [
        f"{begin} {thing} {end}"
        for begin in ("what does", "how much did", "who says that")
        for thing in ("the crane", "the lighthouse", "insurance", "the new quay", "a ferry")
        for end in ("cost", "mean for tourists", "need", "have to do with it")
    ]
    shuffled = chance.sample(asked, len(asked))

    groups, again = clusters(asked, HARBOUR), clusters(asked, HARBOUR)
    other = clusters(shuffled, HARBOUR)

    assert groups == again
    assert {frozenset(asked[n] for n in group) for group in groups} == {
        frozenset(shuffled[n] for n in group) for group in other
    }


@pytest.mark.parametrize(
    ("asked", "groups"),
    [
        ([], []),
        (["why"], [[0]]),
        (["?!", "🙂", ""], [[0, 1, 2]]),
        (["the", "the", "of"], [[0, 1], [2]]),
    ],
)
def test_what_has_no_telling_words_is_no_trouble(
    asked: list[str], groups: list[list[int]]
) -> None:
    assert clusters(asked, [Record("a", "Nobody was hurt.", ())]) == groups


def test_given_the_edition_on_air_then_its_records_are_enough(edition: Edition) -> None:
    records = [record(edition.story_of(entry), entry) for entry in edition.entries]

    assert clusters(["who owns the crane", "crane owner?"], records) == [[0, 1]]
