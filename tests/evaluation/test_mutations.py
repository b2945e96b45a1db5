"""What hasty people type, made of the phrasings, and what comes of it."""

from collections import Counter
from pathlib import Path

import pytest

from bot import evaluation
from bot.content import load
from bot.desk import Edition
from bot.evaluation.mutations import mutations
from tests.content.harbour import changed, write


@pytest.mark.parametrize(
    ("phrasing", "hasty"),
    [
        pytest.param(
            "Where is the crew?",
            {
                "Hey bot, where is the crew, please?",
                "where is the crew",
                "WHERE IS THE CREW???",
                "Where the crew?",
            },
            id="English",
        ),
        pytest.param(
            "Кто был в порту?",
            {
                "Привет, бот, кто был в порту, пожалуйста?",
                "кто был в порту",
                "КТО БЫЛ В ПОРТУ???",
                "Кто был порту?",
            },
            id="Russian",
        ),
        pytest.param(
            "船是谁的？",
            {"你好，请问船是谁的？谢谢", "船是谁的", "船是谁的？？？", "船是谁？"},
            id="Chinese",
        ),
    ],
)
def test_a_phrasing_is_asked_as_hasty_people_type_it(phrasing: str, hasty: set[str]) -> None:
    made = {mutation.question for mutation in mutations(phrasing)}

    assert hasty <= made
    assert phrasing not in made


def test_a_slip_of_the_keyboard_is_in_a_word_that_tells_something_and_not_at_its_ends() -> None:
    made = [m for m in mutations("Where is Gareth?") if m.question.startswith("Where is G")]

    assert {m.how for m in made} == {
        "two letters swapped",
        "a letter missing",
        "a letter doubled",
        "a key beside",
    }
    assert all(m.question.endswith("h?") for m in made)


def test_no_slip_makes_another_word_of_the_story() -> None:
    slips = {m.question for m in mutations("the date")}
    other = {word for question in slips for word in question.split()}

    kept = {m.question for m in mutations("the date", known=other)}

    assert kept.isdisjoint(q for q in slips if q.startswith("the d") and q != "the date")


def test_the_same_phrasing_is_always_mutated_alike() -> None:
    assert mutations("How many boats were lost?") == mutations("How many boats were lost?")


def test_mutations_are_asked_evenly_of_all_entries(tmp_path: Path) -> None:
    content, _ = load(write(tmp_path))

    asked = Counter(one.entry.id for one in evaluation.mutated(Edition(content), most=7))

    assert asked == {"boats-lost": 2, "rebuilding": 2, "insurance": 2}


def test_given_more_entries_than_mutations_then_each_entry_is_asked_for_once(
    tmp_path: Path,
) -> None:
    content, _ = load(write(tmp_path))

    asked = list(evaluation.mutated(Edition(content), most=1))

    assert [one.entry.id for one in asked] == ["boats-lost", "rebuilding", "insurance"]
    assert [one.came for one in asked] == ["same"] * 3


def test_given_a_canonical_phrasing_that_finds_another_entry_in_haste_then_it_is_a_problem(
    tmp_path: Path,
) -> None:
    edition = _edition(tmp_path, "Are our boats insured?")

    (problem,) = evaluation.problems(edition)

    assert str(problem).startswith(
        f"{tmp_path}/harbour/story.yaml:26:17: 'our boats insured?' (without 'Are') is answered "
        "with 'insurance', and 'Are our boats insured?' with 'boats-lost' [mutation-lost]"
    )


def test_given_another_phrasing_that_does_so_then_it_is_a_warning(tmp_path: Path) -> None:
    edition = _edition(tmp_path, "How many boats were lost?, Can our boats insured?")

    found = evaluation.findings(edition)

    assert [(p.check, p.is_warning) for p in found if p.check == "mutation-lost"] == [
        ("mutation-lost", True)
    ]
    assert evaluation.problems(edition) == []


def test_given_that_the_other_entry_rests_on_the_same_sentence_then_it_is_a_warning(
    tmp_path: Path,
) -> None:
    story = changed("questions: [Are our boats insured?]").replace(
        "kind: not_reported\n    text: The story does not say whether the boats were insured.",
        "kind: fact\n    text: About 30 boats were lost.\n    cite: About 30 boats were lost",
    )
    content, problems = load(write(tmp_path, story=story))
    assert problems == []

    (warning,) = evaluation.findings(Edition(content))

    assert (warning.check, warning.is_warning) == ("mutation-lost", True)


def test_a_phrasing_that_is_lost_as_it_stands_is_named_once(tmp_path: Path) -> None:
    edition = _edition(tmp_path, "Were any boats insured?")

    (problem,) = evaluation.findings(edition)

    assert problem.check == "phrasing-lost"


def test_given_a_phrasing_that_hangs_on_one_word_then_its_slips_fall_silent_and_that_is_a_warning(
    tmp_path: Path,
) -> None:
    edition = _edition(tmp_path, "Is quay-12 gone?")

    (warning,) = evaluation.findings(edition)

    assert (warning.check, warning.is_warning) == ("mutation-silent", True)
    assert warning.message == (
        "'Is quaay-12 gone?' (a letter doubled) does not find 'boats-lost', and 'Is quay-12 "
        "gone?' does"
    )


def _edition(directory: Path, phrasings: str) -> Edition:
    """Return the harbour story with other phrasings of its first entry."""
    content, problems = load(write(directory, story=changed(f"questions: [{phrasings}]")))
    assert problems == []
    return Edition(content)
