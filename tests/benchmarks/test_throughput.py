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
from tests.benchmarks.throughput.runs import compare, running
from tests.benchmarks.throughput.server import Report
from tests.content.harbour import write

HERE = [each for each in CONTESTANTS if not each.is_missing]


@pytest.mark.parametrize("contestant", HERE, ids=lambda contestant: contestant.name)
def test_each_bot_answers_each_question_once_and_the_journal_has_them(
    contestant: Contestant, tmp_path: Path
) -> None:
    content, _ = load(write(tmp_path / "content"))
    edition = Edition(content)
    questions = [question for entry in edition.entries for question in entry.questions]
    askings = [Asking(10 + n % 5, questions[n % len(questions)]) for n in range(40)]
    draw = Draw("few", [askings[:2], askings[2:8], askings[8:]])
    expected = echoed(draw) if contestant.does == "echo" else answered(draw, edition)

    with running(contestant, tmp_path / "content", tmp_path / "journal.db") as bot:
        bot.warm(draw.parts[0], expected.parts[0])
        at_ease = bot.at_ease(draw.parts[1], expected.parts[1])
        burst = bot.burst(draw.parts[2], expected.parts[2], rest_s=0).compared

    assert (at_ease.lost, at_ease.wrong, len(at_ease.waits_s)) == (0, 0, 6)
    assert (burst.lost, burst.wrong, len(burst.waits_s)) == (0, 0, 32)
    assert bot.exchanges == expected.exchanges == (40 if contestant.does == "answer" else 0)
    if contestant.does == "answer":
        assert at_ease.out_of_order == burst.out_of_order == 0


def test_what_is_lost_wrong_and_out_of_order_is_counted() -> None:
    askings = [Asking(1, "a"), Asking(2, "a"), Asking(1, "b"), Asking(1, "c"), Asking(1, "a")]
    given = [0.0, 1.0, 2.0, 3.0, 4.0]
    answers = [(5.0, 1, "B"), (5.5, 1, "A"), (6.0, 2, "C"), (7.0, 2, "A"), (8.0, 2, "A")]

    found = compare(Report(given, answers, 0.0), askings, ["A", "A", "B", "C", "A"])

    assert (found.lost, found.wrong, found.out_of_order) == (2, 2, 1)
    assert found.waits_s == [3.0, 5.5, 6.0]


def test_questions_are_drawn_as_often_as_zipf_says_and_spread_over_the_readers(
    edition: Edition,
) -> None:
    written = [question for entry in edition.entries for question in entry.questions]

    _, _, first, second = as_readers_ask(edition, 2, 400).parts

    questions = [asking.question for asking in (*first, *second)]
    counts = sorted(map(questions.count, written))
    assert sum(counts) == 800
    assert counts[-1] > 5 * counts[0]  # the last is asked a 14th as often as the first
    assert len({asking.reader for asking in first}) == 200


def test_given_too_few_phrasings_then_they_are_not_asked_twice(edition: Edition) -> None:
    with pytest.raises(ValueError, match="phrasings for 2 bursts of 0 only"):
        all_different(edition, 2, 10)
