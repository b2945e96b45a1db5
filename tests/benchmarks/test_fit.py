"""What the script that fits the numbers of the engine counts, and how much."""

import pytest

from tests.benchmarks.fit import Told, shares


def test_questions_that_nothing_answers_count_together_as_much_as_all_others() -> None:
    told = [Told((0.5,), True, True)] * 3 + [Told((0.5,), False, False)]

    assert shares(told).tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 2])
    assert shares(told[:3]).tolist() == pytest.approx([1 / 3] * 3)
