"""Which cases hold, and what those come to that do not."""

from pathlib import Path

import pytest

from bot import evaluation
from bot.content import load
from bot.desk import Edition
from tests.content.harbour import write


@pytest.mark.parametrize(
    ("question", "expect", "came"),
    [
        pytest.param("how many boats did the fire take", "rebuilding", "boats-lost", id="other"),
        pytest.param("how many boats did the fire take", "out_of_scope", "boats-lost", id="none"),
        pytest.param("who won the cup", "boats-lost", "out_of_scope", id="answered"),
        pytest.param("thanks", "ambiguous", "smalltalk", id="small talk"),
        pytest.param("were the boats insured then", "boats-lost", "insurance", id="not reported"),
    ],
)
def test_given_a_case_that_comes_to_something_else_then_it_says_to_what(
    tmp_path: Path, question: str, expect: str, came: str
) -> None:
    cases = f"cases: [{{q: {question}, expect: {expect}}}]"
    content, _ = load(write(tmp_path, cases=cases))

    (problem,) = evaluation.problems(Edition(content))

    assert problem.check == "case-failed"
    assert problem.message == f"'{question}' should come to {expect} and comes to {came}"


def test_given_a_case_with_two_right_answers_then_either_holds(tmp_path: Path) -> None:
    cases = "cases: [{q: how many boats did the fire take, expect: [rebuilding, boats-lost]}]"
    content, _ = load(write(tmp_path, cases=cases))

    verdicts = evaluation.verdicts(Edition(content))

    assert [verdict.holds for verdict in verdicts] == [True]
    assert evaluation.problems(Edition(content)) == []


def test_given_a_case_that_expects_very_much_then_the_first_few_are_named(tmp_path: Path) -> None:
    cases = f"cases: [{{q: who won the cup, expect: [{'boats-lost, ' * 3000}insurance]}}]"
    content, _ = load(write(tmp_path, cases=cases))

    (problem,) = evaluation.problems(Edition(content))

    assert " or boats-lost or 2996 more and comes to out_of_scope" in problem.message
    assert len(str(problem)) < 500
