"""Which of the questions that readers asked an edit would change."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content import load
from bot.desk import Edition
from bot.evaluation import Moved, replay_text, replayed
from tests.content.harbour import STORY, changed, write


@dataclass(frozen=True)
class Asked:
    question: str
    count: int = 1


WITHDRAWN = changed("id: boats-lost\nwithdrawn: Wrong.")

BURNED = Asked("how many boats were lost in it", 12)
INSURED = Asked("were the boats insured")
CUP = Asked("who won the cup", 3)


@pytest.mark.parametrize(
    ("story", "moved"),
    [
        pytest.param(STORY, [], id="nothing changed"),
        pytest.param(
            WITHDRAWN,
            [Moved(BURNED.question, 12, "boats-lost", "boats-lost (withdrawn)")],
            id="withdrawn",
        ),
        pytest.param(
            STORY.replace("id: boats-lost", "id: boats-gone"),
            [Moved(BURNED.question, 12, "boats-lost", "boats-gone")],
            id="another entry",
        ),
        pytest.param(
            STORY[: STORY.index("  - id: insurance")],
            [Moved(INSURED.question, 1, "insurance (not reported)", "ambiguous")],
            id="removed",
        ),
        pytest.param(
            changed("questions: [How many boats were lost?, Who won the cup?]"),
            [Moved(CUP.question, 3, "out of scope", "boats-lost")],
            id="taught",
        ),
    ],
)
def test_questions_that_come_to_something_else_are_named_with_what_they_came_to(
    tmp_path: Path, story: str, moved: list[Moved]
) -> None:
    before, after = _edition(tmp_path / "before", STORY), _edition(tmp_path / "after", story)

    found = replayed(before, after, [INSURED, CUP, BURNED])

    assert list(found) == moved


def test_the_most_asked_come_first_and_one_question_is_counted_once(tmp_path: Path) -> None:
    before = _edition(tmp_path / "before", STORY)
    after = _edition(tmp_path / "after", WITHDRAWN)
    asked = [Asked("how many boats were lost", 2), BURNED, Asked("how many boats were lost", 20)]

    found = replayed(before, after, asked)

    assert [(one.question, one.count) for one in found] == [
        ("how many boats were lost", 22),
        (BURNED.question, 12),
    ]


def test_what_moved_is_told_in_short_lines() -> None:
    moved = [
        Moved("how many burned", 12, "boats-lost", "rebuilding"),
        Moved("who " * 40 + "\nis it", 1, "out of scope", "boats-lost"),
        Moved("and why", 1, "cause", "ambiguous"),
    ]

    text = replay_text(moved, asked=214, days=30, most=2)

    assert text.split("\n") == [
        "3 of 214 questions of the last 30 days come to something else:",
        "• how many burned (12 times): boats-lost → rebuilding",
        "• " + "who " * 19 + "who…: out of scope → boats-lost",
        "… and 1 more",
    ]


def _edition(directory: Path, story: str) -> Edition:
    content, problems = load(write(directory, story=story))
    assert problems == []
    return Edition(content)
