"""English sentences as questions: grammatical, or none."""

import pytest

from bot.drafting.english import clause

NAMES = frozenset({"Okafor", "Saltby", "Port", "Hale", "Mara", "Lindqvist", "Mill", "Lane"})


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        (
            "A fire in the old harbour destroyed nine fishing boats on Sunday night, he said.",
            [
                "How many fishing boats did a fire in the old harbour destroy?",
                "When did a fire in the old harbour destroy nine fishing boats?",
            ],
        ),
        (
            "The town council will meet on Thursday to discuss the cost.",
            ["When will the town council meet to discuss the cost?"],
        ),
        ("About 30 boats were lost in a fire.", ["How many boats were lost in a fire?"]),
        (
            "The foundry in Mill Lane was built in 1791.",
            ["When was the foundry in Mill Lane built?"],
        ),
        (
            "Okafor said that insurers may pay for it.",
            ["Is it true that insurers may pay for it?"],
        ),
        (
            "Mara Lindqvist opened a museum in Port Hale.",
            ["Where did Mara Lindqvist open a museum?"],
        ),
    ],
)
def test_a_simple_sentence_answers_questions(sentence: str, questions: list[str]) -> None:
    found = clause(sentence, NAMES)

    assert found is not None
    assert set(questions) <= set(found.questions())


@pytest.mark.parametrize(
    "sentence",
    [
        "The exhibition is open from Tuesday to Sunday.",
        "The county court will close for repairs from 3 July to 9 September.",
    ],
)
def test_of_a_stretch_of_days_no_question_keeps_one_end(sentence: str) -> None:
    found = clause(sentence, NAMES)

    assert found is not None
    assert not any(question.startswith("When") for question in found.questions())


@pytest.mark.parametrize(
    "sentence",
    [
        "He told the court about it on Monday.",
        "The cause is not known.",
        "The man accused of theft was found on Monday.",
        "The foundry was built in 1791 and employs four people.",
        "Against the backdrop of the pandemic, cooperation should grow.",
        "Helen said the case had cost her client 41,000 pounds.",
        "The nephew has 28 days to appeal.",
        "Not everybody is convinced.",
        "Nobody who saw it was asked.",
        "Fire.",
        "",
    ],
)
def test_of_a_sentence_that_leaves_doubt_no_question_is_made(sentence: str) -> None:
    assert clause(sentence, NAMES) is None
