"""What the entries of a story leave out, and what readers ask for all the same."""

from pathlib import Path

import pytest

from bot.content import load
from bot.content.model import Content
from bot.evaluation import coverage
from tests.content.harbour import CASES, STORY, changed, write

WITHDRAWN = changed("id: boats-lost\nwithdrawn: Wrong.")


def test_each_sentence_is_mapped_to_the_entries_that_use_it(tmp_path: Path) -> None:
    (story,) = coverage(_content(tmp_path)).maps

    used = [(s.number, s.paragraph, s.entries, s.in_summary) for s in story.sentences]
    assert used == [
        (1, 1, ("boats-lost",), True),
        (2, 2, ("rebuilding",), False),
        (3, 2, (), False),
        (4, 3, (), True),
        (5, 4, (), False),
    ]


def test_sentences_that_nothing_uses_are_named(tmp_path: Path) -> None:
    (story,) = coverage(_content(tmp_path)).maps

    assert [sentence.text for sentence in story.unused] == [
        '"It may cost $35 million."',
        '"Nobody was hurt," he said.',
    ]


def test_entries_that_nobody_was_told_are_named_but_not_those_that_were_taken_down(
    tmp_path: Path,
) -> None:
    content = _content(tmp_path, WITHDRAWN)

    found = coverage(content, told={"insurance": 3})

    assert found.unasked == ("rebuilding",)


def test_given_no_counts_then_it_is_not_said_what_nobody_asked(tmp_path: Path) -> None:
    assert coverage(_content(tmp_path)).unasked is None


def test_topics_that_readers_ask_for_and_no_entry_has_are_named_the_most_asked_first(
    tmp_path: Path,
) -> None:
    unanswered = [
        "what did the insurer pay",
        "Which fishermen lost boats?",
        "is there help for fishermen",
        "is there help for fishermen",
        "what does it cost to help them",
    ]

    found = coverage(_content(tmp_path), unanswered=unanswered).missing

    assert [(one.word, one.count) for one in found][:2] == [("fishermen", 3), ("help", 3)]
    assert found[0].questions == ("Which fishermen lost boats?", "is there help for fishermen")
    assert {one.word: one.mentioned for one in found}["cost"] == (("harbour", 3),)
    assert {"boats", "lost", "what", "for"}.isdisjoint(one.word for one in found)


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        pytest.param("ru", "есть ли помощь рыбакам", ["есть", "помощь", "рыбакам"], id="Russian"),
        pytest.param("zh", "渔民的船呢", ["渔民"], id="Chinese"),
    ],
)
def test_topics_are_found_in_other_scripts(
    tmp_path: Path, language: str, question: str, missing: list[str]
) -> None:
    content = _content(tmp_path, STORY.replace("language: en", f"language: {language}"))

    found = coverage(content, unanswered=[question]).missing

    assert {one.word for one in found} <= {*missing}
    assert missing[-1] in {one.word for one in found}


def _content(directory: Path, story: str = STORY) -> Content:
    content, problems = load(write(directory, story=story, cases=CASES))
    assert problems == []
    return content
