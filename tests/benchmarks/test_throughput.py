"""The benchmark of throughput counts right; how fast anything is, is not tested."""

from pathlib import Path

import pytest

from bot.content import load
from bot.desk import Edition
from tests.benchmarks.throughput.contestants import CONTESTANTS, Contestant
from tests.benchmarks.throughput.questions import (
    Asking,
    Draw,
    all_different,
    answered,
    as_readers_ask,
    echoed,
)
from tests.benchmarks.throughput.runs import compared, run
from tests.benchmarks.throughput.server import Report
from tests.content.harbour import write

HERE = [each for each in CONTESTANTS if not each.is_missing]


@pytest.mark.parametrize("contestant", HERE, ids=lambda contestant: contestant.name)
def test_each_bot_answers_each_question_once_and_the_journal_has_them(
    contestant: Contestant, tmp_path: Path
) -> None:
    write(tmp_path)
    content, _ = load(tmp_path)
    edition = Edition(content)
    questions = [question for entry in edition.entries for question in entry.questions]
    askings = [Asking(10 + n % 5, questions[n % len(questions)]) for n in range(40)]
    draw = Draw("few", askings[:2], askings[2:8], askings[8:])
    expected = echoed(draw) if contestant.does == "echo" else answered(draw, edition)

    found = run(contestant, draw, expected, tmp_path, rest_s=0.1)

    assert (found.burst.lost, found.burst.wrong, len(found.burst.waits_s)) == (0, 0, 32)
    assert (found.steady.lost, found.steady.wrong, len(found.steady.waits_s)) == (0, 0, 6)
    assert expected.exchanges == (40 if contestant.does == "answer" else 0)
    assert found.not_journalled == 0
    if contestant.does == "answer":
        assert found.burst.out_of_order == found.steady.out_of_order == 0


def test_what_is_lost_wrong_and_out_of_order_is_counted() -> None:
    askings = [Asking(1, "a"), Asking(2, "a"), Asking(1, "b"), Asking(1, "c"), Asking(1, "a")]
    given = [0.0, 1.0, 2.0, 3.0, 4.0]
    answers = [(5.0, 1, "B"), (5.5, 1, "A"), (6.0, 2, "C"), (7.0, 2, "A"), (8.0, 2, "A")]

    found = compared(Report(given, answers, 0.0), askings, ["A", "A", "B", "C", "A"])

    assert (found.lost, found.wrong, found.out_of_order) == (2, 2, 1)
    assert found.waits_s == [3.0, 5.5, 6.0]


def test_a_draw_asks_nothing_twice_or_some_things_often(edition: Edition) -> None:
    written = {question for entry in edition.entries for question in entry.questions}

    different, often = all_different(edition, 100), as_readers_ask(edition, 300)

    asked = [asking.question for asking in different.warming]
    assert sorted(asked) == sorted(written)
    counts = sorted([[a.question for a in often.burst].count(each) for each in written])
    assert sum(counts) == 300
    assert counts[-1] > 2 * counts[0]
    assert len({asking.reader for asking in often.burst}) == 200
