"""How often an answer would be wrong: the curve, and the exact bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.risk import Point, Sample, answers_needed, curve, point, upper_bound

# The 95 % and 99 % points of Beta(wrong + 1, answered - wrong), by SciPy 1.17.1, beta.ppf.
REFERENCE = [
    (0, 1, 0.95, 0.99),
    (0, 20, 0.13910834066826516, 0.20567176527571848),
    (0, 59, 0.04950760988822693, 0.07508527227826667),
    (1, 10, 0.39416330243650466, 0.5043526629308013),
    (4, 82, 0.10815610507946984, 0.1350852789560112),
    (48, 1_098, 0.05527190793539357, 0.06026005319628513),
    (9, 10, 0.9948838031081763, 0.99899547129175),
    (500, 1_000, 0.5264822687643087, 0.5372219332390025),
    (3, 100_000, 7.753472238564708e-05, 0.0001004476367557172),
]


def sample(score: float, *, told: str | None = "a", expected: str = "a") -> Sample:
    return Sample("who?", frozenset(expected.split()), told, score, "case")


@pytest.mark.parametrize(("wrong", "answered", "at_95", "at_99"), REFERENCE)
def test_the_bound_is_the_one_of_a_statistics_library(
    wrong: int, answered: int, at_95: float, at_99: float
) -> None:
    assert upper_bound(wrong, answered) == pytest.approx(at_95, rel=1e-9)
    assert upper_bound(wrong, answered, 0.99) == pytest.approx(at_99, rel=1e-9)


@pytest.mark.parametrize(("wrong", "answered"), [(0, 0), (1, 1), (7, 7)])
def test_when_nothing_was_right_nothing_can_be_promised(wrong: int, answered: int) -> None:
    assert upper_bound(wrong, answered) == 1


@pytest.mark.parametrize(
    ("rate", "wrong", "expected"),
    [(0.5, 0, 5), (0.1, 0, 29), (0.05, 0, 59), (0.01, 0, 299), (0.001, 0, 2995), (0.05, 1, 93)],
)
def test_the_answers_needed_are_those_of_the_tables(
    rate: float, wrong: int, expected: int
) -> None:
    assert answers_needed(rate, wrong=wrong) == expected


@given(st.floats(0.005, 0.9), st.integers(0, 20), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_answers_needed_are_enough_and_one_fewer_is_not(
    rate: float, wrong: int, confidence: float
) -> None:
    needed = answers_needed(rate, confidence, wrong)

    assert upper_bound(wrong, needed, confidence) <= rate * (1 + 1e-9)
    assert upper_bound(wrong, needed - 1, confidence) > rate * (1 - 1e-9)


@pytest.mark.parametrize(
    ("given_sample", "right"),
    [
        pytest.param(sample(50), True, id="what is expected"),
        pytest.param(sample(50, expected="b a"), True, id="one of what is expected"),
        pytest.param(sample(50, expected="b"), False, id="something else"),
        pytest.param(sample(50, expected=""), False, id="nothing answers it"),
        pytest.param(sample(0, told=None), False, id="nothing is told"),
    ],
)
def test_an_answer_is_right_when_it_is_expected(given_sample: Sample, right: bool) -> None:
    assert given_sample.right == right


def test_a_threshold_answers_what_reaches_it_and_counts_what_is_wrong() -> None:
    samples = [sample(80), sample(50, expected=""), sample(49.9), sample(0, told=None)]

    found = point(samples, 50)

    assert found == Point(50, asked=4, answered=2, wrong=1)
    assert (found.coverage, found.risk) == (0.5, 0.5)
    assert found.bound == pytest.approx(upper_bound(1, 2))


def test_the_curve_has_a_point_for_every_score_highest_first() -> None:
    samples = [
        sample(40, expected="b"),
        sample(90),
        sample(60),
        sample(60, expected=""),
        sample(0, told=None),
    ]

    found = curve(samples)

    assert found == (
        Point(90, asked=5, answered=1, wrong=0),
        Point(60, asked=5, answered=3, wrong=1),
        Point(40, asked=5, answered=4, wrong=2),
    )
    assert [p.coverage for p in found] == [0.2, 0.6, 0.8]


@given(
    st.lists(
        st.builds(
            sample,
            st.sampled_from([0.0, 12.5, 45.0, 99.9, 100.0]),
            told=st.sampled_from([None, "a", "b"]),
            expected=st.sampled_from(["", "a", "a b"]),
        )
    )
)
def test_every_point_of_the_curve_is_what_its_threshold_comes_to(samples: list[Sample]) -> None:
    found = curve(samples)

    assert list(found) == [point(samples, p.threshold) for p in found]
    assert {p.threshold for p in found} == {s.score for s in samples if s.told is not None}


def test_of_nothing_there_is_no_risk_and_no_promise() -> None:
    found = point([], 50)

    assert curve([]) == ()
    assert (found.coverage, found.risk, found.bound) == (0, 0, 1)
